"""Document numbers: prefix, day, counter; given once, never again; found by their whole or by their end.

A kind of document is named by the prefix its numbers have until a company chooses another.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import islice

from models.base import reconnect
from models.people import Sequence
from models.statement import Statement
from resources.i18n import N_
from services import settings
from services.errors import Refusal
from services.faults import translated

# What is numbered.
NUMBERED = {
    "SO": N_("Orders"), "QU": N_("Quotations"), "DN": N_("Deliveries"), "PO": N_("Purchase orders"),
    "GR": N_("Goods receipts"), "HO": N_("Hand-over lists"), "PY": N_("Payments"), "IN": N_("Incidents"),
    "AR": N_("Requests for approval"), "RT": N_("Returns"),
}  # fmt: skip
KINDS = tuple(NUMBERED)
PREFIXES = "numbers.prefixes"
# What codes of our own begin with that are none of these documents; BA is a batch of deliveries at the bench.
RESERVED = ("BIN", "BOX", "BDG", "CMD", "BA")
_PREFIX = re.compile(r"[A-Z]{2,5}")
# What is typed of a number: its last figures, perhaps with those of the day or the prefix before them.
_END = re.compile(r"(?:([A-Z]{2,5})-)?(?:(\d{1,8})-)?(\d{3,6})")
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


def prefixes(kind: str) -> tuple[str, ...]:
    """The prefix of a kind of document, and those it had before."""
    chosen: tuple[str, ...] = settings.get(PREFIXES).get(kind, ())
    return chosen if kind in chosen else (*chosen, kind)


def chosen(wanted: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """The setting after these prefixes are chosen: each kind's newest first. Refuses bad_prefix, prefix_taken."""
    new = {kind: prefixes(kind) for kind in KINDS}
    for kind, typed in wanted.items():
        prefix = typed.strip().upper()
        if kind not in new or not _PREFIX.fullmatch(prefix) or prefix in RESERVED:
            raise Refusal("bad_prefix", prefix=typed, kind=kind)
        new[kind] = (prefix, *(each for each in new[kind] if each != prefix))
    for kind in wanted:
        for other in KINDS:
            if other != kind and new[kind][0] in new[other]:
                raise Refusal("prefix_taken", prefix=new[kind][0], kind=kind, document=other)
    return {kind: each for kind, each in new.items() if each != (kind,)}


def given_on(day: date) -> dict[str, int]:
    """How many numbers of each prefix were given on a day, for showing the next one."""
    with translated():
        reconnect()
        rows = Sequence.select(Sequence.key, Sequence.last).where(Sequence.key.endswith(f"-{day:%Y%m%d}"))
        return {key.partition("-")[0]: last for key, last in rows.tuples()}


def written(prefix: str, day: date, counter: int) -> str:
    return f"{prefix}-{day:%Y%m%d}-{counter:04d}"


def next_number(kind: str, day: date) -> str:
    """The next number of a kind on a day, like SO-20260305-0001."""
    return next_numbers(kind, day, 1)[0]


def next_numbers(kind: str, day: date, count: int) -> list[str]:
    """The next `count` numbers of a kind on a day, one after another."""
    key = f"{prefixes(kind)[0]}-{day:%Y%m%d}"
    last = _NEXT.run(key=key, many=count, more=count).fetchone()[0]
    return [f"{key}-{number:04d}" for number in range(last - count + 1, last + 1)]


def ending(kind: str, text: str, most: int) -> list[str]:
    """The numbers of a kind given so far that end as typed ("0005", "0305-0005", "SO-0005"), the newest day first.

    They are worked out from the counters of the days, so that the index of whole numbers finds them.
    """
    found = _END.fullmatch(text.strip().upper())
    if not found:
        return []
    asked = (prefix for prefix in prefixes(kind) if found[1] in (None, prefix))
    return list(islice((number for prefix in asked for number in _ending(prefix, found[2] or "", found[3])), most))


def _ending(prefix: str, day: str, tail: str) -> Iterator[str]:
    step = 10 ** len(tail)
    for key, last in _DAYS.rows(start=f"{prefix}-", end=f"{prefix}-:"):  # ":" follows "9"
        if key.endswith(day):
            for counter in range(int(tail) or step, last + 1, step):
                yield f"{key}-{counter:04d}"
