"""Receivables: open bills by due date, payments typed by keys, set against the oldest, and taken back."""

from collections.abc import Callable
from datetime import timedelta

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from models.money import Payment, Receivable
from models.parties import Customer
from services import receivables
from services.check import check
from services.receivables import Bill
from tests.services.shop import D, Shop
from tests.ui.delivery.conftest import Desk, to_front
from tests.ui.records.test_products_and_customers import form, save, typed
from ui.finance.bill_month import BillMonth
from ui.finance.window import FinanceWindow
from ui.kit.panel import MiniTable

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


def test_chosen_bills_are_paid_first(desk: Sit, shop: Shop) -> None:
    owing(shop)
    sitting = desk("finance")
    window = sitting.open("finance", FinanceWindow)
    to_front(window.window())
    window.pane.table.setFocus()
    QTest.keyClick(window.pane.table, Qt.Key.Key_Home)
    sitting.settle()
    QTest.keyClick(window.window(), Qt.Key.Key_F4)
    dialog = form(sitting)
    typed(dialog, amount="30")
    bills = dialog.form.editor("bills")
    second = list(bills.boxes.values())[1]
    second.setFocus()
    QTest.keyClick(second, Qt.Key.Key_Space)
    save(sitting, dialog)
    assert [row.open for row in Receivable.select().order_by(Receivable.id)] == [D(40), D(0)]


def test_an_opening_balance_is_typed_by_keys_and_taken_back(desk: Sit, shop: Shop) -> None:
    sitting = desk("finance")
    window = sitting.open("finance", FinanceWindow)
    to_front(window.window())
    QTest.keyClick(window.window(), Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    dialog = form(sitting)
    dialog.form.editor("customer").look_up("Corner")
    sitting.settle()
    due = shop.clock.today - timedelta(3)
    typed(dialog, amount="120", due=due.isoformat())
    save(sitting, dialog)
    assert dialog.form._entries["due"].error == "The due date lies before the day of the bill."
    typed(dialog, day=due.isoformat())
    save(sitting, dialog)
    assert (Receivable.get().kind, Customer.get_by_id(1).balance) == ("opening", D(120))
    window.pane.table.setFocus()
    QTest.keyClick(window.pane.table, Qt.Key.Key_Home)
    sitting.settle()
    button = next(each for each in window.panel.findChildren(QPushButton) if "balance back" in each.accessibleName())
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    dialog = form(sitting)
    typed(dialog, reason="typed twice")
    save(sitting, dialog)
    assert (Receivable.select().count(), Customer.get_by_id(1).balance) == (0, D(0))


def test_a_month_that_is_over_is_offered_looked_through_and_billed_by_keys(desk: Sit, shop: Shop) -> None:
    shop.by_month()
    owing(shop)
    sitting = desk("finance")
    window = sitting.open("finance", FinanceWindow)
    assert not window.bill_button.isVisible()
    shop.clock.advance(days=25)
    window.refresh()
    sitting.settle()
    assert window.bill_button.text().strip() == "Bill 03/2026"
    assert window.pane.table.paged().rowCount() == 0
    to_front(window.window())
    QTest.keyClick(window.window(), Qt.Key.Key_F8)
    sitting.settle()
    dialog = next(each for each in QApplication.topLevelWidgets() if isinstance(each, BillMonth) and each.isVisible())
    table = dialog.findChildren(MiniTable)[0]
    assert table.accessibleName() == "Corner Shop, 2, 70.00, 04-30"
    QTest.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    sitting.settle()
    assert sitting.said() == "03/2026 is billed: 1 customer, ¥ 70.00."
    assert (Customer.get_by_id(1).balance, window.pane.table.paged().rowCount()) == (D(70), 2)
    assert not window.bill_button.isVisible()
    assert [each.name for each in check() if not each.ok] == []


def test_ages_part_at_thirty_sixty_ninety_and_a_hundred_and_eighty_days(shop: Shop) -> None:
    day = shop.clock.today
    lates = (-5, 0, 1, 30, 31, 90, 91, 180, 181)
    bills = tuple(Bill(n, "", day - timedelta(late), D(10)) for n, late in enumerate(lates))
    assert receivables.aged(bills, day) == (D(20), D(20), D(10), D(10), D(20), D(10))


def test_only_what_is_past_its_day_is_shown_when_asked(desk: Sit, shop: Shop) -> None:
    owing(shop)
    sitting = desk("finance")
    window = sitting.open("finance", FinanceWindow, filter="overdue")
    assert window.pane.query().filters == (("late", "yes"),)


def test_a_billed_month_is_taken_back_at_once_or_later_from_the_account(desk: Sit, shop: Shop) -> None:
    shop.by_month()
    owing(shop)
    shop.clock.advance(days=25)
    sitting = desk("finance")
    window = sitting.open("finance", FinanceWindow)
    window.bill()
    sitting.settle()
    dialog = next(each for each in QApplication.topLevelWidgets() if isinstance(each, BillMonth) and each.isVisible())
    dialog.bill()
    sitting.settle()
    undo = next(notice.act for notice in reversed(sitting.notices) if notice.undo)
    assert undo is not None
    undo()
    sitting.settle()
    assert sitting.said() == "The bills of 03/2026 are taken back and wait again: ¥ 70.00."
    assert (Customer.get_by_id(1).balance, window.pane.table.paged().rowCount()) == (D(0), 0)
    window.bill()
    sitting.settle()
    next(each for each in QApplication.topLevelWidgets() if isinstance(each, BillMonth) and each.isVisible()).bill()
    sitting.settle()
    window.pane.table.setFocus()
    QTest.keyClick(window.pane.table, Qt.Key.Key_Home)
    sitting.settle()
    back = next(each for each in window.panel.findChildren(QPushButton) if "bills back" in each.accessibleName())
    QTest.mouseClick(back, Qt.MouseButton.LeftButton)
    sitting.settle()
    assert Customer.get_by_id(1).balance == 0


def test_owed_by_age_is_opened_by_keys_and_each_figure_leads_to_its_bills(desk: Sit, shop: Shop) -> None:
    owing(shop)
    sitting = desk("finance")
    window = sitting.open("finance", FinanceWindow)
    to_front(window.window())
    QTest.keyClick(window.window(), Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
    sitting.settle()
    table = window.ageing.pane.table
    assert table.hasFocus()
    assert table.paged().rowCount() == 1
    names = [column.name for column in table.paged().columns]
    sums = table.paged().row(0)
    QTest.keyClick(table, Qt.Key.Key_Home)
    age = next(name for name in receivables.AGES if sums[names.index(name)])
    while names[table.current_column()] != age:
        QTest.keyClick(table, Qt.Key.Key_Right)
    QTest.keyClick(table, Qt.Key.Key_Return)
    sitting.settle()
    assert window.pane.query().filters == (("customer", str(shop.customer_id)), ("age", age))
    assert window.pane.bar.described()[0] == "Corner Shop"
    shown = receivables.OPEN_BILLS.sums(window.pane.query())["open"]
    assert shown == sums[names.index(age)]
    assert window.pane.table.hasFocus()
    QTest.keyClick(window.window(), Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
    sitting.settle()
    assert table.hasFocus()
