"""A scanner at a serial port (USB-COM, RS-232): no keyboard, no input method, no layout lies between.

    scanner = SerialScanner(scan_filter.take)
    scanner.use(Port("COM3"))           # again and again, whenever it is chosen anew; Port() is none
    scanner.changed                     # Signal(): `state` is another one: off, ready, missing, busy, lost

What it sends is cut at CR, LF, Tab or silence, and delivered like any other scan. A port that is not there, or goes
away, is tried again every three seconds.
"""

import logging
import re
from collections.abc import Callable

from PySide6.QtCore import QIODevice, QObject, QTimer, Signal
from PySide6.QtSerialPort import QSerialPort, QSerialPortInfo

from services.scanning import fold
from ui.scan.buffer import Scanned
from ui.scan.station import Port

log = logging.getLogger(__name__)

AGAIN_MS = 3000
SILENCE_MS = 100
LONGEST = 4096
_ENDS = re.compile(rb"[\r\n\t]+")
# What some scanners put around a code.
_FRAME = b"\x02\x03"


class SerialScanner(QObject):
    """See the module. `deliver` gets each scan."""

    changed = Signal()

    def __init__(self, deliver: Callable[[Scanned], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.port, self.state = Port(), "off"
        self._deliver, self._came = deliver, b""
        self._line = QSerialPort(self)
        self._line.readyRead.connect(self._read)
        self._line.errorOccurred.connect(self._failed)
        self._again = QTimer(self, interval=AGAIN_MS)
        self._again.timeout.connect(self._open)
        self._silence = QTimer(self, singleShot=True, interval=SILENCE_MS)
        self._silence.timeout.connect(self._ended)

    def use(self, port: Port) -> None:
        """Listen to this port from now on, and to no other."""
        self.close()
        self.port = port
        if port.name:
            self._again.start()
            self._open()

    def close(self) -> None:
        """Let the port go, for other programs too."""
        self._again.stop()
        self._silence.stop()
        self._came = b""
        if self._line.isOpen():
            self._line.close()
        self._be("off")

    @staticmethod
    def ports() -> list[tuple[str, str]]:
        """The ports this PC has now, as (name, what is at it)."""
        found = [(each.systemLocation() if each.systemLocation().startswith("/") else each.portName(),
                  each.description()) for each in QSerialPortInfo.availablePorts()]  # fmt: skip
        return sorted(found)

    def _open(self) -> None:
        if self._line.isOpen():
            return
        self._line.setPortName(self.port.name)
        self._line.setBaudRate(self.port.baud)
        if self._line.open(QIODevice.OpenModeFlag.ReadOnly):
            self._be("ready")

    def _failed(self, error: QSerialPort.SerialPortError) -> None:
        """A port is missing, another program's, or was pulled out: it is tried again until it is there."""
        if error in (QSerialPort.SerialPortError.NoError, QSerialPort.SerialPortError.TimeoutError):
            return
        log.info("The scanner at %s: %s.", self.port.name, self._line.errorString())
        was_ready, taken = self.state == "ready", error == QSerialPort.SerialPortError.PermissionError
        if self._line.isOpen():
            self._line.close()
        self._be("busy" if taken else "lost" if was_ready or self.state == "lost" else "missing")

    def _be(self, state: str) -> None:
        if state != self.state:
            self.state = state
            self.changed.emit()

    def _read(self) -> None:
        self._came += self._line.readAll().data()
        *whole, self._came = _ENDS.split(self._came)
        for code in whole:
            self._take(code)
        if len(self._came) > LONGEST:
            self._came = b""  # no code is as long: another device, or another speed
        if self._came:
            self._silence.start()
        else:
            self._silence.stop()

    def _ended(self) -> None:
        """Silence: a scanner that sends no end."""
        code, self._came = self._came, b""
        self._take(code)

    def _take(self, code: bytes) -> None:
        text = fold(decoded(code.strip(_FRAME), self.port.encoding))
        if text:
            self._deliver(Scanned(text))


def decoded(code: bytes, encoding: str) -> str:
    """The text of what a scanner sent, in the encoding chosen or, where it is not that, the other one."""
    for each in (encoding, "utf-8", "gb18030"):
        try:
            return code.decode(each)
        except UnicodeDecodeError:
            continue
    return code.decode("latin-1")
