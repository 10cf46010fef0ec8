"""Ways to a printer. Each takes the finished bytes of one job and returns when they have been handed over."""

from typing import Protocol


class Backend(Protocol):
    """`send` raises PrinterUnavailable when nothing of the job was taken, so that it may be sent again, and BrokenOff
    when nobody knows."""

    def send(self, job: bytes, name: str) -> None:
        """Hand over one job; `name` is what the queue or file is called, usually the document's number."""
        ...
