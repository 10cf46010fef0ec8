"""What papers say: all of it, inside the paper, in the language asked for, the same bytes each time."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from printing import figures, raster
from printing.documents.delivery_note import render_delivery_note
from printing.documents.pick_list import render_pick_list
from printing.errors import Unprintable
from printing.labels.fields import HANDLING
from printing.papers import Content, Party, PickList, Signed
from printing.readback import unread
from tests.printing import samples
from tests.printing.samples import LABEL_SIZES, render_label, render_labels, render_product

TEXT = st.text(alphabet="浙江省宁波市北仑区明州西路，。（）号楼 ABCDEgjy0123456789-/", max_size=90)
SLOW = settings(max_examples=16)


def squeezed(text: str) -> str:
    return "".join(text.split())


def overlaps(boxes: list[tuple[float, float, float, float]]) -> int:
    """Pairs of letters whose ink boxes share more than a sliver; a j reaches under the letter before it."""
    boxes = sorted(boxes)
    found = 0
    for place, (_, bottom, right, top) in enumerate(boxes):
        for other in boxes[place + 1 :]:
            if other[0] > right:
                break
            wide = min(right, other[2]) - other[0]
            high = min(top, other[3]) - max(bottom, other[1])
            found += wide > max(0.8, 0.12 * high) and high > 0.8
    return found


def laid_out(render: Callable[[], bytes]) -> bytes | Unprintable:
    """The paper, or why it was refused."""
    try:
        return render()
    except Unprintable as refused:
        return refused


def assert_all_is_inside_and_apart(pdf: bytes) -> None:
    with pypdfium2.PdfDocument(pdf) as document:
        pages = len(document)
    for page in range(pages):
        boxes, (width, height) = samples.letter_boxes(pdf, page)
        assert boxes
        assert all(min(box) >= 0 and box[2] <= width and box[3] <= height for box in boxes)
        assert overlaps(boxes) == 0


@SLOW
@given(
    TEXT, TEXT, TEXT, TEXT, st.lists(TEXT, max_size=9), st.sampled_from(LABEL_SIZES), st.sampled_from(["zh_CN", "en"])
)
def test_a_label_says_all_or_refuses(
    company: str, person: str, address: str, remark: str, goods: list[str], size: str, language: str
) -> None:
    contents = tuple(Content(name, Decimal(2), "件") for name in goods)
    to = Party(company, person, "13812342046", address)
    label = samples.shipping(to=to, sender=replace(to, phone=""), remark=remark, contents=contents, mask_phone=False)
    pdf = laid_out(lambda: render_label(label, 203, language, size))
    if isinstance(pdf, Unprintable):
        assert (pdf.code, pdf.data["number"]) == ("text_too_long", label.package)
        return
    said = samples.texts(pdf)[0]
    assert all(squeezed(text) in said for text in (person, address, remark, label.package, "13812342046"))
    assert squeezed(company) in said
    whole = sum(squeezed(f"{name} × 2 件") in said for name in goods)
    assert whole == len(goods) or ("另有" if language == "zh_CN" else "more,seethedeliverynote") in said
    assert_all_is_inside_and_apart(pdf)


def test_a_usual_label_is_never_refused_for_its_text() -> None:
    label = samples.shipping(
        to=Party("内蒙古鄂尔多斯市康巴什区大漠风情旅游文化开发有限责任公司第三采购部", "阿拉坦乌拉", "13812342046",
                 "内蒙古自治区鄂尔多斯市康巴什新区乌兰木伦街与鄂尔多斯大街交汇处向东三百米路北"
            "金信国际大厦 B 座 2306 室"),
        remark="请送货前一小时电话联系，周末不收货，卸货走北门",
        handling=tuple(HANDLING),
        customer_order="PO-2026-KBS-000311",
        route="010-A1-27",
    )  # fmt: skip
    for size in LABEL_SIZES:
        said = samples.texts(render_label(label, size=size))[0]
        assert "金信国际大厦B座2306室" in said
        assert "易碎" in said
        assert "010-A1-27" in said
        assert "客户订单PO-2026-KBS-000311" in said


def test_contents_without_room_are_counted() -> None:
    goods = tuple(Content(f"不锈钢外六角螺栓 M8×{length}", Decimal(length), "个") for length in range(60))
    for handling, shown in ((tuple(HANDLING), 3), ((), 4)):
        said = samples.texts(render_label(samples.shipping(contents=goods, handling=handling)))[0]
        assert sum(f"M8×{length}×{length or 0}" in said for length in range(60)) == shown
        assert f"另有{60 - shown}种，详见送货单" in said


def test_the_recipients_telephone_is_masked_and_the_senders_is_not() -> None:
    said = samples.texts(render_label(samples.shipping()))[0]
    assert "138****2046" in said
    assert "0571-88901200" in said
    assert "13812342046" in samples.texts(render_label(samples.shipping(mask_phone=False)))[0]


def test_a_reprint_says_so() -> None:
    assert "打印1·" in samples.texts(render_label(samples.shipping()))[0].replace("•", "·")
    assert "补打第2次" in samples.texts(render_label(samples.shipping(prints=2)))[0]
    assert "Reprint3" in samples.texts(render_delivery_note(samples.note(prints=3), language="en"))[0]


def test_labels_of_one_file_are_the_labels_one_by_one() -> None:
    labels = [samples.shipping(number) for number in range(60)]
    said = samples.texts(render_labels(labels))
    assert said == [samples.texts(render_label(label))[0] for label in labels]


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_a_product_label_says_all(language: str) -> None:
    label = samples.product(
        spec="15 kg/桶", unit="桶", quantity=Decimal(1), price=Decimal("186.5"), company="杭州安泰", data="LOT-1"
    )
    pdf = render_product(label, language=language)
    said = samples.texts(pdf)[0]
    lot = "批号L260214" if language == "zh_CN" else "LotL260214"
    assert all(part in said for part in ("锂基润滑脂3号", "LZ-003-15KG", "15kg/桶", "1桶", "¥186.50", "杭州安泰", lot))
    assert_all_is_inside_and_apart(pdf)


@SLOW
@given(TEXT, TEXT)
def test_a_product_label_of_any_name_says_it_or_refuses(name: str, spec: str) -> None:
    label = samples.product(name=name, spec=spec)
    pdf = laid_out(lambda: render_product(label))
    if isinstance(pdf, Unprintable):
        assert (pdf.code, pdf.data["number"]) == ("text_too_long", label.sku)
        return
    assert squeezed(name) in samples.texts(pdf)[0]
    assert squeezed(spec) in samples.texts(pdf)[0]
    assert_all_is_inside_and_apart(pdf)


@SLOW
@given(
    st.integers(0, 45), TEXT, TEXT, st.sampled_from(["A4", "241x140"]), st.booleans(), st.sampled_from(["zh_CN", "en"])
)
def test_a_delivery_note_says_every_line_once(
    lines: int, address: str, clause: str, paper: str, prices: bool, language: str
) -> None:
    note = samples.note(lines, customer=replace(samples.BUYER, address=address), clause=clause, remark=clause)
    pdf = laid_out(lambda: render_delivery_note(note, paper, language, prices))
    if isinstance(pdf, Unprintable):
        assert (pdf.code, paper) == ("text_too_long", "241x140")
        return
    pages = samples.texts(pdf)
    assert sum(page.count("L2602") for page in pages) == lines
    assert all(squeezed(address) in page and note.number in page for page in pages)
    assert squeezed(clause) in pages[-1]
    total = sum((line.amount for line in note.lines), Decimal(0))
    assert (f"¥{figures.amount(total)}" in pages[-1]) == prices
    assert (squeezed(figures.capital(total)) in pages[-1]) == (prices and language == "zh_CN")
    assert_all_is_inside_and_apart(pdf)


def test_a_note_without_prices_shows_no_money() -> None:
    note = samples.note(owed_before=Decimal("12850.5"), bank_account="杭州银行 3301")
    with_prices = samples.texts(render_delivery_note(note))[0]
    without = samples.texts(render_delivery_note(note, prices=False))[0]
    for money in ("¥", "12,850.50", "186.50", "人民币", "杭州银行3301"):
        assert money in with_prices
        assert money not in without


def test_a_logo_and_drawn_signatures_are_on_the_papers_and_their_codes_are_read() -> None:
    drawn = samples.picture_file()
    seller = replace(samples.SELLER, logo=drawn)
    signed = (Signed("warehouse", "刘强", drawn), Signed("sales", "孙丽"))
    note = samples.note(2, seller=seller, signed=signed)
    for paper in ("A4", "241x140"):
        pdf = render_delivery_note(note, paper)
        assert b"/Subtype /Image" in pdf
        told = squeezed("".join(samples.texts(pdf)))
        assert "刘强" in told
        assert "销售（放行）" in told
        assert unread(pdf, frozenset({note.number}), 300) == frozenset()
    broken = replace(samples.SELLER, logo=b"no picture")
    assert b"/Subtype /Image" not in render_delivery_note(samples.note(2, seller=broken))
    for size in ("100x150", "76x130"):
        label = samples.shipping(sender=seller, handling=("fragile", "dry"))
        pdf = render_label(label, size=size)
        assert b"/Subtype /Image" in pdf
        assert unread(pdf, frozenset({label.package, label.tracking}), 203) == frozenset()


def test_pages_carry_their_sums_forward_and_count_themselves() -> None:
    note = samples.note(60)
    pages = samples.texts(render_delivery_note(note))
    assert len(pages) > 2
    for number, (page, following) in enumerate(pairwise(pages), 1):
        forward = page.split("转下页")[1].split("一联")[0].split("存根")[0]
        assert "行¥" in forward
        assert f"承前页{forward}" in following
        assert f"第{number}页/共{len(pages)}页" in page
    assert "合计" in pages[-1]
    assert "承前页" not in pages[0]


def test_a4_prints_a_set_for_each_copy_and_the_three_part_paper_names_them_all() -> None:
    note = samples.note(2, copies=())
    sets = samples.texts(render_delivery_note(note))
    names = ["一联存根(白)", "二联客户(红)", "三联回单(黄)"]
    assert [[name in page for name in names] for page in sets] == [
        [True, False, False],
        [False, True, False],
        [False, False, True],
    ]
    (whole,) = samples.texts(render_delivery_note(note, "241x140"))
    assert all(name in whole for name in names)


def test_the_offset_moves_a_note_by_millimetres() -> None:
    still, _ = samples.letter_boxes(render_delivery_note(samples.note(), "241x140"))
    moved, _ = samples.letter_boxes(render_delivery_note(samples.note(), "241x140", offset=(2.0, 0.5)))
    assert moved[0][0] - still[0][0] == pytest.approx(2 * 72 / 25.4, abs=0.05)
    assert still[0][1] - moved[0][1] == pytest.approx(0.5 * 72 / 25.4, abs=0.25)


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_a_pick_list_keeps_walking_order_and_shows_what_to_fetch(language: str) -> None:
    pick = samples.pick(40)
    pdf = render_pick_list(pick, language)
    said = "".join(samples.texts(pdf))
    places = [said.index(line.bin) for line in pick.lines]
    assert places == sorted(places)
    assert ("拣货人" if language == "zh_CN" else "Pickedby") in said
    assert_all_is_inside_and_apart(pdf)


def test_orders_are_named_on_each_pick_line_only_where_they_differ() -> None:
    same = samples.pick(3)
    mixed = PickList(same.number, same.printed_at, (*same.lines, replace(same.lines[0], orders=("SO-9",))))
    assert "SO-9" in samples.texts(render_pick_list(mixed))[0]
    assert "订单订单" not in samples.texts(render_pick_list(same))[0]


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_equal_values_give_equal_bytes_and_another_language_other_words(language: str) -> None:
    other = "en" if language == "zh_CN" else "zh_CN"
    for render, value in (
        (render_label, samples.shipping()),
        (render_product, samples.product()),
        (render_delivery_note, samples.note()),
        (render_pick_list, samples.pick()),
    ):
        first = render(value, language=language)  # type: ignore[operator]
        assert first == render(value, language=language)  # type: ignore[operator]
        assert samples.texts(first) != samples.texts(render(value, language=other))  # type: ignore[operator]


def test_english_paper_has_no_chinese_word_of_ours() -> None:
    buyer = Party("Acme Ltd", "Jo Field", "+44 20 7946 0018", "1 Dock Road, London")
    plain = {"to": buyer, "sender": buyer, "carrier": "DPD", "contents": (), "handling": tuple(HANDLING)}
    line = replace(samples.note_line(0), name="Grease", spec="15 kg", unit="pail")
    note = replace(samples.note(1), seller=buyer, customer=buyer, lines=(line,), copies=(), owed_before=Decimal(1))
    said = samples.texts(render_label(samples.shipping(**plain), language="en"))
    said += samples.texts(render_delivery_note(note, language="en"))
    said += samples.texts(render_delivery_note(note, "241x140", "en"))
    assert not any("\u4e00" <= letter <= "\u9fff" for letter in "".join(said))


def test_an_unknown_paper_is_refused() -> None:
    with pytest.raises(Unprintable) as refused:
        render_delivery_note(samples.note(), "A7")
    assert refused.value.code == "unknown_paper"


def test_papers_made_at_the_same_time_do_not_mix() -> None:
    labels = [samples.shipping(number) for number in range(24)]
    alone = [raster.bitmap(render_label(label)) for label in labels]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda label: raster.bitmap(render_label(label)), labels))
    assert together == alone


def test_a_character_the_typeface_lacks_is_shown_as_a_box_and_never_dropped() -> None:
    def ink(carrier: str) -> int:
        return sum(byte.bit_count() for byte in raster.bitmap(render_label(samples.shipping(carrier=carrier))).rows)

    assert ink("顺丰😀") > ink("顺丰")
