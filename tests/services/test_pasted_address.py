"""Addresses as people send them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.pasted_address import take_apart

ROAD = "浙江省义乌市福田街道城北路 1 号"


@pytest.mark.parametrize(
    ("text", "receiver", "phone", "address"),
    [
        (f"张三 13812345678 {ROAD}", "张三", "13812345678", ROAD),
        (f"{ROAD} 张三 13812345678", "张三", "13812345678", ROAD),
        (f"收货人：李小红，手机号码：138-1234-5678，详细地址：{ROAD}", "李小红", "13812345678", ROAD),
        (f"欧阳建国,+86 138 1234 5678,{ROAD},322000", "欧阳建国", "13812345678", ROAD),
        (f"王先生\n13812345678-1234\n{ROAD}", "王先生", "13812345678-1234", ROAD),
        (f"陈敏 0571-88901200 转 12 {ROAD}", "陈敏", "0571-88901200转12", ROAD),
        ("浙江省金华市，义乌市福田街道 13812345678 张三", "张三", "13812345678", "浙江省金华市义乌市福田街道"),
        ("Ann Lee, 13812345678, 12 Harbour Road, Ningbo", "Ann Lee", "13812345678", "12 Harbour Road, Ningbo"),
        (f"13812345678 {ROAD}", "", "13812345678", ROAD),
    ],
)
def test_a_pasted_line_is_taken_apart(text: str, receiver: str, phone: str, address: str) -> None:
    found = take_apart(text)
    assert found is not None
    assert (found.receiver, found.phone, found.address) == (receiver, phone, address)


@pytest.mark.parametrize("text", ["", ROAD, "13812345678", "张三 13812345678", "订单号 202611230001 已发货"])
def test_what_is_no_whole_address_is_left_as_it_is(text: str) -> None:
    assert take_apart(text) is None


@given(st.text(max_size=200))
def test_no_text_is_too_strange(text: str) -> None:
    found = take_apart(text)
    assert found is None or (found.phone and found.address)
