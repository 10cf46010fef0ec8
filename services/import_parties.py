"""Products, customers and suppliers from a file: new ones are added, known ones are left as they are."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from models.goods import Barcode, Product
from models.parties import Customer, Supplier
from services import catalogue
from services.bulk import any_of
from services.import_batch import ImportHead
from services.import_staging import TELL_EVERY, Staging, Taken, finish, tell
from services.importing.preview import Record
from services.order_import import free_code
from services.unit import Unit, use_case

LONGEST_ADDRESS = 500
MOST = Decimal(999_999_999)


@dataclass(frozen=True, slots=True)
class Row:
    """One record of a file, cleaned. Numbers as the file says them."""

    row: int
    code: str = ""
    name: str = ""
    barcode: str = ""
    spec: str = ""
    unit: str = ""
    contact: str = ""
    phone: str = ""
    address: str = ""
    price: Decimal | None = None
    cost: Decimal | None = None


def stage(kind: str, staging: Staging[Row]) -> None:
    """Which records are new, and which of them could be kept."""
    rows = [_row(record) for record in staging.reading.records]
    known = _known(kind, rows)
    seen: set[str] = set()
    for row in rows:
        keys = _keys(kind, row)
        named = "sku" if kind == "products" else "name"
        if known & keys:
            staging.skip(row.row, "already_here", named, row.code or row.name)
        elif seen & keys:
            staging.skip(row.row, "twice_in_file", named, row.code or row.name)
        elif _fits(staging, row):
            seen |= keys
            staging.rows.append(row)


def _row(record: Record) -> Row:
    def text(name: str) -> str:
        value = record.get(name)
        return str(value).strip() if value is not None else ""

    phones = record.get("phones") or ()
    return Row(
        record["row"], text("sku") or text("code"), text("name"), text("barcode"), text("spec"), text("unit"),
        text("contact"), str(phones[0]) if phones else "", text("address"), record.get("price"), record.get("cost"),
    )  # fmt: skip


def _fits(staging: Staging[Row], row: Row) -> bool:
    for name in ("name", "code", "barcode", "spec", "unit", "contact", "phone"):
        if len(getattr(row, name)) > catalogue.LONGEST:
            staging.fail(row.row, "sku" if name == "code" else name, "too_long_here", getattr(row, name))
            return False
    for name in ("price", "cost"):
        value = getattr(row, name)
        if value is not None and not 0 <= value <= MOST:
            staging.fail(row.row, name, "bad_figure", value)
            return False
    return True


def _keys(kind: str, row: Row) -> set[str]:
    """What makes a record this one: an article's code; a party's code or name."""
    if kind == "products":
        return {sku_of(row)}
    return {f"n:{row.name}", *([f"c:{row.code.upper()}"] if row.code else [])}


def sku_of(row: Row) -> str:
    """An article without a code goes by its barcode, or its name."""
    return (row.code or row.barcode or row.name).upper()


def _known(kind: str, rows: Sequence[Row]) -> set[str]:
    if kind == "products":
        query = Product.select(Product.sku).where(any_of(Product.sku, [sku_of(row) for row in rows]))
        return {sku for (sku,) in query.tuples()}
    model: Any = Customer if kind == "customers" else Supplier
    names = model.select(model.name).where(any_of(model.name, [row.name for row in rows])).tuples()
    codes = model.select(model.code).where(any_of(model.code, [row.code.upper() for row in rows if row.code])).tuples()
    return {f"n:{name}" for (name,) in names} | {f"c:{code}" for (code,) in codes}


def _product(u: Unit, row: Row) -> int | None:
    if Product.get_or_none(Product.sku == sku_of(row)):
        return None
    free = row.barcode and not Barcode.get_or_none(Barcode.code == row.barcode.upper())
    codes = (catalogue.Code(row.barcode),) if free else ()
    data = catalogue.ProductData(
        sku_of(row), row.name or row.code, row.unit, row.spec, price=row.price, cost=row.cost, codes=codes
    )
    return int(catalogue.new_product(u, data).id)


def _customer(u: Unit, row: Row) -> int | None:
    code = row.code.upper()
    if Customer.get_or_none(Customer.name == row.name) or (code and Customer.get_or_none(Customer.code == code)):
        return None
    data = catalogue.CustomerData(
        code or free_code(Customer, "C"), row.name, row.contact, row.phone, row.address[:LONGEST_ADDRESS]
    )
    return int(catalogue.new_customer(u, data).id)


def _supplier(u: Unit, row: Row) -> int | None:
    code = row.code.upper()
    if Supplier.get_or_none(Supplier.name == row.name) or (code and Supplier.get_or_none(Supplier.code == code)):
        return None
    made = catalogue.new_supplier(code or free_code(Supplier, "S"), row.name, row.contact, row.phone)
    return int(made.id)


def _take(
    u: Unit, kind: str, head: ImportHead, rows: tuple[Row, ...], add: Callable[[Unit, Row], int | None]
) -> Taken:
    came, late = [], []
    for at, row in enumerate(rows):
        if at % TELL_EVERY == 0:
            tell(at, len(rows))
        made = add(u, row)
        if made is None:
            late.append(row.row)
        else:
            came.append((row.row, made))
    u.topics.add(kind)
    return finish(u, kind, head, came, late)


@use_case("products.import", right="products.edit")
def import_products(u: Unit, head: ImportHead, rows: tuple[Row, ...]) -> Taken:
    """Add the products of a file. Refuses what adding one refuses; then nothing comes in."""
    return _take(u, "products", head, rows, _product)


@use_case("customers.import", right="customers.edit")
def import_customers(u: Unit, head: ImportHead, rows: tuple[Row, ...]) -> Taken:
    """Add the customers of a file. Refuses what adding one refuses; then nothing comes in."""
    return _take(u, "customers", head, rows, _customer)


@use_case("suppliers.import", right="purchases.edit")
def import_suppliers(u: Unit, head: ImportHead, rows: tuple[Row, ...]) -> Taken:
    """Add the suppliers of a file. Refuses what adding one refuses; then nothing comes in."""
    return _take(u, "suppliers", head, rows, _supplier)
