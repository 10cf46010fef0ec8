"""Contracts: kept, renewed and ended as a whole, and the prices proposed from them."""

from datetime import timedelta
from decimal import Decimal as D

import pytest

from models.goods import Price, Product
from services import catalogue, contracts, pasted_prices, pricing, settings
from services.contracts import ContractLine
from services.errors import Refusal
from services.price_book import PriceBook
from services.records import customer_record
from services.timeline import story
from tests.services.shop import Shop


def keep(
    shop: Shop, name: str, *lines: ContractLine, start: int | None = None, end: int | None = None, was: str = ""
) -> None:
    days = [None if each is None else shop.clock.today + timedelta(each) for each in (start, end)]
    contracts.save_contract(shop.call("clerk"), shop.customer_id, name, days[0], days[1], lines, was)


def proposed(shop: Shop, product: int, quantity: int = 1, day: int = 0) -> pricing.Proposed | None:
    """The price, which the one for a single line and the one for a whole file must agree on."""
    when = shop.clock.today + timedelta(day)
    one = pricing.propose(shop.customer_id, product, D(quantity), when)
    standard = {row.id: row.price for row in Product.select()}
    book = PriceBook(standard, {shop.customer_id: _level()}, when, [product])
    assert book.propose(shop.customer_id, product, D(quantity)) == one
    return one


def _level() -> str:
    from models.parties import Customer

    return Customer.get_by_id(1).price_level


def test_the_price_of_a_contract_names_it_and_holds_between_its_days(shop: Shop) -> None:
    product = shop.product(price=D(10))
    keep(shop, "HT-1", ContractLine(product, D(9)), ContractLine(product, D(8), D(100)), start=0, end=30)
    assert proposed(shop, product) == pricing.Proposed(D(9), "contract:HT-1")
    assert proposed(shop, product, 100) == pricing.Proposed(D(8), "contract:HT-1")
    assert proposed(shop, product, 1, 31) == pricing.Proposed(D(10), "standard")
    assert proposed(shop, product, 1, -1) == pricing.Proposed(D(10), "standard")


def test_precedence_customer_quantity_level_last_standard(shop: Shop) -> None:
    product = shop.product(price=D(10))
    shop.approved((product, 1), lines=(_line(product, D("7.5")),))
    clerk = shop.call("clerk")
    data = catalogue.CustomerData("C1", "Corner Shop", "Carl", "13800000001", "1 Road", D(1_000_000), 30, "VIP")
    catalogue.change_customer(clerk, shop.customer_id, 1, data)
    assert proposed(shop, product) == pricing.Proposed(D(10), "standard")
    settings.change_settings(shop.call("owner"), {"prices.last": True})
    assert proposed(shop, product) == pricing.Proposed(D("7.5"), "last")
    catalogue.set_price(shop.call("clerk"), product, D("9.5"), level="VIP")
    assert proposed(shop, product) == pricing.Proposed(D("9.5"), "level")
    catalogue.set_price(shop.call("clerk"), product, D(9), from_quantity=D(50))
    assert proposed(shop, product, 49) == pricing.Proposed(D("9.5"), "level")
    assert proposed(shop, product, 50) == pricing.Proposed(D(9), "quantity")
    catalogue.set_price(shop.call("clerk"), product, D("8.5"), shop.customer_id)
    assert proposed(shop, product, 50) == pricing.Proposed(D("8.5"), "customer")
    with pytest.raises(Refusal, match="nobody"):
        catalogue.set_price(shop.call("clerk"), product, D(9))


def _line(product: int, price: D) -> object:
    from services.orders import DraftLine

    return DraftLine(product, D(2), price * 10, "box", D(10))


def test_a_contract_is_changed_as_a_whole(shop: Shop) -> None:
    one, two = shop.product("A"), shop.product("B")
    keep(shop, "HT-1", ContractLine(one, D(9)), start=-9)
    keep(shop, "HT-1b", ContractLine(two, D(7)), ContractLine(two, D(6), D(10)), start=-9, end=9, was="HT-1")
    assert [(c.name, c.state, c.count) for c in contracts.contracts(shop.customer_id, shop.clock.today)] == [
        ("HT-1b", "now", 2)
    ]
    rows = contracts.contract_lines(shop.customer_id, "HT-1b")
    assert {row.sku for row in rows} == {"B"}
    assert [(row.line.from_quantity, row.line.price) for row in rows] == [(D(0), D(7)), (D(10), D(6))]
    entry = story("customer", shop.customer_id).entries[0]
    assert (entry.code, entry.figures["contract"]) == ("contract.save", "HT-1b")
    assert [change.field for change in entry.changes] == ["valid_to"]


def test_it_is_renewed_and_the_old_one_ends_the_day_before(shop: Shop) -> None:
    product = shop.product()
    keep(shop, "HT-1", ContractLine(product, D(9)), start=-300)
    start = shop.clock.today + timedelta(10)
    contracts.renew_contract(shop.call("clerk"), shop.customer_id, "HT-1", "HT-2", start, None)
    assert [(c.name, c.state) for c in contracts.contracts(shop.customer_id, shop.clock.today)] == [
        ("HT-1", "now"), ("HT-2", "coming"),
    ]  # fmt: skip
    assert proposed(shop, product, 1, 9) == pricing.Proposed(D(9), "contract:HT-1")
    assert proposed(shop, product, 1, 10) == pricing.Proposed(D(9), "contract:HT-2")
    with pytest.raises(Refusal, match="contract_taken"):
        contracts.renew_contract(shop.call("clerk"), shop.customer_id, "HT-1", "HT-2", start, None)
    with pytest.raises(Refusal, match="bad_period"):
        contracts.renew_contract(shop.call("clerk"), shop.customer_id, "HT-2", "HT-3", start, None)


def test_it_is_ended_and_one_that_has_not_begun_is_taken_away(shop: Shop) -> None:
    product = shop.product(price=D(10))
    keep(shop, "HT-1", ContractLine(product, D(9)), start=-3)
    keep(shop, "HT-2", ContractLine(product, D(8)), start=5)
    contracts.end_contract(shop.call("clerk"), shop.customer_id, "HT-1")
    contracts.end_contract(shop.call("clerk"), shop.customer_id, "HT-2")
    assert [(c.name, c.state) for c in contracts.contracts(shop.customer_id, shop.clock.today)] == [("HT-1", "ended")]
    assert proposed(shop, product) == pricing.Proposed(D(10), "standard")
    with pytest.raises(Refusal, match="unknown_contract"):
        contracts.end_contract(shop.call("clerk"), shop.customer_id, "HT-2")


def test_what_makes_no_contract_is_refused(shop: Shop) -> None:
    product = shop.product()
    line = ContractLine(product, D(9))
    for lines, code in (((), "no_lines"), ((ContractLine(product, D(-1)),), "bad_price_line"),
                        ((ContractLine(product, D("NaN")),), "bad_number"), ((line, line), "line_twice"),
                        ((ContractLine(999, D(1)),), "unknown_product")):  # fmt: skip
        with pytest.raises(Refusal, match=code):
            keep(shop, "HT-1", *lines)
    heads = ((" ", 0, 1, "empty_field"), ("x" * 61, 0, 1, "too_long"), ("HT", 2, 1, "bad_period"))
    for name, start, end, code in heads:
        with pytest.raises(Refusal, match=code):
            keep(shop, name, line, start=start, end=end)
    keep(shop, "HT-1", line)
    with pytest.raises(Refusal, match="contract_taken"):
        keep(shop, "HT-1", line)
    with pytest.raises(Refusal, match="unknown_contract"):
        keep(shop, "HT-2", line, was="HT-9")
    assert Price.select().count() == 1


def test_the_customer_s_panel_keeps_contracts_and_single_prices_apart(shop: Shop) -> None:
    product = shop.product()
    keep(shop, "HT-1", ContractLine(product, D(9)))
    catalogue.set_price(shop.call("clerk"), product, D(8), shop.customer_id)
    record = customer_record(shop.customer_id, shop.clock.today)
    assert record is not None
    assert [row.price for row in record.prices] == [D(8)]
    assert [each.name for each in record.contracts] == ["HT-1"]


def test_rows_of_a_spreadsheet_are_understood(shop: Shop) -> None:
    one, two = shop.product("A-1", name="Bolt"), shop.product("B-2", name="Nut")
    shop.product("B-3", name="Twin")
    shop.product("B-4", name="Twin")
    plain = pasted_prices.read("a-1\tBolt M8\t9.80\nNut\t100\t￥1,234.5\nTwin\t3\nA-1\t\n")
    assert taken(plain) == [(one, D(0), D("9.80")), (two, D(100), D("1234.5"))]
    assert [(each.row, each.what) for each in plain.troubles] == [(3, "product"), (4, "price")]
    headed = pasted_prices.read("品名\t规格\t合同价\t商品编码\t起订量\nTwin\t40\t7\tB-2\t5\n")
    assert taken(headed) == [(two, D(5), D(7))]


def taken(found: pasted_prices.PastedPrices) -> list[tuple[int, D, D]]:
    return [(row.goods.id, row.from_quantity, row.price) for row in found.rows]
