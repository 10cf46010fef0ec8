"""The cleaned values of a table's fields, a list each, one entry a data row; what is doubtful becomes a problem."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from services.importing import clean
from services.importing.dates import MAC, day_first, read_date, zone_of
from services.importing.names import is_single, plain, unit_in
from services.importing.preview import Question
from services.importing.sheets import Cell, Column
from services.importing.table import Table

_TEN_THOUSANDS = re.compile(r"[(（\[【/]\s*万元?\s*[)）\]】]?\s*$")
_SIZES = frozenset({"尺码", "尺寸", "码数", "鞋码", "size"})
NUMBERS = (
    "quantity",
    "unit_price",
    "amount",
    "paid",
    "freight",
    "price",
    "cost",
    "book",
    "counted",
    "from_quantity",
    "first_price",
    "step_price",
    "total_quantity",
)


def decimal_commas(table: Table) -> frozenset[int]:
    """The columns whose numbers are written 1.234,50. A column that does not show it goes with the others."""
    columns = {c: clean.decimal_marks(table.columns[c].values) for f in NUMBERS for c in table.map.fields.get(f, ())}
    comma, point = (sum(marks[i] for marks in columns.values()) for i in (0, 1))
    usual = comma > 2 * point
    return frozenset(c for c, (own, other) in columns.items() if own > 2 * other or (usual and not other))


def texts(table: Table, field: str, change: Callable[[Cell], str | None] = clean.text) -> list[str | None] | None:
    """None if the file has no such column; a blank cell takes the next of the field's columns."""
    found: list[str | None] | None = None
    for at in table.map.fields.get(field, ()):
        column = _unquoted(table.columns[at])
        values = column.pick([change(v) for v in column.values], table.rows)
        found = values if found is None else [a if a is not None else b for a, b in zip(found, values, strict=True)]
    return found


def _unquoted(column: Column) -> Column:
    """Some exports put ' before every text, so that Excel leaves it alone."""
    said = [v for v in column.values if isinstance(v, str) and v]
    if len(said) > 1 and sum(v.startswith("'") for v in said) * 2 > len(said):
        values = [v[1:] or None if isinstance(v, str) and v.startswith("'") else v for v in column.values]
        return Column(values, column.index)
    return column


def words_only(value: Cell) -> str | None:
    """A text in a column where a dash means nothing."""
    said = clean.text(value)
    return None if said is None or clean.is_blank(said) else said


def checked(table: Table, field: str, change: Callable[[Cell], clean.Cleaned], severity: str) -> list[Any] | None:
    """Values whose cleaner can object; the objections become problems."""
    found: list[Any] | None = None
    for at in table.map.fields.get(field, ()):
        column = table.columns[at]
        cleaned = [change(v) for v in column.values]
        _object(table, at, {i: code for i, (_, code) in enumerate(cleaned) if code}, severity)
        values = column.pick([v for v, _ in cleaned], table.rows)
        found = values if found is None else [a if a is not None else b for a, b in zip(found, values, strict=True)]
    return found


def _object(table: Table, at: int, bad: Mapping[int, str], severity: str) -> None:
    if not bad:
        return
    index = table.columns[at].index
    for row in table.rows:
        if index[row] in bad:
            table.add(severity, bad[index[row]], row, at)


def numbers(table: Table, field: str, commas: frozenset[int], severity: str = "warning") -> list[Decimal | None] | None:
    """The numbers of a column; what is no number is a problem. Under 金额(万元) they are ten thousands."""
    at = table.map.first(field)
    found = checked(table, field, lambda v: clean.number(v, at in commas), severity)
    if found is not None and at is not None and _TEN_THOUSANDS.search(table.map.heading(at)):
        return [v * 10_000 if v is not None else None for v in found]
    return found


def quantities(
    table: Table, field: str, commas: frozenset[int]
) -> tuple[list[Decimal | None] | None, list[str | None] | None]:
    """The quantities and the units written with them, of several columns added up. Unreadable ones are errors."""
    found: list[Decimal | None] | None = None
    units: list[str | None] | None = None
    several = len(table.map.fields.get(field, ())) > 1
    for at in table.map.fields.get(field, ()):
        more, theirs = _with_heading(*_quantities_of(table, at, commas), unit_in(table.map.heading(at)), several)
        if found is not None and (units is not None or theirs is not None):
            more, theirs = _beside(table, field, found, units, more, theirs)
        found = more if found is None else [_sum(a, b) for a, b in zip(found, more, strict=True)]
        units = merged(units, theirs)
    return found, units


def _with_heading(
    figures: list[Decimal | None], units: list[str | None] | None, unit: str, several: bool
) -> tuple[list[Decimal | None], list[str | None] | None]:
    """Under 数量(箱) a bare 3 is 3箱. A word for whatever there is says so only beside another one."""
    if not unit or (is_single(unit) and not several):
        return figures, units
    said = units or [None] * len(figures)
    return figures, [u or (unit if n else None) for n, u in zip(figures, said, strict=True)]


def _beside(
    table: Table, field: str, found: list[Decimal | None], units: list[str | None] | None,
    more: list[Decimal | None], theirs: list[str | None] | None,
) -> tuple[list[Decimal | None], list[str | None] | None]:  # fmt: skip
    """A further column's figures. 2箱 and 3瓶 are no sum by themselves: the products' factors may make it one."""
    at = table.map.first(field)
    mine, others = units or [None] * len(found), theirs or [None] * len(more)
    for place, row in enumerate(table.rows):
        a, b = mine[place], others[place]
        if found[place] and more[place] and a and b and a != b:
            said = f"{found[place]:f}{a}{more[place]:f}{b}"
            table.add("error", "quantity_ambiguous", row, at, said)
    return more, theirs


def _sum(a: Decimal | None, b: Decimal | None) -> Decimal | None:
    return a if b is None else b if a is None else a + b


def _quantities_of(
    table: Table, at: int, commas: frozenset[int]
) -> tuple[list[Decimal | None], list[str | None] | None]:
    column = table.columns[at]
    cleaned = [clean.quantity(v, at in commas) for v in column.values]
    _object(table, at, {i: c[2] for i, c in enumerate(cleaned) if c[2]}, "error")
    units = [c[1] for c in cleaned]
    return (
        column.pick([c[0] for c in cleaned], table.rows),
        column.pick(units, table.rows) if any(units) else None,
    )


def dates(
    table: Table, field: str, answers: Mapping[str, str], severity: str
) -> tuple[list[date | None] | None, Question | None]:
    """Dates of one column, and a question where day and month cannot be told apart by any of them."""
    at = table.map.first(field)
    if at is None:
        return None, None
    column = table.columns[at]
    dmy = day_first(column.values)
    if dmy == "ask":
        answer = answers.get("date_order")
        if answer not in ("dmy", "mdy"):
            return None, Question("date_order", ("dmy", "mdy"), _both_ways(column))
        dmy = answer == "dmy"
    base = MAC if table.sheet.details.mac_dates else 0
    order, zone = dmy if isinstance(dmy, bool) else None, zone_of(table.map.heading(at))
    read = [read_date(v, order, base, zone) for v in column.values]
    bad = {i: "date_unclear" for i, v in enumerate(column.values) if read[i] is None and words_only(v) is not None}
    _object(table, at, bad, severity)
    return column.pick(read, table.rows), None


def _both_ways(column: Column) -> tuple[str, ...]:
    """A date of the column as it reads with the day first, and with the month first."""
    for value in column.values:
        days = [read_date(value, order, 0) for order in (True, False)]
        if isinstance(value, str) and days[0] is not None and days[1] is not None and days[0] != days[1]:
            return tuple(f"{value.strip()} = {day:%Y-%m-%d}" for day in days if day is not None)
    return ()


def specification(table: Table) -> list[str | None] | None:
    """What kind of the goods it is. A colour and a size are two halves of it: 红;L. Else a colour stands in for it."""
    colour, spec = texts(table, "color", words_only), texts(table, "spec", words_only)
    at = table.map.first("spec")
    if colour is None or spec is None or at is None or plain(table.map.heading(at)) not in _SIZES:
        return merged(spec, colour)
    return [f"{a};{b}" if a and b else a or b for a, b in zip(colour, spec, strict=True)]


def full_names(table: Table) -> list[str | None] | None:
    """The names of people that stand in two columns: Ann and Lee are Ann Lee, 三 and 张 are 张三."""
    first, last = texts(table, "first_name", words_only), texts(table, "last_name", words_only)
    if first is None or last is None:
        return first or last
    return [_full_name(a, b) for a, b in zip(first, last, strict=True)]


def _full_name(first: str | None, last: str | None) -> str | None:
    if not first or not last:
        return first or last
    return f"{first} {last}" if first.isascii() else f"{last}{first}"


def merged(first: list[Any] | None, second: list[Any] | None) -> list[Any] | None:
    """Entry by entry, the first that is there."""
    if first is None or second is None:
        return first if second is None else second
    return [a if a is not None else b for a, b in zip(first, second, strict=True)]
