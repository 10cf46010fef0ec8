"""The rows of a table: which are data, and which are totals, page marks, signatures, titles and headers again."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from services.importing.fixes import ARGUABLE, LEFT_OUT, NONE, Fixes
from services.importing.form import Said, is_where
from services.importing.header import Header, is_header_again
from services.importing.mapping import ColumnMap
from services.importing.names import NameTable, plain, words
from services.importing.preview import Problem, Question
from services.importing.sheets import Cell, Column, Sheet, letters

_PAGE = re.compile(r"^第?\d+页|^共\d+页|^page\d+|^-\d+-$|^\d+/\d+页?$")
_OF = re.compile(r"\s*\d+\s*/\s*\d+\s*$")
_TOTAL = re.compile(
    r"(?:本页|本日|本月|当前|本单|本订单|本表|全部|数量|金额|件数)?"
    r"(?:合|总|小|共|累)计(?:数量|金额|件数)?(?:元)?(?:\(?(?:共)?\d[\d.]*(?:单|件|个|元|条|行|笔|箱)?\)?)?"
)
_RULE = re.compile(r"\s*[-=_*~—─·.＿－]{2,}\s*")
_SUBTOTAL = re.compile(r".{1,30}(?:小计|合计|总计|(?<=\s)(?:sub)?total)\s*[:：]?", re.IGNORECASE)  # 甲店 小计
_NUMBER = re.compile(r"^-?\d{1,15}(?:\.\d+)?$")
_CODE = re.compile(r"^[\w\-/.]*\d[\w\-/.]*$")
# Cells of these must hold a digit to be data.
_DIGITS = frozenset({
    "number", "quantity", "order_date", "phone", "counted", "price", "opening", "amount", "day",
})  # fmt: skip
_ANCHORS = (
    "number", "sku", "barcode", "quantity", "counted", "products", "code", "price", "order_date", "phone", "phones",
    "receiver", "customer", "name", "contact", "address", "opening", "tracking", "amount", "day", "status",
)  # fmt: skip
_NEVER_FILLED = frozenset({"quantity", "amount", "counted"})  # a merged cell of these is one figure, not several
_MAY_BE_CALLED_SO = frozenset({"name", "customer"})  # a product may be called null
_SUMS = ("quantity", "amount", "paid", "freight", "book", "counted", "total_quantity")
MARK_SHARE = 0.3


@dataclass(slots=True)
class Table:
    """A sheet's table while it is worked on. `rows` are the 0-based data rows; in `columns` merged cells are filled."""

    sheet: Sheet
    header: Header
    map: ColumnMap
    columns: list[Column]
    rows: list[int] = field(default_factory=list)
    skipped: list[tuple[int, str]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    fixes: Fixes = NONE
    above: dict[str, Said] = field(default_factory=dict)  # what a form says over its table
    origin: list[int] | None = None  # the sheet's row of each row, where rows were taken apart: `unfold`
    moved: dict[int, Mapping[int, int]] = field(default_factory=dict)  # row -> column -> where it stands in the sheet

    def real(self, row: int) -> int:
        """A row's place in the sheet."""
        return row if self.origin is None or row < 0 else self.origin[row]

    def numbered(self) -> list[int]:
        """The rows as the sheet counts them."""
        return [row + 1 for row in self.rows] if self.origin is None else [self.origin[row] + 1 for row in self.rows]

    def width(self, row: int) -> int | None:
        """How many fields a record of a text file has."""
        return self.sheet.widths[self.real(row)] if self.sheet.widths is not None else None

    def add(
        self, severity: str, code: str, row: int, column: int | None = None, value: object = None, cell: str = ""
    ) -> None:
        """A problem at a 0-based row and column, unless a person called it right; `cell` if it is about another one."""
        if value is None and column is not None and row >= 0:
            value = self.columns[column][row]
        column = self.moved.get(row, {}).get(column, column) if column is not None else None
        row = self.real(row)
        if (self.sheet.name, row + 1, code) in self.fixes.right and (severity == "warning" or code in ARGUABLE):
            return
        shown = "" if column is None else self.map.heading(column)
        cell = cell or ("" if column is None else f"{letters(column)}{row + 1}")
        words_ = "" if value is None else f"{value:.15g}" if isinstance(value, float) else str(value)
        self.problems.append(Problem(row + 1, shown, cell, words_[:200], severity, code))

    def cells(self, column: int) -> list[Cell]:
        return self.columns[column].pick(self.columns[column].values, self.rows)


def make_table(
    sheet: Sheet, header: Header, columns: ColumnMap, names: NameTable, answers: Mapping[str, str],
    fixes: Fixes = NONE,
) -> tuple[Table, list[Question]]:  # fmt: skip
    """The table with its rows sorted out, and a question where a second table stands below the first."""
    table = Table(sheet, header, columns, _filled(sheet, columns, header.below), fixes=fixes)
    _blank_marks(table)
    _repeated(table)
    plain_rows = _plain_rows(table, names)
    found = _sort_out(table, plain_rows, names)
    _leave_to_person(table)
    if found is None:
        return table, []
    if answers.get("second_table") == "first":
        _leave_out(table, found)
    if answers.get("second_table") in ("first", "all"):
        return table, []
    return table, [Question("second_table", ("first", "all"))]


def _filled(sheet: Sheet, columns: ColumnMap, below: int) -> list[Column]:
    """The columns, with the value of cells merged downwards in each of their rows."""
    made = list(sheet.columns)
    mapped = {c: f for f, cs in columns.fields.items() for c in cs}
    changed: dict[int, list[Cell]] = {}
    reached: dict[int, int] = {}  # cells merged twice are in harmful files only, and could take minutes
    for top, left, bottom, _ in sorted(sheet.details.merges):
        if top <= reached.get(left, -1):
            continue
        if bottom <= top or top < below or left not in mapped or mapped[left] in _NEVER_FILLED:
            continue
        if top >= len(made[left].index):
            continue
        cells = changed.setdefault(left, [made[left].values[i] for i in made[left].index])
        last = min(bottom, len(cells) - 1)
        cells[top : last + 1] = [cells[top]] * (last + 1 - top)
        reached[left] = last
    for column, cells in changed.items():
        made[column] = Column.of(cells)
    return made


def _blank_marks(table: Table) -> None:
    """In some exports every blank is the word null or a dash. A word that fills a third of a column is such a mark."""
    marks = set(words()["blank"])
    spelled = {form for m in marks for form in (m, m.upper(), m.title(), m + " ", m + "\t")}
    total = max(table.sheet.height - table.header.below, 1)
    shares: dict[int, dict[str, float]] = {}
    for at, column in enumerate(table.columns):
        if not spelled.isdisjoint(column.values):
            here = {i: v.strip().lower() for i, v in enumerate(column.values) if isinstance(v, str) and v in spelled}
            shares[at] = {v: sum(k == i for k in column.index) / total for i, v in here.items()}
    usual = {v for share in shares.values() for v, s in share.items() if s >= MARK_SHARE and s * total >= 3}
    named = {c for f in _MAY_BE_CALLED_SO for c in table.map.fields.get(f, ())}
    for at, share in shares.items():
        drop = {v for v, s in share.items() if v in usual and (at not in named or s >= MARK_SHARE)}
        if drop:
            column = table.columns[at]
            values = [None if isinstance(v, str) and v.strip().lower() in drop else v for v in column.values]
            table.columns[at] = Column(values, column.index)


def _repeated(table: Table) -> None:
    """同上 and its marks stand for the cell above."""
    marks = set(words()["ditto"])
    for at in _mapped(table):
        column = table.columns[at] if at < len(table.columns) else None
        if column is None or marks.isdisjoint(v for v in column.values if isinstance(v, str)):
            continue
        cells = [column.values[i] for i in column.index]
        for row in range(max(table.header.below, 1), len(cells)):
            if cells[row] in marks:
                cells[row] = cells[row - 1]
        table.columns[at] = Column.of(cells)


def _plain_rows(table: Table, names: NameTable) -> bytearray:
    """1 for each row that is data without a doubt: two of its key cells are filled, and none is a word of totals."""
    height = table.sheet.height
    total, doubtful, anchors = 0, set(range(table.header.below)), 0
    mapped = [
        (name, at)
        for name in _ANCHORS
        if name in names.keys | {"order_date", "day"} and (at := table.map.first(name)) is not None
    ]
    for name, at in mapped[:4]:
        anchors += 1
        column = table.columns[at]
        good = bytes(_is_anchor(v, name) for v in column.values)
        # one addition of two long numbers adds up all rows at once: a byte a row, and no sum reaches 256
        total += int.from_bytes(bytes(map(good.__getitem__, column.index)), "little")
        doubtful.update(_doubtful(column, table.header.headings[at]))
    enough = min(2, anchors)
    plain_rows = bytearray(total.to_bytes(height, "little").translate(bytes(int(n >= enough) for n in range(256))))
    for row in doubtful:
        plain_rows[row] = 0
    return plain_rows


def _is_anchor(value: Cell, name: str) -> bool:
    if value is None or value == "":
        return False
    return name not in _DIGITS or not isinstance(value, str) or any(c.isdigit() for c in value)


def _doubtful(column: Column, heading: str) -> list[int]:
    """Rows where this cell is a word of totals, a page mark or the heading again: they are looked at one by one."""
    suspects = {
        i
        for i, v in enumerate(column.values)
        if isinstance(v, str) and len(v) < 40 and (v.strip() == heading or _is_mark(v))
    }
    return column.rows_of(suspects)


def _is_mark(value: str) -> bool:
    """A word of totals, a page mark, or the start of a signature line."""
    if value.isascii():
        return (len(value) < 9 or value[:1] in "pPtTsSgG") and (is_total(value) or bool(_PAGE.match(plain(value))))
    if "计" in value or "页" in value or value.startswith("汇总"):
        return is_total(value) or bool(_SUBTOTAL.fullmatch(value)) or bool(_PAGE.match(plain(value)))
    return value.endswith(("：", ":")) or (
        ("：" in value or ":" in value) and (_is_ending(plain(value)) or _is_sign(value))
    )


def is_total(value: str) -> bool:
    said = plain(value).rstrip("：")
    return said in words()["totals"] or bool(_TOTAL.fullmatch(said))


def _sort_out(table: Table, plain_rows: bytearray, names: NameTable) -> int | None:
    """Fill `rows` and `skipped`. The row where a second, different table begins, or None."""
    titles = _titles(table.sheet, table.header.row)
    second = None
    for row in range(table.header.below, table.sheet.height):
        if plain_rows[row]:
            table.rows.append(row)
            continue
        cells = [c[row] for c in table.columns]
        why = _why_not(cells, table, names, titles)
        if why:
            table.skipped.append((row, why))
            if why == "header" and second is None and _other_title(table, row, titles):
                second = row
        else:
            table.rows.append(row)
    return second


def _leave_to_person(table: Table) -> None:
    """Rows that a person left out."""
    out = {row - 1 for _sheet, row in table.fixes.out}
    if out:
        table.skipped = sorted([*table.skipped, *((row, LEFT_OUT) for row in table.rows if row in out)])
        table.rows = [row for row in table.rows if row not in out]


def _titles(sheet: Sheet, header_row: int) -> set[str]:
    return {plain(c) for r in range(max(header_row, 0)) for c in sheet.row(r) if isinstance(c, str) and c.strip()}


def _why_not(cells: Sequence[Cell], table: Table, names: NameTable, titles: set[str]) -> str:
    """Why a row is no data: blank, total, header, page, ending, title, remark; "" if it may be."""
    filled = [c for c in cells if c is not None and (not isinstance(c, str) or c.strip())]
    if not filled:
        return "blank"
    said = [c for c in filled if isinstance(c, str)]
    marks = [plain(c) for c in said]
    if is_header_again(cells, table.header) or _is_other_header(said, filled, names):
        return "header"
    if any(is_total(c) for c in said) and not _has_product(cells, table):
        return "total"
    if any(map(_SUBTOTAL.fullmatch, said)) and not _names_goods(cells, table):
        return "total"
    if len(filled) <= 3 and any(_PAGE.match(m) for m in marks) and not _counts_goods(cells, table):
        return "page"
    if len(said) == len(filled) and (
        all(map(_RULE.fullmatch, said)) or all(c.strip().endswith(("：", ":")) for c in said)
    ):
        return "ending"
    if not _has_product(cells, table) and (any(map(_is_ending, marks)) or any(map(_is_sign, said))):
        return "ending"
    if len(said) == len(filled) and all(map(is_where, said)):
        return "ending"
    if len(said) == len(filled) == 1 and len(table.map.fields) >= 3 and (why := _alone(said[0], titles)):
        return why
    figures = all(_NUMBER.match(c) for c in said)
    return "total" if figures and _only_sums(cells, table) else ""


def _is_other_header(said: Sequence[str], filled: Sequence[Cell], names: NameTable) -> bool:
    hits = {hit.field for c in said if len(c) < 30 and (hit := names.find(c))}
    return len(hits) >= 3 and len(said) == len(filled) and len(hits) * 2 > len(filled)


def _has_product(cells: Sequence[Cell], table: Table) -> bool:
    """A row with a code and its quantity is a line, whatever its customer is called."""
    code = next(
        (c for f in ("sku", "barcode") for c in table.map.fields.get(f, ()) if cells[c] not in (None, "")), None
    )
    figure = table.map.first("quantity") if "quantity" in table.map.fields else table.map.first("counted")
    value = cells[code] if code is not None else None
    if value is None or (isinstance(value, str) and is_total(value)):
        return False
    return figure is None or cells[figure] not in (None, "")


def _counts_goods(cells: Sequence[Cell], table: Table) -> bool:
    """Goods with 3/5 beside them are no page."""
    at = table.map.first("quantity")
    named = any(cells[c] not in (None, "") for f in ("sku", "barcode", "name") for c in table.map.fields.get(f, ()))
    return named and at is not None and bool(_OF.match(str(cells[at] or "")))


def _names_goods(cells: Sequence[Cell], table: Table) -> bool:
    """Does a row say of an order or of goods which they are?"""
    columns = [c for f in ("number", "sku", "barcode", "name", "products") for c in table.map.fields.get(f, ())]
    return not columns or any(
        cells[c] not in (None, "") and not _SUBTOTAL.fullmatch(str(cells[c])) for c in columns
    )


def _is_ending(mark: str) -> bool:
    return any(mark.startswith(plain(w)) and len(mark) < 60 for w in words()["endings"])


def _is_sign(cell: str) -> bool:
    """A line to sign or a note on the sheet: 盘点人：, 开户行：…"""
    head, colon, _rest = cell.strip().replace("：", ":").partition(":")
    return bool(colon) and len(head) < 9 and plain(head).startswith(tuple(words()["signs"]))


def _alone(cell: str, titles: set[str]) -> str:
    if plain(cell) in titles:
        return "title"
    return "" if _CODE.match(cell.strip()) and cell.isascii() else "remark"


def _only_sums(cells: Sequence[Cell], table: Table) -> bool:
    """Figures without a word, one of which is the sum of the rows above."""
    sums = {c for f in _SUMS for c in table.map.fields.get(f, ())}
    filled = [i for i, c in enumerate(cells) if c not in (None, "")]
    if not filled or any(i not in sums and i in _mapped(table) for i in filled):
        return False
    return any(_adds_up(table, i, cells[i]) for i in filled if i in sums)


def _adds_up(table: Table, column: int, value: Cell) -> bool:
    wanted = _figure(value)
    figures = [v for r in table.rows if (v := _figure(table.columns[column][r])) is not None]
    return wanted is not None and len(figures) > 1 and abs(sum(figures) - wanted) < 0.01


def _figure(value: Cell) -> float | None:
    """The number of a cell, also where a text file has it as text."""
    if isinstance(value, float):
        return value
    return float(value) if isinstance(value, str) and _NUMBER.match(value) else None


def _mapped(table: Table) -> set[int]:
    return {c for columns in table.map.fields.values() for c in columns}


def _other_title(table: Table, row: int, titles: set[str]) -> bool:
    """Does a title that is not the first table's stand over this header?"""
    at = row - 1
    while at >= table.header.below and at not in table.rows[-1:]:
        said = [c for c in (column[at] for column in table.columns) if isinstance(c, str) and c.strip()]
        if (
            len(said) == 1
            and not is_total(said[0])
            and not _PAGE.match(plain(said[0]))
            and not _is_ending(plain(said[0]))
        ):
            return plain(said[0]) not in titles
        at -= 1
    return not is_header_again([c[row] for c in table.columns], table.header)


def _leave_out(table: Table, second: int) -> None:
    """Only the first table: the rows of the second are skipped, and said so."""
    for row in [r for r in table.rows if r > second]:
        table.add("warning", "second_table", row)
        table.skipped.append((row, "second_table"))
    table.rows = [r for r in table.rows if r < second]
    table.skipped.sort()
