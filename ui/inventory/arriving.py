"""A line of goods that came, as it was typed; and all of them taken in at once, with the labels asked for."""

from dataclasses import dataclass, replace
from decimal import Decimal

from services import label_jobs, stock
from services.stock import Incoming, Received
from services.stock_finding import Goods
from services.unit import Call
from ui.kit.formats import quantity

ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class Arriving:
    """One line as it was typed: so many of a unit of `factor`, and how many labels are wanted for it."""

    incoming: Incoming
    typed: Decimal
    factor: Decimal = ONE
    labels: int = 0

    @property
    def lot(self) -> str:
        return self.incoming.lot


def never_counted(goods: Goods) -> bool:
    """Whether scans of single pieces never are the quantity: there is a lot or a number to each."""
    return goods.lot_tracked or goods.serial_tracked


def unit_word(name: str, factor: Decimal) -> str:
    return name or "—" if factor == 1 else f"{name} × {quantity(factor)}".strip()


def receive_and_label(call: Call, lines: tuple[Arriving, ...], supplier: int | None, note: str) -> Received:
    """Take the goods in, then ask for their labels by a call of its own that a repeat finds again."""
    received = stock.receive(call, tuple(line.incoming for line in lines), supplier, note)
    if any(line.labels for line in lines):
        again = replace(call, request_id=f"{call.request_id}-labels")
        label_jobs.print_receipt(again, received.id, tuple(line.labels for line in lines))
    return received
