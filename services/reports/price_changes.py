"""Which prices were changed when, by whom, from what to what, and how much was sold before and after it.

The log of what people did is where a change is kept; each entry is read with the prices that it tells of.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import msgspec

from models.base import reconnect
from models.delivery import Delivery, DeliveryLine
from models.driver import peewee
from models.fields import total
from models.goods import Product
from models.orders import OrderLine
from models.parties import Customer
from models.people import PRICED, AuditEntry, User
from resources.i18n import N_
from services.bulk import any_of
from services.faults import translated
from services.lists import Localized
from services.reports.definition import CENT, ZERO, Ask, Behind, Column, Figure, Report, Result
from services.reports.grouped import MOST_BEHIND, MOST_ROWS, as_date
from services.reports.period import Days, Period
from services.reports.words import SOLD

E, P, C, D, DL, OL = AuditEntry, Product, Customer, Delivery, DeliveryLine, OrderLine
fn, SQL = peewee.fn, peewee.SQL
# Days before a change and from its day on in which what was sold is counted.
WINDOW = timedelta(30)


@dataclass(frozen=True, slots=True)
class Changed:
    """One price of a log entry; `customer` None and `level` "" is everybody. `old` or `new` None: there was no price.

    `key` is the entry's id and the place in it.
    """

    key: str
    at: datetime
    by: str
    product: int
    customer: int | None
    level: str
    old: Decimal | None
    new: Decimal | None

    @property
    def day(self) -> date:
        return self.at.astimezone().date()

    @property
    def share(self) -> Decimal | None:
        """How much higher, in percent of what it was."""
        if not self.old or self.new is None:
            return None
        return ((self.new - self.old) * 100 / self.old).quantize(CENT)


def changes(report: Report, ask: Ask) -> Result:
    """A row a price, the newest change first."""
    with translated():
        reconnect()
        found = _changed(_of(ask.period))
        compared = [_changed(_of(each)) for each in ask.others]
        kept = found[:MOST_ROWS]
        goods, people = _named(kept)
        sold = _sold(kept, people)
    rows = tuple(
        (goods[c.product], people[c.customer][0] if c.customer else c.level, c.at, c.old, c.new, c.share,
         *_around(c, sold), c.by) for c in kept
    )  # fmt: skip
    return Result(COLUMNS, rows, tuple(c.key for c in kept), _figures(found, compared), ("share", "before", "after"),
                  all=len(found))  # fmt: skip


def _of(period: Period) -> Any:
    days = Days(period)
    return days.spans(E.at)


def _changed(which: Any) -> list[Changed]:
    """The prices that entries changed, the newest first; those of products that are there."""
    entries = E.select(E.id, E.at, User.name, E.use_case, E.subject_id, E.detail).join(User, peewee.JOIN.LEFT_OUTER)
    found = [
        Changed(f"{number}-{place}", at, by or "", product, customer, level, _price(old), _price(new))
        for number, at, by, case, subject, detail in entries.where(PRICED & which).order_by(E.id.desc()).tuples()
        for place, (product, customer, level, old, new) in enumerate(_told(case, subject, msgspec.json.decode(detail)))
        if old != new
    ]  # fmt: skip
    there = {product for (product,) in P.select(P.id).where(any_of(P.id, {c.product for c in found})).tuples()}
    return [each for each in found if each.product in there]


def _price(value: Any) -> Decimal | None:
    return None if value is None else Decimal(value)


def _told(case: str, subject: int, detail: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    """(product, customer, level, old, new) of each price that an entry tells of."""
    match case:
        case "product.change":
            yield from _standard(subject, detail["changed"])
        case "products.import" | "products.import_undo":
            for each in detail.get("changed", ()):
                yield from _standard(each["id"], each["changed"])
        case "price.set":
            yield subject, detail["customer"], detail["level"], detail.get("was"), detail["price"]
        case "price.end":
            yield subject, detail["customer"], detail["level"], detail["price"], detail.get("now")
        case "prices.import" | "prices.import_undo":
            yield from detail.get("prices", ())
        case _:
            for product, old, new in detail.get("prices", ()):
                yield product, subject, "", old, new


def _standard(product: int, fields: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    if "price" in fields:
        yield product, None, "", *fields["price"]


def _named(found: list[Changed]) -> tuple[dict[int, str], dict[int, tuple[str, str]]]:
    """Names of the products; names and price levels of the customers."""
    name = Localized(P.name, P.name_en)
    goods = P.select(P.id, P.sku, name).where(any_of(P.id, {c.product for c in found}))
    wanted = {c.customer for c in found if c.customer}
    people = C.select(C.id, C.name, C.price_level)
    if not any(c.level for c in found):
        people = people.where(any_of(C.id, wanted))
    return ({number: f"{sku}  {said}" for number, sku, said in goods.tuples()},
            {number: (said, level) for number, said, level in people.tuples()})  # fmt: skip


def _sold(found: list[Changed], people: dict[int, tuple[str, str]]) -> dict[Any, dict[date, Decimal]]:
    """Pieces that left a day, by (product, customer, level) as the changes name them."""
    if not found:
        return {}
    days = Days(Period(found[-1].day - WINDOW, found[0].day + WINDOW))
    query = (
        D.select(DL.product, D.customer, days.day, total(DL.packed)).join(days.cte, on=days.within(D.dispatched_at))
        .switch(D).join(DL, on=DL.delivery == D.id).where(any_of(DL.product, {c.product for c in found}))
        .group_by(DL.product, D.customer, days.day).with_cte(days.cte)
    )  # fmt: skip
    asked = {(c.product, c.customer, c.level) for c in found}
    sold: dict[Any, dict[date, Decimal]] = {key: {} for key in asked}
    for product, customer, day, pieces in query.tuples():
        level = people[customer][1] if customer in people else ""
        for key in {(product, customer, ""), (product, None, level), (product, None, "")} & asked:
            sold[key][as_date(day)] = sold[key].get(as_date(day), ZERO) + pieces
    return sold


def _around(change: Changed, sold: dict[Any, dict[date, Decimal]]) -> tuple[Decimal, Decimal]:
    mine, day = sold[change.product, change.customer, change.level], change.day
    before = sum((pieces for at, pieces in mine.items() if day - WINDOW <= at < day), ZERO)
    return before, sum((pieces for at, pieces in mine.items() if day <= at < day + WINDOW), ZERO)


def _figures(found: list[Changed], compared: list[list[Changed]]) -> tuple[Figure, ...]:
    heads = [_heads(each) for each in (found, *compared)]
    return tuple(
        Figure(name, term, kind, heads[0][at][0], heads[0][at][1], told, 0, *(head[at][0] for head in heads[1:]))
        for at, (name, term, kind, told) in enumerate(HEADS)
    )


def _heads(found: list[Changed]) -> tuple[tuple[Decimal | None, Decimal], ...]:
    """Value and n of each headline."""
    shares = [c.share for c in found if c.share is not None]
    n = Decimal(len(shares))
    raised = (Decimal(sum(share > 0 for share in shares)) * 100 / n).quantize(CENT) if shares else None
    mean = (sum(shares, ZERO) / n).quantize(CENT) if shares else None
    return (Decimal(len(found)), Decimal(len({c.product for c in found}))), (raised, n), (mean, n)


def _lines(report: Report, ask: Ask) -> Behind:
    """What left of the product in the days before and after the change asked for, the newest first."""
    key = next((str(value) for name, value in ask.where if name == "product"), "")
    with translated():
        reconnect()
        change = next((c for c in _changed(E.id == int(key.partition("-")[0] or 0)) if c.key == key), None)
        rows = [] if change is None else list(_left(change).tuples())
    return Behind(BEHIND, tuple(row[:-1] for row in rows), tuple(row[-1] for row in rows), "delivery")


def _left(change: Changed) -> Any:
    days = Days(Period(change.day - WINDOW, change.day + WINDOW - timedelta(1)))
    mine = DL.product == change.product
    mine = mine & (D.customer == change.customer) if change.customer else mine
    mine = mine & (C.price_level == change.level) if change.level else mine
    return (
        D.select(D.number, C.name, DL.packed, SOLD.converter(OL.amount.python_value), D.dispatched_at, D.id)
        .join(days.cte, on=days.within(D.dispatched_at)).switch(D).join(C).switch(D)
        .join(DL, on=DL.delivery == D.id).join(OL, on=DL.line == OL.id).where(mine)
        .order_by(D.dispatched_at.desc()).limit(MOST_BEHIND).with_cte(days.cte)
    )  # fmt: skip


HEADS = (
    ("changes", N_("Price changes"), "number", N_("Prices that were changed, of so many products")),
    ("raised", N_("Raised"), "percent", N_("Of the changes from one price to another")),
    ("mean", N_("Mean change"), "percent", N_("Of the changes from one price to another, each counted once")),
)
COLUMNS = (
    Column("product", N_("Product"), "text", width=240),
    Column("whom", N_("For whom"), "text", N_("A customer, a price level, or everybody"), 160,
           terms=(("", N_("Everybody")),)),
    Column("at", N_("When"), "moment", width=140),
    Column("was", N_("From ¥"), "price", N_("What the same buyer paid before, the standard price where no other held"),
           100),
    Column("price", N_("To ¥"), "price", width=100),
    Column("share", N_("Higher by"), "percent", N_("Of the price before; less than nothing is lower"), 100),
    Column("before", N_("Sold before"), "quantity", N_("Pieces that left to them in the 30 days before the change"),
           120),
    Column("after", N_("Sold after"), "quantity", N_("Pieces that left to them in the 30 days from the change on"),
           120),
    Column("by", N_("By"), "text", width=110),
)  # fmt: skip
BEHIND = (
    Column("number", N_("Delivery no."), "code", width=150), Column("customer", N_("Customer"), "text", width=200),
    Column("quantity", N_("Quantity"), "quantity", width=90), Column("amount", N_("Amount ¥"), "amount", width=120),
    Column("at", N_("Dispatched"), "moment", width=140),
)  # fmt: skip
CHANGES = Report(
    "price_changes", "sales", N_("Price changes"),
    N_("Sales prices of products, customers and price levels that were changed in the period, and what was sold before "
       "and after"),
    changes, _lines, right="credit.view", span="quarter",
    heads=tuple(Figure(name, term, kind, None) for name, term, kind, _told in HEADS),
)  # fmt: skip

REPORTS = (CHANGES,)
