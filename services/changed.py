"""What a change changed, for the audit log: the fields whose values differ, old and new."""

from typing import Any

from models.driver import peewee

# Made by the program from the others, or counting changes.
DERIVED = frozenset({"search", "version", "expected_freight"})


def changed(before: dict[str, Any], row: peewee.Model) -> dict[str, list[Any]]:
    """`before` is `row_values` of the row before it was changed; field -> [old, new]."""
    now = row.__data__
    return {
        name: [old, now.get(name)] for name, old in before.items() if name not in DERIVED and old != now.get(name)
    }
