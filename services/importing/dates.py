"""Dates as people write them. Day and month in figures are told apart by the whole column, never by the cell."""

import calendar
import re
import unicodedata
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta, timezone

from services.importing.names import INVISIBLE
from services.importing.sheets import Cell

CHINA = timezone(timedelta(hours=8))
Moment = date | datetime
_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 (Excel's day 0; files know no time zones)
MAC = 1462  # days between the days of 1900 and of 1904 that workbooks count from
_FIRST, _LAST = 1990, 2099
_HANZI = str.maketrans("〇零一二三四五六七八九", "00123456789")
_MONTHS = {month.lower(): number for number, month in enumerate(calendar.month_abbr) if month}
# With a point the hour stands apart from the day: 2024.01.15.1 is no time.
_HOUR = r"(?P<h>(?<!\d)\d{1,2}(?=\.)|\d{1,2}(?=[^.]))[:.时點点]"
_CLOCK = _HOUR + r"(?:整|(?P<mi>\d{1,2})(?:[:.分](?P<s>\d{1,2})(?:[.,]\d+)?)?[秒分]?)?"
_HALF = r"(?P<half>上午|下午|中午|晚上|早上|凌晨)?"
_ZONES = r"z|(?:utc|gmt)?[+-]\d{1,2}(?::?\d{2})?|utc|gmt|cst"
_ZONE = rf"(?P<zone>{_ZONES})?(?:\s*\((?P<named>[^)]*)\))?"
_TIME = rf"(?:[t ]*(?P<pre>am|pm)?\s*{_HALF}\s*{_CLOCK}\s*(?P<ap>[ap]\.?m\.?)?\s*{_ZONE})?\s*z?$"
_WEEKDAY = r"(?:\(?(?:星期|周|礼拜)[一二三四五六日天]\)?|\([一二三四五六日月火水木金土]\))?"
_YMD = re.compile(
    rf"^(?P<y>\d{{4}})\s*[-/._年\\]\s*(?P<m>\d{{1,2}})\s*[-/._月\\]\s*(?P<d>\d{{1,2}})\s*[日号號]?\s*{_WEEKDAY}\s*{_TIME}"
)
_COMPACT = re.compile(r"^(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})(?:\s*(?P<h>\d{2}):?(?P<mi>\d{2}):?(?P<s>\d{2}))?$")
_DAY = r"(?P<d>\d{1,2})(?:st|nd|rd|th)?"
_DMY_NAME = re.compile(
    rf"^(?:[a-z]{{3,9}},?\s+)?{_DAY}[-/ .]+(?P<mon>[a-z]{{3,9}})\.?,?[-/ .]+(?P<y>\d{{4}}|\d{{2}})\s*,?\s*{_TIME}"
)
_MDY_NAME = re.compile(
    rf"^(?:[a-z]{{3,9}},?\s+)?(?P<mon>[a-z]{{3,9}})\.?[-\s]+{_DAY},?[-\s]+(?P<y>\d{{4}}|(?<=-)\d{{2}})\s*,?\s*(?:at\s+)?{_TIME}"
)
_YMD_NAME = re.compile(rf"^(?P<y>\d{{4}})[-/ .,]+(?P<mon>[a-z]{{3,9}})[-/ .]+(?P<d>\d{{1,2}})\s*,?\s*{_TIME}")
_UNIX = re.compile(
    r"^[a-z]{3},? (?P<mon>[a-z]{3}) (?P<d>\d{1,2}) (?P<h>\d{2}):(?P<mi>\d{2}):(?P<s>\d{2}) "
    r"(?:(?P<zone>cst|utc|gmt) )?(?P<y>\d{4})$"
)
_MINGUO = re.compile(r"^民[国國]\s*(\d{2,3})\s*年")  # years of Taiwan count from 1912
_DASHED_TIME = re.compile(r"^(\d{4}\D\d{1,2}\D\d{1,2})[-_](?=\d{1,2}:\d{2})")  # no zone, though it looks like one
_FIGURES = re.compile(rf"^(?P<a>\d{{1,2}})[-/.](?P<b>\d{{1,2}})[-/.](?P<y>\d{{4}})\s*,?\s*{_TIME}")
_CHINESE = re.compile(
    r"^([〇零一二三四五六七八九]{4})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})[日号]?$"
)
_IN_BRACKETS = re.compile(r"z|(?:utc|gmt) ?(?:[+-]\d{1,2}(?::?\d{2})?)?|[+-]\d{2}:?\d{2}|cst")
# Zones that are not China's, by letters that may mean several.
_ELSEWHERE = frozenset({
    "pst", "pdt", "mst", "mdt", "cdt", "est", "edt", "bst", "cet", "cest", "eet", "ist", "jst", "kst", "aest", "aedt",
})  # fmt: skip
_OF_COLUMN = re.compile(r"[(\[]\s*((?:utc|gmt)\s*(?:[+-]\d{1,2}(?::?\d{2})?)?)\s*[)\]]?$")
_GUARD = re.compile(r'^="(.*)"$')
_SERIAL = re.compile(r"^\d{5}(?:\.\d+)?$")


def tidy(text: str) -> str:
    folded = unicodedata.normalize("NFKC", INVISIBLE.sub("", text)).strip().strip("'").lower()
    folded = _GUARD.sub(r"\1", folded).rstrip(" .,;。")
    folded = _MINGUO.sub(lambda m: f"{int(m[1]) + 1911}年", _DASHED_TIME.sub(r"\1 ", folded))
    return re.sub(r"\s+", " ", folded)


def day_first(values: Iterable[Cell]) -> bool | str | None:
    """True: day/month; False: month/day; None: the column has no such dates; "ask": nobody can know."""
    seen = [m for v in values if isinstance(v, str) and (m := _FIGURES.match(tidy(v)))]
    firsts = {int(m["a"]) for m in seen}
    seconds = {int(m["b"]) for m in seen}
    if not seen:
        return None
    if any(a > 12 for a in firsts) != any(b > 12 for b in seconds):
        return any(a > 12 for a in firsts)
    if all(m["a"] == m["b"] for m in seen):
        return True
    return "ask"


def zone_of(heading: str) -> str:
    """The zone that a heading names for all times of its column, as in 下单时间(UTC); "" for none."""
    match = _OF_COLUMN.search(tidy(heading))
    return match[1].replace(" ", "") if match else ""


def read_date(value: Cell, dmy: bool | None, base: int = 0, zone: str = "") -> Moment | None:
    """The date or moment that a cell says, or None where it is not certain. Times with a zone become China time.

    `base` is added to a bare day number: `MAC` in a workbook that counts from 1904; `zone` is that of times which name
    none."""
    if isinstance(value, str):
        text = tidy(value)
        if not _SERIAL.match(text):
            return _written(text, dmy, zone)
        value = float(text)
    found = _stored(value, base)
    return _in_china(found, zone) if zone and isinstance(found, datetime) else found


def _stored(value: Cell, base: int) -> Moment | None:
    """The moment of a cell that holds no text."""
    if isinstance(value, datetime):
        return _whole(_rounded(value))
    if isinstance(value, date):
        return value if _FIRST <= value.year <= _LAST else None
    if isinstance(value, float):
        return _serial(value + base) if value < 1_000_000 else _compact(f"{value:.0f}")
    return None


def _rounded(moment: datetime) -> datetime:
    """To the second: serials hold fractions that mean nothing."""
    return (moment + timedelta(microseconds=500_000)).replace(microsecond=0)


def _whole(moment: datetime) -> Moment | None:
    if not _FIRST <= moment.year <= _LAST:
        return None
    return moment.date() if moment.time() == datetime.min.time() and moment.tzinfo is None else moment


def _serial(number: float) -> Moment | None:
    if not 32_874 <= number < 73_051:  # 1990 to 2099
        return None
    moment = _rounded(_EPOCH + timedelta(days=number))
    return moment.date() if number == int(number) else moment


def _compact(text: str, zone: str = "") -> Moment | None:
    match = _COMPACT.match(text)
    return _made(match, int(match["m"]), int(match["d"]), zone) if match else None


def _written(text: str, dmy: bool | None, zone: str) -> Moment | None:
    if match := _YMD.match(text):
        return _made(match, int(match["m"]), int(match["d"]), zone)
    if match := _DMY_NAME.match(text) or _MDY_NAME.match(text) or _YMD_NAME.match(text) or _UNIX.match(text):
        month = _MONTHS.get(match["mon"][:3])
        return _made(match, month, int(match["d"]), zone) if month else None
    if (match := _FIGURES.match(text)) and dmy is not None:
        a, b = int(match["a"]), int(match["b"])
        return _made(match, *((b, a) if dmy else (a, b)), zone)
    if match := _CHINESE.match(text):
        return _date(int(match[1].translate(_HANZI)), _hanzi(match[2]), _hanzi(match[3]))
    return _compact(text, zone)


def _hanzi(text: str) -> int:
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return int(text.translate(_HANZI))
    return (int(tens.translate(_HANZI)) if tens else 1) * 10 + (int(ones.translate(_HANZI)) if ones else 0)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if _FIRST <= year <= _LAST else None
    except ValueError:
        return None


def _made(match: re.Match[str], month: int, day: int, usual: str) -> Moment | None:
    """The moment that was matched; `usual` is the zone of one that names none."""
    said = match.groupdict()
    year = int(said["y"]) + (2000 if len(said["y"]) == 2 else 0)
    day_of = _date(year, month, day)
    if day_of is None or said.get("h") is None:
        return day_of
    hour = int(said["h"])
    half = said.get("half") or (said.get("ap") or said.get("pre") or "").replace(".", "")
    if half in ("下午", "晚上", "pm") and hour < 12:
        hour += 12
    if half in ("上午", "凌晨", "am") and hour == 12:
        hour = 0
    try:
        moment = datetime(year, month, day, hour, int(said["mi"] or 0), int(said.get("s") or 0))  # noqa: DTZ001
    except ValueError:
        return None
    named = (said.get("named") or "").strip()
    if not said.get("zone") and named in _ELSEWHERE:
        return None
    zone = said.get("zone") or (named if _IN_BRACKETS.fullmatch(named) else usual)
    return _in_china(moment, zone.replace(" ", "")) if zone else moment


def _in_china(moment: datetime, zone: str) -> datetime:
    if zone == "cst":
        return moment
    offset = timedelta() if zone in ("z", "utc", "gmt") else _offset(zone)
    return (moment - offset).replace(tzinfo=UTC).astimezone(CHINA).replace(tzinfo=None)


def _offset(zone: str) -> timedelta:
    bare = zone.removeprefix("utc").removeprefix("gmt")
    digits = bare[1:].replace(":", "")
    hours, minutes = (digits[:-2], digits[-2:]) if len(digits) > 2 else (digits, "0")  # +8, +0530, +5:30
    size = timedelta(hours=int(hours), minutes=int(minutes))
    return -size if bare[0] == "-" else size
