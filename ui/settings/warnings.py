"""The rules that warn: each as a sentence, with its limit, how grave it is, who answers and within how many hours.

"Try" says for how many things the rule would have held at the end of yesterday, and would hold right now, with what
was typed; nothing is opened by it. Where yesterday is not known to the last, a line says how it was told.
"""

from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QWidget

from resources.i18n import N_, _, ngettext
from services import people, settings
from services.lists import INCIDENT_KIND_TERMS
from services.people import Person
from services.watch import watching, work
from services.watch.changed import HIGHEST, LAST_HOUR, LONGEST_HOURS
from services.watch.finding import MOST
from services.watch.rule import Rule
from services.watch.rules import RULES, SEVERITIES, in_force
from services.watch.schedule import WHEN
from services.watch.watching import Tried
from services.watch.work import WORK
from ui.kit.buttons import action_button
from ui.kit.fields import CheckField, ChoiceField, IntField
from ui.kit.labels import label, row
from ui.settings.pages import Page
from ui.settings.words import ROLES
from ui.shell import Shell

WIDTH = 1040
SIDE_BY_SIDE = 4
# Those that are looked for, and those that work opens.
ALL = RULES | WORK
HEADS = (N_("Rule"), N_("Threshold"), N_("Severity"), N_("Who answers"), N_("Within hours"), N_("How often"),
         N_("At hour"), "")  # fmt: skip


@dataclass(slots=True)
class Line:
    """The fields of one rule."""

    on: CheckField
    told: QLabel
    limit: IntField | None
    severity: ChoiceField
    role: ChoiceField
    hours: IntField
    when: ChoiceField
    at: IntField
    tried: QLabel
    how: QLabel


class WarningsPage(Page):
    """See the module."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell, WIDTH)
        self.lines: dict[str, Line] = {}
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(2)
        self._grid.setColumnStretch(0, 1)
        for at, term in enumerate(HEADS):
            self._grid.addWidget(label(_(term) if term else "", "caption"), 0, at)
        for at, rule in enumerate(ALL.values()):
            self._add(1 + 3 * at, rule)
        self.save_button = action_button(_("Save"), "check", "Ctrl+Return", "main")
        self.save_button.clicked.connect(self.save)
        self.inside.addWidget(label(_("A rule that holds opens one warning for each thing it is about."), "secondary"))
        self.inside.addLayout(self._grid)
        told = _("A second person looks over the answers to these; until then they wait under Other requests.")
        self.inside.addWidget(label(told, "secondary", wrap=True))
        self.seconds = {kind: CheckField(_(term)) for kind, term in INCIDENT_KIND_TERMS.items()}
        kinds = QGridLayout()
        for at, field in enumerate(self.seconds.values()):
            kinds.addWidget(field, at // SIDE_BY_SIDE, at % SIDE_BY_SIDE)
        self.inside.addLayout(kinds)
        self.inside.addLayout(row(self.save_button, None))

    def _add(self, place: int, rule: Rule) -> None:
        line = self.lines[rule.code] = Line(
            CheckField(_(rule.term)), label("", "hint", wrap=True), IntField(0, HIGHEST) if rule.unit else None,
            ChoiceField([(code, _(term)) for code, term in SEVERITIES.items()]),
            ChoiceField([(code, _(term)) for code, term in ROLES.items()]), IntField(1, LONGEST_HOURS),
            ChoiceField([(code, _(term)) for code, term in WHEN.items()]), IntField(0, LAST_HOUR), label("", "hint"),
            label("", "hint"),
        )  # fmt: skip
        line.how.setVisible(False)
        looked_for = rule.code in RULES
        line.on.setEnabled(looked_for)  # what has happened is always told
        attempt = action_button(_("Try"))
        attempt.setAccessibleName(f"{_('Try')}: {_(rule.term)}")
        attempt.clicked.connect(partial(self.attempt, rule.code, attempt))
        line.when.edited.connect(partial(self._follow, line))
        fields: list[QWidget | None] = [line.on, line.limit, line.severity, line.role, line.hours]
        fields += [line.when, line.at, attempt] if looked_for else []
        for column, field in enumerate(fields):
            if field is not None:
                self._grid.addWidget(field, place, column)
        for field, wide in ((line.limit, 70), (line.severity, 90), (line.role, 130), (line.hours, 70),
                            (line.when, 140), (line.at, 60)):  # fmt: skip
            if field is not None:
                field.setFixedWidth(wide)
        self._name(rule, line)
        self._grid.addWidget(line.told, place + 1, 0, 1, 4)
        self._grid.addWidget(line.tried, place + 1, 4, 1, 4)
        self._grid.addWidget(line.how, place + 2, 0, 1, 8, Qt.AlignmentFlag.AlignRight)

    @staticmethod
    def _name(rule: Rule, line: Line) -> None:
        for field, term in ((line.limit, HEADS[1]), (line.severity, HEADS[2]), (line.role, HEADS[3]),
                            (line.hours, HEADS[4]), (line.when, HEADS[5]), (line.at, HEADS[6])):  # fmt: skip
            if field is not None:
                field.setAccessibleName(f"{_(rule.term)}: {_(term)}")

    @staticmethod
    def _follow(line: Line) -> None:
        """An hour is asked for only where it says something."""
        line.at.setEnabled(line.when.value() in ("daily", "working"))

    def load(self) -> None:
        self.take(self._read, self._show, key="rules")

    @staticmethod
    def _read() -> tuple[dict[str, Rule], tuple[str, ...], tuple[Person, ...]]:
        return in_force() | work.in_force(), settings.values()["approval.incidents"], people.directory()[0]

    def _show(self, found: tuple[dict[str, Rule], tuple[str, ...], tuple[Person, ...]]) -> None:
        rules, seconds, everybody = found
        answers: list[tuple[Any, str]] = [(code, _(term)) for code, term in ROLES.items()]
        answers += [(each.id, each.name) for each in everybody if each.active]
        for kind, field in self.seconds.items():
            field.set_value(kind in seconds)
        for code, rule in rules.items():
            line = self.lines[code]
            line.on.set_value(rule.on)
            line.told.setText(_(rule.told).format(limit=rule.limit))
            if line.limit is not None:
                line.limit.set_value(rule.limit)
            line.severity.set_value(rule.severity)
            line.role.set_choices(answers)
            line.role.set_value(rule.role)
            line.role.set_value(rule.person or rule.role)
            line.hours.set_value(rule.hours)
            line.when.set_value(rule.when)
            line.at.set_value(rule.at)
            self._follow(line)

    def _given(self, code: str) -> dict[str, Any] | None:
        """What was typed for a rule; None, with the focus there, where a number can't be read."""
        line = self.lines[code]
        for field in filter(None, (line.limit, line.hours, line.at)):
            if field.problem() or field.value() is None:
                field.setFocus()
                line.tried.setText(field.problem() or _("Please type a number."))
                return None
        limit = {"limit": line.limit.value()} if line.limit is not None else {}
        answers = line.role.value()
        role, person = (answers, 0) if isinstance(answers, str) else (ALL[code].role, answers)
        return limit | {"on": line.on.value(), "severity": line.severity.value(), "role": role, "person": person,
                        "hours": line.hours.value(), "when": line.when.value(), "at": line.at.value()}  # fmt: skip

    def attempt(self, code: str, button: QPushButton, _checked: bool = False) -> None:
        """Say for how many things it would have held yesterday and would hold now."""
        given = self._given(code)
        if given is None:
            return
        now, limit = self.shell.clock(), given.get("limit", 0)
        self.shell.read(self, lambda: watching.tried(code, limit, now), partial(self._tried, code), key=code)

    def _tried(self, code: str, found: Tried) -> None:
        line, count, past = self.lines[code], len(found.now), found.yesterday
        before = ngettext(
            "Would have fired {count} time yesterday", "Would have fired {count} times yesterday", len(past)
        ).format(count=_most(len(past)))
        told = ngettext("Holds for {count} now", "Holds for {count} now", count).format(count=_most(count))
        line.tried.setText("  •  ".join((before, told if count else _("Holds for nothing now"))))
        line.how.setText(_(found.told) if found.told else "")
        line.how.setVisible(bool(found.told))
        line.tried.setToolTip("\n".join(each.text for each in [*(past or ())[:20], *found.now[:20]]))

    def save(self) -> None:
        rules = {code: self._given(code) for code in self.lines}
        if None in rules.values():
            self.shell.toast(_("Nothing was saved: a number is missing or can't be read."), error=True)
            return
        changed = {code: given for code, given in rules.items() if given != _as_set(ALL[code])}
        seconds = tuple(kind for kind, field in self.seconds.items() if field.value())
        values = {"watch.rules": changed, "approval.incidents": seconds}
        self.shell.run(
            self, lambda call: settings.change_settings(call, values),
            partial(self._saved, self.typed()), button=self.save_button,
        )  # fmt: skip

    def _saved(self, sent: tuple[Any, ...], _none: object) -> None:
        self.remember(sent)
        self.shell.toast(_("The settings are saved."))
        self.load()


def _most(count: int) -> str:
    return f"{count}+" if count >= MOST else str(count)


def _as_set(rule: Rule) -> dict[str, Any]:
    limit = {"limit": rule.limit} if rule.unit else {}
    return limit | {"on": rule.on, "severity": rule.severity, "role": rule.role, "person": rule.person,
                    "hours": rule.hours, "when": rule.when, "at": rule.at}  # fmt: skip
