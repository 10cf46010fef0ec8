"""Tracking numbers and events of a file are taken back while their deliveries are where they were."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from models.delivery import Delivery, Package, TrackingEvent
from models.exchange import ImportRow
from models.people import AuditEntry
from services.delivery_book import store
from services.import_undo_rows import Undone, before_of
from services.transitions import IN_HOUSE, ON_THE_WAY
from services.unit import Unit
from services.waybills import set_number


def undo_waybills(u: Unit, rows: Sequence[ImportRow]) -> Undone:
    """The last row first, so that each finds what it wrote; a delivery that left stays as it is.

    A carrier, service or freight that a person set since stays, and its delivery is named.
    """
    u.topics.add("deliveries")
    done = Undone()
    for row in reversed(rows):
        said, delivery = before_of(row), Delivery.get_by_id(row.document_id)
        numbers = dict(said.get("packages", ()))
        packages = {p.number: p.tracking_number for p in Package.select().where(Package.delivery == delivery)}
        same = all(packages.get(number) == text for number, text in numbers.items())
        if delivery.state not in IN_HOUSE or not same or "wrote" not in said:
            done.kept.append(delivery.number)
            continue
        for number in numbers:
            set_number(delivery, number, "")
        if not _set_back(delivery, said):
            done.kept.append(delivery.number)
        store(delivery)
        done.go(row.row)
    return done


def _set_back(delivery: Delivery, said: dict[str, Any]) -> bool:
    """Put back what the row wrote over, where it still is what the row wrote; whether that was all of it."""
    was = (said["carrier"], said["service"], _freight(said["freight"]))
    carrier, service, freight = said["wrote"]
    fields = zip(("carrier_id", "service", "freight"), was, (carrier, service, _freight(freight)), strict=True)
    mine = [(name, old, getattr(delivery, name) == new) for name, old, new in fields if old != new]
    for name, old, same in mine:
        if same:
            setattr(delivery, name, old)
    return all(same for _name, _old, same in mine)


def _freight(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def undo_events(u: Unit, rows: Sequence[ImportRow]) -> Undone:
    """Events go while the delivery is on its way; one that only they set on its way is dispatched again."""
    u.topics.add("deliveries")
    done = Undone()
    for row in rows:
        event, delivery = before_of(row).get("event"), Delivery.get_by_id(row.document_id)
        if delivery.state not in ON_THE_WAY or event is None:
            done.kept.append(delivery.number)
            continue
        mine = (TrackingEvent.id == event) & (TrackingEvent.delivery == delivery)
        TrackingEvent.delete().where(mine & (TrackingEvent.source == "import")).execute()
        if delivery.state == "in_transit" and not _seen_on_the_way(delivery.id):
            delivery.state = "dispatched"
        store(delivery)
        done.go(row.row)
    return done


def _seen_on_the_way(delivery_id: int) -> bool:
    E, A = TrackingEvent, AuditEntry
    noted = E.select().where((E.delivery == delivery_id) & (E.source == "import")).exists()
    typed = A.select().where(
        (A.subject_kind == "delivery") & (A.subject_id == delivery_id) & (A.use_case == "tracking.event")
    )
    return noted or typed.exists()
