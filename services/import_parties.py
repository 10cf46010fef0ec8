"""Products, customers and suppliers from a file: new ones are added, known ones brought up to date when that is wanted.

What differs between the file and what is here is said at its cell either way.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from itertools import count
from typing import Any

from models.goods import Barcode, Product, ProductStock
from models.parties import Address, Customer, Supplier
from services import catalogue
from services.bulk import add_all, any_of
from services.import_batch import ImportHead
from services.import_revisions import SAID_BY, Stored, differences, revise, stored, taken_barcodes, words_of
from services.import_staging import TELL_EVERY, Staging, Taken, finish, tell
from services.importing.preview import Record
from services.search import search_line
from services.unit import Unit, use_case

LONGEST_ADDRESS = 500
MOST = Decimal(999_999_999)


@dataclass(frozen=True, slots=True)
class Pack:
    """A bigger unit of a product; without a barcode of its own it is named after the product."""

    factor: Decimal
    unit: str = ""
    barcode: str = ""


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
    more: tuple[tuple[str, Any], ...] = ()  # further fields of the record, by their names here
    pack: Pack | None = None
    more_address: str = ""
    known: tuple[int, int] | None = None  # the record here that the row changes, and the version it was compared with
    changed: tuple[tuple[str, Any], ...] = ()  # what it changes of it


# What else a file may say of a record; what it does not say stays as it is for new ones.
MORE = {
    "products": ("name_en", "category", "min_price", "safety_stock", "min_order", "lead_days", "weight_g",
                 "length_mm", "width_mm", "height_mm", "lot_tracked", "serial_tracked", "shelf_life_days", "note"),
    "customers": ("credit_limit", "payment_days", "tax_number", "note"),
    "suppliers": ("payment_days", "lead_days", "note"),
}  # fmt: skip
FIGURES = ("price", "cost", "min_price", "safety_stock", "min_order", "credit_limit")
DAYS = {"payment_days": 365, "lead_days": 365, "shelf_life_days": 36500}


def stage(kind: str, staging: Staging[Row]) -> None:
    """Which records are new, and which of them could be kept."""
    suppliers = _suppliers(staging) if kind == "products" else {}
    rows = [_row(kind, record, suppliers) for record in staging.reading.records]
    known = _known(kind, rows)
    there = stored(kind, rows, partial(_key, kind))
    taken = taken_barcodes(rows)
    seen: set[str] = set()
    looked_at: set[str] = set()
    for row, record in zip(rows, staging.reading.records, strict=True):
        keys = _keys(kind, row)
        named = "sku" if kind == "products" else "name"
        if known & keys:
            key = _key(kind, row)
            again = key in looked_at
            looked_at.add(key)
            changes = () if again else _changes(staging, kind, row, there.get(key), taken)
            if changes and staging.update:
                here = there[key]
                staging.rows.append(replace(row, known=(here.id, here.version), changed=changes))
                staging.changing.add(row.row)
            elif changes:
                staging.leave(row.row, "already_here")  # what differs was said at its cells
            elif row.row not in staging.failed:
                staging.skip(row.row, "twice_in_file" if again else "already_here", named, row.code or row.name)
        elif seen & keys and kind == "products" and not (record.get("sku") or record.get("barcode")):
            staging.leave(row.row, "no_own_code")  # a further variant of the article above, which has no code here
        elif seen & keys:
            staging.skip(row.row, "twice_in_file", named, row.code or row.name)
        elif _fits(staging, row):
            seen |= keys
            taken |= {row.barcode.upper()} if row.barcode else set()
            staging.rows.append(row)


def _changes(
    staging: Staging[Row], kind: str, row: Row, here: Stored | None, taken: set[str]
) -> tuple[tuple[str, Any], ...]:
    """What the row says otherwise of the record here, each said at its cell."""
    found = differences(kind, row, here) if here is not None else []
    if not found or (staging.update and not _fits(staging, row)):
        return ()
    changes = []
    for name, now, was in found:
        if name == "barcode" and now in taken:
            staging.warn(row.row, name, "code_of_other", now)
            continue
        if name == "barcode":
            taken.add(now)  # a later row of the file can't have it too
        told = f"{words_of(name, now)} ≠ {words_of(name, was)}"
        staging.warn(row.row, SAID_BY.get(name, name), "differs_here", told)
        changes.append((name, now))
    return tuple(changes)


def _suppliers(staging: Staging[Row]) -> dict[str, int]:
    """Supplier, as the file says it -> its id; who is not here is said."""
    said = {str(record["supplier"]) for record in staging.reading.records if record.get("supplier")}
    S = Supplier
    rows = S.select().where(any_of(S.name, sorted(said)) | any_of(S.code, sorted(name.upper() for name in said)))
    by_key = {key: row.id for row in rows for key in (row.name, row.code)}
    found = {name: by_key[key] for name in said for key in (name, name.upper()) if key in by_key}
    for record in staging.reading.records:
        if record.get("supplier") and str(record["supplier"]) not in found:
            staging.warn(record["row"], "supplier", "no_such_supplier", record["supplier"])
    return found


def _row(kind: str, record: Record, suppliers: Mapping[str, int]) -> Row:
    def text(name: str) -> str:
        value = record.get(name)
        return str(value).strip() if value is not None else ""

    phones = record.get("phones") or ()
    more = {name: record[name] for name in MORE[kind] if record.get(name) is not None}
    if text("supplier") in suppliers:
        more["supplier_id"] = suppliers[text("supplier")]
    if kind == "customers" and record.get("level"):
        more["price_level"] = text("level")
    factor = record.get("pack_factor")
    pack = Pack(factor, text("pack_unit"), text("pack_barcode")) if factor is not None and factor > 1 else None
    return Row(
        record["row"], text("sku") or text("code"), text("name"), text("barcode"), text("spec"), text("unit"),
        text("contact"), str(phones[0]) if phones else "", text("address"), record.get("price"), record.get("cost"),
        tuple(sorted(more.items())), pack, text("more_address"),
    )  # fmt: skip


def _fits(staging: Staging[Row], row: Row) -> bool:
    said = {name: getattr(row, name) for name in ("name", "code", "barcode", "spec", "unit", "contact", "phone")}
    figures = {"price": row.price, "cost": row.cost, **dict(row.more)}
    for name, value in (*said.items(), *row.more):
        if isinstance(value, str) and len(value) > (LONGEST_ADDRESS if name == "note" else catalogue.LONGEST):
            staging.fail(row.row, "sku" if name == "code" else name, "too_long_here", value)
            return False
    for name, value in figures.items():
        most = DAYS.get(name, MOST) if name in (*FIGURES, *DAYS) else None
        if most is not None and value is not None and not 0 <= value <= most:
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


def _key(kind: str, row: Row) -> str:
    """The name that a row's record here is looked up by."""
    if kind == "products":
        return sku_of(row)
    return f"c:{row.code.upper()}" if row.code else f"n:{row.name}"


def _known(kind: str, rows: Sequence[Row]) -> set[str]:
    if kind == "products":
        query = Product.select(Product.sku).where(any_of(Product.sku, [sku_of(row) for row in rows]))
        return {sku for (sku,) in query.tuples()}
    model: Any = Customer if kind == "customers" else Supplier
    names = model.select(model.name).where(any_of(model.name, [row.name for row in rows])).tuples()
    codes = model.select(model.code).where(any_of(model.code, [row.code.upper() for row in rows if row.code])).tuples()
    return {f"n:{name}" for (name,) in names} | {f"c:{code}" for (code,) in codes}


def _add_products(u: Unit, rows: Sequence[Row]) -> list[int]:
    codes = _barcodes(rows)
    mine: dict[int, list[str]] = defaultdict(list)
    for code, (at, _pack) in codes.items():
        mine[at].append(code)
    ids = add_all(Product, [
        {**dict(row.more), "sku": sku_of(row), "name": _name(row), "unit": row.unit, "spec": row.spec,
         "price": row.price, "cost": row.cost, "supplier": dict(row.more).get("supplier_id"),
         "search": search_line(sku_of(row), dict(row.more).get("name_en", ""), row.spec, *mine[at], named=_name(row))}
        for at, row in enumerate(rows)
    ])  # fmt: skip
    add_all(ProductStock, [{"product": product} for product in ids])
    add_all(Barcode, [
        {"code": code, "product": ids[at], **({"unit": pack.unit, "factor": pack.factor} if pack else {})}
        for code, (at, pack) in codes.items()
    ])  # fmt: skip
    return ids


def _name(row: Row) -> str:
    return row.name or row.code or row.barcode


def _barcodes(rows: Sequence[Row]) -> dict[str, tuple[int, Pack | None]]:
    """Code -> the place of its product, and the pack it counts; a code that stands twice is the first one's."""
    said: list[tuple[str, int, Pack | None]] = [(row.barcode, at, None) for at, row in enumerate(rows) if row.barcode]
    said += [(row.pack.barcode or f"{sku_of(row)}-{row.pack.factor.normalize():f}", at, row.pack)
             for at, row in enumerate(rows) if row.pack]  # fmt: skip
    wanted = [code.upper() for code, _at, _pack in said]
    taken = {code for (code,) in Barcode.select(Barcode.code).where(any_of(Barcode.code, wanted)).tuples()}
    codes: dict[str, tuple[int, Pack | None]] = {}
    for code, at, pack in said:
        if code.upper() not in taken:
            codes.setdefault(code.upper(), (at, pack))
    return codes


def _add_customers(u: Unit, rows: Sequence[Row]) -> list[int]:
    codes = _codes(Customer, "C", rows)
    ids = add_all(Customer, [
        {**dict(row.more), "code": code, "name": row.name, "contact": row.contact, "phone": row.phone,
         "created_at": u.now, "search": search_line(code, row.phone, row.contact, named=row.name)}
        for row, code in zip(rows, codes, strict=True)
    ])  # fmt: skip
    add_all(Address, [
        {"customer": customer, "receiver": row.contact, "phone": row.phone, "text": text[:LONGEST_ADDRESS],
         "is_default": text is first}
        for row, customer in zip(rows, ids, strict=True)
        for first in (row.address or row.more_address,)
        for text in dict.fromkeys((row.address, row.more_address)) if text
    ])  # fmt: skip
    return ids


def _add_suppliers(u: Unit, rows: Sequence[Row]) -> list[int]:
    codes = _codes(Supplier, "S", rows)
    return add_all(Supplier, [
        {**dict(row.more), "code": code, "name": row.name, "contact": row.contact, "phone": row.phone,
         "address": row.address[:LONGEST_ADDRESS], "search": search_line(code, row.phone, named=row.name)}
        for row, code in zip(rows, codes, strict=True)
    ])  # fmt: skip


def _codes(model: Any, prefix: str, rows: Sequence[Row]) -> list[str]:
    """Each row's own code, or the next one that nobody has, like C0021."""
    used = {code for (code,) in model.select(model.code).where(model.code.startswith(prefix)).tuples()}
    used |= {row.code.upper() for row in rows if row.code}
    free = (f"{prefix}{number:04d}" for number in count(len(used) + 1))
    unused = (code for code in free if code not in used)
    return [row.code.upper() or next(unused) for row in rows]


def _take(
    u: Unit, kind: str, head: ImportHead, rows: tuple[Row, ...], add: Callable[[Unit, Sequence[Row]], list[int]]
) -> Taken:
    """Rows that somebody added meanwhile stay out, and those whose record somebody changed."""
    new = [row for row in rows if row.known is None]
    known = _known(kind, new)
    late = [row.row for row in new if known & _keys(kind, row)]
    coming = [row for row in new if row.row not in set(late)]
    # Before new ones come in: a barcode that stands twice in the file is the first one's.
    done = revise(u, kind, [row for row in rows if row.known is not None])
    made: list[int] = []
    for at in range(0, len(coming), TELL_EVERY):
        tell(at, len(rows))
        made += add(u, coming[at : at + TELL_EVERY])
    u.topics.add(kind)
    came = [*zip((row.row for row in coming), made, strict=True), *done.came]
    taken = finish(u, kind, head, came, [*late, *done.late], done.before)
    if done.told:
        u.about("import", taken.batch_id, changed=done.told)
    return taken


@use_case("products.import", right="products.edit")
def import_products(u: Unit, head: ImportHead, rows: tuple[Row, ...]) -> Taken:
    """Add the products of a file, and change those it says otherwise. What somebody touched meanwhile stays."""
    return _take(u, "products", head, rows, _add_products)


@use_case("customers.import", right="customers.edit")
def import_customers(u: Unit, head: ImportHead, rows: tuple[Row, ...]) -> Taken:
    """Add the customers of a file, and change those it says otherwise. What somebody touched meanwhile stays."""
    return _take(u, "customers", head, rows, _add_customers)


@use_case("suppliers.import", right="purchases.edit")
def import_suppliers(u: Unit, head: ImportHead, rows: tuple[Row, ...]) -> Taken:
    """Add the suppliers of a file, and change those it says otherwise. What somebody touched meanwhile stays."""
    return _take(u, "suppliers", head, rows, _add_suppliers)
