"""An address of China taken apart by the divisions there are: province, city, district, and the street with the rest.

    found = find_place("深圳市南山区科技路1号")
    found == Place("广东省", "深圳市", "南山区", "科技路1号", "")      # the province follows from the city

What is not certain is said by `doubt`, and left blank, never made up. The libraries that know the divisions bring
pandas and a dictionary of words with them, many times the size of the table (`resources/divisions/`), so only the
table is theirs.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from resources.i18n import N_

DOUBTS = {
    "place_unknown": N_("This address begins with no province, city or district that is known."),
    "place_part": N_("The district is missing in this address, or is not known."),
    "place_several": N_("A district of this name is in several cities. Name the city too."),
    "place_contradicts": N_("The parts of this address do not belong together: one lies elsewhere."),
    "place_no_street": N_("The street is missing in this address."),
}
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_BETWEEN = re.compile(r"[\s,，、;；/|·\-—>:：]*(?:(?:中国|市辖区|省直辖县级行政区划)[\s,，、;；/|·\-—>:：]*)*")
# A short name with one of these behind it is the name of a street, a firm or a building: 上海路, 北京东路, 南山村.
_NO_PLACE = re.compile(r".?(?:[路街道巷弄村]|大道|大街|大厦|广场|花园|小区)")
_TAIL = re.compile(r"(?:特别行政区|自治区|自治州|自治县|自治旗|地区|林区|新区|街道|[省市区县盟旗州镇乡])$")
_PEOPLES = re.compile(
    "(?:哈萨克|柯尔克孜|维吾尔|朝鲜|达斡尔|鄂伦春|鄂温克|土家|布依|蒙古|傣|傈僳|拉祜|佤|景颇|布朗|独龙|怒|普米|哈尼|"
    "纳西|白|彝|回|苗|侗|壮|瑶|藏|羌|黎|畲|土|满|锡伯|塔吉克|撒拉|东乡|保安|裕固|仡佬|水|仫佬|毛南|各)?族"
)
_TOWNS = ("街道", "镇", "乡")  # those of other cities are not in the table
_SHORTEST = 2
_LEVELS = 3
_GENERIC = 3  # a name as short as 东区 or 城区 may be one that people use without its being a division


@dataclass(frozen=True, slots=True)
class Place:
    """`street` is what stands behind the divisions; `doubt` a code of DOUBTS, "" where all of it is certain."""

    province: str
    city: str
    district: str
    street: str
    doubt: str = ""

    def parts(self) -> tuple[str, ...]:
        """What there is, the widest first; a city that is its own province once."""
        city = "" if self.city == self.province else self.city
        return tuple(part for part in (self.province, city, self.district, self.street) if part)


class _Name(NamedTuple):
    """A way to write a division; level 0 is a province, 1 a city, 2 a district. `short` is without its kind."""

    text: str
    level: int
    path: tuple[str, ...]
    short: bool


@dataclass(frozen=True, slots=True)
class _Table:
    """`names` by their first two characters, the longest first; `districts` of each city; `once` are full names of
    cities, and of districts that are in one city only."""

    names: dict[str, list[_Name]]
    districts: dict[tuple[str, ...], tuple[str, ...]]
    once: frozenset[str]


def _rows() -> Iterator[tuple[str, str, list[str]]]:
    text = (files("resources") / "divisions" / "divisions.tsv").read_text(encoding="utf-8")
    for line in text.splitlines():
        province, city, *more = line.split("\t")
        yield province, city, more[0].split(" ") if more else []


@cache
def _table() -> _Table:
    by_start: dict[str, list[_Name]] = defaultdict(list)
    districts: dict[tuple[str, ...], tuple[str, ...]] = {}
    counted: Counter[str] = Counter()
    provinces: set[str] = set()
    for province, city, inside in _rows():
        districts[province, city] = tuple(inside)
        counted.update(name for name in (city, *inside) if len(name) >= _GENERIC and not name.endswith(_TOWNS))
        paths: list[tuple[str, ...]] = [(province, city), *((province, city, each) for each in inside)]
        if province not in provinces:
            provinces.add(province)
            paths.append((province,))
        for path in paths:
            for text, short in _spellings(path[-1]):
                by_start[text[:2]].append(_Name(text, len(path) - 1, path, short))
    for found in by_start.values():
        found.sort(key=lambda each: (-len(each.text), each.level))
    return _Table(by_start, districts, frozenset(name for name, times in counted.items() if times == 1))


def _spellings(name: str) -> Iterator[tuple[str, bool]]:
    yield name, False
    bare = _PEOPLES.sub("", _TAIL.sub("", name)) if "族" in name else _TAIL.sub("", name)
    bare = {"内蒙古": "内蒙古", "新疆维吾尔": "新疆", "广西壮": "广西", "宁夏回": "宁夏"}.get(bare, bare)
    if "族" in name and len(bare) >= _SHORTEST and name.endswith(("州", "县", "旗")):
        yield bare + name[-1], False
    if _SHORTEST <= len(bare) < len(name):
        yield bare, True


def find_place(text: str) -> Place | None:
    """The divisions an address begins with; None for one that is not written in Chinese."""
    if not _CHINESE.search(text):
        return None
    path, at, doubt = _divisions(text.replace("臺", "台"))
    province, city, district = (*path, "", "", "")[:3]
    street = text[at:].strip()
    return Place(province, city, district, street, doubt or _open(path, street))


def divisions_of(
    province: str | None, city: str | None, district: str | None, address: str | None
) -> tuple[str | None, str | None, str | None]:
    """Province, city and district as the file says them; where it says none, those that the address begins with."""
    if province or city or district or not address:
        return province, city, district
    place = find_place(address)
    return (place.province or None, place.city or None, place.district or None) if place else (None, None, None)


# Beginnings of addresses that name a district in full, by their first characters: most of a file have one of a few.
_begun: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {}
_MOST_BEGUN = 20_000
_START = 5


def _divisions(text: str) -> tuple[tuple[str, ...], int, str]:
    """The divisions, where the street begins, and the doubt."""
    for begun, known in _begun.get(text[:_START], ()):
        if text.startswith(begun):
            return known, _after(text, len(begun)), ""
    path: tuple[str, ...] = ()
    at, end, doubt = _after(text, 0), 0, ""
    found: _Name | None = None
    while doubt == "" and len(path) < _LEVELS:
        found, doubt = _next(text, at, path)
        if found is None:
            return path, at, doubt
        path = _own_city(found.path)
        end = at + len(found.text)
        at = _past_repeats(text, _after(text, end), path)
    if found is not None and not found.short and len(_begun) < _MOST_BEGUN:
        _begun[text[:_START]] = (*_begun.get(text[:_START], ()), (text[:end], path))
    return path, at, doubt


def contradicts(text: str) -> bool:
    """Whether the parts of an address can't all be right; quick for one that begins as others did."""
    if any(text.startswith(begun) for begun, _path in _begun.get(text[:_START], ())):
        return False
    place = find_place(text)
    return place is not None and place.doubt == "place_contradicts"


def _after(text: str, at: int) -> int:
    """The place behind what only parts the divisions."""
    between = _BETWEEN.match(text, at)
    return between.end() if between else at


def _own_city(path: tuple[str, ...]) -> tuple[str, ...]:
    """上海市 is a province and its own city."""
    twice = (path[0], path[0])
    return twice if len(path) == 1 and twice in _table().districts else path


def _next(text: str, at: int, path: tuple[str, ...]) -> tuple[_Name | None, str]:
    """The division that stands here, below the ones before it; and the doubt about it."""
    table = _table()
    here = [each for each in table.names.get(text[at : at + 2], ()) if text.startswith(each.text, at)]
    fits = [each for each in here if each.level >= len(path) and each.path[: len(path)] == path
            and _is_meant(each, text, at, path)]  # fmt: skip
    if fits:
        longest = [each for each in fits if len(each.text) == len(fits[0].text)]
        best = min(longest, key=lambda each: each.level)
        same = {each.path for each in longest if each.level == best.level}
        return (best, "") if len(same) == 1 else (None, "place_several")
    elsewhere = bool(path) and any(each.level == len(path) and each.text in table.once for each in here)
    return None, "place_contradicts" if elsewhere else ""


def _is_meant(name: _Name, text: str, at: int, path: tuple[str, ...]) -> bool:
    """A short name may be a street's, and a short name of a district is one only behind its city."""
    if not name.short:
        return True
    behind = at + len(name.text)
    if _NO_PLACE.match(text, behind):
        below = _table().names.get(text[behind : behind + 2], ())
        return any(each.path[:-1] == name.path and text.startswith(each.text, behind) for each in below)
    return name.level < 2 or len(path) == 2


def _past_repeats(text: str, at: int, path: tuple[str, ...]) -> int:
    """上海上海市, 北京市北京市: the same said twice."""
    for _time in range(2):
        again = next((each for each in path[:2] if text.startswith(each, at)), None)
        if again is None or text.startswith(again + "区", at):
            return at
        at = _after(text, at + len(again))
    return at


def _open(path: tuple[str, ...], street: str) -> str:
    """What is missing."""
    if not path:
        return "place_unknown"
    whole = len(path) == 3 or not _table().districts.get(path, ("",))
    return "place_part" if not whole else "" if street else "place_no_street"
