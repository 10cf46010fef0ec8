"""The packer's control sheet: commands as codes, to hang beside the bench, on two pages of A4.

Where many deliveries are picked at once, the codes of their boxes follow.
"""

from collections.abc import Sequence

from printing.codes import code128
from printing.commands import COMMAND_WORDS, FIGURES, POINT, QUANTITIES, meaning
from printing.sheet import MM, Sheet
from resources.i18n import N_, translator

COMMANDS = tuple(COMMAND_WORDS)
COUNTS = (*QUANTITIES, *FIGURES, POINT)
_SIDE, _TOP = 15 * MM, 15 * MM
BOXES_ON_PAGE = 15
_FIRST = _TOP + 24 * MM


def render_control_sheet(language: str = "zh_CN", told: Sequence[str] = (), boxes: int = 0) -> bytes:
    """The sheet as PDF, the language of the bench first, the other below; `told` are the bench's settings in words,
    `boxes` how many put-to-box codes are wanted.

    Raises Unprintable code_too_long.
    """
    sheet = Sheet(210, 297, 300, "CMD")
    languages = ("zh_CN", "en") if language.startswith("zh") else ("en", "zh_CN")
    _page(sheet, languages, N_("Scan to command the bench"), told, COMMANDS, 3, 48 * MM)
    _page(sheet, languages, N_("Scan how many, or the figures one by one"), told, COUNTS, 3, 40 * MM)
    for first in range(1, boxes + 1, BOXES_ON_PAGE):
        _box_page(sheet, languages, range(first, min(first + BOXES_ON_PAGE, boxes + 1)))
    return sheet.pdf()


def _box_page(sheet: Sheet, languages: tuple[str, str], boxes: range) -> None:
    """Codes to be cut out and stuck onto the boxes of a batch."""
    words = [translator(each) for each in languages]
    sheet.text(_SIDE, _TOP, words[0](N_("Stick one onto each box")), 20, bold=True)
    sheet.text(_SIDE, _TOP + 9 * MM, words[1](N_("Stick one onto each box")), 11)
    wide = (sheet.width - 2 * _SIDE) / 3
    for place, box in enumerate(boxes):
        x, y = _SIDE + place % 3 * wide, _TOP + 20 * MM + place // 3 * 50 * MM
        sheet.text(x, y, str(box), 40, bold=True)
        foot = sheet.code(code128(f"BOX-{box}"), x, y + 16 * MM, wide - 10 * MM, 18 * MM, align=0.0)
        sheet.text(x, foot + 1 * MM, f"BOX-{box}", 9)
    sheet.end_page()


def _page(
    sheet: Sheet, languages: tuple[str, str], title: str, told: Sequence[str], commands: Sequence[str], columns: int,
    high: float,
) -> None:  # fmt: skip
    words = [translator(each) for each in languages]
    sheet.text(_SIDE, _TOP, words[0](title), 20, bold=True)
    sheet.text(_SIDE, _TOP + 9 * MM, words[1](title), 11)
    sheet.text(_SIDE, _TOP + 15 * MM, "   ".join(told), 11)
    wide = (sheet.width - 2 * _SIDE) / columns
    for place, command in enumerate(commands):
        x, y = _SIDE + place % columns * wide, _FIRST + place // columns * high
        first, second = (meaning(command, each) for each in languages)
        sheet.text(x, y, first, 11, bold=True)
        sheet.text(x, y + 5.5 * MM, second, 9)
        foot = sheet.code(code128(f"CMD-{command}"), x, y + 11 * MM, wide - 10 * MM, high - 27 * MM, align=0.0)
        sheet.text(x, foot + 1 * MM, f"CMD-{command}", 9)
    sheet.end_page()
