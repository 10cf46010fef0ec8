"""Rows of a query as text for a spreadsheet, read off the UI thread where they are not in memory."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtGui import QGuiApplication, QStandardItem, QStandardItemModel

from resources.i18n import _
from services.exporting import guarded
from ui.kit.formats import FIGURES, copied
from ui.kit.jobs import Report
from ui.kit.source import ColumnLike, Key, Row, Source
from ui.kit.states import WORDS, state_look

CHECK_LIMIT = 10_000
STEP = 1000


def walk(source: Source, query: Any, report: Report) -> Iterator[tuple[Any, Row]]:
    """Every row of a query with its id, page by page."""
    after: Key | None = None
    while True:
        report.check()
        page = source.page(query, after, STEP)
        yield from zip((key[-1] for key in page.keys), page.rows, strict=True)
        if len(page.rows) < STEP:
            return
        after = page.keys[-1]


def ids_of(source: Source, query: Any, report: Report) -> list[Any]:
    """The ids of a query's rows, CHECK_LIMIT at most."""
    found = []
    for row_id, _row in walk(source, query, report):
        found.append(row_id)
        if len(found) >= CHECK_LIMIT:
            break
    return found


@dataclass(frozen=True, slots=True)
class CopiedRows:
    """Rows for a spreadsheet: as plain text, and as a table that says what is text, so that codes stay as they are."""

    text: str
    html: str
    count: int


def copied_rows(
    source: Source,
    query: Any,
    columns: Sequence[ColumnLike],
    at: Sequence[int],
    wanted: set[Any],
    here: dict[Any, Row],
    state_kind: str,
    report: Report,
) -> CopiedRows:
    """A heading and one line a wanted row, in the order of the list."""
    rows = dict(here)
    if wanted - rows.keys():
        rows = {}
        for row_id, row in walk(source, query, report):
            if row_id in wanted:
                rows[row_id] = row
                if len(rows) == len(wanted):
                    break
    head = [_(columns[n].term) for n in at]
    body = [[_text(columns[n], row[n], state_kind) for n in at] for row in rows.values()]
    figures = [columns[n].kind in FIGURES for n in at]
    lines = [head, *([cell if figure else guarded(cell) for cell, figure in zip(line, figures, strict=True)]
                     for line in body)]  # fmt: skip
    return CopiedRows("".join("\t".join(line) + "\n" for line in lines), _table(head, body, figures), len(rows))


def _table(head: list[str], body: list[list[str]], figures: list[bool]) -> str:
    """As Excel and LibreOffice read it: a cell of text is never made a number, a date or a formula."""
    ways = ["<td>{}</td>" if figure else "<td style='mso-number-format:\"\\@\"'>{}</td>" for figure in figures]
    from html import escape  # with every entity there is, half a megabyte that only copying needs

    lines = ["".join(f"<th>{escape(cell)}</th>" for cell in head)]
    lines += ["".join(way.format(escape(cell)) for way, cell in zip(ways, line, strict=True)) for line in body]
    return "<table>" + "".join(f"<tr>{line}</tr>" for line in lines) + "</table>"


def _text(column: ColumnLike, value: Any, state_kind: str) -> str:
    if column.kind == "state" and value in WORDS.get(state_kind, ()):
        return state_look(state_kind, value).word
    term = dict(getattr(column, "terms", ())).get(value)
    return _(term) if term else copied(column.kind, value)


def to_clipboard(text: str, html: str = "") -> None:
    if not html:
        QGuiApplication.clipboard().setText(text)
        return
    # The clipboard outlives Python, so what it holds must be made by Qt: a QMimeData made here ends the program in a
    # crash. A model's is Qt's own.
    model = QStandardItemModel()
    model.appendRow(QStandardItem())
    data = model.mimeData([model.index(0, 0)])
    for kind in data.formats():
        data.removeFormat(kind)
    data.setText(text)
    data.setHtml(html)
    QGuiApplication.clipboard().setMimeData(data)
