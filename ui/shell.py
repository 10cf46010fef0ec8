"""What every window is handed: the person, the job runner, and the ways to say, ask, jump and hear of changes.

    self.shell.read(self, lambda: order_panel(order_id), self._show_panel)       # reader; the newest one wins
    self.shell.run(self, lambda call: approve_order(call, order_id=7, version=3), self._approved,
                   confirm=_("Approve over limit"), button=self._approve)         # writer
    self.shell.run_long(self, _("Importing orders"), lambda call, report: import_orders(call, batch, report), self._in)
    self.shell.toast(_("Order {number} is approved.").format(number=n), undo=self._take_back)
    self.shell.go("orders", id=7)
    self.shell.changed                                                            # Signal(frozenset of topics)

What goes wrong in `run` ends at the one error door: a refusal becomes a toast, a NeedsConfirmation a question whose
button says `confirm`, and the same call is repeated with its code confirmed; what is above a limit can be asked for;
Unavailable offers a retry of it.
`failed(error) -> bool` sees every other error first and returns True when it has shown it itself (in the field it is
about).
`button` is disabled while the work runs, so that a second press is no second call.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from typing import Any, Protocol, TypeVar

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from services.errors import NeedsConfirmation, Refusal, Unavailable
from services.unit import Actor, Call
from ui.errors import ErrorDoor
from ui.kit.jobs import Job, JobRunner, Report, alive, ignore
from ui.kit.preferences import Preferences

T = TypeVar("T")


class Settings(Protocol):
    """This PC's own settings (window places, columns, theme, language); values are plain JSON."""

    def get(self, name: str, default: Any = None) -> Any: ...
    def set(self, name: str, value: Any) -> None: ...


@dataclass(frozen=True, slots=True)
class Notice:
    """One toast. `action` is the pressable word beside the sentence (Undo, Retry). An error stays until it is closed,
    unless it `passes`: a warning that asks for nothing.
    """

    text: str
    error: bool = False
    action: str = ""
    act: Callable[[], None] | None = None
    undo: bool = False
    passes: bool = False


@dataclass(frozen=True, slots=True)
class Working:
    """Work that runs; shown with a bar after 0.6 s. `stoppable` gives it a Cancel."""

    title: str
    job: Job
    stoppable: bool


@dataclass(frozen=True, slots=True)
class AskedList:
    """A list as it stands on the screen: what is asked of it, the columns shown in order, its filters in words."""

    listing: Any
    query: Any
    columns: tuple[str, ...]
    told: tuple[str, ...] = ()


class Doors(Protocol):
    """Ways out of the program for a list: into a file, onto paper. On a worker thread `make` lays out another list, or
    makes a paper that is none."""

    def export(self, asked: AskedList) -> None: ...
    def print_list(self, asked: AskedList) -> None: ...
    def print_paper(self, name: str, make: Callable[[], Any]) -> None: ...
    def print_pdf(self, name: str, make: Callable[[], bytes]) -> None: ...


class Shell(QObject):
    """See the module. Built in desktop/ once a session."""

    changed = Signal(object)
    actor_changed = Signal()
    noticed = Signal(object)
    working = Signal(object)
    went = Signal(str, object)
    find_asked = Signal()

    def __init__(
        self,
        actor: Actor,
        jobs: JobRunner,
        errors: ErrorDoor,
        settings: Settings,
        clock: Callable[[], datetime],
        station: str = "",
    ) -> None:
        super().__init__()
        self.actor, self.jobs, self.errors, self.settings = actor, jobs, errors, settings
        self.clock, self.station = clock, station
        self.doors: Doors | None = None
        self.preferences = Preferences(self)
        jobs.on_error = self._job_failed
        errors.notify = self.noticed.emit

    def may(self, right: str) -> bool:
        return right in self.actor.rights

    def set_actor(self, actor: Actor) -> None:
        """Another person takes over (PIN, badge)."""
        self.preferences.flush()
        self.actor = actor
        self.preferences.load()
        self.actor_changed.emit()

    def today(self) -> date:
        """The business day on this PC."""
        return self.clock().astimezone().date()

    def call(self) -> Call:
        """A new call by the person at the screen, with a request id of its own."""
        return Call(self.actor, clock=self.clock)

    def read(self, owner: QObject, work: Callable[[], T], done: Callable[[T], None], *, key: object = None) -> Job:
        return self.jobs.read(owner, work, done, key=key)

    def run(
        self,
        owner: QWidget,
        work: Callable[[Call], T],
        done: Callable[[T], None] = ignore,
        *,
        confirm: str = "",
        failed: Callable[[Exception], bool] | None = None,
        button: QWidget | None = None,
        call: Call | None = None,
    ) -> Job:
        """Run a use case on the writer thread; see the module."""
        return self._run(
            owner, "", lambda call, _report: work(call), done, confirm, failed, button, call or self.call()
        )

    def run_long(
        self,
        owner: QWidget,
        title: str,
        work: Callable[[Call, Report], T],
        done: Callable[[T], None] = ignore,
        *,
        confirm: str = "",
        failed: Callable[[Exception], bool] | None = None,
        button: QWidget | None = None,
    ) -> Job:
        """`run` for work that reports how far it is; a bar with Cancel appears after 0.6 s."""
        return self._run(owner, title, work, done, confirm, failed, button, self.call())

    def toast(self, text: str, *, undo: Callable[[], None] | None = None, error: bool = False) -> None:
        """Say one sentence at the foot of the window. Errors stay until they are closed."""
        from resources.i18n import _

        self.noticed.emit(Notice(text, error, _("Undo") if undo else "", undo, undo is not None))

    def offer(self, text: str, verb: str, act: Callable[[], None]) -> None:
        """Say one sentence with what can be done about it beside it."""
        self.noticed.emit(Notice(text, False, verb, act))

    def warn(self, text: str, verb: str = "", act: Callable[[], None] | None = None) -> None:
        """Say what did not go as it was meant, and leaves by itself; beside it what can be done about it."""
        self.noticed.emit(Notice(text, True, verb, act, passes=True))

    def go(self, window: str, **where: Any) -> None:
        """Show another window, at a place in it."""
        self.went.emit(window, where)

    def find(self) -> None:
        """Open the palette (Ctrl+K)."""
        self.find_asked.emit()

    def publish(self, topics: frozenset[str]) -> None:
        """Tell the windows what changed, from the change feed."""
        if topics:
            self.changed.emit(topics)

    def _run(
        self,
        owner: QWidget,
        title: str,
        work: Callable[[Call, Report], T],
        done: Callable[[T], None],
        confirm: str,
        failed: Callable[[Exception], bool] | None,
        button: QWidget | None,
        call: Call,
    ) -> Job:
        again = partial(self._run, owner, title, work, done, confirm, failed, button)

        window = button.window() if button is not None and button.hasFocus() else None

        def settle(then: Callable[[], None]) -> None:
            if button is not None and alive(button):
                button.setEnabled(True)
                if window is not None and window.hasFocus():
                    button.setFocus(Qt.FocusReason.OtherFocusReason)
            then()

        def refused(error: Exception) -> None:
            if isinstance(error, Refusal) and error.code == "needs_approval":
                self._offer_asking(owner, error)
                return
            if failed is not None and failed(error):
                return
            self.errors.show(owner, error, again=partial(self._again, again, call, error), confirm=confirm)

        if window is not None:  # else Enter would press the button beside this one
            window.setFocus(Qt.FocusReason.OtherFocusReason)
        if button is not None:
            button.setEnabled(False)
        job = self.jobs.write(owner, lambda report: work(call, report), lambda result: settle(lambda: done(result)),
                              failed=lambda error: settle(lambda: refused(error)))  # fmt: skip
        self.working.emit(Working(title, job, bool(title)))
        return job

    def _offer_asking(self, owner: QWidget, error: Refusal) -> None:
        """What is above a limit: a second person can be asked for it; a form over it is done with then."""
        from resources.i18n import _
        from services import act_requests
        from ui.kit.dialog import Dialog, ask

        def asked(_made: object) -> None:
            if alive(owner) and isinstance(owner, Dialog):
                owner.accept()
            self.toast(_("A second person is asked. What you typed is kept in the request; it is done once approved."))

        wanted: Any = error.data["ask"]

        def send() -> None:
            self.run(owner, lambda call: act_requests.ask(call, wanted.kind, wanted.arguments), asked)

        ask(owner, self.errors.text(error), _("Ask for approval"), send)

    @staticmethod
    def _again(run: Callable[[Call], Job], call: Call, error: Exception) -> None:
        """Repeat the same call: as it was, or with what was just confirmed."""
        if isinstance(error, NeedsConfirmation):
            call = replace(call, confirmed=call.confirmed | {error.code})
        run(call)

    def _job_failed(self, owner: QObject, error: Exception) -> None:
        parent = owner if isinstance(owner, QWidget) else None
        again = getattr(owner, "refresh", None) if isinstance(error, Unavailable) else None
        self.errors.show(parent, error, again=again)
