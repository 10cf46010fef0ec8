"""What the start page reads, on both engines."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from desktop.windows import PLACES
from services import approval, lists, orders, quotations, stock, today, waiting
from services.listing import Query
from tests.services.shop import D, Shop
from ui.today.words import CARDS, JOBS

LISTS = {"orders": lists.ORDERS, "delivery": lists.DELIVERIES, "inventory": lists.PRODUCTS}


def figure(shop: Shop, role: str, kind: str) -> today.Figure:
    return next(f for f in today.figures(shop.actors[role], shop.clock()) if f.kind == kind)


def tasks(shop: Shop, role: str) -> dict[str, waiting.Task]:
    return {task.kind: task for task in waiting.waiting(shop.actors[role], shop.clock())}


def test_each_person_sees_the_first_seven_figures_of_their_rights(shop: Shop) -> None:
    seen = {role: [f.kind for f in today.figures(shop.actors[role], shop.clock())] for role in ("owner", "packer")}
    assert seen == {
        "owner": ["due_today", "late", "road", "to_approve", "short", "owed", "shipped"],
        "packer": ["due_today", "to_pick", "low"],
    }


def test_who_sees_a_card_or_a_task_may_open_the_window_it_leads_to(shop: Shop) -> None:
    takes = {place.name: place.right for place in PLACES}
    cards = {make(shop.clock.today).kind: rights for rights, make in today.CARDS}
    jobs = {kind: rights for kinds, rights, _find in waiting.KINDS for kind in kinds}
    assert (set(cards), set(jobs)) == (set(CARDS), set(JOBS))
    led = [(kind, rights, takes[CARDS[kind].window]) for kind, rights in cards.items()]
    led += [(kind, rights, takes[JOBS[kind].window]) for kind, rights in jobs.items()]
    assert [kind for kind, rights, right in led if right and right not in rights] == []


def test_a_delivery_promised_for_today_is_counted_until_it_leaves(shop: Shop) -> None:
    goods = shop.product()
    shop.stock(goods, 100)
    day = shop.clock.today
    packed = shop.packed((goods, 2), promised=day)
    shop.approved((goods, 1), promised=day)
    shop.approved((goods, 1), promised=day + timedelta(1))
    found = figure(shop, "owner", "due_today")
    assert (found.value, found.part) == (2, 1)
    rows, count = today.leaving(day)
    assert (count, {row.number for row in rows} >= {packed.number}) == (2, True)
    shop.confirm(packed.id)
    shop.dispatched((goods, 3), promised=day)
    assert figure(shop, "owner", "due_today").value == 2
    assert figure(shop, "owner", "shipped").value == D(30)


def test_late_orders_are_counted_with_their_money_and_the_oldest(shop: Shop) -> None:
    goods = shop.product()
    shop.order((goods, 5), promised=shop.clock.today)
    shop.order((goods, 1), promised=shop.clock.today + timedelta(2))
    assert figure(shop, "clerk", "late").value == 0
    shop.clock.advance(days=3)
    found = figure(shop, "clerk", "late")
    assert (found.value, found.days, found.amount) == (2, 3, D(60))
    late = [task for task in waiting.waiting(shop.actors["clerk"], shop.clock()) if task.kind == "late"]
    assert [(task.party, task.days) for task in late] == [("Corner Shop", 3), ("Corner Shop", 1)]


def test_many_of_a_kind_are_one_task(shop: Shop) -> None:
    goods = shop.product()
    for _each in range(3):
        shop.order((goods, 1))
    found = tasks(shop, "approver")["decide"]
    assert (found.id, found.count) == (None, 3)


def test_short_lines_say_for_how_many_goods_arrive_soon(shop: Shop) -> None:
    soon, never = shop.product(), shop.product()
    shop.approved((soon, 5), (never, 2))
    stock.order_goods(shop.call("warehouse"), 1, shop.clock.today + timedelta(2), (stock.Bought(soon, D(10)),))
    found = figure(shop, "owner", "short")
    assert (found.value, found.part) == (2, 1)


def test_an_order_sent_back_waits_for_its_author_with_the_reason(shop: Shop) -> None:
    order = shop.order((shop.product(), 1))
    approval.send_back(shop.call("approver"), order.id, order.version, "Which colour?")
    found = tasks(shop, "clerk")["sent_back"]
    assert (found.id, found.text) == (order.id, "Which colour?")
    assert "sent_back" not in tasks(shop, "owner")


def test_sign_offs_wait_only_for_those_who_may_give_them(shop: Shop) -> None:
    goods = shop.product()
    shop.stock(goods, 10)
    packed = shop.packed((goods, 1))
    assert tasks(shop, "packer")["sign"].number == packed.number
    assert "sign" not in tasks(shop, "finance")


def test_the_series_count_days_and_weeks_by_what_left_in_time(shop: Shop) -> None:
    goods = shop.product()
    shop.stock(goods, 100)
    shop.dispatched((goods, 1), promised=shop.clock.today)
    shop.dispatched((goods, 1), promised=shop.clock.today - timedelta(1))
    found = today.series(shop.clock())
    assert found.days[-1] == (shop.clock.today, 2, 2)
    assert found.weeks[-1][1:] == (2, 1)
    assert sum(came for _day, came, _left in found.days[:-1]) == 0


def test_a_draft_nobody_submitted_waits_for_nobody(shop: Shop) -> None:
    orders.create_order(shop.call("clerk"), shop.draft((shop.product(), 1)))
    assert set(tasks(shop, "approver")) == set()
    assert figure(shop, "approver", "to_approve").value == Decimal(0)


def test_what_was_never_promised_is_not_late(shop: Shop) -> None:
    shop.clock.now = datetime.now(UTC)  # lists ask the PC's own clock
    goods, today_ = shop.product(), shop.clock.today
    shop.clock.advance(days=-5)
    day = shop.clock.today + timedelta(1)
    quoted = orders.create_order(shop.call("clerk"), shop.draft((goods, 7), promised=day))
    quotations.issue_quotation(shop.call("clerk"), quoted.id, quoted.version, day)
    rejected = shop.order((goods, 5), promised=day)
    approval.reject_order(shop.call("approver"), rejected.id, rejected.version, "Too far away")
    submitted = shop.order((goods, 1), promised=day)
    approved = shop.order((goods, 2), promised=day)
    approval.approve_order(shop.call("approver", "short_stock"), approved.id, approved.version)
    shop.clock.advance(days=5)
    assert shop.clock.today == today_
    found = figure(shop, "clerk", "late")
    assert (found.value, found.days, found.amount) == (2, 4, D(30))
    listed = lists.ORDERS.page(Query(filters=(("late", "yes"),))).keys
    assert [key[-1] for key in listed] == [submitted.id, approved.id]
    late = [task.id for task in waiting.waiting(shop.clerk, shop.clock()) if task.kind == "late"]
    assert late == [submitted.id, approved.id]


def test_each_figure_counts_what_the_list_behind_it_holds(shop: Shop) -> None:
    shop.clock.now = datetime.now(UTC)  # lists ask the PC's own clock
    goods, rare = shop.product(), shop.product()
    shop.stock(goods, 50)
    today_ = shop.clock.today
    shop.packed((goods, 1), promised=today_ - timedelta(1))
    shop.packed((goods, 1), promised=today_)
    shop.packed((goods, 1), promised=today_ + timedelta(1))
    for _twice in range(2):
        order = shop.order((goods, 1), (rare, 2))
        approval.approve_order(shop.call("approver", "short_stock"), order.id, order.version)
    shop.clock.advance(days=-1)
    shop.dispatched((goods, 1))
    shop.clock.advance(days=1)
    shop.signed((goods, 1))
    shop.confirm(shop.packed((goods, 1), promised=today_ + timedelta(1)).id)
    scarce = shop.product("SCARCE", safety_stock=D(5))
    shop.stock(scarce, 2)
    told = {figure.kind: figure for figure in (make(today_) for _rights, make in today.CARDS)}
    behind = {
        "due_today": (lists.DELIVERIES, ("leaving", "house")), "short": (lists.ORDERS, ("short", "yes")),
        "left": (lists.DELIVERIES, ("left", "today")), "month": (lists.DELIVERIES, ("left", "month")),
        "before": (lists.DELIVERIES, ("left", str(today_ - timedelta(1)))), "came": (lists.ORDERS, ("came", "today")),
        **{kind: (LISTS[CARDS[kind].window], *CARDS[kind].where.items()) for kind in ("late", "to_dispatch", "low")},
    }  # fmt: skip
    listed = {name: listing.count(Query(filters=(narrowed,))) for name, (listing, narrowed) in behind.items()}
    assert (told["due_today"].value, told["short"].value, told["short"].other) == (2, 2, 2)
    month = 2 if today_.day > 1 else 1
    assert listed == {
        "due_today": 2,
        "short": 2,
        "left": 1,
        "before": 1,
        "month": month,
        "came": 7,
        "late": told["late"].value,
        "to_dispatch": told["to_dispatch"].value,
        "low": told["low"].value,
    }
    assert (told["late"].value, told["to_dispatch"].value, told["to_dispatch"].part) == (1, 1, 3)
    assert (told["low"].value, tasks(shop, "warehouse")["buy"].count) == (2, 2)  # one is low, one is out
    _day, came, left = today.series(shop.clock()).days[-1]
    assert (came, left) == (listed["came"], listed["left"])


def test_what_is_late_on_the_road_waits_for_who_tracks(shop: Shop) -> None:
    goods = shop.product()
    shop.stock(goods, 50)
    late = shop.dispatched((goods, 1), promised=shop.clock.today - timedelta(2))
    shop.signed((goods, 1), promised=shop.clock.today - timedelta(2), missing=1)
    for who, kinds in ((shop.logistics, [("road", late.number, 2)]), (shop.packer, [])):
        told = [(t.kind, t.number, t.days) for t in waiting.waiting(who, shop.clock()) if t.kind == "road"]
        assert told == kinds
