"""What documents share: ruled tables that break over pages, label-and-value grids, boxes to sign."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from printing import typeset
from printing.documents.parts import ALWAYS
from printing.errors import Unprintable
from printing.sheet import MM, Sheet
from printing.wording import Own

HAIR, RULE = 0.15 * MM, 0.35 * MM
PAD = 1.2 * MM
_LEAST = 5.0
SEAL = 32 * MM
SHOWN = Own()


@dataclass(frozen=True, slots=True)
class Column:
    """`share` is its part of the table's width against the other columns'; `align` 0 left, 0.5 centre, 1 right; `key`
    is what a company's own wording calls it by, "" for one that always stays as it is."""

    title: str
    share: float
    align: float = 0.0
    bold: bool = False
    key: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """A label and its value over `share` of a line of fields; `drawn` is a signature for a box to sign; `key` as a
    column's."""

    label: str
    value: str
    share: float = 1.0
    drawn: bytes = b""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """Cells broken into lines, the type size of each cell, and the height they need."""

    cells: tuple[tuple[str, ...], ...]
    sizes: tuple[float, ...]
    height: float


Wording = Mapping[str, Own]

def own_columns(columns: Sequence[Column], wording: Wording) -> tuple[list[Column], list[int]]:
    """The columns as a company has them, and their places among all."""
    places = [at for at, each in enumerate(columns) if wording.get(each.key, SHOWN).shown or each.key in ALWAYS]
    kept = [columns[at] for at in places]
    return [replace(each, title=wording.get(each.key, SHOWN).title or each.title) for each in kept], places


def own_fields(lines: Sequence[Sequence[Field]], wording: Wording) -> list[list[Field]]:
    """Lines of fields as a company has them; a label keeps its colon."""
    shown = [[each for each in line if wording.get(each.key, SHOWN).shown] for line in lines]
    return [
        [replace(each, label=_with_colon(wording.get(each.key, SHOWN).title) or each.label) for each in line]
        for line in shown
        if line
    ]


def _with_colon(title: str) -> str:
    return title if not title or title.endswith((":", "：")) else f"{title}："


class Table:
    """A grid of `columns` over `width`, rows as high as their text. Figures shrink, words wrap, nothing is cut."""

    def __init__(self, x: float, width: float, columns: Sequence[Column], size: float) -> None:
        whole = sum(column.share for column in columns)
        self.x, self.columns, self.size = x, tuple(columns), size
        self.widths = tuple(column.share / whole * width for column in columns)
        self.width = width

    def measure(self, cells: Sequence[str], least: float = 0.0) -> Row:
        """A row ready to be drawn, at least `least` high. Raises Unprintable text_too_long for a figure too wide."""
        lines, sizes = [], []
        for column, width, text in zip(self.columns, self.widths, cells, strict=True):
            room = width - 2 * PAD * 0.8
            size = self._fitting(column, text, room)
            sizes.append(size)
            lines.append(typeset.wrap(text, room, size, column.bold))
        high = max(typeset.height(len(part), size) for part, size in zip(lines, sizes, strict=True))
        return Row(tuple(lines), tuple(sizes), max(high, self.size) + 2 * PAD + least)

    def _fitting(self, column: Column, text: str, room: float) -> float:
        if column.align == 1:
            figures = text.split("\n")
            return min(typeset.shrink_line(figure, room, self.size, _LEAST, column.bold) for figure in figures)
        return typeset.shrink_words(text, room, self.size, self.size * 0.75, column.bold)

    def head(self) -> Row:
        """The row of column titles."""
        size = self.size * 0.92
        titles = [
            typeset.wrap(column.title, width - PAD, size, True)
            for column, width in zip(self.columns, self.widths, strict=True)
        ]
        high = max(typeset.height(len(lines), size) for lines in titles)
        return Row(tuple(titles), (size,) * len(titles), high + 2 * PAD)

    def draw(self, sheet: Sheet, y: float, row: Row, head: bool = False) -> float:
        """Draw a row with its grid at `y`; gives the y below it."""
        x = self.x
        for column, width, lines, size in zip(self.columns, self.widths, row.cells, row.sizes, strict=True):
            align = 0.5 if head else column.align
            inner = 0.5 * PAD if head else 0.8 * PAD
            at = x + inner + (width - 2 * inner) * align
            top = y + (row.height - typeset.height(len(lines), size)) / 2
            sheet.lines(at, top, lines, size, head or column.bold, align)
            sheet.bar(x, y, HAIR, row.height)
            x += width
        sheet.bar(x - HAIR, y, HAIR, row.height)
        sheet.bar(self.x, y, self.width, RULE if head else HAIR)
        sheet.bar(self.x, y + row.height, self.width, RULE if head else HAIR)
        return y + row.height

    def span(self, sheet: Sheet, y: float, parts: Sequence[tuple[str, float]], bold: bool = True) -> float:
        """One row across the whole table: texts each with its alignment."""
        high = self.size + 2 * PAD
        for text, align in parts:
            room = self.width - 2 * PAD
            size = typeset.shrink_line(text, room, self.size, _LEAST, bold)
            sheet.text(self.x + PAD + room * align, y + PAD + (self.size - size) / 2, text, size, bold, align)
        sheet.frame(self.x, y, self.width, high + HAIR, HAIR)
        return y + high


def pages(rows: Sequence[Row], room: float, last_room: float, less: float = 0.0) -> Iterator[tuple[Row, ...]]:
    """Share `rows` out to pages of `room`, of which the last has `last_room`, and the first `less` less; totals stand
    on a page alone only where no row fits above them.

    Raises Unprintable text_too_long for a row higher than a page.
    """
    rest = list(rows)
    while sum(row.height for row in rest) > last_room - less:
        used, taken = 0.0, 0
        while taken < len(rest) and used + rest[taken].height <= room - less:
            used += rest[taken].height
            taken += 1
        if taken == len(rest) > 1 and rest[-1].height <= last_room:
            taken -= 1
        if taken == 0:
            # What stands around the lines can leave them no room at all.
            row = rest[0].cells if rest else ()
            raise Unprintable("text_too_long", text=" ".join("".join(cell) for cell in row))
        yield tuple(rest[:taken])
        del rest[:taken]
        less = 0.0
    yield tuple(rest)


class Grid:
    """Lines of fields under each other; a line of which no field has a value is left out, one without takes a dash."""

    def __init__(self, x: float, width: float, size: float, lines: Sequence[Sequence[Field]]) -> None:
        self.x, self.width, self.size = x, width, size
        self.lines = [line for line in lines if any(field.value for field in line)]

    def draw(self, sheet: Sheet | None, y: float) -> float:
        """Draw at `y`, or only measure without a sheet; gives the y below."""
        for fields in self.lines:
            whole, x, high = sum(field.share for field in fields), self.x, 0.0
            for field in fields:
                width = field.share / whole * self.width
                indent = min(typeset.advance(field.label) * self.size + 1.5 * MM, width * 0.5)
                label = typeset.wrap(field.label, indent, self.size)
                lines = typeset.wrap(field.value or "—", width - indent - 2 * MM, self.size)
                if sheet:
                    sheet.lines(x, y, label, self.size)
                    sheet.lines(x + indent, y, lines, self.size, bold=bool(field.value))
                high = max(high, typeset.height(max(len(lines), len(label)), self.size))
                x += width
            y += high + self.size * 0.5
        return y


def stamp(sheet: Sheet, seal: bytes, x: float, foot: float) -> None:
    """A company's seal as large as seals are, standing on `foot`; nothing without one. All else is drawn over it."""
    if seal:
        sheet.picture(seal, x, foot - SEAL, SEAL, SEAL)


def sign_boxes(sheet: Sheet, x: float, y: float, width: float, height: float, boxes: Sequence[Field]) -> float:
    """Frames to sign in, the label in the corner and a name, where known, below it; gives the y below."""
    whole = sum(box.share for box in boxes)
    size = 8.5
    for box in boxes:
        wide = box.share / whole * width
        sheet.frame(x, y, wide + HAIR, height, HAIR)
        label = typeset.shrink_block(box.label, wide - 2 * PAD, height * 0.6, size, _LEAST)
        foot = sheet.lines(x + PAD, y + PAD, typeset.wrap(box.label, wide - 2 * PAD, label), label)
        if box.value:
            fitting = typeset.shrink_line(box.value, wide - 2 * PAD, 10, _LEAST)
            sheet.text(x + PAD, foot + 1.2 * MM, box.value, fitting)
            foot += 1.2 * MM + fitting
        if box.drawn:
            room = y + height - foot - 1.4 * MM
            sheet.picture(box.drawn, x + PAD, foot + 0.7 * MM, wide - 2 * PAD, room, 0.5)
        x += wide
    return y + height
