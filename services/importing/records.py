"""Rows to records: products, customers, suppliers, counts, prices, waybills, events, payments, freight."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from services.importing import clean, fields
from services.importing.addresses import check_places, full_address, places
from services.importing.checks import check_codes, without_shortened
from services.importing.documents import Orders
from services.importing.measures import MEASURES, measure, terms, yes_or_no
from services.importing.names import plain, words
from services.importing.preview import Question, RowCounts
from services.importing.sheets import Column
from services.importing.table import Table

_CODES = ("sku", "code")
_TEXTS = (
    "name", "spec", "unit", "contact", "location", "lot", "customer", "level", "carrier", "service", "reference",
    "status", "place", "name_en", "category", "supplier", "pack_unit", "tax_number", "note", "more_address",
    "zone",
)  # fmt: skip
_NUMBERS = (
    "price", "cost", "book", "freight", "amount", "opening", "min_price", "safety_stock", "min_order",
    "credit_limit", "first_price", "step_price",
)  # fmt: skip
# What a record is about: if such a figure can't be read, the record does not come in.
_VITAL = frozenset({
    "price", "amount", "opening", "first_price", "step_price", "first_weight", "step_weight",
})  # fmt: skip
_DATES = ("valid_from", "valid_to", "expiry", "day", "due")
_OUT = frozenset({
    "支出", "支", "付", "付款", "付出", "转出", "出账", "出", "借", "借方", "debit", "dr", "d", "out", "outgoing",
    "/", "不计收支", "其他", "其它", "neutral",
})  # fmt: skip
_ENDLESS = frozenset({"长期", "永久", "不限", "无限期", "长期有效", "open", "unlimited", "never"})
_CARRIED = re.compile(r"([\u4e00-\u9fff]{2,8})[:: ]\s*([A-Za-z0-9-]{8,}.*)", re.DOTALL)  # 中通快递:75123456789012
_GRAMS = re.compile(r"gram|克|kg|\(g\)", re.IGNORECASE)
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?\s*(am|pm)?", re.IGNORECASE)
_PER_MANY = re.compile(r"(?:/|每|per\s*)\s*(百|千|万|1,?000|100)(?!\d)", re.IGNORECASE)
_FROM = re.compile(r"(?:[≥>]=?|满)?\s*(\d{1,7})\s*[^\W\d_]{0,3}?(?:及?以上|起|\+)|(?:[≥>]=?|满)\s*(\d{1,7})")
_MANY = {"百": 100, "千": 1000, "万": 10_000, "100": 100, "1000": 1000, "1,000": 1000}
_BETWEEN = re.compile(r"[/、,，;；|\n]+|\s+(?=\S{8,}(?:\s|$))")
_PHONES = re.compile(r"[/、,，;；\n]|\s{2,}|(?<=\d{5})\s+(?=1\d{10}$)")
_PHONE = re.compile(
    r"^(?:1[3-9]\d{9}(?:[-转#x ]+\d{1,6})?"
    r"|\+?\d{0,3}[- ]?\(\d{1,4}\)[- ]?\d{3,4}[- ]?\d{3,4}(?:\s*(?:ext\.?|x|#|转)\s*\d{1,6})?"
    r"|(?:\+?\d{1,3}[- ]?)?\(?0\d{2,3}\)?[- ]?\d{7,8}(?:[-转#x ]+\d{1,6})?"
    r"|[48]00[- ]?\d{3}[- ]?\d{4}"
    r"|\+?\d[\d -]{6,18}\d(?:\s*(?:ext\.?|x|#|转)\s*\d{1,6})?)$"
)


def read_records(table: Table, kind: str, answers: Mapping[str, str]) -> tuple[tuple[dict[str, Any], ...], Orders]:
    """One record a row, and the counts. A row with an error is left out."""
    commas = fields.decimal_commas(table)
    _leave_outgoing(table)
    values, question = _values(table, commas, answers)
    if question:
        return (), Orders(questions=[question])
    _required(table, kind, values)
    if kind in ("customers", "suppliers"):
        _check_names(table, values)
    if kind == "counts":
        if "counted" not in values:
            table.add("warning", "nothing_counted", table.header.row)
        _check_counts(table, values)
    if kind == "payments":
        _check_done(table, values)
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


def _leave_outgoing(table: Table) -> None:
    """What went out, by the word of a column like 收/支 or by a column of its own, is no customer's payment."""
    at, paid, came = (table.map.first(name) for name in ("direction", "outgoing", "amount"))
    out: set[int] = set()
    if at is not None:
        out |= {row for row in table.rows if plain(clean.text(table.columns[at][row]) or "") in _OUT}
    if paid is not None and came is not None:
        out |= {row for row in table.rows if _is_figure(table, paid, row) and not _is_figure(table, came, row)}
    if out:
        table.rows = [row for row in table.rows if row not in out]
        table.skipped = sorted([*table.skipped, *((row, "money_out") for row in out)])


def _is_figure(table: Table, at: int, row: int) -> bool:
    """Whether a cell says an amount, and not nothing."""
    return bool(clean.number(table.columns[at][row])[0])


def _values(
    table: Table, commas: frozenset[int], answers: Mapping[str, str]
) -> tuple[dict[str, Sequence[Any]], Question | None]:
    found: dict[str, Sequence[Any] | None] = {}
    for name in _CODES:
        found[name] = without_shortened(table, name, fields.texts(table, name, clean.code), ())
    for name in _TEXTS:
        change: Callable[..., str | None] = clean.text if name in ("name", "customer") else fields.words_only
        found[name] = fields.texts(table, name, change)
    found["spec"] = fields.specification(table)
    if "name" not in table.map.fields and "code" not in table.map.fields:
        found["name"] = found["contact"]  # a list of people, who are their own customers
    names = found["name"]
    found["name"] = fields.merged(None if names is None else list(names), fields.full_names(table))
    found["from_quantity"] = fields.checked(table, "from_quantity", clean.from_quantity, "error")
    for name in _NUMBERS:
        found[name] = fields.numbers(table, name, commas, "error" if name in _VITAL else "warning")
    for name in ("barcode", "pack_barcode"):
        found[name] = fields.checked(table, name, clean.barcode, "warning")
    found["pack_factor"] = fields.checked(table, "pack_factor", clean.pack_factor, "warning")
    _weigh(table)
    for name, (units, usual) in MEASURES.items():
        at = table.map.first(name)
        of = measure(units, table.map.heading(at), _usual(table, name, at, usual)) if at is not None else yes_or_no
        if name == "payment_days":
            of = terms
        found[name] = fields.checked(table, name, of, "error" if name in _VITAL else "warning")
    for name in ("lot_tracked", "serial_tracked"):
        found[name] = fields.checked(table, name, yes_or_no, "warning")
    counts = [fields.quantities(table, name, commas) for name in ("counted", "first_count")]
    found["counted"] = fields.merged(counts[0][0], counts[1][0])  # where nobody counted again, the first count stands
    written = fields.merged(counts[0][1], counts[1][1])
    found["unit"] = fields.merged(written, list(found["unit"]) if found["unit"] is not None else None)
    if found["price"] is not None:
        found["price"] = _each(table, found["price"])
        if found["from_quantity"] is None and (least := _least(table)) is not None:
            found["from_quantity"] = [least] * len(table.rows)
    _open_ended(table)
    _part_days(table)
    for name in _DATES:
        found[name], question = fields.dates(table, name, answers, "error")
        if question:
            return {}, question
    found["day"] = _with_clock(table, found["day"])
    found["phones"] = _phones(table)
    found["number"] = fields.checked(table, "number", clean.number_code, "error")
    found["tracking"] = _tracking(table)
    if found["tracking"] is not None and found["carrier"] is None:
        found["carrier"] = _carriers(table)
    if "address" in table.map.fields or "province" in table.map.fields:
        found["address"] = _addresses(table)
    return {n: v for n, v in found.items() if v is not None}, None


def _usual(table: Table, name: str, at: int, usual: str) -> str:
    """Weights of which one is a part of a gram are kilograms: 0.35."""
    if name != "weight_g":
        return usual
    figures = (clean.number(v)[0] for v in table.columns[at].values if not isinstance(v, str) or v[-1:].isdigit())
    return "kg" if any(isinstance(f, Decimal) and 0 < f < 1 for f in figures) else usual


def _weigh(table: Table) -> None:
    """A weight whose unit stands in a column of its own is read with it."""
    at, unit = table.map.first("weight_g"), table.map.first("weight_unit")
    if at is not None and unit is not None and not _GRAMS.search(table.map.heading(at)):
        pairs = zip(map(table.columns[at].__getitem__, range(table.sheet.height)),
                    map(table.columns[unit].__getitem__, range(table.sheet.height)), strict=True)  # fmt: skip
        table.columns[at] = Column.of(_with_unit(clean.text(weight), clean.text(said)) for weight, said in pairs)


def _with_unit(figure: str | None, unit: str | None) -> str | None:
    return f"{figure}{unit}" if figure and unit and figure[-1:].isdigit() else figure


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
        parts: list[str] = []
        for at in columns:
            said = [part for part in _BETWEEN.split(_whole_tracking(table, row, at) or "") if part]
            good = [part for part in said if any(map(str.isdigit, part))]
            if any(part not in good and not clean.is_blank(part) for part in said):
                table.add("error", "no_tracking_number", row, at)  # 下单失败
            parts += good
        made.append(tuple(dict.fromkeys(parts)))
    return made


def _whole_tracking(table: Table, row: int, at: int) -> str | None:
    """The numbers of a cell, without the carrier's name before them. One that Excel has shortened is none."""
    value = table.columns[at][row]
    number, lost = clean.number_code(value)
    if lost:
        table.add("error", lost, row, at)
        return None
    said = clean.tracking(value) if number is not None else None
    carried = _CARRIED.fullmatch(said) if said else None
    return carried[2] if carried else said


def _carriers(table: Table) -> list[str | None] | None:
    """The carriers that stand before the numbers, where the file has no column of them."""
    at = table.map.fields["tracking"][0]
    said = [clean.tracking(table.columns[at][row]) for row in table.rows]
    found = [match[1] if each and (match := _CARRIED.fullmatch(each)) else None for each in said]
    return found if any(found) else None


def _open_ended(table: Table) -> None:
    """A price that is valid 长期 has no last day."""
    at = table.map.first("valid_to")
    if at is not None:
        column = table.columns[at]
        values = [None if isinstance(v, str) and plain(v) in _ENDLESS else v for v in column.values]
        table.columns[at] = Column(values, column.index)


def _each(table: Table, prices: Sequence[Any]) -> Sequence[Any]:
    """The price of one, where the heading says 元/千个."""
    at = table.map.first("price")
    many = _PER_MANY.search(table.map.heading(at)) if at is not None else None
    if many is None:
        return prices
    return [price / _MANY[many[1]] if price is not None else None for price in prices]


def _least(table: Table) -> Decimal | None:
    """From how many on the prices hold that stand under 批发价(100件起)."""
    at = table.map.first("price")
    said = _FROM.search(table.map.heading(at)) if at is not None else None
    return Decimal(said[1] or said[2]) if said else None


def _part_days(table: Table) -> None:
    """Of two columns of days and times, one may hold the day and one the time of day."""
    columns = table.map.fields.get("day", ())
    if len(columns) > 1 and "clock" not in table.map.fields:
        times = [at for at in columns if _is_clock(table, at)]
        days = [at for at in columns if at not in times]
        if times and days:
            table.map.fields["clock"], table.map.fields["day"] = (times[0],), tuple(days)


def _is_clock(table: Table, at: int) -> bool:
    cells = [clean.text(table.columns[at][row]) for row in table.rows[:50]]
    return any(cells) and all(cell is None or _TIME.fullmatch(cell) for cell in cells)


def _with_clock(table: Table, days: Sequence[Any] | None) -> Sequence[Any] | None:
    """Days with the time of day that stands in a column of its own."""
    at = table.map.first("clock")
    if days is None or at is None:
        return days
    made = []
    for row, day in zip(table.rows, days, strict=True):
        match = _TIME.fullmatch(clean.text(table.columns[at][row]) or "")
        plain_day = day is not None and not isinstance(day, datetime)
        made.append(_at_time(day, match) if plain_day and match else day)
    return made


def _at_time(day: date, match: re.Match[str]) -> date:
    hour, minute, second = (int(part or 0) for part in match.groups()[:3])
    half = (match[4] or "").lower()
    hour = hour % 12 + (12 if half == "pm" else 0) if half else hour
    return datetime.combine(day, time(hour, minute, second)) if hour < 24 and minute < 60 and second < 60 else day


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
    said = {problem.row for problem in table.problems if problem.severity == "error"}
    for names in _REQUIRED[kind]:
        known = [values[n] for n in names if n in values]
        at = next((table.map.first(n) for n in names if n in values), None)
        for place, row in enumerate(table.rows):
            if known and row + 1 not in said and all(v[place] is None for v in known):
                table.add("error", "missing", row, at)


def _check_done(table: Table, values: Mapping[str, Sequence[Any]]) -> None:
    """What a status calls waiting, closed, failed or given back is no money that came in."""
    for row, status in zip(table.rows, values.get("status", ()), strict=False):
        said = plain(status or "")
        if any(word in said for word in words()["undone"]) and not said.startswith(("无", "未退", "no")):
            table.add("error", "payment_not_done", row, table.map.first("status"))


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
