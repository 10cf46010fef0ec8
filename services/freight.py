"""What a delivery's freight should be, by the price table its carrier had on the day it left."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from models.delivery import Delivery, Package
from models.driver import peewee
from models.parties import FreightRate
from models.statement import Statement
from services import settings
from services.bulk import any_of
from services.unit import Unit, use_case

ZERO = Decimal(0)
D, P, F = Delivery, Package, FreightRate
# So many deliveries of a carrier are reckoned anew at a time when its table changes, the newest first: nobody writes
# meanwhile. The older ones follow by themselves, as many at a time (go_on).
MOST_ANEW = 2_000
REST = "freight.rest"


@dataclass(frozen=True, slots=True)
class Rate:
    """A line of a price table, as models.parties.FreightRate; `provinces` empty for all that are not named."""

    service: str
    provinces: tuple[str, ...]
    first_g: int
    first_price: Decimal
    step_g: int | None = None
    step_price: Decimal = ZERO

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


def total_fee(rates: Sequence[Rate], service: str, province: str, weights: Iterable[int | None]) -> Decimal | None:
    """The price of a delivery's parcels; None where one of them has none, or there is no parcel."""
    known = list(weights)
    fees = [fee(rates, service, province, weight) for weight in known if weight]
    priced = [each for each in fees if each is not None]
    return sum(priced, ZERO) if priced and len(priced) == len(known) else None


_TABLE = Statement(
    lambda carrier, carrier2, day: F.select(
        F.service, F.provinces, F.first_g, F.first_price, F.step_g, F.step_price
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
    weights = [package.weight_g for package in Package.of("number", delivery=delivery.id)]
    return total_fee(rates, delivery.service, delivery.province, weights)


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
    weights = defaultdict[int, list[int | None]](list)
    these = P.select(P.delivery, P.weight_g).join(D).where(older & (D.id >= rows[-1][0]))
    for delivery, weight in these.tuples():
        weights[delivery].append(weight)
    tables = _tables(carrier_id)
    days = sorted(tables)
    changed = defaultdict[Decimal | None, list[int]](list)
    for key, service, province, at, was in rows:
        table = bisect_right(days, at.astimezone().date())
        now = total_fee(tables[days[table - 1]], service, province, weights[key]) if table else None
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
    return Rate(row.service, tuple(row.provinces.split()), row.first_g, row.first_price, row.step_g, row.step_price)
