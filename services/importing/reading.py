"""From a file to a `Reading`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from services.collector import without_collector
from services.importing import clean
from services.importing.checks import check_cells
from services.importing.documents import joined, read_orders
from services.importing.fixes import NONE, Fixes, corrected
from services.importing.form import Said
from services.importing.header import Header, find_header
from services.importing.kept import Recall, fingerprint, nothing, shape
from services.importing.mapping import map_columns
from services.importing.names import NameTable, name_table
from services.importing.notes import Note, below_each_other, head_of, notes_of, upto
from services.importing.preview import Document, FileRefused, Head, Part, Question, Questions, Reading
from services.importing.records import read_records
from services.importing.several import columns_of
from services.importing.sheets import PER_SHEET, Column, Sheet, letters
from services.importing.table import make_table
from services.importing.textfile import refuse_garbled
from services.importing.worker import shared_reader

KINDS = (
    "orders", "products", "customers", "suppliers", "counts", "prices", "waybills", "events", "payments", "freight",
)  # fmt: skip
ALL_SHEETS = "all"
_ASKED = frozenset({"number", "sku", "quantity", "unit_price", "counted"})  # of these two columns of one name matter

_NARROW = frozenset({"counts", "waybills", "prices"})  # code and figure: what a scanner or a colleague sends
NO_SHEET = -1  # a note of the first sheet with headings of its own
WIDEST = 1000  # columns of a table that people keep

Report = Callable[[int, int], None]


def _ignore(done: int, total: int) -> None:
    pass


def read_file(
    path: Path | str,
    kind: str,
    *,
    sheet: str | None = None,
    password: str | None = None,
    answers: Mapping[str, str] | None = None,
    report: Report = _ignore,
    kept: Recall = nothing,
) -> Reading:
    """A file as orders or records, with every doubt at its cell. Nothing is matched or written.

    `answers` maps the codes of earlier questions to choices, `kept` a header's fingerprint to what is known of it.
    `report(done, total)` is called as it goes on and may
    raise `Cancelled`. Raises FileRefused (the file cannot be read) and Questions (a person has to decide first)."""
    file = Path(path)
    sheets = read_sheets(file, password=password, report=report)
    report(60, 100)
    reading = understand(sheets, kind, file=file.name, sheet=sheet, answers=answers or {}, kept=kept)
    report(100, 100)
    return reading


def read_sheets(path: Path, *, password: str | None = None, report: Report = _ignore) -> list[Sheet]:
    """The cells of a file, for a preview and for `understand`. Raises FileRefused."""
    return shared_reader().read(path, password, lambda: report(0, 100))


def understand(
    sheets: Sequence[Sheet],
    kind: str,
    *,
    file: str = "",
    sheet: str | None = None,
    answers: Mapping[str, str] | None = None,
    kept: Recall = nothing,
    fixes: Fixes = NONE,
) -> Reading:
    """Sheets as orders or records. Raises FileRefused and Questions; may be called again with other answers or fixes.

    Which sheets are read and where their headers are is told by the file as it is."""
    said = answers or {}
    names = name_table(kind)
    with without_collector():
        chosen = _chosen(sheets, names, sheet, said)
        readings: list[Reading] = []
        for found in chosen:
            mine = _of_sheet(found, chosen, readings, names, said, kept)
            readings.append(_whole(found, kind, names, file, mine, kept, fixes.of(found.sheet.name)))
    return readings[0] if len(readings) == 1 else _together(readings)


@dataclass(frozen=True, slots=True)
class _Found:
    sheet: Sheet
    header: Header | None


def _chosen(sheets: Sequence[Sheet], names: NameTable, sheet: str | None, answers: Mapping[str, str]) -> list[_Found]:
    """The sheets to read. Raises Questions where several would do, or another sheet speaks of the same orders."""
    wanted = sheet or answers.get("sheet")
    if wanted and wanted != ALL_SHEETS:
        named = [s for s in sheets if s.name == wanted]
        if not named:
            raise FileRefused("no_such_sheet")
        return [_Found(named[0], _header_of(named[0], names, answers))]
    filled = [s for s in sheets if s.height and any(v not in (None, "") for c in s.columns for v in c.values)]
    seen = [s for s in filled if s.visible] or filled
    if not seen:
        raise FileRefused("empty" if not any(s.height for s in sheets) else "not_a_table")
    found = _candidates(seen, names, answers)
    best = max(found, key=lambda f: _score(f))
    if best.header is None:
        return [best]
    alike = [
        f for f in found if f.header and f.sheet.height > f.header.below and _score(f) >= max(2.5, 0.6 * _score(best))
    ]
    if len(alike) > 1 and wanted == ALL_SHEETS:
        return alike
    if len(alike) > 1:
        raise Questions((Question("sheet", (*(f.sheet.name for f in alike), ALL_SHEETS)),))
    related = [s.name for s in seen if s is not best.sheet and _related(s, names)]
    if related and len(found) > 1 and not wanted:
        raise Questions((Question("sheet", (best.sheet.name, *related)),))
    return [best]


def _candidates(sheets: Sequence[Sheet], names: NameTable, answers: Mapping[str, str]) -> list[_Found]:
    found, refused = [], None
    for one in sheets:
        try:
            found.append(_Found(one, _header_of(one, names, answers)))
        except FileRefused as e:
            refused = e
    if refused is not None and not any(f.header for f in found):
        raise refused
    return found


def _score(found: _Found) -> float:
    return found.header.score if found.header else 0.001 * min(found.sheet.height, 900)


def _related(sheet: Sheet, names: NameTable) -> bool:
    """Does its first row name an order number, as a sheet of returns or shipments does?"""
    cells = sheet.row(0)
    return any(isinstance(c, str) and (hit := names.find(c)) and hit.field == "number" for c in cells)


def _header_of(sheet: Sheet, names: NameTable, answers: Mapping[str, str]) -> Header | None:
    if len(sheet.columns) > WIDEST:
        raise FileRefused("not_a_table")
    return _headless(sheet) if "=" in answers.get("header", "") else find_header(sheet, names)


def _headless(sheet: Sheet) -> Header:
    blank = ("",) * len(sheet.columns)
    return Header(-1, 0, blank, blank, 9.0)


def _of_sheet(
    found: _Found, chosen: Sequence[_Found], before: Sequence[Reading], names: NameTable, answers: Mapping[str, str],
    kept: Recall,
) -> Mapping[str, str]:  # fmt: skip
    """The answers as they hold for one of the sheets."""
    first = chosen[0].header
    if len(chosen) == 1 or found.header is None or first is None:
        return answers
    known = before[0].kept if before and kept(fingerprint(found.header.headings)) is None else None
    pairs = known.columns if known is not None else ()
    return columns_of(len(before), found.sheet, found.header, first, names, answers, pairs)


def _whole(
    found: _Found, kind: str, names: NameTable, file: str, answers: Mapping[str, str], kept: Recall, fixes: Fixes
) -> Reading:
    """A sheet, with all the notes that stand below each other on it."""
    fixes = _without_hidden(found.sheet, answers, fixes)
    (sheet,), header = corrected([found.sheet], fixes), found.header
    notes = notes_of(sheet, header, names) if kind == "orders" and header is not None else []
    if header is None or len(notes) < 2:
        above = notes[0].above if notes else {}
        reading = _one(_Found(sheet, header), kind, names, file, answers, kept, fixes, above)
        form = head_of(notes[0]) if above and "number" not in reading.columns else None
        return replace(reading, heads=(form,)) if form is not None else reading
    parts: list[tuple[Note, Reading]] = []
    for note in notes:
        mine = answers
        if parts and note.header.headings != header.headings:
            known = kept(fingerprint(header.headings))
            pairs = known.columns if known is not None else ()
            mine = columns_of(NO_SHEET, sheet, note.header, header, names, answers, pairs)
        part, own = _Found(upto(sheet, note.end), note.header), fixes.between(note.start, note.end)
        try:
            parts.append((note, _one(part, kind, names, file, mine, kept, own, note.above)))
        except FileRefused as refused:
            if refused.code != "no_rows":
                raise
    if not parts:
        raise FileRefused("no_rows")
    return below_each_other(sheet, header, parts)


def _one(
    found: _Found, kind: str, names: NameTable, file: str, answers: Mapping[str, str], kept: Recall, fixes: Fixes,
    above: Mapping[str, Said],
) -> Reading:  # fmt: skip
    """A table of a sheet; `above` is what a form says over it."""
    sheet, header = found.sheet, found.header
    print_of = fingerprint(header.headings) if header is not None else ""
    print_of = print_of or shape(found.sheet)
    known = kept(print_of)
    if header is None:
        header = _headless(sheet)
        said = known.said(header.headings).get("columns") if known is not None else None
        if not said:
            raise _no_header(sheet, kind)
        answers = {"header": said, **answers}
    elif known is not None:
        answers = {**known.said(header.headings), **answers}
    columns, questions = map_columns(sheet, header, names, answers, {at for _sheet, at in fixes.unread})
    doubtful = {c for field, cs in columns.fields.items() if field in _ASKED for c in cs}
    questions = [q for q in questions if q.code == "column_price" or any(letters(c) in q.choices for c in doubtful)]
    if kind == "orders" and _goods_by_somebody(sheet, header, columns.fields):
        raise FileRefused("unsupported_layout")
    table, second = make_table(sheet, header, columns, names, answers, fixes)
    if not table.rows and not fixes.out:
        raise FileRefused("no_rows")
    check_cells(table)
    records: tuple[dict[str, object], ...] = ()
    if kind == "orders":
        if "number" not in columns.fields:
            table.above = dict(above)
        made = read_orders(table, answers)
    else:
        records, made = read_records(table, kind, answers)
    asked = [*questions, *second, *made.questions]
    if asked:
        raise Questions(tuple(asked))
    problems = tuple(sorted(dict.fromkeys(table.problems), key=lambda p: (p.row, p.cell)))
    return Reading(
        file,
        kind,
        sheet.name or None,
        header.row + 1 or None,
        columns.said(),
        made.documents,
        records,
        made.counts,
        problems,
        made.failed,
        tuple((row + 1, why) for row, why in table.skipped),
        header.headings,
        columns.fields,
        known,
        tuple(sorted((row, why) for (_sheet, row), why in fixes.out.items())),
        print_of,
        blocked=made.blocked,
    )


def _goods_by_somebody(sheet: Sheet, header: Header, fields: Mapping[str, tuple[int, ...]]) -> bool:
    """Goods in rows and figures under names that are no fields: shops or days, spread over columns."""
    if fields.keys() & {"quantity", "products", "number", "customer", "receiver", "phone", "address"} or header.sizes:
        return False
    mapped = {c for columns in fields.values() for c in columns}
    others = [c for c, heading in enumerate(header.headings) if heading and c not in mapped and c < len(sheet.columns)]
    spread = sum(_figures(sheet.columns[c], header.below) for c in others) > 1
    return spread and bool(fields.keys() & {"sku", "barcode", "name"})


def _figures(column: Column, below: int) -> bool:
    """Are nearly all of a column's cells numbers?"""
    values = [v for i in column.index[below : below + 200] if (v := column.values[i]) not in (None, "")]
    return len(values) > 1 and sum(clean.number(v)[0] is not None for v in values) >= 0.7 * len(values)


def _without_hidden(sheet: Sheet, answers: Mapping[str, str], fixes: Fixes) -> Fixes:
    """What is hidden in the sheet stays out only where that is said: `hidden_rows=leave_out`, `hidden_columns=...`."""
    if answers.get("hidden_columns") == "leave_out":
        fixes = fixes.without_columns((sheet.name, at) for at in sheet.details.hidden_columns)
    if answers.get("hidden_rows") == "leave_out":
        fixes = fixes.without(((sheet.name, row + 1) for row in sheet.details.hidden_rows), "")
    return fixes


def _no_header(sheet: Sheet, kind: str) -> Exception:
    """Without names of columns: a question where there is a table at all."""
    refuse_garbled([[c if isinstance(c, str) else "" for c in sheet.row(r)] for r in range(min(sheet.height, 50))])
    width = max((sum(c not in (None, "") for c in sheet.row(r)) for r in range(min(sheet.height, 60))), default=0)
    if width < (2 if kind in _NARROW and _even(sheet) else 3) or sheet.height < 2:
        return FileRefused("not_a_table")
    return Questions((Question("header", tuple(letters(c) for c in range(len(sheet.columns)))),))


def _even(sheet: Sheet) -> bool:
    """Does each row with anything in it fill the same columns?"""
    filled = {tuple(c not in (None, "") for c in sheet.row(r)) for r in range(min(sheet.height, 60))}
    return len(filled - {(False,) * len(sheet.columns)}) == 1


def _together(readings: Sequence[Reading]) -> Reading:
    first, counted = readings[0], [_counted_on(each, at * PER_SHEET) for at, each in enumerate(readings)]
    return replace(
        first,
        sheet=" + ".join(r.sheet or "" for r in readings),
        documents=joined(d for r in counted for d in r.documents),
        records=tuple(x for r in counted for x in r.records),
        rows=sum((r.rows for r in readings[1:]), first.rows),
        problems=tuple(p for r in counted for p in r.problems),
        failed_rows=tuple(n for r in counted for n in r.failed_rows),
        skipped_rows=tuple(s for r in counted for s in r.skipped_rows),
        reasons=tuple(x for r in counted for x in r.reasons),
        parts=tuple(Part(r.sheet or "", r.header_row, r.headings, r.places) for r in readings),
        blocked=tuple(d for r in counted for d in r.blocked),
        heads=tuple(h for r in counted for h in r.heads),
    )


def _documents_on(documents: Sequence[Document], by: int) -> tuple[Document, ...]:
    return tuple(
        d._replace(rows=tuple(n + by for n in d.rows), lines=tuple(x._replace(row=x.row + by) for x in d.lines))
        for d in documents
    )


def _counted_on(reading: Reading, by: int) -> Reading:
    """A later sheet's reading, with rows that no other sheet has."""
    if not by:
        return reading
    return replace(
        reading,
        documents=_documents_on(reading.documents, by),
        blocked=_documents_on(reading.blocked, by),
        heads=tuple(
            Head(tuple(n + by for n in h.rows), h.header + by if h.header else 0, h.below + by, h.end + by)
            for h in reading.heads
        ),
        records=tuple({**each, "row": each["row"] + by} for each in reading.records),
        problems=tuple(replace(p, row=p.row + by) for p in reading.problems),
        failed_rows=tuple(n + by for n in reading.failed_rows),
        skipped_rows=tuple((n + by, why) for n, why in reading.skipped_rows),
        reasons=tuple((n + by, why) for n, why in reading.reasons),
    )
