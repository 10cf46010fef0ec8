"""Returns of customers: announced, received by scan, looked over, settled.

    ReturnsWindow(shell, scans)
    window.activate(id=7)                # one return
    window.activate(phase="open")        # the open ones

F4 is the next step, F8 undoes the last one, F9 calls it off, Ctrl+P prints its slip; Enter opens the delivery. A slip
under the scanner opens its return.
"""

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Any

from PySide6.QtWidgets import QPushButton, QWidget

from resources.i18n import N_, _
from services import printing_jobs, return_views, returns, scanning
from services.after_sales import RETURN_REASON_TERMS
from services.listing import Query
from services.return_views import RETURNS, ReturnView
from services.returns import Came, Verdict
from services.unit import Call
from ui.kit.buttons import action_button, link_button
from ui.kit.dialog import Dialog
from ui.kit.empty import EmptyState
from ui.kit.fields import NotesField
from ui.kit.filter_bar import Saved
from ui.kit.formats import moment, money, quantity
from ui.kit.forms import Form, FormDialog
from ui.kit.labels import boxed, column, label, row, state_chip
from ui.kit.list_pane import ListPane
from ui.kit.panel import KeyFacts, MiniCell, MiniColumn, MiniTable, section
from ui.kit.panel_window import CurrentWindow
from ui.papers.again import ask_why
from ui.papers.printer import queued
from ui.returns.dialogs import InspectDialog, ReceiveDialog, settle_dialog
from ui.scan.filter import ScanFilter
from ui.shell import Shell

SAVED = (("open", N_("Open"), (("phase", "open"),)), ("received", N_("To look over"), (("state", "received"),)),
         ("inspected", N_("To settle"), (("state", "inspected"),)), ("all", N_("All"), ()))  # fmt: skip
# Step -> its word, icon, key, kind of button and right.
STEPS = {
    "back": (N_("Undo the last step"), "rotate-ccw", "F8", "secondary", "returns.receive"),
    "cancel": (N_("Call it off"), "", "F9", "danger", "returns.edit"),
    "receive": (N_("Receive"), "package-open", "F4", "main", "returns.receive"),
    "inspect": (N_("Look over"), "list-checks", "F4", "main", "returns.receive"),
    "settle": (N_("Settle"), "banknote", "F4", "main", "payments.edit"),
}


class ReturnsWindow(CurrentWindow):
    """See the module."""

    topics = frozenset({"returns", "acts"})
    belongs_to = "tracking"
    story_kind = "return"

    def __init__(self, shell: Shell, scans: ScanFilter | None = None) -> None:
        super().__init__(shell, _("Returns"), _("What customers send back, until it is settled"))
        self._scans = scans
        self.buttons: dict[str, QPushButton] = {}
        saved = [Saved(name, _(term), filters) for name, term, filters in SAVED]
        self._home = saved[0].filters
        self.follow(ListPane(
            shell, RETURNS.for_actor(shell.actor), Query(), search=_("Number, customer, delivery"), row_height=48,
            saved=saved, print_key="Ctrl+Alt+L", empty=EmptyState("undo-2", _("No returns here"),
                                          _("A return is opened at its delivery, in the window Tracking.")),
        ))  # fmt: skip
        self.pane.opened.connect(lambda _id: self.open_delivery())
        if scans is not None:
            scans.subscribe(self, self.on_scan)

    def activate(self, *, id: int | None = None, phase: str = "", state: str = "", **_where: Any) -> None:
        if id is not None:
            self.lead_to(id)
        elif state:
            self.pane.bar.set_filters((("state", state),))
        elif phase or self.pane.query() is None:
            self.pane.bar.set_filters(self._home)
        self.pane.table.setFocus()

    def on_scan(self, text: str) -> None:
        """A return's slip, or its delivery's note, opens it."""
        scan = scanning.parse(text)
        self.pane.bar.set_filters((), scan.number or scan.code or text)
        self.pane.table.setFocus()

    def keys(self) -> list[tuple[str, str]]:
        return [("F4", _("The next step")), ("F8", _("Undo the last step")), ("F9", _("Call it off")),
                ("Ctrl+P", _("Print its slip")), ("Ctrl+Alt+L", _("Print the list")),
                ("Return", _("Open the delivery"))]  # fmt: skip

    # the panel

    def read(self, record_id: int) -> ReturnView | None:
        return return_views.view(record_id)

    def show_record(self, record: ReturnView) -> None:
        chips = [state_chip("return", record.state)]
        if record.outcome:
            chips.append(state_chip("return", record.outcome))
        self.panel.set_head(record.number, record.customer, *chips)
        self.panel.set_body([self._links(record), KeyFacts(self._facts(record)), *self._note(record),
                             section(_("What comes back")), self._goods(record)], keep=True)  # fmt: skip
        self.panel.set_foot(self._verbs(record))

    def _links(self, found: ReturnView) -> QWidget:
        delivery = link_button(found.delivery)
        delivery.clicked.connect(self.open_delivery)
        more = []
        if found.order_id is not None and self.shell.may("orders.view"):
            order = link_button(_("Replaced by {number}").format(number=found.order or _("a draft")))
            order.clicked.connect(lambda: self.shell.go("orders", id=found.order_id))
            more.append(row(order, None))
        slip = action_button(_("Return slip"), "printer", "Ctrl+P")
        slip.clicked.connect(lambda: self.print_slip())
        return boxed(column(row(delivery, None, slip), *more, gap=4, margins=(0, 0, 0, 8)))

    def _facts(self, found: ReturnView) -> list[tuple[str, str]]:
        facts = [(_("Why"), _(RETURN_REASON_TERMS[found.reason])),
                 (_("Announced on"), f"{moment(found.at, self.shell.today())}  {found.who}".strip())]  # fmt: skip
        if self.shell.may("credit.view"):
            facts.append((_("As sold"), money(found.value)))
            if found.amount is not None:
                facts.append((_("Refund"), money(found.amount)))
        return facts

    @staticmethod
    def _note(found: ReturnView) -> list[QWidget]:
        if not found.note:
            return []
        return [boxed(column(label(found.note, "secondary", wrap=True), margins=(0, 4, 0, 12)))]

    @staticmethod
    def _goods(found: ReturnView) -> MiniTable:
        judged = found.state in ("inspected", "closed")
        heads = [MiniColumn(_("Product")), MiniColumn(_("Announced"), 76, right=True)]
        heads.append(MiniColumn(_("Received"), 64, right=True))
        rows: list[list[MiniCell | str]] = []
        for line in found.lines:
            below = _verdict(line) if judged and line.received else ""
            below = below or " • ".join(filter(None, (line.sku, line.unit, line.lot)))
            name = MiniCell(line.name, below, strong=True)
            rows.append([name, quantity(line.quantity), quantity(line.received) or "0"])
        return MiniTable(heads, rows)

    def _verbs(self, found: ReturnView) -> list[QWidget]:
        self.buttons = {}
        for step, (term, icon, key, kind, right) in STEPS.items():
            if step in found.steps and self.shell.may(right):
                button = self.buttons[step] = action_button(_(term), icon, key, kind)
                button.clicked.connect(partial(self.step, step))
        return list(self.buttons.values())

    def open_delivery(self) -> None:
        """Go to the delivery it is of."""
        if self.record is not None:
            self.shell.go("tracking", id=self.record.delivery_id)

    def print_slip(self, reason: str = "") -> None:
        """Print the slip of this return, with what comes back; again for a reason."""
        found = self.record
        if found is None:
            return

        def work(call: Call) -> int:
            return printing_jobs.print_again(call, found.delivery_id, "return", found.id, reason=reason)

        said = _("The slip of {number} is in the print queue.").format(number=found.number)
        said = queued(self.shell, "return", said)
        self.shell.run(self, work, lambda _copy: self.shell.toast(said),
                       failed=lambda error: ask_why(self, self.shell, error, self.print_slip))  # fmt: skip

    # the steps

    def step(self, step: str, _checked: bool = False) -> None:
        """Open the form of a step, or take it."""
        found = self.record
        if found is None:
            return
        dialog: Dialog
        match step:
            case "receive":
                dialog = ReceiveDialog(
                    self, self.shell, found, lambda came: self._receive(dialog, found, came), self._scans
                )
            case "inspect":
                dialog = InspectDialog(self, found, lambda verdicts: self._inspect(dialog, found, verdicts),
                                       self._scans)  # fmt: skip
            case "settle":
                dialog = settle_dialog(self, found, lambda *ends: self._settle(dialog, found, *ends))
            case "cancel":
                dialog = self._cancel_dialog(found)
            case _:
                self._run(None, lambda call: returns.step_back(call, found.id, found.version),
                          _("The last step of {number} is undone."))  # fmt: skip
                return
        dialog.open()

    def _receive(self, dialog: Dialog, found: ReturnView, came: tuple[Came, ...]) -> None:
        self._run(dialog, lambda call: returns.receive_return(call, found.id, found.version, came),
                  _("{number} lies in quarantine."))  # fmt: skip

    def _inspect(self, dialog: Dialog, found: ReturnView, verdicts: tuple[Verdict, ...]) -> None:
        self._run(dialog, lambda call: returns.inspect_return(call, found.id, found.version, verdicts),
                  _("The verdict on {number} is posted."))  # fmt: skip

    def _settle(self, dialog: Dialog, found: ReturnView, outcome: str, amount: Decimal) -> None:
        self._run(dialog, lambda call: returns.settle_return(call, found.id, found.version, outcome, amount),
                  _("{number} is settled."))  # fmt: skip

    def _cancel_dialog(self, found: ReturnView) -> FormDialog:
        form = Form(columns=1)
        form.add("why", _("Why"), NotesField(lines=2, longest=returns.LONGEST), required=_("Please type a reason."))

        def call_off(values: dict[str, Any]) -> None:
            self._run(dialog, lambda call: returns.cancel_return(call, found.id, found.version, values["why"]),
                      _("{number} is called off."))  # fmt: skip

        title = _("Call off {number}").format(number=found.number)
        dialog = FormDialog(self, title, form, _("Call it off"), call_off)
        return dialog

    def _run(self, dialog: Dialog | None, work: Callable[[Call], Any], sentence: str) -> None:
        number = self.record.number if self.record else ""

        def done(_made: Any) -> None:
            if dialog is not None:
                dialog.accept()
            self.shell.toast(sentence.format(number=number))
            self.refresh()

        self.shell.run(dialog or self, work, done, button=dialog.main if dialog else None)


def _verdict(line: return_views.Line) -> str:
    """What became of what came, in words."""
    told = ((_("Good stock"), line.restocked), (_("Scrap"), line.scrapped), (_("Supplier"), line.sent_back))
    return "  ".join(f"{term} {quantity(figure)}" for term, figure in told if figure)
