"""What stands above the table of a form: 订单编号：PO-31, 客户 | 甲商行. It holds for every row below."""

import re
from typing import NamedTuple

from services.importing.header import Header
from services.importing.names import STRONG, NameTable
from services.importing.sheets import Cell, Sheet

FIELDS = frozenset({"number", "order_date", "promised_date", "customer", "receiver", "phone", "address", "seller_memo"})
LONGEST = 14  # characters of a label
_PAIR = re.compile(r"([^\s:：\d]{2,14})\s*[:：]\s*(.*?)(?=\s+[^\s:：\d]{2,14}\s*[:：]|$)", re.DOTALL)
_WORDS = re.compile(r"([A-Za-z][A-Za-z.#/-]*(?: [A-Za-z.#/-]+){1,3})\s*[:：]\s*([^:：]*)")
_NOTHING = (None, "", ":", "：")  # a colon may have a cell of its own


_PLACES = re.compile(r"\s*(?:收货|收件|送货|到货|ship\s*to|deliver\s*to)[^:：]{0,10}[:：]", re.IGNORECASE)


def is_where(cell: str) -> bool:
    """A line that says where the goods go: 收货地址：…"""
    return bool(_PLACES.match(cell))


class Said(NamedTuple):
    """A value and its 0-based place."""

    row: int
    column: int
    value: Cell


def said_above(sheet: Sheet, header: Header, names: NameTable) -> dict[str, Said]:
    """Field -> what the form says, the first where it says it twice. Nothing where the header is the first row."""
    found: dict[str, Said] = {}
    for row in range(max(header.row, 0)):
        cells = sheet.row(row)
        for column, cell in enumerate(cells):
            for label, value, at in pairs_of(cells, column, cell, names):
                hit = names.find(label)
                if hit and hit.field in FIELDS and hit.strength == STRONG:
                    found.setdefault(hit.field, Said(row, at, value))
    return found


def pairs_of(cells: tuple[Cell, ...], column: int, cell: Cell, names: NameTable) -> list[tuple[str, Cell, int]]:
    """The labels that a cell holds, each with its value and the value's column."""
    if not isinstance(cell, str) or not cell.strip():
        return []
    words = _WORDS.fullmatch(cell.strip())
    if words is not None and names.find(words[1]) is not None:  # PO No.: PO-77
        said = [(words[1], words[2].strip())]
    else:
        said = [(label, value.strip()) for label, value in _PAIR.findall(cell.strip())]
    if not said and len(cell.strip()) <= LONGEST:
        said = [(cell.strip(), "")]
    made: list[tuple[str, Cell, int]] = [(label, value, column) for label, value in said[:-1] if value]
    if said and said[-1][1]:
        made.append((*said[-1], column))
    elif said:
        beside = next((at for at in range(column + 1, len(cells)) if cells[at] not in _NOTHING), None)
        if beside is not None and not _is_label(cells[beside], names):
            made.append((said[-1][0], cells[beside], beside))
    return made


def _is_label(cell: Cell, names: NameTable) -> bool:
    return isinstance(cell, str) and (
        cell.strip().endswith((":", "：")) or bool(_PAIR.match(cell)) or names.knows(cell)
    )
