"""What becomes of a scan at the bench: each is in the journal before its answer is seen, and each takes its turn."""

import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from services import bench, bench_leaving, people, scanning
from services.bench import BenchView
from services.bench_notes import TURNED_AWAY, note_scan
from services.errors import NeedsConfirmation, Refusal, Unavailable
from services.scanning import Scan
from services.unit import Actor, Call
from ui.packing.present import LEAVING, PACKED
from ui.packing.typed import TIMES, WEIGHT, Typed, grams
from ui.packing.witness import Witness
from ui.packing.words import Facts
from ui.scan.layouts import typed_for_another

if TYPE_CHECKING:
    from ui.packing.window import PackingWindow

T = TypeVar("T")
PICK = "deliveries.pick"
# Seconds within which a scanner may send the code of a box once more of itself.
BOX_STUTTER = 1.0
REFUSALS = {
    "wrong_state": "not_open", "not_allowed": "reading_only", "empty_package": "package_empty",
    "bad_quantity": "quantity_too_big", "in_trouble": "set_aside", "not_a_waybill": "already_packed",
}  # fmt: skip


class Intake:
    """Takes scans for a packing window. `now` tells seconds, to know a scanner's stutter."""

    def __init__(self, desk: "PackingWindow", now: Callable[[], float] = time.monotonic) -> None:
        self._desk, self.now = desk, now
        self._last: tuple[str, float] = "", 0.0

    def take(self, text: str) -> None:
        """One scan; it waits its turn behind those before it."""
        now, within = self.now(), max(self._desk.own.repeat_ms / 1000, self._least(text))
        again = within > 0 and text == self._last[0] and now - self._last[1] <= within
        self._last = text, now
        self._desk.steps.add(partial(self._repeated if again else self._begin, text))

    def _least(self, text: str) -> float:
        """What a scan counts may stand there twice; a box's code just after itself never means to open the box."""
        return BOX_STUTTER if scanning.parse(text).kind == "box" else 0.0

    def _repeated(self, text: str) -> None:
        """The scanner sent a code twice: it counts once, and the second is on record, heard and seen."""
        desk = self._desk
        view_id = desk.view.id if desk.view else None
        if scanning.parse(text).kind == "badge":
            text = "BDG"  # a badge is a key
        desk.steps.run(lambda call: note_scan(call, text, "repeated", view_id), lambda _noted: desk.repeated(text))

    def _begin(self, text: str) -> None:
        code, desk = scanning.parse(text), self._desk
        if code.kind in ("command", "digit", "quantity"):
            view_id = desk.view.id if desk.view else None
            desk.steps.run(
                lambda call: note_scan(call, code.text, "command", view_id),
                lambda _noted: desk.steps.add_first(partial(self._command, code)),
            )
        elif code.kind == "badge":
            self._badge(f"BDG-{code.code}")
        else:
            self._goods(code, text)

    def _command(self, code: Scan) -> None:
        desk = self._desk
        typed, desk.typed = desk.typed, None
        if code.kind == "digit":
            self._figure(code.command, typed)
        elif code.kind == "quantity":
            desk.set_times(code.quantity)
        elif code.command == "OK" and typed is not None and typed.text:
            desk.typed_in(typed)
            desk.steps.finish()
        else:
            desk.commands.do(code.command)

    def _figure(self, figure: str, typed: Typed | None) -> None:
        """A figure scanned off the sheet goes on what is being typed, else it begins a quantity."""
        desk = self._desk
        may = desk.multiplies()
        if typed is not None or may:
            desk.typed = (typed or Typed(TIMES)).key(0, figure)
        desk.wait_face()
        desk.steps.finish()

    def _badge(self, badge: str) -> None:
        """Another person takes over; one who does not pick, but signs off or dispatches what is packed here, does only
        that. A badge is a key, so the journal says only that one was shown.
        """
        desk, station, clock = self._desk, self._desk.shell.station, self._desk.shell.clock
        spare, view = desk.shell.call(), desk.view

        def work(_call: Call) -> tuple[Actor, str]:
            actor = people.prove_badge(badge, station=station, clock=clock)
            if PICK in actor.rights:
                note_scan(replace(spare, actor=actor), "BDG", "signed_in")
                return actor, ""
            leaving = view is not None and view.state in LEAVING
            step = bench_leaving.next_step(view.id, actor.rights).step if view is not None and leaving else ""
            if step and PICK in spare.actor.rights:
                note_scan(spare, "BDG", "signed_in", view.id if view else None)
            return actor, step

        self.run("BDG", work, lambda answer: self._shown(*answer))

    def _shown(self, actor: Actor, step: str) -> None:
        if step:
            self._desk.witnessed(Witness(actor, step))
        else:
            self._desk.person(actor)

    def _goods(self, code: Scan, text: str) -> None:
        """What is no command: goods, bins, boxes, documents, packages, waybills."""
        desk, view = self._desk, self._desk.view
        typed, desk.typed = desk.typed, None
        if typed is not None and typed.what == WEIGHT and (weight := grams(code.text)) is not None:
            desk.commands.weigh(weight, typed)
        elif desk.batch.shown:
            if typed is not None and typed.what == TIMES:
                desk.times = typed.times() or desk.times
            desk.commands.question = None
            desk.batch.scan(code, text)
        elif code.kind == "document" and code.number.startswith("BA-") and (view is None or view.state in PACKED):
            desk.batch.open(code.number)
        elif code.kind == "box" and self._between_boxes(view):
            desk.batch.scan(code, text)
        elif code.kind == "package" and self._packed_here(code):
            desk.commands.choose_package(code.package or 0)
        elif code.kind in ("document", "package") and self._opens(code):
            desk.open_now(lambda: bench.delivery_named(code.number), code.text)
        elif view is None:
            self.turn_away("no_delivery", code.text, shown="other_keyboard" if typed_for_another(text) else "")
        elif view.state in PACKED and code.kind != "bin":
            desk.commands.waybill(text)
        else:
            desk.commands.question = None
            if typed is not None and typed.what == TIMES:
                desk.times = typed.times() or desk.times  # a scan ends the figures as Enter does
            desk.scan_goods(view.id, text)

    def _between_boxes(self, view: BenchView | None) -> bool:
        """One box of the batch is packed and the next one is at hand."""
        return self._desk.batch.view is not None and view is not None and view.state in PACKED

    def _opens(self, code: Scan) -> bool:
        """A delivery's number opens it when none is at work here, or it is this one."""
        view = self._desk.view
        return view is None or view.state in PACKED or code.number == view.number

    def _packed_here(self, code: Scan) -> bool:
        view = self._desk.view
        return view is not None and view.state in PACKED and code.number == view.number

    def turn_away(self, code: str, scanned: str, needed: str = "", shown: str = "") -> None:
        """A scan that nothing can be done with: journalled, then red, in the words of `shown` where it is another."""
        desk, view = self._desk, self._desk.view
        facts = Facts(scanned=scanned, needed=needed, number=view.number if view else "")
        desk.steps.run(
            lambda call: note_scan(call, scanned, code, view.id if view else None),
            lambda _noted: desk.refuse(shown or code, facts),
        )

    def run(self, scanned: str, work: Callable[[Call], T], done: Callable[[T], None]) -> None:
        """A step that a scan began: where it is refused, the journal has the scan before the window turns red."""
        desk = self._desk
        spare, view_id = desk.shell.call(), desk.view.id if desk.view else None

        def told(call: Call) -> T:
            try:
                return work(call)
            except (NeedsConfirmation, Unavailable):
                raise
            except Refusal as error:
                verdict = REFUSALS.get(error.code, error.code)
                if PICK in spare.actor.rights and error.code != "not_allowed":
                    note_scan(spare, scanned, verdict if verdict in TURNED_AWAY else "other", view_id)
                raise

        desk.steps.run(told, done)
