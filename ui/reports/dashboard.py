"""The dashboard: cards with figures that the person picked, in their order, and big for a wall screen.

    page = Dashboard(shell, open_report, own); page.load()

A card opens its report; `own` gives the reports that people made. Kept per person.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QPushButton, QScrollArea, QSizePolicy, QSpacerItem, QWidget

from resources.i18n import _
from services.reports import dashboard, paper
from services.reports.dashboard import Card
from services.reports.definition import Figure, Report
from services.reports.own import Own
from services.reports.period import SPANS, named
from ui.kit.buttons import CheckBox, action_button, icon_button
from ui.kit.cards import FigureCard
from ui.kit.dialog import Dialog
from ui.kit.fields import ChoiceField
from ui.kit.jobs import Job
from ui.kit.labels import CHIP_HEIGHT, boxed, clear, column, label, row, set_property
from ui.reports.change import change_chip
from ui.shell import Shell, Working
from ui.theme import theme

if TYPE_CHECKING:
    from printing.papers import PrintedReport

NARROWEST, HIGH, GAP = 230, 150, 12
BIGGER = 1.6
# The least height of a large card: its words, a figure of 52 px and its line.
BIG_LEAST = 176


class Sparkline(QWidget):
    """A figure week by week as a thin line, its last point marked."""

    def __init__(self, values: Sequence[Any]) -> None:
        super().__init__()
        self._values = [None if value is None else float(value) for value in values]
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def sizeHint(self) -> QSize:
        return QSize(120, 30)

    def paintEvent(self, event: QPaintEvent) -> None:
        known = [value for value in self._values if value is not None]
        if len(known) < 2:
            return
        low, high = min(known), max(known)
        room = QRectF(self.rect()).adjusted(4, 5, -4, -5)
        step = room.width() / (len(self._values) - 1)
        points = [
            (
                room.x() + step * at,
                room.bottom() - room.height() * ((value - low) / (high - low) if high > low else 0.5),
            )
            for at, value in enumerate(self._values)
            if value is not None
        ]
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color("chart.s1"), 1.5))
        for (x1, y1), (x2, y2) in pairwise(points):
            painter.drawLine(round(x1), round(y1), round(x2), round(y2))
        painter.setBrush(theme.color("chart.s1"))
        x, y = points[-1]
        painter.drawEllipse(QRectF(x - 3, y - 3, 6, 6))


class Tile(FigureCard):
    """A card of the dashboard: the figure, its report and of how many it is, the weeks below."""

    def __init__(self, card: Card, high: int, big: bool) -> None:
        term = _(card.figure.term)
        chip = change_chip(card.figure)
        told = " · ".join(filter(None, (card.report.named(_), paper.of_how_many(card.figure, _))))
        super().__init__(term, paper.figure_text(card.figure.kind, card.figure.value), told, chip)
        self.card = card
        self.setToolTip("\n".join(filter(None, (_(card.figure.told) if card.figure.told else "",
                                                paper.compared(card.figure, _)))))  # fmt: skip
        layout = self.layout()
        assert layout is not None
        self._head.addStrut(CHIP_HEIGHT)
        line = Sparkline([value for _week, value in card.weeks])
        line.setFixedHeight(30)
        layout.addWidget(line)
        layout.addItem(QSpacerItem(0, 0, QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Expanding))
        self.setFixedHeight(high)
        if big:
            set_property(self._figure, "role", "figureBig")


class Dashboard(QWidget):
    """See the module. `enlarged` tells when it becomes big (True) and when it is as it was."""

    enlarged = Signal(bool)

    def __init__(self, shell: Shell, open_report: Callable[[str], None], own: Callable[[], Iterable[Own]]) -> None:
        super().__init__()
        self._shell, self._open, self._own = shell, open_report, own
        self._cards: tuple[Card, ...] = ()
        self._job: Job | None = None
        self._big, self._before = False, Qt.WindowState.WindowNoState
        self.span = ChoiceField([(name, _(term)) for name, term in SPANS.items() if name != "next30"])
        self.span.setAccessibleName(_("Period"))
        self.span.setFixedWidth(160)
        self.span.set_value(self._kept().get("span") or "month")
        self.choose_button = action_button(_("Choose cards"), "layout-dashboard", "F2")
        self.big_button = action_button(_("Big"), "monitor", "F11")
        self.choose_button.clicked.connect(self.choose)
        self.big_button.clicked.connect(self.toggle_big)
        self.span.edited.connect(self._span_chosen)
        self._grid = QGridLayout()
        self._grid.setSpacing(GAP)
        inside = boxed(column(self._grid, None, margins=(20, 4, 20, 16)))
        scroll = self._scroll = QScrollArea()
        scroll.setProperty("flat", "true")
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inside)
        bar = row(self.span, None, self.big_button, self.choose_button, gap=8, margins=(20, 12, 20, 8))
        whole = column(bar, gap=0)
        whole.addWidget(scroll, 1)
        self.setLayout(whole)
        shell.preferences.loaded.connect(self._again)

    def _kept(self) -> dict[str, Any]:
        found = self._shell.preferences.get(dashboard.KEPT)
        return found if isinstance(found, dict) else {}

    def names(self) -> tuple[str, ...]:
        """The cards in their order."""
        return dashboard.picked(self._kept(), self._shell.actor)

    def load(self) -> None:
        """Ask for the cards; what was asked for before is given up."""
        actor, names, span, today = self._shell.actor, self.names(), self.span.value(), self._shell.today()
        self._job = self._shell.jobs.read_long(
            self, lambda step: dashboard.cards(actor, names, span, today, step), self._show, key="cards"
        )
        self._shell.working.emit(Working(_("Adding up the dashboard"), self._job, True))

    def refresh(self) -> None:
        """Something changed; what is on its way is as new."""
        if self._job is None or self._job.finished:
            self.load()

    def _again(self) -> None:
        if self.isVisible():
            self.load()

    def _span_chosen(self) -> None:
        self._shell.preferences.set(dashboard.KEPT, self._kept() | {"span": self.span.value()})
        self.load()

    def _show(self, cards: tuple[Card, ...]) -> None:
        self._cards = cards
        self._lay()

    def _lay(self) -> None:
        clear(self._grid)
        columns, high = self._in_big() if self._big else (max(1, (self.width() - 40) // NARROWEST), HIGH)
        for at, card in enumerate(self._cards):
            tile = Tile(card, high, self._big)
            tile.pressed.connect(partial(self._open, card.report.name))
            self._grid.addWidget(tile, at // columns, at % columns)
        for at in range(max(columns, self._grid.columnCount())):
            self._grid.setColumnStretch(at, 1 if at < columns else 0)
        if not self._cards:
            self._grid.addWidget(label(_("No card is chosen yet: F2 chooses them."), "secondary"), 0, 0)

    def _in_big(self) -> tuple[int, int]:
        """How many columns, and how high the cards: as large as all of them fit, since nobody scrolls on a wall."""
        room = self._scroll.viewport().size()
        fewest = max(1, (room.width() - 40) // round(NARROWEST * BIGGER))
        most = max(fewest, (room.width() - 40) // NARROWEST)
        for columns in range(fewest, most + 1):
            rows = -(-len(self._cards) // columns) or 1
            high = min(round(HIGH * BIGGER), (room.height() - 20) // rows - GAP)
            if high >= BIG_LEAST:
                return columns, high
        return most, BIG_LEAST

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._big or event.size().width() != event.oldSize().width():
            self._lay()

    def paper(self) -> "Callable[[], PrintedReport]":
        """What lays out the cards as one page."""
        actor, period, figures = self._shell.actor, named(self.span.value(), self._shell.today()), self._figures()
        return lambda: paper.page(_("Dashboard"), actor, period, figures, _)

    def _figures(self) -> list[tuple[Report, Figure]]:
        return [(card.report, card.figure) for card in self._cards]

    def write(self, path: Path) -> None:
        """The cards as one page of PDF, or as a workbook."""
        make, figures = self.paper(), self._figures()

        def work() -> None:
            if path.suffix.lower() == ".pdf":
                paper.write_pdf(make(), path)
            else:
                paper.write_page_workbook(_("Dashboard"), figures, path, _)

        self._shell.read(self, work, lambda _done: self._shell.toast(_("The report is in {file}.").format(file=path)),
                         key="write")  # fmt: skip

    def tiles(self) -> list[Tile]:
        return self.findChildren(Tile)

    def toggle_big(self) -> None:
        """The whole screen and large figures; again, Esc or another page goes back to the window as it was."""
        self._big = not self._big
        main = self.window()
        if self._big:
            self._before = main.windowState()
            main.setWindowState(self._before | Qt.WindowState.WindowFullScreen)
        else:
            main.setWindowState(self._before)
        self.enlarged.emit(self._big)
        self._lay()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._big:
            self.toggle_big()
        else:
            super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self._big:
            self.toggle_big()

    def choose(self) -> None:
        """Pick cards and put them in order."""
        ChooseCards(self, dashboard.offered(self._shell.actor, tuple(self._own())), self.names(), self.keep).open()

    def keep(self, names: tuple[str, ...]) -> None:
        before = self._kept()
        self._shell.preferences.set(dashboard.KEPT, before | {"cards": list(names)})
        self.load()
        self._shell.toast(_("The dashboard is as you chose it."), undo=partial(self._back, before))

    def _back(self, before: dict[str, Any]) -> None:
        self._shell.preferences.set(dashboard.KEPT, before or None)
        self.load()


class ChooseCards(Dialog):
    """Every figure with a tick; the chosen ones first, moved up by their button."""

    def __init__(
        self, owner: QWidget, cards: Sequence[tuple[str, Report, str]], chosen: tuple[str, ...],
        done: Callable[[tuple[str, ...]], None],
    ) -> None:  # fmt: skip
        super().__init__(owner, _("Choose cards"))
        self._done = done
        offered = {name: (report, term) for name, report, term in cards}
        self._order = [name for name in chosen if name in offered]
        self._order += [name for name in offered if name not in self._order]
        self._ticked = set(chosen)
        self._words = {name: f"{report.named(_)}: {_(term)}" for name, (report, term) in offered.items()}
        self._lines = column(gap=2)
        self.body.addLayout(self._lines)
        self.body.addStretch(1)
        self._lay()
        self.buttons(_("Save"), self.save, hint=_("Space ticks  •  Ctrl Enter saves"))

    def _lay(self) -> None:
        clear(self._lines)
        self._ups: list[QPushButton] = []
        for at, name in enumerate(self._order):
            box = CheckBox(self._words[name])
            box.setChecked(name in self._ticked)
            box.toggled.connect(partial(self._tick, name))
            up = icon_button(_("Move up"), "arrow-up")
            up.setEnabled(at > 0)
            up.clicked.connect(partial(self._up, at))
            self._ups.append(up)
            self._lines.addWidget(boxed(row(box, None, up, gap=8)))

    def _tick(self, name: str, on: bool) -> None:
        (self._ticked.add if on else self._ticked.discard)(name)

    def _up(self, at: int) -> None:
        self._order[at - 1], self._order[at] = self._order[at], self._order[at - 1]
        self._lay()
        self._ups[max(at - 1, 1)].setFocus()

    def save(self) -> None:
        self.accept()
        self._done(tuple(name for name in self._order if name in self._ticked))
