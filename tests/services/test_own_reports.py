"""Reports that people make of lists: answered right on both engines, shared without showing what one may not see."""

import itertools
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from models.base import db
from models.orders import OrderLine
from models.people import OwnReport
from services.errors import Cancelled, Refusal
from services.reports import catalogue, dashboard, own, paper, scheduled
from services.reports.definition import Ask, Report, Result
from services.reports.made import Made, groups_of, measures_of, report_of
from services.reports.period import Period
from services.reports.scheduled import Schedule
from services.reports.subjects import SUBJECTS
from services.unit import encode
from tests.services.conftest import Engine
from tests.services.shop import D, Shop, opened


@pytest.fixture
def lived(past: Engine) -> Iterator[Shop]:
    """A company with something in every state, an hour later."""
    for shop in opened(past.url):
        shop.clock.advance(hours=3)
        yield shop


def ask(shop: Shop, by: str = "", role: str = "owner", days: int = 30, **more: object) -> Ask:
    day = shop.clock.today
    return Ask(shop.actors[role], Period(day - timedelta(days), day), by, **more)  # type: ignore[arg-type]


def built(shop: Shop, made: Made, role: str = "owner") -> Report:
    report = report_of("own-1", "Mine", made, shop.actors[role])
    assert report is not None
    return report


def figures(result: Result) -> dict[str, Decimal | None]:
    return {f.name: f.value for f in result.figures}


def test_each_list_is_grouped_by_each_column_with_each_figure_and_each_filter_and_its_parts_add_up(lived: Shop) -> None:
    answered = 0
    for subject in SUBJECTS.values():
        whens = [when.name for when in subject.dates()] or [""]
        groups = list(groups_of(subject, lived.owner, whens[0], str))
        measures = itertools.cycle(list(measures_of(subject, lived.owner, str))[1:] or ["count"])
        for at in range(0, len(groups), 2):
            wanted = tuple(dict.fromkeys(("count", *itertools.islice(measures, 3))))
            answered += adds_up(lived, Made(subject.name, tuple(groups[at : at + 2]), wanted, whens[0]))
        for when in [*whens[1:], *([] if subject.dated else [""])]:
            adds_up(lived, Made(subject.name, (groups[-1],), ("count",), when))
        chosen = tuple((each.name, each.choices[0][0]) for each in subject.filters(lived.owner))
        held = tuple((each.name, "a%_B") for each in subject.holding(lived.owner))
        narrow = Made(subject.name, (groups[-1],), ("count",), whens[0], search="a", filters=(*chosen, *held))
        built(lived, narrow).answer(ask(lived, days=1))
    assert answered > 80


def adds_up(shop: Shop, made: Made) -> bool:
    """The rows, and the bars drawn of two groups, are the whole; behind the first row are as many as it counts."""
    report, at = built(shop, made), len(made.by)
    result = report.answer(ask(shop, days=1))
    for shown in (result, *([result.above] if result.above else [])):
        assert sum(row[shown.groups] for row in shown.rows) == figures(result)["count"], made
    if result.keys:
        keys = result.keys[0] if at > 1 else (result.keys[0],)
        where = tuple(zip((column.name for column in result.columns), keys, strict=False))
        assert len(report.behind(ask(shop, days=1, where=where)).rows) == result.rows[0][at], made
    return True


def test_a_long_one_is_broken_off_when_it_is_stopped_and_what_is_asked_next_is_answered(shop: Shop) -> None:
    goods = shop.product("A-1")
    shop.stock(goods, 100)
    built_one = built(shop, Made("moves", ("name",), ("sum:quantity", "count"), when="at"))
    asked = ask(shop)
    assert built_one.answer(replace(asked, step=lambda done, total: None)).rows == (("Product A-1", D(100), D(1)),)
    counting = (
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000000) SELECT COUNT(*) FROM n"
    )
    endless = replace(built_one, run=lambda _report, _ask: db.execute_sql(counting).fetchall())
    began, far = time.monotonic(), list[tuple[int, int]]()

    def stop(done: int, total: int) -> None:
        far.append((done, total))
        if len(far) > 1:
            raise Cancelled

    with pytest.raises(Cancelled):
        endless.answer(replace(asked, step=stop))
    assert time.monotonic() - began < 10
    assert built_one.answer(asked).rows[0][1] == D(100)


def test_a_filter_and_a_group_say_the_same_in_either_order(lived: Shop) -> None:
    told = built(lived, Made("moves", ("name",), ("count",), "at")).answer(ask(lived, days=1))
    for value, count in zip(told.keys, (row[1] for row in told.rows), strict=True):
        narrow = built(lived, Made("moves", ("reason",), ("count",), "at", filters=(("holds:name", value.upper()),)))
        assert figures(narrow.answer(ask(lived, days=1)))["count"] == count
    for name, column, when in (("moves", "reason", "at"), ("orders", "source", ""), ("stock", "quality", "")):
        whole = built(lived, Made(name, (column,), ("count",), when)).answer(ask(lived, days=1))
        assert len(whole.rows) > 1 or name != "moves"
        for value, count in zip(whole.keys, (row[1] for row in whole.rows), strict=True):
            narrow = built(lived, Made(name, (column,), ("count",), when, filters=((column, value),)))
            assert figures(narrow.answer(ask(lived, days=1)))["count"] == count, (name, value)


def test_figures_are_those_worked_out_by_hand_with_the_period_before_beside_them(shop: Shop) -> None:
    bolts, gloves = shop.product("A-1", category="bolts", cost=D(4)), shop.product("B-1", category="gloves")
    shop.stock(bolts, 100)
    first = shop.clock.today
    shop.approved((bolts, 1), (gloves, 2))
    shop.clock.advance(days=40)
    shop.approved((bolts, 4))
    shop.approved((bolts, 6), (gloves, 3))
    made = Made("order_lines", ("category", "week"), ("sum:amount", "avg:ordered", "max:ordered", "count"), "came")
    result = built(shop, made).answer(ask(shop, days=29, compare=True))
    monday = shop.clock.today - timedelta(shop.clock.today.weekday())
    assert result.rows == (("bolts", monday, 100, 5, 6, 2), ("gloves", monday, 30, 3, 3, 1))
    assert result.above is not None
    assert result.above.rows == (("bolts", 100, 5, 6, 2), ("gloves", 30, 3, 3, 1))
    amount, mean, most, _count = result.figures
    assert (amount.value, amount.n, amount.before) == (130, 3, 30)
    assert (mean.value, mean.n, most.value, most.before) == (D("4.33"), 3, 6, 2)
    before = built(shop, made).answer(Ask(shop.owner, Period(first, first + timedelta(29)), "quarter"))
    assert [row[0] for row in before.rows] == [date(first.year, first.month - (first.month - 1) % 3, 1)]
    nothing = built(shop, made).answer(Ask(shop.owner, Period(date(2020, 1, 1), date(2020, 1, 31))))
    assert (nothing.rows, [f.value for f in nothing.figures]) == ((), [0, None, None, 0])
    value = built(shop, Made("stock", ("name",), ("sum:value",))).answer(ask(shop))
    assert [row[1] for row in value.rows] == [400]


def test_more_than_a_whole_number_of_the_database_holds_is_still_told(shop: Shop) -> None:
    shop.stock(shop.product("A-1", price=D(1_000_000), cost=D(900_000)), 90_000_000)
    worth = built(shop, Made("products", ("sku",), ("sum:value",))).answer(ask(shop))
    assert figures(worth)["sum:value"] == 81 * 10**12
    shop.stock(goods := shop.product("B-1"), 3)
    sent = shop.dispatched((goods, 3))
    OrderLine.update(amount=D(10**11), ordered=D(10**9)).execute()
    made = Made("sent_lines", ("number",), ("sum:amount",), "left")
    assert built(shop, made).answer(ask(shop)).rows == ((sent.number, D(300)),)


SALES = Made("order_lines", ("customer", "month"), ("count", "sum:amount"), "came")
COSTS = Made("products", ("category",), ("count", "sum:value"))


def test_whoever_may_not_see_a_column_sees_nothing_of_it_in_what_another_shared(shop: Shop, tmp_path: Path) -> None:
    shop.stock(shop.product("A-1", category="bolts", cost=D(4)), 100)
    made = own.make_report(shop.call("owner"), " Worth  of stock ", COSTS, shared=True)
    scans = Made("scans", ("user", "verdict"), ("count",), "at")
    own.make_report(shop.call("owner"), "Scans of each", scans, shared=True)
    own.make_report(shop.call("owner"), "Cost alone", Made("products", ("sku",), ("max:cost",)), shared=True)
    own.make_report(shop.call("owner"), "Only mine", COSTS)
    assert [each.title for each in own.seen_by(shop.actors["packer"])] == ["Scans of each", "Worth of stock"]
    report = own.find(shop.actors["packer"], "worth of STOCK")
    assert report is not None
    asked = ask(shop, role="packer")
    result = report.answer(asked)
    assert (result.rows, figures(result)) == ((("bolts", 1),), {"count": 1})
    assert "Cost ¥" not in {column.term for column in report.behind(asked).columns}
    paper.write_workbook(report, asked, result, tmp_path / "a.xlsx", str)
    assert [sheet.values for sheet in openpyxl.load_workbook(tmp_path / "a.xlsx")]
    full = own.find(shop.owner, f"own-{made.id}")
    assert full is not None
    assert set(figures(full.answer(asked))) == {"count"}  # asked by another than it was built for
    by_person = own.find(shop.actors["packer"], "Scans of each")
    assert by_person is not None
    assert "user" not in {d.name for d in by_person.by}
    with pytest.raises(Refusal, match="unknown_group"):
        by_person.answer(ask(shop, "user", role="packer"))
    for secret in (COSTS, scans, Made("orders", ("customer",), ("sum:total",), "came")):
        with pytest.raises(Refusal, match="not_allowed"):
            own.make_report(shop.call("clerk"), "Not mine to see", secret)
    with pytest.raises(Refusal, match="not_allowed"):
        own.make_report(shop.call("packer"), "A list of others", Made("orders", ("customer",), ("count",)))


def test_a_report_is_kept_changed_deleted_and_brought_back_by_whom_it_belongs_to(shop: Shop) -> None:
    mine = Made("orders", ("state",), ("count",))
    made = own.make_report(shop.call("clerk"), "Orders by state", mine)
    with pytest.raises(Refusal, match="report_taken"):
        own.make_report(shop.call("clerk"), "orders BY state", mine)
    with pytest.raises(Refusal, match="not_allowed"):
        own.make_report(shop.call("clerk"), "Mine for all", mine, shared=True)
    with pytest.raises(Refusal, match="not_allowed"):
        own.delete_report(shop.call("owner"), made.id)
    own.change_report(shop.call("clerk"), made.id, 1, "By customer", Made("orders", ("customer",), ("count",)))
    with pytest.raises(Refusal, match="changed_meanwhile"):
        own.change_report(shop.call("clerk"), made.id, 1, "By customer", mine)
    (kept,) = own.seen_by(shop.clerk)
    assert (kept.title, kept.made.by, kept.version, kept.mine) == ("By customer", ("customer",), 2, True)
    own.delete_report(shop.call("clerk"), made.id)
    assert own.seen_by(shop.clerk) == ()
    with pytest.raises(Refusal, match="unknown_report"):
        own.delete_report(shop.call("clerk"), made.id)
    own.bring_back_report(shop.call("clerk"), made.id)
    assert [each.id for each in own.seen_by(shop.clerk)] == [made.id]
    old = own.make_report(shop.call("clerk"), "Of a column that is gone", mine)
    OwnReport.update(definition=encode(Made("orders", ("state", "gone"), ("count",))).decode()).where(
        OwnReport.id == old.id).execute()  # fmt: skip
    assert [each.id for each in own.seen_by(shop.clerk)] == [made.id], "the others are still seen"
    for wrong in (
        Made("orders", ("gone",), ("count",)), Made("orders", ("state",), ()), Made("orders", (), ("count",)),
        Made("orders", ("month",), ("count",)), Made("orders", ("state",), ("sum:customer",)),
        Made("orders", ("state",), ("count",), filters=(("state", "lost"),)),
        Made("orders", ("state",), ("count",), "x"),
    ):  # fmt: skip
        with pytest.raises(Refusal, match="unknown_column"):
            own.make_report(shop.call("clerk"), "Wrong", wrong)
    for code, wrong in (("unknown_list", Made("gone", ("a",), ("count",))),
                        ("unknown_period", Made("moves", ("reason",), ("count",)))):  # fmt: skip
        with pytest.raises(Refusal, match=code):
            own.make_report(shop.call("clerk"), "Wrong", wrong)


def test_it_is_a_card_of_the_dashboard_and_comes_by_schedule_like_the_standard_ones(shop: Shop, tmp_path: Path) -> None:
    shop.stock(goods := shop.product("A-1"), 100)
    shop.approved((goods, 4))
    made = own.make_report(shop.call("owner"), "Sales: a/b [all]", SALES, shared=True)
    name = f"own-{made.id}"
    names = [offer[0] for offer in dashboard.offered(shop.owner, own.seen_by(shop.owner))]
    assert names[-2:] == [f"{name}.count", f"{name}.sum:amount"]
    cards = dashboard.cards(shop.owner, (f"{name}.sum:amount", "orders.orders"), "month", shop.clock.today)
    told = [(card.report.title, card.figure.value) for card in cards]
    assert told == [("Sales: a/b [all]", 40), ("Orders received", 1)]
    assert [value for _week, value in cards[0].weeks] == [40]
    clerk = dashboard.cards(shop.clerk, (f"{name}.sum:amount", f"{name}.count"), "month", shop.clock.today)
    assert [card.figure.name for card in clerk] == ["count"]
    planned = Schedule("day", str(tmp_path), (name,), shop.owner.user_id or 0)
    period = Period(shop.clock.today, shop.clock.today)
    written = scheduled.write(planned, shop.owner, period, str)
    assert sorted(path.name for path in written) == ["Sales_ a_b [all].pdf", "Sales_ a_b [all].xlsx"]
    own.delete_report(shop.call("owner"), made.id)
    assert dashboard.cards(shop.owner, (f"{name}.count",), "month", shop.clock.today) == ()
    assert scheduled.write(planned, shop.owner, period, str) == []
    assert catalogue.find(shop.owner, name) is None
    assert catalogue.find(shop.owner, "sales") is catalogue.ALL["sales"]
