"""How a label printer says it is: the question in its language, and what its answer means.

ZPL: ~HS gives three lines, each between STX and ETX (Zebra, ZPL II Programming Guide, "Host Status Return"); the first
has paper out (2nd figure), pause (3rd) and labels not yet printed (5th), head up is the 3rd figure of the second,
ribbon out its 4th, labels left of a batch its 9th. TSPL: ESC ! ? gives one byte of bits.
"""

import re
from dataclasses import dataclass

# What can be wrong, worst first.
TROUBLES = (
    "printer_head_open", "printer_jam", "printer_no_paper", "printer_no_ribbon", "printer_paused", "printer_error",
)  # fmt: skip
QUESTIONS = {"zpl": b"~HS\r\n", "tspl": b"\x1b!?"}
_HEAD, _JAM, _PAPER, _RIBBON, _PAUSE, _PRINTING, _OTHER = 1, 2, 4, 8, 16, 32, 128
_BITS = {
    _HEAD: "printer_head_open", _JAM: "printer_jam", _PAPER: "printer_no_paper", _RIBBON: "printer_no_ribbon",
    _PAUSE: "printer_paused", _OTHER: "printer_error",
}  # fmt: skip
_LINE = re.compile(rb"\x02([0-9A-Fa-f,]+)\x03")
_LINES = 3


@dataclass(frozen=True, slots=True)
class Status:
    """`troubles` are of TROUBLES, worst first; `busy` while labels are being printed or wait in the printer."""

    troubles: tuple[str, ...] = ()
    busy: bool = False


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
