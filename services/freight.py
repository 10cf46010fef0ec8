"""What a delivery's freight should be, by the price table its carrier had on the day it left."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import zip_longest
from typing import Any

from models.delivery import Delivery, DeliveryLine, Package, PackageLine
from models.driver import peewee
from models.goods import Product
from models.parties import FreightRate
from models.statement import Statement
from services import settings
from services.bulk import any_of
from services.unit import Unit, use_case

ZERO = Decimal(0)
D, P, F = Delivery, Package, FreightRate
KILO = 1000
# Of the thousandths of a piece and of cubic millimetres in a cubic centimetre.
CUBIC = 1000 * 1000
# So many deliveries of a carrier are reckoned anew at a time when its table changes, the newest first: nobody writes
# meanwhile. The older ones follow by themselves, as many at a time (go_on).
MOST_ANEW = 2_000
REST = "freight.rest"


@dataclass(frozen=True, slots=True)
class Rate:
    """A line of a price table, as models.parties.FreightRate; `provinces` empty for all that are not named.

    `divisor` belongs to the table: a line is the same line with another one.
    """

    service: str
    provinces: tuple[str, ...]
    first_g: int
    first_price: Decimal
    step_g: int | None = None
    step_price: Decimal = ZERO
    divisor: int = field(default=0, compare=False)

    @property
    def key(self) -> tuple[str, tuple[str, ...], int, bool]:
        """What only one line of a table has."""
        return self.service, self.provinces, self.first_g, self.step_g is None


def fee(rates: Sequence[Rate], service: str, province: str, weight_g: int) -> Decimal | None:
    """The price of one parcel; None where the table has none for it.

    The cheapest band that holds it where a flat price does, else first + ceil((weight - first weight) / step) * step
    price of the heaviest first weight that it reaches.
    """
    mine = _for_province([rate for rate in rates if rate.service == service] or
                         [rate for rate in rates if not rate.service], province)  # fmt: skip
    flat = [rate for rate in mine if rate.step_g is None and rate.first_g >= weight_g]
    if flat:
        return min(flat, key=lambda rate: rate.first_g).first_price
    going_on = sorted((rate for rate in mine if rate.step_g), key=lambda rate: rate.first_g)
    if not going_on:
        return None
    rate = next((each for each in reversed(going_on) if each.first_g <= weight_g), going_on[0])
    assert rate.step_g
    return rate.first_price + -(-max(0, weight_g - rate.first_g) // rate.step_g) * rate.step_price


def _for_province(rates: Sequence[Rate], province: str) -> Sequence[Rate]:
    """The lines that name the province, else those for all others; an unknown province may be any of them."""
    if not province:
        return () if any(rate.provinces for rate in rates) else rates
    return [rate for rate in rates if province in rate.provinces] or [rate for rate in rates if not rate.provinces]


def total_fee(
    rates: Sequence[Rate], service: str, province: str, weights: Iterable[int | None],
    volumes: Iterable[int | None] = (),
) -> Decimal | None:  # fmt: skip
    """The price of a delivery's parcels; None where one of them has none, or there is no parcel.

    `volumes` are theirs in cubic centimetres, as far as they are known.
    """
    divisor = divisor_of(rates)
    known = [charged(*each, divisor) for each in zip_longest(list(weights), volumes)]
    fees = [fee(rates, service, province, weight) for weight in known if weight]
    priced = [each for each in fees if each is not None]
    return sum(priced, ZERO) if priced and len(priced) == len(known) else None


def divisor_of(rates: Sequence[Rate]) -> int:
    """Of the table: a line that came in alone with a file has none of its own."""
    return max((rate.divisor for rate in rates), default=0)


def charged(weight_g: int | None, volume: int | None, divisor: int) -> int | None:
    """What a parcel counts for: its weight, or its volume by the divisor, whichever is more. Unweighed has none."""
    return max(weight_g, -(-volume * KILO // divisor)) if weight_g and volume and divisor else weight_g


def volumes(of: Any) -> dict[int, int]:
    """By its id what the goods of each of these packages take up together, in cubic centimetres, where all have sizes.

    A box is no smaller than what is in it.
    """
    # As wide numbers: the edges of one large product may pass 32 bits.
    size = Product.length_mm.cast("BIGINT") * Product.width_mm * Product.height_mm
    count = peewee.fn.COUNT
    rows = (
        PackageLine.select(PackageLine.package, peewee.fn.SUM(size * PackageLine.quantity).converter(int), count(size),
                           count(PackageLine.id))
        .join(DeliveryLine).join(Product).where(PackageLine.package.in_(of)).group_by(PackageLine.package).tuples()
    )  # fmt: skip
    return {package: -(-total // CUBIC) for package, total, sized, lines in rows if sized == lines}


_TABLE = Statement(
    lambda carrier, carrier2, day: F.select(
        F.service, F.provinces, F.first_g, F.first_price, F.step_g, F.step_price, F.divisor
    ).where(
        (F.carrier == carrier)
        & (F.valid_from == F.select(peewee.fn.MAX(F.valid_from)).where((F.carrier == carrier2) & (F.valid_from <= day)))
    ).order_by(F.id)
)


def rates_on(carrier_id: int, day: date) -> list[Rate]:
    """The carrier's price table of a day."""
    return [Rate(row[0], tuple(row[1].split()), *row[2:])
            for row in _TABLE.rows(carrier=carrier_id, carrier2=carrier_id, day=day)]  # fmt: skip


def expected(delivery: Delivery, day: date) -> Decimal | None:
    """What the carrier of a delivery should ask for it, if it leaves on this day."""
    rates = rates_on(delivery.carrier_id, day) if delivery.carrier_id is not None else []
    if not rates:
        return None
    packages = list(Package.of("number", delivery=delivery.id))
    sizes = volumes([package.id for package in packages]) if divisor_of(rates) else {}
    weights = [package.weight_g for package in packages]
    return total_fee(rates, delivery.service, delivery.province, weights,
                     [sizes.get(package.id) for package in packages])  # fmt: skip


def shown(delivery: Delivery, today: date) -> Decimal | None:
    """As reckoned when the delivery left; of one that is still here, as if it left today."""
    return delivery.expected_freight if delivery.dispatched_at is not None else expected(delivery, today)


def reckon(delivery: Delivery) -> None:
    """What a delivery that has left should have cost; one that is still here has no such figure yet."""
    if delivery.dispatched_at is not None:
        delivery.expected_freight = expected(delivery, delivery.dispatched_at.astimezone().date())


def reckon_anew(carrier_id: int) -> int:
    """The carrier's price tables changed: what its newest deliveries should have cost; how many have other figures.

    The newest MOST_ANEW that were dispatched are looked at, and only those with another figure are written. That older
    ones are still to be looked at is kept until `go_on` has done it.
    """
    return _reckon(carrier_id, None)


def resting() -> bool:
    """Whether deliveries of a carrier whose price tables changed are still to be reckoned anew."""
    return bool(settings.get(REST))


@use_case("freight.go_on", right="deliveries.view")
def go_on(u: Unit) -> int:
    """Reckon the next deliveries anew of a carrier whose price tables changed; how many have other figures."""
    for carrier, before in settings.get(REST).items():
        reckoned = _reckon(int(carrier), before)
        u.about("carrier", int(carrier), reckoned=reckoned)
        if reckoned:
            u.topics.add("deliveries")
        return reckoned
    u.about("company", None)
    return 0


def _reckon(carrier_id: int, before: int | None) -> int:
    """Those of the carrier before an id, the newest of them first; keeps whether there are more."""
    mine = (D.carrier == carrier_id) & D.dispatched_at.is_null(False)
    older = mine if before is None else mine & (D.id < before)
    sent = D.select(D.id, D.service, D.province, D.dispatched_at, D.expected_freight).where(older)
    rows = list(sent.order_by(D.id.desc()).limit(MOST_ANEW).tuples())
    known = settings.get(REST)
    rest = {key: at for key, at in known.items() if key != str(carrier_id)}
    rest |= {str(carrier_id): rows[-1][0]} if len(rows) == MOST_ANEW else {}
    if rest != known:
        settings.put(REST, rest)
    if not rows:
        return 0
    tables = _tables(carrier_id)
    these = older & (D.id >= rows[-1][0])
    sizes = volumes(P.select(P.id).join(D).where(these)) if any(map(divisor_of, tables.values())) else {}
    weights, known_sizes = (defaultdict[int, list[int | None]](list) for _each in range(2))
    for delivery, package, weight in P.select(P.delivery, P.id, P.weight_g).join(D).where(these).tuples():
        weights[delivery].append(weight)
        known_sizes[delivery].append(sizes.get(package))
    days = sorted(tables)
    changed = defaultdict[Decimal | None, list[int]](list)
    for key, service, province, at, was in rows:
        table = bisect_right(days, at.astimezone().date())
        now = (
            total_fee(tables[days[table - 1]], service, province, weights[key], known_sizes[key]) if table else None
        )
        if now != was:
            changed[now].append(key)
    for figure, keys in changed.items():
        D.update(expected_freight=figure).where(any_of(D.id, keys)).execute()
    return sum(map(len, changed.values()))


def _tables(carrier_id: int) -> dict[date, list[Rate]]:
    """All price tables of a carrier by their first day."""
    found = defaultdict[date, list[Rate]](list)
    for row in F.select().where(F.carrier == carrier_id).order_by(F.id):
        found[row.valid_from].append(rate_of(row))
    return found


def rate_of(row: FreightRate) -> Rate:
    return Rate(row.service, tuple(row.provinces.split()), row.first_g, row.first_price, row.step_g, row.step_price,
                row.divisor)  # fmt: skip
