"""What an old xls says of itself: the code page of its texts, and from which day its dates count."""

import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass

BOF, END, CODEPAGE, DATEMODE = 0x0809, 0x0A, 0x42, 0x22
BIFF5 = 0x0500
MOST_RECORDS, HEAD_BYTES = 2000, 1 << 20
# Code pages of two bytes a character. The reader takes each byte of an Excel 95 text for a character of its own.
WIDE = {932: "cp932", 936: "gb18030", 949: "cp949", 950: "cp950"}
ONE_BYTE = 1252


@dataclass(frozen=True, slots=True)
class Globals:
    """Of the workbook as a whole. `page` is set where texts are in a code page of `WIDE` that the reader gets wrong."""

    mac_dates: bool = False
    page: int = 0


def read_globals(data: bytes) -> Globals:
    """Nothing special for a file that is no xls or is damaged: its reader will say so."""
    stream = stream_of(data, HEAD_BYTES)
    version, mac, page = 0, False, 0
    for kind, body in _records(stream):
        if kind == BOF and len(body) >= 2:
            version = struct.unpack_from("<H", body)[0]
        elif kind == DATEMODE and len(body) >= 2:
            mac = struct.unpack_from("<H", body)[0] == 1
        elif kind == CODEPAGE and len(body) >= 2:
            page = struct.unpack_from("<H", body)[0]
        elif kind == END:
            break
    return Globals(mac, page if version == BIFF5 and page in WIDE else 0)


def with_one_byte(data: bytes, page: int) -> bytes:
    """The Excel 95 workbook as one whose texts have a byte a character; `as_written` turns these back."""
    return data.replace(_page(page), _page(ONE_BYTE), 1)


def _page(page: int) -> bytes:
    return struct.pack("<HHH", CODEPAGE, 2, page)


def as_written(text: str, page: int) -> str:
    """A text read a byte a character, in the encoding it is really in."""
    if text.isascii():
        return text
    raw = b"".join(bytes([ord(c)]) if ord(c) < 256 else c.encode("cp1252", "replace") for c in text)
    return raw.decode(WIDE[page], "replace")


def stream_of(data: bytes, most: int = -1) -> bytes:
    """The workbook inside the file, or as many of its first bytes; empty where there is none."""
    import olefile  # few files need it

    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            name = next((n for n in ("Workbook", "Book") if ole.exists(n)), "")
            return ole.openstream(name).read(most) if name else b""
    except (OSError, ValueError, IndexError, struct.error):
        return b""


def _records(stream: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    for _ in range(MOST_RECORDS):
        if at + 4 > len(stream):
            return
        kind, length = struct.unpack_from("<HH", stream, at)
        yield kind, stream[at + 4 : at + 4 + length]
        at += 4 + length
