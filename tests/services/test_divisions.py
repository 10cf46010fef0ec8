"""Addresses taken apart by the divisions there are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services import divisions
from services.divisions import Place, divisions_of, find_place


@pytest.mark.parametrize(("text", "found"), [
    ("浙江省义乌市福田街道城北路 1 号", ("浙江省", "金华市", "义乌市", "福田街道城北路 1 号")),
    ("深圳南山科技园1号", ("广东省", "深圳市", "南山区", "科技园1号")),
    ("上海上海市徐汇区示例路82号", ("上海市", "上海市", "徐汇区", "示例路82号")),
    ("上海浦东世纪大道1号", ("上海市", "上海市", "浦东新区", "世纪大道1号")),
    ("北京市市辖区朝阳区望京街道", ("北京市", "北京市", "朝阳区", "望京街道")),
    ("广东, 深圳, 南山, 科技路1号", ("广东省", "深圳市", "南山区", "科技路1号")),
    ("吉林市船营区1号", ("吉林省", "吉林市", "船营区", "1号")),
    ("江西南昌县莲塘镇1号", ("江西省", "南昌市", "南昌县", "莲塘镇1号")),
    ("东莞厚街体育路", ("广东省", "东莞市", "厚街镇", "体育路")),
    ("湖北省仙桃市沙嘴街道1号", ("湖北省", "仙桃市", "", "沙嘴街道1号")),
    ("恩施州恩施市1号", ("湖北省", "恩施土家族苗族自治州", "恩施市", "1号")),
    ("香港九龙旺角1号", ("香港特别行政区", "香港特别行政区", "", "九龙旺角1号")),
    ("福建省三明市梅列区1号", ("福建省", "三明市", "梅列区", "1号")),  # until 2021
])  # fmt: skip
def test_an_address_is_taken_apart(text: str, found: tuple[str, str, str, str]) -> None:
    assert find_place(text) == Place(*found)


@pytest.mark.parametrize(("text", "doubt", "known"), [
    ("浙江省深圳市南山区1号", "place_contradicts", ("浙江省", "", "")),
    ("浙江省杭州市海曙区1号", "place_contradicts", ("浙江省", "杭州市", "")),
    ("朝阳区工体北路8号", "place_several", ("", "", "")),
    ("四川省 成都市 示例路79号", "place_part", ("四川省", "成都市", "")),
    ("河北省保定市新市区1号", "place_part", ("河北省", "保定市", "")),
    ("浙江省杭州市西湖区", "place_no_street", ("浙江省", "杭州市", "西湖区")),
    ("上海路1号", "place_unknown", ("", "", "")),  # a street of that name, in no city that is said
    ("北京东路1号", "place_unknown", ("", "", "")),
])  # fmt: skip
def test_what_is_not_certain_is_left_blank_and_said(text: str, doubt: str, known: tuple[str, str, str]) -> None:
    place = find_place(text)
    assert place is not None
    assert (place.doubt, place.province, place.city, place.district) == (doubt, *known)


def test_every_division_is_known_by_its_own_name() -> None:
    for province, city, inside in divisions._rows():
        for district in inside:
            text = f"{province}{city if city != province else ''}{district}1号"
            assert find_place(text) == Place(province, city, district, "1号"), text


def test_an_address_that_is_not_chinese_is_left_alone() -> None:
    assert find_place("12 Harbour Road, Hull") is None
    assert divisions_of("", "", "", "12 Harbour Road, Hull") == (None, None, None)


def test_what_a_file_says_goes_before_what_its_address_begins_with() -> None:
    assert divisions_of("浙江", None, None, "深圳市南山区1号") == ("浙江", None, None)
    assert divisions_of(None, None, None, "深圳市南山区1号") == ("广东省", "深圳市", "南山区")


@given(st.text(alphabet="浙江省深圳市南山区朝阳上海路街道1号 ,，·臺", max_size=30))
def test_nothing_is_lost_or_made_up(text: str) -> None:
    place = find_place(text)
    assert place is None or text.rstrip().endswith(place.street)
