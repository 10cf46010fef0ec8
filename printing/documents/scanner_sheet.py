"""The sheet that a new scanner is tried with: one code that tells how it types, on one page of A4."""

from printing.codes import gs1_128, qr
from printing.sheet import MM, Sheet
from resources.i18n import N_, translator

# ui/scan/trial.py looks for it: letters that differ among keyboards, both cases, and a lot that needs a separator.
TRIAL = "(01)09506000134352(10)AQWZYM-;b(21)x7"
STEPS = (
    N_("1. In Packdesk open Settings, Scanner, and press Start."),
    N_("2. Scan this code three times, with a breath between."),
    N_("3. The page says what it found and sets everything."),
)
SQUARE = N_("For a scanner that reads only square codes:")
NOTE = N_("Does it not read? Hold it so far away that the red line is wider than the code, or print larger.")
_SIDE, _TOP = 15 * MM, 15 * MM
# 4 dots at 300 dpi, which readers of every kind see; a small one still reads the second.
_LARGE, _SMALL = 150 * MM, 100 * MM


def render_scanner_sheet(language: str = "zh_CN") -> bytes:
    """The sheet as PDF, the language of the place first, the other below."""
    sheet = Sheet(210, 297, 300, "SCANNER")
    languages = ("zh_CN", "en") if language.startswith("zh") else ("en", "zh_CN")
    first, second = (translator(each) for each in languages)
    title = N_("Set up a scanner")
    sheet.text(_SIDE, _TOP, first(title), 20, bold=True)
    sheet.text(_SIDE, _TOP + 9 * MM, second(title), 11)
    y = _TOP + 20 * MM
    for step in (*STEPS, NOTE):
        sheet.text(_SIDE, y, first(step), 12)
        sheet.text(_SIDE, y + 5.5 * MM, second(step), 9)
        y += 13 * MM
    for wide, high in ((_LARGE, 25 * MM), (_SMALL, 18 * MM)):
        foot = sheet.code(gs1_128(TRIAL), _SIDE, y + 10 * MM, wide, high, align=0.0)
        sheet.text(_SIDE + 4 * MM, foot + 1 * MM, TRIAL, 9)
        y = foot + 10 * MM
    sheet.text(_SIDE, y, first(SQUARE), 12)
    sheet.text(_SIDE, y + 5.5 * MM, second(SQUARE), 9)
    sheet.code(qr(TRIAL), _SIDE, y + 11 * MM, 40 * MM, 0, align=0.0)
    sheet.end_page()
    return sheet.pdf()
