"""ZPL II: a label as one graphic field (^GF), so that no font of the printer is needed."""

import base64
import zlib
from binascii import crc_hqx

from printing.label_printer import PrinterKind
from printing.pictures import Bitmap

ENCODINGS = ("z64", "acs", "hex")
_REPEATS = {20 * place: chr(ord("f") + place) for place in range(1, 21)} | {
    place: chr(ord("F") + place) for place in range(1, 20)
}


def job(bitmap: Bitmap, printer: PrinterKind, copies: int = 1) -> bytes:
    """The whole job for one label. Of the encodings z64 is smallest; acs and hex are for printers without it."""
    return "".join(
        [
            f"~SD{printer.darkness:02d}" if printer.darkness is not None else "",
            "^XA",
            "^MNN" if printer.gap == 0 else "^MNY",
            "^MMC" if printer.cutter else "^MMT",
            f"^PR{printer.speed}" if printer.speed is not None else "",
            f"^PW{bitmap.width}^LL{bitmap.height}^LH0,0^FO0,0{graphic(bitmap, printer.encoding)}^FS",
            f"^PQ{copies}^XZ\n",
        ]
    ).encode("ascii")


def graphic(bitmap: Bitmap, encoding: str = "z64") -> str:
    """The ^GFA field of a bitmap; 1 is black, the leftmost dot in the highest bit."""
    total = len(bitmap.rows)
    data = {"z64": _z64, "acs": _acs, "hex": _hex}[encoding](bitmap)
    return f"^GFA,{total},{total},{bitmap.stride},{data}"


def _z64(bitmap: Bitmap) -> str:
    # The checksum is that of the base64 text: CRC-16 with polynomial 1021 from 0.
    # For such pictures the strategy for filtered data is as small at level 6 as the usual one at 8, and quicker.
    packer = zlib.compressobj(6, zlib.DEFLATED, zlib.MAX_WBITS, zlib.DEF_MEM_LEVEL + 1, zlib.Z_FILTERED)
    text = base64.b64encode(packer.compress(bitmap.rows) + packer.flush())
    return f":Z64:{text.decode()}:{crc_hqx(text, 0):04X}"


def _hex(bitmap: Bitmap) -> str:
    return bitmap.rows.hex().upper()


def _acs(bitmap: Bitmap) -> str:
    """Hex digits with repeat counts; "," leaves the rest of a row white, ":" repeats the row before."""
    rows, previous = [], ""
    digits, wide = bitmap.rows.hex().upper(), bitmap.stride * 2
    for start in range(0, len(digits), wide):
        row = digits[start : start + wide]
        rows.append(":" if row == previous else _acs_row(row))
        previous = row
    return "".join(rows)


def _acs_row(row: str) -> str:
    # There is also "!" for a black rest, but some readers fill it with hex 1 instead of 1 bits: black is counted out.
    ending = "," if row[-1] == "0" else ""
    row = row.rstrip("0")
    parts, place = [], 0
    while place < len(row):
        digit, end = row[place], place
        while end < len(row) and row[end] == digit:
            end += 1
        parts.append(_repeat(end - place) + digit)
        place = end
    return "".join(parts) + ending


def _repeat(count: int) -> str:
    if count == 1:
        return ""
    many, few = "", count
    while few > 419:
        many, few = many + "z", few - 400
    tens = few // 20 * 20
    return many + _REPEATS.get(tens, "") + _REPEATS.get(few - tens, "")
