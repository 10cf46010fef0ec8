"""What a name or code in a file may mean, likeliest first: alike in letters, in pinyin, in the order of its words.

Nothing here is ever taken by itself; a person chooses.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from models.base import reconnect
from models.goods import Product
from models.parties import Customer
from services.faults import translated
from services.import_directory import plain_key
from services.search import initials

LEAST = 50
MOST = 12
WIDER = 60


@dataclass(frozen=True, slots=True)
class Likely:
    """A product or customer. `score` of 100 is the same; `detail` tells two of one name apart."""

    id: int
    code: str
    name: str
    detail: str
    score: int


def likely_products(code: str, name: str, spec: str, most: int = MOST) -> tuple[Likely, ...]:
    """Products that a line may mean, by its code, or by its name and specification."""
    P = Product
    rows = _rows(P.select(P.id, P.sku, P.name, P.spec).where(P.active))
    return _likeliest([(code, _code), (f"{name} {spec}".strip(), _full)], rows, most)


def likely_customers(name: str, most: int = MOST) -> tuple[Likely, ...]:
    """Customers that a name may mean."""
    C = Customer
    rows = _rows(C.select(C.id, C.code, C.name, C.contact).where(C.active))
    return _likeliest([(name, _code), (_bare(name), lambda row: _bare(row[2]))], rows, most)


Row = tuple[int, str, str, str]


def _rows(query: Any) -> list[Row]:
    with translated():
        reconnect()
        return list(query.tuples())


def _code(row: Row) -> str:
    return row[1]


def _full(row: Row) -> str:
    return f"{row[2]} {row[3]}"


@lru_cache(maxsize=50_000)
def _bare(name: str) -> str:
    """A company's name without the words that many share."""
    bare = plain_key(name)
    for word in ("有限责任公司", "股份有限公司", "有限公司", "公司", "co.,ltd.", "co.,ltd", "limited", "ltd."):
        bare = bare.removesuffix(word)
    return bare or plain_key(name)


def _likeliest(
    wanted: Sequence[tuple[str, Callable[[Row], str]]], rows: Sequence[Row], most: int
) -> tuple[Likely, ...]:  # fmt: skip
    from rapidfuzz import fuzz, process

    best: dict[int, float] = {}
    for text, of in wanted:
        key = plain_key(text)
        if not key:
            continue
        keys = [plain_key(of(row)) for row in rows]
        for _said, score, at in process.extract(key, keys, scorer=fuzz.WRatio, limit=WIDER, score_cutoff=LEAST):
            best[at] = max(best.get(at, 0), score)
        for at, score in _sounding(text, keys, best):
            best[at] = max(best.get(at, 0), score)
    found = sorted(best, key=lambda at: (-best[at], rows[at][1]))[:most]
    return tuple(Likely(*rows[at], round(best[at])) for at in found)


def _sounding(text: str, keys: Sequence[str], near: dict[int, float]) -> list[tuple[int, float]]:
    """Those that sound alike: what is typed by sound is often another character of the same one."""
    from pypinyin import lazy_pinyin
    from rapidfuzz import fuzz

    if text.isascii():
        return []
    said, starts = "".join(lazy_pinyin(plain_key(text))), set(initials(plain_key(text)))
    among = [at for at, key in enumerate(keys) if at in near or len(key) == len(plain_key(text))]
    found = []
    for at in among[: WIDER * 20]:
        if at in near or starts & set(initials(keys[at])):
            score = fuzz.ratio(said, "".join(lazy_pinyin(keys[at])))
            if score >= 80:
                found.append((at, score - 1))
    return found
