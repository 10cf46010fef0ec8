"""What people type, understood or refused, never turned into something else."""

from datetime import date
from decimal import Decimal as D

import pytest

from ui.kit.parsing import clean, parse_date, parse_decimal, parse_int

TODAY = date(2026, 3, 5)


@pytest.mark.parametrize(
    ("text", "value"),
    [("12", "12"), ("１２．５", "12.5"), ("1,234.5", "1234.5"), ("1 234", "1234"), ("-3", "-3"), (".5", "0.5"),
     ("￥1，200", "1200"), ("12。5", "12.5")],
)  # fmt: skip
def test_figures_are_understood(text: str, value: str) -> None:
    assert parse_decimal(text, 4) == D(value)


@pytest.mark.parametrize(
    "text",
    ["12,5", "1,2,3", "1,23,456", "1\t2", "½", "5²", "NaN", "1e5", "1_000", "٣", "--5", ".", "-", "9" * 30, "五"],
)
def test_what_is_no_figure_is_none(text: str) -> None:
    with pytest.raises(ValueError, match="number"):
        parse_decimal(text, 4)
    with pytest.raises(ValueError, match="number"):
        parse_int(text)


@pytest.mark.parametrize("text", ["0001-01-01", "9999-12-31", "2026-02-30", "13-13", "+9999", "２０２６", "٣-٥"])
def test_a_day_no_document_can_be_of_is_none(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_date(text, TODAY)


def test_full_width_days_are_days() -> None:
    assert parse_date("２０２６－０３－１５", TODAY) == date(2026, 3, 15)
    assert parse_date("３月１５日", TODAY) == date(2026, 3, 15)


def test_what_nobody_sees_is_taken_out_and_emoji_stay_whole() -> None:
    assert clean(" a\x00b\x07\tc\r\nd\ufeff\u202e ") == "ab c d"
    assert clean("a\tb\r\nc\x1b", lines=True) == "a\tb\nc"
    assert clean("👨\u200d👩\u200d👧 𠮷") == "👨\u200d👩\u200d👧 𠮷"
    assert clean("\ud800x") == "x"
