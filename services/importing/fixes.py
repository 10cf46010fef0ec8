"""What a person put right in a file before it came in: cells, values alike, rows left out, doubts that are none.

    fixes = NONE.with_cell("Sheet1", 7, 3, "12")      # row 7, column D
    fixes = fixes.with_alike("Sheet1", 4, "盒", "箱")   # every 盒 of column E
    reading = understand(sheets, "orders", fixes=fixes)

The file itself stays as it is: fixes are laid over its cells, and all that reads cells reads the fixed ones.
"""

from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from services.importing.sheets import Cell, Column, Sheet, shown

LEFT_OUT = "left_out"  # why a row that a person left out stays out
# Errors that a person may call right; the others leave nothing that could come in.
ARGUABLE = frozenset({"maybe_same_customer", "not_in_book", "payment_not_done", "too_many_fields"})


@dataclass(frozen=True, slots=True)
class Fixes:
    """Rows count from 1 and columns from 0, as in `Reading`; each kind of fix knows its sheet by name."""

    cells: Mapping[tuple[str, int, int], str] = field(default_factory=dict)
    alike: Mapping[tuple[str, int, str], str] = field(default_factory=dict)  # what a cell shows -> what it is to say
    out: Mapping[tuple[str, int], str] = field(default_factory=dict)  # rows, and why each stays out
    right: frozenset[tuple[str, int, str]] = frozenset()  # doubts that are none: (sheet, row, code)
    unread: frozenset[tuple[str, int]] = frozenset()  # columns that are not read, by sheet

    def with_cell(self, sheet: str, row: int, column: int, text: str) -> "Fixes":
        return replace(self, cells={**self.cells, (sheet, row, column): text})

    def with_alike(self, sheet: str, column: int, said: str, text: str) -> "Fixes":
        """Every cell of the column that shows `said` is to say `text`."""
        return replace(self, alike={**self.alike, (sheet, column, said): text})

    def without(self, rows: Iterable[tuple[str, int]], reason: str) -> "Fixes":
        """These rows stay out."""
        return replace(self, out={**self.out, **dict.fromkeys(rows, reason)})

    def with_rows(self, rows: Iterable[tuple[str, int]]) -> "Fixes":
        """These rows come in after all."""
        again = set(rows)
        return replace(self, out={row: why for row, why in self.out.items() if row not in again})

    def without_columns(self, columns: Iterable[tuple[str, int]]) -> "Fixes":
        """These columns are not read."""
        return replace(self, unread=self.unread | set(columns))

    def called_right(self, doubts: Iterable[tuple[str, int, str]]) -> "Fixes":
        return replace(self, right=self.right | set(doubts))

    def between(self, start: int, end: int) -> "Fixes":
        """What was said of the rows from `start` to before `end`, both 0-based. Cells are fixed already."""
        return replace(
            self, cells={}, alike={}, out={at: why for at, why in self.out.items() if start < at[1] <= end},
            right=frozenset(each for each in self.right if start < each[1] <= end),
        )  # fmt: skip

    def of(self, sheet: str) -> "Fixes":
        """Those of one sheet."""
        return Fixes(
            {at: text for at, text in self.cells.items() if at[0] == sheet},
            {at: text for at, text in self.alike.items() if at[0] == sheet},
            {at: why for at, why in self.out.items() if at[0] == sheet},
            frozenset(each for each in self.right if each[0] == sheet),
            frozenset(each for each in self.unread if each[0] == sheet),
        )


NONE = Fixes()


def corrected(sheets: Sequence[Sheet], fixes: Fixes) -> list[Sheet]:
    """The sheets with the fixes of cells and values laid over them."""
    return [_corrected(sheet, fixes.of(sheet.name)) if fixes.cells or fixes.alike else sheet for sheet in sheets]


def _corrected(sheet: Sheet, fixes: Fixes) -> Sheet:
    by_column: dict[int, tuple[dict[str, str], dict[int, str]]] = defaultdict(lambda: ({}, {}))
    for (_sheet, column, said), text in fixes.alike.items():
        by_column[column][0][said] = text
    for (_sheet, row, column), text in fixes.cells.items():
        by_column[column][1][row - 1] = text
    columns = list(sheet.columns)
    for at, (alike, cells) in by_column.items():
        if at < len(columns):
            columns[at] = _column(columns[at], alike, cells)
    fixed = {(row - 1, column) for _sheet, row, column in fixes.cells}
    details = replace(
        sheet.details,
        errors={at: said for at, said in sheet.details.errors.items() if at not in fixed},
        formulas={at: said for at, said in sheet.details.formulas.items() if at not in fixed},
    )
    return replace(sheet, columns=tuple(columns), details=details)


def _column(column: Column, alike: Mapping[str, str], cells: Mapping[int, str]) -> Column:
    values: list[Cell] = [_typed(alike.get(shown(value)), value) for value in column.values]
    index = array("I", column.index)
    for row, text in cells.items():
        if row < len(index):
            index[row] = len(values)
            values.append(text or None)
    return Column(values, index)


def _typed(text: str | None, value: Cell) -> Cell:
    return value if text is None else text or None
