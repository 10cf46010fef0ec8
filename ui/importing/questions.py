"""What only a person can decide before a file is understood: a password, a customer, one of two columns.

    page = QuestionPage(shell)
    page.ask(title, form, go_on)           # Ctrl+Enter goes on; `others` stand at its left
    ask_password(page, error, taken)
    ask_channel(page, question, taken)     # a customer's code, or NOBODY
    ask_choices(page, questions, taken)    # {code: choice}
"""

from collections.abc import Callable

from PySide6.QtWidgets import QPushButton, QWidget

from resources.i18n import N_, _
from services.import_profiles import NOBODY
from services.importing.preview import FileRefused, Question
from services.order_typing import find_customers
from ui.kit.buttons import action_button
from ui.kit.fields import ChoiceField, PasswordField
from ui.kit.forms import Form
from ui.kit.labels import boxed, column, ground, label, row
from ui.kit.panel import clear
from ui.kit.search_field import SearchField
from ui.shell import Shell

CHOICES = {
    "all": N_("All of them"), "first": N_("Only the first"), "dmy": N_("Day first"), "mdy": N_("Month first"),
}  # fmt: skip
WIDTH = 520


class QuestionPage(QWidget):
    """See the module."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        ground(self, "surface")
        self.shell = shell
        self._asking = column(gap=12)
        box = boxed(self._asking)
        box.setFixedWidth(WIDTH)
        self.setLayout(column(None, row(None, box, None), None, None))
        self._go_on: QPushButton | None = None

    def ask(self, title: str, form: Form, go_on: Callable[[], None], *others: QPushButton) -> None:
        """Put one question."""
        clear(self._asking)
        button = action_button(_("Go on"), "arrow-right", "Ctrl+Return", "main")
        button.clicked.connect(go_on)
        for part in (label(title, "dialogTitle", wrap=True), form, boxed(row(*others, None, button))):
            self._asking.addWidget(part)
        self._go_on = button
        form.focus_first()

    def go_on(self) -> None:
        """Answer the question that is put."""
        if self._go_on is not None:
            self._go_on.click()


def ask_password(page: QuestionPage, error: FileRefused, taken: Callable[[str], None]) -> None:
    form = Form(columns=1)
    form.add("password", _("Password"), PasswordField(), required=_("Type the password of the file."))
    if error.code == "wrong_password":
        form.say(_(error.message))

    def go_on() -> None:
        if form.valid():
            taken(str(form.values()["password"]))

    page.ask(_("The file has a password"), form, go_on)


def ask_choices(
    page: QuestionPage, questions: tuple[Question, ...], taken: Callable[[dict[str, str]], None]
) -> None:  # fmt: skip
    form = Form(columns=1)
    for question in questions:
        form.add(question.code, _(question.message), ChoiceField(_choices(question)))
    title = _("One thing to decide first") if len(questions) == 1 else _("Some things to decide first")
    page.ask(title, form,
             lambda: taken({code: str(value) for code, value in form.values().items()}))  # fmt: skip


def _choices(question: Question) -> list[tuple[str, str]]:
    """Each choice and how it is called, with what stands in the file where that is told."""
    names = [_(CHOICES[choice]) if choice in CHOICES else "" for choice in question.choices]
    told = question.labels or ("",) * len(names)
    said = ["  ·  ".join(filter(None, pair)) for pair in zip(names, told, strict=True)]
    return [(choice, text or choice) for choice, text in zip(question.choices, said, strict=True)]


def ask_channel(page: QuestionPage, question: Question, taken: Callable[[str], None]) -> None:
    """The file names no customer: the person says whose orders these are, once for all such files."""
    form = Form(columns=1)
    field = SearchField(page.shell, find_customers, lambda each: (each.name, each.code))
    hint = _("Such as the shop they were bought in. It is used by itself for the next such file.")
    form.add("customer", _("Customer of these orders"), field, required=_("Choose a customer."), hint=hint)
    without = action_button(_("Nobody yet: as drafts"), "circle-dashed")

    def go_on() -> None:
        if form.valid():
            taken(form.values()["customer"].code)

    without.clicked.connect(lambda: taken(NOBODY))
    page.ask(_(question.message), form, go_on, without)
