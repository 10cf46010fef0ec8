"""Pages of a PDF as pictures, by pdfium: for the preview, and as the 1-bit image of a printer's job."""

from io import BytesIO
from threading import Lock

import pypdfium2
from PIL import Image
from pypdfium2 import raw

from printing.pictures import Bitmap, Picture
from printing.sheet import MM, dots_per_mm

THRESHOLD = 128
_pdfium = Lock()


def page_count(pdf: bytes) -> int:
    """Pages of a PDF file."""
    with _pdfium, pypdfium2.PdfDocument(pdf) as document:
        return len(document)


def repeated(pdf: bytes, copies: int) -> bytes:
    """The file with its pages `copies` times over, set by set."""
    if copies < 2:
        return pdf
    with _pdfium, pypdfium2.PdfDocument(pdf) as source, pypdfium2.PdfDocument.new() as target:
        for _copy in range(copies):
            target.import_pages(source)
        file = BytesIO()
        target.save(file)
    return file.getvalue()


def bitmap(pdf: bytes, page: int = 0, dpi: int = 203, threshold: int = THRESHOLD) -> Bitmap:
    """One page at exactly `dpi`: rules and bars as laid out, the grey edges of letters black below `threshold`."""
    return bitmaps(pdf, dpi, threshold, range(page, page + 1))[0]


def bitmaps(pdf: bytes, dpi: int = 203, threshold: int = THRESHOLD, pages: range | None = None) -> list[Bitmap]:
    """Several pages, all by default, as `bitmap` gives them."""
    dot = MM / dots_per_mm(dpi)
    flags = raw.FPDF_GRAYSCALE | raw.FPDF_RENDER_NO_SMOOTHPATH | raw.FPDF_PRINTING
    with _pdfium, pypdfium2.PdfDocument(pdf) as document:
        return [
            _pack(*_render(document, number, dot, raw.FPDFBitmap_Gray, flags), threshold)
            for number in (range(len(document)) if pages is None else pages)
        ]


def picture(pdf: bytes, page: int = 0, dpi: float = 96.0) -> Picture:
    """One page for the screen, at `dpi` of the screen."""
    with _pdfium, pypdfium2.PdfDocument(pdf) as document:
        pixels, width, height, _ = _render(document, page, 72 / dpi, raw.FPDFBitmap_BGRx, 0)
    return Picture(width, height, pixels)


def page_picture(pdf: bytes, page: int, pixels: float) -> Picture:
    """One page for the screen, so many pixels wide."""
    with _pdfium, pypdfium2.PdfDocument(pdf) as document:
        shown = document[page]
        dot = shown.get_width() / pixels
        shown.close()
        drawn, width, height, _ = _render(document, page, dot, raw.FPDFBitmap_BGRx, 0)
    return Picture(width, height, drawn)


def _render(
    document: pypdfium2.PdfDocument, number: int, dot: float, kind: int, flags: int
) -> tuple[bytes, int, int, int]:
    """Draw a page with pixels of `dot` points on white. Gives its bytes, width, height and bytes in a row."""
    page = document[number]
    wide, high = page.get_size()
    width, height = max(round(wide / dot), 1), max(round(high / dot), 1)
    target = pypdfium2.PdfBitmap.new_native(width, height, kind)
    target.fill_rect((255, 255, 255, 255), 0, 0, width, height)
    raw.FPDF_RenderPageBitmap(target, page, 0, 0, width, height, 0, flags)
    pixels, stride = bytes(target.buffer), target.stride
    target.close()
    page.close()
    return pixels, width, height, stride


def _pack(pixels: bytes, width: int, height: int, stride: int, threshold: int) -> Bitmap:
    grey = Image.frombuffer("L", (width, height), pixels, "raw", "L", stride, 1)
    black = grey.point([255] * threshold + [0] * (256 - threshold), "1")
    return Bitmap(width, height, black.tobytes())
