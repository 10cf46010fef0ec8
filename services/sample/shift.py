"""Move the sample company to another day: every date, moment and dated number by the same whole days.

The only code besides a restore that writes tables without use cases, on a copy nobody has worked with yet. What was
hashed over a date or a number is hashed again, and the audit chain with it.
"""

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from models import migrate
from models.base import db, is_postgresql, writing
from models.delivery import Delivery, Signoff
from models.driver import peewee
from models.fields import FAR, MomentField
from models.orders import ApprovalRequest, SalesOrder
from models.people import AuditEntry
from models.tables import ALL
from services import settings
from services.bulk import run_many
from services.check import audit_row
from services.delivery_book import delivery_content
from services.order_book import order_content
from services.sample.story import LEAVES
from services.unit import GENESIS, chained, content_hash

DAY = 86_400_000_000
# When the last day begins, and how long before now it has begun at least, in a morning that is younger.
BEGINS, LEAST = time(8), timedelta(hours=2)
_NUMBER = re.compile(r"\b((?:SO|QU|DN|PO|GR|PY|IN|HO|RT|AR)-)(\d{4})(\d\d)(\d\d)(?=\b|-)")
_DATE = re.compile(r"(?<![\d-])(20\d\d)-(\d\d)-(\d\d)(?![\d-])")
_HASH = re.compile(r"\b[0-9a-f]{32}\b")


def shift(today: date, now: datetime | None = None) -> int:
    """Move the open copy of the sample from the day it was made for to `today`; returns by how many days.

    Its last day is a whole one. When it is opened earlier, at `now`, that day has happened faster: nothing lies ahead.

    Raises ValueError when the open database is not an untouched sample.
    """
    made_for = settings.get("company.sample_day")
    if not made_for:
        raise ValueError("not a sample company")
    days = (today - date.fromisoformat(made_for)).days
    hurried = now is not None and now < _moment(today, LEAVES)
    if days or hurried:
        with writing():
            migrate.lift_triggers()
            if days:
                _move(days)
            if now is not None and hurried:
                _hurry(today, now)
            _chain_again()
            migrate.make_triggers()
    return days


def _moment(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour).astimezone()


def _hurry(today: date, now: datetime) -> None:
    """Draw the moments of the last day together, in their order, so that the last of them is now."""
    begins, ends = _moment(today, BEGINS), _moment(today, LEAVES)
    earliest = max(_moment(today, time()), min(begins, now - LEAST))
    first, span, room = _stored(begins), _stored(ends) - _stored(begins), _stored(now) - _stored(earliest)
    for table in ALL:
        for field in table._meta.sorted_fields:
            if isinstance(field, MomentField):
                name = f'"{field.column_name}"'
                # In milliseconds, so that the product stays a whole number of 64 bits.
                drawn = f"{_stored(earliest)} + ({name} - {first}) / 1000 * {room // 1000} / {span // 1000} * 1000"
                db.execute_sql(
                    f'UPDATE "{table._meta.table_name}" SET {name} = {drawn} WHERE {name} >= {first}'
                )


def _stored(moment: datetime) -> int:
    field: MomentField = AuditEntry.at
    return int(field.db_value(moment))


def _move(days: int) -> None:
    orders, packed = _bound_orders(), _bound_deliveries()
    for table in ALL:
        _move_days(table, days)
        _move_texts(table, days)
    new = {old: content_hash(order_content(SalesOrder.get_by_id(row))) for row, old in orders.items()}
    new |= {old: delivery_content(Delivery.get_by_id(row)) for row, old in packed.items()}
    for table in (SalesOrder, Delivery, ApprovalRequest, Signoff, AuditEntry):
        _rewrite(table, lambda text: _HASH.sub(lambda found: new.get(found[0], found[0]), text), backwards=False)


def _bound_orders() -> dict[int, str]:
    """Orders whose hash is the one of their content, by id."""
    rows = SalesOrder.select().where(SalesOrder.content_hash != "")
    return {row.id: row.content_hash for row in rows if content_hash(order_content(row)) == row.content_hash}


def _bound_deliveries() -> dict[int, str]:
    rows = Delivery.select().where(Delivery.content_hash != "")
    return {row.id: row.content_hash for row in rows if delivery_content(row) == row.content_hash}


def _move_days(table: type[peewee.Model], days: int) -> None:
    """Dates and moments, in one statement a table; the day that never comes stays."""
    changes = []
    for field in table._meta.sorted_fields:
        name = f'"{field.column_name}"'
        if isinstance(field, MomentField):
            changes.append(f"{name} = {name} + {days * DAY}")
        elif isinstance(field, peewee.DateField):
            moved = f"{name} + {days}" if is_postgresql() else f"date({name}, '{days:+d} days')"
            changes.append(f"{name} = CASE WHEN {name} = '{FAR}' THEN {name} ELSE {moved} END")
    if changes:
        db.execute_sql(f'UPDATE "{table._meta.table_name}" SET {", ".join(changes)}')


def _move_texts(table: type[peewee.Model], days: int) -> None:
    """Numbers that carry a day, and days inside of texts and JSON."""
    step = timedelta(days)

    def in_number(found: re.Match[str]) -> str:
        return f"{found[1]}{date(int(found[2]), int(found[3]), int(found[4])) + step:%Y%m%d}"

    def in_text(found: re.Match[str]) -> str:
        return (date(int(found[1]), int(found[2]), int(found[3])) + step).isoformat()

    _rewrite(table, lambda text: _DATE.sub(in_text, _NUMBER.sub(in_number, text)), backwards=days > 0)


def _rewrite(table: type[peewee.Model], change: Callable[[str], str], *, backwards: bool) -> None:
    """Change texts column by column, the latest first when they move forward, since numbers are unique."""
    key, name = table._meta.primary_key, table._meta.table_name
    if isinstance(key, peewee.CompositeKey):
        return
    for field in table._meta.sorted_fields:
        if isinstance(field, peewee.TextField):
            column = field.column_name
            rows = db.execute_sql(
                f'SELECT "{key.column_name}", "{column}" FROM "{name}" ORDER BY "{column}"' + " DESC" * backwards
            ).fetchall()
            changed = [(new, row) for row, old in rows if old and (new := change(old)) != old]
            _many(f'UPDATE "{name}" SET "{column}" = ? WHERE "{key.column_name}" = ?', changed)


def _many(statement: str, rows: Iterable[tuple[Any, ...]]) -> None:
    run_many(statement.replace("?", db.obj.param), rows)


def _chain_again() -> None:
    previous, digests = GENESIS, []
    for number, values, _digest in audit_row():
        previous = chained(previous, values)
        digests.append((previous, number))
    _many('UPDATE "audit_entry" SET "digest" = ? WHERE "id" = ?', digests)
    assert digests, AuditEntry
