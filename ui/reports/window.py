"""Reports: what is late and why, what sells, what lies still, who owes.

Each figure has its meaning and the rows behind it.

    window.activate(report="on_time", by="customer", span="month")
    window.activate(report="over_time", product=7, told="Tea")      # of one product

F3 period, F4 grouping, Ctrl+P onto paper, Ctrl+E into a file (workbook or PDF), Enter on a row or a bar shows what is
behind it. Ctrl+N makes a report of one's own (ui/reports/own.py).

What takes long shows how far it is and can be stopped; another question stops it too. Changes ask a report anew that is
quick, and none that was stopped: F5 does.
"""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QFileDialog, QWidget

from resources.i18n import _
from services.errors import Refusal
from services.listing import Query
from services.reports import paper
from services.reports.catalogue import offered
from services.reports.definition import OWN, Ask, Behind, Figure, Report, Result
from services.reports.listed import Listed, in_words
from services.reports.period import SPANS, Period, named
from ui.kit.buttons import action_button
from ui.kit.cards import FigureCard
from ui.kit.empty import EmptyState
from ui.kit.fields import ChoiceField, DateField
from ui.kit.jobs import Job
from ui.kit.labels import boxed, clear, column, hline, label, row, vline
from ui.kit.paged_table import PagedTable
from ui.kit.window import Window
from ui.reports.behind import BehindDialog
from ui.reports.change import change_chip
from ui.reports.chart import ReportChart
from ui.reports.dashboard import Dashboard
from ui.reports.navigation import DASHBOARD, Navigation
from ui.reports.own import OwnReports
from ui.reports.room import cell_widths
from ui.shell import Shell, Working

if TYPE_CHECKING:
    from printing.papers import PrintedReport

# Seconds; an answer that took longer is not asked for anew with each change.
QUICK = 3.0
BY, BY_OWN = 150, 260
BETWEEN = "own"  # two days that a person chose
CHART_BARS = 62


class ReportsWindow(Window):
    """See the module."""

    topics = frozenset({"orders", "deliveries", "stock", "money"})

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell, _("Reports"), _("How good are we, what sells, what lies still, who owes"))
        standard = offered(shell.actor)
        self._reports = {report.name: report for report in standard}
        self.own = OwnReports(self, shell)
        self._wanted: dict[str, Any] = {}
        self.dashboard = Dashboard(shell, lambda name: self.activate(report=name), lambda: self.own.found.values())
        self.report: Report | None = None
        self.result: Result | None = None
        self._ask: Ask | None = None
        self._only: int | None = None
        self._job: Job | None = None
        self._stopped, self._took = False, 0.0
        self.only = action_button("", "x")
        self.nav = Navigation(standard)
        self.span = ChoiceField([*((name, _(term)) for name, term in SPANS.items()), (BETWEEN, _("From … to …"))])
        self.first, self.last = DateField(shell.today), DateField(shell.today)
        self.by, self.drawn = ChoiceField(), ChoiceField()
        self.cards = row(gap=12, margins=(20, 0, 20, 12))
        self.chart = ReportChart(shell.jobs)
        self.chart.setAccessibleName(_("Chart"))
        self.table: PagedTable | None = None
        self.listed: Listed | None = None
        self._told, self._span_box = label("", "secondary", wrap=True), row(gap=8)
        self._table_box = column(gap=0)
        self._nothing = EmptyState("chart-column", "")
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self.print_button = action_button(_("Print"), "printer", "Ctrl+P")
        self.export_button = action_button(_("Export"), "download", "Ctrl+E")
        self.header.add(self.print_button, self.export_button)
        for field, name, wide in ((self.span, _("Period"), 160), (self.by, _("Group by"), BY),
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
        told.addWidget(self.own.tools, 0, Qt.AlignmentFlag.AlignTop)
        self.chart.setFixedHeight(190)
        self._shown = boxed(column(self.cards, self.chart, hline(), self._table_box, gap=0))
        right = column(told, bar, self._shown, self._nothing, gap=0)
        right.setStretch(2, 1)
        right.setStretch(3, 1)
        self._nothing.hide()
        self._report_page = boxed(right)
        side = column(self.nav, row(self.own.make_button, None, margins=(8, 8, 8, 12)), gap=0)
        self._side = boxed(side)
        line = row(self._side, vline(), gap=0, margins=(12, 8, 0, 0))
        line.addWidget(self.dashboard, 1)
        line.addWidget(self._report_page, 1)
        self.body.addLayout(line, 1)

    def _connect(self) -> None:
        self.nav.currentRowChanged.connect(self._chosen)
        self.own.listed.connect(self._own_listed)
        self.own.made.connect(lambda name: self.activate(report=name))
        self.span.edited.connect(self._span_chosen)
        self.by.edited.connect(self._again)
        self.drawn.edited.connect(self._draw)
        for day in (self.first, self.last):
            day.editingFinished.connect(self._again)
        self.only.clicked.connect(self._of_all)
        self.chart.picked.connect(self._bar_picked)
        self.dashboard.enlarged.connect(lambda big: self._side.setVisible(not big))
        self.export_button.clicked.connect(self.export)
        self.print_button.clicked.connect(self.print_it)
        for key, field in (("F3", self.span), ("F4", self.by)):
            QShortcut(QKeySequence(key), self).activated.connect(field.setFocus)

    def reports(self) -> tuple[str, ...]:
        """The names of the reports offered here, in their order."""
        return tuple(self._reports)

    # what is asked

    def activate(self, *, report: str = "", by: str = "", span: str = "", product: int | None = None, told: str = "",
                 **_where: Any) -> None:  # fmt: skip
        if report and not self.nav.choose(report):
            self._wanted = {"report": report, "by": by, "span": span}  # one's own, before they were read
        elif report:
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

    def _own_listed(self) -> None:
        """Show which reports of one's own there are; the one that is looked at as it is now."""
        before = self.report
        for name in [name for name, report in self._reports.items() if report.group == OWN]:
            del self._reports[name]
        self._reports |= {name: each.report for name, each in self.own.found.items()}
        self.nav.show_own(tuple(self.own.found.values()))
        if self._wanted:
            wanted, self._wanted = self._wanted, {}
            if wanted["report"] in self._reports:
                self.activate(**wanted)
                return
        if before is None or before.group != OWN:
            return
        if before.name not in self._reports:
            self.nav.setCurrentRow(0)
        elif self._reports[before.name] is not before:
            self._chosen(self.nav.currentRow())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.own.read()
        if self.nav.currentRow() < 0:
            self.nav.setCurrentRow(0)

    def _of_all(self) -> None:
        self._only = None
        self.only.hide()
        self._again()

    def _chosen(self, at: int) -> None:
        name = self.nav.names[at] if at >= 0 else ""
        if not name:
            return
        self._only = None
        self.only.hide()
        self.dashboard.setVisible(name == DASHBOARD)
        self._report_page.setVisible(name != DASHBOARD)
        self.own.show(name)
        if name == DASHBOARD:
            self.report = None
            self.dashboard.load()
            return
        self.chart.prepare()
        report = self.report = self._reports[name]
        self.result = None
        self._told.setText(report.told if report.group == OWN else _(report.told))
        groups = report.offered(self.shell.actor)
        self.by.set_choices([(d.name, _(d.term)) for d in groups])
        self.by.setFixedWidth(BY_OWN if report.group == OWN else BY)
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
        own = self.span.value() == BETWEEN
        if own and self._ask is not None:
            self.first.set_value(self._ask.period.first)
            self.last.set_value(self._ask.period.last)
        self._own.setVisible(own and self.report is not None and self.report.dated)
        self._again()

    def period(self) -> Period:
        """The days that are asked for. Refuses period_reversed, period_too_long."""
        today = self.shell.today()
        if self.span.value() != BETWEEN:
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
        self._ask, self._stopped = ask, False
        self._start(report, ask)

    def _start(self, report: Report, ask: Ask) -> None:
        """Ask for the answer; where the comparison takes long, for the answer alone first."""
        began, alone = time.monotonic(), report.compares_long and self.result is None
        asked = replace(ask, compare=not alone)

        def done(result: Result) -> None:
            self._took = time.monotonic() - began
            self._show(report, ask, result)
            if alone and (report, ask) == (self.report, self._ask):
                self._start(report, ask)

        if self._job is not None:
            self._job.on_cancel = None
        self._job = self.shell.jobs.read_long(self, lambda step: report.answer(replace(asked, step=step)), done,
                                              key="report")  # fmt: skip
        self._job.on_cancel = partial(self._was_stopped, report)
        told = _("Adding up “{report}”").format(report=report.named(_))
        self.shell.working.emit(Working(told, self._job, True))

    def _was_stopped(self, report: Report) -> None:
        """Say so in the place of the figures, as long as that report is looked at."""
        if self.report is report and self.result is None:
            self._stopped = True
            self._shown.hide()
            self._nothing.set_text(_("Stopped"), _("F5 adds it up anew. A shorter period is quicker."))
            self._nothing.show()

    def on_changes(self, topics: frozenset[str]) -> None:
        running = self._job is not None and not self._job.finished
        if self.report is None or not (running or self._stopped or self._took > QUICK):
            super().on_changes(topics)

    def refresh(self) -> None:
        if self.dashboard.isVisible():
            self.dashboard.refresh()
        self._again()

    # what is shown

    def _show(self, report: Report, ask: Ask, result: Result) -> None:
        if (report, ask) != (self.report, self._ask):
            return
        again = self.result is not None and self.result.columns == result.columns
        self.result = result
        self._show_cards(result.figures[: report.cards])
        self.drawn.blockSignals(True)
        terms = {column.name: column.term for column in result.columns}
        self.drawn.set_choices([(name, _(terms[name])) for name in result.drawn if name in terms])
        self.drawn.blockSignals(False)
        self._shown.setVisible(bool(result.rows))
        self._nothing.set_text(_("Nothing in this period"), _("Choose a longer one, or another report."))
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
        result, measure = self.result, self.drawn.value()
        if result is None or not measure:
            self.chart.show_bars((), "", over_time=False)
            return
        drawn = result.above or result
        bars = paper.chart_bars(result, measure, _, CHART_BARS)
        self.chart.setVisible(result.chart != "none" and any(bar.value is not None for bar in bars))
        kind = next(column.kind for column in drawn.columns if column.name == measure)
        self.chart.show_bars(bars, kind, over_time=drawn.over_time, how=result.chart)

    def _bar_picked(self, at: int) -> None:
        """Open what a bar is of: of days only the last ones are drawn, of two groups the first."""
        if self.result is None:
            return
        drawn = self.result.above or self.result
        first = max(0, len(drawn.rows) - CHART_BARS) if drawn.over_time else 0
        self._look_behind(drawn, at + first)

    def _show_table(self, report: Report, result: Result, *, again: bool) -> None:
        """The rows; where the same question is answered anew, the table stays where it was scrolled to."""
        if again and self.listed is not None and self.table is not None:
            self.listed.replace(result.rows)
            self.table.columns.give_way(cell_widths(self.listed))
            self.table.refresh()
            return
        had = self.table is not None and self.table.hasFocus()
        clear(self._table_box)
        listed = self.listed = Listed(report.name, report.title, result.columns, result.rows, _)
        self.table = PagedTable(self.shell.jobs, listed, today=self.shell.today)
        self.table.opened.connect(lambda number: self.open_row(number - 1))
        self._table_box.addWidget(self.table, 1)
        self.table.columns.give_way(cell_widths(listed))
        self.table.set_query(Query())
        if had:
            self.table.setFocus()

    # what is behind

    def open_row(self, place: int) -> None:
        """Show the rows behind a row of the report."""
        if self.result is not None:
            self._look_behind(self.result, place)

    def _look_behind(self, result: Result, place: int) -> None:
        report, ask = self.report, self._ask
        if report is None or ask is None or report.rows is None or not 0 <= place < len(result.keys):
            return
        columns = result.columns[: result.groups]
        keys = result.keys[place] if result.groups > 1 else (result.keys[place],)
        where = tuple((c.name, key) for c, key in zip(columns, keys, strict=True))
        asked = Ask(ask.actor, ask.period, ask.by, where=(*where, *ask.where))
        told = (in_words(c, value, _) for c, value in zip(columns, result.rows[place], strict=False))
        title = " – ".join((report.named(_), *(str(word) if word not in (None, "") else "—" for word in told)))
        job = self.shell.jobs.read_long(self, lambda step: report.behind(replace(asked, step=step)),
                                        lambda found: self._show_behind(title, found), key="behind")  # fmt: skip
        self.shell.working.emit(Working(_("Looking for the rows behind it"), job, True))

    def _show_behind(self, title: str, found: Behind) -> None:
        BehindDialog(self, self.shell, title, found).open()

    def print_it(self) -> None:
        """Onto the printer for lists: the dashboard as one page, a report as it is shown."""
        make = self.dashboard.paper() if self.report is None else self._paper()
        if make is not None and self.shell.doors is not None:
            title = _("Dashboard") if self.report is None else self.report.named(_)
            self.shell.doors.print_pdf(paper.file_name(title), lambda: paper.as_pdf(make()))

    def _paper(self) -> "Callable[[], PrintedReport] | None":
        """What lays out the report as it is shown; None as long as there is no answer."""
        report, result, ask, drawn = self.report, self.result, self._ask, self.drawn.value() or ""
        if report is None or result is None or ask is None:
            return None
        return lambda: paper.printed(report, ask, result, _, drawn)

    def export(self) -> None:
        """Ask for a file, and write what is shown, as a workbook or as PDF: the dashboard as one page."""
        pdf, workbook = (f"{_('PDF, as printed')} (*.pdf)", ".pdf"), (f"{_('Excel workbook')} (*.xlsx)", ".xlsx")
        kinds = dict((pdf, workbook) if self.report is None else (workbook, pdf))
        title = paper.file_name(self.report.named(_)) if self.report is not None else _("Dashboard")
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
        report, result, ask = self.report, self.result, self._ask
        if report is None or result is None or ask is None:
            return
        made = self._paper()

        def work() -> None:
            if path.suffix.lower() == ".pdf" and made is not None:
                paper.write_pdf(made(), path)
            else:
                paper.write_workbook(report, ask, result, path, _)

        self.shell.read(self, work, lambda _done: self.shell.toast(_("The report is in {file}.").format(file=path)),
                        key="write")  # fmt: skip

    def keys(self) -> list[tuple[str, str]]:
        return [("F2", _("Choose cards, or change the report")), ("Ctrl+N", _("Make a report")),
                ("Ctrl+D", _("Make another one like it")), ("Ctrl+Backspace", _("Delete the report")),
                ("F11", _("Big")), ("F3", _("Period")), ("F4", _("Group by")), ("Ctrl+P", _("Print")),
                ("Ctrl+E", _("Into a file")), ("Return", _("The rows behind it"))]  # fmt: skip

    def regions(self) -> list[QWidget]:
        return [self.nav, self.span, self.chart, *([self.table] if self.table is not None else [])]
