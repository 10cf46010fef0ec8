"""How the columns of a list are arranged: order, what is hidden or shown by hand, and widths, by name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ui.kit.source import ColumnLike

NARROW, WIDE = 40, 900
# How wide a column is at first that its list does not show by itself.
WIDTHS = {
    "text": 160, "code": 140, "two_lines": 200, "number": 90, "quantity": 90, "price": 100, "amount": 110, "date": 100,
    "due": 100, "moment": 130, "state": 130, "progress": 120, "check": 70,
}  # fmt: skip


def first_width(column: ColumnLike) -> int:
    return column.width or WIDTHS.get(column.kind, 120)


@dataclass(frozen=True, slots=True)
class Arrangement:
    """What a person chose. `hidden` and `shown` differ from what the list does by itself; `order` names come first."""

    order: tuple[str, ...] = ()
    hidden: frozenset[str] = frozenset()
    shown: frozenset[str] = frozenset()
    widths: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def read(cls, values: Mapping[str, Any]) -> "Arrangement":
        """From what was kept; anything that does not fit is left out."""
        widths = values.get("widths")
        kept = widths.items() if isinstance(widths, dict) else ()
        return cls(
            tuple(_names(values.get("order"))),
            frozenset(_names(values.get("hidden"))),
            frozenset(_names(values.get("shown"))),
            {str(name): max(NARROW, min(WIDE, width)) for name, width in kept if isinstance(width, int)},
        )

    def written(self) -> dict[str, Any]:
        return {"order": list(self.order), "hidden": sorted(self.hidden), "shown": sorted(self.shown),
                "widths": dict(self.widths)}  # fmt: skip

    def shows(self, column: ColumnLike) -> bool:
        return column.name in self.shown or (bool(column.width) and column.name not in self.hidden)

    def places(self, columns: Sequence[ColumnLike]) -> list[int]:
        """The columns in the order chosen; new ones behind the one they follow in the list."""
        known = {column.name: at for at, column in enumerate(columns)}
        order = [known[name] for name in self.order if name in known]
        for at in range(len(columns)):
            if at not in order:
                order.insert(order.index(at - 1) + 1 if at - 1 in order else 0, at)
        return order


def _names(values: Any) -> list[str]:
    return [name for name in values if isinstance(name, str)] if isinstance(values, list) else []
