"""Carriers' prices of a file are taken back."""

from collections.abc import Sequence

from models.exchange import ImportRow
from models.parties import FreightRate
from services.bulk import any_of
from services.freight import reckon_anew
from services.import_freight import prices_of, put
from services.import_undo_rows import Undone, before_of
from services.unit import Unit


def undo(u: Unit, rows: Sequence[ImportRow]) -> Undone:
    """A line goes, or has its price before again, where it still is what the file said."""
    u.topics |= {"carriers", "deliveries"}
    done = Undone()
    there = {row.id: row for row in FreightRate.select().where(any_of(FreightRate.id, [r.document_id for r in rows]))}
    for row in rows:
        said, rate = before_of(row), there.get(row.document_id)
        if rate is None or prices_of(rate) != tuple(said["wrote"]):
            done.kept.append(rate.carrier.name if rate else str(row.row))
        elif "was" in said:
            put(rate.id, said["was"])
            done.go(row.row)
        else:
            rate.delete_instance()
            done.go(row.row)
    for carrier in sorted({rate.carrier_id for rate in there.values()}):
        reckon_anew(carrier)
    return done
