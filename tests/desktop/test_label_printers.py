"""Label printers on the network: asked how they are, believed when they say so, and tried from the page of printers."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from ipaddress import IPv4Network
from pathlib import Path
from shutil import which
from tempfile import TemporaryDirectory
from threading import Thread

import pytest

from desktop import printer_bench
from desktop.pc_settings import PcSettings
from desktop.printer_bench import PrinterBench, own_networks
from desktop.printers import LabelPrinter, chosen
from desktop.system_printer import SystemPrinter
from printing import jobs, raster, status
from printing.backends.cups import CupsBackend
from printing.backends.tcp import TcpBackend
from printing.errors import BrokenOff, PrinterUnavailable
from printing.label_printer import PrinterKind
from printing.labels.test_print import TEXT, render_test_print
from printing.status import Status
from services.printing_jobs import SIZES
from services.prints import Paper, Taken
from tests.printing import samples
from tests.printing.samples import render_label
from tests.printing.test_jobs import TsplPrinter, black_dots

READY = b"\x02030,0,0,1201,000,0,0,0,000,0,0,0\x03\r\n\x02000,0,0,0,0,2,4,0,00000000,1,000\x03\r\n\x021234,0\x03\r\n"
NO_PAPER = READY.replace(b"\x02030,0,0", b"\x02030,1,1", 1)
OPEN = READY.replace(b"\x02000,0,0,0", b"\x02000,0,1,0", 1)
CUPS = which("cupsd") is not None and Path("/usr/lib/cups/backend/socket").exists()
PAPER = Paper("label", "DN-1-label", render_label(samples.shipping()))


@dataclass
class Port:
    """A printer's port 9100: what came in by connection, and what it answers to a question."""

    number: int = 0
    answer: bytes = b""
    came: list[bytes] = field(default_factory=list)

    @property
    def printed(self) -> list[bytes]:
        return [job for job in self.came if job not in status.QUESTIONS.values()]


@contextmanager
def port(answer: bytes = b"") -> Iterator[Port]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        made = Port(server.getsockname()[1], answer)
        thread = Thread(target=serve, args=(server, made), daemon=True)
        thread.start()
        yield made
        server.shutdown(socket.SHUT_RDWR)
        thread.join(5)


def serve(server: socket.socket, made: Port) -> None:
    while True:
        try:
            line, _address = server.accept()
        except OSError:
            return
        with line:
            got = b""
            while part := line.recv(65536):
                got += part
                if got in status.QUESTIONS.values() and made.answer:
                    line.sendall(made.answer)
                    break
            made.came.append(got)


def printer(made: Port, language: str, *, asks: bool = True) -> LabelPrinter:
    return LabelPrinter(TcpBackend("127.0.0.1", made.number), PrinterKind(language), asks=asks)


@pytest.mark.parametrize(("language", "ready"), [("zpl", READY), ("tspl", b"\x00")])
def test_a_job_comes_to_the_port_byte_for_byte_and_is_confirmed(language: str, ready: bytes) -> None:
    with port(ready) as made:
        assert printer(made, language).print(PAPER) == Taken(confirmed=True)
    assert made.printed == [jobs.job(PAPER.pdf, PrinterKind(language))]


@pytest.mark.parametrize(("language", "said", "code"), [
    ("zpl", NO_PAPER, "printer_no_paper"), ("zpl", OPEN, "printer_head_open"), ("tspl", b"\x04", "printer_no_paper"),
    ("tspl", b"\x13", "printer_head_open"), ("tspl", b"\x10", "printer_paused"), ("tspl", b"\x80", "printer_error"),
])  # fmt: skip
def test_a_printer_that_says_what_is_wrong_is_sent_nothing(language: str, said: bytes, code: str) -> None:
    with port(said) as made, pytest.raises(PrinterUnavailable, match=code):
        printer(made, language).print(PAPER)
    assert made.printed == []


def test_a_printer_that_does_not_answer_is_taken_as_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(TcpBackend.ask, "__defaults__", (0.05,))
    with port() as made:
        assert printer(made, "zpl").print(PAPER) == Taken()
        wait_for(lambda: len(made.printed) == 1)


def test_a_way_that_ends_after_the_first_byte_is_not_sent_anew() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = Thread(target=lambda: server.accept()[0].close(), daemon=True)
        thread.start()
        with pytest.raises(BrokenOff):
            TcpBackend("127.0.0.1", server.getsockname()[1]).send(b"x" * 30_000_000, "DN-1")
        thread.join(5)
    with pytest.raises(PrinterUnavailable):
        TcpBackend("127.0.0.1", 9, connect=0.2).send(b"x", "DN-1")


def test_darkness_speed_cutter_and_offset_reach_the_printer() -> None:
    kind = PrinterKind("tspl", gap=0, darkness=9, speed=4, cutter=True, offset=(1.0, -0.5))
    own = TsplPrinter()
    own.run(jobs.job(PAPER.pdf, kind))
    plain = raster.bitmap(PAPER.pdf)
    moved = {(x + 8, y - 4) for x, y in black_dots(plain) if x + 8 < plain.width and y >= 4}
    assert set(own.printed[0][0]) == moved
    assert (own.gap, own.density, own.speed) == ("0 mm,0", 9, 4)
    zpl = jobs.job(PAPER.pdf, PrinterKind("zpl", gap=0, darkness=9, speed=4, cutter=True)).decode()
    assert zpl.startswith("~SD09^XA^MNN^MMC^PR4^PW800^LL1200")


@pytest.mark.parametrize("dpi", [203, 300])
@pytest.mark.parametrize("size", sorted({size for sizes in SIZES.values() for size in sizes}))
def test_a_test_print_fits_on_every_paper_and_its_code_is_read(size: str, dpi: int) -> None:
    pdf = render_test_print(size, dpi, ["10.0.0.9:9100", "ZPL z64"])
    for codes in samples.read_codes(raster.bitmap(pdf, 0, dpi)):
        assert TEXT in codes


def test_a_test_print_says_what_came_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bench = PrinterBench(tmp_path)
    with port(READY) as made:
        setting = {"way": "tcp", "name": f"127.0.0.1:{made.number}", "size": "100x150", "asks": True}
        tried = bench.test("label", setting, "en")
        assert (tried.trouble, tried.sent, tried.answers) == ("", True, True)
        made.answer = NO_PAPER
        assert bench.test("label", setting, "en").trouble == "printer_no_paper"
        monkeypatch.setattr(printer_bench, "PORT", made.number)
        assert printer_bench.answers("127.0.0.1")
    assert not printer_bench.answers("127.0.0.1")
    assert bench.test("label", setting, "en").trouble == "printer_unreachable"
    filed = bench.test("label", {}, "zh_CN")
    assert Path(filed.file).parent == tmp_path
    assert all(network.is_private for network in own_networks())
    monkeypatch.setattr(socket, "gethostname", lambda: "nobody.knows.invalid")
    monkeypatch.setattr(printer_bench, "towards", lambda _place: "192.168.7.20")
    assert list(own_networks()) == [IPv4Network("192.168.7.0/24")], "many a PC knows itself as 127.0.0.1 only"
    monkeypatch.setattr(printer_bench, "towards", lambda _place: "")
    assert bench.nearby() == [], "a PC in no network has no printers near it"
    monkeypatch.undo()
    assert printer_bench.towards("127.0.0.9") == "127.0.0.1"


@pytest.mark.skipif(sys.platform == "win32", reason="lp is a Unix command")
def test_a_queue_that_is_paused_is_sent_nothing_and_one_that_took_a_job_has_not_printed_it(
    qapp: object, tmp_path: Path
) -> None:
    sends, asks, told = (tmp_path / name for name in ("lp", "lpstat", "told"))
    for script, text in ((sends, f"cat >> {tmp_path}/job"), (asks, f"cat {told}")):
        script.write_text(f"#!/bin/sh\n{text}\n")
        script.chmod(0o755)
    queue = CupsBackend("labels", str(sends), asks=str(asks))
    label = LabelPrinter(queue, PrinterKind("tspl"), asks=True)
    drawn = SystemPrinter("labels", file=str(tmp_path / "drawn.pdf"), queue=queue, asks=True)
    told.write_text("printer labels disabled since Mon -\n\tPaused\n\tAlerts: paused\n")
    for each in (label, drawn):
        with pytest.raises(PrinterUnavailable, match="queue_paused"):
            each.print(PAPER)
    assert not (tmp_path / "job").exists()
    told.write_text("printer labels is idle.  enabled since Mon\n\tAlerts: none\n")
    assert (label.print(PAPER), drawn.print(PAPER)) == (Taken(), Taken(drawn.file))
    assert (tmp_path / "job").read_bytes() == jobs.job(PAPER.pdf, PrinterKind("tspl"))


@pytest.mark.skipif(not CUPS or os.getuid() != 0, reason="needs CUPS with its socket backend, and root to run it")
def test_a_raw_queue_of_cups_gives_the_bytes_to_the_printer_unchanged() -> None:
    sent = [jobs.job(PAPER.pdf, PrinterKind(language)) for language in ("tspl", "zpl")]
    with port() as made, TemporaryDirectory() as folder, cups_server(Path(folder)) as server:
        environment = os.environ | {"CUPS_SERVER": server}
        add = ["lpadmin", "-h", server, "-p", "labels", "-E", "-v", f"socket://127.0.0.1:{made.number}"]
        subprocess.run(add, env=environment, check=True, capture_output=True)
        for name in ("lp", "lpstat"):
            (Path(folder) / name).write_text(f'#!/bin/sh\nexec env CUPS_SERVER={server} {which(name)} "$@"\n')
            (Path(folder) / name).chmod(0o755)
        queue = CupsBackend("labels", f"{folder}/lp", asks=f"{folder}/lpstat")
        for number, job in enumerate(sent, 1):
            queue.send(job, f"DN-{number}")
            wait_for(lambda number=number: len(made.printed) == number)
        wait_for(lambda: queue.status("tspl") == Status(of_queue=True))
        subprocess.run(["cupsdisable", "-h", server, "labels"], env=environment, check=True, capture_output=True)
        assert queue.status("tspl") == Status(("queue_paused",), of_queue=True)
        with pytest.raises(PrinterUnavailable, match="printer_refused"):
            replace(queue, queue="nobody").status("tspl")
    assert made.printed == sent


@contextmanager
def cups_server(folder: Path) -> Iterator[str]:
    """A server of its own on a socket in `folder`, where its user may read; gives the socket's path."""
    folder.chmod(0o755)
    for each in ("cache", "spool", "ppd"):
        (folder / each).mkdir()
    where = folder / "cups.sock"
    (folder / "cups-files.conf").write_text("\n".join(
        [f"ServerRoot {folder}", f"StateDir {folder}", f"CacheDir {folder}/cache", f"RequestRoot {folder}/spool",
         f"TempDir {folder}", f"AccessLog {folder}/access", f"ErrorLog {folder}/error", f"PageLog {folder}/page",
         "SystemGroup root"]
    ))  # fmt: skip
    (folder / "cupsd.conf").write_text(
        f"Listen {where}\nBrowsing Off\nWebInterface No\nDefaultAuthType None\n<Location />\nAllow all\n</Location>\n"
        "<Location /admin>\nAllow all\n</Location>\n<Policy default>\n<Limit All>\n</Limit>\n</Policy>\n"
    )
    command = ["cupsd", "-f", "-c", str(folder / "cupsd.conf"), "-s", str(folder / "cups-files.conf")]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        wait_for(where.exists)
        try:
            yield str(where)
        finally:
            server.terminate()


def wait_for(there: Callable[[], bool], seconds: float = 10.0) -> None:
    until = time.monotonic() + seconds
    while not there():
        assert time.monotonic() < until
        time.sleep(0.02)


def test_settings_of_a_label_printer_become_its_kind(tmp_path: Path) -> None:
    setting = {"way": "tcp", "name": "10.0.0.9", "language": "tspl", "dpi": 300, "gap": 0, "darkness": 7, "right": 1.5}
    made = chosen(setting, tmp_path)
    assert isinstance(made, LabelPrinter)
    assert made.kind == PrinterKind("tspl", 300, gap=0.0, darkness=7, offset=(1.5, 0.0))
    odd = chosen({**setting, "dpi": "many", "gap": [], "darkness": "x", "right": None}, tmp_path)
    assert isinstance(odd, LabelPrinter)
    assert odd.kind == PrinterKind("tspl", 203), "what is no figure is as good as none"
    (tmp_path / "settings.json").write_text('{"printer.label": "Zebra", "station": "Bench 2"}')
    kept = PcSettings(tmp_path / "settings.json")
    assert (kept.get("printer.label"), kept.station()) == (None, "Bench 2")
