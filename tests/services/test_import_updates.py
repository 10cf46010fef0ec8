"""The same order again: told where it differs, brought up to date when the person says so and nothing is under way."""

import json
from collections.abc import Callable
from decimal import Decimal as D
from pathlib import Path

import pytest

from models.delivery import Delivery
from models.exchange import ImportBatch, ImportRow
from models.orders import OrderLine, SalesOrder
from models.people import AuditEntry, RolePermission
from services import approval, deliveries, order_import, orders
from services.check import check
from services.import_match import Options
from services.importing.reading import read_file
from tests.services.shop import Shop

HEAD = "订单编号,客户,商家编码,数量,单价,收货地址\n"
FIRST = HEAD + "A1,Corner Shop,P-1,3,8,1 Road\nA2,Corner Shop,P-1,1,8,1 Road\n"
AGAIN = HEAD + "A1,Corner Shop,P-1,5,8,1 Road\nA1,Corner Shop,P-2,1,4,1 Road\nA2,Corner Shop,P-1,1,8,1 Road\n"
Take = Callable[..., order_import.Outcome]


@pytest.fixture
def take(shop: Shop, tmp_path: Path) -> Take:
    for sku in ("P-1", "P-2"):
        shop.stock(shop.product(sku), 50)

    def run(text: str, *, update: bool = True, dry_run: bool = False) -> order_import.Outcome:
        path = tmp_path / "orders.csv"
        path.write_text(text, encoding="utf-8")
        return order_import.run_import(shop.call("clerk"), path, read_file(path, "orders"),
                                       options=Options(update=update), dry_run=dry_run)  # fmt: skip

    return run


def lines(ref: str) -> list[tuple[str, D]]:
    query = OrderLine.select().join(SalesOrder).where(SalesOrder.customer_ref == ref).order_by(OrderLine.position)
    return [(line.product.sku, line.ordered) for line in query]


def whole() -> list[str]:
    return [each.name for each in check() if not each.ok]


def test_it_is_brought_up_to_date_and_every_row_is_accounted_for(shop: Shop, take: Take) -> None:
    take(FIRST)
    before = SalesOrder.get(SalesOrder.customer_ref == "A1")
    shown = take(AGAIN, dry_run=True)
    assert shown.prepared is not None
    assert (shown.prepared.tally()["change"], shown.prepared.tally()["here"]) == (1, 1)
    assert lines("A1") == [("P-1", D(3))], "nothing is written before the person says so"
    done = take(AGAIN)
    after = SalesOrder.get(SalesOrder.customer_ref == "A1")
    assert (after.id, after.number, after.state) == (before.id, before.number, "submitted")
    assert lines("A1") == [("P-1", D(5)), ("P-2", D(1))]
    assert (done.rows.imported, done.rows.merged, done.rows.skipped, done.rows.total) == (0, 2, 1, 3)
    batch = ImportBatch.select().order_by(ImportBatch.id.desc()).get()
    assert batch.imported + batch.merged + batch.skipped + batch.failed == batch.total
    assert whole() == []
    assert take(AGAIN).rows.skipped == 3, "now it is the same"


def test_it_stays_as_it_is_unless_the_person_says_so(take: Take) -> None:
    take(FIRST)
    done = take(AGAIN, update=False)
    assert {p.code for p in done.problems} == {"changed_since"}
    assert lines("A1") == [("P-1", D(3))]


def test_an_approved_order_asks_for_approval_again(shop: Shop, take: Take) -> None:
    take(FIRST)
    order = SalesOrder.get(SalesOrder.customer_ref == "A1")
    approval.approve_order(shop.call("approver", "below_price", "new_customer"), order.id, order.version)
    take(AGAIN)
    assert SalesOrder.get_by_id(order.id).state == "submitted"
    assert lines("A1") == [("P-1", D(5)), ("P-2", D(1))]
    assert whole() == []


def test_the_audit_log_says_what_an_order_was_and_is(take: Take) -> None:
    take(FIRST)
    order = SalesOrder.get(SalesOrder.customer_ref == "A1")
    take(AGAIN)
    (changed,) = json.loads(AuditEntry.select().order_by(AuditEntry.id.desc()).get().detail)["changed"]
    goods = {line.product.sku: line.product_id for line in OrderLine.select()}
    asked = {name: [(product, quantity) for product, _u, _f, quantity, _p in changed[name]["lines"]]
             for name in ("before", "after")}  # fmt: skip
    assert changed["order"] == order.id
    assert asked == {"before": [(goods["P-1"], "3.000")], "after": [(goods["P-1"], "5.000"), (goods["P-2"], "1.000")]}


@pytest.mark.parametrize("submitted", [True, False])
def test_a_submitted_order_is_changed_only_by_who_may_edit_orders(take: Take, submitted: bool) -> None:
    take(FIRST if submitted else FIRST.replace("P-1,3,8", "XX,3,8"))
    RolePermission.delete().where(RolePermission.permission == "orders.edit").execute()
    done = take(AGAIN)
    assert (SalesOrder.select().count(), lines("A1")[0]) == (2, ("P-1", D(3 if submitted else 5)))
    assert (done.rows.merged, done.rows.skipped) == ((0, 3) if submitted else (2, 1))
    told = {row.code for row in ImportRow.select().where(ImportRow.code == "may_not_change")}
    assert told == ({"may_not_change"} if submitted else set())
    assert whole() == []


@pytest.mark.parametrize("step", ["released", "shipped", "cancelled"])
def test_what_is_under_way_or_over_is_left_as_it_is(shop: Shop, take: Take, step: str) -> None:
    take(FIRST)
    order = SalesOrder.get(SalesOrder.customer_ref == "A1")
    if step == "cancelled":
        orders.cancel_order(shop.call("clerk"), order.id, order.version, "no")
    else:
        approval.approve_order(shop.call("approver", "below_price", "new_customer"), order.id, order.version)
        if step == "shipped":
            OrderLine.update(shipped=1).where(OrderLine.order == order.id).execute()
        else:
            _release(shop)
    done = take(AGAIN)
    assert done.rows.merged == 0
    assert lines("A1") == [("P-1", D(3))]


def _release(shop: Shop) -> None:
    delivery = Delivery.get()
    deliveries.release_delivery(shop.call("approver", "leaves_behind"), delivery.id, delivery.version)
