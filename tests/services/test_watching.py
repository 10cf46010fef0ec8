"""Rules that hold open one incident per subject; it follows its cause to the end."""

from datetime import date, datetime, timedelta
from importlib import import_module
from typing import get_args

import pytest

from models.base import db
from models.delivery import Delivery
from models.exchange import ImportBatch, ImportRow
from models.orders import SalesOrder
from models.people import Setting, User
from models.watch import Incident, IncidentNote
from services import (
    act_requests,
    adjusting,
    approval,
    deliveries,
    incidents,
    orders,
    settings,
    stock_count,
    tracking,
    waiting,
    workdays,
)
from services.errors import Refusal
from services.listing import Query
from services.lists import INCIDENTS
from services.people import ROLES
from services.watch import schedule, watching
from services.watch import views as watch_views
from services.watch.changed import RoleCode, Severity, When
from services.watch.rules import RULES, SEVERITIES, in_force
from tests.services.conftest import Engine
from tests.services.shop import D, Shop, opened


def sweep(shop: Shop) -> int:
    planned = watching.look(shop.clock())
    return watching.keep(shop.call("packer"), planned) if planned else 0


def of(code: str) -> list[Incident]:
    return list(Incident.select().where(Incident.kind == code).order_by(Incident.id))


def step(shop: Shop, row: Incident, state: str, text: str = "") -> None:
    incidents.step_incident(shop.call("warehouse"), row.id, row.version, state, text)


def test_a_product_that_runs_low_opens_one_incident_and_goods_end_it(shop: Shop) -> None:
    goods = shop.product(safety_stock=D(10))
    shop.stock(goods, 5)
    assert sweep(shop) == 1
    assert sweep(shop) == 0
    row = of("stock_low")[0]
    assert (row.subject_kind, row.subject_id, row.state) == ("product", goods, "open")
    shop.clock.advance(days=1)
    shop.stock(goods, 2)
    assert sweep(shop) == 1
    assert '"figure":"7.000"' in of("stock_low")[0].detail
    shop.stock(goods, 20)
    sweep(shop)
    assert [(r.id, r.state) for r in of("stock_low")] == [(row.id, "resolved")]
    assert [n.text for n in IncidentNote.select().where(IncidentNote.incident == row)][-1] == "gone"
    adjusting.adjust(shop.call("warehouse"), shop.balance(goods).id, D(1), "counted")
    sweep(shop)
    assert [(r.id, r.state) for r in of("stock_low")] == [(row.id, "open")]


def test_an_order_waits_for_approval_until_it_is_decided_and_escalates_when_nobody_answers(shop: Shop) -> None:
    order = shop.order((shop.product(), 1))
    assert not [p for p in watching.look(shop.clock()) if p.rule == "order_waits"]
    shop.clock.advance(hours=8)
    sweep(shop)
    assert of("order_waits")[0].severity == "normal"
    shop.clock.advance(hours=5)
    sweep(shop)
    row = of("order_waits")[0]
    assert (row.severity, row.state) == ("high", "open")
    texts = [n.text for n in IncidentNote.select().where(IncidentNote.incident == row).order_by(IncidentNote.id)]
    assert texts == ["", "escalated"]
    approval.reject_order(shop.call("approver"), order.id, order.version, "no")
    sweep(shop)
    assert of("order_waits")[0].state == "resolved"


def test_what_was_called_resolved_while_it_goes_on_is_opened_again_after_a_day(shop: Shop) -> None:
    shop.stock(shop.product(safety_stock=D(10)), 5)
    sweep(shop)
    step(shop, of("stock_low")[0], "resolved", "ordered more")
    assert sweep(shop) == 0
    shop.clock.advance(hours=25)
    assert sweep(shop) == 1
    assert of("stock_low")[0].state == "open"


def test_what_was_accepted_stays_so_until_its_cause_ends_and_returns(shop: Shop) -> None:
    goods = shop.product(safety_stock=D(10))
    shop.stock(goods, 5)
    sweep(shop)
    step(shop, of("stock_low")[0], "accepted", "we sell it out")
    shop.clock.advance(days=9)
    assert sweep(shop) == 0
    shop.stock(goods, 20)
    sweep(shop)
    assert of("stock_low")[0].state == "accepted"
    adjusting.adjust(shop.call("warehouse"), shop.balance(goods).id, D(1), "counted")
    sweep(shop)
    assert of("stock_low")[0].state == "open"


def test_a_late_delivery_warns_in_the_house_and_on_its_way(shop: Shop) -> None:
    goods = shop.product()
    shop.stock(goods, 100)
    day = shop.clock.today
    here = shop.confirmed((goods, 1), promised=day)
    gone = shop.dispatched((goods, 1), promised=day)
    shop.approved((goods, 1), promised=day + timedelta(2))
    shop.clock.advance(days=1, hours=9)
    found = {(p.rule, p.subject) for p in watching.look(shop.clock()) if p.kind == "delivery"}
    assert {("leaves_late", here.id), ("arrives_late", gone.id)} < found
    assert [rule for rule, _subject in found if rule == "promise_risk"] == ["promise_risk"]
    sweep(shop)
    deliveries.dispatch_delivery(shop.call("logistics"), here.id, here.version)
    sweep(shop)
    assert of("leaves_late")[0].state == "resolved"


def test_a_promise_is_at_risk_so_many_hours_before_its_day_ends(shop: Shop) -> None:
    """Promised for March 10th; 36 hours before its end it is noon of the 9th."""
    goods = shop.product()
    shop.stock(goods, 2)
    planned = shop.approved((goods, 1), promised=datetime(2026, 3, 10).date()).deliveries[0]
    shop.clock.now = datetime(2026, 3, 9, 11, 59).astimezone()
    assert holds(shop, "promise_risk") == []
    shop.clock.now = datetime(2026, 3, 9, 12).astimezone()
    assert holds(shop, "promise_risk") == [("delivery", planned, 36)]
    shop.clock.now = datetime(2026, 3, 10, 23, 30).astimezone()
    assert holds(shop, "promise_risk") == [("delivery", planned, 0)]
    shop.clock.now = datetime(2026, 3, 11).astimezone()
    assert holds(shop, "promise_risk") == []


def test_an_order_of_which_nothing_can_be_planned_is_at_risk_then_late_until_it_is_planned(shop: Shop) -> None:
    """Nothing is there; then a part leaves and the rest is still wanted; then all of it is on a delivery."""
    goods = shop.product()
    day = shop.clock.today
    bare = shop.approved((goods, 5), promised=day + timedelta(1))
    assert bare.deliveries == ()
    shop.approved((goods, 5))  # promised for no day
    shop.order((goods, 5), promised=day)  # not approved
    gone = shop.approved((goods, 5), promised=day)
    orders.cancel_order(shop.call("clerk"), gone.id, gone.version, "not wanted")
    assert holds(shop, "promise_risk") == holds(shop, "order_late") == []
    shop.clock.advance(days=1)
    assert [found[:2] for found in holds(shop, "promise_risk")] == [("order", bare.id)]
    assert holds(shop, "order_late") == []
    shop.clock.advance(days=1)
    assert (holds(shop, "promise_risk"), holds(shop, "order_late")) == ([], [("order", bare.id, 1)])
    sweep(shop)
    shop.stock(goods, 2)
    assert holds(shop, "order_late") == []
    assert [found[0] for found in holds(shop, "leaves_late")] == ["delivery"]
    sweep(shop)
    assert of("order_late")[0].state == "resolved"
    part = Delivery.get(Delivery.order == bare.id)
    deliveries.release_delivery(shop.call("approver"), part.id, part.version)
    sent = shop.confirm(shop.pack(part.id).id)
    deliveries.dispatch_delivery(shop.call("logistics"), sent.id, sent.version)
    assert holds(shop, "order_late") == [("order", bare.id, 1)]
    sweep(shop)
    assert (of("order_late")[0].state, of("order_late")[0].severity) == ("open", "high")


@pytest.mark.parametrize(("days", "hours"), [(2, 48), (500, 9999)])
def test_a_risk_that_a_company_said_in_days_is_said_in_hours(shop: Shop, days: int, hours: int) -> None:
    settings.change_settings(shop.call("owner"), {"watch.rules": {"promise_risk": {"limit": days, "hours": 4}}})
    migration = import_module("models.migrations.0003_deeper")
    with db.obj.bind_ctx((migration.Setting,), bind_refs=False, bind_backrefs=False):
        migration.risk_in_hours()
    rule = in_force()["promise_risk"]
    assert (rule.limit, rule.hours) == (hours, 4)


def test_refused_scans_pile_up(shop: Shop) -> None:
    goods = shop.product()
    shop.stock(goods, 10)
    delivery = shop.released((goods, 2))
    shop.scan(delivery.id, shop.label(goods))
    for _each in range(4):
        shop.scan(delivery.id, "690999999999")
    assert not [p for p in watching.look(shop.clock()) if p.rule == "refused_scans"]
    shop.scan(delivery.id, "690999999999")
    assert [p.figure for p in watching.look(shop.clock()) if p.rule == "refused_scans"] == [5]
    sweep(shop)
    shop.clock.advance(days=3)
    sweep(shop)
    assert of("refused_scans")[0].state == "open"  # that it is long ago is no answer


def test_lots_that_have_expired_and_goods_that_nobody_wants(shop: Shop) -> None:
    milk = shop.product(lot_tracked=True)
    shop.stock(milk, 4, "L1", expiry=shop.clock.today + timedelta(9))
    shop.product()
    for days, left in ((0, 9), (20, -11)):
        shop.clock.advance(days=days)
        sweep(shop)
        sweep(shop)  # what escalates is told how bad it is the next time
        assert [(row.state, watch_views.incident(row.id).figure) for row in of("lot_expires")] == [("open", left)]
    assert of("stock_low") == []


def test_a_rule_is_changed_switched_off_and_tried_before(shop: Shop) -> None:
    shop.order((shop.product(), 1))
    shop.clock.advance(hours=3)
    assert watching.now_holds("order_waits", 2, shop.clock()) != ()
    assert watching.now_holds("order_waits", 8, shop.clock()) == ()
    change = {"watch.rules": {"order_waits": {"limit": 2, "severity": "low", "hours": 1}}}
    settings.change_settings(shop.call("owner"), change)
    assert (in_force()["order_waits"].limit, in_force()["stock_low"]) == (2, RULES["stock_low"])
    sweep(shop)
    assert of("order_waits")[0].severity == "low"
    settings.change_settings(shop.call("owner"), {"watch.rules": {"order_waits": {"on": False}}})
    sweep(shop)
    assert of("order_waits")[0].state == "resolved"


@pytest.mark.parametrize(
    "change",
    [{"limit": "soon"}, {"limit": 10**12}, {"limit": -1}, {"hours": 0}, {"hours": 721}, {"severity": "mild"},
     {"role": "nobody"}, {"when": "never"}, {"at": 24}, {"on": "perhaps"}, {"limit": None}],
)  # fmt: skip
def test_what_a_rule_can_not_be_is_refused(shop: Shop, change: dict[str, object]) -> None:
    with pytest.raises(Refusal, match="bad_setting"):
        settings.change_settings(shop.call("owner"), {"watch.rules": {"order_waits": change}})
    assert in_force() == RULES


def test_what_was_stored_and_can_not_be_is_not_in_force(shop: Shop) -> None:
    Setting.create(key="watch.rules", value='{"order_waits":{"limit":1e300}}')
    assert in_force() == RULES
    assert watching.look(shop.clock()) == ()


def test_the_roles_and_severities_of_a_changed_rule_are_those_there_are() -> None:
    assert (set(get_args(RoleCode)), set(get_args(Severity))) == (set(ROLES), set(SEVERITIES))
    assert set(get_args(When)) == set(schedule.WHEN)


def test_a_rule_nobody_knows_is_refused(shop: Shop) -> None:
    with pytest.raises(Refusal, match="unknown_rule"):
        watching.keep(shop.call("packer"), (watching.Planned("open", "nonsense", "order", 1),))


def test_every_rule_looks_at_a_lived_in_company_and_never_opens_the_same_twice(past: Engine) -> None:
    for shop in opened(past.url):
        shop.clock.advance(days=40)
        for code, rule in RULES.items():
            watching.tried(code, rule.limit, shop.clock())
        assert sweep(shop) > 3
        assert sweep(shop) == 0
        pairs = [(r.kind, r.subject_kind, r.subject_id) for r in Incident.select() if r.kind in RULES]
        assert len(pairs) == len(set(pairs))


def test_a_reopened_warning_is_as_grave_as_its_rule_says_and_due_anew(shop: Shop) -> None:
    goods = shop.product(safety_stock=D(10))
    shop.stock(goods, 5)
    sweep(shop)
    shop.clock.advance(days=4)
    sweep(shop)
    row = of("stock_low")[0]
    assert row.severity == "high"
    version = row.version
    shop.stock(goods, 1)
    sweep(shop)
    assert of("stock_low")[0].version == version
    shop.stock(goods, 20)
    sweep(shop)
    adjusting.adjust(shop.call("warehouse"), shop.balance(goods).id, D(1), "counted")
    sweep(shop)
    row = of("stock_low")[0]
    assert (row.state, row.severity, row.due) == ("open", "normal", shop.clock.today + timedelta(3))


def test_what_was_not_looked_at_is_not_ended(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    for _each in range(2):
        shop.stock(shop.product(safety_stock=D(10)), 5)
    sweep(shop)
    shop.stock(shop.product(safety_stock=D(10)), 1)
    monkeypatch.setattr("services.watch.finding.MOST", 2)
    monkeypatch.setattr("services.watch.watching.MOST", 2)
    sweep(shop)
    assert [row.state for row in of("stock_low")] == ["open", "open", "open"]


def holds(shop: Shop, code: str) -> list[tuple[str, int, object]]:
    found = watching.now_holds(code, in_force()[code].limit, shop.clock())
    return [(each.kind, each.id, each.figure) for each in found]


def test_what_carriers_report_last_is_trouble_until_they_report_better(shop: Shop) -> None:
    goods = shop.product()
    shop.stock(goods, 10)
    sent = shop.dispatched((goods, 1))
    assert holds(shop, "wrong_way") == []
    shop.clock.advance(hours=1)
    step = tracking.add_event(shop.call("logistics"), sent.id, "exception")
    shop.clock.advance(hours=3)
    assert holds(shop, "wrong_way") == [("delivery", sent.id, 3)]
    step = tracking.add_event(shop.call("logistics"), step.id, "out_for_delivery")
    assert holds(shop, "wrong_way") == []
    tracking.add_event(shop.call("logistics"), step.id, "attempt_failed")
    assert holds(shop, "wrong_way") == [("delivery", sent.id, 0)]
    tracking.not_delivered(shop.call("logistics"), sent.id, type(sent).get_by_id(sent.id).version, "lost", "gone")
    assert holds(shop, "wrong_way") == []


def test_a_rule_may_have_a_person_and_a_schedule_of_its_own(shop: Shop) -> None:
    """Thursday, March 5th: looked at on working days at 9; what comes in after Friday's look waits for Monday."""
    person = shop.approver.user_id
    change = {"person": person, "when": "working", "at": 9, "hours": 1}
    settings.change_settings(shop.call("owner"), {"watch.rules": {"stock_low": change}})
    shop.clock.now = datetime(2026, 3, 6, 9, 30).astimezone()
    sweep(shop)
    shop.stock(shop.product(safety_stock=D(10)), 5)
    sweep(shop)
    assert of("stock_low") == []
    shop.clock.advance(days=2)
    sweep(shop)
    assert of("stock_low") == []
    shop.clock.advance(hours=23.6)
    sweep(shop)
    row = of("stock_low")[0]
    assert (row.owner_id, row.state, row.severity) == (person, "open", "normal")
    shop.clock.advance(hours=2)
    sweep(shop)
    assert of("stock_low")[0].severity == "high"
    assert watching.look(shop.clock()) == ()
    User.update(active=False).where(User.id == person).execute()
    shop.clock.advance(days=1)
    shop.stock(shop.product(safety_stock=D(10)), 5)
    sweep(shop)
    assert [row.owner_id for row in of("stock_low")] == [person, None]


@pytest.mark.parametrize(
    ("when", "last", "now", "due"),
    [("hourly", 5, 5.9, False), ("hourly", 5, 6, True), ("daily", 5, 8.9, False), ("daily", 5, 9, True),
     ("daily", 9, 32, False), ("daily", 9, 33, True), ("always", 5, 5, True), ("daily", 40, 9, True)],
)  # fmt: skip
def test_when_a_rule_is_due(when: str, last: float, now: float, due: bool) -> None:
    """Hours from midnight of a Thursday; daily rules at 9."""
    midnight = datetime(2026, 3, 5).astimezone()
    moments = [midnight + timedelta(hours=each) for each in (last, now)]
    assert schedule.due(when, 9, moments[0], moments[1]) == due


def test_working_days_are_without_holidays_and_with_the_weekends_that_make_up_for_them(shop: Shop) -> None:
    """Spring Festival of 2026 is from February 15th to 23rd; the 14th and the 28th, Saturdays, are worked."""
    works = workdays.known()
    days = [date(2026, 2, day) for day in range(13, 29) if works(date(2026, 2, day))]
    assert [day.day for day in days] == [13, 14, 24, 25, 26, 27, 28]
    assert [works(date(2027, 2, day)) for day in (5, 6, 8)] == [True, False, True]  # no notice yet: by the week
    own = {"company.days_off": "春节 2027-02-05 – 2027-02-11\n2026/2/24",
           "company.days_worked": "2027-01-31\n2026.2.16"}  # fmt: skip
    settings.change_settings(shop.call("owner"), own)
    works = workdays.known()
    assert [works(date(2027, 2, day)) for day in (4, 5, 8, 11, 12)] == [True, False, False, False, True]
    assert (works(date(2027, 1, 31)), works(date(2026, 2, 24)), works(date(2026, 2, 16))) == (True, False, True)
    looked, at = datetime(2026, 2, 14, 10).astimezone(), datetime(2026, 2, 22, 12).astimezone()
    plain = workdays.weekday
    assert schedule.due("working", 9, looked, at, plain)
    settings.change_settings(shop.call("owner"), dict.fromkeys(own, ""))
    works = workdays.known()
    assert not schedule.due("working", 9, looked, at, works)
    assert schedule.due("working", 9, looked, datetime(2026, 2, 24, 9).astimezone(), works)
    for wrong in ("soon", "2026-02-30", "2026-02-11 – 2026-02-05", "2026-01-01 – 2026-12-31"):
        with pytest.raises(Refusal, match="bad_setting"):
            settings.change_settings(shop.call("owner"), {"company.days_off": wrong})


def test_a_rule_is_tried_on_yesterday(shop: Shop) -> None:
    """All is done in the first hour of today: at the end of yesterday it had waited."""
    goods = shop.product()
    shop.stock(goods, 20)
    shop.clock.now = datetime(2026, 3, 5, 10).astimezone()
    order = shop.order((goods, 1))
    released, packed = shop.released((goods, 1)), shop.confirmed((goods, 1))
    sent = shop.dispatched((goods, 1), promised=shop.clock.today)
    tracking.add_event(shop.call("logistics"), sent.id, "exception")
    shop.clock.now = datetime(2026, 3, 9, 0, 30).astimezone()
    approval.approve_order(shop.call("approver"), order.id, order.version)
    shop.pick(released.id)
    deliveries.dispatch_delivery(shop.call("logistics"), packed.id, packed.version)
    row = Delivery.get_by_id(sent.id)
    tracking.sign_for(shop.call("logistics"), sent.id, row.version, "Carl")
    fired = {"order_waits": order.id, "released_waits": released.id, "packed_waits": packed.id, "arrives_late": sent.id,
             "not_moving": sent.id, "wrong_way": sent.id}  # fmt: skip
    for code, subject in fired.items():
        tried = watching.tried(code, RULES[code].limit, shop.clock())
        assert (code, [each.id for each in tried.yesterday]) == (code, [subject])
        assert subject not in [each.id for each in tried.now]


def test_who_is_asked_by_a_warning_may_answer_it(shop: Shop) -> None:
    """The approver handles no incidents; an order that waits asks that role, until it is somebody else's."""
    shop.order((shop.product(), 1))
    shop.stock(shop.product(safety_stock=D(10)), 5)
    shop.clock.advance(hours=9)
    sweep(shop)
    row, other = of("order_waits")[0], of("stock_low")[0]
    approver, clerk = shop.actors["approver"], shop.actors["clerk"]
    assert [views.may for who in (approver, clerk, shop.actors["warehouse"])
            if (views := watch_views.incident(row.id, who))] == [True, False, True]  # fmt: skip
    owner, noted = shop.actors["owner"], watch_views.fresh(clerk, 0).last
    assert [watch_views.fresh(who, 0).count for who in (approver, clerk, owner)] == [1, 0, 0]
    shop.clock.advance(hours=5)  # nobody answered the order in time: the owner is told too
    sweep(shop)
    row = of("order_waits")[0]
    assert [watch_views.fresh(who, noted).count for who in (approver, clerk, owner)] == [1, 0, 1]
    tasks = [[(t.kind, t.count) for t in waiting.waiting(who, shop.clock()) if "warnings" in t.kind]
             for who in (approver, clerk)]  # fmt: skip
    assert tasks == [[("asked_warnings", 1)], []]
    query = Query(filters=(("answer", "yes"), ("asked", str(approver.user_id))))
    assert INCIDENTS.count(query) == 1
    with pytest.raises(Refusal, match="not_allowed"):
        incidents.step_incident(shop.call("approver"), other.id, other.version, "owned")
    settings.change_settings(shop.call("owner"), {"approval.incidents": ("order_waits",)})
    with pytest.raises(Refusal, match="needs_approval") as asked:
        incidents.step_incident(shop.call("approver"), row.id, row.version, "resolved", "decided")
    act_requests.ask(shop.call("approver"), asked.value.data["ask"].kind, asked.value.data["ask"].arguments, "decided")
    incidents.step_incident(shop.call("approver"), row.id, Incident.get_by_id(row.id).version, "owned")
    with pytest.raises(Refusal, match="not_allowed"):
        incidents.step_incident(shop.call("clerk"), row.id, Incident.get_by_id(row.id).version, "resolved", "so")


def test_an_incident_is_given_on_with_a_day_and_what_is_next(shop: Shop) -> None:
    shop.stock(shop.product(safety_stock=D(10)), 5)
    sweep(shop)
    row, clerk, day = of("stock_low")[0], shop.actors["clerk"], shop.clock.today + timedelta(5)
    noted = watch_views.fresh(clerk, 0).last
    plan = incidents.plan_incident
    plan(shop.call("warehouse"), row.id, 1, clerk.user_id, day, "call the supplier", "none left anywhere")
    shown = watch_views.incident(row.id, clerk)
    assert shown is not None
    assert (shown.state, shown.owner, shown.due, shown.next_step, shown.may) == (
        "owned", "Clerk", day, "call the supplier", True)  # fmt: skip
    assert [(n.state, n.text) for n in reversed(shown.notes)][1:] == [
        ("given", "Clerk"), ("due", day.isoformat()), ("next", "call the supplier"), ("noted", "none left anywhere")
    ]  # fmt: skip
    assert watch_views.fresh(clerk, noted).count == 1
    shop.clock.advance(days=5)  # its rule gave it three days
    sweep(shop)
    assert of("stock_low")[0].severity == "normal"
    shop.clock.advance(days=1)
    sweep(shop)
    row = of("stock_low")[0]
    assert row.severity == "high"
    for why, who, case in (
        ("nothing_noted", "clerk", (clerk.user_id, day, "call the supplier", " ")), ("unknown_owner", "clerk", (999,)),
        ("not_allowed", "packer", (None, None, "", "x")), ("too_long", "clerk", (None, None, "x" * 501)),
    ):  # fmt: skip
        with pytest.raises(Refusal, match=why):
            plan(shop.call(who), row.id, row.version, *case)
    step(shop, row, "resolved", "came")
    with pytest.raises(Refusal, match="wrong_state"):
        plan(shop.call("clerk"), row.id, row.version + 1, note="late")


def test_low_stock_says_when_it_runs_out(shop: Shop) -> None:
    """16 left in the last 8 weeks, 2 a week; of the 4 that are there the last goes in 14 days."""
    goods, still = shop.product(safety_stock=D(10)), shop.product(safety_stock=D(10))
    shop.stock(goods, 20)
    shop.stock(still, 1)
    shop.dispatched((goods, 16))
    sweep(shop)
    moving, resting = sorted(of("stock_low"), key=lambda row: row.subject_id)
    assert (moving.subject_id, resting.subject_id) == (goods, still)
    shown = [watch_views.incident(each.id) for each in (moving, resting)]
    assert [each and each.ends for each in shown] == [shop.clock.today + timedelta(14), None]
    shop.clock.advance(days=1)
    assert [p.step for p in watching.look(shop.clock()) if p.subject == goods] == ["update"]


def test_what_stays_in_a_state_too_long_warns_with_the_rule_of_that_state(shop: Shop) -> None:
    goods = shop.product()
    shop.stock(goods, 10)
    order = shop.approved((goods, 1))
    released, packed = shop.released((goods, 1)), shop.packed((goods, 1))
    picked = shop.pick(shop.released((goods, 1)).id)
    codes = ("approved_waits", "released_waits", "picked_waits", "packed_waits")
    shop.clock.advance(hours=23)
    assert [holds(shop, code) for code in codes] == [[], [], [], []]
    shop.clock.advance(hours=49)
    assert holds(shop, "released_waits") == [("delivery", released.id, 72)]
    assert holds(shop, "picked_waits") == [("delivery", picked.id, 72)]
    assert holds(shop, "packed_waits") == [("delivery", packed.id, 72)]
    assert ("order", order.id, 72) in holds(shop, "approved_waits")


def test_what_happened_waits_for_an_answer_that_stands(shop: Shop) -> None:
    """Of 10 ordered 1 is closed short: 10 %; of another 30 it is 3 %. A price of 10 is below the least of 20."""
    goods, dear = shop.product(), shop.product(min_price=D(20))
    for ordered in (10, 30):
        shop.stock(goods, ordered - 1)
        short = SalesOrder.get_by_id(shop.dispatched((goods, ordered)).order_id)
        orders.close_short(shop.call("clerk"), short.id, short.version, "no more")
    cheap = shop.order((dear, 1))
    approval.approve_order(shop.call("approver", "below_price"), cheap.id, cheap.version)
    assert holds(shop, "closed_short") == [("order", 1, 1)]
    assert holds(shop, "price_under") == [("order", cheap.id, None)]
    sweep(shop)
    shop.clock.advance(days=15)
    assert (holds(shop, "closed_short"), holds(shop, "price_under")) == ([], [])
    sweep(shop)
    assert (of("closed_short")[0].state, of("price_under")[0].state) == ("open", "open")
    step(shop, of("closed_short")[0], "resolved", "told the customer")
    sweep(shop)
    shop.clock.advance(days=2)
    sweep(shop)
    assert of("closed_short")[0].state == "resolved"


def test_counts_that_move_much_are_asked_about_again_only_when_it_happens_again(shop: Shop) -> None:
    """30 less and 20 more of goods for 10 each are 500."""
    goods = shop.product()
    shop.stock(goods, 100)
    place = shop.bin()

    def count(found: int) -> None:
        stock_count.post_count(shop.call("warehouse"), (stock_count.Count(goods, place, D(found)),), "counted")

    count(70)
    assert holds(shop, "count_differs") == []
    count(90)
    assert holds(shop, "count_differs") == [("product", goods, 50)]
    sweep(shop)
    step(shop, of("count_differs")[0], "resolved", "wrong bin")
    shop.clock.advance(days=3)
    assert (sweep(shop), of("count_differs")[0].state) == (0, "resolved")
    count(91)
    assert (sweep(shop), of("count_differs")[0].state) == (1, "open")


def test_an_import_warns_while_its_orders_are_left_lying(shop: Shop) -> None:
    goods = shop.product()
    made = orders.create_order(shop.call("clerk"), shop.draft((goods, 1)))
    batch = ImportBatch.create(kind="orders", file_name="july.xlsx", sha256="a", at=shop.clock(), total=2, imported=2,
                               merged=0, skipped=0, failed=0)  # fmt: skip
    for at in (2, 3):
        ImportRow.put(batch=batch.id, row=at, outcome="imported", document_id=made.id)
    assert holds(shop, "import_doubts") == []
    shop.clock.advance(hours=4)
    assert holds(shop, "import_doubts") == [("import", batch.id, 1)]
    sweep(shop)
    shop.clock.advance(days=20)
    sweep(shop)
    assert of("import_doubts")[0].state == "open"  # that it is long ago is no answer
    orders.submit_order(shop.call("clerk"), made.id, made.version)
    sweep(shop)
    assert of("import_doubts")[0].state == "resolved"
