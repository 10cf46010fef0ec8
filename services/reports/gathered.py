"""Facts added up by the ids they carry, before these are named.

Grouped at once by what they are called, a million moves would all be sorted by texts; by their products' ids they are a
few thousand rows, which the names are joined with and which are then added up once more.
"""

from collections.abc import Callable, Sequence
from typing import Any

from models.base import db
from models.driver import peewee
from services.reports.definition import Dimension, Hub
from services.reports.period import Days

fn, SQL = peewee.fn, peewee.SQL
LEFT = peewee.JOIN.LEFT_OUTER
# How parts of an aggregate are put together: of numbers and sums the sum.
ADDED = {"SUM": fn.SUM, "COUNT": fn.SUM, "MIN": fn.MIN, "MAX": fn.MAX}


Source = Callable[[Days, tuple[Any, ...]], Any]
Gathered = tuple[Any, list[Any], list[Any]]


def gathered(hubs: Sequence[Hub], bare: Source, days: Days, by: Sequence[Dimension], parts: Sequence[Any]) -> Gathered:
    """A statement without its columns, and the keys and the parts to select and to group of it.

    `bare` is the list without what only names its rows; a dimension that no hub names is of its own columns.
    """
    mine = [next((hub for hub in hubs if d.name in hub.columns), None) for d in by]
    keys = [d.key(days) if hub is None else hub.key for d, hub in zip(by, mine, strict=True)]
    what = [key.alias(f"key{n}") for n, key in enumerate(keys)]
    what += [part.alias(f"part{n}") for n, part in enumerate(parts)]
    # By place: an expression with values in it is another one to PostgreSQL the second time.
    few = bare(days, tuple(what)).group_by(*(SQL(str(n + 1)) for n in range(len(keys)))).cte("few")

    def select(*columns: Any) -> Any:
        found = few.select_from(*columns)
        for n, hub in enumerate(mine):
            if hub is not None and hub not in mine[:n]:
                found = found.join(hub.model, LEFT, on=hub.model.id == getattr(few.c, f"key{n}"))
        return found.with_cte(days.cte, few).bind(db)

    named = [getattr(few.c, f"key{n}") if hub is None else by[n].key(days) for n, hub in enumerate(mine)]
    return select, named, [ADDED[part.name](getattr(few.c, f"part{n}")) for n, part in enumerate(parts)]
