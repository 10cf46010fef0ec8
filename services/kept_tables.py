"""What is kept here as tables that can come in again: one a kind of record, under the headings of its template.

    count = save_kept("products", path, actor, report)

A person changes or adds rows in Excel and drops the file back; a file that was not touched changes nothing.
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from models.base import reconnect
from models.delivery import Delivery, Package, TrackingEvent
from models.driver import peewee
from models.goods import Barcode, Price, Product
from models.money import Payment, Receivable
from models.orders import OrderLine, SalesOrder
from models.parties import Address, Carrier, Customer, FreightRate, Supplier
from resources.i18n import language
from services.errors import Refusal
from services.exporting import MOST_ROWS, Report, placed
from services.faults import translated
from services.import_templates import COLUMNS, FORMATS, headings, width
from services.tracking import STATUSES
from services.transitions import IN_HOUSE, ON_THE_WAY
from services.unit import Actor

TELL_EVERY = 2000
COSTS = "prices.view"
RIGHTS = {
    "orders": "orders.view", "products": "stock.view", "customers": "orders.view", "suppliers": "stock.view",
    "prices": COSTS, "waybills": "deliveries.view", "events": "deliveries.view",
    "payments": "payments.edit", "freight": "settings.change",
}  # fmt: skip


def save_kept(kind: str, path: Path, actor: Actor, report: Report = lambda done, total: None) -> int:
    """Write all there is of a kind; how many rows. Refuses not_allowed, too_many_rows; Unavailable file_not_written.

    `report(done, total)` may raise Cancelled, which leaves no file behind."""
    if RIGHTS[kind] not in actor.rights:
        raise Refusal("not_allowed", use_case=RIGHTS[kind])
    from rustpy_xlsxwriter import Format, write_worksheet

    names = [name for name in COLUMNS[kind] if name != "cost" or COSTS in actor.rights]
    shown = dict(zip(COLUMNS[kind], headings(kind, language().startswith("zh")), strict=True))
    count = 0

    def records() -> Iterator[dict[str, Any]]:
        nonlocal count
        for row in _rows(kind):
            count += 1
            if count > MOST_ROWS:
                raise Refusal("too_many_rows", most=MOST_ROWS)
            if count % TELL_EVERY == 0:
                report(count, count)
            yield {shown[name]: _cell(row.get(name)) for name in names}
        if not count:
            yield dict.fromkeys(shown[name] for name in names)

    formats = {shown[name]: Format().set_num_format(FORMATS[name]) for name in names if name in FORMATS}
    with placed(path) as draft:
        write_worksheet(
            records(), str(draft), sheet_name=kind, freeze_row=1, autofilter=True, column_formats=formats,
            column_widths=[width(name) for name in names],
            header_format=Format().set_bold().set_background_color("#E8EDF3").set_border_bottom("thin"),
            ignore_errors=[shown[name] for name in names if name not in FORMATS],
        )  # fmt: skip
    return count


def _cell(value: Any) -> Any:
    return float(value) if isinstance(value, Decimal) else value


def _rows(kind: str) -> Iterator[dict[str, Any]]:
    with translated():
        reconnect()
        yield from SOURCES[kind]()


def _products() -> Iterator[dict[str, Any]]:
    B = Barcode
    mine = B.select(peewee.fn.MIN(B.code)).where((B.product == Product.id) & (B.factor == 1))
    P = Product
    query = P.select(P.sku, P.name, P.spec, P.unit, mine.alias("barcode"), P.price, P.cost)
    yield from query.where(P.active).order_by(P.sku).dicts().iterator()


def _customers() -> Iterator[dict[str, Any]]:
    C, A = Customer, Address
    query = C.select(C.code, C.name, C.contact, C.phone.alias("phones"), A.text.alias("address"))
    query = query.join(A, peewee.JOIN.LEFT_OUTER, on=(A.customer == C.id) & A.is_default)
    yield from query.where(C.active).order_by(C.code).dicts().iterator()


def _suppliers() -> Iterator[dict[str, Any]]:
    S = Supplier
    query = S.select(S.code, S.name, S.contact, S.phone.alias("phones"))
    yield from query.where(S.active).order_by(S.code).dicts().iterator()


def _prices() -> Iterator[dict[str, Any]]:
    P, R = Product, Price
    query = P.select(P.sku, P.price).where(P.active & P.price.is_null(False))
    yield from query.order_by(P.sku).dicts().iterator()
    special = R.select(P.sku, Customer.code.alias("customer"), R.level, R.from_quantity, R.price, R.valid_from,
                       R.valid_to)  # fmt: skip
    special = special.join(P).switch(R).join(Customer, peewee.JOIN.LEFT_OUTER)
    for row in special.where(P.active).order_by(P.sku, R.id).dicts().iterator():
        yield {**row, "from_quantity": row["from_quantity"] or None, "level": row["level"] or None}


def _waybills() -> Iterator[dict[str, Any]]:
    D = Delivery
    query = (
        D.select(D.number, Carrier.name.alias("carrier"), D.freight, Package.tracking_number.alias("tracking"))
        .join(Package, on=Package.delivery == D.id).switch(D).join(Carrier, peewee.JOIN.LEFT_OUTER)
        .where(D.state.in_(sorted(IN_HOUSE | ON_THE_WAY)) & (Package.tracking_number != ""))
        .order_by(D.id, Package.number)
    )  # fmt: skip
    kept: dict[str, Any] = {}
    for row in query.dicts().iterator():
        if kept and kept["number"] == row["number"]:
            kept["tracking"] += f", {row['tracking']}"
            continue
        if kept:
            yield kept
        kept = row
    if kept:
        yield kept


def _events() -> Iterator[dict[str, Any]]:
    T, D = TrackingEvent, Delivery
    query = T.select(
        D.tracking_number.alias("tracking"), T.at.alias("day"), T.status, T.place, T.note.alias("reference")
    )
    query = query.join(D).where((D.tracking_number != "") & T.status.in_(sorted(STATUSES))).order_by(T.id)
    for row in query.dicts().iterator():
        yield {**row, "day": _local(row["day"])}


def _payments() -> Iterator[dict[str, Any]]:
    Y, R, C = Payment, Receivable, Customer
    query = Y.select(C.code.alias("customer"), Y.day, Y.amount, Y.note.alias("reference")).join(C)
    yield from query.order_by(Y.id).dicts().iterator()
    owed = R.select(C.code.alias("customer"), R.day, R.amount.alias("opening"), R.due).join(C)
    yield from owed.where(R.kind == "opening").order_by(R.id).dicts().iterator()


def _freight() -> Iterator[dict[str, Any]]:
    """Weights in kilos, as the template's headings say."""
    F = FreightRate
    query = F.select(Carrier.name.alias("carrier"), F.service, F.provinces.alias("zone"), F.first_g, F.first_price,
                     F.step_g, F.step_price, F.valid_from)  # fmt: skip
    for row in query.join(Carrier).order_by(Carrier.code, F.valid_from, F.id).dicts().iterator():
        step = row["step_g"]
        yield {**row, "first_weight": Decimal(row["first_g"]) / 1000, "step_weight": step and Decimal(step) / 1000,
               "step_price": row["step_price"] if step else None}  # fmt: skip


def _orders() -> Iterator[dict[str, Any]]:
    """A row a line, of every order that has a number and was not cancelled."""
    S, L, P = SalesOrder, OrderLine, Product
    query = (
        L.select(S.number, S.order_date, S.customer_name.alias("customer"), P.sku, L.text, P.name, L.quantity, L.unit,
                 L.unit_price, S.promised.alias("promised_date"), S.receiver, S.phone, S.address,
                 S.note.alias("seller_memo"))
        .join(S).switch(L).join(P, peewee.JOIN.LEFT_OUTER)
        .where(S.number.is_null(False) & (S.state != "cancelled")).order_by(S.id, L.position)
    )  # fmt: skip
    for row in query.dicts().iterator():
        yield {**row, "name": row["name"] or row["text"]}


def _local(moment: datetime) -> datetime | date:
    return moment.astimezone().replace(tzinfo=None)


SOURCES: dict[str, Callable[[], Iterator[dict[str, Any]]]] = {
    "orders": _orders, "products": _products, "customers": _customers, "suppliers": _suppliers, 
    "prices": _prices, "waybills": _waybills, "events": _events, "payments": _payments,
    "freight": _freight,
}  # fmt: skip
