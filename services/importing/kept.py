"""What a person decided about files with one header, so that the next such file is understood by itself."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from services.importing.names import plain
from services.importing.sheets import letters

# Answers that are about how such files are made, not about one file.
LASTING = frozenset({"date_order"})


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
    said = sorted(name for name, heading in zip(named(headings), headings, strict=True) if heading)
    return sha256("\n".join(said).encode()).hexdigest()[:32] if said else ""


def decided(
    before: Kept | None,
    answers: Mapping[str, str],
    headings: Sequence[str],
    places: Mapping[str, Sequence[int]],
    customer_id: int | None,
    name: str = "",
) -> Kept | None:
    """What is worth keeping of this file: the columns if a person chose any, lasting answers, the customer.

    None where nobody decided anything.
    """
    header = fingerprint(headings)
    if not header:
        return None
    kept = before or Kept()
    chosen = any(code == "columns" or code.startswith("column") for code in answers)
    if chosen:
        names = named(headings)
        kept = replace(kept, columns=tuple((names[at], field) for field, found in places.items() for at in found))
    lasting = dict(kept.answers) | {code: said for code, said in answers.items() if code in LASTING}
    kept = replace(kept, fingerprint=header, answers=tuple(sorted(lasting.items())), customer_id=customer_id,
                   name=name or kept.name)  # fmt: skip
    return kept if kept.columns or kept.answers or kept.customer_id is not None else None
