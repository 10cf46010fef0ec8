"""A quotation from the page an order is typed on, its paper, and the way to an order."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from shiboken6 import isValid

from models.orders import SalesOrder
from models.paper import Attachment
from services import orders, quotations
from tests.ui.orders.conftest import Desk
from ui.kit.dialog import Dialog
from ui.orders import quote


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Papers that were handed to the system's program."""
    made: list[Any] = []
    monkeypatch.setattr(quote, "open_copy", lambda content: made.append(content) or True)
    return made


def quoted(desk: Desk, days: int) -> quotations.Quoted:
    call = desk.shop.call("clerk")
    made = orders.create_order(call, desk.shop.draft((1, 2)))
    until = desk.shop.clock.today + timedelta(days)
    return quotations.issue_quotation(desk.shop.call("clerk"), made.id, made.version, until)


def test_it_is_typed_and_issued_by_keys_alone(desk: Desk, opened: list[Any]) -> None:
    desk.key(Qt.Key.Key_F2)
    desk.keys("C2")
    desk.enter()
    desk.until(lambda: desk.editor.head.customer.value())
    desk.editor.lines.focus_first()
    desk.type_line("GL-NBR", "5")
    desk.key(Qt.Key.Key_F8)
    desk.dialog()
    field = desk.focused()
    assert field.text() == "2026-03-20"
    field.selectAll()
    desk.keys("+30")
    QTest.keyClick(field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    desk.until(lambda: opened)
    order = desk.order()
    assert (order.state, order.quote_number) == ("draft", "QU-20260305-0001")
    assert order.valid_until == desk.shop.clock.today + timedelta(30)
    assert opened[0].name == "QU-20260305-0001.pdf"
    assert opened[0].data.startswith(b"%PDF-")
    assert bytes(Attachment.get().data) == opened[0].data
    assert "Quotation QU-20260305-0001 is issued; its paper is with the order." in desk.said()
    shown = desk.until(desk.window.list.panel.order)
    assert shown.quote_number == "QU-20260305-0001"


def test_the_pill_shows_them_and_a_last_day_in_the_past_is_refused_at_its_field(desk: Desk, opened: list[Any]) -> None:
    made = quoted(desk, 5)
    desk.shop.order((1, 2))
    desk.window.activate(quotation="all")
    desk.until(lambda: desk.pane.table.paged().rowCount() == 1)
    desk.window.activate(id=made.id)
    shown = desk.until(lambda: (o := desk.window.list.panel.order()) and o.id == made.id and o)
    desk.window.list.do("quote", shown)
    dialog: Any = desk.dialog()
    desk.focused().selectAll()
    desk.keys("2020-01-01")
    QTest.keyClick(desk.focused(), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    desk.until(lambda: "No: bad_validity." in [each.text() for each in dialog.findChildren(QLabel)])
    assert not opened
    desk.key(Qt.Key.Key_Escape)
    others = (d for d in QApplication.topLevelWidgets() if isinstance(d, Dialog) and d.isVisible() and d is not dialog)
    question = next(others)
    next(b for b in question.findChildren(QPushButton) if b.text().strip() == "Throw it away").click()
    desk.until(lambda: not isValid(dialog))


def test_an_expired_one_becomes_an_order_after_a_question(desk: Desk) -> None:
    made = quoted(desk, 2)
    desk.shop.clock.advance(days=5)
    desk.window.activate(id=made.id)
    shown = desk.until(desk.window.list.panel.order)
    words = [button.text().strip() for button in desk.window.list.panel.findChildren(type(desk.window._new))]
    assert "Make it an order" in words
    desk.window.list.do("submit", shown)
    dialog = desk.dialog()
    assert dialog.main is not None
    assert dialog.main.text() == "Make it an order"
    desk.enter()
    desk.until(lambda: SalesOrder.get_by_id(made.id).state == "submitted")


def test_the_copy_that_is_opened_is_the_paper(tmp_path: Path) -> None:
    from services.attachments import Content
    from ui.kit.open_file import write_copy

    first = write_copy(Content(1, "a.pdf", "application/pdf", b"%PDF one"))
    second = write_copy(Content(1, "a.pdf", "application/pdf", b"%PDF two"))
    assert (first.read_bytes(), second.read_bytes()) == (b"%PDF one", b"%PDF two")
    assert first.name == second.name == "a.pdf"
