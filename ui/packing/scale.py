"""The scale at a bench: read all the time while the window is shown; what stands still on it can be taken."""

from PySide6.QtCore import QObject, QTimer, Signal

from services.scales import Protocol, Reader, Reading, protocols
from ui.kit.serial_port import Line, SerialPort
from ui.packing.own import Own

ASK_MS = 250


class Scale(QObject):
    """`follow(own)` opens the scale that is chosen, or none.

    Signals:
        read(Reading): each weight as it comes.
    """

    read = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._chosen = ("", "")
        self._port: SerialPort | None = None
        self._protocol: Protocol | None = None
        self._reader: Reader | None = None
        self._asking = QTimer(self, interval=ASK_MS)
        self._asking.timeout.connect(self._ask)

    @property
    def there(self) -> bool:
        """Whether a scale is chosen and its port is open."""
        return self._port is not None and self._port.is_open

    def follow(self, own: Own) -> None:
        if (own.scale, own.scale_port) == self._chosen:
            return
        self.stop()
        protocol = protocols().get(own.scale) if own.scale_port else None
        if protocol is None:
            return
        self._chosen = own.scale, own.scale_port
        self._protocol, self._reader = protocol, Reader(protocol)
        line = Line(protocol.baud, protocol.bits, protocol.parity, protocol.stop)
        self._port = SerialPort(own.scale_port, line, self)
        self._port.received.connect(self._received)
        self._port.start()
        if protocol.ask:
            self._asking.start()

    def stop(self) -> None:
        """Let the port go, so that others can have it."""
        self._asking.stop()
        if self._port is not None:
            self._port.stop()
            self._port.deleteLater()
        self._chosen, self._port, self._reader = ("", ""), None, None

    def _ask(self) -> None:
        if self._port is not None and self._protocol is not None:
            self._port.send(self._protocol.ask)

    def _received(self, data: bytes) -> None:
        readings: list[Reading] = self._reader.feed(data) if self._reader is not None else []
        for reading in readings:
            self.read.emit(reading)
