"""What an xlsb says beside its values: hidden rows and columns, comments, and from which day its dates count.

Its parts are records instead of XML, as [MS-XLSB] describes them; python-calamine reads the cells.
"""

import struct
import zipfile
from collections.abc import Iterator

from services.importing.comments import LONGEST, MOST, comments_of, links_of
from services.importing.parts import MAX_COLUMNS, Found

BOOK = "xl/workbook.bin"
ROW, COLUMNS, END_OF_ROWS, BOOK_FACTS, SHEET = 0, 60, 146, 153, 156
COMMENT, COMMENT_TEXT = 635, 637
NO_TEXT = 0xFFFFFFFF  # the length of a text that is not there
ROW_HIDDEN, COLUMN_HIDDEN = 0x10, 0x01
_FOUR = struct.Struct("<4I")
Record = tuple[int, memoryview]


def look_through(archive: zipfile.ZipFile) -> dict[str | int, Found]:
    """What there is to say of each sheet, by its name; nothing where the workbook is laid out oddly."""
    try:
        return _sheets(archive)
    except (KeyError, ValueError, IndexError, struct.error):
        return {}  # the reader of the cells says what is wrong with it


def _records(part: bytes) -> Iterator[Record]:
    """Kind and content of each record: kind and length before it take a byte for each 7 bits."""
    whole, at = memoryview(part), 0
    while at < len(part):
        kind = part[at]
        at += 1
        if kind & 0x80:
            kind = kind & 0x7F | (part[at] & 0x7F) << 7
            at += 1
        size = part[at] & 0x7F
        shift = 7
        while part[at] & 0x80:
            at += 1
            size |= (part[at] & 0x7F) << shift
            shift += 7
        at += 1
        yield kind, whole[at : at + size]
        at += size


def _text(body: memoryview, at: int) -> tuple[str, int]:
    """A text and the place behind it."""
    length = int.from_bytes(body[at : at + 4], "little")
    end = at + 4 + (0 if length == NO_TEXT else 2 * length)
    return bytes(body[at + 4 : end]).decode("utf-16-le", "replace"), end


def _sheets(archive: zipfile.ZipFile) -> dict[str | int, Found]:
    parts = {number: part for number, _kind, part in links_of(archive, BOOK)}
    there, mac = set(archive.namelist()), False
    found: dict[str | int, Found] = {}
    for kind, body in _records(archive.read(BOOK)):
        if kind == BOOK_FACTS:
            mac = bool(body[0] & 1)
        elif kind == SHEET:
            number, end = _text(body, 8)
            part = parts.get(number, "")
            if part in there:
                found[_text(body, end)[0]] = _sheet(archive, part)
    for each in found.values():
        each.mac_dates = mac
    return found


def _sheet(archive: zipfile.ZipFile, part: str) -> Found:
    found = Found()
    for kind, body in _records(archive.read(part)):
        if kind == ROW:
            if body[11] & ROW_HIDDEN:
                found.hidden.add(int.from_bytes(body[:4], "little"))
        elif kind == COLUMNS:
            first, last, width, _style = _FOUR.unpack_from(body)
            if body[16] & COLUMN_HIDDEN or not width:
                found.hidden_columns.update(range(first, min(last + 1, MAX_COLUMNS)))
        elif kind == END_OF_ROWS:
            break
    for _number, kind_of_part, target in links_of(archive, part):
        if kind_of_part.endswith("/comments"):
            found.comments |= _notes(archive.read(target))
    found.comments |= comments_of(archive, part)  # conversations are XML here too
    return found


def _notes(part: bytes) -> dict[tuple[int, int], str]:
    """What was noted at cells, by 0-based (row, column)."""
    found: dict[tuple[int, int], str] = {}
    place = (0, 0)
    for kind, body in _records(part):
        if kind == COMMENT:
            row, _last_row, column, _last_column = _FOUR.unpack_from(body, 4)
            place = (row, column)
        elif kind == COMMENT_TEXT:
            said = _text(body, 1)[0].strip()[:LONGEST]
            if said and len(found) < MOST:
                found[place] = said
    return found
