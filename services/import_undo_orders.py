"""The orders of a file go again, as long as nobody worked on them."""

from collections.abc import Sequence
from functools import partial

from models.exchange import ImportRow
from models.orders import ApprovalRequest, OrderLine, SalesOrder
from services.bulk import any_of
from services.import_undo_rows import Undone, remove, used
from services.unit import Unit

FRESH = ("draft", "submitted")


def undo(u: Unit, rows: Sequence[ImportRow]) -> Undone:
    """Those that were changed, decided or added to since stay."""
    u.topics.add("orders")
    source = f"import:{rows[0].batch_id}" if rows else ""
    more = _beside(rows, source)
    done = remove([*rows, *more], SalesOrder, partial(_stays, source, [*rows, *more] if more else ()), _drop)
    done.gone.told = {"orders": done.gone.records}
    return done


def _beside(rows: Sequence[ImportRow], source: str) -> list[ImportRow]:
    """The further orders of rows that held several: the account tells a row's first one only."""
    ids = {row.document_id for row in rows}
    S, L, numbers = SalesOrder, OrderLine, {row.row for row in rows}
    query = S.select(S.id, L.import_row).join(L, on=L.order == S.id).distinct()
    found = query.where((S.id > min(ids, default=0)) & (S.source == source)).tuples()
    return [ImportRow(row=row, document_id=key) for key, row in found if key not in ids and row in numbers]


def _stays(source: str, shared: Sequence[ImportRow], ids: Sequence[int]) -> dict[int, str]:
    """What somebody worked on, and with it the other orders of its row."""
    kept = _worked_on(source, ids)
    rows = {row.row for row in shared if row.document_id in kept}
    more = {row.document_id for row in shared if row.row in rows} - kept.keys()
    S = SalesOrder
    named = S.select(S.id, S.number, S.customer_ref).where(any_of(S.id, sorted(more)))
    return kept | {key: number or ref for key, number, ref in named.tuples()}


def _worked_on(source: str, ids: Sequence[int]) -> dict[int, str]:
    """What has another source got an id that came free when an order of the file was thrown away."""
    S = SalesOrder
    touched = S.select(S.id, S.number, S.customer_ref).where(
        any_of(S.id, ids) & ((S.version != 1) | S.state.not_in(FRESH) | (S.source != source))
    )
    kept = {key: number or ref for key, number, ref in touched.tuples()}
    pointed = used(S, ids, (OrderLine, ApprovalRequest), "order") - kept.keys()
    more = S.select(S.id, S.number, S.customer_ref).where(any_of(S.id, sorted(pointed)))
    return kept | {key: number or ref for key, number, ref in more.tuples()}


def _drop(ids: list[int]) -> None:
    for model in (ApprovalRequest, OrderLine):
        model.delete().where(any_of(model.order, ids)).execute()
