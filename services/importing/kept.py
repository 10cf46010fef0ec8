"""What a person decided about files with one header, so that the next such file is understood by itself."""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256

from services.importing.names import plain
from services.importing.sheets import Cell, Column, Sheet, letters, shown

LOOK = 50
# The heading of the column that the workbook of rows in error has more than the file they came from.
WRONG = ("哪里有错", "What is wrong")
# Answers that are about how such files are made, not about one file.
LASTING = frozenset({"date_order"})
# Kinds of cells, the narrowest first: phones, article numbers, dates, figures, codes, Chinese words.
_KINDS = (
    ("p", re.compile(r"1[3-9]\d{9}")),
    ("b", re.compile(r"\d{13}")),
    ("d", re.compile(r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}.*")),
    ("n", re.compile(r"[-+¥$]?[\d,]*\.?\d+")),
    ("c", re.compile(r"[\x21-\x7e]+")),
    ("h", re.compile(r".*[\u4e00-\u9fff].*", re.DOTALL)),
)


@dataclass(frozen=True, slots=True)
class Kept:
    """`columns` are (heading, field) for each column that is read, empty while the names speak for themselves.

    `customer_id` buys what names no customer. `fingerprint` is that of the header.
    """

    fingerprint: str = ""
    name: str = ""
    columns: tuple[tuple[str, str], ...] = ()
    answers: tuple[tuple[str, str], ...] = ()
    customer_id: int | None = None

    def said(self, headings: Sequence[str]) -> dict[str, str]:
        """The answers for a file with these headings."""
        made = dict(self.answers)
        if self.columns:
            at = {name: letters(place) for place, name in enumerate(named(headings))}
            pairs = [f"{at[heading]}={field}" for heading, field in self.columns if heading in at]
            if pairs:
                made["columns"] = ";".join(pairs)
        return made


Recall = Callable[[str], Kept | None]


def nothing(fingerprint: str) -> None:
    """No file was seen before."""


def named(headings: Sequence[str]) -> list[str]:
    """A name of its own for each column: its heading, counted where one stands there twice, or its letter."""
    seen: Counter[str] = Counter()
    made = []
    for at, heading in enumerate(headings):
        key = plain(heading) or f"#{letters(at)}"
        seen[key] += 1
        made.append(key if seen[key] == 1 else f"{key}#{seen[key]}")
    return made


def fingerprint(headings: Sequence[str]) -> str:
    """The same for files with the same headings, in whatever order; "" where there are none."""
    own = [(name, heading) for name, heading in zip(named(headings), headings, strict=True) if heading]
    said = sorted(name for name, heading in own if heading not in WRONG)
    return sha256("\n".join(said).encode()).hexdigest()[:32] if said else ""


def shape(sheet: Sheet) -> str:
    """What tells files without headings apart: how many columns, and what kind of cell each mostly holds."""
    kinds = [_kind_of(column) for column in sheet.columns]
    while kinds and kinds[-1] == "-":
        kinds.pop()
    return sha256(f"#{''.join(kinds)}".encode()).hexdigest()[:32]


def _kind_of(column: Column) -> str:
    cells = [column[row] for row in range(min(len(column.index), LOOK)) if column[row] not in (None, "")]
    kinds = Counter(_kind(cell) for cell in cells)
    kind, most = kinds.most_common(1)[0] if kinds else ("-", 0)
    return kind if most * 2 > len(cells) or kind == "-" else "t"


def _kind(cell: Cell) -> str:
    if isinstance(cell, date):
        return "d"
    said = shown(cell).strip()
    for kind, pattern in _KINDS:
        if pattern.fullmatch(said):
            return kind
    return "t"


def decided(
    before: Kept | None,
    answers: Mapping[str, str],
    sheets: Sequence[tuple[Sequence[str], Mapping[str, Sequence[int]]]],
    customer_id: int | None,
    name: str = "",
    header: str = "",
) -> Kept | None:
    """What is worth keeping of this file: the columns if a person chose any, lasting answers, the customer.

    `sheets` are the headings of each sheet that is read, and where its fields are; `header` is the fingerprint of the
    first one's. None where nobody decided anything.
    """
    kept = before or Kept()
    chosen = any(code == "header" or code.startswith("column") for code in answers)
    if chosen:
        columns: dict[str, str] = {}
        for headings, places in sheets:
            names = named(headings)
            read = {names[at]: field for field, found in places.items() for at in found}
            columns = {**read, **columns}
        kept = replace(kept, columns=tuple(columns.items()))
    lasting = dict(kept.answers) | {code: said for code, said in answers.items() if code in LASTING}
    kept = replace(kept, fingerprint=header, answers=tuple(sorted(lasting.items())), customer_id=customer_id,
                   name=name or kept.name)  # fmt: skip
    return kept if kept.columns or kept.answers or kept.customer_id is not None else None
