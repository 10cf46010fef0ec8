"""Several delivery notes below each other on one sheet: each has a head of its own, and mostly its own row of headings.

    送货单          | 客户：甲店 | 单号：D-1
    货号 | 品名 | 数量
    ...
    送货单          | 客户：乙店 | 单号：D-2
    货号 | 品名 | 数量

A head in the middle of a table whose headings stand once begins another order as well.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from services.importing.documents import joined
from services.importing.form import Said, is_where, pairs_of, said_above
from services.importing.header import Header, find_header, is_header_again
from services.importing.names import STRONG, NameTable, plain
from services.importing.preview import Document, FileRefused, Head, Problem, Reading, RowCounts
from services.importing.sheets import Cell, Column, Sheet, letters

MOST_ROWS = 20_000  # of a sheet with notes; a longer one is a list
LONGEST = 120  # characters of a cell in a head
LAST_ROWS = 10  # of a note, where what is below its lines stands
_WHERE = frozenset({"receiver", "phone", "address"})
_WHOSE = frozenset({"number", "customer"})  # one of these begins another order


class Note(NamedTuple):
    """One note: the 0-based first row of its head, its header, the row behind its last, and what its head says."""

    start: int
    header: Header
    end: int
    above: dict[str, Said]


def notes_of(sheet: Sheet, header: Header, names: NameTable) -> list[Note]:
    """The notes of a sheet. One is the whole sheet, as most are."""
    above = said_above(sheet, header, names)
    whole = Note(0, header, sheet.height, _with_below(sheet, header, sheet.height, above, names))
    named = any((hit := names.find(h)) and hit.field == "number" and hit.strength == STRONG for h in header.headings)
    if named or header.row < 0 or sheet.height > MOST_ROWS:
        return [whole]
    starts = _starts(sheet, header, names)
    if not starts:
        return [whole]
    ends = [*starts[1:], sheet.height]
    made = [_note(sheet, start, end, header, names) for start, end in zip(starts, ends, strict=True)]
    first = Note(0, header, starts[0], _with_below(sheet, header, starts[0], above, names))
    return [first, *made] if _has_rows(sheet, header.below, first.end) else made


def upto(sheet: Sheet, end: int) -> Sheet:
    """The sheet without the rows from `end` on."""
    return sheet if end >= sheet.height else _between(sheet, 0, end)


def _between(sheet: Sheet, start: int, end: int) -> Sheet:
    columns = tuple(Column(column.values, column.index[start:end]) for column in sheet.columns)
    merges = tuple((a - start, b, c - start, d) for a, b, c, d in sheet.details.merges if start <= a < end)
    widths = sheet.widths[start:end] if sheet.widths is not None else None
    details = replace(sheet.details, merges=merges) if start else sheet.details
    return replace(sheet, columns=columns, height=end - start, widths=widths, details=details)


def _starts(sheet: Sheet, header: Header, names: NameTable) -> list[int]:
    """Where another note's head begins, below the first header."""
    told = [row for row in _candidates(sheet, names) if row >= header.below and _is_head(sheet.row(row), names)]
    titles = {plain(str(cells[0])) for row in range(header.row) if len(cells := _filled(sheet.row(row))) == 1}
    starts: list[int] = []
    last = -1
    for row in told:
        if last < 0 or any(_parts(sheet.row(at), names) for at in range(last + 1, row)):
            starts.append(_top(sheet, row, header.below, names, titles))
        last = row
    return starts


def _candidates(sheet: Sheet, names: NameTable) -> list[int]:
    """Rows with a cell that may say whose order follows."""
    rows: set[int] = set()
    for column in sheet.columns:
        labels = {
            at
            for at, value in enumerate(column.values)
            if isinstance(value, str) and len(value) <= LONGEST and _may_label(value, names)
        }
        rows.update(column.rows_of(labels))
    return sorted(rows)


def _may_label(value: str, names: NameTable) -> bool:
    if ":" in value or "：" in value:
        return True
    hit = names.exact.get(plain(value)) if len(value) < 20 else None
    return hit is not None and hit.field in _WHOSE


def _filled(cells: Sequence[Cell]) -> list[Cell]:
    return [cell for cell in cells if cell is not None and (not isinstance(cell, str) or cell.strip())]


def _said(cells: Sequence[Cell], names: NameTable) -> tuple[set[str], set[int]]:
    """The fields that a row says as labels with values, and the columns that these fill."""
    fields, covered = set(), set()
    for column, cell in enumerate(cells):
        for label, _value, at in pairs_of(tuple(cells), column, cell, names):
            hit = names.find(label)
            if hit is not None and hit.strength == STRONG:
                fields.add(hit.field)
                covered |= {column, at}
    return fields, covered


def _is_head(cells: Sequence[Cell], names: NameTable) -> bool:
    """Does every cell of the row belong to a label, one of which says whose order it is?"""
    fields, covered = _said(cells, names)
    if not fields & _WHOSE:
        return False
    rest = [cell for at, cell in enumerate(cells) if at not in covered and cell not in (None, "")]
    return all(isinstance(cell, str) and (":" in cell or "：" in cell or names.knows(cell)) for cell in rest)


def _parts(cells: Sequence[Cell], names: NameTable) -> bool:
    """Is this row more than a title or another line of a head: a header, or data?"""
    filled = _filled(cells)
    return len(filled) > 1 and not _said(cells, names)[0]


def _top(sheet: Sheet, row: int, below: int, names: NameTable, titles: set[str]) -> int:
    """The first row of a head: its title, or the lines of labels right above."""
    while row > below:
        filled = _filled(sheet.row(row - 1))
        title = len(filled) == 1 and isinstance(filled[0], str)
        if title and plain(str(filled[0])) in titles:
            return row - 1
        if not filled or not (title or _said(sheet.row(row - 1), names)[0]):
            return row
        row -= 1
    return row


def _note(sheet: Sheet, start: int, end: int, first: Header, names: NameTable) -> Note:
    part = _between(sheet, start, end)
    own = _own_header(part, first, names)
    if own is None:
        below = start
        while below < end and (len(_filled(cells := sheet.row(below))) < 2 or _said(cells, names)[0]):
            below += 1
        own = replace(first, below=below)
        above = _above(part, below - start, start, first, names)
        return Note(start, own, end, _with_below(sheet, own, end, above, names))
    above = _above(part, own.row, start, first, names)
    own = replace(own, row=own.row + start, below=own.below + start)
    return Note(start, own, end, _with_below(sheet, own, end, above, names))


def _own_header(part: Sheet, first: Header, names: NameTable) -> Header | None:
    try:
        found = find_header(part, names)
    except FileRefused:
        return None
    again = found is not None and (found.score >= 0.6 * first.score or is_header_again(part.row(found.row), first))
    return found if again else None


def _above(part: Sheet, rows: int, start: int, first: Header, names: NameTable) -> dict[str, Said]:
    said = said_above(part, replace(first, row=rows), names)
    return {name: Said(each.row + start, each.column, each.value) for name, each in said.items()}


def _with_below(
    sheet: Sheet, header: Header, end: int, above: dict[str, Said], names: NameTable
) -> dict[str, Said]:  # fmt: skip
    """With what stands below the lines about where they go: 收货地址：… A signature to come says nothing."""
    found = dict(above)
    for row in range(max(header.below, end - LAST_ROWS), end) if above else ():
        cells = sheet.row(row)
        for column, cell in enumerate(cells):
            if not isinstance(cell, str) or not is_where(cell):
                continue
            for label, value, at in pairs_of(cells, column, cell, names):
                hit = names.find(label)
                if hit is not None and hit.field in _WHERE and at == column:
                    found.setdefault(hit.field, Said(row, at, value))
    return found


def _has_rows(sheet: Sheet, start: int, end: int) -> bool:
    return any(len(_filled(sheet.row(row))) > 1 for row in range(start, end))


def head_of(note: Note) -> Head | None:
    """The rows over a note's lines; None where nothing but a header is there."""
    own = note.header.row >= note.start
    if not note.above:
        return None if own else Head((), 0, note.header.below + 1, note.end)
    top = min([note.header.row if own else note.start, *(said.row for said in note.above.values())])
    below, header = note.header.below, note.header.row if own else note.header.below
    later = sorted({said.row for said in note.above.values() if said.row >= below})
    rows = (*range(top, header), *later, *range(header, below))
    return Head(tuple(row + 1 for row in rows), note.header.row + 1 if own else 0, below + 1, note.end)


def below_each_other(sheet: Sheet, first: Header, parts: Sequence[tuple[Note, Reading]]) -> Reading:
    """The notes of a sheet as one reading. Every row under the first header is accounted for."""
    readings = [reading for _note, reading in parts]
    counts = sum((reading.rows for reading in readings[1:]), readings[0].rows)
    within = {row for note, _reading in parts for row in range(note.header.below, note.end)}
    heads = [row for row in range(first.below, sheet.height) if row not in within]
    between = [(row + 1, "header" if _filled(sheet.row(row)) else "blank") for row in heads]
    skipped = sorted([*between, *(each for reading in readings for each in reading.skipped_rows)])
    return replace(
        readings[0],
        documents=joined(d for r in readings for d in r.documents),
        blocked=tuple(d for r in readings for d in r.blocked),
        rows=counts + RowCounts(total=len(heads), skipped=len(heads)),
        problems=tuple(p for r in readings for p in r.problems) + tuple(_same_number(parts)),
        failed_rows=tuple(n for r in readings for n in r.failed_rows),
        skipped_rows=tuple(skipped),
        reasons=tuple(x for r in readings for x in r.reasons),
        heads=tuple(h for note, _reading in parts if (h := head_of(note)) is not None),
    )


def _same_number(parts: Sequence[tuple[Note, Reading]]) -> list[Problem]:
    """A number that stands over two orders of different people or days was copied along, most likely."""
    seen: dict[str, Document] = {}
    found = []
    for note, reading in parts:
        for document in reading.documents:
            said = note.above.get("number")
            if document.number is None or said is None:
                continue
            before = seen.setdefault(document.number, document)
            pairs = ((before.customer, document.customer), (before.order_date, document.order_date))
            if any(a is not None and b is not None and a != b for a, b in pairs):
                cell = f"{letters(said.column)}{said.row + 1}"
                found.append(Problem(document.rows[0], "", cell, document.number, "warning", "number_again"))
    return found
