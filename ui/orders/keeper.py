"""Keeps an order that is typed: drafts by themselves at most once in 2 s, submitted orders when the person says so.

The keeper knows the order's id and version and is the only one that writes it; the editor hands it content. A draft
that is left for another order while it is still being written goes on being written, also after a failure.
"""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from resources.i18n import _
from services import orders
from services.errors import NeedsConfirmation, Refusal, Unavailable
from services.order_book import Saved
from services.orders import Draft
from services.unit import Call
from ui.shell import Shell

SAVE_MS = 2000
RETRY_MS = 5000
MEANWHILE = frozenset({"changed_meanwhile", "wrong_state"})


@dataclass(slots=True)
class Kept:
    """What the database holds of the order: None while nothing was saved."""

    id: int | None = None
    version: int = 0
    state: str = "draft"
    number: str | None = None


class Keeper(QObject):
    """`status(word)`: saving, saved, waiting (the database takes nothing: `trouble` says why) or refused.

    `conflict()`: somebody else saved it; `gone()`: somebody deleted it, what is typed becomes a new draft;
    `refused(Refusal)`; `finished(Saved)`: submitted or revised.
    """

    status = Signal(str)
    conflict = Signal()
    gone = Signal()
    refused = Signal(object)
    finished = Signal(object)

    def __init__(self, shell: Shell, owner: QWidget, content: Callable[[], Draft | None]) -> None:
        super().__init__(owner)
        self._shell, self._owner, self._content = shell, owner, content
        self.kept = Kept()
        self.base: Draft | None = None
        self.trouble: Unavailable | None = None
        self._dirty = self._saving = self._halted = False
        self._then: Callable[[], None] | None = None
        self._creating: tuple[Call, Draft] | None = None
        self._turn, self._behind = 0, set[int]()
        self._timer = QTimer(self, singleShot=True, interval=SAVE_MS)
        self._timer.timeout.connect(self.save)

    def begin(self, kept: Kept, base: Draft | None) -> None:
        """Start from what the database holds. What is still being written of the order before is left to itself."""
        if self._saving and self.is_draft():
            self._behind.add(self._turn)
        self._turn += 1
        self.kept, self.base = kept, base
        self._saving = self._dirty = self._halted = False
        self._then = self.trouble = self._creating = None
        self._timer.stop()

    def give_up(self) -> None:
        """Forget what the database did not take."""
        self.begin(Kept(), None)
        self._behind.clear()

    def is_draft(self) -> bool:
        return self.kept.state == "draft"

    def is_dirty(self) -> bool:
        return self._dirty or self._saving

    def is_stuck(self) -> bool:
        """Whether something typed is in no database, because that takes nothing."""
        return bool(self._behind) or (self.trouble is not None and self.is_draft())

    def is_saving(self) -> bool:
        return self._saving

    def touch(self) -> None:
        """Something was typed."""
        self._dirty = True
        if self.is_draft() and not self._saving and not self._halted and not self._timer.isActive():
            self._timer.start(SAVE_MS)

    def halt(self) -> None:
        """Save nothing until the conflict is settled."""
        self._halted = True
        self._timer.stop()

    def settle(self, kept: Kept, base: Draft) -> None:
        """The conflict is settled: what is on the screen now goes over this version."""
        self.kept, self.base, self._halted, self._dirty = kept, base, False, True

    # saving

    def save(self) -> None:
        """Write the draft now, if there is anything new to write."""
        draft = self._content()
        if self._saving or self._halted or draft is None or not self.is_draft():
            return
        if draft == self.base and self.kept.id is not None:
            self._dirty = False
            self._go_on()
            return
        self._saving, self._dirty = True, False
        self.status.emit("saving")
        order_id, version = self.kept.id, self.kept.version
        if order_id is None:
            self._create(draft)
        else:
            self._send(lambda call: orders.save_draft(call, order_id, version, draft), draft, self._shell.call())

    def _create(self, draft: Draft) -> None:
        """A draft whose answer was lost is asked for again by the same call, so that it is not made twice."""
        call, content = self._creating = self._creating or (self._shell.call(), draft)
        self._send(lambda call: orders.create_order(call, content), content, call)

    def _send(self, work: Callable[[Call], Saved], draft: Draft, call: Call) -> None:
        turn = self._turn

        def saved(made: Saved) -> None:
            if turn == self._turn:
                self._saved(made, draft)
            else:
                self._behind.discard(turn)
                self.trouble = self.trouble if self._behind else None
                self.status.emit("saved")

        def failed(error: Exception) -> bool:
            return self._failed(error) if turn == self._turn else self._failed_behind(turn, error, again)

        def again() -> None:
            if turn in self._behind:
                self._shell.run(self._owner, work, saved, failed=failed, call=call)

        self._shell.run(self._owner, work, saved, failed=failed, call=call)

    def _failed_behind(self, turn: int, error: Exception, again: Callable[[], None]) -> bool:
        """A draft that was left is written as soon as the database takes it."""
        if isinstance(error, Unavailable):
            self.trouble = self.trouble or error
            self.status.emit("waiting")
            QTimer.singleShot(RETRY_MS, self, again)
            return True
        self._behind.discard(turn)
        return False

    def _saved(self, saved: Saved, draft: Draft) -> None:
        self._creating = self.trouble = None
        self._saving, self.base = False, draft
        self.kept = Kept(saved.id, saved.version, saved.state, saved.number)
        self.status.emit("saved")
        if self._then is not None or self._content() != draft:
            self._dirty = True
            if self._then is not None:
                self.save()
            else:
                self._timer.start(SAVE_MS)

    def _go_on(self) -> None:
        then, self._then = self._then, None
        if then is not None:
            then()

    def _failed(self, error: Exception) -> bool:
        self._saving, self._dirty = False, True
        if isinstance(error, NeedsConfirmation):
            return False  # asked at the one door, and done again when it is said yes to
        if isinstance(error, Unavailable):
            self.trouble = self.trouble or error
            self.status.emit("waiting")
            self._timer.start(RETRY_MS)
            return True
        self._then = None
        if not isinstance(error, Refusal):
            return False
        self._creating = None
        if error.code in MEANWHILE:
            self.halt()
            self.conflict.emit()
        elif error.code == "unknown_order":
            self.kept = Kept()
            self.gone.emit()
            self._timer.start(SAVE_MS)
        else:
            self.status.emit("refused")
            self.refused.emit(error)
        return True

    # finishing

    def submit(self) -> None:
        """Save what is typed and ask for its approval."""
        self.store_then(self._submit)

    def _submit(self) -> None:
        order_id, version = self.kept.id, self.kept.version
        if order_id is not None:
            self._shell.run(self._owner, lambda call: orders.submit_order(call, order_id, version),
                            self.finished.emit, confirm=_("Make it an order"), failed=self._failed)  # fmt: skip

    def store_then(self, then: Callable[[], None]) -> None:
        """Save what is typed, then go on."""
        self._then = then
        self.save()

    def revise(self, then: Callable[[], None] | None = None) -> None:
        """Write the changes of an order that was submitted or approved before; go on with `then` once they are."""
        order_id, version, draft = self.kept.id, self.kept.version, self._content()
        if order_id is None or draft is None:
            return

        def revised(saved: Saved) -> None:
            self._dirty, self.base = self._content() != draft, draft
            self.kept = Kept(saved.id, saved.version, saved.state, saved.number)
            self.finished.emit(saved)
            if then is not None:
                then()

        self._shell.run(self._owner, lambda call: orders.revise_order(call, order_id, version, draft),
                        revised, failed=self._failed)  # fmt: skip
