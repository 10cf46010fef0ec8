"""What a packing bench reads: the queue of deliveries to pack, and one delivery with its lines in walking order."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from models.base import reconnect
from models.delivery import Delivery, DeliveryLine, PickLine, ScanEvent
from models.driver import peewee
from models.goods import Barcode, Product
from models.parties import Carrier
from models.statement import Statement
from models.stock import Location, Lot
from services import bench_notes, recount, settings, weighing
from services.bench_notes import NO_PACE, Beside, Pace
from services.errors import Refusal
from services.faults import translated
from services.ledger import ZERO

IN_QUEUE = ("picking", "picked", "checked", "released")
QUEUE_LIMIT = 200
LAST_SCANS = 5

D, PL = Delivery, PickLine


@dataclass(frozen=True, slots=True)
class Waiting:
    """A delivery that can be taken to the bench; with `trouble` it is on the exception list. In base units.

    `check` is how the company checks what was picked, `together` how many deliveries it picks at once.
    """

    id: int
    number: str
    state: str
    customer: str
    promised: date | None
    priority: int
    lines: int
    pieces: Decimal
    picked: Decimal
    trouble: str = ""
    check: str = "confirm"
    together: int = 0


@dataclass(frozen=True, slots=True)
class BenchLine:
    """One pick line. `barcode` is the product's code that counts one base unit, if it has one; `checked` what a second
    count has found."""

    barcode: str
    checked: Decimal
    pick_line: int
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

    @property
    def left(self) -> Decimal:
        return self.planned - self.picked

    @property
    def unchecked(self) -> Decimal:
        return self.picked - self.checked


@dataclass(frozen=True, slots=True)
class BenchScan:
    """A scan already answered, newest first in a list. `product` and `lot` are "" for what was no goods."""

    kind: str
    verdict: str
    text: str
    quantity: Decimal
    product: str = ""
    product_en: str = ""
    lot: str = ""


@dataclass(frozen=True, slots=True)
class Asker:
    """Who looks at a delivery, where and when."""

    user_id: int | None
    station: str
    now: datetime


@dataclass(frozen=True, slots=True)
class Rules:
    """How the company packs: `check` is confirm, recount or scan (the last scan checks), `weigh` asks for each
    package's weight."""

    check: str = "confirm"
    weigh: bool = False


@dataclass(frozen=True, slots=True)
class BenchView:
    """A delivery at the bench; `package` is the one that scans go into, `weights` are (package, grams) as weighed.

    `others` are benches that work at it too, `pace` is how fast the person who asked picks."""

    lines: tuple[BenchLine, ...]
    last: tuple[BenchScan, ...]
    rules: Rules
    weights: tuple[tuple[int, int], ...]
    id: int
    number: str
    state: str
    version: int
    customer: str
    carrier: str
    promised: date | None
    pieces: Decimal
    picked: Decimal
    package: int
    packages: int
    trouble: str = ""
    others: tuple[Beside, ...] = ()
    pace: Pace = NO_PACE

    @property
    def counting(self) -> bool:
        """All is picked and is to be counted a second time."""
        return self.state == "picked" and self.rules.check == "recount"

    @property
    def counted(self) -> bool:
        """The second count has found all that was picked."""
        return self.counting and not any(line.unchecked for line in self.lines)


_QUEUE = Statement(
    lambda state: (
        D.select(
            D.id, D.number, D.state, D.customer_name, D.promised, D.priority, D.lines, D.pieces, D.picked, D.trouble
        )
        .where(D.state == state)
        .order_by(D.priority.desc(), D.due, D.id)
        .limit(QUEUE_LIMIT)
    )
)
_HEAD = Statement(
    lambda delivery: D.select(
        D.id, D.number, D.state, D.version, D.customer_name, peewee.fn.COALESCE(Carrier.name, ""), D.promised,
        D.pieces, D.picked, D.package_open, D.packages, D.trouble,
    )
    .join(Carrier, peewee.JOIN.LEFT_OUTER)
    .where(D.id == delivery)
)  # fmt: skip
_LINES = Statement(
    lambda delivery: PL.select(
        PL.id, PL.bin, Location.code, PL.product, Product.sku, Product.name, Product.name_en, Product.spec,
        Product.unit, Lot.number, Lot.expiry, PL.planned, PL.picked,
    )
    .join(Lot, on=(Lot.id == PL.lot))
    .join(Location, on=(Location.id == PL.bin))
    .join(Product, on=(Product.id == PL.product))
    .where(PL.delivery == delivery)
    .order_by(PL.walk, PL.id)
)  # fmt: skip
_CODES = Statement(
    lambda delivery: (
        Barcode.select(Barcode.product, Barcode.code, Barcode.factor)
        .join(DeliveryLine, on=(DeliveryLine.product == Barcode.product))
        .where(DeliveryLine.delivery == delivery)
        .order_by(Barcode.id.desc())
    )
)
_SCANS = Statement(
    lambda delivery: (
        ScanEvent.select(
            ScanEvent.kind,
            ScanEvent.verdict,
            ScanEvent.text,
            ScanEvent.quantity,
            Product.name,
            Product.name_en,
            Lot.number,
        )
        .join(PL, peewee.JOIN.LEFT_OUTER, on=(PL.id == ScanEvent.pick_line))
        .join(Product, peewee.JOIN.LEFT_OUTER, on=(Product.id == PL.product))
        .join(Lot, peewee.JOIN.LEFT_OUTER, on=(Lot.id == PL.lot))
        .where((ScanEvent.delivery == delivery) & ScanEvent.verdict.not_in(("opened", "paused", "command")))
        .order_by(ScanEvent.id.desc())
        .limit(LAST_SCANS)
    )
)
_BY_NUMBER = Statement(lambda number: D.select(D.id).where(D.number == number))
_OF_ORDER = Statement(
    lambda number: D.select(D.id, D.state, D.due)
    .where((D.order_number == number) & D.state.in_((*IN_QUEUE, "packed", "confirmed")))
    .order_by(D.due, D.id)
)


def queue() -> tuple[Waiting, ...]:
    """Deliveries to pack: the most urgent, then by promised day, then the older; at most 200 of each state.

    The exception list stands at the end.
    """
    with translated():
        reconnect()
        check, together = settings.get("packing.check"), settings.get("packing.batch")
        found = [Waiting(*row) for state in IN_QUEUE for row in _QUEUE.rows(state=state)]
        rows = [replace(row, check=check, together=together) for row in found]
    return tuple(sorted(rows, key=_turn))


_UNRELEASED = Statement(
    lambda state: D.select(peewee.fn.COUNT(D.id)).where((D.phase == "house") & (D.state == state))
)


def unreleased() -> int:
    """How many deliveries are planned and not released yet: none of them is in the queue."""
    with translated():
        reconnect()
        row = _UNRELEASED.first(state="planned")
    return int(row[0]) if row else 0


def _turn(row: Waiting) -> tuple[bool, int, date, int]:
    return bool(row.trouble), -row.priority, row.promised or date.max, row.id


def bench_view(delivery_id: int, asker: Asker | None = None) -> BenchView:
    """One delivery as the bench shows it; with `asker` also who else is at it, and the asker's pace.

    Refuses unknown_delivery."""
    with translated():
        reconnect()
        head = _HEAD.first(delivery=delivery_id)
        if head is None:
            raise Refusal("unknown_delivery")
        codes = {row[0]: row[1] for row in _CODES.rows(delivery=delivery_id) if row[2] == 1}
        rules = Rules(settings.get("packing.check"), settings.get("packing.weigh"))
        checked = recount.counted(delivery_id) if rules.check == "recount" else {}
        lines = tuple(
            BenchLine(codes.get(row[3], ""), checked.get(row[0], ZERO), *row)
            for row in _LINES.rows(delivery=delivery_id)
        )
        weights = tuple(weighing.weighed(delivery_id).items())
        last = tuple(
            BenchScan(*row[:4], *(value or "" for value in row[4:])) for row in _SCANS.rows(delivery=delivery_id)
        )
        others = bench_notes.beside(delivery_id, asker.station, asker.now) if asker else ()
        pace = bench_notes.pace(asker.user_id, asker.now) if asker else NO_PACE
    return replace(BenchView(lines, last, rules, weights, *head), others=others, pace=pace)


def delivery_named(number: str) -> int:
    """The id of the delivery with this number, or of the one of this order whose turn it is. Refuses unknown_delivery.
    """
    with translated():
        reconnect()
        row = _BY_NUMBER.first(number=number)
        if row is None:
            places = {state: place for place, state in enumerate(IN_QUEUE)}
            row = min(_OF_ORDER.rows(number=number), key=lambda each: places.get(each[1], 9), default=None)
    if row is None:
        raise Refusal("unknown_delivery", number=number)
    return int(row[0])
