"""An order file beside this company's customers and products: what each line is, what is open about each order.

Reads in sets, outside the writer lock; nothing is written. Figures are whole thousandths (quantity), ten-thousandths
(price) and cents (amount), as they are stored: a file of 100,000 rows is matched in about a second.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache

import msgspec

from models.orders import SalesOrder
from services.bulk import any_of
from services.catalogue import Code, CustomerData, ProductData
from services.import_directory import NO_LINKS, Buyer, Directory, Goods, Links, article_of, plain_key, scaled
from services.import_words import Doubt
from services.importing.addresses import full_address
from services.importing.names import is_pack
from services.importing.preview import Document, Line, Reading
from services.importing.sheets import letters, local
from services.orders import MOST_PRICE, MOST_QUANTITY
from services.unit import content_hash

Report = Callable[[int, int], None]
STEP = 2000
NOT_SEEN = -1
LONGEST = 200
# Doubts about a row that do not keep its order from being submitted.
HARMLESS = frozenset({"date_derived", "hidden_rows", "hidden_columns", "comment", "stray_cell", "odd_phone", "masked",
                      "repeated_header", "second_table", "encoding_mixed", "no_order_number", "maybe_same_customer",
                      })  # fmt: skip
# Words of platforms' order states that say: do not send this (again).
CLOSED = ("关闭", "取消", "删除", "作废", "无效", "驳回", "cancel", "closed", "void", "rejected")
SHIPPED = (
    "已发货", "已收货", "已完成", "已签收", "交易成功", "已出库", "等待确认收货", "shipped", "fulfilled", "delivered",
    "completed",
)  # fmt: skip
UNPAID = ("等待买家付款", "待付款", "未付款", "待支付", "pending payment", "unpaid")
REFUNDED = ("退款成功", "已退款", "退款中", "refunded")
# Words of a column of its own for what came after the sale; most say that nothing did.
RETURNED = ("退款", "退货", "换货", "refund", "return", "exchange", "voided")
NOT_RETURNED = ("无", "没有", "未", "取消", "关闭", "撤销", "拒绝", "none", "not", "no ")


@dataclass(frozen=True, slots=True)
class Options:
    """`customer_id` buys what names no customer; `promised_days` from today where the file names no day.

    `make` are articles and names of customers, as they are compared, that are made though `create_missing` is not set.
    """

    create_missing: bool = False
    customer_id: int | None = None
    promised_days: int | None = 3
    links: Links = NO_LINKS
    make: frozenset[str] = frozenset()
    update: bool = False


class StagedLine(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A line ready to be written; `new` is the SKU of a product that is made first."""

    product: int | None
    new: str
    text: str
    unit: str
    factor: int
    quantity: int
    price: int | None
    source: str
    amount: int
    base: int
    row: int


class StagedOrder(msgspec.Struct, array_like=True, gc=False):
    """An order ready to be written. `new` is the code of a customer that is made first; `hold` a reason, or "".

    `findings`, `worst` and `content` are known once all orders of the file are: services/import_findings.py.
    """

    key: str
    customer: int | None
    new: str
    name: str
    text: str
    ref: str
    ordered: str
    promised: str | None
    receiver: str
    phone: str
    address: str
    note: str
    days: int
    policy: str
    hold: str
    submit: bool
    total: int
    lines: tuple[StagedLine, ...]
    rows: tuple[int, ...]
    findings: bytes = b""
    worst: str = ""
    content: str = ""


@dataclass(slots=True)
class Matched:
    """All of a reading, matched. `skipped` says why a document does not come in, by its place in the reading."""

    orders: list[StagedOrder] = field(default_factory=list)
    skipped: dict[int, str] = field(default_factory=dict)
    doubts: list[Doubt] = field(default_factory=list)
    customers: dict[str, CustomerData] = field(default_factory=dict)
    products: dict[str, ProductData] = field(default_factory=dict)


def _not_ordered(document: Document) -> list[str]:
    """Lines that order nothing (zero, or below it: a return), as words for the note of the draft."""
    return [
        f"{line.sku or line.barcode or line.name} × {line.quantity}"
        for line in document.lines
        if line.quantity is not None and line.quantity <= 0
    ]


@lru_cache(maxsize=1000)
def hold_reason(status: str | None) -> str:
    """The file's own word when it says that the order is closed, refunded, unpaid or already on its way."""
    if not status:
        return ""
    plain = status.replace(" ", "").lower()
    spaced = status.lower()
    if any(word in plain or word in spaced for word in (*CLOSED, *UNPAID)):
        return status
    if any(word in plain for word in REFUNDED) and "无退款" not in plain:
        return status
    shipped = any(word in plain for word in SHIPPED)
    negated = any(word in plain for word in ("未发货", "待发货", "unfulfilled", "unshipped", "partially"))
    return status if shipped and not negated else ""


@lru_cache(maxsize=1000)
def returned_reason(after_sales: str | None) -> str:
    """The file's own word when one of an order's rows is refunded, or on the way to be."""
    if not after_sales:
        return ""
    for said in after_sales.split("；"):
        plain = said.strip().lower()
        undone = "成功" not in plain and any(word in plain for word in NOT_RETURNED)
        if any(word in plain for word in RETURNED) and not undone:
            return said
    return ""


class Matcher:
    """Matches one reading; see `match`."""

    def __init__(self, reading: Reading, options: Options, today: date) -> None:
        self._reading, self._options, self._today = reading, options, today
        told = (*reading.documents, *reading.blocked)
        lines = [line for document in told for line in document.lines]
        names = {document.customer for document in told if document.customer}
        self.known = Directory(lines, names, options.customer_id, today, options.links)
        self.found = Matched()
        self._keys: set[str] = set()
        self._unsure: set[int] = set()
        self._open = {p.row for p in reading.problems if p.code not in HARMLESS}
        self._quantities: dict[Decimal | None, int | None] = {}
        self._prices: dict[Decimal | None, int | None] = {}
        self._units: dict[tuple[int, str | None], tuple[int, str]] = {}  # factor and unit, by product and word
        days = options.promised_days
        self._promise = (today + timedelta(days)).isoformat() if days is not None else None

    def match(self, report: Report) -> Matched:
        documents = self._reading.documents
        keys = [document_key(document) for document in documents]
        there = imported_keys(keys)
        for at, document in enumerate(documents):
            if at % STEP == 0:
                report(at, len(documents))
            key = keys[at]
            if key in there or key in self._keys:
                self.found.skipped[at] = "already_imported"
                continue
            self._keys.add(key)
            self.found.orders.append(self._order(key, document))
        return self.found

    def staged_again(self, document: Document) -> StagedOrder:
        """A document that stays out, as it would come in; its doubts are nobody's concern."""
        found, self.found = self.found, Matched()
        try:
            return self._order(document_key(document), document)
        finally:
            self.found = found

    def _order(self, key: str, document: Document) -> StagedOrder:
        buyer, new = self._buyer(document)
        lines = [made for line in document.lines if (made := self._line(line, buyer)) is not None]
        hold = hold_reason(document.status) or returned_reason(document.after_sales)
        promised = _day(document.promised_date) or self._promise
        sure = self._is_sure(document, lines, buyer is not None or bool(new))
        home = buyer.home if buyer else ("", "", "")
        address = full_address((document.province, document.city, document.district, document.address))
        left = _not_ordered(document) if len(lines) < len(document.lines) else []
        note = "\n".join(text for text in (document.buyer_message, document.seller_memo, *left) if text)
        name = buyer.name if buyer else document.customer or document.receiver or ""
        return StagedOrder(
            key, buyer.id if buyer else None, new, name[:LONGEST],
            "" if buyer or new else (document.customer or document.receiver or "")[:LONGEST],
            (document.number or "")[:LONGEST], _day(document.order_date) or self._today.isoformat(), promised,
            (document.receiver or home[0])[:LONGEST], (document.phone or home[1])[:LONGEST],
            (address or home[2])[:500], note[:500], buyer.days if buyer else 0, buyer.policy if buyer else "ready",
            hold[:LONGEST], sure and not hold and not left and promised is not None,
            sum([line.amount for line in lines]), tuple(lines), document.rows,
        )  # fmt: skip

    def _is_sure(self, document: Document, lines: list[StagedLine], bought: bool) -> bool:
        if not lines or not bought or (self._open and not self._open.isdisjoint(document.rows)):
            return False
        for line in lines:
            if (line.product is None and not line.new) or line.price is None or line.row in self._unsure:
                return False
        return True

    def _buyer(self, document: Document) -> tuple[Buyer | None, str]:
        """The customer, or the code of the one that is to be made."""
        known = self.known
        if document.customer is None and self._options.customer_id is not None:
            return known.by_id.get(self._options.customer_id), ""
        buyer = known.buyer(document.customer)
        if buyer is not None:
            return buyer, ""
        name = document.customer or (document.receiver if self._options.create_missing else None)
        if name and (self._options.create_missing or plain_key(name) in self._options.make):
            return None, self._new_customer(name, document)
        self._doubt("unknown_customer", "customer", document.rows[0], document.customer or "")
        return None, ""

    def _new_customer(self, name: str, document: Document) -> str:
        code = f"C-{content_hash(plain_key(name))[:8].upper()}"
        if code not in self.found.customers:
            address = full_address((document.province, document.city, document.district, document.address))
            self.found.customers[code] = CustomerData(
                code, name[:LONGEST], (document.receiver or "")[:LONGEST], (document.phone or "")[:60], address[:500]
            )
        return code

    def _line(self, line: Line, buyer: Buyer | None) -> StagedLine | None:
        quantity = self._quantity(line.quantity)
        if quantity is None:
            return None
        customer = buyer.id if buyer else None
        hit = self.known.product(line, customer)
        price = self._price(_said_price(line))
        if hit is None:
            return self._unknown(line, quantity, price)
        goods, factor, unit = hit
        if factor == 1000 or (line.unit and plain_key(line.unit) == plain_key(goods.unit)):
            factor, unit = self._units.get((goods.id, line.unit)) or self._unit(goods, line)
        base = quantity * factor // 1000
        source = "file"
        if price is None:
            proposed = self.known.prices.propose(customer, goods.id, Decimal(base).scaleb(-3))
            if proposed is None:
                self._doubt("missing_price", "unit_price", line.row, goods.sku)
            else:
                price, source = scaled(proposed.price * factor / 1000, 4), proposed.source
        amount = (quantity * price + 50_000) // 100_000 if price is not None else 0
        return StagedLine(goods.id, "", "", unit, factor, quantity, price, source, amount, base, line.row)

    def _unit(self, goods: Goods, line: Line) -> tuple[int, str]:
        """Factor and unit of a line; a word that could mean a carton here is a doubt, in each of its rows."""
        said = plain_key(line.unit) if line.unit else ""
        if not said or said == plain_key(goods.unit) or not (goods.units or is_pack(said)):
            found = 1000, goods.unit
        elif said in goods.units:
            found = goods.units[said], line.unit or ""
        else:
            self._doubt("unknown_unit", "unit", line.row, line.unit or "")
            self._unsure.add(line.row)
            return 1000, line.unit or ""
        self._units[goods.id, line.unit] = found
        return found

    def _unknown(self, line: Line, quantity: int, price: int | None) -> StagedLine:
        text = " ".join(part for part in (line.sku, line.barcode, line.name, line.spec) if part)[:LONGEST]
        new = ""
        wanted = self._options.create_missing or article_of(line) in self._options.make
        if wanted and (line.sku or line.barcode or line.name):
            new = self._new_product(line)
        else:
            which = "sku" if line.sku else "barcode" if line.barcode else "name"
            self._doubt("unknown_product", which, line.row, line.sku or line.barcode or line.name or "")
        amount = (quantity * price + 50_000) // 100_000 if price is not None else 0
        return StagedLine(None, new, "" if new else text, line.unit or "", 1000, quantity, price, "file", amount,
                          quantity, line.row)  # fmt: skip

    def _new_product(self, line: Line) -> str:
        named = (line.sku or line.barcode or "").upper()
        sku = named or f"P-{content_hash(plain_key(line.name or ''))[:8].upper()}"
        if sku not in self.found.products:
            own = (Code(line.barcode.upper()),) if line.barcode and line.barcode.upper() != sku else ()
            self.found.products[sku] = ProductData(
                sku[:LONGEST], (line.name or sku)[:LONGEST], line.unit or "", (line.spec or "")[:LONGEST],
                price=line.unit_price, codes=own,
            )  # fmt: skip
        return sku

    def doubt(self, code: str, name: str, row: int, value: str) -> Doubt:
        """A doubt at the cell of a field."""
        at = self._reading.place_of(name, row)
        cell = f"{letters(at)}{local(row)}" if at is not None else ""
        return Doubt(row, self._reading.columns.get(name, ""), cell, value[:LONGEST], "warning", code)

    def _doubt(self, code: str, name: str, row: int, value: str) -> None:
        self.found.doubts.append(self.doubt(code, name, row, value))

    def _quantity(self, value: Decimal | None) -> int | None:
        """In thousandths; None for nothing, for what comes back, and for more than there can be."""
        known = self._quantities.get(value, NOT_SEEN)
        if known == NOT_SEEN:
            fits = value is not None and 0 < value <= MOST_QUANTITY
            known = self._quantities[value] = scaled(value, 3) if fits and value is not None else None
        return known

    def _price(self, value: Decimal | None) -> int | None:
        """In ten-thousandths; None for what is no price."""
        known = self._prices.get(value, NOT_SEEN)
        if known == NOT_SEEN:
            fits = value is not None and 0 <= value <= MOST_PRICE
            known = self._prices[value] = scaled(value, 4) if fits and value is not None else None
        return known


def _said_price(line: Line) -> Decimal | None:
    """What the file says that one unit costs: a price, less what is taken off it, or else a share of the amount."""
    if line.unit_price is not None:
        return line.unit_price * (1 - line.discount) if line.discount else line.unit_price
    if line.amount is not None and line.amount >= 0 and line.quantity:
        return line.amount / line.quantity
    return None


def _day(value: date | datetime | None) -> str | None:
    if value is None:
        return None
    return (value.date() if isinstance(value, datetime) else value).isoformat()


def document_key(document: Document) -> str:
    """What makes an order of a file this one and no other: whose it is and its number; without one, its content."""
    if document.number:
        return f"{plain_key(document.customer or '')}|{plain_key(document.number)}"
    said = [document.customer, document.order_date, document.receiver, document.phone, document.address,
            [line[1:] for line in document.lines], document.rows]  # fmt: skip
    return f"#{content_hash(said)}"


def imported_keys(keys: Sequence[str]) -> set[str]:
    """Those of the keys whose order is there: it came from a file, or the file names it by our own number."""
    query = SalesOrder.select(SalesOrder.import_key).where(any_of(SalesOrder.import_key, keys))
    numbers = {key.partition("|")[2].upper(): key for key in keys if "|" in key}
    own = SalesOrder.select(SalesOrder.number).where(any_of(SalesOrder.number, sorted(numbers)))
    quoted = SalesOrder.select(SalesOrder.quote_number).where(any_of(SalesOrder.quote_number, sorted(numbers)))
    ours = [number for rows in (own, quoted) for (number,) in rows.tuples()]
    return {row[0] for row in query.tuples()} | {numbers[number] for number in ours}
