"""What the page of printers tries out: which printers there are, a test print, and what a printer says of itself."""

import socket
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from ipaddress import IPv4Network
from pathlib import Path
from typing import Any

from desktop.printers import PORT, LabelPrinter, chosen, names
from printing.errors import BrokenOff, PrintingError
from printing.press import apart
from resources.i18n import _
from services.printing_jobs import SIZES
from services.prints import Paper
from ui.settings.printers import Tried

PATIENCE, AT_ONCE = 0.4, 64
# Somewhere in each range that private networks have.
PRIVATE = ("10.255.255.254", "172.31.255.254", "192.168.255.254")
test_print: Callable[..., bytes] = apart("printing.labels.test_print:render_test_print")


class PrinterBench:
    """Handed to the page of printers. Everything but `names` may take seconds: for a reader thread."""

    def __init__(self, papers: Path) -> None:
        self._papers = papers

    def names(self) -> list[str]:
        """The printers this system knows."""
        return names()

    def nearby(self) -> list[str]:
        """Addresses in this PC's own network that take raw jobs (port 9100), sorted."""
        hosts = [str(host) for network in own_networks() for host in network.hosts()]
        with ThreadPoolExecutor(AT_ONCE) as pool:
            there = list(pool.map(answers, hosts))
        return [f"{host}:{PORT}" for host, found in zip(hosts, there, strict=True) if found]

    def test(self, kind: str, setting: Mapping[str, Any], language: str) -> Tried:
        """Print a test page as this paper would be printed, and say what came of it."""
        printer = chosen(setting, self._papers)
        told = [str(setting.get("name") or self._papers), f"{setting.get('size') or SIZES[kind][0]}, {printer.dpi} dpi"]
        if isinstance(printer, LabelPrinter):
            told.append(f"{printer.kind.language.upper()} {printer.kind.encoding}")
        pdf = test_print(setting.get("size") or SIZES[kind][0], printer.dpi, told, language)
        try:
            taken = printer.print(Paper(kind, _("Test print"), pdf))
            said = printer.status()
        except BrokenOff as error:
            return Tried(error.code, sent=True, reason=str(error.data.get("reason", "")))
        except PrintingError as error:
            return Tried(error.code, reason=str(error.data.get("reason", "")))
        troubles = said.troubles if said is not None else ()
        return Tried(troubles[0] if troubles else "", sent=True, answers=said is not None, file=taken.path)


def own_networks() -> Iterable[IPv4Network]:
    """The 254 addresses around each private address of this PC."""
    own = {address for place in PRIVATE if (address := towards(place))}
    with suppress(OSError):  # no network knows this PC by its name
        own |= {str(each[4][0]) for each in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)}
    networks = {IPv4Network(f"{address}/24", strict=False) for address in own}
    return sorted(each for each in networks if each.is_private and not each.is_loopback)


def towards(place: str) -> str:
    """The address that this PC would speak from to `place`; nothing is sent. Many know their own name as 127.0.0.1."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect((place, PORT))
        except OSError:
            return ""
        return str(probe.getsockname()[0])


def answers(host: str) -> bool:
    """Whether something takes raw jobs at this address."""
    try:
        socket.create_connection((host, PORT), PATIENCE).close()
    except OSError:
        return False
    return True
