"""The delivery window's questions: why a delivery is cancelled, and what to plan."""

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from resources.i18n import _, ngettext
from services.delivery_views import DeliveryView, WaitingOrder
from ui.delivery.words import POLICIES, product_name, things
from ui.kit.buttons import CheckBox, set_text
from ui.kit.dialog import Dialog
from ui.kit.empty import EmptyState
from ui.kit.fields import NotesField
from ui.kit.formats import NOTHING, day_word, quantity
from ui.kit.forms import Form
from ui.kit.labels import column, label, row
from ui.kit.panel import MiniCell, MiniColumn, MiniTable

CANCEL_REASON = 200


class CancelDialog(Dialog):
    """Ask why. `cancel(reason)` is called once a reason is typed; accept() the dialog when that has gone well."""

    def __init__(self, parent: QWidget, view: DeliveryView, cancel: Callable[[str], None]) -> None:
        super().__init__(parent, _("Cancel {number}").format(number=view.number), width=520)
        numbers = things([number for _id, number in view.orders]) or view.order_number
        text = _("The goods stay reserved for order {order} and wait to be planned anew.")
        picked = _("These goods go back to the bins they came from:") if view.back else _("Nothing was picked yet.")
        self.body.addWidget(label(text.format(order=numbers), wrap=True))
        self.body.addWidget(label(picked, "bodyStrong" if view.back else "secondary"))
        if view.back:
            self.body.addWidget(self._back(view))
        self.form, self._cancel = Form(columns=1), cancel
        hint = _("Kept in the audit log, and read by whoever asks where the goods went.")
        self.form.add("reason", _("Reason"), NotesField(), required=_("Please type a reason."), hint=hint)
        self.body.addWidget(self.form)
        self.verb = self.buttons(_("Cancel delivery"), self.submit, kind="danger", cancel=_("Keep delivery"))

    @staticmethod
    def _back(view: DeliveryView) -> MiniTable:
        columns = (MiniColumn(_("Product")), MiniColumn(_("Lot"), 90), MiniColumn(_("Quantity"), 80, right=True),
                   MiniColumn(_("Back to bin"), 90))  # fmt: skip
        rows: list[list[MiniCell | str]] = [
            [MiniCell(product_name(each.name, each.name_en), each.sku, strong=True), each.lot or NOTHING,
             f"{quantity(each.quantity)} {each.unit}", each.bin]
            for each in view.back
        ]  # fmt: skip
        return MiniTable(columns, rows)

    def open(self) -> None:
        super().open()
        self.form.focus_first()

    def submit(self) -> None:
        if self.form.valid():
            self._cancel(self.form.values()["reason"][:CANCEL_REASON])


class PlanDialog(Dialog):
    """Orders whose reserved goods are on no delivery yet: one of them is to go now, or several of one customer as one.

    Emits the ids of the orders checked.
    """

    chosen = Signal(object)

    def __init__(self, parent: QWidget, orders: Sequence[WaitingOrder], today: date) -> None:
        super().__init__(parent, _("Plan a delivery"))
        self.boxes: dict[int, CheckBox] = {}
        if not orders:
            self.body.addWidget(EmptyState("inbox", _("No order waits"), _(
                "Orders that ship what is ready are planned by themselves. An order to be sent all at once, or to be "
                "asked about, appears here as soon as goods are reserved for it.")))  # fmt: skip
            return
        self._orders = {order.id: order for order in orders}
        self.body.addWidget(label(_("Goods are reserved for these orders, but they wait for the rest or for your yes. "
                                    "Several of one customer can leave as one delivery."),
                                  "secondary", wrap=True))  # fmt: skip
        for order in orders:
            self.body.addLayout(self._line(order, today))
        self.verb = self.buttons("", self.submit)
        self.boxes[orders[0].id].setChecked(True)

    def open(self) -> None:
        super().open()
        if self.boxes:
            next(iter(self.boxes.values())).setFocus(Qt.FocusReason.OtherFocusReason)

    def _line(self, order: WaitingOrder, today: date) -> QVBoxLayout:
        box = self.boxes[order.id] = CheckBox(f"{order.number}   {order.customer}")
        box.toggled.connect(self._named)
        ready = _("{ready} of {lines} lines ready").format(ready=order.ready, lines=order.lines)
        day = _("Promised: {day}").format(day=day_word(order.promised, today)) if order.promised else ""
        detail = "  •  ".join(part for part in (_(POLICIES.get(order.policy, order.policy)), ready, day) if part)
        return column(box, row(24, label(detail, "caption"), None, gap=0), gap=0)

    def ids(self) -> tuple[int, ...]:
        return tuple(order_id for order_id, box in self.boxes.items() if box.isChecked())

    def _named(self) -> None:
        count = len(self.ids())
        one = ngettext("Plan {count} order as one delivery", "Plan {count} orders as one delivery", count)
        set_text(self.verb, one.format(count=count) if count > 1 else _("Plan delivery"))
        self.verb.setEnabled(count > 0)

    def submit(self) -> None:
        if self.ids():
            self.chosen.emit(self.ids())
