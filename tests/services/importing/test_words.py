"""Names and sentences as data: headings of the platforms, and a Chinese sentence for each code."""

import ast
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

import services.importing as package
from services.importing.messages import MESSAGES, QUESTIONS, REFUSALS
from services.importing.names import name_table
from services.importing.reading import KINDS

ROOT = Path(package.__file__).parents[2]


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("*客戶訂單號", "number"),
        ("订单 ID", "number"),
        ("Order No 订单号", "number"),
        ("单价（元）", "unit_price"),
        ("商品单价/元", "unit_price"),
        ("数 量", "quantity"),
        ("商品\u200b编码", "sku"),
        ("收货人手机号/提货人手机号", "phone"),
        ("收貨人電話", "phone"),
        ("商品数量(件)", "quantity"),
        ("下单\n日期", "order_date"),
        ("商品编码(平台)", None),
        ("商品ID", None),
        ("寄件人", None),
        ("支付单号", None),
        ("子订单编号", None),
        ("大头笔/Paint Marker", None),
    ],
)
def test_a_heading_is_known_however_it_is_written(heading, field):
    hit = name_table("orders").find(heading)
    assert (hit.field if hit else None) == field


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_knows_names_for_its_keys(kind):
    table = name_table(kind)
    assert table.keys
    assert table.keys <= {hit.field for hit in table.exact.values()}


def test_each_sentence_has_its_chinese():
    with (ROOT / "resources/locale/zh_CN/importing.po").open("rb") as file:
        chinese = {m.id: m.string for m in read_po(file) if m.id}
    sentences = {**MESSAGES, **QUESTIONS, **REFUSALS}
    assert {s for s in sentences.values() if not chinese.get(s)} == set()


def test_each_code_that_is_raised_has_its_sentence():
    known = {*MESSAGES, *QUESTIONS, *REFUSALS}
    used = set()
    for path in (ROOT / "services/importing").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args:
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                at = {"FileRefused": 0, "Question": 0}.get(name, 1 if name == "add" and len(node.args) > 2 else None)
                if at is not None and isinstance(node.args[at], ast.Constant):
                    used.add(node.args[at].value)
    assert len(used) > 20
    assert used <= known
