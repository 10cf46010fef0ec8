"""What a customer did not get whole: the differences kept with an incident, with the names of their products."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from models.delivery import DeliveryLine
from models.goods import Product


class Differed(NamedTuple):
    """`quantity` in base units of `unit`; `kind` is one of services.tracking.KINDS."""

    name: str
    name_en: str
    quantity: Decimal
    unit: str
    kind: str


def differences(kept: Sequence[Sequence[Any]]) -> tuple[Differed, ...]:
    """From (delivery line, quantity, kind) as an incident keeps them; a line that is gone is left out."""
    rows = DeliveryLine.select(DeliveryLine.id, Product.name, Product.name_en, Product.unit).join(Product)
    wanted = [each[0] for each in kept]
    names = {row_id: rest for row_id, *rest in rows.where(DeliveryLine.id.in_(wanted)).tuples()} if wanted else {}
    return tuple(
        Differed(names[line][0], names[line][1], Decimal(quantity), names[line][2], kind)
        for line, quantity, kind in kept
        if line in names
    )
