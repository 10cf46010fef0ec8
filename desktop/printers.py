"""The printers of this PC, one for each kind of paper, as its settings name them.

A setting is {"way": "folder" | "system" | "spooler" | "cups" | "tcp", "name": queue or host,
"language": "zpl" | "tspl", "dpi": 203 | 300, "size": one of services.printing_jobs.SIZES, "right" and "down":
millimetres}, for a label printer also what printing.label_printer.PrinterKind has ("darkness" and "speed" 0 for the
printer's own, "gap", "cutter", "encoding"), and "asks": whether it is asked how it is. Without a setting, papers go to
a folder as PDF.
"""

import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from desktop.pc_settings import PcSettings
from printing.backends import Backend
from printing.backends.cups import CupsBackend
from printing.backends.file import FolderBackend, safe_name
from printing.backends.tcp import TcpBackend
from printing.errors import PrinterUnavailable, PrintingError
from printing.label_printer import PrinterKind
from printing.press import apart
from printing.status import Status
from services.printing_jobs import PRINTED_BY, SIZES
from services.prints import Paper, Printer, Taken

PORT = 9100
# How long a printer that answers is given to print a label, and how often it is asked meanwhile, in seconds.
PRINT_TIME, BETWEEN = 3.0, 0.2
label_job: Callable[..., bytes] = apart("printing.jobs:job")


class Asked(Printer, Protocol):
    """A printer that can be asked how it is."""

    def status(self) -> Status | None:
        """What it says, None for nothing. Raises PrinterUnavailable."""
        ...


@dataclass(frozen=True, slots=True)
class PdfFolder:
    """Every paper becomes a file."""

    folder: Path
    dpi: int = 203
    size: str = ""
    offset: tuple[float, float] = (0.0, 0.0)

    def status(self) -> Status | None:
        """A folder says nothing."""
        return None

    def print(self, paper: Paper) -> Taken:
        """With the file's path. Raises PrinterUnavailable folder_unavailable."""
        before = self._files(paper)
        FolderBackend(self.folder).send(paper.pdf, paper.name)
        return Taken(str(next(iter(sorted(self._files(paper) - before)), self.folder)), confirmed=True)

    def _files(self, paper: Paper) -> set[Path]:
        return set(self.folder.glob(f"{safe_name(paper.name)}*.pdf"))


@dataclass(frozen=True, slots=True)
class LabelPrinter:
    """A label printer that takes raw jobs. With `asks` it, or its queue in this system, is asked before each job
    whether it can print, and a printer on the network after it whether it has; what does not answer is taken as ready.
    """

    backend: Backend
    kind: PrinterKind
    size: str = ""
    asks: bool = False

    @property
    def dpi(self) -> int:
        return self.kind.dpi

    @property
    def offset(self) -> tuple[float, float]:
        """None left: the whole picture is moved on its way to the printer."""
        return 0.0, 0.0

    def print(self, paper: Paper) -> Taken:
        """Raises PrinterUnavailable, also for what is wrong with the printer by its own word; BrokenOff."""
        job = label_job(paper.pdf, self.kind)
        before = self.status() if self.asks else None
        if before is not None and before.troubles:
            raise PrinterUnavailable(before.troubles[0], job=paper.name)
        self.backend.send(job, paper.name)
        return Taken(confirmed=before is not None and not before.of_queue and self._printed())

    def status(self) -> Status | None:
        """What the printer or its queue says, None for nothing. Raises PrinterUnavailable."""
        return self.backend.status(self.kind.language)

    def _printed(self) -> bool:
        """Whether it says within a label's time that it has nothing left to print and nothing is wrong."""
        until = time.monotonic() + PRINT_TIME
        while time.monotonic() < until:
            time.sleep(BETWEEN)
            try:
                now = self.status()
            except PrintingError:
                return False  # it took the job; that it can't be asked now changes nothing
            if now is None or now.troubles:
                return False
            if not now.busy:
                return True
        return False


def printers(settings: PcSettings, papers: Path) -> Mapping[str, Printer]:
    """The printer for each kind of paper."""
    return {kind: chosen(settings.get(f"printer.{PRINTED_BY.get(kind, kind)}") or {}, papers) for kind in SIZES}


def chosen(setting: Mapping[str, Any], papers: Path) -> Asked:
    """The printer a setting names; papers for none become files in the folder `papers`."""
    way, name, dpi = setting.get("way", "folder"), str(setting.get("name", "")), int(_figure(setting, "dpi", 203))
    size, offset = str(setting.get("size", "")), (_figure(setting, "right", 0), _figure(setting, "down", 0))
    if way == "system":
        return named(name, dpi, size, offset, asks=bool(setting.get("asks")))
    if way == "folder":
        return PdfFolder(Path(name) if name else papers, dpi, size, offset)
    return LabelPrinter(_backend(way, name), _kind(setting, dpi, offset), size, bool(setting.get("asks")))


def _kind(setting: Mapping[str, Any], dpi: int, offset: tuple[float, float]) -> PrinterKind:
    return PrinterKind(
        str(setting.get("language", "zpl")), dpi, str(setting.get("encoding") or "z64"),
        float(_figure(setting, "gap", 2)), int(_figure(setting, "darkness", 0)) or None,
        int(_figure(setting, "speed", 0)) or None,
        bool(setting.get("cutter")), offset,
    )  # fmt: skip


def _figure(setting: Mapping[str, Any], name: str, usual: float) -> float:
    """A figure of a setting; what is none, or not there, is the usual one."""
    value = setting.get(name)
    return value if isinstance(value, int | float) else usual


def names() -> list[str]:
    """The printers this system knows, for choosing one."""
    from PySide6.QtPrintSupport import QPrinterInfo

    return list(QPrinterInfo.availablePrinterNames())


def named(
    name: str, dpi: int = 203, size: str = "", offset: tuple[float, float] = (0.0, 0.0), *, asks: bool = False
) -> Asked:
    """A printer of this system by its name."""
    from desktop.system_printer import SystemPrinter

    return SystemPrinter(name, dpi, size=size, offset=offset, queue=_backend("spooler", name), asks=asks)


def _backend(way: str, name: str) -> Backend:
    if way == "tcp":
        host, _colon, port = name.partition(":")
        return TcpBackend(host, int(port or PORT))
    if way == "spooler" and sys.platform == "win32":
        from printing.backends.spooler import SpoolerBackend

        return SpoolerBackend(name)
    return CupsBackend(name)
