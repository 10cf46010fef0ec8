"""Every part of the program once, on a temporary database: what the shipped build is tested with."""

import logging
import os
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from shutil import rmtree
from typing import Any

from desktop.database import leave, open_company, url_of
from desktop.paths import Paths
from desktop.pc_settings import PcSettings
from printing.press import close_press, open_press
from resources.i18n import language, set_language
from services.keeper import close_keeper, open_keeper

log = logging.getLogger(__name__)
PATIENCE = 180.0  # a machine that is busy with other things, and Wine


@dataclass(frozen=True, slots=True)
class Step:
    """One part that was tried: whether it works, how long it took, and what it said."""

    name: str
    ok: bool
    seconds: float
    said: str = ""


def selftest() -> list[Step]:
    """Try each part; a part that fails does not keep the others from being tried."""
    spoken = language()
    folder = Path(tempfile.mkdtemp(prefix="packdesk-"))
    open_press()  # papers and backups are made in children, as in the program
    open_keeper()
    try:
        return [_tried(step, part) for step, part in Trial(folder).parts()]
    finally:
        close_press()
        close_keeper()
        leave()
        set_language(spoken)
        rmtree(folder, ignore_errors=True)  # Windows keeps what some thread has still open


def _tried(name: str, part: Callable[[], str]) -> Step:
    started = time.perf_counter()
    try:
        said, ok = part(), True
    except Exception as error:
        log.exception("self-test: %s", name)
        said, ok = f"{type(error).__name__}: {error}", False
    return Step(name, ok, round(time.perf_counter() - started, 3), said)


class Trial:
    """The parts, in an order in which each finds what it needs."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._paths = folder, Paths.within(folder)
        self._url = url_of(folder / "company.db")

    def parts(self) -> tuple[tuple[str, Callable[[], str]], ...]:
        return (
            ("migrate", self.migrate),
            ("sample company", self.sample),
            ("check", self.check),
            ("labels and notes read back", self.papers),
            ("read a workbook", self.workbook),
            ("write a workbook", self.export),
            ("back up and restore", self.backup),
            ("windows", self.windows),
            ("sound, voice, camera, serial ports", self.devices),
        )

    def migrate(self) -> str:
        from models import migrate

        open_company(self._url, self._paths.backups)
        missing = migrate.expected_triggers() - migrate.trigger_names()
        assert not missing, missing
        return f"version {migrate.version()}"

    def sample(self) -> str:
        from desktop.sample_company import fill
        from models.orders import SalesOrder

        fill()
        return f"{SalesOrder.select().count()} orders"

    def check(self) -> str:
        from services.check import check

        results = check()
        wrong = [each.name for each in results if not each.ok]
        assert not wrong, wrong
        return f"{len(results)} checks"

    def papers(self) -> str:
        """Each kind of paper in both languages; every code on it read by both readers."""
        from models.delivery import Delivery
        from services import papers

        delivery = Delivery.select().where(Delivery.packages > 0).order_by(Delivery.id.desc()).first()
        read = 0
        for kind in papers.OF_DELIVERY:
            for code in ("zh_CN", "en"):
                pdf = papers.render(kind, delivery.number, language=code)
                read += _codes_read(pdf, delivery.number)
        return f"{read} codes"

    def workbook(self) -> str:
        from services.importing.reading import read_file
        from services.importing.worker import shared_reader

        try:
            reading = read_file(Path(str(files("resources") / "samples" / "orders-zh.xlsx")), "orders")
        finally:
            shared_reader().close()
        assert reading.documents, reading.problems
        return f"{reading.rows.total} rows, {len(reading.documents)} orders"

    def export(self) -> str:
        from services import exporting, lists
        from services.listing import Query

        count = exporting.export(lists.ORDERS, Query(), self._folder / "out.xlsx")
        return f"{count} rows"

    def backup(self) -> str:
        from desktop.restoring import restore
        from services import backup

        made = backup.write(self._folder / "backup.db")
        restored = restore(self._folder / "backup.db", url_of(self._folder / "restored.db"))
        assert restored.head == made.head
        open_company(self._url, self._paths.backups)
        return f"{made.size} bytes"

    def windows(self) -> str:
        """A desk for the owner; each window in each language, drawn to its last job."""
        if sys.platform != "win32":  # which always has a screen
            os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        from desktop.app import make_application
        from desktop.sample_company import OWNER

        leave()
        settings = PcSettings(self._paths.settings)
        application = make_application(settings)
        shown = 0
        for code in ("zh_CN", "en"):
            set_language(code)
            shown += _show_windows(application, self._paths, settings, OWNER)
        return f"{shown} windows"


    def devices(self) -> str:
        """What a bench's devices take loads, and tells what this PC has. Elsewhere than on Windows a library of the
        system may be missing, and the program goes on without."""
        from PySide6.QtGui import QGuiApplication

        from ui.errors import python_unheard
        from ui.packing.sounds import NO_DESK

        if QGuiApplication.platformName() in NO_DESK:
            return "not tried without a screen"
        told = []
        with python_unheard():
            for name, found in (("sounds", _sounds), ("voices", _voices), ("cameras", _cameras), ("ports", _ports)):
                try:
                    told.append(f"{name}: {', '.join(found()) or 'none'}")
                except ImportError:
                    if sys.platform == "win32":
                        raise
                    told.append(f"{name}: not on this system")
        return "; ".join(told)


def _sounds() -> list[str]:
    from PySide6.QtMultimedia import QMediaDevices

    return [each.description() for each in QMediaDevices.audioOutputs()]


def _voices() -> list[str]:
    from PySide6.QtTextToSpeech import QTextToSpeech

    return [engine for engine in QTextToSpeech.availableEngines() if engine != "mock"]


def _cameras() -> list[str]:
    from PySide6.QtMultimedia import QMediaDevices

    return [each.description() for each in QMediaDevices.videoInputs()]


def _ports() -> list[str]:
    from ui.kit.serial_port import port_names

    return [name for name, _told in port_names()]


def _codes_read(pdf: bytes, number: str) -> int:
    import zxingcpp
    from PIL import Image
    from pyzbar import pyzbar

    from printing import raster

    bitmap = raster.bitmap(pdf)
    white = bytes(byte ^ 0xFF for byte in bitmap.rows)
    image = Image.frombytes("1", (bitmap.width, bitmap.height), white).convert("L")
    found = ({code.text for code in zxingcpp.read_barcodes(image)}, {c.data.decode() for c in pyzbar.decode(image)})
    assert all(any(number in text for text in texts) for texts in found), found
    return sum(map(len, found))


def _show_windows(application: Any, paths: Paths, settings: PcSettings, login: str) -> int:
    from desktop.desk import Desk
    from desktop.entrance import actor_named
    from ui.errors import ErrorDoor

    wrong: list[BaseException] = []
    errors = ErrorDoor(paths.logs)
    errors.show = lambda parent, error, **_more: wrong.append(error)  # type: ignore[method-assign]
    errors.install()
    desk = Desk(actor_named(login, "selftest"), paths, settings, errors, "selftest", clean=True)
    desk.show()
    names = desk.window.names()
    for name in names:
        desk.window.show_window(name)
        _settle(application, desk, name)
        assert not desk.window.grab().isNull()
    _settle(application, desk, "all windows")
    desk.window.close()
    desk.stop()
    assert not wrong, wrong
    return len(names)


def _settle(application: Any, desk: Any, name: str) -> None:
    """Let the program run until no job is left. Raises TimeoutError, which names the window."""
    end = time.monotonic() + PATIENCE
    quiet = 0
    while quiet < 5:
        application.processEvents()
        quiet = 0 if desk.jobs.busy() else quiet + 1
        time.sleep(0.01)
        if time.monotonic() > end:
            raise TimeoutError(f"{name}: its jobs do not end")
