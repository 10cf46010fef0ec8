"""What pick lists, hand-over lists and quotations share: the number as a code, fields, a table over pages, boxes."""

from collections.abc import Callable, Sequence

from printing import typeset
from printing.codes import code128
from printing.documents.form import (
    HAIR,
    PAD,
    Column,
    Field,
    Grid,
    Table,
    Wording,
    own_columns,
    own_fields,
    pages,
    sign_boxes,
)
from printing.errors import Unprintable
from printing.sheet import MM, Sheet
from resources.i18n import translator

NO_WORDING: Wording = {}
TITLE, SIZE = 20.0, 9.5
# Width, height and how far inside the edge, in millimetres: continuous paper has holes at its sides.
SHEETS = {"A4": (210, 297, 12, 11), "A5": (210, 148, 10, 8), "241x140": (241, 140, 15.5, 5)}


class ListPaper:
    """A list on one of SHEETS. Subclasses say `title`, `fields()`, `columns()`, `rows()`, `closing()`, `boxes()` and
    `note()`."""

    title = ""
    sign, gap = 15 * MM, 1.6 * MM
    logo = b""
    scanned = True  # whether somebody scans its number, so that it can't do without the code
    below = 0.0  # how much a paper needs between its sum and the boxes

    def __init__(
        self, number: str, prints: int, language: str, size: str = "A4", wording: Wording = NO_WORDING
    ) -> None:
        if size not in SHEETS:
            raise Unprintable("unknown_paper", size=size)
        self.number, self.prints, self.words, self.wording = number, prints, translator(language), wording
        wide, high, side, edge = SHEETS[size]
        self.sheet = Sheet(wide, high, 300, number)
        self.side, self.edge = side * MM, edge * MM
        self.width = self.sheet.width - 2 * self.side
        self.foot = self.sheet.height - self.edge - 3.5 * MM

    # what a kind of list says

    def fields(self, words: Callable[[str], str]) -> list[list[Field]]:
        """The head's fields, line by line."""
        raise TypeError(type(self))

    def columns(self, words: Callable[[str], str]) -> list[Column]:
        """The table's columns."""
        raise TypeError(type(self))

    def rows(self) -> Sequence[list[str]]:
        """The table's cells, line by line."""
        raise TypeError(type(self))

    def closing(self, words: Callable[[str], str]) -> list[str]:
        """The sums under the last line."""
        raise TypeError(type(self))

    def boxes(self, words: Callable[[str], str]) -> list[Field]:
        """The boxes to sign under it."""
        raise TypeError(type(self))

    def note(self) -> str:
        """What stands at the foot of each page."""
        return ""

    # the page

    def pdf(self) -> bytes:
        """The finished paper. Raises Unprintable code_too_long, text_too_long."""
        columns, places = own_columns(self.columns(self.words), self.wording)
        self.table = Table(self.side, self.width, columns, SIZE)
        self.grid = Grid(self.side, self.width, SIZE, own_fields(self.fields(self.words), self.wording))
        rows = [self.table.measure([cells[at] for at in places], self.gap) for cells in self.rows()]
        start = self.grid.draw(None, self.edge + 20 * MM) + 1 * MM + self.table.head().height
        room = self.foot - start - 1 * MM
        parts = list(pages(rows, room, room - SIZE - 2 * PAD - self.below - self.sign - 2 * MM))
        for number, part in enumerate(parts, 1):
            y = self.table.draw(self.sheet, self._heading(), self.table.head(), head=True)
            for row in part:
                y = self.table.draw(self.sheet, y, row)
            if number == len(parts):
                self._close(y)
            page = self.words("Page {n} of {count}").format(n=number, count=len(parts))
            self.sheet.text(self.side + self.width, self.foot + HAIR, page, 8, align=1)
            self.sheet.text(self.side, self.foot + HAIR, self.note(), 8)
            self.sheet.end_page()
        return self.sheet.pdf()

    def _heading(self) -> float:
        sheet, right = self.sheet, self.side + self.width
        actual = self._code(right)
        wide = sheet.text(self.side, self.edge, self.words(self.title), TITLE, bold=True)
        if self.logo:
            room = self.width - actual - wide - 12 * MM
            sheet.picture(self.logo, self.side + wide + 6 * MM, self.edge, room, 15 * MM, 0.5)
        if self.prints > 1:
            sheet.text(self.side, self.edge + 9.5 * MM, self.words("Reprint {n}").format(n=self.prints), SIZE)
        return self.grid.draw(sheet, self.edge + 20 * MM) + 1 * MM

    def _code(self, right: float) -> float:
        """The number and its code, up to the right edge; gives how wide they are."""
        sheet, number = self.sheet, self.number
        try:
            code = code128(number)
            actual = sheet.module(code, 72 * MM) * code.whole_width * sheet.dot
        except Unprintable:
            if self.scanned:
                raise
            size = typeset.shrink_line(number, 72 * MM, 11, 4, bold=True)
            return sheet.text(right, self.edge, number, size, bold=True, align=1)
        foot = sheet.code(code, right - actual, self.edge, actual, 11 * MM)
        sheet.text(right - actual / 2, foot + 0.8 * MM, number, 11, bold=True, align=0.5)
        return actual

    def _close(self, y: float) -> None:
        y = self.table.span(self.sheet, y, [(" · ".join(filter(None, self.closing(self.words))), 0)])
        self.sign_at(y)

    def sign_at(self, y: float) -> None:
        """The boxes to sign, a little below `y`."""
        sign_boxes(self.sheet, self.side, y + 2 * MM, self.width, self.sign, self.boxes(self.words))
