"""The rows of a file as the file says them, with a mark at each cell that is in doubt."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Protocol

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QStyledItemDelegate, QStyleOptionViewItem, QTableView, QWidget

from resources.i18n import N_, _
from services.importing.preview import Problem, Reading
from services.importing.sheets import Sheet, letters
from ui.icons import pixmap
from ui.importing.kinds import FIGURES, KINDS
from ui.kit.labels import CHIP_HEIGHT, chip_width, paint_chip
from ui.kit.panel import draw_text
from ui.kit.table_header import TableHeader
from ui.theme import theme

Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()
# word, icon, tone of what becomes of a row
STATES = {
    "ready": (N_("Ready"), "circle-check", "green"),
    "draft": (N_("Draft"), "triangle-alert", "amber"),
    "hold": (N_("On hold"), "circle-pause", "red"),
    "here": (N_("Here already"), "circle-slash-2", "neutral"),
    "failed": (N_("Can't come in"), "circle-x", "red"),
    "open": (N_("Not counted"), "circle-dashed", "neutral"),
    "skipped": (N_("Left out"), "minus", "neutral"),
}
WIDTHS = {
    "address": 220, "name": 150, "customer": 150, "products": 220, "buyer_message": 140, "seller_memo": 140, "sku": 110,
    "unit": 64, "quantity": 80, "number": 150, "tracking_number": 150, "barcode": 126, "phone": 110,
    "tracking": 170, "reference": 150, "phones": 120, "contact": 90, "code": 90, "lot": 100,
}  # fmt: skip
ROW, STATE = 56, 124


@dataclass(frozen=True, slots=True)
class FileColumn:
    """A column of the sheet: its place, heading, two samples and the field it is read as ("" for none)."""

    at: int
    heading: str
    samples: tuple[str, ...]
    field: str


@dataclass(frozen=True, slots=True)
class HeadColumn:
    """A head cell of the table; the shape the kit's header wants."""

    name: str
    term: str
    kind: str
    width: int = 100
    sort: str = ""
    right: str = ""
    second: str = ""


@dataclass(slots=True)
class Rows:
    """What the table shows: each row's sheet, number and fate; problems by row and by row and column.

    `terms` are the words for the fields, in the order they are shown; `views` the rows to look at: all, troubled, out.
    All of it is worked out off the UI thread.
    """

    columns: tuple[FileColumn, ...]
    terms: Mapping[str, str] = field(default_factory=dict)
    entries: list[tuple[Sheet, int, str]] = field(default_factory=list)
    marks: dict[tuple[int, int], list[Problem]] = field(default_factory=dict)
    notes: dict[int, list[Problem]] = field(default_factory=dict)

    views: dict[str, list[tuple[Sheet, int, str]]] = field(default_factory=dict)
    marked: set[int] = field(default_factory=set)

    def look(self) -> None:
        """Work out what `views` and `marked` hold."""
        troubled = [entry for entry in self.entries if entry[1] in self.notes]
        out = [entry for entry in self.entries if entry[2] in ("failed", "here")]
        self.views = {"all": self.entries, "troubled": troubled, "out": out}
        self.marked = {row for row, _column in self.marks}


def file_columns(sheet: Sheet, reading: Reading) -> tuple[FileColumn, ...]:
    """The columns of the sheet with what each is read as."""
    head = (reading.header_row or 0) - 1
    headings = [cell_text(cell) for cell in sheet.row(head)] if head >= 0 else ["" for _c in sheet.columns]
    fields = {at: name for name, places in reading.places.items() for at in places}
    rows = [row - 1 for document in reading.documents[:2] for row in document.rows[:1]]
    rows = rows or [record["row"] - 1 for record in reading.records[:2]]
    samples = [tuple(text for row in rows if (text := cell_text(each[row]))) for each in sheet.columns]
    return tuple(FileColumn(at, headings[at], samples[at], fields.get(at, "")) for at in range(len(sheet.columns)))


class Matched(Protocol):
    """A file beside what is here, of whatever kind."""

    @property
    def doubts(self) -> Sequence[Problem]: ...
    def fates(self) -> Iterable[tuple[str, int, str]]: ...


def table_rows(sheets: Sequence[Sheet], reading: Reading, prepared: Matched) -> Rows:
    """Every row of the table with what becomes of it."""
    by_name = {sheet.name: sheet for sheet in sheets}
    first = by_name.get(reading.sheet or "") or by_name.get(reading.documents[0].sheet if reading.documents else "")
    main = first or sheets[0]
    rows = Rows(file_columns(main, reading), KINDS[reading.kind].fields)
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


def cell_text(value: Any) -> str:
    """A cell as the sheet shows it."""
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.15g}"
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M") if value.hour or value.minute else value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return format(value, "f") if isinstance(value, Decimal) else str(value)


class ImportModel(QAbstractTableModel):
    """The rows that are shown; cells are read from the sheet when they are painted."""

    def __init__(self) -> None:
        super().__init__()
        self.rows = Rows(())
        self.shown: list[tuple[Sheet, int, str]] = []
        self.columns: tuple[FileColumn, ...] = ()

    def show_rows(self, rows: Rows, shown: list[tuple[Sheet, int, str]]) -> None:
        self.beginResetModel()
        self.rows, self.shown = rows, shown
        order = {name: at for at, name in enumerate(rows.terms)}
        mapped = (column for column in rows.columns if column.field)
        self.columns = tuple(sorted(mapped, key=lambda column: order.get(column.field, len(order))))
        self.endResetModel()

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.shown)

    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.columns) + 2

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        wanted = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
        if not index.isValid() or role not in wanted or not 0 <= index.row() < len(self.shown):
            return None
        sheet, row, fate = self.shown[index.row()]
        if index.column() == 0:
            return str(row)
        if index.column() == 1:
            return _(STATES[fate][0])
        at = self.columns[index.column() - 2].at
        return cell_text(sheet.columns[at][row - 1]) if at < len(sheet.columns) else ""

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        heads = self.heads()
        return heads[section].term if 0 <= section < len(heads) else None

    def heads(self) -> tuple[HeadColumn, ...]:
        made = [HeadColumn("row", _("Row"), "number", ROW), HeadColumn("state", _("State"), "text", STATE)]
        for column in self.columns:
            kind = "number" if column.field in FIGURES else "text"
            term = _(self.rows.terms.get(column.field, column.heading or column.field))
            made.append(HeadColumn(column.field, term, kind, WIDTHS.get(column.field, 84 if kind == "number" else 116)))
        return tuple(made)

    def marks_at(self, number: int, column: int) -> list[Problem]:
        if column < 2 or not 0 <= number < len(self.shown):
            return []
        return self.rows.marks.get((self.shown[number][1], self.columns[column - 2].at), [])

    def notes_at(self, number: int) -> list[Problem]:
        return self.rows.notes.get(self.shown[number][1], []) if 0 <= number < len(self.shown) else []


def worst_tone(problems: Sequence[Problem]) -> str:
    return "red" if any(problem.severity == "error" for problem in problems) else "amber"


class ImportDelegate(QStyledItemDelegate):
    """Paints whole cells: the mark is ground and icon, so that colour is never alone."""

    def __init__(self, table: QTableView, model: ImportModel) -> None:
        super().__init__(table)
        self._table, self._model = table, model

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(60, theme.px("height.rowCompact"))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect, number, at = QRect(option.rect), index.row(), index.column()
        current = self._table.currentIndex()
        selected = number == current.row()
        painter.fillRect(rect, theme.color("selected" if selected else "surface"))
        painter.fillRect(QRect(rect.x(), rect.bottom(), rect.width(), 1), theme.color("line"))
        if at == 0 and selected:
            painter.fillRect(QRect(rect.x(), rect.y(), 3, rect.height()), theme.color("accent"))
        if at == 1:
            self._chip(painter, rect, self._model.shown[number][2], selected)
        else:
            self._cell(painter, rect, index, at)
        if selected and at == current.column() and self._table.hasFocus():
            painter.setPen(QPen(theme.color("focus"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(rect.adjusted(1, 1, -1, -2))

    def _chip(self, painter: QPainter, rect: QRect, fate: str, selected: bool) -> None:
        word, icon, tone = STATES[fate]
        width = min(chip_width(_(word), icon), rect.width() - 12)
        at = QRectF(rect.x() + 10, rect.y() + (rect.height() - CHIP_HEIGHT) // 2, width, CHIP_HEIGHT)
        paint_chip(painter, at, _(word), icon, tone, selected)

    def _cell(self, painter: QPainter, rect: QRect, index: Index, at: int) -> None:
        marks = self._model.marks_at(index.row(), at)
        role, right = "text" if at else "text2", at == 0 or self._model.columns[at - 2].field in FIGURES
        inner = rect.adjusted(20 if at == 0 else 10, 0, -10, -1)
        if at == 0:
            inner = rect.adjusted(4, 0, -10, -1)
        if marks:
            tone = worst_tone(marks)
            painter.fillRect(rect.adjusted(2, 2, -2, -3), theme.color(f"tones.{tone}.bg"))
            icon = "circle-alert" if tone == "red" else "triangle-alert"
            image = pixmap(icon, f"tones.{tone}.fg", 13, painter.device().devicePixelRatioF())
            painter.drawPixmap(rect.x() + 8, rect.y() + (rect.height() - 13) // 2, image)
            role, inner = f"tones.{tone}.fg", inner.adjusted(16, 0, 0, 0)
        draw_text(painter, inner, str(index.data() or ""), "bodyStrong" if marks else "body", role, right=right)


class ImportTable(QTableView):
    """`pointed(problems)`: what there is to say about the current cell, or else its row."""

    pointed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows_model = ImportModel()
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(theme.px("height.rowCompact"))
        self.verticalHeader().setSectionResizeMode(self.verticalHeader().ResizeMode.Fixed)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setFrameShape(self.Shape.NoFrame)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setAccessibleName(_("Rows of the file"))
        self.setModel(self.rows_model)
        self.setItemDelegate(ImportDelegate(self, self.rows_model))

    def show_rows(self, rows: Rows, shown: list[tuple[Sheet, int, str]]) -> None:
        self.rows_model.show_rows(rows, shown)
        heads = self.rows_model.heads()
        head = TableHeader(heads, False, self)
        self.setHorizontalHeader(head)
        head.setStretchLastSection(True)
        head.show()
        for at, each in enumerate(heads):
            self.setColumnWidth(at, each.width)
        if shown:
            self.setCurrentIndex(self.rows_model.index(0, 0))
        else:
            self.pointed.emit([])

    def first_marked(self) -> None:
        """Go to the first cell that is marked."""
        model = self.rows_model
        marked = (number for number, (_sheet, row, _fate) in enumerate(model.shown) if row in model.rows.marked)
        for number in marked:
            for at in range(2, model.columnCount()):
                if model.marks_at(number, at):
                    self.setCurrentIndex(model.index(number, at))
                    return

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        model = self.rows_model
        marks = model.marks_at(current.row(), current.column()) if current.isValid() else []
        self.pointed.emit(marks or (model.notes_at(current.row()) if current.isValid() else []))
        self.viewport().update()


def problem_words(problem: Problem) -> str:
    """Where, what stands there, and what is wrong with it."""
    where = problem.cell or _("Row {row}").format(row=problem.row)
    said = _(problem.message)
    if problem.value:
        return _("{where} “{value}”: {what}").format(where=where, value=problem.value, what=said)
    return _("{where}: {what}").format(where=where, what=said)
