"""A file of orders is taken back as a whole, while nothing has followed from it."""

from dataclasses import dataclass

from models.driver import peewee
from models.exchange import ImportBatch, ImportRow
from models.orders import ApprovalRequest, OrderLine, SalesOrder
from models.paper import Attachment
from services.errors import Refusal
from services.unit import Unit, use_case

FRESH = ("draft", "submitted")


@dataclass(frozen=True, slots=True)
class TakenBack:
    """How many orders are gone again. Their numbers are not given again."""

    batch_id: int
    orders: int


@use_case("order.import_undo", right="orders.import")
def take_back(u: Unit, batch_id: int) -> TakenBack:
    """Remove the orders of a file; it can be imported anew. Customers and products that it brought stay.

    Refuses unknown_import, import_followed when one of its orders was changed, decided or added to since.
    """
    batch = ImportBatch.get_or_none((ImportBatch.id == batch_id) & (ImportBatch.kind == "orders"))
    if batch is None or not batch.imported:
        raise Refusal("unknown_import")
    mine = ImportRow.select(ImportRow.document_id).where(
        (ImportRow.batch == batch_id) & ImportRow.document_id.is_null(False)
    )
    count, first, last = _refuse_followed(mine)
    for model in (ApprovalRequest, OrderLine):
        model.delete().where(model.order.in_(mine)).execute()
    SalesOrder.delete().where(SalesOrder.id.in_(mine)).execute()
    ImportRow.update(outcome="skipped", code="taken_back", document_id=None).where(
        (ImportRow.batch == batch_id) & ImportRow.document_id.is_null(False)
    ).execute()
    batch.skipped, batch.imported, batch.merged = batch.skipped + batch.imported + batch.merged, 0, 0
    batch.save()
    u.about("import", batch_id, file=batch.file_name, orders=count, first=first, last=last)
    u.topics.add("orders")
    return TakenBack(batch_id, count)


def _refuse_followed(mine: peewee.ModelSelect) -> tuple[int, str | None, str | None]:
    """How many orders there are, with their first and last number, when all are as they came in."""
    S = SalesOrder
    wanted = len({row for (row,) in mine.tuples()})
    touched = S.select(S.number, S.customer_ref).where(
        S.id.in_(mine) & ((S.version != 1) | S.state.not_in(FRESH))
    ).limit(1).tuples().first()  # fmt: skip
    added = Attachment.select(Attachment.subject_id).where(
        (Attachment.subject_kind == "order") & Attachment.subject_id.in_(mine)
    )
    if touched is None and added.exists():
        touched = S.select(S.number, S.customer_ref).where(S.id.in_(added)).limit(1).tuples().first()
    if touched is not None:
        raise Refusal("import_followed", number=touched[0] or touched[1])
    count, first, last = S.select(
        peewee.fn.COUNT(S.id), peewee.fn.MIN(S.number), peewee.fn.MAX(S.number)
    ).where(S.id.in_(mine)).tuples().first()  # fmt: skip
    if count != wanted:
        raise Refusal("import_followed", number="")
    return count, first, last
