"""Which days are working days: Monday to Friday, without public holidays, and the weekend days that make up for them.

China's are known of the years whose notices of the State Council are out; what the company writes down itself comes
first: later years, its own days off, work on a day that is none for others.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from services import settings
from services.errors import Refusal

OFF, WORKED = "company.days_off", "company.days_worked"
# The 2026 one is of November 2025. Kept as the company writes its own.
KNOWN_OFF = """
2025-01-01
2025-01-28 – 2025-02-04
2025-04-04 – 2025-04-06
2025-05-01 – 2025-05-05
2025-05-31 – 2025-06-02
2025-10-01 – 2025-10-08
2026-01-01 – 2026-01-03
2026-02-15 – 2026-02-23
2026-04-04 – 2026-04-06
2026-05-01 – 2026-05-05
2026-06-19 – 2026-06-21
2026-09-25 – 2026-09-27
2026-10-01 – 2026-10-07
"""
KNOWN_WORKED = """
2025-01-26
2025-02-08
2025-04-27
2025-09-28
2025-10-11
2026-01-04
2026-02-14
2026-02-28
2026-05-09
2026-09-20
2026-10-10
"""
KNOWN_TO = 2026
DAY = timedelta(days=1)
WEEKEND, LONGEST = 5, 60
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")


def in_text(text: str) -> Iterator[date]:
    """The days of a text that has a day, or a first and a last one, a line; words beside them name them.

    Raises ValueError with the first line that has none.
    """
    for line in filter(None, map(str.strip, text.splitlines())):
        try:
            days = [date(*map(int, found)) for found in _DAY.findall(line)]
        except ValueError:
            days = []
        if len(days) not in (1, 2) or not 0 <= (days[-1] - days[0]).days < LONGEST:
            raise ValueError(line)
        yield from (days[0] + DAY * n for n in range((days[-1] - days[0]).days + 1))


def checked(key: str, text: str) -> str:
    """The text of one of the two settings. Refuses bad_setting."""
    try:
        list(in_text(text))
    except ValueError as wrong:
        raise Refusal("bad_setting", key=key, value=str(wrong)) from wrong
    return text


def known() -> Callable[[date], bool]:
    """What says of a day whether it is a working one, by what the company has written down now."""
    off, worked = (_stored(settings.get(key)) for key in (OFF, WORKED))
    others_off, others_worked = (frozenset(in_text(text)) for text in (KNOWN_OFF, KNOWN_WORKED))

    def works(day: date) -> bool:
        if day in worked or day in off:
            return day in worked
        return day in others_worked or (weekday(day) and day not in others_off)

    return works


def _stored(text: str) -> frozenset[date]:
    """One that was stored and can't be read is as good as none."""
    try:
        return frozenset(in_text(text))
    except ValueError:
        return frozenset()


def weekday(day: date) -> bool:
    """Whether it is one of Monday to Friday."""
    return day.weekday() < WEEKEND
