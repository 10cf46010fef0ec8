"""When a rule is to be looked at again: at every look, once an hour, or at an hour of each day or working day."""

from datetime import datetime, timedelta

from resources.i18n import N_

WHEN = {
    "always": N_("Every 10 min"), "hourly": N_("Hourly"), "daily": N_("Daily"), "working": N_("Mon to Fri"),
}  # fmt: skip
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SATURDAY = 5


def due(when: str, at: int, last: datetime | None, now: datetime) -> bool:
    """Whether a rule that was looked at last at `last` is due; `at` is the hour of the day, of this PC's zone.

    What was never looked at is due at once, and so is what was looked at by a clock that went ahead.
    """
    if when == "always" or last is None or last > now:
        return True
    if when == "hourly":
        return now - last >= HOUR
    return last < _latest(when, at, now)


def _latest(when: str, at: int, now: datetime) -> datetime:
    """The last moment at which a daily rule was to be looked at."""
    local = now.astimezone()
    moment = local.replace(hour=at, minute=0, second=0, microsecond=0)
    if moment > local:
        moment -= DAY
    while when == "working" and moment.weekday() >= SATURDAY:
        moment -= DAY
    return moment
