"""What the preview of a file shows, worked out off the UI thread: its rows, what becomes of each, and their doubts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from resources.i18n import _
from services.importing.preview import Problem, Reading
from services.importing.sheets import Sheet, letters, shown
from ui.importing.kinds import KINDS

SAMPLES = 3


@dataclass(frozen=True, slots=True)
class FileColumn:
    """A column of the sheet: its place, heading, two samples and the field it is read as ("" for none)."""

    at: int
    heading: str
    samples: tuple[str, ...]
    field: str


@dataclass(slots=True)
class Rows:
    """What the table shows: each row's sheet, number and fate; problems by row and by row and column.

    `here` is what a row's product or customer is here, in words; `terms` are the words for the fields; `views` the rows
    to look at: all, troubled, out. All of it is worked out off the UI thread.
    """

    columns: tuple[FileColumn, ...]
    here: Mapping[int, str] = field(default_factory=dict)
    terms: Mapping[str, str] = field(default_factory=dict)
    entries: list[tuple[Sheet, int, str]] = field(default_factory=list)
    marks: dict[tuple[int, int], list[Problem]] = field(default_factory=dict)
    notes: dict[int, list[Problem]] = field(default_factory=dict)

    views: dict[str, list[tuple[Sheet, int, str]]] = field(default_factory=dict)
    marked: set[int] = field(default_factory=set)

    def look(self) -> None:
        """Work out what `views` and `marked` hold."""
        troubled = [entry for entry in self.entries if entry[1] in self.notes]
        out = [entry for entry in self.entries if entry[2] in ("failed", "here", "left")]
        self.views = {"all": self.entries, "troubled": troubled, "out": out}
        self.marked = {row for row, _column in self.marks}


def file_columns(sheet: Sheet, reading: Reading) -> tuple[FileColumn, ...]:
    """The columns of the sheet with what each is read as."""
    head = (reading.header_row or 0) - 1
    headings = [shown(cell) for cell in sheet.row(head)] if head >= 0 else ["" for _c in sheet.columns]
    fields = {at: name for name, places in reading.places.items() for at in places}
    rows = [row - 1 for document in reading.documents[:2] for row in document.rows[:1]]
    rows = rows or [record["row"] - 1 for record in reading.records[:2]] or [row - 1 for row in reading.failed_rows[:2]]
    samples = [tuple(text for row in rows if (text := shown(each[row]))) for each in sheet.columns]
    return tuple(FileColumn(at, headings[at], samples[at], fields.get(at, "")) for at in range(len(sheet.columns)))


def headless_columns(sheet: Sheet) -> tuple[FileColumn, ...]:
    """The columns of a sheet without headings, with samples of its first rows."""
    rows = range(min(SAMPLES, sheet.height))
    return tuple(FileColumn(at, "", tuple(text for n in rows if (text := shown(cells[n]))), "")
                 for at, cells in enumerate(sheet.columns))  # fmt: skip


class Matched(Protocol):
    """A file beside what is here, of whatever kind."""

    @property
    def doubts(self) -> Sequence[Problem]: ...
    @property
    def here(self) -> Mapping[int, str]: ...
    def fates(self) -> Iterable[tuple[str, int, str]]: ...


def table_rows(sheets: Sequence[Sheet], reading: Reading, prepared: Matched) -> Rows:
    """Every row of the table with what becomes of it."""
    by_name = {sheet.name: sheet for sheet in sheets}
    first = by_name.get(reading.sheet or "") or by_name.get(reading.documents[0].sheet if reading.documents else "")
    main = first or sheets[0]
    rows = Rows(file_columns(main, reading), prepared.here, KINDS[reading.kind].fields)
    rows.entries = [(by_name.get(sheet, main), row, fate) for sheet, row, fate in prepared.fates()]
    rows.entries.sort(key=lambda entry: entry[1])
    _mark(rows, (*reading.problems, *prepared.doubts))
    rows.look()
    return rows


def _mark(rows: Rows, problems: Iterable[Problem]) -> None:
    by_heading = {column.heading: column.at for column in reversed(rows.columns) if column.heading}
    by_letter = {letters(column.at): column.at for column in rows.columns}
    for problem in problems:
        rows.notes.setdefault(problem.row, []).append(problem)
        letter = problem.cell.rstrip("0123456789")
        heading = problem.column.split(" / ")[0]
        at = by_letter.get(letter, by_heading.get(heading, by_letter.get(heading)))
        if at is not None:
            rows.marks.setdefault((problem.row, at), []).append(problem)


def worst_tone(problems: Sequence[Problem]) -> str:
    """The tone of the worst of them."""
    return "red" if any(problem.severity == "error" for problem in problems) else "amber"


def problem_words(problem: Problem) -> str:
    """Where, what stands there, and what is wrong with it."""
    where = problem.cell or _("Row {row}").format(row=problem.row)
    said = _(problem.message)
    if problem.value:
        return _("{where} “{value}”: {what}").format(where=where, value=problem.value, what=said)
    return _("{where}: {what}").format(where=where, what=said)
