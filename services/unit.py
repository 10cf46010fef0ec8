"""The use case: one function, one transaction, one audit entry, one answer kept for repeats."""

import hashlib
import inspect
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import MISSING, dataclass, field, fields, is_dataclass
from datetime import UTC, date, datetime
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar, get_type_hints

import msgspec

from models import migrate
from models.base import db, is_postgresql, reconnect, writing
from models.people import AuditEntry, Change, RolePermission, Setting, User, UserRole
from models.statement import Insert, Statement
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


@dataclass(frozen=True, slots=True)
class Call:
    """One intention of one person. Repeating it with the same `request_id` changes nothing the second time."""

    actor: Actor
    request_id: str = field(default_factory=lambda: secrets.token_urlsafe(12))
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
        content = _digest([self.name, call.actor.user_id, {k: v for k, v in given.items() if k != "u"}])[:16]
        with translated():
            reconnect()
            assert not db.in_transaction(), "a use case never calls another use case"
            with writing():
                known = _ENTRY.first(request=call.request_id)
                if known is not None:
                    return self._repeated(known, content)
                _check_right(self, call.actor)
                unit = Unit(call)
                result = self.run(unit, *args, **kwargs)
                _record(unit, self, content, result)
                return result

    def _repeated(self, known: tuple[Any, ...], content: bytes) -> R:
        if bytes(known[0]) != content:
            raise Refusal("request_reused")
        return msgspec.json.decode(known[1], type=self.answer)


REGISTRY: dict[str, UseCase[..., Any]] = {}


def use_case(name: str, right: str) -> Callable[[Callable[Concatenate[Unit, P], R]], UseCase[P, R]]:
    """Register a function as a use case under `name`, allowed to who holds `right`."""

    def register(run: Callable[Concatenate[Unit, P], R]) -> UseCase[P, R]:
        assert name not in REGISTRY, name
        case = UseCase(name, right, run)
        REGISTRY[name] = case
        return case

    return register


def encode(value: Any) -> bytes:
    """Canonical JSON: sorted keys, decimals as text; the same bytes on both engines."""
    return _ENCODER.encode(value)


def lean(value: Any) -> Any:
    """A result without the fields that are at their defaults: what the audit log keeps of it."""
    if is_dataclass(value) and not isinstance(value, type):
        kept = ((f.name, f.default, getattr(value, f.name)) for f in fields(value))
        return {name: lean(own) for name, default, own in kept if default is MISSING or own != default}
    return [lean(each) for each in value] if isinstance(value, tuple) else value


_ENCODER = msgspec.json.Encoder(order="sorted", decimal_format="string")


def _digest(value: Any) -> bytes:
    return hashlib.sha256(encode(value)).digest()


def content_hash(value: Any) -> str:
    """A short hash that changes with any part of `value`."""
    return _digest(value).hex()[:32]


_ENTRY = Statement(
    lambda request: AuditEntry.select(AuditEntry.content, AuditEntry.result).where(AuditEntry.request_id == request)
)
_LAST = Statement(lambda: AuditEntry.select(AuditEntry.id, AuditEntry.digest).order_by(AuditEntry.id.desc()).limit(1))
_ALLOWED = Statement(
    lambda user, right: User.select(User.id)
    .join(UserRole)
    .join(RolePermission, on=(RolePermission.role == UserRole.role))
    .where((User.id == user) & User.active & (RolePermission.permission == right))
    .limit(1)
)
_COMPANY = Statement(lambda key: Setting.select(Setting.value).where(Setting.key == key))
_ADD_ENTRY = Insert(
    AuditEntry, "id", "at", "user", "source", "use_case", "subject_kind", "subject_id", "request_id", "content",
    "detail", "result", "digest",
)  # fmt: skip
_ADD_CHANGE = Insert(Change, "at", "topics")


def _check_right(case: UseCase[..., Any], actor: Actor) -> None:
    """Refuses not_allowed, user_required, update_this_pc."""
    _check_schema()
    if actor.user_id is None:
        if _COMPANY.first(key="company.name") is not None:
            raise Refusal("user_required")
    elif _ALLOWED.first(user=actor.user_id, right=case.right) is None:
        raise Refusal("not_allowed", use_case=case.name)


def _check_schema() -> None:
    """A program that was left running while another migrated must not write."""
    found = db.execute_sql("SELECT COUNT(*) FROM schema_migration").fetchone()[0]
    if found != migrate.EXPECTED:
        raise Refusal("update_this_pc")


def chained(previous: bytes, row: dict[str, Any]) -> bytes:
    """The digest of an audit row: over the digest before it and the row's canonical JSON."""
    return hashlib.sha256(previous + encode(row)).digest()


def _record(unit: Unit, case: UseCase[..., Any], content: bytes, result: Any) -> None:
    last = _LAST.first()
    number, previous = (last[0] + 1, bytes(last[1])) if last else (1, GENESIS)
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
        "result": encode(lean(result)).decode(),
    }
    digest = chained(previous, row)
    _ADD_ENTRY(**{**row, "content": content, "digest": digest})
    if unit.topics:
        announce(unit)


def announce(unit: Unit) -> None:
    """Tell other windows and programs which kinds of things changed, once the transaction is committed."""
    number = _ADD_CHANGE(at=unit.now, topics=" ".join(sorted(unit.topics)))
    if is_postgresql():
        db.execute_sql("SELECT pg_notify('packdesk', %s)", (str(number),))


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
