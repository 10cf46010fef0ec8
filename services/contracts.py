"""Contracts: a customer's price list under a name, between two days, kept, renewed and ended as a whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from models.base import reconnect
from models.driver import peewee
from models.goods import Price, Product
from models.parties import Customer
from services.bulk import any_of
from services.errors import Refusal
from services.faults import translated
from services.lists import spoken
from services.price_book import PriceBook
from services.unit import Unit, use_case

LONGEST = 60
MOST_LINES = 2000
MOST_PRICE = Decimal("99999999")
MOST_QUANTITY = Decimal("999999999")


@dataclass(frozen=True, slots=True)
class ContractLine:
    """The price of one base unit from a quantity on."""

    product_id: int
    price: Decimal
    from_quantity: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Contract:
    """A price list. `state`: now, coming or ended. Days are included; None is open."""

    customer_id: int
    name: str
    valid_from: date | None
    valid_to: date | None
    state: str
    count: int


@dataclass(frozen=True, slots=True)
class Listed:
    """A line of a price list as people read it, with the standard price beside it."""

    line: ContractLine
    sku: str
    product: str
    unit: str
    standard: Decimal | None


@dataclass(frozen=True, slots=True)
class Kept:
    """A price list that was kept, ended or taken away."""

    customer_id: int
    name: str
    lines: int


def _mine(customer_id: int, name: str) -> object:
    return (Price.customer == customer_id) & (Price.contract == name)


@use_case("contract.save", right="customers.edit")
def save_contract(
    u: Unit,
    customer_id: int,
    name: str,
    valid_from: date | None,
    valid_to: date | None,
    lines: tuple[ContractLine, ...],
    was: str = "",
) -> Kept:
    """Keep a whole price list; `was` names the one it takes the place of.

    Refuses unknown_customer, empty_field, too_long, bad_period, no_lines, too_many_lines, bad_price_line, line_twice,
    unknown_product, contract_taken, unknown_contract.
    """
    name = _checked_name(customer_id, name)
    if was and not Price.select().where(_mine(customer_id, was)).exists():
        raise Refusal("unknown_contract", name=was)
    if name != was and Price.select().where(_mine(customer_id, name)).exists():
        raise Refusal("contract_taken", name=name)
    _check_period(valid_from, valid_to)
    _check_lines(lines)
    before = _period(customer_id, was) if was else None
    said = {(line.product_id, line.from_quantity): line.price for line in lines}
    listed = _listed(customer_id, was) if was else {}
    keys = sorted({*listed, *said})
    paid = {**_paid(customer_id, keys, u.today), **listed}
    if was:
        Price.delete().where(_mine(customer_id, was)).execute()
    _write(customer_id, name, valid_from, valid_to, lines)
    changed = {"valid_from": [before[0], valid_from], "valid_to": [before[1], valid_to]} if before else {}
    told = {field: pair for field, pair in changed.items() if pair[0] != pair[1]}
    prices = _differing(paid, {**_paid(customer_id, keys, u.today), **said})
    u.about("customer", customer_id, contract=name, lines=len(lines), changed=told, prices=prices)
    u.topics |= {"customers", "products"}
    return Kept(customer_id, name, len(lines))


@use_case("contract.renew", right="customers.edit")
def renew_contract(
    u: Unit, customer_id: int, name: str, new_name: str, valid_from: date, valid_to: date | None
) -> Kept:
    """Copy a whole price list to a new period under a new name; the old one ends the day before.

    Refuses unknown_contract, empty_field, too_long, contract_taken, bad_period.
    """
    new_name = _checked_name(customer_id, new_name)
    rows = list(Price.select().where(_mine(customer_id, name)).order_by(Price.id))
    if not rows:
        raise Refusal("unknown_contract", name=name)
    if Price.select().where(_mine(customer_id, new_name)).exists():
        raise Refusal("contract_taken", name=new_name)
    _check_period(valid_from, valid_to)
    start, end = _period(customer_id, name)
    if start is not None and start >= valid_from:
        raise Refusal("bad_period")
    paid = _paid(customer_id, sorted({(row.product_id, row.from_quantity) for row in rows}), u.today)
    if end is None or end >= valid_from:
        Price.update(valid_to=valid_from - timedelta(1)).where(_mine(customer_id, name)).execute()
    listed = _listed(customer_id, name)
    lines = tuple(ContractLine(row.product_id, row.price, row.from_quantity) for row in rows)
    _write(customer_id, new_name, valid_from, valid_to, lines)
    u.about("customer", customer_id, contract=new_name, old=name, lines=len(lines), prices=_differing(paid, listed))
    u.topics |= {"customers", "products"}
    return Kept(customer_id, new_name, len(lines))


@use_case("contract.end", right="customers.edit")
def end_contract(u: Unit, customer_id: int, name: str) -> Kept:
    """A price list holds until yesterday; one that has not begun is taken away. Refuses unknown_contract."""
    count = Price.select().where(_mine(customer_id, name)).count()
    if not count:
        raise Refusal("unknown_contract", name=name)
    start, _end = _period(customer_id, name)
    listed = _listed(customer_id, name)
    if start is not None and start >= u.today:
        Price.delete().where(_mine(customer_id, name)).execute()
    else:
        Price.update(valid_to=u.today - timedelta(1)).where(
            _mine(customer_id, name) & (Price.valid_to.is_null() | (Price.valid_to >= u.today))
        ).execute()
    prices = _differing(listed, _paid(customer_id, sorted(listed), u.today))
    u.about("customer", customer_id, contract=name, lines=count, prices=prices)
    u.topics |= {"customers", "products"}
    return Kept(customer_id, name, count)


def _checked_name(customer_id: int, name: str) -> str:
    name = " ".join(name.split())
    if Customer.get_or_none(Customer.id == customer_id) is None:
        raise Refusal("unknown_customer", name=str(customer_id))
    if not name:
        raise Refusal("empty_field", field="name")
    if len(name) > LONGEST:
        raise Refusal("too_long", field="name", most=LONGEST)
    return name


def _check_period(valid_from: date | None, valid_to: date | None) -> None:
    if valid_from is not None and valid_to is not None and valid_to < valid_from:
        raise Refusal("bad_period")


def _check_lines(lines: Sequence[ContractLine]) -> None:
    if not lines:
        raise Refusal("no_lines")
    if len(lines) > MOST_LINES:
        raise Refusal("too_many_lines", most=MOST_LINES)
    seen: set[tuple[int, Decimal]] = set()
    known = dict(
        Product.select(Product.id, Product.sku).where(Product.id.in_({line.product_id for line in lines})).tuples()
    )
    for line in lines:
        if line.product_id not in known:
            raise Refusal("unknown_product", name=str(line.product_id))
        sane = all(each.is_finite() for each in (line.price, line.from_quantity))
        if not (sane and 0 <= line.price <= MOST_PRICE and 0 <= line.from_quantity <= MOST_QUANTITY):
            raise Refusal("bad_price_line", sku=known[line.product_id])
        key = (line.product_id, line.from_quantity.normalize())
        if key in seen:
            raise Refusal("line_twice", sku=known[line.product_id], quantity=line.from_quantity)
        seen.add(key)


def _write(
    customer_id: int, name: str, valid_from: date | None, valid_to: date | None, lines: Sequence[ContractLine]
) -> None:
    for line in lines:
        Price.add(
            product=line.product_id, customer=customer_id, from_quantity=line.from_quantity, price=line.price,
            valid_from=valid_from, valid_to=valid_to, contract=name,
        )  # fmt: skip


Key = tuple[int, Decimal]
Paid = dict[Key, Decimal | None]
Differing = list[tuple[int, Decimal | None, Decimal | None]]


def _listed(customer_id: int, name: str) -> Paid:
    """The prices of a price list by product and quantity."""
    rows = Price.select(Price.product, Price.from_quantity, Price.price).where(_mine(customer_id, name))
    return {(product, quantity): price for product, quantity, price in rows.tuples()}


def _paid(customer_id: int, keys: Sequence[Key], day: date) -> Paid:
    """What the customer pays on a day, as prices stand now."""
    products = Product.select(Product.id, Product.price).where(any_of(Product.id, {product for product, _q in keys}))
    standard = dict(products.tuples())
    book = PriceBook(standard, {customer_id: Customer.get_by_id(customer_id).price_level}, day, standard)
    found = {key: book.propose(customer_id, *key) for key in keys}
    return {key: proposed.price if proposed else None for key, proposed in found.items()}


def _differing(before: Paid, after: Paid) -> Differing:
    """(product, old, new) of the prices that change."""
    return [(key[0], old, after[key]) for key, old in before.items() if old != after[key]]


def _period(customer_id: int, name: str) -> tuple[date | None, date | None]:
    row = Price.select(Price.valid_from, Price.valid_to).where(_mine(customer_id, name)).order_by(Price.id).first()
    return (row.valid_from, row.valid_to) if row is not None else (None, None)


# reads


def contracts(customer_id: int, today: date) -> tuple[Contract, ...]:
    """A customer's price lists: those in force, those to come, those that have ended, each newest first."""
    with translated():
        reconnect()
        rows = (
            Price.select(Price.contract, Price.valid_from, Price.valid_to, peewee.fn.COUNT(Price.id))
            .where((Price.customer == customer_id) & (Price.contract != ""))
            .group_by(Price.contract, Price.valid_from, Price.valid_to)
            .tuples()
        )
        found = [Contract(customer_id, name, start, end, _state(start, end, today), count)
                 for name, start, end, count in rows]  # fmt: skip
    order = {"now": 0, "coming": 1, "ended": 2}
    found.sort(key=lambda each: each.valid_from or date.min, reverse=True)
    return tuple(sorted(found, key=lambda each: order[each.state]))


def _state(start: date | None, end: date | None, today: date) -> str:
    if start is not None and start > today:
        return "coming"
    return "ended" if end is not None and end < today else "now"


def contract_lines(customer_id: int, name: str) -> tuple[Listed, ...]:
    """The lines of a price list, by product and quantity."""
    with translated():
        reconnect()
        rows = (
            Price.select(Price, Product).join(Product).where(_mine(customer_id, name))
            .order_by(Product.sku, Price.from_quantity, Price.id)
        )  # fmt: skip
        return tuple(
            Listed(ContractLine(row.product_id, row.price, row.from_quantity), row.product.sku,
                   spoken(row.product.name, row.product.name_en), row.product.unit, row.product.price)
            for row in rows
        )  # fmt: skip
