"""Many deliveries in one walk: scan the goods, put them into the box that is named, scan the box. Only then they count.

A batch is shown on the same faces as a delivery: `as_bench` gives it the shape of one.
"""

from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

from resources.i18n import _, ngettext
from services import batches, bench, packing
from services.batches import BatchView, Hand
from services.bench import BenchLine, BenchScan, BenchView, Rules
from services.errors import Refusal
from services.picking import Verdict
from services.scanning import Scan
from services.unit import Call
from ui.kit.formats import quantity
from ui.packing import present, words
from ui.packing.present import NOWHERE, Place, Standing
from ui.packing.state import PackScreen, Remaining
from ui.packing.words import CHOICES, Facts

if TYPE_CHECKING:
    from ui.packing.window import PackingWindow

BATCH = "packing.batch_open"
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Held:
    """Goods in hand, on their way into a box: the answer that named it, and the scan to be counted there."""

    hand: Hand
    text: str
    bin_id: int | None
    times: Decimal | None
    confirmed: str


class Batching:
    """The batch of a packing window; every method that scans or does something ends in one step of the window."""

    def __init__(self, desk: "PackingWindow") -> None:
        self._desk = desk
        self.view: BatchView | None = None
        self.held: Held | None = None
        self._at: Standing = NOWHERE
        self._last: tuple[BenchScan, ...] = ()

    @property
    def shown(self) -> bool:
        """Whether the batch is what the window shows: none of its deliveries is open by itself."""
        return self.view is not None and self._desk.view is None

    # opening and leaving

    def begin(self) -> None:
        """Take the most urgent deliveries together."""
        self._desk.steps.run(lambda call: self._look(batches.begin_batch(call).number), self.opened)

    def open(self, number: str) -> None:
        self._desk.intake.run(number, lambda _call: self._look(number), self.opened)

    def opened(self, view: BatchView) -> None:
        self._show(view)
        self._desk.congratulate("opened")

    def reopen(self, number: str) -> None:
        """Go on with the batch that was open here, if anything of it is left."""
        self._desk.shell.read(self._desk, partial(self._if_there, number), self._read_anew, key="view")

    def refresh(self) -> None:
        if self.view is not None:
            self.reopen(self.view.number)

    def _read_anew(self, view: BatchView | None) -> None:
        if self._desk.steps.running:
            return
        if view is None:
            self.leave()
        else:
            self._show(view)
            self._desk.wait_if_waiting()

    def _show(self, view: BatchView) -> None:
        self.view = view
        self._desk.shell.settings.set(BATCH, view.number)

    def leave(self) -> None:
        self.view, self.held, self._at, self._last = None, None, NOWHERE, ()
        self._desk.shell.settings.set(BATCH, None)
        self._desk.leave()

    # scans

    def scan(self, code: Scan, text: str) -> None:
        view, desk = self.view, self._desk
        assert view is not None
        box = next((each for each in view.boxes if each.number == code.number), None)
        if code.kind == "box":
            self._box(view, code.package or 0)
        elif code.kind == "document" and code.number.startswith("BA-"):
            self.open(code.number)
        elif code.kind in ("document", "package") and box is not None:
            desk.open_now(lambda: box.delivery_id, code.text)
        elif self.held is not None:
            desk.intake.turn_away("put_first", code.text, needed=_box_word(self.held.hand.box))
        else:
            self._take(view, text)

    def _take(self, view: BatchView, text: str, confirmed: str = "") -> None:
        desk, bin_id = self._desk, self._at.bin_id
        times = desk.times

        def work(call: Call) -> Hand:
            return batches.take_for_box(_confirmed(call, confirmed), view.number, text, bin_id, times)

        desk.steps.run(work, lambda hand: self._taken(hand, Held(hand, text, bin_id, times, confirmed)))

    def _taken(self, hand: Hand, held: Held) -> None:
        verdict, desk, view = hand.verdict, self._desk, self.view
        if view is None:
            return
        self._noted(verdict, held.text)
        if verdict.code == "bin":
            found = (each.bin_id for each in view.lines if each.bin == verdict.scanned.bin)
            self._at = Standing(next(found, None))
        if verdict.code == "to_box":
            self.held, desk.times = held, None
            desk.congratulate("to_box", scanned=str(hand.box))
            desk.say(_box_word(hand.box))
            return
        if verdict.code in CHOICES:
            desk.commands.ask_with({"YES": partial(self._take, view, held.text, verdict.code)})
        ended = desk.end_quantity(verdict.code)
        screen, sound = self.answer(verdict, held.text)
        desk.show_answer(present.quantity_ended(screen, ended), sound)

    def _box(self, view: BatchView, box: int) -> None:
        """A box's code: what is in hand was put there; with empty hands its delivery is opened."""
        desk, held = self._desk, self.held
        if held is not None:

            def work(call: Call) -> tuple[Hand, BatchView | None]:
                call = _confirmed(call, held.confirmed)
                hand = batches.put_in_box(
                    call, view.number, box, held.hand.box, held.text, held.bin_id, held.times
                )  # fmt: skip
                return hand, self._if_there(view.number)

            desk.steps.run(work, lambda answer: self._put(*answer))
            return
        mine = next((each for each in view.boxes if each.box == box), None)
        if mine is None:
            desk.intake.turn_away("no_box", _box_word(box))
        else:
            desk.open_now(lambda: mine.delivery_id, f"BOX-{box}")

    def _put(self, hand: Hand, view: BatchView | None) -> None:
        verdict, desk, held = hand.verdict, self._desk, self.held
        if view is None or held is None:
            self.leave()
            return
        self.view = view
        self._noted(verdict, f"BOX-{verdict.scanned.text}" if "box" in verdict.code else held.text)
        if verdict.code in ("wrong_box", "no_box"):
            told, found = _box_word(hand.box), _box_word(int(verdict.scanned.text))
            desk.refuse(verdict.code, Facts(scanned=found, needed=told, number=view.number))
            return
        self.held = None
        if verdict.accepted and not any(line.left > 0 for line in view.lines):
            desk.congratulate("boxes_filled")
        elif verdict.accepted:
            self._at = self._still_there(view)
            desk.congratulate("put", scanned=str(hand.box), wanted=words.signed(verdict.counted))
        else:
            desk.show_answer(*self.answer(verdict))

    def _still_there(self, view: BatchView) -> Standing:
        left = any(each.left > 0 and each.bin_id == self._at.bin_id for each in view.lines)
        return self._at if left else NOWHERE

    def open_current(self) -> None:
        """The delivery of the first box that needs what is to be fetched: what is missing is told there."""
        view, line = self.view, present.current_line(self.shape(), self._at)
        needs = view.lines[line.pick_line - 1].boxes if view is not None and line is not None else ()
        mine = next((each for each in view.boxes if needs and each.box == needs[0][0]), None) if view else None
        if mine is None:
            self._desk.refuse_now("nothing_left")
        else:
            self._desk.open_now(lambda: mine.delivery_id)

    def undo(self) -> None:
        """What is in hand goes back to the shelf, uncounted; else the last put is taken back."""
        desk, view = self._desk, self.view
        if self.held is not None or view is None or view.last_put is None:
            code = "hand_empty" if self.held is not None else "nothing_to_undo"
            self.held = None
            (desk.congratulate if code == "hand_empty" else desk.refuse)(code)
            desk.steps.finish()
            return
        delivery_id = view.last_put

        def work(call: Call) -> tuple[Verdict, BatchView | None]:
            return packing.undo_last(call, delivery_id), self._if_there(view.number)

        desk.steps.run(work, lambda answer: self._undone(*answer))

    def _undone(self, verdict: Verdict, view: BatchView | None) -> None:
        if view is None:
            self.leave()
            return
        self.view = view
        self._noted(verdict, "")
        self._desk.show_answer(*self.answer(verdict))

    def _noted(self, verdict: Verdict, text: str) -> None:
        side = verdict.scanned if verdict.accepted else verdict.needed
        english = next((each.name_en for each in self.view.lines if each.sku == side.sku), "") if self.view else ""
        goods = (side.name, english, side.lot) if verdict.accepted and verdict.code != "bin" else ("", "", "")
        told = verdict.scanned.bin if verdict.code == "bin" else text
        scan = BenchScan("pick", verdict.code, told, verdict.counted, *goods)
        self._last = (scan, *self._last)[: bench.LAST_SCANS]

    def _look(self, number: str) -> BatchView:
        """A batch read anew, with this person's pace. Not on the UI thread. Refuses unknown_batch."""
        return batches.batch_view(number, self._desk.asker())

    def _if_there(self, number: str) -> BatchView | None:
        """The batch, None when nothing of it is in work any more."""
        try:
            return self._look(number)
        except Refusal as error:
            if error.code != "unknown_batch":
                raise
            return None

    # faces

    def answer(self, verdict: Verdict, text: str = "") -> tuple[PackScreen, str]:
        """The face of a verdict on the scan of `text`, and its sound."""
        shape = self.shape()
        line = next(
            (each for each in shape.lines if (each.sku, each.lot) == (verdict.needed.sku, verdict.needed.lot)), None
        )
        verdict = replace(verdict, pick_line=line.pick_line if line else None)
        return present.answered(self.screen(self._desk.place()), shape, verdict, text)

    def shape(self) -> BenchView:
        assert self.view is not None
        return replace(as_bench(self.view), last=self._last)

    def screen(self, place: Place) -> PackScreen:
        """The white face: what to fetch next, or which box what is in hand goes into."""
        view, shape = self.view, self.shape()
        assert view is not None
        screen = present.waiting(shape, place, self._at, self._desk.times)
        screen = replace(screen, keys=words.batch_keys())
        if self.held is not None:
            return self._to_box(screen, self.held)
        if not screen.lines_left:
            boxes = tuple(
                Remaining(_box_word(each.box), each.customer, each.picked) for each in view.boxes
            )  # fmt: skip
            whole = screen.current and replace(screen.current, package=str(len(view.boxes)))
            return replace(screen, headline=_("All picked. Scan a box to pack it"), remaining=boxes, current=whole)
        return screen

    def _to_box(self, screen: PackScreen, held: Held) -> PackScreen:
        box, goods = held.hand.box, held.hand.verdict.scanned
        count = quantity(goods.quantity or ZERO)
        text = _("Put {n} into the box, then scan the box").format(n=count)
        if screen.current is None:
            return replace(screen, headline=text)
        english = next((each.name_en for each in self.shape().lines if each.sku == goods.sku), "")
        name = present.named(goods.name, english)
        current = replace(screen.current, box=str(box), product=name, lot=goods.lot, expiry=goods.expiry, spec="",
                          picked=goods.quantity or ZERO, sku=goods.sku, barcode="")  # fmt: skip
        return replace(screen, headline=text, current=current)


def as_bench(view: BatchView) -> BenchView:
    """A batch in the shape of a delivery, its lines numbered from 1."""
    lines = tuple(
        BenchLine(
            "", ZERO, place, each.bin_id, each.bin, each.product_id, each.sku, each.name, each.name_en, each.spec,
            each.unit, each.lot, each.expiry, each.planned, each.picked,
        )
        for place, each in enumerate(view.lines, 1)
    )  # fmt: skip
    count = len(view.boxes)
    boxes = ngettext("{n} box", "{n} boxes", count).format(n=count)
    pieces, picked = (sum((getattr(each, name) for each in view.boxes), ZERO) for name in ("pieces", "picked"))
    bench_view = BenchView(
        lines, (), Rules(), (), 0, view.number, "picking", 0, boxes, "", None, pieces, picked, 1, 0
    )  # fmt: skip
    return replace(bench_view, pace=view.pace)


def _box_word(box: int) -> str:
    return _("Box {n}").format(n=box)


def _confirmed(call: Call, code: str) -> Call:
    return replace(call, confirmed=call.confirmed | {code}) if code else call
