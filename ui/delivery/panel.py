"""One delivery in the middle of the window: where it stands, its sign-offs, carrier, packages and lines, and its steps.

panel = DeliveryPanel(shell, versions)
panel.show_view(view)
panel.main_pressed, sign_asked, cancel_asked, print_asked, order_pressed, saved
"""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QScrollArea, QWidget

from resources.i18n import _, ngettext
from services.delivery_views import DeliveryView, LineRow
from ui.delivery.carrier import CarrierSection
from ui.delivery.signoffs import SignoffSection
from ui.delivery.trouble import TroubleStrip, UrgentButton
from ui.delivery.words import MAIN, STEPS, MainStep, missing_words, one_line, product_name
from ui.icons import icon
from ui.kit.attachments import Attachments
from ui.kit.buttons import action_button, link_button, set_text
from ui.kit.empty import EmptyState
from ui.kit.file_drop import FileDrop
from ui.kit.formats import day_word, quantity, short_date
from ui.kit.labels import Chip, ElidedLabel, boxed, column, ground, hline, label, row, state_chip
from ui.kit.panel import MiniCell, MiniColumn, MiniTable, clear, section
from ui.kit.stepper import Stepper
from ui.kit.timeline import Story
from ui.kit.warned import Warned
from ui.shell import Shell


class DeliveryPanel(QWidget):
    """See the module."""

    main_pressed = Signal(object)
    sign_asked = Signal(str)
    cancel_asked = Signal()
    print_asked = Signal(str)
    combine_pressed = Signal()
    order_pressed = Signal(int)
    saved = Signal(object)
    attached = Signal()
    resume_asked = Signal()
    short_asked = Signal()
    urgent_asked = Signal(bool)

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        ground(self, "surface")
        self._shell = shell
        self.view: DeliveryView | None = None
        self._step: MainStep | None = None
        self._number = label("", "dialogTitle")
        self._number.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._chips, self._customer, self._orders = row(gap=6), ElidedLabel("", "secondary"), row(gap=8)
        self.orders: list[QPushButton] = []
        self._to, self._stepper = ElidedLabel("", "caption"), Stepper([_(step) for step in STEPS])
        self.signoffs, self.carrier = SignoffSection(shell), CarrierSection(shell)
        self.trouble, self.urgent = TroubleStrip(shell), UrgentButton(shell)
        self.story, self.warned = Story(shell, "delivery", line=False), Warned(shell, "delivery", side=0)
        self._lines, self.files = column(gap=0), Attachments(shell, "delivery", self.attached.emit, line=False)
        self.missing = label("", "caption", wrap=True)
        self._buttons()
        self._lay_out()
        self._connect()
        self.show_view(None)

    def _buttons(self) -> None:
        self.cancel = action_button(_("Cancel delivery"), "", "F9", "danger")
        self.pick_list = action_button(_("Pick list"), "printer")
        self.note = action_button(_("Delivery note"), "printer", "Ctrl+Shift+P")
        self.combine = action_button("", "layers", "Ctrl+M")
        self.main = action_button("", "truck", "F2", "main")

    def _lay_out(self) -> None:
        words = row(gap=0)
        words.addWidget(self._customer, 1)
        words.addLayout(self._orders)
        top = row(self._number, self._chips, None, self.urgent, gap=8)
        head = column(top, words, self._to, 8, self._stepper, gap=2, margins=(20, 14, 20, 8))
        self._body = column(self.warned, self.trouble, self.signoffs, 8, self.carrier, self._lines, self.files,
                            self.story, None, gap=0, margins=(20, 0, 20, 12))  # fmt: skip
        self._scroll = QScrollArea()
        self._scroll.setProperty("flat", "true")
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(boxed(self._body, "surface"))
        verbs = row(self.cancel, None, self.combine, self.pick_list, self.note, self.main, gap=8)
        foot = column(hline(), boxed(column(self.missing, verbs, gap=6, margins=(20, 8, 20, 12))), gap=0)
        whole = column(head, hline(), self._scroll, foot, gap=0)
        whole.setStretch(2, 1)
        self._whole = boxed(whole)
        text = _("Choose one at the left to sign, print or dispatch it.")
        self._none_text = _("No delivery chosen"), text
        self._none = EmptyState("truck", *self._none_text)
        self.setLayout(column(self._whole, self._none, gap=0))

    def _connect(self) -> None:
        self.signoffs.asked.connect(self.sign_asked)
        self.trouble.resume.connect(self.resume_asked)
        self.trouble.ship_short.connect(self.short_asked)
        self.urgent.asked.connect(self.urgent_asked)
        self.carrier.saved.connect(self.saved)
        self.cancel.clicked.connect(self.cancel_asked)
        self.note.clicked.connect(lambda: self.print_asked.emit("note"))
        self.pick_list.clicked.connect(lambda: self.print_asked.emit("picklist"))
        self.combine.clicked.connect(self.combine_pressed)
        FileDrop(self, self.files.add, lambda: self.view is not None and self.files.may)
        self.main.clicked.connect(lambda: self.main_pressed.emit(self._step))

    def show_loading(self) -> None:
        """One is chosen and is being read; what is shown meanwhile stays."""
        if self.view is None:
            self._none.set_text(_("Loading…"), "")

    def show_view(self, view: DeliveryView | None) -> None:
        same = view is not None and self.view is not None and self.view.id == view.id
        self.view = view
        self._whole.setVisible(view is not None)
        self._none.setVisible(view is None)
        if view is None:
            self._none.set_text(*self._none_text)
            return
        self._head(view)
        self.trouble.show_view(view)
        self.urgent.show_view(view)
        self.signoffs.show_view(view, self._shell.today())
        self.carrier.show_view(view, view.numbered and self._shell.may("deliveries.dispatch"))
        self._fill_lines(view)
        self.files.show_files(view.id, view.files)
        self.story.show_subject(view.id)
        self.warned.show_subject(view.id)
        self._foot(view)
        if not same:
            self._scroll.verticalScrollBar().setValue(0)

    def _head(self, view: DeliveryView) -> None:
        self._number.setText(view.number)
        clear(self._chips)
        self._chips.addWidget(state_chip("delivery", view.state))
        if view.state == "closed" and view.outcome in ("signed_difference", "refused", "lost"):
            self._chips.addWidget(state_chip("delivery", view.outcome))
        if view.on_hold:
            self._chips.addWidget(state_chip("order", "hold"))
        if view.promised is not None:
            self._chips.addWidget(self._promise(view, alone=self._chips.count() == 1))
        self._customer.setText(view.customer)
        self._link_orders(view)
        self._to.setText(one_line(view))
        self._stepper.set_now(view.step)
        self._stepper.setVisible(view.state != "cancelled")

    def _link_orders(self, view: DeliveryView) -> None:
        clear(self._orders)
        self.orders = [self._order_link(*order) for order in view.orders]
        for link in self.orders:
            self._orders.addWidget(link)

    def _order_link(self, order_id: int, number: str) -> QPushButton:
        link = link_button(number)
        link.clicked.connect(lambda: self.order_pressed.emit(order_id))
        return link

    def _promise(self, view: DeliveryView, *, alone: bool) -> Chip:
        """When it is promised; coloured only while it can still be late."""
        assert view.promised is not None
        today = self._shell.today()
        waits, late = view.in_house and view.promised <= today, view.promised < today
        text = _("Late, promised: {day}") if waits and late else _("Promised: {day}")
        # Beside a hold or an outcome there is no room for words, and half a date says nothing.
        day = text.format(day=day_word(view.promised, today)) if alone else short_date(view.promised, today)
        if not waits:
            return Chip(day, "calendar", "neutral")
        return Chip(day, "clock-alert" if late else "clock", "red" if late else "amber")

    def _fill_lines(self, view: DeliveryView) -> None:
        clear(self._lines)
        if not view.lines:
            return
        packed = view.step >= 3
        done = _("Delivered") if view.step == 6 else _("Packed") if packed else _("Picked")
        columns = (MiniColumn(_("Product")), MiniColumn(_("Lot"), 110), MiniColumn(_("Quantity"), 70, right=True),
                   MiniColumn(done, 70, right=True))  # fmt: skip
        scans = link_button(_("Scan journal"))
        scans.clicked.connect(lambda: self._shell.go("scans", delivery=view.id, number=view.number))
        self._lines.addWidget(section(_("Delivery lines"), scans, line=False))
        self._lines.addWidget(MiniTable(columns, [self._line(line, view.step) for line in view.lines]))

    @staticmethod
    def _line(line: LineRow, step: int) -> list[MiniCell | str]:
        done = line.delivered if step == 6 else line.packed if step >= 3 else line.picked
        tone = "amber" if step >= 3 and done < line.quantity else ""
        lots = ", ".join(line.lots[:2]) + (" …" if len(line.lots) > 2 else "")
        name = product_name(line.name, line.name_en)
        return [MiniCell(name, f"{line.sku} • {line.unit}" if line.unit else line.sku, strong=True), lots or "—",
                quantity(line.quantity), MiniCell(quantity(done) or "0", tone=tone)]  # fmt: skip

    def _foot(self, view: DeliveryView) -> None:
        step = self._step = MAIN.get(view.state)
        last = step is not None and step.name == "dispatch"
        missing = [each for each in view.missing if last or each[0] == "hold"]
        if step is not None and not self._shell.may(step.right):
            missing.append(("right", _(step.term)))
        self.main.setVisible(step is not None)
        if step is not None:
            self.main.setIcon(icon(step.icon, "onAccent"))
            set_text(self.main, _(step.term), "F2")
            self.main.setEnabled(not missing)
        text = missing_words(missing)
        self.missing.setText(text)
        self.missing.setVisible(bool(text))
        one = ngettext("Combine with {count} other", "Combine with {count} others", len(view.fitting))
        set_text(self.combine, one.format(count=len(view.fitting)))
        self.combine.setVisible(bool(view.fitting) and self._shell.may("deliveries.plan"))
        self.cancel.setVisible(view.may("cancelled") and self._shell.may("deliveries.plan"))
        self.note.setVisible("note" in view.papers and view.step >= 3)
        self.pick_list.setVisible("picklist" in view.papers and view.step < 3)
