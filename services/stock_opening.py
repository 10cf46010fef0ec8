"""Opening stock: what a company has on its first day with the program, many lines in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from models.goods import Product
from services import ledger, planning
from services.errors import Refusal
from services.ledger import GOOD, Spot
from services.places import check_storable, place
from services.stock import Moved, check_quantity, incoming_lot, naming
from services.unit import Unit, use_case

MOST_COST = Decimal("99999999")


@dataclass(frozen=True, slots=True)
class Opening:
    """So much of a product at a place, in base units; `location_id` None is the receiving area.

    `cost` for one becomes the product's cost where it is given.
    """

    product_id: int
    quantity: Decimal
    lot: str = ""
    made: date | None = None
    expiry: date | None = None
    location_id: int | None = None
    cost: Decimal | None = None


@use_case("stock.open", right="stock.adjust")
def open_stock(u: Unit, lines: tuple[Opening, ...]) -> Moved:
    """Take over what is there on the first day, all lines or none. Goods past their expiry come in as expired.

    Refuses no_lines and, with the SKU in its data, unknown_product, bad_quantity, bad_number, lot_missing,
    expiry_missing, lot_differs, too_long, bad_place, place_inactive.
    """
    moves = take_over(u, lines)
    u.about("stock", None, lines=len(lines), opening=True)
    return Moved(tuple(moves))


def take_over(u: Unit, lines: Sequence[Opening]) -> list[int]:
    """Post what `open_stock` posts and return the moves; for imports too."""
    if not lines:
        raise Refusal("no_lines")
    moves = []
    for line in lines:
        with naming(line.product_id):
            moves.append(_take_over(u, line))
    planning.stock_came_free(u, {line.product_id for line in lines})
    return moves


def _take_over(u: Unit, line: Opening) -> int:
    product = Product.get_or_none(Product.id == line.product_id)
    if product is None:
        raise Refusal("unknown_product", name=str(line.product_id))
    check_quantity(line.quantity)
    location_id = line.location_id or place("receiving")
    check_storable(location_id)
    lot = incoming_lot(u, product, line.lot, line.made, line.expiry)
    if line.cost is not None and line.cost != product.cost:
        _set_cost(u, product, line.cost)
    quality = "expired" if lot.expiry and lot.expiry < u.today else GOOD
    source = Spot(product.id, lot.id, place("supplier"), quality)
    return ledger.post(u, source, Spot(product.id, lot.id, location_id, quality), line.quantity, "opening")


def _set_cost(u: Unit, product: Product, cost: Decimal) -> None:
    if not (cost.is_finite() and 0 <= cost <= MOST_COST):
        raise Refusal("bad_number")
    Product.update(cost=cost, version=Product.version + 1).where(Product.id == product.id).execute()
    u.topics.add("products")
