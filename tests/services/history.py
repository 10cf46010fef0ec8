"""A past for the company of shop.py: something in every state, so that every check has rows to look at."""

from datetime import timedelta
from decimal import Decimal

import pytest

from models.after_sales import ReturnLine
from models.delivery import Delivery, DeliveryLine
from models.exchange import ImportBatch, ImportRow
from models.orders import SalesOrder
from models.stock import Lot, StockMove
from services import (
    act_requests,
    adjusting,
    approval,
    deliveries,
    orders,
    packing,
    payments,
    replenishment,
    returns,
    reversing,
    settings,
    stock,
    tracking,
)
from services.errors import Refusal
from tests.services.shop import Shop

D = Decimal


def live_through(shop: Shop) -> None:
    """Orders and deliveries in every state, goods in every place, money paid and owed."""
    milk = shop.product("MILK", lot_tracked=True, shelf_life_days=300, safety_stock=D(500))
    nuts = shop.product("NUT")
    for lot, days, place in (("L1", 30, "A-01-1"), ("L2", 90, "A-01-2")):
        shop.stock(milk, 40, lot, place, expiry=shop.clock.today + timedelta(days))
    shop.stock(nuts, 100, bin="B-01-1")
    shop.stock(nuts, 5, bin=None)
    _ended(shop, milk, nuts)
    _under_way(shop, milk, nuts)
    _stock(shop, nuts)
    _money(shop)
    _after_sales(shop, nuts)
    _file()


def _ended(shop: Shop, milk: int, nuts: int) -> None:
    shop.signed((milk, 6), (nuts, 4))
    short = shop.signed((milk, 5), (nuts, 3), missing=2)
    tracking.close_delivery(shop.call("logistics"), short.id, short.version, "quarantine")
    lost = shop.dispatched((nuts, 2))
    tracking.not_delivered(shop.call("logistics"), lost.id, lost.version, "lost", "gone")
    cancelled = shop.confirmed((nuts, 2))
    deliveries.cancel_delivery(shop.call("logistics"), cancelled.id, cancelled.version, "changed")
    order = shop.order((nuts, 1))
    orders.cancel_order(shop.call("clerk"), order.id, order.version, "changed")
    done = shop.approved((nuts, 1))
    orders.close_short(shop.call("clerk"), done.id, done.version, "enough")
    bad = shop.order((nuts, 1))
    approval.reject_order(shop.call("approver"), bad.id, bad.version, "no")
    back = shop.order((nuts, 1))
    approval.send_back(shop.call("approver"), back.id, back.version, "why")


def _under_way(shop: Shop, milk: int, nuts: int) -> None:
    shop.clock.advance(hours=1)
    way = shop.dispatched((nuts, 4), (nuts, 2))
    tracking.add_event(shop.call("logistics"), way.id, "in_transit")
    shop.confirmed((milk, 3), (nuts, 1))
    shop.packed((milk, 2))
    picking = shop.released((milk, 4))
    packing.start_picking(shop.call("packer"), picking.id)
    shop.scan(picking.id, shop.label(milk, "L1"))
    shop.scan(picking.id, "nonsense")
    short = shop.approved((milk, 500))
    replenishment.ask_for_order(shop.call("approver"), short.id)
    shop.order((nuts, 1))
    orders.create_order(shop.call("clerk"), shop.draft((nuts, 1)))


def _stock(shop: Shop, nuts: int) -> None:
    shop.clock.advance(hours=1)
    stock.order_goods(shop.call("warehouse"), 1, shop.clock.today, (stock.Bought(nuts, D(7)),))
    here = shop.balance(nuts, "RECEIVING")
    moved = stock.move_stock(shop.call("warehouse"), here.id, shop.bin("A-01-3"), D(5))
    reversing.reverse_move(shop.call("warehouse"), moved.moves[0], "wrong bin")
    stock.set_quality(shop.call("warehouse"), here.id, "frozen", "wet")
    assert StockMove.select().where(StockMove.reverses.is_null(False)).exists()


def _money(shop: Shop) -> None:
    payments.record_payment(shop.call("finance"), shop.customer_id, D("35.50"), shop.clock.today)


def _after_sales(shop: Shop, nuts: int) -> None:
    """Of the delivery that came short nuts came back, and more are announced; a request was turned down."""
    line = DeliveryLine.select().join(Delivery).where((Delivery.outcome == "signed_difference")
                                                      & (DeliveryLine.product == nuts)).get()  # fmt: skip
    lot = Lot.get(Lot.product == nuts).id
    for count in (2, 1):
        wanted = (returns.Wanted(line.id, lot, D(count)),)
        returns.open_return(shop.call("clerk"), line.delivery_id, wanted, "damaged")
    made = 1
    came = ReturnLine.get(ReturnLine.order == made).id
    returns.receive_return(shop.call("warehouse"), made, 1, (returns.Came(came, D(2)),))
    returns.inspect_return(shop.call("warehouse"), made, 2, (returns.Verdict(came, D(1), D(1)),))
    returns.settle_return(shop.call("finance"), made, 3, "refunded", D(10))
    settings.change_settings(shop.call("owner"), {"approval.adjust_amount": 5})
    with pytest.raises(Refusal) as no:
        adjusting.adjust(shop.call("warehouse"), shop.balance(nuts, "B-01-1").id, D(1), "counted")
    asked = no.value.data["ask"]
    request = act_requests.ask(shop.call("warehouse"), asked.kind, asked.arguments).id
    act_requests.refuse(shop.call("approver"), request, 1, "count again")


def _file() -> None:
    """Rows of a file as an import leaves them."""
    order = SalesOrder.get()
    batch = ImportBatch.create(
        kind="orders", file_name="a.xlsx", sha256="0", at=order.created_at, total=4, imported=1, merged=1, skipped=1,
        failed=1,
    )  # fmt: skip
    rows = (("imported", order.id, "", ""), ("merged", order.id, "", ""), ("skipped", None, "", "blank"),
            ("failed", None, "B5", "bad_quantity"))  # fmt: skip
    for number, (outcome, document, cell, code) in enumerate(rows, 2):
        ImportRow.insert(
            batch=batch.id, row=number, outcome=outcome, document_id=document, cell=cell, code=code
        ).execute()
    assert Delivery.select().exists()
