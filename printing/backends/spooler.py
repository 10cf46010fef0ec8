"""A printer queue of Windows taking raw bytes: the spooler's own functions, through ctypes."""

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from ctypes import byref, c_int, c_void_p, c_wchar_p
from dataclasses import dataclass
from typing import Any

from printing.errors import BrokenOff, PrinterUnavailable
from printing.status import Status, of_windows

_UNKNOWN_PRINTER = 1801
_LEVEL = 2
DWORD = ctypes.c_uint32


class _PrinterInfo(ctypes.Structure):
    """PRINTER_INFO_2: thirteen pointers to texts and the like, then figures."""

    _fields_ = (
        ("texts", c_void_p * 13), ("attributes", DWORD), ("priority", DWORD * 2), ("times", DWORD * 2),
        ("status", DWORD), ("jobs", DWORD), ("pages", DWORD),
    )  # fmt: skip


class _DocInfo(ctypes.Structure):
    _fields_ = (("name", c_wchar_p), ("output", c_wchar_p), ("kind", c_wchar_p))


def winspool() -> Any:
    """The spooler's library with its argument types declared. Raises PrinterUnavailable off Windows."""
    try:
        library = ctypes.WinDLL("winspool.drv", use_last_error=True)  # type: ignore[attr-defined,unused-ignore]
    except AttributeError as error:
        raise PrinterUnavailable("spooler_missing") from error
    declared = {
        "OpenPrinterW": [c_wchar_p, c_void_p, c_void_p],
        "StartDocPrinterW": [c_void_p, DWORD, c_void_p],
        "StartPagePrinter": [c_void_p],
        "WritePrinter": [c_void_p, c_void_p, DWORD, c_void_p],
        "EndPagePrinter": [c_void_p],
        "EndDocPrinter": [c_void_p],
        "AbortPrinter": [c_void_p],
        "ClosePrinter": [c_void_p],
        "GetPrinterW": [c_void_p, DWORD, c_void_p, DWORD, c_void_p],
    }
    for function, arguments in declared.items():
        getattr(library, function).argtypes = arguments
        getattr(library, function).restype = c_int
    return library


def _last_error() -> int:
    return int(ctypes.get_last_error()) if hasattr(ctypes, "get_last_error") else 0


@dataclass(frozen=True, slots=True)
class SpoolerBackend:
    """`printer` is the queue's name as Windows shows it; `library` stands in for the spooler in tests."""

    printer: str
    library: Any = None

    def send(self, job: bytes, name: str) -> None:
        """Raises PrinterUnavailable: printer_unknown, printer_refused (with Windows' error number), spooler_missing.

        Raises BrokenOff when the spooler took it all and then did not close it. A job that it did not take whole is
        aborted, so that no half label is printed.
        """
        with self._opened(name) as (spooler, handle):
            self._print(spooler, handle, job, name)

    def status(self, language: str) -> Status | None:
        """What the spooler knows of the printer, None for nothing. Raises PrinterUnavailable as `send`."""
        with self._opened("") as (spooler, handle):
            needed = DWORD()
            spooler.GetPrinterW(handle, _LEVEL, None, 0, byref(needed))
            room = ctypes.create_string_buffer(max(needed.value, ctypes.sizeof(_PrinterInfo)))
            if not spooler.GetPrinterW(handle, _LEVEL, room, len(room), byref(needed)):
                return None
            info = _PrinterInfo.from_buffer(room)
            return of_windows(info.status, info.attributes, info.jobs)

    @contextmanager
    def _opened(self, job: str) -> Iterator[tuple[Any, c_void_p]]:
        spooler = self.library or winspool()
        handle = c_void_p()
        if not spooler.OpenPrinterW(self.printer, byref(handle), None):
            error = _last_error()
            code = "printer_unknown" if error in (0, _UNKNOWN_PRINTER) else "printer_refused"
            raise self._failure(code, "OpenPrinter", job, error)
        try:
            yield spooler, handle
        finally:
            spooler.ClosePrinter(handle)

    def _print(self, spooler: Any, handle: c_void_p, job: bytes, name: str) -> None:
        document = _DocInfo(name, None, "RAW")
        if not spooler.StartDocPrinterW(handle, 1, byref(document)):
            raise self._failure("printer_refused", "StartDocPrinter", name, _last_error())
        failed = self._write(spooler, handle, job)
        if failed:
            error = _last_error()
            spooler.AbortPrinter(handle)
            raise self._failure("printer_refused", failed, name, error)
        if not spooler.EndDocPrinter(handle):
            reason = f"EndDocPrinter: {_last_error()}"
            raise BrokenOff("print_broken_off", printer=self.printer, job=name, reason=reason)

    def _write(self, spooler: Any, handle: c_void_p, job: bytes) -> str:
        """The name of the call that failed, or nothing. The spooler may take a job in parts."""
        if not spooler.StartPagePrinter(handle):
            return "StartPagePrinter"
        buffer, start = ctypes.create_string_buffer(job, len(job)), 0
        while start < len(job):
            written = DWORD()
            place = ctypes.byref(buffer, start)
            if not spooler.WritePrinter(handle, place, len(job) - start, byref(written)) or not written.value:
                return "WritePrinter"
            start += written.value
        return "" if spooler.EndPagePrinter(handle) else "EndPagePrinter"

    def _failure(self, code: str, call: str, name: str, error: int) -> PrinterUnavailable:
        return PrinterUnavailable(code, printer=self.printer, job=name, reason=f"{call}: {error}", error=error)
