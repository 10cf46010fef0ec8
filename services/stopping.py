"""Questions to the database that take long: how far they are is told, and a person may stop them.

    with stoppable(report) as step:
        step(1, 3)          # one of three is answered
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from models.base import reconnect
from models.breaking_off import breaking_off
from models.driver import peewee
from services.errors import Cancelled, Unavailable
from services.faults import translated

Report = Callable[[int, int], None]


@contextmanager
def stoppable(report: Report | None) -> Iterator[Report]:
    """What is asked within is broken off soon after `report(done, total)` raises Cancelled, which is raised then.

    Without `report` nobody stops it. Unavailable as `translated`.
    """
    if report is None:
        yield lambda done, total: None
        return
    heard = _Heard(report)
    with translated():
        reconnect()
    try:
        with breaking_off(heard.stopped):
            yield heard.step
    except (peewee.DatabaseError, Unavailable) as error:
        if heard.stopped():
            raise Cancelled from error
        raise


class _Heard:
    """Keeps how far it is, so that asking whether to go on does not put it back, and that it was stopped."""

    def __init__(self, report: Report) -> None:
        self._report, self._done, self._total, self._over = report, 0, 0, False

    def step(self, done: int, total: int) -> None:
        self._done, self._total = done, total
        self._report(done, total)

    def stopped(self) -> bool:
        try:
            self._report(self._done, self._total)
        except Cancelled:
            self._over = True
        return self._over
