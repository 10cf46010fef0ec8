"""What people type, understood: full-width digits, Chinese punctuation, short dates. Raises ValueError."""

import re
import unicodedata
from datetime import date, datetime, timedelta
from decimal import Decimal

_CHINESE_POINT = str.maketrans({"。": ".", "、": ",", "￥": "", "¥": "", "－": "-", "—": "-"})
_DATE = re.compile(r"^(?:([0-9]{4})[-/.])?([0-9]{1,2})[-/.]([0-9]{1,2})$")
_PLAIN_DATE = re.compile(r"^([0-9]{4})([0-9]{2})([0-9]{2})$")
_DAYS_ON = re.compile(r"^\+([0-9]{1,3})$")
# Thousands may be parted by commas or blanks, in threes: "12,5" is no 125.
_FIGURE = re.compile(r"^[-+]?(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,3}(?: [0-9]{3})+)?(?:\.[0-9]*)?$")
_MOMENT = re.compile(r"^(?:(\S+)[ T]+)?([0-9]{1,2}):([0-9]{2})?$")
_UNSEEN = frozenset({"Cc", "Cs", "Cf"})
_JOINERS = "\t\u200c\u200d"
YEARS = range(1990, 2100)
MOST_DIGITS = 24


def fold(text: str) -> str:
    """Full-width letters, digits and signs as their plain ones; blanks at both ends gone."""
    return unicodedata.normalize("NFKC", text).translate(_CHINESE_POINT).strip()


def clean(text: str, *, lines: bool = False) -> str:
    """What was typed or pasted without what nobody sees: control characters, halves of characters. Tabs and ends of
    lines are blanks, or with `lines` stay as they are."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    keep = "\n" if lines else ""
    blank = "" if lines else "\t\n"
    whole = "".join(" " if char in blank else char for char in text)
    return "".join(c for c in whole if c in keep or c in _JOINERS or unicodedata.category(c) not in _UNSEEN).strip()


def _figure(text: str) -> str:
    """The digits of a number, without what parts its thousands. ValueError("number") for anything else."""
    if any(unicodedata.category(char) == "No" for char in text):  # ½ and ² would be folded into other numbers
        raise ValueError("number")
    plain = fold(text)
    if len(plain) > MOST_DIGITS or not _FIGURE.match(plain) or not any(char.isdigit() for char in plain):
        raise ValueError("number")
    return plain.replace(",", "").replace(" ", "")


def parse_decimal(text: str, places: int) -> Decimal:
    """`1,234.5` and the like. ValueError("number") or ValueError("places")."""
    value = Decimal(_figure(text))
    if value != round(value, places):
        raise ValueError("places")
    return value


def parse_int(text: str) -> int:
    plain = _figure(text)
    if "." in plain or len(plain) > 15:
        raise ValueError("number")
    return int(plain)


def parse_date(text: str, today: date) -> date:
    """2026-03-05, 2026/3/5, 20260305, 3-5 (the next one to come, or this year's), 3月5日, +7 (days from today).

    ValueError("date"), also for a year that no document here can be of.
    """
    day = _day(text, today)
    if day.year not in YEARS:
        raise ValueError("date")
    return day


def parse_moment(text: str, now: datetime) -> datetime:
    """14:30 (today), 2026-03-05 14:30, 3-5 9:05, 3月5日 9点30分; a day without a year is the last one there was.

    `now` is local time, and so is the answer. ValueError("moment").
    """
    plain = fold(text).replace("点", ":").replace("时", ":").replace("分", "")
    found = _MOMENT.match(plain)
    if found is None:
        raise ValueError("moment")
    day, hour, minute = found.groups()
    try:
        when = _day(day, now.date()) if day else now.date()
        made = now.replace(year=when.year, month=when.month, day=when.day, hour=int(hour), minute=int(minute or 0),
                           second=0, microsecond=0)  # fmt: skip
        if made > now and day and not re.search(r"[0-9]{4}", day):
            made = made.replace(year=made.year - 1)
    except ValueError:
        raise ValueError("moment") from None
    if made.year not in YEARS:
        raise ValueError("moment")
    return made


def _day(text: str, today: date) -> date:
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
