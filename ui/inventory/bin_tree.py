"""The tree of bins: what lies below what, in the order it is walked. Rows are dragged, or moved by Alt and the arrows.

tree = BinTree()
tree.show_places(places)                     # keeps what is current and what is folded
tree.placed.connect(...)                     # (id, parent id or None, id it goes before or None): wants to be moved
tree.current_changed.connect(...)            # id or None
"""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QDropEvent, QKeyEvent, QPainter, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
)

from resources.i18n import _
from services.bins import Place
from ui.icons import icon
from ui.inventory.words import kind_word, place_word
from ui.kit.formats import quantity
from ui.kit.text_line import AT_LEFT, AT_RIGHT, draw_line
from ui.theme import theme

ID = int(Qt.ItemDataRole.UserRole)
USED = ID + 1
ICONS = {"zone": "map", "aisle": "route", "bin": "package", "receiving": "package-plus", "quarantine": "octagon-alert",
         "staging": "truck"}  # fmt: skip
WIDTHS = (0, 170, 140, 90, 130)
RIGHT = (3, 4)
ALT = Qt.KeyboardModifier.AltModifier
Index = QModelIndex | QPersistentModelIndex


class RowDelegate(QStyledItemDelegate):
    """Rows of the list's height; what stands beside the code, and places not in use, are quieter."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        loud = index.column() == 0 and index.data(USED)
        option.palette.setColor(QPalette.ColorRole.Text, theme.color("text" if loud else "text2"))

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(60, 34)


class FlatHead(QHeaderView):
    """The head as the lists have it: no boxes, small words."""

    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setFixedHeight(theme.px("height.tableHeader"))

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        painter.fillRect(rect, theme.color("surface"))
        painter.fillRect(QRect(rect.x(), rect.bottom(), rect.width(), 1), theme.color("line"))
        term = str(self.model().headerData(section, self.orientation()))
        room = rect.adjusted(20 if section == 0 else 4, 0, -16 if section == RIGHT[-1] else -4, -1)
        draw_line(painter, room, term, "label", "text2", AT_RIGHT if section in RIGHT else AT_LEFT)


class BinTree(QTreeWidget):
    """See the module."""

    placed = Signal(int, object, object)
    current_changed = Signal(object)
    opened = Signal(object)
    removed = Signal(object)

    def __init__(self, movable: bool) -> None:
        super().__init__()
        self._movable = movable
        self._items: dict[int, QTreeWidgetItem] = {}
        self._places: dict[int, Place] = {}
        self.setAccessibleName(_("Bins"))
        self.setHeaderLabels([_("Code"), _("Name"), _("Kind"), _("Lots there"), _("Place in the walk")])
        self.setItemDelegate(RowDelegate(self))
        self.setUniformRowHeights(True)
        self.setIndentation(22)
        self.setExpandsOnDoubleClick(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        if movable:
            self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        head = FlatHead()
        self.setHeader(head)
        head.setStretchLastSection(False)
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for at, width in enumerate(WIDTHS):
            if width:
                self.setColumnWidth(at, width)
        self.currentItemChanged.connect(lambda _now, _before: self.current_changed.emit(self.current_id()))
        self.itemDoubleClicked.connect(lambda _item, _column: self.opened.emit(self.current_id()))

    # showing

    def show_places(self, places: Sequence[Place], choose: int | None = None) -> None:
        """The places in walking order; `choose` becomes current, else what was."""
        current = choose if choose is not None else self.current_id()
        folded = {key for key, item in self._items.items() if item.childCount() and not item.isExpanded()}
        top = self.verticalScrollBar().value()
        self.blockSignals(True)
        self.clear()
        self._items, self._places = {}, {place.id: place for place in places}
        for place in places:
            self._add(place)
        for key, item in self._items.items():
            item.setExpanded(key not in folded)
        if current not in self._items:
            current = places[0].id if places else None
        if current is not None:
            self.setCurrentItem(self._items[current])
        self.blockSignals(False)
        self.verticalScrollBar().setValue(top)
        if choose in self._items:
            self.scrollToItem(self._items[choose])
        self.current_changed.emit(self.current_id())

    def drawRow(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """A hairline below each row, from edge to edge."""
        super().drawRow(painter, option, index)
        rect = option.rect
        painter.fillRect(QRect(0, rect.bottom(), self.viewport().width(), 1), theme.color("line"))

    def _add(self, place: Place) -> None:
        above = self._items.get(place.parent_id or 0)
        item = QTreeWidgetItem(above) if above is not None else QTreeWidgetItem(self)
        code = place_word(place.code) if place.active else _("{code}, not in use").format(code=place.code)
        goods = "" if place.group else quantity(place.goods) if place.goods else "—"
        for at, text in enumerate((code, place.name, kind_word(place.kind), goods, f"{place.walk:,}   ")):
            item.setText(at, text)
        for at in RIGHT:
            item.setTextAlignment(at, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        item.setIcon(0, icon(ICONS.get(place.kind, "package"), "text2" if place.active else "text3"))
        item.setData(0, ID, place.id)
        item.setData(0, USED, place.active)
        flags = item.flags() if self._movable else item.flags() & ~Qt.ItemFlag.ItemIsDragEnabled
        item.setFlags(flags if place.group else flags & ~Qt.ItemFlag.ItemIsDropEnabled)
        self._items[place.id] = item

    def current_id(self) -> int | None:
        item = self.currentItem()
        return int(item.data(0, ID)) if item is not None else None

    def current(self) -> Place | None:
        return self._places.get(self.current_id() or 0)

    def choose(self, place_id: int) -> bool:
        item = self._items.get(place_id)
        if item is not None:
            self.setCurrentItem(item)
            self.scrollToItem(item)
        return item is not None

    def seek(self, text: str) -> bool:
        """Make the first place current whose code starts with a text, or holds it."""
        wanted = text.strip().upper()
        codes = [(place.code, place.id) for place in self._places.values()]
        begins = [key for code, key in codes if code.startswith(wanted)]
        holds = [key for code, key in codes if wanted in code]
        return bool(wanted) and any(self.choose(key) for key in (begins + holds)[:1])

    def places(self) -> list[Place]:
        """Every place shown, in walking order."""
        return list(self._places.values())

    def where(self, place_id: int) -> tuple[int | None, int | None]:
        """What holds a place, and what it stands before: how to put it back."""
        place = self._places[place_id]
        beside = self._siblings(place)
        at = beside.index(place) + 1
        return self._above(place), beside[at].id if at < len(beside) else None

    # moving

    def _siblings(self, place: Place) -> list[Place]:
        return [each for each in self._places.values() if self._above(each) == self._above(place)]

    def _above(self, place: Place) -> int | None:
        return place.parent_id if place.parent_id in self._items else None

    def step(self, steps: int) -> None:
        """One place up or down among those beside it."""
        place = self.current()
        if place is None or not self._movable:
            return
        beside = self._siblings(place)
        at = beside.index(place)
        if steps < 0 and at > 0:
            self.placed.emit(place.id, self._above(place), beside[at - 1].id)
        elif steps > 0 and at + 1 < len(beside):
            after = beside[at + 2].id if at + 2 < len(beside) else None
            self.placed.emit(place.id, self._above(place), after)

    def _out(self) -> None:
        """Behind the zone or aisle that holds it."""
        place = self.current()
        holder = self._places.get(self._above(place) or 0) if place is not None else None
        if place is None or holder is None or not self._movable:
            return
        beside = self._siblings(holder)
        at = beside.index(holder)
        self.placed.emit(place.id, self._above(holder), beside[at + 1].id if at + 1 < len(beside) else None)

    def _into(self) -> None:
        """Into the zone or aisle above it."""
        place = self.current()
        if place is None or not self._movable:
            return
        beside = self._siblings(place)
        before = [each for each in beside[: beside.index(place)] if each.group]
        if before:
            self.placed.emit(place.id, before[-1].id, None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if event.modifiers() & ALT and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.step(-1 if key == Qt.Key.Key_Up else 1)
        elif event.modifiers() & ALT and key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._out() if key == Qt.Key.Key_Left else self._into()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit(self.current_id())
        elif key == Qt.Key.Key_Delete:
            self.removed.emit(self.current_id())
        else:
            super().keyPressEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Ask for the move instead of moving the row: the tree shows what is stored."""
        at = event.position().toPoint()
        target, place = self.itemAt(at), self.current()
        where = self.dropIndicatorPosition()
        event.setDropAction(Qt.DropAction.IgnoreAction)
        event.accept()
        if place is None:
            return
        on = self._places.get(int(target.data(0, ID))) if target is not None else None
        if on is not None and on.id != place.id:
            self._dropped(place, on, where)
        elif target is None:
            self.placed.emit(place.id, None, None)

    def _dropped(self, place: Place, on: Place, where: QAbstractItemView.DropIndicatorPosition) -> None:
        positions = QAbstractItemView.DropIndicatorPosition
        if where == positions.OnItem and on.group:
            self.placed.emit(place.id, on.id, None)
        elif where == positions.BelowItem:
            beside = [each for each in self._siblings(on) if each.id != place.id]
            at = beside.index(on)
            self.placed.emit(place.id, self._above(on), beside[at + 1].id if at + 1 < len(beside) else None)
        else:
            self.placed.emit(place.id, self._above(on), on.id)
