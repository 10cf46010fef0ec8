"""Rows copied from a spreadsheet, understood as order lines: by the words of their header, or by what the cells are.

    pasted = read_pasted(text)      # asks the database: for a reader thread
    pasted.rows, pasted.unread      # every row is there; `unread` could not be read and stand as their text
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from services.importing.names import STRONG, name_table
from services.order_typing import ProductChoice, exact_names, exact_products
from ui.kit.parsing import parse_decimal

CODES, NAMES, COUNTS, PRICES = ("sku", "barcode"), ("name", "spec"), ("quantity", "total_quantity"), ("unit_price",)
FEWEST_WORDS = 2
BARCODE_DIGITS = 8  # so many digits in a row are a code, and no quantity
LONGEST = 200
ONE = Decimal(1)
Columns = dict[str, int]


@dataclass(frozen=True, slots=True)
class PastedRow:
    """One line: its product, or the text that matched none; no price where none was in the row."""

    product: ProductChoice | None
    text: str
    quantity: Decimal = ONE
    price: Decimal | None = None
    unit: str = ""
    read: bool = True


@dataclass(frozen=True, slots=True)
class Pasted:
    rows: tuple[PastedRow, ...]

    @property
    def unread(self) -> int:
        return sum(not row.read for row in self.rows)


def read_pasted(text: str) -> Pasted:
    """The rows of a text that was copied from a spreadsheet."""
    table = [[cell.strip() for cell in line.split("\t")] for line in text.splitlines() if line.strip()]
    columns = _columns(table[0]) if table else {}
    table = table[1:] if columns else table
    cells = {cell for line in table for cell in line if cell}
    found = exact_names(cell for cell in cells if figure(cell) is None) | exact_products(cells)
    if columns:
        return Pasted(tuple(_by_header(line, columns, found) for line in table))
    if _is_counted(table, found):
        table = [line[1:] for line in table]
    return Pasted(tuple(_by_look(line, found) for line in table))


def figure(cell: str, places: int = 4) -> Decimal | None:
    if cell.isdigit() and len(cell) >= BARCODE_DIGITS:
        return None
    try:
        return parse_decimal(cell, places)
    except ValueError:
        return None


def _columns(first: list[str]) -> Columns:
    """Where each field stands when the row is a header; nothing when it is not."""
    if any(figure(cell) is not None for cell in first):
        return {}
    table = name_table("orders").among(first)
    best: dict[str, tuple[int, int]] = {}
    for at, cell in enumerate(first):
        hit = table.find(cell) if cell else None
        if hit is not None and hit.strength == STRONG:
            best[hit.field] = min(best.get(hit.field, (hit.rank, at)), (hit.rank, at))
    named = any(field in best for field in (*CODES, "name"))
    return {field: at for field, (_rank, at) in best.items()} if named and len(best) >= FEWEST_WORDS else {}


def _is_counted(table: list[list[str]], found: dict[str, ProductChoice]) -> bool:
    """Whether the first column only counts 1..n: then each row has its figures beside it."""
    if any(line[0] != str(at) or line[0] in found for at, line in enumerate(table, 1)):
        return False
    left = min((sum(figure(cell) is not None and cell not in found for cell in line[1:]) for line in table), default=0)
    return left >= (1 if len(table) > 1 else 2)


def _by_header(line: list[str], columns: Columns, found: dict[str, ProductChoice]) -> PastedRow:
    def cell(*fields: str) -> str:
        cells = (line[columns[name]] for name in fields if name in columns and columns[name] < len(line))
        return next((each for each in cells if each), "")

    words = [cell(name) for name in (*CODES, *NAMES)]
    product = next((found[word] for word in words[:-1] if word in found), None)
    return _made(line, product, _joined(words), cell(*COUNTS), cell(*PRICES), cell("unit"))


def _by_look(line: list[str], found: dict[str, ProductChoice]) -> PastedRow:
    code = next((cell for cell in line if cell in found), "")
    figures = [cell for cell in line if cell != code and figure(cell) is not None]
    text = _joined(cell for cell in line if figure(cell) is None)
    count, cost = [*figures, "", ""][:2]
    return _made(line, found.get(code), text, count, cost, "")


def _made(line: list[str], product: ProductChoice | None, text: str, count: str, cost: str, unit: str) -> PastedRow:
    quantity, price = figure(count, 3) if count else ONE, figure(cost) if cost else None
    bad_price = bool(cost) and (price is None or price < 0)
    if quantity is None or quantity <= 0 or bad_price or not (product or text):
        return PastedRow(None, _joined(line), read=False)
    return PastedRow(product, "" if product else text, quantity, price, unit)


def _joined(cells: Iterable[str]) -> str:
    return " ".join(cell for cell in cells if cell)[:LONGEST]
