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
    done = remove(rows, SalesOrder, partial(_worked_on, source), _drop)
    done.gone.told = {"orders": done.gone.records}
    return done


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
