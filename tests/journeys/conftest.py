"""The whole program over a small company: real windows, real threads, keys and scans."""

import os
import shutil
import traceback
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from decimal import Decimal as D
from pathlib import Path

import pytest
from openpyxl import Workbook
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QWidget

from desktop.app import Program, make_application
from desktop.database import leave
from desktop.demo.company import Goods, Person, Plot
from desktop.demo.player import Player
from desktop.paths import Paths
from desktop.pc_settings import PcSettings
from desktop.trouble import TroublePage
from models.people import User
from resources.i18n import set_language
from services import catalogue, people
from services.unit import Call
from tests.journeys.morning import PASSWORD, furnish_morning
from tests.journeys.pulse import Pulse
from tests.postgres import Server
from tests.services.shop import ROLES, ean, furnish, opened, sqlite_url
from ui.main_window import MainWindow
from ui.signin.page import EntryPage

PATIENCE = 30.0
PRODUCTS = (("BR-6204", "Bearing", True), ("GL-NBR", "Gloves", False), ("WA-M8", "Washer", False))


def stock_up(url: str, owner_url: str | None = None) -> None:
    """A company with three products in stock, badges for the packer, and a carrier with a pattern."""
    furnish(url, people.hash_password(PASSWORD), owner_url)
    for shop in opened(url):
        shop.clock.now = Call(shop.owner).clock()
        for number, (sku, name, lots) in enumerate(PRODUCTS, 1):
            codes = (catalogue.Code(ean(number)),)
            product = shop.product(sku, name=name, price=D("12.50"), lot_tracked=lots, codes=codes)
            shop.stock(product, 500, lot=f"L{number}" if lots else "", bin=f"A-01-{number}")
        packer = shop.packer
        assert packer.user_id is not None
        people.change_user(shop.call("owner"), packer.user_id, packer.name, ("packer",), True, "BDG-7F3K")


def plot_of(url: str, folder: Path) -> Plot:
    """The story in that company, with an order file of three orders."""
    for _shop in opened(url):
        ids = dict(User.select(User.login, User.id).tuples())
    cast = {role: Person(ids[role], role, PASSWORD, "BDG-7F3K" if role == "packer" else "") for role in ROLES}
    goods = [Goods(sku, ean(number)) for number, (sku, _name, _lots) in enumerate(PRODUCTS, 1)]
    lines = ((goods[0], 4), (goods[1], 2))
    return Plot(cast, "C1", lines, goods[2], order_file(folder), "SF Express", ("SF1512007919031", "SF1512007926950"))


def order_file(folder: Path) -> Path:
    book = Workbook()
    book.active.append(["Order no.", "Customer", "SKU", "Quantity", "Price"])
    lines = (("K-1", "GL-NBR", 3), ("K-1", "BR-6204", 2), ("K-2", "WA-M8", 7), ("K-3", "GL-NBR", 1))
    for number, sku, quantity in lines:
        book.active.append([number, "Corner Shop", sku, quantity, 12.5])
    book.save(folder / "orders.xlsx")
    return folder / "orders.xlsx"


@pytest.fixture(scope="session")
def stocked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("stocked") / "company.db"
    stock_up(sqlite_url(path))
    return path


@pytest.fixture
def company(stocked: Path, tmp_path: Path) -> str:
    """The URL of a company of its own for one test."""
    path = tmp_path / "company.db"
    shutil.copy(stocked, path)
    return sqlite_url(path)


@pytest.fixture(params=["sqlite", "postgresql"])
def shared(request: pytest.FixtureRequest) -> Iterator[str]:
    """The company's database, on either engine."""
    if request.param == "sqlite":
        yield request.getfixturevalue("company")
        return
    server: Server = request.getfixturevalue("postgres_server")
    database = server.copy("stocked", lambda found: stock_up(found.app_url, found.owner_url))
    yield database.app_url
    server.drop(database)


@pytest.fixture(scope="session")
def morning_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("morning") / "company.db"
    furnish_morning(sqlite_url(path), people.hash_password(PASSWORD))
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def morning(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A company on an ordinary morning, of its own for one test, on either engine."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("morning_file"), tmp_path / "company.db")
        yield sqlite_url(tmp_path / "company.db")
        return
    server: Server = request.getfixturevalue("postgres_server")
    hashed = people.hash_password(PASSWORD)
    database = server.copy("morning", lambda found: furnish_morning(found.app_url, hashed, found.owner_url))
    yield database.app_url
    server.drop(database)


@pytest.fixture(scope="session")
def _pulse(qapp: QApplication) -> Iterator[Pulse | None]:
    """With PACKDESK_PULSE=FILE, what kept the windows away longest is written there at the end."""
    file = os.environ.get("PACKDESK_PULSE")
    pulse = Pulse() if file else None
    yield pulse
    if pulse is not None and file:
        Path(file).write_text(pulse.report())


@pytest.fixture(autouse=True)
def _beating(_pulse: Pulse | None, request: pytest.FixtureRequest) -> Iterator[None]:
    if _pulse is None:
        yield
        return
    _pulse.start(request.node.name)
    yield
    _pulse.stop()


class Flashes(QObject):
    """Notes each widget that is shown as a window of its own and is none: it would flash up and take the keyboard."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget):
            plain = watched.isWindow() and watched.windowType() == Qt.WindowType.Window
            if plain and not isinstance(watched, MainWindow | EntryPage | TroublePage):
                self.seen.append(f"{type(watched).__name__} {''.join(traceback.format_stack(limit=8)[:-1])}")
        return False


@pytest.fixture(autouse=True)
def _no_flash(qapp: QApplication) -> Iterator[None]:
    flashes = Flashes()
    qapp.installEventFilter(flashes)
    yield
    qapp.removeEventFilter(flashes)
    assert not flashes.seen, "\n".join(flashes.seen)


@pytest.fixture
def start(qapp: QApplication, tmp_path: Path) -> Iterator[Callable[[str], Player]]:
    """Starts the program on a database and puts a player before it."""
    with ExitStack() as stack:

        def run(url: str, patience: float = PATIENCE) -> Player:
            settings = PcSettings(tmp_path / "settings.json")
            for name, value in (("language", "en"), ("theme", "light"), ("station", "bench 1")):
                settings.set(name, value)
            set_language("en")
            make_application(settings)
            program = Program(url, Paths.within(tmp_path), settings, "0.1")
            stack.callback(end, program)
            program.start()
            return Player(program, patience)

        yield run


def end(program: Program) -> None:
    """End the program, and close what it, or a test that failed, left open: it would take the next one's keys."""
    page = program.page
    program.end()
    program.errors.uninstall()
    if page is not None:
        page.close()
    for each in QApplication.topLevelWidgets():
        if each.isVisible():
            each.hide()
            each.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    leave()
