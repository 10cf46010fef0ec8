"""Every code on every paper is read back from the picture of it, by two readers."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from printing import raster
from printing.codes import code128, has_check_digit, product_code, qr
from printing.documents.delivery_note import render_delivery_note
from printing.documents.pick_list import render_pick_list
from printing.errors import Unprintable
from printing.labels.builtin import builtin
from printing.labels.render import render
from printing.papers import BinLabel
from tests.printing import samples
from tests.printing.samples import LABEL_SIZES, render_label, render_labels, render_product

MANY = settings(max_examples=5)
DPI = st.sampled_from([203, 300])
TRACKING = st.from_regex(r"(SF[0-9]{13}|YT[0-9]{13}|7[0-9]{13}|JDVA[0-9]{11}(-1-[1-9]-)?|DPK[0-9]{12})", fullmatch=True)


@MANY
@given(TRACKING, st.integers(1, 9999), DPI, st.sampled_from(LABEL_SIZES))
def test_a_shipping_label_is_read_whole(tracking: str, number: int, dpi: int, size: str) -> None:
    label = samples.shipping(number, tracking=tracking)
    picture = raster.bitmap(render_label(label, dpi, "zh_CN", size), 0, dpi)
    assert samples.read_codes(picture) == ({tracking, label.package},) * 2


def test_a_shipping_label_without_tracking_number_shows_its_own_number_in_both_codes() -> None:
    label = samples.shipping(tracking="", carrier="自送")
    assert samples.read_codes(raster.bitmap(render_label(label))) == ({label.package},) * 2


@MANY
@given(st.from_regex(r"[0-9]{12}|[A-Z0-9][A-Z0-9-]{2,13}", fullmatch=True), st.integers(0, 999999), DPI)
def test_a_product_label_is_read_whole(barcode: str, lot: int, dpi: int) -> None:
    if barcode.isdigit() and len(barcode) == 12:
        barcode += next(digit for digit in "0123456789" if has_check_digit(barcode + digit))
    data = f"LOT-{lot:06d}"
    picture = raster.bitmap(render_product(samples.product(barcode, data=data), dpi), 0, dpi)
    assert samples.read_codes(picture) == ({barcode, data},) * 2


@MANY
@given(st.from_regex(r"[A-Z0-9]{1,4}(-[A-Z0-9]{1,3}){0,5}", fullmatch=True), st.sampled_from(["", "靠门第一层"]), DPI)
def test_a_bin_label_is_read_whole(code: str, name: str, dpi: int) -> None:
    picture = raster.bitmap(render(builtin("bin-60x40"), [BinLabel(code, name)], dpi), 0, dpi)
    assert samples.read_codes(picture) == ({f"BIN-{code}"},) * 2


@pytest.mark.parametrize("dpi", [203, 300])
def test_a_bin_code_too_long_for_bars_becomes_a_square(dpi: int) -> None:
    code = "WAREHOUSE-NORTH-A-01-01-LEFT-2"
    pdf = render(builtin("bin-60x40"), [BinLabel(code), BinLabel("A-01")], dpi)
    assert [samples.read_codes(each)[0] for each in raster.bitmaps(pdf, dpi)] == [{f"BIN-{code}"}, {"BIN-A-01"}]


def test_a_gs1_code_carries_product_expiry_and_lot() -> None:
    label = samples.product(data="(01)06901234567892(17)290213(10)L260214")
    wanted = {"6901234567892", "01069012345678921729021310L260214"}
    assert samples.read_codes(raster.bitmap(render_product(label))) == (wanted, wanted)


@MANY
@given(st.dates(), st.integers(1, 99999), st.sampled_from(["A4", "241x140"]))
def test_every_page_of_a_delivery_note_is_read(day: object, counter: int, paper: str) -> None:
    number = f"DN-{str(day).replace('-', '')}-{counter:04d}"
    pdf = render_delivery_note(samples.note(12, number), paper)
    for dpi in (203, 300) if paper == "A4" else (180,):
        for page in range(raster.page_count(pdf)):
            assert samples.read_codes(raster.bitmap(pdf, page, dpi)) == ({number},) * 2


@MANY
@given(st.integers(1, 99999))
def test_every_page_of_a_pick_list_is_read(counter: int) -> None:
    pdf = render_pick_list(samples.pick(30, f"DN-20260305-{counter:04d}"))
    assert raster.page_count(pdf) > 1
    for picture in raster.bitmaps(pdf, 203):
        assert samples.read_codes(picture) == ({f"DN-20260305-{counter:04d}"},) * 2


@pytest.mark.parametrize("dpi", [203, 300])
def test_bars_are_whole_dots_and_a_quarter_millimetre_or_more(dpi: int) -> None:
    picture = samples.image(raster.bitmap(render_label(samples.shipping(tracking="JDVA11408814483-1-3-"), dpi), 0, dpi))
    row = picture.crop((0, picture.height // 5, picture.width, picture.height // 5 + 1)).tobytes()
    runs = [len(run) for run in row.replace(b"\xff\x00", b"\xff|\x00").replace(b"\x00\xff", b"\x00|\xff").split(b"|")]
    bars = runs[1:-1]
    module = min(bars)
    assert module >= (2 if dpi == 203 else 3)
    assert all(run % module == 0 for run in bars)
    assert min(runs[0], runs[-1]) >= 10 * module


@pytest.mark.parametrize("size", LABEL_SIZES)
def test_a_tracking_number_too_long_for_the_paper_is_refused_by_name(size: str) -> None:
    label = samples.shipping(tracking="ABCDEFGHIJKLMNOPQRSTUVWXYZ-ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    with pytest.raises(Unprintable) as refused:
        render_labels([label], size=size)
    assert refused.value.code == "code_too_long"
    assert refused.value.data.items() >= {"text": label.tracking, "number": label.package}.items()


@pytest.mark.parametrize("text", ["", "运单", "SF\n1", "SF\x1d1"])
def test_a_bar_code_takes_printable_ascii_only(text: str) -> None:
    with pytest.raises(Unprintable) as refused:
        code128(text)
    assert refused.value.code == "code_not_printable"


def test_a_qr_code_refuses_more_than_it_can_hold_and_brackets_that_are_no_gs1() -> None:
    with pytest.raises(Unprintable) as too_long:
        qr("A" * 5000)
    assert too_long.value.code == "code_too_long"
    with pytest.raises(Unprintable) as wrong:
        qr("(999999)x")
    assert wrong.value.code == "code_not_printable"


def test_only_a_valid_gtin_becomes_an_ean_code() -> None:
    assert product_code("6901234567892").width == 95
    assert product_code("6901234567893").width != 95
