"""Numbers on paper."""

from datetime import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printing import figures

OFFICIAL = {
    "1409.50": "人民币壹仟肆佰零玖元伍角",
    "6007.14": "人民币陆仟零柒元壹角肆分",
    "1680.32": "人民币壹仟陆佰捌拾元零叁角贰分",
    "107000.53": "人民币壹拾万柒仟元零伍角叁分",
    "16409.02": "人民币壹万陆仟肆佰零玖元零贰分",
    "325.04": "人民币叁佰贰拾伍元零肆分",
}
FURTHER = {
    "0": "人民币零元整",
    "0.05": "人民币伍分",
    "0.50": "人民币伍角",
    "10": "人民币壹拾元整",
    "10010": "人民币壹万零壹拾元整",
    "100000": "人民币壹拾万元整",
    "100000001": "人民币壹亿零壹元整",
    "1000100010.10": "人民币壹拾亿零壹拾万零壹拾元零壹角",
    "-5.50": "人民币负伍元伍角",
    "0.005": "人民币壹分",
}
DIGITS = {word: value for value, word in enumerate("零壹贰叁肆伍陆柒捌玖")}
PLACES = {"拾": 10, "佰": 100, "仟": 1000}


@pytest.mark.parametrize(("value", "words"), (OFFICIAL | FURTHER).items())
def test_an_amount_is_written_out_as_the_banks_do(value: str, words: str) -> None:
    assert figures.capital(Decimal(value)) == words


def spoken(words: str) -> Decimal:
    """The amount that capital numerals say, read by adding up what stands there."""
    total = section = digit = Decimal(0)
    for word in words.removeprefix("人民币"):
        if word in DIGITS:
            digit = Decimal(DIGITS[word])
        elif word in PLACES:
            section, digit = section + digit * PLACES[word], Decimal(0)
        elif word in "万亿元":
            factor = {"万": 10**4, "亿": 10**8, "元": 1}[word]
            total, section, digit = total + (section + digit) * factor, Decimal(0), Decimal(0)
        elif word in "角分":
            total, digit = total + digit / (10 if word == "角" else 100), Decimal(0)
    return total


@given(st.integers(0, 99_999_999_999_999))
def test_the_words_of_any_amount_say_that_amount(fen: int) -> None:
    amount = Decimal(fen) / 100
    words = figures.capital(amount)
    assert spoken(words) == amount
    assert "零零" not in words
    assert words.endswith("整") == (fen % 100 == 0)


def test_an_amount_too_large_to_write_out_is_refused() -> None:
    with pytest.raises(ValueError, match="too large"):
        figures.capital(figures.LARGEST + 1)


@pytest.mark.parametrize(
    ("value", "shown"), [("6.000", "6"), ("100", "100"), ("1200.5", "1,200.5"), ("0.125", "0.125"), ("0", "0")]
)
def test_a_quantity_has_no_decimals_it_does_not_need(value: str, shown: str) -> None:
    assert figures.quantity(Decimal(value)) == shown


@pytest.mark.parametrize(("value", "shown"), [("12.5", "12.50"), ("0.0385", "0.0385"), ("1234.5670", "1,234.567")])
def test_a_price_has_two_to_four_decimals(value: str, shown: str) -> None:
    assert figures.price(Decimal(value)) == shown


def test_an_amount_is_rounded_half_up() -> None:
    assert figures.amount(Decimal("21362.505")) == "21,362.51"


@pytest.mark.parametrize(
    ("phone", "shown"),
    [
        ("13812342046", "138****2046"),
        ("138 1234 2046", "138 **** 2046"),
        ("8890120", "***0120"),
        ("110", "110"),
        ("", ""),
    ],
)
def test_the_middle_of_a_telephone_number_is_hidden(phone: str, shown: str) -> None:
    assert figures.masked_phone(phone) == shown


def test_a_minute_is_written_the_same_in_every_language() -> None:
    assert figures.minute(datetime(2026, 3, 5, 4, 6, 59)) == "2026-03-05 04:06"
