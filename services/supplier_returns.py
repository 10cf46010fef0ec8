"""Goods that go back to their supplier: damaged, expired, called back, or more than was wanted."""

from decimal import Decimal

from services import ledger
from services.errors import Refusal
from services.ledger import Spot
from services.places import place
from services.stock import Moved, check_quantity, spot_there
from services.unit import Unit, use_case

LONGEST_REASON = 200


@use_case("stock.send_back", right="stock.adjust")
def send_back(u: Unit, balance_id: int, quantity: Decimal, reason: str) -> Moved:
    """Free goods of one balance, of whatever quality, leave for the supplier. It is undone by reversing the move.

    Refuses unknown_balance, bad_place, bad_quantity, reason_missing, too_long, not_enough_stock (what is promised is
    freed first).
    """
    spot = spot_there(balance_id)
    check_quantity(quantity)
    reason = reason.strip()
    if not reason:
        raise Refusal("reason_missing")
    if len(reason) > LONGEST_REASON:
        raise Refusal("too_long", field="reason", most=LONGEST_REASON)
    target = Spot(spot.product_id, spot.lot_id, place("supplier"), spot.quality)
    move_id = ledger.post(u, spot, target, quantity, "send_back", note=reason)
    u.about("product", spot.product_id, balance=balance_id, quantity=quantity, reason=reason)
    return Moved((move_id,))
