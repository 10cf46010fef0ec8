"""Issuing a quotation: until when it holds, then its paper, kept with the order and shown in the system's program."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from PySide6.QtWidgets import QWidget

from resources.i18n import _
from services import attachments, quotations
from services.attachments import Content
from services.pictures import File
from services.quotations import Quoted
from services.unit import Call
from ui.kit.case_dialog import CaseDialog
from ui.kit.fields import DateField
from ui.kit.forms import Form
from ui.kit.open_file import open_copy
from ui.shell import Shell


@dataclass(frozen=True, slots=True)
class Issued:
    """A quotation and its paper."""

    quoted: Quoted
    paper: Content


class QuoteDialog(CaseDialog):
    """Asks for the last day; `done(Quoted)` follows when the quotation has its number and its paper is open."""

    def __init__(
        self, parent: QWidget, shell: Shell, order_id: int, version: int, until: date | None,
        done: Callable[[Quoted], None],
    ) -> None:  # fmt: skip
        form = Form(columns=1)
        day = DateField(shell.today)
        form.add("valid_until", _("Offer ends"), day, required=_("Type the last day of the quotation."))
        day.set_value(until or quotations.usual_validity(shell.today()))

        def work(values: dict[str, Any]) -> Callable[[Call], Issued]:
            return lambda call: _issue(call, order_id, version, values["valid_until"])

        def issued(made: Issued) -> None:
            said = _("Quotation {number} is issued; its paper is with the order.")
            shell.toast(said.format(number=made.quoted.number))
            if not open_copy(made.paper):
                shell.toast(_("No program on this PC opens “{name}”.").format(name=made.paper.name), error=True)
            done(made.quoted)

        super().__init__(parent, shell, _("Quotation"), form, _("Issue and print"), work, issued,
                         {"bad_validity": "valid_until"})  # fmt: skip


def _issue(call: Call, order_id: int, version: int, valid_until: date) -> Issued:
    """The number first, then the paper, which stays with the order as it went out."""
    quoted = quotations.issue_quotation(call, order_id, version, valid_until)
    pdf = quotations.render(order_id)
    file = File(f"{quoted.number}.pdf", "application/pdf", pdf)
    kept = attachments.attach("order")(replace(call, request_id=f"{call.request_id}-paper"), order_id, file)
    return Issued(quoted, Content(kept.id, kept.name, kept.mime, pdf))
