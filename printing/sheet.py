"""A paper being laid out: text, rules and codes on pages of one size, written as PDF.

Places are in points from the top left corner; rules and code modules sit on whole dots of the printer, so that its
image of the page has them exact.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from math import ceil

from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from printing.codes import Code
from printing.errors import Unprintable
from printing.typeset import LEADING, advance, clean, fonts

MM = 72 / 25.4
ASCENT = 0.88
LEAST_MODULE_MM = 0.25


def dots_per_mm(dpi: int) -> float:
    """Dots in a millimetre. A "203 dpi" print head has 8 exactly."""
    return 8.0 if dpi == 203 else dpi / 25.4


def whole_dots(millimetres: float, dpi: int) -> int:
    """The number of whole dots that fit in a length."""
    return int(millimetres * dots_per_mm(dpi) + 1e-6)


class Sheet:
    """Pages of `width` x `height` millimetres for a printer of `dpi`.

    The page is cut to whole dots, at most one less than the paper, so that an image of it needs no scaling.
    """

    def __init__(self, width: float, height: float, dpi: int, title: str) -> None:
        self.dpi = dpi
        self.dot = MM / dots_per_mm(dpi)
        self.width, self.height = whole_dots(width, dpi) * self.dot, whole_dots(height, dpi) * self.dot
        self._fonts = fonts()
        self._file = BytesIO()
        self._canvas = Canvas(self._file, pagesize=(self.width, self.height), pageCompression=1, invariant=1)
        self._canvas.setTitle(title)
        self._canvas.setCreator("Packdesk")
        self._doc = self._canvas._doc
        self._marks: list[str] = []
        self._origin = (0, 0)
        self._pictures: dict[bytes, ImageReader] = {}

    def text(self, x: float, y: float, text: str, size: float, bold: bool = False, align: float = 0.0) -> float:
        """One line with the top of its em box at `y`; `align` 0 starts, 0.5 centres, 1 ends at `x`. Gives its width."""
        text = clean(text)
        wide = advance(text, bold) * size
        font = self._fonts[bold]
        across, down = self._origin
        x, y = x - wide * align + across * self.dot, y + down * self.dot
        place = f"1 0 0 1 {x:.4f} {self.height - y - size * ASCENT:.4f} Tm"
        shown = [
            f"{font.getSubsetInternalName(subset, self._doc)} {size:.6g} Tf <{codes.hex()}> Tj"
            for subset, codes in font.splitString(text, self._doc)
        ]
        self._marks.append(f"BT {place} {' '.join(shown)} ET")
        return wide

    def lines(
        self, x: float, y: float, lines: tuple[str, ...], size: float, bold: bool = False, align: float = 0.0
    ) -> float:
        """Lines under each other; gives the y of the foot of the last."""
        for number, line in enumerate(lines):
            self.text(x, y + number * size * LEADING, line, size, bold, align)
        return y + size * (1 + LEADING * (len(lines) - 1)) if lines else y

    def bar(self, x: float, y: float, width: float, height: float) -> None:
        """A black rectangle, moved and stretched to whole dots, never thinner than one."""
        left, top = round(x / self.dot) + self._origin[0], round(y / self.dot) + self._origin[1]
        wide, high = max(round(width / self.dot), 1), max(round(height / self.dot), 1)
        self._fill(f"{left} {top} {wide} {high} re")

    def clear(self, x: float, y: float, width: float, height: float) -> None:
        """A white rectangle over what is there, to print on."""
        across, down = self._origin
        left, top = int(x / self.dot) + across, int(y / self.dot) + down
        self._fill(f"1 g {left} {top} {round(width / self.dot)} {round(height / self.dot)} re")

    def frame(self, x: float, y: float, width: float, height: float, line: float) -> None:
        """An empty rectangle whose lines lie inside it."""
        self.bar(x, y, width, line)
        self.bar(x, y + height - line, width, line)
        self.bar(x, y, line, height)
        self.bar(x + width - line, y, line, height)

    def code(self, code: Code, x: float, y: float, width: float, height: float, align: float = 0.5) -> float:
        """Draw `code` with its quiet zones inside `width`, its bars `height` high (a QR code is square and ignores it).

        Modules are as many whole dots as fit, at least 0.25 mm (2 dots at 203 dpi). Gives the foot of the symbol.
        Raises Unprintable code_too_long.
        """
        room = int(width / self.dot + 1e-6)
        module = self.module(code, width)
        across, down = self._origin
        left = round(x / self.dot) + across + int((room - code.whole_width * module) * align) + code.quiet * module
        top = round(y / self.dot) + down
        if code.height > 1:
            top, high = top + code.quiet * module, module
        else:
            high = max(round(height / self.dot), 1)
        self._fill(
            " ".join(
                f"{left + column * module} {top + row * module} {length * module} {high} re"
                for column, row, length in code.runs
            )
        )
        return (top - down + high * code.height) * self.dot

    def picture(self, data: bytes, x: float, y: float, width: float, height: float, align: float = 0.0) -> float:
        """A picture file as large as fits in the box, at its top; gives its width. What is none is left out."""
        try:
            image = self._pictures.get(data) or ImageReader(BytesIO(data))
            wide, high = image.getSize()
        except (OSError, ValueError, SyntaxError):  # the paper is needed without it too
            return 0.0
        self._pictures[data] = image
        scale = min(width / wide, height / high)
        wide, high = wide * scale, high * scale
        left, y = x + (width - wide) * align + self._origin[0] * self.dot, y + self._origin[1] * self.dot
        drawn = self._canvas._code
        before = len(drawn)
        self._canvas.drawImage(image, left, self.height - y - high, wide, high, mask="auto")
        self._marks += drawn[before:]
        del drawn[before:]
        return float(wide)

    def module(self, code: Code, width: float) -> int:
        """Dots of one module of `code` across `width`. Raises Unprintable code_too_long."""
        module = int(width / self.dot + 1e-6) // code.whole_width
        if module < ceil(LEAST_MODULE_MM * dots_per_mm(self.dpi) - 1e-6):
            raise Unprintable("code_too_long", text=code.text)
        return module

    @contextmanager
    def inside(self, x: float, y: float, width: float, height: float, turn: int = 0) -> Iterator[tuple[float, float]]:
        """Draw from the corner of a box that lies on the page, turned clockwise by 0, 90, 180 or 270 degrees in it.

        Gives the box's width and height as they are seen from inside. The corner sits on a whole dot, so that what is
        drawn inside does too.
        """
        page, (across, down) = self.height, self._origin
        left, top = round(x / self.dot) + across, round(y / self.dot) + down
        # The page may be cut by a part of a dot.
        wide = min((round((x + width) / self.dot) + across) * self.dot, self.width) - left * self.dot
        high = min((round((y + height) / self.dot) + down) * self.dot, page) - top * self.dot
        self._origin = (0, 0) if turn else (left, top)
        if turn:
            matrix = {
                90: (0, -1, 1, 0, left * self.dot + wide - page, page - top * self.dot),
                180: (-1, 0, 0, -1, left * self.dot + wide, 2 * page - top * self.dot - high),
                270: (0, 1, -1, 0, left * self.dot + page, page - top * self.dot - high),
            }[turn]
            self._marks.append("q " + " ".join(f"{value:.6f}" for value in matrix) + " cm")
        try:
            yield (wide, high) if turn in (0, 180) else (high, wide)
        finally:
            self._origin = (across, down)
        if turn:
            self._marks.append("Q")

    def end_page(self) -> None:
        """Close this page; what follows goes on the next."""
        self._canvas._code.extend(self._marks)
        self._marks = []
        self._canvas.showPage()

    def pdf(self) -> bytes:
        """The finished file. Equal content gives equal bytes."""
        self._canvas.save()
        return self._file.getvalue()

    def _fill(self, path: str) -> None:
        self._marks.append(f"q {self.dot:.6f} 0 0 {-self.dot:.6f} 0 {self.height:.6f} cm {path} f Q")
