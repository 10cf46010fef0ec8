"""The rows of a file that can't come in, as a workbook: as they stood, with a column saying what is wrong.

Put right and dropped again, only these rows come in. The words are in the file's own language.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from resources.i18n import N_, translator
from services.errors import Unavailable
from services.import_words import MESSAGES as DOUBTS
from services.importing.kept import WRONG
from services.importing.messages import MESSAGES
from services.importing.preview import Part, Problem, Reading
from services.importing.sheets import PER_SHEET, Cell, Sheet, letters, local

WITH_ITS_ORDER = N_("Another row of this order can't come in.")
CHINESE, ENGLISH = WRONG
WIDEST = 60
SIGN = "FFF4CC"
LONGEST_NAME, NOT_IN_A_NAME = 31, re.compile(r"[\\/*?:\[\]]")  # of a sheet


def rows_in_error(reading: Reading, problems: Iterable[Problem], failed: Iterable[int]) -> dict[int, list[Problem]]:
    """The rows that can't come in, with what is wrong with each; nothing where only its order is."""
    found: dict[int, list[Problem]] = {row: [] for row in sorted({*failed, *reading.failed_rows})}
    for problem in problems:
        if problem.row in found and problem.severity == "error":
            found[problem.row].append(problem)
    return found


def save_errors(
    sheets: Sequence[Sheet], reading: Reading, wrong: Mapping[int, Sequence[Problem]], path: Path
) -> int:
    """Write the workbook, a sheet for each that rows come from; how many rows. Unavailable file_not_written."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    by_name = {sheet.name: sheet for sheet in sheets}
    for at, part in enumerate(parts_of(reading)):
        here = {local(row): problems for row, problems in wrong.items() if row // PER_SHEET == at}
        if here:
            made = book.create_sheet(NOT_IN_A_NAME.sub(" ", part.sheet)[:LONGEST_NAME] or None)
            _write_sheet(made, by_name.get(part.sheet, sheets[0]), reading, part, here, at)
    try:
        book.save(path)
    except OSError as error:
        raise Unavailable("file_not_written", file=str(path), reason=error.strerror or str(error)) from error
    return len(wrong)


def parts_of(reading: Reading) -> tuple[Part, ...]:
    """The sheets of a reading; one where there is but one."""
    return reading.parts or (Part(reading.sheet or "", reading.header_row, reading.headings, reading.places),)


def _first_row(reading: Reading, at: int, here: Mapping[int, Sequence[Problem]]) -> int:
    """The first data row of a sheet."""
    data = [row for document in reading.documents[:50] for row in document.rows]
    data += [record["row"] for record in reading.records[:50]]
    return min([min(here), *(local(row) for row in data if row // PER_SHEET == at)])


def _write_sheet(
    made: Any, sheet: Sheet, reading: Reading, part: Part, wrong: Mapping[int, Sequence[Problem]], at: int
) -> None:
    from openpyxl.styles import Alignment, Font

    words = translator("zh_CN" if is_chinese(reading.headings) else "en")
    heading = CHINESE if is_chinese(reading.headings) else ENGLISH
    errors = [problem for problem in reading.problems if problem.severity == "error"]
    width = max((at + 1 for at, column in enumerate(sheet.columns) if any(column.values)), default=0)
    lines = _lines(sheet, reading, part, sorted(wrong), _first_row(reading, at, wrong), at)
    for place, (row, kind) in enumerate(lines, 1):
        problems = wrong[row] if kind == "row" else [p for p in errors if p.row == at * PER_SHEET + row]
        said = heading if kind == "header" else _said(problems, words) if problems or kind == "row" else None
        _write_row(made, place, sheet.row(row - 1)[:width])
        made.cell(place, width + 1, said).alignment = Alignment(wrap_text=True, vertical="top")
        for cell in made[place] if kind != "row" else ():
            cell.font = Font(bold=True)
        _mark(made, place, part, wrong.get(row, ()) if kind == "row" else (), words)
    made.column_dimensions[letters(width)].width = WIDEST
    made.freeze_panes = made.cell(next((place for place, (_row, kind) in enumerate(lines, 1) if kind == "row"), 1), 1)


def _mark(made: Any, place: int, part: Part, problems: Sequence[Problem], words: Callable[[str], str]) -> None:
    """Colour the cells that are wrong, with what is wrong as a comment."""
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    for column, problem in _cells(part, problems):
        made.cell(place, column + 1).fill = PatternFill("solid", SIGN)
        made.cell(place, column + 1).comment = Comment(words(_message(problem)), "Packdesk")


def _lines(
    sheet: Sheet, reading: Reading, part: Part, wrong: Sequence[int], first: int, at: int
) -> list[tuple[int, str]]:
    """The rows to write and what each is, `head`, `header` or `row`: under the head of each form those of its rows."""
    start = at * PER_SHEET
    heads = [head for head in reading.heads if head.below // PER_SHEET == at]
    made: list[tuple[int, str]] = []
    rest = list(wrong)
    if not heads or not heads[0].header or wrong[0] < local(heads[0].below):
        top = _head_rows(sheet, part, min([first, *(local(head.rows[0]) for head in heads if head.rows)]))
        made += [(row, "header" if row == top[-1] else "head") for row in top]
    for head in heads:
        made += [(row, "row") for row in rest if row < local(head.below)]
        mine = [row for row in rest if local(head.below) <= row <= local(head.end)]
        rest = [row for row in rest if row > local(head.end)]
        over = [local(row) for row in head.rows if any(c not in (None, "") for c in sheet.row(local(row) - 1))]
        made += [(row, "header" if row + start == head.header else "head") for row in over if mine]
        made += [(row, "row") for row in mine]
    return made + [(row, "row") for row in rest]


def is_chinese(headings: Sequence[str]) -> bool:
    """Whether a file speaks Chinese; one without headings does."""
    return not any(headings) or any("\u4e00" <= char <= "\u9fff" for heading in headings for char in heading)


def _head_rows(sheet: Sheet, part: Part, first: int) -> list[int]:
    """The rows of the header, with the one above where it has more than a title; `first` is the first row of data."""
    if part.header_row is None:
        return []
    rows = [row for row in range(part.header_row, first) if any(c not in (None, "") for c in sheet.row(row - 1))]
    above = part.header_row - 1
    groups = above > 0 and sum(c not in (None, "") for c in sheet.row(above - 1)) > 1
    return [above, *rows] if groups else rows


def _write_row(made: Any, at: int, cells: Sequence[Cell]) -> None:
    for column, cell in enumerate(cells, 1):
        written = made.cell(at, column, _cell(cell))
        if isinstance(cell, str):
            written.number_format, written.data_type = "@", "s"  # a text stays one, whatever it looks like
        elif isinstance(cell, date):
            written.number_format = "yyyy-mm-dd"


def _cell(cell: Cell) -> Cell:
    return cell if not isinstance(cell, str) else cell.replace("\x00", "") or None


def _said(problems: Sequence[Problem], words: Callable[[str], str]) -> str:
    said = defaultdict(list)
    for problem in problems:
        said[words(_message(problem))].append(problem.column)
    named = {text: ", ".join(dict.fromkeys(filter(None, columns))) for text, columns in said.items()}
    lines = [f"{columns}: {text}" if columns else text for text, columns in named.items()]
    return "\n".join(lines) or words(WITH_ITS_ORDER)


def _message(problem: Problem) -> str:
    return DOUBTS.get(problem.code) or MESSAGES[problem.code]


def _cells(part: Part, problems: Sequence[Problem]) -> list[tuple[int, Problem]]:
    by_heading = {heading: at for at, heading in reversed(list(enumerate(part.headings))) if heading}
    places = [(by_heading.get(problem.column.split(" / ")[0]), problem) for problem in problems]
    return [(at, problem) for at, problem in places if at is not None]
