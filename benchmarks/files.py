"""Speed and memory of reading files against the targets: `python -m benchmarks.files [--quick]` prints one JSON text.

Files are made here, read through the reading process as in the program, and understood as orders. The floor is the
bare work of python-calamine on the same file. Times are the best of several runs, in seconds.
"""

import argparse
import json
import multiprocessing
import multiprocessing.connection
import platform
import random
import resource
import sys
import tempfile
import zipfile
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from time import perf_counter, process_time
from typing import TypeVar

from openpyxl import Workbook
from python_calamine import CalamineWorkbook
from rustpy_xlsxwriter import write_worksheet

from models.base import open_database, reconnect
from services import exporting, lists, order_import, people, record_import
from services.import_match import Options
from services.importing.preview import FileRefused
from services.importing.reading import read_file, read_sheets, understand
from services.importing.worker import shared_reader
from services.listing import Query
from tests.services.shop import Shop, furnish

T = TypeVar("T")
HEADER = "订单号 下单日期 客户名称 收货人 手机 收货地址 商品编码 条码 商品名称 规格 数量 单位 单价 金额 备注".split()  # noqa: SIM905


def make_file(path: Path, count: int) -> None:
    """An order file of `count` lines by 15 columns, one to four lines an order."""
    chance = random.Random(7)
    book = Workbook(write_only=True)
    sheet = book.create_sheet("订单")
    sheet.append(HEADER)
    written = order = 0
    while written < count:
        order += 1
        day = date(2026, 1, 1) + timedelta(days=order % 60)
        head = [f"XS-{order:010d}", day, f"客户{order % 900:03d}有限公司", f"收货人{order % 5000}"]
        head += [f"138{order:08d}", f"浙江省杭州市西湖区示例路{order % 3000}号{order % 40}幢{order % 900}室"]
        for _ in range(min(chance.randint(1, 4), count - written)):
            written += 1
            sku, n, price = written % 3000, chance.randint(1, 500), round(chance.random() * 200, 2)
            goods = [f"PD-{sku:04d}", f"690{sku:010d}", f"商品名称{sku}", f"规格{written % 20}", n, "件"]
            sheet.append([*head, *goods, price, round(n * price, 2), "请尽快发货" if written % 7 == 0 else None])
    book.save(path)


def best(work: Callable[[], object], runs: int) -> float:
    """The shortest of `runs` wall-clock times."""
    times = []
    for _ in range(runs):
        start = perf_counter()
        work()
        times.append(perf_counter() - start)
    return round(min(times), 3)


def stages(path: Path, runs: int) -> dict[str, object]:
    """One file: the whole way, its two stages, and the floor."""
    shared_reader().warm()
    sheets = read_sheets(path)
    reading = understand(sheets, "orders")
    start = process_time()
    understand(sheets, "orders")
    processor = process_time() - start
    return {
        "orders": len(reading.documents),
        "lines": sum(len(d.lines) for d in reading.documents),
        "whole": best(lambda: read_file(path, "orders"), runs),
        "read": best(lambda: read_sheets(path), runs),
        "understand": best(lambda: understand(sheets, "orders"), runs),
        "understand_processor": round(processor, 3),
        "floor_calamine": best(lambda: _bare(path), runs),
    }


def _bare(path: Path) -> object:
    return CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()


def memory(path: Path) -> dict[str, int]:
    """Peak resident memory in MB of a fresh program that reads the file, and of its reading process."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_peaks, args=(theirs, path))
    process.start()
    program, reader = ours.recv()
    process.join()
    return {"program": program, "reading_process": reader}


def _peaks(pipe: multiprocessing.connection.Connection, path: Path) -> None:
    kept = read_file(path, "orders")
    shared_reader().close()
    # What a process was before it became this one counts in ru_maxrss, and not here.
    own = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    used = [int(own.split()[1]) // 1024, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024]
    pipe.send(used if kept.documents else [0, 0])


class Watch:
    """Seconds of each step, by the clock and of the processor; a reading process counts once it has ended."""

    def __init__(self) -> None:
        self.clock: dict[str, float] = {}
        self.processor: dict[str, float] = {}

    def run(self, name: str, work: Callable[[], T]) -> T:
        start, used = perf_counter(), _used()
        made = work()
        self.clock[name] = round(perf_counter() - start, 3)
        self.processor[name] = round(_used() - used, 3)
        return made

    def told(self) -> dict[str, object]:
        steps = ("read", "match", "write")
        clock, processor = (round(sum(each[step] for step in steps), 3) for each in (self.clock, self.processor))
        preview = self.clock["read"] + self.clock["match"]
        return {
            "clock": self.clock, "processor": self.processor, "in_all": clock, "in_all_processor": processor,
            "to_preview": round(preview, 3), "to_preview_times_the_floor": round(preview / _floor(self.clock), 1),
            "times_the_floor": round(clock / _floor(self.clock), 1),
            "times_the_floor_processor": round(processor / _floor(self.processor), 1),
        }  # fmt: skip


def _floor(seconds: dict[str, float]) -> float:
    """Between that before and that after: a busy machine is not as busy all the time."""
    return (seconds["floor_before"] + seconds["floor_after"]) / 2


def _used() -> float:
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return process_time() + ended.ru_utime + ended.ru_stime


def taken_in(path: Path, folder: Path) -> dict[str, object]:
    """The file committed into a new company that knows its customers and products, and that company's orders exported.

    The floor of the first is python-calamine alone in the same run; that of the export the same rows, ready in memory,
    through the writer alone."""
    shop, watch = _shop(folder), Watch()
    today = shop.clock().astimezone().date()
    shared_reader().close()
    shared_reader().warm()
    watch.run("floor_before", lambda: _bare(path))
    reading = watch.run("read", lambda: read_file(path, "orders"))
    prepared = watch.run("match", lambda: order_import.prepare(reading, Options(), today))
    done = watch.run("write", lambda: order_import.commit(shop.call("owner"), prepared))
    watch.run("floor_after", lambda: _bare(path))
    out = folder / "orders.xlsx"
    start = perf_counter()
    rows = exporting.export(lists.ORDERS, Query(), out)
    exported = perf_counter() - start
    cells = list(exporting.Rows(lists.ORDERS, Query(), str, lambda _done, _total: None, 0))
    heads = [column.name for column in lists.ORDERS.columns]
    floor = best(lambda: write_worksheet([dict(zip(heads, row, strict=True)) for row in cells], str(out)), 2)
    return {
        **watch.told(), "orders": done.imported.created if done.imported else 0,
        "export_rows": rows, "export_columns": len(heads), "export": round(exported, 3), "floor_export": floor,
    }  # fmt: skip


def _shop(folder: Path) -> Shop:
    """A company with the customers and products that the files name."""
    url = f"sqlite:///{folder / 'company.db'}"
    furnish(url, people.hash_password("a password for nothing"))
    open_database(url)
    reconnect()
    shop = Shop()
    sellers, goods = folder / "customers.csv", folder / "products.csv"
    sellers.write_text(
        "编号,客户名称\n" + "".join(f"K{n:03d},客户{n:03d}有限公司\n" for n in range(900)), encoding="utf-8"
    )
    rows = "".join(f"PD-{n:04d},商品名称{n},件,9.5\n" for n in range(3000))
    goods.write_text("商品编码,商品名称,单位,售价\n" + rows, encoding="utf-8")
    for kind, path in (("customers", sellers), ("products", goods)):
        record_import.run_import(shop.call("owner"), path, read_file(path, kind))
    return shop


def refusal(path: Path) -> dict[str, object]:
    """A workbook that unpacks to a thousand times its size: how soon it is refused, and as what."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 120_000_000)
    start = perf_counter()
    try:
        read_file(path, "orders")
    except FileRefused as e:
        return {"code": e.code, "seconds": round(perf_counter() - start, 3)}
    return {"code": None, "seconds": round(perf_counter() - start, 3)}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="smaller files and fewer runs")
    quick = parser.parse_args().quick
    big, runs = (10_000, 2) if quick else (100_000, 5)
    with tempfile.TemporaryDirectory() as folder:
        small_file, big_file = Path(folder, "small.xlsx"), Path(folder, "big.xlsx")
        make_file(small_file, 200)
        make_file(big_file, big)
        result = {
            "python": platform.python_version(),
            "targets": {
                "200_rows": 0.4,
                "100000_rows": 2.5,
                "100000_rows_memory_mb": 300,
                "in_all": 6,
                "export": 2.5,
                "refusal": 5,
            },
            "200_rows": stages(small_file, runs * 2),
            f"{big}_rows": stages(big_file, runs),
            f"{big}_rows_memory_mb": memory(big_file),
            f"{big}_rows_committed": taken_in(big_file, Path(folder)),
            "refusal": refusal(Path(folder, "bomb.xlsx")),
        }
    shared_reader().close()
    json.dump(result, sys.stdout, indent=1)
    print()
    return 0


if __name__ == "__main__":
    sys.exit(main())
