"""TSPL/TSPL2: a label as one BITMAP command, so that no font or code page of the printer is needed."""

from printing.label_printer import PrinterKind
from printing.pictures import Bitmap
from printing.sheet import dots_per_mm

_INVERT = bytes(byte ^ 0xFF for byte in range(256))


def job(bitmap: Bitmap, printer: PrinterKind, copies: int = 1) -> bytes:
    """The whole job for one label.

    In TSPL a 0 bit prints, so the image is inverted, the padding at the end of each row with it.
    """
    # The page was cut to whole dots; labels come in half millimetres.
    wide, high = (round(dots / dots_per_mm(printer.dpi) * 2) / 2 for dots in (bitmap.width, bitmap.height))
    head = "\r\n".join(
        [
            f"SIZE {wide:g} mm,{high:g} mm",
            f"GAP {printer.gap:g} mm,0",
            *([f"DENSITY {printer.darkness}"] if printer.darkness is not None else []),
            *([f"SPEED {printer.speed}"] if printer.speed is not None else []),
            f"SET CUTTER {'1' if printer.cutter else 'OFF'}",
            "DIRECTION 1,0",
            "REFERENCE 0,0",
            "CLS",
            f"BITMAP 0,0,{bitmap.stride},{bitmap.height},0,",
        ]
    )
    return head.encode("ascii") + bitmap.rows.translate(_INVERT) + f"\r\nPRINT 1,{copies}\r\n".encode("ascii")
