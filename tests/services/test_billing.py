"""Bills with each dispatch and at the end of the month: each part of what a customer owes counts once."""

from datetime import date, timedelta

import pytest

from models.delivery import DeliveryLine
from models.money import Payment, PaymentAllocation, Receivable
from models.parties import Customer
from services import billing, catalogue, findings, payments, receivables, tracking
from services.check import check
from services.errors import Refusal
from services.findings import Exposure
from tests.services.shop import D, Shop

MARCH = date(2026, 3, 31)


def exposure(shop: Shop) -> Exposure:
    customer, today = Customer.get_by_id(1), shop.clock.today
    found = findings.exposure(customer, today)
    assert findings.exposures([customer], today) == {1: found}
    return found


def owes(shop: Shop) -> D:
    return Customer.get_by_id(1).balance


def wrong() -> list[str]:
    return [each.name for each in check() if not each.ok]


def shipped(shop: Shop, quantity: int = 4) -> None:
    goods = shop.product()
    shop.stock(goods, 100)
    shop.dispatched((goods, quantity))


def test_a_dispatch_bills_at_once_and_is_due_after_the_orders_days(shop: Shop) -> None:
    shipped(shop)
    row = Receivable.get()
    assert (row.amount, row.billed, row.due) == (D(40), True, shop.clock.today + timedelta(30))
    assert (exposure(shop).unpaid, exposure(shop).unbilled) == (D(40), D(0))


def test_a_month_gathers_what_left_and_owes_nothing_until_it_is_billed(shop: Shop) -> None:
    shop.by_month()
    shipped(shop)
    assert (owes(shop), Receivable.get().billed) == (D(0), False)
    found = exposure(shop)
    assert (found.unpaid, found.unbilled, found.unshipped, found.total) == (D(0), D(40), D(0), D(40))
    assert receivables.account(1, shop.clock.today).bills == ()
    assert receivables.account(1, shop.clock.today).unbilled == D(40)
    payments.record_payment(shop.call("finance"), 1, D(25), shop.clock.today)
    assert Receivable.get().open == D(40)
    assert exposure(shop).total == D(15)
    assert wrong() == []


def test_a_month_is_billed_when_it_is_over_and_due_from_its_last_day(shop: Shop) -> None:
    shop.by_month()
    shipped(shop)
    with pytest.raises(Refusal, match="month_not_over"):
        billing.bill_month(shop.call("finance"), MARCH)
    shop.clock.advance(days=28)
    shipped(shop, 7)  # of April: stays
    assert billing.unbilled_months(shop.clock.today) == (MARCH,)
    assert [(row.code, row.deliveries, row.amount, row.due) for row in billing.preview(MARCH)] == [
        ("C1", 1, D(40), MARCH + timedelta(30))
    ]
    payments.record_payment(shop.call("finance"), 1, D(10), shop.clock.today)
    done = billing.bill_month(shop.call("finance"), date(2026, 3, 2))
    assert (done.last, done.customers, done.deliveries, done.amount) == (MARCH, 1, 1, D(40))
    first = Receivable.get_by_id(1)
    assert (first.billed, first.day, first.due, first.open) == (True, MARCH, MARCH + timedelta(30), D(30))
    found = exposure(shop)
    assert (found.unpaid, found.unbilled) == (D(30), D(70))
    assert billing.unbilled_months(shop.clock.today) == ()
    with pytest.raises(Refusal, match="nothing_to_bill"):
        billing.bill_month(shop.call("finance"), MARCH)
    assert wrong() == []


def test_only_the_customers_named_are_billed(shop: Shop) -> None:
    shop.by_month()
    shipped(shop)
    other = catalogue.CustomerData("C2", "Other", address="2 Road", billing="month")
    second = catalogue.add_customer(shop.call("owner"), other).id
    goods = shop.product()
    shop.stock(goods, 10)
    shop.dispatched((goods, 3), customer_id=second)
    shop.clock.advance(days=30)
    done = billing.bill_month(shop.call("finance"), MARCH, (second,))
    assert (done.customers, done.amount) == (1, D(30))
    assert [row.name for row in billing.preview(MARCH)] == ["Corner Shop"]


@pytest.mark.parametrize("billed", [False, True])
def test_what_did_not_arrive_is_taken_off_a_bill_of_the_month(shop: Shop, billed: bool) -> None:
    shop.by_month()
    goods = shop.product()
    shop.stock(goods, 10)
    delivery = shop.dispatched((goods, 4))
    shop.clock.advance(days=30)
    if billed:
        billing.bill_month(shop.call("finance"), MARCH)
    gone = (tracking.Difference(DeliveryLine.get().id, D(1), "short"),)
    step = tracking.sign_for(shop.call("logistics"), delivery.id, delivery.version, "Carl", gone)
    tracking.close_delivery(shop.call("logistics"), delivery.id, step.version, "loss")
    assert wrong() == []
    assert exposure(shop).unpaid + exposure(shop).unbilled == D(30)
    if not billed:
        assert owes(shop) == D(0)
        shop.clock.advance(days=31)
        assert billing.bill_month(shop.call("finance"), date(2026, 4, 1)).amount == D(30)
    assert owes(shop) == D(30)
    assert [row.open for row in Receivable.select().order_by(Receivable.id)] == [D(30), D(0)]
    assert wrong() == []


def test_what_waits_for_its_month_is_never_past_due(shop: Shop) -> None:
    shop.by_month()
    shipped(shop)
    shop.clock.advance(days=200)
    assert (exposure(shop).overdue, exposure(shop).overdue_days) == (D(0), 0)


def lost(shop: Shop, product: int, missing: int, quantity: int) -> None:
    """A delivery of which some pieces never arrive, paid before that is known."""
    delivery = shop.dispatched((product, quantity))
    payments.record_payment(shop.call("finance"), 1, D(10 * quantity), shop.clock.today)
    line = DeliveryLine.get(DeliveryLine.delivery == delivery)
    gone = (tracking.Difference(line.id, D(missing), "short"),)
    step = tracking.sign_for(shop.call("logistics"), delivery.id, delivery.version, "Carl", gone)
    tracking.close_delivery(shop.call("logistics"), delivery.id, step.version, "loss")


def test_what_was_paid_and_did_not_arrive_pays_the_next_bill(shop: Shop) -> None:
    goods = shop.product()
    shop.stock(goods, 100)
    lost(shop, goods, 5, 5)
    assert [(row.amount, row.open) for row in Receivable.select().order_by(Receivable.id)] == [
        (D(50), D(0)), (D(-50), D(0))
    ]  # fmt: skip
    assert (owes(shop), Payment.get().open, PaymentAllocation.select().count()) == (D(-50), D(50), 0)
    assert wrong() == []
    shop.dispatched((goods, 5))
    shop.clock.advance(days=90)
    assert (owes(shop), exposure(shop).overdue, Payment.get().open) == (D(0), D(0), D(0))
    assert wrong() == []


def test_a_part_that_did_not_arrive_frees_the_newest_payment_first_and_pays_what_is_open(shop: Shop) -> None:
    goods = shop.product()
    shop.stock(goods, 100)
    delivery = shop.dispatched((goods, 6))
    for amount in (30, 20):
        payments.record_payment(shop.call("finance"), 1, D(amount), shop.clock.today)
    shop.dispatched((goods, 1))
    line = DeliveryLine.get(DeliveryLine.delivery == delivery)
    step = tracking.sign_for(
        shop.call("logistics"), delivery.id, delivery.version, "Carl", (tracking.Difference(line.id, D(4), "short"),)
    )
    tracking.close_delivery(shop.call("logistics"), delivery.id, step.version, "loss")
    # 60 less 40: ten were open, the newest 20 and ten of the 30 come free, ten of these pay the second bill.
    assert [row.open for row in Receivable.select().order_by(Receivable.id)] == [D(0), D(0), D(0)]
    assert [row.open for row in Payment.select().order_by(Payment.id)] == [D(0), D(20)]
    assert owes(shop) == D(-20)
    assert wrong() == []
    payments.undo_payment(shop.call("finance"), 1, "typed twice")
    assert owes(shop) == D(10)
    assert wrong() == []
