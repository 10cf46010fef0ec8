"""Ways to a printer: the bytes arrive whole, and a printer that is not there is told apart from a bug."""

import ctypes
import socket
import stat
import struct
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import pytest

from printing.backends.cups import CupsBackend
from printing.backends.file import FolderBackend, safe_name
from printing.backends.spooler import SpoolerBackend
from printing.backends.tcp import TcpBackend
from printing.errors import BrokenOff, PrinterUnavailable, PrintingError
from printing.status import Status

JOB = b"^XA" + bytes(range(256)) * 4000 + b"^XZ"


@contextmanager
def printer_on_the_network(received: list[bytes]) -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def take() -> None:
            line, _ = server.accept()
            with line:
                received.append(b"".join(iter(lambda: line.recv(65536), b"")))

        thread = Thread(target=take)
        thread.start()
        yield server.getsockname()[1]
        thread.join(5)


def test_a_network_printer_gets_the_job_byte_for_byte() -> None:
    received: list[bytes] = []
    with printer_on_the_network(received) as port:
        TcpBackend("127.0.0.1", port).send(JOB, "DN-1")
    assert received == [JOB]


def test_a_network_printer_that_is_off_is_unreachable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(PrinterUnavailable) as failed:
        TcpBackend("127.0.0.1", port).send(JOB, "DN-1")
    assert failed.value.code == "printer_unreachable"
    assert failed.value.data["printer"] == f"127.0.0.1:{port}"
    assert failed.value.data["job"] == "DN-1"


def test_a_network_printer_that_takes_nothing_is_given_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        backend = TcpBackend("127.0.0.1", server.getsockname()[1], write=0.2)
        with pytest.raises(BrokenOff, match="print_broken_off"):
            backend.send(b"x" * 50_000_000, "DN-1")


def test_a_folder_takes_each_paper_as_a_file_of_its_kind(tmp_path: Path) -> None:
    backend = FolderBackend(tmp_path / "labels" / "today")
    for job in (b"%PDF-1.4", b"^XA^XZ", b"SIZE 1 mm,1 mm", b"\x1b@"):
        backend.send(job, "DN-20260305-0017")
    files = {path.name: path.read_bytes() for path in backend.folder.iterdir()}
    assert files == {
        "DN-20260305-0017.pdf": b"%PDF-1.4",
        "DN-20260305-0017.zpl": b"^XA^XZ",
        "DN-20260305-0017.tspl": b"SIZE 1 mm,1 mm",
        "DN-20260305-0017.prn": b"\x1b@",
    }


def test_a_reprint_never_overwrites_the_first(tmp_path: Path) -> None:
    for number in range(3):
        FolderBackend(tmp_path).send(b"%PDF" + bytes([number]), "DN-1")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["DN-1 (2).pdf", "DN-1 (3).pdf", "DN-1.pdf"]
    assert (tmp_path / "DN-1.pdf").read_bytes() == b"%PDF\x00"


def test_a_folder_that_cannot_be_written_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(PrinterUnavailable) as failed:
        FolderBackend(tmp_path / "file").send(b"%PDF", "DN-1")
    assert failed.value.code == "folder_unavailable"


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("DN-20260305-0017", "DN-20260305-0017"),
        ("送货单 宁波/东港:1", "送货单 宁波-东港-1"),
        ("../../etc/passwd", "-..-etc-passwd"),
        ("CON", "CON-"),
        ("nul.2026", "nul.2026-"),
        (" . ", "paper"),
        ("a\nb", "a-b"),
        ("发" * 100, "发" * 40),
    ],
)
def test_a_file_name_is_safe_on_every_system(name: str, safe: str) -> None:
    assert safe_name(name) == safe


class Spooler:
    """Stands in for winspool.drv: takes at most `part` bytes a call, fails at the call named in `fails`."""

    def __init__(self, fails: str = "", part: int = 100_000) -> None:
        self.fails, self.part = fails, part
        self.calls: list[str] = []
        self.written = b""
        self.document = ("", "")
        self.status = self.attributes = self.jobs = 0

    def _call(self, name: str) -> int:
        self.calls.append(name)
        return int(name != self.fails)

    def OpenPrinterW(self, name: str, handle: object, defaults: object) -> int:
        return self._call("OpenPrinter")

    def StartDocPrinterW(self, handle: object, level: int, document: object) -> int:
        info = document._obj  # type: ignore[attr-defined]
        self.document = (info.name, info.kind)
        return self._call("StartDoc")

    def StartPagePrinter(self, handle: object) -> int:
        return self._call("StartPage")

    def WritePrinter(self, handle: object, place: object, size: int, written: object) -> int:
        taken = min(size, self.part)
        self.written += ctypes.string_at(ctypes.addressof(place._obj) + len(self.written), taken)  # type: ignore[attr-defined]
        written._obj.value = taken  # type: ignore[attr-defined]
        return self._call("Write")

    def EndPagePrinter(self, handle: object) -> int:
        return self._call("EndPage")

    def EndDocPrinter(self, handle: object) -> int:
        return self._call("EndDoc")

    def AbortPrinter(self, handle: object) -> int:
        return self._call("Abort")

    def GetPrinterW(self, handle: object, level: int, place: object, size: int, needed: object) -> int:
        """PRINTER_INFO_2 on 64-bit Windows: 13 pointers, then attributes, 4 figures, status, jobs, pages."""
        info = b"\0" * 104 + struct.pack("<8I", self.attributes, 1, 1, 0, 0, self.status, self.jobs, 0)
        needed._obj.value = len(info) + 20  # type: ignore[attr-defined]
        if place is None or size < len(info) + 20:
            return 0
        ctypes.memmove(place, info, len(info))  # type: ignore[arg-type]
        return self._call("GetPrinter")

    def ClosePrinter(self, handle: object) -> int:
        return self._call("Close")


def test_the_windows_spooler_gets_the_job_raw_and_whole() -> None:
    spooler = Spooler()
    SpoolerBackend("ZDesigner", spooler).send(JOB, "DN-1")
    assert spooler.written == JOB
    assert spooler.document == ("DN-1", "RAW")
    assert [call for call in spooler.calls if call != "Write"] == [
        "OpenPrinter", "StartDoc", "StartPage", "EndPage", "EndDoc", "Close",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("fails", "code"),
    [("OpenPrinter", "printer_unknown"), ("StartDoc", "printer_refused"), ("EndDoc", "print_broken_off")],
)
def test_a_spooler_that_says_no_is_told(fails: str, code: str) -> None:
    spooler = Spooler(fails)
    with pytest.raises(PrintingError) as failed:
        SpoolerBackend("ZDesigner", spooler).send(JOB, "DN-1")
    assert failed.value.code == code
    assert ("Close" in spooler.calls) == (fails != "OpenPrinter")


@pytest.mark.skipif(ctypes.sizeof(ctypes.c_void_p) != 8, reason="its figures stand behind 64-bit pointers")
def test_the_spooler_says_how_a_printer_is() -> None:
    spooler = Spooler()
    backend = SpoolerBackend("ZDesigner", spooler)
    assert backend.status("zpl") == Status(of_queue=True)
    spooler.status, spooler.jobs = 0x10 | 0x400000 | 0x400, 2  # paper out, door open, printing
    assert backend.status("zpl") == Status(("printer_head_open", "printer_no_paper"), busy=True, of_queue=True)
    spooler.status, spooler.jobs, spooler.attributes = 0x1, 0, 0x400 | 0x8
    assert backend.status("") == Status(("printer_offline", "queue_paused"), of_queue=True)
    assert spooler.calls[-3:] == ["OpenPrinter", "GetPrinter", "Close"]
    assert SpoolerBackend("ZDesigner", Spooler("GetPrinter")).status("zpl") is None
    with pytest.raises(PrinterUnavailable, match="printer_unknown"):
        SpoolerBackend("ZDesigner", Spooler("OpenPrinter")).status("zpl")


@pytest.mark.parametrize("spooler", [Spooler("StartPage"), Spooler("Write"), Spooler(part=0), Spooler("EndPage")])
def test_a_job_not_taken_whole_is_aborted(spooler: Spooler) -> None:
    with pytest.raises(PrinterUnavailable) as failed:
        SpoolerBackend("ZDesigner", spooler).send(JOB, "DN-1")
    assert failed.value.code == "printer_refused"
    assert spooler.calls[-2:] == ["Abort", "Close"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has the spooler")
def test_off_windows_there_is_no_spooler() -> None:
    with pytest.raises(PrinterUnavailable) as failed:
        SpoolerBackend("ZDesigner").send(JOB, "DN-1")
    assert failed.value.code == "spooler_missing"


def lp(folder: Path, script: str) -> str:
    path = folder / "lp"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


@pytest.mark.skipif(sys.platform == "win32", reason="lp is a Unix command")
def test_cups_gets_the_job_raw(tmp_path: Path) -> None:
    program = lp(tmp_path, f'echo "$@" > {tmp_path}/arguments; cat > {tmp_path}/job')
    CupsBackend("labels", program).send(JOB, "DN-1")
    assert (tmp_path / "job").read_bytes() == JOB
    assert (tmp_path / "arguments").read_text() == "-d labels -o raw -t DN-1 -\n"


@pytest.mark.skipif(sys.platform == "win32", reason="lp is a Unix command")
@pytest.mark.parametrize(
    ("script", "code"),
    [("echo 'lp: no such queue' >&2; exit 1", "printer_refused"), ("exec sleep 5", "print_broken_off")],
)
def test_cups_that_says_no_or_nothing_is_told(tmp_path: Path, script: str, code: str) -> None:
    with pytest.raises(PrintingError) as failed:
        CupsBackend("labels", lp(tmp_path, script), timeout=0.5).send(b"", "DN-1")
    assert failed.value.code == code


IDLE = "printer labels is idle.  enabled since Mon 30 Nov 2026 06:00:00 PM UTC"


@pytest.mark.skipif(sys.platform == "win32", reason="lpstat is a Unix command")
@pytest.mark.parametrize(("told", "said"), [
    (f"{IDLE}\n\tAlerts: none", Status(of_queue=True)),
    (f"{IDLE}\n\tAlerts: media-low-warning media-empty-error,cover-open",
     Status(("printer_head_open", "printer_no_paper"), of_queue=True)),
    ("printer labels now printing labels-7.  enabled since Mon\n\tAlerts: offline-report",
     Status(("printer_offline",), busy=True, of_queue=True)),
    ("printer labels disabled since Mon 30 Nov 2026 -\n\tPaused\n\tAlerts: paused",
     Status(("queue_paused",), of_queue=True)),
])  # fmt: skip
def test_cups_says_how_a_queue_is(tmp_path: Path, told: str, said: Status) -> None:
    (tmp_path / "told").write_text(told)
    script = lp(tmp_path, f'[ "$LC_ALL $*" = "C -l -p labels" ] && exec cat {tmp_path}/told')
    assert CupsBackend("labels", asks=script).status("zpl") == said


@pytest.mark.skipif(sys.platform == "win32", reason="lpstat is a Unix command")
def test_cups_that_does_not_say_is_no_trouble_but_an_unknown_queue_is(tmp_path: Path) -> None:
    assert CupsBackend("labels", asks=str(tmp_path / "lpstat")).status("") is None
    assert CupsBackend("labels", asks=lp(tmp_path, "exec sleep 5"), timeout=0.2).status("") is None
    with pytest.raises(PrinterUnavailable, match="printer_refused"):
        CupsBackend("labels", asks=lp(tmp_path, "echo 'Invalid destination' >&2; exit 1")).status("")


def test_without_lp_cups_is_unreachable(tmp_path: Path) -> None:
    with pytest.raises(PrinterUnavailable) as failed:
        CupsBackend("labels", str(tmp_path / "lp")).send(b"", "DN-1")
    assert failed.value.code == "printer_unreachable"
