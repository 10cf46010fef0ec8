"""Pills beside each other, such as saved filters with counts; what finds no room is in a menu behind them."""

from collections.abc import Callable, Collection

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QMenu, QPushButton, QSizePolicy, QWidget

from resources.i18n import _
from ui.kit.buttons import MenuButton
from ui.kit.labels import row

GAP, LEFT, RIGHT = 4, 20, 20


class PillRow(QWidget):
    """`chosen(name)` when a pill is pressed. `tools` stand behind the last pill; `edges` is the room left and right."""

    chosen = Signal(str)

    def __init__(self, edges: tuple[int, int] = (LEFT, RIGHT)) -> None:
        super().__init__()
        self._edges = edges
        self._pills: dict[str, QPushButton] = {}
        self._checked = ""
        self._tools: list[QWidget] = []
        self._more = MenuButton(_("More"), lambda: QMenu(self))
        self._more.setProperty("kind", "pill")
        self._more.setCheckable(True)
        self._more.clicked.connect(lambda: self._more.setChecked(self._checked in self._hidden()))
        self._line = row(gap=GAP, margins=(edges[0], 2, edges[1], 0))
        self._line.addWidget(self._more)
        self._line.addStretch(1)
        self.setLayout(self._line)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._more.hide()

    def add(self, name: str, text: str, tip: str = "") -> QPushButton:
        pill = QPushButton(text)
        pill.setProperty("kind", "pill")
        pill.setCheckable(True)
        pill.setAutoDefault(False)
        pill.setCursor(Qt.CursorShape.PointingHandCursor)
        pill.setToolTip(tip)
        pill.clicked.connect(lambda: self._press(name))
        self._line.insertWidget(len(self._pills), pill)
        self._pills[name] = pill
        self.fit()
        return pill

    def remove(self, name: str) -> None:
        pill = self._pills.pop(name)
        self._line.removeWidget(pill)
        pill.hide()
        pill.deleteLater()
        self.fit()

    def add_tool(self, tool: QWidget) -> None:
        self._tools.append(tool)
        self._line.insertWidget(self._line.count() - 1, tool)
        self.fit()

    def set_text(self, name: str, text: str) -> None:
        pill = self._pills[name]
        if pill.text() != text:
            pill.setText(text)
            self.fit()

    def pill(self, name: str) -> QPushButton:
        return self._pills[name]

    def names(self) -> tuple[str, ...]:
        return tuple(self._pills)

    def check(self, name: str) -> None:
        """Show which pill is set; "" none."""
        self._checked = name
        for each, pill in self._pills.items():
            pill.setChecked(each == name)
        self.fit()

    def needed(self, names: Collection[str] | None = None) -> int:
        """How wide the row is with these pills in it, or all."""
        pills = [pill for name, pill in self._pills.items() if names is None or name in names]
        return sum(_wide(pill) + GAP for pill in pills) + sum(self._edges) + self._tools_wide()

    def fit(self) -> None:
        """Show the pills there is room for, from the first on; the menu has the others."""
        if not self.isVisible():  # it is measured once it is seen
            self._show_all()
            return
        room = self.width() - sum(self._edges) - self._tools_wide()
        widths = {name: _wide(pill) + GAP for name, pill in self._pills.items()}
        whole = sum(widths.values()) <= room
        room -= 0 if whole else _wide(self._more) + GAP
        for name, pill in self._pills.items():
            room -= widths[name]
            pill.setHidden(not whole and room < 0)
        self._more.setHidden(whole)
        self._more.setChecked(self._checked in self._hidden())
        if not whole:
            self._fill()

    def _show_all(self) -> None:
        for pill in self._pills.values():
            pill.setHidden(False)
        self._more.setHidden(True)
        self._more.setChecked(False)

    def _fill(self) -> None:
        menu = self._more.menu_of()
        menu.clear()
        for name in self._hidden():
            action = QAction(self._pills[name].text(), menu)
            action.setCheckable(True)
            action.setChecked(name == self._checked)
            action.setEnabled(self._pills[name].isEnabled())
            action.triggered.connect(self._presser(name))
            menu.addAction(action)

    def _presser(self, name: str) -> Callable[[], None]:
        return lambda: self._press(name)

    def _press(self, name: str) -> None:
        self.chosen.emit(name)

    def _hidden(self) -> list[str]:
        return [name for name, pill in self._pills.items() if pill.isHidden()]

    def _tools_wide(self) -> int:
        return sum(tool.sizeHint().width() + GAP for tool in self._tools if not tool.isHidden())

    def sizeHint(self) -> QSize:
        return QSize(self.needed(), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def showEvent(self, event: object) -> None:
        super().showEvent(event)  # type: ignore[arg-type]
        self.fit()


def _wide(widget: QWidget) -> int:
    widget.ensurePolished()
    return widget.sizeHint().width()
