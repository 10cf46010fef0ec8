"""The page of what the company's papers show: prices, the names of the copies, customers who have it otherwise."""

from typing import Any

import msgspec
from PySide6.QtWidgets import QWidget

from resources.i18n import _
from services import printing_jobs
from services.printing_jobs import CustomerPrices
from ui.kit.buttons import action_button
from ui.kit.fields import CheckField, TextField
from ui.kit.labels import ElidedLabel, boxed, clear, column, hline, label, row
from ui.kit.panel import section
from ui.settings.pages import SettingsForm
from ui.settings.print_rules import PrintRulesEditor
from ui.settings.wording import WordingEditor
from ui.shell import Shell

MOST_COPIES = 6
BETWEEN = "，"


class PapersPage(SettingsForm):
    """See the module."""

    def fill(self) -> None:
        hint = _("A customer can have it otherwise: choose it when printing the note.")
        self.form.add("papers.note_prices", "", CheckField(_("Delivery notes show prices")), hint=hint, span=2)
        told = _("On papers and labels only the beginning of a name and the ends of a phone number are shown.")
        self.form.add("papers.mask", "", CheckField(_("Names and phones are masked")), hint=told, span=2)
        example = _("1 Our copy (white), 2 Customer copy (red), 3 Signed copy (yellow)")
        hint = _(
            "Separated by commas, at most {most}. On A4 each is a page, on continuous paper they stand at its foot."
        )
        copies = TextField(example, check=_too_many)
        self.form.add("papers.copies", _("Names of the copies"), copies, hint=hint.format(most=MOST_COPIES), span=2)

    def fill_below(self) -> None:
        may = self.shell.may("settings.change")
        self.rules = PrintRulesEditor()
        self.rules.setEnabled(may)
        self.inside.addWidget(section(_("What is printed by itself")))
        self.inside.addWidget(self.rules)
        self.wording = WordingEditor()
        self.wording.setEnabled(may)
        self.inside.addWidget(section(_("Columns and fields of documents")))
        self.inside.addWidget(self.wording)

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.inside.addWidget(section(_("Customers who have it otherwise")))
        self._own = column(gap=0)
        self.inside.addLayout(self._own)
        self.inside.addWidget(section(_("Labels")))
        labels = action_button(_("Lay out labels…"), "tag")
        labels.setEnabled(shell.may("settings.change"))
        labels.clicked.connect(lambda: shell.go("labels"))
        hint = _("Shipping, product, carton, lot and bin labels and badges, in your own sizes")
        self.inside.addLayout(row(labels, label(hint, "hint"), None))

    def given(self, values: dict[str, Any]) -> dict[str, Any]:
        rules = [msgspec.to_builtins(rule) for rule in self.rules.rules()]
        wording = msgspec.to_builtins(self.wording.wording())
        return values | {
            "papers.copies": _names(values["papers.copies"]), "papers.rules": rules, "papers.wording": wording,
        }  # fmt: skip

    def load(self) -> None:
        super().load()
        self.shell.read(self, printing_jobs.customer_prices, self._show_own, key="own")

    def _show(self, values: dict[str, Any]) -> None:
        super()._show(values | {"papers.copies": ", ".join(values["papers.copies"])})
        self.rules.show_rules(values["papers.rules"])
        self.wording.show_wording(values["papers.wording"])

    def _show_own(self, rows: tuple[CustomerPrices, ...]) -> None:
        clear(self._own)
        if not rows:
            self._own.addWidget(label(_("None: all notes are as above."), "hint"))
        for each in rows:
            self._own.addWidget(self._line(each))

    def _line(self, each: CustomerPrices) -> QWidget:
        told = _("With prices") if each.prices else _("Without prices")
        line = row(gap=8, margins=(0, 6, 0, 6))
        line.addLayout(column(ElidedLabel(each.name, "bodyStrong"), label(told, "caption"), gap=0), 1)
        usual = action_button(_("As the company"), "undo-2")
        usual.setEnabled(self.shell.may("customers.edit"))
        usual.clicked.connect(lambda: self._back(each.id))
        line.addWidget(usual)
        return boxed(column(line, hline(), gap=0))

    def _back(self, customer_id: int) -> None:
        self.shell.run(self, lambda call: printing_jobs.keep_prices(call, customer_id, None), lambda _done: self.load())


def _names(text: str) -> tuple[str, ...]:
    return tuple(name for part in text.replace(BETWEEN, ",").split(",") if (name := part.strip()))


def _too_many(text: str) -> str:
    return _("At most {most} copies.").format(most=MOST_COPIES) if len(_names(text)) > MOST_COPIES else ""
