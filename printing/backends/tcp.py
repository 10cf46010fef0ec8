"""A label printer on the network that takes raw jobs on a port, 9100 by custom."""

import socket
from dataclasses import dataclass

from printing.errors import PrinterUnavailable


@dataclass(frozen=True, slots=True)
class TcpBackend:
    """`connect` and `write` are seconds; one connection for each job, closed after its last byte."""

    host: str
    port: int = 9100
    connect: float = 3.0
    write: float = 10.0

    def send(self, job: bytes, name: str) -> None:
        """Raises PrinterUnavailable printer_unreachable, with what the system said."""
        try:
            with socket.create_connection((self.host, self.port), timeout=self.connect) as line:
                line.settimeout(self.write)
                line.sendall(job)
                line.shutdown(socket.SHUT_WR)
        except OSError as error:
            raise PrinterUnavailable(
                "printer_unreachable", printer=f"{self.host}:{self.port}", job=name, reason=str(error)
            ) from error
