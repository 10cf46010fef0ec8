"""When to order: what is known of a product's demand, and the stock at which more has to be ordered."""

import math
from dataclasses import dataclass

SURE = 1.645
FEW = 10.0


@dataclass(frozen=True, slots=True)
class Forecast:
    """`weekly` is what the next weeks bring each, `spread` the standard deviation of a week.

    `kind` is smooth, erratic, intermittent or lumpy; `method` theta, sba, tsb, mean or season. `error` is the mean
    absolute scaled error of one week ahead over the last weeks (1 is as wrong as saying "as last week"), None where it
    can't be told.
    """

    weekly: float
    spread: float
    kind: str
    method: str
    error: float | None


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
