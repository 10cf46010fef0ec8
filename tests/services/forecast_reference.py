"""What statsforecast says of some series, kept in a file beside this: `python -m tests.services.forecast_reference`.

statsforecast brings 584 MB with it, so it is in no lock: the command runs where it was installed (`pip install
statsforecast==2.1.1` into an environment of its own, started from this checkout), and the test compares with the file.
The series are made of a fixed seed; each begins with demand, as those that are forecast do.
"""

import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_suffix(".json")
ALPHA, LENGTHS = 0.2, (13, 26, 52, 104)


def series() -> dict[str, list[float]]:
    """Of each kind of demand one of each length, and those that rise, fall, end or have one point."""
    chance = random.Random(7)
    kinds: dict[str, Callable[[int, int], float]] = {
        "smooth": lambda _at, _n: chance.randint(80, 120), "erratic": lambda _at, _n: chance.choice((2, 5, 9, 60)),
        "intermittent": lambda _at, _n: chance.choice((0, 0, 0, 10, 12)),
        "lumpy": lambda _at, _n: chance.choice((0, 0, 0, 0, 1, 80)), "rising": lambda at, _n: 10 + 3 * at,
        "falling": lambda at, n: (n - at) * 2.5, "ended": lambda at, n: chance.choice((0, 4)) if at < n / 2 else 0,
        "yearly": lambda at, _n: 50 + 40 * (at % 13 < 3) + chance.randint(0, 5), "once": lambda at, _n: 7 * (at == 0),
    }  # fmt: skip
    made = {}
    for kind, week in kinds.items():
        for length in LENGTHS:
            values = [float(week(at, length)) for at in range(length)]
            made[f"{kind} {length}"] = [max(values[0], 1.0), *values[1:]]
    return made


def reference(values: list[float]) -> dict[str, float]:
    """The next week by each method, as statsforecast foretells it."""
    import numpy as np
    from statsforecast.models import TSB, CrostonSBA, SimpleExponentialSmoothing, WindowAverage
    from statsforecast.theta import forecast_theta, thetamodel

    y = np.array(values)
    at = np.flatnonzero(y) + 1
    sizes, gaps = y[y > 0], np.diff(at, prepend=0).astype(float)
    start = sum(values[:4]) / 4

    def next_of(model: Any, past: Any) -> float:
        return float(model.forecast(y=past, h=1)["mean"][0])

    ses = SimpleExponentialSmoothing(ALPHA)
    fitted = thetamodel(y, 1, "STM", start / 2, ALPHA, 2.0, 3)
    return {
        "smoothed": next_of(ses, np.concatenate([[start], y])), "theta": float(forecast_theta(fitted, 1)["mean"][0]),
        "sba 0.1": next_of(CrostonSBA(), y), "sba 0.2": 0.9 * next_of(ses, sizes) / next_of(ses, gaps),
        "tsb": next_of(TSB(ALPHA, ALPHA), y), "mean": next_of(WindowAverage(13), y),
    }  # fmt: skip


def main() -> None:
    import statsforecast

    found = {name: reference(values) for name, values in series().items()}
    said = {"made by": f"statsforecast {statsforecast.__version__}", "next week": found}
    FILE.write_text(json.dumps(said, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
