"""Looks for PostgreSQL on the office's own network, when a person asks for it: all addresses of the networks that this
PC is in, tried at once, within seconds.

    for found in look(): print(found.address, found.name)

A PostgreSQL server answers a request for encryption (protocol 3.0, SSLRequest) with one letter, before anybody signs
in.
"""

import ipaddress
import logging
import selectors
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

log = logging.getLogger(__name__)
PORT = 5432
AT_ONCE, MOST_NETWORKS = 255, 4
SECONDS, NAME_SECONDS = 3.0, 1.5
SSL_REQUEST = (8).to_bytes(4, "big") + (80877103).to_bytes(4, "big")
ANSWERS = (b"S", b"N", b"E")  # encrypted, not, too old to know
HERE = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Found:
    """A server: its address, and its name where the network knows one, else ""."""

    address: str
    name: str = ""


def look(
    hosts: Iterable[str] | None = None, port: int = PORT, seconds: float = SECONDS,
    go_on: Callable[[], None] = lambda: None,
) -> list[Found]:  # fmt: skip
    """The servers that answer in time, on this PC and around it; `go_on` is called on the way and may raise.

    `seconds` are for each network of 254 addresses: Windows asks at most 512 at once.
    """
    found: set[str] = set()
    for part in batched(neighbours(own_addresses()) if hosts is None else hosts, AT_ONCE):
        asked, end = _Asked(part, port), time.monotonic() + seconds
        try:
            while asked.waiting() and time.monotonic() < end:
                go_on()
                asked.step(0.1)
        finally:
            asked.close()
        found |= asked.found
    return named(sorted(found, key=ipaddress.ip_address))


def batched(hosts: Iterable[str], most: int) -> Iterator[list[str]]:
    rest = list(hosts)
    while rest:
        yield rest[:most]
        rest = rest[most:]


def own_addresses() -> list[str]:
    """This PC's own private IPv4 addresses."""
    told = {*_addresses_of_name(), *_address_of_way_out()}
    return sorted(address for address in told if _is_office(ipaddress.IPv4Address(address)))


def _addresses_of_name() -> set[str]:
    try:
        return {str(info[4][0]) for info in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)}
    except OSError as error:
        log.info("this PC does not know its own name: %s", error)
        return set()


def _address_of_way_out() -> set[str]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as way:
        try:
            way.connect(("10.255.255.255", 9))  # sends nothing; the system chooses the way
            return {str(way.getsockname()[0])}
        except OSError as error:
            log.info("this PC is in no network: %s", error)
            return set()


def _is_office(address: ipaddress.IPv4Address) -> bool:
    return address.is_private and not address.is_loopback and not address.is_link_local


def neighbours(own: Iterable[str]) -> list[str]:
    """This PC, then the 254 addresses of each network of an office's usual size (/24) that it is in."""
    networks = {ipaddress.IPv4Network(f"{address}/24", strict=False) for address in own}
    return [HERE, *(str(host) for network in sorted(networks)[:MOST_NETWORKS] for host in network.hosts())]


class _Asked:
    """Connections on their way, without a thread for each."""

    def __init__(self, hosts: Iterable[str], port: int) -> None:
        self.found: set[str] = set()
        self._sockets = selectors.DefaultSelector()
        for host in hosts:
            self._ask(host, port)

    def _ask(self, host: str, port: int) -> None:
        way = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        way.setblocking(False)
        way.connect_ex((host, port))
        self._sockets.register(way, selectors.EVENT_WRITE, host)

    def waiting(self) -> bool:
        return bool(self._sockets.get_map())

    def step(self, seconds: float) -> None:
        for key, events in self._sockets.select(seconds):
            way = key.fileobj
            assert isinstance(way, socket.socket)
            try:
                if events & selectors.EVENT_WRITE:
                    way.sendall(SSL_REQUEST)
                    self._sockets.modify(way, selectors.EVENT_READ, key.data)
                    continue
                if way.recv(1) in ANSWERS:
                    self.found.add(key.data)
            except OSError as error:
                log.debug("%s: %s", key.data, error)  # nobody is there
            self._drop(way)

    def _drop(self, way: socket.socket) -> None:
        self._sockets.unregister(way)
        way.close()

    def close(self) -> None:
        for key in list(self._sockets.get_map().values()):
            assert isinstance(key.fileobj, socket.socket)
            self._drop(key.fileobj)
        self._sockets.close()


def named(addresses: list[str], seconds: float = NAME_SECONDS) -> list[Found]:
    """With the names that the network tells in time: a PC's address changes, its name stays."""
    names: dict[str, str] = {}

    def ask(address: str) -> None:
        try:
            name = socket.gethostbyaddr(address)[0]
            if socket.gethostbyname(name) == address:
                names[address] = name
        except OSError as error:
            log.debug("%s has no name: %s", address, error)

    threads = [threading.Thread(target=ask, args=(each,), name="server name", daemon=True) for each in addresses]
    for thread in threads:
        thread.start()
    end = time.monotonic() + seconds
    for thread in threads:
        thread.join(max(0.0, end - time.monotonic()))
    return [Found(address, names.get(address, "")) for address in addresses]
