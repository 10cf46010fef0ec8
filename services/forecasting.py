"""What of a product sells in a week: its kind of demand, a forecast by the method for it, how wrong that was before.

Series are weekly quantities, the oldest first. Kinds after Syntetos, Boylan and Croston (2005): the mean interval
between weeks with demand (1.32) and the squared variation of its size (0.49) part smooth, erratic, intermittent and
lumpy demand.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

Series = Sequence[float]

INTERVAL, VARIATION = 1.32, 0.49
ALPHA = 0.2
# So many weeks at least, so many of them with demand for more than a mean.
FEWEST_WEEKS, FEWEST_POINTS = 8, 8
LATELY, TRIED = 13, 8


@dataclass(frozen=True, slots=True)
class Forecast:
    """`weekly` is what the next weeks bring each, `spread` the standard deviation of a week.

    `kind` is smooth, erratic, intermittent or lumpy; `method` theta, sba, tsb or mean. `error` is the mean absolute
    scaled error of one week ahead over the last weeks (1 is as wrong as saying "as last week"), None where it can't be
    told.
    """

    weekly: float
    spread: float
    kind: str
    method: str
    error: float | None


def forecast(series: Series) -> Forecast | None:
    """None where there is not enough to go by: fewer than eight weeks since the first demand."""
    since = next((at for at, value in enumerate(series) if value > 0), len(series))
    mine = list(series[since:])
    if len(mine) < FEWEST_WEEKS:
        return None
    kind, method = kind_of(mine), method_of(mine)
    ahead = METHODS[method](mine)
    return Forecast(max(ahead, 0.0), deviation(mine[-2 * LATELY :]), kind, method, tried(mine, METHODS[method]))


def kind_of(series: Series) -> str:
    sizes = [value for value in series if value > 0]
    interval = len(series) / len(sizes)
    mean = sum(sizes) / len(sizes)
    varies = deviation(sizes) ** 2 / mean**2 if mean**2 > 0 else 0.0
    if interval < INTERVAL:
        return "smooth" if varies < VARIATION else "erratic"
    return "intermittent" if varies < VARIATION else "lumpy"


def method_of(series: Series) -> str:
    """The mean where little is known, TSB where demand seems to have ended, else Theta or SBA by the kind."""
    points = sum(1 for value in series if value > 0)
    if points < FEWEST_POINTS:
        return "mean"
    if kind_of(series) in ("smooth", "erratic"):
        return "theta"
    interval = len(series) / points
    silent = next((at for at, value in enumerate(reversed(series)) if value > 0), len(series))
    return "tsb" if silent > 3 * interval else "sba"


def deviation(series: Series) -> float:
    """The standard deviation of a sample; 0 of fewer than two."""
    if len(series) < 2:
        return 0.0
    mean = sum(series) / len(series)
    return math.sqrt(sum((value - mean) ** 2 for value in series) / (len(series) - 1))


def start_of(series: Series) -> float:
    """Where smoothing begins: the mean of the first four."""
    return sum(series[:4]) / len(series[:4])


def smoothed(series: Series, start: float, alpha: float = ALPHA) -> float:
    """Simple exponential smoothing from `start` on."""
    level = start
    for value in series:
        level += alpha * (value - level)
    return level


def theta(series: Series, alpha: float = ALPHA) -> float:
    """The standard Theta method (Assimakopoulos and Nikolopoulos 2000), as Fiorucci et al. (2016) write it:

    level + (A (1 - alpha)^n + B (1 - (1 - alpha)^(n + 1)) / alpha) / 2, A and B of the straight line through the weeks
    1 to n. The level begins at half, as the line stands for the other half.
    """
    count = len(series)
    middle, mean = (count + 1) / 2, sum(series) / count
    slope = sum((at - middle) * (value - mean) for at, value in enumerate(series, 1)) / max(
        sum((at - middle) ** 2 for at in range(1, count + 1)), 1e-9
    )
    base, rest = mean - slope * middle, (1 - alpha) ** count
    line = base * rest + slope * (1 - rest * (1 - alpha)) / alpha
    return smoothed(series, start_of(series) / 2, alpha) + line / 2


def sba(series: Series, alpha: float = ALPHA) -> float:
    """Croston's ratio of size and interval, less its bias (Syntetos and Boylan 2005)."""
    size = interval = None
    gap = 1
    for value in series:
        if value > 0:
            size = value if size is None else size + alpha * (value - size)
            interval = float(gap) if interval is None else interval + alpha * (gap - interval)
            gap = 1
        else:
            gap += 1
    return 0.0 if size is None or interval is None else (1 - alpha / 2) * size / interval


def tsb(series: Series, alpha: float = ALPHA) -> float:
    """Teunter, Syntetos and Babai (2011): the chance of demand falls in each week without any. Begins with demand."""
    chance, size = 1.0, series[0]
    for value in series[1:]:
        chance += alpha * ((value > 0) - chance)
        if value > 0:
            size += alpha * (value - size)
    return chance * size


def mean_lately(series: Series) -> float:
    """The mean of the last 13 weeks."""
    last = series[-LATELY:]
    return sum(last) / len(last)


METHODS: dict[str, Callable[[Series], float]] = {"theta": theta, "sba": sba, "tsb": tsb, "mean": mean_lately}


def tried(series: Series, method: Callable[[Series], float]) -> float | None:
    """The mean absolute scaled error (Hyndman and Koehler 2006) of the last weeks, each foretold from those before."""
    first = max(len(series) - TRIED, FEWEST_WEEKS // 2)
    errors = [abs(series[at] - method(series[:at])) for at in range(first, len(series)) if any(series[:at])]
    steps = [abs(b - a) for a, b in pairwise(series)]
    scale = sum(steps) / len(steps)
    return sum(errors) / len(errors) / scale if errors and scale else None


SURE = 1.645
FEW = 10.0


def reorder_point(found: Forecast, weeks: float, weeks_spread: float) -> float:
    """The stock at which to order: demand over the lead time, and as much more as 19 in 20 times suffices.

    d L + z sqrt(L sd2 + d2 sL2); of slow sellers (under 10 in the lead time) the Poisson quantile instead.
    """
    over = found.weekly * weeks
    if over < FEW and not weeks_spread:
        return float(_poisson(over))
    return over + SURE * math.sqrt(weeks * found.spread**2 + found.weekly**2 * weeks_spread**2)


def _poisson(mean: float) -> int:
    """The least count that is not exceeded 19 in 20 times."""
    chance = so_far = math.exp(-mean)
    count = 0
    while so_far < 0.95:
        count += 1
        chance *= mean / count
        so_far += chance
    return count
