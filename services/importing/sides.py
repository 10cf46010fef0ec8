"""Goods that stand side by side in a row: 商品1, 数量1, 商品2, 数量2; Item 1 Name, Item 1 Qty."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import zip_longest

from services.importing.names import NameTable, plain

Sides = tuple[tuple[tuple[str, int], ...], ...]  # for each place its fields and their columns

NAMING = ("sku", "barcode", "name")
OF_GOODS = frozenset({*NAMING, "spec", "color", "quantity", "unit", "unit_price", "amount", "discount"})
LONGEST, SHORT = 40, 24  # characters of a heading
_CHINESE = {char: at for at, char in enumerate("一二三四五六七八九十", 1)}
_COUNTER = re.compile(
    r"(?:第|[\s(\[#_.\-]*)(?<!\d)(\d{1,2}|[一二三四五六七八九十])(?!\d)(?:(?<=第.)\s*[个件款项种])?[)\]]?"
)


def may_repeat(texts: Sequence[str]) -> bool:
    """Do two names or more come again with another number? Quickly told, for most rows are data."""
    stems = Counter(_COUNTER.sub("", text, count=1) for text in texts if 1 < len(text) <= SHORT)
    return sum(n > 1 and len(stem) > 1 for stem, n in stems.items()) > 1


def sides_of(headings: Sequence[str], table: NameTable, groups: Sequence[str] = ()) -> Sides:
    """The pairs of a header, the first one first; none where there are not two of goods and quantity."""
    if not {"number", "quantity"} <= table.names.keys():
        return ()
    found: defaultdict[int, dict[str, int]] = defaultdict(dict)
    bare: dict[str, int] = {}
    for column, (heading, group) in enumerate(zip_longest(headings, groups, fillvalue="")):
        told = counted(heading, group, table) if heading else None
        if told is not None:
            found[told[1]].setdefault(told[0], column)
        elif heading and (hit := table.find(heading)) is not None and hit.field in OF_GOODS:
            bare.setdefault(hit.field, column)
    if 1 not in found and 2 in found and _is_pair(bare):
        found[1] = bare  # 商品, 数量, 商品2, 数量2
    if not found and not any(groups):  # 退回 and 换出 over the same headings are no two of a kind
        found.update(_again(headings, table))
    named = [found[n] for n in sorted(found) if any(name in found[n] for name in NAMING)]
    pairs = sum(map(_is_pair, named))
    return tuple(tuple(side.items()) for side in named) if pairs > 1 and _is_pair(named[0]) else ()


def _again(headings: Sequence[str], table: NameTable) -> dict[int, dict[str, int]]:
    """品名, 数量, 品名, 数量: the same headings of goods, in the same order, once more."""
    goods = [(at, plain(h), hit.field) for at, h in enumerate(headings)
             if h and (hit := table.find(h)) is not None and hit.field in OF_GOODS]  # fmt: skip
    said = [heading for _at, heading, _field in goods]
    width = said.index(said[0], 1) if said and said[0] in said[1:] else 0
    runs = [goods[at : at + width] for at in range(0, len(goods), width)] if width > 1 else []
    if not runs or any([heading for _at, heading, _field in run] != said[:width] for run in runs):
        return {}
    return {n: {field: at for at, _heading, field in reversed(run)} for n, run in enumerate(runs, 1)}


def _is_pair(side: dict[str, int]) -> bool:
    return "quantity" in side and any(name in side for name in NAMING)


def counted(heading: str, group: str, table: NameTable) -> tuple[str, int] | None:
    """The field and the number of a heading like 数量2, or of 数量 under 商品2."""
    said = unicodedata.normalize("NFKC", heading)
    if len(said) > LONGEST:
        return None
    for whole in (said, unicodedata.normalize("NFKC", group) + said if group else ""):
        for match in _COUNTER.finditer(whole):
            hit = table.find(whole[: match.start()] + whole[match.end() :])
            number = _CHINESE.get(match[1]) or int(match[1])
            if hit is not None and hit.field in OF_GOODS and number > 0:
                return hit.field, number
    return None
