"""Orders from text files: matched, all or nothing, never twice, each row accounted for."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from models.exchange import ImportBatch, ImportRow
from models.goods import Product
from models.orders import OrderLine, SalesOrder
from models.parties import Customer
from services import catalogue, order_import
from services.errors import Cancelled, Refusal
from services.import_match import Options
from services.importing.reading import read_file
from services.order_import import Outcome, run_import
from tests.services.shop import Shop

D = Decimal
HEAD = "订单编号,客户名称,下单日期,商品编码,数量,单价,订单状态\n"

Take = Callable[..., Outcome]


@pytest.fixture
def take(shop: Shop, tmp_path: Path) -> Take:
    """Import a csv text as the clerk."""

    def run(text: str, **how: object) -> Outcome:
        path = tmp_path / "orders.csv"
        path.write_text(text, encoding="utf-8")
        return run_import(shop.call("clerk"), path, read_file(path, "orders"), **how)

    return run


@pytest.fixture
def goods(shop: Shop) -> Shop:
    shop.product("PD-1", price=D(9), codes=(catalogue.Code("6900000000014"), catalogue.Code("16900000000011", D(12))))
    shop.product("PD-2", price=D(5))
    return shop


def test_a_clear_order_is_submitted_with_its_lines_and_prices(goods: Shop, take: Take) -> None:
    outcome = take(HEAD + "A1,Corner Shop,2026-03-04,PD-1,3,8.50,\nA1,Corner Shop,2026-03-04,PD-2,2,,\n")
    order = SalesOrder.get()
    assert (order.state, order.customer_id, order.customer_ref, order.total) == ("submitted", 1, "A1", D("35.50"))
    sources = [(line.quantity, line.unit_price, line.price_source) for line in OrderLine.select()]
    assert sources == [(D(3), D("8.5"), "file"), (D(2), D(5), "standard")]
    assert outcome.imported is not None
    assert (outcome.imported.created, outcome.imported.submitted) == (1, 1)


def test_a_carton_code_counts_its_pieces(goods: Shop, take: Take) -> None:
    take(HEAD + "A1,C1,2026-03-04,16900000000011,2,90,\n")
    line = OrderLine.get()
    assert (line.quantity, line.factor, line.ordered) == (D(2), D(12), D(24))


def test_what_is_not_known_comes_in_as_a_draft_that_says_so(goods: Shop, take: Take) -> None:
    outcome = take(HEAD + "A1,Nobody,2026-03-04,PD-1,3,8,\nA2,Corner Shop,2026-03-04,XX-9,1,8,\n")
    drafts = list(SalesOrder.select().order_by(SalesOrder.id))
    assert [order.state for order in drafts] == ["draft", "draft"]
    assert drafts[0].customer_text == "Nobody"
    assert OrderLine.get(OrderLine.order == drafts[1]).product_id is None
    assert {p.code for p in outcome.problems} == {"unknown_customer", "unknown_product"}


def test_missing_ones_are_made_when_asked_for(goods: Shop, take: Take) -> None:
    take(HEAD + "A1,Nobody,2026-03-04,XX-9,3,8,\n", options=Options(create_missing=True))
    order = SalesOrder.get()
    assert order.customer.name == "Nobody"
    assert OrderLine.get().product.sku == "XX-9"
    assert order.state == "submitted"


def test_the_same_order_never_comes_in_twice(goods: Shop, take: Take) -> None:
    text = HEAD + "A1,Corner Shop,2026-03-04,PD-1,3,8,\n"
    take(text)
    again = take(text + "A2,Corner Shop,2026-03-04,PD-1,1,8,\n")
    assert SalesOrder.select().count() == 2
    assert (again.rows.imported, again.rows.skipped) == (1, 1)
    assert again.imported is not None
    assert again.imported.repeated == 1


def test_a_status_that_means_done_comes_in_on_hold(goods: Shop, take: Take) -> None:
    take(HEAD + "A1,Corner Shop,2026-03-04,PD-1,3,8,交易关闭\nA2,Corner Shop,2026-03-04,PD-1,3,8,待发货\n")
    held, clear = SalesOrder.select().order_by(SalesOrder.customer_ref)
    assert (held.on_hold, held.hold_reason, held.state) == (True, "交易关闭", "draft")
    assert (clear.on_hold, clear.state) == (False, "submitted")


def test_cancelled_half_way_nothing_is_there(goods: Shop, take: Take) -> None:
    before = goods.dump()
    rows = "".join(f"A{n},Corner Shop,2026-03-04,PD-1,1,8,\n" for n in range(60))

    def stop(done: int, total: int) -> None:
        if SalesOrder.select().count() >= 20:
            raise Cancelled

    with pytest.raises(Cancelled):
        take(HEAD + rows, report=stop)
    assert goods.dump() == before


def test_the_bar_moves_while_orders_are_judged_and_who_cancels_there_leaves_nothing(
    goods: Shop, take: Take, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(order_import, "JUDGED_AT_ONCE", 5)
    rows = "".join(f"A{n},Corner Shop,2026-03-04,PD-1,1,8,\n" for n in range(60))
    seen: list[tuple[int, int]] = []

    def watch(done: int, total: int) -> None:
        seen.append((done, SalesOrder.select().count()))
        if stop and done >= 20 and total == 100:
            raise Cancelled

    before, stop = goods.dump(), True
    with pytest.raises(Cancelled):
        take(HEAD + rows, report=watch)
    assert goods.dump() == before
    assert seen[-1][1] == 0, "before anything was written"
    stop = False
    seen.clear()
    assert take(HEAD + rows, report=watch).rows.imported == 60
    judging = [done for done, written in seen if not written]
    assert judging[-13:] == sorted(judging[-13:])
    assert len(set(judging[-13:])) > 10
    assert seen[-1][0] >= order_import.JUDGED


def test_a_dry_run_counts_and_writes_nothing(goods: Shop, take: Take) -> None:
    before = goods.dump()
    outcome = take(HEAD + "A1,Corner Shop,2026-03-04,PD-1,3,8,\n", dry_run=True)
    assert outcome.rows.imported == 1
    assert goods.dump() == before


def test_every_row_is_accounted_for(goods: Shop, take: Take) -> None:
    first = "A1,Corner Shop,2026-03-04,PD-1,3,8,\nA1,Corner Shop,2026-03-04,PD-2,1,8,\n"
    text = HEAD + first + "A2,C1,2026-03-04,PD-1,x,8,\n"
    outcome = take(text)
    rows = {row.row: row.outcome for row in ImportRow.select()}
    batch = ImportBatch.get()
    assert set(rows) == {2, 3, 4}
    assert (batch.total, batch.imported + batch.merged, batch.failed) == (3, 2, 1)
    assert outcome.rows.imported + outcome.rows.merged + outcome.rows.skipped + outcome.rows.failed == 3
    assert SalesOrder.select().count() == 1


def test_who_may_not_import_is_refused(goods: Shop, take: Take, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(HEAD + "A1,Corner Shop,2026-03-04,PD-1,3,8,\n", encoding="utf-8")
    with pytest.raises(Refusal, match="not_allowed"):
        run_import(goods.call("packer"), path, read_file(path, "orders"))
    assert Customer.select().count() == 1
    assert Product.select().count() == 2
