"""What pick lists, hand-over lists and quotations share: the number as a code, fields, a table over pages, boxes."""

from collections.abc import Callable, Sequence

from printing.codes import code128
from printing.documents.form import HAIR, PAD, Column, Field, Grid, Table, pages, sign_boxes
from printing.sheet import MM, Sheet
from resources.i18n import translator

SIDE, EDGE = 12 * MM, 11 * MM
TITLE, SIZE = 20.0, 9.5


class ListPaper:
    """A list on A4. Subclasses say `title`, `fields()`, `columns()`, `rows()`, `closing()`, `boxes()` and `note()`."""

    title = ""
    sign, gap = 15 * MM, 1.6 * MM
    logo = b""
    below = 0.0  # how much a paper needs between its sum and the boxes

    def __init__(self, number: str, prints: int, language: str) -> None:
        self.number, self.prints, self.words = number, prints, translator(language)
        self.sheet = Sheet(210, 297, 300, number)
        self.width = self.sheet.width - 2 * SIDE
        self.foot = self.sheet.height - EDGE - 3.5 * MM

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
        self.table = Table(SIDE, self.width, self.columns(self.words), SIZE)
        self.grid = Grid(SIDE, self.width, SIZE, self.fields(self.words))
        rows = [self.table.measure(cells, self.gap) for cells in self.rows()]
        start = self.grid.draw(None, EDGE + 20 * MM) + 1 * MM + self.table.head().height
        room = self.foot - start - 1 * MM
        parts = list(pages(rows, room, room - SIZE - 2 * PAD - self.below - self.sign - 2 * MM))
        for number, part in enumerate(parts, 1):
            y = self.table.draw(self.sheet, self._heading(), self.table.head(), head=True)
            for row in part:
                y = self.table.draw(self.sheet, y, row)
            if number == len(parts):
                self._close(y)
            page = self.words("Page {n} of {count}").format(n=number, count=len(parts))
            self.sheet.text(SIDE + self.width, self.foot + HAIR, page, 8, align=1)
            self.sheet.text(SIDE, self.foot + HAIR, self.note(), 8)
            self.sheet.end_page()
        return self.sheet.pdf()

    def _heading(self) -> float:
        sheet, code, right = self.sheet, code128(self.number), SIDE + self.width
        actual = sheet.module(code, 72 * MM) * code.whole_width * sheet.dot
        foot = sheet.code(code, right - actual, EDGE, actual, 11 * MM)
        sheet.text(right - actual / 2, foot + 0.8 * MM, self.number, 11, bold=True, align=0.5)
        wide = sheet.text(SIDE, EDGE, self.words(self.title), TITLE, bold=True)
        if self.logo:
            room = self.width - actual - wide - 12 * MM
            sheet.picture(self.logo, SIDE + wide + 6 * MM, EDGE, room, 15 * MM, 0.5)
        if self.prints > 1:
            sheet.text(SIDE, EDGE + 9.5 * MM, self.words("Reprint {n}").format(n=self.prints), SIZE)
        return self.grid.draw(sheet, EDGE + 20 * MM) + 1 * MM

    def _close(self, y: float) -> None:
        y = self.table.span(self.sheet, y, [(" · ".join(filter(None, self.closing(self.words))), 0)])
        self.sign_at(y)

    def sign_at(self, y: float) -> None:
        """The boxes to sign, a little below `y`."""
        sign_boxes(self.sheet, SIDE, y + 2 * MM, self.width, self.sign, self.boxes(self.words))
