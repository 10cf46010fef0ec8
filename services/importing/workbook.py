"""Workbooks: xlsx, xlsm, xls, xlsb, ods and et by python-calamine, as sheets of cells."""

import io
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime, time
from itertools import islice
from math import isfinite

from python_calamine import CalamineSheet, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from services.importing import binary_parts, ods_parts
from services.importing.biff import as_written, read_globals, with_one_byte
from services.importing.comments import comments_of
from services.importing.old_rows import look_through
from services.importing.parts import Found, mac_dates, scan, sheet_parts, trimmed, zero_styles
from services.importing.preview import FileRefused
from services.importing.sheets import Builder, Cell, Column, Sheet

SMALL = 1_000_000  # bytes of a workbook that is looked through before it is read
Looked = dict[str | int, Found]  # by the sheet's name, or by its place in an old xls
BLOCK = 4096  # rows turned into columns at a time


def read_workbook(data: bytes, *, careful: bool = False) -> list[Sheet]:
    """Its sheets in order; charts and macro sheets are left out. Raises FileRefused: encrypted, corrupt.

    A big workbook is looked through while it is read. A cell far outside the table then costs the process; the second
    reading has to be a `careful` one, which looks through it first."""
    if data[:2] != b"PK":
        return _old_workbook(data)
    try:
        if careful or len(data) < SMALL:
            found, data = _looked_through(data, bounds=True)
            return _sheets(CalamineWorkbook.from_filelike(io.BytesIO(data)), lambda: found)
        with ThreadPoolExecutor(1) as beside:  # calamine leaves the interpreter free
            looked = beside.submit(_looked_through, data, bounds=False)
            return _sheets(CalamineWorkbook.from_filelike(io.BytesIO(data)), lambda: looked.result()[0])
    except PasswordError as e:
        raise FileRefused("encrypted") from e


def _old_workbook(data: bytes) -> list[Sheet]:
    """An xls: what its reader leaves out is read from its first records."""
    known = read_globals(data)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(with_one_byte(data, known.page) if known.page else data))
    except PasswordError as e:
        raise FileRefused("encrypted") from e
    found: Looked = dict(enumerate(look_through(data)))
    sheets = [replace(s, details=replace(s.details, mac_dates=known.mac_dates)) for s in _sheets(book, lambda: found)]
    return [_written(sheet, known.page) for sheet in sheets] if known.page else sheets


def _written(sheet: Sheet, page: int) -> Sheet:
    columns = []
    for column in sheet.columns:
        values = [as_written(v, page) if isinstance(v, str) else v for v in column.values]
        columns.append(Column(values, column.index))
    return replace(sheet, name=as_written(sheet.name, page), columns=tuple(columns))


def _sheets(book: CalamineWorkbook, found: Callable[[], Looked]) -> list[Sheet]:
    sheets = []
    for at, meta in enumerate(book.sheets_metadata):
        if meta.typ == SheetTypeEnum.WorkSheet:
            sheet = book.get_sheet_by_name(meta.name)
            visible = meta.visible == SheetVisibleEnum.Visible
            sheets.append(_sheet(sheet, visible, found().get(meta.name) or found().get(at) or Found()))
    return sheets


def decrypted(data: bytes, password: str | None) -> bytes:
    """The workbook inside a password-protected one. Raises FileRefused: encrypted, wrong_password."""
    if not password:
        raise FileRefused("encrypted")
    import msoffcrypto  # a slow import that few files need

    try:
        file = msoffcrypto.OfficeFile(io.BytesIO(data))
        file.load_key(password=password)
        out = io.BytesIO()
        file.decrypt(out)
    except Exception as e:
        raise FileRefused("wrong_password") from e
    return out.getvalue()


def _looked_through(data: bytes, *, bounds: bool) -> tuple[Looked, bytes]:
    """What the XML says beside values, by sheet; and the workbook without stray cells."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if ods_parts.CONTENT in archive.namelist():
            return ods_parts.look_through(archive), data
        if binary_parts.BOOK in archive.namelist():
            return binary_parts.look_through(archive), data
        if "xl/workbook.xml" not in archive.namelist():
            return {}, data
        parts, zeros = sheet_parts(archive), zero_styles(archive)
        found: Looked = {
            name: scan(archive, part, zeros, bounds=bounds) for name, part in parts.items() if part.endswith(".xml")
        }
        for name, part in parts.items():
            if name in found:
                found[name].comments = comments_of(archive, part)
        if mac_dates(archive):
            for each in found.values():
                each.mac_dates = True
    far = {parts[name]: f.last for name, f in found.items() if bounds and f.far and isinstance(name, str)}
    return found, trimmed(data, far) if far else data


def _sheet(sheet: CalamineSheet, visible: bool, found: Found) -> Sheet:
    if sheet.start is None:
        return Sheet(sheet.name, (), 0, visible, found.details())
    columns = _columns(sheet, sheet.start[1], found.padded)
    height = len(columns[0].index) if columns else 0
    found.hidden = {row for row in found.hidden if row < height}
    merges = tuple((a, b, c, d) for (a, b), (c, d) in sheet.merged_cell_ranges or ())
    return Sheet(sheet.name, columns, height, visible, found.details(merges))


def _columns(sheet: CalamineSheet, left: int, padded: dict[tuple[int, int], int]) -> tuple[Column, ...]:
    """The columns from A on. The rows begin at row 1 already, the cells of a row at the first column used."""
    builders = [Builder() for _ in range(sheet.width)]
    rows = sheet.iter_rows()
    while block := list(islice(rows, BLOCK)):
        for builder, cells in zip(builders, zip(*block, strict=True), strict=True):
            builder.extend(map(_text_of_bool, cells) if bool in set(map(type, cells)) else cells)
    columns = [b.column(_cell) for b in builders]
    height = len(columns[0].index) if columns else 0
    while columns and all(v is None for v in columns[-1].values):  # formatted to the last column, and empty
        columns.pop()
    columns[:0] = [Column.of([None] * height) for _ in range(left if columns else 0)]
    by_column: dict[int, dict[int, int]] = {}
    for (row, column), digits in padded.items():
        by_column.setdefault(column, {})[row] = digits
    for column, digits_of in by_column.items():
        if column < len(columns):
            columns[column] = _padded(columns[column], digits_of)
    return tuple(columns)


def _padded(column: Column, digits: dict[int, int]) -> Column:
    """With the leading zeros that the number format shows."""
    cells = [column.values[i] for i in column.index]
    for row, width in digits.items():
        value = cells[row] if row < len(cells) else None
        if isinstance(value, float) and value >= 0 and value == int(value):
            cells[row] = f"{int(value):0{width}d}"
    return Column.of(cells)


def _text_of_bool(value: object) -> object:
    return str(value).upper() if isinstance(value, bool) else value


def _cell(value: object) -> Cell:
    if value == "":
        return None
    if isinstance(value, float):
        return value if isfinite(value) else str(value)  # no program writes such; it is no number of anything
    if isinstance(value, str | datetime | date):
        return value
    if isinstance(value, int):
        return float(value)
    if isinstance(value, time):
        return value.isoformat()
    return str(value)
