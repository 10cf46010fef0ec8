"""Rows of a carrier's price table pasted from a spreadsheet, by their heads or by their places.

Without heads a row is: province(s), first price, further price; with four or more columns: province(s), first weight,
first price, further weight, further price. Weights are kilos. Nothing for every further nothing is a flat price.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from models.fields import money
from services import pasted
from services.freight import Rate
from services.importing import clean
from services.importing.measures import GRAMS, measure
from services.importing.names import forms, name_table
from services.pasted import Places, Trouble
from services.price_tables import can_be, own_province
from services.zones import read_zone

KILO = 1000
SHORT = ("zone", "first_price", "step_price")
LONG = ("zone", "first_weight", "first_price", "step_weight", "step_price")


@dataclass(frozen=True, slots=True)
class PastedRates:
    rows: tuple[Rate, ...]
    troubles: tuple[Trouble, ...]


def read(text: str) -> PastedRates:
    """Understand the rows; each that can't be is named with what is wrong (zone, weight or price)."""
    own: list[str] = []

    def row(number: int, cells: Sequence[str], places: Places | None) -> Rate | Trouble:
        if not own:
            own.append(own_province())
        return _row(number, cells, places, own[0])

    return PastedRates(*pasted.read(text, _places, row))


def _places(cells: Sequence[str]) -> Places | None:
    """Where the columns stand, by the same heads as files have."""
    known, found = name_table("freight").exact, Places()
    for at, cell in enumerate(cells):
        hit = next((known[form] for form in forms(cell) if form in known), None)
        if hit is not None:
            found.setdefault(hit.field, at)
    return found if "first_price" in found else None


def _row(number: int, cells: Sequence[str], places: Places | None, own: str) -> Rate | Trouble:
    at = places or {name: n for n, name in enumerate(LONG if len(cells) > len(SHORT) else SHORT)}
    said = {name: cells[place] if place < len(cells) else "" for name, place in at.items()}
    zone = read_zone(said.get("zone", ""), own)
    if zone is None:
        return Trouble(number, "zone", said["zone"])
    read_weight = measure(GRAMS, "", "kg")
    first, wrong_first = read_weight(said.get("first_weight"))
    step, wrong_step = read_weight(said.get("step_weight"))
    if wrong_first or wrong_step:
        return Trouble(number, "weight", said["first_weight"] if wrong_first else said["step_weight"])
    price, more = _price(said.get("first_price", "")), _price(said.get("step_price", ""))
    if price is None:
        return Trouble(number, "price", said.get("first_price", ""))
    if more is None and said.get("step_price", "").strip():
        return Trouble(number, "price", said["step_price"])
    step_g = None if more is None or more == step == 0 else _grams(step)
    rate = Rate(said.get("service", ""), zone, _grams(first), price, step_g, more or Decimal(0))
    return rate if can_be(rate) else Trouble(number, "price", said.get("first_price", ""))


def _grams(value: object) -> int:
    return value if isinstance(value, int) else KILO


def _price(text: str) -> Decimal | None:
    value, wrong = clean.number(text, False)
    return None if wrong or not isinstance(value, Decimal) else money(value)
