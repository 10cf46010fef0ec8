"""A parcel replayed for a customer's claim: what went into which package, when, by whom and at which bench."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from models.base import reconnect
from models.delivery import Package, PickLine, ScanEvent
from models.driver import peewee
from models.goods import Product
from models.people import User
from models.statement import Statement
from models.stock import Lot
from services import attachments, weighing
from services.attachments import Attached
from services.faults import translated
from services.ledger import ZERO

S = ScanEvent
_PUTS = Statement(
    lambda delivery: S.select(
        S.package, S.kind, S.at, S.quantity, S.station, peewee.fn.COALESCE(User.name, ""), S.pick_line, Product.sku,
        Product.name, Product.name_en, Lot.number,
    )
    .join(PickLine, on=(PickLine.id == S.pick_line))
    .join(Product, on=(Product.id == PickLine.product))
    .join(Lot, on=(Lot.id == PickLine.lot))
    .switch(S)
    .join(User, peewee.JOIN.LEFT_OUTER, on=(User.id == S.user))
    .where((S.delivery == delivery) & (S.quantity != 0) & S.kind.in_(("pick", "undo", "check")))
    .order_by(S.id)
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Put:
    """One product's lot in a package: base units, and the scan that put the last of it in."""

    sku: str
    name: str
    name_en: str
    lot: str
    quantity: Decimal
    at: datetime
    who: str
    station: str


@dataclass(frozen=True, slots=True)
class Parcel:
    """A package as it was scanned; `weight_g` as weighed at the bench or computed, None when it has none."""

    number: int
    puts: tuple[Put, ...]
    weight_g: int | None = None
    weighed: bool = False
    tracking_number: str = ""


@dataclass(frozen=True, slots=True)
class Replayed:
    """The packages of a delivery in order, and the files kept with it, photos among them."""

    parcels: tuple[Parcel, ...]
    files: tuple[Attached, ...]


def replay(delivery_id: int) -> Replayed:
    """See the module. Where all was counted a second time, that count tells what is in which package."""
    with translated():
        reconnect()
        events = _PUTS.rows(delivery=delivery_id)
        twice = any(row[1] == "check" for row in events)
        found: dict[int, dict[int, Put]] = {}
        for package, kind, at, quantity, station, who, pick_line, sku, name, english, lot in events:
            if (kind == "check") != twice:
                continue
            puts = found.setdefault(package, {})
            before = puts[pick_line].quantity if pick_line in puts else ZERO
            puts[pick_line] = Put(sku, name, english, lot, before + quantity, at, who, station)
        packed = {each.number: each for each in Package.of("number", delivery=delivery_id)}
        weighed = weighing.weighed(delivery_id)
        files = attachments.rows("delivery", delivery_id)
    full = {opened: tuple(put for put in puts.values() if put.quantity > 0) for opened, puts in sorted(found.items())}
    kept = [(opened, puts) for opened, puts in full.items() if puts]
    parcels = tuple(
        _parcel(number, puts, packed.get(number), weighed.get(opened)) for number, (opened, puts) in enumerate(kept, 1)
    )
    return Replayed(parcels, files)


def _parcel(number: int, puts: tuple[Put, ...], package: Package | None, weighed: int | None) -> Parcel:
    if package is None:
        return Parcel(number, puts, weighed, weighed is not None)
    return Parcel(number, puts, package.weight_g, weighed is not None, package.tracking_number)
