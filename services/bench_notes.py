"""What a bench writes into the journal of scans beside what it counted: commands, badges, repeats, what was refused
before it could be judged; and who else works at a delivery."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from models.delivery import Delivery, ScanEvent
from models.driver import peewee
from models.fields import total
from models.people import User
from models.statement import Statement
from services.errors import Refusal
from services.ledger import ZERO
from services.picking import EVENT
from services.unit import Unit, use_case

# Notes that are neither right nor wrong.
QUIET = ("command", "signed_in", "opened", "paused", "repeated", "photo", "to_box")
# Scans that were refused before they reached a delivery's lines.
TURNED_AWAY = (
    "no_delivery", "unknown_delivery", "not_open", "set_aside", "unknown_badge", "locked", "already_packed",
    "not_a_waybill", "all_numbered", "tracking_taken", "unknown_package", "reading_only", "wrong_box", "put_first",
    "no_box", "unknown_batch", "other",
)  # fmt: skip
LONGEST = 200
# So long without a scan, and a bench is taken as left.
AWAY = timedelta(minutes=30)
PACE_OVER = timedelta(hours=1)
S = ScanEvent

_OTHERS = Statement(
    lambda delivery, station, since: S.select(S.station, peewee.fn.COALESCE(User.name, ""), S.verdict)
    .join(User, peewee.JOIN.LEFT_OUTER)
    .where((S.delivery == delivery) & (S.station != station) & (S.at >= since))
    .order_by(S.id.desc())
    .limit(200)
)
_PACE = Statement(
    lambda user, since: S.select(total(S.quantity), peewee.fn.MIN(S.at).converter(S.at.python_value)).where(
        (S.at >= since) & (S.user == user) & S.kind.in_(("pick", "undo")) & (S.quantity != 0)
    )
)


@dataclass(frozen=True, slots=True)
class Noted:
    """The row of the journal."""

    id: int


@dataclass(frozen=True, slots=True)
class Beside:
    """Another bench that works at the same delivery, and who scanned there last."""

    station: str
    person: str


@dataclass(frozen=True, slots=True)
class Pace:
    """What one person picked within the last hour: base units, since the first of those scans."""

    pieces: Decimal = ZERO
    since: datetime | None = None

    def hourly(self, now: datetime) -> int | None:
        """Base units an hour, None within the first minute."""
        seconds = (now - self.since).total_seconds() if self.since else 0.0
        return round(float(self.pieces) * 3600 / seconds) if seconds >= 60 else None


NO_PACE = Pace()


@use_case("packing.note", right="deliveries.pick")
def note_scan(u: Unit, text: str, verdict: str, delivery_id: int | None = None) -> Noted:
    """Journal a scan that counts nothing, with station and person; `verdict` is one of QUIET or TURNED_AWAY.

    Refuses bad_kind, unknown_delivery.
    """
    if verdict not in QUIET and verdict not in TURNED_AWAY:
        raise Refusal("bad_kind", kind=verdict)
    if delivery_id is not None and Delivery.get_or_none(Delivery.id == delivery_id) is None:
        raise Refusal("unknown_delivery")
    u.about("delivery", delivery_id, scan=verdict)
    if verdict == "paused":
        u.topics.add("deliveries")
    return Noted(write_note(u, text, verdict, delivery_id))


def write_note(u: Unit, text: str, verdict: str, delivery_id: int | None = None, package: int = 0) -> int:
    """The row in the journal, for use cases that note something themselves; its id."""
    made: int = EVENT(
        at=u.now, delivery=delivery_id, user=u.user_id, station=u.actor.station, text=text[:LONGEST], kind="control",
        verdict=verdict, pick_line=None, quantity=ZERO, package=package, move_id=None, undoes=None,
    )  # fmt: skip
    return made


def beside(delivery_id: int, station: str, now: datetime) -> tuple[Beside, ...]:
    """The other benches at a delivery, the newest scan first, for reads that are under way."""
    newest: dict[str, tuple[str, str]] = {}
    for place, person, verdict in _OTHERS.rows(delivery=delivery_id, station=station, since=now - AWAY):
        newest.setdefault(place, (person, verdict))
    return tuple(Beside(place, person) for place, (person, verdict) in newest.items() if verdict != "paused")


def pace(user_id: int | None, now: datetime) -> Pace:
    """How fast a person picks at present, for reads that are under way."""
    pieces, since = _PACE.rows(user=user_id, since=now - PACE_OVER)[0] if user_id is not None else (None, None)
    return Pace(pieces or ZERO, since)
