"""The form in which a report is made of a list, or made anew: what is counted, by what, when, and only which rows.

OwnForm(window, shell, None, done).open()        # a new one
OwnForm(window, shell, own, done).open()         # a change of one's own; `copy=True` a new one like it
"""

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QWidget

from resources.i18n import _
from services.reports import own, subjects
from services.reports.definition import CHARTS
from services.reports.made import MOST_MEASURES, Made, offer
from services.reports.own import LONGEST, SHARE, Own
from services.reports.period import SPANS, STEPS
from services.reports.subjects import HOLDS, Subject
from services.unit import Call, Created
from ui.kit.case_dialog import CaseDialog
from ui.kit.fields import CheckField, ChoiceField, TextField
from ui.kit.filter_bar import FilterBar
from ui.kit.forms import Form
from ui.kit.labels import boxed, column, label
from ui.shell import Shell

FIELDS = {"empty_name": "name", "too_long": "name", "report_taken": "name", "too_many_reports": "name"}
NOTHING = ("", "—")
LEAST = 300
MEASURES = tuple(f"measure{number}" for number in range(1, MOST_MEASURES + 1))


class OwnForm(CaseDialog):
    """See the module."""

    def __init__(
        self, parent: QWidget, shell: Shell, kept: Own | None, done: Callable[[Created], None], *, copy: bool = False
    ) -> None:
        offered = {subject.name: subject for subject in subjects.offered(shell.actor)}
        title = _("Make a report") if kept is None or copy else _("Change the report")
        super().__init__(parent, shell, title, _form(shell, offered), _("Save"), self._case, done, FIELDS)
        self._kept, self._subjects = None if copy else kept, offered
        self._filters: FilterBar | None = None
        self._box = column(label(_("Only these rows"), "label"), gap=4)
        self.body.insertWidget(1, boxed(self._box))
        self._subject, self._when = self.form.editor("subject"), self.form.editor("when")
        self._offer_list()
        if kept is not None:
            self._fill(kept, copy=copy)
        self._subject.edited.connect(self._other_list)
        self._when.edited.connect(self._offer_groups)

    # what the list offers

    def _other_list(self) -> None:
        self.form.set_values({"then": "", "holds": "", "text": ""} | dict.fromkeys(MEASURES[1:], ""))
        self._offer_list()

    def _offer_list(self) -> None:
        """Figures, dates and filters of the list that is chosen; with them the groups."""
        subject, actor = self._subjects[self._subject.value()], self._shell.actor
        offered = offer(subject, actor, "")
        for name in MEASURES:
            known = offered.measures if name == MEASURES[0] else (NOTHING, *offered.measures)
            self.form.editor(name).set_choices(known)
        self._when.set_choices(offered.whens)
        self.form.editor("holds").set_choices((NOTHING, *offered.holding))
        if self._filters is not None:
            self._box.removeWidget(self._filters)
            self._filters.hide()
            self._filters.deleteLater()
        self._filters = FilterBar(subject.filters(actor), _("Search"), side=0)
        self._filters.setMinimumWidth(LEAST)  # it folds its menus where they do not fit
        self._box.addWidget(self._filters)
        self._offer_groups()

    def _offer_groups(self) -> None:
        when = self._when.value() or ""
        groups = offer(self._subjects[self._subject.value()], self._shell.actor, when).groups
        first = next((name for name, _term in groups if not when or name not in STEPS), "")
        before = self.form.editor("by").value()
        self.form.editor("by").set_choices(groups)
        if before not in dict(groups):
            self.form.set_values({"by": first})
        self.form.editor("then").set_choices((NOTHING, *groups))
        self.form.editor("span").setEnabled(bool(when))

    def _fill(self, kept: Own, *, copy: bool) -> None:
        made = kept.made
        self.form.set_values({"subject": made.subject})
        self._offer_list()
        self.form.set_values({"when": made.when})
        self._offer_groups()
        seen = [name for name in made.by if self.form.editor("by").findData(name) >= 0]
        measures = [name for name in made.measures if self.form.editor("measure1").findData(name) >= 0]
        values: dict[str, Any] = dict(zip(("by", "then"), seen, strict=False))
        values |= dict(zip(MEASURES, measures, strict=False))
        name = _("Copy of {name}").format(name=kept.title)[:LONGEST] if copy else kept.title
        values |= {"name": name, "span": made.span, "chart": made.chart}
        if self._shell.may(SHARE) and not copy:
            values["shared"] = kept.shared
        self.form.set_values(values)
        held = [(name, value) for name, value in made.filters if name.startswith(HOLDS)]
        self.form.set_values({"holds": held[0][0], "text": held[0][1]} if held else {})
        if self._filters is not None:
            self._filters.set_filters([each for each in made.filters if each not in held], made.search)

    # saving

    def submit(self) -> None:
        """A text without its column, or the reverse, narrows nothing, which is not what was typed."""
        values = self.form.values()
        if values["text"] and not values["holds"]:
            self.form.show_errors({"holds": _("Choose where the text is looked for.")})
        elif values["holds"] and not values["text"]:
            self.form.show_errors({"text": _("Type the text to look for.")})
        else:
            super().submit()

    def _case(self, values: dict[str, Any]) -> Callable[[Call], Created]:
        made, name, shared = self.made(values), values["name"], bool(values.get("shared", False))
        kept = self._kept
        if kept is None:
            return lambda call: own.make_report(call, name, made, shared)
        shared = shared if self._shell.may(SHARE) else kept.shared
        return lambda call: own.change_report(call, kept.id, kept.version, name, made, shared)

    def made(self, values: dict[str, Any]) -> Made:
        """What is chosen now."""
        assert self._filters is not None
        by = tuple(dict.fromkeys(values[name] for name in ("by", "then") if values[name]))
        measures = tuple(dict.fromkeys(values[name] for name in MEASURES if values[name]))
        held = ((values["holds"], values["text"]),) if values["holds"] and values["text"] else ()
        return Made(
            values["subject"], by, measures, values["when"] or "", values["span"], self._filters.search(),
            (*self._filters.filters(), *held), values["chart"],
        )  # fmt: skip


def _form(shell: Shell, offered: dict[str, Subject]) -> Form:
    form = Form()
    form.add("name", _("Name"), TextField(_("Such as: what each customer bought"), longest=LONGEST), required=True)
    lists = [(name, _(subject.listing.title)) for name, subject in offered.items()]
    form.add("subject", _("Of the list"), ChoiceField(lists))
    form.add("by", _("Group by"), ChoiceField())
    form.add("then", _("And within it by"), ChoiceField())
    for number, name in enumerate(MEASURES, 1):
        form.add(name, _("Figure {number}").format(number=number), ChoiceField())
    form.add("when", _("The period is about"), ChoiceField())
    form.add("span", _("Usual period"), ChoiceField([(name, _(term)) for name, term in SPANS.items()]))
    charts = ChoiceField([(name, _(term)) for name, term in CHARTS.items()])
    form.add("chart", _("Chart"), charts, span=1 if shell.may(SHARE) else 2)
    if shell.may(SHARE):
        form.add("shared", "", CheckField(_("Share it with everybody who sees this list")))
    form.add("holds", _("Only where"), ChoiceField())
    form.add("text", _("holds the text"), TextField(longest=LONGEST))
    form.set_values({"span": "month"})
    return form
