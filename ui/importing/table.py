"""The rows of a file as the file has them, with a mark at each cell that is in doubt, to be put right in place."""

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from resources.i18n import N_, _
from services.importing.preview import Problem
from services.importing.sheets import Sheet, letters, local, shown
from ui.icons import pixmap
from ui.importing.kinds import FIGURES
from ui.importing.rows import FileColumn, Rows, problem_words, worst_tone
from ui.kit.dress import dress
from ui.kit.labels import CHIP_HEIGHT, chip_width, paint_chip
from ui.kit.table_header import TableHeader
from ui.kit.text_line import AT_LEFT, AT_RIGHT, draw_line
from ui.theme import theme

Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()
HERE = "here"  # the column that the program adds: what the row's product is called here
NAMED_BY = ("sku", "barcode", "name", "customer")  # it stands behind the first of these
Entry = tuple[Sheet, int, str]
# word, icon, tone of what becomes of a row
STATES = {
    "ready": (N_("Ready"), "circle-check", "green"),
    "draft": (N_("Draft"), "triangle-alert", "amber"),
    "hold": (N_("On hold"), "circle-pause", "red"),
    "here": (N_("Here already"), "circle-slash-2", "neutral"),
    "failed": (N_("Can't come in"), "circle-x", "red"),
    "open": (N_("Not counted"), "circle-dashed", "neutral"),
    "skipped": (N_("No data"), "minus", "neutral"),
    "left": (N_("Left out"), "eye-off", "neutral"),
    "change": (N_("Changes"), "pencil", "blue"),
}
WIDTHS = {
    "address": 220, "name": 150, "customer": 150, "products": 220, "buyer_message": 140, "seller_memo": 140, "sku": 110,
    "unit": 64, "quantity": 80, "number": 150, "tracking_number": 150, "barcode": 126, "phone": 110,
    "tracking": 170, "reference": 150, "phones": 120, "contact": 90, "code": 90, "lot": 100, HERE: 190,
}  # fmt: skip
ROW, STATE = 56, 124
MARK_ICONS = {"red": "circle-alert", "amber": "triangle-alert", "blue": "message-square"}


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


class ImportModel(QAbstractTableModel):
    """The rows that are shown; cells are read from the sheet when they are painted.

    `edited(entry, column of the row's sheet, text)`: what a person typed over a cell; it shows at once, until the file
    is read anew with it.
    """

    edited = Signal(object, int, str)

    def __init__(self) -> None:
        super().__init__()
        self.rows = Rows(())
        self.shown: list[Entry] = []
        self.columns: tuple[FileColumn, ...] = ()
        self._whole = False
        self._typed: dict[tuple[str, int, int], str] = {}

    def show_rows(self, rows: Rows, entries: list[Entry], whole: bool = False) -> None:
        """Show these; `whole` with the columns that are not read."""
        self.beginResetModel()
        if rows is not self.rows:
            self._typed = {}
        self.rows, self.shown, self._whole = rows, entries, whole
        self.columns = self._columns()
        self.endResetModel()

    def _columns(self) -> tuple[FileColumn, ...]:
        """Those of the file in its order, and what is here beside the one that names it."""
        columns = [each for each in self.rows.columns if each.field or (self._whole and (each.heading or each.samples))]
        by = next((at for name in NAMED_BY for at, each in enumerate(columns) if each.field == name), None)
        if by is not None and self.rows.here:
            columns.insert(by + 1, FileColumn(-1, "", (), HERE))
        return tuple(columns)

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.shown)

    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.columns) + 2

    def column(self, index: Index) -> FileColumn | None:
        """The column of the file under an index; None for those that the program adds."""
        at = index.column() - 2
        return self.columns[at] if 0 <= at < len(self.columns) and self.columns[at].at >= 0 else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags, column = super().flags(index), self.column(index)
        there = column is not None and self.rows.place(self.shown[index.row()][1], column.at) is not None
        return flags | Qt.ItemFlag.ItemIsEditable if there else flags

    def text(self, number: int, column: FileColumn) -> str:
        """What a cell says, or what was typed over it."""
        sheet, row, _fate = self.shown[number]
        typed = self._typed.get((sheet.name, row, column.at))
        if typed is not None:
            return typed
        at = self.rows.place(row, column.at)
        return shown(sheet.columns[at][local(row) - 1]) if at is not None and at < len(sheet.columns) else ""

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.ToolTipRole and index.isValid():
            return "\n".join(map(problem_words, self.marks_at(index.row(), index.column()))) or None
        wanted = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.EditRole)
        if not index.isValid() or role not in wanted or not 0 <= index.row() < len(self.shown):
            return None
        row, fate = self.shown[index.row()][1:]
        if index.column() == 0:
            return str(local(row))
        if index.column() == 1:
            return _(STATES[fate][0])
        column = self.column(index)
        return self.rows.here.get(row, "") if column is None else self.text(index.row(), column)

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        column = self.column(index) if index.isValid() else None
        text = str(value).strip()
        if column is None or role != Qt.ItemDataRole.EditRole or text == self.text(index.row(), column).strip():
            return False
        entry = self.shown[index.row()]
        at = self.rows.place(entry[1], column.at)
        if at is None:
            return False
        self._typed[entry[0].name, entry[1], column.at] = text
        self.dataChanged.emit(index, index)
        self.edited.emit(entry, at, text)
        return True

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        heads = self.heads()
        return heads[section].term if 0 <= section < len(heads) else None

    def heads(self) -> tuple[HeadColumn, ...]:
        made = [HeadColumn("row", _("Row"), "number", ROW), HeadColumn("state", _("State"), "text", STATE)]
        for column in self.columns:
            kind = "number" if column.field in FIGURES else "text"
            width = WIDTHS.get(column.field, 84 if kind == "number" else 116)
            made.append(HeadColumn(column.field, self._term(column), kind, width))
        return tuple(made)

    def _term(self, column: FileColumn) -> str:
        """The file's own heading."""
        if column.field == HERE:
            return _("Here")
        return column.heading or _(self.rows.terms.get(column.field, "")) or letters(column.at)

    def marks_at(self, number: int, column: int) -> list[Problem]:
        if column < 2 or not 0 <= number < len(self.shown):
            return []
        return self.rows.marks.get((self.shown[number][1], self.columns[column - 2].at), [])

    def notes_at(self, number: int) -> list[Problem]:
        return self.rows.notes.get(self.shown[number][1], []) if 0 <= number < len(self.shown) else []


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
        name = self._model.columns[at - 2].field if at else ""
        role, right = "text" if at and name not in ("", HERE) else "text2", at == 0 or name in FIGURES
        inner = rect.adjusted(20 if at == 0 else 10, 0, -10, -1)
        if at == 0:
            inner = rect.adjusted(4, 0, -10, -1)
        if marks:
            tone = worst_tone(marks)
            painter.fillRect(rect.adjusted(2, 2, -2, -3), theme.color(f"tones.{tone}.bg"))
            icon = MARK_ICONS[tone]
            image = pixmap(icon, f"tones.{tone}.fg", 13, painter.device().devicePixelRatioF())
            painter.drawPixmap(rect.x() + 8, rect.y() + (rect.height() - 13) // 2, image)
            role, inner = f"tones.{tone}.fg", inner.adjusted(16, 0, 0, 0)
        side = AT_RIGHT if right else AT_LEFT
        draw_line(painter, inner, str(index.data() or ""), "bodyStrong" if marks else "body", role, side)

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        made = QLineEdit(parent)
        made.setAccessibleName(str(self._model.headerData(index.column(), Qt.Orientation.Horizontal)))
        return made

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        if isinstance(editor, QLineEdit):
            editor.setText(str(index.data(Qt.ItemDataRole.EditRole) or ""))
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        if isinstance(editor, QLineEdit):
            model.setData(index, editor.text())


class ImportTable(QTableView):
    """`pointed(problems)`: what there is to say about the current cell, or else its row. Enter or typing edits it.

    `typed_out` when the cell that was typed in is closed, and none is typed in after it.
    """

    pointed = Signal(object)
    typed_out = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows_model = ImportModel()
        dress(self, theme.px("height.rowCompact"))
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.DoubleClicked | triggers.AnyKeyPressed)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setAccessibleName(_("Rows of the file"))
        self.setModel(self.rows_model)
        self.setItemDelegate(ImportDelegate(self, self.rows_model))

    def show_rows(self, rows: Rows, entries: list[Entry], whole: bool = False, *, keep: bool = False) -> None:
        """Show these; with `keep` the place stays: at the cell where it was, or the row that took its place."""
        was = self.currentIndex()
        place = (self._entry_key(was.row()), was.row(), was.column()) if keep and was.isValid() else None
        across = self.horizontalScrollBar().value()
        self.rows_model.show_rows(rows, entries, whole)
        heads = self.rows_model.heads()
        head = TableHeader(heads, False, self)
        self.setHorizontalHeader(head)
        head.setStretchLastSection(True)
        head.show()
        for at, each in enumerate(heads):
            self.setColumnWidth(at, each.width)
        if not entries:
            self.pointed.emit([])
        elif place is not None:
            self._go_back(*place)
            self.horizontalScrollBar().setValue(across)
        else:
            self.setCurrentIndex(self.rows_model.index(0, 0))

    def _entry_key(self, number: int) -> tuple[str, int]:
        sheet, row, _fate = self.rows_model.shown[number]
        return sheet.name, row

    def _go_back(self, key: tuple[str, int], number: int, column: int) -> None:
        entries = self.rows_model.shown
        there = next((at for at, (sheet, row, _fate) in enumerate(entries) if (sheet.name, row) == key), None)
        at = there if there is not None else min(number, len(entries) - 1)
        self.setCurrentIndex(self.rows_model.index(at, min(column, self.rows_model.columnCount() - 1)))

    def is_typed_in(self) -> bool:
        """Whether a cell is open; other rows shown now would close it and lose what it says."""
        return self.state() == self.State.EditingState

    def closeEditor(self, editor: QWidget, hint: QStyledItemDelegate.EndEditHint) -> None:
        super().closeEditor(editor, hint)
        if not self.is_typed_in():
            self.typed_out.emit()

    def entry(self) -> Entry | None:
        """The row that the person is at."""
        at = self.currentIndex().row()
        return self.rows_model.shown[at] if 0 <= at < len(self.rows_model.shown) else None

    def first_marked(self) -> None:
        """Go to the first cell that is marked."""
        self._to(self._marked())

    def next_marked(self, back: bool = False) -> None:
        """Go to the next cell that is marked, and from the last one to the first again."""
        cells = self._marked()
        at = (self.currentIndex().row(), self.currentIndex().column())
        if back:
            self._to([*(c for c in reversed(cells) if c < at), *reversed(cells)])
        else:
            self._to([*(c for c in cells if c > at), *cells])

    def _marked(self) -> list[tuple[int, int]]:
        model = self.rows_model
        rows = [n for n, (_sheet, row, _fate) in enumerate(model.shown) if row in model.rows.notes]
        found = {n: [(n, at) for at in range(2, model.columnCount()) if model.marks_at(n, at)] for n in rows}
        return [cell for n, cells in found.items() for cell in cells or [(n, 0)]]

    def _to(self, cells: list[tuple[int, int]]) -> None:
        """The first of these."""
        for number, column in cells[:1]:
            self.setCurrentIndex(self.rows_model.index(number, column))

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        model = self.rows_model
        marks = model.marks_at(current.row(), current.column()) if current.isValid() else []
        self.pointed.emit(marks or (model.notes_at(current.row()) if current.isValid() else []))
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not self.is_typed_in():  # else it is the key that closed the cell
                self.edit(self.currentIndex())
            return
        super().keyPressEvent(event)
