"""The scanner of this place of work, as this PC's settings keep it."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any

from ui.scan.buffer import ScanSettings
from ui.scan.layouts import known

if TYPE_CHECKING:
    from ui.scan.filter import ScanFilter
    from ui.scan.serial_port import SerialScanner

KEYS = "scanner.keys"
PORT = "scanner.port"
# Least and most of each figure.
LIMITS: Mapping[str, tuple[int, int]] = {
    "average_ms": (5, 100), "gap_ms": (30, 300), "hold_ms": (20, 150), "again_ms": (0, 500), "shortest": (3, 40),
}  # fmt: skip
BAUDS = (9600, 19200, 38400, 57600, 115200)
ENCODINGS = ("utf-8", "gb18030")


@dataclass(frozen=True, slots=True)
class Port:
    """A scanner at a serial port: the port's name ("COM3", "/dev/ttyACM0"; "" is none), its speed, its encoding."""

    name: str = ""
    baud: int = 9600
    encoding: str = "utf-8"


@dataclass(frozen=True, slots=True)
class Scanner:
    """What the scanner page works on: the keys, the test sheet (laid out and shown, to be printed), the serial port."""

    scans: "ScanFilter"
    sheet: Callable[[], None]
    serial: "Callable[[], SerialScanner]"


def settings_of(kept: object) -> ScanSettings:
    """The scanner's settings from what was kept; what cannot be is left as it comes."""
    if not isinstance(kept, Mapping):
        return ScanSettings()
    usual = ScanSettings()
    found = {each.name: kept[each.name] for each in fields(ScanSettings) if _fits(usual, each.name, kept)}
    return ScanSettings(**found)


def _fits(usual: ScanSettings, name: str, kept: Mapping[str, Any]) -> bool:
    value = kept.get(name)
    if name in LIMITS:
        low, high = LIMITS[name]
        return isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high
    if name == "layout":
        return isinstance(value, str) and (not value or known(value))
    return type(value) is type(getattr(usual, name))


def kept_of(settings: ScanSettings) -> dict[str, Any]:
    """The same as plain JSON."""
    return asdict(settings)


def port_of(kept: object) -> Port:
    """The serial port that was chosen; none where that cannot be."""
    if not isinstance(kept, Mapping):
        return Port()
    name, baud, encoding = str(kept.get("name", "")), kept.get("baud", 9600), kept.get("encoding", "utf-8")
    return Port(name, baud if baud in BAUDS else 9600, encoding if encoding in ENCODINGS else "utf-8")
