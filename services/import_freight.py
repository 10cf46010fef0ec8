"""Carriers' price tables from a file: what a parcel costs by the province it goes to and its weight."""

import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from models.fields import money
from models.parties import Carrier, FreightRate
from services.bulk import any_of
from services.freight import Rate, rate_of, reckon_anew
from services.import_batch import ImportHead
from services.import_staging import TELL_EVERY, Staging, Taken, finish, tell
from services.import_undo_rows import noted
from services.importing.preview import Record
from services.price_tables import can_be, check_rates, own_province, stored
from services.reports.period import first_of
from services.unit import Unit, use_case
from services.zones import read_zone

F = FreightRate
KILO = 1000
Place = tuple[int, date, str, str, int, bool]


@dataclass(frozen=True, slots=True)
class RateRow:
    """A line of a carrier's price table, and the day the table begins."""

    row: int
    carrier_id: int
    valid_from: date
    rate: Rate


def place_of(carrier_id: int, valid_from: date, rate: Rate) -> Place:
    """What only one line has."""
    return carrier_id, valid_from, rate.service, " ".join(rate.provinces), rate.first_g, rate.step_g is None


def _named(carrier_id: int, valid_from: date, rate: Rate) -> set[Place]:
    """The places of its provinces, each by itself: two lines that share one would be two prices for one parcel."""
    start, end = place_of(carrier_id, valid_from, rate)[:3], (rate.first_g, rate.step_g is None)
    return {(*start, province, *end) for province in rate.provinces or ("",)}


def stage(staging: Staging[RateRow], today: date) -> None:
    """Which lines are new here, or have other prices. A table without a day begins with this month."""
    carriers = {name: id_ for id_, code, full in Carrier.select(Carrier.id, Carrier.code, Carrier.name).tuples()
                for name in (code, full)}  # fmt: skip
    own, month = own_province(), first_of("month", today)
    found = [row for record in staging.reading.records
             if (row := _read(staging, record, carriers, own, month)) is not None]  # fmt: skip
    there: dict[Place, Rate] = {}
    priced: dict[Place, Rate] = {}  # each province by itself
    for kept in F.select().where(any_of(F.carrier, {row.carrier_id for row in found})).order_by(F.id):
        rate = rate_of(kept)
        there[place_of(kept.carrier_id, kept.valid_from, rate)] = rate
        priced |= dict.fromkeys(_named(kept.carrier_id, kept.valid_from, rate), rate)
    seen: set[Place] = set()
    for row in found:
        here = there.get(place_of(row.carrier_id, row.valid_from, row.rate))
        named = _named(row.carrier_id, row.valid_from, row.rate)
        other = next((priced[each] for each in sorted(named & priced.keys())), None)
        if named & seen:
            staging.fail(row.row, "zone", "twice_in_file", " ".join(row.rate.provinces))
        elif here is None and other is not None:
            staging.fail(row.row, "zone", "grouped_otherwise", " ".join(other.provinces))
        elif here == row.rate:
            staging.skip(row.row, "already_here", "first_price", row.rate.first_price)
        else:
            staging.rows.append(row)
            if here is not None:
                staging.changing.add(row.row)
        seen |= named


def _read(
    staging: Staging[RateRow], record: Record, carriers: dict[str, int], own: str, month: date
) -> RateRow | None:
    row = record["row"]
    said = unicodedata.normalize("NFKC", str(record.get("carrier") or "")).strip()
    carrier = carriers.get(said) or carriers.get(said.upper()) or _like(said, carriers)
    zone = read_zone(str(record.get("zone") or ""), own)
    price = record.get("first_price")
    wrong = (
        ("carrier", "missing_value", not said), ("carrier", "no_such_carrier", carrier is None),
        ("zone", "unknown_zone", zone is None), ("first_price", "missing_value", price is None),
    )  # fmt: skip
    for name, code, is_so in wrong:
        if is_so:
            staging.fail(row, name, code, record.get(name) or "")
            return None
    assert carrier is not None
    assert zone is not None
    rate = _rate(record, zone, price)
    if not can_be(rate):
        staging.fail(row, "first_price", "bad_figure", price)
        return None
    return RateRow(row, carrier, _day(record.get("valid_from")) or month, rate)


def _like(said: str, carriers: dict[str, int]) -> int | None:
    """The only carrier whose name has this in it, or is in it: 中通, 中通快递有限公司."""
    near = {id_ for name, id_ in carriers.items() if len(said) > 1 and len(name) > 1 and (said in name or name in said)}
    return near.pop() if len(near) == 1 else None


def _rate(record: Record, zone: tuple[str, ...], price: Any) -> Rate:
    """Kilos where no weight is said; without a price of what is over it, or nothing for nothing, a flat price."""
    first, more, step = record.get("first_weight") or KILO, record.get("step_price"), record.get("step_weight")
    step = None if more is None or more == step == 0 else step or KILO
    return Rate(str(record.get("service") or ""), zone, int(first), money(Decimal(price)), step,
                money(Decimal(more or 0)))  # fmt: skip


def _day(value: Any) -> date | None:
    return value.date() if isinstance(value, datetime) else value


@use_case("freight.import", right="settings.change")
def import_freight(u: Unit, head: ImportHead, rows: tuple[RateRow, ...]) -> Taken:
    """Put the lines of a file into carriers' price tables, all or none; one for the same takes the new price.

    What the carriers' dispatched deliveries should have cost is reckoned anew (services.freight.reckon_anew).
    Refuses too_many_lines, bad_rate, rate_twice: a table would have two prices for one province; `line` is counted
    in the table as it would be.
    """
    carriers = sorted({row.carrier_id for row in rows})
    there = {place_of(row.carrier_id, row.valid_from, rate_of(row)): row
             for row in F.select().where(any_of(F.carrier, carriers)).order_by(F.id)}  # fmt: skip
    _check(there, rows)
    came, before = [], {}
    for at, row in enumerate(rows):
        if at % TELL_EVERY == 0:
            tell(at, len(rows))
        here = there.get(place_of(row.carrier_id, row.valid_from, row.rate))
        wrote = _prices(row.rate)
        if here is None:
            came.append((row.row, F.create(**stored(row.carrier_id, row.valid_from, row.rate)).id))
            before[row.row] = noted(wrote=wrote)
        else:
            before[row.row] = noted(wrote=wrote, was=_prices(rate_of(here)))
            put(here.id, wrote)
            came.append((row.row, here.id))
    for carrier in carriers:
        reckon_anew(carrier)
    u.topics |= {"carriers", "deliveries"}
    return finish(u, "freight", head, came, before=before)


def _check(there: Mapping[Place, FreightRate], rows: Sequence[RateRow]) -> None:
    """The tables that the rows go into, as they would be."""
    tables = defaultdict[tuple[int, date], dict[Place, Rate]](dict)
    touched = {(row.carrier_id, row.valid_from) for row in rows}
    for place, kept in there.items():
        if place[:2] in touched:
            tables[place[:2]][place] = rate_of(kept)
    for row in rows:
        tables[row.carrier_id, row.valid_from][place_of(row.carrier_id, row.valid_from, row.rate)] = row.rate
    for table in tables.values():
        check_rates(tuple(table.values()))


def _prices(rate: Rate) -> tuple[str, int | None, str]:
    return str(money(rate.first_price)), rate.step_g, str(money(rate.step_price))


def put(rate_id: int, prices: tuple[str, int | None, str]) -> None:
    """Write a line's prices: first, further weight, further price."""
    first, step, more = prices
    F.update(first_price=Decimal(first), step_g=step, step_price=Decimal(more)).where(F.id == rate_id).execute()


def prices_of(row: FreightRate) -> tuple[str, int | None, str]:
    """A line's prices as they are noted."""
    return _prices(rate_of(row))
