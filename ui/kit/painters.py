"""One painter per column kind, used by the table delegate; a window may add its own (`PagedTable(painters={...})`).

A painter gets a `Cell` and draws the content only; ground, hairline, selection bar and focus frame are the delegate's.
The value kinds: two_lines and progress take their second value from `cell.second`; due is late or today only while
`cell.second` says that the document is open (a true value, or a state that is not an end); bar is a tuple
(available, reserved, incoming, safety stock).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter

from ui.icons import pixmap
from ui.kit.formats import NOTHING, day_word, shown
from ui.kit.labels import CHIP_HEIGHT, chip_width, paint_chip
from ui.kit.states import WORDS, state_look
from ui.kit.text_line import AT_LEFT, AT_RIGHT, draw_line
from ui.theme import theme

ENDED = frozenset({
    "completed", "closed", "closed_short", "cancelled", "rejected", "signed", "signed_difference", "refused", "lost",
    "resolved", "accepted",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cell:
    """What a painter needs: where, what, and in which row state."""

    painter: QPainter
    rect: QRect
    value: Any
    second: Any
    kind: str
    state_kind: str
    selected: bool
    today: date
    strong: bool = False


Painter = Callable[[Cell], None]


def write(
    cell: Cell,
    text: str,
    *,
    role: str = "text",
    font: str = "body",
    align: Qt.AlignmentFlag = AT_LEFT,
    rect: QRect | None = None,
) -> None:
    """Text in the cell, shortened with "…" when it does not fit."""
    draw_line(cell.painter, rect or cell.rect, text, font, role, align)


def _is_nothing(value: Any) -> bool:
    return value is None or value == ""


def paint_text(cell: Cell) -> None:
    if _is_nothing(cell.value):
        write(cell, NOTHING, role="text3")
    else:
        write(cell, shown(cell.kind, cell.value, cell.today), font="bodyBold" if cell.strong else "body")


def paint_code(cell: Cell) -> None:
    if _is_nothing(cell.value):
        write(cell, NOTHING, role="text3")
    else:
        write(cell, str(cell.value), font="bodyStrong")


def paint_two_lines(cell: Cell) -> None:
    rect, middle = cell.rect, cell.rect.y() + cell.rect.height() // 2
    if _is_nothing(cell.second):
        write(cell, shown("text", cell.value), font="bodyStrong")
        return
    write(cell, shown("text", cell.value), font="bodyStrong", rect=QRect(rect.x(), middle - 18, rect.width(), 19))
    write(cell, str(cell.second), role="text2", font="caption", rect=QRect(rect.x(), middle - 1, rect.width(), 18))


def paint_figure(cell: Cell) -> None:
    if _is_nothing(cell.value):
        write(cell, NOTHING, role="text3", align=AT_RIGHT)
    else:
        font = "bodyBold" if cell.strong else "body"
        write(cell, shown(cell.kind, cell.value, cell.today), align=AT_RIGHT, font=font)


def paint_due(cell: Cell) -> None:
    day, still = cell.value, cell.second
    if _is_nothing(day):
        write(cell, NOTHING, role="text3")
        return
    is_open = still is None or (still not in ENDED if isinstance(still, str) else bool(still))
    if not is_open or day > cell.today:
        write(cell, shown("due", day, cell.today))
        return
    tone, icon = ("red", "clock-alert") if day < cell.today else ("amber", "clock")
    _icon(cell, icon, f"tones.{tone}.fg")
    write(
        cell,
        day_word(day, cell.today),
        role=f"tones.{tone}.fg",
        font="bodyStrong",
        rect=cell.rect.adjusted(19, 0, 0, 0),
    )


def _icon(cell: Cell, name: str, role: str) -> None:
    image = pixmap(name, role, 14, cell.painter.device().devicePixelRatioF())
    cell.painter.drawPixmap(QPointF(cell.rect.x(), cell.rect.y() + (cell.rect.height() - 14) / 2), image)


def paint_state(cell: Cell) -> None:
    if cell.value not in WORDS.get(cell.state_kind, ()):
        paint_text(cell)
        return
    look = state_look(cell.state_kind, cell.value)
    if look.tone is None:
        write(cell, look.word, role="text2")
        return
    width = min(chip_width(look.word, look.icon), cell.rect.width() + 8)
    at = QRectF(cell.rect.x(), cell.rect.y() + (cell.rect.height() - CHIP_HEIGHT) // 2, width, CHIP_HEIGHT)
    paint_chip(cell.painter, at, look.word, look.icon, look.tone, on_selected=cell.selected)


def paint_progress(cell: Cell) -> None:
    done, whole = Decimal(cell.value or 0), Decimal(cell.second or 0)
    if not whole:
        write(cell, NOTHING, role="text3")
        return
    part = min(Decimal(1), done / whole)
    text = f"{shown('quantity', done)}/{shown('quantity', whole)}"
    width = min(84, max(46, cell.rect.width() - 58))
    at = QRectF(cell.rect.x(), cell.rect.y() + (cell.rect.height() - 6) // 2, width, 6)
    draw_bar(cell.painter, at, [(float(part), "tones.green.solid" if part == 1 else "chart.s1")], "line")
    write(cell, text, role="text2", align=AT_RIGHT, rect=cell.rect.adjusted(width + 4, 0, 0, 0))


def draw_bar(painter: QPainter, at: QRectF, parts: list[tuple[float, str]], ground: str) -> None:
    """A rounded bar: shares of its width in colours, left to right, over a ground."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color(ground))
    painter.drawRoundedRect(at, 3, 3)
    left = at.x()
    for share, role in parts:
        width = at.width() * share
        if width > 0:
            painter.setBrush(theme.color(role))
            painter.drawRoundedRect(QRectF(left, at.y(), width, at.height()), 3, 3)
        left += width
    painter.restore()


def paint_check_value(cell: Cell) -> None:
    if cell.value:
        _icon(cell, "check", "tones.green.fg")
    else:
        write(cell, NOTHING, role="text3")


def paint_make_up(cell: Cell) -> None:
    from ui.kit.bars import paint_inventory_bar

    at = QRectF(cell.rect.x(), cell.rect.y() + (cell.rect.height() - 8) // 2, min(116, cell.rect.width()), 8)
    available, reserved, incoming, safety = (float(part or 0) for part in cell.value)
    paint_inventory_bar(cell.painter, at, available, reserved, incoming, safety)


PAINTERS: dict[str, Painter] = {
    "text": paint_text, "two_lines": paint_two_lines, "number": paint_figure, "quantity": paint_figure,
    "price": paint_figure, "amount": paint_figure, "tenth": paint_figure, "date": paint_text, "due": paint_due,
    "moment": paint_text,
    "state": paint_state, "progress": paint_progress, "check": paint_check_value, "code": paint_code,
    "bar": paint_make_up,
}  # fmt: skip
