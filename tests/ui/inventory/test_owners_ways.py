"""What an owner waits for, through the windows: a product runs low and is bought; an order is late and is answered."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from models.buying import PurchaseOrder
from models.orders import OrderLine
from models.watch import Incident
from services import deliveries
from services.watch import watching
from tests.services.shop import D, Shop
from tests.ui.inventory.keeper import CTRL, Keeper
from tests.ui.records.test_products_and_customers import form, press, save
from ui.inventory.receive import ReceiveDialog
from ui.kit.forms import FormDialog
from ui.purchasing.suggest import SuggestDialog
from ui.purchasing.window import PurchasingWindow
from ui.reports.window import ReportsWindow
from ui.watch.window import WatchWindow

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support raise", extend=True)
Key = Qt.Key
Open = Callable[..., Keeper]


def sweep(shop: Shop) -> None:
    planned = watching.look(shop.clock())
    if planned:
        watching.keep(shop.call("packer"), planned)


def warnings(office: Any, role: str) -> Any:
    """The warnings window with its first row chosen, where there is one."""
    window = office.show(WatchWindow(office.sit(role)))
    window.activate()
    office.settle()
    QTest.keyClick(window.pane.table, Key.Key_Home)
    if Incident.select().where(Incident.phase == "open").exists():
        office.until(lambda: window.record is not None)
    return window


def test_a_product_that_runs_low_is_bought_received_by_scan_and_its_warning_ends(keeper: Open, office: Any) -> None:
    shop = office.shop
    goods = shop.product("P-1", safety_stock=D(10))
    shop.stock(goods, 12)
    waits = shop.approved((goods, 20), promised=shop.clock.today + timedelta(9))
    sweep(shop)
    window = warnings(office, "warehouse")
    assert (window.record.kind, window.record.subject) == ("stock_low", "P-1 Product P-1")
    window.close()

    buying = office.show(PurchasingWindow(office.sit("warehouse")))
    buying.activate()
    office.settle()
    press(office, buying, Key.Key_F8)
    suggested = next(d for d in QApplication.topLevelWidgets() if isinstance(d, SuggestDialog) and d.isVisible())
    QTest.keyClick(suggested.table, Key.Key_A, CTRL)
    office.settle()
    QTest.keyClick(suggested, Key.Key_Return, CTRL)
    office.settle()
    assert office.said() == "The buyer is asked for 1 product."
    buying.activate(view="requests")
    office.settle()
    buying.requests.pane.table.setFocus()
    QTest.keyClick(buying.requests.pane.table, Key.Key_Home)
    QTest.keyClick(buying.requests.pane.table, Key.Key_Space)
    office.until(lambda: buying.requests.record is not None)
    press(office, buying, Key.Key_F4)
    order = form(office)
    order.form.editor("supplier").look_up("Supplier")
    office.settle()
    save(office, order)
    bought = PurchaseOrder.get()
    assert office.said() == f"1 request is on {bought.number}."
    buying.close()

    at = keeper()
    at.scan(bought.number)
    receiving = at.opened(ReceiveDialog)
    at.until(lambda: receiving.take_rest.isVisible())
    receiving.take_rest.click()
    at.scan("BIN-A-01-1")
    at.until(lambda: len(receiving.lines) == 1)
    at.scan("CMD-OK")
    at.until(at.closed)
    assert PurchaseOrder.get_by_id(bought.id).state == "received"
    assert OrderLine.get(OrderLine.order == waits.id).reserved == 20
    sweep(shop)
    window = warnings(office, "warehouse")
    assert window.record is None
    assert [row.state for row in Incident.select().where(Incident.kind == "stock_low")] == ["resolved"]


def test_an_order_that_is_late_escalates_is_answered_and_stands_in_the_bottleneck(office: Any) -> None:
    shop = office.shop
    goods = shop.product("P-1")
    shop.stock(goods, 10)
    late = shop.packed((goods, 3), promised=shop.clock.today)
    shop.clock.advance(days=1)
    sweep(shop)
    shop.clock.advance(days=2)
    sweep(shop)
    window = warnings(office, "warehouse")
    window.activate(id=Incident.get(Incident.kind == "leaves_late").id)
    office.until(lambda: window.record.kind == "leaves_late")
    assert (window.record.severity, window.record.subject_id) == ("high", late.id)
    press(office, window, Key.Key_F8)
    dialog = next(d for d in QApplication.topLevelWidgets() if isinstance(d, FormDialog) and d.isVisible())
    QTest.keyClicks(dialog.form.editor("text"), "Sales signed too late")
    QTest.keyClick(dialog, Key.Key_Return, CTRL)
    office.settle()
    assert [row.state for row in Incident.select().where(Incident.kind == "leaves_late")] == ["resolved"]
    window.close()

    sent = shop.confirm(late.id)
    deliveries.dispatch_delivery(shop.call("logistics"), sent.id, sent.version)
    reports = office.show(ReportsWindow(office.sit("owner")))
    reports.activate(report="cycle")
    office.until(lambda: reports.result is not None)
    slowest = next(f for f in reports.result.figures if f.name == "bottleneck")
    assert (slowest.term, slowest.value) == ("Sign-off and hand-over", 72)
