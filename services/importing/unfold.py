"""A row that says more than one thing is laid out as several: goods side by side, orders in one row's cells.

The further rows are only in the working table. `Table.real` and `Table.moved` lead each problem back to its own cell.
"""

import re
from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from services.importing import clean
from services.importing.sheets import Cell, Column
from services.importing.sides import NAMING
from services.importing.table import Table

_EACH_ITS_OWN = ("sku", "barcode", "name", "spec", "color", "quantity", "unit_price", "amount", "discount")
_SUMS = ("paid", "freight")
_PEOPLE = ("customer", "receiver")
_PLACES = ("province", "city", "district", "address")
_FIGURES = frozenset({"unit_price", "amount"})
_LINES, _SEMICOLON, _PAUSE = re.compile(r"[\r\n]+"), re.compile("[;；]"), re.compile("、")
_COMMA, _BAR, _SLASH = re.compile("[,，]"), re.compile("[|｜]"), re.compile("[/／]")
_KINDS = (_LINES, _SEMICOLON, _PAUSE, _COMMA, _BAR, _SLASH)
_BETWEEN = re.compile(r"[\r\n;；、,，|｜/／]")
_NEVER_IN_NAMES = (_LINES, _SEMICOLON, _PAUSE)
_MOBILE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
MOST = 30  # orders in a row
LONGEST = 400  # characters of a cell that is taken apart


@dataclass(frozen=True, slots=True)
class Part:
    """One of the rows that a row becomes: cells that differ from it, and where cells stand in the sheet."""

    cells: Mapping[int, Cell] = field(default_factory=dict)
    moved: Mapping[int, int] = field(default_factory=dict)


_AS_IT_IS = (Part(),)


def side_by_side(table: Table) -> None:
    """商品1, 数量1, 商品2, 数量2: each pair that holds something is a line of its own."""
    mapped = {at for columns in table.map.fields.values() for at in columns}
    sides = [dict(side) for side in table.header.sides if mapped.issuperset(at for _name, at in side)]
    if len(sides) < 2:
        return  # a person said otherwise, or there are none
    base: dict[str, int] = {}
    for side in sides:
        base = {**side, **base}
    _check_sum(table, sides)
    parts = {}
    for row in table.rows:
        made = [_of_side(table, row, side, base) for side in sides if _holds(table, row, side)]
        parts[row] = made or [_of_side(table, row, sides[0], base)]
    table.map = replace(table.map, fields={**table.map.fields, **{name: (at,) for name, at in base.items()}})
    _lay_out(table, parts)


def _holds(table: Table, row: int, side: Mapping[str, int]) -> bool:
    """Does the pair name goods, or count some?"""
    if any(_said(table.columns[side[name]][row]) for name in NAMING if name in side):
        return True
    cell = table.columns[side["quantity"]][row] if "quantity" in side else None
    amount, _unit, problem = clean.quantity(cell)
    return bool(amount or problem)


def _said(cell: Cell) -> str:
    text = clean.text(cell)
    return "" if text is None or clean.is_blank(text) else text


def _of_side(table: Table, row: int, side: Mapping[str, int], base: Mapping[str, int]) -> Part:
    goods = next(side[name] for name in NAMING if name in side)
    cells = {at: table.columns[side[name]][row] if name in side else None for name, at in base.items()}
    return Part(cells, {at: side.get(name, goods) for name, at in base.items()})


def _check_sum(table: Table, sides: Sequence[Mapping[str, int]]) -> None:
    """A column of totals beside the pairs has to be their sum."""
    at = table.map.first("total_quantity")
    for row in table.rows if at is not None else ():
        total = clean.quantity(table.columns[at][row])[0] if at is not None else None
        counts = [clean.quantity(table.columns[side["quantity"]][row])[0] for side in sides if "quantity" in side]
        if total is not None and sum((n for n in counts if n is not None), Decimal(0)) != total:
            table.add("error", "sums_differ", row, at)


def orders_apart(table: Table) -> None:
    """X1、X2 with A1、B2 and 3、5 are two orders, and said to be.

    Where it can't be known whose a line is, nothing is done."""
    at = table.map.first("number")
    if at is None or "quantity" not in table.map.fields or table.header.sizes:
        return
    column = table.columns[at]
    cuts = {i: cut for i, value in enumerate(column.values) if (cut := _numbers(value))}
    parts: dict[int, list[Part]] = {}
    for row in table.rows if cuts else ():
        found = cuts.get(column.index[row])
        cells = _apart(table, row, *found) if found and not _goes_on(table, row, at) else None
        if found and cells:
            table.add("warning", "orders_apart", row, at)
            parts[row] = [Part({at: number, **each}) for number, each in zip(found[1], cells, strict=True)]
    if parts:
        _lay_out(table, parts)


def _cut(cell: Cell, kind: re.Pattern[str]) -> list[str]:
    """The parts of a cell; none where one of them is blank."""
    said = clean.text(cell) if isinstance(cell, str) and len(cell) <= LONGEST else None
    parts = [part.strip() for part in kind.split(said.strip())] if said else []
    parts = parts[:-1] if len(parts) > 2 and not parts[-1] else parts
    return parts if all(parts) else []


def _numbers(cell: Cell) -> tuple[re.Pattern[str], list[str]] | None:
    """Several orders' numbers in a cell, and what stands between them."""
    if not isinstance(cell, str) or not _BETWEEN.search(cell):
        return None
    for kind in _KINDS:
        parts = _cut(cell, kind)
        if len(parts) < 2:
            continue
        alike = kind not in (_BAR, _SLASH) or len({len(part) for part in parts}) == 1
        coded = all(any(map(str.isdigit, part)) and not clean.number_code(part)[1] for part in parts)
        return (kind, parts) if alike and coded and len(set(parts)) == len(parts) <= MOST else None
    return None


def _goes_on(table: Table, row: int, number: int) -> bool:
    """A row below without a number belongs to one of them, and nobody knows to which."""
    place = bisect_left(table.rows, row + 1)
    below = place < len(table.rows) and table.rows[place] == row + 1
    return below and table.columns[number][row + 1] in (None, "")


def _apart(
    table: Table, row: int, kind: re.Pattern[str], numbers: Sequence[str]
) -> list[dict[int, Cell]] | None:  # fmt: skip
    """The cells of each order by column; None where it is not certain which is whose."""
    cells: list[dict[int, Cell]] = [{} for _ in numbers]
    for name in _EACH_ITS_OWN:
        for at in table.map.fields.get(name, ()):
            value = table.columns[at][row]
            if not _said(value):
                continue
            parts = _cut(value, kind)
            if len(parts) != len(numbers) or _is_one(value, name) or not _readable(parts, name):
                return None
            _hand_out(cells, at, parts)
    named = any(at in cells[0] for name in NAMING for at in table.map.fields.get(name, ()))
    if not named or not any(at in cells[0] for at in table.map.fields["quantity"]):
        return None
    _hand_out_heads(table, row, kind, cells)
    return cells


def _is_one(value: Cell, name: str) -> bool:
    """1,234 is one figure, not two."""
    if name == "quantity":
        return not clean.quantity(value)[2]
    return name in _FIGURES and not clean.number(value)[1]


def _readable(parts: Sequence[str], name: str) -> bool:
    if name == "quantity":
        return all(clean.quantity(part)[0] is not None for part in parts)
    return name not in _FIGURES or all(clean.number(part)[0] is not None for part in parts)


def _hand_out(cells: Sequence[dict[int, Cell]], at: int, parts: Sequence[Cell]) -> None:
    for each, part in zip(cells, parts, strict=True):
        each[at] = part


def _hand_out_heads(table: Table, row: int, kind: re.Pattern[str], cells: list[dict[int, Cell]]) -> None:
    """What stands once holds for all; people, phones, places and days that are as many as the orders are theirs."""

    def fitting(*names: str) -> dict[int, list[str]]:
        columns = {at for name in names for at in table.map.fields.get(name, ())}
        found = {at: _cut(table.columns[at][row], kind) for at in sorted(columns)}
        return {at: parts for at, parts in found.items() if len(parts) == len(cells)}

    phones = {at: parts for at, parts in fitting("phone").items() if all(sum(map(str.isdigit, p)) > 6 for p in parts)}
    people = fitting(*_PEOPLE) if phones or kind in _NEVER_IN_NAMES else {}
    places = fitting(*_PLACES)
    if not phones and not people:
        places = {at: parts for at, parts in places.items() if all(map(_MOBILE.search, parts))}
    tracking = {at: p for at, p in fitting("tracking_number").items() if all(sum(map(str.isdigit, n)) > 7 for n in p)}
    days = fitting("order_date", "promised_date") if kind is not _SLASH else {}
    for at, parts in {**phones, **people, **places, **tracking, **days, **fitting("unit")}.items():
        _hand_out(cells, at, parts)
    sums = fitting(*_SUMS)
    for at in {at for name in _SUMS for at in table.map.fields.get(name, ())}:
        whole = at not in sums or not clean.number(table.columns[at][row])[1]
        _hand_out(cells, at, [None] * len(cells) if whole else sums[at])


def _lay_out(table: Table, parts: Mapping[int, Sequence[Part]]) -> None:
    """The table with these rows in place of each one, and the others as they are."""
    origin: list[int] = []
    over: defaultdict[int, dict[int, Cell]] = defaultdict(dict)
    moved: dict[int, Mapping[int, int]] = {}
    for row in range(table.sheet.height if table.origin is None else len(table.origin)):
        for part in parts.get(row, _AS_IT_IS):
            for column, cell in part.cells.items():
                over[column][len(origin)] = cell
            moved[len(origin)] = part.moved or table.moved.get(row, {})
            origin.append(row)
    for at, old in enumerate(table.columns):
        if at in over:
            table.columns[at] = Column.of(over[at].get(n, old[row]) for n, row in enumerate(origin))
        else:
            table.columns[at] = Column(old.values, array("I", [old.index[row] for row in origin]))
    kept = set(table.rows)
    table.rows = [n for n, row in enumerate(origin) if row in kept]
    table.moved = {n: where for n, where in moved.items() if where}
    table.origin = origin if table.origin is None else [table.origin[row] for row in origin]
