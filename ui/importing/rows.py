"""What the preview of a file shows, worked out off the UI thread: its rows, what becomes of each, and their doubts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from resources.i18n import _
from services.importing.preview import Part, Problem, Reading
from services.importing.several import FURTHER
from services.importing.sheets import PER_SHEET, Sheet, column_number, letters, local, shown
from ui.importing.kinds import KINDS

SAMPLES = 3
FATES = ("ready", "draft", "hold", "change", "here", "failed", "open", "left")


@dataclass(frozen=True, slots=True)
class FileColumn:
    """A column of the sheet: its place, heading, two samples and the field it is read as ("" for none)."""

    at: int
    heading: str
    samples: tuple[str, ...]
    field: str
    hidden: bool = False  # in the sheet
    sheet: str = ""  # the name of the later sheet that alone has it


@dataclass(slots=True)
class Rows:
    """What the table shows: each row's sheet, number and fate; problems by row and by row and column.

    Rows of several sheets count on (`sheets.local`); `places` says for each sheet where a column of the table is in it.
    `here` is what a row's product or customer is here, in words; `terms` are the words for the fields; `held` why the
    order of a row is put on hold; `views` the rows to look at: all, troubled, out, and those of each fate. All of it is
    worked out off the UI thread.
    """

    columns: tuple[FileColumn, ...]
    here: Mapping[int, str] = field(default_factory=dict)
    terms: Mapping[str, str] = field(default_factory=dict)
    entries: list[tuple[Sheet, int, str]] = field(default_factory=list)
    marks: dict[tuple[int, int], list[Problem]] = field(default_factory=dict)
    notes: dict[int, list[Problem]] = field(default_factory=dict)
    held: Mapping[int, str] = field(default_factory=dict)
    views: dict[str, list[tuple[Sheet, int, str]]] = field(default_factory=dict)
    marked: set[int] = field(default_factory=set)
    places: tuple[Mapping[int, int], ...] = ()

    def place(self, row: int, column: int) -> int | None:
        """Where a column of the table is in the sheet of a row; None where that has no such column."""
        return self.places[row // PER_SHEET].get(column) if self.places else column

    def look(self) -> None:
        """Work out what `views` and `marked` hold."""
        troubled = [entry for entry in self.entries if entry[1] in self.notes]
        out = [entry for entry in self.entries if entry[2] in ("failed", "here", "left")]
        self.views = {fate: [entry for entry in self.entries if entry[2] == fate] for fate in FATES}
        self.views |= {"all": self.entries, "troubled": troubled, "out": out}
        self.marked = {row for row, _column in self.marks}


def file_columns(sheet: Sheet, reading: Reading) -> tuple[FileColumn, ...]:
    """The columns of the sheet with what each is read as."""
    head = (reading.header_row or 0) - 1
    headings = [shown(cell) for cell in sheet.row(head)] if head >= 0 else ["" for _c in sheet.columns]
    fields = {at: name for name, places in reading.places.items() for at in places}
    said = [row for document in reading.documents[:2] for row in document.rows[:1]]
    said = said or [record["row"] for record in reading.records[:2]] or list(reading.failed_rows[:2])
    rows = [row - 1 for row in said if row < PER_SHEET]
    samples = [tuple(text for row in rows if (text := shown(each[row]))) for each in sheet.columns]
    hidden = sheet.details.hidden_columns
    return tuple(FileColumn(at, headings[at], samples[at], fields.get(at, ""), at in hidden)
                 for at in range(len(sheet.columns)))  # fmt: skip


def headless_columns(sheet: Sheet) -> tuple[FileColumn, ...]:
    """The columns of a sheet without headings, with samples of its first rows."""
    rows = range(min(SAMPLES, sheet.height))
    hidden = sheet.details.hidden_columns
    return tuple(FileColumn(at, "", tuple(text for n in rows if (text := shown(cells[n]))), "", at in hidden)
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
    main = by_name.get(reading.sheet_of(0), sheets[0])
    columns, places = file_columns(main, reading), _places(reading, main)
    extra = tuple(each for at, part in enumerate(reading.parts) for each in _further(part, places[at], by_name))
    rows = Rows((*columns, *extra), prepared.here, KINDS[reading.kind].fields, places=places)
    rows.entries = [(by_name.get(reading.sheet_of(row), main), row, fate) for _sheet, row, fate in prepared.fates()]
    rows.entries.sort(key=lambda entry: entry[1])
    _mark(rows, (*reading.problems, *prepared.doubts))
    rows.look()
    return rows


def _places(reading: Reading, main: Sheet) -> tuple[Mapping[int, int], ...]:
    """For each sheet, table column -> its own column; what only a later sheet has stands behind the first one's."""
    made: list[Mapping[int, int]] = []
    for at, part in enumerate(reading.parts):
        if part.headings == reading.headings:
            made.append({column: column for column in range(len(main.columns))})
            continue
        here = {}
        for name, columns in part.places.items():
            first = reading.places.get(name, ())
            for which, column in enumerate(columns):
                here[first[which] if which < len(first) else FURTHER * at + column] = column
        taken = set(here.values())
        for column, heading in enumerate(part.headings):
            if heading and column not in taken:
                alike = reading.headings.index(heading) if heading in reading.headings else None
                here[FURTHER * at + column if alike is None or alike in here else alike] = column
        made.append(here)
    return tuple(made)


def _further(part: Part, places: Mapping[int, int], sheets: Mapping[str, Sheet]) -> Iterable[FileColumn]:
    """The columns that only a later sheet has."""
    fields = {column: name for name, columns in part.places.items() for column in columns}
    sheet = sheets[part.sheet]
    below = range(part.header_row or 0, min((part.header_row or 0) + SAMPLES, sheet.height))
    for shown_at, column in places.items():
        if shown_at >= FURTHER:
            samples = tuple(text for row in below if (text := shown(sheet.columns[column][row])))
            hidden = column in sheet.details.hidden_columns
            yield FileColumn(shown_at, part.headings[column], samples, fields.get(column, ""), hidden, part.sheet)


def _mark(rows: Rows, problems: Iterable[Problem]) -> None:
    by_heading = {column.heading: column.at for column in reversed(rows.columns) if column.heading}
    by_letter = {letters(column.at): column.at for column in rows.columns}
    for problem in problems:
        rows.notes.setdefault(problem.row, []).append(problem)
        letter = problem.cell.rstrip("0123456789")
        heading = problem.column.split(" / ")[0]
        at = by_letter.get(letter, by_heading.get(heading, by_letter.get(heading)))
        if rows.places and letter:
            there = {place: column for column, place in rows.places[problem.row // PER_SHEET].items()}
            at = there.get(column_number(letter))
        if at is not None:
            rows.marks.setdefault((problem.row, at), []).append(problem)


def worst_tone(problems: Sequence[Problem]) -> str:
    """The tone of the worst of them; a comment is no doubt about the file."""
    if any(problem.severity == "error" for problem in problems):
        return "red"
    return "amber" if any(problem.code != "comment" for problem in problems) else "blue"


def problem_words(problem: Problem) -> str:
    """Where, what stands there, and what is wrong with it."""
    where = problem.cell or _("Row {row}").format(row=local(problem.row))
    said = _(problem.message)
    if problem.value:
        return _("{where} “{value}”: {what}").format(where=where, value=problem.value, what=said)
    return _("{where}: {what}").format(where=where, what=said)
