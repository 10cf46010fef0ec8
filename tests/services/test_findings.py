"""What is found about an order, one by one and in files; large orders, the company's rule, one lot a line."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from models.money import Receivable
from models.orders import ApprovalRequest, OrderLine, SalesOrder
from models.people import AuditEntry
from models.stock import Lot, Reservation, StockBalance
from services import approval, approval_views, catalogue, findings, orders, people, settings
from services.check import check
from services.errors import NeedsConfirmation, Refusal
from services.findings import Finding
from services.order_book import Saved
from services.unit import encode
from tests.services.shop import D, Shop

FAR_OFF = {"approval.new_customer_days": 0}


def found(shop: Shop, order_id: int) -> dict[str, Finding]:
    return {f.code: f for f in findings.findings(SalesOrder.get_by_id(order_id), shop.clock.today)}


def known(shop: Shop, quantity: int = 1000) -> int:
    """A product of which plenty is there, in a company whose customer is not new."""
    product = shop.product("OLD")
    shop.stock(product, quantity)
    shop.approved((product, 1))
    settings.change_settings(shop.call("owner"), FAR_OFF)
    return product


def typed(shop: Shop, product: int, price: str, source: str = "typed", quantity: int = 1) -> Saved:
    line = orders.DraftLine(product, D(quantity), D(price), price_source=source)
    made = orders.create_order(shop.call("clerk"), replace(shop.draft(), lines=(line,)))
    return orders.submit_order(shop.call("clerk"), made.id, made.version)


def test_the_exposure_is_split_and_the_days_past_due_are_counted(shop: Shop) -> None:
    product = known(shop)
    shop.dispatched((product, 5))
    shop.by_month()
    shop.dispatched((product, 7))
    shop.approved((product, 3))
    Receivable.update(due=shop.clock.today - timedelta(12)).where(Receivable.billed).execute()
    figures = found(shop, shop.order((product, 2)).id)["overdue"].figures
    parts = {name: figures[name] for name in ("unpaid", "unbilled", "unshipped", "this_order", "overdue_days")}
    assert parts == {"unpaid": D(50), "unbilled": D(70), "unshipped": D(40), "this_order": D(20), "overdue_days": 12}


@pytest.mark.parametrize(
    ("price", "source", "code", "least"),
    [("9.50", "typed", "prices_fine", None), ("8.99", "typed", "below_standard", "9"),
     ("8.99", "customer", "prices_fine", None), ("6.99", "typed", "below_minimum", "7")],
)  # fmt: skip
def test_a_typed_price_is_held_against_what_this_customer_pays(
    shop: Shop, price: str, source: str, code: str, least: str | None
) -> None:
    product = shop.product(price=D(10), min_price=D(7))
    catalogue.set_price(shop.call("clerk"), product, D(9), 1)
    told = found(shop, typed(shop, product, price, source).id)
    assert code in told
    assert told[code].figures.get("least") == (D(least) if least else None)


def test_the_margin_of_the_whole_order_is_for_those_who_see_costs(shop: Shop) -> None:
    one, two = shop.product(cost=D(6)), shop.product(cost=D(8))
    order = shop.order((one, 1), (two, 3))
    sees = approval_views.evidence(order.id, None, shop.clock.today, frozenset({"prices.view"}))
    assert sees.margin == D(25)
    assert approval_views.evidence(order.id, None, shop.clock.today, frozenset()).margin is None


def test_the_same_goods_for_the_same_place_within_days_may_be_one_order_twice(shop: Shop) -> None:
    product, other = known(shop), shop.product()
    first = shop.order((product, 4), (other, 1))
    again = found(shop, shop.order((other, 1), (product, 4)).id)
    assert again["same_goods"].figures == {"number": first.number, "day": shop.clock.today}
    assert "same_goods" not in found(shop, shop.order((product, 4), (other, 1), address="elsewhere").id)
    assert "same_goods" not in found(shop, shop.order((product, 1), (other, 4)).id)
    shop.clock.advance(days=4)
    assert "same_goods" not in found(shop, shop.order((product, 4), (other, 1)).id)


def test_a_customers_number_used_before_is_told_and_a_cancelled_order_is_not(shop: Shop) -> None:
    product = known(shop)
    first = shop.order((product, 4), customer_ref="A-1")
    assert found(shop, shop.order((product, 9), customer_ref="A-1").id)["same_reference"].figures["number"]
    last = shop.order((product, 8))
    orders.cancel_order(shop.call("clerk"), last.id, last.version, "typed twice")
    assert "same_goods" not in found(shop, shop.order((product, 8)).id)
    assert first.number


def test_an_order_above_the_limit_takes_the_owner_or_the_right(shop: Shop) -> None:
    product = known(shop)
    settings.change_settings(shop.call("owner"), {"approval.large_amount": 500})
    small, large = shop.order((product, 50)), shop.order((product, 51))
    assert {"amount_fine"} <= set(found(shop, small.id))
    assert found(shop, large.id)["large_amount"].figures == {"total": D(510), "limit": D(500)}
    seen = approval_views.evidence(large.id, shop.approver.user_id, shop.clock.today, shop.approver.rights)
    assert seen.too_large
    before = shop.dump()
    with pytest.raises(Refusal, match="too_large"):
        approval.approve_order(shop.call("approver"), large.id, large.version)
    assert shop.dump() == before
    approval.approve_order(shop.call("approver"), small.id, small.version)
    mine = shop.order((product, 52))
    assert approval.approve_order(shop.call("owner"), large.id, large.version).state == "approved"
    rights = people.ROLES["approver"] | {"orders.approve_large"}
    people.set_role(shop.call("owner"), "approver", tuple(rights))
    assert approval.approve_order(shop.call("approver"), mine.id, mine.version).state == "approved"


def ruled(shop: Shop) -> int:
    product = known(shop)
    settings.change_settings(shop.call("owner"), {"approval.by_rule": True})
    return product


def test_the_rule_approves_what_is_clear_and_says_so(shop: Shop) -> None:
    product = ruled(shop)
    order = shop.order((product, 5))
    done = approval.approve_by_rule(shop.call("clerk"), order.id, order.version)
    assert (done.state, len(done.deliveries), OrderLine.get(OrderLine.order == order.id).reserved) == ("approved", 1, 5)
    last = AuditEntry.select().order_by(AuditEntry.id.desc()).get()
    assert (last.use_case, last.subject_id) == ("order.approve_by_rule", order.id)
    seen = approval_views.evidence(order.id, None, shop.clock.today, frozenset())
    assert seen.decision is not None
    assert (seen.decision.decision, seen.decision.by_rule, seen.decision.by) == ("approved", True, "")
    assert all(each.ok for each in check())


@pytest.mark.parametrize("why", ["short", "price", "duplicate", "credit", "large"])
def test_the_rule_never_approves_one_with_a_finding(shop: Shop, why: str) -> None:
    product = ruled(shop)
    changes: dict[str, Any] = {}
    lines = (product, 5)
    match why:
        case "short":
            lines = (product, 5000)
        case "price":
            order = typed(shop, product, "9")
        case "duplicate":
            shop.order(lines)
        case "credit":
            shop.dispatched((product, 9))
            Receivable.update(due=shop.clock.today - timedelta(1)).execute()
        case "large":
            settings.change_settings(shop.call("owner"), {"approval.large_amount": 20})
    if why != "price":
        order = shop.order(lines, **changes)
    ApprovalRequest.update(worst="ok").execute()
    done = approval.approve_by_rule(shop.call("clerk"), order.id, order.version)
    assert (done.state, SalesOrder.get_by_id(order.id).state) == ("submitted", "submitted")
    last = ApprovalRequest.select().where(ApprovalRequest.order == order.id).order_by(ApprovalRequest.id.desc()).get()
    assert (last.worst == "ok", last.decision) == (False, "")
    assert all(each.ok for each in check())


def test_without_the_companys_word_the_rule_does_nothing(shop: Shop) -> None:
    order = shop.order((known(shop), 5))
    with pytest.raises(Refusal, match="rule_off"):
        approval.approve_by_rule(shop.call("clerk"), order.id, order.version)


def test_what_waits_and_is_clear_goes_through_the_rule_and_the_rest_stays(shop: Shop) -> None:
    product = ruled(shop)
    clear = [shop.order((product, at)).id for at in (2, 3)]
    short = shop.order((shop.product(), 1)).id
    held = shop.order((product, 6))
    orders.hold_order(shop.call("clerk"), held.id, held.version, "call first")
    call = shop.call("clerk")
    assert approval.follow_rule(call) == 2
    assert [SalesOrder.get_by_id(each).state for each in (*clear, short, held.id)] == [
        "approved", "approved", "submitted", "submitted",
    ]  # fmt: skip
    assert approval.follow_rule(shop.call("clerk")) == 0
    settings.change_settings(shop.call("owner"), {"approval.by_rule": False})
    shop.order((product, 7))
    assert approval.follow_rule(shop.call("clerk")) == 0


def test_one_who_approves_his_own_order_is_on_record(shop: Shop) -> None:
    product = known(shop)
    settings.change_settings(shop.call("owner"), {"approval.allow_own": True})
    made = orders.create_order(shop.call("owner"), shop.draft((product, 2)))
    order = orders.submit_order(shop.call("owner"), made.id, made.version)
    approval.approve_order(shop.call("owner"), order.id, order.version)
    assert '"own":true' in AuditEntry.select().order_by(AuditEntry.id.desc()).get().detail


def lots(shop: Shop, order_id: int) -> list[tuple[str, D]]:
    """Lot and quantity of each promise to an order, in the order they were made."""
    rows = Reservation.select().join(OrderLine).where(OrderLine.order == order_id).order_by(Reservation.id)
    return [(Lot.get_by_id(StockBalance.get_by_id(row.balance_id).lot_id).number, row.quantity) for row in rows]


def shelf(shop: Shop) -> int:
    """Three lots: the soonest to expire in two bins, the last in the greatest quantity."""
    product = shop.product("MILK", lot_tracked=True, shelf_life_days=400)
    day = shop.clock.today
    shop.stock(product, 30, "LATE", "A-01-1", expiry=day + timedelta(90))
    shop.stock(product, 4, "SOON", "B-01-1", expiry=day + timedelta(9))
    shop.stock(product, 3, "SOON", "A-01-2", expiry=day + timedelta(9))
    shop.stock(product, 12, "THEN", "A-01-3", expiry=day + timedelta(30))
    return product


def test_what_expires_first_goes_first_then_the_walk_of_bins(shop: Shop) -> None:
    product = shelf(shop)
    order = shop.approved((product, 10))
    assert lots(shop, order.id) == [("SOON", D(3)), ("SOON", D(4)), ("THEN", D(3))]


def test_without_an_expiry_the_lot_that_came_first_goes_first(shop: Shop) -> None:
    product = shop.product(lot_tracked=True)
    shop.stock(product, 5, "B")
    shop.clock.advance(days=1)
    shop.stock(product, 5, "A")
    assert lots(shop, shop.approved((product, 7)).id) == [("B", D(5)), ("A", D(2))]


def test_one_lot_a_line_only_when_asked_and_only_where_one_has_enough(shop: Shop) -> None:
    product = shelf(shop)
    order = shop.order((product, 10))
    done = approval.approve_order(shop.call("approver"), order.id, order.version, whole_lots=True)
    assert lots(shop, done.id) == [("THEN", D(10))]
    more = shop.order((product, 35))
    done = approval.approve_order(shop.call("approver"), more.id, more.version, whole_lots=True)
    assert lots(shop, done.id) == [("SOON", D(3)), ("SOON", D(4)), ("THEN", D(2)), ("LATE", D(26))]


def test_goods_past_their_day_are_promised_to_nobody(shop: Shop) -> None:
    product = shelf(shop)
    shop.clock.advance(days=10)
    assert lots(shop, shop.approved((product, 10)).id) == [("THEN", D(10))]


def test_over_a_limit_is_asked_with_its_figures_again_when_it_is_approved(shop: Shop) -> None:
    product = known(shop)
    order = shop.order((product, 5))
    assert "within_limit" in found(shop, order.id)
    data = catalogue.CustomerData("C1", "Corner Shop", credit_limit=D(40), payment_days=30)
    catalogue.change_customer(shop.call("owner"), 1, 1, data)
    with pytest.raises(NeedsConfirmation, match="over_limit"):
        approval.approve_order(shop.call("approver"), order.id, order.version)


@pytest.mark.parametrize("limit", [D(100), D(9000), None])
def test_two_findings_about_credit_are_kept_with_their_figures_once(limit: Any) -> None:
    exposure = findings.Exposure(limit, D("400.00"), D("0"), D("12.50"), D("80.00"), D("200.00"), 12)
    found = (*findings.credit_findings(exposure), Finding("price", "ok", "prices_fine", {}))
    text = findings.stored(found)
    whole = msgspec.json.decode(encode(found), type=tuple[Finding, ...])
    assert found[0].code == "overdue"
    assert text.count("unshipped") == 1
    assert findings.recalled(text) == whole
    assert findings.recalled(encode(found).decode()) == whole  # as they were kept before
