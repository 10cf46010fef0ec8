"""From a paper's PDF to what one printer takes."""

from itertools import repeat

from PIL import Image

from printing import raster, tspl, zpl
from printing.label_printer import PrinterKind
from printing.pictures import Bitmap
from printing.sheet import dots_per_mm


def job(pdf: bytes, printer: PrinterKind, copies: int = 1) -> bytes:
    """All pages of `pdf` as one job, each page `copies` times. Raises ValueError for a language not in LANGUAGES."""
    make = {"zpl": zpl.job, "tspl": tspl.job}.get(printer.language)
    if make is None:
        raise ValueError(printer.language)
    images = (moved(image, printer) for image in raster.bitmaps(pdf, printer.dpi))
    return b"".join(map(make, images, repeat(printer), repeat(copies)))


def moved(image: Bitmap, printer: PrinterKind) -> Bitmap:
    """The same image with everything `offset` further right and down; what leaves the label is cut off."""
    right, down = (round(each * dots_per_mm(printer.dpi)) for each in printer.offset)
    if not right and not down:
        return image
    size = image.width, image.height
    paper = Image.new("1", size)
    paper.paste(Image.frombytes("1", size, image.rows), (right, down))
    return Bitmap(*size, paper.tobytes())
