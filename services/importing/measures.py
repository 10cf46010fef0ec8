"""Weights, sizes, days and yes or no, as people write them: 0.35kg, 350 under 重量(g), 12个月, 是."""

import re
import unicodedata
from collections.abc import Callable

from services.importing import clean
from services.importing.sheets import Cell

_MEASURE = re.compile(r"^([\d,.]+)\s*([a-z\u4e00-\u9fff]*)$")
GRAMS = {"g": 1, "克": 1, "kg": 1000, "千克": 1000, "公斤": 1000, "斤": 500, "吨": 10**6, "lb": 454}
MILLIMETRES = {"mm": 1, "毫米": 1, "cm": 10, "厘米": 10, "公分": 10, "m": 1000, "米": 1000}
DAYS = {
    "天": 1, "日": 1, "d": 1, "day": 1, "days": 1, "周": 7, "week": 7, "weeks": 7, "个月": 30, "月": 30, "month": 30,
    "months": 30, "年": 365, "year": 365, "years": 365,
}  # fmt: skip
_TERMS = re.compile(r"(?:月[结結]|票到|货到|到票|开票后?|net|n/)\s*(\d{1,3})\s*(?:天|日|days?)?$")
AT_ONCE = ("款到发货", "现款", "现结", "现金", "预付", "先款", "货到付款", "prepaid", "in advance", "cash", "cod")
YES = frozenset({"是", "有", "y", "yes", "true", "1", "√", "✓", "启用", "需要"})
NO = frozenset({"否", "无", "没有", "n", "no", "false", "0", "×", "x", "停用", "不需要"})
MOST = 999_999_999
Change = Callable[[Cell], clean.Cleaned]


def measure(units: dict[str, int], heading: str, usual: str) -> Change:
    """Reads a column in the smallest unit. The cell's own unit counts, else the heading's, else `usual`."""
    named = _unit_in(heading, units) or usual

    def read(value: Cell) -> clean.Cleaned:
        if value is None or (isinstance(value, str) and clean.is_blank(value)):
            return None, ""
        said = unicodedata.normalize("NFKC", clean.text(value) or "").strip().lower()
        match = _MEASURE.match(said)
        figure = clean.figures(match[1], False) if match else None
        factor = units.get(match[2] or named) if match else None
        if not said:
            return None, ""
        if figure is None or factor is None or figure * factor > MOST:
            return None, "number_unclear"
        whole = int((figure * factor).to_integral_value())
        return (whole, "") if whole or not figure else (None, "number_unclear")  # 0.12 of the smallest unit

    return read


def _unit_in(heading: str, units: dict[str, int]) -> str:
    said = unicodedata.normalize("NFKC", heading).lower()
    inside = re.search(r"[(/\[（【]\s*([a-z\u4e00-\u9fff]+)", said)
    words = ([inside[1]] if inside else []) + re.findall(r"[a-z]+", said)
    return next((word for word in words if word in units), "")


def terms(value: Cell) -> clean.Cleaned:
    """Days in which somebody pays: 30, 月结30天, Net 30, and none for who pays first."""
    days, unclear = measure(DAYS, "", "天")(value)
    if not unclear or not isinstance(value, str):
        return days, unclear
    said = unicodedata.normalize("NFKC", value).strip().lower()
    if match := _TERMS.search(said):
        return int(match[1]), ""
    return (0, "") if any(word in said for word in AT_ONCE) else (None, unclear)


def yes_or_no(value: Cell) -> clean.Cleaned:
    said = (clean.text(value) or "").strip().lower()
    if not said:
        return None, ""
    return (said in YES, "") if said in YES | NO else (None, "yes_or_no_unclear")


# How each such column is read: the units it may be in, and the one that stands for none.
MEASURES: dict[str, tuple[dict[str, int], str]] = {
    "weight_g": (GRAMS, "g"), "length_mm": (MILLIMETRES, "mm"), "width_mm": (MILLIMETRES, "mm"),
    "height_mm": (MILLIMETRES, "mm"), "lead_days": (DAYS, "天"), "shelf_life_days": (DAYS, "天"),
    "payment_days": (DAYS, "天"), "first_weight": (GRAMS, "kg"), "step_weight": (GRAMS, "kg"),
}  # fmt: skip

