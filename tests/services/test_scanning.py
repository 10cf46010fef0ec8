"""A scanned text says what it claims to be. Vectors of the GS1 engine, biip, zxing-cpp, pyepc and epcpy."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.scanning import COMMANDS, KINDS, Scan, check_digit, fold, parse, prepare

GS = "\x1d"


@pytest.mark.parametrize(
    ("text", "gtin"),
    [
        ("6901234567892", "06901234567892"),
        ("16901234567899", "16901234567899"),
        ("96385074", "00000096385074"),
        ("012345678905", "00012345678905"),
        ("]E00416000336108", "00416000336108"),
        ("]E402345673", "00000002345673"),
        ("]I116901234567899", "16901234567899"),
    ],
)
def test_a_number_with_a_right_check_digit_is_an_item(text, gtin):
    scan = parse(text)
    assert (scan.kind, scan.gtin) == ("item", gtin)


@pytest.mark.parametrize("text", ["6901234567893", "069012340000000014", "]E06901234567893", "96385075"])
def test_a_wrong_check_digit_makes_a_plain_code(text):
    scan = parse(text)
    assert (scan.kind, scan.gtin, scan.sscc) == ("unknown", "", "")
    assert scan.code == text.removeprefix("]E0")


@pytest.mark.parametrize(
    "text",
    ["106141412345678908", "00106141412345678908", "]C100106141412345678908", "(00)106141412345678908"],
)
def test_a_shipping_container_code_is_read_in_every_form(text):
    scan = parse(text)
    assert (scan.kind, scan.sscc) == ("sscc", "106141412345678908")


@pytest.mark.parametrize("aim", ["]Q3", "]d2", "]C1", "]J1"])
def test_every_gs1_symbol_carries_the_same_message(aim):
    scan = parse(f"{aim}011231231231233310ABC123{GS}99TESTING")
    assert (scan.kind, scan.gtin, scan.lot) == ("item", "12312312312333", "ABC123")
    assert scan.values == (("01", "12312312312333"), ("10", "ABC123"), ("99", "TESTING"))


@pytest.mark.parametrize(
    ("text", "lot", "expiry"),
    [
        ("010703206980498815210526100329", "0329", dt.date(2021, 5, 26)),
        (f"0107032069804988100329{GS}15210526", "0329", dt.date(2021, 5, 26)),
        (f"0107032069804988100329{GS}{GS}15210526", "0329", dt.date(2021, 5, 26)),
        (f"  0107032069804988100329{GS}15210526 ", "0329", dt.date(2021, 5, 26)),
        ("0107032069804988" + "10032915210526", "032915210526", None),
    ],
)
def test_lot_and_expiry_come_out_and_a_missing_separator_swallows_the_rest(text, lot, expiry):
    scan = parse(text)
    assert (scan.kind, scan.gtin, scan.lot, scan.expiry) == ("item", "07032069804988", lot, expiry)


def test_a_full_goods_label():
    scan = parse(f"]C10106901234567892172612311012345{GS}2112")
    assert (scan.gtin, scan.code) == ("06901234567892", "6901234567892")
    assert (scan.expiry, scan.lot, scan.serial) == (dt.date(2026, 12, 31), "12345", "12")


def test_weight_count_and_order_number():
    scan = parse(f"]C1010690123456789231030005003712{GS}400PO-2026-0001{GS}421156100000")
    assert (scan.weight, scan.quantity) == (Decimal("0.500"), 12)
    assert dict(scan.values)["400"] == "PO-2026-0001"
    assert dict(scan.values)["421"] == "156100000"


def test_a_day_of_zero_is_the_last_of_its_month_and_use_by_beats_best_before():
    assert parse("010690123456789217260200").expiry == dt.date(2026, 2, 28)
    assert parse("01069012345678921726123115261130").expiry == dt.date(2026, 12, 31)
    assert parse("01069012345678921526113017261231").expiry == dt.date(2026, 12, 31)
    assert parse("0106901234567892" + "11260105").made == dt.date(2026, 1, 5)


@pytest.mark.parametrize("text", ["01069012345678921726023010AB", "010690123456789310AB"])
def test_an_impossible_date_or_check_digit_is_not_believed(text):
    assert parse(text).kind == "unknown"


def test_the_text_printed_under_a_code_can_be_typed():
    scan = parse("(01)06901234567892(17)261231(10)AB-1")
    assert (scan.gtin, scan.expiry, scan.lot) == ("06901234567892", dt.date(2026, 12, 31), "AB-1")


@pytest.mark.parametrize("aim", ["", "]Q1", "]d1"])
def test_a_digital_link_with_and_without_symbology_id(aim):
    scan = parse(f"{aim}https://id.gs1.org/01/09506000134352/10/ABC/21/123?17=261231")
    assert (scan.kind, scan.gtin, scan.lot) == ("item", "09506000134352", "ABC")
    assert (scan.serial, scan.expiry) == ("123", dt.date(2026, 12, 31))


def test_a_digital_link_of_a_pallet():
    scan = parse("https://id.gs1.org/00/106141412345678908?02=00614141123452&37=25&10=ABC123")
    assert (scan.kind, scan.sscc, scan.gtin) == ("sscc", "106141412345678908", "00614141123452")
    assert (scan.quantity, scan.lot) == (25, "ABC123")


@pytest.mark.parametrize(
    "text",
    [
        "https://id.gs1.org/01/01234567890128/21/12345XYZ/10/ABC123",
        "https://id.gs1.org/01/01234567890128/15/20250324",
        "https://example.com/hello",
        "]Q1TESTING",
        "",
        "]C1",
        "GR-L3-800",
    ],
)
def test_what_is_nobodys_stays_a_plain_code(text):
    assert parse(text).kind == "unknown"


def test_a_symbology_id_is_not_part_of_the_code_to_look_up():
    assert parse("]Q1gr-l3-800").code == "GR-L3-800"


@pytest.mark.parametrize(
    ("text", "gtin", "serial"),
    [
        ("3074257BF7194E4000001A85", "80614141123458", "6789"),
        ("3034257BF400B7800004CB2F", "00614141007349", "314159"),
        ("3035A537C8377540000003E9", "06901234567892", "1001"),
        ("30320E85BC86A14000000001", "06901234567892", "1"),
        ("302E92272C00C57FFFFFFFFF", "06901234567892", "274877906943"),
    ],
)
def test_a_tag_of_one_item(text, gtin, serial):
    assert check_digit(gtin[:-1]) == int(gtin[-1])
    for typed in (text, text.lower()):
        scan = parse(typed)
        assert (scan.kind, scan.gtin, scan.serial, scan.code) == ("epc", gtin, serial, text)


def test_a_tag_of_a_shipping_unit():
    scan = parse("3174257BF4499602D2000000")
    assert (scan.kind, scan.sscc) == ("epc", "106141412345678908")


@pytest.mark.parametrize("text", ["350646766781206510000011", "E28011700000020F3C9A1B2C", "303C00000000000000000001"])
def test_a_tag_that_holds_no_item_keeps_its_code(text):
    scan = parse(text)
    assert (scan.kind, scan.code, scan.gtin, scan.sscc) == ("epc", text, "", "")


def test_an_element_string_of_24_hex_digits_is_no_tag():
    scan = parse("010690123456789210ABCDEF")
    assert (scan.kind, scan.gtin, scan.lot) == ("item", "06901234567892", "ABCDEF")


@pytest.mark.parametrize("text", ["SO-20260305-0001", "so-20260305-0001", "SO'20260305'0001", "SOß20260305ß0001"])
def test_our_documents_survive_caps_lock_and_layout(text):
    scan = parse(text)
    assert (scan.kind, scan.number, scan.code) == ("document", "SO-20260305-0001", "SO-20260305-0001")


@pytest.mark.parametrize("text", ["DN-20260305-0017-2", "dn_20260305_0017_2"])
def test_a_package_names_its_delivery(text):
    scan = parse(text)
    assert (scan.kind, scan.number, scan.package, scan.code) == (
        "package",
        "DN-20260305-0017",
        2,
        "DN-20260305-0017-2",
    )


@pytest.mark.parametrize("text", ["BIN-A-01-2", "bin-a-01-2", "BIN'A'01'2"])
def test_a_bin(text):
    assert (parse(text).kind, parse(text).code) == ("bin", "A-01-2")


def test_a_badge():
    assert (parse("bdg-7f3k").kind, parse("bdg-7f3k").code) == ("badge", "7F3K")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_on_the_sheet(command):
    for text in (f"CMD-{command}", f"cmd-{command.lower()}", f"]C0CMD-{command}"):
        assert (parse(text).kind, parse(text).command) == ("command", command)


def test_a_quantity_command():
    assert (parse("CMD-X10").kind, parse("CMD-X10").quantity) == ("quantity", 10)
    assert parse("CMD-X0").kind == "unknown"
    assert parse("CMD-DANCE").kind == "unknown"


def test_full_width_text_is_folded():
    assert parse("６９０１２３４５６７８９２").gtin == "06901234567892"
    assert parse("ＳＯ－２０２６０３０５－０００１").number == "SO-20260305-0001"
    assert fold("ＡＢ　Ｃ。，\u200b1\r\n") == "AB C.,1"


def test_a_stand_in_for_the_separator():
    scan = parse("0107032069804988100329|15210526", separators="|")
    assert (scan.lot, scan.expiry) == ("0329", dt.date(2021, 5, 26))


def test_the_library_can_be_loaded_ahead():
    prepare()
    assert parse("(01)06901234567892").gtin == "06901234567892"


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=60))
def test_no_text_makes_it_raise(text):
    scan = parse(text)
    assert isinstance(scan, Scan)
    assert scan.kind in KINDS


@given(st.from_regex(r"(\]C1|\]d2|\(|https://a/|01|00|3[01]|BIN-|CMD-X|]|)[0-9A-F\x1d()/]{0,40}", fullmatch=True))
def test_nothing_that_looks_like_a_code_makes_it_raise(text):
    scan = parse(text)
    assert not scan.gtin or check_digit(scan.gtin[:-1]) == int(scan.gtin[-1])
    assert not scan.sscc or check_digit(scan.sscc[:-1]) == int(scan.sscc[-1])
