"""The checkbox mark, drawn the same in tables, headers and forms."""

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from ui.icons import pixmap
from ui.theme import theme


def paint_check(
    painter: QPainter, at: QPoint, state: Qt.CheckState, *, enabled: bool = True, focus: bool = False
) -> None:
    """A 16 px box with its top left corner at `at`."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    on = state != Qt.CheckState.Unchecked
    role = ("accentFill" if on else "control") if enabled else "line"
    if focus:
        painter.setPen(QPen(theme.color("focus"), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(at.x() - 2, at.y() - 2, 20, 20), 6, 6)
    painter.setPen(QPen(theme.color(role), 1))
    painter.setBrush(theme.color(role if on else "surface"))
    painter.drawRoundedRect(QRectF(at.x() + 0.5, at.y() + 0.5, 15, 15), 4, 4)
    if state == Qt.CheckState.Checked:
        mark = pixmap("check", "onAccent", 12, painter.device().devicePixelRatioF())
        painter.drawPixmap(QPointF(at.x() + 2, at.y() + 2), mark)
    elif state == Qt.CheckState.PartiallyChecked:
        painter.fillRect(QRectF(at.x() + 4, at.y() + 7, 8, 2), theme.color("onAccent"))
    painter.restore()
