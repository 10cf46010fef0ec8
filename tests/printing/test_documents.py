"""Every document in every size: its code reads, its letters are there, and it shows what a company wants."""

import re
from datetime import date, datetime
from decimal import Decimal as D
from pathlib import Path

import pytest

from printing import figures, raster
from printing.documents.delivery_note import render_delivery_note
from printing.documents.handover import render_handover
from printing.documents.packing_list import render_packing_list
from printing.documents.parts import PARTS
from printing.documents.pick_list import render_pick_list
from printing.documents.return_slip import render_return_slip
from printing.documents.statement import render_statement
from printing.papers import (
    HandedOver,
    HandOverList,
    Packed,
    PackedItem,
    PackingList,
    ReturnSlip,
    Statement,
    StatementLine,
)
from printing.typeset import fonts
from printing.wording import Own
from services.printing_jobs import LISTED, SIZES
from tests.printing import samples

DOCUMENTS = Path(__file__).parents[2] / "printing" / "documents"
NUMBER, DAY, ORDERS = "DN-20260305-0017", date(2026, 3, 5), ("SO-20260305-0040",)
DAY_TIME = datetime(2026, 3, 5, 14, 36)
LINES = tuple(samples.note_line(each) for each in range(4))
ITEMS = tuple(PackedItem(sku, name, D(6), unit, spec, "L260214") for sku, name, spec, unit, _price in samples.GOODS)
PACKAGES = (Packed(1, ITEMS, D("8.42"), D("8.1"), "SF1502339470017"), Packed(2, ITEMS[:2], D("4.2"), D("4")))
OPENING = StatementLine(DAY, "dispatch", NUMBER, D("18362.50"))
NOTE = samples.note(4, NUMBER, bank_account="中国银行 3500 1234", clause="收货后三日内提出异议", copies=("存根",))
PAPERS = {
    "note": (lambda language, size, own: render_delivery_note(NOTE, size, language, wording=own), NUMBER),
    "picklist": (lambda language, size, own: render_pick_list(samples.pick(), language, size, own), NUMBER),
    "packing": (
        lambda language, size, own: render_packing_list(
            PackingList(NUMBER, DAY, samples.SELLER, samples.BUYER, PACKAGES, "PO-1", ORDERS), language, size, own
        ),
        NUMBER,
    ),
    "return": (
        lambda language, size, own: render_return_slip(
            ReturnSlip(NUMBER, DAY, samples.SELLER, samples.BUYER, LINES, "PO-1", ORDERS, "顺丰"), language, size, own
        ),
        NUMBER,
    ),
    "handover": (
        lambda language, size, own: render_handover(
            HandOverList("HO-20260305-0002", DAY_TIME, "安泰", (HandedOver(NUMBER, "宁波东港", "林", "北仑", 2, 900),)),
            language, size, own,
        ),
        "HO-20260305-0002",
    ),
    "statement": (
        lambda language, size, own: render_statement(
            Statement("C1001/2026-03", DAY, DAY, samples.SELLER, samples.BUYER, D(1200), (OPENING,)),
            language, size, own,
        ),
        "C1001/2026-03",
    ),
}  # fmt: skip
CASES = [(kind, size) for kind in PAPERS for size in SIZES[kind]]


@pytest.mark.parametrize(("kind", "size"), CASES)
def test_every_page_s_code_reads_at_both_resolutions(kind: str, size: str) -> None:
    make, number = PAPERS[kind]
    glyphs = fonts()[0].face.charToGlyph
    for language, dpi in (("zh_en", 203), ("zh_CN", 300)):
        pdf = make(language, size, {})
        assert all(ord(letter) in glyphs for said in samples.texts(pdf) for letter in said)
        for page in raster.bitmaps(pdf, dpi):
            for codes in samples.read_codes(page):
                assert number in codes, (language, dpi)


@pytest.mark.parametrize("dpi", [203, 300])
@pytest.mark.parametrize("paper", [*PAPERS, "100x150", "100x180", "76x130"])
def test_chinese_letters_are_drawn_and_none_is_a_box(paper: str, dpi: int) -> None:
    """A letter that a font lacks is the same box for all: no two different letters look alike."""
    seen: dict[bytes, set[str]] = {}
    if paper in PAPERS:
        pdf = PAPERS[paper][0]("zh_CN", SIZES[paper][0], {})
    else:
        pdf = samples.render_label(samples.shipping(), dpi, "zh_CN", paper)
    picture = samples.image(raster.bitmap(pdf, 0, dpi))
    boxes, (_wide, high) = samples.letter_boxes(pdf)
    letters = "".join(samples.texts(pdf)[0])
    scale = picture.width / _wide
    for letter, (left, bottom, right, top) in zip(letters, boxes, strict=True):
        if "\u4e00" <= letter <= "\u9fff":
            area = (left * scale, (high - top) * scale, right * scale, (high - bottom) * scale)
            crop = picture.crop(tuple(round(each) for each in area))  # type: ignore[arg-type]
            assert 0 in crop.tobytes(), letter
            seen.setdefault(crop.tobytes() + bytes([crop.width % 256]), set()).add(letter)
    assert len(set().union(*seen.values())) > (60 if paper == "note" else 25)
    assert [alike for alike in seen.values() if len(alike) > 1] == []


def test_a_company_leaves_columns_and_fields_out_and_names_them_its_own_way() -> None:
    own = {"spec": Own(False), "lot": Own(False), "sku": Own(title="物料号"), "phone": Own(False), "goods": Own(False)}
    said = samples.texts(PAPERS["note"][0]("zh_CN", "A4", own))[0]
    assert "物料号" in said
    assert "品名" in said, "a note without its goods is none"
    assert not any(word in said for word in ("规格型号", "批号", "13812342046"))
    assert "合计" in said


@pytest.mark.parametrize("kind", PARTS)
def test_the_parts_that_can_be_chosen_are_those_the_document_has(kind: str) -> None:
    module = {"note": "delivery_note", "picklist": "pick_list", "packing": "packing_list", "return": "return_slip"}
    text = (DOCUMENTS / f"{module.get(kind, kind)}.py").read_text("utf-8")
    assert set(re.findall(r'key="(\w+)"', text)) == {key for key, _term in PARTS[kind]}


def test_both_languages_stand_beside_each_other_and_money_stays_in_words() -> None:
    said = samples.texts(PAPERS["note"][0]("zh_en", "A4", {}))[0]
    assert "送货单DELIVERYNOTE" in said
    assert "客户名称Deliverto:" in said
    assert "人民币" in samples.texts(PAPERS["statement"][0]("zh_en", "A4", {}))[0]
    assert set(LISTED) < {*SIZES["note"], "A5"} | {"241x140"}


def test_a_note_on_the_smallest_form_carries_forward_and_adds_up() -> None:
    whole = samples.note(9, NUMBER, bank_account="中国银行 3500 1234", clause="收货后三日内提出异议")
    pages = samples.texts(render_delivery_note(whole, "241x93.1"))
    total = figures.amount(sum((line.amount for line in whole.lines), D(0)))
    assert len(pages) > 1
    assert all("转下页" in page for page in pages[:-1])
    assert all("承前页" in page for page in pages[1:-1])
    assert total in pages[-1]
    assert figures.capital(sum((line.amount for line in whole.lines), D(0))) in pages[-1]


@pytest.mark.parametrize(("name", "shown"), [
    ("张小明", "张**"), ("John Smith", "J*** S***"), ("", ""), ("欧阳", "欧**"), (" 王 ", "王**"),
])  # fmt: skip
def test_a_masked_name_shows_its_beginning(name: str, shown: str) -> None:
    assert figures.masked_name(name) == shown
