"""Carriers' price tables: kept and taken away as a whole, each from a day on."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from models.base import reconnect
from models.parties import Carrier, FreightRate
from services import settings
from services.bulk import add_all
from services.errors import Refusal
from services.faults import translated
from services.freight import Rate, rate_of, reckon_anew
from services.unit import Unit, content_hash, use_case
from services.zones import PROVINCES, province_of

F = FreightRate
MOST_LINES = 500
MOST_GRAMS = 10_000_000
MOST_PRICE = Decimal(999_999)
# Cubic centimetres for a kilo: 5,000 or 6,000 express, up to 12,000 by road.
MOST_DIVISOR = 100_000
LONGEST_SERVICE = 60


@dataclass(frozen=True, slots=True)
class PriceTable:
    """A carrier's price table. `state`: now, coming or ended; `version` changes with its lines."""

    carrier_id: int
    valid_from: date
    state: str
    rates: tuple[Rate, ...]
    version: str


@dataclass(frozen=True, slots=True)
class Kept:
    """A price table that was kept or taken away; `reckoned` deliveries should have cost something else by it."""

    carrier_id: int
    valid_from: date
    lines: int
    reckoned: int


@use_case("freight.save", right="settings.change")
def save_table(
    u: Unit, carrier_id: int, valid_from: date, rates: tuple[Rate, ...], was: date | None = None, version: str = ""
) -> Kept:
    """Keep a whole price table; `was` is the day of the one it takes the place of, `version` what that one was.

    What the carrier's dispatched deliveries should have cost is reckoned anew (services.freight.reckon_anew).
    Refuses unknown_carrier, no_lines, too_many_lines, bad_rate, rate_twice, price_table_taken, unknown_price_table,
    changed_meanwhile.
    """
    carrier = _carrier(carrier_id)
    check_rates(rates)
    if was is not None and not _there(carrier_id, was):
        raise Refusal("unknown_price_table", carrier=carrier.name)
    if valid_from != was and _there(carrier_id, valid_from):
        raise Refusal("price_table_taken", carrier=carrier.name, day=valid_from)
    if was is not None:
        _refuse_other(carrier_id, was, version)
        F.delete().where(_mine(carrier_id, was)).execute()
    add_all(F, [stored(carrier_id, valid_from, rate) for rate in rates])
    return _done(u, carrier, valid_from, len(rates))


@use_case("freight.remove", right="settings.change")
def remove_table(u: Unit, carrier_id: int, valid_from: date, version: str) -> Kept:
    """Take a price table away; the one before it holds on.

    Refuses unknown_carrier, unknown_price_table, changed_meanwhile.
    """
    carrier = _carrier(carrier_id)
    if not _there(carrier_id, valid_from):
        raise Refusal("unknown_price_table", carrier=carrier.name)
    _refuse_other(carrier_id, valid_from, version)
    count = F.delete().where(_mine(carrier_id, valid_from)).execute()
    return _done(u, carrier, valid_from, count)


def _refuse_other(carrier_id: int, valid_from: date, version: str) -> None:
    """Refuses changed_meanwhile."""
    now = _version(F.select().where(_mine(carrier_id, valid_from)).order_by(F.id))
    if now != version:
        raise Refusal("changed_meanwhile", document="price_table", id=carrier_id, version=now)


def _done(u: Unit, carrier: Carrier, valid_from: date, lines: int) -> Kept:
    reckoned = reckon_anew(carrier.id)
    u.about("carrier", carrier.id, code=carrier.code, valid_from=valid_from, lines=lines, reckoned=reckoned)
    u.topics |= {"carriers", "deliveries"}
    return Kept(carrier.id, valid_from, lines, reckoned)


def _carrier(carrier_id: int) -> Carrier:
    carrier = Carrier.get_or_none(Carrier.id == carrier_id)
    if carrier is None:
        raise Refusal("unknown_carrier")
    return carrier


def _mine(carrier_id: int, valid_from: date) -> object:
    return (F.carrier == carrier_id) & (F.valid_from == valid_from)


def _there(carrier_id: int, valid_from: date) -> bool:
    return bool(F.select().where(_mine(carrier_id, valid_from)).exists())


def _version(rows: Iterable[FreightRate]) -> str:
    """Another one wherever a line, a price or the order of lines is."""
    return content_hash([str(rate_of(row)) for row in rows])


def check_rates(rates: Sequence[Rate]) -> None:
    """Refuses no_lines, too_many_lines, bad_rate, rate_twice; `line` is counted from 1."""
    if not rates:
        raise Refusal("no_lines")
    if len(rates) > MOST_LINES:
        raise Refusal("too_many_lines", most=MOST_LINES)
    seen: set[object] = set()
    for line, rate in enumerate(rates, 1):
        if not can_be(rate):
            raise Refusal("bad_rate", line=line)
        named = rate.provinces or ("",)
        keys = {(rate.service, province, rate.first_g, rate.step_g is None) for province in named}
        if keys & seen:
            raise Refusal("rate_twice", line=line)
        seen |= keys


def can_be(rate: Rate) -> bool:
    """Whether a line has figures and names that there are."""
    prices = all(each.is_finite() and 0 <= each <= MOST_PRICE for each in (rate.first_price, rate.step_price))
    weights = all(0 < each <= MOST_GRAMS for each in (rate.first_g, rate.step_g) if each is not None)
    names = len(rate.service) <= LONGEST_SERVICE and set(rate.provinces) <= set(PROVINCES)
    return prices and weights and names and 0 <= rate.divisor <= MOST_DIVISOR


def stored(carrier_id: int, valid_from: date, rate: Rate) -> dict[str, object]:
    """A line as the table keeps it."""
    return {
        "carrier": carrier_id, "valid_from": valid_from, "service": rate.service, "step_g": rate.step_g,
        "provinces": " ".join(rate.provinces), "first_g": rate.first_g, "first_price": rate.first_price,
        "step_price": rate.step_price, "divisor": rate.divisor,
    }  # fmt: skip


# reads


def price_tables(carrier_id: int, today: date) -> tuple[PriceTable, ...]:
    """A carrier's price tables, the newest first."""
    with translated():
        reconnect()
        found: dict[date, list[FreightRate]] = {}
        for row in F.select().where(F.carrier == carrier_id).order_by(F.valid_from.desc(), F.id):
            found.setdefault(row.valid_from, []).append(row)
    now = max((day for day in found if day <= today), default=None)
    return tuple(
        PriceTable(
            carrier_id, day, "coming" if day > today else "now" if day == now else "ended",
            tuple(rate_of(row) for row in rows), _version(rows),
        )
        for day, rows in found.items()
    )  # fmt: skip


def own_province() -> str:
    """The province the company sends from; empty where its address does not say."""
    return province_of(settings.get("company.address"))
