"""The slip of a return that was opened: what comes back, filled in."""

from dataclasses import replace

from models.after_sales import ReturnLine, ReturnOrder
from printing.papers import NoteLine, ReturnSlip
from resources.i18n import BOTH, translator
from services.after_sales import RETURN_REASON_TERMS
from services.errors import Refusal
from services.returns import counted


def filled(slip: ReturnSlip, return_id: int, language: str) -> ReturnSlip:
    """The slip of a delivery with the goods of one of its returns alone. Refuses unknown_return."""
    row = ReturnOrder.get_or_none(ReturnOrder.id == return_id)
    if row is None or row.delivery.number != slip.number:
        raise Refusal("unknown_return")
    lines = [line for line in ReturnLine.of("position", order=row.id) if counted(row, line)]
    why = translator("zh_CN" if language == BOTH else language)(RETURN_REASON_TERMS[row.reason])
    return replace(
        slip, returned=row.number, why=why, lines=tuple(_told(line, language) for line in lines),
        back=tuple(counted(row, line) for line in lines),
    )  # fmt: skip


def _told(line: ReturnLine, language: str) -> NoteLine:
    product, lot = line.product, line.lot
    name = product.name_en if language == "en" and product.name_en else product.name
    delivered = line.delivery_line.delivered
    return NoteLine(product.sku, name, delivered, product.unit, product.spec, lot=lot.number, expiry=lot.expiry)
