"""Provinces: their names in both languages, the one an address lies in, and the zones of carriers' price tables."""

import re
import unicodedata

from resources.i18n import N_
from services.divisions import find_place

PROVINCES = {
    "北京": N_("Beijing"), "天津": N_("Tianjin"), "上海": N_("Shanghai"), "重庆": N_("Chongqing"), "河北": N_("Hebei"),
    "山西": N_("Shanxi"), "内蒙古": N_("Inner Mongolia"), "辽宁": N_("Liaoning"), "吉林": N_("Jilin"),
    "黑龙江": N_("Heilongjiang"), "江苏": N_("Jiangsu"), "浙江": N_("Zhejiang"), "安徽": N_("Anhui"),
    "福建": N_("Fujian"), "江西": N_("Jiangxi"), "山东": N_("Shandong"), "河南": N_("Henan"), "湖北": N_("Hubei"),
    "湖南": N_("Hunan"), "广东": N_("Guangdong"), "广西": N_("Guangxi"), "海南": N_("Hainan"), "四川": N_("Sichuan"),
    "贵州": N_("Guizhou"), "云南": N_("Yunnan"), "西藏": N_("Tibet"), "陕西": N_("Shaanxi"), "甘肃": N_("Gansu"),
    "青海": N_("Qinghai"), "宁夏": N_("Ningxia"), "新疆": N_("Xinjiang"), "香港": N_("Hong Kong"), "澳门": N_("Macao"),
    "台湾": N_("Taiwan"),
}  # fmt: skip
TERMS = (("", N_("Region not known")), *PROVINCES.items())
_LETTERS = {
    "京": "北京", "津": "天津", "沪": "上海", "渝": "重庆", "冀": "河北", "晋": "山西", "蒙": "内蒙古", "辽": "辽宁",
    "吉": "吉林", "黑": "黑龙江", "江": "江苏", "苏": "江苏", "浙": "浙江", "皖": "安徽", "闽": "福建", "赣": "江西",
    "鲁": "山东", "豫": "河南", "鄂": "湖北", "湘": "湖南", "粤": "广东", "桂": "广西", "琼": "海南", "川": "四川",
    "贵": "贵州", "黔": "贵州", "云": "云南", "滇": "云南", "藏": "西藏", "陕": "陕西", "甘": "甘肃", "青": "青海",
    "宁": "宁夏", "新": "新疆", "港": "香港", "澳": "澳门", "台": "台湾",
}  # fmt: skip
_OWN = ("省内", "本省", "同省", "within the province", "own province")
_REST = frozenset({
    "其他", "其它", "其余", "其他地区", "其它地区", "其余地区", "其他省份", "其它省份", "全国", "国内", "全国统一",
    "省外", "外省", "other", "others", "all other", "elsewhere", "the rest", "rest", "everywhere", "all", "*", "",
})  # fmt: skip
_ENGLISH = {name.lower(): short for short, name in PROVINCES.items()}
_NAMES = {**_ENGLISH, **{name: name for name in PROVINCES}, "内蒙": "内蒙古", **_LETTERS}
_NAMED = re.compile(
    rf"({'|'.join(sorted(map(re.escape, _NAMES), key=len, reverse=True))})"
    r"(?:(?:壮族|回族|维吾尔)?自治区|特别行政区|省|市)?[\s,，、;；/|+&和及与-]*"
)


def province_of(address: str) -> str:
    """The short name of the province an address lies in; empty where that is not certain."""
    place = find_place(address) if address else None
    if place is None or not place.province:
        return ""
    return next((short for short in PROVINCES if place.province.startswith(short)), "")


def read_zone(text: str, own: str) -> tuple[str, ...] | None:
    """The provinces that a cell of a price table names, none for all others; None where it can't be understood.

    Full and short names, single letters (江浙沪皖), English names; `own` is the province that 省内 means.
    """
    said = unicodedata.normalize("NFKC", text).strip().lower()
    if said in _REST:
        return ()
    if said in _OWN:
        return (own,) if own else None
    found, at = list[str](), 0
    while at < len(said):
        named = _NAMED.match(said, at)
        if named is None:
            return None
        found.append(_NAMES[named[1]])
        at = named.end()
    return tuple(name for name in PROVINCES if name in found)
