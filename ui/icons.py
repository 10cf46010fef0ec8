"""Lucide icons that follow the theme and the screen's scale.

`icon("truck")` for buttons and menus (a QIcon drawn from the SVG at any size, in the colour of its role, grey when
disabled); `pixmap("truck", "tones.blue.fg", 13, ratio)` for painters: cached by name, colour, size and pixel ratio.
The SVG files lie in resources/icons; to use another one of Lucide's, put its file there.
"""

from functools import cache
from importlib.resources import files

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from ui.theme import theme

_FOLDER = files("resources") / "icons"
_pixmaps: dict[tuple[str, int, int, float], QPixmap] = {}
_PIXMAP_LIMIT = 1500


@cache
def _svg(name: str) -> str:
    return (_FOLDER / f"{name}.svg").read_text(encoding="utf-8")


@cache
def _renderer(name: str, rgb: str, stroke: str) -> QSvgRenderer:
    text = _svg(name).replace("currentColor", rgb).replace('stroke-width="2"', f'stroke-width="{stroke}"')
    return QSvgRenderer(QByteArray(text.encode()))


def _stroke(size: float) -> str:
    which = "icon.strokeFrom20" if size >= 20 else "icon.strokeChip" if size <= 13 else "icon.strokeSmall"
    return f"{theme.number(which):g}"


def draw_icon(painter: QPainter, rect: QRectF, name: str, role: str) -> None:
    """Draw straight into `rect`, in the role's colour."""
    _renderer(name, theme.color(role).name(), _stroke(rect.width())).render(painter, rect)


def pixmap(name: str, role: str, size: int, ratio: float = 1.0) -> QPixmap:
    """A square pixmap of `size` device-independent px, sharp at the given pixel ratio."""
    key = (name, theme.color(role).rgba(), size, ratio)
    found = _pixmaps.get(key)
    if found is None:
        if len(_pixmaps) >= _PIXMAP_LIMIT:
            _pixmaps.clear()
        found = QPixmap(QSize(round(size * ratio), round(size * ratio)))
        found.fill(Qt.GlobalColor.transparent)
        painter = QPainter(found)
        draw_icon(painter, QRectF(0, 0, found.width(), found.height()), name, role)
        painter.end()
        found.setDevicePixelRatio(ratio)
        _pixmaps[key] = found
    return found


class TintedIcon(QIconEngine):
    """An icon whose colour is looked up when it is painted."""

    def __init__(self, name: str, role: str = "text", on_role: str = "") -> None:
        super().__init__()
        self._name, self._role, self._on_role = name, role, on_role

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        role = "disabled" if mode == QIcon.Mode.Disabled else self._role
        if self._on_role and state == QIcon.State.On and mode != QIcon.Mode.Disabled:
            role = self._on_role
        draw_icon(painter, QRectF(rect), self._name, role)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        made = QPixmap(size)
        made.fill(Qt.GlobalColor.transparent)
        painter = QPainter(made)
        self.paint(painter, QRect(0, 0, size.width(), size.height()), mode, state)
        painter.end()
        return made

    def clone(self) -> QIconEngine:
        return TintedIcon(self._name, self._role, self._on_role)


def icon(name: str, role: str = "text", on_role: str = "") -> QIcon:
    """A QIcon for a button or menu entry; `on_role` is its colour while the button is checked."""
    return QIcon(TintedIcon(name, role, on_role))
