"""A label printer on the network that takes raw jobs on a port, 9100 by custom."""

import socket
from collections.abc import Callable
from dataclasses import dataclass

from printing.errors import BrokenOff, PrinterUnavailable
from printing.status import QUESTIONS, Status, understood, whole

PART = 65_536


@dataclass(frozen=True, slots=True)
class TcpBackend:
    """`connect` and `write` are seconds; one connection for each job, closed after its last byte."""

    host: str
    port: int = 9100
    connect: float = 3.0
    write: float = 10.0

    def send(self, job: bytes, name: str) -> None:
        """Raises PrinterUnavailable printer_unreachable and, where the way ended after the first byte, BrokenOff; with
        what the system said."""
        sent = 0
        try:
            with socket.create_connection((self.host, self.port), timeout=self.connect) as line:
                line.settimeout(self.write)
                while sent < len(job):
                    sent += line.send(job[sent : sent + PART])
                line.shutdown(socket.SHUT_WR)
        except OSError as error:
            told = {"printer": self.where, "job": name, "reason": str(error)}
            raise BrokenOff("print_broken_off", **told) if sent else PrinterUnavailable(
                "printer_unreachable", **told
            ) from error

    def ask(self, question: bytes, whole: Callable[[bytes], bool], patience: float = 1.0) -> bytes:
        """What the printer answers within `patience` seconds, b"" for nothing; `whole` tells when that is all.

        Raises PrinterUnavailable printer_unreachable.
        """
        answer = b""
        try:
            with socket.create_connection((self.host, self.port), timeout=self.connect) as line:
                line.settimeout(patience)
                line.sendall(question)
                while not whole(answer):
                    part = line.recv(1024)
                    if not part:
                        break
                    answer += part
        except TimeoutError:
            return answer  # many printers take jobs and never answer
        except OSError as error:
            raise PrinterUnavailable("printer_unreachable", printer=self.where, reason=str(error)) from error
        return answer

    def status(self, language: str) -> Status | None:
        """What the printer says of itself, None for nothing. Raises PrinterUnavailable printer_unreachable."""
        return understood(language, self.ask(QUESTIONS[language], lambda told: whole(language, told)))

    @property
    def where(self) -> str:
        return f"{self.host}:{self.port}"
