"""Where an order goes: the parts of an address as the file has them, and cells that hold name, phone and address."""

import re
from collections.abc import Sequence
from typing import Any

from services.importing import clean, fields
from services.importing.sheets import Cell
from services.importing.table import Table
from services.pasted_address import take_apart

_POSTCODE = re.compile(r"\s*[(（]\d{6}[)）]\s*$")
_CONTACT = re.compile(
    r"^\s*([^，,]{1,30})[，,]\s*(?:\+?86[-\s]*)?([\d*][\d*\-\s转#]{5,20})[，,]\s*(.+?)[，,\s]*$", re.DOTALL
)
_SHARE = 0.8
ADDRESS = 2


def places(table: Table) -> dict[str, list[Any] | None]:
    """province, city, district and address. Without a column for the address itself, it is the parts put together."""
    province, city, district, town, more = (
        fields.texts(table, name) for name in ("province", "city", "district", "town", "address2")
    )
    detail = fields.texts(table, "address", _without_postcode)
    if town is not None:
        district = [f"{a or ''}{b or ''}" or None for a, b in zip(district or [None] * len(town), town, strict=True)]
    if detail is not None:
        if more is not None:
            detail = [f"{a}, {b}" if a and b else a or b for a, b in zip(detail, more, strict=True)]
    else:
        parts = [p for p in (province, city, district) if p is not None]
        detail = ["".join(filter(None, row)) or None for row in zip(*parts, strict=True)] if parts else None
    return {"province": province, "city": city, "district": district, "address": detail}


def _without_postcode(cell: Cell) -> str | None:
    said = clean.text(cell)
    return _POSTCODE.sub("", said) if said and said[-1] in ")）" else said


def split_contacts(found: dict[str, list[Any] | None]) -> None:
    """Where the address column holds `name，86-mobile，address` and the file has no other receiver, take it apart."""
    said = found.get("address")
    if said is None or found.get("receiver") is not None or found.get("phone") is not None:
        return
    filled = sum(a is not None for a in said)
    taken = [_contact(a) if a else None for a in said]
    if not filled or sum(t is not None for t in taken) < _SHARE * filled:
        return
    found["receiver"], found["phone"], found["address"] = (
        [t[part] if t else (a if part == ADDRESS else None) for t, a in zip(taken, said, strict=True)]
        for part in (0, 1, ADDRESS)
    )


def _contact(text: str) -> tuple[str | None, str | None, str] | None:
    """Receiver, phone and address of one cell, None where it does not hold all of them."""
    match = _CONTACT.match(text)
    if match:
        phone = clean.phone(match[2].strip())[0]
        return match[1].strip(), str(phone) if phone else None, match[3]
    apart = take_apart(text)
    return (apart.receiver, apart.phone, apart.address) if apart and apart.receiver else None


def full_address(parts: Sequence[str | None]) -> str:
    """Province, city, district and address as one text; what the address says already is not said twice."""
    *places_, detail = [p or "" for p in parts]
    bare = re.sub(r"\s", "", detail)
    missing = [p for p in places_ if p and p not in bare]
    if detail.isascii() and all(p.isascii() for p in missing):
        return ", ".join([detail, *reversed(missing)] if detail else missing)
    return "".join([*missing, detail])
