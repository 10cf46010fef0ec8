"""Several programs at once: what is promised to one customer is not promised to another."""

import subprocess
import sys
from pathlib import Path

from models.base import db, open_database, reconnect
from models.goods import ProductStock
from models.orders import OrderLine, SalesOrder
from services.check import check
from tests.services.conftest import Engine
from tests.services.shop import Shop

ROOT = Path(__file__).parents[2]
PROGRAMS, EACH, PIECES = 4, 8, 20


def test_programs_that_reserve_the_same_goods_never_promise_a_piece_twice(engine: Engine) -> None:
    open_database(engine.url)
    reconnect()
    shop = Shop()
    product = shop.product()
    shop.stock(product, PIECES)
    ids = [str(shop.order((product, 1)).id) for _each in range(PROGRAMS * EACH)]
    db.close()
    shares = [ids[start::PROGRAMS] for start in range(PROGRAMS)]
    started = [
        subprocess.Popen([sys.executable, "-m", "tests.services.workers", "approve", engine.url, *share], cwd=ROOT)
        for share in shares
    ]
    assert [program.wait(120) for program in started] == [0] * PROGRAMS
    open_database(engine.url)
    reconnect()
    got = [line.reserved for line in OrderLine.select()]
    assert sorted(got) == [0] * (len(ids) - PIECES) + [1] * PIECES
    assert ProductStock.get().available == 0
    assert SalesOrder.select().where(SalesOrder.state == "approved").count() == len(ids)
    assert [each for each in check() if not each.ok] == []
    db.close()
