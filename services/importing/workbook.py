"""Workbooks: xlsx, xlsm, xls, xlsb, ods and et by python-calamine, as sheets of cells."""

import io
import zipfile
from datetime import date, datetime, time, timedelta

from python_calamine import CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from services.importing.parts import Found, scan, sheet_parts, trimmed, zero_styles
from services.importing.preview import FileRefused
from services.importing.sheets import Cell, Column, Details, Sheet


def read_workbook(data: bytes) -> list[Sheet]:
    """Its sheets in order; charts and macro sheets are left out. Raises FileRefused: encrypted, corrupt."""
    found, data = _looked_through(data)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        names = [m for m in book.sheets_metadata if m.typ == SheetTypeEnum.WorkSheet]
        return [
            _sheet(book, meta.name, meta.visible == SheetVisibleEnum.Visible, found.get(meta.name) or Found())
            for meta in names
        ]
    except PasswordError as e:
        raise FileRefused("encrypted") from e


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


def _looked_through(data: bytes) -> tuple[dict[str, Found], bytes]:
    """What the XML says beside values, by sheet; and the workbook without stray cells."""
    if data[:2] != b"PK":
        return {}, data
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if "xl/workbook.xml" not in archive.namelist():
            return {}, data
        parts, zeros = sheet_parts(archive), zero_styles(archive)
        found = {name: scan(archive, part, zeros) for name, part in parts.items() if part.endswith(".xml")}
    far = {parts[name]: f.last for name, f in found.items() if f.far}
    return found, trimmed(data, far) if far else data


def _sheet(book: CalamineWorkbook, name: str, visible: bool, found: Found) -> Sheet:
    sheet = book.get_sheet_by_name(name)
    if sheet.start is None:
        return Sheet(name, (), 0, visible, _details((), found))
    top, left = sheet.start
    columns = tuple(_columns(sheet.iter_rows(), top, left, found))
    height = len(columns[0].index) if columns else 0
    merges = tuple((a, b, c, d) for (a, b), (c, d) in sheet.merged_cell_ranges or ())
    return Sheet(name, columns, height, visible, _details(merges, found))


def _details(merges: tuple[tuple[int, int, int, int], ...], found: Found) -> Details:
    return Details(merges, frozenset(found.hidden), found.errors, found.formulas, found.far)


def _columns(rows: object, top: int, left: int, found: Found) -> list[Column]:
    """The columns from A and row 1 on. iter_rows starts at the first row itself; cells left of the range are blank."""
    cells = list(zip(*rows, strict=True))  # type: ignore[call-overload]
    blank = len(cells[0]) if cells else 0
    columns = [[None] * blank for _ in range(0)]
    made = [_column(column) for column in cells]
    del columns, top
    by_column: dict[int, dict[int, int]] = {}
    for (row, column), digits in found.padded.items():
        by_column.setdefault(column, {})[row] = digits
    for column, rows_padded in by_column.items():
        at = column - left if len(made) and left else column
        if 0 <= at < len(made):
            made[at] = _padded(made[at], rows_padded)
    return made


def _padded(column: Column, digits: dict[int, int]) -> Column:
    cells = list(column.values[i] for i in column.index)
    for row, width in digits.items():
        value = cells[row] if row < len(cells) else None
        if isinstance(value, float) and value >= 0 and value == int(value):
            cells[row] = f"{int(value):0{width}d}"
    return Column.of(cells)


def _column(cells: tuple[object, ...]) -> Column:
    column = Column.of(cells)  # type: ignore[arg-type]
    return Column([_cell(v) for v in column.values], column.index)


def _cell(value: object) -> Cell:
    if value == "":
        return None
    if isinstance(value, bool | str | float | datetime | date):
        return value
    if isinstance(value, int):
        return float(value)
    if isinstance(value, time):
        return value.isoformat()
    return str(value.total_seconds() / 86400) if isinstance(value, timedelta) else str(value)
