"""Document numbers: prefix, day, counter; given once, never again."""

from datetime import date

from models.people import Sequence
from models.statement import Statement

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
