"""Where a sheet's table begins: its header, in one row or two, under titles and blank rows."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from services.importing.names import STRONG, NameTable, forms, plain, words
from services.importing.preview import FileRefused
from services.importing.sheets import Cell, Sheet
from services.importing.sides import Sides, counted, may_repeat, sides_of

LOOK = 60  # rows searched for a header
LONGEST = 60  # characters of a heading
FEW = 1.7  # the least score where a kind needs two columns only
_IN_DIGITS = frozenset({
    "number", "order_date", "phone", "phones", "barcode", "quantity", "unit_price", "amount", "counted", "book",
    "price", "cost", "tracking", "tracking_number", "day",
})  # fmt: skip
_CODES = frozenset({"number", "sku", "code"})
_EXAMPLE = re.compile(r"\s*[(（\[【]?(?:示例|样例|范例|举例|例如|例\s*[:：]|example\s*[:：])", re.IGNORECASE)
_SIZE = re.compile(r"(?:3[3-9]|4[0-8]|1[0-9]0)(?:[./]5)?(?:码|号|cm)|3[3-9]|4[0-8]")  # 36码, 110cm


@dataclass(frozen=True, slots=True)
class Header:
    """`row` is 0-based (-1: none), `below` the first row of data. `groups` are the headings above, by column."""

    row: int
    below: int
    headings: tuple[str, ...]
    groups: tuple[str, ...]
    score: float
    sizes: tuple[int, ...] = ()  # columns that each hold the quantity of one size
    sides: Sides = ()  # goods side by side: 商品1, 数量1, 商品2, 数量2


def find_header(sheet: Sheet, table: NameTable) -> Header | None:
    """The row whose cells are known as names of columns. None if no row is like a header.

    Raises FileRefused unsupported_layout where the names run down a column instead."""
    rows = [sheet.row(r) for r in range(min(sheet.height, LOOK))]
    scores = [_score(row, table) for row in rows]
    best = max(scores, default=0.0)
    _refuse_transposed(rows, best, table)
    if best < (FEW if len(table.keys) == 2 else 2):
        return None
    at = scores.index(best)
    headings = [f"{c:g}" if _is_shoe(c) else _text(c) for c in rows[at]]
    groups = _groups(rows, scores, at)
    if at and _is_form(rows[at - 1], table):
        groups = ("",) * len(rows[at])
    elif at and (any(groups) or _complements(rows[at - 1], headings, table)):
        headings = _with_tall(rows[at - 1], headings, table)
        groups = groups if any(groups) else tuple(_spread([_text(c) for c in rows[at - 1]]))
    below = at + 1
    sizes: tuple[int, ...] = ()
    if below < len(rows) and _is_second_row(rows[at], rows[below], sheet, at, table):
        headings, groups, sizes = _two_rows(rows[at], rows[below], sheet, at)
        below += 1
    sizes = sizes or _sizes_beside(headings, table, rows[below:])
    while below < len(rows) and (_is_rules(rows[below]) or _explains(rows[below], headings, table)):
        below += 1
    sides = sides_of(headings, table, groups) if not sizes else ()
    return Header(at, below, tuple(headings), groups, best, sizes, sides)


def _is_shoe(cell: Cell) -> bool:
    """36 to 48 may be sizes, also where they stand there as figures."""
    return isinstance(cell, float) and 33 <= cell <= 48 and cell * 2 == int(cell * 2)


def _text(cell: Cell) -> str:
    return cell.strip() if isinstance(cell, str) else ""


def _score(row: Sequence[Cell], table: NameTable) -> float:
    """How many different fields the row names. Cells that are no short text speak against it."""
    fields: dict[str, float] = {}
    known = others = 0
    for cell in row:
        if cell is None or cell == "" or _is_shoe(cell):
            continue
        if not isinstance(cell, str) or len(cell) > LONGEST:
            others += 1
            continue
        hit = table.find(cell)
        if hit:
            fields[hit.field] = max(fields.get(hit.field, 0), 1.0 if hit.strength == STRONG else 0.7)
        known += hit is not None or table.knows(cell)
    for name, _column in _beside(row, table):
        fields[name] = 1.0
    if not fields.keys() & table.keys:
        return 0.0
    return sum(fields.values()) + 0.1 * min(known, 9) - 0.7 * others


def _beside(row: Sequence[Cell], table: NameTable) -> tuple[tuple[str, int], ...]:
    """The fields of the first of several pairs: 商品1, 数量1, 商品2, 数量2."""
    texts = [_text(cell) for cell in row]
    return next(iter(sides_of(texts, table)), ()) if may_repeat(texts) else ()


def _refuse_transposed(rows: Sequence[Sequence[Cell]], best: float, table: NameTable) -> None:
    width = max((sum(c is not None for c in row) for row in rows), default=0)
    for column in (0, 1):
        cells = [row[column] for row in rows if column < len(row) and isinstance(row[column], str)]
        named = {hit.field for c in cells if len(str(c)) <= LONGEST and (hit := table.find(str(c)))}
        if len(named) >= 3 and best < len(named) and width <= 6 and named & table.keys:
            raise FileRefused("unsupported_layout")


def _is_form(above: Sequence[Cell], table: NameTable) -> bool:
    """A line of labels and values above the header, as Order No | PO-1, is neither heading nor group."""
    filled = [c for c in above if c not in (None, "")]
    for label, value in pairwise(filled):
        figures = not isinstance(value, str) or any(map(str.isdigit, value))
        goods = isinstance(value, str) and counted(value, "", table) is not None  # 商品1 over 名称, 数量
        if figures and not goods and isinstance(label, str) and table.find(label) is not None:
            return True
    return False


def _with_tall(above: Sequence[Cell], headings: Sequence[str], table: NameTable) -> list[str]:
    """A heading that is two rows tall stands in the upper one."""
    return [h or (_text(a) if table.find(_text(a)) else "") for a, h in zip(above, headings, strict=True)]


def _complements(above: Sequence[Cell], headings: Sequence[str], table: NameTable) -> bool:
    """Does the row above name columns that have no name here, and none of those that have?"""
    tall = [not h for a, h in zip(above, headings, strict=True) if table.find(_text(a)) is not None]
    return any(tall) and sum(tall) * 2 > len(tall) and all(isinstance(c, str) or c is None for c in above)


def _groups(rows: Sequence[Sequence[Cell]], scores: Sequence[float], at: int) -> tuple[str, ...]:
    """The headings over the headings, spread over their columns: 收件方信息 over 姓名, 电话, 地址."""
    blank = ("",) * len(rows[at])
    if at == 0:
        return blank
    above = [_text(c) for c in rows[at - 1]]
    named_too = scores[at - 1] > max(3.0, 0.8 * scores[at])
    if named_too or sum(bool(a) for a in above) < 2 or any(len(a) > 20 for a in above):
        return blank
    return tuple(_spread(above))


def _spread(cells: Sequence[str]) -> list[str]:
    last, spread = "", []
    for cell in cells:
        last = cell or last
        spread.append(last)
    return spread


def _is_second_row(first: Sequence[Cell], second: Sequence[Cell], sheet: Sheet, at: int, table: NameTable) -> bool:
    """Does the next row only name what stands under one wide heading?"""
    texts = [_text(c) for c in second]
    filled = [i for i, t in enumerate(texts) if t]
    if len(filled) < 2 or any(c is not None and not isinstance(c, str) for c in second if c != ""):
        return _numbers_as_sizes(first, second)
    wide = {
        c for top, left, bottom, right in sheet.details.merges if top == at == bottom for c in range(left, right + 1)
    }
    wide |= {i for i in filled if i + 1 in filled and not _text(first[i + 1])}
    under_blank = [i for i in filled if not _text(first[i]) or i in wide or not table.knows(_text(first[i]))]
    return len(under_blank) == len(filled) and len(filled) > 1


def _numbers_as_sizes(first: Sequence[Cell], second: Sequence[Cell]) -> bool:
    """Shoe sizes are numbers: 尺码 over 36, 37, 38."""
    filled = [i for i, c in enumerate(second) if c not in (None, "")]
    spread = _spread([_text(c) for c in first])
    return len(filled) >= 3 and all(plain(spread[i]) in ("尺码", "尺寸", "size", "sizes") for i in filled)


def _two_rows(
    first: Sequence[Cell], second: Sequence[Cell], sheet: Sheet, at: int
) -> tuple[list[str], tuple[str, ...], tuple[int, ...]]:
    spread = _spread([_text(c) for c in first])
    below = [_text(c) or (f"{c:g}" if isinstance(c, float) else "") for c in second]
    headings = [b or _text(f) for f, b in zip(first, below, strict=True)]
    groups = tuple(s if b else "" for s, b in zip(spread, below, strict=True))
    sizes = set(words()["sizes"])
    under = [i for i, b in enumerate(below) if b and plain(groups[i]) in ("尺码", "尺寸", "size", "sizes")]
    under += [i for i, b in enumerate(below) if plain(b) in sizes and i not in under]
    return headings, groups, tuple(sorted(under)) if len(under) > 1 else ()


def _sizes_beside(headings: Sequence[str], table: NameTable, rows: Sequence[Sequence[Cell]]) -> tuple[int, ...]:
    """Columns called S, M, L: each holds the quantity of its size, also where their sum stands beside them."""
    sizes = set(words()["sizes"])
    found = tuple(at for at, h in enumerate(headings) if (said := plain(h)) in sizes or _SIZE.fullmatch(said))
    if len(found) < 3 or "quantity" not in table.keys:
        return ()
    counts = [at for at, h in enumerate(headings) if h and (hit := table.find(h)) and hit.field == "quantity"]
    return found if not counts or (len(counts) == 1 and _are_sums(rows, found, counts[0])) else ()


def _are_sums(rows: Sequence[Sequence[Cell]], parts: Sequence[int], whole: int) -> bool:
    """Is the figure of each row what the others make together?"""
    told = [([_figure(row[at]) for at in parts], _figure(row[whole])) for row in rows]
    pairs = [(sum(figures), total) for figures, total in told if total and any(figures)]
    return bool(pairs) and sum(made == total for made, total in pairs) * 2 > len(pairs)


def _figure(cell: Cell) -> float:
    said = cell.strip() if isinstance(cell, str) else ""
    return cell if isinstance(cell, float) else float(said) if said.isdigit() and len(said) < 9 else 0.0


def _is_rules(row: Sequence[Cell]) -> bool:
    """A row that says how to fill the columns, or shows it."""
    filled = [plain(c) for c in row if isinstance(c, str) and c.strip()]
    marks, samples = tuple(words()["rules"]), tuple(words()["samples"])
    said = sum(f.startswith(samples) or any(m in f for m in marks) for f in filled)
    shown = len(filled) >= 2 and all(f.startswith(samples) for f in filled[:2])  # 示例001 | 示例商品 | 个
    return len(filled) >= 2 and (shown or said * 2 > len(filled))


def _explains(row: Sequence[Cell], headings: Sequence[str], table: NameTable) -> bool:
    """A row under the header that is no data: units, the names in another language, a sentence for each column.

    Numbers, dates and quantities are told by their digits; where several of them hold words only, none is meant."""
    named = [(cell, hit.field) for cell, heading in zip(row, headings, strict=False)
             if heading and cell not in (None, "") and (hit := table.find(heading))]  # fmt: skip
    if any(isinstance(cell, str) and field in _CODES and _EXAMPLE.match(cell) for cell, field in named):
        return True
    told = [cell for cell, field in named if field in _IN_DIGITS]
    return len(told) >= 2 and all(isinstance(c, str) and not any(d.isdigit() for d in c) for c in told)


def is_header_again(row: Sequence[Cell], header: Header) -> bool:
    """The same headings once more, as in printed reports and joined files."""
    pairs = [(forms(h)[:1], forms(_text(c))[:1]) for h, c in zip(header.headings, row, strict=False) if h]
    same = sum(a == b for a, b in pairs)
    return bool(pairs) and same >= max(2, 0.7 * len(pairs))
