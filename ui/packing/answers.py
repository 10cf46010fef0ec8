"""The answers to a question at the foot of the yellow face: words, the key, and a code to scan off the screen."""

from functools import lru_cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor

from ui.packing.brush import MEDIUM, REGULAR, Brush, natural
from ui.packing.frame import MARGIN
from ui.packing.state import Choice

if TYPE_CHECKING:
    from printing.codes import Code

TOP, HIGH, GAP = 846.0, 112.0, 20.0
HELP_TOP, HELP_COLUMNS = 244.0, 3
CAP = 24


@lru_cache(maxsize=16)
def _code(command: str) -> "Code":
    from printing.codes import qr  # which loads the library of codes, and only a question needs it

    return qr(f"CMD-{command}")


def paint_choices(brush: Brush, choices: tuple[Choice, ...], wide: float) -> None:
    box = (wide + 4 - GAP * (len(choices) - 1)) / len(choices)
    for place, choice in enumerate(choices):
        _paint_choice(brush, QRectF(MARGIN - 2 + place * (box + GAP), TOP, box, HIGH), choice)


def paint_help(brush: Brush, choices: tuple[Choice, ...], wide: float) -> None:
    """What can be done now, to be scanned off the screen."""
    box = (wide + 4 - GAP * (HELP_COLUMNS - 1)) / HELP_COLUMNS
    for place, choice in enumerate(choices):
        line, column = divmod(place, HELP_COLUMNS)
        at = QRectF(MARGIN - 2 + column * (box + GAP), HELP_TOP + line * (HIGH + GAP), box, HIGH)
        _paint_choice(brush, at, choice)


def _paint_choice(brush: Brush, box: QRectF, choice: Choice) -> None:
    brush.block(box, QColor("white"), 12, brush.color("text"), 3)
    side = HIGH - 10
    if choice.command:
        _paint_code(brush, QRectF(box.right() - side - 5, box.y() + 5, side, side), _code(choice.command))
    x, middle, dark = box.x() + 20, box.center().y(), QColor("black")
    cap = natural(choice.key, CAP, MEDIUM) + 20
    brush.block(QRectF(x, middle - 20, cap, 40), None, 6, dark, 1.5)
    brush.text(x + 10, middle, choice.key, CAP, MEDIUM, dark)
    room = box.right() - side - 10 - (x + cap + 14)
    brush.text(x + cap + 14, middle, choice.text, 38, MEDIUM if choice.command == "YES" else REGULAR, dark, width=room,
               smallest=22)  # fmt: skip


def _paint_code(brush: Brush, square: QRectF, code: "Code") -> None:
    """Modules of whole device pixels, so that a scanner reads them off any screen."""
    painter = brush.painter
    scale = painter.transform().m11() * painter.device().devicePixelRatioF()
    module = max(1, int(square.width() * scale // code.whole_width)) / scale
    left = square.x() + (square.width() - code.width * module) / 2
    top = square.y() + (square.height() - code.height * module) / 2
    left, top = round(left * scale) / scale, round(top * scale) / scale
    painter.save()
    painter.setRenderHint(painter.RenderHint.Antialiasing, False)
    for column, row, length in code.runs:
        painter.fillRect(QRectF(left + column * module, top + row * module, length * module, module), QColor("black"))
    painter.restore()
