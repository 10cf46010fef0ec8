"""Any list on paper: upright or across, all pages numbered, nothing cut or laid over another."""

from datetime import datetime

import pypdfium2
import pytest

from printing.documents.table_list import LONGEST, render_list
from printing.papers import ListColumn, PrintedList
from tests.printing import samples
from tests.printing.test_layout import assert_all_is_inside_and_apart, squeezed

NARROW = (ListColumn("单号", 20), ListColumn("客户", 26), ListColumn("金额 ¥", 14, figures=True))
WIDE = (*NARROW, *(ListColumn(f"列 {n}", 20) for n in range(4)))


def listed(rows: int, columns: tuple[ListColumn, ...] = NARROW, **changes: object) -> PrintedList:
    more = ("一些文字",) * (len(columns) - 3)
    cells = tuple(
        (f"SO-20260305-{n:04d}", "宁波东港贸易行 Ningbo", f"{n * 37:,}.00", *more) for n in range(1, rows + 1)
    )  # fmt: skip
    values: dict[str, object] = {
        "company": "杭州安泰工业品有限公司", "by": "陈晓燕", "told": ("已延误", "搜索“东港”"),
        "totals": (("合计 ¥", "9,999.00"),),
    } | changes  # fmt: skip
    return PrintedList("订单", datetime(2026, 3, 5, 14, 36), columns, cells, **values)  # type: ignore[arg-type]


def pages(pdf: bytes) -> list[str]:
    with pypdfium2.PdfDocument(pdf) as document:
        return [squeezed(page.get_textpage().get_text_range()) for page in document]


def size(pdf: bytes) -> tuple[float, float]:
    with pypdfium2.PdfDocument(pdf) as document:
        return document[0].get_size()


@pytest.mark.parametrize(("columns", "across"), [(NARROW, False), (WIDE, True)])
def test_it_lies_as_its_columns_need(columns: tuple[ListColumn, ...], across: bool) -> None:
    wide, high = size(render_list(listed(3, columns)))
    assert (wide > high) == across
    assert abs(max(wide, high) - 842) < 1


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("columns", [NARROW, WIDE])
def test_every_row_once_title_filters_and_totals_and_numbered_pages(
    columns: tuple[ListColumn, ...], language: str
) -> None:
    pdf = render_list(listed(140, columns), language)
    told = pages(pdf)
    assert len(told) > 2
    for number, page in enumerate(told, 1):
        words = f"Page{number}of{len(told)}" if language == "en" else f"第{number}/{len(told)}页"
        assert words in page or f"{number}" in page
        assert squeezed("杭州安泰工业品有限公司") in page
        assert "已延误" in page
        assert "单号" in page, "the head stands on each page"
    whole = "".join(told)
    for number in range(1, 141):
        assert whole.count(f"SO-20260305-{number:04d}") == 1
    assert "9,999.00" in told[-1]
    assert "9,999.00" not in "".join(told[:-1])
    assert_all_is_inside_and_apart(pdf)


def test_a_note_as_long_as_a_letter_is_shortened_and_a_long_word_breaks() -> None:
    paper = listed(1)
    long = PrintedList(paper.title, paper.at, NARROW, (("X" * 90, "很长" * LONGEST, "1.00"),), paper.company)
    pdf = render_list(long)
    assert "…" in "".join(pages(pdf))
    assert_all_is_inside_and_apart(pdf)


def test_the_same_list_gives_the_same_bytes() -> None:
    assert render_list(listed(5)) == render_list(listed(5))


def test_it_can_be_looked_at() -> None:
    assert samples.letter_boxes(render_list(listed(2)), 0)[0]
