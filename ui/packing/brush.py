"""The painter of the packing screen: roles, type and fitted text in the coordinates of a 1920 x 1080 layout."""

from collections.abc import Callable, Hashable, Iterable
from functools import lru_cache
from math import ceil

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen, QPixmap

from ui.icons import draw_icon
from ui.theme import make_font, theme

SMALLEST_NAME = 48
REGULAR, MEDIUM, BOLD = 400, 500, 700
_LEFT = Qt.AlignmentFlag.AlignLeft
_RIGHT = Qt.AlignmentFlag.AlignRight
_CENTER = Qt.AlignmentFlag.AlignHCenter


@lru_cache(maxsize=128)
def font(px: int, weight: int) -> QFont:
    return make_font(px, weight)


@lru_cache(maxsize=128)
def metrics(px: int, weight: int) -> QFontMetricsF:
    return QFontMetricsF(font(px, weight))


@lru_cache(maxsize=1024)
def natural(text: str, px: int, weight: int) -> float:
    """The width of the text at that size."""
    return metrics(px, weight).horizontalAdvance(text)


@lru_cache(maxsize=512)
def fitted(text: str, px: int, weight: int, width: float, smallest: int) -> tuple[int, str]:
    """The largest size from `px` down in steps of 2 at which the text fits, and the text, cut at `smallest`."""
    size = px
    while size > smallest and natural(text, size, weight) > width:
        size = max(smallest, size - 2)
    if natural(text, size, weight) <= width:
        return size, text
    return size, metrics(size, weight).elidedText(text, Qt.TextElideMode.ElideRight, width)


BIG_TYPE = 60
"""Type from this size up is filled as outlines at every draw (3 of the 5 ms of a screen), so its pictures are kept."""
_layers: dict[Hashable, QPixmap] = {}
_MOST_LAYERS = 32
_stamps: dict[Hashable, QPixmap] = {}
_MOST_STAMPS = 32


class Brush:
    """Draws in one face of `packing` in the tokens: wait, waitDark, ok, error or ask."""

    def __init__(self, painter: QPainter, face: str, width: float, height: float) -> None:
        self.painter, self.face, self.width, self.height = painter, face, width, height

    def color(self, role: str) -> QColor:
        """A role of the face (`text2`), of the program (`tones.red.solid`) or `white`."""
        if role == "white":
            return QColor("white")
        return theme.color(role if "." in role else f"packing.{self.face}.{role}")

    def fill(self, rect: QRectF, role: str) -> None:
        self.painter.fillRect(rect, self.color(role))

    def block(
        self, rect: QRectF, fill: QColor | None, radius: float, border: QColor | None = None, pen: float = 2
    ) -> None:
        self.painter.setPen(QPen(border, pen) if border else Qt.PenStyle.NoPen)
        self.painter.setBrush(fill if fill else Qt.BrushStyle.NoBrush)
        half = pen / 2 if border else 0
        self.painter.drawRoundedRect(rect.adjusted(half, half, -half, -half), radius, radius)

    def blocks(self, rects: Iterable[QRectF], fill: QColor, radius: float, border: QColor | None = None) -> None:
        """Many blocks of one look, filled in one go: an antialiased fill costs by the call."""
        half = 1.0 if border else 0.0
        path = QPainterPath()
        for rect in rects:
            path.addRoundedRect(rect.adjusted(half, half, -half, -half), radius, radius)
        self.painter.setPen(QPen(border, 2) if border else Qt.PenStyle.NoPen)
        self.painter.setBrush(fill)
        self.painter.drawPath(path)

    def layer(self, key: Hashable, box: QRectF, draw: Callable[["Brush"], None]) -> None:
        """A part that rarely changes: what `draw` paints in `box` is painted once for each face, size and `key`.

        Its picture is kept without its place, so `key` says all that is in it.
        """
        painter = self.painter
        ratio, scale = painter.device().devicePixelRatioF(), painter.transform().m11()
        whole = (key, self.face, theme.dark, box.width(), box.height(), scale, ratio)
        found = _layers.pop(whole, None)
        if found is None:
            if len(_layers) >= _MOST_LAYERS:
                _layers.pop(next(iter(_layers)))
            found = _blank(box.width() * scale, box.height() * scale, ratio)
            self.painter = QPainter(found)
            self.painter.setRenderHints(painter.renderHints())
            self.painter.scale(scale, scale)
            self.painter.translate(-box.topLeft())
            draw(self)
            self.painter.end()
            self.painter = painter
        _layers[whole] = found
        self._put(found, box.topLeft())

    def _put(self, picture: QPixmap, corner: QPointF) -> None:
        """Draw a kept picture with its corner on the nearest whole device pixel."""
        painter = self.painter
        ratio = painter.device().devicePixelRatioF()
        where = painter.transform().map(corner) * ratio
        painter.save()
        painter.resetTransform()
        painter.drawPixmap(QPointF(round(where.x()) / ratio, round(where.y()) / ratio), picture)
        painter.restore()

    def text(
        self,
        x: float,
        middle: float,
        text: str,
        px: int,
        weight: int = REGULAR,
        role: str | QColor = "text",
        *,
        align: Qt.AlignmentFlag = _LEFT,
        width: float = 0,
        smallest: int = 0,
    ) -> float:
        """Draw one line with its capitals centred on `middle`, beginning, ending or centred at `x`.

        With `width` it shrinks down to `smallest` (default: `px` itself) and then ends in "…". Returns its width.
        """
        if width:
            px, text = fitted(text, px, weight, width, smallest or px)
        wide = natural(text, px, weight)
        left = x - (wide if align == _RIGHT else wide / 2 if align == _CENTER else 0)
        color = role if isinstance(role, QColor) else self.color(role)
        base = QPointF(left, middle + metrics(px, weight).capHeight() / 2)
        if px >= BIG_TYPE and text:
            self._stamp(base, text, px, weight, color)
        else:
            _write(self.painter, base, text, px, weight, color)
        return wide

    def _stamp(self, base: QPointF, text: str, px: int, weight: int, color: QColor) -> None:
        """Draw big type from its kept picture, set on whole device pixels."""
        painter = self.painter
        ratio, scale = painter.device().devicePixelRatioF(), painter.transform().m11()
        edge, ascent = px * 0.2, metrics(px, weight).ascent()
        key = (text, px, weight, color.rgba(), scale, ratio)
        found = _stamps.get(key)
        if found is None:
            if len(_stamps) >= _MOST_STAMPS:
                _stamps.pop(next(iter(_stamps)))
            wide, high = natural(text, px, weight) + 2 * edge, ascent + metrics(px, weight).descent()
            found = _blank(wide * scale, high * scale, ratio)
            onto = QPainter(found)
            onto.setRenderHints(painter.renderHints())
            onto.scale(scale, scale)
            _write(onto, QPointF(edge, ascent), text, px, weight, color)
            onto.end()
            _stamps[key] = found
        self._put(found, base - QPointF(edge, ascent))

    def right(self, x: float, middle: float, text: str, px: int, weight: int = REGULAR, role: str = "text") -> float:
        return self.text(x, middle, text, px, weight, role, align=_RIGHT)

    def centre(self, x: float, middle: float, text: str, px: int, weight: int, role: str, width: float) -> float:
        return self.text(x, middle, text, px, weight, role, align=_CENTER, width=width, smallest=px * 3 // 5)

    def icon(self, x: float, middle: float, name: str, size: float, role: str = "mark") -> None:
        where = role if "." in role else f"packing.{self.face}.{role}"
        draw_icon(self.painter, QRectF(x, middle - size / 2, size, size), name, where)

    def rule(self, x: float, y: float, length: float, *, upright: bool = False) -> None:
        self.fill(QRectF(x, y, 2, length) if upright else QRectF(x, y, length, 2), "line")


def _blank(width: float, height: float, ratio: float) -> QPixmap:
    made = QPixmap(ceil(width * ratio), ceil(height * ratio))
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    return made


def _write(painter: QPainter, base: QPointF, text: str, px: int, weight: int, color: QColor) -> None:
    painter.setFont(font(px, weight))
    painter.setPen(color)
    painter.drawText(base, text)
