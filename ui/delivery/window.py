"""The delivery window: release, sign off, print, hand to the carrier.

DeliveryWindow(shell, scans)
window.activate(id=7)                 # or number="DN-20260305-0017", or filters by name: state="packed"
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QWidget

from resources.i18n import _
from services import combining, deliveries, delivery_views, scanning, troubles
from services.delivery_book import Stage
from services.delivery_views import WINDOW, DeliveryView
from services.listing import Query
from services.unit import Call
from ui.delivery.carrier import Change
from ui.delivery.carrier_file import offer_carrier_file
from ui.delivery.dialogs import CancelDialog, PlanDialog
from ui.delivery.jump import jump
from ui.delivery.leaving import ask_to_dispatch
from ui.delivery.panel import DeliveryPanel
from ui.delivery.picked import PickedRow
from ui.delivery.preview import PaperPreview
from ui.delivery.several import Several
from ui.delivery.signoffs import SignDialog
from ui.delivery.steps import Step, Versions
from ui.delivery.strip import ResultStrip
from ui.delivery.trouble import ExceptionsButton
from ui.delivery.words import MainStep, missing_words
from ui.importing.offer import offer_import
from ui.kit.buttons import action_button
from ui.kit.empty import EmptyState
from ui.kit.filter_bar import Saved
from ui.kit.labels import boxed, column, row, vline
from ui.kit.list_pane import ListPane
from ui.kit.states import state_look
from ui.kit.window import Window
from ui.scan.filter import ScanFilter
from ui.shell import Shell
from ui.theme import theme

NARROW, WIDE = 1120, 1500
PANEL = 498  # what the delivery itself needs beside the list; pills without room are in their menu
NO_WAYBILL = frozenset({"bin", "command", "quantity", "epc"})
EDGE = 20


class DeliveryWindow(Window):
    """See the module."""

    topics = frozenset({"deliveries", "print_jobs"})

    def __init__(
        self, shell: Shell, scans: ScanFilter | None = None, printers: Callable[[], list[str]] | None = None
    ) -> None:
        super().__init__(shell, _("Deliveries"), _("Sign off, print, hand to the carrier"))
        self._scans, self._versions = scans, Versions()
        self._find, self._opening = "", True
        self._plan = action_button(_("Plan delivery"), "calendar", "Ctrl+N")
        self.strip = ResultStrip()
        self.pane, self.picked, self.exceptions = self._make_pane(), PickedRow(), ExceptionsButton()
        self.pane.bar.menus_replace = True
        self.pane.bar.add_filter(self.exceptions)
        self.several = Several(self, shell, self.pane, self.strip, self.picked)
        self.header.add(self._plan, self.several.list_button, self.several.dispatch_button)
        self._panel: DeliveryPanel | None = None
        self._panel_place, self.preview = column(gap=0), PaperPreview(shell, printers)
        self._lay_out()
        self._connect()
        if scans is not None:
            scans.subscribe(self, self.on_scan)
        QShortcut(QKeySequence("Ctrl+T"), self, self.count_tags)
        offer_import(self, "waybills", bar=self.pane.bar)
        offer_carrier_file(self, self.pane)

    def _make_pane(self) -> ListPane:
        actor = self.shell.actor
        terms = {
            "mine": _("To do"),
            "release": _("To release"),
            "sign": _("To sign"),
            "dispatch": _("To ship"),
            "way": _("On the way"),
            "all": _("All"),
        }
        told = delivery_views.pills(actor.rights, actor.user_id)
        text = _("Deliveries for you to release, sign or dispatch appear here. The others are under “All”.")
        return ListPane(
            self.shell, WINDOW, Query(), search=_("Number, customer, phone"), checkable=True, row_height=48, foot=False,
            print_key="Ctrl+Alt+L", saved=[Saved(name, terms[name], told[name]) for name in terms],
            empty=EmptyState("circle-check", _("Nothing waits for you"), text),
        )  # fmt: skip

    def _lay_out(self) -> None:
        listed = column(self.pane, self.picked, gap=0)
        listed.setStretch(0, 1)
        left = boxed(listed)
        self._left = left
        self._fit_list()
        line = row(left, vline(), gap=0)
        line.addLayout(self._panel_place, 1)
        line.addWidget(self.preview)
        self.body.addWidget(self.strip)
        self.body.addLayout(line, 1)
        self._plan.setVisible(self.shell.may("deliveries.plan"))

    def _connect(self) -> None:
        self.pane.current_changed.connect(self._show)
        self.pane.opened.connect(lambda _id: self._focus_panel())
        self.pane.selection_changed.connect(self.several.selection_changed)
        self.pane.table.paged().first_loaded.connect(self._arrived)
        self.several.before.connect(lambda: self.panel.carrier.flush())
        self.several.done.connect(self.refresh)
        self._plan.clicked.connect(self._ask_plan)
        self.pane.bar.changed.connect(lambda: self.exceptions.make_room("trouble" in dict(self.pane.bar.filters())))
        self.exceptions.clicked.connect(lambda: self._narrow({"trouble": "house"}))
        self.preview.printed.connect(lambda: self.on_changes(frozenset({"print_jobs"})))

    @property
    def panel(self) -> DeliveryPanel:
        """The delivery shown. It is half of the window, so it is made after the other half."""
        if self._panel is None:
            self._panel = DeliveryPanel(self.shell)
            if self._opening:
                self._panel.show_loading()
            self._panel_place.addWidget(self._panel)
            self._connect_panel(self._panel)
        return self._panel

    def build_rest(self) -> bool:
        there = self._panel
        return self.panel is not there

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        QTimer.singleShot(0, self, self.build_rest)

    def _connect_panel(self, panel: DeliveryPanel) -> None:
        panel.main_pressed.connect(self._main)
        panel.sign_asked.connect(lambda role: self._sign(role))
        panel.cancel_asked.connect(self._ask_cancel)
        panel.combine_pressed.connect(self._combine)
        panel.print_asked.connect(self._print)
        panel.order_pressed.connect(lambda order_id: self.shell.go("orders", id=order_id))
        panel.saved.connect(self._save_carrier)
        panel.resume_asked.connect(self._resume)
        panel.short_asked.connect(self._ship_short)
        panel.urgent_asked.connect(self._urge)
        panel.attached.connect(self.refresh)

    # what the main window asks for

    def activate(self, *, id: int | None = None, number: str = "", **where: str) -> None:
        if id is not None:
            jump(self.pane, id, self._search)
        elif number:
            self._search(number)
        elif where:
            self._narrow(where)
        elif self.pane.query() is None:
            self.pane.bar.set_filters(self._home())
        self._count()
        self.pane.table.setFocus()

    def _narrow(self, where: dict[str, str]) -> None:
        """Set filters from outside, each named in words."""
        bar = self.pane.bar
        bar.set_filters((), "")
        for name, value in where.items():
            words = state_look("delivery", value).word if name == "state" else ""
            bar.set_filter(name, value, _("Customer") if name == "customer" else words)

    def _home(self) -> tuple[tuple[str, str], ...]:
        actor = self.shell.actor
        return delivery_views.pills(actor.rights, actor.user_id)["mine"]

    def refresh(self) -> None:
        self.pane.refresh()
        self._count()
        self._show(self.pane.current_id())
        self.several.selection_changed()

    def keys(self) -> list[tuple[str, str]]:
        return [
            ("F2", _("Main action of the delivery")), ("F4", _("Sign")), ("F9", _("Cancel delivery")),
            ("Ctrl+D", _("Dispatch selected")), ("Ctrl+R", _("Release the checked ones")),
            ("Ctrl+G", _("Go on picking")), ("Ctrl+Shift+R", _("Ship short")),
            ("Ctrl+L", _("Hand-over list")), ("Ctrl+N", _("Plan delivery")),
            ("Ctrl+M", _("Combine with the customer's other planned deliveries")),
            ("Ctrl+U", _("Urgent, or not")), ("Ctrl+T", _("Count by RFID tags")),
            ("Ctrl+P", _("Print the paper shown")), ("Ctrl+Alt+L", _("Print the list")),
            ("Ctrl+Alt+P", _("Print with choices")),
            ("Ctrl+Shift+P", _("Delivery note")), ("Space", _("Check a row")),
            ("Ctrl+Shift+A", _("Attach a file")), ("Ctrl+V", _("Attach what is in the clipboard")),
        ]  # fmt: skip

    def regions(self) -> list[QWidget]:
        return [self.pane.table, self.panel, self.preview]

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_list()
        self.preview.setVisible(self.width() >= NARROW)
        self.preview.set_width(theme.px("width.panel" if self.width() >= WIDE else "width.labelPreview"))

    def on_scan(self, text: str) -> None:
        """A delivery's or package's code opens it, a badge signs for the one shown; any other is a tracking number."""
        scan = scanning.parse(text)
        if scan.kind == "document" or scan.kind == "package":
            self._search(scan.number or scan.code)
        elif scan.kind == "badge":
            self._badge(text)
        elif scan.kind == "epc" and self.panel.view is not None:
            self.count_tags(text)
        elif scan.kind in NO_WAYBILL:
            self.shell.toast(_("That code is for the packing bench. Scan a delivery, a waybill or a badge here."))
        elif self.panel.carrier.tracking.isEnabled():
            self.panel.carrier.take(scan.code or text)
        else:
            self._search(text)

    def count_tags(self, first: str = "") -> None:
        """Hold what an RFID reader finds against the delivery shown; a tag that is read here does it by itself."""
        view = self.panel.view
        if view is not None:
            from ui.delivery.tag_count import TagCountDialog

            TagCountDialog(self, self.shell, view.id, view.number, self._scans, first).open()

    # the list

    def _search(self, text: str) -> None:
        self._find = text
        self.pane.bar.set_filters((), text)

    def _arrived(self) -> None:
        """The rows are there, and one of them is being read, or there is none; one jumped to takes the focus."""
        self._opening = False
        if self.pane.current_id() is None and self.panel.view is None:
            self._shown(None)
        if self._find:
            self._find = ""
            self.pane.table.setFocus()

    def _count(self) -> None:
        rights, user_id = self.shell.actor.rights, self.shell.actor.user_id
        self.shell.read(self, lambda: delivery_views.pill_counts(rights, user_id), self._counted, key="counts")

    def _counted(self, counts: dict[str, int]) -> None:
        self.pane.bar.set_counts(counts)
        self.exceptions.show_count(counts["trouble"])
        self._fit_list()

    def _fit_list(self) -> None:
        """The list is as wide as the tokens say, or as the saved filters with their counts need and find room."""
        room = self.width() - self.preview.width() - PANEL
        self._left.setFixedWidth(max(theme.px("width.deliveryList"), min(self.pane.bar.own_width(), room)))

    # the delivery shown

    def _show(self, delivery_id: Any) -> None:
        if delivery_id is None:
            self._shown(None)
        else:
            self.panel.show_loading()
            self.shell.read(self, lambda: delivery_views.delivery_view(delivery_id), self._shown, key="view")

    def _shown(self, view: DeliveryView | None) -> None:
        before = self.panel.view
        if before is not None and (view is None or view.id != before.id):
            self.panel.carrier.flush()
        if view is not None:
            self._versions.learn(view.id, view.version)
        self.panel.show_view(view)
        self.preview.show_view(view)

    def _focus_panel(self) -> None:
        if self.panel.main.isVisible() and self.panel.main.isEnabled():
            self.panel.main.setFocus()
        elif self.panel.carrier.tracking.isEnabled():
            self.panel.carrier.tracking.setFocus()

    # steps

    def _step(self, work: Step, text: str, *, confirm: str = "", button: QWidget | None = None) -> None:
        """One use case on the delivery shown; `text` is the toast that says it is done."""
        view = self.panel.view
        if view is not None:
            self.shell.run(self, self._versions.step(view.id, work), partial(self._stepped, text), confirm=confirm,
                           button=button)  # fmt: skip

    def _stepped(self, text: str, stage: Stage) -> None:
        if text:
            self.shell.toast(text.format(number=stage.number, state=state_look("delivery", stage.state).word))
        self.refresh()

    def _main(self, step: MainStep) -> None:
        view = self.panel.view
        if view is None:
            return
        self.panel.carrier.flush()
        match step.name:
            case "release":
                self._step(lambda call, version: deliveries.release_delivery(call, view.id, version),
                           _("{number} is released to the warehouse."), confirm=_("Release all the same"),
                           button=self.panel.main)  # fmt: skip
            case "dispatch":
                ask_to_dispatch(self, self.shell, (view.id,), partial(self._dispatch, view.id))
            case "pack":
                self.shell.go("packing", id=view.id)
            case _:
                self.shell.go("tracking", id=view.id)

    def _dispatch(self, delivery_id: int) -> None:
        if self.panel.view is not None and self._shown_id() == delivery_id:
            self._step(lambda call, version: deliveries.dispatch_delivery(call, delivery_id, version),
                       _("{number} is dispatched."), button=self.panel.main)  # fmt: skip

    def _resume(self) -> None:
        self._step(lambda call, _version: troubles.resume(call, self._shown_id()),
                   _("{number} is back in the packers' queue."), button=self.panel.trouble.again)  # fmt: skip

    def _ship_short(self) -> None:
        self._step(lambda call, _version: troubles.ship_short(call, self._shown_id()),
                   _("{number} goes without what is missing; the rest stays on its order."),
                   button=self.panel.trouble.short)  # fmt: skip

    def _urge(self, urgent: bool) -> None:
        said = _("{number} goes before the others.") if urgent else _("{number} waits its turn again.")
        self._step(lambda call, version: troubles.set_priority(call, self._shown_id(), version, int(urgent)), said)

    def _shown_id(self) -> int:
        assert self.panel.view is not None
        return self.panel.view.id

    def _save_carrier(self, change: Change) -> None:
        view = self.panel.view
        if view is not None:
            self._step(lambda call, version: deliveries.set_carrier(call, view.id, version, change.carrier_id,
                                                                    change.tracking, change.freight,
                                                                    change.service), "")  # fmt: skip

    def _badge(self, text: str) -> None:
        """Sign for the delivery shown, in the name of the badge's owner."""
        view = self.panel.view
        missing = [s.role for s in view.signatures if not s.who] if view is not None and view.state == "packed" else []
        dialog = self._sign(missing[0]) if missing else None
        if dialog is None:
            self.shell.toast(_("A badge signs for packed deliveries. Choose one that waits for a sign-off."))
        else:
            dialog.scanned(text)

    def _sign(self, role: str) -> SignDialog | None:
        view = self.panel.view
        if view is None:
            return None
        self.panel.carrier.flush()
        dialog = SignDialog(self, self.shell, view, role, self._versions)
        dialog.signed.connect(self._signed)
        if self._scans is not None:
            self._scans.subscribe(dialog, dialog.scanned)
        dialog.open()
        return dialog

    def _signed(self, stage: Stage) -> None:
        self.pane.table.setFocus()  # the button that asked is gone with its role
        self._stepped("", stage)
        self.shell.read(self, lambda: delivery_views.delivery_view(stage.id), self._tell_signed, key="signed")

    def _tell_signed(self, view: DeliveryView | None) -> None:
        """That it was signed, and what is missing still: nothing is called ready that can't leave."""
        if view is None:
            return
        whole, missing = view.state == "confirmed", missing_words(view.missing)
        if whole and not missing:
            text = _("{number} is signed off and can be dispatched.")
        else:
            text = _("{number} is signed off.") if whole else _("{number}: one sign-off is there.")
        self.shell.toast("  ".join(part for part in (text.format(number=view.number), missing) if part))

    def _combine(self) -> None:
        """Put the other planned deliveries of the same customer and address with this one."""
        view = self.panel.view
        if view is not None and view.fitting:
            others = tuple(other for other, _number in view.fitting)
            self._step(lambda call, version: combining.combine(call, view.id, version, others),
                       _("{number} now holds the goods of all of them."), button=self.panel.combine)  # fmt: skip

    def _ask_cancel(self) -> None:
        view = self.panel.view
        if view is None:
            return
        dialog = CancelDialog(self, view, lambda reason: cancel(reason))

        def cancel(reason: str) -> None:
            step = self._versions.step(
                view.id, lambda call, version: deliveries.cancel_delivery(call, view.id, version, reason)
            )
            self.shell.run(dialog, step, partial(self._cancelled, dialog), button=dialog.verb)

        dialog.open()

    def _cancelled(self, dialog: CancelDialog, stage: Stage) -> None:
        dialog.accept()
        self._stepped(_("{number} is cancelled; everything is back in its place."), stage)

    def _print(self, kind: str) -> None:
        self.preview.choose(kind)
        self.preview.print_now(kind)

    # planning

    def _ask_plan(self) -> None:
        self.shell.read(self, delivery_views.waiting_orders, self._open_plan, key="plan")

    def _open_plan(self, orders: tuple[delivery_views.WaitingOrder, ...]) -> None:
        dialog = PlanDialog(self, orders, self.shell.today())
        dialog.chosen.connect(lambda ids: self.shell.run(
            dialog, lambda call: plan(call, ids), partial(self._planned, dialog), button=dialog.verb))  # fmt: skip
        dialog.open()

    def _planned(self, dialog: PlanDialog, stage: Stage) -> None:
        dialog.accept()
        self.shell.toast(_("{number} is planned. Release it, and it goes to packing.").format(number=stage.number))
        self._search(stage.number)
        self._count()


def plan(call: Call, order_ids: tuple[int, ...]) -> Stage:
    """One order's delivery, or one for several of a customer."""
    if len(order_ids) > 1:
        return combining.plan_together(call, order_ids)
    return deliveries.plan_delivery(call, order_ids[0])
