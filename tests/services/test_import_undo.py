"""A file of orders is taken back as a whole, as long as nothing followed from it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from models.exchange import ImportBatch, ImportRow
from models.orders import ApprovalRequest, OrderLine, SalesOrder
from services import approval, order_import, orders
from services.check import check
from services.errors import Refusal
from services.import_undo import take_back_orders as take_back
from services.importing.reading import read_file
from tests.services.shop import Shop

TEXT = (
    "订单编号,客户,商家编码,数量,单价,订单状态\nA1,Corner Shop,P-1,3,8,\n"
    "A2,Nobody,P-1,1,8,\nA3,C1,P-1,1,8,交易关闭\nA4,C1,P-1,x,8,\n"
)


@pytest.fixture
def take(shop: Shop, tmp_path: Path) -> Callable[[], int]:
    """Import the file as the clerk; answers the batch."""
    shop.product("P-1")
    path = tmp_path / "orders.csv"
    path.write_text(TEXT, encoding="utf-8")

    def run() -> int:
        done = order_import.run_import(shop.call("clerk"), path, read_file(path, "orders")).imported
        assert done is not None
        return done.batch_id

    return run


def whole() -> bool:
    return all(each.ok for each in check())


def test_all_of_it_goes_and_the_file_can_come_in_anew(shop: Shop, take: Callable[[], int]) -> None:
    typed = shop.order((1, 1))
    batch = take()
    assert take_back(shop.call("clerk"), batch).gone == 3
    assert [order.id for order in SalesOrder.select()] == [typed.id]
    assert (OrderLine.select().count(), ApprovalRequest.select().count()) == (1, 1)
    kept = ImportBatch.get()
    assert (kept.imported, kept.skipped, kept.failed, kept.total) == (0, 3, 1, 4)
    assert {row.code for row in ImportRow.select().where(ImportRow.outcome == "skipped")} == {"taken_back"}
    assert whole()
    take()
    assert SalesOrder.select().count() == 4
    numbers = [order.number for order in SalesOrder.select().where(SalesOrder.number.is_null(False))]
    assert len(set(numbers)) == 2
    assert max(numbers).endswith("-0003"), "a number is never given twice"
    assert whole()


@pytest.mark.parametrize("step", ["approved", "held", "changed"])
def test_what_was_worked_on_since_stays_and_is_named_and_the_rest_goes(
    shop: Shop, take: Callable[[], int], step: str
) -> None:
    batch = take()
    order = SalesOrder.get(SalesOrder.customer_ref == "A1")
    if step == "approved":
        approval.approve_order(shop.call("approver", "below_price"), order.id, order.version)
    elif step == "held":
        orders.hold_order(shop.call("clerk"), order.id, order.version, "wait")
    else:
        orders.revise_order(shop.call("clerk"), order.id, order.version, shop.draft((1, 2)))
    done = take_back(shop.call("clerk"), batch)
    assert (done.gone, done.kept, done.named) == (2, 1, (order.number,))
    assert [each.id for each in SalesOrder.select()] == [order.id]
    kept = ImportBatch.get()
    assert (kept.imported, kept.skipped, kept.failed, kept.total) == (1, 2, 1, 4)
    assert whole()
    before = shop.dump()
    with pytest.raises(Refusal, match="import_followed"):
        take_back(shop.call("clerk"), batch)
    assert shop.dump() == before


def test_a_draft_that_was_thrown_away_keeps_nothing(shop: Shop, take: Callable[[], int]) -> None:
    batch = take()
    order = SalesOrder.get(SalesOrder.customer_ref == "A2")
    orders.delete_draft(shop.call("clerk"), order.id, order.version)
    assert take_back(shop.call("clerk"), batch).kept == 0
    assert (SalesOrder.select().count(), ImportBatch.get().imported) == (0, 0)
    assert whole()


def test_an_order_that_was_given_the_id_of_one_thrown_away_stays(shop: Shop, take: Callable[[], int]) -> None:
    batch = take()
    thrown, typed = SalesOrder.get(SalesOrder.customer_ref == "A2"), shop.order((1, 1), customer_ref="T9")
    orders.delete_draft(shop.call("clerk"), thrown.id, thrown.version)
    ImportRow.update(document_id=typed.id).where(ImportRow.document_id == thrown.id).execute()
    SalesOrder.update(version=1).where(SalesOrder.id == typed.id).execute()
    done = take_back(shop.call("clerk"), batch)
    assert (done.gone, done.kept, done.named) == (2, 1, (typed.number,))
    assert [each.id for each in SalesOrder.select()] == [typed.id]


def test_it_is_taken_back_once(shop: Shop, take: Callable[[], int]) -> None:
    batch = take()
    take_back(shop.call("clerk"), batch)
    with pytest.raises(Refusal, match="unknown_import"):
        take_back(shop.call("clerk"), batch)


@pytest.mark.parametrize("touched", ["", "B2"])
def test_orders_that_shared_a_row_are_accounted_for_and_go_or_stay_together(
    shop: Shop, tmp_path: Path, touched: str
) -> None:
    shop.product("P-1"), shop.product("P-2")
    path = tmp_path / "orders.csv"
    path.write_text("订单编号,客户,商家编码,数量,单价\nA9,C1,P-1,2,8\nB1、B2,C1,P-1、P-2,3、4,8、9\n", encoding="utf-8")

    def come_in() -> order_import.Imported:
        done = order_import.run_import(shop.call("clerk"), path, read_file(path, "orders")).imported
        assert done is not None
        assert whole()
        return done

    done = come_in()
    assert (done.created, done.imported, done.merged, done.total) == (3, 2, 0, 2)
    assert come_in().created == 0, "both are known"
    if touched:
        order = SalesOrder.get(SalesOrder.customer_ref == touched)
        orders.hold_order(shop.call("clerk"), order.id, order.version, "wait")
    back = take_back(shop.call("clerk"), done.batch_id)
    assert (back.gone, back.kept) == ((1, 2) if touched else (3, 0))
    assert SalesOrder.select().count() == back.kept
    assert whole()
    SalesOrder.update(import_key=None).where(SalesOrder.customer_ref == "B1").execute()
    again = come_in()
    assert (again.created, again.imported, again.skipped) == ((2, 2, 0) if touched else (3, 2, 0))
