"""Bars: what stock is made of, what a customer's exposure is made of.

InventoryBar(available, reserved, incoming, safety)                 # 8 px; the same painter serves table cells
ExposureBar([(_("Unpaid"), D), (_("Shipped, unbilled"), D), (_("Approved, unshipped"), D)], (_("This order"), D), limit)
"""

from collections.abc import Sequence
from decimal import Decimal

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from resources.i18n import _
from ui.kit.formats import amount
from ui.theme import theme

SHARES = ("chart.e1", "chart.e2", "chart.e3")


def hatch(painter: QPainter, at: QRectF, role: str, step: float = 6, width: float = 1.0) -> None:
    """Slanting lines within a rectangle."""
    painter.save()
    painter.setClipRect(at, Qt.ClipOperation.IntersectClip)
    painter.setPen(QPen(theme.color(role), width))
    left = at.left() - at.height()
    while left < at.right():
        painter.drawLine(QPointF(left, at.bottom()), QPointF(left + at.height(), at.top()))
        left += step
    painter.restore()


def paint_inventory_bar(
    painter: QPainter, at: QRectF, available: float, reserved: float, incoming: float, safety: float
) -> None:
    """Available, reserved and incoming as parts of their sum (or of the safety stock); the tick is the safety stock."""
    whole = max(available + reserved + incoming, safety, 0.000001)
    scale = at.width() / whole
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    path = QPainterPath()
    path.addRoundedRect(at, 3, 3)
    painter.setClipPath(path)
    painter.fillRect(at, theme.color("line"))
    left = at.x()
    for value, role in ((available, "chart.s2" if available < safety else "chart.s1"), (reserved, "chart.s3")):
        # The pixel between them parts what looks alike in grey.
        painter.fillRect(QRectF(left, at.y(), max(0.0, value * scale - 1), at.height()), theme.color(role))
        left += value * scale
    coming = QRectF(left, at.y(), incoming * scale, at.height())
    painter.fillRect(coming, theme.color("surface"))
    hatch(painter, coming, "chart.s1")
    painter.restore()
    if safety > 0:
        tick = QRectF(round(at.x() + safety * scale) - 1, at.y() - 4, 2, at.height() + 8)
        painter.fillRect(tick, theme.color("text"))


class InventoryBar(QWidget):
    """The bar as a widget, its figures read out."""

    def __init__(self, available: Decimal, reserved: Decimal, incoming: Decimal, safety: Decimal) -> None:
        super().__init__()
        self._parts = tuple(float(part) for part in (available, reserved, incoming, safety))
        self.setFixedHeight(18)
        self.setMinimumWidth(116)
        text = _("Available {available}, reserved {reserved}, incoming {incoming}, safety stock {safety}")
        self.setAccessibleName(text.format(available=available, reserved=reserved, incoming=incoming, safety=safety))

    def paintEvent(self, event: QPaintEvent) -> None:
        available, reserved, incoming, safety = self._parts
        paint_inventory_bar(QPainter(self), QRectF(0, 5, self.width(), 8), available, reserved, incoming, safety)


class ExposureBar(QWidget):
    """Three blues, this order in ochre, the limit as a line, beyond it red hatching; a legend with figures below."""

    def __init__(self, parts: Sequence[tuple[str, Decimal]], this: tuple[str, Decimal], limit: Decimal | None) -> None:
        super().__init__()
        self._parts, self._this, self._limit = tuple(parts), this, limit
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        said = [f"{term} {amount(value)}" for term, value in (*parts, this)]
        self.setAccessibleName(", ".join(said) + ("" if limit is None else "; " + self._limit_words()))

    def over(self) -> Decimal:
        """How far the sum is beyond the limit, 0 when it is not."""
        total = sum((value for _term, value in self._parts), Decimal(0)) + self._this[1]
        return max(Decimal(0), total - self._limit) if self._limit is not None else Decimal(0)

    def sizeHint(self) -> QSize:
        return QSize(400, 24 + 18 + 58)

    def _limit_words(self) -> str:
        return _("Limit ¥{limit}").format(limit=amount(self._limit or Decimal(0)))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        total = float(sum((value for _term, value in self._parts), Decimal(0)) + self._this[1])
        limit = float(self._limit) if self._limit is not None else 0.0
        whole = max(total, limit) * (1.06 if total > limit else 1.0) or 1.0
        at = QRectF(0, 24, self.width(), 18)
        scale = at.width() / whole
        self._shares(painter, at, scale)
        if self._limit is not None:
            self._limit_line(painter, at, limit * scale, total * scale)
        self._legend(painter)

    def _shares(self, painter: QPainter, at: QRectF, scale: float) -> None:
        path = QPainterPath()
        path.addRoundedRect(at, 4, 4)
        painter.save()
        painter.setClipPath(path)
        painter.fillRect(at, theme.color("line"))
        left = 0.0
        for (_term, value), role in zip(
            (*self._parts, self._this), (*SHARES[: len(self._parts)], "chart.over"), strict=True
        ):
            width = float(value) * scale
            painter.fillRect(QRectF(left, at.y(), max(0.0, width - 1), at.height()), theme.color(role))
            left += width
        last = float(self._this[1]) * scale  # in grey its ochre is as light as a blue
        hatch(painter, QRectF(left - last, at.y(), max(0.0, last - 1), at.height()), "surface", 8, 1.5)
        painter.restore()

    def _limit_line(self, painter: QPainter, at: QRectF, limit: float, end: float) -> None:
        painter.setFont(theme.font("label"))
        words = self._limit_words()
        width = painter.fontMetrics().horizontalAdvance(words)
        over = self.over()
        if over:
            beyond = QRectF(limit, at.y(), end - limit, at.height())
            painter.fillRect(beyond, theme.color("surface"))
            hatch(painter, beyond, "tones.red.solid", 7, 4)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.fillRect(QRectF(min(limit, self.width() - 2), at.y() - 4, 2, at.height() + 8), theme.color("text"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(theme.color("text"))
        left = max(0, min(limit - 8, self.width()) - width)
        painter.drawText(QPointF(left, 13), words)
        if over:
            painter.setPen(theme.color("tones.red.fg"))
            text = _("¥{amount} over").format(amount=amount(over))
            room = self.width() - painter.fontMetrics().horizontalAdvance(text)
            painter.drawText(QPointF(min(max(limit + 8, left + width + 16), room), 13), text)

    def _legend(self, painter: QPainter) -> None:
        left = 0
        roles = (*SHARES[: len(self._parts)], "chart.over")
        for (term, value), role in zip((*self._parts, self._this), roles, strict=True):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color(role))
            swatch = QRectF(left, 62, 10, 10)
            painter.drawRoundedRect(swatch, 3, 3)
            if role == "chart.over":
                hatch(painter, swatch, "surface", 5, 1.5)
            painter.setFont(theme.font("caption"))
            painter.setPen(theme.color("text2"))
            painter.drawText(QPointF(left + 16, 72), term)
            width = painter.fontMetrics().horizontalAdvance(term)
            painter.setFont(theme.font("bodyStrong"))
            painter.setPen(theme.color("text"))
            figure = f"¥{amount(value)}"
            painter.drawText(QPointF(left + 16, 92), figure)
            left += 16 + max(width, painter.fontMetrics().horizontalAdvance(figure)) + 24


class StockLegend(QWidget):
    """What the colours of an inventory bar mean, for the filter bar."""

    def __init__(self) -> None:
        super().__init__()
        self._words = (_("Available"), _("Reserved"), _("Incoming"), _("Safety stock"))
        metrics = self.fontMetrics()
        self.setFixedSize(sum(metrics.horizontalAdvance(word) + 38 for word in self._words), 20)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font("caption"))
        left = 4.0
        for number, word in enumerate(self._words):
            mark = QRectF(left, 6, 14, 8)
            if number < 2:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(theme.color(("chart.s1", "chart.s3")[number]))
                painter.drawRoundedRect(mark, 2, 2)
            elif number == 2:
                hatch(painter, mark, "chart.s1", 5)
            else:
                painter.fillRect(QRectF(left + 6, 3, 2, 14), theme.color("text"))
            painter.setPen(theme.color("text2"))
            painter.drawText(QPointF(left + 20, 14.5), word)
            left += painter.fontMetrics().horizontalAdvance(word) + 38
