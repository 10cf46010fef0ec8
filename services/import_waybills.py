"""Tracking numbers from a file, as carriers and platforms give them back."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from models.parties import Carrier
from services.errors import Refusal
from services.import_batch import ImportHead
from services.import_staging import TELL_EVERY, Staging, Taken, finish, tell
from services.import_undo_rows import noted
from services.importing.preview import Record
from services.unit import Unit, use_case
from services.waybills import Waybill, give_noting, guess, outlook, repeated

# A refusal of a row -> the column it is about, and the doubt at that cell.
WHY = {
    "unknown_document": ("number", "no_such_document"), "which_delivery": ("number", "which_delivery"),
    "wrong_state": ("number", "delivery_over"), "not_packed_yet": ("number", "not_packed_yet"),
    "too_many_numbers": ("tracking", "too_many_numbers"), "unknown_carrier_name": ("carrier", "no_such_carrier"),
    "tracking_taken": ("tracking", "number_taken"), "too_long": ("tracking", "too_long_here"),
    "bad_freight": ("freight", "bad_figure"), "number_twice": ("tracking", "twice_in_file"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class WaybillRow:
    """A row of the file."""

    row: int
    waybill: Waybill


def stage(staging: Staging[WaybillRow]) -> None:
    """Which rows give a package a number it has not yet."""
    rows = [made for record in staging.reading.records if (made := _read(staging, record)) is not None]
    waybills = [row.waybill for row in rows]
    results = outlook(waybills)
    for problem in repeated(waybills):
        results[problem.row] = problem.error
    patterns = [(each.id, each.pattern) for each in Carrier.select().where(Carrier.active)]
    for row, result in zip(rows, results, strict=True):
        if isinstance(result, Refusal):
            name, code = WHY[result.code]
            staging.fail(row.row, name, code, _said(row.waybill, name))
        elif not result:
            staging.skip(row.row, "already_here", "tracking", ", ".join(row.waybill.numbers))
        else:
            staging.rows.append(row)
            _doubt(staging, row, patterns)


def _read(staging: Staging[WaybillRow], record: Record) -> WaybillRow | None:
    row, numbers = record["row"], tuple(record.get("tracking") or ())
    for name, value in (("number", record.get("number")), ("tracking", numbers)):
        if not value:
            staging.fail(row, name, "missing_value")
            return None
    return WaybillRow(row, Waybill(
        str(record["number"]), numbers, str(record.get("carrier") or ""), str(record.get("service") or "")[:60],
        _cents(record.get("freight")),
    ))  # fmt: skip


def _cents(value: Any) -> Decimal | None:
    return None if value is None else Decimal(value).quantize(Decimal("0.01"))


def _said(waybill: Waybill, name: str) -> str:
    said = {"number": waybill.document, "carrier": waybill.carrier, "tracking": ", ".join(waybill.numbers)}
    return said.get(name, str(waybill.freight))


def _doubt(staging: Staging[WaybillRow], row: WaybillRow, patterns: list[tuple[int, str]]) -> None:
    """A number that no carrier gives is a warning where all have patterns that could know it."""
    if patterns and all(pattern for _id, pattern in patterns):
        odd = [number for number in row.waybill.numbers if guess(number, patterns) is None]
        if odd:
            staging.warn(row.row, "tracking", "odd_number", ", ".join(odd))


@use_case("waybills.import", right="deliveries.dispatch")
def import_waybills(u: Unit, head: ImportHead, rows: tuple[WaybillRow, ...]) -> Taken:
    """Give packages the tracking numbers of a file, all rows or none. Refuses what assigning a row refuses."""
    came, late, before = [], [], {}
    for at, row in enumerate(rows):
        if at % TELL_EVERY == 0:
            tell(at, len(rows))
        given = give_noting(row.waybill)
        if given.is_new:
            came.append((row.row, given.delivery_id))
            before[row.row] = noted(carrier=given.carrier_id, service=given.service, freight=given.freight,
                                    packages=given.packages, wrote=given.wrote)  # fmt: skip
        else:
            late.append(row.row)
    u.topics.add("deliveries")
    return finish(u, "waybills", head, came, late, before)
