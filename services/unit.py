"""The use case: one function, one transaction, one audit entry, one answer kept for repeats."""

import base64
import hashlib
import inspect
import re
import secrets
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import chain
from typing import Any, Concatenate, Generic, NamedTuple, ParamSpec, TypeVar, get_type_hints

import msgspec

from models import migrate
from models.base import db, is_postgresql, reconnect, writing
from models.people import AuditEntry, Change, RolePermission, Setting, User, UserRole
from models.statement import Insert, Statement
from services.answers import packed, unpacked
from services.errors import Refusal
from services.faults import translated

P = ParamSpec("P")
R = TypeVar("R")
Clock = Callable[[], datetime]

GENESIS = b"\0" * 32
SETUP = "setup"


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts. `user_id` is None only for the built-in actor `setup` of a database without a company."""

    user_id: int | None
    name: str
    rights: frozenset[str] = frozenset()
    station: str = ""
    source: str = "window"


def new_request_id() -> str:
    """12 characters: the millisecond, so that new ids stand together in their index, and 32 bits of chance."""
    moment = (time.time_ns() // 1_000_000).to_bytes(6)
    return base64.urlsafe_b64encode(moment[1:] + secrets.token_bytes(4)).decode()


@dataclass(frozen=True, slots=True)
class Call:
    """One intention of one person. Repeating it with the same `request_id` changes nothing the second time."""

    actor: Actor
    request_id: str = field(default_factory=new_request_id)
    confirmed: frozenset[str] = frozenset()
    clock: Clock = utc_now


@dataclass(frozen=True, slots=True)
class Created:
    """The id of what a use case made."""

    id: int


class Unit:
    """What a use case works with: who, when, what was confirmed, and what it tells the audit log and other windows."""

    def __init__(self, call: Call) -> None:
        self.call, self.actor, self.confirmed = call, call.actor, call.confirmed
        self.now = call.clock()
        self.subject: tuple[str, int | None] = ("", None)
        self.detail: dict[str, Any] = {}
        self.topics: set[str] = set()

    @property
    def today(self) -> date:
        """The business day on this PC."""
        return self.now.astimezone().date()

    @property
    def user_id(self) -> int | None:
        return self.actor.user_id

    def holds(self, right: str) -> bool:
        """Whether the person holds one more right than the use case itself asks for, as of now."""
        return self.user_id is not None and _ALLOWED.first(user=self.user_id, right=right) is not None

    def about(self, kind: str, subject_id: int | None, /, **detail: Any) -> None:
        """Name the subject of the audit entry and add to its detail."""
        self.subject = (kind, subject_id)
        self.detail.update(detail)


class UseCase(Generic[P, R]):
    """A registered use case; call it with a Call and its own arguments."""

    def __init__(self, name: str, right: str, run: Callable[Concatenate[Unit, P], R]) -> None:
        self.name, self.right, self.run = name, right, run
        self.__name__, self.__doc__ = run.__name__, run.__doc__
        self._signature = inspect.signature(run)
        self._answer: Any = None

    @property
    def answer(self) -> Any:
        """The type of the result, as annotated."""
        if self._answer is None:
            self._answer = get_type_hints(self.run)["return"]
        return self._answer

    def __call__(self, call: Call, *args: P.args, **kwargs: P.kwargs) -> R:
        given = self._signature.bind(None, *args, **kwargs).arguments
        refuse_unfit(tuple(given.values()))
        content = self._content(call, given)
        with translated():
            reconnect()
            assert not db.in_transaction(), "a use case never calls another use case"
            with writing():
                gate = _gate(self, call)
                if gate.answer is not None:
                    return self._repeated(gate, content)
                _check_right(self, call.actor, gate)
                unit = Unit(call)
                result = self.run(unit, *args, **kwargs)
                _record(unit, self, content, result, gate)
                return result

    def _content(self, call: Call, given: dict[str, Any]) -> bytes:
        """What tells a repeated call from another one; a file's rows are taken in pieces."""
        digest = hashlib.sha256(encode([self.name, call.actor.user_id]))
        for name in sorted(given.keys() - {"u"}):
            value = given[name]
            many = isinstance(value, tuple) and len(value) > AT_ONCE
            pieces = (value[at : at + AT_ONCE] for at in range(0, len(value), AT_ONCE)) if many else (value,)
            for piece in pieces:
                digest.update(encode([name, piece]))
        return digest.digest()[:16]

    def _repeated(self, gate: "Gate", content: bytes) -> R:
        if bytes(gate.content or b"") != content:
            raise Refusal("request_reused")
        answer: R = unpacked(msgspec.json.decode(gate.answer or ""), self.answer)
        return answer


LONGEST_TEXT = 20_000
LARGEST_NUMBER = 10**12
LONE_HALF = re.compile("[\ud800-\udfff]")  # of a character that takes two in UTF-16
AT_ONCE = 2000


def refuse_unfit(value: Any) -> None:
    """What no database can hold, wherever it comes from. Refuses bad_text, too_long_text, bad_number."""
    if isinstance(value, tuple | list):
        for at in range(0, len(value), AT_ONCE):
            _refuse_all(value[at : at + AT_ONCE])
    else:
        _refuse_all((value,))


def _refuse_all(values: Sequence[Any]) -> None:
    """Values of one type together, and rows of one kind column by column: a file has a million cells."""
    kinds = set(map(type, values))
    for kind in kinds - NEVER_UNFIT:
        alike: Sequence[Any] = values if len(kinds) == 1 else [value for value in values if type(value) is kind]
        if issubclass(kind, str):
            _refuse_texts(alike)
        elif issubclass(kind, int | Decimal):
            _refuse_numbers(kind, alike)
        else:
            for inner in _inside(kind, alike):
                _refuse_all(inner)


NEVER_UNFIT = frozenset({type(None), bool})


def _inside(kind: type, alike: Sequence[Any]) -> Iterable[Sequence[Any]]:
    """What values of one type consist of."""
    if issubclass(kind, msgspec.Struct):
        return zip(*map(msgspec.structs.astuple, alike), strict=True)
    if hasattr(kind, "_fields"):
        return zip(*alike, strict=True)
    if issubclass(kind, tuple | list):
        return (list(chain.from_iterable(alike)),)
    if issubclass(kind, dict):
        return (list(chain.from_iterable(each.values() for each in alike)),)
    if is_dataclass(kind):
        return ([getattr(value, each.name) for value in alike] for each in fields(kind))
    return ()


def _refuse_numbers(kind: type, numbers: Sequence[Any]) -> None:
    finite = not issubclass(kind, Decimal) or all(map(kind.is_finite, numbers))
    if not finite or not -LARGEST_NUMBER <= min(numbers) <= max(numbers) <= LARGEST_NUMBER:
        raise Refusal("bad_number")


def _refuse_texts(texts: Sequence[str]) -> None:
    if max(map(len, texts)) > LONGEST_TEXT:
        raise Refusal("too_long_text", most=LONGEST_TEXT)
    text = "".join(set(texts))
    if "\0" in text or (not text.isascii() and LONE_HALF.search(text)):
        raise Refusal("bad_text")


REGISTRY: dict[str, UseCase[..., Any]] = {}


def use_case(name: str, right: str) -> Callable[[Callable[Concatenate[Unit, P], R]], UseCase[P, R]]:
    """Register a function as a use case under `name`, allowed to who holds `right`.

    Without one it is everybody's who works here, and asks itself for the right that what it is about takes.
    """

    def register(run: Callable[Concatenate[Unit, P], R]) -> UseCase[P, R]:
        assert name not in REGISTRY, name
        case = UseCase(name, right, run)
        REGISTRY[name] = case
        return case

    return register


def encode(value: Any) -> bytes:
    """Canonical JSON: sorted keys, decimals as text; the same bytes on both engines."""
    return _ENCODER.encode(value)


_ENCODER = msgspec.json.Encoder(order="sorted", decimal_format="string")


def _digest(value: Any) -> bytes:
    return hashlib.sha256(encode(value)).digest()


def content_hash(value: Any) -> str:
    """A short hash that changes with any part of `value`."""
    return _digest(value).hex()[:32]


_ALLOWED = Statement(
    lambda user, right: User.select(User.id)
    .join(UserRole)
    .join(RolePermission, on=(RolePermission.role == UserRole.role))
    .where((User.id == user) & User.active & (RolePermission.permission == right))
    .limit(1)
)
# Everything a use case must know before it works, in one question: whether the tables are this program's, whether the
# actor holds the right, the newest audit entry, and what the same request was answered before.
_GATE = """
SELECT (SELECT COUNT(*) FROM schema_migration),
    EXISTS (SELECT 1 FROM "user" u JOIN user_role r ON r.user_id = u.id
        JOIN role_permission p ON p.role_id = r.role_id WHERE u.id = ? AND u.active AND p.permission = ?),
    last.id, last.digest, again.content, again.result
FROM (SELECT 1 AS one) always
LEFT JOIN audit_entry last ON last.id = (SELECT MAX(id) FROM audit_entry)
LEFT JOIN audit_entry again ON again.request_id = ?
"""
_GATE_PARAMETERS = {"?": _GATE, "%s": _GATE.replace("?", "%s")}
_ACTIVE = Statement(lambda user: User.select(User.id).where((User.id == user) & User.active).limit(1))
_COMPANY = Statement(lambda key: Setting.select(Setting.value).where(Setting.key == key))
_ADD_ENTRY = Insert(
    AuditEntry, "id", "at", "user", "source", "use_case", "subject_kind", "subject_id", "request_id", "content",
    "detail", "result", "digest",
)  # fmt: skip
_ADD_CHANGE = Insert(Change, "at", "topics")
_TELL = """
WITH added AS (INSERT INTO change (at, topics) VALUES (%s, %s) RETURNING id)
SELECT pg_notify('packdesk', id::text) FROM added
"""


class Gate(NamedTuple):
    """What the question before a use case answers; `content` and `answer` are those of the same request before."""

    migrations: int
    allowed: bool
    last: int | None
    digest: bytes | None
    content: bytes | None
    answer: str | None


def _gate(case: UseCase[..., Any], call: Call) -> Gate:
    sql = _GATE_PARAMETERS[db.obj.param]
    return Gate(*db.obj.execute_sql(sql, (call.actor.user_id, case.right, call.request_id)).fetchone())


def _check_right(case: UseCase[..., Any], actor: Actor, gate: Gate) -> None:
    """Refuses not_allowed, user_required, update_this_pc: a program left running while another migrated must not write.
    """
    if gate.migrations != migrate.EXPECTED:
        raise Refusal("update_this_pc")
    if actor.user_id is None:
        if _COMPANY.first(key="company.name") is not None:
            raise Refusal("user_required")
    elif not (gate.allowed if case.right else _ACTIVE.first(user=actor.user_id)):
        raise Refusal("not_allowed", use_case=case.name)


def chained(previous: bytes, row: dict[str, Any]) -> bytes:
    """The digest of an audit row: over the digest before it and the row's canonical JSON."""
    return hashlib.sha256(previous + encode(row)).digest()


def _record(unit: Unit, case: UseCase[..., Any], content: bytes, result: Any, gate: Gate) -> None:
    number, previous = (gate.last or 0) + 1, bytes(gate.digest or GENESIS)
    row = {
        "id": number,
        "at": AuditEntry.at.db_value(unit.now),
        "user": unit.actor.user_id,
        "source": unit.actor.source,
        "use_case": case.name,
        "subject_kind": unit.subject[0],
        "subject_id": unit.subject[1],
        "request_id": unit.call.request_id,
        "content": content.hex(),
        "detail": encode(unit.detail).decode(),
        "result": encode(packed(result)).decode(),
    }
    digest = chained(previous, row)
    _ADD_ENTRY.run(**{**row, "content": content, "digest": digest})
    if unit.topics:
        announce(unit)


def announce(unit: Unit) -> None:
    """Tell other windows and programs which kinds of things changed, once the transaction is committed."""
    topics = " ".join(sorted(unit.topics))
    if is_postgresql():
        db.execute_sql(_TELL, (Change.at.db_value(unit.now), topics))
    else:
        _ADD_CHANGE.run(at=unit.now, topics=topics)


@contextmanager
def draft_unit(call: Call, right: str) -> Iterator[Unit]:
    """A transaction that is no use case: saving a draft as it is typed. Same lock, same right, no audit entry."""
    with translated():
        reconnect()
        with writing():
            if call.actor.user_id is None or _ALLOWED.first(user=call.actor.user_id, right=right) is None:
                raise Refusal("not_allowed", use_case=right)
            unit = Unit(call)
            yield unit
            if unit.topics:
                announce(unit)
