"""What changed, old and new, read from the detail of an audit entry."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from models.goods import Product
from models.parties import Carrier, Customer, Supplier

# Figures that only who sees costs may see.
COSTS = frozenset({"cost", "min_price"})
NAMED = {"customer": Customer, "supplier": Supplier, "carrier": Carrier}
LINE_FIELDS = ("unit", "factor", "quantity", "unit_price")


@dataclass(frozen=True, slots=True)
class Change:
    """One figure, before and after as they stand in the log (decimals and days as text). None: there was none.

    `field` is a column's name, or line for a whole line of an order; `position` and `name` say which line.
    """

    field: str
    old: Any
    new: Any
    position: int = 0
    name: str = ""


def changes(detail: Mapping[str, Any], costs: bool) -> tuple[Change, ...]:
    """The changes an audit entry tells of, those of costs only if asked for."""
    found: list[Change] = []
    if isinstance(detail.get("before"), dict) and isinstance(detail.get("after"), dict):
        found += _of_order(detail["before"], detail["after"])
    told = detail.get("changed")
    if isinstance(told, dict):
        found += [Change(field, *_named(field, pair)) for field, pair in told.items() if costs or field not in COSTS]
    return tuple(found)


def _named(field: str, pair: Sequence[Any]) -> tuple[Any, Any]:
    """Names in the place of ids."""
    model = NAMED.get(field)
    old, new = pair
    return (old, new) if model is None else (_name(model, old), _name(model, new))


def _name(model: Any, row_id: Any) -> str | None:
    if row_id is None:
        return None
    row = model.get_or_none(model.id == row_id)
    return row.name if row else str(row_id)


def _of_order(before: dict[str, Any], after: dict[str, Any]) -> list[Change]:
    found = [
        Change(field, *_named(field, (before.get(field), after.get(field))))
        for field in ("customer", "promised", "payment_days", "policy")
        if before.get(field) != after.get(field)
    ]
    old, new = (", ".join(part for part in each.get("address") or () if part) for each in (before, after))
    if old != new:
        found.append(Change("address", old, new))
    return found + _of_lines(before.get("lines") or (), after.get("lines") or ())


def _of_lines(before: Sequence[Sequence[Any]], after: Sequence[Sequence[Any]]) -> list[Change]:
    names = _products(line[0] for line in (*before, *after))
    found: list[Change] = []
    for at in range(max(len(before), len(after))):
        old = before[at] if at < len(before) else None
        new = after[at] if at < len(after) else None
        if old == new:
            continue
        if old is None or new is None or old[0] != new[0]:
            found.append(Change("line", _line(old, names), _line(new, names), at + 1))
            continue
        found += [
            Change(field, was, now, at + 1, names.get(new[0], ""))
            for field, was, now in zip(LINE_FIELDS, old[1:], new[1:], strict=True)
            if was != now
        ]
    return found


def _line(line: Sequence[Any] | None, names: Mapping[int, str]) -> tuple[str, Any, str] | None:
    """(product, quantity, unit)."""
    return None if line is None else (names.get(line[0], ""), line[3], line[1])


def _products(ids: Iterable[int | None]) -> dict[int, str]:
    wanted = sorted({each for each in ids if each is not None})
    return dict(Product.select(Product.id, Product.name).where(Product.id.in_(wanted)).tuples())
