"""Statements on PostgreSQL by libpq's pipeline: in a writing transaction sent as they are run, waited for when read.

Half of a use case's statements are writes whose answer nobody reads. They travel with the next reading, or with the
COMMIT; the server works on them meanwhile. psycopg's own pipeline spends ten times this process's time on each.
"""

import re
import sys
from collections import Counter, deque
from collections.abc import Generator, Iterator, Sequence
from contextlib import suppress
from functools import lru_cache
from itertools import count
from typing import Any

from psycopg import errors, pq
from psycopg.adapt import PyFormat, Transformer
from psycopg.generators import fetch_many, send

from models.driver import peewee
from models.statement import hold_one

# So many answers may wait: they are read before the server's own buffer for them is full.
MOST_WAITING = 500
# A statement is prepared at this use; so many are counted, and kept, before all are forgotten.
PREPARED_AT, MOST_COUNTED, MOST_PREPARED = 3, 5_000, 500
CHUNK = 1_000
AS_TEXT = [PyFormat.TEXT] * 65_535
INT2, INT4 = 21, 23
OFF = pq.PipelineStatus.OFF
FAILED, ABORTED = pq.ExecStatus.FATAL_ERROR, pq.ExecStatus.PIPELINE_ABORTED


class Answer:
    """What the server says to one statement; waits for it when first asked. As much of a cursor as peewee uses."""

    __slots__ = ("_at", "_next", "_result", "_rows", "_wire", "one")

    def __init__(self, wire: "Wire") -> None:
        self._wire, self._result, self.one = wire, None, False
        self._rows: list[tuple[Any, ...]] = []
        self._at = self._next = 0

    def take(self, result: Any) -> None:
        """Keep what came. Raises the server's error, or AssertionError when it should have changed one row."""
        if result.status == FAILED:
            raise errors.error_from_result(result, encoding=self._wire.encoding)
        if result.status == ABORTED:
            raise errors.PipelineAborted("a statement before this one has failed")
        self._result = result
        if self.one:
            hold_one(result.command_tuples)

    def hold_one(self) -> None:
        """Let it be a bug when not one row was changed, said with the next reading, or now where the answer came."""
        self.one = True
        if self._result is not None:
            hold_one(self._result.command_tuples)

    @property
    def _arrived(self) -> Any:
        if self._result is None:
            self._wire.collect()
        if self._result is None:
            raise peewee.InternalError("no answer: a statement before this one has failed")
        return self._result

    def _more(self, most: int) -> list[tuple[Any, ...]]:
        result, first = self._arrived, self._next
        self._next = min(first + most, result.ntuples)
        return self._wire.rows(result, first, self._next)

    def fetchall(self) -> list[tuple[Any, ...]]:
        left = self._rows[self._at :] + self._more(sys.maxsize)
        self._rows, self._at = [], 0
        return left

    def fetchone(self) -> tuple[Any, ...] | None:
        if self._at == len(self._rows):
            self._rows, self._at = self._more(CHUNK), 0
        if not self._rows:
            return None
        self._at += 1
        return self._rows[self._at - 1]

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        return iter(self.fetchall())

    @property
    def rowcount(self) -> int:
        count = self._arrived.command_tuples
        return -1 if count is None else int(count)

    @property
    def description(self) -> list[tuple[str]]:
        result = self._arrived
        return [(result.fname(number).decode(self._wire.encoding),) for number in range(result.nfields)]

    def close(self) -> None:
        """Nothing is open."""


class Wire:
    """A psycopg connection as peewee uses it; failures are peewee's, as with psycopg's own cursors."""

    def __init__(self, connection: Any) -> None:
        connection.prepare_threshold = None  # it would forget our statements too whenever it forgets its own
        self._connection, self._server = connection, connection.pgconn
        self._values = Transformer(connection)
        self._waiting: deque[tuple[Answer | None, Any]] = deque()
        self._uses: Counter[tuple[str, tuple[int, ...]]] = Counter()
        self._names: dict[tuple[str, tuple[int, ...]], bytes] = {}
        self._prepared = count()
        self.encoding = connection.info.encoding
        self.writing = False

    def begin(self, *statements: str) -> None:
        """Start a transaction, with these. What goes wrong is said at the first reading."""
        self.writing = True
        for sql in ("BEGIN", *statements):
            self.run(sql, ())

    def run(self, sql: str, values: Sequence[Any]) -> Answer:
        """Send a statement; outside of a writing transaction wait for its answer."""
        with peewee.__exception_wrapper__:
            answer = self._send(sql, values)
            if not self.writing:
                self._settle()
        if len(self._waiting) > MOST_WAITING:
            self.collect()
        return answer

    def _send(self, sql: str, values: Sequence[Any]) -> Answer:
        given = self._values.dump_sequence(values, AS_TEXT)
        if self._server.pipeline_status == OFF:
            self._server.enter_pipeline_mode()
        types = tuple(INT4 if each == INT2 else each for each in self._values.types or ())
        # What is asked outside of one is planned for its values: the filters of a list differ too much for one plan.
        name = self.writing and (self._names.get((sql, types)) or self._prepare(sql, types))
        if name:
            self._server.send_query_prepared(name, given)
        else:
            self._server.send_query_params(numbered(sql), given, types)
        answer = Answer(self)
        self._waiting.append((answer, None))
        self._server.flush()  # the server works on it meanwhile
        return answer

    def _prepare(self, sql: str, types: tuple[int, ...]) -> bytes:
        """The name of a statement that is used often enough to be prepared, else none."""
        self._uses[sql, types] += 1
        if self._uses[sql, types] < PREPARED_AT:
            if len(self._uses) > MOST_COUNTED:
                self._uses.clear()
            return b""
        if len(self._names) == MOST_PREPARED:
            self._names.clear()
            self._uses.clear()
            self._send("DEALLOCATE ALL", ())
        name = self._names[sql, types] = b"packdesk%d" % next(self._prepared)
        self._server.send_prepare(name, numbered(sql), types)
        self._waiting.append((Answer(self), (sql, types)))
        return name

    def collect(self) -> None:
        """Wait for every answer that was not read yet. Raises the first failure."""
        with peewee.__exception_wrapper__:
            self._server.send_flush_request()
            self._receive()

    def rows(self, result: Any, first: int, after: int) -> list[tuple[Any, ...]]:
        self._values.set_pgresult(result)
        found: list[tuple[Any, ...]] = self._values.load_rows(first, after, tuple)
        return found

    def rest(self) -> None:
        """Let psycopg's own cursors use the connection inside the transaction."""
        if self._server.pipeline_status != OFF:
            self.collect()
            self._server.exit_pipeline_mode()

    def commit(self) -> None:
        if any(answer and answer.one for answer, _prepared in self._waiting):
            self.collect()  # that must hold before anything is kept
        self.writing = False
        self.run("COMMIT", ())

    def rollback(self) -> None:
        """Undo the transaction; what had failed in it has been said."""
        self.writing = False
        with suppress(peewee.DatabaseError, peewee.InterfaceError, AssertionError):
            self.run("ROLLBACK", ())
        with peewee.__exception_wrapper__:
            self._connection.rollback()  # where a failed statement kept the server from hearing ours

    def _settle(self) -> None:
        """Wait for all, and leave the connection as psycopg knows it, whatever failed."""
        self._server.pipeline_sync()
        self._waiting.append((None, None))
        try:
            self._receive()
        finally:
            if self._server.status == pq.ConnStatus.OK:
                self._server.exit_pipeline_mode()

    def _receive(self) -> None:
        failures: list[Exception] = []
        try:
            self._connection.wait(self._come(failures))
        except errors.Error as lost:
            self._waiting.clear()
            self._connection.close()
            failures.append(lost)
        if failures:
            raise failures[0]

    def _come(self, failures: list[Exception]) -> Generator[Any, Any, None]:
        """For `Connection.wait`: send what is left to send, and hand each answer its result."""
        yield from send(self._server)
        while self._waiting:
            results = yield from fetch_many(self._server)
            answer, prepared = self._waiting.popleft()
            try:
                if answer is not None:
                    answer.take(results[-1])
                elif results[-1].status == FAILED:  # at the end of a transaction of its own; the mark comes after it
                    self._waiting.appendleft((None, None))
                    raise errors.error_from_result(results[-1], encoding=self.encoding)
            except (errors.Error, AssertionError) as failure:
                failures.append(failure)
                self._names.pop(prepared, None)


@lru_cache(2048)
def numbered(sql: str) -> bytes:
    """A statement with $1, $2 and so on for its values, as the server wants it."""
    number = count(1)
    return re.sub("%[%s]", lambda mark: "%" if mark[0] == "%%" else f"${next(number)}", sql).encode()
