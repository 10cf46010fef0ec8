"""Programs that tests start beside themselves: `python -m tests.services.workers NAME URL ARGUMENT...`."""

import os
import random
import signal
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

from models.base import db, open_database, reconnect
from models.delivery import Delivery
from models.orders import SalesOrder
from services import approval, deliveries, order_import, orders, packing, record_import, stock
from services.importing import read_file
from services.orders import DraftLine
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
