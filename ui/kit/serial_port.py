"""A serial line as scanners and scales use one: bytes as they come, opened again by itself after its cable was pulled.

    port = SerialPort("COM3", Line(baud=9600), parent)
    port.received.connect(feed)             # bytes, in pieces of any size
    port.start()                            # opens now, or as soon as the port is there
"""

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

RETRY_MS = 2_000


@dataclass(frozen=True, slots=True)
class Line:
    """Speed and frame of a line; `parity` is N, E or O."""

    baud: int = 9600
    bits: int = 8
    parity: str = "N"
    stop: int = 1


class SerialPort(QObject):
    """See the module.

    Signals:
        received(bytes): what arrived.
        opened(bool): the port is open now, or not any more.
    """

    received = Signal(object)
    opened = Signal(bool)

    def __init__(self, name: str, line: Line, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._port = _made(name, line, self)
        self._port.readyRead.connect(self._read)
        self._port.errorOccurred.connect(self._failed)
        self._again = QTimer(self, interval=RETRY_MS)
        self._again.timeout.connect(self._open)

    @property
    def is_open(self) -> bool:
        return bool(self._port.isOpen())

    def start(self) -> None:
        self._open()
        self._again.start()

    def send(self, data: bytes) -> None:
        """Write to the device; without one it is lost, as it would be on the wire."""
        if self._port.isOpen():
            self._port.write(data)

    def stop(self) -> None:
        self._again.stop()
        self._port.close()

    def _open(self) -> None:
        from PySide6.QtCore import QIODeviceBase

        if not self._port.isOpen() and self._port.open(QIODeviceBase.OpenModeFlag.ReadWrite):
            self.opened.emit(True)

    def _read(self) -> None:
        self.received.emit(bytes(self._port.readAll().data()))

    def _failed(self, error: Any) -> None:
        """A pulled cable ends the line; the timer opens it again."""
        if error in (error.ResourceError, error.DeviceNotFoundError) and self._port.isOpen():
            self._port.close()
            self.opened.emit(False)


def port_names() -> list[tuple[str, str]]:
    """The serial ports of this PC: name, and name with what is known of the device."""
    from PySide6.QtSerialPort import QSerialPortInfo

    found = []
    for each in QSerialPortInfo.availablePorts():
        told = " ".join(part for part in (each.manufacturer(), each.description()) if part)
        found.append((each.portName(), f"{each.portName()}  {told}".rstrip()))
    return found


def _made(name: str, line: Line, parent: QObject) -> Any:
    from PySide6.QtSerialPort import QSerialPort  # loaded only where a device is chosen

    port = QSerialPort(parent)
    port.setPortName(name)
    port.setBaudRate(line.baud)
    port.setDataBits(QSerialPort.DataBits(line.bits))
    port.setStopBits(QSerialPort.StopBits.TwoStop if line.stop == 2 else QSerialPort.StopBits.OneStop)
    kinds = {"E": QSerialPort.Parity.EvenParity, "O": QSerialPort.Parity.OddParity}
    port.setParity(kinds.get(line.parity, QSerialPort.Parity.NoParity))
    return port
