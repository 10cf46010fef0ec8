"""What was put right in a file is not lost unasked: by Esc, by going elsewhere, by closing the program."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from tests.services.shop import Shop
from tests.ui.importing.test_import_window import Office, csv
from ui.importing.page import ImportPage
from ui.kit.dialog import Dialog

ORDERS = "订单号,客户名称,商品编码,数量\nA-1,Dingli Hardware,SC-M8,五\n"
SUPPLIERS = "供应商,电话\n新厂,13800001111\n"


@pytest.fixture
def office(shop: Shop, kit: Any, qtbot: Any) -> Office:
    return Office(shop, kit, qtbot.addWidget)


def change(office: Office, page: ImportPage, text: str) -> None:
    """Type over the cell that the person is at, in a column of the file."""
    was = office.until(lambda: page._loaded)
    page.table.setCurrentIndex(page.table.rows_model.index(0, page.table.rows_model.columnCount() - 1))
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    editor = office.until(lambda: page.table.findChild(QLineEdit))
    QTest.keyClicks(editor, text)
    QTest.keyClick(editor, Qt.Key.Key_Return)
    office.until(lambda: page._loaded is not was and page._job is None)
    assert page.fixing.changes == 1


def suppliers(office: Office, tmp_path: Path) -> ImportPage:
    office.kit.shell.go("importing", kind="suppliers", file=csv(tmp_path, SUPPLIERS, "suppliers.csv"))
    page = office.page
    change(office, page, "13800002222")
    return page


def question(office: Office) -> Dialog:
    asked = office.until(QApplication.activeModalWidget)
    assert asked.windowTitle() == "Leave the file?"
    return asked


def stay(office: Office, key: Qt.Key) -> None:
    asked = question(office)
    QTest.keyClick(asked.focusWidget(), key)
    office.until(lambda: QApplication.activeModalWidget() is None)


def leave(office: Office) -> None:
    """What loses the repairs is not where Enter is: Tab leads there."""
    asked = question(office)
    QTest.keyClick(asked.focusWidget(), Qt.Key.Key_Tab)
    QTest.keyClick(asked.focusWidget(), Qt.Key.Key_Return)
    office.until(lambda: QApplication.activeModalWidget() is None)


def test_esc_closes_a_file_at_once_only_while_nothing_was_put_right(office: Office, tmp_path: Path) -> None:
    home: Any = office.go("orders")
    path = csv(tmp_path, ORDERS, "orders.csv")
    office.drop(home, path)
    page = office.until(lambda: home.importer)
    office.until(lambda: page._loaded)
    QTest.keyClick(page.table, Qt.Key.Key_Escape)
    assert home.list.isVisible()
    office.drop(home, path)
    change(office, page, "5")
    shown = page._loaded
    ways: list[Callable[[], Any]] = [
        lambda: QTest.keyClick(page.table, Qt.Key.Key_Escape),
        lambda: office.drop(home, csv(tmp_path, ORDERS, "another.csv")),
        lambda: office.kit.shell.go("orders", new=True),
        office.main.close,
        lambda: office.main.set_language("zh_CN"),
    ]
    for way, key in zip(ways, (Qt.Key.Key_Escape, Qt.Key.Key_Return) * 3, strict=False):
        way()
        stay(office, key)
        assert page.isVisible()
        assert (page._loaded, page.fixing.changes) == (shown, 1)
    QTest.keyClick(page.table, Qt.Key.Key_Escape)
    leave(office)
    assert home.list.isVisible()
    assert home.may_leave()


def test_a_file_is_there_as_it_was_when_the_person_comes_back(office: Office, tmp_path: Path) -> None:
    page = suppliers(office, tmp_path)
    window = office.window
    office.go("inventory")
    office.kit.shell.go("importing", kind="counts")
    assert not page.isVisible()
    office.kit.shell.go("importing", kind="suppliers")
    office.kit.settle()
    assert page.isVisible()
    assert page.fixing.changes == 1
    assert window.bring.isVisible()
    assert window.bring.text().strip() == "Import 1 row"


def test_the_program_closes_after_the_answer(office: Office, tmp_path: Path) -> None:
    suppliers(office, tmp_path)
    office.go("inventory")
    assert not office.main.close()
    leave(office)
    office.until(lambda: not office.main.isVisible())
