"""Any printer that the system has a driver for, through Qt, without a dialog."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QMarginsF, QRect, QSizeF
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from printing.backends import Backend
from printing.errors import BrokenOff, PrinterUnavailable
from printing.pictures import Picture
from printing.press import apart
from printing.status import Status
from services.prints import Paper, Taken

page_count: Callable[..., int] = apart("printing.raster:page_count")
picture: Callable[..., Picture] = apart("printing.raster:picture")
SHARPEST = 300
POINTS = 72
A4, SLACK = (595, 842), 4


@dataclass(frozen=True, slots=True)
class SystemPrinter:
    """`name` is the printer's as the system shows it; `file` prints to a PDF file instead, which tests use. With `asks`
    its `queue` is asked before each paper whether it can print."""

    name: str
    dpi: int = 203
    file: str = ""
    size: str = ""
    offset: tuple[float, float] = (0.0, 0.0)
    queue: Backend | None = None
    asks: bool = False

    def status(self) -> Status | None:
        """What the system knows of it, None for nothing. Raises PrinterUnavailable."""
        return self.queue.status("") if self.queue is not None else None

    def print(self, paper: Paper) -> Taken:
        """Draw each page in its own size.

        Raises PrinterUnavailable printer_unknown, printer_refused, and what the queue says is wrong; BrokenOff after
        the first page.
        """
        said = self.status() if self.asks else None
        if said is not None and said.troubles:
            raise PrinterUnavailable(said.troubles[0], printer=self.name, job=paper.name)
        printer = self._open(paper)
        resolution = min(printer.resolution(), SHARPEST)
        printer.setResolution(resolution)
        painter = QPainter()
        for number in range(page_count(paper.pdf)):
            self._size(printer, paper.pdf, number)
            started = painter.begin(printer) if number == 0 else printer.newPage()
            if not started:
                told = {"printer": self.name, "job": paper.name, "reason": f"state {printer.printerState().name}"}
                raise BrokenOff("print_broken_off", **told) if number else PrinterUnavailable(
                    "printer_refused", **told
                )
            drawn = picture(paper.pdf, number, resolution)
            image = QImage(drawn.pixels, drawn.width, drawn.height, QImage.Format.Format_RGB32)
            painter.drawImage(QRect(0, 0, drawn.width, drawn.height), image)
        if not painter.end() or printer.printerState() == QPrinter.PrinterState.Error:
            raise BrokenOff("print_broken_off", printer=self.name, job=paper.name, reason="end")
        return Taken(self.file)

    def _open(self, paper: Paper) -> QPrinter:
        info = QPrinterInfo.printerInfo(self.name)
        if info.isNull() and not self.file:
            raise PrinterUnavailable("printer_unknown", printer=self.name, job=paper.name)
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        if self.file:
            printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
            printer.setOutputFileName(self.file)
        else:
            printer.setPrinterName(self.name)
        printer.setDocName(paper.name)
        printer.setFullPage(True)
        return printer

    @staticmethod
    def _size(printer: QPrinter, pdf: bytes, page: int) -> None:
        size = picture(pdf, page, POINTS)
        match = QPageSize.SizeMatchPolicy.FuzzyMatch
        across = _is_a4(size.height, size.width)
        wide, high = (size.height, size.width) if across else (size.width, size.height)
        turn = QPageLayout.Orientation.Landscape if across else QPageLayout.Orientation.Portrait
        paper = QPageSize(QSizeF(wide, high), QPageSize.Unit.Point, "", match)
        printer.setPageLayout(QPageLayout(paper, turn, QMarginsF(0, 0, 0, 0)))


def _is_a4(width: float, height: float) -> bool:
    """Whether a page, in points, is an upright A4: the only sheet that is fed upright and printed across."""
    return abs(width - A4[0]) <= SLACK and abs(height - A4[1]) <= SLACK
