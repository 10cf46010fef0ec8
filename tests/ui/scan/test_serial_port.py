"""A scanner at a serial port, over a pseudo-terminal: each code is one scan, a port that goes and comes is told."""

import os
from collections.abc import Iterator

import pytest

pty = pytest.importorskip("pty", reason="a pseudo-terminal needs a Unix system")
tty = pytest.importorskip("tty")

from ui.scan.buffer import Scanned  # noqa: E402
from ui.scan.filter import ScanFilter  # noqa: E402
from ui.scan.serial_port import SerialScanner, decoded  # noqa: E402
from ui.scan.station import Port  # noqa: E402


class Line:
    """The scanner's end of a serial line, and the name of the PC's."""

    def __init__(self) -> None:
        self._ours, self._theirs = pty.openpty()
        tty.setraw(self._ours)
        self.name = os.ttyname(self._theirs)

    def send(self, data: bytes) -> None:
        os.write(self._ours, data)

    def pull_out(self) -> None:
        os.close(self._theirs)
        os.close(self._ours)


@pytest.fixture
def scanner(qapp) -> Iterator[SerialScanner]:
    made = SerialScanner(lambda scan: made.heard.append(scan.text))
    made.heard = []
    yield made
    made.close()


def test_codes_come_whole_however_they_are_cut_and_the_port_is_told(scanner, qtbot):
    line, states = Line(), []
    scanner.changed.connect(lambda: states.append(scanner.state))
    scanner.use(Port(line.name, 115200, "gb18030"))
    parts = (b"\x026901234", b"567892\x03\r", b"\n010690123456789210A\x1d2", b"1x\t", "箱号".encode("gb18030"))
    for part in parts:
        line.send(part)
    qtbot.waitUntil(lambda: len(scanner.heard) == 3)
    assert scanner.heard == ["6901234567892", "010690123456789210A\x1d21x", "箱号"]
    line.pull_out()
    qtbot.waitUntil(lambda: scanner.state == "lost")
    scanner.use(Port("/dev/no-such-port"))
    scanner.use(Port())
    assert states == ["ready", "lost", "off", "missing", "off"]


def test_a_scan_of_the_port_goes_where_scans_of_keys_go(qapp, qtbot):
    scans, heard = ScanFilter(qapp), []
    scans.set_default(heard.append)
    scans.take(Scanned("FIRST"))
    scans.take(Scanned("SECOND"))
    qtbot.waitUntil(lambda: len(heard) == 2)
    scans.close()
    assert heard == ["FIRST", "SECOND"]


@pytest.mark.parametrize(("data", "encoding"), [("箱".encode(), "gb18030"), ("箱".encode("gb18030"), "utf-8")])
def test_the_other_encoding_is_tried(data, encoding):
    assert decoded(data, encoding) == "箱"
