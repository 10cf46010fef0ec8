"""What a scale sends over its serial line. Pure: bytes in, readings out.

The protocols are data (resources/scales.json): the line's settings, what is sent to ask (nothing for scales that send
all the time), and one pattern whose groups are named value, sign, unit, state and point. Sources: MT-SICS reference;
Mettler Toledo continuous output; Yaohua XK3190 manuals (formats 0, 1, 2 and A12); A&D and NCI command sets.
"""

import json
import re
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache, reduce
from importlib.resources import files
from operator import xor
from typing import Any

GRAMS = {
    "kg": Decimal(1000), "g": Decimal(1), "lb": Decimal("453.59237"), "oz": Decimal("28.349523125"),
}  # fmt: skip
# Where a protocol does not say that the weight stands still, so many equal readings do.
STILL = 3
MOST_HELD = 256
# An empty pan may show so many grams, and one package twice so many or one part in so many otherwise.
EMPTY, SAME, SAME_PART = 20, 5, 200


@dataclass(frozen=True, slots=True)
class Reading:
    """One weight in grams, 0 for less; `stable` when it stands still, `over` when it is more than the scale takes."""

    grams: int
    stable: bool
    over: bool = False


@dataclass(frozen=True, slots=True)
class Protocol:
    """How a kind of scale speaks; `ask` is sent for each reading, b"" where it sends by itself."""

    name: str
    title: str
    told: str
    baud: int
    bits: int
    parity: str
    stop: int
    ask: bytes
    pattern: re.Pattern[str]
    rules: dict[str, Any] = field(hash=False)


@cache
def protocols() -> dict[str, Protocol]:
    """Every protocol by its name, in the order to be offered."""
    found = {}
    for each in json.loads((files("resources") / "scales.json").read_text("utf-8")):
        line = each["line"]
        found[each["name"]] = Protocol(
            each["name"], each["title"], each["told"], line["baud"], line["bits"], line["parity"], line["stop"],
            each["ask"].encode("ascii"), re.compile(each["pattern"], re.DOTALL), each,
        )  # fmt: skip
    return found


class Pan:
    """What lies on the scale, so that the weight of one package is never taken for the next one's.

    A package is whatever tells it from others. After a weight was taken for one, another's is only what stands there
    after the pan was empty, or what weighs otherwise.
    """

    def __init__(self) -> None:
        self._package: object = None
        self._grams = 0

    def see(self, reading: Reading) -> None:
        """Each reading, also those that move."""
        if self._package is not None and not reading.over and reading.grams <= min(EMPTY, self._grams // 2):
            self._package = None

    def holds_another(self, package: object, reading: Reading) -> bool:
        """Whether this weight is still that of the package before."""
        most = max(SAME, self._grams // SAME_PART)
        return self._package not in (None, package) and abs(reading.grams - self._grams) <= most

    def taken(self, package: object, reading: Reading) -> None:
        self._package, self._grams = package, reading.grams


class Reader:
    """Makes readings of the bytes of one scale as they come, in pieces of any size; what is no weight is skipped."""

    def __init__(self, protocol: Protocol) -> None:
        self._protocol, self._held = protocol, ""
        self._same: tuple[int, int] = -1, 0

    def feed(self, data: bytes) -> list[Reading]:
        self._held += data.decode("latin-1")
        made, end = [], 0
        for match in self._protocol.pattern.finditer(self._held):
            end = match.end()
            if (reading := self._read(match)) is not None:
                made.append(reading)
        self._held = self._held[end:][-MOST_HELD:]
        return made

    def _read(self, match: re.Match[str]) -> Reading | None:
        rules, got = self._protocol.rules, match.groupdict()
        if got.get("check") and not _checks(got["checked"], got["check"]):
            return None
        state = got.get("state") or ""
        over = (bool(state) and state == rules.get("over")) or _bit(rules, got, "over")
        if not got.get("value"):
            return Reading(0, False, over) if over else None
        grams = self._grams(got)
        stable = self._stands(grams, state, got) and not over
        return Reading(max(grams, 0), stable, over)

    def _grams(self, got: dict[str, str]) -> int:
        rules, text = self._protocol.rules, got["value"].strip() or "0"
        value = Decimal(text[::-1] if rules.get("reversed") else text)
        if got.get("point"):
            value = value.scaleb(-int(got["point"]))
        if rules.get("decimals"):
            value = value.scaleb(2 - (ord(got[rules["decimals"]]) & 7))
        minus = got.get("sign") == "-" or _bit(rules, got, "minus")
        unit = (got.get("unit") or rules.get("unit") or ("kg" if _bit(rules, got, "kg") else "lb")).lower()
        return int((value * GRAMS[unit]).to_integral_value()) * (-1 if minus else 1)

    def _stands(self, grams: int, state: str, got: dict[str, str]) -> bool:
        rules = self._protocol.rules
        if "stable" in rules:
            return bool(state == rules["stable"])
        if "moving" in rules.get("bits", {}):
            return not _bit(rules, got, "moving")
        value, times = self._same
        self._same = grams, times + 1 if value == grams else 1
        return self._same[1] >= STILL


def _bit(rules: dict[str, Any], got: dict[str, str], name: str) -> bool:
    """Whether a bit of a status character is set."""
    if name not in rules.get("bits", {}):
        return False
    group, place = rules["bits"][name]
    return bool(ord(got[group]) >> place & 1)


def _checks(text: str, check: str) -> bool:
    """Yaohua's check: all characters between STX and the check combined by exclusive or, in two hex figures."""
    return f"{reduce(xor, text.encode('latin-1')):02X}" == check
