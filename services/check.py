"""Prove that what must always hold holds: each check names the rows for which it does not.

Reads one snapshot, so it may run while others work. Slow only by size: whole sets in the database, and two hashes
recomputed here (the audit chain, the contents that approvals and sign-offs are bound to).
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from models.base import connection, db, is_postgresql
from models.delivery import Delivery, Package, PackageLine, Signoff
from models.driver import peewee
from models.migrate import expected_triggers, trigger_names
from models.orders import OrderLine, SalesOrder
from services import settings
from services.check_pieces import PIECE_RULES
from services.check_rules import RULES
from services.delivery_book import content_of_packages
from services.faults import translated
from services.order_book import content_of_lines
from services.unit import GENESIS, chained, content_hash

SHOWN = 20
SLICE = 20_000
PACKED = ("packed", "confirmed", "dispatched", "in_transit", "signed", "signed_difference", "refused", "lost", "closed")
BOUND = ("submitted", "approved", "completed", "closed_short")

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Check:
    """One check. `count` rows are wrong; `details` shows the first 20 of them, figures as stored."""

    name: str
    ok: bool
    count: int
    details: tuple[Row, ...] = ()


def check() -> tuple[Check, ...]:
    """Every check, in the order of the design's list. Raises Unavailable; changes nothing."""
    with translated(), connection(), _snapshot():
        asked = [_told(name, _rows(sql)) for name, sql in (*RULES, *PIECE_RULES)]
        return (*asked, *(_told(name, list(find())) for name, find in COMPUTED))


@contextmanager
def _snapshot() -> Iterator[None]:
    with db.atomic():
        if is_postgresql():
            db.execute_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield


def _told(name: str, wrong: list[Row]) -> Check:
    return Check(name, not wrong, len(wrong), tuple(wrong[:SHOWN]))


def _rows(sql: str) -> list[Row]:
    cursor = db.execute_sql(sql)
    names = [column[0] for column in cursor.description]
    return [{name: _plain(value) for name, value in zip(names, row, strict=True)} for row in cursor.fetchall()]


def _plain(value: Any) -> Any:
    """PostgreSQL sums whole numbers to its numeric type."""
    return value if value is None or isinstance(value, str | int) else str(value)


def _streamed(query: Any) -> Iterator[Any]:
    """Rows as tuples of Python values, without keeping them."""
    return query.tuples().iterator()


def _with_lines(documents: Any, lines: Any) -> Iterator[tuple[Any, list[tuple[Any, ...]]]]:
    """Each document with its lines; both come in order of the document's id, which a line names first."""
    groups = groupby(_streamed(lines), key=lambda row: row[0])
    current = next(groups, None)
    for document in documents.namedtuples().iterator():
        mine: list[tuple[Any, ...]] = []
        if current is not None and current[0] == document.id:
            mine = [row[1:] for row in current[1]]
            current = next(groups, None)
        yield document, mine


CHAINED = ("id", "at", "user", "source", "use_case", "subject_kind", "subject_id", "request_id", "content", "detail",
           "result")  # fmt: skip


def audit_row() -> Iterator[tuple[int, Row, bytes]]:
    """Each audit entry: its number, what its digest is made of, and the digest."""
    columns = ", ".join("user_id" if name == "user" else name for name in CHAINED)
    last = 0
    while True:
        rows = db.execute_sql(
            f"SELECT {columns}, digest FROM audit_entry WHERE id > {last:d} ORDER BY id LIMIT {SLICE}"
        ).fetchall()
        for row in rows:
            values = dict(zip(CHAINED, row, strict=False))
            values["content"] = bytes(values["content"]).hex()
            yield row[0], values, bytes(row[-1])
        if len(rows) < SLICE:
            return
        last = rows[-1][0]


def audit_chain() -> Iterator[Row]:
    """Rows whose digest does not follow from the row before and their own content, or whose number was left out."""
    previous, expected = GENESIS, 0
    for number, values, digest in audit_row():
        expected += 1
        if number != expected:
            yield {"entry": number, "expected": expected}
            expected = number
        elif chained(previous, values) != digest:
            yield {"entry": number, "use_case": values["use_case"]}
        previous = digest


def missing_triggers() -> Iterator[Row]:
    """Append-only triggers that are not there."""
    for name in sorted(expected_triggers() - trigger_names()):
        yield {"trigger": name}


def order_hashes() -> Iterator[Row]:
    """Orders whose content is no longer what their hash was made of."""
    L, O = OrderLine, SalesOrder
    lines = (
        L.select(L.order, L.product, L.unit, L.factor, L.quantity, L.unit_price)
        .join(O)
        .where(O.state.in_(BOUND))
        .order_by(L.order, L.position)
    )
    columns = (O.id, O.number, O.state, O.customer.alias("customer_id"), O.promised, O.payment_days, O.delivery_policy,
               O.receiver, O.phone, O.address, O.content_hash)  # fmt: skip
    for order, mine in _with_lines(O.select(*columns).where(O.state.in_(BOUND)).order_by(O.id), lines):
        if content_hash(content_of_lines(order, mine)) != order.content_hash:
            yield {"order": order.number, "state": order.state}


def delivery_hashes() -> Iterator[Row]:
    """Packed deliveries whose content is no longer what is signed for."""
    D, P, K = Delivery, Package, PackageLine
    packed = (
        K.select(P.delivery, P.number, K.delivery_line, K.lot, K.quantity)
        .join(P)
        .join(D)
        .where(D.state.in_(PACKED))
        .order_by(P.delivery, P.number, K.id)
    )
    columns = (D.id, D.number, D.state, D.content, D.customer.alias("customer_id"), D.receiver, D.phone, D.address,
               D.content_hash)  # fmt: skip
    for delivery, mine in _with_lines(D.select(*columns).where(D.state.in_(PACKED)).order_by(D.id), packed):
        if content_of_packages(delivery, mine) != delivery.content_hash:
            yield {"delivery": delivery.number, "state": delivery.state}


def missing_signoffs() -> Iterator[Row]:
    """Confirmed deliveries without a sign-off, over the content as it stands, of a role the company asks for."""
    for role in settings.get("signoff.roles"):
        signed = Signoff.select().where(
            (Signoff.delivery == Delivery.id) & (Signoff.role == role) & (Signoff.content_hash == Delivery.content_hash)
        )
        bare = Delivery.select(Delivery.number).where((Delivery.state == "confirmed") & ~peewee.fn.EXISTS(signed))
        for (number,) in _streamed(bare):
            yield {"delivery": number, "role": role}


COMPUTED: tuple[tuple[str, Callable[[], Iterator[Row]]], ...] = (
    ("append_only_triggers", missing_triggers),
    ("approved_content_unchanged", order_hashes),
    ("signed_content_unchanged", delivery_hashes),
    ("signoffs_complete", missing_signoffs),
    ("audit_chain_whole", audit_chain),
)
