"""The delivery window's questions: why a delivery is cancelled, what to plan, and the list for the driver."""

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from resources.i18n import _, ngettext
from services.deliveries import HandOver
from services.delivery_views import DeliveryView, WaitingOrder
from ui.delivery.words import POLICIES, product_name, things, weight
from ui.kit.buttons import CheckBox, action_button, set_text
from ui.kit.copy_rows import to_clipboard
from ui.kit.dialog import Dialog
from ui.kit.empty import EmptyState
from ui.kit.fields import NotesField, TextField
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


class HandOverDialog(Dialog):
    """What the driver takes along, carrier by carrier; `hand_over(ids, driver, plate)` makes a numbered list of it."""

    def __init__(
        self, parent: QWidget, rows: Sequence[HandOver], hand_over: Callable[[tuple[int, ...], str, str], None]
    ) -> None:
        super().__init__(parent, _("Hand-over list"), width=820)
        if not rows:
            text = _("Check deliveries in the list (Space), or dispatch some: what left today is listed here.")
            self.body.addWidget(EmptyState("truck", _("Nothing to hand over"), text))
            return
        for carrier in sorted({each.carrier for each in rows}):
            self._carrier(carrier, [each for each in rows if each.carrier == carrier])
        self._rows, self._hand_over = rows, hand_over
        self._free = tuple(each.id for each in rows if each.free)
        self.form = Form()
        self.form.add("driver", _("Driver"), TextField(longest=60))
        self.form.add("plate", _("Number plate"), TextField(_("Such as 浙A 12345"), longest=60))
        copy = action_button(_("Copy"), "copy", "Ctrl+C")
        copy.clicked.connect(self._copy)
        if self._free:
            self.body.addWidget(self.form)
            one = ngettext("Hand over and print {count} delivery", "Hand over and print {count} deliveries",
                           len(self._free))  # fmt: skip
            self.verb = self.buttons(one.format(count=len(self._free)), self.submit, cancel=_("Close"))
        else:
            self.body.addWidget(label(_("What stands on a list already, or has not left yet, is not handed over."),
                                      "hint", wrap=True))  # fmt: skip
        self.body.addLayout(row(copy, None))

    def _carrier(self, carrier: str, rows: Sequence[HandOver]) -> None:
        packages, grams = sum(each.packages for each in rows), sum(each.weight_g for each in rows)
        count = ngettext("{count} package", "{count} packages", packages).format(count=packages)
        self.body.addLayout(row(label(carrier or _("No carrier yet"), "section"), None,
                                label(f"{count}  •  {weight(grams)}", "secondary")))  # fmt: skip
        columns = (MiniColumn(_("Delivery no.")), MiniColumn(_("Packages"), 70, right=True),
                   MiniColumn(_("Weight"), 90, right=True), MiniColumn(_("Tracking no."), 260))  # fmt: skip
        self.body.addWidget(MiniTable(columns, [self._cells(each) for each in rows]))

    @staticmethod
    def _cells(each: HandOver) -> list[MiniCell | str]:
        numbers = [number for number in each.tracking if number]
        return [MiniCell(each.number, each.customer, strong=True), str(each.packages), weight(each.weight_g),
                ", ".join(numbers) or NOTHING]  # fmt: skip

    def submit(self) -> None:
        if self.form.valid():
            values = self.form.values()
            self._hand_over(self._free, values["driver"], values["plate"])

    def _copy(self) -> None:
        head = [_("Delivery no."), _("Customer"), _("Packages"), _("Weight"), _("Carrier"), _("Tracking no.")]
        lines = [
            [r.number, r.customer, str(r.packages), weight(r.weight_g), r.carrier, " ".join(r.tracking)]
            for r in self._rows
        ]
        to_clipboard("\n".join("\t".join(line) for line in [head, *lines]) + "\n")
        self.accept()
