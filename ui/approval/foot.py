"""The foot of an order to decide on: the reason, the three actions, and in words what keeps one from being pressed."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from resources.i18n import _
from services.approval_views import Evidence
from ui.kit.buttons import action_button
from ui.kit.fields import TextField, mark_bad
from ui.kit.labels import IconLabel, boxed, column, ground, hline, label, row, set_property

REASON_WIDTH = 180  # less than this shows too little of a sentence


class DecisionFoot(QWidget):
    """`reason`, `reject`, `send_back` and `approve`; `set_order` says for which order, None while there is none."""

    def __init__(self, may_decide: bool) -> None:
        super().__init__()
        ground(self, "surface")
        self._may = may_decide
        self._order: Evidence | None = None
        self._complaint = ""
        self.reason = TextField(_("Reason (needed to send back, reject or exceed)"), longest=500)
        self.reason.setAccessibleName(_("Reason"))
        self.reason.edited.connect(lambda: self.complain(""))
        self.reject = action_button(_("Reject"), "x", "F9", "danger")
        self.send_back = action_button(_("Send back"), "undo-2", "F8")
        self.approve = action_button(_("Approve and reserve"), "check", "F4", "main")
        self._icon, self._why = IconLabel("info", "text2", 14), label("", "caption", wrap=True)
        why = row(self._icon, gap=6)
        why.addWidget(self._why, 1)
        self._why_box = boxed(why)
        self._why_box.hide()
        self._line = row(gap=8)
        self._line.addWidget(self.reason, 1)
        for button in (self.reject, self.send_back, self.approve):
            self._line.addWidget(button)
        self._rows = column(self._why_box, self._line, gap=6, margins=(24, 12, 20, 12))
        self.setLayout(column(hline(), self._rows, gap=0))
        self.set_order(None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where the reason would have no room beside the buttons it stands over them."""
        super().resizeEvent(event)
        beside = self._line.indexOf(self.reason) >= 0
        needed = sum(each.sizeHint().width() + 8 for each in (self.reject, self.send_back, self.approve))
        if beside != (event.size().width() - 44 - needed >= REASON_WIDTH):
            (self._line if beside else self._rows).removeWidget(self.reason)
            if beside:
                self._rows.insertWidget(1, self.reason)
            else:
                self._line.insertWidget(0, self.reason, 1)

    def set_order(self, order: Evidence | None) -> None:
        """Nothing can be pressed without an order."""
        same = order is not None and self._order is not None and order.id == self._order.id
        if not same:
            self.reason.clear()
            self._complaint = ""
        self._order = order
        may = self._may and order is not None
        self.send_back.setEnabled(may)
        self.reject.setEnabled(may)
        hindered = order is None or order.own or order.on_hold or order.too_large
        self.approve.setEnabled(may and not hindered)
        self._show_why()

    def complain(self, sentence: str) -> None:
        """The reason is missing: said at the field, gone as soon as something is typed."""
        self._complaint = sentence
        if sentence:
            self.reason.setFocus(Qt.FocusReason.OtherFocusReason)
        self._show_why()

    def _show_why(self) -> None:
        """What was complained about stays while the same order is read anew."""
        mark_bad(self.reason, bool(self._complaint))
        self._say(self._complaint or self._hindrance(), error=bool(self._complaint))

    def why(self) -> str:
        """The line above the actions."""
        return self._why.text()

    def _hindrance(self) -> str:
        if self._order is None:
            return ""
        if not self._may:
            return _("You may look at orders here; deciding needs the right to approve.")
        if self._order.own:
            return _("You typed this order yourself: somebody else has to approve it.")
        if self._order.too_large:
            return _("Above the company's limit: only the owner, or who may approve large orders, approves it.")
        if self._order.on_hold:
            return _("The order is on hold: {reason}").format(reason=self._order.hold_reason)
        return ""

    def _say(self, text: str, error: bool) -> None:
        self._icon.set("circle-alert" if error else "info", "tones.red.fg" if error else "text2")
        set_property(self._why, "role", "error" if error else "caption")
        self._why.setText(text)
        self._why_box.setVisible(bool(text))
