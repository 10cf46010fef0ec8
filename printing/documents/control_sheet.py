"""The packer's control sheet: commands as codes, to hang beside the bench, on A4."""

from collections.abc import Callable, Sequence

from printing.codes import code128
from printing.sheet import MM, Sheet
from resources.i18n import N_, translator

# What a command does at the bench, in the order it is needed; X10 and the like are typed quantities.
WORDS = {
    "OK": N_("Check and pack, or confirm"), "UNDO": N_("Undo the last scan"), "YES": N_("Yes, to a question"),
    "NO": N_("No, to a question"), "NEXT": N_("Next package"), "WEIGHT": N_("Weigh the package"),
    "PRINT": N_("Print label and note again"), "SHORT": N_("This piece is missing"), "HOLD": N_("Pause"),
    "X5": N_("The next scan counts 5"), "X10": N_("The next scan counts 10"), "X50": N_("The next scan counts 50"),
}  # fmt: skip
_SIDE, _TOP, _HIGH, _BAR = 15 * MM, 15 * MM, 42 * MM, 20 * MM


def render_control_sheet(commands: Sequence[str] = tuple(WORDS), language: str = "zh_CN") -> bytes:
    """The sheet as PDF, two codes a line; `commands` are keys of WORDS. Raises Unprintable code_too_long."""
    words = translator(language)
    sheet = Sheet(210, 297, 300, "CMD")
    sheet.text(_SIDE, _TOP, words("Scan to command the bench"), 20, bold=True)
    wide = (sheet.width - 2 * _SIDE) / 2
    for number, command in enumerate(commands):
        x, y = _SIDE + number % 2 * wide, _TOP + 18 * MM + number // 2 * _HIGH
        _command(sheet, x, y, wide - 10 * MM, command, words)
    sheet.end_page()
    return sheet.pdf()


def _command(sheet: Sheet, x: float, y: float, width: float, command: str, words: Callable[[str], str]) -> None:
    """One code with what it does above and its text below."""
    sheet.text(x, y, words(WORDS[command]), 13, bold=True)
    text = f"CMD-{command}"
    foot = sheet.code(code128(text), x, y + 7 * MM, width, _BAR, align=0.0)
    sheet.text(x, foot + 1 * MM, text, 9)
