"""From a paper's PDF to what one printer takes."""

from dataclasses import dataclass

from printing import raster, tspl, zpl

LANGUAGES = ("zpl", "tspl", "pdf")


@dataclass(frozen=True, slots=True)
class PrinterKind:
    """How a printer wants its jobs. `encoding` is one of zpl.ENCODINGS, `gap` the blank between labels in millimetres.

    The `dpi` must be the one that the label was laid out for.
    """

    language: str = "zpl"
    dpi: int = 203
    encoding: str = "z64"
    gap: float = 2.0


def job(pdf: bytes, printer: PrinterKind, copies: int = 1) -> bytes:
    """All pages of `pdf` as one job, each page `copies` times. For "pdf" the file itself, whose copies are the queue's.

    Raises ValueError for a language that is not in LANGUAGES.
    """
    if printer.language == "pdf":
        return pdf
    if printer.language not in LANGUAGES:
        raise ValueError(printer.language)
    images = raster.bitmaps(pdf, printer.dpi)
    if printer.language == "zpl":
        return b"".join(zpl.job(image, copies, printer.encoding) for image in images)
    return b"".join(tspl.job(image, copies, printer.dpi, printer.gap) for image in images)
