"""Every part of the program once, on a temporary database: what the shipped build is tested with."""

import logging
import os
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files
from itertools import product
from pathlib import Path
from shutil import rmtree
from typing import Any

from desktop.database import leave, open_company, url_of
from desktop.paths import Paths
from desktop.pc_settings import PcSettings
from printing.press import close_press, open_press
from resources.i18n import language, set_language
from services.keeper import close_keeper, open_keeper
from services.unit import Actor

log = logging.getLogger(__name__)
STATION = "selftest"
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
            ("papers of a delivery read back", self.papers),
            ("every label read back", self.labels),
            ("print to a file", self.printing),
            ("import a workbook", self.workbook),
            ("write a workbook", self.export),
            ("what to order", self.ordering),
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

    def labels(self) -> str:
        """Each template that comes with the program in both languages, with a real record; its codes are read from the
        printer's dots."""
        from printing.labels import builtin
        from printing.labels.checks import look
        from services import label_samples

        shown = 0
        for kind, keys in builtin.KEYS.items():
            for key, code in product(keys, ("zh_CN", "en")):
                found = look(builtin.builtin(key), label_samples.sample(kind, code), language=code, read=True).findings
                wrong = [each for each in found if each.wrong or each.code == "unread"]
                assert not wrong, (key, code, wrong)
                shown += 1
        return f"{shown} labels"

    def printing(self) -> str:
        """A note asked for once more goes the way of every paper: a job, the worker, the printer; here into a file."""
        from desktop.printers import printers
        from models.delivery import Delivery
        from services.printing_jobs import print_again
        from services.prints import Worker
        from services.unit import Call

        actor, papers = self._owner(), self._paths.papers
        delivery = Delivery.select().where(Delivery.packages > 0).order_by(Delivery.id.desc()).first()
        print_again(Call(actor), delivery.id, "note", reason="lost")
        Worker(actor.station, lambda: printers(PcSettings(self._paths.settings), papers), actor).run()
        (file,) = papers.glob(f"{delivery.number}-note*.pdf")
        assert file.read_bytes().startswith(b"%PDF")
        return file.name

    def workbook(self) -> str:
        """Read, matched with the company, and written by the use case."""
        from services.import_match import Options
        from services.importing.reading import read_file
        from services.importing.worker import shared_reader
        from services.order_import import run_import
        from services.unit import Call

        path = Path(str(files("resources") / "samples" / "orders-zh.xlsx"))
        try:
            reading = read_file(path, "orders")
        finally:
            shared_reader().close()
        assert reading.documents, reading.problems
        outcome = run_import(Call(self._owner()), path, reading, options=Options(create_missing=True))
        made = outcome.imported.created if outcome.imported is not None else 0
        assert made == len(reading.documents), outcome.problems
        return f"{reading.rows.total} rows, {made} orders"

    @staticmethod
    def _owner() -> Actor:
        from desktop.entrance import actor_named
        from desktop.sample_company import OWNER

        return actor_named(OWNER, STATION)

    def export(self) -> str:
        from services import exporting, lists
        from services.listing import Query

        count = exporting.export(lists.ORDERS, Query(), self._folder / "out.xlsx")
        return f"{count} rows"

    def ordering(self) -> str:
        from services.listing import today
        from services.suggestions import suggestions

        found = suggestions(today())
        assert any(each.forecast is not None for each in found), found
        return f"{len(found)} products"

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

        leave()
        settings = PcSettings(self._paths.settings)
        application = make_application(settings)
        shown = 0
        for code in ("zh_CN", "en"):
            set_language(code)
            shown += _show_windows(application, self._paths, settings, self._owner())
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


def _show_windows(application: Any, paths: Paths, settings: PcSettings, actor: Actor) -> int:
    from desktop.desk import Desk
    from desktop.windows import PLACES
    from ui.errors import ErrorDoor
    from ui.reports.chart import ReportChart

    wrong: list[BaseException] = []
    errors = ErrorDoor(paths.logs)
    errors.show = lambda parent, error, **_more: wrong.append(error)  # type: ignore[method-assign]
    errors.install()
    desk = Desk(actor, paths, settings, errors, STATION, clean=True)
    desk.show()
    for place in PLACES:  # also those that only others lead to
        desk.window.show_window(place.name)
        _settle(application, desk, place.name)
        assert desk.window.shown() == place.name
        assert not desk.window.grab().isNull()
    desk.window.show_window("reports", report="sales")
    _settle(application, desk, "a report's chart")
    (chart,) = desk.window.findChildren(ReportChart)
    assert chart.drawn(), "no chart"
    desk.window.close()
    desk.stop()
    assert not wrong, wrong
    return len(PLACES)


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
