"""One line of text in a role's font and colour, shortened with "…": a window paints hundreds of them at each sight."""

from functools import lru_cache

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter

from ui.theme import theme

AT_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
AT_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@lru_cache(maxsize=4096)
def fitting(text: str, font: str, width: int) -> str:
    """The text in a type role, cut where it is wider than `width`. Finding out takes as long as drawing it."""
    return QFontMetrics(theme.font(font)).elidedText(text, Qt.TextElideMode.ElideRight, width)


def draw_line(
    painter: QPainter,
    room: QRect | QRectF,
    text: str,
    font: str = "body",
    role: str | QColor = "text",
    align: Qt.AlignmentFlag = AT_LEFT,
) -> None:
    """Draw the text in a type role and a colour or its role, cut where it does not fit into the room."""
    painter.setFont(theme.font(font))
    painter.setPen(role if isinstance(role, QColor) else theme.color(role))
    painter.drawText(room, align, fitting(text, font, int(room.width())))
