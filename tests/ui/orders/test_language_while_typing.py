"""Another language while an order is typed: nothing typed is lost, by real keys in the whole window."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from models.orders import SalesOrder
from resources.i18n import language, set_language
from tests.services.shop import D, Shop
from tests.ui.delivery.conftest import Desk, desk, engine, hashed, shop, sqlite_template, to_front  # noqa: F401
from ui.kit.dialog import Dialog
from ui.orders.window import OrdersWindow

Sit = Callable[[str], Desk]
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    set_language("en")
    yield
    set_language("en")


def keys(text: str) -> None:
    QTest.keyClicks(QApplication.focusWidget(), text)


def question() -> Dialog:
    return next(each for each in QApplication.topLevelWidgets() if isinstance(each, Dialog) and each.isVisible())


def press(dialog: Dialog, word: str) -> None:
    button = next(b for b in dialog.findChildren(QPushButton) if b.text().strip() == word)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_a_draft_is_kept_and_open_again_in_the_other_language(desk: Sit, shop: Shop) -> None:  # noqa: F811
    shop.product("NUT")
    sitting = desk("clerk")
    sitting.open("orders", OrdersWindow)
    main = to_front(sitting.main)
    QTest.keyClick(main, Qt.Key.Key_F2)
    sitting.settle()
    keys("Corner")
    sitting.settle()
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    note = main.current().editor.head.fields["note"]
    note.setFocus()
    keys("ring twice")
    main.set_language("zh_CN")
    sitting.settle()
    assert language() == "zh_CN"
    window = main.current()
    assert window.editor is not None
    assert window.editor.isVisible()
    values = window.editor.head.values()
    assert (values.customer_id, values.note) == (1, "ring twice")
    assert SalesOrder.get().note == "ring twice"


def test_a_changed_order_is_asked_about_first(desk: Sit, shop: Shop) -> None:  # noqa: F811
    order = shop.order((shop.product("NUT"), 3))
    sitting = desk("clerk")
    window = sitting.open("orders", OrdersWindow, edit=order.id)
    main = to_front(sitting.main)
    note = window.editor.head.fields["note"]
    note.setFocus()
    keys("ring twice")
    main.set_language("zh_CN")
    sitting.settle()
    assert language() == "en"
    QTest.keyClick(question(), Qt.Key.Key_Escape)
    sitting.settle()
    assert (main.current() is window, note.value(), language()) == (True, "ring twice", "en")
    main.set_language("zh_CN")
    sitting.settle()
    press(question(), "Save changes")
    sitting.settle()
    assert (language(), SalesOrder.get().note) == ("zh_CN", "ring twice")
    assert main.current() is not window


def test_what_no_draft_can_keep_is_put_right_first(desk: Sit, shop: Shop) -> None:  # noqa: F811
    shop.product("NUT")
    sitting = desk("clerk")
    sitting.open("orders", OrdersWindow)
    main = to_front(sitting.main)
    QTest.keyClick(main, Qt.Key.Key_F2)
    sitting.settle()
    lines = main.current().editor.lines
    lines.focus_first()
    keys("NUT")
    sitting.settle()
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    sitting.settle()
    row = lines.rows()[0]
    row.focus("quantity")
    row.quantity.selectAll()
    keys("1o")
    main.set_language("zh_CN")
    sitting.settle()
    assert (language(), row.quantity.text()) == ("en", "1o")
    assert row.quantity.hasFocus()
    row.quantity.selectAll()
    keys("12")
    main.set_language("zh_CN")
    sitting.settle()
    assert language() == "zh_CN"
    assert [line.quantity for line in main.current().editor.lines.lines()] == [D(12)]
