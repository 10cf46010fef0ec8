"""What products sell in a week: their kind of demand, a forecast by the method for it, how wrong that was before.

    forecasts([[0, 4, 5, ...], ...])        # weekly quantities of each product, the oldest first

Products are reckoned side by side: `Weeks` has a row for each and a column for each week, the last one at the right,
NaN before a product's first demand. A method answers with the same shape: what it foretells after each week for the
next, so that its last column is the forecast and the columns before it are what it would have said.

Kinds after Syntetos, Boylan and Croston (2005): the mean interval between weeks with demand (1.32) and the squared
variation of its size (0.49) part smooth, erratic, intermittent and lumpy demand.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from services.reorder import Forecast

Weeks = NDArray[np.float64]
Words = NDArray[np.str_]

INTERVAL, VARIATION = 1.32, 0.49
ALPHA = 0.2
# So many weeks at least, so many of them with demand for more than a mean.
FEWEST_WEEKS, FEWEST_POINTS = 8, 8
LATELY, TRIED = 13, 8
YEAR = 52
# How far the weeks of two years have to go together to be a season; by chance 52 pairs do so once in 10,000.
ALIKE = 0.5
# Products at a time: a table of them and a year's weeks is 0.8 MB.
AT_ONCE = 2000


def forecasts(many: Sequence[Sequence[float]]) -> list[Forecast | None]:
    """One for each series; None where there is not enough to go by: fewer than eight weeks since the first demand."""
    found: list[Forecast | None] = []
    for start in range(0, len(many), AT_ONCE):
        found += _forecasts(many[start : start + AT_ONCE])
    return found


def _forecasts(many: Sequence[Sequence[float]]) -> list[Forecast | None]:
    found: list[Forecast | None] = [None] * len(many)
    weeks = since_first_demand(many)
    enough = np.flatnonzero(_known(weeks).sum(axis=1) >= FEWEST_WEEKS)
    weeks = weeks[enough]
    kinds, methods = kinds_of(weeks), methods_of(weeks)
    spread = np.nanstd(weeks[:, -2 * LATELY :], axis=1, ddof=1) if len(weeks) else np.empty(0)
    for name, method in METHODS.items():
        mine = np.flatnonzero(methods == name)
        ahead = method(weeks[mine])
        for row, weekly, error in zip(mine, ahead[:, -1:], tried(weeks[mine], ahead), strict=True):
            found[enough[row]] = Forecast(
                max(float(weekly[0]), 0.0), float(spread[row]), str(kinds[row]), name,
                None if np.isnan(error) else float(error),
            )  # fmt: skip
    return found


def since_first_demand(many: Sequence[Sequence[float]]) -> Weeks:
    """The series as one table, those without any demand empty."""
    weeks = np.full((len(many), max(map(len, many), default=0) or 1), np.nan)
    for row, series in zip(weeks, many, strict=True):
        demand = np.flatnonzero(np.asarray(series, dtype=float) > 0)
        if demand.size:
            row[demand[0] - len(series) :] = series[demand[0] :]
    return weeks


def _known(weeks: Weeks) -> NDArray[np.bool_]:
    return ~np.isnan(weeks)


def _so_far(weeks: Weeks) -> NDArray[np.int64]:
    """How many weeks are known up to each."""
    return np.cumsum(_known(weeks), axis=1)


def _intervals(weeks: Weeks) -> Weeks:
    """The mean interval between weeks with demand, of each row."""
    return np.asarray(_known(weeks).sum(axis=1) / np.maximum((weeks > 0).sum(axis=1), 1))


def kinds_of(weeks: Weeks) -> Words:
    """smooth, erratic, intermittent or lumpy, of each row."""
    sizes, points = np.where(weeks > 0, weeks, 0), (weeks > 0).sum(axis=1)
    means = sizes.sum(axis=1) / np.maximum(points, 1)
    off = np.where(weeks > 0, weeks - means[:, None], 0) ** 2
    varies = off.sum(axis=1) / np.maximum(points - 1, 1) / np.maximum(means, 1e-9) ** 2
    often, even = _intervals(weeks) < INTERVAL, varies < VARIATION
    return np.select([often & even, often, even], ["smooth", "erratic", "intermittent"], "lumpy")


def methods_of(weeks: Weeks) -> Words:
    """The mean where little is known, TSB where demand seems to have ended, else Theta or SBA by the kind."""
    demand = weeks > 0
    silent = np.argmax(demand[:, ::-1], axis=1)
    few, often = demand.sum(axis=1) < FEWEST_POINTS, _intervals(weeks) < INTERVAL
    return np.select([few, often, silent > 3 * _intervals(weeks)], ["mean", "theta", "tsb"], "sba")


def starts_of(weeks: Weeks) -> Weeks:
    """Where smoothing begins: the mean of the first four, of each row."""
    return np.asarray(np.nanmean(np.where(_so_far(weeks) <= 4, weeks, np.nan), axis=1))


def smoothed(weeks: Weeks, starts: Weeks, alpha: float = ALPHA) -> Weeks:
    """Simple exponential smoothing, from `starts` on."""
    path, level = np.empty_like(weeks), np.array(starts)
    for at, week in enumerate(weeks.T):
        level = np.where(np.isnan(week), level, level + alpha * (week - level))
        path[:, at] = level
    return path


def theta(weeks: Weeks, alpha: float = ALPHA) -> Weeks:
    """The standard Theta method (Assimakopoulos and Nikolopoulos 2000), as Fiorucci et al. (2016) write it:

    level + (A (1 - alpha)^n + B (1 - (1 - alpha)^(n + 1)) / alpha) / 2, A and B of the straight line through the weeks
    1 to n. The level begins at half, as the line stands for the other half.
    """
    count, known = np.maximum(_so_far(weeks), 1), np.nan_to_num(weeks)
    middle, mean = (count + 1) / 2, np.cumsum(known, axis=1) / count
    # The sums of (at - middle) (value - mean) and of (at - middle)^2, at from 1 to n.
    together = np.cumsum(known * count, axis=1) - middle * mean * count
    slope = together / np.maximum(count * (count**2 - 1) / 12, 1e-9)
    base, rest = mean - slope * middle, (1 - alpha) ** count
    line = base * rest + slope * (1 - rest * (1 - alpha)) / alpha
    return smoothed(weeks, starts_of(weeks) / 2, alpha) + line / 2


def sba(weeks: Weeks, alpha: float = ALPHA) -> Weeks:
    """Croston's ratio of size and interval, less its bias (Syntetos and Boylan 2005)."""
    path, size = np.empty_like(weeks), np.full(len(weeks), np.nan)
    interval, gap = np.full_like(size, np.nan), np.ones_like(size)
    for at, week in enumerate(weeks.T):
        demand, first = week > 0, np.isnan(size)
        size = np.where(demand, np.where(first, week, size + alpha * (week - size)), size)
        interval = np.where(demand, np.where(first, gap, interval + alpha * (gap - interval)), interval)
        gap = np.where(demand | np.isnan(week), 1, gap + 1)
        path[:, at] = np.nan_to_num((1 - alpha / 2) * size / interval)
    return path


def tsb(weeks: Weeks, alpha: float = ALPHA) -> Weeks:
    """Teunter, Syntetos and Babai (2011): the chance of demand falls in each week without any. Begins with demand."""
    path, size, chance = np.empty_like(weeks), np.full(len(weeks), np.nan), np.ones(len(weeks))
    for at, week in enumerate(weeks.T):
        demand, first = week > 0, np.isnan(size)
        chance = np.where(first, 1.0, chance + alpha * (demand - chance))
        size = np.where(first, week, np.where(demand, size + alpha * (week - size), size))
        path[:, at] = chance * size
    return path


def mean_lately(weeks: Weeks, alpha: float = ALPHA) -> Weeks:
    """The mean of the last 13 weeks."""
    total = np.cumsum(np.nan_to_num(weeks), axis=1)
    total[:, LATELY:] -= total[:, :-LATELY].copy()
    return np.asarray(total / np.clip(_so_far(weeks), 1, LATELY))


METHODS: dict[str, Callable[[Weeks], Weeks]] = {"theta": theta, "sba": sba, "tsb": tsb, "mean": mean_lately}


def tried(weeks: Weeks, ahead: Weeks) -> Weeks:
    """The mean absolute scaled error (Hyndman and Koehler 2006) of the last weeks, each foretold from those before.

    NaN where it can't be told: where every week was like the one before.
    """
    count = _so_far(weeks)[:, 1:]
    late = count > np.maximum(count[:, -1:] - TRIED, FEWEST_WEEKS // 2)
    errors = np.where(late, np.abs(weeks[:, 1:] - ahead[:, :-1]), np.nan)
    steps = np.nanmean(np.abs(np.diff(weeks, axis=1)), axis=1)
    return np.asarray(np.nanmean(errors, axis=1) / np.where(steps > 0, steps, np.nan))


def with_seasons(
    found: Sequence[Forecast | None], years: Sequence[Sequence[float]], ahead: Sequence[int]
) -> list[Forecast | None]:
    """The forecasts, and where a product has a clear season at least what it sold in the same weeks of the last year.

    `years` are the last two years by week, also weeks in which nothing was there; `ahead` is for how many weeks to come
    each is asked.
    """
    if not found:
        return []
    floors, errors = seasonal(np.asarray(years, dtype=float), np.asarray(ahead))
    return [
        each if each is None or not floor > each.weekly
        else replace(each, weekly=float(floor), method="season", error=None if np.isnan(error) else float(error))
        for each, floor, error in zip(found, floors, errors, strict=True)
    ]  # fmt: skip


def seasonal(years: Weeks, ahead: NDArray[np.int64]) -> tuple[Weeks, Weeks]:
    """The seasonal naive forecast: the mean of the weeks a year before those to come, and its scaled error as in
    `tried`; NaN where no season is clear."""
    last, before = years[:, -YEAR:], years[:, -2 * YEAR : -YEAR]
    off, off_before = (year - year.mean(axis=1, keepdims=True) for year in (last, before))
    size = np.sqrt((off**2).sum(axis=1) * (off_before**2).sum(axis=1))
    alike = (off * off_before).sum(axis=1) / np.where(size > 0, size, np.inf)
    weeks = np.clip(ahead, 1, YEAR)
    floors = np.cumsum(last, axis=1)[np.arange(len(years)), weeks - 1] / weeks
    steps = np.abs(np.diff(years, axis=1)).mean(axis=1)
    errors = np.abs(last[:, -TRIED:] - before[:, -TRIED:]).mean(axis=1) / np.where(steps > 0, steps, np.nan)
    return np.where(alike >= ALIKE, floors, np.nan), np.asarray(errors)
