"""One person at work: the shell, the main window, and the threads that stand behind them until they leave."""

import gc
import logging
from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

from desktop import doors, errands, helping
from desktop.database import session
from desktop.feed import ChangeFeed
from desktop.found import palette_hits
from desktop.list_doors import ListDoors
from desktop.loading import load_between
from desktop.local_time import LocalTime
from desktop.one_window import to_front
from desktop.paths import Paths
from desktop.pc_settings import PcSettings
from desktop.scheduled_reports import ScheduledReports
from desktop.second_place import BackupErrands, SecondPlace
from desktop.session_end import SessionManager, ask_to_wait, no_need_to_wait, written
from desktop.sweeping import settle
from desktop.tray import Tray
from desktop.windows import specs
from models import base
from resources.i18n import N_, _
from services import approval, backup, lists, people
from services.errors import Refusal, Unavailable
from services.feed import Session
from services.listing import Query
from services.unit import Actor, utc_now
from ui.errors import ErrorDoor
from ui.kit.jobs import JobRunner
from ui.main_window import MainWindow
from ui.scan.buffer import Scanned
from ui.scan.filter import ScanFilter
from ui.scan.station import KEYS, PORT, Scanner, port_of, settings_of
from ui.shell import Shell

if TYPE_CHECKING:
    from services.prints import Printer
    from ui.importing.watched import FolderWatch
    from ui.scan.serial_port import SerialScanner
    from ui.settings.printers import Bench

log = logging.getLogger(__name__)

# Between two parts of windows that are built ahead: keys and clicks have the thread to themselves.
AHEAD_MS = 60
# How often the age of the last backup is looked at. The day's backup, begun at the start, is made by then.
ALARM_MS = 180_000
# What waits for a person, by window: a list and the filter that tells it. The rail's tooltip says it in words.
WAITING = {
    "approval": (lists.ORDERS, (("state", "submitted"),), N_("{count} wait for a decision")),
    "tracking": (lists.DELIVERIES, (("late", "way"),), N_("{count} late on their way: the list “Late on the way”")),
    "watch": (lists.INCIDENTS, (("answer", "yes"),), N_("{count} incidents and warnings to answer")),
}


class _Ear(QObject):
    """Brings what the threads hear onto the GUI thread."""

    changed = Signal(object)
    reachable = Signal(bool)
    failed = Signal(object)
    loaded = Signal(list)


class Desk(QObject):
    """Built when somebody has signed in. Signals: left() when the window closed, signed_out() when they signed out."""

    left = Signal()
    signed_out = Signal()

    def __init__(
        self, actor: Actor, paths: Paths, settings: PcSettings, errors: ErrorDoor, version: str, *, clean: bool
    ) -> None:
        super().__init__()
        self._paths, self._settings, self._clean = paths, settings, clean
        self.jobs = JobRunner(session)
        self.shell = Shell(actor, self.jobs, errors, settings, utc_now, settings.station())
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        self.scans = ScanFilter(application, settings_of(settings.get(KEYS)))
        self.shell.preferences.attach()
        self.lists = ListDoors(self.shell, paths.papers.parent, self._printers)
        self.shell.doors = self.lists
        self._second = SecondPlace(paths, settings)
        self._scheduled = ScheduledReports(settings)
        self.window = self._make_window()
        self.lists.parent = self.window
        self._ear = _Ear()
        self._listen()
        self._version = version
        self._session = Session(version)
        self._feed = ChangeFeed(self._ear.changed.emit, self._ear.reachable.emit, self._session)
        self._printing = errands.PrintErrands(self._make_worker)
        failed = self._ear.failed.emit
        loaded = self._ear.loaded.emit
        self._after = errands.AfterStart(self.shell.call(), self._second.daily, self._clean, failed, loaded)
        self._backups = BackupErrands(self._second, failed)
        self._folders: FolderWatch | None = None
        self._alarm = QTimer(self, interval=ALARM_MS)
        self._alarm.timeout.connect(self._look_at_backups)
        self._watching = errands.Watching(lambda: self.shell.call(), self._scheduled.look)
        self._time = LocalTime(self)
        self._time.changed.connect(self.window.show_anew)
        self._started = False
        self._tray = Tray(self.shell, settings)
        self._tray.pressed.connect(self._to_told)

    def _to_told(self, window: str, where: dict[str, str]) -> None:
        """From the notification area to what it told of, in front of everything; an open form or question comes first.
        """
        to_front(self.window)
        if QApplication.activeModalWidget() is None:
            self.shell.go(window, **where)

    def _make_window(self) -> MainWindow:
        shell = self.shell
        window = MainWindow(
            shell,
            specs({"scans": self.scans, "back_up": self._back_up, "control_sheet": self._control_sheet,
                   "count_sheet": self._count_sheet, "scanner": self._scanner(),
                   "printers": self._printer_names, "printer_bench": self._printer_bench, "backups": self._second,
                   "scheduled": self._scheduled, "print_test": self._print_test}),
            search=lambda text: palette_hits(text, shell.actor),
            commands=lambda: doors.commands(shell, self.window, self._paths.papers, self._paths.backups),
            badges=lambda: waiting(shell.actor),
            helping=lambda: helping.commands(shell, self.window, self._diagnostics),
        )
        window.closing.connect(self._close)
        # Noted at once: a program that is cut off opens where it was too.
        window.came.connect(lambda name: self._settings.set("window.last", name))
        window.signed_out.connect(self._sign_out)
        window.switch_person.connect(self.switch_person)
        shell.actor_changed.connect(self._show_role)
        window.badge_terms = {name: term for name, (_listing, _filters, term) in WAITING.items()}
        return window

    def _listen(self) -> None:
        self._ear.changed.connect(self._changed)
        self.scans.unheard.connect(self._unheard)
        self.scans.composed.connect(self._composed)
        self._ear.reachable.connect(self._reachable)
        self._ear.failed.connect(self._errand_failed)
        self._ear.loaded.connect(self._load_windows)

    def _control_sheet(self) -> None:
        doors.control_sheet(self.shell, self._paths.papers)

    def _scanner(self) -> Scanner:
        return Scanner(self.scans, partial(doors.scanner_sheet, self.shell, self._paths.papers), lambda: self.serial)

    @cached_property
    def serial(self) -> "SerialScanner":
        """The scanner at a serial port. Qt's part for it is loaded only where one is used or looked for."""
        from ui.scan.serial_port import SerialScanner

        made = SerialScanner(self.scans.take, self)
        made.use(port_of(self._settings.get(PORT)))
        made.changed.connect(self._tell_serial)
        return made

    def _print_test(self, kind: str, name: str, pdf: bytes) -> None:
        """A label that is being designed, on this PC's printer for its kind. Raises PrinterUnavailable."""
        from printing.errors import PrintingError
        from services.prints import Paper

        try:
            self._printers()[kind].print(Paper(kind, name, pdf))
        except PrintingError as error:
            reason = str(error.data.get("reason") or error.data.get("printer") or error.code)
            raise Unavailable("label_not_printed", reason=reason) from error

    def _count_sheet(self, bins: str) -> None:
        doors.count_sheet(self.shell, self._paths.papers, bins)

    @staticmethod
    def _printer_names() -> list[str]:
        from desktop.printers import names

        return names()

    def _printer_bench(self) -> "Bench":
        from desktop.printer_bench import PrinterBench

        return PrinterBench(self._paths.papers)

    def _back_up(self) -> None:
        doors.back_up(self.shell, self.window, self._paths.backups)

    def _diagnostics(self) -> Path:
        from desktop.diagnostics import write_diagnostics

        return write_diagnostics(self._paths, self._settings, base.db.obj.address, self._version)

    def show(self) -> None:
        """Show the first window the person may see, then start everything behind it."""
        names = self.window.names()
        kept = str(self._settings.get("window.last", ""))
        if names:
            self.window.show_window(kept if kept in names else names[0])
        self.window.show()
        self._show_role()
        helping.tell_news(self.shell, self.window, self._version)
        helping.offer_first_steps(self.shell, self.window)
        self._feed.start()
        self._printing.start()
        self._after.start()
        self._backups.start()
        self._alarm.start()
        self._watching.start()
        self._tray.look()
        if port_of(self._settings.get(PORT)).name:
            QTimer.singleShot(0, self, self._tell_serial)
        self._started = True

    def hears(self) -> bool:
        """Whether the change feed is connected: what is written from now on is seen here."""
        return self._feed.listening(0)

    def session_ends(self, manager: SessionManager) -> None:
        """The system shuts down: what is typed goes into the database, or it is asked to wait."""
        no_need_to_wait(self.window)
        self.shell.preferences.flush()
        kept = False
        for _twice in range(2):  # what was typed while a draft was being written is written after it
            ready = self.window.may_end()
            kept = written(self.jobs, self) and ready
        if not kept and ask_to_wait(manager, self.window):
            to_front(self.window)
            told = _("This PC was about to end the session. Please save what you typed, then shut it down again.")
            self.shell.toast(told, error=True)

    def stop(self) -> None:
        """End the threads: what is being written is finished, reads are dropped."""
        if not self._started:
            return
        self._started = False
        gc.unfreeze()
        self.shell.preferences.flush()
        self._alarm.stop()
        self._tray.close()
        if self._folders is not None:
            self._folders.stop()
        self._watching.stop()
        self._after.stop()
        self._backups.stop()
        self._printing.stop()
        self._feed.stop()
        self.jobs.close()
        if "serial" in self.__dict__:
            self.serial.close()
        self.scans.close()

    def _composed(self, text: str) -> None:
        """What an input method made of a scan is offered: it may be the code, and it may be words."""
        told = _("An input method wrote “{text}”. Switch it to English (Shift), or take this as the scan.")
        self.shell.offer(told.format(text=text), _("Take it as a scan"), lambda: self.scans.take(Scanned(text)))

    def _tell_serial(self) -> None:
        """A scanner that is gone is said where nobody looks at its page."""
        name = self.serial.port.name
        if self.serial.state == "lost":
            told = _("The scanner at {port} is gone. Put its plug back in; it goes on by itself.")
            self.shell.toast(told.format(port=name), error=True)
        elif self.serial.state in ("missing", "busy"):
            told = _("The scanner at {port} can't be reached. Settings, Scanner shows why.")
            self.shell.toast(told.format(port=name), error=True)

    def _unheard(self, text: str) -> None:
        """A scan that the open window has no use for is said, never swallowed."""
        self.shell.toast(_("Nothing here takes a scan: {text}. Ctrl+K finds what it belongs to.").format(text=text))

    # what the threads hear

    def _changed(self, topics: frozenset[str]) -> None:
        if "print_jobs" in topics:
            self._printing.wake()
        if "backup" in topics:
            self._look_at_backups()
        if topics & {"orders", "settings"} and self.shell.may(approval.approve_by_rule.right):
            call = self.shell.call()
            self.jobs.write(self, lambda _report: approval.follow_rule(call), failed=lambda error: log.warning(error))
        if topics & {"incidents", "acts", "returns"}:
            self._tray.look()
        self.shell.publish(topics)

    def _look_at_backups(self) -> None:
        """A red strip over all windows of whoever may back up, while the last good one is older than a day."""
        if self.shell.may("backup.run"):
            self.shell.read(self.window, backup.last, self._show_age, key="backup age")

    def _show_age(self, newest: backup.Last) -> None:
        if backup.overdue(newest, self.shell.clock()):
            self.window.banner.say(
                N_("There is no good backup of the last day."), N_("Look at the backups"),
                lambda: self.shell.go("settings", page="backups"),
            )  # fmt: skip
        else:
            self.window.banner.hide()

    def _reachable(self, there: bool) -> None:
        if there:
            self.shell.toast(_("The database is back."))
            self._printing.wake()
        else:
            lost = _("The database can't be reached. What you typed is kept; it goes on when the connection is back.")
            self.shell.toast(lost, error=True)

    def _errand_failed(self, error: Refusal) -> None:
        self.shell.errors.show(self.window, error)

    def _load_windows(self, names: list[str]) -> None:
        """What the windows not visited yet are made of; then they are built, and folders looked at for new files."""
        load_between(self, names, self._loaded)

    def _loaded(self) -> None:
        settle()
        self._build_ahead()
        self._watch_folders()

    def _build_ahead(self) -> None:
        """The windows not visited yet, part by part between what the person does, so that a first visit is quick."""
        busy = QApplication.activeModalWidget() or QApplication.activePopupWidget() or self.jobs.busy()
        if self._started and (busy or self.window.build_ahead()):
            QTimer.singleShot(AHEAD_MS // 2, self, settle)
            QTimer.singleShot(AHEAD_MS, self, self._build_ahead)

    def _watch_folders(self) -> None:
        """The folders whose files come in by themselves; what that takes is loaded once the first window stands."""
        from ui.importing.watched import FolderWatch

        if self._started:
            self._folders = FolderWatch(self.shell, self)
            self._folders.start()

    def _make_worker(self) -> Any:
        """On the printing thread, whose imports no window should wait for."""
        from desktop.printers import named
        from services.prints import Worker

        actor = replace(self.shell.actor, source="printing")
        return Worker(self.shell.station, self._printers, actor, named=named)

    def _printers(self) -> "Mapping[str, Printer]":
        """This PC's printers by kind of paper, as its settings name them now; on a worker thread."""
        from desktop.printers import printers

        return printers(self._settings, self._paths.papers)

    # the person

    def _show_role(self) -> None:
        actor = self.shell.actor
        self.shell.read(self, lambda: doors.role_line(actor), self.window.set_person_detail, key="role")

    def switch_person(self) -> None:
        """Another person takes over at this station, by PIN or badge."""
        self.shell.read(self, people.people, self._ask_person, key="people")

    def _ask_person(self, everybody: tuple[people.Person, ...]) -> None:
        from ui.signin.person_switch import PersonSwitch

        station = self.shell.station
        dialog = PersonSwitch(
            self.window,
            self.shell,
            [(person.id, person.name) for person in everybody if person.active],
            prove_pin=partial(people.prove_pin, station=station),
            prove_badge=partial(people.prove_badge, station=station),
        )
        self.scans.subscribe(dialog, dialog.scanned)
        dialog.open()

    def _sign_out(self) -> None:
        self.signed_out.emit()

    def _close(self) -> None:
        self._settings.set("window.last", self.window.shown())
        self.left.emit()


def waiting(actor: Actor) -> dict[str, int]:
    """How much waits, by window; read on a reader thread."""
    from services import act_requests  # with all that it may do; no window waits for it

    found = {
        name: listing.count(Query(filters=filters))
        for name, (listing, filters, _term) in WAITING.items()
        if not listing.right or listing.right in actor.rights
    }
    if act_requests.RIGHT in actor.rights:
        found["approval"] = found.get("approval", 0) + act_requests.waiting_count()
    return found

