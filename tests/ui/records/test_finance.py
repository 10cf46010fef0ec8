"""Receivables: open bills by due date, payments typed by keys, set against the oldest, and taken back."""

from collections.abc import Callable
from datetime import timedelta

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from models.money import Payment, Receivable
from models.parties import Customer
from services import receivables
from services.check import check
from services.receivables import Bill
from tests.services.shop import D, Shop
from tests.ui.delivery.conftest import Desk, to_front
from tests.ui.records.test_products_and_customers import form, save, typed
from ui.finance.window import FinanceWindow

Sit = Callable[[str], Desk]


def owing(shop: Shop) -> None:
    """Two bills of 40 and 30, the second made ten days later."""
    goods = shop.product()
    shop.stock(goods, 100)
    shop.dispatched((goods, 4))
    shop.clock.advance(days=10)
    shop.dispatched((goods, 3))


def test_a_payment_is_typed_by_keys_and_pays_the_oldest_bill(desk: Sit, shop: Shop) -> None:
    owing(shop)
    sitting = desk("finance")
    window = sitting.open("finance", FinanceWindow)
    to_front(window.window())
    window.pane.table.setFocus()
    QTest.keyClick(window.pane.table, Qt.Key.Key_Home)
    sitting.settle()
    assert (window.record.balance, [bill.open for bill in window.record.bills]) == (D(70), [D(40), D(30)])
    QTest.keyClick(window.window(), Qt.Key.Key_F4)
    dialog = form(sitting)
    assert dialog.form.values()["amount"] == D(70)
    typed(dialog, amount="50", note="bank transfer")
    save(sitting, dialog)
    assert [row.open for row in Receivable.select().order_by(Receivable.id)] == [D(0), D(20)]
    assert window.record.balance == D(20)
    assert [paid.note for paid in window.record.payments] == ["bank transfer"]


def test_a_payment_taken_back_opens_its_bills_again(desk: Sit, shop: Shop) -> None:
    owing(shop)
    sitting = desk("finance")
    window = sitting.open("finance", FinanceWindow)
    to_front(window.window())
    QTest.keyClick(window.window(), Qt.Key.Key_F2)
    dialog = form(sitting)
    dialog.form.editor("customer").look_up("Corner")
    sitting.settle()
    typed(dialog, amount="70")
    save(sitting, dialog)
    assert Customer.get_by_id(shop.customer_id).balance == 0
    account = receivables.account(shop.customer_id, shop.clock.today)
    assert account is not None
    window.take_back(account.payments[0])
    dialog = form(sitting)
    save(sitting, dialog)
    assert dialog.form._entries["reason"].error
    typed(dialog, reason="typed twice")
    save(sitting, dialog)
    assert (Payment.select().count(), Customer.get_by_id(shop.customer_id).balance) == (0, D(70))
    assert [each.name for each in check() if not each.ok] == []


def test_ages_part_at_thirty_sixty_and_ninety_days(shop: Shop) -> None:
    day = shop.clock.today
    bills = tuple(Bill(n, "", day - timedelta(late), D(10)) for n, late in enumerate((-5, 0, 1, 30, 31, 90, 91)))
    assert receivables.aged(bills, day) == (D(20), D(20), D(10), D(10), D(10))


def test_only_what_is_past_its_day_is_shown_when_asked(desk: Sit, shop: Shop) -> None:
    owing(shop)
    sitting = desk("finance")
    window = sitting.open("finance", FinanceWindow, filter="overdue")
    assert window.pane.query().filters == (("late", "yes"),)
