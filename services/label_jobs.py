"""Print jobs for labels of what a receipt brought, and of bins."""

from models.buying import ReceiptLine
from models.stock import Lot
from services import bins
from services.errors import Refusal
from services.printing_jobs import USUAL, Wish, queue_paper
from services.unit import Created, Unit, use_case


@use_case("print.receipt", right="stock.receive")
def print_receipt(u: Unit, receipt_id: int, counts: tuple[int, ...]) -> Created:
    """Queue labels of the lots of a receipt, so many for each of its lines. Refuses no_lines, bad_copies."""
    lines = ReceiptLine.select().where(ReceiptLine.receipt == receipt_id).order_by(ReceiptLine.id)
    wanted = [(line, count) for line, count in zip(lines, counts, strict=False) if count]
    if not wanted:
        raise Refusal("no_lines")
    for line, count in wanted:
        lot_id = line.lot_id if Lot.get_by_id(line.lot_id).number else 0
        queue_paper(u, "product", line.product_id, lot_id, Wish(copies=count))
    u.about("receipt", receipt_id, labels=sum(counts))
    return Created(receipt_id)


@use_case("print.bins", right="stock.view")
def print_bins(u: Unit, location_ids: tuple[int, ...], wish: Wish = USUAL) -> Created:
    """Queue labels of bins; a zone or aisle means every bin in use below it.

    Refuses no_lines, unknown_bin, bad_copies, unknown_paper_size.
    """
    filled = [each for each in location_ids if bins.labelled(each)]
    if not filled:
        raise Refusal("no_lines")
    for each in filled:
        queue_paper(u, "bin", each, 0, wish)
    u.about("location", filled[0], labels=len(filled))
    return Created(filled[0])
