"""The packer's control sheet: commands as codes, to hang beside the bench, on two pages of A4."""

from collections.abc import Sequence

from printing.codes import code128
from printing.commands import COMMAND_WORDS, FIGURES, POINT, QUANTITIES
from printing.sheet import MM, Sheet
from resources.i18n import N_, translator

COMMANDS = tuple(COMMAND_WORDS)
COUNTS = (*QUANTITIES, *FIGURES, POINT)
_SIDE, _TOP = 15 * MM, 15 * MM
_FIRST = _TOP + 24 * MM


def render_control_sheet(language: str = "zh_CN", told: Sequence[str] = ()) -> bytes:
    """The sheet as PDF, the language of the bench first, the other below; `told` are the bench's settings in words.

    Raises Unprintable code_too_long.
    """
    sheet = Sheet(210, 297, 300, "CMD")
    languages = ("zh_CN", "en") if language.startswith("zh") else ("en", "zh_CN")
    _page(sheet, languages, N_("Scan to command the bench"), told, COMMANDS, 3, 48 * MM)
    _page(sheet, languages, N_("Scan how many, or the figures one by one"), told, COUNTS, 3, 40 * MM)
    return sheet.pdf()


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
        first, second = (_meaning(command, each) for each in languages)
        sheet.text(x, y, first, 11, bold=True)
        sheet.text(x, y + 5.5 * MM, second, 9)
        foot = sheet.code(code128(f"CMD-{command}"), x, y + 11 * MM, wide - 10 * MM, high - 27 * MM, align=0.0)
        sheet.text(x, foot + 1 * MM, f"CMD-{command}", 9)
    sheet.end_page()


def _meaning(command: str, language: str) -> str:
    """What a code says, in one language."""
    words = translator(language)
    if command in COMMAND_WORDS:
        return words(COMMAND_WORDS[command])
    if command == POINT:
        return words(N_("Point, in a weight"))
    if command in FIGURES:
        return words(N_("Figure {n}")).format(n=command[1:])
    return words(N_("The next scan counts {n}")).format(n=command[1:])
