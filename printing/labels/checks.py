"""What is wrong or doubtful about a layout on one printer: what does not fit, codes that scanners may miss.

    for finding in findings(layout, sample, dpi, language): ...      # codes; ui/labels/words.py says them
"""

from dataclasses import dataclass, field
from typing import Any

import msgspec

from printing import raster
from printing.errors import Unprintable
from printing.labels import fields
from printing.labels.fields import AnyLabel
from printing.labels.layout import Bars, Element, Layout, Text
from printing.labels.render import across, draw, filled, fitted, fitting_code, holds, render
from printing.readback import codes_on
from printing.sheet import MM, Sheet, dots_per_mm

LEAST_HEIGHT = 10.0  # millimetres of bars that a hand-held scanner hits at the first try
LEAST_SQUARE = 0.33  # millimetres of a module of a square code
LEAST_RETAIL = 0.264  # an EAN or UPC at 80 %, the least that GS1 allows
LEAST_TYPE = 5.0  # points: below it Chinese runs together at 203 dpi
RETAIL = ("ean13", "ean8", "upca")


@dataclass(frozen=True, slots=True)
class Finding:
    """`place` is the element's, from 1, 0 for the label; `wrong` when it can't be printed so."""

    code: str
    place: int
    wrong: bool = False
    data: dict[str, Any] = field(default_factory=dict)


def findings(layout: Layout, label: AnyLabel, dpi: int = 203, language: str = "zh_CN") -> tuple[Finding, ...]:
    """All there is to say about a layout and a sample of what it prints, what is wrong first."""
    try:
        fields.check(layout)
    except Unprintable as error:
        return (Finding(error.code, int(str(error.data.get("place", 0))), True, error.data),)
    values, known = fields.values(label, language), fields.KNOWN[layout.kind]
    sheet = Sheet(layout.width, layout.height, dpi, "")
    found: list[Finding] = []
    shown: list[tuple[int, Element]] = []
    for place, each in enumerate(layout.elements, 1):
        if each.when is not None and not holds(each.when, values, known):
            continue
        shown.append((place, each))
        one = Layout(kind=layout.kind, name=layout.name, width=layout.width, height=layout.height, elements=(each,))
        try:
            draw(sheet, one, values, language)
            found += _about(sheet, each, place, values, layout.kind, language)
        except Unprintable as error:
            found.append(Finding(error.code, place, True, {**error.data, "place": place}))
    found += _crowded(shown)
    if not any(each.wrong for each in found):
        found += _unread(layout, label, shown, values, dpi, language)
    return tuple(sorted(found, key=lambda each: not each.wrong))


def _about(sheet: Sheet, each: Element, place: int, values: dict[str, Any], kind: str, language: str) -> list[Finding]:
    width, height = each.width * MM, each.height * MM
    if each.turn in (90, 270):
        width, height = height, width
    known = fields.KNOWN[kind]
    if isinstance(each, Text):
        text = each.english if language == "en" and each.english else each.text
        size, lines = fitted(each, filled(text, values, known), width, height, language)
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


def _crowded(shown: list[tuple[int, Element]]) -> list[Finding]:
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
    layout: Layout, label: AnyLabel, shown: list[tuple[int, Element]], values: dict[str, Any], dpi: int, language: str
) -> list[Finding]:
    """Codes that are not read from the printer's own dots."""
    known = fields.KNOWN[layout.kind]
    wanted = {place: filled(each.text, values, known) for place, each in shown if isinstance(each, Bars)}
    if not any(wanted.values()):
        return []
    pdf = render(msgspec.structs.replace(layout, paper=None), [label], dpi, language)
    there = {plain(text) for text in codes_on(raster.bitmap(pdf, 0, dpi))}
    return [Finding("unread", place, data={"text": text}) for place, text in wanted.items()
            if text and not any(plain(text) in each for each in there)]  # fmt: skip


def plain(text: str) -> str:
    """A code's text as it can be compared: without GS1's brackets and separators, and the zero before a UPC."""
    return "".join(letter for letter in text if letter not in "()\x1d").lstrip("0")
