"""Files known by their header: how they were last understood, and whose orders they hold. Shared by all PCs.

    reading = understand(sheets, "orders", answers=answers, kept=recall("orders"))
    options = with_channel(reading, options, answers)      # raises Questions where nobody said whose orders these are
    prepared = prepare(reading, options, today, profile=profile_of(reading, answers, options))
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import msgspec

from models.base import reconnect
from models.exchange import ImportProfile
from models.parties import Customer
from services.errors import Refusal
from services.faults import translated
from services.import_match import Options
from services.importing.kept import Kept, Recall, decided
from services.importing.preview import Question, Questions, Reading
from services.unit import Unit

LONGEST = 100
NOBODY = "none"
MOST_CHOICES = 30


def recall(kind: str, name: str = "") -> Recall:
    """What is kept of this kind's files, by the fingerprint of their header.

    With a name, what is kept under it holds for a file with any header. Refuses unknown_profile.
    """
    with translated():
        reconnect()
        rows = list(ImportProfile.select().where(ImportProfile.kind == kind).order_by(ImportProfile.at))
    if not name:
        return {row.fingerprint: _kept(row) for row in rows}.get
    named = {row.fingerprint: _kept(row) for row in rows if row.name.casefold() == name.strip().casefold()}
    if not named:
        raise Refusal("unknown_profile", name=name)
    newest = list(named.values())[-1]
    return lambda fingerprint: named.get(fingerprint, newest)


def _kept(row: ImportProfile) -> Kept:
    said: dict[str, Any] = msgspec.json.decode(row.mapping)
    pairs = {part: tuple((str(a), str(b)) for a, b in said.get(part, ())) for part in ("columns", "answers")}
    return Kept(row.fingerprint, row.name, pairs["columns"], pairs["answers"], row.channel_customer_id)


def with_channel(reading: Reading, options: Options, answers: Mapping[str, str], *, ask: bool = True) -> Options:
    """The options with the customer whose orders these are, where the file names none.

    Raises Questions where nobody said so yet, Refusal unknown_customer for an answer that is none.
    """
    if reading.names_customers() or options.customer_id is not None or options.create_missing:
        return options
    answer = answers.get("channel_customer", "").strip()
    if answer == NOBODY:
        return options
    with translated():
        reconnect()
        if answer:
            return replace(options, customer_id=_customer(answer))
        if reading.kept is not None and _is_there(reading.kept.customer_id):
            return replace(options, customer_id=reading.kept.customer_id)
        if ask and reading.documents:
            codes = Customer.select(Customer.code).where(Customer.active).order_by(Customer.code).limit(MOST_CHOICES)
            choices = tuple(code for (code,) in codes.tuples())
            if choices:
                raise Questions((Question("channel_customer", (*choices, NOBODY)),))
    return options


def _is_there(customer_id: int | None) -> bool:
    return customer_id is not None and Customer.get_or_none(Customer.id == customer_id) is not None


def _customer(text: str) -> int:
    row = Customer.get_or_none(Customer.code == text.upper()) or Customer.get_or_none(Customer.name == text)
    if row is None:
        raise Refusal("unknown_customer", name=text)
    return int(row.id)


def profile_of(reading: Reading, answers: Mapping[str, str], options: Options, name: str = "") -> Kept | None:
    """What to keep of this file when it comes in, named after its customer or itself. None for nothing."""
    channel = options.customer_id if not reading.names_customers() else None
    if answers.get("channel_customer") != NOBODY and channel is None and reading.kept is not None:
        channel = reading.kept.customer_id
    sheets = [(part.headings, part.places) for part in reading.parts] or [(reading.headings, reading.places)]
    kept = decided(reading.kept, answers, sheets, channel, name.strip()[:LONGEST], reading.fingerprint)
    if kept is None or kept.name:
        return kept
    return replace(kept, name=_own_name(reading, channel)[:LONGEST])


def _own_name(reading: Reading, customer_id: int | None) -> str:
    with translated():
        reconnect()
        row = Customer.get_or_none(Customer.id == customer_id) if customer_id is not None else None
    return row.name if row is not None else reading.file.rpartition(".")[0] or reading.file


def keep(u: Unit, kind: str, profile: Kept) -> None:
    """Remember a profile, in the place of what was kept of this header."""
    mapping = msgspec.json.encode({"columns": profile.columns, "answers": profile.answers}).decode()
    values = {"name": profile.name, "mapping": mapping, "channel_customer_id": profile.customer_id, "at": u.now}
    there = (ImportProfile.kind == kind) & (ImportProfile.fingerprint == profile.fingerprint)
    if not ImportProfile.update(values).where(there).execute():
        ImportProfile.insert(kind=kind, fingerprint=profile.fingerprint, **values).execute()
