"""Who owes what by age, and the bills of a month taken back, on both engines."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from models.base import db, is_postgresql
from models.money import Payment, Receivable
from models.orders import OrderLine
from models.parties import Customer
from services import billing, catalogue, findings, opening, payments, receivables, tracking
from services.ageing import AGEING
from services.check import check
from services.errors import Refusal
from services.listing import Query
from tests.services.shop import D, Shop

MARCH = date(2026, 3, 31)


def rows(*filters: tuple[str, str], sort: str = "total") -> list[dict[str, Any]]:
    names = [column.name for column in AGEING.columns]
    page = AGEING.page(Query(filters=filters, sort=sort), limit=2)
    found = list(page.rows)
    while page.keys:
        page = AGEING.page(Query(filters=filters, sort=sort), page.keys[-1], limit=2)
        found += page.rows
    return [dict(zip(names, row, strict=True)) for row in found]


def owe(shop: Shop, customer: int, amount: int, days_late: int) -> None:
    """An open bill that is so many days past due today."""
    due = datetime.now().astimezone().date() - timedelta(days_late)
    opening.add_opening(shop.call("finance"), customer, D(amount), min(due, shop.clock.today), due)


def test_each_customers_open_bills_are_summed_by_age_and_the_figures_lead_to_them(shop: Shop) -> None:
    shop.clock.now = datetime.now().astimezone()
    second, third = (
        catalogue.add_customer(shop.call("owner"), catalogue.CustomerData(code, name, credit_limit=limit)).id
        for code, name, limit in (("C2", "Big Shop", D(500)), ("C3", "Third Shop", None))
    )
    bills = ((-5, 10), (0, 20), (1, 30), (30, 40), (31, 50), (60, 60), (61, 70), (91, 90), (180, 5), (181, 3))
    for late, amount in bills:
        owe(shop, second, amount, late)
    owe(shop, 1, 400, 3)
    owe(shop, third, 7, -2)
    found = rows()
    assert [row["code"] for row in found] == ["C1", "C2", "C3"]
    big = found[1]
    assert [big[age] for age in receivables.AGES] == [D(30), D(70), D(110), D(70), D(95), D(3)]
    assert (big["total"], big["limit"], big["free"]) == (D(378), D(500), D(122))
    assert (found[2]["limit"], found[2]["free"]) == (None, None)
    assert [row["code"] for row in rows(sort="customer")] == ["C2", "C1", "C3"]
    assert [row["code"] for row in rows(("late", "yes"))] == ["C1", "C2"]
    assert AGEING.sums(Query())["total"] == D(785) == receivables.OPEN_BILLS.sums(Query())["open"]
    assert AGEING.count(Query()) == 3
    for age in receivables.AGES:
        query = Query(filters=(("customer", str(second)), ("age", age)))
        assert receivables.OPEN_BILLS.sums(query)["open"] == big[age]
    assert receivables.account(second, shop.clock.today).aged == tuple(big[age] for age in receivables.AGES)


def test_what_the_limit_leaves_is_what_an_approval_counts_with(shop: Shop) -> None:
    goods = shop.product()
    shop.stock(goods, 20)
    part = shop.dispatched((goods, 3))
    shop.approved((goods, 7))
    shop.approved((goods, 90))
    assert part.state == "dispatched"
    exposure = findings.exposure(Customer.get_by_id(1), shop.clock.today)
    assert rows()[0]["free"] == D(1_000_000) - exposure.total
    huge = {"ordered": D("999999999"), "open": D("999999998"), "amount": D("9999999999.99")}
    OrderLine.update(**huge).where(OrderLine.ordered == 90).execute()
    exposure = findings.exposure(Customer.get_by_id(1), shop.clock.today)
    assert rows()[0]["free"] == D(1_000_000) - exposure.total, "more than whole numbers of 64 bits hold on the way"


def billed(shop: Shop) -> None:
    shop.by_month()
    goods = shop.product()
    shop.stock(goods, 100)
    shop.dispatched((goods, 4))
    shop.dispatched((goods, 2))
    shop.clock.advance(days=28)
    assert billing.bill_month(shop.call("finance"), MARCH).amount == D(60)


def state() -> list[Any]:
    return [*Receivable.select().order_by(Receivable.id).tuples(), *Customer.select(Customer.balance).tuples()]


def test_a_months_bills_are_taken_back_and_billed_again(shop: Shop) -> None:
    billed(shop)
    assert receivables.account(1, shop.clock.today).months == (receivables.Month(MARCH, 2, D(60)),)
    done, after = billing.undo_month(shop.call("finance"), date(2026, 3, 9)), state()
    assert (done.customers, done.deliveries, done.amount, done.paid) == (1, 2, D(60), 0)
    assert [(row.billed, row.day, row.left) for row in Receivable.select()] == [(False, date(2026, 3, 5), None)] * 2
    assert Customer.get_by_id(1).balance == 0
    billing.bill_month(shop.call("finance"), MARCH)
    assert Customer.get_by_id(1).balance == D(60)
    billing.undo_month(shop.call("finance"), MARCH, (1,))
    assert state() == after
    with pytest.raises(Refusal, match="nothing_billed"):
        billing.undo_month(shop.call("finance"), MARCH)
    assert [each for each in check() if not each.ok] == []


def test_a_month_on_which_something_was_paid_stays(shop: Shop) -> None:
    billed(shop)
    payments.record_payment(shop.call("finance"), 1, D(5), shop.clock.today)
    assert receivables.account(1, shop.clock.today).months == ()
    with pytest.raises(Refusal, match="month_paid"):
        billing.undo_month(shop.call("finance"), MARCH)
    payments.undo_payment(shop.call("finance"), Payment.get().id, "typed twice")
    assert billing.undo_month(shop.call("finance"), MARCH).amount == D(60)
    assert [each for each in check() if not each.ok] == []


def test_what_was_credited_since_waits_with_the_bill(shop: Shop) -> None:
    billed(shop)
    first = receivables.Delivery.get_by_id(1)
    tracking.not_delivered(shop.call("logistics"), first.id, first.version, "lost", "gone")
    lost = receivables.Delivery.get_by_id(1)
    tracking.close_delivery(shop.call("logistics"), lost.id, lost.version, "loss")
    assert Customer.get_by_id(1).balance == D(20)
    billing.undo_month(shop.call("finance"), MARCH)
    assert Customer.get_by_id(1).balance == 0
    assert billing.waiting_of(1) == D(20)
    assert billing.bill_month(shop.call("finance"), MARCH).amount == D(20)
    assert (Customer.get_by_id(1).balance, billing.waiting_of(1)) == (D(20), D(0))
    assert [each for each in check() if not each.ok] == []


def test_the_sums_are_read_over_the_open_bills_only(shop: Shop) -> None:
    sql, values = AGEING.select(Query(), (AGEING.columns[0].expression,), None, 5).sql()
    if is_postgresql():
        db.execute_sql("SET enable_seqscan = off")
    plan = [str(row[-1]) for row in db.execute_sql(("EXPLAIN " if is_postgresql() else "EXPLAIN QUERY PLAN ") + sql,
                                                   values).fetchall()]  # fmt: skip
    assert not [step for step in plan if step.startswith("SCAN receivable") and "USING" not in step], plan
