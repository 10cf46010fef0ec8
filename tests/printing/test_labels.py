"""Label templates: the built-in ones say what they should and are read back; any layout stays inside its paper."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import product

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from printing import raster
from printing.errors import Unprintable
from printing.labels import fields
from printing.labels.builtin import KEYS, builtin, usual
from printing.labels.filling import filled, holds
from printing.labels.layout import (
    MOST_BYTES,
    Bars,
    Box,
    Condition,
    Layout,
    Line,
    Paper,
    Text,
    read_layout,
    with_changes,
    write_layout,
)
from printing.labels.render import render
from printing.papers import BadgeLabel, BinLabel, Content
from printing.typeset import fonts
from tests.printing import samples

MANY = settings(max_examples=12)
GOODS = samples.product(
    spec="15 kg/桶", unit="桶", quantity=Decimal(1), company="杭州安泰", made=date(2026, 1, 2), expiry=date(2027, 1, 1),
    data="(01)06901234567892(17)270101(10)L260214",
)  # fmt: skip
PACKAGE = samples.shipping(
    customer_order="PO-2026-0311", handling=("fragile", "dry"), remark="送货前电话联系", route="010-A1"
)
LABELS = {
    "label": PACKAGE, "product": GOODS, "lot": GOODS, "bin": BinLabel("A-01-02-3", "靠门第一层"),
    "carton": replace(PACKAGE, contents=(Content("锂基润滑脂 3 号", Decimal(6), "桶", "LZ-003-15KG"),)),
    "badge": BadgeLabel("刘强", "BDG-4F7K2Q", "仓库", "杭州安泰"),
    "command": {"meaning": "复核装箱", "other": "Check and pack", "code": "CMD-OK"},
}  # fmt: skip
TEMPLATES = [key for keys in KEYS.values() for key in keys]


def codes_of(layout: Layout, language: str = "zh_CN") -> set[str]:
    """What the codes of a template say for its sample, as a reader gives it."""
    values, known = fields.values(LABELS[layout.kind], language), fields.KNOWN[layout.kind]
    said = [
        filled(each.text, values, known)
        for each in layout.elements
        if isinstance(each, Bars) and (each.when is None or holds(each.when, values, known))
    ]
    return {text.replace("(", "").replace(")", "") for text in said}


@pytest.mark.parametrize("key", TEMPLATES)
def test_a_template_that_comes_with_the_program_is_read_back_and_speaks_both_languages(key: str) -> None:
    layout = builtin(key)
    fields.check(layout)
    assert layout.english
    glyphs = fonts()[0].face.charToGlyph
    all_ways = product((203, 300), ("zh_CN", "en"))
    for dpi, language in ((203, "zh_CN"), (300, "en")) if layout.paper else all_ways:  # a sheet takes a second each
        pdf = render(layout, [LABELS[layout.kind]], dpi, language)
        assert samples.read_codes(raster.bitmap(pdf, 0, dpi)) == (codes_of(layout, language),) * 2
        (said,) = samples.texts(pdf)
        assert all(ord(letter) in glyphs for letter in said)
    assert any("\u4e00" <= letter <= "\u9fff" for letter in samples.texts(render(layout, [LABELS[layout.kind]]))[0])


def test_every_size_and_kind_asked_for_is_there() -> None:
    sizes = {(builtin(key).kind, builtin(key).size) for key in TEMPLATES}
    assert sizes >= {
        ("label", "100x150"), ("label", "100x180"), ("label", "76x130"), ("product", "60x40"), ("product", "50x30"),
        ("product", "40x30"), ("carton", "100x100"), ("bin", "60x40"), ("lot", "60x40"),
    }  # fmt: skip
    assert all(builtin(key).kind == kind for kind, keys in KEYS.items() for key in keys)


def in_tenths(least: int, most: int) -> st.SearchStrategy[float]:
    return st.integers(least * 10, max(most, least) * 10).map(lambda tenths: tenths / 10)


WORDS = st.text(alphabet="浙江省gjy A1-。，", max_size=30)


@st.composite
def layouts(draw: st.DrawFn) -> Layout:
    width, height = draw(in_tenths(15, 110)), draw(in_tenths(12, 110))
    elements = []
    for kind in draw(st.lists(st.sampled_from(["text", "code", "line", "box"]), max_size=6)):
        x, y = draw(in_tenths(0, int(width) - 4)), draw(in_tenths(0, int(height) - 4))
        box = {
            "x": x, "y": y, "width": round(draw(in_tenths(1, int(width - x))), 2),
            "height": round(draw(in_tenths(1, int(height - y))), 2), "turn": draw(st.sampled_from([0, 90, 180, 270])),
            "when": draw(st.sampled_from([None, Condition("lot"), Condition("spec", "missing")])),
        }  # fmt: skip
        words = draw(WORDS) + draw(st.sampled_from(["", "{sku}", "[{lot} ]{expiry:DD.MM.YYYY}", "{index}/{count:000}"]))
        match kind:
            case "text":
                over = draw(st.sampled_from(["refuse", "cut", "count"]))
                size = draw(st.sampled_from([4, 7.5, 12, 40]))
                made = Text(**box, text=words, size=size, over=over, align=draw(st.sampled_from(["left", "right"])),
                            upright=draw(st.sampled_from(["top", "bottom"])), wrap=draw(st.booleans()))  # fmt: skip
            case "code":
                made = Bars(**box, text="{sku}", symbology=draw(st.sampled_from(["code128", "qr", "datamatrix"])),
                            shown=draw(st.booleans()))  # fmt: skip
            case "line":
                made = Line(**box)
            case _:
                made = Box(**box)
        elements.append(made)
    return Layout(kind="product", name="随意", width=width, height=height, elements=tuple(elements))


def rendered(layout: Layout, dpi: int) -> bytes | Unprintable:
    try:
        return render(layout, [GOODS], dpi)
    except Unprintable as refused:
        return refused


@MANY
@given(layouts(), st.sampled_from([203, 300]))
def test_any_layout_comes_back_from_its_file_and_stays_inside_its_paper(layout: Layout, dpi: int) -> None:
    assert read_layout(write_layout(layout)) == layout
    fields.check(layout)
    pdf = rendered(layout, dpi)
    if isinstance(pdf, Unprintable):
        assert pdf.code in ("text_too_long", "code_too_long")
        assert pdf.data["number"] == GOODS.sku
        assert isinstance(pdf.data["place"], int)
        return
    boxes, (width, height) = samples.letter_boxes(pdf)
    assert all(box[0] >= -0.3 and box[1] >= -0.3 and box[2] <= width + 0.3 and box[3] <= height + 0.3 for box in boxes)
    with_frame = msgspec.structs.replace(
        layout, elements=(*layout.elements, Box(x=0, y=0, width=layout.width, height=layout.height))
    )
    assert raster.bitmap(render(with_frame, [GOODS], dpi), 0, dpi).width == raster.bitmap(pdf, 0, dpi).width


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_turned_code_and_text_are_read(turn: int) -> None:
    box = {"x": 10, "y": 8, "width": 40, "height": 40, "turn": turn}
    elements = (Bars(**box, text="{sku}", symbology="code128"), Text(**box, text="{name}", upright="bottom"))
    layout = Layout(kind="product", name="T", width=60, height=60, elements=elements)
    pdf = render(layout, [replace(GOODS, sku="AB-12")])
    assert samples.read_codes(raster.bitmap(pdf)) == ({"AB-12"},) * 2
    assert "锂基润滑脂" in samples.texts(pdf)[0]


@pytest.mark.parametrize(
    ("symbology", "text", "read"),
    [("ean13", "690123456789", "6901234567892"), ("ean8", "96385074", "96385074"),
     ("upca", "012345678905", "12345678905"), ("itf14", "16901234567899", "16901234567899"),
     ("gs1-128", "(01)06901234567892(10)L7", "010690123456789210L7"),
     ("qr", "A 中文", "A 中文"), ("code128", "{sku:upper}", "LZ-003-15KG")],
)  # fmt: skip
def test_every_symbology_is_read_by_both_readers(symbology: str, text: str, read: str) -> None:
    code = with_changes(Bars(x=0, y=2, width=90, height=20, text=text), symbology=symbology)
    layout = Layout(kind="product", name="T", width=90, height=25, elements=(code,))
    for found in samples.read_codes(raster.bitmap(render(layout, [GOODS]))):
        assert {one.lstrip("0") for one in found} == {read.lstrip("0")}


@pytest.mark.parametrize(
    ("symbology", "text", "why"),
    [("ean13", "6901234567893", "code_check_digit"), ("ean8", "12", "code_not_digits"),
     ("code128", "运单", "code_not_printable"), ("gs1-128", "(99999)x", "code_not_printable"),
     ("code128", "A" * 60, "code_too_long")],
)  # fmt: skip
def test_a_code_that_cannot_be_is_refused_with_its_reason_and_place(symbology: str, text: str, why: str) -> None:
    code = with_changes(Bars(x=0, y=2, width=50, height=20, text=text), symbology=symbology)
    layout = Layout(kind="product", name="T", width=50, height=25, elements=(Line(x=0, y=0, width=5, height=1), code))
    with pytest.raises(Unprintable) as refused:
        render(layout, [GOODS])
    assert (refused.value.code, refused.value.data["place"]) == (why, 2)


def test_fields_formats_groups_and_counters() -> None:
    values, known = fields.values(GOODS, "en", 3, 5), fields.KNOWN["product"]

    def said(text: str) -> str:
        return filled(text, values, known)

    assert said("{index} of {count}") == "3 of 5"
    assert said("{index:0000}") == "0003"
    assert said("{expiry:DD.MM.YYYY} {made:YYMMDD}") == "01.01.2027 260102"
    assert said("a[ ¥{price}]b{{x}}") == "ab{x}"
    assert said("{sku}\n{price}\n{lot:last 4}") == "LZ-003-15KG\n0214"
    assert said("(01){barcode}[(17){expiry:YYMMDD}]") == "(01)6901234567892(17)270101"


def test_copies_count_themselves_and_fill_a_sheet_from_the_nth_place() -> None:
    layout = builtin("product-a4")
    counted = msgspec.structs.replace(layout, elements=(Text(x=1, y=1, width=50, height=8, text="{index}/{count}"),))
    pages = samples.texts(render(counted, [GOODS], copies=3, start=20))
    assert pages == ["1/32/3", "3/3"]
    boxes, _size = samples.letter_boxes(render(counted, [GOODS], start=20))
    assert boxes[0][0] > 60 * 72 / 25.4
    with pytest.raises(Unprintable, match="bad_start"):
        render(layout, [GOODS], start=22)


@pytest.mark.parametrize(
    "data",
    [b"", b"{", b"[1]", b"\xff\xfe{}", b'{"kind":"label"}', b"[" * 100_000, b" " * (MOST_BYTES + 1),
     b'{"kind":"bin","name":"x","width":1e999,"height":20}', b'{"kind":"bin","name":"x","width":60,"height":NaN}',
     b'{"kind":"bin","name":"x","width":60,"height":40,"script":"rm"}',
     b'{"kind":"bin","name":"' + b"x" * 100 + b'","width":60,"height":40}',
     b'{"kind":"bin","name":"x","width":60,"height":40,"elements":['
     + b",".join([b'{"what":"line","x":1,"y":1,"width":1,"height":1}'] * 200) + b"]}"],
    ids=range(12),
)  # fmt: skip
def test_a_file_that_is_no_label_is_refused(data: bytes) -> None:
    with pytest.raises(Unprintable) as refused:
        read_layout(data)
    assert refused.value.code in ("not_a_label", "label_file_too_large")


@pytest.mark.parametrize(
    ("changes", "why"),
    [({"x": 30.0}, "element_outside"), ({"text": "{nothing}"}, "unknown_label_field"),
     ({"text": "[{code}"}, "bad_label_text"), ({"text": "a}b"}, "bad_label_text"),
     ({"text": "{code:000}"}, "bad_label_format")],
)  # fmt: skip
def test_a_layout_that_could_not_be_printed_is_refused(changes: dict[str, object], why: str) -> None:
    text = with_changes(Text(x=0, y=0, width=40, height=10, text="{code}"), **changes)
    layout = Layout(kind="bin", name="T", width=60, height=40, elements=(text,))
    with pytest.raises(Unprintable, match=why):
        fields.check(layout)


def test_more_labels_than_a_sheet_holds_across_are_refused() -> None:
    layout = Layout(kind="bin", name="T", width=60, height=40, paper=Paper(columns=4, rows=7))
    with pytest.raises(Unprintable, match="labels_beyond_sheet"):
        fields.check(layout)


@pytest.mark.parametrize("kind", ["label", "carton", "product", "lot", "bin"])
def test_no_label_is_a_second_copy_without_its_mark_and_its_codes_are_read_all_the_same(kind: str) -> None:
    """Also on a layout that has no place for it, where it stands over words but never over a code."""
    around = ((0, 0, 60, 8), (0, 8, 18, 22), (42, 8, 18, 22), (0, 30, 60, 10))
    words = [Text(text="满" * 400, x=x, y=y, width=w, height=h, over="cut") for x, y, w, h in around]
    code = Bars(text="ABC-123", symbology="qr", x=18, y=8, width=24, height=22)
    crowded = msgspec.structs.replace(usual(kind), width=60, height=40, elements=(*words, code))
    label = LABELS[kind]
    again = replace(label, prints=2)
    layouts = [msgspec.structs.replace(builtin(key), paper=None) for key in KEYS[kind]]
    for layout in (*layouts, crowded):
        first, second = render(layout, [label]), render(layout, [again])
        assert ["补打第2次" in samples.texts(pdf)[0] for pdf in (first, second)] == [False, True]
        read = [samples.read_codes(raster.bitmap(pdf, 0, 203)) for pdf in (first, second)]
        assert read[0] == read[1] != (set(), set())
