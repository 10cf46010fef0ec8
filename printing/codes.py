"""Bar codes and QR codes as dark runs of modules, encoded by zxing-cpp and drawn by whoever lays out the paper."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import zxingcpp

from printing.errors import Unprintable

_DARK = re.compile(b"\x00+")
_PRINTABLE = re.compile(r"[\x20-\x7e]+")
LINEAR_QUIET = 10
EAN_QUIET = 11
SQUARE_QUIET = 4
MATRIX_QUIET = 2


@dataclass(frozen=True, slots=True)
class Code:
    """A symbol of `width` x `height` modules without its quiet zone; a linear one has height 1.

    `runs` are dark stretches (column, row, length); `quiet` is the blank border in modules that the symbol needs.
    """

    text: str
    width: int
    height: int
    quiet: int
    runs: tuple[tuple[int, int, int], ...]

    @property
    def whole_width(self) -> int:
        """Modules across, quiet zones included."""
        return self.width + 2 * self.quiet


def _encode(text: str, kind: zxingcpp.BarcodeFormat, **options: object) -> tuple[bytes, int, int]:
    """One byte a module, 0 dark, with the columns and rows there are."""
    try:
        symbol = zxingcpp.create_barcode(text, kind, **options)
    except ValueError as error:
        raise Unprintable("code_not_printable" if "gs1" in options else "code_too_long", text=text) from error
    image: Any = memoryview(symbol.to_image(scale=1, add_quiet_zones=False))  # type: ignore[arg-type]
    rows, columns = image.shape
    return image.tobytes(), columns, rows


def _runs(flat: bytes, width: int, rows: int) -> tuple[tuple[int, int, int], ...]:
    return tuple(
        (match.start(), row, match.end() - match.start())
        for row in range(rows)
        for match in _DARK.finditer(flat[row * width : (row + 1) * width])
    )


def _linear(text: str, kind: zxingcpp.BarcodeFormat, quiet: int, **options: object) -> Code:
    flat, width, _ = _encode(text, kind, **options)
    return Code(text, width, 1, quiet, _runs(flat, width, 1))


@lru_cache(maxsize=512)
def code128(text: str) -> Code:
    """Code 128 of printable ASCII. Raises Unprintable code_not_printable for anything else and for nothing at all."""
    if not _PRINTABLE.fullmatch(text):
        raise Unprintable("code_not_printable", text=text)
    return _linear(text, zxingcpp.BarcodeFormat.Code128, LINEAR_QUIET)


@lru_cache(maxsize=512)
def gs1_128(text: str) -> Code:
    """GS1-128 of elements in brackets, "(01)...(10)...". Raises Unprintable code_not_printable for anything else."""
    return _linear(text, zxingcpp.BarcodeFormat.Code128, LINEAR_QUIET, gs1=True)


def has_check_digit(digits: str) -> bool:
    """Whether the last of `digits` is the GS1 modulo-10 check digit of those before it."""
    weighted = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(reversed(digits)))
    return weighted % 10 == 0


@lru_cache(maxsize=512)
def product_code(text: str) -> Code:
    """EAN-13 for a valid GTIN-13, otherwise Code 128: a scanner reads the same digits from both."""
    if re.fullmatch(r"[0-9]{13}", text) and has_check_digit(text):
        return _linear(text, zxingcpp.BarcodeFormat.EAN13, EAN_QUIET)
    return code128(text)


@lru_cache(maxsize=512)
def qr(text: str) -> Code:
    """QR code, error correction M (15 % may be lost). A text in brackets, "(01)...(10)...", becomes a GS1 QR code.

    Raises Unprintable code_too_long beyond 2,331 bytes and code_not_printable for brackets that hold no GS1 elements.
    """
    flat, columns, rows = _encode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M", **_options(text))
    return Code(text, columns, rows, SQUARE_QUIET, _runs(flat, columns, rows))


def _options(text: str) -> dict[str, object]:
    """How a square code holds a text. One that is not ASCII says that it is UTF-8, else readers guess."""
    if text.startswith("("):
        return {"gs1": True}
    return {} if text.isascii() else {"eci": "UTF-8"}


def _matrix(text: str) -> Code:
    flat, columns, rows = _encode(text, zxingcpp.BarcodeFormat.DataMatrix, **_options(text))
    return Code(text, columns, rows, MATRIX_QUIET, _runs(flat, columns, rows))


def _gs1_128(text: str) -> Code:
    flat, width, _ = _encode(text, zxingcpp.BarcodeFormat.Code128, gs1=True)
    return Code(text, width, 1, LINEAR_QUIET, _runs(flat, width, 1))


def _digits(kind: zxingcpp.BarcodeFormat, count: int, quiet: int) -> Callable[[str], Code]:
    """A symbol of so many digits with their check digit, which is added to one digit less."""

    def made(text: str) -> Code:
        if not re.fullmatch(rf"[0-9]{{{count - 1},{count}}}", text):
            raise Unprintable("code_not_digits", text=text, count=count)
        if len(text) == count - 1:
            text += next(digit for digit in "0123456789" if has_check_digit(text + digit))
        if not has_check_digit(text):
            raise Unprintable("code_check_digit", text=text)
        return _linear(text, kind, quiet)

    return made


_FORMATS = zxingcpp.BarcodeFormat
# Every symbology there is for labels. "product" is an EAN-13 where the text is one, else Code 128.
SYMBOLOGIES: dict[str, Callable[[str], Code]] = {
    "code128": code128,
    "gs1-128": _gs1_128,
    "product": product_code,
    "ean13": _digits(_FORMATS.EAN13, 13, EAN_QUIET),
    "ean8": _digits(_FORMATS.EAN8, 8, EAN_QUIET),
    "upca": _digits(_FORMATS.UPCA, 12, EAN_QUIET),
    "itf14": _digits(_FORMATS.ITF, 14, LINEAR_QUIET),
    "qr": qr,
    "datamatrix": _matrix,
}


@lru_cache(maxsize=512)
def symbol(symbology: str, text: str) -> Code:
    """`text` in one of SYMBOLOGIES. For GS1 ones the elements stand in brackets: "(01)06901234567892(10)L7".

    Raises Unprintable code_too_long, code_not_printable, code_not_digits, code_check_digit.
    """
    if not text:
        raise Unprintable("code_not_printable", text=text)
    return SYMBOLOGIES[symbology](text)
