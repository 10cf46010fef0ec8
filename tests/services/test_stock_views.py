"""What the inventory window reads, on both engines."""

from datetime import UTC, datetime, timedelta

import pytest

from models.buying import PurchaseLine, PurchaseOrder
from models.stock import Lot, StockBalance
from services import (
    purchase_views,
    reversing,
    settings,
    stock,
    stock_finding,
    stock_lists,
    stock_views,
    supplier_returns,
)
from services.check import check
from services.errors import NeedsConfirmation, Refusal
from services.listing import Query
from tests.services.shop import D, Shop


def test_the_list_has_a_bar_and_the_stock_at_cost(shop: Shop) -> None:
    product = shop.product("A", cost=D("2.5"), safety_stock=D(3))
    shop.stock(product, 10)
    shop.product("B")
    shop.approved((product, 4))
    listing = stock_lists.inventory(sees_cost=True)
    rows = listing.page(Query()).rows
    names = [column.name for column in listing.columns]
    assert rows[0][names.index("make_up")] == (D(6), D(4), D(0), D(3))
    assert str(rows[0][names.index("make_up")]) == "6 / 4 / 0 / 3"
    assert listing.sums(Query()) == {"value": D(25)}
    assert stock_lists.inventory(sees_cost=False).sums(Query()) == {}
    assert stock_views.counts(shop.clock.today) == {"all": 2, "low": 0, "out": 1, "soon": 0, "blocked": 0}


def test_every_figure_of_a_product_leads_to_what_it_is_made_of(shop: Shop) -> None:
    product = shop.product("A", lot_tracked=True, shelf_life_days=90)
    day = shop.clock.today
    shop.stock(product, 5, "L2", expiry=day + timedelta(60))
    shop.stock(product, 3, "L1", bin="A-01-2", expiry=day + timedelta(30))
    shop.approved((product, 10))
    stock.order_goods(shop.call("warehouse"), 1, day + timedelta(4), (stock.Bought(product, D(20)),))
    found = stock_views.product_detail(product)
    assert [(b.lot, b.bin, b.on_hand, b.free) for b in found.balances] == [
        ("L1", "A-01-2", D(3), D(0)), ("L2", "A-01-1", D(5), D(0)),
    ]  # fmt: skip
    assert sum(hold.quantity for hold in found.holds) == found.reserved == 8
    assert all(hold.delivery.startswith("DN-") for hold in found.holds)
    assert [wait.quantity for wait in found.waits] == [D(2)]
    assert [(e.open, e.expected) for e in found.expected] == [(D(20), day + timedelta(4))]
    assert found.incoming == 20
    with pytest.raises(Refusal, match="unknown_product"):
        stock_views.product_detail(999)


def test_lots_that_expire_soon_and_blocked_goods_are_counted_and_listed(shop: Shop) -> None:
    product = shop.product("A", lot_tracked=True, shelf_life_days=90)
    today = datetime.now(UTC).astimezone().date()
    for lot, days in (("SOON", 20), ("LATER", 60), ("BAD", 70)):
        shop.stock(product, 5, lot, expiry=today + timedelta(days))
    stock.set_quality(shop.call("warehouse"), shop.balance(product, lot="BAD").id, "frozen", "Dents")
    found = stock_views.counts(today)
    assert (found["soon"], found["blocked"]) == (1, 1)
    lot = [column.name for column in stock_lists.LOTS.columns].index("lot")
    for name, wanted in (("soon", "SOON"), ("blocked", "BAD")):
        rows = stock_lists.LOTS.page(Query(filters=(("condition", name),))).rows
        assert [row[lot] for row in rows] == [wanted]
    assert [b.lot for b in stock_views.product_detail(product).balances] == ["SOON", "LATER", "BAD"]


def test_goods_are_found_by_code_by_name_and_by_what_a_label_says(shop: Shop) -> None:
    product = shop.product("BRG-1", name="轴承 6204", lot_tracked=True, shelf_life_days=90)
    other = shop.product("GLV-1", name="手套")
    assert [goods.id for goods in stock_finding.find_goods("brg-1")] == [product]
    assert [goods.id for goods in stock_finding.find_goods("zc")] == [product]
    assert [goods.id for goods in stock_finding.find_goods("手")] == [other]
    assert stock_finding.find_goods("nothing like it") == ()
    scanned = stock_finding.find_goods(shop.label(product, "L7"))
    assert [(goods.id, goods.lot) for goods in scanned] == [(product, "L7")]
    assert [bin_.code for bin_ in stock_finding.find_bins("BIN-A-01-2")] == ["A-01-2"]
    assert len(stock_finding.find_bins("a-01")) == 3
    assert [supplier.code for supplier in stock_finding.find_suppliers("supp")] == ["S1"]


def test_a_move_tells_its_document_and_whether_it_can_be_undone(shop: Shop) -> None:
    product = shop.product()
    received = shop.stock(product, 5)
    (move,) = stock_views.moves_of_receipt(received.id)
    found = stock_views.move_detail(move)
    assert (found.document, found.target, found.reversible, found.user) == (
        received.number,
        "A-01-1",
        True,
        "Warehouse",
    )
    undone = reversing.reverse_move(shop.call("warehouse"), move, "Wrong goods").moves[0]
    assert stock_views.move_detail(move).reversed_by == undone
    assert not stock_views.move_detail(move).reversible
    assert not stock_views.move_detail(undone).reversible


def test_lists_of_bins_and_of_what_is_on_order(shop: Shop) -> None:
    product = shop.product("A")
    stock.order_goods(shop.call("warehouse"), 1, shop.clock.today, (stock.Bought(product, D(20)),))
    page = stock_lists.EXPECTED.page(Query(filters=(("product", str(product)),)))
    found = stock_views.purchase_line(page.keys[0][-1])
    assert found is not None
    assert (found[0].sku, found[1].open) == ("A", D(20))
    assert stock_views.purchase_line(999) is None
    codes = [row[0] for row in stock_lists.BINS.page(Query()).rows]
    assert codes == ["A-01-1", "A-01-2", "A-01-3", "B-01-1", "QUARANTINE", "RECEIVING", "STAGING"]


def test_a_receipt_that_is_taken_back_is_expected_again(shop: Shop) -> None:
    product = shop.product("A")
    stock.order_goods(shop.call("warehouse"), 1, shop.clock.today, (stock.Bought(product, D(20)),))
    (line,) = stock_views.expected(product)
    came = stock.Incoming(product, D(25), location_id=shop.bin(), purchase_line_id=line.line_id)
    with pytest.raises(NeedsConfirmation) as asked:
        stock.receive(shop.call("warehouse"), (came,))
    assert (asked.value.code, asked.value.data) == ("more_than_ordered", {"goods": "A +5"})
    assert stock_views.product_detail(product).on_hand == 0
    received = stock.receive(shop.call("warehouse", "more_than_ordered"), (came,))
    assert stock_views.expected(product) == ()
    bought = purchase_views.purchase_record(PurchaseOrder.get().id)
    assert bought is not None
    assert [(line.received, line.quantity, line.open, line.surplus) for line in bought.lines] == [(25, 20, 0, 5)]
    assert PurchaseOrder.get().state == "received"
    (move,) = stock_views.moves_of_receipt(received.id)
    reversing.reverse_move(shop.call("warehouse"), move, "Wrong delivery")
    found = stock_views.product_detail(product)
    assert (found.on_hand, found.incoming, [each.open for each in found.expected]) == (D(0), D(20), [D(20)])
    assert PurchaseOrder.get().state == "ordered"
    assert PurchaseLine.get().received == 0
    assert stock.receive(shop.call("warehouse", "more_than_ordered"), (came,)).number


def test_within_the_tolerance_of_the_company_more_is_taken_without_a_question(shop: Shop) -> None:
    product = shop.product("A")
    settings.change_settings(shop.call("owner"), {"purchases.tolerance": 10})
    stock.order_goods(shop.call("warehouse"), 1, shop.clock.today, (stock.Bought(product, D(20)),))
    (line,) = stock_views.expected(product)
    came = stock.Incoming(product, D(11), purchase_line_id=line.line_id)
    stock.receive(shop.call("warehouse"), (came, came))
    assert PurchaseLine.get().received == 22
    with pytest.raises(NeedsConfirmation, match="more_than_ordered"):
        stock.receive(shop.call("warehouse"), (stock.Incoming(product, D(1), purchase_line_id=line.line_id),))


def test_lots_are_found_by_product_lot_or_bin(shop: Shop) -> None:
    product = shop.product("A", lot_tracked=True)
    shop.stock(product, 5, "L20260301")
    shop.stock(product, 5, "L20260302", bin="B-01-1")
    at = [column.name for column in stock_lists.LOTS.columns].index("lot")

    def lots(text: str) -> list[str]:
        return [row[at] for row in stock_lists.LOTS.page(Query(search=text)).rows]

    assert lots("l20260302") == lots("BIN-B-01-1") == lots("b-01") == ["L20260302"]
    assert lots("product a") == lots("L202603") == ["L20260301", "L20260302"]
    assert lots("nothing") == []


def test_what_is_due_on_order_is_what_the_list_shows(shop: Shop) -> None:
    product = shop.product("A")
    day = shop.clock.today
    for days in (-2, 0, 1):
        stock.order_goods(shop.call("warehouse"), 1, day + timedelta(days), (stock.Bought(product, D(20)),))
    listing = stock_lists.EXPECTED
    assert listing.count(Query(filters=(("due", "yes"),))) == len(listing.page(Query(filters=(("due", "yes"),))).rows)
    assert PurchaseLine.select().where(stock_lists.due(day)).count() == 2
    number = PurchaseOrder.select().order_by(PurchaseOrder.id.desc()).get().number
    assert [row[0] for row in listing.page(Query(search=number[-4:])).rows] == [number]
    received = shop.stock(product, 3)
    moved = stock_lists.MOVES.page(Query(search=received.number[-9:])).rows
    assert len(moved) == 1


def test_goods_go_back_to_the_supplier_and_come_again_when_that_is_reversed(shop: Shop) -> None:
    product = shop.product("A")
    shop.stock(product, 9)
    shop.approved((product, 4))
    balance = shop.balance(product)
    with pytest.raises(Refusal, match="not_enough_stock"):
        supplier_returns.send_back(shop.call("warehouse"), balance.id, D(6), "damaged")
    (move,) = supplier_returns.send_back(shop.call("warehouse"), balance.id, D(5), "damaged").moves
    found = stock_views.move_detail(move)
    assert (found.target, found.reason, found.note, found.reversible) == ("SUPPLIER", "send_back", "damaged", True)
    assert stock_views.product_detail(product).available == 0
    stock.set_quality(shop.call("warehouse"), balance.id, "damaged", "wet", D(4))
    assert [each.name for each in check() if not each.ok] == []
    supplier_returns.send_back(shop.call("warehouse"), shop.balance(product, quality="damaged").id, D(4), "wet")
    reversing.reverse_move(shop.call("warehouse"), move, "they did not take it")
    assert stock_views.product_detail(product).on_hand == 5
    assert [each.name for each in check() if not each.ok] == []


def test_a_lot_goes_back_only_to_the_purchase_order_that_brought_it(shop: Shop) -> None:
    product = shop.product("PAINT", lot_tracked=True)
    bought = (stock.Bought(product, D(20)),)
    first, second = (stock.order_goods(shop.call("warehouse"), 1, shop.clock.today, bought).id for _each in range(2))
    for order, number, quantity in ((first, "L1", 6), (first, "L2", 3), (second, "L2", 9)):
        line = PurchaseLine.get(PurchaseLine.order == order).id
        came = stock.Incoming(product, D(quantity), lot=number, purchase_line_id=line)
        stock.receive(shop.call("warehouse"), (came,), 1)
    lots = (Lot.get(Lot.number == number) for number in ("L1", "L2"))
    one, two = (StockBalance.get((StockBalance.lot == lot) & (StockBalance.on_hand > 0)).id for lot in lots)
    for balance, quantity, purchase, why in (
        (one, 1, second, "came_elsewhere"), (two, 4, first, "more_than_came"), (one, 1, 999, "unknown_purchase"),
    ):  # fmt: skip
        with pytest.raises(Refusal, match=why):
            supplier_returns.send_back(shop.call("warehouse"), balance, D(quantity), "called back", purchase)
    supplier_returns.send_back(shop.call("warehouse"), two, D(3), "called back", first)
    with pytest.raises(Refusal, match="more_than_came"):
        supplier_returns.send_back(shop.call("warehouse"), two, D(1), "called back", first)
    newest, oldest = supplier_returns.origins(product)
    assert (newest.left, list(newest.lots.values())) == (D(9), [D(9)])
    assert (oldest.left, oldest.lots) == (D(6), {StockBalance.get_by_id(one).lot_id: D(6)})
