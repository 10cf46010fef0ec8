"""Quantities like 2箱5瓶, turned into one figure by the units that the row's product is counted in here."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from models.base import reconnect
from models.goods import Barcode, Product
from services.bulk import any_of
from services.faults import translated
from services.import_directory import plain_key
from services.importing.clean import code
from services.importing.fixes import NONE, Fixes, corrected
from services.importing.preview import Problem, Reading
from services.importing.reading import understand
from services.importing.sheets import Sheet

_PART = re.compile(r"(\d+(?:\.\d+)?)([^\W\d_]{1,8})")
FIELDS = ("quantity", "counted")
NAMED = ("sku", "barcode", "name")


def understand_units(sheets: Sequence[Sheet], kind: str, *, fixes: Fixes = NONE, **more: Any) -> Reading:
    """`understand`, and once more where quantities are written in several units that the products are kept in."""
    reading = understand(sheets, kind, fixes=fixes, **more)
    mixed = [p for p in reading.problems if p.code == "quantity_ambiguous" and len(parts_of(p.value)) > 1]
    sheet = next((each for each in sheets if each.name == (reading.sheet or "")), None)
    columns = next((reading.places[name] for name in FIELDS if name in reading.places), ())
    if not mixed or sheet is None or not columns:
        return reading
    found = _figures(corrected([sheet], fixes)[0], reading, mixed)
    for row, text in found.items():
        for column in columns:  # a column for each unit: all is said in the first
            fixes = fixes.with_cell(sheet.name, row, column, text if column == columns[0] else "")
    return understand(sheets, kind, fixes=fixes, **more) if found else reading


def units_of(code: str, name: str) -> tuple[str, ...]:
    """The units that a product can be counted in, its own first."""
    known = _units_of({said for said in (code, name) if said})
    units = known.get(code.upper()) or known.get(name.upper()) or {}
    return tuple(sorted(units, key=lambda unit: units[unit]))


def parts_of(text: str) -> list[tuple[Decimal, str]]:
    """The figures of a quantity with their units; none where it says anything else."""
    said = "".join(unicodedata.normalize("NFKC", text).split()).replace("零", "").replace("又", "").replace("+", "")
    parts = _PART.findall(said)
    return [(Decimal(n), unit) for n, unit in parts] if "".join(n + unit for n, unit in parts) == said else []


def _figures(sheet: Sheet, reading: Reading, mixed: Sequence[Problem]) -> dict[int, str]:
    """Row -> its quantity in the base unit, where the product has all of the units."""
    columns = [at for name in NAMED for at in reading.places.get(name, ())]
    codes = {p.row: [c for at in columns if (c := code(sheet.columns[at][p.row - 1]))] for p in mixed}
    units = _units_of({each for found in codes.values() for each in found})
    made: dict[int, str] = {}
    for problem in mixed:
        known = next((units[c.upper()] for c in codes[problem.row] if c.upper() in units), None)
        total = _total(parts_of(problem.value), known) if known is not None else None
        if total is not None and known is not None:
            base = next((unit for unit, factor in known.items() if factor == 1), "")
            made[problem.row] = f"{total.normalize():f}{base}"
    return made


def _total(parts: Sequence[tuple[Decimal, str]], units: Mapping[str, Decimal]) -> Decimal | None:
    keys = [plain_key(unit) for _n, unit in parts]
    if len(set(keys)) != len(keys) or not all(key in units for key in keys):
        return None
    return sum((n * units[key] for (n, _unit), key in zip(parts, keys, strict=True)), Decimal(0))


def _units_of(codes: set[str]) -> dict[str, dict[str, Decimal]]:
    """Code or name, upper-case -> the units of its product, with their factors."""
    upper = sorted({each.upper() for each in codes})
    with translated():
        reconnect()
        P, B = Product, Barcode
        products = {row.id: row for row in P.select().where(any_of(P.sku, upper) | any_of(P.name, sorted(codes)))}
        named = {row.code: row.product for row in B.select(B, P).join(P).where(any_of(B.code, upper))}
        products |= {row.id: row for row in named.values()}
        units = {key: {plain_key(row.unit): Decimal(1)} for key, row in products.items() if row.unit}
        for row in B.select(B.product, B.unit, B.factor).where(any_of(B.product, list(products))).tuples():
            if row[1]:
                units.setdefault(row[0], {}).setdefault(plain_key(row[1]), row[2])
    by_name = {row.name.upper(): row.id for row in products.values()}
    by_code = by_name | {row.sku: row.id for row in products.values()} | {c: row.id for c, row in named.items()}
    return {said: units[key] for said, key in by_code.items() if key in units}
