"""A program killed while it picks and prints: no label twice without its mark, none lost, nothing counted twice."""

import os
import random
import re
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import pytest

from models.base import db, open_database, reconnect
from models.delivery import Delivery, Package
from models.paper import PrintJob
from services.check import check
from tests.printing.samples import texts
from tests.services.conftest import Engine
from tests.services.shop import Shop
from tests.services.workers import resumed

ROOT = Path(__file__).parents[2]
KILLS = int(os.environ.get("TEST_KILLS", "2"))


@contextmanager
def paper_tray() -> Iterator[tuple[int, list[tuple[str, bytes]]]]:
    """A printer on the network: its port, and (name, what came of the paper) in the order they came."""
    printed: list[tuple[str, bytes]] = []

    def take(server: socket.socket) -> None:
        while True:
            try:
                line, _address = server.accept()
            except OSError:
                return
            with line, line.makefile("rb") as file:
                name = file.readline().decode().strip()
                if name:  # else the program was killed before its first byte
                    printed.append((name, file.read()))

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = Thread(target=take, args=(server,), daemon=True)
        thread.start()
        yield server.getsockname()[1], printed
        server.shutdown(socket.SHUT_RDWR)
        thread.join(5)


def work_until_killed(engine: Engine, port: int, product: int, papers: int, seconds: float) -> None:
    command = [sys.executable, "-m", "tests.services.workers", "print_for_ever", engine.url, str(port), str(product)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        told = [program.stdout.readline() for _paper in range(papers + 1)]
        assert set(told) == {"ready\n", "printed\n"}
        time.sleep(seconds)
        program.kill()


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_program_killed_while_printing_prints_nothing_twice_without_its_mark(engine: Engine) -> None:
    open_database(engine.url)
    reconnect()
    shop, chance = Shop(), random.Random(7)
    product = shop.product()
    shop.stock(product, 100_000)
    db.close()
    with paper_tray() as (port, printed):
        for _round in range(KILLS):
            work_until_killed(engine, port, product, chance.randint(2, 5), chance.uniform(0, 0.1))
        open_database(engine.url)
        reconnect()
        while resumed(Shop(), port).run():
            pass
    assert [each for each in check() if not each.ok] == []
    names = Counter(name for name, _paper in printed)
    assert len(names) > KILLS
    assert set(names.values()) == {1}, "each paper came once, a second one under the name of its copy"
    for name, paper in printed:
        whole = paper.endswith(b"%%EOF\n")
        marked = whole and any(re.search(r"补打|Reprint", text) for text in texts(paper))
        assert not whole or marked == bool(re.search(r"-x\d+$", name)), name
    out = PrintJob.select(PrintJob.delivery_id, PrintJob.package).where(
        (PrintJob.kind == "label") & (PrintJob.state == "sent")
    )
    packed = Package.select(Package.delivery, Package.number).join(Delivery).where(Delivery.packed_at.is_null(False))
    assert sorted(packed.tuples()) == sorted(out.tuples()), "none is lost, and one of each stands"
