"""The words of stock: qualities, reasons of moves, fixed places, and one line for a balance."""

from resources.i18n import _
from services.lists import PLACE_KIND_TERMS, PLACE_TERMS, QUALITY_TERMS, REASON_TERMS
from services.stock_views import Balance
from ui.kit.formats import quantity

QUALITIES, REASONS, PLACES, KINDS = QUALITY_TERMS, REASON_TERMS, PLACE_TERMS, PLACE_KIND_TERMS
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
