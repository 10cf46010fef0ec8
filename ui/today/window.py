"""Today, the start page: figures that open their lists, what waits for the person, what leaves today, two charts.

    window = TodayWindow(shell)

Everything is read beside the window; figures and tasks first, the charts after them. It follows the change feed.
"""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import QRectF, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QWidget

from resources.i18n import _, ngettext
from services import today, waiting
from services.listing import WEEK
from services.today import Figure, Leaving, Series
from services.waiting import Task
from ui.kit.buttons import action_button, link_button
from ui.kit.cards import FigureCard
from ui.kit.charts import BarPairs, Pair, Point, TargetLine
from ui.kit.labels import Chip, card, clear, column, ground, label, row
from ui.kit.window import Window
from ui.shell import Shell
from ui.theme import theme
from ui.today import words
from ui.today.lists import LeavingList, TaskList

TARGET = 97
# A card narrower than this would cut its words off.
CARD_WIDTH = 190
# The clock alone makes orders late and turns the page at midnight.
AGAIN_MS = 5 * 60 * 1000


class TodayWindow(Window):
    """See the module."""

    topics = frozenset({"orders", "deliveries", "stock", "incidents", "money", "purchases", "print_jobs", "backup",
                        "acts", "returns"})  # fmt: skip

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell, "", "")
        self.title = _("Today")
        self._cards: dict[str, FigureCard] = {}
        self._comes = False  # the keyboard, as soon as there is a card to take it
        self._tasks: tuple[Task, ...] = ()
        self._days: list[date] = []
        self._mondays: list[date] = []
        self._build_header()
        self._card_line = QHBoxLayout()
        self._card_line.setSpacing(12)
        self.tasks = TaskList(self._do)
        self.leaving = LeavingList(self._open_delivery)
        self.bars = BarPairs(_("Orders in"), _("Deliveries out"))
        self.line = TargetLine(TARGET, _("Target {percent}%").format(percent=TARGET))
        self.bars.picked.connect(self._open_day)
        self.line.picked.connect(self._open_week)
        self._build_body()
        self._minutes = QTimer(self, interval=AGAIN_MS)
        self._minutes.timeout.connect(self.refresh)
        self._minutes.start()
        self._greet()
        self.refresh()

    # building

    def _build_header(self) -> None:
        shell = self.shell
        if shell.may("orders.import"):
            self.import_button = action_button(_("Import"), "file-input", "F7")
            self.import_button.clicked.connect(lambda: shell.go("orders", importing=True))
            self.header.add(self.import_button)
        if shell.may("orders.edit"):
            self.new_button = action_button(_("New order"), "plus", "F2", "main")
            self.new_button.clicked.connect(lambda: shell.go("orders", new=True))
            self.header.add(self.new_button)

    def _build_body(self) -> None:
        shell, canvas = self.shell, QWidget()
        ground(canvas, "canvas")
        left = column(self._titled(self.tasks, _("Waiting for you"), self.tasks.count), gap=12)
        left.setStretch(0, 6)
        if shell.may("deliveries.view"):
            self._all = link_button("")
            self._all.clicked.connect(lambda: self.shell.go("delivery", leaving="house"))
            left.addWidget(self._titled(self.leaving, _("Leaving today"), self._all), 5)
        right = column(gap=12)
        if shell.may("orders.view"):
            right.addWidget(self._titled(self.bars, _("The last 7 days"), self._legend()), 1)
        if shell.may("deliveries.view"):
            per = label(_("per week, by promised day"), "caption")
            right.addWidget(self._titled(self.line, _("Shipped on time"), per), 1)
        sides = row(gap=12)
        sides.addLayout(left, 11)
        if right.count():
            sides.addLayout(right, 9)
        whole = column(gap=12, margins=(20, 16, 20, 20))
        whole.addLayout(self._card_line)
        whole.addLayout(sides, 1)
        canvas.setLayout(whole)
        scrolled = QScrollArea()  # on a low screen
        scrolled.setProperty("flat", "true")
        scrolled.setWidgetResizable(True)
        scrolled.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scrolled.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scrolled.setWidget(canvas)
        self.body.addWidget(scrolled, 1)

    @staticmethod
    def _titled(inner: QWidget, title: str, beside: QWidget) -> QFrame:
        head = row(label(title, "section"), None, beside, margins=(15, 10, 15, 8))
        inner.setAccessibleName(title)
        inside = column(head, inner, gap=0, margins=(1, 1, 1, 1))
        inside.setStretch(1, 1)
        return card(inside)

    def _legend(self) -> QWidget:
        """What the bars are, each with today's figure, which opens its list."""
        box = QWidget()
        self.came, self.left = link_button(_("Orders in")), link_button(_("Deliveries out"))
        self.came.clicked.connect(lambda: self.shell.go("orders", came="today"))
        self.left.clicked.connect(lambda: self.shell.go("delivery", left="today"))
        box.setLayout(row(Swatch("chart.s3"), self.came, 6, Swatch("chart.s1"), self.left, gap=4))
        return box

    # what is shown

    def activate(self, **where: Any) -> None:
        first = next(iter(self._cards.values()), None)
        self._comes = first is None
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self) -> None:
        shell, now = self.shell, self.shell.clock()
        actor, day = shell.actor, shell.today()
        shell.read(self, lambda: today.figures(actor, now), self._show_figures, key="figures")
        shell.read(self, lambda: waiting.waiting(actor, now), self._show_tasks, key="tasks")
        if shell.may("deliveries.view"):
            shell.read(self, lambda: today.leaving(day), self._show_leaving, key="leaving")
        if shell.may("orders.view") or shell.may("deliveries.view"):
            shell.read(self, lambda: today.series(now), self._show_series, key="series")

    def _greet(self) -> None:
        now = self.shell.clock()
        self.header.set_title(words.greeting(now, self.shell.actor.name))
        rights = bool(self.shell.actor.rights)
        self.header.set_subtitle(words.day_line(self.shell.today(), len(self._tasks), rights=rights))

    def _show_figures(self, figures: Sequence[Figure]) -> None:
        if list(self._cards) != [f.kind for f in figures]:
            clear(self._card_line)
            self._cards = {f.kind: self._card(f.kind) for f in figures}
            self._fit_cards()
        for figure in figures:
            shown = words.CARDS[figure.kind]
            chip = shown.chip(figure)
            self._cards[figure.kind].set(
                words.figure_text(figure), shown.detail(figure), Chip(*chip) if chip is not None else None
            )
        if self._comes and self.isVisible():
            self._comes = False
            focused = self.window().focusWidget()
            if self._cards and (focused is None or not self.isAncestorOf(focused)):
                self.activate()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_cards()

    def _fit_cards(self) -> None:
        """As many of the cards as there is room for; the last ones are the ones a person can best do without."""
        gap = self._card_line.spacing()
        room = max((self.width() - 40 + gap) // (CARD_WIDTH + gap), 1)
        for at, shown in enumerate(self._cards.values()):
            shown.setVisible(at < room)

    def _card(self, kind: str) -> FigureCard:
        shown = words.CARDS[kind]
        made = FigureCard(_(shown.term))
        made.may_grow(104)
        made.pressed.connect(partial(self.shell.go, shown.window, **shown.where))
        self._card_line.addWidget(made, 1)
        return made

    def _show_tasks(self, tasks: tuple[Task, ...]) -> None:
        self._tasks = tasks
        self.tasks.set(tasks, words.nothing_waits(bool(self.shell.actor.rights)))
        self._greet()

    def _show_leaving(self, found: tuple[tuple[Leaving, ...], int]) -> None:
        rows, count = found
        self.leaving.set(rows, self.shell.today())
        self._all.setText(_("All {count}").format(count=count))
        self._all.setVisible(bool(count))

    def _show_series(self, series: Series) -> None:
        day = self.shell.today()
        self.bars.set([Pair(_("Today") if each == day else _(words.WEEKDAYS[each.weekday()]), came, left)
                       for each, came, left in series.days])  # fmt: skip
        if series.days and hasattr(self, "came"):
            _today, came, left = series.days[-1]
            words_in = ngettext("{count} order in today", "{count} orders in today", came)
            words_out = ngettext("{count} delivery out today", "{count} deliveries out today", left)
            self.came.setText(words_in.format(count=came))
            self.left.setText(words_out.format(count=left))
        self._days = [each for each, _came, _left in series.days]
        self._mondays = [each for each, _count, _in_time in series.weeks]
        self.line.set([self._week(*week) for week in series.weeks])

    @staticmethod
    def _week(monday: Any, count: int, in_time: int) -> Point:
        word = _("W{number}").format(number=monday.isocalendar().week)
        if not count:
            return Point(word, None, _("{week}: nothing left").format(week=word))
        percent = in_time * 100 / count
        told = _("{week}: {in_time} of {count} deliveries left by their promised day")
        return Point(word, percent, told.format(week=word, in_time=in_time, count=count))

    # going on

    def _do(self, task: Task) -> None:
        job = words.JOBS[task.kind]
        self.shell.go(job.window, **({"id": task.id} if task.id is not None else job.where))

    def _open_day(self, at: int, second: int) -> None:
        """The orders or deliveries of the day whose bar was chosen."""
        day = self._days[at].isoformat() if 0 <= at < len(self._days) else "today"
        self.shell.go("delivery" if second else "orders", **{"left" if second else "came": day})

    def _open_week(self, at: int, _second: int) -> None:
        """The deliveries that left in the week that was chosen."""
        if 0 <= at < len(self._mondays):
            self.shell.go("delivery", left=f"{WEEK}{self._mondays[at].isoformat()}")

    def _open_delivery(self, delivery_id: int) -> None:
        self.shell.go("delivery", id=delivery_id)

    def keys(self) -> list[tuple[str, str]]:
        made = [("F2", _("New order"))] if self.shell.may("orders.edit") else []
        brought = [("F7", _("Import"))] if self.shell.may("orders.import") else []
        return [*made, *brought, ("Return", _("Open what has the focus"))]

    def regions(self) -> list[QWidget]:
        return [*list(self._cards.values())[:1], self.tasks, self.leaving, self.bars, self.line]


class Swatch(QWidget):
    """A series' colour in a legend."""

    def __init__(self, role: str) -> None:
        super().__init__()
        self._role = role
        self.setFixedSize(10, 10)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(self._role))
        painter.drawRoundedRect(QRectF(self.rect()), 3, 3)
