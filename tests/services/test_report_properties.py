"""What holds for each report whatever happened: parts make up the whole, and filters and groups go in any order."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from models.base import is_postgresql
from services.reports.catalogue import ALL
from services.reports.definition import Ask, Report
from services.reports.grouped import MOST_BEHIND
from services.reports.period import Period
from tests.services.conftest import Engine
from tests.services.shop import Shop, opened
from tests.services.test_reports import ask, figures, rows

GROUPED = [name for name, report in ALL.items() if report.measures and report.facts is not None and len(report.by) > 1]
# Different ones are counted, or the most is taken: the same customer is in several groups.
NO_SUMS = {"customers", "orders", "lots", "oldest", "deliveries"}
# By the number of orders: one with several products is in several groups.
BY_ORDER = {"size"}
ZERO = Decimal(0)


@pytest.fixture
def lived(past: Engine) -> Iterator[Shop]:
    """A company with something in every state, two days later: some of it is late by then."""
    for shop in opened(past.url):
        shop.clock.advance(days=2)
        yield shop


def around(shop: Shop, by: str = "", **more: Any) -> Ask:
    """Everything that was and that is to come."""
    period = Period(shop.clock.today.replace(day=1, month=1), shop.clock.today.replace(day=1, month=12))
    return replace(ask(shop, by), period=period, **more)


@pytest.mark.parametrize("name", GROUPED)
def test_the_parts_of_each_report_make_up_its_whole_however_it_is_grouped(lived: Shop, name: str) -> None:
    report = ALL[name]
    whole = figures(report.answer(around(lived)))
    adding = [m.name for m in report.measures if m.whole is None and m.name not in NO_SUMS and not m.headline]
    assert adding or name in ("perfect", "fill"), name
    for by in (d.name for d in report.by):
        found = rows(report.answer(around(lived, by))).values()
        for measure in adding:
            parts = [row[measure] for row in found if row[measure] is not None]
            assert sum(parts, ZERO) == (whole[measure] or 0), (by, measure)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", GROUPED)
def test_each_share_lies_between_the_least_and_the_greatest_of_its_parts(lived: Shop, name: str) -> None:
    report = ALL[name]
    whole = figures(report.answer(around(lived)))
    for by in (d.name for d in report.by):
        found = rows(report.answer(around(lived, by))).values()
        for measure in (m.name for m in report.measures if m.whole is not None and not m.headline):
            if measure in BY_ORDER and by in ("product", "category"):
                continue
            parts = [row[measure] for row in found if row[measure] is not None]
            value = whole[measure]
            assert (value is None) == (not parts), (by, measure)
            if value is not None:
                assert min(parts) <= value <= max(parts), (by, measure)  # type: ignore[type-var]


@pytest.mark.parametrize("name", GROUPED)
def test_the_rows_behind_each_report_are_the_same_by_whatever_they_are_filtered_first(lived: Shop, name: str) -> None:
    if is_postgresql():
        pytest.skip("each form of the question is planned anew there")
    report = ALL[name]
    everything = behind(report, lived)
    for first in report.by:
        apart = {key: behind(report, lived, (first.name, key)) for key in keys(report, lived, first.name)}
        assert sum(apart.values(), Counter()) == everything, first.name
        second = next(each for each in report.by if each is not first)
        for key, mine in apart.items():
            both = [(key, other) for other in keys(report, lived, second.name)]
            one = {pair: behind(report, lived, (first.name, pair[0]), (second.name, pair[1])) for pair in both}
            other = {pair: behind(report, lived, (second.name, pair[1]), (first.name, pair[0])) for pair in both}
            assert one == other, (first.name, second.name)
            assert sum(one.values(), Counter()) == mine, (first.name, second.name)


def keys(report: Report, shop: Shop, by: str) -> tuple[Any, ...]:
    return report.answer(around(shop, by)).keys


def behind(report: Report, shop: Shop, *where: tuple[str, Any]) -> Counter[Any]:
    found = report.behind(around(shop, where=where))
    assert len(found.rows) < MOST_BEHIND
    return Counter(zip(found.rows, found.ids, strict=True))
