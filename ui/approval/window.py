"""Approval: the queue of submitted orders at the left, the evidence of one at the right, the decision at the foot.

    window = ApprovalWindow(shell)
    window.activate(id=7)               # make this order current

Up and down choose an order, F4 approves, F8 sends back, F9 rejects, Shift+F4 approves all that are clear. What is found
about an order was recorded when it was submitted (the chips) and is found anew when it is opened (the evidence).
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QPushButton, QStackedLayout, QWidget

from resources.i18n import _
from services import act_requests, approval, approval_queue, approval_views
from services.approval import Decided
from services.approval_queue import Mark, Queue, Waiting
from services.approval_views import Evidence, Outcome
from services.errors import NeedsConfirmation, Refusal, Unavailable
from services.unit import Call
from ui.approval import words
from ui.approval.bulk import ApproveClear, Left
from ui.approval.evidence import EvidencePane
from ui.approval.foot import DecisionFoot
from ui.approval.queue import QueueList
from ui.finance.payment_form import open_payment
from ui.inventory.why import why_order
from ui.kit.buttons import action_button, set_text
from ui.kit.dialog import ask
from ui.kit.empty import EmptyState
from ui.kit.labels import boxed, column, ground, hline, row, vline
from ui.kit.window import Window
from ui.purchasing.ask import ask_buyer
from ui.shell import Shell
from ui.theme import theme

REST_MS = 120
STALE = frozenset({"changed_meanwhile", "wrong_state"})


class ApprovalWindow(Window):
    """See the module."""

    topics = frozenset({"orders", "stock", "customers", "purchases", "money", "acts"})

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell, _("Approval"), " ")
        self._tab, self._wanted, self._waiting = "waiting", 0, 0
        self._seen: dict[int, tuple[Mark, ...]] = {}  # found about whole orders since they were submitted
        self._evidence: Evidence | None = None
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._read_evidence)
        self._all = ApproveClear(self, shell, self._many_approved)
        self.others = action_button(_("Other requests"), "hourglass")
        self.others.clicked.connect(lambda: shell.go("requests", state="waiting"))
        self.header.add(self.others, self._all)
        self.others.setVisible(shell.may(act_requests.RIGHT))
        self.queue = QueueList(shell.clock)
        self.queue.setFixedWidth(theme.px("width.approvalList"))
        self.queue.current_changed.connect(self._chosen)
        self.queue.opened.connect(lambda order: shell.go("orders", id=order.id))
        pay = self._pay if shell.may("payments.edit") else None
        self.pane = EvidencePane(
            lambda order_id: shell.go("orders", id=order_id), pay, lambda order: ask_buyer(self, shell, order.id)
        )
        if shell.may("stock.view"):
            self.pane.why = lambda order: why_order(self, shell, order.id)
        self.foot = self._build_foot()
        right = column(self.pane, self.foot, gap=0)
        right.setStretch(0, 1)
        whole = row(self._build_left(), vline(), gap=0)
        whole.addWidget(self._build_stack(boxed(right)), 1)
        self.body.addLayout(whole, 1)
        self.refresh()

    # building

    def _build_left(self) -> QWidget:
        self._pills = {name: self._pill(name) for name in approval_queue.TABS}
        self._pills["waiting"].setChecked(True)
        self._pill_terms = {"waiting": _("For me"), "sent_back": _("Sent back"), "decided": _("Decided")}
        for name, pill in self._pills.items():
            pill.setText(self._pill_terms[name])
        tabs = boxed(row(*self._pills.values(), None, gap=4, margins=(16, 6, 8, 6)))
        tabs.setFixedHeight(44)
        inside = column(tabs, hline(), gap=0)
        inside.addWidget(self.queue, 1)
        left = boxed(inside)
        left.setFixedWidth(theme.px("width.approvalList"))
        return left

    def _pill(self, name: str) -> QPushButton:
        pill = QPushButton()
        pill.setProperty("kind", "pill")
        pill.setCheckable(True)
        pill.setAutoDefault(False)
        pill.setCursor(Qt.CursorShape.PointingHandCursor)
        pill.clicked.connect(lambda: self.show_tab(name))
        return pill

    def _build_stack(self, order: QWidget) -> QWidget:
        to_orders = action_button(_("Go to the orders"), "clipboard-list", kind="main")
        to_orders.clicked.connect(lambda: self.shell.go("orders"))
        self._empty = EmptyState("badge-check", "", "", [to_orders])
        box = QWidget()  # a stack without one shows its first page as a window of its own for a moment
        self._stack = QStackedLayout(box)
        self._blank = ground(QWidget(), "surface")
        for page in (self._blank, order, self._empty):
            self._stack.addWidget(page)
        self._order_page = order
        return box

    def _build_foot(self) -> DecisionFoot:
        foot = DecisionFoot(self.shell.may("orders.approve"))
        foot.approve.clicked.connect(self._approve)
        foot.send_back.clicked.connect(lambda: self._turn_down(approval.send_back, foot.send_back, self._sent_back))
        foot.reject.clicked.connect(lambda: self._turn_down(approval.reject_order, foot.reject, self._rejected))
        return foot

    # what the program calls

    def activate(self, **where: Any) -> None:
        order_id = where.get("id")
        if order_id and not self.queue.select(order_id):
            self._wanted = order_id
            self.show_tab("waiting")
        self.queue.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self) -> None:
        tab, user, today = self._tab, self.shell.actor.user_id, self.shell.today()
        self.shell.read(self, lambda: approval_queue.queue(tab, user, today), self._show_queue, key="queue")
        self.shell.read(self, act_requests.waiting_count, self._show_others, key="others")
        if self.queue.current() is not None:
            self._read_evidence()

    def keys(self) -> list[tuple[str, str]]:
        return [("F4", _("Approve and reserve")), ("F8", _("Send back")), ("F9", _("Reject")),
                ("Shift+F4", _("Approve the clear ones")), ("Return", _("Open the order"))]  # fmt: skip

    def regions(self) -> list[QWidget]:
        return [self.queue, self.foot.reason]

    def show_tab(self, name: str) -> None:
        for each, pill in self._pills.items():
            pill.setChecked(each == name)
        self._tab = name
        self.queue.move_on()
        self.refresh()

    # the queue

    def _show_others(self, count: int) -> None:
        """What waits beside orders, above a limit of the company."""
        set_text(self.others, f"{_('Other requests')}  {count:,}" if count else _("Other requests"))

    def _show_queue(self, found: Queue) -> None:
        counts = {"waiting": found.waiting, "sent_back": found.sent_back}
        for name, pill in self._pills.items():
            term, count = self._pill_terms[name], counts.get(name)
            pill.setText(term if not count else f"{term}  {count:,}")
        self._waiting = found.waiting
        seen = self._seen if self._tab == "waiting" else {}
        rows = tuple(approval_queue.with_found(each, seen[each.id]) if each.id in seen else each for each in found.rows)
        self._seen = {each.id: seen[each.id] for each in rows if each.id in seen}
        self.queue.set_rows(rows)
        self._offer_clear()
        if self._wanted:
            self._find_wanted()
        if not found.rows:
            self._show_empty()

    def _offer_clear(self) -> None:
        """The button and the line under the title, by what the list shows."""
        if self._tab == "waiting":
            self._all.offer(tuple(each for each in self.queue.rows() if each.clear))
            self.header.set_subtitle(words.queue_line(self._waiting, self._all.count()))

    def _find_wanted(self) -> None:
        wanted, self._wanted = self._wanted, 0
        if not self.queue.select(wanted):
            self.shell.toast(_("This order does not wait for a decision."))

    def _show_empty(self) -> None:
        self._evidence = None
        self._empty.set_text(*words.empty(self._tab))
        self._stack.setCurrentWidget(self._empty)

    def _chosen(self, order: Waiting | None) -> None:
        """Another order, or the same one changed: nothing can be decided until its evidence is there."""
        if order is None:
            self._left()
            return
        if self._evidence is not None and self._evidence.id != order.id:
            self._evidence = None
            self.foot.set_order(None)
        self._rest.start()

    def _left(self) -> None:
        """Somebody else decided on the order shown: it stays to be read, so that no key falls on its neighbour."""
        self._rest.stop()
        self.foot.set_order(None)
        if self._evidence is not None:
            self.pane.say(_("This order has left the list: somebody else decided on it. Up and Down go on."))

    def _read_evidence(self) -> None:
        self._rest.stop()
        order = self.queue.current()
        if order is None:
            return
        order_id, shell = order.id, self.shell
        user, rights, today = shell.actor.user_id, shell.actor.rights, shell.today()
        shell.read(
            self, lambda: approval_views.evidence(order_id, user, today, rights), self._show_evidence, key="order"
        )

    def _show_evidence(self, order: Evidence) -> None:
        current = self.queue.current()
        if current is None or current.id != order.id:
            return
        before, self._evidence = self._evidence, order
        self.pane.show_order(order, self.shell.today())
        if before is not None and before.id == order.id and before.version != order.version:
            self.pane.say(_("This order was changed while you looked at it. This is how it stands now."))
        if order.state == "submitted":
            self._seen[order.id] = order.marks
            self.queue.set_marks(order.id, order.marks)
            self._offer_clear()
        self._stack.setCurrentWidget(self._order_page)
        self.foot.setVisible(order.state == "submitted")
        self.foot.set_order(order)

    # the decision

    def _approve(self) -> None:
        order = self._evidence
        if order is None:
            return
        reason = str(self.foot.reason.value())
        wrong = self.foot.reason.problem()
        if wrong or (order.blocked and not reason):
            self.foot.complain(wrong or _("Say why it is approved all the same."))
            return
        whole = self.pane.whole_lots()

        def work(call: Call) -> Outcome:
            return approval_views.outcome(approval.approve_order(call, order.id, order.version, reason, whole))

        self._send(work, self._approved, self.foot.approve, self.shell.call())

    def _send(
        self, work: Callable[[Call], Outcome], done: Callable[[Outcome], None], button: QWidget, call: Call
    ) -> None:
        """Approve; each question that comes up is asked with its figures, and the same call repeated."""

        def failed(error: Exception) -> bool:
            if not isinstance(error, NeedsConfirmation):
                return self._failed(error)
            again = replace(call, confirmed=call.confirmed | {error.code})
            verb = _(words.VERBS[error.code]) if error.code in words.VERBS else _("Continue")
            ask(self, self.shell.errors.text(error), verb, lambda: self._send(work, done, button, again),
                figures=words.figures_of(error))  # fmt: skip
            return True

        self.shell.run(self, work, done, failed=failed, button=button, call=call)

    def _pay(self, order: Evidence) -> None:
        """A payment that came in since: the exposure is found anew with it."""
        if order.customer_id is not None:
            open_payment(self, self.shell, order.customer_id, lambda _made: self._read_evidence())

    def _turn_down(self, case: Callable[..., Decided], button: QWidget, done: Callable[[str], None]) -> None:
        order, reason = self._evidence, str(self.foot.reason.value())
        if order is None:
            return
        wrong = self.foot.reason.problem()
        if wrong or not reason:
            self.foot.complain(wrong or _("Type the reason; the author reads it."))
            return
        self.shell.run(self, lambda call: case(call, order.id, order.version, reason), lambda _done: done(order.number),
                       failed=self._failed, button=button)  # fmt: skip

    def _failed(self, error: Exception) -> bool:
        """Somebody else was faster: show the order as it stands, keep what was typed."""
        if isinstance(error, Unavailable) or not isinstance(error, Refusal):
            return False
        self.refresh()
        if error.code not in STALE:
            return False
        text = _("The order was changed meanwhile. This is how it stands now; nothing was decided.")
        self.pane.say(text)
        self.shell.toast(text, error=True)
        return True

    def _approved(self, outcome: Outcome) -> None:
        def offer(sentence: str) -> None:
            """What waits can be asked of the buyer right away."""
            self.shell.offer(sentence, _("Ask the buyer"), lambda: ask_buyer(self, self.shell, outcome.id))

        self._decided(words.approved(outcome), offer if outcome.short else self.shell.toast)

    def _sent_back(self, number: str) -> None:
        self._decided(_("{number} is sent back to its author.").format(number=number), self.shell.toast)

    def _rejected(self, number: str) -> None:
        self._decided(_("{number} is rejected.").format(number=number), self.shell.toast)

    def _decided(self, sentence: str, say: Callable[[str], None]) -> None:
        """Say what happened; the next order comes to the place of this one."""
        say(sentence)
        self._evidence = None
        self.foot.set_order(None)
        self.queue.setFocus(Qt.FocusReason.OtherFocusReason)
        self.queue.move_on()
        self.refresh()

    def _many_approved(self, sentence: str, left: tuple[Left, ...]) -> None:
        """Some or all of the clear ones are through; what stays is marked with what was found."""
        self._evidence = None
        self._seen |= {each.id: each.marks for each in left}
        if sentence:
            self.shell.toast(sentence)
        self.queue.move_on()
        self.refresh()
