"""RFID readers type a tag again and again while it lies in their field: within a session each tag is one scan.

Pure. A session ends after 30 s without any tag, and with any other scan (a command, a bin, another code).
"""

import re

from services.scanning import parse

QUIET_MS = 30_000
_HEX = re.compile(r"[0-9A-Fa-f]{24}")


class TagSession:
    """The tags seen so far."""

    def __init__(self) -> None:
        self._seen: set[str] = set()
        self._last = float("-inf")

    def again(self, text: str, at: float) -> bool:
        """Whether this scan, at `at` milliseconds, is a tag that was there already."""
        if not _HEX.fullmatch(text) or parse(text).kind != "epc":
            self._seen.clear()
            return False
        if at - self._last > QUIET_MS:
            self._seen.clear()
        self._last, tag = at, text.upper()
        known = tag in self._seen
        self._seen.add(tag)
        return known
