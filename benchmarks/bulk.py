"""Companies with many orders, written row by row without use cases: `python -m benchmarks.bulk ORDERS [--postgresql]`.

They are kept in .cache/bench/ and made only once for each version of the tables. What is written is what the use cases
would have written: see benchmarks/stencils.py. `--check` proves it by the program's own checks.
"""

import argparse
import hashlib
import json
import os
import random
import shutil
import sqlite3
import sys
import tempfile
import time
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from benchmarks.stencils import ENDED, KINDS, LINES, OPEN, OPENING, PLACE, TRACKED, Stencil, bound, make_stencils
from models import migrate
from models.base import db, open_database, reconnect
from models.delivery import Delivery
from models.money import Receivable
from models.orders import SalesOrder
from models.people import AuditEntry
from models.stock import StockMove
from models.tables import ALL
from services import people
from services.search import search_line
from services.unit import GENESIS, chained
from tests.services.shop import ean, furnish

CACHE = Path(__file__).parent.parent / ".cache" / "bench"
MIGRATIONS = sorted(Path(migrate.FOLDER).glob("0*.py"))
OPEN_PART, BATCH, PER_RECEIPT = 50, 1000, 50
PLACES = ("宁波", "杭州", "苏州", "长沙", "重庆", "厦门", "青岛", "成都", "广州", "沈阳", "西安", "温州")
WORDS = ("东港", "安泰", "华信", "金茂", "宏达", "瑞丰", "天成", "兴业", "永盛", "嘉禾", "明远", "海纳", "中联", "德润")
TRADES = ("贸易行", "机电有限公司", "五金商店", "超市", "食品有限公司", "工业品有限公司")
GOODS = ("锂基润滑脂", "丁腈手套", "硅油喷剂", "外六角螺栓", "护套电缆", "周转箱", "陶瓷轴承", "封箱胶带", "电动扳手",
         "砂纸")  # fmt: skip
MAKES = ("耐油", "食品级", "不锈钢", "铜芯", "防静电", "加厚", "高温", "精密", "通用", "环保")


@dataclass(frozen=True, slots=True)
class Size:
    """How large a company is; its orders are spread over `days`."""

    orders: int
    customers: int
    products: int
    bins: int
    days: int


def size_of(orders: int) -> Size:
    if orders >= 1_000_000:
        return Size(orders, 50_000, 100_000, 4000, 1095)
    if orders >= 100_000:
        return Size(orders, 2000, 5000, 400, 365)
    return Size(orders, max(20, orders // 5), max(50, orders // 2), 40, 30)


@dataclass
class Company:
    """The texts by id, the calendar, and what the orders written so far add up to, as stored."""

    size: Size
    today: date
    chance: random.Random = field(default_factory=lambda: random.Random(5))
    texts: dict[str, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        size, chance = self.size, self.chance
        self.first = self.today - timedelta(days=size.days)
        days = [self.first + timedelta(days=n) for n in range(-40, size.days + 500)]
        self.iso = Calendar(day.isoformat() for day in days)
        self.ymd = Calendar(f"{day:%Y%m%d}" for day in days)
        products, customers = range(size.products + 1), range(size.customers + 2)
        self.texts = {
            "SKU": [f"PD-{n:06d}" for n in products],
            "NAME": [f"{chance.choice(MAKES)}{chance.choice(GOODS)} {n % 97 + 3}型" for n in products],
            "CODE": [ean(n) for n in products],
            "LOT": [f"L{n % 900:03d}-{n:06d}" if tracked(n) else "" for n in products],
            "BIN": [f"{chr(65 + n // 400 % 26)}-{n // 10 % 40:02d}-{n}" for n in range(size.bins + 100)],
            "CN": [chance.choice(PLACES) + chance.choice(WORDS) + chance.choice(TRADES) + str(n) for n in customers],
            "CR": [chance.choice("林陈王李张刘黄吴") + chance.choice(("海波", "晓燕", "建国", "敏", "志强"))
                   for _ in customers],
            "CP": [f"13{n % 10}{chance.randrange(10**8):08d}" for n in customers],
            "CA": [f"浙江省宁波市北仑区{chance.choice(WORDS)}路 {n} 号东港大厦 {n % 30 + 1}06 室" for n in customers],
        }  # fmt: skip
        self.on_hand, self.reserved = (array("q", bytes(8 * size.products * len(KINDS))) for _ in range(2))
        self.owes = array("q", bytes(8 * len(customers)))
        self.counters: dict[str, int] = {}

    def names(self) -> dict[str, Any]:
        """What the stamps refer to."""
        return {"sha256": hashlib.sha256, "ISO": self.iso, "YMD": self.ymd, **self.texts}

    def bin_of(self, product: int) -> int:
        """The id of a product's bin; the fixed places and the template's bins come before."""
        return FIRST_BIN + product * 7 % self.size.bins

    def goods(self, scarce: int | None) -> list[int]:
        """Products for the lines of one order, well-selling ones more often, tracked by lot where the stencil's are.

        The last products of the company have no goods and are only for a stencil's scarce line.
        """
        found: list[int] = []
        plenty = self.size.products * 19 // 20
        for line in range(LINES):
            while True:
                n = int(plenty * self.chance.random() ** 2) + 1 if line != scarce else self.chance.randint(
                    plenty + 1, self.size.products)  # fmt: skip
                n = n - n % 3 + (3 if line in TRACKED else 1)
                if n <= (self.size.products if line == scarce else plenty) and n not in found:
                    found.append(n)
                    break
        return found

    def book(self, stencil: Stencil, goods: list[int], customer: int, day: int, counter: int) -> None:
        """Add what one order did."""
        for line, place, on_hand, reserved in stencil.balances:
            at = (goods[line] - 1) * len(KINDS) + place
            self.on_hand[at] += on_hand
            self.reserved[at] += reserved
        self.owes[customer] += stencil.owes
        for prefix, later in stencil.numbers:
            key = f"{prefix}-{self.ymd[day + later]}"
            # As benchmarks/stencils.py writes the number of a delivery that was planned again later.
            used = int(f"{counter:04d}{later}9") if prefix == "DN" and later else counter
            self.counters[key] = max(self.counters.get(key, 0), used)


class Calendar(list[str]):
    """Texts of days, counted from the company's first day; some days before it exist too."""

    def __getitem__(self, day: Any) -> Any:
        return list.__getitem__(self, day + 40)


FIRST_BIN = 12  # after the seven fixed places and the furnished company's four bins


def tracked(product: int) -> bool:
    return product % 3 == 0


def make(path: Path, orders: int) -> None:
    """Write the company into a new SQLite file."""
    part = path.with_suffix(".part")
    part.unlink(missing_ok=True)
    furnish(f"sqlite:///{part}", people.hash_password("password1"))
    with tempfile.TemporaryDirectory() as folder:
        stencils = make_stencils(Path(folder))
    company = Company(size_of(orders), datetime.now(UTC).date() - timedelta(days=2))
    raw = sqlite3.connect(part, isolation_level=None)
    later = _bare(raw)
    raw.execute("BEGIN")
    Writer(raw, company, stencils).write()
    for statement in later:
        raw.execute(statement)
    raw.execute("COMMIT")
    raw.execute("ANALYZE")
    raw.execute("PRAGMA journal_mode = wal")
    raw.close()
    for name in ("-wal", "-shm"):
        part.with_name(part.name + name).unlink(missing_ok=True)
    part.rename(path)


def _bare(raw: sqlite3.Connection) -> list[str]:
    """Take indexes and triggers away for the writing; returns the statements that bring them back."""
    for pragma in ("journal_mode = off", "synchronous = off", "foreign_keys = off", "cache_size = -400000"):
        raw.execute(f"PRAGMA {pragma}")
    found = raw.execute("SELECT type, name, sql FROM sqlite_master WHERE type IN ('index', 'trigger') AND sql <> ''")
    rows = found.fetchall()
    for kind, name, _sql in rows:
        raw.execute(f'DROP {kind} "{name}"')
    return [sql for _kind, _name, sql in rows]


class Writer:
    """Writes one company's rows, in one transaction, tables without indexes."""

    def __init__(self, raw: sqlite3.Connection, company: Company, stencils: dict[str, list[Stencil]]) -> None:
        self.raw, self.company, self.stencils = raw, company, stencils
        self.stamps = {id(one): bound(one, company.names()) for each in stencils.values() for one in each}
        self.rows: dict[str, list[tuple[Any, ...]]] = {table._meta.table_name: [] for table in ALL}
        self.base = dict.fromkeys(PLACE.values(), 0)
        last = raw.execute("SELECT MAX(id) FROM audit_entry").fetchone()[0]
        self.base[PLACE[AuditEntry]] = last
        self.digest = bytes(raw.execute("SELECT digest FROM audit_entry WHERE id = ?", (last,)).fetchone()[0])
        assert self.digest != GENESIS

    def write(self) -> None:
        size = self.company.size
        self.base[PLACE[StockMove]] = size.products  # the receipts' moves, written when it is known how much they were
        self._receipts_audited()
        for done, order in enumerate(self._orders(), 1):
            self._stamp(*order)
            if done % BATCH == 0:
                self.flush()
                if done % 100_000 == 0:
                    sys.stderr.write(f"{done:,} orders\n")
        self._masters()
        self._stock()
        self.rows["sequence"] = list(self.company.counters.items())
        self.flush()

    def _orders(self) -> Iterator[tuple[Stencil, int, int, int]]:
        """Each order as stencil, day, counter of the day, order number from 1."""
        size, chance = self.company.size, self.company.chance
        still_open = max(size.orders // OPEN_PART, 40)
        mixes = {kind: ([name for name, *_ in ways], [share for *_, share, _scarce in ways])
                 for kind, ways in (("ended", ENDED), ("open", OPEN))}  # fmt: skip
        counter, last = 0, -1
        for n in range(size.orders):
            day = n * size.days // size.orders
            counter = counter + 1 if day == last else 1
            last, age = day, size.days - day
            names, shares = mixes["open" if n >= size.orders - still_open else "ended"]
            name = chance.choices(names, shares)[0]
            one = chance.choice(self.stencils[name])
            if one.days > age or (name == "paid" and age < 31):
                one = chance.choice(self.stencils["unpaid" if age > 4 else "in_transit"])
            yield one, day, counter, n + 1

    def _stamp(self, one: Stencil, day: int, counter: int, number: int) -> None:
        company, chance = self.company, self.company.chance
        goods = company.goods(one.scarce)
        customer = 2 + int(company.size.customers * chance.random() ** 2)
        moved = company.first + timedelta(days=day) - OPENING.date()
        later = moved.days * 86_400_000_000 + (counter * 37_000_000) % 20_000_000_000
        made = self.stamps[id(one)](
            self.base, *goods, *map(company.bin_of, goods), customer, later, day, f"-{counter:04d}",
            f"PO{number:09d}", f"SF{1_000_000_000_000 + number}",
        )  # fmt: skip
        for table, rows in zip(one.tables, made, strict=True):
            self.rows[table._meta.table_name] += self._chain(rows) if table is AuditEntry else rows
        for place, count in one.counts.items():
            self.base[place] += count
        company.book(one, goods, customer, day, counter)

    def _chain(self, rows: list[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
        """Audit rows with request ids of their own, each with its digest."""
        for number, at, user, source, case, kind, subject, _request, content, detail, result, _digest in rows:
            request = f"{at // 60_000_000:x}"[-5:] + f"{number:07x}"
            row = {
                "id": number, "at": at, "user": user, "source": source, "use_case": case, "subject_kind": kind,
                "subject_id": subject, "request_id": request, "content": content.hex(), "detail": detail,
                "result": result,
            }  # fmt: skip
            self.digest = chained(self.digest, row)
            yield (number, at, user, source, case, kind, subject, request, content, detail, result, self.digest)

    def flush(self) -> None:
        for table, rows in self.rows.items():
            if rows:
                self.raw.executemany(f'INSERT INTO "{table}" VALUES ({",".join("?" * len(rows[0]))})', rows)
                rows.clear()

    # what is there once for the whole company

    def _masters(self) -> None:
        company, size, t = self.company, self.company.size, self.company.texts
        bins = ((FIRST_BIN + n, f"{t['BIN'][FIRST_BIN + n]}", "", "bin", None, 100 + n, 1) for n in range(size.bins))
        self._add("location", ("id", "code", "name", "kind", "parent_id", "walk", "active"), bins)
        self._add(
            "customer",
            ("id", "code", "name", "contact", "phone", "credit_limit", "payment_days", "price_level",
             "delivery_policy", "balance", "search", "active", "version"),
            ((n, f"K{n:06d}", t["CN"][n], t["CR"][n], t["CP"][n], 9_000_000_000, 30, "", "ready", company.owes[n],
              search_line(f"K{n:06d}", t["CP"][n], t["CR"][n], named=t["CN"][n]), 1, 1)
             for n in range(2, size.customers + 2)),
        )  # fmt: skip
        self._add(
            "address", ("customer_id", "receiver", "phone", "text", "is_default"),
            ((n, t["CR"][n], t["CP"][n], t["CA"][n], 1) for n in range(2, size.customers + 2)),
        )  # fmt: skip
        self._add(
            "product",
            ("id", "sku", "name", "name_en", "spec", "unit", "lot_tracked", "shelf_life_days", "safety_stock",
             "lead_days", "price", "min_price", "cost", "weight_g", "search", "active", "version"),
            ((n, t["SKU"][n], t["NAME"][n], "", "", "件", int(tracked(n)), None, 20_000, 7, 128_000, None, 64_000, 350,
              search_line(t["SKU"][n], t["CODE"][n], named=t["NAME"][n]), 1, 1)
             for n in range(1, size.products + 1)),
        )  # fmt: skip
        self._add("barcode", ("id", "code", "product_id", "unit", "factor"),
                  ((n, t["CODE"][n], n, "", 1000) for n in range(1, size.products + 1)))  # fmt: skip

    def _add(self, table: str, names: tuple[str, ...], rows: Iterator[tuple[Any, ...]]) -> None:
        marks = ",".join("?" * len(names))
        while batch := list(islice(rows, 10_000)):
            self.raw.executemany(f'INSERT INTO "{table}" ({",".join(names)}) VALUES ({marks})', batch)

    def _receipts_audited(self) -> None:
        """The first entries of the orders' chain: the goods they live on came in."""
        size, at = self.company.size, self._opening()
        blank = (None, b"\0" * 16, '{"lines":50}', "{}", b"")
        count = (size.products + PER_RECEIPT - 1) // PER_RECEIPT
        first = self.base[PLACE[AuditEntry]]
        rows = [(first + n, at, 2, "window", "stock.receive", "receipt", n, *blank) for n in range(1, count + 1)]
        self.rows["audit_entry"] += self._chain(rows)
        self.base[PLACE[AuditEntry]] += count

    def _opening(self) -> int:
        return int(datetime.combine(self.company.first - timedelta(days=20), OPENING.timetz()).timestamp()) * 1_000_000

    def _stock(self) -> None:
        """Receipts that cover what left and something more, then lots, balances and each product's figures."""
        company, at, kinds = self.company, self._opening(), len(KINDS)
        day = (company.first - timedelta(days=20)).isoformat()
        fixed = dict(self.raw.execute("SELECT kind, id FROM location WHERE kind <> 'bin'").fetchall())
        for product in range(1, company.size.products + 1):
            receipt, start = (product - 1) // PER_RECEIPT + 1, (product - 1) * kinds
            bin_ = company.bin_of(product)
            if (product - 1) % PER_RECEIPT == 0:
                number = f"GR-{day.replace('-', '')}-{receipt:04d}"
                self.rows["receipt"].append((receipt, number, 1, None, "", at, 4))
                company.counters[number[:11]] = receipt
            scarce = product > company.size.products * 19 // 20
            more = 0 if scarce else company.chance.randint(30, 900) * 1000
            came = company.reserved[start + 1] - company.on_hand[start + 1] + more
            lot, tells = company.texts["LOT"][product], tracked(product)
            expiry = company.iso[company.size.days + 300] if tells else None
            self.rows["lot"].append((product, product, lot, None, expiry, day))
            if came:
                self._receive(product, receipt, came, bin_, fixed["supplier"], at)
            self._balances(product, start, fixed | {"bin": bin_})
            if product % 5000 == 0:
                self.flush()

    def _receive(self, product: int, receipt: int, came: int, bin_: int, supplier: int, at: int) -> None:
        start = (product - 1) * len(KINDS)
        self.company.on_hand[start] -= came
        self.company.on_hand[start + 1] += came
        self.rows["receipt_line"].append((product, receipt, product, product, bin_, None, came))
        self.rows["stock_move"].append(
            (product, at, product, product, came, supplier, "good", bin_, "good", "receive", "", "receipt", receipt,
             None, 4)
        )  # fmt: skip

    def _balances(self, product: int, start: int, places: dict[str, int]) -> None:
        company = self.company
        on_hand, reserved = (each[start : start + len(KINDS)] for each in (company.on_hand, company.reserved))
        for place, kind in enumerate(KINDS):
            if on_hand[place] or reserved[place] or place < 2:
                self.rows["stock_balance"].append(
                    (start + place + 1, product, product, places[kind], "good", on_hand[place], reserved[place])
                )
        free = on_hand[1] - reserved[1]
        level = "out" if free <= 0 else "low" if free < 20_000 else "enough"
        mine = on_hand[1] + on_hand[2] + on_hand[5], reserved[1] + reserved[2] + reserved[5]
        self.rows["product_stock"].append((product, *mine, free, 0, level))


def fingerprint(orders: int) -> str:
    """Changes with the tables and the generator, so that an outdated company is made anew."""
    sources = [*MIGRATIONS, Path(__file__), Path(__file__).with_name("stencils.py")]
    return f"{orders}-" + hashlib.sha256(b"".join(each.read_bytes() for each in sources)).hexdigest()[:10]


def sqlite_company(orders: int) -> Path:
    """The SQLite file with so many orders, made if it is not there. Copy it before writing to it."""
    CACHE.mkdir(parents=True, exist_ok=True)
    path = CACHE / f"{fingerprint(orders)}.db"
    if not path.exists():
        for old in CACHE.glob(f"{orders}-*"):
            old.unlink()
        started = time.perf_counter()
        make(path, orders)
        sys.stderr.write(f"made {orders:,} orders in {time.perf_counter() - started:.0f} s, "
                         f"{path.stat().st_size / 1e6:,.0f} MB\n")  # fmt: skip
    return path


def copied(orders: int, folder: Path) -> str:
    """The URL of a copy to work on."""
    path = folder / f"{orders}.db"
    shutil.copy(sqlite_company(orders), path)
    return f"sqlite:///{path}"


def load_postgresql(path: Path, owner_url: str, admin_url: str) -> None:
    """Make the tables in an empty PostgreSQL database and copy every row of the SQLite file into them."""
    open_database(owner_url)
    reconnect()
    migrate.migrate()
    db.close()
    import psycopg

    raw = sqlite3.connect(path)
    with psycopg.connect(admin_url) as admin:
        admin.execute("SET session_replication_role = replica")
        kept = [row for (row,) in admin.execute(
            "SELECT indexdef FROM pg_indexes i WHERE schemaname = 'public' AND NOT EXISTS "
            "(SELECT 1 FROM pg_constraint c WHERE c.conname = i.indexname)")]  # fmt: skip
        for statement in kept:
            admin.execute(f'DROP INDEX "{_index_name(statement)}"'.encode())
        for table in ALL:
            _copy_table(raw, admin, table)
        for statement in kept:
            admin.execute(statement.encode())
    with psycopg.connect(admin_url, autocommit=True) as admin:
        admin.execute("VACUUM ANALYZE")
    raw.close()


def _index_name(statement: str) -> str:
    return statement.split(" INDEX ")[1].split(" ON ")[0].strip('"')


def _copy_table(raw: sqlite3.Connection, admin: Any, table: Any) -> None:
    meta = table._meta
    names = ", ".join(f'"{f.column_name}"' for f in meta.sorted_fields)
    booleans = [n for n, f in enumerate(meta.sorted_fields) if f.field_type == "BOOL"]
    with admin.cursor().copy(f'COPY "{meta.table_name}" ({names}) FROM STDIN') as copy:
        for row in raw.execute(f'SELECT {names} FROM "{meta.table_name}"'):
            if booleans:
                row = tuple(bool(v) if n in booleans else v for n, v in enumerate(row))
            copy.write_row(row)
    if not meta.composite_key and meta.primary_key.field_type in ("AUTO", "BIGAUTO"):
        admin.execute(
            f"SELECT setval(pg_get_serial_sequence('{meta.table_name}', 'id'), "
            f'(SELECT COALESCE(MAX(id), 1) FROM "{meta.table_name}"))'
        )


def states(path: Path) -> dict[str, Any]:
    """How many orders and deliveries are in which state, and how many bills are open."""
    open_database(f"sqlite:///{path}")
    reconnect()
    counts = {}
    for table in (SalesOrder, Delivery):
        rows = db.execute_sql(f'SELECT state, COUNT(*) FROM "{table._meta.table_name}" GROUP BY 1 ORDER BY 2 DESC')
        counts[table._meta.table_name] = dict(rows.fetchall())
    bills = Receivable.select()
    counts["receivables"] = {"all": bills.count(), "open": bills.where(Receivable.open != 0).count()}
    db.close()
    return counts


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("orders", type=int, nargs="?", default=1000)
    parser.add_argument("--check", action="store_true", help="prove it by the program's own checks")
    given = parser.parse_args()
    path = sqlite_company(given.orders)
    result: dict[str, Any] = {"path": os.fspath(path), "bytes": path.stat().st_size, **states(path)}
    if given.check:
        from services.check import check

        open_database(f"sqlite:///{path}")
        started = time.perf_counter()
        result["wrong"] = {c.name: [c.count, c.details[:3]] for c in check() if not c.ok}
        result["check_seconds"] = round(time.perf_counter() - started, 1)
    json.dump(result, sys.stdout, indent=1, default=str)
    print()
    return 1 if result.get("wrong") else 0


if __name__ == "__main__":
    sys.exit(main())
