"""Reports: what is late and why, what sells, what lies still, who owes.

Each figure has its meaning and the rows behind it.

    window.activate(report="on_time", by="customer", span="month")
    window.activate(report="over_time", product=7, told="Tea")      # of one product

F3 period, F4 grouping, Ctrl+E into a file (workbook or PDF), Enter on a row or a bar shows what is behind it.
"""

from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QFileDialog, QListWidget, QListWidgetItem, QWidget

from resources.i18n import _
from services.errors import Refusal
from services.listing import Query
from services.reports import paper
from services.reports.catalogue import offered
from services.reports.definition import GROUPS, Ask, Behind, Figure, Report, Result
from services.reports.listed import Listed, in_words
from services.reports.period import SPANS, Period, named
from ui.kit.buttons import action_button
from ui.kit.cards import FigureCard
from ui.kit.empty import EmptyState
from ui.kit.fields import ChoiceField, DateField
from ui.kit.labels import boxed, clear, column, hline, label, row, vline
from ui.kit.paged_table import PagedTable
from ui.kit.window import Window
from ui.reports.behind import BehindDialog
from ui.reports.change import change_chip
from ui.reports.chart import ReportChart
from ui.reports.dashboard import Dashboard
from ui.shell import Shell

NAV_WIDTH, CARDS = 216, 5
OWN, DASHBOARD = "own", "dashboard"
CHART_BARS = 62


class ReportsWindow(Window):
    """See the module."""

    topics = frozenset({"orders", "deliveries", "stock", "money"})

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell, _("Reports"), _("How good are we, what sells, what lies still, who owes"))
        self._reports = {report.name: report for report in offered(shell.actor)}
        self.dashboard = Dashboard(shell, lambda name: self.activate(report=name))
        self.report: Report | None = None
        self.result: Result | None = None
        self._ask: Ask | None = None
        self._only: int | None = None
        self.only = action_button("", "x")
        self.nav, self._names = self._navigation()
        self.span = ChoiceField([*((name, _(term)) for name, term in SPANS.items()), (OWN, _("From … to …"))])
        self.first, self.last = DateField(shell.today), DateField(shell.today)
        self.by, self.drawn = ChoiceField(), ChoiceField()
        self.cards = row(gap=12, margins=(20, 0, 20, 12))
        self.chart = ReportChart()
        self.chart.setAccessibleName(_("Chart"))
        self.table: PagedTable | None = None
        self.listed: Listed | None = None
        self._told, self._span_box = label("", "secondary", wrap=True), row(gap=8)
        self._table_box = column(gap=0)
        self._nothing = EmptyState(
            "chart-column", _("Nothing in this period"), _("Choose a longer one, or another report.")
        )
        self._lay_out()
        self._connect()

    def _navigation(self) -> tuple[QListWidget, list[str]]:
        """The reports under the names of their groups."""
        nav, names = QListWidget(), []
        nav.setProperty("flat", "true")
        nav.setFixedWidth(NAV_WIDTH)
        nav.setAccessibleName(_("Reports"))
        QListWidgetItem(f"  {_('Dashboard')}", nav).setSizeHint(QSize(0, 28))
        names.append(DASHBOARD)
        for group, term in GROUPS.items():
            mine = [report for report in self._reports.values() if report.group == group]
            if mine:
                head = QListWidgetItem(_(term), nav)
                head.setFlags(Qt.ItemFlag.NoItemFlags)
                head.setSizeHint(QSize(0, 29))
                names.append("")
            for report in mine:
                item = QListWidgetItem(f"  {_(report.title)}", nav)
                item.setToolTip(_(report.told))
                item.setSizeHint(QSize(0, 24))
                names.append(report.name)
        return nav, names

    def _lay_out(self) -> None:
        self.export_button = action_button(_("Export"), "download", "Ctrl+E")
        self.header.add(self.export_button)
        for field, name, wide in ((self.span, _("Period"), 160), (self.by, _("Group by"), 150),
        (self.drawn, _("Chart"), 180),
                                  (self.first, _("First day"), 120), (self.last, _("Last day"), 120)):  # fmt: skip
            field.setFixedWidth(wide)
            field.setAccessibleName(name)
        self._own = boxed(row(self.first, label("–"), self.last, gap=6))
        self._own.hide()
        self._by_label = label(_("by"), "secondary")
        self.only.setToolTip(_("Of all products again"))
        self.only.hide()
        bar = row(self.span, self._own, self._by_label, self.by, self.only, None, label(_("Chart"), "secondary"),
        self.drawn, gap=8,
                  margins=(20, 10, 20, 8))  # fmt: skip
        told = row(gap=0, margins=(20, 12, 20, 0))
        told.addWidget(self._told, 1)
        self.chart.setFixedHeight(190)
        self._shown = boxed(column(self.cards, self.chart, hline(), self._table_box, gap=0))
        right = column(told, bar, self._shown, self._nothing, gap=0)
        right.setStretch(2, 1)
        right.setStretch(3, 1)
        self._nothing.hide()
        self._report_page = boxed(right)
        line = row(self.nav, vline(), gap=0, margins=(12, 8, 0, 0))
        line.addWidget(self.dashboard, 1)
        line.addWidget(self._report_page, 1)
        self.body.addLayout(line, 1)

    def _connect(self) -> None:
        self.nav.currentRowChanged.connect(self._chosen)
        self.span.edited.connect(self._span_chosen)
        self.by.edited.connect(self._again)
        self.drawn.edited.connect(self._draw)
        for day in (self.first, self.last):
            day.editingFinished.connect(self._again)
        self.only.clicked.connect(self._of_all)
        self.chart.picked.connect(lambda at: self.open_row(at + self._first_bar()))
        self.export_button.clicked.connect(self.export)
        for key, field in (("F3", self.span), ("F4", self.by)):
            QShortcut(QKeySequence(key), self).activated.connect(field.setFocus)

    # what is asked

    def activate(self, *, report: str = "", by: str = "", span: str = "", product: int | None = None, told: str = "",
                 **_where: Any) -> None:  # fmt: skip
        if report in self._names:
            self.nav.setCurrentRow(self._names.index(report))
            if product is None and self._only is not None:
                self._of_all()
            if product is not None:
                self._only = product
                self.only.setText(_("Product: {name}").format(name=told))
                self.only.show()
                self._again()
            if span:
                self.span.set_value(span)
            if by:
                self.by.set_value(by)
        self.nav.setFocus(Qt.FocusReason.OtherFocusReason)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.nav.currentRow() < 0:
            self.nav.setCurrentRow(0)

    def _of_all(self) -> None:
        self._only = None
        self.only.hide()
        self._again()

    def _chosen(self, at: int) -> None:
        name = self._names[at]
        if not name:
            return
        self._only = None
        self.only.hide()
        self.dashboard.setVisible(name == DASHBOARD)
        self._report_page.setVisible(name != DASHBOARD)
        if name == DASHBOARD:
            self.report = None
            self.dashboard.load()
            return
        report = self.report = self._reports[name]
        self.result = None
        self._told.setText(_(report.told))
        groups = report.offered(self.shell.actor)
        self.by.set_choices([(d.name, _(d.term)) for d in groups])
        for part in (self.by, self._by_label):
            part.setVisible(len(groups) > 1)
        self.span.setVisible(report.dated)
        self.span.blockSignals(True)
        self.by.blockSignals(True)
        self.span.set_value(report.span)
        self.by.setCurrentIndex(0)
        self.by.blockSignals(False)
        self.span.blockSignals(False)
        self._span_chosen()

    def _span_chosen(self) -> None:
        own = self.span.value() == OWN
        if own and self._ask is not None:
            self.first.set_value(self._ask.period.first)
            self.last.set_value(self._ask.period.last)
        self._own.setVisible(own and self.report is not None and self.report.dated)
        self._again()

    def period(self) -> Period:
        """The days that are asked for. Refuses period_reversed, period_too_long."""
        today = self.shell.today()
        if self.span.value() != OWN:
            return named(self.span.value(), today)
        first: date = self.first.value() or today.replace(day=1)
        return Period(first, self.last.value() or today)

    def _again(self) -> None:
        report = self.report
        if report is None:
            return
        try:
            period = self.period()
        except Refusal as refused:
            self.shell.errors.show(self, refused)
            return
        where = () if self._only is None else (("product", self._only),)
        ask = Ask(self.shell.actor, period, self.by.value() or "", compare=True, where=where)
        if self._ask != ask or self.result is None:
            self.result = None  # what stands there until the answer comes is of another question
        self._ask = ask
        self.shell.read(self, lambda: report.answer(ask), lambda result: self._show(report, ask, result), key="report")

    def refresh(self) -> None:
        if self.dashboard.isVisible():
            self.dashboard.load()
        self._again()

    # what is shown

    def _show(self, report: Report, ask: Ask, result: Result) -> None:
        if (report, ask) != (self.report, self._ask):
            return
        again = self.result is not None and self.result.columns == result.columns
        self.result = result
        self._show_cards(result.figures[:CARDS])
        self.drawn.blockSignals(True)
        self.drawn.set_choices([(c.name, _(c.term)) for c in result.columns if c.name in result.drawn])
        self.drawn.blockSignals(False)
        self._shown.setVisible(bool(result.rows))
        self._nothing.setVisible(not result.rows)
        self._draw()
        self._show_table(report, result, again=again)

    def _show_cards(self, figures: tuple[Figure, ...]) -> None:
        clear(self.cards)
        for figure in figures:
            card = FigureCard(_(figure.term), paper.figure_text(figure.kind, figure.value), paper.compared(figure, _),
                              change_chip(figure))  # fmt: skip
            card.setToolTip(_(figure.told) if figure.told else "")
            card.setFixedHeight(104)
            card.pressed.connect(lambda name=figure.name: self.drawn.set_value(name))
            self.cards.addWidget(card, 1)

    def _draw(self) -> None:
        if self.result is None or not self.drawn.value():
            self.chart.show_bars((), over_time=False)
            return
        bars = paper.chart_bars(self.result, self.drawn.value(), _, CHART_BARS)
        self.chart.show_bars(bars, over_time=self.result.over_time)

    def _first_bar(self) -> int:
        """The row of the first bar: of days only the last ones are drawn."""
        if self.result is None or not self.result.over_time:
            return 0
        return max(0, len(self.result.rows) - CHART_BARS)

    def _show_table(self, report: Report, result: Result, *, again: bool) -> None:
        """The rows; where the same question is answered anew, the table stays where it was scrolled to."""
        if again and self.listed is not None and self.table is not None:
            self.listed.replace(result.rows)
            self.table.refresh()
            return
        had = self.table is not None and self.table.hasFocus()
        clear(self._table_box)
        listed = self.listed = Listed(report.name, report.title, result.columns, result.rows, _)
        self.table = PagedTable(self.shell.jobs, listed, today=self.shell.today)
        self.table.opened.connect(lambda number: self.open_row(number - 1))
        self._table_box.addWidget(self.table, 1)
        self.table.set_query(Query())
        if had:
            self.table.setFocus()

    # what is behind

    def open_row(self, place: int) -> None:
        """Show the rows behind a row of the report."""
        report, result, ask = self.report, self.result, self._ask
        if report is None or result is None or ask is None or report.rows is None or not 0 <= place < len(result.keys):
            return
        key = result.keys[place]
        asked = Ask(ask.actor, ask.period, ask.by, where=((result.columns[0].name, key), *ask.where))
        word = in_words(result.columns[0], result.rows[place][0], _)
        title = f"{_(report.title)} – {word if word not in (None, '') else '—'}"
        self.shell.read(self, lambda: report.behind(asked), lambda found: self._show_behind(title, found), key="behind")

    def _show_behind(self, title: str, found: Behind) -> None:
        BehindDialog(self, self.shell, title, found).open()

    def export(self) -> None:
        """Ask for a file, and write what is shown: the dashboard as PDF, a report also as a workbook."""
        kinds = {f"{_('PDF, as printed')} (*.pdf)": ".pdf"}
        if self.report is not None:
            kinds = {f"{_('Excel workbook')} (*.xlsx)": ".xlsx"} | kinds
        title = _(self.report.title) if self.report is not None else _("Dashboard")
        ending = next(iter(kinds.values()))
        start = f"{title}-{self.shell.today():%Y%m%d}{ending}"
        name, kind = QFileDialog.getSaveFileName(self, _("Export the report"), start, ";;".join(kinds))
        if name:
            known = name.lower().endswith(tuple(kinds.values()))
            self.write(Path(name if known else f"{name}{kinds.get(kind, ending)}"))

    def write(self, path: Path) -> None:
        """Write the report into a workbook or a PDF."""
        if self.report is None:
            self.dashboard.write(path)
            return
        report, result, ask, drawn = self.report, self.result, self._ask, self.drawn.value() or ""
        if report is None or result is None or ask is None:
            return

        def work() -> None:
            if path.suffix.lower() == ".pdf":
                paper.write_pdf(report, ask, result, path, _, drawn)
            else:
                paper.write_workbook(report, ask, result, path, _)

        self.shell.read(self, work, lambda _done: self.shell.toast(_("The report is in {file}.").format(file=path)),
                        key="write")  # fmt: skip

    def keys(self) -> list[tuple[str, str]]:
        return [("F2", _("Choose cards")), ("F11", _("Big")), ("F3", _("Period")),
                ("F4", _("Group by")), ("Ctrl+E", _("Into a file")),
                ("Return", _("The rows behind it"))]  # fmt: skip

    def regions(self) -> list[QWidget]:
        return [self.nav, self.span, self.chart, *([self.table] if self.table is not None else [])]
