"""What a counting list holds: the bins to be counted in walking order, and what the book knows of there."""

import re

from models.base import reconnect
from models.goods import Barcode, Product
from models.stock import Location, Lot, StockBalance
from printing.papers import CountLine, CountPlace
from services import found
from services.errors import Refusal
from services.faults import translated
from services.lists import Localized
from services.places import STORED
from services.scanning import parse

MOST_BINS = 500
# What a GS1 code of goods and lot can hold.
_LOT = re.compile(r"[0-9A-Z./-]{1,20}")


def count_places(bins: str) -> tuple[CountPlace, ...]:
    """Places whose code begins with `bins` (all of them for ""), without any quantity: who counts shall not know it.

    Refuses unknown_bins, too_many_bins.
    """
    with translated():
        reconnect()
        where = Location.kind.in_(sorted(STORED)) & Location.active
        code = bins.strip().upper().removeprefix("BIN-")
        if code:
            where &= found.starts(Location.code, code)
        rows = list(Location.select(Location.id, Location.code, Location.name).where(where)
                    .order_by(Location.walk, Location.id).limit(MOST_BINS + 1).tuples())  # fmt: skip
        if not rows:
            raise Refusal("unknown_bins", text=bins.strip())
        if len(rows) > MOST_BINS:
            raise Refusal("too_many_bins", count=Location.select().where(where).count(), most=MOST_BINS)
        lines = _lines([row[0] for row in rows])
    return tuple(CountPlace(code, name, tuple(lines.get(place, ()))) for place, code, name in rows)


def _lines(places: list[int]) -> dict[int, list[CountLine]]:
    B = StockBalance
    rows = (
        B.select(B.location, Product.id, Product.sku, Localized(Product.name, Product.name_en), Product.unit,
                 Lot.number, Lot.expiry)
        .join(Product).switch(B).join(Lot)
        .where(B.location.in_(places) & (B.on_hand > 0))
        .order_by(Product.sku, Lot.number).distinct()
    )  # fmt: skip
    kept = list(rows.tuples())
    codes = dict(
        Barcode.select(Barcode.product, Barcode.code)
        .where(Barcode.product.in_({row[1] for row in kept}) & (Barcode.factor == 1))
        .order_by(Barcode.id.desc()).tuples()
    )  # fmt: skip
    lines: dict[int, list[CountLine]] = {}
    for place, product, sku, name, unit, lot, expiry in kept:
        text = _code(codes.get(product, ""), lot) or codes.get(product) or sku
        lines.setdefault(place, []).append(CountLine(text, sku, name, unit, lot, expiry))
    return lines


def _code(barcode: str, lot: str) -> str:
    """Goods and lot in one code, "" where they can't be."""
    scan = parse(barcode) if barcode and lot else None
    return f"(01){scan.gtin}(10){lot}" if scan and scan.gtin and _LOT.fullmatch(lot) else ""
