"""Two small files such as people keep: a customer's order as PDF, a picture of a parcel."""

import struct
import zlib

WIDTH, HEIGHT = 240, 180
FLOOR, CARDBOARD, TAPE, LABEL, INK = (206, 208, 210), (188, 146, 98), (222, 200, 160), (250, 250, 248), (40, 40, 44)


def customer_order(reference: str) -> bytes:
    """A page with the customer's number of the order. It names no day, since the sample is moved."""
    said = ("PURCHASE ORDER", f"No. {reference}", "Please deliver as agreed by telephone.", "Signed and stamped: yes")
    lines = " ".join(f"({line}) Tj 0 -28 Td" for line in said)
    text = f"BT /F1 16 Tf 60 760 Td {lines} ET".encode("ascii")
    parts = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(text), text),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
    made, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(parts) + 1, len(made))
    return made + b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1) + table + end


def parcel() -> bytes:
    """A carton with tape and a label, as PNG."""
    rows = b"".join(b"\0" + bytes(part for x in range(WIDTH) for part in _colour(x, y)) for y in range(HEIGHT))
    head = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", zlib.compress(rows, 9)) + _chunk(b"IEND", b"")


def _colour(x: int, y: int) -> tuple[int, int, int]:
    if not (30 <= x < 210 and 25 <= y < 160):
        return FLOOR
    if 130 <= x < 195 and 90 <= y < 145:
        bars = 138 <= x < 187 and 120 <= y < 138 and x * 7 % 5 < 2
        words = 138 <= x < 180 and y in (98, 99, 106, 107)
        return INK if bars or words else LABEL
    return TAPE if 112 <= x < 128 else CARDBOARD


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
