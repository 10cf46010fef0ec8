"""Reading the codes on a paper back, to prove a layout before it is used."""

import zxingcpp
from PIL import Image

from printing import raster

_INVERT = bytes(byte ^ 0xFF for byte in range(256))


def codes_on(image: raster.Bitmap) -> frozenset[str]:
    """The text of every code that zxing-cpp and, where its library is installed, pyzbar both find."""
    size = (image.width, image.height)
    picture = Image.frombytes("1", size, image.rows.translate(_INVERT)).convert("L")
    codes = zxingcpp.read_barcodes(picture)
    found = frozenset(code.bytes.decode(errors="replace") for code in codes)
    try:
        from pyzbar import pyzbar
    except ImportError:  # On Linux pyzbar needs the system's libzbar.
        return found
    # zbar does not know Data Matrix.
    squares = [code for code in codes if code.format == zxingcpp.BarcodeFormat.DataMatrix]
    alone = frozenset(code.bytes.decode(errors="replace") for code in squares)
    return alone | (found & {code.data.decode(errors="replace") for code in pyzbar.decode(picture)})


def unread(pdf: bytes, wanted: frozenset[str], dpi: int = 203) -> frozenset[str]:
    """Those of `wanted` that cannot be read from every page of `pdf` as it is printed at `dpi`."""
    missing = frozenset[str]()
    for image in raster.bitmaps(pdf, dpi):
        missing |= wanted - codes_on(image)
    return missing
