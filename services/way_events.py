"""Many events on the way at once, from a carrier's export: number, time, status, place."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from models.base import reconnect
from models.delivery import Delivery, Package, TrackingEvent
from services.carrier_words import status_of
from services.delivery_book import store
from services.errors import Refusal
from services.faults import translated
from services.transitions import IN_HOUSE, ON_THE_WAY, move, wrong_state
from services.unit import Unit, use_case, utc_now
from services.waybills import RowProblem, clean_tracking

LONGEST = 200


@dataclass(frozen=True, slots=True)
class WayEvent:
    """One row. `number` is a tracking number or a delivery's; `status` one of ours or the carrier's own word."""

    number: str
    at: datetime
    status: str
    place: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class EventsAdded:
    """Events that are new, those that were there already, and those of deliveries whose way has ended."""

    added: int
    known: int
    ended: int


def check_events(rows: Sequence[WayEvent], now: datetime | None = None) -> tuple[RowProblem, ...]:
    """What add_events would refuse, row by row; nothing is written."""
    found = []
    with translated():
        reconnect()
        for at, row in enumerate(rows):
            try:
                _read(row, now or utc_now())
            except Refusal as error:
                found.append(RowProblem(at, error))
    return tuple(found)


@use_case("tracking.import_events", right="tracking.edit")
def add_events(u: Unit, rows: tuple[WayEvent, ...]) -> EventsAdded:
    """Note the events of a file, all rows or none; what is noted already is not noted twice.

    A carrier's word that the goods were delivered closes nothing: somebody here signs for it.
    Refuses no_rows, unknown_waybill, wrong_state, unknown_status, in_future.
    """
    if not rows:
        raise Refusal("no_rows")
    noted = note_all(u, rows)
    touched = {delivery for delivery, what in noted if what == "added"}
    added, known, ended = (sum(what == each for _d, what in noted) for each in ("added", "known", "ended"))
    u.about("delivery", min(touched) if len(touched) == 1 else None, added=added, rows=len(rows))
    return EventsAdded(added, known, ended)


def note_all(u: Unit, rows: Sequence[WayEvent]) -> list[tuple[int, str]]:
    """Note what is new; for each row the delivery, and whether it was added, known, or its way has ended.

    Refuses what add_events refuses of a row. For imports too.
    """
    noted = []
    touched: dict[int, Delivery] = {}
    for row in rows:
        delivery, status = _read(row, u.now)
        delivery = touched.get(delivery.id, delivery)
        what = _outcome(delivery, row, status)
        if what == "added":
            _add(u, delivery, row, status)
            touched[delivery.id] = delivery
        noted.append((delivery.id, what))
    for delivery in touched.values():
        if delivery.state == "dispatched":
            move("delivery", delivery, "in_transit")
        store(delivery)
    u.topics.add("deliveries")
    return noted


def outlook(rows: Sequence[WayEvent], now: datetime) -> list[Refusal | str]:
    """What each row would do, and nothing is written: as in note_all, or why it can't be."""
    made = list[Refusal | str]()
    for row in rows:
        try:
            delivery, status = _read(row, now)
            made.append(_outcome(delivery, row, status))
        except Refusal as error:
            made.append(error)
    return made


def _outcome(delivery: Delivery, row: WayEvent, status: str) -> str:
    if delivery.state not in ON_THE_WAY:
        return "ended"
    return "known" if _known(delivery, row, status) else "added"


def _read(row: WayEvent, now: datetime) -> tuple[Delivery, str]:
    """The delivery and the status that a row means."""
    number = clean_tracking(row.number)
    status = status_of(row.status)
    if status is None:
        raise Refusal("unknown_status", status=row.status)
    if row.at > now:
        raise Refusal("in_future")
    D = Delivery
    mine = D.select().join(Package).where((Package.tracking_number == number) & (D.state != "cancelled")).first()
    delivery = mine or (D.get_or_none(D.number == number) if number else None)
    if delivery is None or not number:
        raise Refusal("unknown_waybill", number=row.number)
    if delivery.state in IN_HOUSE:
        raise wrong_state("delivery", delivery, "in_transit")
    return delivery, status


def _known(delivery: Delivery, row: WayEvent, status: str) -> bool:
    T = TrackingEvent
    same = (T.delivery == delivery) & (T.at == row.at) & (T.status == status)
    return T.select().where(same & (T.place == row.place.strip()[:LONGEST])).exists()


def _add(u: Unit, delivery: Delivery, row: WayEvent, status: str) -> None:
    TrackingEvent.add(
        delivery=delivery.id, at=row.at, status=status, place=row.place.strip()[:LONGEST],
        note=row.note.strip()[:LONGEST], source="import", user=u.user_id,
    )  # fmt: skip
