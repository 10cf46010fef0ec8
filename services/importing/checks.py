"""Doubts that only the whole table shows: codes that look alike, lost zeros, cut numbers, rows twice."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from services.importing import clean
from services.importing.names import plain
from services.importing.sheets import letters
from services.importing.table import Table

_LOOKALIKE = str.maketrans(
    "АВЕКМНОРСТХаеорсух" + "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ" + "OoIl|", "ABEKMHOPCTXaeopcyx" + "ABEZHIKMNOPTYX" + "00111"
)
_COUNTERS = ("序号", "行号", "行id", "no", "#", "编号")
LONG, EXACT_DIGITS = 16, 15  # digits of a number that Excel cuts short, and how many it keeps


def check_codes(table: Table) -> None:
    """Article codes: look-alikes (Cyrillic А, letter O for zero) and numbers that may once have begun with zeros."""
    for name in ("number", "sku"):
        _check_dated(table, name)
    at = table.map.first("sku")
    if at is None:
        return
    column = table.columns[at]
    _check_zeros(table, at)
    codes = {i: c for i, v in enumerate(column.values) if isinstance(v, str) and (c := clean.code(v))}
    known = set(codes.values())
    strange = {i for i, c in codes.items() if (folded := c.translate(_LOOKALIKE)) != c and folded in known}
    strange |= {i for i, c in codes.items() if _mixes_scripts(c)}
    if strange:
        for row in table.rows:
            if column.index[row] in strange:
                table.add("warning", "looks_like", row, at)


def _check_dated(table: Table, name: str) -> None:
    """A code like 3-5 that Excel took for a day: what it was is lost. Without a name or barcode nothing tells."""
    at = table.map.first(name)
    dated = at is not None and {i for i, v in enumerate(table.columns[at].values) if isinstance(v, date)}
    alone = name == "sku" and not table.map.fields.keys() & {"name", "barcode"}
    for row in table.rows if dated else ():
        if at is not None and dated and table.columns[at].index[row] in dated:
            table.add("error" if alone else "warning", "code_is_date", row, at)


def without_shortened(
    table: Table, name: str, codes: list[str | None] | None, others: Sequence[Sequence[Any] | None]
) -> list[str | None] | None:
    """The codes, without those that Excel has shortened: an error in a row that nothing else names, else a doubt."""
    if codes is None or not any(clean.is_shortened(code) for code in set(codes) if code):
        return codes
    made = list(codes)
    for place, row in enumerate(table.rows):
        code = codes[place]
        if code and clean.is_shortened(code):
            made[place] = None
            named = any(other is not None and other[place] is not None for other in others)
            table.add("warning" if named else "error", "digits_lost", row, table.map.first(name))
    return made


def _mixes_scripts(code: str) -> bool:
    """A Cyrillic or Greek letter among Latin letters and digits."""
    odd = any("\u0370" <= c <= "\u04ff" for c in code)
    return odd and any(c.isascii() and c.isalnum() for c in code)


def _check_zeros(table: Table, at: int) -> None:
    """Codes stored as numbers, of different lengths: the shorter ones may have had zeros."""
    column = table.columns[at]
    whole = {i: clean.whole(v) for i, v in enumerate(column.values) if isinstance(v, float) and v == int(v)}
    longest = max((len(w) for w in whole.values()), default=0)
    short = {i for i, w in whole.items() if len(w) < longest}
    if short and longest <= 14:
        for row in table.rows:
            if column.index[row] in short:
                table.add("warning", "lost_zeros", row, at)


def check_truncated(table: Table, numbers: Sequence[Any] | None) -> None:
    """Long order numbers that all end in zeros went through Excel as figures: their last digits are gone."""
    at = table.map.first("number")
    if numbers is None or at is None:
        return
    long = {n for n in numbers if n and len(n) >= LONG and n.isdigit()}
    cut = {n for n in long if n.endswith("000")}
    most = bool(cut) and len(cut) * 2 > len(long) and (len(long) > 2 or all(n.endswith("0000") for n in cut))
    cut = cut if most else {n for n in cut if _hardly_by_chance(n, len(long))}
    if cut:
        for place, row in enumerate(table.rows):
            if numbers[place] in cut:
                table.add("error", "digits_lost", row, at)


def _hardly_by_chance(number: str, among: int) -> bool:
    """All that Excel would have lost of it are zeros, and there are too few numbers for that to come about."""
    lost = len(number) - EXACT_DIGITS
    return number.endswith("0" * lost) and among < 0.02 * 10**lost


def check_identical(table: Table, numbers: Sequence[Any] | None) -> None:
    """Rows that are the same in every cell may be a copy slip, or two real lines: kept, and said."""
    if numbers is None or len(set(numbers)) == len(numbers):
        return
    at, goods = table.map.first("number"), table.map.first("sku") or table.map.first("name")
    suspects = _twice(numbers, table.columns[goods].pick(range(10**9), table.rows) if goods is not None else numbers)
    kept = [c for i, c in enumerate(table.columns) if _heading(table, i) not in _COUNTERS]
    seen: dict[tuple[int, ...], int] = {}
    for place in suspects:
        row = table.rows[place]
        key = tuple(c.index[row] for c in kept)
        blank = goods is not None and table.columns[goods][row] in (None, "")  # a numbered row of a form, left empty
        real = table.real(row)
        if seen.setdefault(key, real) != real and numbers[place] is not None and not blank:
            table.add("warning", "identical_row", row, at)


def _twice(numbers: Sequence[Any], goods: Sequence[Any]) -> list[int]:
    """The places of rows whose number and article stand there more than once."""
    keys = list(zip(numbers, goods, strict=True))
    if len(set(keys)) == len(keys):
        return []
    often = {key for key, n in Counter(keys).items() if n > 1}
    return [place for place, key in enumerate(keys) if key in often]


def _heading(table: Table, column: int) -> str:
    return plain(table.header.headings[column]) if column < len(table.header.headings) else ""


def check_cells(table: Table) -> None:
    """What the workbook itself says of its cells: errors, formulas without a value, what is hidden, comments."""
    details = table.sheet.details
    fields = {c: f for f, columns in table.map.fields.items() for c in columns}
    rows = set(table.rows)
    for (row, column), said in sorted(details.errors.items()):
        if row in rows and column in fields:
            table.add(
                "error" if fields[column] in ("number", "quantity", "sku") else "warning",
                "error_value",
                row,
                column,
                said,
            )
    for (row, column), formula in sorted(details.formulas.items()):
        if row in rows and column in fields:
            table.add("warning", "formula_without_value", row, column, f"={formula}")
    hidden = sorted(details.hidden_rows & rows)
    if hidden:
        table.add("warning", "hidden_rows", hidden[0], value=", ".join(str(r + 1) for r in hidden[:50]))
    _check_hidden_columns(table, fields)
    _check_comments(table, rows)
    if details.stray:
        table.add("warning", "stray_cell", table.header.row, value=details.stray)
    for row, code in table.sheet.odd_rows:
        if row in rows:
            table.add("warning", code, row)
    _check_widths(table)


def _check_hidden_columns(table: Table, fields: Mapping[int, str]) -> None:
    """Columns that are read though nobody sees them in the sheet, said once, at the first of their cells."""
    hidden = sorted(table.sheet.details.hidden_columns & fields.keys())
    if hidden and table.rows:
        named = (f"{letters(at)} {table.map.heading(at)}" for at in hidden)
        table.add("warning", "hidden_columns", table.rows[0], hidden[0], value=", ".join(named))


def _check_comments(table: Table, rows: set[int]) -> None:
    """What somebody noted at a cell; notes at titles, headings and totals are told in the first row of the data."""
    for (row, column), said in sorted(table.sheet.details.comments.items()):
        if row in rows:
            table.add("warning", "comment", row, column, said)
        elif table.rows:
            table.add("warning", "comment", table.rows[0], column, said, f"{letters(column)}{row + 1}")


def _check_widths(table: Table) -> None:
    """Records of a text file with more fields than the header: a comma too many has moved the cells."""
    widths, header = table.sheet.widths, table.header.row
    severity = "error" if "quantity" in table.map.fields else "warning"  # without lines only an address can suffer
    if widths is None or header < 0 or max(widths) <= widths[header]:
        return
    expected = widths[header]
    for row in table.rows:
        if widths[row] > expected and any(c[row] not in (None, "") for c in table.columns[expected : widths[row]]):
            table.add(severity, "too_many_fields", row, expected - 1)
