"""Other requests: what is above a limit of the company and waits for a second person's yes.

    window.activate(id=7)                # one request
    window.activate(state="waiting")     # those that wait
    window.activate(mine=True)           # those of the person

F4 approves, and what was asked for is done; F9 turns down, with an answer; F8 takes one's own back; Enter opens what it
is about.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtWidgets import QPushButton, QWidget

from resources.i18n import N_, _
from services import act_requests
from services.act_requests import KIND_TERMS, REQUESTS, RequestView
from services.listing import Query
from services.print_desk import REASON_TERMS
from services.unit import Created
from ui.kit.buttons import action_button
from ui.kit.empty import EmptyState
from ui.kit.fields import NotesField
from ui.kit.filter_bar import Saved
from ui.kit.formats import moment, money
from ui.kit.forms import Form, FormDialog
from ui.kit.labels import label, state_chip
from ui.kit.list_pane import ListPane
from ui.kit.panel import KeyFacts, about, section
from ui.kit.panel_window import CurrentWindow
from ui.shell import Shell

SAVED = (("waiting", N_("Waiting"), (("state", "waiting"),)), ("mine", N_("Asked by me"), (("mine", ""),)),
         ("all", N_("All"), ()))  # fmt: skip
# Subject -> window.
OPENS = {"delivery": "tracking", "product": "inventory", "incident": "watch", "customer": "finance",
         "return": "returns"}  # fmt: skip
STEPS = {
    "withdrawn": (N_("Withdraw"), "F8", "secondary"), "refused": (N_("Turn down"), "F9", "danger"),
    "approved": (N_("Approve and do it"), "F4", "main"),
}  # fmt: skip


class RequestsWindow(CurrentWindow):
    """See the module."""

    topics = frozenset({"acts"})
    belongs_to = "approval"

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell, _("Other requests"), _("What is above a limit, and needs a second person's yes"))
        self.buttons: dict[str, QPushButton] = {}
        saved = [Saved(name, _(term), self._own(filters)) for name, term, filters in SAVED]
        self._home = saved[0].filters
        self.follow(ListPane(
            shell, REQUESTS.for_actor(shell.actor), Query(), search=_("Request no."), row_height=48, saved=saved,
            empty=EmptyState("badge-check", _("Nothing waits for a second person"),
                             _("Settings, Rules says above which amounts something waits here.")),
        ))  # fmt: skip
        self.pane.opened.connect(lambda _id: self.open_subject())

    def activate(self, *, id: int | None = None, state: str = "", mine: bool = False, **_where: Any) -> None:
        if id is not None:
            self.lead_to(id)
        elif mine:
            self.pane.bar.set_filters(self._own((("mine", ""),)))
        elif state or self.pane.query() is None:
            self.pane.bar.set_filters(self._home)
        self.pane.table.setFocus()

    def keys(self) -> list[tuple[str, str]]:
        return [(key, _(term)) for term, key, _kind in reversed(STEPS.values())] + [("Return", _("What it is about"))]

    # the panel

    def read(self, record_id: int) -> RequestView | None:
        return act_requests.request(record_id, self.shell.actor)

    def show_record(self, record: RequestView) -> None:
        self.panel.set_head(record.number, _(KIND_TERMS[record.kind]), state_chip("act", record.state))
        self.panel.set_body([self._about(record), KeyFacts(self._facts(record)), *self._words(record)])
        self.panel.set_foot(self._verbs(record))

    def _about(self, found: RequestView) -> QWidget:
        return about(found.about, self.open_subject if found.subject_kind in OPENS else None)

    def _facts(self, found: RequestView) -> list[tuple[str, str]]:
        today = self.shell.today()
        facts = [(_("Asked by"), found.who), (_("Asked at"), moment(found.at, today))]
        if found.amount is not None and self.shell.may("credit.view"):
            facts.append((_("Amount"), money(found.amount)))
        if found.decided_at is not None:
            facts += [(_("Decided by"), found.decided_by), (_("Decided at"), moment(found.decided_at, today))]
        return facts

    @staticmethod
    def _words(found: RequestView) -> list[QWidget]:
        told: list[QWidget] = []
        why = _(REASON_TERMS.get(found.why, found.why)) if found.kind == "reprint" else found.why
        for term, text in ((_("Why"), why), (_("Reply"), found.answer)):
            if text:
                told += [section(term), label(text, wrap=True)]
        return told

    def _verbs(self, found: RequestView) -> list[QWidget]:
        may = self.shell.may(act_requests.RIGHT)
        allowed = {"withdrawn": found.mine, "refused": may, "approved": may and not found.own}
        self.buttons = {}
        for step, (term, key, kind) in STEPS.items():
            if step in found.steps and allowed[step]:
                button = self.buttons[step] = action_button(_(term), "", key, kind)
                button.clicked.connect(partial(self._step, step))
        verbs: list[QWidget] = list(self.buttons.values())
        if found.steps and may and found.own:
            verbs.append(label(_("A second person has to approve it."), "hint", wrap=True))
        return verbs

    def open_subject(self) -> None:
        """Go to what it is about."""
        found = self.record
        if found is not None and found.subject_kind in OPENS:
            self.shell.go(OPENS[found.subject_kind], id=found.subject_id)

    # the decision

    def _step(self, step: str, _checked: bool = False) -> None:
        found = self.record
        if found is None:
            return
        button = self.buttons[step]
        match step:
            case "approved":
                self._run(act_requests.approve, found, _("{number} is approved, and done."), button)
            case "withdrawn":
                self._run(act_requests.withdraw, found, _("{number} is withdrawn."), button)
            case _:
                self._refuse(found)

    def _run(self, case: Callable[..., Created], found: RequestView, sentence: str, button: QWidget) -> None:
        self.shell.run(
            self, lambda call: case(call, found.id, found.version), lambda _made: self._done(sentence), button=button
        )

    def _refuse(self, found: RequestView) -> None:
        form = Form(columns=1)
        form.add("answer", _("Reply"), NotesField(longest=act_requests.LONGEST), required=_("Please say why not."),
                 hint=_("Whoever asked reads it."))  # fmt: skip

        def done(_made: Any) -> None:
            dialog.accept()
            self._done(_("{number} is turned down."))

        def refuse(values: dict[str, Any]) -> None:
            self.shell.run(
                dialog, lambda call: act_requests.refuse(call, found.id, found.version, values["answer"]), done,
                button=dialog.save_button,
            )  # fmt: skip

        title = _("Turn down {number}").format(number=found.number)
        dialog = FormDialog(self, title, form, _("Turn down"), refuse)
        dialog.open()

    def _done(self, sentence: str) -> None:
        found = self.record
        self.shell.toast(sentence.format(number=found.number if found else ""))
        self.refresh()
