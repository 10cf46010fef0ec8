"""The main way's speed and size: `python -m benchmarks.main_way [--quick]` gives one JSON document.

One order of 5 lines goes from typing to dispatch through the use cases, each its own committed transaction with audit
entry and request id, in companies of 1,000, 100,000 and 1,000,000 orders, on SQLite and PostgreSQL. Wall clock in
milliseconds; `cpu` is this process's own time, which other programs on the machine disturb less. The floors are the
same rows without rules.
"""

import random
import sqlite3
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from benchmarks import floors
from benchmarks.bulk import copied, load_postgresql, sqlite_company
from benchmarks.measure import arguments, deliver, folder, machine, new_database, server, summary
from desktop.feed import ChangeFeed
from models import migrate
from models.base import db, open_database, reconnect
from models.delivery import Delivery
from models.goods import Barcode, Product
from models.orders import SalesOrder
from models.parties import Customer
from models.people import User
from models.stock import Lot
from services import approval, deliveries, feed, orders, packing, people, stock
from services.unit import Actor, Call

TARGETS = {
    "order_sqlite_p50_ms": 15, "order_postgresql_p50_ms": 30, "scan_p50_ms": 1, "scan_p95_ms": 2,
    "use_case_sqlite_p95_ms": 5, "use_case_postgresql_p95_ms": 10, "bytes_per_order": 8192,
    "growth_100000": 1.3, "growth_1000000": 1.6,
}  # fmt: skip
# What the target's order consists of; typing it, taking it to the bench and naming the carrier come on top.
COUNTED = ("submit", "approve", "release", "scan", "check", "pack", "sign", "dispatch")


@dataclass
class Desk:
    """The people of a company and goods of its own to work with, in the open database."""

    actors: dict[str, Actor] = field(default_factory=dict)
    chance: random.Random = field(default_factory=lambda: random.Random(11))
    wall: dict[str, list[float]] = field(default_factory=dict)
    cpu: list[float] = field(default_factory=list)
    whole: list[float] = field(default_factory=list)
    counted: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        for user in list(User.select()):
            self.actors[user.login] = people.actor_of(user)
        self.customers = [row[0] for row in Customer.select(Customer.id).where(Customer.id > 1).limit(400).tuples()]
        self.products = [row[0] for row in Product.select(Product.id).order_by(Product.id).limit(200).tuples()]
        self.labels = {}
        for product in self.products:
            lot = Lot.of(product=product)[0].number
            code = Barcode.of(product=product)[0].code
            self.labels[product] = f"]C1010{code}10{lot}" if lot else code
        self._stock_up()

    def _stock_up(self) -> None:
        """So much of each product that no order runs short."""
        for product in self.products:
            lot = Lot.of(product=product)[0]
            line = stock.Incoming(product, Decimal(500_000), lot.number, expiry=lot.expiry)
            stock.receive(self.call("warehouse"), (line,))

    def call(self, who: str) -> Call:
        return Call(self.actors[who], confirmed=frozenset({"over_limit", "overdue", "below_price", "leaves_behind"}))

    def step(self, name: str, case: Callable[..., Any], who: str, *values: Any, **named: Any) -> Any:
        """One use case, timed."""
        call = self.call(who)
        start = time.perf_counter()
        result = case(call, *values, **named)
        spent = time.perf_counter() - start
        self.wall.setdefault(name, []).append(spent)
        self._sum += spent
        if name in COUNTED:
            self._counted += spent
        return result

    def order(self) -> int:
        """One order of 5 lines, typed to dispatched."""
        self._sum = self._counted = 0.0
        processor = time.process_time()
        goods = self.chance.sample(self.products, 5)
        lines = tuple(orders.DraftLine(p, Decimal(self.chance.randint(1, 9)), Decimal("12.80"), "件") for p in goods)
        draft = orders.Draft(
            self.chance.choice(self.customers), promised=datetime.now(UTC).date() + timedelta(days=3),
            receiver="林海波", phone="13800000001", address="浙江省宁波市北仑区明州路 18 号 2306 室", lines=lines,
        )  # fmt: skip
        made = self.step("create", orders.create_order, "clerk", draft)
        made = self.step("submit", orders.submit_order, "clerk", made.id, made.version)
        done = self.step("approve", approval.approve_order, "approver", made.id, made.version)
        self._deliver(done.deliveries[0])
        self.cpu.append(time.process_time() - processor)
        self.whole.append(self._sum)
        self.counted.append(self._counted)
        return made.id

    def _deliver(self, delivery: int) -> None:
        version = Delivery.get_by_id(delivery).version
        self.step("release", deliveries.release_delivery, "approver", delivery, version)
        self.step("start", packing.start_picking, "packer", delivery)
        for pick in packing.picks(delivery):
            text = self.labels[pick.product_id]
            verdict = self.step("scan", packing.scan, "packer", delivery, text, bin_id=pick.bin_id, quantity=pick.left)
            assert verdict.code == "right", verdict
        self.step("check", packing.check_delivery, "packer", delivery)
        at = self.step("pack", packing.pack_delivery, "packer", delivery)
        at = self.step("carrier", deliveries.set_carrier, "logistics", delivery, at.version, 1)
        at = self.step("sign", deliveries.sign_off, "packer", delivery, at.version, "warehouse")
        at = self.step("sign", deliveries.sign_off, "clerk", delivery, at.version, "sales")
        self.step("dispatch", deliveries.dispatch_delivery, "logistics", delivery, at.version)

    def figures(self, times: int) -> dict[str, Any]:
        """Some orders to warm up, then `times` that count."""
        for _ in range(5):
            self.order()
        self.wall, self.cpu, self.whole, self.counted = {}, [], [], []
        for _ in range(times):
            self.order()
        return {
            "order": summary(self.counted), "order_with_typing_bench_and_carrier": summary(self.whole),
            "order_cpu_ms": {"p50": round(statistics.median(self.cpu) * 1000, 2),
                             "least": round(min(self.cpu) * 1000, 2)},
            "use_cases": {name: summary(spent) for name, spent in self.wall.items()},
        }  # fmt: skip


def on_sqlite(size: int, place: Path, times: int) -> dict[str, Any]:
    url = copied(size, place)
    open_database(url)
    reconnect()
    heard = ChangeFeed(lambda _topics: None)  # as in the program, where it carries SQLite's log over too
    heard.start()
    try:
        return Desk().figures(times)
    finally:
        heard.stop()
        db.close()
        for each in place.glob(f"{size}.db*"):
            each.unlink()


def on_postgresql(cluster: Any, size: int, times: int) -> dict[str, Any]:
    database = new_database(cluster, f"orders_{size}")
    load_postgresql(sqlite_company(size), database.owner_url, cluster.url(database.name, "postgres"))
    open_database(database.app_url)
    reconnect()
    try:
        return Desk().figures(times)
    finally:
        db.close()


def bytes_per_order(place: Path, orders_: int) -> dict[str, float]:
    """How much the compacted file grows by an order; the feed of changes is kept a day and then forgotten."""
    url = copied(1000, place)
    path = Path(url.removeprefix("sqlite:///"))
    open_database(url)
    reconnect()
    desk = Desk()
    desk.order()
    db.close()
    before = _compacted(path)
    open_database(url)
    reconnect()
    for _ in range(orders_):
        desk.order()
    db.close()
    fresh = _compacted(path)
    open_database(url)
    reconnect()
    feed.purge(lambda: datetime.now(UTC) + timedelta(days=2))
    db.close()
    kept = _compacted(path)
    return {"bytes": round((kept - before) / orders_), "with_feed_of_the_day": round((fresh - before) / orders_),
            "largest": _largest(path)}  # fmt: skip


def _compacted(path: Path) -> int:
    raw = sqlite3.connect(path)
    raw.execute("VACUUM")
    raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    raw.close()
    return path.stat().st_size


def _largest(path: Path) -> dict[str, int]:
    """The largest tables and indexes in this file, in bytes per order, where SQLite can tell."""
    raw = sqlite3.connect(path)
    try:
        rows = raw.execute("SELECT name, SUM(pgsize) FROM dbstat GROUP BY 1 ORDER BY 2 DESC LIMIT 12").fetchall()
        count = raw.execute("SELECT COUNT(*) FROM sales_order").fetchone()[0]
    except sqlite3.OperationalError:
        return {}
    finally:
        raw.close()
    return {name: round(size / count) for name, size in rows}


def the_floors(place: Path, cluster: Any, times: int) -> dict[str, Any]:
    """The same rows by raw sqlite3, by plain peewee, and by psycopg alone."""
    open_database(copied(1000, place))
    reconnect()
    desk = Desk()
    desk.order()
    before = floors.last_ids()
    number = desk.order()
    rows = floors.left_rows(before)
    transactions = sum(len(spent) for spent in desk.wall.values()) // 2
    assert SalesOrder.get_by_id(number).state == "approved"
    db.close()
    count = sum(len(each) for _table, each in rows)
    bare = new_database(cluster, "floor")
    open_database(bare.owner_url)
    reconnect()
    migrate.migrate()
    db.close()
    return {
        "rows": count, "transactions": transactions,
        "raw_sqlite3": floors.raw(place / "raw.db", rows, transactions, times),
        "plain_peewee": floors.plain_peewee(place / "peewee.db", rows, transactions, times),
        "raw_psycopg": floors.raw_postgresql(cluster.url(bare.name, "postgres"), rows, transactions, times),
    }  # fmt: skip


def measure(quick: bool) -> dict[str, Any]:
    times = 40 if quick else 200
    sizes = (1000,) if quick else (1000, 100_000, 1_000_000)
    with folder() as place, server() as cluster:
        result: dict[str, Any] = {
            "machine": machine(quick), "targets": TARGETS, "floors": the_floors(place, cluster, times),
            "bytes_per_order": bytes_per_order(place, 100 if quick else 500),
            "sqlite": {str(size): on_sqlite(size, place, times) for size in sizes},
        }  # fmt: skip
        result["postgresql"] = {str(size): on_postgresql(cluster, size, times) for size in sizes[:2]}
    for engine in ("sqlite", "postgresql"):
        _growth(result[engine])
    return result


def _growth(engine: dict[str, Any]) -> None:
    least = engine["1000"]["order"]["p50"], engine["1000"]["order_cpu_ms"]["p50"]
    for figures in engine.values():
        figures["growth"] = round(figures["order"]["p50"] / least[0], 2)
        figures["growth_cpu"] = round(figures["order_cpu_ms"]["p50"] / least[1], 2)


if __name__ == "__main__":
    given = arguments(__doc__)
    deliver(measure(given.quick), given.out)
