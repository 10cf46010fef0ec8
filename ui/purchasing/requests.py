"""What the buyer is asked for: the list of open requests, the current one beside it, and the answers.

    page = RequestsPage(shell, ordered)         # ordered(Ordered): requests went on an order

F4 puts the checked requests, else the current one, on order; F9 declines them with a reason.
"""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QWidget

from resources.i18n import _, ngettext
from services import replenishment, request_views
from services.listing import Query
from services.replenishment import Asked, Ordered
from services.request_views import Plan, RequestRecord
from ui.kit.buttons import action_button, link_button
from ui.kit.case_dialog import CaseDialog
from ui.kit.empty import EmptyState
from ui.kit.fields import TextField
from ui.kit.filter_bar import Saved
from ui.kit.formats import moment, quantity, short_date
from ui.kit.forms import Form
from ui.kit.labels import label, row
from ui.kit.list_pane import ListPane
from ui.kit.panel import KeyFacts, SidePanel, section
from ui.kit.panel_door import PanelDoor
from ui.purchasing.take_up import take_up_dialog
from ui.shell import Shell


class RequestsPage(QWidget):
    """See the module."""

    def __init__(self, shell: Shell, ordered: Callable[[Ordered], None]) -> None:
        super().__init__()
        self.shell, self._ordered = shell, ordered
        self.record: RequestRecord | None = None
        nothing = EmptyState(
            "clipboard-check", _("Nobody asks for anything"),
            _("What an approved order lacks, or the stock, is asked for here: from the approval, the order or the "
              "inventory window."),
        )  # fmt: skip
        self.pane = ListPane(
            shell, request_views.REQUESTS.for_actor(shell.actor), Query(), search=_("Name, SKU, barcode"),
            noun=lambda n: ngettext("{count} request", "{count} requests", n).format(count=f"{n:,}"),
            row_height=48, checkable=True, empty=nothing, strong={"quantity"},
            saved=[Saved("all", _("Asked for"), ()), Saved("late", _("Needed by now"), (("late", "yes"),))],
        )  # fmt: skip
        self.panel = SidePanel()
        self.pane.current_changed.connect(self._read)
        self.pane.selection_changed.connect(self._show_verbs)
        self.pane.opened.connect(lambda _id: self.take_up())
        self.door = PanelDoor(self.pane, self.panel)
        line = row(gap=0)
        line.addWidget(self.pane, 1)
        line.addWidget(self.panel)
        self.setLayout(line)

    def load(self) -> None:
        if self.pane.query() is None:
            self.pane.start()
        else:
            self.pane.refresh()

    def chosen(self) -> tuple[int, ...]:
        return tuple(self.pane.selected_ids())

    def _read(self, request_id: int | None) -> None:
        if request_id is None:
            self._show(None)
        else:
            self.shell.read(self, lambda: request_views.request_record(request_id), self._show, key="record")

    def _show(self, record: RequestRecord | None) -> None:
        self.record = record
        self.door.show(record is not None)
        if record is None:
            return
        today = self.shell.today()
        self.panel.set_head(record.sku, record.name)
        facts = [
            (_("Asked for"), f"{quantity(record.quantity)} {record.unit}"),
            (_("Needed by"), short_date(record.needed, today)),
            (_("Available"), quantity(record.available)), (_("Incoming"), quantity(record.incoming)),
            (_("Safety stock"), quantity(record.safety)), (_("Usual supplier"), record.supplier or "—"),
            (_("Asked by"), record.by or "—"), (_("On"), moment(record.at, today)),
        ]  # fmt: skip
        parts: list[QWidget] = [KeyFacts(facts), *self._order(record)]
        if record.note:
            parts += [section(_("Note")), label(record.note, wrap=True)]
        self.panel.set_body(parts, keep=True)
        self._show_verbs()

    def _order(self, record: RequestRecord) -> list[QWidget]:
        """The order that asked, and whether it still lacks the goods."""
        if record.order_id is None:
            return []
        go = link_button(record.order)
        go.clicked.connect(partial(self.shell.go, "orders", id=record.order_id))
        told = (
            _("{customer} waits for {quantity}.").format(customer=record.customer, quantity=quantity(record.waits))
            if record.waits
            else _("{customer} waits for none of it any more.").format(customer=record.customer)
        )
        return [section(_("For order"), go), label(told, wrap=True)]

    def _show_verbs(self) -> None:
        """What can be done with the checked requests, else with the current one."""
        if self.record is None:
            return
        count = len(self.chosen())
        many = count > 1
        put = _("Put {count} on order").format(count=count) if many else _("Put on order")
        order = action_button(put, "shopping-cart", "F4", "main")
        order.clicked.connect(self.take_up)
        no = _("Decline {count}").format(count=count) if many else _("Decline")
        decline = action_button(no, "x", "F9", "danger")
        decline.clicked.connect(self.decline)
        self.panel.set_foot([decline, order])

    # answers

    def take_up(self) -> None:
        chosen, today = self.chosen(), self.shell.today()
        if chosen:
            self.shell.read(self, lambda: request_views.plan_of(chosen, today), self._plan, key="plan")

    def _plan(self, plan: Plan) -> None:
        if plan.wanted:
            take_up_dialog(self, self.shell, plan, self._taken_up)

    def _taken_up(self, made: Ordered) -> None:
        said = ngettext("{count} request is on {number}.", "{count} requests are on {number}.", made.requests)
        self.shell.toast(said.format(count=made.requests, number=made.number))
        self._ordered(made)

    def decline(self) -> None:
        chosen = self.chosen()
        if not chosen:
            return
        form = Form(columns=1)
        form.add("reason", _("Reason"), TextField(_("Such as: not made any more"), longest=200), required=True,
                 hint=_("Who asked reads it in the order's timeline."))  # fmt: skip
        title = ngettext("Decline {count} request", "Decline {count} requests", len(chosen)).format(count=len(chosen))
        CaseDialog(
            self, self.shell, title, form, _("Decline"),
            lambda values: lambda call: replenishment.decline(call, chosen, values["reason"]),
            self._declined, {"reason_missing": "reason"},
        ).open()  # fmt: skip

    def _declined(self, made: Asked) -> None:
        count = len(made.requests)
        self.shell.toast(ngettext("{count} request is declined.", "{count} requests are declined.", count).format(
            count=count))  # fmt: skip
        self.load()
