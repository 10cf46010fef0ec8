"""Bytes to cells: what a file is, its encoding, and what is refused."""

import base64
import hashlib
import io
import zipfile
import zlib
from decimal import Decimal
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from hypothesis import given, settings
from hypothesis import strategies as st

from services.importing.old_rows import look_through
from services.importing.preview import FileRefused
from services.importing.reading import understand
from services.importing.worker import read_bytes
from tests.services.importing.builders import HEAD, csv_bytes, from_bytes, line, xlsx_bytes

ROWS = [HEAD, line("XS-1", quantity=2), line("XS-2", quantity=3, customer="示范五金（深圳）经营部")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_text_is_read_in_any_encoding_and_separator(encoding, delimiter):
    reading = from_bytes(csv_bytes(ROWS, encoding, delimiter))
    assert [(d.number, d.customer) for d in reading.documents] == [
        ("XS-1", "东港贸易行"),
        ("XS-2", "示范五金（深圳）经营部"),
    ]
    assert reading.problems == ()


def test_traditional_text_in_big5_is_read():
    rows = [["訂單編號", "訂購日期", "客戶", "品名", "數量"], ["X1", "2026-03-02", "臺灣範例商行", "範例商品", "11"]]
    reading = from_bytes(csv_bytes(rows, "big5"))
    assert (reading.documents[0].customer, reading.documents[0].lines[0].quantity) == ("臺灣範例商行", Decimal(11))


def test_two_exports_glued_together_are_read_line_by_line_and_said():
    data = csv_bytes(ROWS, "utf-8") + csv_bytes([line("XS-3")], "gb18030")
    reading = from_bytes(data)
    assert [d.customer for d in reading.documents] == ["东港贸易行", "示范五金（深圳）经营部", "东港贸易行"]
    assert [(p.row, p.code) for p in reading.problems] == [(4, "encoding_mixed")]


@pytest.mark.parametrize("name", ["orders.xlsx", "orders.xls", "orders.csv", "orders"])
def test_what_a_file_is_is_decided_by_its_content(name):
    assert len(from_bytes(xlsx_bytes(("订单", ROWS)), name).documents) == 2
    assert len(from_bytes(csv_bytes(ROWS), name).documents) == 2


def test_html_saved_as_xls_is_read():
    cells = "".join("<tr>" + "".join(f"<td>{c}</td>" for c in row) + "</tr>" for row in ROWS)
    page = f'<html><head><meta charset="gbk"></head><table><tr><td colspan=7>订单</td></tr>{cells}</table></html>'
    reading = from_bytes(page.encode("gbk"), "orders.xls")
    assert (reading.header_row, [d.number for d in reading.documents]) == (2, ["XS-1", "XS-2"])


def test_guards_around_numbers_go_and_formulas_stay_text():
    rows = [
        HEAD,
        line('="4107231883808340536"', customer="=cmd|' /C calc'!A0"),
        line("'4101992272128763309"),
        line("\t41\t"),
    ]
    made = from_bytes(csv_bytes(rows)).documents
    assert [d.number for d in made] == ["4107231883808340536", "4101992272128763309", "41"]
    assert made[0].customer == "=cmd|' /C calc'!A0"


def test_a_comma_too_many_is_an_error_at_its_row():
    data = csv_bytes(ROWS, "utf-8") + "XS-3,2026-03-05,东港,路,1 号,A1,2,9.5\n".encode()
    reading = from_bytes(data)
    assert ([(p.row, p.code) for p in reading.problems if p.severity == "error"][-1][1], len(reading.documents)) == (
        "too_many_fields",
        2,
    )


def test_decimal_commas_are_told_by_the_whole_file():
    rows = [HEAD, line("XS-1", price="1.738,00"), line("XS-2", price="21,50")]
    assert [d.lines[0].unit_price for d in from_bytes(csv_bytes(rows, delimiter=";")).documents] == [
        Decimal(1738),
        Decimal("21.5"),
    ]


def test_codes_are_text_in_a_text_file():
    said = ["00123", "123.0", "1E5", "2-3", "TRUE", "0x1F"]
    made = from_bytes(csv_bytes([HEAD, *(line(f"X{i}", s) for i, s in enumerate(said))])).documents
    assert [d.lines[0].sku for d in made] == said


def test_leading_zeros_in_the_number_format_are_part_of_the_code():
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    for row in (HEAD, line("XS-1", 1234), line("XS-2", 77)):
        sheet.append(row)
    for row in (2, 3):
        sheet.cell(row, 4).number_format = "000000"
    out = io.BytesIO()
    book.save(out)
    assert [d.lines[0].sku for d in from_bytes(out.getvalue(), "a.xlsx").documents] == ["001234", "000077"]


def zipped(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


BOMB = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><workbook>&b;</workbook>'


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"", "a.xlsx", "empty"),
        (b"  \r\n\r\n", "a.csv", "empty"),
        (b"\x89PNG\r\n\x1a\n" + bytes(200), "a.xls", "not_a_spreadsheet"),
        (b"%PDF-1.7 ...", "a.xlsx", "not_a_spreadsheet"),
        (zipped(**{"word/document.xml": b"<w/>"}), "a.xlsx", "not_a_spreadsheet"),
        (zipped(**{"xl/workbook.xml": BOMB}), "a.xlsx", "forbidden_xml"),
        (zipped(**{"xl/workbook.xml": b"<w/>", "xl/big.bin": bytes(80_000_000)}), "a.xlsx", "too_big"),
        (zipped(**{"xl/workbook.xml": b"<w/>", "../evil": b"x"}), "a.xlsx", "corrupt"),
        (xlsx_bytes(("a", ROWS))[:900], "a.xlsx", "corrupt"),
        (b"\x05alice" + b" " * 49 + bytes(110), "~$orders.xlsx", "lock_file"),
        (b'{"code":401,"msg":"expired"}', "a.csv", "not_a_table"),
        (b"<html><body>Please log in</body></html>", "a.xls", "not_a_table"),
        (b"???,????,???\r\nXS-1,??,1\r\n", "a.csv", "garbled_text"),
        (
            "订单号,下单日期,客户名称\nX,2026-03-01,测试便利\n".encode().decode("gb18030", "replace").encode(),
            "a.csv",
            "garbled_text",
        ),
        (b"File not found: orders", "a.xls", "corrupt"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "a.xls", "corrupt"),
    ],
)
def test_what_cannot_be_read_is_refused_by_its_reason(data, name, code):
    with pytest.raises(FileRefused) as no:
        read_bytes(data, name, None)
    assert (no.value.code, bool(no.value.message)) == (code, True)


numbers = st.lists(st.from_regex(r"[A-Z]{2}-[1-9][0-9]{0,6}", fullmatch=True), min_size=1, max_size=12, unique=True)
texts = st.text("东港贸易行恒瑞机电设备示例商品茶（）AB12", min_size=2, max_size=12).map(lambda t: "名" + t)
figures = st.decimals("0.01", "99999.99", places=2)


@settings(max_examples=30)
@given(numbers, texts, figures, st.integers(0, 3), st.sampled_from(["xlsx", "utf-8-sig", "gb18030", "utf-16"]))
def test_any_table_of_orders_comes_back(order_numbers, customer, price, titles, form):
    rows = [[f"标题{i}"] for i in range(titles)] + [list(HEAD)]
    rows += [line(n, f"SKU-{i}", i + 1, customer=customer, price=price) for i, n in enumerate(order_numbers)]
    data = xlsx_bytes(("a", rows)) if form == "xlsx" else csv_bytes(rows, form)
    made = from_bytes(data, "orders").documents
    assert [(d.number, d.customer) for d in made] == [(n, customer) for n in order_numbers]
    assert [(d.lines[0].sku, d.lines[0].quantity, d.lines[0].unit_price) for d in made] == [
        (f"SKU-{i}", i + 1, price) for i in range(len(order_numbers))
    ]


def test_an_old_workbook_says_which_rows_are_hidden_and_keeps_the_zeros_of_its_number_formats():
    data = (Path(__file__).parent / "hidden_rows.xls").read_bytes()
    orders, notes = read_bytes(data, "hidden_rows.xls", None)
    assert (orders.details.hidden_rows, notes.details.hidden_rows) == ({2, 4}, set())
    reading = understand([orders], "orders")
    assert [document.lines[0].sku for document in reading.documents] == [f"00007{at}" for at in range(1, 6)]
    assert {problem.code for problem in reading.problems} == {"hidden_rows"}
    told = understand([orders], "orders", answers={"hidden_rows": "leave_out"})
    assert [document.number for document in told.documents] == ["A-1", "A-3", "A-5"]
    assert (told.problems, told.skipped_rows) == ((), ((3, "left_out"), (5, "left_out")))


@pytest.mark.parametrize("name", ["marks.xlsx", "marks.xls", "marks.xlsb", "marks.ods", "marks.xml"])
def test_hidden_columns_and_comments_are_said_whatever_the_workbook(name: str) -> None:
    (orders,) = read_bytes((Path(__file__).parent / "hidden" / name).read_bytes(), name, None)
    reading = understand([orders], "orders")
    told = {(problem.code, problem.cell): problem.value.split("\n")[0] for problem in reading.problems}
    assert (told["hidden_columns", "B2"], told["comment", "C2"]) == ("B 客户", "要红色的")
    assert [document.customer for document in reading.documents] == ["甲公司", "乙公司"]
    left = understand([orders], "orders", answers={"hidden_columns": "leave_out"})
    assert [document.customer for document in left.documents] == [None, None]
    assert "hidden_columns" not in {problem.code for problem in left.problems}


def test_an_old_workbook_cut_at_any_place_never_fails_but_with_a_sentence():
    data = (Path(__file__).parent / "hidden_rows.xls").read_bytes()
    for at in range(512, len(data), 97):
        assert isinstance(look_through(data[:at]), list)
        assert isinstance(look_through(data[:at] + b"\xff" * 40 + data[at + 40 :]), list)


@pytest.mark.parametrize("text", [
    "订单号     客户      商品编码   数量\n\nX-1        恒瑞      A1        2\nX-2        东港      B1        12\n",
    "订单号 客户 商品编码 数量\nX-1 恒瑞 A1 2\nX-2 东港 B1 12\n",
    "订单号　客户　商品编码　数量\nX-1　恒瑞　A1　2\nX-2　东港　B1　12",
])  # fmt: skip
def test_columns_kept_apart_by_blanks_are_a_table(text: str) -> None:
    reading = from_bytes(text.encode(), "message.txt")
    assert [(d.number, d.customer, d.lines[0].sku, int(d.lines[0].quantity or 0)) for d in reading.documents] == [
        ("X-1", "恒瑞", "A1", 2), ("X-2", "东港", "B1", 12)]  # fmt: skip


def test_a_blank_cell_between_blanks_is_not_guessed():
    with pytest.raises(FileRefused, match="not_a_table"):
        from_bytes("订单号   客户   商品编码   数量\nX-1   恒瑞   2\n".encode(), "message.txt")


OFFICE = "urn:oasis:names:tc:opendocument:xmlns:"
ODS = "application/vnd.oasis.opendocument.spreadsheet"


def locked_ods(rows: list[list[str]], password: str, cipher: str = "aes256-cbc") -> bytes:
    """A workbook as LibreOffice encrypts it, with few rounds of making the key."""
    begin, end = '<table:table-cell office:value-type="string"><text:p>', "</text:p></table:table-cell>"
    lines = ("".join(f"{begin}{cell}{end}" for cell in row) for row in rows)
    cells = "".join(f"<table:table-row>{line}</table:table-row>" for line in lines)
    names = " ".join(f'xmlns:{each}="{OFFICE}{each}:1.0"' for each in ("office", "table", "text"))
    xml = (f'<office:document-content {names}><office:body><office:spreadsheet><table:table table:name="S">{cells}'
           "</table:table></office:spreadsheet></office:body></office:document-content>")  # fmt: skip
    packer = zlib.compressobj(wbits=-15)
    packed = packer.compress(xml.encode()) + packer.flush()
    salt, vector = b"s" * 16, b"v" * 16
    key = hashlib.pbkdf2_hmac("sha1", hashlib.sha256(password.encode()).digest(), salt, 10, 32)
    fill = 16 - len(packed) % 16
    box = Cipher(algorithms.AES(key), modes.CBC(vector)).encryptor()
    secret = box.update(packed + bytes([fill]) * fill) + box.finalize()
    check, said = hashlib.sha256(packed[:1024]).digest(), lambda each: base64.b64encode(each).decode()
    manifest = (
        f'<m:manifest xmlns:m="{OFFICE}manifest:1.0"><m:file-entry m:full-path="content.xml">'
        f'<m:encryption-data m:checksum-type="x#sha256-1k" m:checksum="{said(check)}">'
        f'<m:algorithm m:algorithm-name="x#{cipher}" m:initialisation-vector="{said(vector)}"/>'
        '<m:start-key-generation m:start-key-generation-name="x#sha256" m:key-size="32"/>'
        '<m:key-derivation m:key-derivation-name="PBKDF2" m:key-size="32" m:iteration-count="10" '
        f'm:salt="{said(salt)}"/>'
        "</m:encryption-data></m:file-entry></m:manifest>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, part in (("mimetype", ODS), ("META-INF/manifest.xml", manifest), ("content.xml", secret)):
            archive.writestr(name, part)
    return out.getvalue()


def test_an_ods_with_a_password_is_opened_with_it():
    data = locked_ods([["订单号", "商品编码", "数量"], ["X-1", "A1", "2"]], "秘密")
    for password, code in ((None, "encrypted"), ("other", "wrong_password")):
        with pytest.raises(FileRefused, match=code):
            read_bytes(data, "a.ods", password)
    (sheet,) = read_bytes(data, "a.ods", "秘密")
    assert [sheet.row(at) for at in range(2)] == [("订单号", "商品编码", "数量"), ("X-1", "A1", "2")]


def test_an_ods_with_a_cipher_that_is_not_known_is_refused_for_what_it_is():
    with pytest.raises(FileRefused, match="password_no_use"):
        read_bytes(locked_ods([["a"]], "secret", "blowfish"), "a.ods", "secret")
