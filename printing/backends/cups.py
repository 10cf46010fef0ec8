"""A raw queue of CUPS on Linux and macOS, through its `lp` command."""

import subprocess
from dataclasses import dataclass

from printing.errors import BrokenOff, PrinterUnavailable


@dataclass(frozen=True, slots=True)
class CupsBackend:
    """`queue` is the queue's name; `program` the lp command, `timeout` the seconds it may take."""

    queue: str
    program: str = "lp"
    timeout: float = 15.0

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
