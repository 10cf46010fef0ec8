"""What the names in a file mean here: a code, a barcode, the customer's own number, an exact name; alike is offered."""

from collections.abc import Callable
from decimal import Decimal as D
from pathlib import Path

import pytest

from models.goods import CustomerArticle
from models.money import Payment
from models.orders import OrderLine, SalesOrder
from models.parties import CustomerAlias
from services import catalogue, order_import, record_import
from services.import_directory import Links, plain_key
from services.import_likely import likely_customers, likely_products
from services.import_match import Options
from services.import_units import understand_units
from services.importing.reading import read_sheets
from tests.services.shop import Shop

HEAD = "订单编号,客户,商家编码,商品名称,规格,数量,单位,单价\n"
Take = Callable[..., order_import.Outcome]
DEFAULTS = Options()


@pytest.fixture
def take(shop: Shop, tmp_path: Path) -> Take:
    """Import rows of orders as the clerk."""
    pack = (catalogue.Code("6901000000019", D(12), "箱"), catalogue.Code("6901000000026", D(4), "包"))
    shop.product("P-1", name="保温杯", spec="红 大号", unit="瓶", codes=pack)
    shop.product("P-2", name="T恤", spec="红 L")
    shop.product("P-3", name="T恤", spec="蓝 M")

    def run(rows: str, options: Options = DEFAULTS) -> order_import.Outcome:
        path = tmp_path / "orders.csv"
        path.write_text(HEAD + rows, encoding="utf-8")
        reading = understand_units(read_sheets(path), "orders", file=path.name)
        return order_import.run_import(shop.call("clerk"), path, reading, options=options)

    return run


def products() -> dict[str, str | None]:
    """Order -> the SKU of its only line."""
    return {line.order.customer_ref: line.product.sku if line.product else None for line in OrderLine.select()}


def test_what_a_customer_calls_it_is_linked_once_and_known_from_then_on(shop: Shop, take: Take) -> None:
    catalogue.add_customer(shop.call("clerk"), catalogue.CustomerData("C2", "Other"))
    take("A1,Corner Shop,,红色大号,,1,,5\n")
    assert products() == {"A1": None}
    product = likely_products("", "保温杯红大号", "")[0].id
    links = Links(products={plain_key("红色大号"): product})
    take("A2,Corner Shop,,红色大号,,1,,5\n", Options(links=links))
    take("A3,Corner Shop,,红色 大号,,1,,5\nA4,Other,,红色大号,,1,,5\n")
    assert products() == {"A1": None, "A2": "P-1", "A3": "P-1", "A4": None}
    assert [(row.customer_id, row.said) for row in CustomerArticle.select()] == [(shop.customer_id, "红色大号")]


def test_a_link_that_no_row_of_a_customer_used_is_not_kept(shop: Shop, take: Take) -> None:
    take("A1,Corner Shop,P-1,,,1,,5\n", Options(links=Links(products={"x": 1}, buyers={"y": 1})))
    assert (CustomerArticle.select().count(), CustomerAlias.select().count()) == (0, 0)


def test_a_customers_other_name_is_linked_once_for_files_of_every_kind(shop: Shop, take: Take, tmp_path: Path) -> None:
    links = Links(buyers={plain_key("街角 小店"): shop.customer_id})
    take("A1,街角 小店,P-1,,,1,,5\n", Options(links=links))
    take("A2,街角小店,P-1,,,1,,5\n")
    assert {order.customer_id for order in SalesOrder.select()} == {shop.customer_id}
    path = tmp_path / "payments.csv"
    path.write_text("客户,收款日期,收款金额\n街角小店,2026-03-01,5\n", encoding="utf-8")
    reading = understand_units(read_sheets(path), "payments", file=path.name)
    record_import.run_import(shop.call("finance"), path, reading)
    assert Payment.get().customer_id == shop.customer_id


def test_an_article_or_name_is_made_from_its_row_when_the_person_says_so(shop: Shop, take: Take) -> None:
    take("A1,Corner Shop,NEW-1,新品,,1,,5\nA2,Corner Shop,NEW-2,新品2,,1,,5\nA3,新客户,P-1,,,1,,5\n",
         Options(make=frozenset({plain_key("NEW-1"), plain_key("新客户")})))  # fmt: skip
    assert products() == {"A1": "NEW-1", "A2": None, "A3": "P-1"}
    assert SalesOrder.get(SalesOrder.customer_ref == "A3").customer.name == "新客户"


@pytest.mark.parametrize(("spec", "sku"), [("红 L", "P-2"), ("蓝 M", "P-3"), ("绿 S", None), ("", None)])
def test_an_exact_name_is_told_apart_by_its_specification(take: Take, spec: str, sku: str | None) -> None:
    take(f"A1,Corner Shop,,T恤,{spec},1,,5\n")
    assert products() == {"A1": sku}


@pytest.mark.parametrize(
    ("said", "quantity"),
    [("2箱5瓶", 29), ("1箱1包2瓶", 18), ("2箱零5瓶", 29), ("２箱５瓶", 29), ("2箱", 2), ("7瓶", 7)],
)
def test_a_quantity_in_several_units_is_added_up_by_the_products_factors(take: Take, said: str, quantity: int) -> None:
    take(f"A1,Corner Shop,P-1,,,{said},,5\n")
    line = OrderLine.get()
    assert line.quantity == quantity
    assert line.ordered == (24 if said == "2箱" else quantity)


@pytest.mark.parametrize("said", ["2箱5盒", "2箱5箱", "2箱5", "二箱"])
def test_what_the_product_is_not_counted_in_is_never_guessed(take: Take, said: str) -> None:
    done = take(f"A1,Corner Shop,P-1,,,{said},,5\n")
    assert done.rows.failed == 1
    assert OrderLine.select().count() == 0


@pytest.mark.parametrize(("heads", "cells", "ordered"), [
    ("数量(箱),", "2,", 24), ("数量（箱）,数量（瓶）", "2,5", 29), ("数量（箱）,数量（瓶）", ",5", 5),
    ("数量(瓶),", "7,", 7),
])  # fmt: skip
def test_a_unit_in_the_heading_is_the_rows(
    shop: Shop, take: Take, tmp_path: Path, heads: str, cells: str, ordered: int
) -> None:
    path = tmp_path / "cartons.csv"
    path.write_text(f"订单编号,客户,商家编码,{heads},单价\nA1,Corner Shop,P-1,{cells},5\n", encoding="utf-8")
    reading = understand_units(read_sheets(path), "orders", file=path.name)
    assert order_import.run_import(shop.call("clerk"), path, reading).rows.imported == 1
    assert OrderLine.get().ordered == ordered


def test_a_carton_of_what_has_none_here_is_a_doubt_and_no_piece(take: Take) -> None:
    done = take("A1,Corner Shop,P-2,,,3,箱,5\nA2,Corner Shop,P-3,,,3,套,5\n")
    assert [(p.row, p.code) for p in done.problems] == [(2, "unknown_unit")]
    assert {order.customer_ref: order.state for order in SalesOrder.select()} == {"A1": "draft", "A2": "submitted"}


def test_what_is_counted_in_cartons_is_counted_in_cartons(shop: Shop, take: Take, tmp_path: Path) -> None:
    path = tmp_path / "count.csv"
    for text, expected in (
        ("货号,货位,实盘数量\nP-1,A-01-1,2箱\n", 24), ("货号,货位,盘点数量(箱),盘点数量(瓶)\nP-1,A-01-1,2,3\n", 27),
        ("货号,货位,单位,实盘数量\nP-1,A-01-1,箱,1\n", 12), ("货号,货位,实盘数量\nP-2,A-01-1,2箱\n", None),
        ("Bin,SKU,Count 1,Count 2\nA-01-1,P-1,5,6\n", 6),
    ):  # fmt: skip
        path.write_text(text, encoding="utf-8")
        reading = understand_units(read_sheets(path), "counts", file=path.name)
        done = record_import.run_import(shop.call("warehouse"), path, reading, dry_run=True)
        assert done.prepared is not None
        assert [row.count.quantity for row in done.prepared.rows] == ([expected] if expected else [])
        assert [p.code for p in done.problems] == ([] if expected else ["unknown_unit"])
    path.write_text("货号,货位,账面数\nP-1,A-01-1,5\n", encoding="utf-8")
    reading = understand_units(read_sheets(path), "counts", file=path.name)
    assert [p.code for p in reading.problems] == ["nothing_counted"]


def test_the_unit_in_the_row_holds_over_that_of_the_barcode(take: Take) -> None:
    take("A1,Corner Shop,6901000000019,,,3,瓶,5\nA2,Corner Shop,6901000000019,,,3,,5\n")
    assert {line.order.customer_ref: line.ordered for line in OrderLine.select()} == {"A1": D(3), "A2": D(36)}


def test_likely_ones_come_in_order_by_letters_words_and_sound(shop: Shop, take: Take) -> None:
    for code, name in (("D1", "宁波鼎力五金有限公司"), ("D2", "杭州鼎新贸易行"), ("D3", "Dingli Hardware")):
        catalogue.add_customer(shop.call("clerk"), catalogue.CustomerData(code, name))
    assert likely_customers("宁波鼎立五金")[0].code == "D1"
    assert likely_customers("Dingly Hardwear")[0].code == "D3"
    assert likely_products("P1", "", "")[0].code == "P-1"
    assert likely_products("", "大号红保温杯", "")[0].code == "P-1"
    assert likely_customers("zzzzqqq") == ()


def test_what_a_row_means_here_stands_beside_it(take: Take) -> None:
    done = take("A1,Corner Shop,P-1,,,1,,5\nA2,Corner Shop,P-1,,,many,,5\nA2,Corner Shop,nobody's,,,1,,5\n")
    assert done.prepared is not None
    assert done.rows.failed == 2
    assert done.prepared.here == {2: "保温杯  红 大号", 3: "保温杯  红 大号"}  # one in error says it too
