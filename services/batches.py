"""A batch: several deliveries picked in one walk. What comes off the shelf is put into the box of one of them, and
counts when that box's code is scanned too.
"""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from models.base import reconnect
from models.delivery import BatchBox, Delivery, PickLine, ScanEvent
from models.goods import Product
from models.statement import Statement
from models.stock import Location, Lot
from services import bench_notes, settings
from services.bench import Asker
from services.bench_notes import NO_PACE, Pace
from services.code_goods import Item
from services.delivery_book import load, order_ids, store
from services.errors import Refusal
from services.faults import translated
from services.ledger import ZERO
from services.numbers import next_number
from services.order_progress import refresh_order
from services.picking import DELIVERY, Pick, Picking, Side, Verdict, needed_of, picks
from services.scanning import Scan, parse
from services.transitions import move
from services.unit import Unit, use_case

B, D, PL = BatchBox, Delivery, PickLine
OPEN = ("picking", "picked", "checked")
# Of several answers the one that says most about what was scanned.
TELLING = (
    "unusual_quantity", "open_carton", "scan_lot", "scan_serial", "serial_again", "serial_gone", "serial_unknown",
    "wrong_bin", "expired", "frozen_lot", "wrong_lot", "too_many", "wrong_item", "unknown_code",
)  # fmt: skip

_WAITING = Statement(
    lambda most: D.select(D.id)
    .where((D.state == "released") & (D.trouble == ""))
    .order_by(D.priority.desc(), D.due, D.id)
    .limit(most)
)
_BOXES = Statement(
    lambda batch: B.select(B.box, D.id, D.number, D.customer_name, D.state, D.pieces, D.picked, D.trouble)
    .join(D)
    .where((B.batch == batch) & D.state.in_(OPEN))
    .order_by(B.box)
)
_LINES = Statement(
    lambda batch: PL.select(
        PL.bin, Location.code, PL.product, Product.sku, Product.name, Product.name_en, Product.spec, Product.unit,
        Lot.number, Lot.expiry, B.box, PL.planned, PL.picked,
    )
    .join(B, on=(B.delivery == PL.delivery))
    .join(D, on=(D.id == PL.delivery))
    .join(Lot, on=(Lot.id == PL.lot))
    .join(Location, on=(Location.id == PL.bin))
    .join(Product, on=(Product.id == PL.product))
    .where((B.batch == batch) & D.state.in_(OPEN))
    .order_by(PL.walk, PL.bin, PL.product, PL.lot, B.box)
)  # fmt: skip
_UNDO, _AT = ScanEvent.alias(), BatchBox.alias()
_LAST_PUT = Statement(
    lambda batch: ScanEvent.select(ScanEvent.delivery)
    .join(B, on=(B.delivery == ScanEvent.delivery))
    .join(D, on=(D.id == ScanEvent.delivery))
    .where(
        (B.batch == batch) & D.state.in_(("picking", "picked")) & (ScanEvent.kind == "pick")
        & (ScanEvent.verdict == "right")
        & ScanEvent.id.not_in(
            _UNDO.select(_UNDO.undoes).join(_AT, on=(_AT.delivery == _UNDO.delivery))
            .where((_AT.batch == batch) & _UNDO.undoes.is_null(False))
        )
    )
    .order_by(ScanEvent.id.desc())
    .limit(1)
)  # fmt: skip
_OF_DELIVERY = Statement(lambda delivery: B.select(B.batch, B.box).where(B.delivery == delivery))


@dataclass(frozen=True, slots=True)
class Box:
    """A delivery of a batch, still in work here. In base units."""

    box: int
    delivery_id: int
    number: str
    customer: str
    state: str
    pieces: Decimal
    picked: Decimal
    trouble: str


@dataclass(frozen=True, slots=True)
class BatchLine:
    """One lot at one bin for all boxes; `boxes` are (box, what it still needs)."""

    bin_id: int
    bin: str
    product_id: int
    sku: str
    name: str
    name_en: str
    spec: str
    unit: str
    lot: str
    expiry: date | None
    planned: Decimal
    picked: Decimal
    boxes: tuple[tuple[int, Decimal], ...]

    @property
    def left(self) -> Decimal:
        return self.planned - self.picked


@dataclass(frozen=True, slots=True)
class BatchView:
    """A batch as the bench shows it, its lines in walking order; `last_put` is the delivery that was put into last,
    `pace` how fast the person who asked picks."""

    number: str
    boxes: tuple[Box, ...]
    lines: tuple[BatchLine, ...]
    last_put: int | None
    pace: Pace = NO_PACE

    def box_of(self, delivery_id: int) -> int:
        return next((each.box for each in self.boxes if each.delivery_id == delivery_id), 0)


@dataclass(frozen=True, slots=True)
class Begun:
    """The number of a batch, and how many boxes it takes."""

    number: str
    boxes: int


@dataclass(frozen=True, slots=True)
class Hand:
    """What is in hand after a scan: the verdict, and where it says `to_box` the box it goes into and its delivery."""

    verdict: Verdict
    box: int = 0
    delivery_id: int | None = None


class Putting(Picking):
    """The judgement of goods for one box of a batch: nothing is counted before the box is scanned, and lots are as
    planned."""

    def _count(self, mine: list[Pick], counted: Decimal) -> Verdict:
        first = mine[0]
        here = Side("", first.sku, first.name, first.lot, first.expiry, first.bin, counted)
        return Verdict("to_box", True, self.state, ZERO, first.id, here, needed_of(first))

    def _other_lot(self, item: Item, scanned: Side, open_: list[Pick], counted: Decimal) -> Verdict:
        return self._no("wrong_lot", scanned, open_[0])


@use_case("packing.batch", right="deliveries.pick")
def begin_batch(u: Unit) -> Begun:
    """Take the most urgent released deliveries together, as many as the company picks at once, each with its box.

    Refuses batch_off, nothing_waits.
    """
    most = int(settings.get("packing.batch"))
    if most < 2:
        raise Refusal("batch_off")
    found = [row[0] for row in _WAITING.rows(most=most)]
    if not found:
        raise Refusal("nothing_waits")
    number = next_number("BA", u.today)
    B.delete().where(B.delivery.in_(found)).execute()
    for box, delivery_id in enumerate(found, 1):
        delivery = load(delivery_id)
        move("delivery", delivery, "picking")
        delivery.picker, delivery.station = u.user_id, u.actor.station
        store(delivery)
        B.put(batch=number, delivery=delivery_id, box=box, at=u.now)
        bench_notes.write_note(u, number, "opened", delivery_id, box)
        for order_id in order_ids(delivery):
            refresh_order(u, order_id)
    u.about("batch", None, number=number, deliveries=found)
    u.topics.add("deliveries")
    return Begun(number, len(found))


@use_case("packing.take", right="deliveries.pick")
def take_for_box(
    u: Unit, batch: str, text: str, bin_id: int | None = None, quantity: Decimal | None = None
) -> Hand:
    """One scan off the shelf, goods or a bin: which box it goes into. Nothing is counted yet; the scan is journalled.

    Refuses unknown_batch.
    """
    boxes, code = _boxes(batch), parse(text)
    u.about("batch", None, number=batch)
    refused: list[tuple[int, Picking, Verdict]] = []
    for box in boxes:
        judged = _judge(Putting, u, box.delivery_id, code, bin_id, quantity)
        if judged is None:
            continue
        putting, verdict = judged
        if verdict.accepted:
            putting.package = box.box
            putting.journal("control", verdict)
            return Hand(verdict, box.box if verdict.code == "to_box" else 0, box.delivery_id)
        refused.append((box.delivery_id, putting, verdict))
    if not refused:
        bench_notes.write_note(u, code.text, "too_many")
        return Hand(Verdict("too_many", False, "picked", scanned=Side(code.text)))
    delivery_id, putting, verdict = min(refused, key=lambda each: _telling(each[2].code))
    putting.journal("pick", verdict)
    return Hand(verdict, 0, delivery_id)


def _telling(code: str) -> int:
    return TELLING.index(code) if code in TELLING else len(TELLING)


@use_case("packing.put", right="deliveries.pick")
def put_in_box(
    u: Unit, batch: str, box: int, told: int, text: str, bin_id: int | None = None, quantity: Decimal | None = None
) -> Hand:
    """The code of a box confirms that what is in hand was put into it, and counts it there; `told` is the box it was
    for, `text` what was scanned off the shelf.

    Refuses unknown_batch. Another box is a Verdict, wrong_box or no_box.
    """
    found = {each.box: each for each in _boxes(batch)}
    mine = found.get(told)
    u.about("delivery", mine.delivery_id if mine else None, batch=batch, box=box)
    if mine is None or box != told:
        code = "wrong_box" if box in found else "no_box"
        bench_notes.write_note(u, f"BOX-{box}", code, mine.delivery_id if mine else None, box)
        state, scanned, needed = mine.state if mine else "", Side(str(box)), Side(str(told))
        return Hand(Verdict(code, False, state, scanned=scanned, needed=needed), told)
    judged = _judge(Picking, u, mine.delivery_id, parse(text), bin_id, quantity)
    if judged is None:
        return Hand(Verdict("not_open", False, mine.state), told, mine.delivery_id)
    picking, verdict = judged
    if not verdict.accepted:
        picking.journal("pick", verdict)
    return Hand(verdict, told, mine.delivery_id)


def _judge(
    kind: type[Picking], u: Unit, delivery_id: int, code: Scan, bin_id: int | None, quantity: Decimal | None
) -> tuple[Picking, Verdict] | None:
    """The answer of one delivery to a scan; None where it takes nothing any more."""
    row = DELIVERY.ask(delivery=delivery_id)()[0]
    if row[2] != "picking" or row[6]:
        return None
    picking = kind(u, row, picks(delivery_id), code, bin_id, quantity)
    return picking, picking.judge()


def _boxes(batch: str) -> list[Box]:
    found = [Box(*row) for row in _BOXES.rows(batch=batch)]
    if not found:
        raise Refusal("unknown_batch", number=batch)
    return found


def batch_view(batch: str, asker: Asker | None = None) -> BatchView:
    """A batch with what is left of it; with `asker` also their pace. Refuses unknown_batch when nothing of it is in
    work."""
    with translated():
        reconnect()
        boxes = _boxes(batch)
        lines: dict[tuple[object, ...], BatchLine] = {}
        for row in _LINES.rows(batch=batch):
            box, planned, picked = row[10:]
            key = row[0], row[2], row[8]
            line = lines.get(key) or BatchLine(*(*row[:10], ZERO, ZERO, ()))
            needs = ((box, planned - picked),) if planned > picked else ()
            lines[key] = replace(
                line, planned=line.planned + planned, picked=line.picked + picked, boxes=line.boxes + needs
            )
        last = _LAST_PUT.first(batch=batch)
        pace = bench_notes.pace(asker.user_id, asker.now) if asker else NO_PACE
    return BatchView(batch, tuple(boxes), tuple(lines.values()), last[0] if last else None, pace)


def batch_of(delivery_id: int) -> tuple[str, int] | None:
    """The batch and box of a delivery, if it has one."""
    with translated():
        reconnect()
        row = _OF_DELIVERY.first(delivery=delivery_id)
        return (row[0], row[1]) if row else None
