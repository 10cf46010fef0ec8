"""Document numbers: prefix, day, counter; given once, never again."""

from datetime import date

from models.people import Sequence
from models.statement import Statement

_NEXT = Statement(
    lambda key: Sequence.insert({Sequence.key: key, Sequence.last: 1})
    .on_conflict(conflict_target=[Sequence.key], update={Sequence.last: Sequence.last + 1})
    .returning(Sequence.last)
)


def next_number(prefix: str, day: date) -> str:
    """The next number of a kind on a day, like SO-20260305-0001."""
    key = f"{prefix}-{day:%Y%m%d}"
    return f"{key}-{_NEXT.run(key=key).fetchone()[0]:04d}"
