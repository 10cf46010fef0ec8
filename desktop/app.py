"""The program itself: from the process's start to its last window."""

import logging
import sys
import threading
from collections.abc import Callable
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QDir, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QWidget

from desktop import entrance, windows
from desktop.database import bind, chosen_url, hidden, leave, open_company, outdated, session, sqlite_path
from desktop.loading import load_between, load_plain
from desktop.logs import start_logging
from desktop.memory import share_one_heap
from desktop.one_window import Door, door_name, ring, to_front
from desktop.paths import Paths
from desktop.pc_secrets import keep_password, with_password
from desktop.pc_settings import PcSettings
from desktop.sweeping import Sweep, settle
from desktop.trouble import TroublePage, UpdatePage
from printing.press import close_press, open_press
from resources.i18n import set_language
from services import people
from services.errors import Refusal
from services.keeper import close_keeper, open_keeper
from services.unit import Actor
from ui.errors import ErrorDoor
from ui.kit.jobs import JobRunner
from ui.qt_words import speak_qt
from ui.theme import apply_theme

if TYPE_CHECKING:
    from desktop.desk import Desk
    from desktop.rescue import Rescue
    from desktop.session_end import SessionManager

log = logging.getLogger(__name__)
RUNNING = "running"
LEAST = QSize(1040, 680)
FRAME = QSize(16, 40)  # about what Windows puts around a window
ICON_SIZES = (16, 24, 32, 48, 64)
# Seconds that a thread beside the windows may keep the interpreter while the windows wait for it. Python's own 5 ms,
# waited for at each of the hundred calls that build a window, were seen to make 40 ms of work 200.
PATIENCE = 0.001
AHEAD_MS = 50  # after the entrance has been painted
JOIN_SECONDS = 5.0


class Program(QObject):
    """Shows one top window at a time: what went wrong with the database, the entrance, or a desk."""

    _plain_loaded = Signal(list)

    def __init__(
        self, url: str, paths: Paths, settings: PcSettings, version: str = "", *, door: Door | None = None,
        file: Path | None = None,
    ) -> None:  # fmt: skip
        super().__init__()
        self._door, self._file = door, file
        if door is not None:
            door.rung.connect(self._rung)
        self._url, self.paths, self.settings, self._version = url, paths, settings, version
        self.errors = ErrorDoor(paths.logs)
        self._jobs = JobRunner(session)
        self._attempts = JobRunner()  # connects by itself, to another place than the database that is open
        self.page: QWidget | None = None
        self.desk: Desk | None = None
        self._rescue: Rescue | None = None
        self._build: Callable[[], QWidget] | None = None
        self._ahead: threading.Thread | None = None
        self.clean = not settings.get(RUNNING, False)
        self._ended = False
        self._sweep = Sweep()
        self._plain_loaded.connect(self._load_windows)

    def start(self) -> None:
        """Open the database, then let people in."""
        self._sweep.begin()
        self.errors.install()
        open_press()
        open_keeper()
        self.settings.set(RUNNING, True)
        self.enter()

    def enter(self) -> None:
        """Show the entrance that the database asks for, or why there is none."""
        try:
            if outdated(self._url):
                self._update()
                return
            open_company(with_password(self._url), self.paths.backups)
            company = people.has_company()
        except Refusal as error:
            self._trouble(error)
            return
        finally:
            leave()
        self._welcome(company)

    def _update(self) -> None:
        """Bring an older company's tables up to date while a page says so, then go on."""
        self._show(lambda: UpdatePage(self.speak))
        page, url = self.page, self._url

        def work(_report: object) -> None:
            try:
                open_company(url, self.paths.backups)
            finally:
                leave()

        def failed(error: Exception) -> None:
            if isinstance(error, Refusal):
                self._trouble(error)
            else:
                self.errors.show(page, error)

        self._attempts.write(self, work, lambda _done: self.enter(), failed=failed)

    def _welcome(self, company: bool) -> None:
        """The entrance: sign in, or make a company."""
        connect = self.connect_to_server
        make: Callable[..., QWidget] = (
            partial(entrance.sign_in_page, connect=connect) if company
            else partial(entrance.first_start_page, join=connect)
        )  # fmt: skip
        station = self.settings.station()

        def build() -> QWidget:
            with session():
                return make(self._jobs, self.settings, station, self.work, self.speak)

        self._show(build)
        QTimer.singleShot(AHEAD_MS, self, self._load_ahead)

    def _load_ahead(self) -> None:
        """What the desk and the windows are made of, those that come first first, while a name and a password are
        typed."""
        if self.desk is None and self._ahead is None:
            last = str(self.settings.get("window.last", ""))
            self._ahead = threading.Thread(target=self._load_plain, args=(last,), name="ahead", daemon=True)
            self._ahead.start()

    def _load_plain(self, last: str) -> None:
        from desktop.cli.main import program_version

        program_version()
        for names in (("desktop.desk", windows.module_of(last)), windows.soon()):
            self._plain_loaded.emit(load_plain(names, self._signed_in))

    def _load_windows(self, names: list[str]) -> None:
        load_between(self, names, settle, self._signed_in)

    def _signed_in(self) -> bool:
        """The desk goes on loading by itself."""
        return self.desk is not None or self._ended

    def _trouble(self, error: Refusal) -> None:
        log.warning("the database can't be opened: %s %s", error.code, error.data)
        path = sqlite_path(self._url)
        where = str(path) if path else hidden(self._url)
        rescue = self._rescue = self._make_rescue()
        restore = rescue.restore if rescue.can_restore() else None

        def build() -> QWidget:
            return TroublePage(error, where, self.enter, self.connect_to_server, QApplication.quit, self.speak,
                               lambda: rescue.save_diagnostics(self._known_version()), restore)  # fmt: skip

        self._show(build)

    def _make_rescue(self) -> "Rescue":
        from desktop.rescue import Rescue

        return Rescue(
            self._attempts, self.errors, self.paths, self.settings, self._url, lambda: self.page, self._connected
        )

    def connect_to_server(self) -> None:
        """Ask for a server; once it lets us in, it is the one of this PC."""
        from desktop.connection_form import ConnectionForm

        ConnectionForm(self.page, self._attempts, self.attempt, self._connected, self._url).open()

    def attempt(self, url: str, password: str) -> None:
        """Try a server on a worker thread, and keep its password when it lets us in.

        Refuses database_refused, not_migrated, database_too_new; Unavailable database_gone.
        """
        try:
            open_company(with_password(url, password), self.paths.backups)
        except Refusal:
            bind(with_password(self._url))  # what the page behind does is meant for the database before
            raise
        finally:
            leave()
        if password:
            keep_password(url, password)

    def _connected(self, url: str) -> None:
        self._url = url
        self.settings.set("database.url", url)
        if self._door is not None:
            self._door.open(door_name(url))
        self._jobs.close()
        self._jobs = JobRunner(session)
        self.enter()

    def _show(self, build: Callable[[], QWidget]) -> None:
        before, self._build = self.page, build
        self.page = build()
        self.page.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        least = LEAST.boundedTo(self.page.screen().availableSize() - FRAME)
        self.page.setMinimumSize(least)
        self.page.resize(before.size() if before else least)
        self.page.show()
        if before is not None:
            before.close()

    def speak(self, language: str) -> None:
        """Switch the language at the entrance; what was typed stays."""
        self.settings.set("language", language)
        set_language(language)
        speak_qt()
        typed = getattr(self.page, "typed", lambda: None)()
        if self._build is not None:
            self._show(self._build)
        if typed is not None:
            getattr(self.page, "restore")(typed)  # noqa: B009 - only the page that has `typed` has it

    def work(self, actor: Actor) -> None:
        """Somebody is in: their desk takes the entrance's place."""
        from desktop.desk import Desk

        self.desk = Desk(actor, self.paths, self.settings, self.errors, self._known_version(), clean=self.clean)
        self.desk.left.connect(self._left)
        self.desk.signed_out.connect(self._signed_out)
        self.desk.show()
        if self.page is not None:
            self.page.close()
            self.page = None
        self._take_in()

    def _known_version(self) -> str:
        from desktop.cli.main import program_version

        return self._version or program_version()

    def _rung(self, file: str) -> None:
        """A second start: this window comes to the front, with the file that the other was to open."""
        self._file = Path(file) if file else self._file
        window = self.desk.window if self.desk is not None else self.page
        if window is not None:
            to_front(window)
        self._take_in()

    def _take_in(self) -> None:
        """Show what is in the file that the program was started with, as soon as somebody is in who may."""
        if self.desk is not None and self._file is not None and self.desk.shell.may("orders.edit"):
            self.desk.shell.go("orders", file=self._file)
            self._file = None

    def _signed_out(self) -> None:
        """As soon as nothing typed would be lost, and the answer to a question about that has done its own work."""
        desk = self.desk
        assert desk is not None
        desk.window.give_way(lambda: QTimer.singleShot(0, desk.window, self._go_to_entrance))

    def _go_to_entrance(self) -> None:
        """The desk ends before the entrance opens the database anew: its threads still work on it."""
        desk = self.desk
        assert desk is not None
        desk.left.disconnect(self._left)
        quits = QApplication.quitOnLastWindowClosed()
        QApplication.setQuitOnLastWindowClosed(False)
        if desk.window.close():
            self._end_desk(desk)
            self._jobs.close()  # its connection is to the database as it was opened before
            self._jobs = JobRunner(session)
            self.enter()
        else:
            desk.left.connect(self._left)
        QApplication.setQuitOnLastWindowClosed(quits)

    def _left(self) -> None:
        if self.desk is not None:
            self._end_desk(self.desk)

    def _end_desk(self, desk: "Desk") -> None:
        desk.stop()
        desk.window.deleteLater()
        self.desk = None

    def session_ends(self, manager: "SessionManager") -> None:
        """The system shuts down or signs the person out."""
        if self.desk is not None:
            self.desk.session_ends(manager)

    def end(self) -> None:
        """Close what is open, in order, once. A program that got here ended cleanly."""
        if self._ended:
            return
        self._ended = True
        if self.desk is not None:
            self._end_desk(self.desk)
        self._jobs.close()
        self._attempts.close()
        if self._ahead is not None:
            self._ahead.join(JOIN_SECONDS)
        self._sweep.end()
        close_keeper()
        close_press()
        self.settings.set(RUNNING, False)


def run(
    database: str | None, paths: Paths, settings: PcSettings, *, new_window: bool = False, file: Path | None = None
) -> int:
    """Open the program and stay until its last window is closed; returns the exit status.

    Where this database's window is open already in this session, that one comes to the front instead.
    """
    start_logging(paths.logs)
    application = make_application(settings)
    url = chosen_url(database, str(settings.get("database.url", "")), paths)
    file = file.absolute() if file is not None else None
    name, door = door_name(url), Door()
    if not new_window and ring(name, file):
        return 0
    door.open(name)
    if (kept := sqlite_path(url)) is None or kept.is_absolute():
        begin_in_documents(paths)
    program = Program(url, paths, settings, door=door, file=file)
    program.start()
    application.commitDataRequest.connect(program.session_ends)
    application.aboutToQuit.connect(program.end)  # after a shutdown nothing else is run
    try:
        return application.exec()
    finally:
        door.close()
        program.end()


def begin_in_documents(paths: Paths) -> None:
    """Let dialogs for files begin there until a file was chosen: they begin in the working folder, which is otherwise
    the program's own."""
    QDir.setCurrent(str(paths.documents))


def make_application(settings: PcSettings) -> QApplication:
    """The application with the look that this PC is set to."""
    share_one_heap()
    sys.setswitchinterval(PATIENCE)
    existing = QApplication.instance()
    application = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
    application.setApplicationName("Packdesk")
    application.setApplicationDisplayName("Packdesk")
    application.setWindowIcon(program_icon())
    apply_theme(application, str(settings.get("theme", "system")))
    speak_qt()
    return application


def program_icon() -> QIcon:
    """The program's drawing, at the sizes of title bars, task bars and task switchers."""
    drawing = QSvgRenderer(QByteArray((files("resources") / "look" / "packdesk.svg").read_bytes()))
    found = QIcon()
    for size in ICON_SIZES:
        picture = QPixmap(size, size)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        drawing.render(painter)
        painter.end()
        found.addPixmap(picture)
    return found
