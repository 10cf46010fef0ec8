"""Rows to records: products, customers, suppliers, counts, prices, waybills, events, payments, freight."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from services.importing import clean, fields
from services.importing.addresses import check_places, full_address, places
from services.importing.checks import check_codes
from services.importing.documents import Orders
from services.importing.measures import MEASURES, measure, yes_or_no
from services.importing.names import plain
from services.importing.preview import Question, RowCounts
from services.importing.table import Table

_CODES = ("sku", "code")
_TEXTS = (
    "name", "spec", "unit", "contact", "location", "lot", "customer", "level", "carrier", "service", "reference",
    "status", "place", "name_en", "category", "supplier", "pack_unit", "tax_number", "note", "more_address",
    "zone",
)  # fmt: skip
_NUMBERS = (
    "price", "cost", "book", "from_quantity", "freight", "amount", "opening", "min_price", "safety_stock",
    "credit_limit", "pack_factor", "first_price", "step_price",
)  # fmt: skip
# What a record is about: if such a figure can't be read, the record does not come in.
_VITAL = frozenset({
    "price", "amount", "opening", "first_price", "step_price", "first_weight", "step_weight",
})  # fmt: skip
_DATES = ("valid_from", "valid_to", "expiry", "day", "due")
_BETWEEN = re.compile(r"[/、,，;；|\n]+|\s+(?=\S{8,}(?:\s|$))")
_PHONES = re.compile(r"[/、,，;；\n]|\s{2,}|(?<=\d{5})\s+(?=1\d{10}$)")
_PHONE = re.compile(
    r"^(?:1[3-9]\d{9}"
    r"|(?:\+?\d{1,3}[- ]?)?\(?0\d{2,3}\)?[- ]?\d{7,8}(?:[-转#x ]+\d{1,6})?"
    r"|[48]00[- ]?\d{3}[- ]?\d{4}"
    r"|\+?\d[\d -]{6,18}\d)$"
)


def read_records(table: Table, kind: str, answers: Mapping[str, str]) -> tuple[tuple[dict[str, Any], ...], Orders]:
    """One record a row, and the counts. A row with an error is left out."""
    commas = fields.decimal_commas(table)
    values, question = _values(table, commas, answers)
    if question:
        return (), Orders(questions=[question])
    _required(table, kind, values)
    if kind in ("customers", "suppliers"):
        _check_names(table, values)
    if kind == "counts":
        _check_counts(table, values)
    if kind in ("products", "counts", "prices"):
        check_codes(table)
    bad = {p.row for p in table.problems if p.severity == "error"}
    records = []
    for place, row in enumerate(table.rows):
        if row + 1 not in bad:
            records.append({"row": row + 1, **{name: column[place] for name, column in values.items()}})
    failed = tuple(r + 1 for r in table.rows if r + 1 in bad)
    counts = RowCounts(len(table.rows) + len(table.skipped), len(records), 0, len(table.skipped), len(failed))
    return tuple(records), Orders(counts=counts, failed=failed)


def _values(
    table: Table, commas: frozenset[int], answers: Mapping[str, str]
) -> tuple[dict[str, Sequence[Any]], Question | None]:
    found: dict[str, Sequence[Any] | None] = {}
    for name in _CODES:
        found[name] = fields.texts(table, name, clean.code)
    for name in _TEXTS:
        change: Callable[..., str | None] = clean.text if name in ("name", "customer") else fields.words_only
        found[name] = fields.texts(table, name, change)
    for name in _NUMBERS:
        found[name] = fields.numbers(table, name, commas, "error" if name in _VITAL else "warning")
    for name in ("barcode", "pack_barcode"):
        found[name] = fields.checked(table, name, clean.barcode, "warning")
    for name, (units, usual) in MEASURES.items():
        at = table.map.first(name)
        of = measure(units, table.map.heading(at), usual) if at is not None else yes_or_no
        found[name] = fields.checked(table, name, of, "error" if name in _VITAL else "warning")
    for name in ("lot_tracked", "serial_tracked"):
        found[name] = fields.checked(table, name, yes_or_no, "warning")
    found["counted"], _ = fields.quantities(table, "counted", commas)
    for name in _DATES:
        found[name], question = fields.dates(table, name, answers, "error")
        if question:
            return {}, question
    found["phones"] = _phones(table)
    found["number"] = fields.checked(table, "number", clean.number_code, "error")
    found["tracking"] = _tracking(table)
    if "address" in table.map.fields or "province" in table.map.fields:
        found["address"] = _addresses(table)
    return {n: v for n, v in found.items() if v is not None}, None


def _addresses(table: Table) -> list[str | None]:
    parts = places(table)
    check_places(table, parts["address"])
    columns = [parts[n] or [None] * len(table.rows) for n in ("province", "city", "district", "address")]
    if "address" not in table.map.fields:
        return list(columns[3])
    return [full_address(row) or None for row in zip(*columns, strict=True)]


def _phones(table: Table) -> list[tuple[str, ...]] | None:
    """All numbers of a row, each once. What is masked, cut or too short is no number, and said."""
    columns = table.map.fields.get("phones")
    if columns is None:
        return None
    made = []
    for row in table.rows:
        numbers: list[str] = []
        for at in columns:
            numbers += _of_cell(table, row, at)
        made.append(tuple(dict.fromkeys(numbers)))
    return made


def _tracking(table: Table) -> list[tuple[str, ...]] | None:
    """All tracking numbers of a row, each once; a cell may hold several."""
    columns = table.map.fields.get("tracking")
    if columns is None:
        return None
    made = []
    for row in table.rows:
        cells = [clean.tracking(table.columns[at][row]) for at in columns]
        parts = [part for cell in cells if cell for part in _BETWEEN.split(cell) if part]
        made.append(tuple(dict.fromkeys(parts)))
    return made


def _of_cell(table: Table, row: int, at: int) -> list[str]:
    value = table.columns[at][row]
    said = clean.code(value)
    good = []
    for part in _PHONES.split(said) if said else ():
        number, problem = clean.phone(part)
        if problem:
            table.add("warning", problem, row, at)
        elif isinstance(number, str) and clean.is_masked(number):
            table.add("warning", "masked", row, at)
        elif isinstance(number, str):
            odd = not _PHONE.match(number) or (number.isdigit() and number.startswith("1") and len(number) != 11)
            if odd and (inside := clean.mobile_in(number)):
                good.append(inside)
            elif odd:
                table.add("warning", "odd_phone", row, at)
            else:
                good.append(number)
    return good


_REQUIRED = {
    "products": (("sku", "barcode", "name", "code"),),
    "customers": (("name",),),
    "suppliers": (("name",),),
    "counts": (("sku", "barcode", "name"),),
    "prices": (("sku", "barcode", "name"), ("price",)),
    "waybills": (("number",),),
    "events": (("tracking", "number"),),
    "payments": (("customer",),),
    "freight": (("carrier",), ("first_price",)),
}


def _required(table: Table, kind: str, values: Mapping[str, Sequence[Any]]) -> None:
    for names in _REQUIRED[kind]:
        known = [values[n] for n in names if n in values]
        at = next((table.map.first(n) for n in names if n in values), None)
        for place, row in enumerate(table.rows):
            if known and all(v[place] is None for v in known):
                table.add("error", "missing", row, at)


def _check_names(table: Table, values: Mapping[str, Sequence[Any]]) -> None:
    """Two names that differ in brackets, spaces or case only may be one customer: a person decides."""
    seen: dict[str, str] = {}
    for place, row in enumerate(table.rows):
        name = values["name"][place] if "name" in values else None
        if name and seen.setdefault(plain(name), name) != name:
            table.add("error", "maybe_same_customer", row, table.map.first("name"))


def _check_counts(table: Table, values: Mapping[str, Sequence[Any]]) -> None:
    """A count is of a product at a place; the same twice must not silently win over the first."""
    seen: set[tuple[Any, ...]] = set()
    books, counted = values.get("book"), values.get("counted")
    at_sku, at_count = table.map.first("sku"), table.map.first("counted")
    listed = books is not None and sum(b is not None for b in books) * 2 > len(books)
    for place, row in enumerate(table.rows):
        key = tuple(values[n][place] for n in ("sku", "barcode", "location", "lot") if n in values)
        count = counted[place] if counted else None
        if key in seen:
            table.add("error", "counted_twice", row, at_sku)
        elif listed and books is not None and books[place] is None and count is not None:
            table.add("error", "not_in_book", row, at_sku)
        elif count is not None and count < 0 and (books is None or books[place] != count):
            table.add("warning", "negative_count", row, at_count)
        seen.add(key)
