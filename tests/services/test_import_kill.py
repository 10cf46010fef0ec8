"""An import killed while it writes has written nothing, and the file comes in afterwards as if it had never begun."""

import random
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from models.base import db, open_database, reconnect
from models.exchange import ImportBatch, ImportRow
from models.goods import Product
from models.orders import OrderLine, SalesOrder
from services import order_import, record_import
from services.check import check
from services.importing.reading import read_file
from tests.services.conftest import Engine
from tests.services.shop import Shop

ROOT = Path(__file__).parents[2]
ROWS = {"orders": 3000, "products": 800}


def written(kind: str, folder: Path) -> Path:
    path = folder / f"{kind}.csv"
    count = range(ROWS[kind])
    if kind == "orders":
        rows = [f"K-{n // 2},Corner Shop,P-1,{n % 9 + 1},10" for n in count]
        path.write_text("\n".join(["订单号,客户,货号,数量,单价", *rows]), encoding="utf-8")
    else:
        path.write_text("\n".join(["货号,商品名称", *(f"N-{n},商品{n}" for n in count)]), encoding="utf-8")
    return path


def killed(engine: Engine, kind: str, path: Path, seconds: float) -> str:
    """What an import said that was killed so long after it began to write."""
    command = [sys.executable, "-m", "tests.services.workers", "import_file", engine.url, kind, str(path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        first = program.stdout.readline()
        time.sleep(seconds)
        program.kill()
        return first + program.stdout.read()


@pytest.mark.parametrize("kind", sorted(ROWS))
def test_killed_while_it_writes_it_leaves_nothing_and_comes_in_whole_the_next_time(
    engine: Engine, tmp_path: Path, kind: str
) -> None:
    open_database(engine.url)
    reconnect()
    shop = Shop()
    shop.product("P-1")
    path, chance, broken = written(kind, tmp_path), random.Random(3), 0
    empty = state()
    for _round in range(2):
        db.close()
        said = killed(engine, kind, path, chance.uniform(0, 0.08))
        assert said.startswith("writing"), said
        open_database(engine.url)
        reconnect()
        if "done" in said:  # it was quicker this time
            break
        broken += 1
        assert state() in (empty, whole(kind)), "all of it or nothing"
        assert [each.name for each in check() if not each.ok] == []
        if state() != empty:
            break
    assert broken, "no import was killed"
    bring(shop, kind, path)
    assert state() == whole(kind)
    assert [each.name for each in check() if not each.ok] == []
    db.close()


def bring(shop: Shop, kind: str, path: Path) -> None:
    """The same file again, by a person who does not know how far it came."""
    reading = read_file(path, kind)
    take: Any = order_import.run_import if kind == "orders" else record_import.run_import
    take(shop.call("owner"), path, reading)
    for batch in list(ImportBatch.select().where(ImportBatch.imported == 0)):
        batch.delete_instance(recursive=True)


def state() -> tuple[int, ...]:
    """How much there is of all that an import writes."""
    return tuple(model.select().count() for model in (SalesOrder, OrderLine, Product, ImportBatch, ImportRow))


def whole(kind: str) -> tuple[int, ...]:
    count = ROWS[kind]
    return (count // 2, count, 1, 1, count) if kind == "orders" else (0, 0, count + 1, 1, count)
