"""A test print in any size of paper: rulers, fine lines, Chinese letters and codes, to see how a printer is set."""

from collections.abc import Callable, Sequence

from printing import typeset
from printing.codes import code128, qr
from printing.sheet import MM, Sheet
from resources.i18n import translator

# In millimetres, for names that do not say it.
SHEETS = {"A4": (210.0, 297.0), "A5": (210.0, 148.0)}
TEXT = "TEST-1"
EDGE = 2 * MM
SHORT, MIDDLE, LONG = 1.2 * MM, 2 * MM, 3 * MM


def size_of(name: str) -> tuple[float, float]:
    """Width and height in millimetres of a size such as "100x150" or "A4"."""
    if name in SHEETS:
        return SHEETS[name]
    wide, high = name.split("x")
    return float(wide), float(high)


def render_test_print(size: str, dpi: int, told: Sequence[str], language: str = "zh_CN") -> bytes:
    """A test print as PDF; `told` are lines that say how the printer is set. Its code says TEXT.

    A frame stands 2 mm inside the paper's edge, with a ruler along its top and left: what is missing or further off
    shows how far the print must be moved. Raises Unprintable text_too_long.
    """
    sheet, words = Sheet(*size_of(size), dpi, TEXT), translator(language)
    sheet.frame(EDGE, EDGE, sheet.width - 2 * EDGE, sheet.height - 2 * EDGE, sheet.dot)
    _rulers(sheet)
    _middle(sheet, told, words)
    sheet.end_page()
    return sheet.pdf()


def _rulers(sheet: Sheet) -> None:
    for across, length in ((True, sheet.width - 2 * EDGE), (False, sheet.height - 2 * EDGE)):
        for step in range(1, int(length / MM)):
            tick = LONG if step % 10 == 0 else MIDDLE if step % 5 == 0 else SHORT
            at = EDGE + step * MM
            if across:
                sheet.bar(at, EDGE, sheet.dot, tick)
            else:
                sheet.bar(EDGE, at, tick, sheet.dot)
            if step % 10 == 0:
                x, y = (at + 0.3 * MM, EDGE + LONG - 4) if across else (EDGE + LONG - 4, at + 0.3 * MM)
                sheet.text(x, y, str(step), 5)


def _middle(sheet: Sheet, told: Sequence[str], words: Callable[[str], str]) -> None:
    """From the top: what it is, how the printer is set, lines of one and two dots, the codes."""
    left, room = EDGE + 6 * MM, sheet.width - 2 * EDGE - 8 * MM
    lines = [words("Test print"), *told, words("Letters must be sharp and whole: 龘鹰赢 8B6G 0O1l")]
    most = min(9.0, (sheet.height - 2 * EDGE) * 0.4 / len(lines) / 1.35)
    y = EDGE + 4 * MM
    for number, line in enumerate(lines):
        size = typeset.shrink_line(line, room, most, 3, bold=number == 0)
        sheet.text(left, y, line, size, bold=number == 0)
        y += size * 1.35
    room_below = sheet.height - EDGE - 1.5 * MM - y
    high = min(10 * MM, room_below * 0.45)
    _lines(sheet, left, y + 0.5 * MM, min(room, 12 * MM), min(room_below - high - 3 * MM, 20 * MM))
    code, square = code128(TEXT), qr(TEXT)
    side = min(room_below - high - 3 * MM, 18 * MM)
    if side >= 10 * MM:
        sheet.code(square, sheet.width - EDGE - side - 1.5 * MM, y, side, 0)
    sheet.code(code, left - 3 * MM, sheet.height - EDGE - high - 1 * MM, room + 3 * MM, high, 0.0)


def _lines(sheet: Sheet, x: float, y: float, width: float, height: float) -> None:
    """Stripes of one and of two dots: they run together where the print is too dark or too fast."""
    for thick, part in ((1, 0), (2, 1)):
        top = round((y + part * height / 2) / sheet.dot) * sheet.dot
        for step in range(int(height / 2 / sheet.dot) // (2 * thick)):
            sheet.bar(x, top + step * 2 * thick * sheet.dot, width, thick * sheet.dot)
