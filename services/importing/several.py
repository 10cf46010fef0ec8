"""Sheets that are read together: what a person said of the first one's columns, said of the others' too.

A column of a later sheet counts on from 1,000 for each sheet, as rows do from 10,000,000: `FURTHER`.
"""

from collections.abc import Mapping, Sequence

from services.importing.header import Header
from services.importing.kept import named
from services.importing.mapping import given_columns, map_columns
from services.importing.names import NameTable
from services.importing.sheets import Sheet, letters

FURTHER = 1000

Pairs = Sequence[tuple[str, str]]  # heading as it is compared, field


def columns_of(
    at: int, sheet: Sheet, header: Header, first: Header, names: NameTable, answers: Mapping[str, str], kept: Pairs
) -> dict[str, str]:
    """The answers for sheet number `at`: a column is read as the one of its heading in the first sheet.

    `kept` is what was known of the first sheet, for where nobody said anything now. A column that only this sheet has
    is read as it was said to be, or by its own name where the field is not taken.
    """
    said = {place: field for field, places in given_columns(answers.get("columns", "")).items() for place in places}
    own = {place - FURTHER * at: field for place, field in said.items() if place // FURTHER == at}
    if at == 0:
        return _with(answers, own) if said else dict(answers)
    if not said and not kept:
        return dict(answers)
    headings = named(first.headings)
    by_heading = {headings[place]: field for place, field in said.items() if place < len(headings)} or dict(kept)
    chosen = dict(own)
    mine = named(header.headings)
    for place, heading in enumerate(mine):
        if place not in chosen and heading in by_heading:
            chosen[place] = by_heading[heading]
    alone, _questions = map_columns(sheet, header, names, {})
    for field, places in alone.fields.items():
        if field not in chosen.values():
            chosen |= {place: field for place in places if place not in chosen and mine[place] not in headings}
    return _with(answers, chosen)


def _with(answers: Mapping[str, str], columns: Mapping[int, str]) -> dict[str, str]:
    return {**answers, "columns": ";".join(f"{letters(place)}={field}" for place, field in columns.items())}
