"""The lines of an order's rows: what, how many, at what price; from a row, from one cell, or from columns of sizes."""

import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import repeat
from typing import Any

from services.importing import clean, fields
from services.importing.checks import without_shortened
from services.importing.discounts import discounts
from services.importing.names import is_pack, plain, words
from services.importing.preview import Line
from services.importing.products import parts_of
from services.importing.sheets import Cell
from services.importing.table import Table

_PER = re.compile(r"[/每]\s*([^\W\d_]{1,8})\s*$")
_REBATES = frozenset({"paid", "status", "after_sales", "freight"})
TOO_MANY = 10**8  # a phone or article number that slipped into the column
MISTAKES = 0.34  # of the lines; where more differ, the column is another amount
_CODED = re.compile(r"\[([^\[\]\s]{1,40})\]\s+(\S.*)", re.DOTALL)


def lines_of(table: Table, commas: frozenset[int]) -> Sequence[Sequence[Line]] | None:
    """The lines of each row: mostly one. None where the file does not know lines."""
    rows = table.numbered()
    if table.header.sizes:
        return _size_lines(table, rows, commas)
    if "quantity" not in table.map.fields:
        if "products" in table.map.fields:
            return parts_of(table)
        table.add("warning", "lines_missing", table.header.row)
        return None
    text, checked = fields.texts, fields.checked
    sku, barcode = text(table, "sku", clean.code), checked(table, "barcode", clean.barcode, "warning")
    names, spec = text(table, "name"), fields.specification(table)
    sku = without_shortened(table, "sku", sku, (barcode, names))
    if sku is None and names is not None:
        sku, names = _with_codes(names)
    if sku is None and barcode is None and names is None:
        table.add("warning", "goods_missing", table.header.row)
    quantity, units = fields.quantities(table, "quantity", commas)
    prices = fields.numbers(table, "unit_price", commas, "error")
    amounts = _amounts(table, commas, quantity, prices)
    _check_quantities(table, quantity or [], (sku, barcode, names))
    unit = _units(table, text(table, "unit", fields.words_only), units)
    _check_bonus(table)
    _check_price_units(table, unit)
    _check_negative(table, prices)
    taken_off = discounts(table, quantity, prices, amounts)
    _check_amounts(table, quantity, prices, taken_off, amounts)
    cells = [v or repeat(None) for v in (sku, barcode, names, spec, quantity, unit, prices, amounts, taken_off)]
    lines = list(zip(map(Line, rows, *cells), strict=False))
    if quantity is not None and None in quantity:
        return [n if any(v is not None for v in n[0][1:]) else () for n in lines]
    return lines


def _with_codes(names: list[str | None]) -> tuple[list[str | None] | None, list[str | None]]:
    """`[A1] Soap` in a whole column is a code and a name, as Odoo writes both in one."""
    found = [_CODED.fullmatch(name) if name else None for name in names]
    if not any(found) or any(name and not match for name, match in zip(names, found, strict=True)):
        return None, names
    return [match[1] if match else None for match in found], [match[2] if match else None for match in found]


def _units(table: Table, own: list[str | None] | None, written: list[str | None] | None) -> list[str | None] | None:
    """The unit of each line. One written with the quantity and another beside it leave the quantity open."""
    for place, row in enumerate(table.rows if own and written else ()):
        a, b = (own or ())[place], (written or ())[place]
        if a and b and a.lower() != b.lower():
            table.add("error", "quantity_ambiguous", row, table.map.first("quantity"))
    return fields.merged(own, written)


def _check_quantities(table: Table, quantity: Sequence[Decimal | None], goods: Sequence[Sequence[Any] | None]) -> None:
    at = table.map.first("quantity")
    known = [g for g in goods if g is not None]
    said = set(quantity)
    if known and all(None in g for g in known):
        lost = {p.row - 1 for p in table.problems if p.code == "digits_lost"}
        barred = {p.row - 1 for p in table.problems if p.code == "digits_lost" and p.severity == "error"}
        for place, row in enumerate(table.rows):
            if quantity[place] is None or any(g[place] is not None for g in known):
                continue
            if table.real(row) not in lost:
                table.add("error", "missing", row, table.map.first("sku") or table.map.first("name"))
            elif table.real(row) not in barred:
                table.add("error", "digits_lost", row, table.map.first("barcode"))
    if None in said and at is not None:
        unreadable = {p.row for p in table.problems if p.code.startswith("quantity_")}
        for place, row in enumerate(table.rows):
            if (
                quantity[place] is None
                and table.real(row) + 1 not in unreadable
                and (not known or any(g[place] is not None for g in known))
            ):
                width = table.width(row)
                short = width is not None and width <= at
                table.add("error", "too_few_fields" if short else "missing_quantity", row, at)
    for place, row in enumerate(table.rows if any(q is not None and q >= TOO_MANY for q in said) else ()):
        amount = quantity[place]
        if amount is not None and amount >= TOO_MANY:
            table.add("error", "quantity_too_big", row, at)
    if any(q is not None and q <= 0 for q in said):
        for place, row in enumerate(table.rows):
            amount = quantity[place]
            if amount is not None and amount <= 0:
                table.add("warning", "negative_quantity" if amount else "zero_quantity", row, at)


def _amounts(
    table: Table,
    commas: frozenset[int],
    quantity: Sequence[Decimal | None] | None,
    prices: Sequence[Decimal | None] | None,
) -> list[Decimal | None] | None:
    """The amounts; where a formula has no saved value and multiplies quantity by price, its product."""
    amounts = fields.numbers(table, "amount", commas)
    at, factors = table.map.first("amount"), {table.map.first("quantity"), table.map.first("unit_price")}
    formulas = table.sheet.details.formulas
    if amounts is None or not formulas or quantity is None or prices is None:
        return amounts
    for place, row in enumerate(table.rows):
        real = table.real(row)
        formula = formulas.get((real, at)) if at is not None else None
        if formula is None:
            continue
        n, price = quantity[place], prices[place]
        if n is not None and price is not None and factors == clean.product_of(formula, real):
            amounts[place] = n * price
    return amounts


def _check_bonus(table: Table) -> None:
    """Goods given on top, counted or named beside what is ordered, would be forgotten without a word."""
    columns = table.map.fields.get("bonus", ())
    for row in table.rows if columns else ():
        at = next((at for at in columns if _gives(table.columns[at][row])), None)
        if at is not None:
            table.add("warning", "bonus_left_out", row, at)


def _gives(cell: Cell) -> bool:
    """A count above nothing, or words that say what is given."""
    amount, _unit, problem = clean.quantity(cell)
    said = clean.text(cell)
    return amount > 0 if amount is not None else bool(problem) and plain(said or "") not in words()["no_gift"]


def _check_negative(table: Table, prices: Sequence[Decimal | None] | None) -> None:
    """Nobody pays less than nothing for goods; a rebate is told in another way."""
    at = table.map.first("unit_price")
    for place, price in enumerate(prices or ()):
        if price is not None and price < 0:
            table.add("warning", "negative_price", table.rows[place], at)


def _check_price_units(table: Table, unit: Sequence[str | None] | None) -> None:
    """3.50/箱 is no piece's price: the quantity has to be in cartons, too."""
    at = table.map.first("unit_price")
    if at is None or not any(isinstance(v, str) and _PER.search(v) for v in table.columns[at].values):
        return
    for place, row in enumerate(table.rows):
        value = table.columns[at][row]
        said = _PER.search(value) if isinstance(value, str) else None
        own = (unit[place] if unit is not None else None) or ""
        if said and is_pack(said[1]) and plain(said[1]) != plain(own):
            table.add("warning", "price_of_another_unit", row, at)


def _check_amounts(
    table: Table, quantity: Sequence[Decimal | None] | None, prices: Sequence[Decimal | None] | None,
    taken_off: Sequence[Decimal | None] | None, amounts: Sequence[Decimal | None] | None,
) -> None:  # fmt: skip
    """Where most lines cost quantity × price, one that does not is a mistake or a discount nobody named.

    Shops' exports take rebates off their amounts, and name them elsewhere."""
    if quantity is None or prices is None or amounts is None or table.map.fields.keys() & _REBATES:
        return
    shares = taken_off if taken_off is not None else repeat(None)
    lines = enumerate(zip(quantity, prices, shares, amounts, strict=False))
    told = [
        (at, n * price * (1 - (off or 0)), due)
        for at, (n, price, off, due) in lines
        if n is not None and n > 0 and price and due
    ]
    wrong = [at for at, made, due in told if abs(made - due) > Decimal("0.05") + abs(due) / 200]
    if wrong and len(wrong) <= MISTAKES * len(told):
        for at in wrong:
            table.add("warning", "amount_differs", table.rows[at], table.map.first("amount"))


def _size_lines(table: Table, rows: Sequence[int], commas: frozenset[int]) -> list[list[Line]]:
    """A quantity for each size in its own column: a line for each that is filled."""
    text = fields.texts
    sku, names, spec = text(table, "sku", clean.code), text(table, "name"), text(table, "color") or text(table, "spec")
    prices, unit = fields.numbers(table, "unit_price", commas, "error"), text(table, "unit", fields.words_only)
    made: list[list[Line]] = []
    for place, (row, number) in enumerate(zip(table.rows, rows, strict=True)):
        lines = []
        for column in table.header.sizes:
            amount, _, problem = clean.quantity(table.columns[column][row], column in commas)
            if problem:
                table.add("error", problem, row, column)
            if not amount:
                continue
            kind = ";".join(p for p in (spec[place] if spec else None, table.header.headings[column]) if p)
            price = prices[place] if prices else None
            said = (sku[place] if sku else None, None, names[place] if names else None, kind, amount)
            lines.append(
                Line(number, *said, unit[place] if unit else None, price, amount * price if price is not None else None)
            )
        _check_sizes(table, row, lines)
        made.append(lines)
    return made


def _check_sizes(table: Table, row: int, lines: Sequence[Line]) -> None:
    """The quantity beside the sizes is that of all of them."""
    at = table.map.first("quantity")
    total = clean.quantity(table.columns[at][row])[0] if at is not None and at not in table.header.sizes else None
    if total is not None and sum((line.quantity or Decimal(0)) for line in lines) != total:
        table.add("error", "sums_differ", row, at)
