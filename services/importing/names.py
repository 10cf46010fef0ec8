"""The names columns go by. They are data in `resources/imports/`, one table a kind; here is how they are compared."""

import json
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from typing import Any

INVISIBLE = re.compile(
    "[\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2064\u2066-\u206f\ufeff\x00-\x08\x0b\x0c\x0e-\x1f]"
)
_SPACE = re.compile(r"[\s_\-#.:*·,。、'\"★☆※●◆▲]+")
_NUMBERED = re.compile(r"^\s*[(（]?\d{1,2}\s*[.、)）．]\s*(?=\D)")
_SIDE = re.compile(r"[(（]\s*(shipping|billing|sender|receiver)\s*[)）]", re.IGNORECASE)
_BRACKETS = re.compile(r"[(\[{【<][^)\]}】>]*[)\]}】>]?")
_UNIT_TAIL = re.compile(r"/(?:元|件|kg|个|rmb|cny|usd|¥|\$)$|(?<=[价额款费])元$|(?<=数量)[件个箱盒只]$")
_HAN_AND_WORD = re.compile(r"([\u4e00-\u9fff]{2,})([a-z]{2,8})")
_WORD_AND_HAN = re.compile(r"([a-z]{2,8})([\u4e00-\u9fff]{2,})")
_TWO_TONGUES = re.compile(r"(?<=[\u4e00-\u9fff)])[\s|]+(?=[A-Za-z])|(?<=[A-Za-z.)])[\s|]+(?=[\u4e00-\u9fff(])")
_NUMBER_SIGN = re.compile(r"[A-Za-z]\s*#\s*$")
STRONG, WEAK = 2, 1
LAST = 1000  # the rank after all names


@dataclass(frozen=True, slots=True)
class Hit:
    """A heading's field; `rank` orders the names of one field, lower is better."""

    field: str
    rank: int
    strength: int


@dataclass(frozen=True, slots=True)
class NameTable:
    """One kind's names."""

    keys: frozenset[str]  # fields of which a table of this kind has at least one
    exact: dict[str, Hit]
    patterns: tuple[tuple[re.Pattern[str], str], ...]
    never: frozenset[str]
    fallback: frozenset[str]  # fields that take further columns where the first is blank
    names: dict[str, tuple[str, ...]] = field(default_factory=dict)  # as they are written, best first
    contexts: tuple[tuple[str, dict[str, str]], ...] = ()  # a heading that gives others another meaning

    def among(self, headings: Iterable[str]) -> "NameTable":
        """The table for a file with these headings: `Name` is an order's number in one shop's export only."""
        present = {plain(h) for h in headings}
        exact, never = dict(self.exact), set(self.never)
        for has, meant in self.contexts:
            if has in present:
                never |= {name for name, field in meant.items() if not field}
                exact.update({name: Hit(field, LAST, STRONG) for name, field in meant.items() if field})
        return (
            replace(self, exact=exact, never=frozenset(never)) if exact != self.exact or never != self.never else self
        )

    def find(self, heading: str) -> Hit | None:
        """The field that a heading means. The whole name first, then without brackets and units, then its parts."""
        for form in forms(heading):
            if form in self.never:
                return None
            if form in self.exact:
                return self.exact[form]
        for form in forms(heading):
            for pattern, name in self.patterns:
                if pattern.search(form):
                    return Hit(name, LAST, WEAK)
        return None

    def knows(self, heading: str) -> bool:
        """Is this a heading at all, mapped or not?"""
        return self.find(heading) is not None or any(f in self.never for f in forms(heading))


_IN_BRACKETS = re.compile(r"[（(\[【/]\s*([^（(\[【/)）\]】]{1,8}?)\s*[)）\]】]?\s*$")


def unit_in(heading: str) -> str:
    """The unit that a heading says: 数量(箱) counts in 箱."""
    found = _IN_BRACKETS.search(heading)
    unit = found[1].strip() if found else ""
    known = words()
    return unit if unit.lower() in (*known["packs"], *known["singles"], *known["units"]) else ""


def is_pack(unit: str) -> bool:
    """A word that means several of what a product is kept in."""
    return unit.strip().lower() in words()["packs"]


def is_single(unit: str) -> bool:
    """A word that people use for whatever a product is kept in."""
    return unit.strip().lower() in words()["singles"]


@cache
def words() -> dict[str, Any]:
    """The words of rows and cells: totals, endings, blanks, and so on, compared in `plain` form."""
    return _data("words")


@cache
def name_table(kind: str) -> NameTable:
    """The names of one kind. Raises FileNotFoundError for a kind that has none."""
    data = _data(kind)
    exact: dict[str, Hit] = {}
    patterns = []
    for name, said in data["fields"].items():
        for rank, heading in enumerate(said["names"]):
            exact.setdefault(plain(heading), Hit(name, rank, STRONG))
        patterns += [(re.compile(p), name) for p in said["patterns"]]
    fallback = frozenset(n for n, said in data["fields"].items() if said.get("fallback"))
    never = frozenset(plain(n) for n in data["not"]) - set(exact)
    contexts = tuple(
        (plain(c["has"]), {plain(name): field for name, field in c["names"].items()}) for c in data.get("contexts", ())
    )
    written = {name: tuple(said["names"]) for name, said in data["fields"].items()}
    return NameTable(frozenset(data["keys"]), exact, tuple(patterns), never, fallback, written, contexts)


def _data(name: str) -> Any:
    return json.loads((files("resources") / "imports" / f"{name}.json").read_text(encoding="utf-8"))


@cache
def _simplified() -> dict[int, int]:
    return str.maketrans(words()["traditional"], words()["simplified"])


def plain(text: str) -> str:
    """A heading or mark as it is compared: no spaces, case, width, invisible characters or Traditional forms."""
    folded = unicodedata.normalize("NFKC", INVISIBLE.sub("", text)).lower().translate(_simplified())
    said = _SPACE.sub("", folded)
    for written, meant in words()["alike"]:
        if written in said:
            said = said.replace(written, meant)
    return said


@cache
def forms(heading: str) -> tuple[str, ...]:
    """The ways to look at one heading, best first."""
    side = _SIDE.search(heading)
    if side:  # Phone (Billing), Phone (Shipping)
        heading = f"{side[1]} {_SIDE.sub('', heading)}"
    whole = plain(heading)
    bare = _UNIT_TAIL.sub("", _BRACKETS.sub("", whole)) or whole.strip("()[]{}【】<>")  # 【订单号】
    found = [whole, bare]
    if _NUMBER_SIGN.search(heading):  # Vendor #, Part#
        found.insert(0, bare + "no")
    if numbered := _NUMBERED.match(heading):
        found += forms(heading[numbered.end() :])
    found += _mixed(bare)
    pieces = [p for line in heading.splitlines() for p in line.split("/")]
    if len(pieces) > 1 and plain(pieces[0]) in words()["lines"]:  # Order Lines/Product/Internal Reference
        pieces = [f"line {pieces[-1]}", *reversed(pieces[1:])]
    if len(pieces) > 1:
        found += [_BRACKETS.sub("", plain(p)) for p in pieces]
    found += [plain(p) for p in _TWO_TONGUES.split(heading) if len(plain(p)) > 1]
    return tuple(dict.fromkeys(f for f in found if f))


def _mixed(said: str) -> list[str]:
    """Both tongues in one word: 客户name is 客户名称, and date日期 is either."""
    tongue = words()["tongue"]
    if (match := _HAN_AND_WORD.fullmatch(said)) and match[2] in tongue:
        return [match[1] + tongue[match[2]], match[1]]
    if (match := _WORD_AND_HAN.fullmatch(said)) and match[1] in tongue:
        return [match[2], tongue[match[1]] + match[2]]
    return []
