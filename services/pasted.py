"""Rows pasted from a spreadsheet: told from a word, split into cells, their columns found by the heads."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from models.base import reconnect
from models.goods import Product
from services import scanning
from services.code_goods import find_item
from services.faults import translated
from services.stock_finding import Goods, goods_where

MOST = 2000
T = TypeVar("T")
Places = dict[str, int]


@dataclass(frozen=True, slots=True)
class Trouble:
    """A row that was not taken. `what` names the column that can't be understood; `text` is what stands there."""

    row: int
    what: str
    text: str


def is_table(text: str) -> bool:
    """Whether a text on the clipboard is rows of a spreadsheet and no word to type."""
    return "\t" in text or "\n" in text.strip()


def places(cells: Sequence[str], heads: Mapping[str, Sequence[str]]) -> Places:
    """Where each column stands, by the words of the first row; empty when it names none."""
    found: Places = {}
    for at, cell in enumerate(cells):
        name = next((name for name, words in heads.items() if cell.strip().lower() in words), "")
        if name and name not in found:
            found[name] = at
    return found


def read(
    text: str,
    head: Callable[[Sequence[str]], Places | None],
    row: Callable[[int, Sequence[str], Places | None], T | Trouble],
) -> tuple[tuple[T, ...], tuple[Trouble, ...]]:
    """The rows that `row` understands, and those it names with what is wrong; at most 2,000.

    `head` tells where the columns stand, or None when the first row is no head. `row` gets the row's number, its cells
    and these places.
    """
    table = [[cell.strip() for cell in line.split("\t")] for line in text.splitlines()[:MOST] if line.strip()]
    found = head(table[0]) if table else None
    rows: list[T] = []
    troubles: list[Trouble] = []
    with translated():
        reconnect()
        for number, cells in enumerate(table, 1):
            if found is not None and number == 1:
                continue
            made = row(number, cells, found)
            if isinstance(made, Trouble):
                troubles.append(made)
            else:
                rows.append(made)
    return tuple(rows), tuple(troubles)


def goods_called(text: str) -> Goods | None:
    """The product of a SKU or barcode, or of a name that only one has."""
    if not text:
        return None
    item = find_item(scanning.parse(text))
    found = goods_where(Product.id == item.product_id) if item is not None else goods_where(Product.name == text)
    return found[0] if len(found) == 1 else None
