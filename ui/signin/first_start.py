"""The first start: try the sample company, or start one's own.

    page = FirstStartPage(jobs, try_sample, start, done, text_for, speak, errors)

`try_sample(report)` and `start(NewCompany, report)` run on the writer thread; `done(result)` follows. The language
chosen below is the company's first one. What was typed survives a switch of language (`typed()` and `restore()`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen, QShowEvent
from PySide6.QtWidgets import QProgressBar, QStackedWidget, QWidget

from resources.i18n import LANGUAGES, _, language
from services.errors import Refusal
from ui.icons import pixmap
from ui.kit.buttons import action_button
from ui.kit.cards import PressCard
from ui.kit.fields import ChoiceField, PasswordField, TextField
from ui.kit.forms import Form
from ui.kit.jobs import JobRunner, Report
from ui.kit.labels import boxed, column, label, row
from ui.signin.page import EntryPage
from ui.theme import theme

SHORTEST = 8


@dataclass(frozen=True, slots=True)
class NewCompany:
    """What a new company starts with. `login` is the owner's sign-in name."""

    name: str
    owner: str
    login: str
    password: str
    language: str


class Choice(PressCard):
    """A big button of two lines and an icon."""

    def __init__(self, icon: str, title: str, text: str) -> None:
        super().__init__()
        self._icon = icon
        self.setAccessibleName(f"{title}. {text}")
        words = column(label(title, "section"), label(text, "secondary", wrap=True), gap=2)
        self.setLayout(row(words, margins=(64, 16, 16, 16)))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("selected"))
        top = (self.height() - 36) // 2
        painter.drawEllipse(16, top, 36, 36)
        painter.drawPixmap(25, top + 9, pixmap(self._icon, "accent", 18, self.devicePixelRatioF()))
        if self.hasFocus():
            painter.setPen(QPen(theme.color("focus"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 8, 8)


class FirstStartPage(EntryPage):
    """See the module. Signal: join() when the company is on a server."""

    join = Signal()

    def __init__(
        self,
        jobs: JobRunner,
        try_sample: Callable[[Report], Any],
        start: Callable[[NewCompany, Report], Any],
        done: Callable[[Any], None],
        text_for: Callable[[Refusal], str],
        speak: Callable[[str], None],
    ) -> None:
        super().__init__(_("Welcome to Packdesk"), _("Look around first, or begin with your own company."), speak)
        self._jobs, self._try, self._start, self._done, self._text_for = jobs, try_sample, start, done, text_for
        self._pages = QStackedWidget()
        self._pages.addWidget(self._choices())
        self._pages.addWidget(self._company())
        self._busy = self._progress()
        self.inside.addWidget(self._pages)
        self.inside.addWidget(self._busy)

    def _choices(self) -> QWidget:
        self.sample = Choice(
            "package-search", _("Try the sample company"), _("Half a year of orders in every state. Nothing to set up.")
        )
        self.own = Choice("building-2", _("Start my company"), _("Name, owner and password; then it is ready."))
        self.others = Choice(
            "monitor", _("Join my colleagues"), _("Several PCs, one company, over the office's server.")
        )
        self.others.pressed.connect(self.join)
        self.sample.pressed.connect(self.try_sample)
        self.own.pressed.connect(self.show_form)
        return boxed(column(self.sample, self.own, self.others, None, gap=12))

    def _company(self) -> QWidget:
        form = self.form = Form(columns=2)
        password = PasswordField(_("At least 8 characters"), check=_long_enough)
        again = PasswordField()
        form.add("name", _("Company"), TextField(), required=_("Please type the company's name."), span=2)
        form.add("owner", _("Your name"), TextField(), required=_("Please type your name."))
        form.add("login", _("Sign-in name"), TextField(_("Such as wang")), required=_("Please type a sign-in name."))
        form.add("password", _("Password"), password, required=_("Please type a password."))
        form.add("again", _("Password again"), again, required=_("Please type it again."))
        form.add("language", _("Language"), ChoiceField(list(LANGUAGES.items())), span=2)
        form.set_values({"language": language()})
        back = action_button(_("Back"), "arrow-left", "Esc", bind=False)
        back.clicked.connect(lambda: self._pages.setCurrentIndex(0))
        self.begin = action_button(_("Start"), "check", "Ctrl+Return", "main")
        self.begin.clicked.connect(self.submit)
        return boxed(column(form, row(back, None, self.begin), None, gap=16))

    def _progress(self) -> QWidget:
        self._bar, self._says = QProgressBar(), label("", "hint")
        self._bar.setTextVisible(False)
        box = boxed(column(self._says, self._bar, gap=6))
        box.hide()
        return box

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._pages.currentIndex() == 0:
            self.sample.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_form(self) -> None:
        self._pages.setCurrentIndex(1)
        self.form.focus_first()

    def typed(self) -> dict[str, Any] | None:
        """What the form holds, or None while the choice is shown."""
        return self.form.values() if self._pages.currentIndex() == 1 else None

    def restore(self, typed: dict[str, Any] | None) -> None:
        if typed is not None:
            self.form.set_values({name: value for name, value in typed.items() if name != "language"})
            self.show_form()

    def try_sample(self) -> None:
        self._run(_("Making the sample company…"), self._try)

    def submit(self) -> None:
        if not self.form.valid():
            return
        values = self.form.values()
        if values["password"] != values["again"]:
            self.form.show_errors({"again": _("The two passwords differ. Please type it again.")})
            return
        company = NewCompany(values["name"], values["owner"], values["login"], values["password"], values["language"])
        start = self._start
        self._run(_("Making the company…"), lambda report: start(company, report))

    def _run(self, says: str, work: Callable[[Report], Any]) -> None:
        self._pages.setEnabled(False)
        self._says.setText(says)
        self._bar.setRange(0, 0)
        self._busy.show()
        job = self._jobs.write(self, work, self._ready, failed=self._no)
        job.on_progress = self._far

    def _far(self, done: int, total: int) -> None:
        self._bar.setRange(0, total)
        self._bar.setValue(done)

    def _ready(self, result: Any) -> None:
        self._busy.hide()
        self._done(result)

    def _no(self, error: Exception) -> None:
        self._busy.hide()
        self._pages.setEnabled(True)
        if isinstance(error, Refusal):
            self.form.say(self._text_for(error))
            self.show_form()
        else:
            self._jobs.on_error(self, error)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._pages.currentIndex() == 1:
            self._pages.setCurrentIndex(0)
        else:
            super().keyPressEvent(event)


def _long_enough(password: str) -> str:
    return "" if len(password) >= SHORTEST else _("At least {count} characters, please.").format(count=SHORTEST)
