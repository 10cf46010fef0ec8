"""A report on A4: headlines, a chart in bars that also reads in black and white, the rows, what the figures mean."""

from printing import figures, typeset
from printing.documents.form import HAIR, PAD, Column, Row, Table
from printing.documents.table_list import ACROSS_FROM, EDGE, SIDE, SIZE, TITLE
from printing.papers import PrintedReport, ReportBar
from printing.sheet import MM, Sheet
from resources.i18n import translator

BAR, BETWEEN, WORD, VALUE = 4.2 * MM, 1.6 * MM, 62 * MM, 26 * MM
CARD = 15 * MM
A_LINE = 4


def render_report(paper: PrintedReport, language: str = "zh_CN") -> bytes:
    """A report as PDF on A4. Raises Unprintable text_too_long."""
    return _Report(paper, language).pdf()


class _Report:
    def __init__(self, paper: PrintedReport, language: str) -> None:
        self.paper, self.words = paper, translator(language)
        wide = sum(column.share for column in paper.columns)
        self.sheet = Sheet(297, 210, 300, paper.title) if wide >= ACROSS_FROM else Sheet(210, 297, 300, paper.title)
        self.width = self.sheet.width - 2 * SIDE
        self.foot = self.sheet.height - EDGE - 4 * MM
        columns = [Column(column.title, column.share, 1.0 if column.figures else 0.0) for column in paper.columns]
        self.table = Table(SIDE, self.width, columns, SIZE)
        self.page = 0

    def pdf(self) -> bytes:
        y = self._bars(self._cards(self._heading()))
        rows = [self.table.measure(cells) for cells in self.paper.rows]
        if rows:
            y = self._rows(rows, y)
        self._notes(y)
        self._end_page()
        return self.sheet.pdf()

    def _heading(self) -> float:
        paper, sheet, right = self.paper, self.sheet, SIDE + self.width
        sheet.text(SIDE, EDGE, paper.title, TITLE, bold=True)
        sheet.text(right, EDGE, paper.company, 10, bold=True, align=1)
        by = " · ".join(filter(None, [figures.minute(paper.at), paper.by]))
        sheet.text(right, EDGE + 5 * MM, by, 8, align=1)
        room = self.width - 8 * typeset.advance(by) - 4 * MM  # what stands at the right stays free
        told = typeset.wrap("  ·  ".join(paper.told), room, SIZE)
        sheet.lines(SIDE, EDGE + TITLE + 1.5 * MM, told, SIZE)
        return EDGE + TITLE + 1.5 * MM + typeset.height(len(told), SIZE) + 3 * MM

    def _cards(self, y: float) -> float:
        """The headlines in boxes, four a line."""
        width = self.width / A_LINE
        for number, each in enumerate(self.paper.figures):
            x, top = SIDE + width * (number % A_LINE), y + CARD * (number // A_LINE)
            self.sheet.frame(x, top, width - 2 * MM, CARD - 2 * MM, HAIR)
            room = width - 2 * MM - 2 * PAD
            self.sheet.text(x + PAD, top + 1 * MM, each.term, typeset.shrink_line(each.term, room, 8, 5))
            size = typeset.shrink_line(each.figure, room, 13, 7, True)
            self.sheet.text(x + PAD, top + 4.4 * MM, each.figure, size, bold=True)
            self.sheet.text(x + PAD, top + 9.6 * MM, each.compared, typeset.shrink_line(each.compared, room, 7, 5))
        return y + CARD * -(-len(self.paper.figures) // A_LINE) + 2 * MM

    def _bars(self, y: float) -> float:
        if not self.paper.bars:
            return y
        self.sheet.text(SIDE, y, self.paper.chart, 10, bold=True)
        y += 6 * MM
        for bar in self.paper.bars:
            if y + BAR > self.foot:
                y = self._next_page()
            self._bar(bar, y)
            y += BAR + BETWEEN
        return y + 3 * MM

    def _bar(self, bar: ReportBar, y: float) -> None:
        room = self.width - WORD - VALUE
        size = typeset.shrink_line(bar.word, WORD - 2 * MM, SIZE, 5)
        self.sheet.text(SIDE + WORD - 2 * MM, y + 0.6 * MM, bar.word, size, align=1)
        length = room * min(abs(bar.share), 1)
        if bar.share > 0:
            self.sheet.bar(SIDE + WORD, y, max(length, HAIR), BAR)
        elif bar.share < 0:
            self.sheet.frame(SIDE + WORD, y, max(length, HAIR), BAR, HAIR)
        self.sheet.text(SIDE + WORD + length + 2 * MM, y + 0.6 * MM, bar.figure, SIZE)

    def _rows(self, rows: list[Row], y: float) -> float:
        head = self.table.head()
        if y + head.height + rows[0].height > self.foot:
            y = self._next_page()
        y = self.table.draw(self.sheet, y, head, head=True)
        for row in rows:
            if y + row.height > self.foot:
                y = self.table.draw(self.sheet, self._next_page(), head, head=True)
            y = self.table.draw(self.sheet, y, row)
        return y

    def _notes(self, y: float) -> None:
        y += 3 * MM
        for note in self.paper.notes:
            lines = typeset.wrap(note, self.width, 7.5)
            high = typeset.height(len(lines), 7.5)
            if y + high > self.foot:
                y = self._next_page()
            self.sheet.lines(SIDE, y, lines, 7.5)
            y += high + 0.8 * MM

    def _next_page(self) -> float:
        self._end_page()
        return EDGE

    def _end_page(self) -> None:
        self.page += 1
        told = self.words("Page {n}").format(n=self.page)
        self.sheet.text(SIDE + self.width, self.foot + HAIR, told, 8, align=1)
        self.sheet.text(SIDE, self.foot + HAIR, self.paper.title, 8)
        self.sheet.end_page()
