"""Document numbers: prefix, day, counter; given once, never again; found by their whole or by their end."""

import re
from collections.abc import Iterator
from datetime import date
from itertools import islice

from models.people import Sequence
from models.statement import Statement

# What is typed of a number: its last figures, perhaps with those of the day or the prefix before them.
_END = re.compile(r"(?:([A-Z]{2})-)?(?:(\d{1,8})-)?(\d{3,6})")
_DAYS = Statement(
    lambda start, end: Sequence.select(Sequence.key, Sequence.last)
    .where((Sequence.key > start) & (Sequence.key < end))
    .order_by(Sequence.key.desc())
)

_NEXT = Statement(
    lambda key, many, more: Sequence.insert({Sequence.key: key, Sequence.last: many})
    .on_conflict(conflict_target=[Sequence.key], update={Sequence.last: Sequence.last + more})
    .returning(Sequence.last)
)


def next_number(prefix: str, day: date) -> str:
    """The next number of a kind on a day, like SO-20260305-0001."""
    return next_numbers(prefix, day, 1)[0]


def next_numbers(prefix: str, day: date, count: int) -> list[str]:
    """The next `count` numbers of a kind on a day, one after another."""
    key = f"{prefix}-{day:%Y%m%d}"
    last = _NEXT.run(key=key, many=count, more=count).fetchone()[0]
    return [f"{key}-{number:04d}" for number in range(last - count + 1, last + 1)]


def ending(prefix: str, text: str, most: int) -> list[str]:
    """The numbers of a kind given so far that end as typed ("0005", "0305-0005", "SO-0005"), the newest day first.

    They are worked out from the counters of the days, so that the index of whole numbers finds them.
    """
    found = _END.fullmatch(text.strip().upper())
    if not found or found[1] not in (None, prefix):
        return []
    return list(islice(_ending(prefix, found[2] or "", found[3]), most))


def _ending(prefix: str, day: str, tail: str) -> Iterator[str]:
    step = 10 ** len(tail)
    for key, last in _DAYS.rows(start=f"{prefix}-", end=f"{prefix}-:"):  # ":" follows "9"
        if key.endswith(day):
            for counter in range(int(tail) or step, last + 1, step):
                yield f"{key}-{counter:04d}"
