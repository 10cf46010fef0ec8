"""A label as data: what stands where, in millimetres from the top left corner; and the file it is exported as.

    layout = read_layout(file_bytes)          # Raises Unprintable for what is no layout
    file_bytes = write_layout(layout)         # the same layout comes back from it

Texts hold fields in braces: "{sku}", with a format "{made:YYYY-MM-DD}"; a part in square brackets is left out where a
field in it has no value: "[Lot {lot}]". Two of a brace or bracket stand for one.
"""

import math
import re
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from printing.errors import Unprintable

MOST_ELEMENTS, MOST_BYTES, MOST_PICTURE = 150, 1_500_000, 300_000
LEAST_SIDE, MOST_SIDE = 8.0, 400.0
LEAST_ELEMENT = 0.1
SLACK = 0.011  # millimetres, for figures that were rounded to hundredths

Millimetres = Annotated[float, Meta(ge=-MOST_SIDE, le=MOST_SIDE)]
Side = Annotated[float, Meta(ge=LEAST_SIDE, le=MOST_SIDE)]
Length = Annotated[float, Meta(ge=LEAST_ELEMENT, le=MOST_SIDE)]
Name = Annotated[str, Meta(max_length=60)]
Words = Annotated[str, Meta(max_length=1000)]
Points = Annotated[float, Meta(ge=3, le=300)]
Align = Literal["left", "center", "right"]
Upright = Literal["top", "middle", "bottom"]


class Condition(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """When an element is drawn: its field is there, missing, or is or is not `value` as it would be printed."""

    field: Name
    test: Literal["there", "missing", "is", "is_not"] = "there"
    value: Name = ""


class Element(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, tag_field="what"
):
    """Something in a box of `width` x `height` at (x, y); `turn` is clockwise, inside the same box."""

    x: Millimetres
    y: Millimetres
    width: Length
    height: Length
    turn: Literal[0, 90, 180, 270] = 0
    when: Condition | None = None


class Text(Element, frozen=True, tag="text"):
    """Words and fields. `english` is printed instead on English paper, where there is one. Sizes are in points.

    Type shrinks from `size` to `least` until all of it fits. `over` is what happens where it does not fit even so: the
    label is refused, the text is cut with "…", or lines at its end are left out and counted.
    """

    text: Words
    english: Words = ""
    size: Points = 9.0
    least: Points = 5.0
    bold: bool = False
    align: Align = "left"
    upright: Upright = "top"
    wrap: bool = True
    over: Literal["refuse", "cut", "count"] = "refuse"


class Bars(Element, frozen=True, tag="code"):
    """A code with its quiet zones inside the box. `symbology` is one of codes.SYMBOLOGIES.

    `spare` is a square code that is drawn where the bars are too long for the box; `shown` prints the text below.
    """

    text: Words
    symbology: Literal["code128", "gs1-128", "product", "ean13", "ean8", "upca", "itf14", "qr", "datamatrix"] = (
        "code128"
    )
    align: Align = "center"
    upright: Upright = "top"
    spare: Literal["", "qr", "datamatrix"] = ""
    shown: bool = False
    size: Points = 8.0


class Line(Element, frozen=True, tag="line"):
    """A black bar that fills its box."""


class Box(Element, frozen=True, tag="box"):
    """A frame whose lines, `line` millimetres thick, lie inside its box."""

    line: Annotated[float, Meta(ge=0.05, le=20)] = 0.25


class Picture(Element, frozen=True, tag="picture"):
    """A picture of the shop's own, or what a field holds ("logo"), as large as fits."""

    field: Name = ""
    data: Annotated[bytes, Meta(max_length=MOST_PICTURE)] = b""
    align: Align = "left"


AnyElement = Text | Bars | Line | Box | Picture


class Paper(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A sheet with labels side by side: how many, where the first one starts, and what is blank between them."""

    columns: Annotated[int, Meta(ge=1, le=20)]
    rows: Annotated[int, Meta(ge=1, le=60)]
    left: Annotated[float, Meta(ge=0, le=100)] = 0.0
    top: Annotated[float, Meta(ge=0, le=100)] = 0.0
    gap_x: Annotated[float, Meta(ge=0, le=50)] = 0.0
    gap_y: Annotated[float, Meta(ge=0, le=50)] = 0.0
    width: Annotated[float, Meta(ge=50, le=450)] = 210.0
    height: Annotated[float, Meta(ge=50, le=450)] = 297.0

    @property
    def places(self) -> int:
        return self.columns * self.rows


class Layout(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """One label. `kind` is a key of fields.FIELDS; `paper`, where there is one, the sheet it is printed on."""

    kind: Literal["label", "carton", "product", "lot", "bin", "badge", "command"]
    name: Name
    width: Side
    height: Side
    english: Name = ""
    elements: Annotated[tuple[AnyElement, ...], Meta(max_length=MOST_ELEMENTS)] = ()
    paper: Paper | None = None
    format: Literal["packdesk-label-1"] = "packdesk-label-1"

    @property
    def size(self) -> str:
        """As printers' papers are named: 100x150."""
        return f"{self.width:g}x{self.height:g}"


_PART = re.compile(r"\{\{|\}\}|\[\[|\]\]|\{([a-z_]+)(?::([^{}\[\]]{0,30}))?\}|([{}\[\]])|([^{}\[\]]+)")
_DOUBLE = {"{{": "{", "}}": "}", "[[": "[", "]]": "]"}


class Piece(msgspec.Struct, frozen=True):
    """A stretch of a text: words, or a field with its format; `group` numbers the brackets around it, 0 none."""

    words: str = ""
    field: str = ""
    format: str = ""
    group: int = 0


def pieces(text: str) -> tuple[Piece, ...]:
    """A text taken apart. Raises Unprintable bad_label_text for a brace or bracket without its other half."""
    found: list[Piece] = []
    group = groups = 0
    for match in _PART.finditer(text):
        field, form, single, words = match.groups()
        whole = match.group()
        if field:
            found.append(Piece(field=field, format=form or "", group=group))
        elif whole in _DOUBLE or words:
            found.append(Piece(words=_DOUBLE.get(whole, whole), group=group))
        elif single == "[" and not group:
            groups += 1
            group = groups
        elif single == "]" and group:
            group = 0
        else:
            raise Unprintable("bad_label_text", text=text)
    if group:
        raise Unprintable("bad_label_text", text=text)
    return tuple(found)


def texts_of(element: AnyElement) -> tuple[str, ...]:
    """The texts with fields that an element has."""
    match element:
        case Text():
            return (element.text, element.english)
        case Bars():
            return (element.text,)
    return ()


def used_fields(layout: Layout) -> frozenset[str]:
    """The names of all fields that a layout asks for."""
    found = {piece.field for each in layout.elements for text in texts_of(each) for piece in pieces(text)}
    found |= {each.when.field for each in layout.elements if each.when is not None}
    found |= {each.field for each in layout.elements if isinstance(each, Picture)}
    return frozenset(found - {""})


def is_inside(layout: Layout, element: AnyElement) -> bool:
    """Whether the element's box lies on the label."""
    return (
        element.x >= -SLACK
        and element.y >= -SLACK
        and element.x + element.width <= layout.width + SLACK
        and element.y + element.height <= layout.height + SLACK
    )


def check_layout(layout: Layout, known: frozenset[str]) -> None:
    """Refuse what could not be printed, whoever made it; `known` are the fields of its kind.

    Raises Unprintable element_outside, bad_label_text, unknown_label_field, labels_beyond_sheet, not_a_label.
    """
    if not layout.name.strip():
        raise Unprintable("empty_name")
    for place, each in enumerate(layout.elements, 1):
        if not all(math.isfinite(value) for value in (each.x, each.y, each.width, each.height)):
            raise Unprintable("element_outside", place=place)
        if not is_inside(layout, each):
            raise Unprintable("element_outside", place=place)
    unknown = used_fields(layout) - known
    if unknown:
        raise Unprintable("unknown_label_field", field=min(unknown))
    paper = layout.paper
    if paper is not None:
        wide = paper.left + paper.columns * layout.width + (paper.columns - 1) * paper.gap_x
        high = paper.top + paper.rows * layout.height + (paper.rows - 1) * paper.gap_y
        if wide > paper.width + SLACK or high > paper.height + SLACK:
            raise Unprintable("labels_beyond_sheet", columns=paper.columns, rows=paper.rows)


_DECODER = msgspec.json.Decoder(Layout)


def read_layout(data: bytes) -> Layout:
    """The layout in a file, whole and within the limits, but not checked against the fields of its kind.

    Raises Unprintable label_file_too_large, not_a_label with what is wrong in it.
    """
    if len(data) > MOST_BYTES:
        raise Unprintable("label_file_too_large", most=MOST_BYTES // 1_000_000)
    try:
        return _DECODER.decode(data.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Unprintable("not_a_label", reason=_reason(error)) from error


def _reason(error: Exception) -> str:
    """Where in the file it does not fit, without what the file says there."""
    place = re.search(r"`(\$[^`]{0,60})`", str(error))
    return place.group(1) if place else "JSON"


def write_layout(layout: Layout) -> bytes:
    """The layout as a file a person can read."""
    return msgspec.json.format(msgspec.json.encode(layout), indent=1) + b"\n"


def with_changes(element: Any, **changes: Any) -> Any:
    """An element with other values; a message for what does not fit them is msgspec.ValidationError."""
    changed = msgspec.structs.replace(element, **changes)
    return msgspec.convert(msgspec.to_builtins(changed), type(element))
