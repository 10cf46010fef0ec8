"""What an xlsx says beside its values, read from its XML piece by piece in constant memory: hidden rows and columns,
errors, formulas without a value, codes whose leading zeros are in the number format, cells far outside the table.
"""

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree import ElementTree

from services.importing.sheets import Details, column_number

PIECE = 1 << 20
MAX_GAP = 20_000  # rows without a cell between two rows of one table
MAX_COLUMNS = 702  # ZZ
_ROW = re.compile(rb"<row ([^>]*)")
_ROW_NUMBER = re.compile(rb'\br="(\d+)"')
_HIDDEN = re.compile(rb'\bhidden="(?:1|true)"')
_COLUMNS = re.compile(rb"<col ([^>]*)")
_SPAN = re.compile(rb'\b(min|max)="(\d{1,5})"')
_NARROW = re.compile(rb'\bwidth="0(?:\.0*)?"')
_CELL = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"([^>]*?)(?:/>|>(.*?)</c>)', re.DOTALL)
_FAR = re.compile(rb'<c r="[A-Z]{3}\d')
_STYLE = re.compile(rb'\bs="(\d+)"')
_VALUE = re.compile(rb"<v>([^<]*)</v>")
_FORMULA = re.compile(rb"<f[^>]*>([^<]*)</f>")
_ZEROS = re.compile(r"^0{2,20}$")


@dataclass(slots=True)
class Found:
    """Places are 0-based (row, column)."""

    hidden: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    comments: dict[tuple[int, int], str] = field(default_factory=dict)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    formulas: dict[tuple[int, int], str] = field(default_factory=dict)
    padded: dict[tuple[int, int], int] = field(default_factory=dict)  # digits shown
    far: str = ""
    mac_dates: bool = False
    last: int = 0  # the last row before a gap too wide for one table

    def details(self, merges: tuple[tuple[int, int, int, int], ...] = ()) -> Details:
        """The same for a sheet."""
        return Details(
            merges, frozenset(self.hidden), frozenset(self.hidden_columns), self.comments, self.errors, self.formulas,
            self.far, self.mac_dates,
        )  # fmt: skip


def sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Sheet name -> its part. Empty where the workbook is not laid out as usual."""
    try:
        book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
        links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    except (KeyError, ElementTree.ParseError):
        return {}
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    found = {}
    for sheet in book.iter():
        if sheet.tag.endswith("}sheet"):
            link = next((v for k, v in sheet.attrib.items() if k.endswith("}id")), None)
            target = targets.get(link, "")
            part = target.lstrip("/") if target.startswith("/") else posixpath.normpath("xl/" + target)
            found[sheet.get("name", "")] = part
    return {name: part for name, part in found.items() if part in archive.namelist()}


def mac_dates(archive: zipfile.ZipFile) -> bool:
    """Does the workbook count days from 1904, as those of old Macs do?"""
    try:
        book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
    except (KeyError, ElementTree.ParseError):
        return False
    told = (node.get("date1904", "") for node in book if node.tag.endswith("}workbookPr"))
    return any(said in ("1", "true") for said in told)


def zero_styles(archive: zipfile.ZipFile) -> dict[int, int]:
    """Cell style -> digits, for number formats like 000000."""
    try:
        styles = ElementTree.fromstring(archive.read("xl/styles.xml"))
    except (KeyError, ElementTree.ParseError):
        return {}
    codes = {}
    for node in styles.iter():
        if node.tag.endswith("}numFmt") and _ZEROS.match(node.get("formatCode", "")):
            codes[node.get("numFmtId")] = len(node.get("formatCode", ""))
    if not codes:
        return {}
    for node in styles:
        if node.tag.endswith("}cellXfs"):
            return {i: codes[x.get("numFmtId")] for i, x in enumerate(node) if x.get("numFmtId") in codes}
    return {}


def scan(archive: zipfile.ZipFile, part: str, zeros: dict[int, int], *, bounds: bool) -> Found:
    """One pass over a sheet's XML. Looking for its `bounds`, for cells far outside, takes twice the time."""
    found = Found()
    for at, piece in enumerate(_pieces(archive, part)):
        if at == 0:
            _columns(piece.partition(b"<sheetData")[0], found)
        if bounds or b"hidden=" in piece:
            _rows(piece, found)
        if bounds and not found.far and (far := _FAR.search(piece)):
            found.far = far.group().decode()[6:]
        if zeros or b"<f" in piece or b't="e"' in piece:
            _cells(piece, zeros, found)
    return found


def _pieces(archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """The XML in pieces that end between two rows."""
    rest = b""
    with archive.open(part) as stream:
        while block := stream.read(PIECE):
            rest += block
            cut = rest.rfind(b"</row>")
            if cut >= 0:
                yield rest[: cut + 6]
                rest = rest[cut + 6 :]
    yield rest


def _columns(head: bytes, found: Found) -> None:
    """Columns that are hidden, or as wide as nothing; what stands before the rows tells."""
    for match in _COLUMNS.finditer(head):
        if _HIDDEN.search(match[1]) or _NARROW.search(match[1]):
            span = {name: int(said) for name, said in _SPAN.findall(match[1])}
            first = span.get(b"min", 0)
            found.hidden_columns.update(range(first - 1, min(span.get(b"max", first), MAX_COLUMNS)))


def _rows(piece: bytes, found: Found) -> None:
    hidden = b"hidden=" in piece
    if not hidden and piece.count(b"<row ") > 50:
        first, last = _ROW.search(piece), piece.rfind(b"<row ")
        numbers = [_number(first.group(1)) if first else 0, _number(piece[last + 5 : last + 200])]
        steps = (
            [numbers] if numbers[1] - numbers[0] < MAX_GAP else [[_number(m.group(1))] for m in _ROW.finditer(piece)]
        )
        for number in (n for step in steps for n in step):
            _follow(number, found)
        return
    for row in _ROW.finditer(piece):
        number = _number(row.group(1))
        _follow(number, found)
        if hidden and _HIDDEN.search(row.group(1)):
            found.hidden.add(number - 1)


def _follow(number: int, found: Found) -> None:
    if number and (number - found.last <= MAX_GAP or not found.last):
        found.last = number
    elif number and not found.far:
        found.far = f"A{number}"


def _number(attributes: bytes) -> int:
    match = _ROW_NUMBER.search(attributes)
    return int(match.group(1)) if match else 0


def _cells(piece: bytes, zeros: dict[int, int], found: Found) -> None:
    for name, row, attributes, inside in _CELL.findall(piece):
        style = _STYLE.search(attributes) if zeros else None
        padded = zeros.get(int(style.group(1))) if style else None
        if not padded and b"<f" not in inside and b't="e"' not in attributes:
            continue
        place = (int(row) - 1, column_number(name.decode()))
        value = _VALUE.search(inside)
        if b't="e"' in attributes:
            found.errors[place] = value.group(1).decode() if value else "#VALUE!"
        elif b"<f" in inside and (value is None or not value.group(1)) and b't="str"' not in attributes:
            formula = _FORMULA.search(inside)
            found.formulas[place] = formula.group(1).decode("utf-8", "replace") if formula else ""
        elif padded and (b"t=" not in attributes or b't="n"' in attributes):
            found.padded[place] = padded


def trimmed(data: bytes, far: dict[str, int]) -> bytes:
    """The workbook without the cells outside `far` (part -> last row) and beyond column ZZ: a reader that lays a
    sheet out as a full rectangle would need the whole memory for them."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as target:
        for part in source.infolist():
            if part.filename not in far:
                target.writestr(part.filename, source.read(part))
                continue
            with target.open(part.filename, "w") as stream:
                for piece in _pieces(source, part.filename):
                    stream.write(_cut(piece, far[part.filename]))
    return out.getvalue()


def _cut(piece: bytes, last: int) -> bytes:
    def keep(cell: re.Match[bytes]) -> bytes:
        inside = int(cell.group(2)) <= last and column_number(cell.group(1).decode()) < MAX_COLUMNS
        return cell.group() if inside else b""

    return re.sub(rb"<dimension [^>]*/>", b"", _CELL.sub(keep, piece))
