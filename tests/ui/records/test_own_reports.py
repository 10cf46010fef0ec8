"""A report of one's own: made by keys, shown like the others, changed, deleted and brought back."""

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from services.reports import own
from services.reports.made import Made
from tests.services.shop import Shop
from tests.ui.delivery.conftest import Desk, to_front
from ui.reports.behind import BehindDialog
from ui.reports.own_form import OwnForm
from ui.reports.window import ReportsWindow

Sit = Callable[[str], Desk]
CONTROL = Qt.KeyboardModifier.ControlModifier


def form() -> OwnForm:
    return to_front(next(w for w in QApplication.topLevelWidgets() if isinstance(w, OwnForm) and w.isVisible()))


def test_a_report_is_made_changed_deleted_and_brought_back_by_keys(desk: Sit, shop: Shop) -> None:
    goods = shop.product("A-1")
    shop.stock(goods, 100)
    shop.approved((goods, 4))
    shop.approved((goods, 3))
    sitting = desk("owner")
    window: ReportsWindow = sitting.open("reports", ReportsWindow)
    to_front(window.window())
    QTest.keyClick(window.window(), "n", CONTROL)
    made = form()
    QTest.keyClick(made, Qt.Key.Key_Return, CONTROL)
    assert "Please type: Name" in made.form.editor("name").accessibleDescription()
    QTest.keyClicks(made.form.editor("name"), "Orders by customer")
    made.form.set_values({"by": "customer", "then": "month", "measure1": "sum:total", "measure2": "count"})
    made._filters.set_filter("state", "approved")
    made.form.editor("text").setText("Acme")
    QTest.keyClick(made, Qt.Key.Key_Return, CONTROL)
    assert "where the text" in made.form.editor("holds").accessibleDescription()
    made.form.set_values({"holds": "holds:customer", "text": ""})
    QTest.keyClick(made, Qt.Key.Key_Return, CONTROL)
    assert "Type the text" in made.form.editor("text").accessibleDescription()
    made.form.set_values({"holds": ""})
    QTest.keyClick(made, Qt.Key.Key_Return, CONTROL)
    sitting.settle()
    assert (window.report.title, window.nav.item(window.nav.count() - 1).text().strip()) == ("Orders by customer",) * 2
    assert window.result.rows[0][2:] == (70, 2)
    assert "only State: All approved" in window._told.text()
    place = window.chart.place(0).center().toPoint()
    QTest.mouseClick(window.chart, Qt.MouseButton.LeftButton, pos=QPoint(place.x(), place.y()))
    sitting.settle()
    behind = next(w for w in QApplication.topLevelWidgets() if isinstance(w, BehindDialog) and w.isVisible())
    assert behind.windowTitle().startswith("Orders by customer – ")
    assert len(behind._found.rows) == 2
    behind.reject()
    to_front(window.window())
    QTest.keyClick(window.window(), Qt.Key.Key_F2)
    changed = form()
    values = changed.form.values()
    assert (values["then"], values["measure1"]) == ("month", "sum:total")
    assert changed._filters.filters() == (("state", "approved"),)
    changed.form.set_values({"subject": "stock", "chart": "line"})
    assert changed.form.values()["then"] == ""
    changed.form.set_values({"by": "name", "measure1": "sum:on_hand"})
    QTest.keyClick(changed, Qt.Key.Key_Return, CONTROL)
    sitting.settle()
    assert window.result.rows == (("Product A-1", 100),)
    assert not window.span.isVisible()
    to_front(window.window())
    QTest.keyClick(window.window(), Qt.Key.Key_Backspace, CONTROL)
    sitting.settle()
    assert window.report is None
    assert "is deleted" in sitting.said()
    sitting.notices[-1].act()
    sitting.settle()
    assert window.report.title == "Orders by customer"
    assert window.own.change_button.isVisible()


def test_what_was_shared_is_seen_and_copied_and_not_changed_and_hides_what_one_may_not_see(
    desk: Sit, shop: Shop
) -> None:
    shop.stock(shop.product("A-1", category="bolts"), 100)
    costs = Made("products", ("category",), ("sum:value", "sum:on_hand"), chart="none")
    made = own.make_report(shop.call("owner"), "Worth", costs, shared=True)
    sitting = desk("packer")
    window: ReportsWindow = sitting.open("reports", ReportsWindow, report=f"own-{made.id}")
    to_front(window.window())
    assert [column.name for column in window.result.columns] == ["category", "sum:on_hand"]
    assert not window.own.change_button.isVisible()
    assert not window.chart.isVisible()
    QTest.keyClick(window.window(), "d", CONTROL)
    copy = form()
    assert copy.form.values()["name"] == "Copy of Worth"
    assert (copy.form.values()["measure1"], "shared" in copy.form.values()) == ("sum:on_hand", False)
    assert "sum:value" not in [copy.form.editor("measure1").itemData(at) for at in range(9)]
    QTest.keyClick(copy, Qt.Key.Key_Return, CONTROL)
    sitting.settle()
    assert [each.title for each in own.seen_by(shop.actors["packer"])] == ["Copy of Worth", "Worth"]
