"""What is printed by itself: a line for each rule, "when packed, print the label, 1 copy, where it is packed".

rules = PrintRulesEditor()
rules.show_rules(kept)
rules.rules()                   # as they stand
"""

from functools import partial

from PySide6.QtWidgets import QWidget

from resources.i18n import N_, _
from services.print_rule import PrintRule
from services.print_rules import MOMENTS, MOST_COPIES, MOST_RULES
from ui.kit.buttons import action_button, icon_button
from ui.kit.fields import ChoiceField, TextField
from ui.kit.labels import boxed, clear, column, label, row
from ui.papers.words import paper_word

WHEN = {"released": N_("When released"), "packed": N_("When packed"), "dispatched": N_("When dispatched")}
WIDTHS = (130, 140, 100, 100, 66)


def heads() -> tuple[str, ...]:
    return _("When"), _("Paper"), _("Only at station"), _("Printed at"), _("Copies")


class PrintRulesEditor(QWidget):
    """See the module."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: list[_Line] = []
        self._box = column(gap=6)
        head = row(gap=8)
        for term, width in zip(heads(), WIDTHS, strict=True):
            text = label(term, "caption")
            text.setFixedWidth(width)
            head.addWidget(text)
        head.addStretch(1)
        self.add_button = action_button(_("Add a rule"), "plus")
        self.add_button.clicked.connect(lambda: self._add(PrintRule("packed", "label")))
        told = _("No station: at every one, and printed where it happens. 0 copies: none there.")
        self.setLayout(column(boxed(head), boxed(self._box), label(told, "hint"), row(self.add_button, None), gap=6))

    def show_rules(self, rules: tuple[PrintRule, ...]) -> None:
        self._lines = []
        clear(self._box)
        for rule in rules:
            self._add(rule)

    def rules(self) -> tuple[PrintRule, ...]:
        """The rules as they stand."""
        return tuple(line.rule() for line in self._lines)

    def _add(self, rule: PrintRule) -> None:
        line = _Line(rule)
        line.remove.clicked.connect(partial(self._remove, line))
        self._lines.append(line)
        self._box.addWidget(line)
        self.add_button.setEnabled(len(self._lines) < MOST_RULES)

    def _remove(self, line: "_Line") -> None:
        self._lines.remove(line)
        line.hide()
        self._box.removeWidget(line)
        line.deleteLater()
        self.add_button.setEnabled(True)


class _Line(QWidget):
    def __init__(self, rule: PrintRule) -> None:
        super().__init__()
        self.when, self.kind = ChoiceField([(when, _(term)) for when, term in WHEN.items()]), ChoiceField()
        self.at, self.to = TextField(_("every"), longest=60), TextField(_("there"), longest=60)
        self.copies = ChoiceField([(count, str(count)) for count in range(MOST_COPIES + 1)])
        self.remove = icon_button(_("Remove this rule"), "x")
        self.when.edited.connect(self._papers)
        self.when.set_value(rule.when)
        self._papers()
        self.kind.set_value(rule.kind)
        self.at.set_value(rule.at)
        self.to.set_value(rule.to)
        self.copies.set_value(rule.copies)
        line = row(gap=8)
        fields = (self.when, self.kind, self.at, self.to, self.copies)
        for field, width, term in zip(fields, WIDTHS, heads(), strict=True):
            field.setFixedWidth(width)
            field.setAccessibleName(term)
            line.addWidget(field)
        line.addWidget(self.remove)
        line.addStretch(1)
        self.setLayout(line)

    def _papers(self) -> None:
        self.kind.set_choices([(kind, paper_word(kind)) for kind in MOMENTS[self.when.value()]])

    def rule(self) -> PrintRule:
        return PrintRule(self.when.value(), self.kind.value(), self.at.value(), self.to.value(), self.copies.value())
