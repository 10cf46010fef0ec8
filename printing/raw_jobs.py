"""A paper as what a label printer takes: one job a page."""

from printing import raster, tspl, zpl


def raw_jobs(pdf: bytes, language: str, dpi: int) -> list[bytes]:
    """The jobs of a PDF's pages, in `language` zpl or tspl."""
    pages = raster.bitmaps(pdf, dpi)
    return [zpl.job(page) if language == "zpl" else tspl.job(page, dpi=dpi) for page in pages]
