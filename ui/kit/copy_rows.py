"""Rows of a query as text for a spreadsheet, read off the UI thread where they are not in memory."""

from collections.abc import Iterator, Sequence
from typing import Any

from PySide6.QtGui import QGuiApplication

from resources.i18n import _
from ui.kit.formats import copied
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


def rows_as_tsv(
    source: Source,
    query: Any,
    columns: Sequence[ColumnLike],
    at: Sequence[int],
    wanted: set[Any],
    here: dict[Any, Row],
    state_kind: str,
    report: Report,
) -> tuple[str, int]:
    """A heading and one line a wanted row, in the order of the list. Returns the text and the number of rows."""
    rows = dict(here)
    if wanted - rows.keys():
        rows = {}
        for row_id, row in walk(source, query, report):
            if row_id in wanted:
                rows[row_id] = row
                if len(rows) == len(wanted):
                    break
    lines = ["\t".join(_(columns[n].term) for n in at)]
    lines += ["\t".join(_text(columns[n], row[n], state_kind) for n in at) for row in rows.values()]
    return "\n".join(lines) + "\n", len(rows)


def _text(column: ColumnLike, value: Any, state_kind: str) -> str:
    if column.kind == "state" and value in WORDS.get(state_kind, ()):
        return state_look(state_kind, value).word
    return copied(column.kind, value)


def to_clipboard(text: str) -> None:
    QGuiApplication.clipboard().setText(text)
