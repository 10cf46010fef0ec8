"""The printers of this PC, one for each kind of paper, as its settings name them.

A setting is {"way": "folder" | "system" | "spooler" | "cups" | "tcp", "name": queue or host,
"language": "zpl" | "tspl", "dpi": 203 | 300, "size": one of services.printing_jobs.SIZES, "right" and "down":
millimetres}; without one, papers go to a folder as PDF.
"""

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop.pc_settings import PcSettings
from printing.backends import Backend
from printing.backends.cups import CupsBackend
from printing.backends.file import FolderBackend, safe_name
from printing.backends.tcp import TcpBackend
from printing.press import apart
from services.printing_jobs import PRINTED_BY, SIZES
from services.prints import Paper, Printer

PORT = 9100
raw_jobs: Callable[..., list[bytes]] = apart("printing.raw_jobs:raw_jobs")


@dataclass(frozen=True, slots=True)
class PdfFolder:
    """Every paper becomes a file."""

    folder: Path
    dpi: int = 203
    size: str = ""
    offset: tuple[float, float] = (0.0, 0.0)

    def print(self, paper: Paper) -> str:
        """The file's path. Raises PrinterUnavailable folder_unavailable."""
        before = self._files(paper)
        FolderBackend(self.folder).send(paper.pdf, paper.name)
        return str(next(iter(sorted(self._files(paper) - before)), self.folder))

    def _files(self, paper: Paper) -> set[Path]:
        return set(self.folder.glob(f"{safe_name(paper.name)}*.pdf"))


@dataclass(frozen=True, slots=True)
class LabelPrinter:
    """A label printer that takes raw jobs, in ZPL or TSPL."""

    backend: Backend
    language: str = "zpl"
    dpi: int = 203
    size: str = ""
    offset: tuple[float, float] = (0.0, 0.0)

    def print(self, paper: Paper) -> str:
        """Raises PrinterUnavailable; nothing is kept of the paper here."""
        for job in raw_jobs(paper.pdf, self.language, self.dpi):
            self.backend.send(job, paper.name)
        return ""


def printers(settings: PcSettings, papers: Path) -> Mapping[str, Printer]:
    """The printer for each kind of paper."""
    return {kind: _printer(settings.get(f"printer.{PRINTED_BY.get(kind, kind)}") or {}, papers) for kind in SIZES}


def _printer(chosen: Mapping[str, Any], papers: Path) -> Printer:
    way, name, dpi = chosen.get("way", "folder"), str(chosen.get("name", "")), int(chosen.get("dpi", 203))
    size, offset = str(chosen.get("size", "")), (float(chosen.get("right") or 0), float(chosen.get("down") or 0))
    if way == "system":
        return named(name, dpi, size, offset)
    if way == "folder":
        return PdfFolder(Path(name) if name else papers, dpi, size, offset)
    return LabelPrinter(_backend(way, name), str(chosen.get("language", "zpl")), dpi, size, offset)


def names() -> list[str]:
    """The printers this system knows, for choosing one."""
    from PySide6.QtPrintSupport import QPrinterInfo

    return list(QPrinterInfo.availablePrinterNames())


def named(name: str, dpi: int = 203, size: str = "", offset: tuple[float, float] = (0.0, 0.0)) -> Printer:
    """A printer of this system by its name."""
    from desktop.system_printer import SystemPrinter

    return SystemPrinter(name, dpi, size=size, offset=offset)


def _backend(way: str, name: str) -> Backend:
    if way == "tcp":
        host, _colon, port = name.partition(":")
        return TcpBackend(host, int(port or PORT))
    if way == "spooler" and sys.platform == "win32":
        from printing.backends.spooler import SpoolerBackend

        return SpoolerBackend(name)
    return CupsBackend(name)
