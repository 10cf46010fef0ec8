"""Both windows with the program's own threads: a reader and a writer with a connection each."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from models.base import connection, db
from models.orders import SalesOrder
from services import settings
from tests.ui.approval.office import Office
from tests.ui.conftest import PlainSettings
from ui.approval.window import ApprovalWindow
from ui.errors import ErrorDoor
from ui.inventory.window import InventoryWindow
from ui.kit.jobs import JobRunner
from ui.shell import Notice, Shell


@pytest.fixture
def desk(office: Office) -> Iterator[tuple[Office, Shell, list[Notice]]]:
    """The owner at a PC whose work runs on threads of its own."""
    jobs = JobRunner(connection)
    actor = office.shop.actors["owner"]
    shell = Shell(actor, jobs, ErrorDoor(office.folder), PlainSettings(), lambda: datetime.now(UTC), "desk")
    notices: list[Notice] = []
    shell.noticed.connect(notices.append)
    yield office, shell, notices
    assert jobs.close(10)


def shown(office: Office, window: Any) -> Any:
    office.qtbot.addWidget(window)
    window.resize(1290, 728)
    window.show()
    office.qtbot.waitExposed(window)
    window.activateWindow()
    office.qtbot.waitUntil(window.isActiveWindow)
    return window


def test_an_order_is_approved_and_the_stock_shows_who_holds_it(desk: tuple[Office, Shell, list[Notice]]) -> None:
    office, shell, notices = desk
    product = office.shop.product("ONE")
    office.shop.stock(product, 10)
    order = office.shop.order((product, 4))
    settings.put("approval.new_customer_days", 0)
    main_thread, seen = threading.get_ident(), set[int]()
    inventory = shown(office, InventoryWindow(shell))
    office.qtbot.waitUntil(lambda: inventory.panel._shown is not None, timeout=10_000)

    approval = shown(office, ApprovalWindow(shell))
    office.qtbot.waitUntil(lambda: approval.foot.approve.isEnabled(), timeout=10_000)
    shell.read(approval, lambda: seen.add(threading.get_ident()), lambda _nothing: None)
    QTest.keyClick(approval.queue, Qt.Key.Key_F4)
    office.qtbot.waitUntil(lambda: any("is approved" in notice.text for notice in notices), timeout=10_000)
    assert SalesOrder.get_by_id(order.id).state == "approved"

    shell.publish(frozenset({"stock"}))
    office.qtbot.waitUntil(lambda: len(inventory.panel._shown.holds) == 1, timeout=10_000)
    assert inventory.panel._shown.available == 6
    assert seen
    assert main_thread not in seen
    assert not db.is_closed()
