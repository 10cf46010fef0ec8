"""Order files come in once, whole, matched and accounted for."""

from datetime import date, timedelta
from decimal import Decimal as D
from pathlib import Path
from typing import Any

import pytest

from models.exchange import ImportBatch, ImportRow
from models.goods import Product
from models.orders import ApprovalRequest, OrderLine, SalesOrder
from models.parties import Customer
from services import approval, catalogue, order_import, orders, settings, waiting
from services.errors import Cancelled, Refusal
from services.import_match import Options, hold_reason
from services.import_result import result_json
from services.importing.preview import Document, Line, Reading, RowCounts
from services.importing.reading import read_file
from services.listing import Query
from services.lists import ORDERS
from services.order_import import run_import
from services.price_book import PriceBook
from services.pricing import propose
from tests.services.shop import Shop


def document(number: str | None, *lines: Line, **head: Any) -> Document:
    rows = tuple(dict.fromkeys(line.row for line in lines)) or head.pop("rows", (2,))
    said: dict[str, Any] = dict.fromkeys(Document._fields)
    said |= {"customer": "Corner Shop", "number": number, "lines": lines, "rows": rows, "sheet": ""}
    return Document(**said | head)


def reading(*documents: Document, **more: Any) -> Reading:
    imported = sum(max(len({line.row for line in each.lines}), 1) for each in documents)
    merged = sum(len(each.rows) for each in documents) - imported
    counts = RowCounts(imported + merged, imported, merged, 0, 0)
    columns = {"number": "No", "customer": "Customer", "sku": "SKU", "quantity": "Qty", "unit_price": "Price"}
    return Reading("orders.xlsx", "orders", "Sheet1", 1, columns, tuple(documents), rows=counts, **more)


def line(row: int, sku: str | None = "P-1", quantity: Any = 5, price: Any = 10, **more: Any) -> Line:
    return Line(row, sku=sku, quantity=D(quantity), unit_price=None if price is None else D(price), **more)


def come_in(shop: Shop, read: Reading, options: Options | None = None) -> order_import.Outcome:
    prepared = order_import.prepare(read, options or Options(), shop.clock.today)
    return order_import.commit(shop.call("clerk"), prepared)


def doubts_of(outcome: order_import.Outcome) -> tuple[Any, ...]:
    assert outcome.prepared is not None
    return outcome.prepared.doubts


@pytest.fixture
def goods(shop: Shop) -> int:
    return shop.product("P-1", name="Bearing", unit="pc", price=D("23.8"))


def test_a_discount_is_taken_off_the_price(shop: Shop, goods: int) -> None:
    come_in(shop, reading(document("A-1", line(2, quantity=3, discount=D("0.15")))))
    row = OrderLine.get()
    assert (row.unit_price, row.amount) == (D("8.5"), D("25.5"))


def test_orders_of_a_file_are_submitted_with_their_lines_prices_and_number(shop: Shop, goods: int) -> None:
    outcome = come_in(shop, reading(document("A-1", line(2), line(3, quantity="2.5")), document("A-2", line(4))))
    assert outcome.imported is not None
    assert (outcome.imported.created, outcome.imported.submitted) == (2, 2)
    first = SalesOrder.get(SalesOrder.customer_ref == "A-1")
    assert (first.state, first.total, first.lines, first.customer_id) == ("submitted", D("75.00"), 2, shop.customer_id)
    assert first.promised == shop.clock.today + timedelta(3)
    assert (first.receiver, first.phone, first.address) == ("Carl", "13800000001", "1 Road")
    lines = list(OrderLine.select().where(OrderLine.order == first).order_by(OrderLine.position))
    assert [(each.quantity, each.unit_price, each.amount, each.open) for each in lines] == [
        (D(5), D(10), D(50), D(5)), (D("2.5"), D(10), D(25), D("2.5")),
    ]  # fmt: skip
    assert {row.number[:3] for row in SalesOrder.select()} == {"SO-"}


def test_what_is_imported_is_what_typing_and_submitting_would_have_made(shop: Shop, goods: int) -> None:
    shop.stock(goods, 3)
    typed = shop.order((goods, 5), customer_ref="T-1")
    come_in(shop, reading(document("A-1", line(2))))
    brought = SalesOrder.get(SalesOrder.customer_ref == "A-1")
    found = {each.kind: each for each in approval.recorded_findings(brought.id)}
    wanted = {each.kind: each for each in approval.recorded_findings(typed.id)}
    for kind in ("credit", "stock", "customer"):
        assert found[kind] == wanted[kind]
    decided = approval.approve_order(shop.call("approver", "below_price"), brought.id, brought.version)
    assert decided.state == "approved"


def test_the_numbers_go_on_after_an_import(shop: Shop, goods: int) -> None:
    come_in(shop, reading(*(document(f"A-{n}", line(n)) for n in range(2, 7))))
    typed = shop.order((goods, 1))
    numbers = [row.number for row in SalesOrder.select().order_by(SalesOrder.id)]
    assert len(set(numbers)) == 6
    assert typed.number == numbers[-1] == max(numbers)


def test_the_same_file_comes_in_once(shop: Shop, goods: int) -> None:
    read = reading(document("A-1", line(2)), document(None, line(3), receiver="Ann"))
    come_in(shop, read)
    again = come_in(shop, read)
    assert again.imported is not None
    assert (again.imported.created, again.rows) == (0, RowCounts(2, 0, 0, 2, 0))
    assert SalesOrder.select().count() == 2
    codes = [row.code for row in ImportRow.select().where(ImportRow.batch == again.imported.batch_id)]
    assert codes == ["already_imported"] * 2


def test_an_order_that_came_in_between_matching_and_writing_is_skipped(shop: Shop, goods: int) -> None:
    read = reading(document("A-1", line(2)), document("A-2", line(3)))
    prepared = order_import.prepare(read, Options(), shop.clock.today)
    come_in(shop, reading(document("A-1", line(2))))
    outcome = order_import.commit(shop.call("clerk"), prepared)
    assert outcome.rows == RowCounts(2, 1, 0, 1, 0)
    assert SalesOrder.select().count() == 2


def test_a_repeated_call_answers_with_the_first_result(shop: Shop, goods: int) -> None:
    prepared = order_import.prepare(reading(document("A-1", line(2))), Options(), shop.clock.today)
    call = shop.call("clerk")
    assert order_import.commit(call, prepared).imported == order_import.commit(call, prepared).imported
    assert ImportBatch.select().count() == 1


def test_a_cancelled_import_leaves_nothing(shop: Shop, goods: int) -> None:
    read = reading(document("A-1", line(2)), document("A-2", line(3)))
    prepared = order_import.prepare(read, Options(), shop.clock.today)
    before = shop.dump()

    def stop(done: int, total: int) -> None:
        if done >= total // 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        order_import.commit(shop.call("clerk"), prepared, stop)
    assert shop.dump() == before
    assert order_import.commit(shop.call("clerk"), prepared).imported is not None


def test_a_dry_run_accounts_and_writes_nothing(shop: Shop, goods: int) -> None:
    before = shop.dump()
    prepared = order_import.prepare(reading(document("A-1", line(2), line(3))), Options(), shop.clock.today)
    assert prepared.counts == RowCounts(2, 2, 0, 0, 0)
    assert shop.dump() == before


def test_unknown_goods_and_customers_come_in_as_drafts_that_say_so(shop: Shop, goods: int) -> None:
    outcome = come_in(shop, reading(
        document("A-1", line(2, "NEW-1", name="New thing")), document("A-2", line(3), customer="Nobody Ltd"),
    ))  # fmt: skip
    assert [(d.code, d.row, d.value) for d in doubts_of(outcome)] == [
        ("unknown_product", 2, "NEW-1"), ("unknown_customer", 3, "Nobody Ltd"),
    ]  # fmt: skip
    first, second = SalesOrder.select().order_by(SalesOrder.id)
    assert (first.state, first.number) == ("draft", None)
    assert OrderLine.get(OrderLine.order == first).text == "NEW-1 New thing"
    assert (second.state, second.customer_id, second.customer_text) == ("draft", None, "Nobody Ltd")
    waits = [(task.kind, task.count) for task in waiting.waiting(shop.owner, shop.clock())]
    assert ("unmatched", 2) in waits
    with pytest.raises(Refusal, match="unmatched_line"):
        orders.submit_order(shop.call("clerk"), first.id, first.version)


def test_create_missing_makes_the_customer_and_the_product_of_the_row(shop: Shop) -> None:
    read = reading(document("A-1", line(2, "NEW-1", price="7.5", name="New thing", unit="box", barcode="6901234567892"),
                            customer="Nobody Ltd", phone="13900000009", address="9 Street"))  # fmt: skip
    outcome = come_in(shop, read, options=Options(create_missing=True))
    assert outcome.imported is not None
    assert outcome.imported.submitted == 1
    product, customer = Product.get(Product.sku == "NEW-1"), Customer.get(Customer.name == "Nobody Ltd")
    assert (product.name, product.unit, product.price, customer.phone) == ("New thing", "box", D("7.5"), "13900000009")
    order = SalesOrder.get(SalesOrder.customer == customer)
    assert approval.approve_order(shop.call("approver"), order.id, order.version).state == "approved"
    assert doubts_of(outcome) == ()


def test_a_barcode_of_a_box_counts_its_pieces(shop: Shop) -> None:
    codes = (catalogue.Code("6901234567892"), catalogue.Code("16901234567899", D(12), "box"))
    shop.product("P-9", codes=codes)
    come_in(shop, reading(document("A-1", line(2, None, 2, 100, barcode="16901234567899"),
                                   line(3, "P-9", 3, 90, unit="box"))))  # fmt: skip
    lines = list(OrderLine.select().order_by(OrderLine.position))
    assert [(each.quantity, each.unit, each.factor, each.ordered) for each in lines] == [
        (D(2), "box", D(12), D(24)), (D(3), "box", D(12), D(36)),
    ]  # fmt: skip


def test_a_unit_that_is_not_known_here_is_a_doubt(shop: Shop) -> None:
    shop.product("P-9", codes=(catalogue.Code("16901234567899", D(12), "box"),))
    outcome = come_in(shop, reading(document("A-1", line(2, "P-9", unit="pallet"))))
    assert [doubt.code for doubt in doubts_of(outcome)] == ["unknown_unit"]
    assert SalesOrder.get().state == "draft"


def test_where_the_file_has_no_price_the_customers_price_is_taken(shop: Shop, goods: int) -> None:
    catalogue.set_price(shop.call("clerk"), goods, D("21.5"), customer_id=shop.customer_id, from_quantity=D(10))
    come_in(shop, reading(document("A-1", line(2, quantity=10, price=None), line(3, quantity=9, price=None))))
    found = [(each.unit_price, each.price_source) for each in OrderLine.select().order_by(OrderLine.position)]
    assert found == [(D("21.5"), "customer"), (D("23.8"), "standard")]


def test_the_price_book_agrees_with_the_price_of_a_typed_line(shop: Shop, goods: int) -> None:
    Customer.update(price_level="gold").execute()
    today = shop.clock.today
    for price in (
        {"customer_id": 1, "from_quantity": D(10)}, {"customer_id": 1, "valid_to": today - timedelta(1)},
        {"level": "gold"}, {"level": "gold", "from_quantity": D(5)}, {"level": "gold", "valid_from": today},
    ):  # fmt: skip
        catalogue.set_price(shop.call("clerk"), goods, D(20) + len(price), **price)
    book = PriceBook({goods: D("23.8")}, {1: "gold"}, today, [goods])
    for quantity in (D(1), D(5), D("9.999"), D(10), D(100)):
        assert book.propose(1, goods, quantity) == propose(1, goods, quantity, today)
        assert book.propose(None, goods, quantity) == propose(None, goods, quantity, today)


@pytest.mark.parametrize(
    ("status", "held"),
    [("交易关闭", True), ("卖家已发货，等待买家确认", True), ("未发货，退款成功", True), ("Cancelled", True),
     ("等待买家付款", True), ("买家已付款，等待卖家发货", False),
     ("待发货", False), ("unfulfilled", False), ("", False), (None, False)],
)  # fmt: skip
def test_words_that_say_the_order_is_over_put_it_on_hold(status: str | None, held: bool) -> None:
    assert bool(hold_reason(status)) is held


def test_an_order_that_is_over_comes_in_on_hold_with_the_files_word(shop: Shop, goods: int) -> None:
    outcome = come_in(shop, reading(document("A-1", line(2), status="交易关闭")))
    order = SalesOrder.get()
    assert (order.state, order.on_hold, order.hold_reason) == ("draft", True, "交易关闭")
    assert outcome.imported is not None
    assert outcome.imported.held == 1


def test_a_return_comes_in_as_a_draft_whose_note_keeps_its_line(shop: Shop, goods: int) -> None:
    outcome = come_in(shop, reading(document("A-1", line(2, quantity=-1)), document("A-2", line(3))))
    assert outcome.rows == RowCounts(2, 2, 0, 0, 0)
    order = SalesOrder.get(SalesOrder.customer_ref == "A-1")
    assert (order.state, order.lines) == ("draft", 0)
    assert "× -1" in order.note
    assert SalesOrder.get(SalesOrder.customer_ref == "A-2").state == "submitted"


def test_orders_without_a_day_are_drafts_when_none_is_promised(shop: Shop, goods: int) -> None:
    come_in(shop, reading(document("A-1", line(2)), document("A-2", line(3), promised_date=date(2026, 4, 1))),
            options=Options(promised_days=None))  # fmt: skip
    assert {row.customer_ref: row.state for row in SalesOrder.select()} == {"A-1": "draft", "A-2": "submitted"}


def test_the_list_shows_the_orders_of_one_import(shop: Shop, goods: int) -> None:
    first = come_in(shop, reading(document("A-1", line(2)), document("A-2", line(3))))
    shop.order((goods, 1))
    come_in(shop, reading(document("B-1", line(2))))
    assert first.imported is not None
    page = ORDERS.page(Query(filters=(("batch", str(first.imported.batch_id)),)))
    assert len(page.rows) == 2
    shared = come_in(shop, reading(document("C-1", line(2)), document("C-2", line(2)))).imported
    assert shared is not None
    assert len(ORDERS.page(Query(filters=(("batch", str(shared.batch_id)),))).rows) == 2, "a row of two orders"


def test_without_the_right_nothing_comes_in(shop: Shop, goods: int) -> None:
    before = shop.dump()
    with pytest.raises(Refusal, match="not_allowed"):
        order_import.commit(
            shop.call("packer"), order_import.prepare(reading(document("A-1", line(2))), Options(), shop.clock.today)
        )
    assert shop.dump() == before


def test_a_file_read_from_disk_speaks_the_contract_of_the_command_line(shop: Shop, goods: int, tmp_path: Path) -> None:
    file = tmp_path / "orders.csv"
    rows = ("Order No,Customer,SKU,Quantity,Unit Price", "A-1,Corner Shop,P-1,5,10", "A-1,Corner Shop,NEW,2,3",
            "A-2,Corner Shop,P-1,x,10", "A-3,Corner Shop,P-1,1,10")  # fmt: skip
    file.write_text("\n".join(rows), encoding="utf-8")
    read = read_file(file, "orders")
    found = result_json(read, run_import(shop.call("clerk"), file, read))
    assert ImportBatch.get().sha256
    assert found["rows"] == {"total": 4, "imported": 3, "merged": 0, "skipped": 0, "failed": 1}
    assert [each["number"] for each in found["documents"]] == ["A-1", "A-3"]
    assert ("unknown_product", 3, "warning") in {(p["code"], p["row"], p["severity"]) for p in found["problems"]}
    again = result_json(read, run_import(shop.call("clerk"), file, read, dry_run=True))
    assert again["documents"] == []
    assert again["rows"] == {"total": 4, "imported": 0, "merged": 0, "skipped": 3, "failed": 1}
    assert ApprovalRequest.select().count() == 1


def test_a_company_that_wants_drafts_gets_drafts(shop: Shop, tmp_path: Path) -> None:
    shop.product("P-1")
    path = tmp_path / "orders.csv"
    path.write_text("订单编号,客户,SKU,数量,单价\nX-1,Corner Shop,P-1,2,10\n", encoding="utf-8")
    settings.change_settings(shop.call("owner"), {"import.as_drafts": True})
    done = run_import(shop.call("clerk"), path, read_file(path, "orders")).imported
    assert done is not None
    assert (done.created, done.submitted) == (1, 0)
    assert SalesOrder.get().state == "draft"


def test_a_list_of_our_own_orders_and_quotations_changes_nothing(shop: Shop, goods: int) -> None:
    come_in(shop, reading(document("A-1", line(2)), document("A-2", line(3))))
    ordered, quoted = list(SalesOrder.select().order_by(SalesOrder.id))
    SalesOrder.update(number=None, quote_number="QU-20260301-0001").where(SalesOrder.id == quoted.id).execute()
    outcome = come_in(shop, reading(document(ordered.number, line(2)), document("QU-20260301-0001", line(3))))
    assert outcome.rows.imported == 0
    assert SalesOrder.select().count() == 2
