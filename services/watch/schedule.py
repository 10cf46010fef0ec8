"""When a rule is to be looked at again: at every look, once an hour, or at an hour of each day or working day."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from resources.i18n import N_
from services.workdays import weekday

WHEN = {
    "always": N_("Every 10 min"), "hourly": N_("Hourly"), "daily": N_("Daily"), "working": N_("Working days"),
}  # fmt: skip
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# No row of days off is longer.
LONGEST = 120
Works = Callable[[date], bool]


def due(when: str, at: int, last: datetime | None, now: datetime, works: Works = weekday) -> bool:
    """Whether a rule that was looked at last at `last` is due; `at` is the hour of the day, of this PC's zone, and
    `works` says which days are working ones.

    What was never looked at is due at once, and so is what was looked at by a clock that went ahead.
    """
    if when == "always" or last is None or last > now:
        return True
    if when == "hourly":
        return now - last >= HOUR
    return last < _latest(when, at, now, works)


def _latest(when: str, at: int, now: datetime, works: Works) -> datetime:
    """The last moment at which a daily rule was to be looked at."""
    local = now.astimezone()
    moment = local.replace(hour=at, minute=0, second=0, microsecond=0)
    if moment > local:
        moment -= DAY
    for _day in range(LONGEST if when == "working" else 0):
        if works(moment.date()):
            break
        moment -= DAY
    return moment
