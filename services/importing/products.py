"""Orders whose products all stand in one cell: `A1002*10; B2001×3`, `【E5002】6件 + 【B2002】3件`."""

import re
from decimal import Decimal

from services.importing import clean, fields
from services.importing.preview import Line
from services.importing.sheets import Cell
from services.importing.table import Table

_PARTS = re.compile(r"\s*(?:[;；\n\r|]+|\s[+＋]\s|[+＋](?=\s*[【\[])|[,，、](?=\s*[^\s\d]))\s*")
# What stands before a colon may be how many, or say what: 连衣裙 尺码:160 are not 160 dresses.
_COLON = "(?<!尺码|尺寸|规格|型号|含量|容量|重量|身高|鞋码|编号)[:：]"
_TIMES = re.compile(
    rf"^(.+?)\s*(?:[*×✕✖]|{_COLON}|[xX](?=\s*\d))\s*(\d+(?:\.\d+)?)\s*([^\W\d_]{{0,4}})$", re.DOTALL
)
_BOXED = re.compile(r"^[【\[](.+?)[】\]]\s*[*×xX:：]?\s*(\d+(?:\.\d+)?)\s*([^\W\d_]{0,4})$", re.DOTALL)
_ALL_BOXED = re.compile(r"^[【\[]\s*([^【\[\]】]+?)\s*[】\]]$")  # 【预售】香皂 is called so
_SPACED = re.compile(r"^(\S+)\s+(\d+(?:\.\d+)?)\s*([^\W\d_]{1,4})$")
_JOINTS = re.compile(r"\s*[+＋/&＆]\s*")
_MEASURE = re.compile(r"(?:^|[^\x00-\x7f])\s*\d+(?:cm|mm|m)?\s*$")  # 桌布100 before *200
_PLACE = re.compile(r"\s*[(（]?(\d{1,2})[.、)）．]\s*(?=[^\s\d])")
_CODE = re.compile(r"^[\w\-./]*[A-Za-z0-9][\w\-./]*$")


def parts_of(table: Table) -> list[list[Line]]:
    """The lines of each row. A cell that cannot be taken apart, or whose sum is not the row's total, is an error."""
    at = table.map.fields["products"][0]
    totals, _ = fields.quantities(table, "total_quantity", frozenset())
    made = []
    for place, row in enumerate(table.rows):
        lines = _split(table.columns[at][row], table.real(row) + 1)
        total = totals[place] if totals else None
        if not lines:
            table.add("error", "products_unclear", row, at)
        elif total is not None and sum((n.quantity or Decimal(0)) for n in lines) != total:
            table.add("error", "sums_differ", row, table.map.first("total_quantity"))
        made.append(lines)
    return made


def _pieces(cell: str) -> list[str]:
    """The products of a cell; spaces part them where each piece has its own `*2`."""
    parts: list[str] = []
    for part in _PARTS.split(cell):
        words = part.split()
        parts += words if len(words) > 1 and all(_TIMES.match(w) or _BOXED.match(w) for w in words) else _joined(part)
    return _unnumbered(parts)


def _joined(part: str) -> list[str]:
    """香皂*2+毛巾*1 are two products; 100*200/白*2 is one of that size."""
    pieces = _JOINTS.split(part)
    found = [_TIMES.match(piece) or _BOXED.match(piece) for piece in pieces]
    return pieces if all(match and not _MEASURE.search(match[1]) for match in found) else [part]


def _unnumbered(parts: list[str]) -> list[str]:
    """1.香皂*2, 2.毛巾*1 without their places in the list."""
    found = [_PLACE.match(part) for part in parts]
    listed = len(parts) > 1 and all(match and int(match[1]) == n for n, match in enumerate(found, 1))
    return [part[match.end() :] for part, match in zip(parts, found, strict=True) if match] if listed else parts


def _split(cell: Cell, row: int) -> list[Line]:
    said = clean.text(cell)
    lines = []
    for part in _pieces(said or ""):
        if not part:
            continue
        match = _BOXED.match(part) or _TIMES.match(part) or _SPACED.match(part)
        if match is None:
            return []
        what = _ALL_BOXED.sub(r"\1", match[1].strip())
        code = clean.code(what)
        named = code is None or (not code.isascii() and not _CODE.match(code)) or " " in code
        lines.append(
            Line(row, None if named else code, None, what if named else None, None, Decimal(match[2]), match[3] or None)
        )
    return lines
