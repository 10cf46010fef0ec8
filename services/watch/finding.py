"""What each rule looks for. Reads only, each by an index; at most so many of a kind at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from models.buying import PurchaseLine, PurchaseOrder
from models.delivery import Delivery, DeliveryLine, ScanEvent, TrackingEvent
from models.driver import peewee
from models.fields import EPOCH, MICROSECOND, total
from models.goods import Product, ProductStock
from models.money import Receivable
from models.orders import GOING, OrderLine, SalesOrder
from models.paper import PrintJob
from models.parties import Carrier, Customer, Supplier
from models.people import BackupRun
from models.stock import Location, Lot, StockBalance
from models.watch import Incident
from services.bulk import any_of
from services.lists import BELOW
from services.places import OWN
from services.stock_lists import due

O, D, P, PS, R = SalesOrder, Delivery, Product, ProductStock, Receivable
fn, SQL = peewee.fn, peewee.SQL
MOST = 200
DEMAND, A_YEAR = timedelta(weeks=8), 365
# A month's bill comes within the first half of the next one; what left earlier is settled.
BILLED_DAYS = 45


@dataclass(frozen=True, slots=True)
class Found:
    """What a rule holds for: the subject, its words, and the figure that says how bad it is.

    `at` is when it happened, for what can't go away any more; `ends` the day on which goods run out, where it is known.
    """

    kind: str
    id: int
    text: str
    figure: Decimal | None = None
    at: datetime | None = None
    ends: date | None = None


def stock_low(now: datetime, limit: int) -> list[Found]:
    low = PS.select(P.id, P.sku, P.name, PS.available).join(P).where(PS.level.in_(BELOW) & P.active & wanted())
    rows = low.order_by(PS.level.desc(), PS.available, P.id).limit(MOST).tuples()
    low_ones = list(rows)
    ends = run_out(now, {product: available for product, _sku, _name, available in low_ones})
    return [Found("product", product, f"{sku} {name}", available, ends=ends.get(product))
            for product, sku, name, available in low_ones]  # fmt: skip


def wanted() -> Any:
    """Products that should be there: they have a safety stock, or approved orders lack them. The literal lets the index
    of open lines serve."""
    lacking = (
        OrderLine.select(OrderLine.product).join(SalesOrder)
        .where(SQL("open > 0") & (OrderLine.open > OrderLine.reserved) & (SalesOrder.state == "approved"))
    )  # fmt: skip
    return (P.safety_stock > 0) | P.id.in_(lacking)


def run_out(now: datetime, free: dict[int, Decimal]) -> dict[int, date]:
    """When the free goods of products run out if they go on leaving as on an average day of the last eight weeks.

    What did not leave in that time has no such day, and neither has what lasts longer than a year.
    """
    recent = (D.dispatched_at > now - DEMAND) & (D.dispatched_at <= now)
    left = DeliveryLine.select(DeliveryLine.product, total(DeliveryLine.packed)).join(D)
    rows = left.where(recent & DeliveryLine.product.in_(list(free))).group_by(DeliveryLine.product).tuples()
    lasts = {product: max(free[product], Decimal(0)) * DEMAND.days / gone for product, gone in rows if gone > 0}
    return {product: _day(now) + timedelta(int(days)) for product, days in lasts.items() if days <= A_YEAR}


def order_waits(now: datetime, limit: int) -> list[Found]:
    return waiting("order", O, O.submitted_at, O.state == "submitted", now, limit)


def approved_waits(now: datetime, limit: int) -> list[Found]:
    return waiting("order", O, O.approved_at, GOING & (O.progress == "approved"), now, limit)


def released_waits(now: datetime, limit: int) -> list[Found]:
    return waiting("delivery", D, D.released_at, D.state.in_(("released", "picking")), now, limit)


def picked_waits(now: datetime, limit: int) -> list[Found]:
    return waiting("delivery", D, D.picked_at, D.state.in_(("picked", "checked")), now, limit)


def packed_waits(now: datetime, limit: int) -> list[Found]:
    return waiting("delivery", D, D.packed_at, D.state.in_(("packed", "confirmed")), now, limit)


def waiting(kind: str, of: Any, since: Any, where: Any, now: datetime, limit: int) -> list[Found]:
    """Orders or deliveries that have been in a state for so many hours."""
    late = where & (since <= now - timedelta(hours=limit))
    rows = of.select(of.id, of.number, of.customer_name, since).where(late).order_by(of.id).limit(MOST).tuples()
    return [Found(kind, row_id, f"{number} {name}", hours(now - at)) for row_id, number, name, at in rows]


def promise_risk(now: datetime, limit: int) -> list[Found]:
    return at_risk(D.state == "planned", unplanned(), now, limit)


def at_risk(deliveries: Any, orders: Any, now: datetime, limit: int) -> list[Found]:
    """Those deliveries and orders whose promised day ends within so many hours, each with the whole hours that are left
    of it."""
    first, stop = _day(now), _day(now + timedelta(hours=limit))
    found = (promised_by(D, deliveries & (D.due >= first) & (D.due < stop)),
             promised_by(O, orders & (O.due >= first) & (O.due < stop)))  # fmt: skip
    return [Found(kind, row_id, text, hours(_end(promised) - now))
            for kind, rows in zip(("delivery", "order"), found, strict=True) for row_id, text, promised in rows]


def unplanned() -> Any:
    """Approved orders that want goods and have none of them on a delivery that is still in the house."""
    L = OrderLine
    lines = L.select(SQL("1")).where(L.order == O.id)
    return (GOING & O.progress.in_(("approved", "part")) & fn.EXISTS(lines.where(L.open > SQL("0")))
            & ~fn.EXISTS(lines.where(L.planned > SQL("0"))))  # fmt: skip


def promised_by(of: Any, where: Any) -> list[tuple[int, str, date]]:
    """Orders or deliveries with their words and promised days, the earliest first."""
    rows = of.select(of.id, of.number, of.customer_name, of.due).where(where).order_by(of.due, of.id).limit(MOST)
    return [(row_id, f"{number} {name}", promised) for row_id, number, name, promised in rows.tuples()]


def _end(day: date) -> datetime:
    """When a day ends, by this PC's zone."""
    return datetime.combine(day + timedelta(1), time()).astimezone()


def leaves_late(now: datetime, limit: int) -> list[Found]:
    return deliveries((D.phase == "house") & (D.due <= _day(now) - timedelta(limit)), now)


def order_late(now: datetime, limit: int) -> list[Found]:
    return late_orders(unplanned(), now, limit)


def late_orders(where: Any, now: datetime, limit: int) -> list[Found]:
    """Those orders that were promised so many days ago or more, each with the days since."""
    day = _day(now)
    return [Found("order", row_id, text, Decimal((day - promised).days))
            for row_id, text, promised in promised_by(O, where & (O.due <= day - timedelta(limit)))]  # fmt: skip


def arrives_late(now: datetime, limit: int) -> list[Found]:
    return deliveries((D.phase == "way") & (D.due <= _day(now) - timedelta(limit)) & too_slow(now), now)


def too_slow(now: datetime) -> Any:
    """Deliveries that are longer on their way than their carrier says to take; where it says nothing, all."""
    taken = SQL(str((now - EPOCH) // MICROSECOND)) - D.dispatched_at
    in_time = Carrier.select(Carrier.id).where(taken < Carrier.days * SQL(str(timedelta(1) // MICROSECOND)))
    return D.carrier.is_null() | D.carrier.not_in(in_time)


def not_moving(now: datetime, limit: int) -> list[Found]:
    return deliveries((D.phase == "way") & unheard(now - timedelta(days=limit), now), now)


def unheard(since: datetime, now: datetime) -> Any:
    """Deliveries that left before `since` and of which nothing was heard from then to `now`."""
    T = TrackingEvent
    heard = T.select(SQL("1")).where((T.delivery == D.id) & (T.at > since) & (T.at <= now))
    return (D.dispatched_at <= since) & ~fn.EXISTS(heard)


def refused_scans(now: datetime, limit: int) -> list[Found]:
    wrong = (ScanEvent.kind == "pick") & ScanEvent.verdict.not_in(("right", "undone"))
    day = (ScanEvent.at > now - timedelta(days=1)) & (ScanEvent.at <= now)
    count, last = fn.COUNT(SQL("*")), fn.MAX(ScanEvent.at).converter(ScanEvent.at.python_value)
    rows = (
        ScanEvent.select(D.id, D.number, D.customer_name, count, last).join(D)
        .where(day & wrong).group_by(D.id, D.number, D.customer_name)
        .having(count >= limit).order_by(D.id).limit(MOST).tuples()
    )  # fmt: skip
    return [Found("delivery", row_id, f"{number} {name}", Decimal(n), at) for row_id, number, name, n, at in rows]


def lot_expires(now: datetime, limit: int) -> list[Found]:
    day = _day(now)
    rows = (
        Lot.select(Lot.id, Lot.number, P.sku, P.name, Lot.expiry).join(P)
        .join(StockBalance, on=StockBalance.lot == Lot.id).join(Location, on=StockBalance.location == Location.id)
        .where((Lot.expiry <= day + timedelta(limit)) & (StockBalance.on_hand > 0) & Location.kind.in_(OWN))
        .distinct().order_by(Lot.expiry, Lot.id).limit(MOST).tuples()
    )  # fmt: skip
    return [Found("lot", row_id, f"{sku} {name} {number}", Decimal((expiry - day).days))
            for row_id, number, sku, name, expiry in rows]  # fmt: skip


def over_limit(now: datetime, limit: int) -> list[Found]:
    over = Customer.active & (Customer.balance > Customer.credit_limit)
    rows = Customer.select(Customer.id, Customer.code, Customer.name, Customer.balance, Customer.credit_limit)
    found = rows.where(over).order_by(Customer.id).limit(MOST).tuples()
    return [Found("customer", row_id, f"{code} {name}", owes - may) for row_id, code, name, owes, may in found]


def overdue(now: datetime, limit: int) -> list[Found]:
    late = SQL("open > 0") & R.billed & (R.due <= _day(now) - timedelta(limit))
    rows = (
        R.select(Customer.id, Customer.code, Customer.name, total(R.open)).join(Customer).where(late)
        .group_by(Customer.id, Customer.code, Customer.name).order_by(Customer.id).limit(MOST).tuples()
    )  # fmt: skip
    return [Found("customer", row_id, f"{code} {name}", amount) for row_id, code, name, amount in rows]


def freight_over(now: datetime, limit: int) -> list[Found]:
    found = freight_beyond(now, limit)
    return [Found("delivery", row_id, text, freight - expected) for row_id, text, freight, expected in found[:MOST]]


def freight_beyond(now: datetime, limit: int, also: Sequence[int] = ()) -> list[tuple[int, str, Decimal, Decimal]]:
    """Deliveries that left lately, with their freight and what the price table says: those that cost so much more, and
    `also` these, as far as a price is known."""
    recent = (D.dispatched_at > now - timedelta(BILLED_DAYS)) & (D.dispatched_at <= now)
    recent |= asked_about("freight_over", D.id)
    beyond = D.freight - D.expected_freight >= D.freight.db_value(limit)
    named = D.expected_freight.is_null(False) & any_of(D.id, also)
    rows = (
        D.select(D.id, D.number, D.customer_name, D.freight, D.expected_freight)
        .where(recent & (beyond | named)).order_by(D.id).limit(MOST + len(also)).tuples()
    )  # fmt: skip
    return [(row_id, f"{number} {name}", freight, expected) for row_id, number, name, freight, expected in rows]


def supply_late(now: datetime, limit: int) -> list[Found]:
    late = due(_day(now) - timedelta(limit))
    rows = (
        PurchaseLine.select(PurchaseOrder.id, PurchaseOrder.number, Supplier.name, fn.MIN(PurchaseLine.expected))
        .join(PurchaseOrder).join(Supplier).where(late)
        .group_by(PurchaseOrder.id, PurchaseOrder.number, Supplier.name).order_by(PurchaseOrder.id).limit(MOST).tuples()
    )  # fmt: skip
    return [Found("purchase", row_id, f"{number} {name}", Decimal((_day(now) - day).days))
            for row_id, number, name, day in rows]  # fmt: skip


def paper_stuck(now: datetime, limit: int) -> list[Found]:
    count = PrintJob.select().where(PrintJob.state.in_(("failed", "uncertain"))).count()
    return [Found("company", 0, "", Decimal(count))] if count else []


def backup_old(now: datetime, limit: int) -> list[Found]:
    """The last good one; where none ever was, the first that failed."""
    first, newest = (of(BackupRun.at).converter(BackupRun.at.python_value) for of in (fn.MIN, fn.MAX))
    done = BackupRun.at <= now
    last = BackupRun.select(newest).where(BackupRun.verified & done).scalar()
    last = last or BackupRun.select(first).where(done).scalar()
    if last is None or last > now - timedelta(days=limit):
        return []
    return [Found("company", 0, "", Decimal((now - last).days))]


def asked_about(kind: str, row_id: Any) -> Any:
    """What a warning waits for an answer about: that it grew old meanwhile is none."""
    return row_id.in_(Incident.select(Incident.subject_id).where((Incident.phase == "open") & (Incident.kind == kind)))


def deliveries(where: Any, now: datetime) -> list[Found]:
    """Those deliveries, each with the days since its promised one."""
    day = _day(now)
    return [Found("delivery", row_id, text, Decimal((day - promised).days))
            for row_id, text, promised in promised_by(D, where)]  # fmt: skip


def _day(now: datetime) -> Any:
    return now.astimezone().date()


def hours(span: timedelta) -> Decimal:
    """Whole hours."""
    return Decimal(span // timedelta(hours=1))
