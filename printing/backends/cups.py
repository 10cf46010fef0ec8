"""A queue of CUPS on Linux and macOS, through its commands `lp` and `lpstat`."""

import os
import re
import subprocess
from dataclasses import dataclass

from printing.errors import BrokenOff, PrinterUnavailable
from printing.status import Status, of_cups

_ALERTS = re.compile(r"^\s*Alerts:\s*(.*)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class CupsBackend:
    """`queue` is the queue's name; `program` the lp command and `asks` the lpstat command, `timeout` the seconds each
    may take."""

    queue: str
    program: str = "lp"
    timeout: float = 15.0
    asks: str = "lpstat"

    def send(self, job: bytes, name: str) -> None:
        """Raises PrinterUnavailable: printer_unreachable without lp, printer_refused with what lp said; BrokenOff when
        lp does not come to its end."""
        command = [self.program, "-d", self.queue, "-o", "raw", "-t", name, "-"]
        try:
            done = subprocess.run(command, input=job, capture_output=True, timeout=self.timeout, check=False)
        except subprocess.TimeoutExpired as error:
            raise BrokenOff("print_broken_off", printer=self.queue, job=name, reason=str(error)) from error
        except OSError as error:
            raise PrinterUnavailable("printer_unreachable", printer=self.queue, job=name, reason=str(error)) from error
        if done.returncode:
            reason = done.stderr.decode(errors="replace").strip()
            raise PrinterUnavailable("printer_refused", printer=self.queue, job=name, reason=reason)

    def status(self, language: str) -> Status | None:
        """What lpstat says of the queue; None without lpstat, or where it does not come to its end. Raises
        PrinterUnavailable printer_refused, with what lpstat said, for a queue that is not there."""
        plain = os.environ | {"LC_ALL": "C"}  # its words are for people, in their language
        command = [self.asks, "-l", "-p", self.queue]
        try:
            done = subprocess.run(command, capture_output=True, timeout=self.timeout, check=False, env=plain)
        except (OSError, subprocess.TimeoutExpired):
            return None
        if done.returncode:
            reason = done.stderr.decode(errors="replace").strip()
            raise PrinterUnavailable("printer_refused", printer=self.queue, reason=reason)
        told = done.stdout.decode(errors="replace")
        alerts = ",".join(_ALERTS.findall(told))
        head = told.split("\n", 1)[0]
        return of_cups(f"{alerts},paused" if " disabled since " in head else alerts, busy=" now printing " in head)
