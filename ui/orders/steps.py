"""The steps an order can take from the window, as buttons and menu entries; the table of transitions says which."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from resources.i18n import N_, _
from services import orders
from services.order_book import Saved
from services.unit import Call
from ui.kit.dialog import Dialog
from ui.kit.fields import NotesField
from ui.kit.forms import Form, FormDialog

EDIT = "orders.edit"
Run = Callable[[Call, int, int, str], Saved]


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its word, icon, the right it needs; `asks` is the title of the question for a reason."""

    name: str
    term: str
    icon: str
    done: str
    run: Run
    asks: str = ""
    danger: bool = False
    right: str = EDIT


STEPS = {
    step.name: step
    for step in (
        Step("submit", N_("Submit"), "send", N_("Order {number} is submitted."),
             lambda call, order, version, _why: orders.submit_order(call, order, version)),
        Step("reopen", N_("Reopen"), "rotate-ccw", N_("Order {number} is a draft again."),
             lambda call, order, version, _why: orders.reopen_order(call, order, version)),
        Step("resume", N_("Take off hold"), "play", N_("Order {number} goes on."),
             lambda call, order, version, _why: orders.resume_order(call, order, version)),
        Step("hold", N_("Put on hold"), "circle-pause", N_("Order {number} is on hold."),
             lambda call, order, version, why: orders.hold_order(call, order, version, why),
             N_("Why does the order wait?")),
        Step("close_short", N_("Close short"), "circle-slash-2", N_("Order {number} is closed; the rest is not sent."),
             lambda call, order, version, why: orders.close_short(call, order, version, why),
             N_("Why is the rest not sent?"), True),
        Step("cancel", N_("Cancel order"), "ban", N_("Order {number} is cancelled."),
             lambda call, order, version, why: orders.cancel_order(call, order, version, why),
             N_("Why is the order cancelled?"), True),
    )
}  # fmt: skip
MENU = ("reopen", "resume", "hold", "close_short", "cancel")


def ask_reason(parent: QWidget, step: Step, act: Callable[[str, Dialog], None]) -> FormDialog:
    """Ask why; `act(reason, dialog)` closes the dialog when the step is done, so that nothing typed is lost."""
    form = Form(columns=1)
    form.add("reason", _("Reason"), NotesField(_("Whoever looks at the order later reads this"), lines=3),
             required=_("Type a reason."))  # fmt: skip
    dialog = FormDialog(parent, _(step.asks), form, _(step.term), lambda values: act(str(values["reason"]), dialog))
    dialog.open()
    return dialog
