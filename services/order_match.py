"""An order file's words matched with this company's customers and products, outside the writer lock."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any

from models.base import reconnect
from models.goods import Barcode, Product
from models.orders import SalesOrder
from models.parties import Customer
from services import pricing
from services.faults import translated
from services.importing.preview import Document, Line, Problem, Reading
from services.orders import MOST_PRICE, MOST_QUANTITY, Draft, DraftLine

Report = Callable[[int, int], None]
CHUNK = 400
DAYS_TO_PROMISE = 3

# Words of a status column that say the order needs no work here any more, and the reason to show.
ENDED = (
    (("退款成功", "refunded", "refund"), "refunded"),
    (("关闭", "取消", "作废", "closed", "cancelled", "canceled", "void"), "closed"),
    (("已发货", "交易成功", "已完成", "已收货", "已签收", "fulfilled", "shipped", "delivered", "completed"), "shipped"),
)
STILL_TO_SHIP = ("未发货", "待发货", "等待", "unfulfilled", "unshipped", "partially")


@dataclass(frozen=True, slots=True)
class Staged:
    """One order ready to be written. `submit` when nothing about it is in doubt; `hold` is a reason code."""

    key: str
    draft: Draft
    submit: bool
    hold: str = ""
    rows: tuple[int, ...] = ()
    new_customer: str = ""
    new_products: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Matched:
    """A file's orders matched: what would be written, what is already here, and the doubts found by matching."""

    orders: tuple[Staged, ...]
    repeated: tuple[Document, ...]
    problems: tuple[Problem, ...]


def match(reading: Reading, today: date, report: Report, *, create_missing: bool = False) -> Matched:
    """Match a reading's orders. `report(done, total)` may raise Cancelled."""
    with translated():
        reconnect()
        book = _Book(reading, create_missing, today)
        known = _known_keys([order_key(d) for d in reading.documents])
        orders, repeated, problems = [], [], []
        for done, document in enumerate(reading.documents):
            if done % 200 == 0:
                report(done, len(reading.documents))
            key = order_key(document)
            if key in known:
                repeated.append(document)
                continue
            known.add(key)
            staged, doubts = book.stage(document, key)
            orders.append(staged)
            problems += doubts
    return Matched(tuple(orders), tuple(repeated), tuple(problems))


def order_key(document: Document) -> str:
    """What makes an order of a file this order and no other: its number and customer, or all of it."""
    if document.number:
        return f"{(document.customer or '').strip().casefold()}|{document.number.strip().upper()}"
    said = repr((document.customer, document.receiver, document.phone, document.address, document.lines))
    return "#" + hashlib.sha256(said.encode()).hexdigest()[:32]


def ended_reason(status: str | None) -> str:
    """closed, refunded or shipped when a status says so, else empty."""
    text = (status or "").strip().casefold()
    if not text or any(word in text for word in STILL_TO_SHIP):
        return ""
    return next((reason for words, reason in ENDED if any(word in text for word in words)), "")


def _chunks(values: Iterable[Any]) -> Iterator[list[Any]]:
    rest = iter(values)
    while part := list(islice(rest, CHUNK)):
        yield part


def _known_keys(keys: list[str]) -> set[str]:
    found: set[str] = set()
    for part in _chunks(keys):
        rows = SalesOrder.select(SalesOrder.import_key).where(SalesOrder.import_key.in_(part)).tuples()
        found.update(row[0] for row in rows)
    return found


@dataclass(frozen=True, slots=True)
class _Goods:
    product_id: int
    sku: str
    unit: str
    factor: Decimal = Decimal(1)


class _Book:
    """The customers and products that a file names, read in a few queries."""

    def __init__(self, reading: Reading, create_missing: bool, today: date) -> None:
        self._reading, self._create, self._today = reading, create_missing, today
        self._doubtful = {problem.row for problem in reading.problems}
        documents = reading.documents
        self._customers = _customers({d.customer.strip() for d in documents if d.customer})
        lines = [line for d in documents for line in d.lines]
        self._codes = _by_code({str(c).strip().upper() for line in lines for c in (line.sku, line.barcode) if c})
        self._names = _by_name({line.name.strip() for line in lines if line.name and not (line.sku or line.barcode)})
        self._prices: dict[tuple[int | None, int, Decimal], pricing.Proposed | None] = {}

    def stage(self, document: Document, key: str) -> tuple[Staged, list[Problem]]:
        problems: list[Problem] = []
        customer = self._customers.get((document.customer or "").strip().casefold())
        new_customer = ""
        if customer is None:
            if self._create and document.customer:
                new_customer = document.customer.strip()
            else:
                problems.append(self._problem(document.rows[0], "customer", document.customer, "unknown_customer"))
        lines, new_products = self._lines(document, customer, problems)
        clear = not problems and bool(lines) and all(line.unit_price is not None for line in lines)
        hold = ended_reason(document.status)
        clear = clear and not hold and not self._warned(document)
        draft = self._draft(document, customer, lines)
        return Staged(key, draft, clear, hold, document.rows, new_customer, tuple(new_products)), problems

    def _lines(
        self, document: Document, customer: int | None, problems: list[Problem]
    ) -> tuple[tuple[DraftLine, ...], list[str]]:
        lines, new = [], []
        for line in document.lines:
            goods = self._goods(line)
            if goods is None and self._create and (line.sku or line.name):
                new.append(str(line.sku or line.name).strip().upper())
            elif goods is None:
                field = "sku" if line.sku else "barcode" if line.barcode else "name"
                problems.append(self._problem(line.row, field, getattr(line, field), "unknown_product"))
            made = self._line(line, goods, customer)
            if made is not None:
                lines.append(made)
        return tuple(lines), new

    def _goods(self, line: Line) -> _Goods | None:
        for code in (line.sku, line.barcode):
            if code and (found := self._codes.get(str(code).strip().upper())):
                return found
        return self._names.get(line.name.strip().casefold()) if line.name and not line.sku else None

    def _line(self, line: Line, goods: _Goods | None, customer: int | None) -> DraftLine | None:
        quantity = line.quantity
        if quantity is None or not 0 < quantity <= MOST_QUANTITY:
            return None
        text = " ".join(str(part) for part in (line.sku or line.barcode, line.name, line.spec) if part)[:500]
        price, source = line.unit_price, "file"
        if price is None and line.amount is not None:
            price = (line.amount / quantity).quantize(Decimal("0.0001"))
        if price is not None and not 0 <= price <= MOST_PRICE:
            price = None
        if goods is None:
            return DraftLine(None, quantity, price, line.unit or "", text=text, price_source=source, row=line.row)
        if price is None and (proposed := self._price(customer, goods, quantity)):
            price, source = proposed.price * goods.factor, proposed.source
        unit = line.unit or goods.unit
        return DraftLine(goods.product_id, quantity, price, unit, goods.factor, text, source, line.row)

    def _price(self, customer: int | None, goods: _Goods, quantity: Decimal) -> pricing.Proposed | None:
        key = (customer, goods.product_id, quantity * goods.factor)
        if key not in self._prices:
            self._prices[key] = pricing.propose(customer, goods.product_id, key[2], self._today)
        return self._prices[key]

    def _draft(self, document: Document, customer: int | None, lines: tuple[DraftLine, ...]) -> Draft:
        ordered = _day(document.order_date) or self._today
        note = "\n".join(text for text in (document.buyer_message, document.seller_memo) if text)
        address = "".join(p for p in (document.province, document.city, document.district) if p)
        said = document.address or ""
        return Draft(
            customer_id=customer,
            customer_text=(document.customer or document.receiver or "")[:500],
            customer_ref=(document.number or "")[:500],
            promised=_day(document.promised_date) or max(ordered, self._today) + timedelta(DAYS_TO_PROMISE),
            order_date=ordered,
            receiver=(document.receiver or "")[:500],
            phone=(document.phone or "")[:500],
            address=(said if said.startswith(address) else address + said)[:500],
            note=note[:500],
            lines=lines,
        )

    def _warned(self, document: Document) -> bool:
        """Whether the reader had any doubt about a row of this order."""
        return any(row in self._doubtful for row in document.rows)

    def _problem(self, row: int, field: str, value: Any, code: str) -> Problem:
        heading = self._reading.columns.get(field, "")
        return Problem(row, heading, "", "" if value is None else str(value), "warning", code)


def _day(value: date | datetime | None) -> date | None:
    return value.date() if isinstance(value, datetime) else value


def _customers(names: set[str]) -> dict[str, int]:
    """Customers by code or exact name; a name two customers share is nobody's."""
    found: dict[str, int] = {}
    twice: set[str] = set()
    for part in _chunks(sorted(names)):
        codes = [name.upper() for name in part]
        query = Customer.select(Customer.id, Customer.code, Customer.name)
        for row_id, code, name in query.where(Customer.name.in_(part) | Customer.code.in_(codes)).tuples():
            for key in (code.casefold(), name.casefold()):
                if found.setdefault(key, row_id) != row_id:
                    twice.add(key)
    return {key: row_id for key, row_id in found.items() if key not in twice}


def _by_code(codes: set[str]) -> dict[str, _Goods]:
    found: dict[str, _Goods] = {}
    for part in _chunks(sorted(codes)):
        for row in Product.select(Product.id, Product.sku, Product.unit).where(Product.sku.in_(part)).tuples():
            found[row[1]] = _Goods(*row)
        bars = Barcode.select(Barcode.code, Product.id, Product.sku, Barcode.unit, Product.unit, Barcode.factor)
        for code, row_id, sku, unit, base, factor in bars.join(Product).where(Barcode.code.in_(part)).tuples():
            found.setdefault(code, _Goods(row_id, sku, unit or base, factor))
    return found


def _by_name(names: set[str]) -> dict[str, _Goods]:
    found: dict[str, _Goods] = {}
    twice: set[str] = set()
    for part in _chunks(sorted(names)):
        query = Product.select(Product.id, Product.sku, Product.unit, Product.name).where(Product.name.in_(part))
        for row_id, sku, unit, name in query.tuples():
            if found.setdefault(name.casefold(), _Goods(row_id, sku, unit)).product_id != row_id:
                twice.add(name.casefold())
    return {key: goods for key, goods in found.items() if key not in twice}


