"""Figures of the reports worked out by hand: nothing, parts, cancelled ones, the ends of days and months."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from models.delivery import Delivery, DeliveryLine
from models.goods import Product
from models.money import Receivable
from models.parties import Customer
from services import (
    approval,
    billing,
    catalogue,
    contracts,
    deliveries,
    findings,
    orders,
    packing,
    payments,
    stock,
    tracking,
)
from services.import_batch import ImportHead
from services.import_prices import PriceRow, import_prices
from services.import_undo import take_back_prices
from services.listing import today
from services.reports.catalogue import ALL
from services.reports.definition import Ask, Result
from services.reports.period import Period
from tests.services.shop import D, Shop, ean


def told(shop: Shop, name: str, by: str = "", first: date | None = None, last: date | None = None) -> Result:
    day = shop.clock.today
    return ALL[name].answer(Ask(shop.owner, Period(first or day - timedelta(29), last or day), by))


def figures(result: Result) -> dict[str, Decimal | None]:
    return {f.name: f.value for f in result.figures}


def beside(result: Result) -> dict[str, tuple[Decimal | None, Decimal | None, Decimal | None]]:
    """Each headline with the period before and the same one last year."""
    return {f.name: (f.value, f.before, f.last_year) for f in result.figures}


def rows(result: Result) -> dict[Any, tuple[Any, ...]]:
    return {row[0]: row[1:] for row in result.rows}


def test_nothing_is_no_share_and_no_mean_and_every_sum_is_none_or_nothing(shop: Shop) -> None:
    for name, report in ALL.items():
        result = told(shop, name)
        shares = {m.name for m in report.measures if m.whole is not None}
        for figure in result.figures:
            assert figure.told, (name, figure.name)
            assert figure.value in ((None,) if figure.name in shares else (None, 0)), (name, figure.name)


def test_orders_and_their_approval_count_on_the_day_they_came_in_to_the_last_minute(shop: Shop) -> None:
    goods = shop.product()
    shop.stock(goods, 100)
    end = datetime(2026, 3, 31, 23, 59, 59).astimezone()
    shop.clock.now = end.astimezone(UTC)
    first = shop.approved((goods, 3))
    shop.clock.advance(seconds=1)
    back, gone = shop.order((goods, 1)), shop.order((goods, 2))
    shop.order((goods, 4))
    shop.clock.advance(hours=5)
    approval.send_back(shop.call("approver"), back.id, back.version, "price")
    orders.cancel_order(shop.call("clerk"), gone.id, gone.version, "not wanted")
    march, april = date(2026, 3, 1), date(2026, 4, 1)
    by_month = told(shop, "orders", "month", march, date(2026, 4, 30))
    assert rows(by_month) == {march: (1, 30, 30, 1), april: (2, 50, 25, 1)}
    assert figures(by_month)["amount"] == 80
    assert rows(told(shop, "orders", "quarter", march, date(2026, 4, 30))) == {
        date(2026, 1, 1): (1, 30, 30, 1), april: (2, 50, 25, 1),
    }  # fmt: skip
    asked = figures(told(shop, "approvals", "day", march, date(2026, 4, 30)))
    assert (asked["asked"], asked["turned"], asked["hours"]) == (4, 50, D("2.5"))
    assert first.id != back.id


def test_who_stopped_buying_had_a_habit_and_what_goes_together_is_told_against_chance(shop: Shop) -> None:
    one, two, three = (shop.product(sku) for sku in ("P-1", "P-2", "P-3"))
    for goods in (one, two, three):
        shop.stock(goods, 100)
    for _order in range(3):
        shop.approved((one, 1), (two, 1))
        shop.clock.advance(days=5)
    shop.approved((three, 1))
    assert told(shop, "lapsed").rows == ()
    shop.clock.advance(days=11)
    gone = told(shop, "lapsed")
    assert [row[1:] for row in gone.rows] == [(4, D("5.0"), shop.clock.today - timedelta(11), 11, 70)]
    assert (figures(gone)["customers"], gone.figures[0].n) == (1, 1)
    pairs = told(shop, "basket")
    assert [row[2:] for row in pairs.rows] == [(3, 100, D("1.3"))]
    assert figures(pairs) == {"orders": 4}
    asked = Ask(shop.owner, Period(shop.clock.today - timedelta(29), shop.clock.today), where=(("first", (one, two)),))
    assert ALL["basket"].behind(asked).ids == (3, 2, 1)
    heads = ALL["basket"].answer(replace(asked, where=(), compare=True)).figures
    assert [(f.before, f.last_year) for f in heads] == [(0, 0)]


def test_stock_is_worth_what_it_cost_and_what_lies_still_or_expires_is_told_apart(shop: Shop) -> None:
    lots = shop.product("LOT", cost=D(2), lot_tracked=True, category="a")
    moving, still = shop.product("P-1", cost=D(4), safety_stock=D(60)), shop.product("P-2", category="a")
    last = shop.clock.today + timedelta(20)
    shop.stock(lots, 10, lot="L1", expiry=last)
    shop.stock(lots, 5, lot="L2", expiry=last + timedelta(1))
    shop.stock(moving, 50)
    shop.stock(still, 7)
    shop.dispatched((moving, 5))
    shop.approved((moving, 5), (lots, 4))
    level = figures(told(shop, "stock", "category"))
    assert (level["products"], level["value"], level["pieces"]) == (3, 210, 67)
    assert (level["reserved"], level["low"], level["out"]) == (D("13.43"), D("33.33"), 0)
    expiring = told(shop, "expiring", "product", shop.clock.today, last)
    assert [row[1:] for row in expiring.rows] == [(10, 6, 20, 1)]
    days = (today() - shop.clock.today).days
    lying = rows(told(shop, "still"))
    assert lying["P-2  Product P-2"] == (7, None, True, None)
    assert lying["P-1  Product P-1"][:3] == (45, days, False)
    Product.update(cost=None).execute()
    assert figures(told(shop, "stock"))["value"] == 0
    assert told(shop, "abc").rows[0][1:4] == ("AZ", 50, 100)
    assert told(shop, "abc", "class").rows == (("A", 0, 0, 1, 1, 50, 100),)
    first = Ask(shop.owner, Period(shop.clock.today - timedelta(29), shop.clock.today))
    opened = ALL["abc"].behind(replace(first, where=(("class", "A"),)))
    assert (opened.window, opened.rows[0][1:4]) == ("inventory", ("AZ", 50, 100))
    sold = ALL["abc"].behind(replace(first, where=(("product", opened.ids[0]),)))
    assert (sold.window, sum(row[5] for row in sold.rows)) == ("delivery", 50)


def test_carriers_cost_by_what_was_sent_and_bills_are_due_by_their_day(shop: Shop) -> None:
    goods = shop.product()
    carrier = catalogue.add_carrier(shop.call("owner"), "YTO", "YTO", days=10).id
    shop.stock(goods, 100)
    for pieces, freight, grams in ((1, D(10), 1000), (2, D(20), 4000), (3, None, 500)):
        ready = shop.confirmed((goods, pieces))
        Delivery.update(carrier=carrier, freight=freight, weight_g=grams).where(Delivery.id == ready.id).execute()
        deliveries.dispatch_delivery(shop.call("logistics"), ready.id, ready.version)
    shop.confirmed((goods, 9))
    found = rows(told(shop, "carriers"))["YTO"]
    assert found[:6] == (3, 3, D("5.5"), 30, 15, 6)
    shop.clock.advance(days=10)
    payments.record_payment(shop.call("finance"), shop.customer_id, D(15), shop.clock.today)
    owed = figures(told(shop, "ageing"))
    assert (owed["open"], owed["bills"], owed["overdue"]) == (45, 2, 100)
    assert (owed["fresh"] or 0) + owed["late"] == owed["open"]
    assert sum((owed[age] or 0 for age in ("fresh", "to30", "to60", "to90", "to180", "older")), D(0)) == 45
    due = shop.clock.today + timedelta(20)
    assert rows(told(shop, "to_come", "day", due, due)) == {due: (45, 2)}
    assert told(shop, "to_come", "day", due + timedelta(1), due + timedelta(9)).rows == ()
    for sent, days in zip(Delivery.select().where(Delivery.state == "dispatched"), (0, 1), strict=False):
        shop.clock.advance(days=days)
        tracking.sign_for(shop.call("logistics"), sent.id, sent.version, "Wang")
    assert rows(told(shop, "carriers"))["YTO"][6:] == (D("10.5"), 50, 100)  # 10 and 11 days, of the 10 that it says


def test_backorders_are_told_by_why_the_goods_are_not_there(shop: Shop) -> None:
    bare, taken, frozen, coming, held = (shop.product() for _each in range(5))
    shop.stock(bare, 2)
    shop.stock(taken, 5)
    shop.stock(frozen, 3)
    stock.set_quality(shop.call("warehouse"), shop.balance(frozen).id, "frozen", "wet", D(3))
    day = shop.clock.today
    stock.order_goods(shop.call("warehouse"), 1, day + timedelta(3), (stock.Bought(coming, D(10)),))
    shop.approved((taken, 5))  # whole: waits for nothing
    first = shop.approved((bare, 5), (taken, 4), (frozen, 2))
    gone = shop.approved((bare, 9))
    orders.cancel_order(shop.call("clerk"), gone.id, gone.version, "not wanted")
    shop.approved((coming, 6), promised=day + timedelta(9))
    stopped = shop.approved((held, 1))
    orders.hold_order(shop.call("clerk"), stopped.id, stopped.version, "asks us to wait")
    shop.clock.advance(days=2)
    found = told(shop, "backorders")
    assert {cause: (lines, orders_, pieces, amount) for cause, (lines, orders_, pieces, _late, amount)
            in rows(found).items()} == {
        "nothing": (1, 1, 3, 30), "promised": (1, 1, 4, 40), "blocked": (1, 1, 2, 20), "coming": (1, 1, 6, 60),
        "hold": (1, 1, 1, 10),
    }  # fmt: skip
    heads = figures(found)
    assert (heads["lines"], heads["orders"], heads["pieces"], heads["amount"]) == (5, 3, 16, 160)
    behind = ALL["backorders"].behind(Ask(shop.owner, Period(day, day), where=(("cause", "nothing"),)))
    assert [(row[3], of) for row, of in zip(behind.rows, behind.ids, strict=True)] == [(D(3), first.id)]


def test_an_exposure_is_what_the_approval_says_in_its_parts_beside_the_limit(shop: Shop) -> None:
    goods = shop.product()
    shop.stock(goods, 100)
    other = catalogue.CustomerData("C2", "Free Hand", phone="13900000002")
    free = catalogue.add_customer(shop.call("owner"), other).id
    catalogue.add_customer(shop.call("owner"), catalogue.CustomerData("C3", "Idle", credit_limit=D(5)))
    shop.dispatched((goods, 4))
    payments.record_payment(shop.call("finance"), shop.customer_id, D(15), shop.clock.today)
    shop.by_month()
    shop.dispatched((goods, 2))
    shop.approved((goods, 3))
    gone = shop.approved((goods, 9))
    orders.cancel_order(shop.call("clerk"), gone.id, gone.version, "not wanted")
    shop.order((goods, 7))
    shop.approved((goods, 5), customer_id=free)
    Customer.update(credit_limit=D(60)).where(Customer.id == shop.customer_id).execute()
    found = told(shop, "exposure")
    assert rows(found) == {
        "Corner Shop": (125, 75, 60, 15, 25, 20, 30), "Free Hand": (None, 50, 0, 0, 0, 0, 50),
    }  # fmt: skip
    assert [(f.name, f.value, f.n) for f in found.figures if f.n is not None] == [("used", 125, 60), ("beyond", 100, 1)]
    today_, asked = shop.clock.today, Ask(shop.owner, Period(shop.clock.today, shop.clock.today))
    for customer, key in zip(("Corner Shop", "Free Hand"), found.keys, strict=True):
        e = findings.exposure(Customer.get_by_id(key), today_)
        assert (e.total, e.unpaid, e.unbilled, e.unshipped) == tuple(rows(found)[customer][at] for at in (1, 4, 5, 6))
        behind = ALL["exposure"].behind(replace(asked, where=(("customer", key),)))
        assert sum(row[4] for row in behind.rows) == e.total
    shop.clock.advance(days=26)
    billing.bill_month(shop.call("finance"), billing.last_day(today_))
    payments.record_payment(shop.call("finance"), shop.customer_id, D(75), today_)
    assert rows(told(shop, "exposure"))["Corner Shop"][:6] == (0, 0, 60, 0, -30, 0)
    behind = ALL["exposure"].behind(replace(asked, where=(("customer", shop.customer_id),)))
    assert sorted(row[4] for row in behind.rows) == [-30, 30]


def test_each_step_of_an_order_has_its_own_hours_and_goods_that_come_late_are_its_reservation(shop: Shop) -> None:
    goods = shop.product()
    order = shop.order((goods, 1))
    shop.clock.advance(hours=1)
    approval.approve_order(shop.call("approver"), order.id, order.version)
    shop.clock.advance(hours=3)
    shop.stock(goods, 10)
    delivery = Delivery.get()
    shop.clock.advance(hours=2)
    deliveries.release_delivery(shop.call("approver", "leaves_behind"), delivery.id, delivery.version)
    shop.pick(delivery.id)
    shop.clock.advance(hours=5)
    packing.check_delivery(shop.call("packer"), delivery.id)
    shop.clock.advance(hours=4)
    packing.pack_delivery(shop.call("packer"), delivery.id)
    ready = shop.confirm(delivery.id)
    deliveries.dispatch_delivery(shop.call("logistics"), ready.id, ready.version)
    off = shop.confirmed((goods, 1))
    deliveries.cancel_delivery(shop.call("logistics"), off.id, off.version, "changed")
    result = told(shop, "cycle")
    assert {step: (mean, n) for step, (mean, _median, _p90, _share, n) in rows(result).items()} == {
        "entry": (0, 1), "approval": (1, 1), "reservation": (3, 1), "release": (2, 1), "pick": (0, 1), "check": (5, 1),
        "pack": (4, 1), "hand_over": (0, 1), "transit": (None, 0), "shipped": (15, 1),
    }  # fmt: skip
    assert (rows(result)["check"][3], figures(result)["bottleneck"]) == (D("33.33"), 5)
    slow = ALL["cycle"].behind(
        Ask(shop.owner, Period(shop.clock.today - timedelta(3), shop.clock.today), where=(("step", "check"),))
    )
    assert [(row[0], of) for row, of in zip(slow.rows, slow.ids, strict=True)] == [(5, delivery.id)]


def test_a_season_is_a_month_by_the_average_one_and_less_than_a_year_is_not_enough(shop: Shop) -> None:
    goods = shop.product()
    shop.clock.now = datetime(2023, 12, 31, 4, tzinfo=UTC)
    shop.stock(goods, 1000)
    shop.dispatched((goods, 50))
    sent, day = Delivery.get().id, shop.clock.today
    # Twice as much each March, nothing each June; the January after the two years is cut by the period's end.
    for month in range(25):
        of_year = month % 12 + 1
        if of_year != 6:
            Receivable.create(customer=shop.customer_id, delivery=sent, amount=D(20 if of_year == 3 else 10), open=D(0),
                              day=date(2024 + month // 12, of_year, 28), due=day)  # fmt: skip
    first = date(2023, 12, 1)
    half = told(shop, "seasons", "", first, date(2024, 11, 30))
    assert {month: (index, mean, n) for month, (index, mean, _last, n) in rows(half).items()} == {
        f"{month:02d}": (None, {3: 20, 6: 0}.get(month, 10), 1) for month in range(1, 12)
    }  # fmt: skip
    assert [(f.term, f.value, f.n) for f in half.figures][-1] == ("Not enough data", 11, 12)
    whole = told(shop, "seasons", "", first, date(2026, 1, 30))
    assert {month: (index, n) for month, (index, _mean, _last, n) in rows(whole).items()} == {
        f"{month:02d}": ({3: 200, 6: 0}.get(month, 100), 2) for month in range(1, 13)
    }  # fmt: skip
    assert [(f.term, f.value, f.n) for f in whole.figures] == [
        ("March", 200, 2), ("June", 0, 2), ("Whole months", 24, 12),
    ]  # fmt: skip
    asked = Ask(shop.owner, Period(first, date(2026, 1, 30)), where=(("month", "03"),))
    assert [row[2:] for row in ALL["seasons"].behind(asked).rows] == [(date(2025, 3, 28), 20), (date(2024, 3, 28), 20)]


def test_each_product_has_its_own_season_of_the_months_that_everything_sold_in(shop: Shop) -> None:
    steady, summer = shop.product("P-1", category="tea"), shop.product("P-2", category="ice")
    shop.clock.now = datetime(2024, 1, 1, 4, tzinfo=UTC)
    shop.stock(steady, 100)
    shop.stock(summer, 100)
    Customer.update(payment_days=400).execute()
    for month, sold in ((1, (steady, 12)), (3, (steady, 24)), (7, (summer, 6))):
        shop.clock.now = datetime(2024, month, 1, 4, tzinfo=UTC)
        shop.dispatched(sold)
    found = told(shop, "seasons", "product", date(2023, 1, 1), date(2024, 12, 31))
    assert {row[0][-1]: row[1:] for row in found.rows} == {
        "1": ("03", 800, "02", 0, 360), "2": ("07", 1200, "01", 0, 60),
    }  # fmt: skip
    assert [row[0] for row in told(shop, "seasons", "category", date(2024, 1, 1), date(2024, 12, 31)).rows] == [
        "tea", "ice",
    ]  # fmt: skip
    asked = Ask(shop.owner, Period(date(2023, 1, 1), date(2024, 12, 31)), "product")
    opened = ALL["seasons"].behind(replace(asked, where=(("product", found.keys[1]),)))
    assert (opened.window, [row[5] for row in opened.rows]) == ("delivery", [60])


def test_a_changed_price_is_told_with_what_it_was_and_what_was_sold_to_whom_around_it(shop: Shop) -> None:
    shop.clock.now = datetime(2026, 3, 29, 4, tzinfo=UTC)
    goods, quiet = shop.product("P-1"), shop.product("P-2")
    shop.stock(goods, 100)
    shop.dispatched((goods, 3))
    shop.clock.advance(days=2)
    new = catalogue.ProductData("P-1", "Product P-1", unit="pc", price=D(12), codes=(catalogue.Code(ean(1)),))
    catalogue.change_product(shop.call("owner"), goods, 1, new)
    catalogue.change_product(shop.call("owner"), goods, 2, replace(new, cost=D(4)))
    other = catalogue.add_customer(shop.call("owner"), catalogue.CustomerData("C2", "Second", price_level="A")).id
    shop.dispatched((goods, 2))
    shop.dispatched((goods, 5), customer_id=other)
    shop.clock.advance(days=1)
    own = catalogue.set_price(shop.call("clerk"), goods, D(9), shop.customer_id)
    catalogue.set_price(shop.call("clerk"), goods, D(6), level="A")
    shop.clock.advance(days=1)
    catalogue.end_price(shop.call("clerk"), own.id)
    lines = (contracts.ContractLine(goods, D(12)), contracts.ContractLine(quiet, D(8)))
    contracts.save_contract(shop.call("clerk"), other, "2026", None, None, lines)
    found = told(shop, "price_changes", "", date(2026, 3, 31), shop.clock.today)
    assert [(row[0][:3], row[1], *row[3:]) for row in found.rows] == [
        ("P-1", "Second", 6, 12, 100, 5, 0, "Clerk"), ("P-2", "Second", 10, 8, -20, 0, 0, "Clerk"),
        ("P-1", "Corner Shop", 9, 12, D("33.33"), 5, 0, "Clerk"), ("P-1", "A", 12, 6, -50, 5, 0, "Clerk"),
        ("P-1", "Corner Shop", 12, 9, -25, 5, 0, "Clerk"), ("P-1", "", 10, 12, 20, 3, 7, "Olive Owner"),
    ]  # fmt: skip
    assert [(f.value, f.n) for f in found.figures] == [(6, 2), (50, 6), (D("9.72"), 6)]
    march = told(shop, "price_changes", "", date(2026, 3, 1), date(2026, 3, 31))
    assert [row[4] for row in march.rows] == [12]
    assert told(shop, "price_changes", "", date(2026, 3, 1), date(2026, 3, 30)).rows == ()
    asked = Ask(shop.owner, Period(date(2026, 3, 31), shop.clock.today), where=(("product", found.keys[-1]),))
    assert sorted(row[2] for row in ALL["price_changes"].behind(asked).rows) == [2, 3, 5]
    import_prices(shop.call("owner"), ImportHead("a.xlsx", total=1), (PriceRow(2, quiet, D(11)),))
    newest = told(shop, "price_changes").rows[0]
    assert (newest[0][:3], newest[1], *newest[3:6]) == ("P-2", "", 10, 11, 10)


def test_prices_that_are_taken_back_with_their_file_or_renewed_after_a_gap_are_changes_too(shop: Shop) -> None:
    goods, quiet = shop.product("P-1"), shop.product("P-2")
    mine = catalogue.set_price(shop.call("clerk"), goods, D(9), shop.customer_id)
    came = (PriceRow(2, goods, D(7), shop.customer_id), PriceRow(3, quiet, D(11)), PriceRow(4, quiet, D(8), level="A"))
    batch = import_prices(shop.call("owner"), ImportHead("a.xlsx", total=3), came).batch_id
    shop.clock.advance(hours=1)
    take_back_prices(shop.call("owner"), batch)
    today = shop.clock.today
    lines = (contracts.ContractLine(quiet, D(6)),)
    contracts.save_contract(shop.call("clerk"), shop.customer_id, "1", today, today, lines)
    contracts.renew_contract(shop.call("clerk"), shop.customer_id, "1", "2", today + timedelta(1), None)
    shop.clock.advance(days=5)
    contracts.end_contract(shop.call("clerk"), shop.customer_id, "2")
    contracts.renew_contract(shop.call("clerk"), shop.customer_id, "2", "3", shop.clock.today, None)
    found = [(row[0][:3], row[1], *row[3:5]) for row in told(shop, "price_changes").rows]
    assert found[:3] == [("P-2", "Corner Shop", 10, 6), ("P-2", "Corner Shop", 6, 10), ("P-2", "Corner Shop", 10, 6)]
    assert sorted(found[3:6]) == [("P-1", "Corner Shop", 7, 9), ("P-2", "", 11, 10), ("P-2", "A", 8, 10)]
    assert (len(found), mine.id > 0) == (10, True)


def test_waiting_approvals_are_told_by_their_age_until_they_are_decided(shop: Shop) -> None:
    goods = shop.product()
    now = datetime.now(UTC)
    decided = []
    for hours in (73, 30, 1, 1, 1):
        shop.clock.now = now - timedelta(hours=hours)
        decided.append(shop.order((goods, hours)))
    orders.hold_order(shop.call("clerk"), decided[2].id, decided[2].version, "asks us to wait")
    orders.cancel_order(shop.call("clerk"), decided[3].id, decided[3].version, "not wanted")
    approval.approve_order(shop.call("approver"), decided[4].id, decided[4].version)
    found = told(shop, "waiting")
    assert {age: (row[0], row[3], row[4], row[5]) for age, row in rows(found).items()} == {
        "d": (1, 100, 0, 730), "c": (1, 100, 0, 300), "a": (1, 0, 1, 10),
    }  # fmt: skip
    heads = {f.name: (f.value, f.n) for f in found.figures}
    assert (heads["orders"], heads["long"]) == ((3, None), (D("66.67"), 3))
    assert (round(heads["hours"][0], 1), round(heads["oldest"][0], 1)) == (D("34.7"), 73)
    asked = Ask(shop.owner, Period(shop.clock.today, shop.clock.today), where=(("age", "c"),))
    assert ALL["waiting"].behind(asked).ids == (decided[1].id,)


def test_what_lay_in_the_house_turned_over_and_carried_the_sales_is_compared(shop: Shop) -> None:
    """A year of three ten days: the ones asked for, the ten before, and the same ones last year."""
    one, two = shop.product("ONE", cost=D(4)), shop.product("TWO", cost=D(1))
    Customer.update(payment_days=365).execute()
    now = shop.clock.now
    shop.clock.now = now - timedelta(365)
    shop.stock(one, 100)  # 100 in the house at the end of last year's ten days
    shop.dispatched((one, 20))
    shop.clock.now = now - timedelta(200)
    shop.stock(two, 50)
    shop.clock.now = now - timedelta(12)
    shop.dispatched((one, 10))
    shop.dispatched((two, 2))
    shop.clock.now = now
    shop.dispatched((one, 40))
    day = shop.clock.today
    asked = Ask(shop.owner, Period(day - timedelta(9), day), compare=True)
    assert asked.others == (Period(day - timedelta(19), day - timedelta(10)),
                            Period(date(2025, day.month, day.day) - timedelta(9), date(2025, day.month, day.day)))
    there = beside(ALL["over_time"].answer(asked))
    assert there["there"] == (78, 118, 80)
    assert there["value"] == (30 * 4 + 48, 70 * 4 + 48, 80 * 4)
    assert (there["came"], there["sent"]) == ((0, 0, 100), (40, 12, 20))
    assert there["mean"] == ((118 * 9 + 78) / D(10), (130 * 7 + 118 * 3) / D(10), D(8))
    alone = beside(ALL["over_time"].answer(replace(asked, where=(("product", two),))))
    assert (alone["there"], alone["out"]) == ((48, 48, 0), (0, 0, 10))
    turned = beside(ALL["turnover"].answer(asked))
    assert turned["sent"] == (160, 42, 80)
    assert turned["mean"] == (50 * 4 + 48, 75 * 4 + 49, 40 * 4)
    assert turned["turns"] == tuple((D(sent) * 365 / 10 / D(mean)).quantize(D("0.1"))
                                    for sent, mean in ((160, 248), (42, 349), (80, 160)))
    letters = beside(ALL["abc"].answer(asked))
    assert [letters[each] for each in "ABC"] == [(1, 1, 1), (0, 1, 0), (0, 0, 0)]
    for name in ("over_time", "turnover", "abc", "lapsed", "counting"):
        for other, at in zip(asked.others, (1, 2), strict=True):
            then = figures(ALL[name].answer(Ask(shop.owner, other)))
            assert {key: each[at] for key, each in beside(ALL[name].answer(asked)).items()} == then, name


def test_who_stopped_buying_before_and_a_year_ago_is_beside_who_did_now(shop: Shop) -> None:
    goods = shop.product()
    shop.stock(goods, 100)
    for _order in range(3):
        shop.approved((goods, 1))
        shop.clock.advance(days=2)
    shop.clock.advance(days=20)
    first = shop.clock.today - timedelta(29)
    asked = Ask(shop.owner, Period(first + timedelta(30), first + timedelta(59)), compare=True)
    heads = beside(ALL["lapsed"].answer(asked))
    assert heads == {"customers": (0, 1, 0), "amount": (0, 30, 0)}


def test_the_slowest_step_is_held_against_the_same_step_before(shop: Shop) -> None:
    goods = shop.product()
    shop.stock(goods, 100)
    for hours in (6, 2):
        ready = shop.packed((goods, 1))
        shop.clock.advance(hours=hours)
        sent = shop.confirm(ready.id)
        deliveries.dispatch_delivery(shop.call("logistics"), sent.id, sent.version)
        shop.clock.advance(days=10)
    day = shop.clock.today
    asked = Ask(shop.owner, Period(day - timedelta(14), day), compare=True)
    assert beside(ALL["cycle"].answer(asked))["bottleneck"] == (2, 6, None)


def test_arrivals_are_in_time_to_the_last_minute_of_their_day_also_at_the_end_of_a_month(shop: Shop) -> None:
    """Promised for March 31st: signed in the last minute, in the first one of April, short, refused, lost, still on the
    way, still in the house, cancelled, and one promised for April."""
    goods, day = shop.product(), date(2026, 3, 31)
    shop.stock(goods, 100)
    shop.clock.now = datetime(2026, 3, 30, 9).astimezone()
    in_time, late, short, refused, lost, _under_way = (shop.dispatched((goods, 1), promised=day) for _each in range(6))
    shop.confirmed((goods, 1), promised=day)
    off = shop.confirmed((goods, 1), promised=day)
    deliveries.cancel_delivery(shop.call("logistics"), off.id, off.version, "changed")
    shop.dispatched((goods, 1), promised=day + timedelta(1))
    who, line = shop.call, DeliveryLine.get(DeliveryLine.delivery == short)
    shop.clock.now = datetime(2026, 3, 31, 23, 59).astimezone()
    tracking.sign_for(who("logistics"), in_time.id, in_time.version, "Carl")
    gone = (tracking.Difference(line.id, D(1), "short"),)
    tracking.sign_for(who("logistics"), short.id, short.version, "Carl", gone)
    tracking.not_delivered(who("logistics"), refused.id, refused.version, "refused", "not ordered")
    tracking.not_delivered(who("logistics"), lost.id, lost.version, "lost", "nobody knows")
    shop.clock.now = datetime(2026, 4, 1, 6).astimezone()
    tracking.sign_for(who("logistics"), late.id, late.version, "Carl")
    march = told(shop, "arrivals", "month", day.replace(day=1), day)
    assert {f.name: (f.value, f.n) for f in march.figures} == {
        "in_time": (D("33.33"), 6), "left": (6, None), "late": (1, None), "days": (D("0.25"), 1),
        "differs": (20, 5), "refused": (20, 5), "lost": (20, 5),
    }  # fmt: skip
    assert [row[:3] for row in march.rows] == [(day.replace(day=1), D("33.33"), 6)]
    april = told(shop, "arrivals", "day", day + timedelta(1), day + timedelta(30))
    assert [row[:3] for row in april.rows] == [(day + timedelta(1), 0, 1)]
