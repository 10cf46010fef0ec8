"""Where an order goes: the parts of an address as the file has them, and cells that hold name, phone and address."""

import re
import unicodedata
from collections.abc import Sequence
from typing import Any, NamedTuple

from services.divisions import contradicts
from services.importing import clean, fields
from services.importing.sheets import Cell
from services.importing.table import Table

_HAN = re.compile(r"[\u4e00-\u9fff]")
_POSTCODE = re.compile(r"\s*[(（]\d{6}[)）]\s*$")
_CONTACT = re.compile(
    r"^\s*([^，,]{1,30})[，,]\s*(?:\+?86[-\s]*)?([\d*][\d*\-\s转#]{5,20})[，,]\s*(.+?)[，,\s]*$", re.DOTALL
)
_MOBILE = re.compile(r"(?<![\d*])(?:\+?86[-\s]?)?(1[3-9]\d(?:[-\s]?\d{4}){2})(?![\d*])")
_PERSON = re.compile(
    r"([^\d]{0,30}[^\d\s/,，:：(（+-])[\s/,，:：(（-]*((?:\+?86[-\s]?)?1[3-9]\d(?:[-\s]?\d{4}){2}|0\d{2,3}[-\s]?\d{7,8})[)）]?"
)
_BETWEEN = re.compile(r"[，,;；|/\n\t]+|\s+")
_LABELS = re.compile(r"(?:收货人|收件人|联系人|姓名|电话|手机号?|联系电话|收货地址|详细地址|地址)\s*[:：]")
_NAME = re.compile(r"[\u4e00-\u9fff·]{2,4}(?:先生|女士|小姐|老师)?|[\u4e00-\u9fff](?:先生|女士|小姐|老师|总|姐|哥)")
_PLACE = re.compile(r"[省市区县镇乡村路街道巷弄号栋楼室苑园店]")
SHORTEST = 6
_SHARE = 0.8
ADDRESS = 2


def places(table: Table) -> dict[str, list[Any] | None]:
    """province, city, district and address. Without a column for the address itself, it is the parts put together."""
    province, city, district, town, more = (
        fields.texts(table, name) for name in ("province", "city", "district", "town", "address2")
    )
    detail = fields.texts(table, "address", _bare)
    if town is not None:
        district = [f"{a or ''}{b or ''}" or None for a, b in zip(district or [None] * len(town), town, strict=True)]
    if detail is not None:
        if more is not None:
            detail = [f"{a}, {b}" if a and b else a or b for a, b in zip(detail, more, strict=True)]
    else:
        parts = [p for p in (province, city, district) if p is not None]
        detail = ["".join(filter(None, row)) or None for row in zip(*parts, strict=True)] if parts else None
    return {"province": province, "city": city, "district": district, "address": detail}


def _bare(cell: Cell) -> str | None:
    said = clean.text(cell)
    return bare_address(said) if said else said


def bare_address(said: str) -> str:
    """Without the postcode in brackets behind it."""
    return _POSTCODE.sub("", said) if said[-1:] in (")", "）") else said


def check_places(table: Table, address: Sequence[str | None] | None) -> None:
    """Where the parts of an address can't all be right, such as a city that lies in another province, it is said.

    What is only left out is nobody's mistake, and stands in the preview when the cell is pointed at.
    """
    parts = [fields.texts(table, name) for name in ("province", "city", "district")]
    given = [part for part in parts if part is not None]
    at = next((at for name in ("address", "province", "city") if (at := table.map.first(name)) is not None), None)
    if at is None or (address is None and not given):
        return
    told = zip(*given, strict=True) if given else ((each,) for each in address or ())
    for row, said in zip(table.rows, told, strict=True):
        text = said[0] if len(said) == 1 else "".join(filter(None, said))
        if text and contradicts(text):
            table.add("warning", "place_contradicts", row, at)


def split_contacts(found: dict[str, list[Any] | None], table: Table) -> None:
    """Where the address column holds name, phone and address, and the file has no other receiver, take it apart.

    What can't be taken apart for certain stays as it is, and is shown for a look.
    """
    split_people(found)
    said = found.get("address")
    if said is None or found.get("receiver") is not None or found.get("phone") is not None:
        return
    parts = [contact_in(a) if a else None for a in said]
    filled = [a for a in said if a]
    if not filled or sum(each is not None for each in parts) < _SHARE * len(filled):
        return
    found["receiver"] = [each.name if each else None for each in parts]
    found["phone"] = [each.phone if each else None for each in parts]
    found["address"] = [each.address if each else a for each, a in zip(parts, said, strict=True)]
    for place, (each, a) in enumerate(zip(parts, said, strict=True)):
        if a and each is None:
            table.add("warning", "contact_unclear", table.rows[place], table.map.first("address"))


def split_people(found: dict[str, list[Any] | None]) -> None:
    """张三13800001111 in a column of people, in a file without one of phones, is a person and a phone."""
    people = found.get("receiver")
    if people is None or found.get("phone") is not None:
        return
    parts = [_PERSON.fullmatch(said) if said else None for said in people]
    if any(parts):
        found["receiver"] = [part[1] if part else said for part, said in zip(parts, people, strict=True)]
        found["phone"] = [str(clean.phone(part[2])[0]) if part else None for part in parts]


class Contact(NamedTuple):
    """A person, a phone and an address, out of one cell."""

    name: str
    phone: str
    address: str


def contact_in(said: str) -> Contact | None:
    """The parts of a cell, in any order; None where it is not certain which is which."""
    match = _CONTACT.match(said)
    if match:
        return Contact(match[1].strip(), str(clean.phone(match[2].strip())[0]), match[3])
    folded = unicodedata.normalize("NFKC", said)
    phones = _MOBILE.findall(folded)
    if len(phones) != 1:
        return None
    bare = _LABELS.sub(" ", _MOBILE.sub(" , ", folded))
    rest = [part.strip(" :") for part in _BETWEEN.split(bare) if part.strip(" :")]
    names = [part for part in rest if _NAME.fullmatch(part) and not _PLACE.search(part[1:])]
    where = [part for part in rest if part not in names]
    address = "".join(where) if not any(part.isascii() for part in where) else " ".join(where)
    if len(names) != 1 or len(address) < SHORTEST or not _PLACE.search(address):
        return None
    return Contact(names[0], str(clean.phone(phones[0])[0]), address)


def full_address(parts: Sequence[str | None]) -> str:
    """Province, city, district and address as one text; what the address says already is not said twice."""
    *places_, detail = [p or "" for p in parts]
    if not any(places_):
        return detail
    bare = re.sub(r"\s", "", detail)
    missing = [p for p in places_ if p and p not in bare]
    if not _HAN.search(detail + "".join(missing)):
        return ", ".join([detail, *reversed(missing)] if detail else missing)
    return "".join([*missing, detail])
