"""A rule that warns: what it says, how grave that is, who answers and by when."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from services.lists import INCIDENT_KIND_TERMS


@dataclass(frozen=True, slots=True)
class Rule:
    """`told` is its sentence, with {limit} where it has one (in `unit`: hours, days, percent or number).

    `find(now, limit)` gives what it holds for now, finding.Found each. `hours` is how long there is to answer. What
    `happened` can't go away any more: its incident waits for an answer, and an answer to it stands. `person` is the id
    of who answers in place of the role, 0 for nobody; `when` one of schedule.WHEN, `at` its hour.
    """

    code: str
    told: str
    find: Callable[[datetime, int], list[Any]] = field(repr=False)
    role: str
    unit: str = ""
    limit: int = 0
    severity: str = "normal"
    hours: int = 24
    on: bool = True
    happened: bool = False
    person: int = 0
    when: str = "always"
    at: int = 8

    @property
    def term(self) -> str:
        return INCIDENT_KIND_TERMS[self.code]
