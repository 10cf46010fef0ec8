"""Any list of the program on A4, upright or across as its columns need: filters told, totals, numbered pages."""

from printing import figures, typeset
from printing.documents.form import HAIR, PAD, Column, Row, Table, pages
from printing.papers import PrintedList
from printing.sheet import MM, Sheet
from resources.i18n import translator

SIDE, EDGE = 10 * MM, 10 * MM
TITLE, SIZE, SMALL = 16.0, 8.5, 7.0
ACROSS_FROM, CROWDED_FROM = 122, 200  # what the columns are wide together, in half characters
LONGEST = 240


def render_list(paper: PrintedList, language: str = "zh_CN") -> bytes:
    """A list as PDF on A4. Raises Unprintable text_too_long."""
    return _Printed(paper, language).pdf()


class _Printed:
    def __init__(self, paper: PrintedList, language: str) -> None:
        self.paper, self.words = paper, translator(language)
        wide = sum(column.share for column in paper.columns)
        size = SMALL if wide >= CROWDED_FROM else SIZE
        self.sheet = Sheet(297, 210, 300, paper.title) if wide >= ACROSS_FROM else Sheet(210, 297, 300, paper.title)
        self.width = self.sheet.width - 2 * SIDE
        self.foot = self.sheet.height - EDGE - 4 * MM
        columns = [Column(column.title, column.share, 1.0 if column.figures else 0.0) for column in paper.columns]
        self.table = Table(SIDE, self.width, columns, size)

    def pdf(self) -> bytes:
        rows = [self.table.measure([_short(cell) for cell in cells]) for cells in self.paper.rows]
        start = self._heading(draw=False) + self.table.head().height
        room = self.foot - start - 1 * MM
        last = room - self.table.size - 2 * PAD
        parts = list(pages(rows, room, last))
        for number, part in enumerate(parts, 1):
            self._page(part, number, len(parts))
        return self.sheet.pdf()

    def _page(self, part: tuple[Row, ...], number: int, count: int) -> None:
        y = self.table.draw(self.sheet, self._heading(draw=True), self.table.head(), head=True)
        for row in part:
            y = self.table.draw(self.sheet, y, row)
        if number == count:
            self.table.span(self.sheet, y, [(self._count(), 0), (self._totals(), 1)])
        page = self.words("Page {n} of {count}").format(n=number, count=count)
        self.sheet.text(SIDE + self.width, self.foot + HAIR, page, 8, align=1)
        self.sheet.text(SIDE, self.foot + HAIR, self.paper.title, 8)
        self.sheet.end_page()

    def _heading(self, *, draw: bool) -> float:
        """Title, company, who printed it when, and what narrows the list; gives the y below."""
        paper, sheet, right = self.paper, self.sheet, SIDE + self.width
        by = " · ".join(filter(None, [figures.minute(paper.at), paper.by]))
        told = typeset.wrap(self.words("Filter: {filters}").format(filters=", ".join(paper.told)), self.width, SIZE)
        y = EDGE + TITLE + 1.5 * MM
        if draw:
            sheet.text(SIDE, EDGE, paper.title, TITLE, bold=True)
            sheet.text(right, EDGE, paper.company, 10, bold=True, align=1)
            sheet.text(right, EDGE + 5 * MM, by, 8, align=1)
            if paper.told:
                sheet.lines(SIDE, y, told, SIZE)
        return y + (typeset.height(len(told), SIZE) + 1.5 * MM if paper.told else 1 * MM)

    def _count(self) -> str:
        return self.words("Rows: {count}").format(count=f"{len(self.paper.rows):,}")

    def _totals(self) -> str:
        return "   ".join(f"{term} {figure}" for term, figure in self.paper.totals)


def _short(text: str) -> str:
    """A note as long as a letter would fill a page by itself."""
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
