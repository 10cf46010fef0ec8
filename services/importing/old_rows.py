"""What the sheets of an old xls say beside their values: hidden rows, and codes whose leading zeros are in the number
format. The records of BIFF5 and BIFF8 that matter here, as [MS-XLS] describes them; python-calamine reads the cells.
"""

import re
import struct
from collections.abc import Iterator

from services.importing.biff import BOF, END, stream_of
from services.importing.parts import Found

BOUNDSHEET, FORMAT, XF = 0x0085, 0x041E, 0x00E0
ROW, NUMBER, RK, MULRK = 0x0208, 0x0203, 0x027E, 0x00BD
BIFF8 = 0x0600
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
    version = 0
    places: list[int] = []
    formats: dict[int, int] = {}  # number format -> digits that it shows
    styles: list[int] = []  # cell style -> number format
    for kind, body in _records(stream, 0):
        if kind == BOF:
            version = int.from_bytes(body[:2], "little")
        elif kind == BOUNDSHEET:
            places.append(int.from_bytes(body[:4], "little"))
        elif kind == FORMAT:
            digits = _digits(body, version)
            if digits:
                formats[int.from_bytes(body[:2], "little")] = digits
        elif kind == XF:
            styles.append(int.from_bytes(body[2:4], "little"))
    zeros = {style: formats[number] for style, number in enumerate(styles) if number in formats}
    return [_sheet(stream, place, zeros) for place in places]


def _digits(body: memoryview, version: int) -> int:
    """How many digits a number format like 000000 shows; 0 for any other."""
    text = bytes(body[5:] if version >= BIFF8 else body[3:])
    if version >= BIFF8 and body[4] & 1:
        text = text[::2]  # two bytes a character
    said = text.decode("latin-1")
    return len(said) if _ZEROS.match(said) else 0


def _sheet(stream: memoryview, place: int, zeros: dict[int, int]) -> Found:
    found = Found()
    for kind, body in _records(stream, place):
        if kind == ROW:
            row, flags = body[0] | body[1] << 8, body[12]
            if flags & HIDDEN:
                found.hidden.add(row)
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
