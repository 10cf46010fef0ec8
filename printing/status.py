"""How a printer, or the system's queue before it, says it is: the question, and what its answer means.

ZPL: ~HS gives three lines, each between STX and ETX (Zebra, ZPL II Programming Guide, "Host Status Return"); the first
has paper out (2nd figure), pause (3rd) and labels not yet printed (5th), head up is the 3rd figure of the second,
ribbon out its 4th, labels left of a batch its 9th. TSPL: ESC ! ? gives one byte of bits. CUPS: printer-state-reasons
(RFC 8011, 5.4.12). Windows: the bits PRINTER_STATUS_ and PRINTER_ATTRIBUTE_WORK_OFFLINE (winspool.h).
"""

import re
from dataclasses import dataclass

# What can be wrong, worst first.
TROUBLES = (
    "printer_head_open", "printer_jam", "printer_no_paper", "printer_no_ribbon", "printer_offline", "queue_paused",
    "printer_paused", "printer_error",
)  # fmt: skip
QUESTIONS = {"zpl": b"~HS\r\n", "tspl": b"\x1b!?"}
_HEAD, _JAM, _PAPER, _RIBBON, _PAUSE, _PRINTING, _OTHER = 1, 2, 4, 8, 16, 32, 128
_BITS = {
    _HEAD: "printer_head_open", _JAM: "printer_jam", _PAPER: "printer_no_paper", _RIBBON: "printer_no_ribbon",
    _PAUSE: "printer_paused", _OTHER: "printer_error",
}  # fmt: skip
_REASONS = {
    "cover-open": "printer_head_open", "door-open": "printer_head_open", "interlock-open": "printer_head_open",
    "media-jam": "printer_jam", "media-empty": "printer_no_paper", "media-needed": "printer_no_paper",
    "marker-supply-empty": "printer_no_ribbon", "toner-empty": "printer_no_ribbon", "offline": "printer_offline",
    "shutdown": "printer_offline", "timed-out": "printer_offline", "paused": "queue_paused",
    "moving-to-paused": "queue_paused",
}  # fmt: skip
_WINDOWS = {
    0x1: "queue_paused", 0x2: "printer_error", 0x8: "printer_jam", 0x10: "printer_no_paper", 0x40: "printer_no_paper",
    0x80: "printer_offline", 0x1000: "printer_offline", 0x40000: "printer_no_ribbon", 0x100000: "printer_error",
    0x400000: "printer_head_open",
}  # fmt: skip
_WORK_OFFLINE = 0x400
_LINE = re.compile(rb"\x02([0-9A-Fa-f,]+)\x03")
_LINES = 3


@dataclass(frozen=True, slots=True)
class Status:
    """`troubles` are of TROUBLES, worst first; `busy` while something is being printed or waits there; `of_queue` where
    the system's queue says so, which knows only what it handed on."""

    troubles: tuple[str, ...] = ()
    busy: bool = False
    of_queue: bool = False


def whole(language: str, answer: bytes) -> bool:
    """Whether an answer is complete, so that nobody waits for more."""
    return len(_LINE.findall(answer)) >= _LINES if language == "zpl" else bool(answer)


def understood(language: str, answer: bytes) -> Status | None:
    """What a printer answered; None where it said nothing that is known."""
    return _zpl(answer) if language == "zpl" else _tspl(answer)


def _zpl(answer: bytes) -> Status | None:
    lines = [line.split(b",") for line in _LINE.findall(answer)]
    if len(lines) < 2 or len(lines[0]) < 9 or len(lines[1]) < 9:
        return None
    first, second = lines[0], lines[1]
    flags = {
        "printer_no_paper": first[1], "printer_paused": first[2], "printer_head_open": second[2],
        "printer_no_ribbon": second[3],
    }  # fmt: skip
    said = {code for code, flag in flags.items() if flag.strip() == b"1"}
    waiting = int(first[4]) + int(second[8])
    return Status(tuple(code for code in TROUBLES if code in said), waiting > 0)


def _tspl(answer: bytes) -> Status | None:
    if len(answer) != 1:
        return None
    said = {code for bit, code in _BITS.items() if answer[0] & bit}
    return Status(tuple(code for code in TROUBLES if code in said), bool(answer[0] & _PRINTING))


def of_cups(reasons: str, *, busy: bool) -> Status:
    """The state of a queue of CUPS: its reasons, parted by commas. Warnings and reports stop nothing, but that a
    printer is offline is only ever reported."""
    said = set()
    for reason in re.split(r"[,\s]+", reasons):
        bare = re.sub(r"-(error|warning|report)$", "", reason)
        if bare == reason.removesuffix("-error") or bare == "offline":
            said.add(_REASONS.get(bare, ""))
    return _queue(said, busy)


def of_windows(status: int, attributes: int, jobs: int) -> Status:
    """The state of a queue of Windows, from the fields of PRINTER_INFO_2."""
    said = {code for bit, code in _WINDOWS.items() if status & bit}
    if attributes & _WORK_OFFLINE:
        said.add("printer_offline")
    return _queue(said, jobs > 0)


def _queue(said: set[str], busy: bool) -> Status:
    return Status(tuple(code for code in TROUBLES if code in said), busy, of_queue=True)
