"""Ways to a printer. Each takes the finished bytes of one job and returns when they have been handed over."""

from typing import Protocol

from printing.status import Status


class Backend(Protocol):
    """`send` raises PrinterUnavailable when nothing of the job was taken, so that it may be sent again, and BrokenOff
    when nobody knows."""

    def send(self, job: bytes, name: str) -> None:
        """Hand over one job; `name` is what the queue or file is called, usually the document's number."""
        ...

    def status(self, language: str) -> Status | None:
        """How the printer, or its queue, is; None where nothing is said. `language` is the printer's own. Raises
        PrinterUnavailable where it can't be asked because it is not there."""
        ...
