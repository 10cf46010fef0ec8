"""Where is my order? One page that answers it from a name, a phone, an order's or a tracking number.

    StoryDialog(self, shell, "138 0000 0001").open()      # over whatever window the call came in at
    dialog.scanned(text)                                  # a waybill under the scanner

The search keeps the keyboard: Up and Down choose among the orders found, Ctrl+Enter copies the answer.
"""


from PySide6.QtCore import (
    QEvent,
    QObject,
    QRect,
    QRectF,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QLineEdit,
    QListView,
    QScrollArea,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from resources.i18n import _
from services import scanning, waybills, whereabouts
from services.whereabouts import Leg, Match, Story
from ui.delivery.track_page import TrackLink
from ui.icons import icon
from ui.kit.buttons import link_button
from ui.kit.copy_rows import to_clipboard
from ui.kit.dialog import Dialog
from ui.kit.formats import day_word
from ui.kit.found_list import FoundList, Index, paint_ground
from ui.kit.labels import IconLabel, boxed, chip_width, clear, column, label, paint_chip, row, vline
from ui.kit.panel import section
from ui.kit.states import state_look
from ui.kit.text_line import draw_line
from ui.shell import Shell
from ui.theme import theme
from ui.tracking.story_words import Said, answer, days_late, gone, spoken

WAIT_MS = 150
ROW, LIST, HIGH, WIDE = 56, 300, 500, 980


def _words(match: Match) -> str:
    return f"{match.number} {match.customer} {state_look('order', match.state).word}"


class _MatchDelegate(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(100, ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        match, rect = index.model().rows[index.row()], QRect(option.rect)  # type: ignore[attr-defined]
        selected = paint_ground(painter, option)
        painter.fillRect(QRect(rect.x(), rect.bottom(), rect.width(), 1), theme.color("line"))
        look = state_look("order", match.state)
        width = chip_width(look.word, look.icon)
        at = QRectF(rect.right() - 12 - width, rect.y() + 7, width, 22)
        paint_chip(painter, at, look.word, look.icon, look.tone or "neutral", selected)
        draw_line(painter, QRect(rect.x() + 24, rect.y() + 7, int(at.x()) - rect.x() - 30, 21), match.number,
                  "bodyStrong", "text")  # fmt: skip
        draw_line(
            painter, QRect(rect.x() + 24, rect.y() + 29, rect.width() - 36, 19), match.customer, "caption", "text2"
        )


class StoryDialog(Dialog):
    """See the module."""

    shown = Signal(object)

    def __init__(self, parent: QWidget, shell: Shell, text: str = "") -> None:
        super().__init__(parent, _("Where is my order?"), width=WIDE)
        self._shell, self._asked, self._looking = shell, text.strip(), bool(text.strip())
        self.story: Story | None = None
        self.search = QLineEdit(text)
        self._matches, self.list = FoundList(_words), QListView()
        self._nothing = label("", "secondary", wrap=True)
        self._told = column(gap=0)
        self._wait = QTimer(self, singleShot=True, interval=WAIT_MS)
        self._wait.timeout.connect(self._find)
        self._make_search()
        self._make_list()
        self._lay_out()
        self.copy = self.buttons(_("Copy the answer"), self._copy, cancel=_("Close"),
                                 hint=_("Up and Down choose an order  •  Esc closes"))  # fmt: skip
        self._show(None)

    def _make_search(self) -> None:
        words = _("Customer, initials, phone, order or tracking no.")
        self.search.setPlaceholderText(words)
        self.search.setAccessibleName(words)
        self.search.setProperty("lead", "true")
        self.search.addAction(icon("search", "text2"), QLineEdit.ActionPosition.LeadingPosition)
        self.search.installEventFilter(self)
        self.search.textChanged.connect(lambda _text: self._wait.start())

    def _make_list(self) -> None:
        self.list.setProperty("flat", "true")
        self.list.setModel(self._matches)
        self.list.setItemDelegate(_MatchDelegate(self.list))
        self.list.setUniformItemSizes(True)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setAccessibleName(_("Orders found"))
        self.list.selectionModel().currentChanged.connect(lambda now, _before: self._chosen(now))

    def _lay_out(self) -> None:
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.addLayout(row(self.search, margins=(24, 4, 24, 12)))
        scroll = QScrollArea()
        scroll.setProperty("flat", "true")
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(boxed(self._told, "surface"))
        self._told.setContentsMargins(24, 0, 24, 16)
        self.list.setFixedWidth(LIST)
        sides = row(self.list, vline(), gap=0)
        sides.addWidget(scroll, 1)
        box = boxed(sides)
        box.setFixedHeight(HIGH)
        self.body.addWidget(box)

    def open(self) -> None:
        super().open()
        self.search.setFocus(Qt.FocusReason.OtherFocusReason)
        self.search.selectAll()
        if self.search.text().strip():
            self._find()

    def scanned(self, text: str) -> None:
        """A waybill, a delivery note or an order's code."""
        scan = scanning.parse(text)
        self.search.setText(waybills.without_parcel(scan.number or scan.code or text))
        self._find()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}
            step = steps.get(Qt.Key(event.key()))
            if step is not None:
                self._move(step)
                return True
            plain = not event.modifiers() & Qt.KeyboardModifier.ControlModifier
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain:
                self._find()
                return True
        return super().eventFilter(watched, event)

    # finding

    def _move(self, step: int) -> None:
        count = self._matches.rowCount()
        if count:
            at = max(0, min(count - 1, self.list.currentIndex().row() + step))
            self.list.setCurrentIndex(self._matches.index(at))

    def _find(self) -> None:
        self._wait.stop()
        text = self._asked = self.search.text().strip()
        self._looking = bool(text)
        if self.story is None:
            self._show(None)
        self._shell.read(self, lambda: whereabouts.matches(text), self._found, key="find")

    def _found(self, rows: tuple[Match, ...]) -> None:
        self._matches.show(rows)
        self._looking = bool(rows)
        if rows:
            self.list.setCurrentIndex(self._matches.index(0))
        else:
            self._show(None)

    def _chosen(self, index: Index) -> None:
        if index.isValid():
            order_id = self._matches.rows[index.row()].id
            self._shell.read(self, lambda: whereabouts.story(order_id), self._show, key="story")

    # the answer

    def _show(self, story: Story | None) -> None:
        self.story, self._looking = story, self._looking and story is None
        clear(self._told)
        self.copy.setEnabled(story is not None)
        parts = self._parts(story) if story is not None else [self._ask_more()]
        for part in parts:
            self._told.addWidget(part)
        self._told.addStretch(1)
        self.shown.emit(story)

    def _ask_more(self) -> QWidget:
        if self._looking:
            return label(_("Looking for “{text}”…").format(text=self._asked), "secondary", wrap=True)
        nothing = _("No order is found for “{text}”. Try a part of the name, the last order's number or the waybill.")
        text = nothing.format(text=self._asked) if self._asked else _(
            "Type what the caller tells: a name or its initials, a phone number, the number of an order, a delivery or "
            "a waybill. Or scan a waybill.")  # fmt: skip
        return label(text, "secondary", wrap=True)

    def _parts(self, story: Story) -> list[QWidget]:
        today = self._shell.today()
        told = answer(story, today)
        parts = [self._facts(story), self._line(told.now, "dialogTitle", 22)]
        if told.left:
            legs = zip(told.left, gone(story), strict=True)
            parts += [section(_("What left")), *(self._leg(said, leg) for said, leg in legs)]
        if told.late:
            parts += [section(_("Late, and why")), *(self._line(said) for said in told.late)]
        if told.next:
            parts += [section(_("What comes next")), *(label(text, wrap=True) for text in told.next)]
        return parts

    def _facts(self, story: Story) -> QWidget:
        today = self._shell.today()
        days = days_late(story, today)
        promised = _("Promised: {day}").format(day=day_word(story.promised, today)) if story.promised else ""
        facts = [story.reference, story.customer, story.receiver, story.phone]
        link = link_button(story.number or _("Draft"))
        link.clicked.connect(lambda: self._go("orders", story.id))
        line = row(link, label("  •  ".join(dict.fromkeys(filter(None, facts))), "secondary", wrap=True), gap=8)
        line.setStretch(1, 1)
        if promised:
            line.addWidget(label(promised, "bodyStrong", tone="red" if days else ""))
        return boxed(column(line, label(story.address, "caption", wrap=True), 10, gap=2))

    @staticmethod
    def _line(said: Said, role: str = "bodyStrong", size: int = 16) -> QWidget:
        words = column(label(said.text, role, wrap=True), gap=2)
        if said.detail:
            words.addWidget(label(said.detail, "secondary", wrap=True))
        line = row(gap=10, margins=(0, 2, 0, 8))
        line.addWidget(IconLabel(said.icon, f"tones.{said.tone}.fg", size), 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(words, 1)
        return boxed(line)

    def _leg(self, said: Said, leg: Leg) -> QWidget:
        page, open_ = TrackLink(self._shell), link_button(leg.number)
        number = next((number for _package, number in leg.packages if number), "")
        page.show_for(leg.track_url, number)
        open_.clicked.connect(lambda: self._go("tracking", leg.id))
        return boxed(column(self._line(said), row(26, open_, page, None, gap=16), 8, gap=0))

    def _go(self, window: str, record_id: int) -> None:
        self.accept()
        self._shell.go(window, id=record_id)

    def _copy(self) -> None:
        if self.story is not None:
            to_clipboard(spoken(self.story, self._shell.today()))
            self._shell.toast(_("The answer is copied; paste it into a message."))
