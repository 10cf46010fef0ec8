"""What is wrong or doubtful about a layout on one printer: what does not fit, codes that scanners may miss.

    for finding in look(layout, sample, dpi, language, read=True).findings: ...      # ui/labels/words.py says them
"""

from typing import Any

import msgspec

from printing import raster
from printing.errors import Unprintable
from printing.labels import fields
from printing.labels.fields import AnyLabel
from printing.labels.filling import filled, fitted, holds, wording
from printing.labels.findings import Finding, Look
from printing.labels.layout import AnyElement, Bars, Element, Layout, Text
from printing.labels.render import across, draw, fitting_code
from printing.readback import codes_on
from printing.sheet import MM, Sheet, dots_per_mm

LEAST_HEIGHT = 10.0  # millimetres of bars that a hand-held scanner hits at the first try
LEAST_SQUARE = 0.33  # millimetres of a module of a square code
LEAST_RETAIL = 0.264  # an EAN or UPC at 80 %, the least that GS1 allows
LEAST_TYPE = 5.0  # points: below it Chinese runs together at 203 dpi
RETAIL = ("ean13", "ean8", "upca")


def look(
    layout: Layout, label: AnyLabel, dpi: int = 203, language: str = "zh_CN", *, pixels: float = 0, read: bool = False
) -> Look:
    """One label as it is printed, `pixels` wide, 0 for the printer's dots. What can't be drawn is left out and told.

    `read` also reads its codes back (0.1 s).
    """
    values = fields.values(label, language)
    sheet = Sheet(layout.width, layout.height, dpi, "")
    found: list[Finding] = []
    shown: list[tuple[int, AnyElement]] = []
    try:
        fields.check(layout)
    except Unprintable as error:
        found.append(Finding(error.code, int(str(error.data.get("place", 0))), True, error.data))
    for place, each in enumerate(layout.elements, 1):
        if each.when is None or holds(each.when, values, fields.KNOWN[layout.kind]):
            shown.append((place, each))
            found += _drawn(sheet, layout, each, place, values, language)
    sheet.end_page()
    pdf = sheet.pdf()
    found += _crowded(shown)
    if read:
        wrong = {each.place for each in found if each.wrong}
        found += _unread(pdf, layout, [one for one in shown if one[0] not in wrong], values, dpi)
    picture = raster.page_picture(pdf, 0, pixels) if pixels else raster.bitmap(pdf, 0, dpi)
    return Look(picture, tuple(sorted(found, key=lambda each: not each.wrong)))


def _drawn(
    sheet: Sheet, layout: Layout, each: AnyElement, place: int, values: dict[str, Any], language: str
) -> list[Finding]:
    """Draw one element; gives what is doubtful about it, or why it can't be drawn."""
    one = msgspec.structs.replace(layout, elements=(each,))
    try:
        draw(sheet, one, values, language)
        return _about(sheet, each, place, values, layout.kind, language)
    except Unprintable as error:
        return [Finding(error.code, place, True, {**error.data, "place": place})]


def _about(
    sheet: Sheet, each: AnyElement, place: int, values: dict[str, Any], kind: str, language: str
) -> list[Finding]:
    width, height = each.width * MM, each.height * MM
    if each.turn in (90, 270):
        width, height = height, width
    known = fields.KNOWN[kind]
    if isinstance(each, Text):
        size, lines = fitted(each, filled(wording(each, language), values, known), width, height, language)
        if lines and size < LEAST_TYPE:
            return [Finding("type_small", place, data={"size": f"{size:g}"})]
        return []
    if not isinstance(each, Bars):
        return []
    text = filled(each.text, values, known)
    if not text:
        return []
    code = fitting_code(sheet, each, text, width, height)
    square = code.height > 1
    module = sheet.module(code, across(code, width, height) if square else width) / dots_per_mm(sheet.dpi)
    shown = {"module": f"{module:.2f}"}
    if square:
        return [Finding("module_small", place, data=shown)] if module < LEAST_SQUARE else []
    found = []
    if each.symbology in RETAIL and module < LEAST_RETAIL:
        found.append(Finding("module_retail", place, data=shown))
    if height / MM < LEAST_HEIGHT:
        found.append(Finding("bars_low", place, data={"height": f"{height / MM:g}"}))
    return found


def _crowded(shown: list[tuple[int, AnyElement]]) -> list[Finding]:
    """Codes whose box, quiet zones included, something else reaches into."""
    found = []
    for place, code in shown:
        if not isinstance(code, Bars):
            continue
        other = next((at for at, each in shown if at != place and _overlap(code, each)), 0)
        if other:
            found.append(Finding("quiet_zone", place, data={"other": other}))
    return found


def _overlap(one: Element, other: Element) -> bool:
    """Whether two boxes share more than a tenth of a millimetre; a frame around a code does not count."""
    around = other.x <= one.x and other.y <= one.y
    around = around and other.x + other.width >= one.x + one.width and other.y + other.height >= one.y + one.height
    wide = min(one.x + one.width, other.x + other.width) - max(one.x, other.x)
    high = min(one.y + one.height, other.y + other.height) - max(one.y, other.y)
    return wide > 0.1 and high > 0.1 and not around


def _unread(
    pdf: bytes, layout: Layout, shown: list[tuple[int, AnyElement]], values: dict[str, Any], dpi: int
) -> list[Finding]:
    """Codes that are not read from the printer's own dots."""
    known = fields.KNOWN[layout.kind]
    wanted = {place: filled(each.text, values, known) for place, each in shown if isinstance(each, Bars)}
    if not any(wanted.values()):
        return []
    there = {plain(text) for text in codes_on(raster.bitmap(pdf, 0, dpi))}
    return [
        Finding("unread", place, data={"text": text})
        for place, text in wanted.items()
        if text and not any(plain(text) in each for each in there)
    ]


def plain(text: str) -> str:
    """A code's text as it can be compared: without GS1's brackets and separators, and the zero before a UPC."""
    return "".join(letter for letter in text if letter not in "()\x1d").lstrip("0")
