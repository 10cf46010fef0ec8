"""Proposed prices and what customers and products are found by."""

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypinyin import Style, pinyin

from services import catalogue, pricing
from services.errors import Refusal
from services.search import initials, search_line
from tests.services.shop import Shop

D = Decimal


@pytest.mark.parametrize(
    ("quantity", "price", "source"),
    [(1, "9.00", "customer"), (10, "8.00", "customer"), (100, "7.50", "customer")],
)
def test_a_customers_own_price_goes_by_quantity(quantity: int, price: str, source: str, shop: Shop) -> None:
    product = shop.product(price=D(10))
    for least, each in ((0, "9.00"), (10, "8.00"), (100, "7.50")):
        catalogue.set_price(shop.call("clerk"), product, D(each), customer_id=1, from_quantity=D(least))
    found = pricing.propose(1, product, D(quantity), shop.clock.today)
    assert found == pricing.Proposed(D(price), source)


def test_without_an_own_price_the_level_counts_then_the_standard(shop: Shop) -> None:
    product = shop.product(price=D(10))
    catalogue.change_customer(shop.call("clerk"), 1, 1, catalogue.CustomerData("C1", "Shop", price_level="VIP1"))
    assert pricing.propose(1, product, D(1), shop.clock.today) == pricing.Proposed(D(10), "standard")
    catalogue.set_price(shop.call("clerk"), product, D("9.5"), level="VIP1")
    assert pricing.propose(1, product, D(1), shop.clock.today) == pricing.Proposed(D("9.5"), "level")
    assert pricing.propose(None, product, D(1), shop.clock.today) == pricing.Proposed(D(10), "standard")


def test_a_contract_price_holds_between_its_days_only(shop: Shop) -> None:
    product, today = shop.product(price=D(10)), shop.clock.today
    catalogue.set_price(
        shop.call("clerk"), product, D(6), customer_id=1, valid_from=today, valid_to=today + timedelta(1)
    )
    prices = [pricing.propose(1, product, D(1), today + timedelta(days)) for days in (-1, 0, 1, 2)]
    assert [p.price for p in prices if p] == [D(10), D(6), D(6), D(10)]


def test_a_price_that_ends_before_it_begins_or_is_nobodys_is_refused(shop: Shop) -> None:
    product, today = shop.product(), shop.clock.today
    before = shop.dump()
    with pytest.raises(Refusal, match="bad_period"):
        catalogue.set_price(
            shop.call("clerk"), product, D(6), level="VIP", valid_from=today, valid_to=today - timedelta(1)
        )
    with pytest.raises(Refusal, match="unknown_customer"):
        catalogue.set_price(shop.call("clerk"), product, D(6), customer_id=999)
    assert shop.dump() == before
    assert catalogue.set_price(shop.call("clerk"), product, D(6), level="VIP", valid_from=today, valid_to=today)


def test_a_product_without_a_price_gets_no_proposal(shop: Shop) -> None:
    assert pricing.propose(1, shop.product(price=None), D(1), shop.clock.today) is None


@pytest.mark.parametrize(
    ("text", "initial"),
    [
        ("重庆银行", "cqyh"),
        ("长沙单县", "csdx"),
        ("深沟球轴承 6204", "sgqzc6204"),
        ("Corner Shop", "cornershop"),
        ("平垫圈", "pdq"),
        ("", None),
    ],
)
def test_initials_know_characters_with_several_readings(text: str, initial: str | None) -> None:
    assert initial in initials(text) if initial else initials(text) in ([], [""])


@given(st.text(st.characters(max_codepoint=127), max_size=20))
def test_initials_of_plain_letters_are_what_pypinyin_says(text: str) -> None:
    read = "".join(letter.lower() for (letter,) in pinyin(text, style=Style.FIRST_LETTER, errors=list))
    assert "".join(initials(text)) == "".join(filter(str.isalnum, read))


def test_initials_begin_with_the_usual_reading_however_many_others_there_are() -> None:
    found = initials("义乌市单曾仇朴解行长乐")
    assert found[0] == "ywsdccpjhzl"
    assert len(found) == len(set(found)) == 8


def test_the_search_line_is_lower_case_and_bounded() -> None:
    line = search_line("C001", "13800000001", named="长长长长长长长长")
    assert line.startswith("长长长长长长长长 c001 13800000001")
    assert len(line.split()) <= 3 + 8
