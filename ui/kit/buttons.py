"""Buttons. A window makes them with one call each and never sets a colour:

    new = action_button(_("New order"), "plus", "F2", "main")       # kinds: main, secondary, danger, ghostText
    new.clicked.connect(self._new)                                   # the key is bound and shown in the tooltip
    hide = icon_button(_("Close the panel"), "panel-right-close", "Esc", bind=False)
    state = MenuButton(_("State"), make_menu)                        # word and a chevron, opens a QMenu
    all_lines = link_button(_("All {count} lines").format(count=8))

The key works while the button is visible and enabled anywhere in its window. `bind=False` only shows it.
"""

from collections.abc import Callable

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QKeySequence, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import QCheckBox, QMenu, QPushButton, QSizePolicy, QWidget

from ui.icons import icon as make_icon
from ui.icons import pixmap
from ui.kit.check import paint_check
from ui.theme import theme

ICON_ROLE = {"main": "onAccent", "danger": "tones.red.fg"}


def key_word(key: str) -> str:
    """A key in the system's own writing, as it stands on the keyboard."""
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText).replace("Return", "Enter") or key


def tooltip(text: str, key: str) -> str:
    """The text with its key behind it."""
    return f"{text} ({key_word(key)})" if key else text


def bind_key(owner: QPushButton, key: str) -> None:
    """Press the button by a key, anywhere in its window, as long as it can be seen and pressed."""
    for sequence in (key, key.replace("Return", "Enter")) if "Return" in key else (key,):
        shortcut = QShortcut(QKeySequence(sequence), owner)
        shortcut.activated.connect(lambda: owner.click() if owner.isVisible() else None)


def action_button(
    text: str, icon: str = "", key: str = "", kind: str = "secondary", *, bind: bool = True
) -> QPushButton:
    made = QPushButton()
    made.setProperty("kind", kind)
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    made.setAutoDefault(False)
    if icon:
        made.setIcon(make_icon(icon, ICON_ROLE.get(kind, "text")))
        made.setIconSize(QSize(16, 16))
    set_text(made, text, key)
    if key and bind:
        bind_key(made, key)
    return made


def set_text(button: QPushButton, text: str, key: str = "") -> None:
    """Change a button's words (a count in them changes); the key stays in the tooltip."""
    key = key or str(button.property("shownKey") or "")
    button.setProperty("shownKey", key)
    button.setText(f" {text}" if not button.icon().isNull() else text)
    button.setToolTip(tooltip(text, key) if key else "")
    button.setAccessibleName(text)


def icon_button(
    text: str, icon: str, key: str = "", *, bind: bool = True, role: str = "text2", framed: bool = False
) -> QPushButton:
    """An icon only, ghost or `framed` (at the foot of a panel); `text` is its tooltip, also for screen readers."""
    made = QPushButton()
    made.setProperty("kind", "square" if framed else "ghost")
    made.setIcon(make_icon(icon, role))
    made.setIconSize(QSize(16, 16))
    made.setFixedSize(46 if framed else 32, 32)
    made.setToolTip(tooltip(text, key))
    made.setProperty("shownKey", key)
    made.setAccessibleName(text)
    made.setAutoDefault(False)
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    if key and bind:
        bind_key(made, key)
    return made


def link_button(text: str) -> QPushButton:
    made = QPushButton(text)
    made.setProperty("kind", "link")
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    made.setAutoDefault(False)
    made.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    return made


class MenuButton(QPushButton):
    """A word with a chevron behind it, opening a menu below itself, which `menu` makes when it is first opened."""

    def __init__(self, text: str, menu: Callable[[], QMenu] | None = None) -> None:
        super().__init__(f"{text}      ")
        self.setAccessibleName(text)
        self.setAutoDefault(False)
        self._make = menu
        self._menu: QMenu | None = None
        self.clicked.connect(self.open_menu)

    def menu_of(self) -> QMenu:
        """The menu it opens."""
        if self._menu is None:
            assert self._make is not None
            self._menu = self._make()
        return self._menu

    def open_menu(self) -> None:
        if self._make is not None:
            self.menu_of().popup(self.mapToGlobal(QPoint(0, self.height() + 2)))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        role = "text2" if self.isEnabled() else "disabled"
        image = pixmap("chevron-down", role, 14, self.devicePixelRatioF())
        QPainter(self).drawPixmap(self.width() - 27, (self.height() - 14) // 2, image)


class CheckBox(QCheckBox):
    """A checkbox drawn like the ones in tables."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        width = self.fontMetrics().horizontalAdvance(self.text())
        return QSize(16 + (8 + width + 4 if self.text() else 4), 24)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        top = (self.height() - 16) // 2
        paint_check(painter, QPoint(2, top), self.checkState(), enabled=self.isEnabled(), focus=self.hasFocus())
        painter.setPen(theme.color("text" if self.isEnabled() else "disabled"))
        painter.drawText(self.rect().adjusted(26, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, self.text())
