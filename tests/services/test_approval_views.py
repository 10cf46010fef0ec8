"""What the approval window reads, on both engines."""

from datetime import timedelta

import pytest

from models.money import Receivable
from models.parties import Customer
from resources.i18n import language, set_language
from services import approval, approval_queue, approval_views, findings, order_views, payments, settings
from services.approval_queue import Mark
from services.errors import NeedsConfirmation
from tests.services.shop import D, Shop


def test_what_is_approved_and_not_shipped_counts_in_full(shop: Shop) -> None:
    product = shop.product()
    shop.stock(product, 10)
    shop.approved((product, D("2.5")), (product, 3))
    found = findings.exposure(Customer.get_by_id(1), shop.clock.today)
    assert found.unshipped == D("55.00")


def test_the_queue_is_by_promise_and_marks_what_was_found(shop: Shop) -> None:
    settings.put("approval.duplicate_days", 0)
    product, today = shop.product(), shop.clock.today
    later = shop.order((product, 1), promised=today + timedelta(5))
    sooner = shop.order((product, 1), promised=today + timedelta(1))
    queue = approval_queue.queue("waiting", shop.actors["clerk"].user_id, shop.clock.today)
    assert [row.id for row in queue.rows] == [sooner.id, later.id]
    assert queue.rows[0].marks == (Mark("warn", "new_customer"), Mark("warn", "short"))
    assert queue.rows[0].own
    assert (queue.waiting, queue.sent_back) == (2, 0)


def test_the_queue_says_overdue_by_what_is_owed_now(shop: Shop) -> None:
    settings.put("approval.new_customer_days", 0)
    settings.put("approval.duplicate_days", 0)
    product, approver = shop.product(), shop.approver.user_id
    shop.stock(product, 20)
    shop.dispatched((product, 5))
    Receivable.update(due=shop.clock.today - timedelta(12)).execute()
    shop.order((product, 1))

    def marked() -> bool:
        (row,) = approval_queue.queue("waiting", approver, shop.clock.today).rows
        late = Mark("block", "overdue") in row.marks
        assert (row.clear, approval_queue.clear_count(shop.clock.today)) == (not late, int(not late))
        return late

    assert marked()
    payments.record_payment(shop.call("finance"), 1, D(50), shop.clock.today)
    assert not marked()
    Receivable.update(open=D(50)).execute()
    assert marked()


def test_the_queue_says_short_and_over_the_limit_by_what_other_orders_took(shop: Shop) -> None:
    settings.put("approval.new_customer_days", 0)
    settings.put("approval.duplicate_days", 0)
    product, day = shop.product(), shop.clock.today
    shop.stock(product, 20)
    shop.dispatched((product, 5))
    waits = shop.order((product, 10))

    def marks() -> tuple[Mark, ...]:
        (row,) = approval_queue.queue("waiting", shop.approver.user_id, day).rows
        assert approval_queue.clear_count(day) == int(row.clear)
        return row.marks

    assert marks() == ()
    shop.approved((product, 8))
    assert marks() == approval_queue.marks_now(waits.id, day) == (Mark("warn", "short"),)
    Customer.update(credit_limit=D(150)).where(Customer.id == 1).execute()
    assert marks() == approval_queue.marks_now(waits.id, day) == (Mark("block", "over_limit"), Mark("warn", "short"))


def test_evidence_joins_findings_with_their_lines(shop: Shop) -> None:
    product = shop.product("CHEAP", price=D(20), cost=D(8))
    order = shop.order((product, 4))
    rights = shop.approver.rights
    found = approval_views.evidence(order.id, shop.approver.user_id, shop.clock.today, rights)
    assert [(p.sku, p.under, p.margin) for p in found.prices] == [("CHEAP", D(50), D(20))]
    assert [(s.sku, s.wanted, s.short) for s in found.short] == [("CHEAP", D(4), D(4))]
    assert found.exposure is not None
    assert found.exposure.this_order == D("40.00")
    blind = approval_views.evidence(order.id, None, shop.clock.today, frozenset())
    assert (blind.exposure, blind.prices[0].margin) == (None, None)


def test_recorded_findings_read_as_those_found_now(shop: Shop) -> None:
    product = shop.product("CHEAP", price=D(20), cost=D(8))
    order = shop.order((product, 4))
    before = approval_views.evidence(order.id, None, shop.clock.today, shop.approver.rights)
    approval.send_back(shop.call("approver"), order.id, order.version, "Too cheap")
    after = approval_views.evidence(order.id, None, shop.clock.today, shop.approver.rights)
    assert (after.prices, after.short, after.exposure) == (before.prices, before.short, before.exposure)
    assert after.decision is not None
    assert (after.decision.decision, after.decision.by, after.decision.reason) == ("sent_back", "Approver", "Too cheap")


def test_an_outcome_names_the_delivery_and_what_waits(shop: Shop) -> None:
    product = shop.product("A")
    shop.stock(product, 3)
    order = shop.order((product, 5))
    done = approval_views.outcome(approval.approve_order(shop.call("approver"), order.id, order.version))
    assert (done.lines, done.reserved, len(done.deliveries), done.short) == (1, 0, 1, (("A", D(2)),))
    assert done.deliveries[0].startswith("DN-")


@pytest.mark.parametrize(("spoken", "name"), [("en", "Bolt"), ("zh_CN", "螺栓")])
def test_findings_name_products_in_the_language_that_is_spoken(shop: Shop, spoken: str, name: str) -> None:
    product = shop.product("CHEAP", name="螺栓", name_en="Bolt", min_price=D(20))
    order = shop.order((product, 4))
    today, before = shop.clock.today, language()
    set_language(spoken)
    try:
        with pytest.raises(NeedsConfirmation) as asked:
            approval.approve_order(shop.call("approver"), order.id, order.version)
        found = approval_views.evidence(order.id, None, today, frozenset())
        panel = order_views.order_panel(order.id, today)
    finally:
        set_language(before)
    assert panel is not None
    told = [f.figures["name"] for each in (found, panel) for f in each.findings if "sku" in f.figures]
    assert (told, found.short[0].name) == ([name] * 4, name)
    assert asked.value.data["name"] == name
