"""What happened on the way, from a carrier's file."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from models.delivery import TrackingEvent
from models.driver import peewee
from services.errors import Refusal
from services.import_batch import ImportHead
from services.import_staging import TELL_EVERY, Staging, Taken, finish, tell
from services.import_undo_rows import noted
from services.importing.preview import Record
from services.unit import Unit, use_case
from services.way_events import WayEvent, note_all, outlook

# A refusal of a row -> the column it is about, and the doubt at that cell.
WHY = {
    "unknown_status": ("status", "unknown_status"), "in_future": ("day", "in_future"),
    "unknown_waybill": ("number", "no_such_waybill"), "wrong_state": ("number", "not_sent_yet"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class EventRow:
    """A row of the file."""

    row: int
    event: WayEvent


def stage(staging: Staging[EventRow], today: date) -> None:
    """Which events are new here."""
    now = datetime.combine(today, time.max).astimezone(UTC)
    rows = [made for record in staging.reading.records if (made := _read(staging, record)) is not None]
    seen: set[tuple[str, datetime, str, str]] = set()
    for row, result in zip(rows, outlook([row.event for row in rows], now), strict=True):
        event = row.event
        key = (event.number, event.at, event.status, event.place)
        if isinstance(result, Refusal):
            name, code = WHY[result.code]
            staging.fail(row.row, name, code, event.status if name == "status" else event.number)
        elif result == "ended":
            staging.skip(row.row, "way_ended", "number", event.number)
        elif result == "known" or key in seen:
            staging.skip(row.row, "already_here", "status", event.status)
        else:
            staging.rows.append(row)
        seen.add(key)


def _read(staging: Staging[EventRow], record: Record) -> EventRow | None:
    row = record["row"]
    number = next(iter(record.get("tracking") or ()), None) or record.get("number")
    for name, value in (("tracking", number), ("day", record.get("day")), ("status", record.get("status"))):
        if not value:
            staging.fail(row, name, "missing_value")
            return None
    return EventRow(row, WayEvent(str(number), _moment(record["day"]), str(record["status"]),
                                  str(record.get("place") or ""), str(record.get("reference") or "")))  # fmt: skip


def _moment(value: Any) -> datetime:
    """Files say local time; a day without one is its beginning."""
    local: datetime = value if isinstance(value, datetime) else datetime.combine(value, time())
    return local.astimezone(UTC)


@use_case("events.import", right="tracking.edit")
def import_events(u: Unit, head: ImportHead, rows: tuple[EventRow, ...]) -> Taken:
    """Note the events of a file, all rows or none. Refuses what noting a row refuses."""
    came, late, before = [], [], {}
    for at in range(0, len(rows), TELL_EVERY):
        tell(at, len(rows))
        part = rows[at : at + TELL_EVERY]
        last = TrackingEvent.select(peewee.fn.MAX(TrackingEvent.id)).scalar() or 0
        notes = note_all(u, [each.event for each in part])
        new = TrackingEvent.select(TrackingEvent.id).where(TrackingEvent.id > last).order_by(TrackingEvent.id)
        events = iter(list(new.tuples()))
        for row, (delivery, what) in zip(part, notes, strict=True):
            if what == "added":
                came.append((row.row, delivery))
                before[row.row] = noted(event=next(events)[0])
            else:
                late.append(row.row)
    return finish(u, "events", head, came, late, before)
