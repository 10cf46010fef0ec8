"""The pages of the settings window that are forms: the company, its rules, the printers, this PC."""

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QPlainTextEdit, QScrollArea, QWidget

from resources.i18n import PAPER_LANGUAGES, _
from services import numbers, settings
from services.errors import Refusal
from services.workdays import KNOWN_TO
from ui.kit.buttons import action_button
from ui.kit.case_dialog import show_refusal
from ui.kit.fields import CheckField, ChoiceField, IntField, NotesField, TextField
from ui.kit.forms import Form
from ui.kit.labels import boxed, column, ground, label, row
from ui.settings import words
from ui.settings.logo import LogoRow
from ui.shell import Shell

T = TypeVar("T")
W = TypeVar("W", bound=QWidget)
FORM_WIDTH = 640
# What the fields of prefixes are called before their kind.
NUMBER = "numbers."


class Page(QScrollArea):
    """One page: content at the left, as wide as a form. `load` reads it anew."""

    def __init__(self, shell: Shell, width: int = FORM_WIDTH) -> None:
        super().__init__()
        self.shell = shell
        self._kept: tuple[Any, ...] | None = None
        self.setProperty("flat", "true")
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.inside = column(gap=8)
        self.inside.setAlignment(Qt.AlignmentFlag.AlignTop)
        box = boxed(self.inside)
        box.setMaximumWidth(width)
        line = row(box, None, margins=(20, 16, 20, 20))
        line.setStretch(0, 1)
        line.setStretch(1, 0)  # the page has the room up to its width before anything stays blank
        self.setWidget(ground(boxed(line), "surface"))

    def load(self) -> None:
        """Read what is shown anew; what is typed and not saved stays."""

    def typed(self) -> tuple[Any, ...]:
        """Everything that can be typed or chosen on the page, as it stands."""
        texts = [each.text() for each in self._fields(QLineEdit)]
        notes = [each.toPlainText() for each in self._fields(QPlainTextEdit)]
        choices = [each.currentIndex() for each in self._fields(QComboBox)]
        ticks = [each.isChecked() for each in self._fields(QCheckBox)]
        return (*texts, *notes, *choices, *ticks)

    def _fields(self, kind: type[W]) -> list[W]:
        """Without those that were taken out and wait to be deleted, and without what only turns pages ("browses")."""
        return [each for each in self.findChildren(kind) if not each.property("browses") and not self._taken_out(each)]

    def _taken_out(self, field: QWidget) -> bool:
        """Hidden, but not as one of several that are shown by turns ("leaf")."""
        at: QWidget | None = field
        while at is not None and at is not self:
            shut = at.isHidden() and at.testAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide)
            if shut and not at.property("leaf"):
                return True
            at = at.parentWidget()
        return False

    def holds_typed(self) -> bool:
        """Whether something was typed or chosen since it was read or saved."""
        return self._kept is not None and self.typed() != self._kept

    def remember(self, kept: tuple[Any, ...] | None = None) -> None:
        """What is stored; without `kept` what the page shows now."""
        self._kept = self.typed() if kept is None else kept

    def take(self, work: Callable[[], T], show: Callable[[T], None], key: str) -> None:
        """Read and show it in the fields, unless somebody has typed into them."""

        def arrived(found: T) -> None:
            if not self.holds_typed():
                show(found)
                self.remember()

        self.shell.read(self, work, arrived, key=key)


class SettingsForm(Page):
    """A form over settings of the company, with Save (Ctrl+Enter)."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.form = Form()
        self.fill()
        self.save_button = action_button(_("Save"), "check", "Ctrl+Return", "main")
        self.save_button.clicked.connect(self.save)
        may = shell.may("settings.change")
        self.save_button.setEnabled(may)
        self.form.setEnabled(may)
        self.inside.addWidget(self.form)
        self.fill_below()
        why = [] if may else [label(_("Only who may change settings can save here."), "hint")]
        self.inside.addLayout(row(self.save_button, *why, None))

    def fill(self) -> None:
        """Add the fields; each is named by its setting."""

    def fill_below(self) -> None:
        """Add to `inside` what is saved with the form and stands between it and Save."""

    def given(self, values: dict[str, Any]) -> dict[str, Any]:
        """The form's values as the settings hold them."""
        return values

    def load(self) -> None:
        self.take(settings.values, self._show, key="settings")

    def _show(self, values: dict[str, Any]) -> None:
        self.form.set_values({key: values[key] for key in self.form.values()})

    def save(self) -> None:
        if not self.form.valid():
            return
        values = self.given({key: value for key, value in self.form.values().items() if value is not None})
        self.shell.run(
            self, lambda call: settings.change_settings(call, values), partial(self._saved, self.typed()),
            failed=self._failed, button=self.save_button,
        )  # fmt: skip

    def _saved(self, sent: tuple[Any, ...], _none: None) -> None:
        self.remember(sent)
        self.shell.toast(_("The settings are saved."))

    def _failed(self, error: Exception) -> bool:
        if not isinstance(error, Refusal) or error.code != "bad_setting":
            return False
        show_refusal(self.form, self.shell, error, {"bad_setting": str(error.data["key"])})
        return True


class CompanyPage(SettingsForm):
    """What stands on papers about the company, and how its documents are numbered."""

    def fill(self) -> None:
        form = self.form
        form.add("company.name", _("Company"), TextField(), required=_("Please type the company's name."), span=2)
        form.add("company.address", _("Address"), NotesField(lines=2), span=2)
        form.add("company.phone", _("Phone"), TextField())
        form.add("company.tax_number", _("Tax number"), TextField())
        form.add("company.language", _("Language of papers"), ChoiceField(list(PAPER_LANGUAGES.items())))
        account = NotesField(_("Bank, account name, account number"), lines=2)
        told = _("Stands on delivery notes with prices: where to pay to.")
        form.add("company.bank_account", _("Bank account"), account, hint=told, span=2)
        told = _("Such as how long faults can be reported. Stands above the boxes to sign.")
        form.add("papers.clause", _("Terms on delivery notes"), NotesField(lines=3), hint=told, span=2)
        told = _("A day, or a first and a last one, a line. China's public holidays are known to the end of {year}.")
        form.add("company.days_off", _("Days off"), NotesField("2027-02-05 – 2027-02-11", lines=4),
                 hint=told.format(year=KNOWN_TO))  # fmt: skip
        told = _("Weekend days that make up for them. Rules that are looked at on working days follow both.")
        form.add("company.days_worked", _("Worked weekends"), NotesField("2027-01-31", lines=4), hint=told)
        self.logo = LogoRow(self.shell)
        self.inside.addWidget(self.logo)
        self.seal = LogoRow(self.shell, "seal")
        self.inside.addWidget(self.seal)
        self._given: dict[str, int] = {}
        for kind, term in numbers.NUMBERED.items():
            field = TextField(kind, longest=5)
            form.add(f"{NUMBER}{kind}", _("Numbers: {documents}").format(documents=_(term)), field,
                     required=_("Type 2 to 5 letters from A to Z."))  # fmt: skip
            field.edited.connect(partial(self._tell_next, kind))

    def load(self) -> None:
        super().load()
        self.logo.load()
        self.seal.load()
        day = self.shell.today()
        self.shell.read(self, lambda: numbers.given_on(day), self._show_given, key="numbers")

    def _show_given(self, given: dict[str, int]) -> None:
        self._given = given
        for kind in numbers.NUMBERED:
            self._tell_next(kind)

    def _tell_next(self, kind: str) -> None:
        """What the next number of a kind will be with the prefix as it stands."""
        prefix = str(self.form.editor(f"{NUMBER}{kind}").value() or "").upper()
        number = numbers.written(prefix, self.shell.today(), self._given.get(prefix, 0) + 1)
        self.form.tell(f"{NUMBER}{kind}", _("Next: {number}").format(number=number) if prefix else "")

    def given(self, values: dict[str, Any]) -> dict[str, Any]:
        plain = {key: value for key, value in values.items() if not key.startswith(NUMBER)}
        return plain | {numbers.PREFIXES: {kind: values[f"{NUMBER}{kind}"] for kind in numbers.NUMBERED}}

    def _show(self, values: dict[str, Any]) -> None:
        chosen = values[numbers.PREFIXES]
        super()._show(values | {f"{NUMBER}{kind}": chosen.get(kind, (kind,))[0] for kind in numbers.NUMBERED})

    def _failed(self, error: Exception) -> bool:
        if isinstance(error, Refusal) and error.code in ("bad_prefix", "prefix_taken"):
            show_refusal(self.form, self.shell, error, {error.code: f"{NUMBER}{error.data['kind']}"})
            return True
        return super()._failed(error)


class RulesPage(SettingsForm):
    """What the company asks of its people, each rule with what it does."""

    def fill(self) -> None:
        # A combo box keeps no tuples: the roles stand in it as one text.
        choices = [(",".join(roles), _(term)) for roles, term in words.SIGNOFFS]
        hint = _("Before a delivery may leave. Confirmed ones that lack one go back to packed.")
        self.form.add("signoff.roles", _("Sign-offs"), ChoiceField(choices), hint=hint, span=2)
        for key, (term, told, pairs) in words.CHOICES.items():
            choices = [(code, _(choice)) for code, choice in pairs]
            self.form.add(key, _(term), ChoiceField(choices), hint=_(told), span=2)
        for key, (term, told) in words.RULES.items():
            declared = settings.DECLARED[key]
            if declared.kind is bool:
                self.form.add(key, "", CheckField(_(term)), hint=_(told), span=2)
            else:
                field = IntField(int(declared.low or 0), int(declared.high or 1_000_000), example=str(declared.default))
                self.form.add(key, _(term), field, hint=_(told), span=2)

    def given(self, values: dict[str, Any]) -> dict[str, Any]:
        roles = values["signoff.roles"]
        return values | {"signoff.roles": tuple(roles.split(",")) if roles else ()}

    def _show(self, values: dict[str, Any]) -> None:
        super()._show(values | {"signoff.roles": ",".join(values["signoff.roles"])})


class ThisPcPage(Page):
    """What this PC is called."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.form = Form()
        hint = _("Papers are printed at the place of work that asked for them. Holds from the next start.")
        self.form.add("station", _("Name of this place of work"), TextField(shell.station), hint=hint, span=2)
        save = action_button(_("Save"), "check", "Ctrl+Return", "main")
        save.clicked.connect(self.save)
        self.inside.addWidget(self.form)
        self.inside.addLayout(row(save, None))

    def load(self) -> None:
        if not self.holds_typed():
            self.form.set_values({"station": self.shell.settings.get("station", "")})
            self.remember()

    def save(self) -> None:
        if not self.form.valid():
            return
        self.shell.settings.set("station", self.form.values()["station"])
        self.remember()
        self.shell.toast(_("The settings are saved."))
