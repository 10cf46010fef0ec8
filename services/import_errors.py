"""The rows of a file that can't come in, as a workbook: as they stood, with a column saying what is wrong.

Put right and dropped again, only these rows come in. The words are in the file's own language.
"""

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
from services.importing.preview import Problem, Reading
from services.importing.sheets import Cell, Sheet, letters

WITH_ITS_ORDER = N_("Another row of this order can't come in.")
CHINESE, ENGLISH = WRONG
WIDEST = 60
SIGN = "FFF4CC"


def rows_in_error(reading: Reading, problems: Iterable[Problem], failed: Iterable[int]) -> dict[int, list[Problem]]:
    """The rows that can't come in, with what is wrong with each; nothing where only its order is."""
    found: dict[int, list[Problem]] = {row: [] for row in sorted({*failed, *reading.failed_rows})}
    for problem in problems:
        if problem.row in found and problem.severity == "error":
            found[problem.row].append(problem)
    return found


def save_errors(sheet: Sheet, reading: Reading, wrong: Mapping[int, Sequence[Problem]], path: Path) -> int:
    """Write the workbook; how many rows it has. Unavailable file_not_written."""
    from openpyxl import Workbook
    from openpyxl.comments import Comment
    from openpyxl.styles import Alignment, Font, PatternFill

    words = translator("zh_CN" if is_chinese(reading.headings) else "en")
    heading = CHINESE if is_chinese(reading.headings) else ENGLISH
    head = _head_rows(sheet, reading, min(wrong, default=1))
    width = max((at + 1 for at, column in enumerate(sheet.columns) if any(column.values)), default=0)
    book = Workbook()
    made = book.active
    for row in head:
        made.append([_cell(cell) for cell in sheet.row(row - 1)[:width]])
    if head:
        made.cell(len(head), width + 1, heading)
    for cell in (cell for line in made.iter_rows(1, max(len(head), 1)) for cell in line):
        cell.font = Font(bold=True)
    for at, (row, problems) in enumerate(wrong.items(), len(head) + 1):
        _write_row(made, at, sheet.row(row - 1)[:width])
        made.cell(at, width + 1, _said(problems, words)).alignment = Alignment(wrap_text=True, vertical="top")
        for column, problem in _cells(reading, problems):
            made.cell(at, column + 1).fill = PatternFill("solid", SIGN)
            made.cell(at, column + 1).comment = Comment(words(_message(problem)), "Packdesk")
    made.column_dimensions[letters(width)].width = WIDEST
    made.freeze_panes = made.cell(len(head) + 1, 1)
    try:
        book.save(path)
    except OSError as error:
        raise Unavailable("file_not_written", file=str(path), reason=error.strerror or str(error)) from error
    return len(wrong)


def is_chinese(headings: Sequence[str]) -> bool:
    """Whether a file speaks Chinese; one without headings does."""
    return not any(headings) or any("\u4e00" <= char <= "\u9fff" for heading in headings for char in heading)


def _head_rows(sheet: Sheet, reading: Reading, first: int) -> list[int]:
    """The rows of the header, with the one above where it has more than a title."""
    if reading.header_row is None:
        return []
    data = [row for document in reading.documents[:50] for row in document.rows]
    data += [record["row"] for record in reading.records[:50]]
    end = min([first, *data])
    rows = [row for row in range(reading.header_row, end) if any(c not in (None, "") for c in sheet.row(row - 1))]
    above = reading.header_row - 1
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


def _cells(reading: Reading, problems: Sequence[Problem]) -> list[tuple[int, Problem]]:
    by_heading = {heading: at for at, heading in reversed(list(enumerate(reading.headings))) if heading}
    places = [(by_heading.get(problem.column.split(" / ")[0]), problem) for problem in problems]
    return [(at, problem) for at, problem in places if at is not None]
