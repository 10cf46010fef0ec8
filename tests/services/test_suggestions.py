"""Forecasts on series with known answers; suggestions that follow from what sold, what is there and what is coming."""

import json
import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.buying import Replenishment
from models.orders import SalesOrder
from services import catalogue, payments, replenishment, settings, stock
from services.forecasting import (
    ALPHA,
    Weeks,
    forecasts,
    kinds_of,
    mean_lately,
    methods_of,
    sba,
    since_first_demand,
    smoothed,
    starts_of,
    theta,
    tried,
    tsb,
    with_seasons,
)  # fmt: skip
from services.reorder import Forecast, reorder_point
from services.suggestions import suggestions
from tests.services import forecast_reference
from tests.services.shop import D, Shop, ean


def ses(weeks: Weeks, alpha: float = ALPHA) -> Weeks:
    return smoothed(weeks, starts_of(weeks), alpha)


def after(method: Callable[[Weeks, float], Weeks], series: Sequence[float], alpha: float = ALPHA) -> float:
    """What a method foretells after the whole of one series, beside which another one is reckoned."""
    return float(method(since_first_demand([series, [3.0, *series, 1.0]]), alpha)[0, -1])


def forecast(series: Sequence[float]) -> Forecast | None:
    return forecasts([series])[0]


def test_kinds_of_demand_are_parted_by_interval_and_variation() -> None:
    of_each_kind = [[10, 11, 9, 10] * 4, [1, 30, 2, 40] * 4, [0, 0, 10, 0, 0, 11] * 4, [0, 0, 1, 0, 0, 50] * 4]
    kinds = kinds_of(since_first_demand(of_each_kind))
    assert kinds.tolist() == ["smooth", "erratic", "intermittent", "lumpy"]


def test_each_method_says_what_statsforecast_says() -> None:
    kept = json.loads(forecast_reference.FILE.read_text(encoding="utf-8"))["next week"]
    made = forecast_reference.series()
    assert len(made) == len(kept) == 36
    weeks = since_first_demand(list(made.values()))
    mine = {
        "smoothed": ses(weeks), "theta": theta(weeks), "sba 0.1": sba(weeks, 0.1), "sba 0.2": sba(weeks),
        "tsb": tsb(weeks), "mean": mean_lately(weeks),
    }  # fmt: skip
    for row, name in enumerate(made):
        assert {method: ahead[row, -1] for method, ahead in mine.items()} == pytest.approx(kept[name], rel=1e-9), name


def test_a_steady_series_goes_on_as_it_is_whatever_the_method() -> None:
    steady = [7.0] * 20
    for method in (ses, theta, tsb, mean_lately):
        assert after(method, steady) == pytest.approx(7)
    assert after(sba, steady) == pytest.approx(7 * 0.9)


def test_croston_divides_size_by_interval_less_its_bias() -> None:
    assert sba(np.array([[0.0, 0, 6] * 8]))[0, -1] == pytest.approx(0.9 * 6 / 3)
    assert sba(np.zeros((1, 3)))[0, -1] == 0


def test_demand_that_ended_fades_with_tsb_and_not_with_croston() -> None:
    ended = [5.0, 0, 5, 0] * 8 + [0.0] * 20
    assert methods_of(since_first_demand([ended])).tolist() == ["tsb"]
    assert after(tsb, ended) < 0.1 < after(sba, ended)


def test_a_rising_series_is_foretold_above_its_smoothed_level() -> None:
    rising = [float(n) for n in range(1, 21)]
    assert after(ses, rising) < after(theta, rising) < 21
    assert after(theta, [2 * n for n in rising]) == pytest.approx(2 * after(theta, rising))


def test_too_little_is_no_forecast_and_few_points_give_a_mean() -> None:
    assert forecasts([[0] * 40 + [5] * 7, [], [0] * 9]) == [None] * 3
    found = forecast([0] * 40 + [5, 0, 0, 0, 5, 0, 0, 0, 5])
    assert found is not None
    assert (found.method, round(found.weekly, 2)) == ("mean", round(15 / 9, 2))


def test_the_error_is_one_when_a_forecast_is_as_wrong_as_saying_as_last_week() -> None:
    series = [1.0 + n % 5 for n in range(30)]
    steps = [abs(b - a) for a, b in pairwise(series)]
    last = [abs(series[at] - series[at - 1]) for at in range(22, 30)]
    weeks = since_first_demand([series, [4.0] * 20])
    error = sum(last) / 8 / (sum(steps) / len(steps))
    assert tried(weeks, weeks).tolist() == pytest.approx([error, math.nan], nan_ok=True)


def test_a_clear_season_sells_at_least_what_it_sold_a_year_before() -> None:
    """Lamps sell from October on; it is the end of September, and the last weeks say nothing of what is to come."""
    year = [2.0, 3.0] * 20 + [1.0] * 6 + [2.0] * 6
    lamps = [40.0] * 8 + year[8:]
    even = [5.0 + n % 3 for n in range(104)]
    found = forecasts([lamps, even[-52:], lamps])
    lifted = with_seasons([*found, None], [lamps * 2, even, [*even[:52], *lamps], lamps * 2], [4, 4, 4, 4])
    assert [each and each.method for each in lifted] == ["season", "theta", "theta", None]
    assert lifted[0] is not None
    assert (lifted[0].weekly, lifted[0].error) == (40, 0)  # each week as in the year before
    assert with_seasons(found[:1], [lamps * 2], [10])[0] == replace(lifted[0], weekly=pytest.approx((8 * 40 + 5) / 10))
    assert lifted[1:3] == found[1:]
    assert with_seasons([], [], []) == []


def test_the_point_of_ordering_covers_the_lead_time_and_its_chances() -> None:
    plenty = Forecast(100.0, 20.0, "smooth", "theta", None)
    assert reorder_point(plenty, 4, 0) == pytest.approx(400 + 1.645 * 40)
    assert reorder_point(plenty, 4, 1) == pytest.approx(400 + 1.645 * math.sqrt(4 * 400 + 10000))
    assert reorder_point(Forecast(1.0, 1.0, "lumpy", "sba", None), 2, 0) == 5
    assert reorder_point(Forecast(0.0, 0.0, "smooth", "theta", None), 2, 0) == 0


@given(st.lists(st.lists(st.floats(0, 1e6), max_size=60), max_size=5))
def test_no_series_gives_less_than_nothing_or_no_number(many: list[list[float]]) -> None:
    for found in filter(None, forecasts(many)):
        assert 0 <= found.weekly < 1e8
        assert found.spread >= 0
        assert math.isfinite(reorder_point(found, 3, 0.5))


def sell(shop: Shop, goods: int, weeks: int, each: int) -> None:
    """So many weeks with one delivery each."""
    for _week in range(weeks):
        shop.dispatched((goods, each))
        payments.record_payment(shop.call("finance"), shop.customer_id, D(10 * each), shop.clock.today)
        shop.clock.advance(days=7)


def test_what_sells_steadily_is_ordered_in_cartons_before_it_runs_out(shop: Shop) -> None:
    goods = shop.product(lead_days=14)
    codes = (catalogue.Code(ean(1)), catalogue.Code("6900000000012", D(24), "box"))
    data = catalogue.ProductData("P-1", name="Product P-1", unit="pc", price=D(10), lead_days=14, codes=codes)
    stored = shop.stored(goods)
    catalogue.change_product(shop.call("owner"), goods, stored.version, data)
    shop.stock(goods, 130)
    sell(shop, goods, 12, 10)
    found = suggestions(shop.clock.today)[0]
    assert (found.sku, found.free, found.carton, found.lead_days) == ("P-1", 10, 24, 14)
    assert found.forecast is not None
    assert (round(found.forecast.weekly), found.lasts, found.point) == (10, 7, 20)
    assert found.quantity == 48
    data, stored = replace(data, min_order=D(100)), shop.stored(goods)
    catalogue.change_product(shop.call("owner"), goods, stored.version, data)
    found = suggestions(shop.clock.today)[0]
    assert (found.least, found.quantity) == (100, 120)  # five whole cartons
    assert (found.on_hand, found.reserved) == (10, 0)
    settings.change_settings(shop.call("owner"), {"purchases.every_days": 7})
    found = suggestions(shop.clock.today)[0]
    assert (found.every, found.point) == (7, 30)  # a week more to last for
    stock.order_goods(shop.call("warehouse"), 1, shop.clock.today + timedelta(14), (stock.Bought(goods, D(48)),))
    assert suggestions(shop.clock.today) == ()


def test_without_enough_data_the_safety_stock_decides_and_waiting_orders_count(shop: Shop) -> None:
    goods = shop.product(safety_stock=D(5))
    shop.stock(goods, 5)
    assert suggestions(shop.clock.today) == ()
    shop.approved((goods, 8))
    found = suggestions(shop.clock.today)[0]
    assert (found.forecast, found.free, found.short, found.quantity) == (None, 0, 3, 8)
    replenishment.ask_for_order(shop.call("clerk"), SalesOrder.get().id)
    found = suggestions(shop.clock.today)[0]
    assert (found.for_orders, found.quantity, found.asked) == (3, 5, False)  # nobody is asked for the same twice
    replenishment.request_goods(shop.call("warehouse"), goods, found.quantity, shop.clock.today)
    assert suggestions(shop.clock.today)[0].asked
    assert [row.quantity for row in Replenishment.select().order_by(Replenishment.id)] == [3, 5]


def test_weeks_in_which_nothing_was_there_say_nothing_of_what_was_wanted(shop: Shop) -> None:
    """Ten a week; then nothing is there for five weeks, which are no weeks without demand; then ten a week again."""
    goods = shop.product(lead_days=14)
    shop.stock(goods, 80)
    sell(shop, goods, 8, 10)
    shop.clock.advance(days=35)
    shop.stock(goods, 50)
    sell(shop, goods, 4, 10)
    found = suggestions(shop.clock.today)[0]
    assert found.forecast is not None
    assert (found.forecast.kind, round(found.forecast.weekly, 1), round(found.forecast.spread, 1)) == ("smooth", 10, 0)
    assert (found.free, found.point) == (10, 20)
    other = shop.product()
    shop.stock(other, 100)
    sell(shop, other, 8, 10)
    shop.clock.advance(days=70)  # it is there and nobody wants it
    slack = forecast([10.0] * 8 + [0.0] * 10)
    mine = [each for each in suggestions(shop.clock.today) if each.product_id == other]
    assert mine == []
    assert slack is not None
    assert slack.method == "tsb"
