"""Programs that tests start beside themselves: `python -m tests.services.workers NAME URL ARGUMENT...`."""

import os
import random
import signal
import socket
import sys
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

from models.base import db, open_database, reconnect
from models.delivery import Delivery
from models.orders import SalesOrder
from services import approval, deliveries, order_import, orders, packing, record_import, stock
from services.importing.reading import read_file
from services.orders import DraftLine
from services.print_desk import settle_print
from services.prints import Paper, Taken, Worker, stuck
from services.unit import Call, UseCase
from tests.services.shop import Shop


def approve(shop: Shop, *order_ids: str) -> None:
    """Approve these orders one after another."""
    for order_id in map(int, order_ids):
        version = SalesOrder.get_by_id(order_id).version
        approval.approve_order(shop.call("approver"), order_id, version)


def work_for_ever(shop: Shop, seed: str, product: str) -> None:
    """The main way until killed. A line says which request was answered, never before it was."""
    chance = random.Random(int(seed))
    step = Step(shop, int(product))
    while True:
        chance.choice((step.type, step.receive, step.sell, step.sell))()


class Step:
    """What the killed program is doing; each use case that answers is told on standard output."""

    def __init__(self, shop: Shop, product: int) -> None:
        self.shop, self.product = shop, product

    def do(self, case: UseCase[..., Any], who: str, *args: Any, **more: Any) -> Any:
        call: Call = self.shop.call(who)
        result = case(call, *args, **more)
        sys.stdout.write(f"{call.request_id}\n")
        sys.stdout.flush()
        return result

    def type(self) -> None:
        """A draft with as many lines as an imported file has."""
        lines = tuple(DraftLine(self.product, Decimal(number), Decimal(1)) for number in range(1, 60))
        self.do(orders.create_order, "clerk", self.shop.draft(lines=lines))

    def receive(self) -> None:
        line = stock.Incoming(self.product, Decimal(20), location_id=self.shop.bin())
        self.do(stock.receive, "warehouse", (line,))

    def sell(self) -> None:
        made = self.do(orders.create_order, "clerk", self.shop.draft((self.product, 2), (self.product, 3)))
        sent = self.do(orders.submit_order, "clerk", made.id, made.version)
        decided = self.do(approval.approve_order, "approver", sent.id, sent.version)
        for delivery_id in decided.deliveries:
            self.ship(delivery_id)

    def ship(self, delivery_id: int) -> None:
        version = Delivery.get_by_id(delivery_id).version
        self.do(deliveries.release_delivery, "approver", delivery_id, version)
        while self.do(packing.scan, "packer", delivery_id, self.shop.label(self.product)).state == "picking":
            pass
        self.do(packing.check_delivery, "packer", delivery_id)
        packed = self.do(packing.pack_delivery, "packer", delivery_id)
        step = self.do(deliveries.set_carrier, "logistics", delivery_id, packed.version, 1)
        step = self.do(deliveries.sign_off, "packer", delivery_id, step.version, "warehouse")
        step = self.do(deliveries.sign_off, "clerk", delivery_id, step.version, "sales")
        self.do(deliveries.dispatch_delivery, "logistics", delivery_id, step.version)


class SlowTray:
    """Takes papers over the network in two parts, so that a kill may fall between them."""

    dpi, size, offset = 203, "", (0.0, 0.0)

    def __init__(self, port: int) -> None:
        self._port = port

    def print(self, paper: Paper) -> Taken:
        with socket.create_connection(("127.0.0.1", self._port)) as line:
            line.sendall(f"{paper.name}\n".encode())
            time.sleep(0.005)
            line.sendall(paper.pdf)
        return Taken()


def resumed(shop: Shop, port: int) -> Worker:
    """The printing of this station begun anew; what is uncertain did not come out, says a person."""
    tray, packer = SlowTray(port), shop.actors["packer"]
    worker = Worker(packer.station, lambda: {"label": tray, "note": tray}, packer)
    worker.resume()
    for job in (job for job in stuck(packer.station) if job.state == "uncertain"):
        settle_print(shop.call("packer"), job.id, came_out=False)
    return worker


def print_for_ever(shop: Shop, port: str, product: str) -> None:
    """Pick, pack and print at this station until killed."""
    worker = resumed(shop, int(port))
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    while True:
        for _paper in range(worker.run()):
            sys.stdout.write("printed\n")
        sys.stdout.flush()
        delivery = shop.released((int(product), 2))
        for _piece in range(2):
            packing.scan(shop.call("packer"), delivery.id, shop.label(int(product)))
        packing.check_delivery(shop.call("packer"), delivery.id)
        packing.pack_delivery(shop.call("packer"), delivery.id)


def import_file(shop: Shop, kind: str, path: str) -> None:
    """Bring a file in. Says "writing" once it holds the lock and how far it is, "done" when it has answered."""
    file = Path(path)
    reading = read_file(file, kind)

    def tell(done: int, total: int) -> None:
        sys.stdout.write(f"writing {done}/{total}\n")
        sys.stdout.flush()

    how = {"before": lambda _prepared: tell(0, 0)} if kind == "orders" else {"report": tell}
    take = order_import.run_import if kind == "orders" else record_import.run_import
    take(shop.call("owner"), file, reading, **how)  # type: ignore[operator]
    sys.stdout.write("done\n")
    sys.stdout.flush()


WORKERS: dict[str, Callable[..., None]] = {
    "approve": approve, "work_for_ever": work_for_ever, "import_file": import_file,
    "print_for_ever": print_for_ever,
}  # fmt: skip

if __name__ == "__main__":
    name, url, *arguments = sys.argv[1:]
    open_database(url)
    reconnect()
    WORKERS[name](Shop(), *arguments)
    db.close()


def die_at_work(_draft: Path, report: Callable[[int, int], None]) -> None:
    """What a keeper's child does that the system ends for want of memory."""
    report(0, 100)
    os.kill(os.getpid(), signal.SIGKILL)
