"""The words of stock: qualities, reasons of moves, fixed places, and one line for a balance."""

from resources.i18n import N_, _
from services.stock_views import Balance
from ui.kit.formats import quantity

QUALITIES = {"good": N_("Good"), "frozen": N_("Frozen"), "damaged": N_("Damaged"), "expired": N_("Expired")}
REASONS = {
    "receive": N_("Received"), "move": N_("Moved"), "quality": N_("Quality changed"), "adjust": N_("Adjusted to count"),
    "reverse": N_("Reversed"), "pick": N_("Picked"), "undo": N_("Pick undone"), "put_back": N_("Put back"),
    "opening": N_("Opening stock"), "dispatch": N_("Dispatched"),
    "signed": N_("Signed for"), "not_delivered": N_("Not delivered"),
}  # fmt: skip
PLACES = {
    "SUPPLIER": N_("Supplier"), "RECEIVING": N_("Receiving area"), "QUARANTINE": N_("Quarantine"),
    "STAGING": N_("Staging"), "TRANSIT": N_("In transit"), "CUSTOMER": N_("Customer"), "LOSS": N_("Loss"),
}  # fmt: skip
KINDS = {
    "bin": N_("Bin"), "receiving": N_("Receiving area"), "quarantine": N_("Quarantine"), "staging": N_("Staging"),
    "zone": N_("Zone"), "aisle": N_("Aisle"),
}  # fmt: skip
TONES = {"frozen": "blue", "damaged": "red", "expired": "red"}


def quality_word(code: str) -> str:
    return _(QUALITIES.get(code, code))


def reason_word(code: str) -> str:
    return _(REASONS.get(code, code))


def place_word(code: str) -> str:
    """A bin's code as it is; the fixed places by name."""
    return _(PLACES[code]) if code in PLACES else code


def kind_word(code: str) -> str:
    return _(KINDS.get(code, code))


def balance_line(balance: Balance) -> str:
    """A balance in one line, for choosing it in a form."""
    parts = [balance.lot, place_word(balance.bin), quality_word(balance.quality)]
    free = _("{on_hand} there, {free} free").format(on_hand=quantity(balance.on_hand), free=quantity(balance.free))
    return "  •  ".join([part for part in parts if part] + [free])
