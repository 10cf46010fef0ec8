"""The mark of a reprint on a label whose layout has no place of its own for it."""

from collections.abc import Iterator, Sequence

from printing import typeset
from printing.labels import fields
from printing.labels.filling import FEET, SHARE, Values, filled, first_line, fitted, holds, wording
from printing.labels.layout import AnyElement, Bars, Box, Layout, Text, pieces, texts_of
from printing.sheet import MM, Sheet

SIZES, LEAST = (7.0, 6.0, 5.0), 3.0  # points
EDGE = 0.5  # millimetres that stay free at the label's edge, and around the mark
STEP = 1.5  # millimetres from one place that is tried to the next

Spot = tuple[float, float, float, float]
"""Left, top, width and height in millimetres."""


def mark(sheet: Sheet, layout: Layout, values: Values, language: str) -> None:
    """Print the mark, for a label that is a reprint, where nothing else stands; where there is no such place, over
    anything but a code. It is smaller where that helps. A layout that says itself how often a label was printed is
    left as it is.

    Raises Unprintable text_too_long for a label that is too narrow for it.
    """
    text, known = values.get("reprint"), fields.KNOWN[layout.kind]
    drawn = [each for each in layout.elements if each.when is None or holds(each.when, values, known)]
    if not text or any(_says(each) for each in drawn):
        return
    full = [spot for each in drawn for spot in _inked(each, values, layout, language)]
    codes = [_box(each) for each in drawn if isinstance(each, Bars)]
    size, (x, y, wide, high) = _free(layout, text, full, codes)
    sheet.clear(x * MM, y * MM, wide * MM, high * MM)
    sheet.text((x + EDGE) * MM, (y + EDGE / 2) * MM, text, size, True)


def _says(element: AnyElement) -> bool:
    return any(piece.field in fields.MARKS for text in texts_of(element) for piece in pieces(text))


def _box(element: AnyElement) -> Spot:
    return element.x, element.y, element.width, element.height


def _inked(element: AnyElement, values: Values, layout: Layout, language: str) -> tuple[Spot, ...]:
    """What of an element's box is printed on: the lines of a text, the sides of a frame, else all of it."""
    x, y, wide, high = _box(element)
    if isinstance(element, Box):
        line = element.line
        right, foot = x + wide - line, y + high - line
        return (x, y, wide, line), (x, foot, wide, line), (x, y, line, high), (right, y, line, high)
    if not isinstance(element, Text) or element.turn:
        return ((x, y, wide, high),)
    text = filled(wording(element, language), values, fields.KNOWN[layout.kind])
    size, lines = fitted(element, text, wide * MM, high * MM, language)
    if not lines:
        return ()
    longest = max(typeset.advance(typeset.clean(line), element.bold) for line in lines) * size / MM
    top = y + first_line(element, high * MM, len(lines), size) / MM
    down = (typeset.height(len(lines), size) + FEET * size) / MM
    return ((x + (wide - longest) * SHARE[element.align], top, longest, down),)


def _free(layout: Layout, text: str, full: Sequence[Spot], codes: Sequence[Spot]) -> tuple[float, Spot]:
    """A type size and the first place for it, from the foot upwards, from the right to the left, that is free, or at
    least free of codes."""
    room = (layout.width - 4 * EDGE) * MM
    sizes = [typeset.shrink_line(text, room, size, LEAST, True) for size in SIZES]
    for others in (full, codes):
        for size in sizes:
            for place in _places(layout, text, size):
                if not any(_meet(place, other) for other in others):
                    return size, place
    return sizes[-1], next(_places(layout, text, sizes[-1]))


def _places(layout: Layout, text: str, size: float) -> Iterator[Spot]:
    """Where the mark may stand on a label, the corner at the foot first."""
    wide = typeset.advance(text, True) * size / MM + 2 * EDGE
    high = size * (1 + FEET) / MM + EDGE
    y = layout.height - high - EDGE
    while y >= 0:
        x = layout.width - wide - EDGE
        while x >= 0:
            yield x, y, wide, high
            x -= STEP
        y -= STEP


def _meet(one: Spot, other: Spot) -> bool:
    """Whether two places share more than their edges."""
    across = one[0] < other[0] + other[2] and other[0] < one[0] + one[2]
    return across and one[1] < other[1] + other[3] and other[1] < one[1] + one[3]
