"""What a person who types an order is offered: customers, products, units, prices and what is available.

Every function reads on a reader thread and is quick enough to follow the keys.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from models.base import reconnect
from models.goods import Barcode, Product, ProductStock
from models.parties import Address, Customer
from services import found, pricing
from services.faults import translated
from services.lists import spoken
from services.search import likeness

MOST = 12
MOST_ADDRESSES = 40
ZERO = Decimal(0)
ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class CustomerChoice:
    """A customer with what an order takes over from one."""

    id: int
    code: str
    name: str
    phone: str
    payment_days: int
    delivery_policy: str
    receiver: str = ""
    receiver_phone: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class PackUnit:
    """A unit an order line can count in; one is `factor` base units."""

    unit: str
    factor: Decimal


@dataclass(frozen=True, slots=True)
class ProductChoice:
    """A product to put on a line. `units` begins with the base unit; `scanned` is the unit its barcode was read for."""

    id: int
    sku: str
    name: str
    spec: str
    units: tuple[PackUnit, ...]
    available: Decimal
    scanned: PackUnit | None = None


@dataclass(frozen=True, slots=True)
class LinePrice:
    """The price for one of the line's unit; `source`: customer, level or standard, "" where there is none."""

    price: Decimal | None
    source: str


def find_customers(text: str) -> tuple[CustomerChoice, ...]:
    """Customers by name, initials, code or phone; whole words first, then what begins so."""
    with translated():
        reconnect()
        query = Customer.select().where(Customer.id.in_(found.customers(text)) & Customer.active)
        rows = sorted(query, key=lambda c: (likeness(text, c.search, c.code, c.name, c.phone), c.name))[:MOST]
        return _choices(rows)


def customer(customer_id: int) -> CustomerChoice | None:
    with translated():
        reconnect()
        rows = list(Customer.select().where(Customer.id == customer_id))
        return next(iter(_choices(rows)), None)


def _choices(rows: Sequence[Customer]) -> tuple[CustomerChoice, ...]:
    homes = {
        home.customer_id: home
        for home in Address.select().where(Address.customer.in_([row.id for row in rows]) & Address.is_default)
    }
    made = []
    for row in rows:
        home = homes.get(row.id)
        made.append(CustomerChoice(
            row.id, row.code, row.name, row.phone, row.payment_days, row.delivery_policy,
            (home.receiver if home else "") or row.contact, (home.phone if home else "") or row.phone,
            home.text if home else "",
        ))  # fmt: skip
    return tuple(made)


@dataclass(frozen=True, slots=True)
class BookAddress:
    """An address of a customer's book."""

    receiver: str
    phone: str
    text: str


def address_book(customer_id: int) -> tuple[BookAddress, ...]:
    """A customer's addresses, the usual one first."""
    with translated():
        reconnect()
        rows = Address.select(Address.receiver, Address.phone, Address.text).where(Address.customer == customer_id)
        query = rows.order_by(Address.is_default.desc(), Address.id).limit(MOST_ADDRESSES).tuples()
        return tuple(BookAddress(*row) for row in query)


def find_products(text: str) -> tuple[ProductChoice, ...]:
    """Products in use by SKU, name, initials or barcode; an exact SKU or barcode first, then whole words."""
    with translated():
        reconnect()
        code = next(iter(_barcodes([text.strip().upper()])), None)
        query = Product.select().where(Product.id.in_(found.products(text)) & Product.active)
        rows = sorted(query, key=lambda p: (likeness(text, p.search, p.sku, p.name, p.name_en), p.sku))[:MOST]
        if code is not None:
            rows = [code.product, *(row for row in rows if row.id != code.product_id)][:MOST]
        made = _products(rows)
        if code is None:
            return made
        first = made[0]
        scanned = PackUnit(code.unit or first.units[0].unit, code.factor)
        return (_with_scanned(first, scanned), *made[1:])


def _barcodes(codes: list[str]) -> Sequence[Barcode]:
    """Barcodes of products in use, with their products."""
    return list(Barcode.select(Barcode, Product).join(Product).where(Barcode.code.in_(codes) & Product.active))


def exact_products(texts: Iterable[str]) -> dict[str, ProductChoice]:
    """For each text that is the SKU or a barcode of a product in use, the product; for scans and pasted rows."""
    wanted = {text.strip().upper(): text for text in texts if text.strip()}
    with translated():
        reconnect()
        codes = {row.code: row for row in _barcodes(list(wanted))}
        skus = {row.sku: row for row in Product.select().where(Product.sku.in_(list(wanted)) & Product.active)}
        ids = {row.product_id for row in codes.values()} | {row.id for row in skus.values()}
        by_id = {p.id: p for p in _products(list(Product.select().where(Product.id.in_(list(ids)))))}
    made = {}
    for upper, text in wanted.items():
        if upper in codes:
            product = by_id[codes[upper].product_id]
            scanned = PackUnit(codes[upper].unit or product.units[0].unit, codes[upper].factor)
            made[text] = _with_scanned(product, scanned)
        elif upper in skus:
            made[text] = by_id[skus[upper].id]
    return made


def exact_names(texts: Iterable[str]) -> dict[str, ProductChoice]:
    """For each text that is the name of one product and no other, that product; for pasted rows."""
    wanted = {text for text in texts if text.strip()}
    with translated():
        reconnect()
        P = Product
        rows = list(P.select().where((P.name.in_(list(wanted)) | P.name_en.in_(list(wanted))) & P.active))
        by_id = {p.id: p for p in _products(rows)}
    named: dict[str, set[int]] = {}
    for row in rows:
        for name in {row.name, row.name_en} & wanted:
            named.setdefault(name, set()).add(row.id)
    return {name: by_id[next(iter(ids))] for name, ids in named.items() if len(ids) == 1}


def products_by_id(ids: Iterable[int]) -> dict[int, ProductChoice]:
    with translated():
        reconnect()
        return {p.id: p for p in _products(list(Product.select().where(Product.id.in_(list(ids)))))}


def _with_scanned(product: ProductChoice, scanned: PackUnit) -> ProductChoice:
    return ProductChoice(product.id, product.sku, product.name, product.spec, product.units, product.available, scanned)


def _products(rows: Sequence[Product]) -> tuple[ProductChoice, ...]:
    ids = [row.id for row in rows]
    free = availability(ids)
    packs: dict[int, list[PackUnit]] = {}
    for code in Barcode.select().where(Barcode.product.in_(ids)).order_by(Barcode.factor):
        known = packs.setdefault(code.product_id, [])
        pack = PackUnit(code.unit, code.factor)
        if code.factor != ONE and pack not in known:
            known.append(pack)
    return tuple(
        ProductChoice(
            row.id, row.sku, spoken(row.name, row.name_en), row.spec, (PackUnit(row.unit, ONE), *packs.get(row.id, ())),
            free.get(row.id, ZERO),
        )
        for row in rows
    )  # fmt: skip


def availability(ids: Iterable[int]) -> dict[int, Decimal]:
    """Base units that can still be promised, by product."""
    query = ProductStock.select(ProductStock.product, ProductStock.available)
    return dict(query.where(ProductStock.product.in_(list(ids))).tuples())


def line_price(customer_id: int | None, product_id: int, quantity: Decimal, factor: Decimal, day: date) -> LinePrice:
    """The price proposed for one `unit` of `factor` base units, when `quantity` of them are ordered."""
    with translated():
        reconnect()
        proposed = pricing.propose(customer_id, product_id, quantity * factor, day)
    return LinePrice(proposed.price * factor, proposed.source) if proposed else LinePrice(None, "")
