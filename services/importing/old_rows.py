"""What the sheets of an old xls say beside their values: hidden rows and columns, comments, and codes whose leading
zeros are in the number format. The records of BIFF5 and BIFF8 that matter here, as [MS-XLS] describes them;
python-calamine reads the cells.
"""

import re
import struct
from collections.abc import Iterator

from services.importing.biff import BOF, CODEPAGE, END, WIDE, stream_of
from services.importing.comments import LONGEST
from services.importing.parts import Found

BOUNDSHEET, FORMAT, XF = 0x0085, 0x041E, 0x00E0
ROW, NUMBER, RK, MULRK = 0x0208, 0x0203, 0x027E, 0x00BD
BIFF8 = 0x0600
COLINFO, NOTE, OBJ, TXO, CONTINUE = 0x007D, 0x001C, 0x005D, 0x01B6, 0x003C
FURTHER = 0xFFFF  # the row of a record that goes on with a comment
ONE_BYTE_PAGES = frozenset({437, 850, 852, 866, 874, *range(1250, 1259)})
HIDDEN = 0x0020  # of the flags of a row: its height is nothing
_ZEROS = re.compile(r"^0{2,20}$")
_HEAD, _CELL = struct.Struct("<HH"), struct.Struct("<HHH")
Record = tuple[int, memoryview]


def look_through(data: bytes) -> list[Found]:
    """Hidden rows and padded cells of each sheet, in the order of the workbook; nothing where it is laid out oddly."""
    try:
        return _sheets(memoryview(stream_of(data)))
    except (struct.error, ValueError, IndexError, TypeError):
        return []  # the reader of the cells says what is wrong with it


def _records(stream: memoryview, at: int) -> Iterator[Record]:
    """The records from a place on, to the end of what begins there; charts inside a sheet are passed over."""
    depth = 0
    while at + 4 <= len(stream):
        kind, size = _HEAD.unpack_from(stream, at)
        depth += (kind == BOF) - (kind == END)
        if kind == END and depth <= 0:
            return
        if depth == 1:
            yield kind, stream[at + 4 : at + 4 + size]
        at += 4 + size


def _sheets(stream: memoryview) -> list[Found]:
    """What stands in the globals, and then each sheet."""
    version = page = 0
    places: list[int] = []
    formats: dict[int, int] = {}  # number format -> digits that it shows
    styles: list[int] = []  # cell style -> number format
    for kind, body in _records(stream, 0):
        if kind == BOF:
            version = int.from_bytes(body[:2], "little")
        elif kind == CODEPAGE:
            page = int.from_bytes(body[:2], "little")
        elif kind == BOUNDSHEET:
            places.append(int.from_bytes(body[:4], "little"))
        elif kind == FORMAT:
            digits = _digits(body, version)
            if digits:
                formats[int.from_bytes(body[:2], "little")] = digits
        elif kind == XF:
            styles.append(int.from_bytes(body[2:4], "little"))
    zeros = {style: formats[number] for style, number in enumerate(styles) if number in formats}
    return [_sheet(stream, place, zeros, _Notes() if version >= BIFF8 else _ShortNotes(page)) for place in places]


class _ShortNotes:
    """Before BIFF8 a comment is a record in bytes of the code page, with further ones for what is longer than 2 KB."""

    def __init__(self, page: int) -> None:
        self._encoding = WIDE.get(page) or (f"cp{page}" if page in ONE_BYTE_PAGES else "cp1252")
        self._place, self._said = (0, 0), b""

    def take(self, kind: int, body: memoryview, found: Found) -> None:
        """Look at the next record of a sheet."""
        if kind != NOTE or len(body) < 6:
            return
        row, column, _size = _CELL.unpack_from(body)
        if row != FURTHER:
            self._place, self._said = (row, column), b""
        self._said += bytes(body[6:])
        said = self._said.decode(self._encoding, "replace").strip()[:LONGEST]
        if said:
            found.comments[self._place] = said


class _Notes:
    """The texts of comments come first, each after the object that shows it; the cells follow, and name the objects."""

    def __init__(self) -> None:
        self._texts: dict[int, str] = {}
        self._object = self._left = 0

    def take(self, kind: int, body: memoryview, found: Found) -> None:
        """Look at the next record of a sheet."""
        if kind == OBJ and len(body) >= 8:
            self._object = int.from_bytes(body[6:8], "little")
        elif kind == TXO and len(body) >= 12:
            self._left = int.from_bytes(body[10:12], "little")
        elif kind == CONTINUE and self._left > 0:
            wide = body[0] & 1
            text = bytes(body[1:]).decode("utf-16-le" if wide else "latin-1", "replace")[: self._left]
            self._left -= len(text)
            self._texts[self._object] = self._texts.get(self._object, "") + text
        elif kind == NOTE and len(body) >= 8:
            row, column, _flags, number = struct.unpack_from("<4H", body)
            if self._texts.get(number, "").strip():
                found.comments[row, column] = self._texts[number].strip()[:LONGEST]


def _digits(body: memoryview, version: int) -> int:
    """How many digits a number format like 000000 shows; 0 for any other."""
    text = bytes(body[5:] if version >= BIFF8 else body[3:])
    if version >= BIFF8 and body[4] & 1:
        text = text[::2]  # two bytes a character
    said = text.decode("latin-1")
    return len(said) if _ZEROS.match(said) else 0


def _sheet(stream: memoryview, place: int, zeros: dict[int, int], notes: _Notes | _ShortNotes) -> Found:
    found = Found()
    for kind, body in _records(stream, place):
        notes.take(kind, body, found)
        if kind == ROW:
            row, flags = body[0] | body[1] << 8, body[12]
            if flags & HIDDEN:
                found.hidden.add(row)
        elif kind == COLINFO:
            first, last, width, _style, flags = struct.unpack_from("<5H", body)
            if flags & 1 or not width:
                found.hidden_columns.update(range(first, last + 1))
        elif zeros and kind in (NUMBER, RK):
            row, column, style = _CELL.unpack_from(body)
            if style in zeros:
                found.padded[row, column] = zeros[style]
        elif zeros and kind == MULRK:
            row, first = _HEAD.unpack_from(body)
            for at in range((len(body) - 6) // 6):
                style = int.from_bytes(body[4 + 6 * at : 6 + 6 * at], "little")
                if style in zeros:
                    found.padded[row, first + at] = zeros[style]
    return found
