"""What people type, understood: full-width digits, Chinese punctuation, short dates. Raises ValueError."""

import re
import unicodedata
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

_CHINESE_POINT = str.maketrans({"。": ".", "、": ",", "￥": "", "¥": "", "－": "-", "—": "-"})
_DATE = re.compile(r"^(?:(\d{4})[-/.])?(\d{1,2})[-/.](\d{1,2})$")
_PLAIN_DATE = re.compile(r"^(\d{4})(\d{2})(\d{2})$")
_DAYS_ON = re.compile(r"^\+(\d{1,3})$")


def fold(text: str) -> str:
    """Full-width letters, digits and signs as their plain ones; blanks at both ends gone."""
    return unicodedata.normalize("NFKC", text).translate(_CHINESE_POINT).strip()


def parse_decimal(text: str, places: int) -> Decimal:
    """`1,234.5` and the like. ValueError("number") or ValueError("places")."""
    plain = fold(text).replace(",", "").replace(" ", "")
    try:
        value = Decimal(plain)
    except InvalidOperation:
        raise ValueError("number") from None
    if not value.is_finite():
        raise ValueError("number")
    if value != round(value, places):
        raise ValueError("places")
    return value


def parse_int(text: str) -> int:
    plain = fold(text).replace(",", "").replace(" ", "")
    if not re.fullmatch(r"[-+]?\d{1,15}", plain):
        raise ValueError("number")
    return int(plain)


def parse_date(text: str, today: date) -> date:
    """2026-03-05, 2026/3/5, 20260305, 3-5 (the next one to come, or this year's), 3月5日, +7 (days from today)."""
    plain = fold(text).replace("年", "-").replace("月", "-").replace("日", "").replace("号", "")
    if found := _DAYS_ON.match(plain):
        return today + timedelta(days=int(found[1]))
    if found := _PLAIN_DATE.match(plain):
        return date(int(found[1]), int(found[2]), int(found[3]))
    if found := _DATE.match(plain):
        if found[1]:
            return date(int(found[1]), int(found[2]), int(found[3]))
        near = date(today.year, int(found[2]), int(found[3]))
        far_back = (today - near).days > 180
        return date(today.year + 1, near.month, near.day) if far_back else near
    raise ValueError("date")
