"""A desk: the orders window over a real company in SQLite, and hands for keys and mouse."""

import shutil
from collections.abc import Callable, Iterator
from decimal import Decimal as D
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from models.orders import OrderLine, SalesOrder
from services import catalogue, people
from tests.services.shop import Shop, ean, furnish, opened, sqlite_url
from tests.ui.conftest import due_soon
from ui.kit.dialog import Dialog
from ui.orders.editor import OrderEditor
from ui.orders.window import OrdersWindow


@pytest.fixture(scope="session")
def orders_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shop with two more customers and three products, two of them in stock."""
    path = tmp_path_factory.mktemp("orders") / "shop.db"
    furnish(sqlite_url(path), people.hash_password("password1"))
    for shop in opened(sqlite_url(path)):
        clerk = shop.call("clerk")
        where = "北仑区港东南路 218 号"
        ningbo = catalogue.CustomerData("C2", "宁波东港贸易行", "王敏", "13857512041", where, D(100000), 30)
        catalogue.add_customer(clerk, ningbo)
        dingli = catalogue.CustomerData("C3", "Dingli Hardware", "Lin", "13900000003")
        catalogue.add_customer(shop.call("clerk"), dingli)
        box = (catalogue.Code(ean(1)), catalogue.Code("16900000000018", D(10), "box"))
        bearing = shop.product("BR-6204", name="深沟球轴承", price=D("23.8"), codes=box)
        gloves = shop.product("GL-NBR", name="Nitrile gloves", price=D("29.6"), codes=(catalogue.Code(ean(2)),))
        shop.product("SC-M8", name="Screw M8", price=D("0.85"), codes=(catalogue.Code(ean(3)),))
        shop.stock(bearing, 500)
        shop.stock(gloves, 30)
    return path


@pytest.fixture
def shop(orders_template: Path, tmp_path: Path) -> Iterator[Shop]:
    path = tmp_path / "orders.db"
    shutil.copy(orders_template, path)
    yield from opened(sqlite_url(path))


class Desk:
    """The window, shown, with a clerk at it."""

    def __init__(self, shop: Shop, kit: Any, add: Callable[[Any], None], who: str = "clerk") -> None:
        self.shop, self.kit = shop, kit
        kit.shell.actor, kit.shell.clock = shop.actors[who], shop.clock
        self.exported: list[Any] = []
        kit.shell.doors = self
        self.window = OrdersWindow(kit.shell)
        add(self.window)
        self.window.resize(1290, 768)
        self.window.show()
        self.window.activateWindow()
        self.window.activate()
        self.until(lambda: self.pane.table.query() is not None and not self.pane.table.paged().loading)

    def export(self, asked: Any) -> None:
        self.exported.append(asked)

    def print_list(self, asked: Any) -> None:
        self.exported.append(asked)

    @property
    def pane(self) -> Any:
        return self.window.list.pane

    @property
    def editor(self) -> OrderEditor:
        assert self.window.editor is not None
        return self.window.editor

    def until(self, so: Callable[[], Any]) -> Any:
        """Run what is queued until `so` holds."""
        return self.kit.until(so)

    def calm(self) -> None:
        """Run what is queued until nothing follows."""
        while True:
            self.kit.settle()
            QTest.qWait(12)
            if not (self.kit.readers.bodies or self.kit.writer.bodies or due_soon(self.kit.app)):
                return

    def keys(self, text: str) -> None:
        for char in text:
            QTest.keyClick(self.focused(), char)

    def key(self, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(self.focused(), key, held)
        self.calm()

    def enter(self) -> None:
        self.key(Qt.Key.Key_Return)

    def submit(self) -> None:
        self.key(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)

    def focused(self) -> Any:
        self.until(QApplication.focusWidget)
        return QApplication.focusWidget()

    def type_line(self, code: str, quantity: str) -> None:
        """Product, Enter, quantity, Enter: the next line."""
        self.keys(code)
        self.enter()
        self.until(lambda: self.focused().accessibleName() == "Quantity")
        self.keys(quantity)
        self.enter()

    def drop(self, path: Path) -> None:
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path))])
        over, at = Qt.DropAction.CopyAction, QPoint(600, 400)
        left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        QApplication.sendEvent(self.window, QDragEnterEvent(at, over, data, left, none))
        QApplication.sendEvent(self.window, QDropEvent(QPointF(at), over, data, left, none))

    def dialog(self) -> Dialog:
        return self.until(lambda: next((d for d in QApplication.topLevelWidgets() if isinstance(d, Dialog)
                                        and d.isVisible()), None))  # fmt: skip

    def said(self) -> list[str]:
        return [notice.text for notice in self.kit.notices]

    def order(self) -> SalesOrder:
        """The newest order."""
        return SalesOrder.select().order_by(SalesOrder.id.desc()).get()

    def lines(self) -> list[tuple[str, D, D | None]]:
        query = OrderLine.select().where(OrderLine.order == self.order()).order_by(OrderLine.position)
        return [(line.product.sku if line.product_id else line.text, line.quantity, line.unit_price) for line in query]


@pytest.fixture
def desk(shop: Shop, kit: Any, qtbot: Any) -> Desk:
    return Desk(shop, kit, qtbot.addWidget)
