"""The files that are known by their header: what each is called, how its columns are read, and who buys in them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from models.base import reconnect
from models.exchange import ImportProfile
from models.parties import Customer
from services.errors import Refusal
from services.faults import translated
from services.import_profiles import LONGEST
from services.unit import Created, Unit, use_case


@dataclass(frozen=True, slots=True)
class Known:
    """`columns` are (heading as it is compared, field); `customer` buys what such a file names no customer for."""

    id: int
    kind: str
    name: str
    at: datetime
    columns: tuple[tuple[str, str], ...]
    customer: str = ""


def known(kind: str) -> tuple[Known, ...]:
    """The known files of a kind, the newest first."""
    with translated():
        reconnect()
        rows = list(ImportProfile.select().where(ImportProfile.kind == kind).order_by(ImportProfile.at.desc()))
        names = {row.id: row.name for row in Customer.select(Customer.id, Customer.name).where(
            Customer.id.in_([row.channel_customer_id for row in rows if row.channel_customer_id]))}  # fmt: skip
        return tuple(
            Known(row.id, row.kind, row.name, row.at, _columns(row), names.get(row.channel_customer_id, ""))
            for row in rows
        )


def _columns(row: ImportProfile) -> tuple[tuple[str, str], ...]:
    said: dict[str, Any] = msgspec.json.decode(row.mapping)
    return tuple((str(heading), str(field)) for heading, field in said.get("columns", ()))


@use_case("profile.change", right="orders.import")
def change_profile(u: Unit, profile_id: int, name: str, columns: tuple[tuple[str, str], ...]) -> Created:
    """Call known files something else, or read their columns otherwise; a column read as nothing is left out.

    Refuses unknown_file, empty_field, too_long.
    """
    row, called = _load(profile_id), name.strip()
    if not called:
        raise Refusal("empty_field", field="name")
    if len(called) > LONGEST:
        raise Refusal("too_long", field="name", most=LONGEST)
    said: dict[str, Any] = msgspec.json.decode(row.mapping)
    said["columns"] = [(heading, field) for heading, field in columns if field]
    row.name, row.mapping = called, msgspec.json.encode(said).decode()
    row.save()
    u.about("import", None, profile=called, columns=len(said["columns"]))
    return Created(row.id)


@use_case("profile.forget", right="orders.import")
def forget_profile(u: Unit, profile_id: int) -> Created:
    """Know such files no more: the next one is asked about again. Refuses unknown_file."""
    row = _load(profile_id)
    row.delete_instance()
    u.about("import", None, profile=row.name)
    return Created(profile_id)


def _load(profile_id: int) -> ImportProfile:
    row = ImportProfile.get_or_none(ImportProfile.id == profile_id)
    if row is None:
        raise Refusal("unknown_file")
    return row
