"""Orders that went through the use cases once, to be stamped into a large database as often as wanted.

A small company lives through one order of 5 lines for each way that an order can go. The rows it left become a
stencil: a function that gives the same rows for another order, with other ids, days, numbers, names and hashes. So the
generator writes what the use cases write, and follows them when they change.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from unittest import mock

from models.base import db
from models.delivery import Delivery, DeliveryLine
from models.driver import peewee
from models.orders import SalesOrder
from models.parties import Customer
from models.stock import Location, Lot, StockBalance
from models.tables import ALL
from services import approval, catalogue, deliveries, delivery_book, orders, packing, payments, people, places, tracking
from services.order_book import order_content
from services.unit import encode
from tests.services.shop import Shop, ean, furnish, opened, sqlite_url

# An id in the template company is FIRST + its table's place in ALL * STEP + a count: no other number looks like one.
FIRST, STEP = 5_000_000_000_000_000_000, 1_000_000_000_000
PLACE = {table: place for place, table in enumerate(ALL)}
DAY = date(2026, 3, 5)
OPENING = datetime(2026, 3, 5, 4, 0, tzinfo=UTC)
LINES, TRACKED = 5, (0, 3)
# Where one product's goods can be: a balance's id is its product's place in the product table and this place.
KINDS = ("supplier", "bin", "staging", "transit", "customer", "quarantine", "loss")
# Written once for the whole company by the generator, never stamped.
MASTERS = ("product", "product_stock", "barcode", "customer", "address", "location", "lot", "stock_balance", "change",
           "user", "role", "carrier", "supplier", "station", "receipt", "receipt_line")  # fmt: skip
STAMPED = tuple(
    table
    for table in ALL
    if table._meta.table_name not in MASTERS
    and isinstance(table._meta.primary_key, peewee.IntegerField)
    and table._meta.primary_key.name == "id"
)


@dataclass(frozen=True, slots=True)
class Stencil:
    """One way of an order. `stamp` is the source of a function that gives the rows of each table in `tables`.

    `balances` are (line, place in KINDS, on hand, reserved) and `owes` what the customer owes after it, as stored;
    `days` is how long it took, `numbers` the (prefix, day) of each document it numbered, `scarce` a line without goods.
    """

    name: str
    stamp: str
    tables: tuple[type[peewee.Model], ...]
    counts: dict[int, int]
    balances: tuple[tuple[int, int, int, int], ...]
    owes: int
    days: int
    numbers: tuple[tuple[str, int], ...]
    scarce: int | None


@dataclass
class Template:
    """One order of the template company, on its way."""

    shop: Shop
    name: str
    number: int
    quantities: tuple[int, ...]
    price: Decimal
    scarce: int | None = None
    products: list[int] = field(default_factory=list)
    bins: list[int] = field(default_factory=list)
    tokens: dict[str, str] = field(default_factory=dict)
    customer: int = 0
    order: int = 0
    delivery: int = 0

    def furnish(self) -> None:
        n = self.number
        texts = {"CN[c]": f"QNAME{n}Q", "CR[c]": f"QRECEIVER{n}Q", "CP[c]": f"139555{n:05d}", "CA[c]": f"QADDRESS{n}Q"}
        data = catalogue.CustomerData(f"QC{n}Q", *texts.values(), Decimal(90_000_000), 30)
        self.customer = catalogue.add_customer(self.shop.call("owner"), data).id
        self.tokens = {text: code for code, text in texts.items()} | {
            f"QREF{n}Q": "ref", f"SF{1_555_000_000_000 + n}": "waybill",
        }  # fmt: skip
        for line in range(LINES):
            self._goods(line, n * 10 + line)

    def _goods(self, line: int, n: int) -> None:
        tracked, code = line in TRACKED, ean(700_000_000 + n)
        lot = f"QLOT{n}Q" if tracked else ""
        self.products.append(
            self.shop.product(
                f"QSKU{n}Q", name=f"QGOODS{n}Q", price=self.price, codes=(catalogue.Code(code),), lot_tracked=tracked,
                cost=self.price / 2, unit="件",
            )
        )  # fmt: skip
        self.bins.append(places.add_bin(self.shop.call("owner"), f"QBIN{n}Q", n).id)
        self.tokens |= {f"QSKU{n}Q": f"SKU[p{line}]", f"QGOODS{n}Q": f"NAME[p{line}]", code: f"CODE[p{line}]",
                        f"QBIN{n}Q": f"BIN[w{line}]"}  # fmt: skip
        if tracked:
            self.tokens[lot] = f"LOT[p{line}]"
        if line != self.scarce:
            expiry = self.shop.clock.today + timedelta(400) if tracked else None
            self.shop.stock(self.products[-1], 1000, lot, f"QBIN{n}Q", expiry=expiry)

    # the steps, in order; each by the role that does such work

    def draft(self) -> None:
        n = self.number
        lines = tuple(
            orders.DraftLine(product, Decimal(quantity), self.price, "件", price_source="standard")
            for product, quantity in zip(self.products, self.quantities, strict=True)
        )
        draft = self.shop.draft(
            customer_id=self.customer, receiver=f"QRECEIVER{n}Q", phone=f"139555{n:05d}", address=f"QADDRESS{n}Q",
            customer_ref=f"QREF{n}Q", lines=lines,
        )  # fmt: skip
        self.order = orders.create_order(self.shop.call("clerk"), draft).id

    def submitted(self) -> None:
        orders.submit_order(self.shop.call("clerk"), self.order, self._version(SalesOrder, self.order))

    def approved(self) -> None:
        done = approval.approve_order(self.shop.call("approver"), self.order, self._version(SalesOrder, self.order))
        self.delivery = done.deliveries[0]

    def released(self) -> None:
        version = self._version(Delivery, self.delivery)
        deliveries.release_delivery(self.shop.call("approver", "leaves_behind"), self.delivery, version)

    def picking(self) -> None:
        packing.start_picking(self.shop.call("packer"), self.delivery)
        self.scan(2)

    def picked(self) -> None:
        self.scan(LINES)

    def scan(self, most: int) -> None:
        for pick in [p for p in packing.picks(self.delivery) if p.left][:most]:
            text = self.shop.label(pick.product_id, pick.lot)
            verdict = self.shop.scan(self.delivery, text, bin_id=pick.bin_id, quantity=pick.left)
            assert verdict.code == "right", verdict

    def checked(self) -> None:
        packing.check_delivery(self.shop.call("packer"), self.delivery)

    def packed(self) -> None:
        packing.pack_delivery(self.shop.call("packer"), self.delivery)

    def confirmed(self) -> None:
        waybill = ((1, f"SF{1_555_000_000_000 + self.number}"),)
        version = self._version(Delivery, self.delivery)
        step = deliveries.set_carrier(self.shop.call("logistics"), self.delivery, version, 2, waybill, Decimal(12))
        step = deliveries.sign_off(self.shop.call("packer"), self.delivery, step.version, "warehouse")
        deliveries.sign_off(self.shop.call("clerk"), self.delivery, step.version, "sales")

    def dispatched(self) -> None:
        self.shop.clock.advance(days=1)
        version = self._version(Delivery, self.delivery)
        deliveries.dispatch_delivery(self.shop.call("logistics"), self.delivery, version)

    def in_transit(self) -> None:
        tracking.add_event(self.shop.call("logistics"), self.delivery, "in_transit", place_name="转运中心")

    def signed(self) -> None:
        self.shop.clock.advance(days=2)
        self._sign(())

    def signed_difference(self) -> None:
        self.shop.clock.advance(days=2)
        first = DeliveryLine.of("position", delivery=self.delivery)[0].id
        self._sign((tracking.Difference(first, Decimal(1), "damaged"),))

    def _sign(self, gone: tuple[tracking.Difference, ...]) -> None:
        version = self._version(Delivery, self.delivery)
        tracking.sign_for(self.shop.call("logistics"), self.delivery, version, f"QRECEIVER{self.number}Q", gone)

    def settled(self) -> None:
        self.shop.clock.advance(days=2)
        version = self._version(Delivery, self.delivery)
        tracking.close_delivery(self.shop.call("logistics"), self.delivery, version, "quarantine")

    def lost(self) -> None:
        self.shop.clock.advance(days=2)
        version = self._version(Delivery, self.delivery)
        tracking.not_delivered(self.shop.call("logistics"), self.delivery, version, "lost", "不见了")
        tracking.close_delivery(self.shop.call("logistics"), self.delivery, version + 1, "loss")

    def paid(self) -> None:
        self.shop.clock.now = OPENING + timedelta(days=20)  # for every stencil alike, or numbers of a day would meet
        owed = Customer.get_by_id(self.customer).balance
        payments.record_payment(self.shop.call("finance"), self.customer, owed, self.shop.clock.today)

    def cancelled(self) -> None:
        version = self._version(SalesOrder, self.order)
        orders.cancel_order(self.shop.call("clerk"), self.order, version, "客户改了主意")

    def closed_short(self) -> None:
        version = self._version(SalesOrder, self.order)
        orders.close_short(self.shop.call("clerk"), self.order, version, "不再发货")

    def rejected(self) -> None:
        version = self._version(SalesOrder, self.order)
        approval.reject_order(self.shop.call("approver"), self.order, version, "价格不对")

    def held(self) -> None:
        version = self._version(SalesOrder, self.order)
        orders.hold_order(self.shop.call("clerk"), self.order, version, "等客户确认")

    @staticmethod
    def _version(table: type[peewee.Model], row_id: int) -> int:
        return int(table.get_by_id(row_id).version)


_TO = ["draft", "submitted", "approved", "released", "picking", "picked", "checked", "packed", "confirmed",
       "dispatched", "in_transit"]  # fmt: skip


def _up_to(state: str) -> list[str]:
    return _TO[: _TO.index(state) + 1]


# name, steps, share among the orders of its age, the line without goods
ENDED = (
    ("paid", [*_TO, "signed", "paid"], 916, None),
    ("unpaid", [*_TO, "signed"], 4, None),
    ("settled", [*_TO, "signed_difference", "settled", "paid"], 20, None),
    ("lost", [*_TO, "lost"], 5, None),
    ("cancelled", [*_up_to("submitted"), "cancelled"], 30, None),
    ("closed_short", [*_up_to("approved"), "closed_short"], 15, None),
    ("rejected", [*_up_to("submitted"), "rejected"], 10, None),
)
OPEN = (
    *((state, _up_to(state), 8, None) for state in _TO),
    ("held", [*_up_to("submitted"), "held"], 3, None),
    ("difference", [*_TO, "signed_difference"], 3, None),
    ("waiting", _up_to("approved"), 6, LINES - 1),
)
SIZES = (((2, 4, 1, 6, 3), "12.80"), ((10, 1, 24, 2, 5), "45.50"), ((1, 1, 2, 1, 12), "7.9000"))


def make_stencils(folder: Path) -> dict[str, list[Stencil]]:
    """The stencils by name, some in several sizes, from a template company in `folder`."""
    url = sqlite_url(folder / "template.db")
    furnish(url, people.hash_password("password1"))
    made: dict[str, list[Stencil]] = {}
    # No use case takes a number as large as these ids from a person.
    with mock.patch("services.unit.LARGEST_NUMBER", 2**63):
        for shop in opened(url):
            _move_ids()
            number = 0
            for name, steps, _share, scarce in (*ENDED, *OPEN):
                for quantities, price in SIZES if name in ("paid", "unpaid") else SIZES[:1]:
                    number += 1
                    one = _live(shop, name, steps, number, quantities, Decimal(price), scarce)
                    made.setdefault(name, []).append(one)
    return made


def _move_ids() -> None:
    """Make every table go on counting at ids of its own."""
    db.execute_sql("PRAGMA foreign_keys = OFF")
    for table, place in PLACE.items():
        meta = table._meta
        if meta.composite_key or not isinstance(meta.primary_key, peewee.IntegerField | peewee.AutoField):
            continue
        if meta.table_name in ("product_stock", "user", "role", "carrier", "supplier"):
            continue
        empty = {f.column_name: "" if isinstance(f, peewee.TextField) else 1 for f in meta.sorted_fields if not f.null}
        empty[meta.primary_key.column_name] = FIRST + place * STEP
        if table is StockBalance:
            empty["reserved"] = 0
        names = ", ".join(f'"{name}"' for name in empty)
        db.execute_sql(
            f'INSERT INTO "{meta.table_name}" ({names}) VALUES ({", ".join("?" * len(empty))})', tuple(empty.values())
        )


def _live(
    shop: Shop, name: str, steps: list[str], number: int, quantities: tuple[int, ...], price: Decimal,
    scarce: int | None,
) -> Stencil:  # fmt: skip
    shop.clock.now = OPENING
    template = Template(shop, name, number, quantities, price, scarce)
    template.furnish()
    before = {table: _last(table) for table in STAMPED}
    for step in steps:
        shop.clock.advance(minutes=7)
        getattr(template, step)()
    rows = {table: _rows(table, before[table]) for table in STAMPED}
    return _compile(template, {table: found for table, found in rows.items() if found}, before)


def _last(table: type[peewee.Model]) -> int:
    return table.select(peewee.fn.MAX(table._meta.primary_key)).scalar()


def _rows(table: type[peewee.Model], after: int) -> list[tuple[Any, ...]]:
    return db.execute_sql(f'SELECT * FROM "{table._meta.table_name}" WHERE id > ? ORDER BY id', (after,)).fetchall()


class Source:
    """Turns a stored value of the template into Python source that gives the value for another order.

    The source may use: `b` (table's place -> id before its first row), `p0`.. and `w0`.. (product and bin ids of the
    lines), `c` (customer id), `s` (microseconds later), `d` (days since the calendar's first), and the texts of
    `Template.tokens`; `ISO[d]`, `YMD[d]` are the calendar.
    """

    def __init__(self, template: Template, before: dict[type[peewee.Model], int]) -> None:
        self.before = {PLACE[table]: last for table, last in before.items()}
        self.masters = _masters(template)
        self.tokens = dict(template.tokens)
        self.numbers: set[tuple[str, int]] = set()
        self.hashes: list[str] = []

    def hashed(self, content: bytes, stored: str, name: str) -> None:
        """From here on the hash `stored` of this content is computed anew for each order."""
        self.hashes.append(f"{name} := sha256(({self.text(content.decode())}).encode()).hexdigest()[:32]")
        self.tokens[stored] = name

    def value(self, value: Any) -> str:
        if isinstance(value, int) and value > FIRST:
            return self.id(value)
        if isinstance(value, int) and abs(value - int(OPENING.timestamp() * 1_000_000)) < 60 * 86_400_000_000:
            return f"{value}+s"
        return self.text(value) if isinstance(value, str) and value else repr(value)

    def id(self, value: int) -> str:
        if value in self.masters:
            return self.masters[value]
        place = (value - FIRST) // STEP
        return f"b[{place}]+{value - self.before[place]}"

    def text(self, text: str) -> str:
        known = "|".join(re.escape(token) for token in sorted(self.tokens, key=len, reverse=True))
        pattern = rf"({known}|\b5\d{{18}}\b|\b2026\d{{4}}\b-\d{{4}}|\b202[67]-\d\d-\d\d\b)"
        parts = []
        for part in re.split(pattern, text):
            if part in self.tokens:
                parts.append(self.tokens[part])
            elif re.fullmatch(r"5\d{18}", part):
                parts.append(f"str({self.id(int(part))})")
            elif re.fullmatch(r"2026\d{4}-\d{4}", part):
                day = (datetime.strptime(part[:8], "%Y%m%d").replace(tzinfo=UTC).date() - DAY).days
                prefix = parts[-1].strip("'")[-3:-1]
                self.numbers.add((prefix, day))
                # A delivery planned again later would meet the number of one that was ordered on that day.
                again = f"+'{day}9'" if prefix == "DN" and day else ""
                parts.append(f"YMD[d+{day}]+n{again}")
            elif re.fullmatch(r"202[67]-\d\d-\d\d", part):
                parts.append(f"ISO[d+{(date.fromisoformat(part) - DAY).days}]")
            elif part:
                parts.append(repr(part))
        return "+".join(parts)


def _masters(template: Template) -> dict[int, str]:
    """What stands for the ids of goods, places and the customer."""
    found = {template.customer: "c"}
    kinds = {location.id: location.kind for location in Location.select()}
    for line, product in enumerate(template.products):
        found[product] = f"p{line}"
        found[template.bins[line]] = f"w{line}"
        for lot in Lot.select().where(Lot.product == product):
            found[lot.id] = f"p{line}"
        for balance in StockBalance.select().where(StockBalance.product == product):
            place = KINDS.index(kinds[balance.location_id])
            found[balance.id] = f"(p{line}-1)*{len(KINDS)}+{place + 1}"
    return found


def _compile(
    template: Template, rows: dict[type[peewee.Model], list[tuple[Any, ...]]], before: dict[type[peewee.Model], int]
) -> Stencil:
    source = Source(template, before)
    order = SalesOrder.get_by_id(template.order)
    if order.content_hash:
        source.hashed(encode(order_content(order)), order.content_hash, "H")
    delivery = Delivery.get_or_none(Delivery.id == template.delivery)
    if delivery is not None and delivery.content_hash:
        with mock.patch.object(delivery_book, "content_hash", encode):
            source.hashed(delivery_book.delivery_content(delivery), delivery.content_hash, "G")
    lists = [
        "[" + ",".join("(" + ",".join(map(source.value, row)) + ",)" for row in found) + "]" for found in rows.values()
    ]
    body = ",".join([*(f"({each})" for each in source.hashes), *lists])
    goods = ",".join(f"{letter}{line}" for letter in "pw" for line in range(LINES))
    code = f"lambda b,{goods},c,s,d,n,ref,waybill: ({body},)[{len(source.hashes)}:]"
    took = template.shop.clock.now - OPENING
    return Stencil(
        template.name,
        code,
        tuple(rows),
        {PLACE[table]: _last(table) - before[table] for table in rows},
        tuple(_balances(template)),
        int(Customer.get_by_id(template.customer).balance * 100),
        took.days + 1,
        tuple(sorted(source.numbers)),
        template.scarce,
    )


def bound(stencil: Stencil, names: dict[str, Any]) -> Callable[..., tuple[list[tuple[Any, ...]], ...]]:
    """The stamp of a stencil for a company: `names` holds sha256, the calendar and the lists of texts by id."""
    made: Callable[..., tuple[list[tuple[Any, ...]], ...]] = eval(stencil.stamp, names)
    return made


def _balances(template: Template) -> Iterator[tuple[int, int, int, int]]:
    """What an order does to its products' balances: the receipt of 1,000 pieces before it is taken off."""
    kinds = {location.id: location.kind for location in Location.select()}
    received = {"supplier": -1_000_000, "bin": 1_000_000}
    for line, product in enumerate(template.products):
        for balance in StockBalance.select().where(StockBalance.product == product):
            kind = kinds[balance.location_id]
            on_hand = int(balance.on_hand * 1000) - received.get(kind, 0)
            reserved = int(balance.reserved * 1000)
            if on_hand or reserved:
                yield line, KINDS.index(kind), on_hand, reserved

