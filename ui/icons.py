"""Lucide icons that follow the theme and the screen's scale.

`icon("truck")` for buttons and menus (a QIcon drawn from the SVG at any size, in the colour of its role, grey when
disabled); `pixmap("truck", "tones.blue.fg", 13, ratio)` for painters. Both take pictures that are kept by name, colour,
size and pixel ratio.
The SVG files lie in resources/icons; to use another one of Lucide's, put its file there.
"""

from functools import cache, lru_cache
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


def _renderer(name: str, rgb: str, stroke: str) -> QSvgRenderer:
    """Not kept: what it makes of a drawing takes many times the memory of the pictures it is asked for."""
    text = _svg(name).replace("currentColor", rgb).replace('stroke-width="2"', f'stroke-width="{stroke}"')
    return QSvgRenderer(QByteArray(text.encode()))


def _stroke(size: float) -> str:
    which = "icon.strokeFrom20" if size >= 20 else "icon.strokeChip" if size <= 13 else "icon.strokeSmall"
    return f"{theme.number(which):g}"


# For drawings that are painted anew at every scan, in a scale of their own.
_kept = lru_cache(maxsize=16)(_renderer)


def draw_icon(painter: QPainter, rect: QRectF, name: str, role: str) -> None:
    """Draw straight into `rect`, in the role's colour."""
    _kept(name, theme.color(role).name(), _stroke(rect.width())).render(painter, rect)


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
        _renderer(name, theme.color(role).name(), _stroke(size)).render(painter, QRectF(found.rect()))
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
        side = min(rect.width(), rect.height())
        at = QRect(0, 0, side, side)
        at.moveCenter(rect.center())
        ratio = painter.device().devicePixelRatioF()
        painter.drawPixmap(at, pixmap(self._name, self._role_in(mode, state), side, ratio))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return pixmap(self._name, self._role_in(mode, state), min(size.width(), size.height()))

    def _role_in(self, mode: QIcon.Mode, state: QIcon.State) -> str:
        if mode == QIcon.Mode.Disabled:
            return "disabled"
        return self._on_role if self._on_role and state == QIcon.State.On else self._role

    def clone(self) -> QIconEngine:
        return TintedIcon(self._name, self._role, self._on_role)


def icon(name: str, role: str = "text", on_role: str = "") -> QIcon:
    """A QIcon for a button or menu entry; `on_role` is its colour while the button is checked."""
    return QIcon(TintedIcon(name, role, on_role))
