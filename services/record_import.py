"""Products, customers and suppliers from a file: new ones are added, known ones are left as they are."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from models.exchange import ImportBatch, ImportRow
from models.goods import Barcode, Product
from models.parties import Customer, Supplier
from services import catalogue
from services.errors import Refusal
from services.importing.preview import Reading, Record
from services.order_import import Outcome, free_code
from services.unit import Call, Unit, use_case

KINDS = ("products", "customers", "suppliers")


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


@dataclass(frozen=True, slots=True)
class Taken:
    """How many records were added, and the rows that named something already here."""

    batch_id: int
    added: int
    known: tuple[int, ...]


def _product(u: Unit, row: Row) -> bool:
    sku = (row.code or row.barcode).upper()
    if Product.get_or_none(Product.sku == sku):
        return False
    free = row.barcode and not Barcode.get_or_none(Barcode.code == row.barcode.upper())
    codes = (catalogue.Code(row.barcode),) if free else ()
    data = catalogue.ProductData(
        sku, row.name or sku, row.unit, row.spec, price=row.price, cost=row.cost, codes=codes
    )
    catalogue.new_product(u, data)
    return True


def _customer(u: Unit, row: Row) -> bool:
    if Customer.get_or_none(Customer.name == row.name) or (
        row.code and Customer.get_or_none(Customer.code == row.code.upper())
    ):
        return False
    code = row.code or free_code(Customer, "C")
    catalogue.new_customer(u, catalogue.CustomerData(code, row.name, row.contact, row.phone, row.address))
    return True


def _supplier(u: Unit, row: Row) -> bool:
    code = row.code.upper() or free_code(Supplier, "S")
    if Supplier.get_or_none(Supplier.name == row.name) or Supplier.get_or_none(Supplier.code == code):
        return False
    catalogue.new_supplier(code, row.name, row.contact, row.phone)
    return True


ADD: dict[str, Callable[[Unit, Row], bool]] = {"products": _product, "customers": _customer, "suppliers": _supplier}


def _take(u: Unit, kind: str, file: str, sha256: str, rows: tuple[Row, ...], failed: tuple[int, ...]) -> Taken:
    batch = ImportBatch.create(
        kind=kind, file_name=file, sha256=sha256, at=u.now, user=u.user_id, total=len(rows) + len(failed),
        imported=0, merged=0, skipped=0, failed=len(failed),
    )  # fmt: skip
    known = []
    for row in rows:
        added = ADD[kind](u, row)
        if not added:
            known.append(row.row)
        outcome, code = ("imported", "") if added else ("skipped", "already_here")
        ImportRow.insert(batch=batch.id, row=row.row, outcome=outcome, code=code).execute()
    for number in failed:
        ImportRow.insert(batch=batch.id, row=number, outcome="failed").execute()
    batch.imported, batch.skipped = len(rows) - len(known), len(known)
    batch.save()
    u.about("import", batch.id, file=file, kind=kind, added=batch.imported)
    u.topics.add(kind)
    return Taken(batch.id, batch.imported, tuple(known))


@use_case("products.import", right="products.edit")
def import_products(u: Unit, file: str, sha256: str, rows: tuple[Row, ...], failed: tuple[int, ...] = ()) -> Taken:
    """Add the products of a file. Refuses what adding one refuses; then nothing comes in."""
    return _take(u, "products", file, sha256, rows, failed)


@use_case("customers.import", right="customers.edit")
def import_customers(u: Unit, file: str, sha256: str, rows: tuple[Row, ...], failed: tuple[int, ...] = ()) -> Taken:
    """Add the customers of a file. Refuses what adding one refuses; then nothing comes in."""
    return _take(u, "customers", file, sha256, rows, failed)


@use_case("suppliers.import", right="purchases.edit")
def import_suppliers(u: Unit, file: str, sha256: str, rows: tuple[Row, ...], failed: tuple[int, ...] = ()) -> Taken:
    """Add the suppliers of a file. Refuses what adding one refuses; then nothing comes in."""
    return _take(u, "suppliers", file, sha256, rows, failed)


TAKE = {"products": import_products, "customers": import_customers, "suppliers": import_suppliers}


def run_import(call: Call, path: Path, reading: Reading, *, dry_run: bool = False) -> Outcome:
    """Take a reading's records in, all or nothing. Refuses kind_not_importable for a kind that can only be read."""
    if dry_run:
        return Outcome(reading.rows, reading.problems)
    if reading.kind not in TAKE:
        raise Refusal("kind_not_importable", kind=reading.kind)
    rows = tuple(_row(record) for record in reading.records)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    taken = TAKE[reading.kind](call, path.name, digest, rows, reading.failed_rows)
    moved = len(taken.known)
    counts = replace(
        reading.rows, imported=reading.rows.imported - moved, skipped=reading.rows.skipped + moved
    )
    return Outcome(counts, reading.problems)


def _row(record: Record) -> Row:
    def text(name: str) -> str:
        value = record.get(name)
        return str(value).strip()[:200] if value is not None else ""

    phones = record.get("phones") or ()
    return Row(
        record["row"], text("sku") or text("code"), text("name"), text("barcode"), text("spec"), text("unit"),
        text("contact"), str(phones[0]) if phones else "", text("address"), record.get("price"), record.get("cost"),
    )  # fmt: skip
