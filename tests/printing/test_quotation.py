"""The quotation on paper: its number is read back from every page, every line stands on it once."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from printing import raster
from printing.documents.quotation import render_quotation
from printing.papers import Quotation
from tests.printing import samples


def paper(lines: int, **changes: object) -> Quotation:
    values: dict[str, object] = {
        "number": "QU-20260305-0007", "day": date(2026, 3, 5), "valid_until": date(2026, 3, 20),
        "seller": samples.SELLER, "customer": samples.BUYER, "lines": tuple(samples.note_line(n) for n in range(lines)),
        "payment_days": 30, "promised": date(2026, 3, 28), "salesperson": "孙丽", "remark": "含税，含运费",
    }  # fmt: skip
    return Quotation(**(values | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(("lines", "language"), [(1, "en"), (23, "zh_CN"), (24, "en"), (25, "zh_CN"), (60, "en")])
def test_every_page_carries_its_number_as_a_code(lines: int, language: str) -> None:
    pages = raster.bitmaps(render_quotation(paper(lines), language), 300)
    for page in pages:
        for reader in samples.read_codes(page):
            assert "QU-20260305-0007" in reader


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_all_lines_and_the_total_are_there(language: str) -> None:
    made = paper(40)
    text = "".join(samples.texts(render_quotation(made, language)))
    total = sum((line.amount for line in made.lines), Decimal(0))
    assert f"¥{total:,.2f}" in text
    assert text.count("LZ-003-15KG") == 14
    assert "2026-03-20" in text
    assert ("合计大写" in text) == (language == "zh_CN")


def test_english_paper_has_no_chinese_word_of_ours() -> None:
    line = samples.NoteLine("A-1", "Bolt", Decimal(2), "pc", price=Decimal(1), amount=Decimal(2))
    made = replace(
        paper(1), seller=samples.Party("Acme"), customer=samples.Party("Buyer"), salesperson="Ann", remark="",
        lines=(line,),
    )  # fmt: skip
    (text,) = samples.texts(render_quotation(made, "en"))
    assert not [char for char in text if "\u4e00" <= char <= "\u9fff"]
