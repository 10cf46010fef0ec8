"""Which column holds what."""

import re
from collections.abc import Mapping as MappingOf
from collections.abc import Sequence, Set
from dataclasses import dataclass, replace

from services.importing.header import Header
from services.importing.names import LAST, Hit, NameTable, plain, unit_in, words
from services.importing.preview import Question
from services.importing.sheets import Cell, Column, Sheet, column_number, letters, shown

_PHONE = re.compile(r"^1[3-9]\d{9}$")
_EAN = re.compile(r"^\d{13}$")
HINT_SHARE = 0.8
SAMPLES = 3  # cells that stand for a column
_PARTY = frozenset({"customer", "receiver", "phone", "province", "city", "district", "town", "address"})


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """Field -> its columns (0-based), best first; only fallback fields, and quantities to be added up, have several."""

    fields: dict[str, tuple[int, ...]]
    headings: tuple[str, ...]

    def first(self, field: str) -> int | None:
        columns = self.fields.get(field)
        return columns[0] if columns else None

    def heading(self, column: int) -> str:
        return self.headings[column] if column < len(self.headings) and self.headings[column] else letters(column)

    def said(self) -> dict[str, str]:
        """Field -> heading, as shown; fallbacks are joined."""
        return {field: " / ".join(self.heading(c) for c in columns) for field, columns in self.fields.items()}


def map_columns(
    sheet: Sheet, header: Header, table: NameTable, answers: MappingOf[str, str], unread: Set[int] = frozenset()
) -> tuple[ColumnMap, list[Question]]:
    """The map, and a question where two columns of one name would both do; `unread` columns hold nothing."""
    given = answers.get("columns") or answers.get("header")
    if given and "=" in given:
        there = set(range(len(sheet.columns))) - unread
        said = {field: tuple(c for c in columns if c in there) for field, columns in given_columns(given).items()}
        return ColumnMap({field: columns for field, columns in said.items() if columns}, header.headings), []
    table = table.among(header.headings)
    hits: dict[str, list[tuple[Hit, int]]] = {}
    sides: dict[str, tuple[int, ...]] = {}
    for field, column in (pair for side in header.sides for pair in side if pair[1] not in unread):
        sides[field] = (*sides.get(field, ()), column)
    if sides and all(len(columns) > 1 and _alike(sheet, list(columns), header.below) for columns in sides.values()):
        sides = {}  # the same columns twice
    beside = {column for columns in sides.values() for column in columns}
    for column, heading in enumerate(header.headings):
        if column in header.sizes or column in unread or column in beside:
            continue
        hit = _find(heading, header.groups[column] if column < len(header.groups) else "", table)
        if hit and sides and hit.field in sides:  # the count or amount of all the pairs, or another name of them
            hit = replace(hit, field="total_quantity") if hit.field == "quantity" else None
        if hit and column < len(sheet.columns):
            hits.setdefault(hit.field, []).append((hit, column))
    questions = []
    fields: dict[str, tuple[int, ...]] = {}
    for field, found in hits.items():
        found.sort(key=lambda f: (f[0].rank, f[1]))
        chosen, question = _chosen(sheet, header, field, found, answers, table)
        fields[field] = chosen
        questions += [question] if question else []
    fields.update(sides)
    if "quantity" not in fields and "sku" in fields and "total_quantity" in fields:  # 箱数, 每箱数量, 总数量
        fields["quantity"] = fields.pop("total_quantity")
    for alone, main in (("clock", "day"), ("first_count", "counted")):
        if alone in fields and main not in fields:
            fields[main] = fields.pop(alone)
    if "name" in table.names and "sku" in fields and "name" not in fields and _named(sheet, header, fields["sku"][0]):
        fields["name"] = fields.pop("sku")  # Item: Mountain-100 Silver, 44
    if "sku" in table.keys and "spec" in fields and not fields.keys() & {"sku", "barcode", "name", "code", "products"}:
        fields["sku"] = fields.pop("spec")  # 型号 alone names the goods
    _hints(sheet, header, table, fields, unread)
    return ColumnMap(fields, header.headings), questions


def _named(sheet: Sheet, header: Header, column: int) -> bool:
    """Does a column called Item hold names of several words?"""
    values = [v for v in sheet.columns[column].values if isinstance(v, str) and v != header.headings[column]][:50]
    spoken = sum(" " in v.strip() and not v.startswith("[") for v in values)
    return plain(header.headings[column]) == "item" and spoken * 2 > len(values)


def given_columns(text: str) -> dict[str, tuple[int, ...]]:
    """`A=number;B=order_date` as a person or a remembered profile says it."""
    found: dict[str, tuple[int, ...]] = {}
    for name, field in (pair.split("=", 1) for pair in re.split("[;,]", text) if "=" in pair):
        found[field.strip()] = (*found.get(field.strip(), ()), column_number(name.strip().upper()))
    return found


def _find(heading: str, group: str, table: NameTable) -> Hit | None:
    """The field of a heading, read together with the heading above it."""
    if not heading:
        return None
    above = plain(group)
    if above and any(w in above for w in words()["sender"]):
        hit = table.find(heading)
        return None if hit and hit.field in _PARTY else hit
    if above and any(w in above for w in words()["receiver"]):
        return table.find("收件方" + heading) or table.find(heading)
    subject = above.removesuffix("信息").removesuffix("资料")
    together = table.exact.get(plain(subject + heading)) if subject else None  # 客户信息 over 名称
    return together or table.find(heading) or (table.find(subject + heading) if subject else None)


def _chosen(
    sheet: Sheet,
    header: Header,
    field: str,
    found: list[tuple[Hit, int]],
    answers: MappingOf[str, str],
    table: NameTable,
) -> tuple[tuple[int, ...], Question | None]:
    columns = [column for _, column in found]
    if len(columns) == 1:
        return tuple(columns), None
    if field == "quantity" and found[0][0].rank == LAST:
        return _quantities(sheet, header, columns, answers)
    # 单价(含税) beside 单价(未税)
    rivals = columns if field == "price" else [c for h, c in found if h.rank == found[0][0].rank]
    priced = (field == "price" and field in table.keys) or (field == "unit_price" and found[0][0].rank != LAST)
    if priced and (filled := _open_prices(sheet, header, rivals)):
        named, said = [letters(c) for c in filled], answers.get("column_price", "")
        asked = None if said in named else _question("column_price", sheet, header, [[c] for c in filled])
        return (column_number(said) if asked is None else filled[0],), asked
    if field in ("quantity", "counted") and len(apart := _by_unit(sheet, header, columns)) > 1:
        return apart, None
    same = [c for h, c in found if plain(header.headings[c]) == plain(header.headings[columns[0]])]
    seen = [c for c in same if c not in sheet.details.hidden_columns] or same  # whoever hid a column means the other
    columns = [c for c in columns if c in seen or c not in same]
    filled = [c for c in seen if _filled(sheet.columns[c])]
    answer = answers.get(f"column_{field}") or answers.get("column")
    if len(filled) > 1 and not _alike(sheet, filled, header.below):
        named = [letters(c) for c in filled]
        if answer in named:
            return (column_number(str(answer)),), None
        return (filled[0],), _question("column", sheet, header, [[c] for c in filled])
    ordered = [c for c in columns if _filled(sheet.columns[c])] or columns
    return (tuple(ordered), None) if field in table.fallback else ((ordered[0],), None)


def _by_unit(sheet: Sheet, header: Header, columns: list[int]) -> tuple[int, ...]:
    """数量(箱) beside 数量(瓶): both are counted, each in its own unit."""
    seen = [c for c in sorted(columns) if c not in sheet.details.hidden_columns and _filled(sheet.columns[c])]
    units = {c: unit_in(header.headings[c]) for c in seen}
    bare = {plain(header.headings[c])[: -len(plain(units[c])) - 2] for c in seen if units[c]}
    return tuple(seen) if all(units.values()) and len(set(units.values())) == len(seen) and len(bare) == 1 else ()


def _open_prices(sheet: Sheet, header: Header, columns: list[int]) -> list[int]:
    """零售价 and 批发价 in one list: which of them is meant only a person knows. Empty where it is clear."""
    seen = [c for c in sorted(columns) if c not in sheet.details.hidden_columns and _filled(sheet.columns[c])]
    return seen if len(seen) > 1 and not _alike(sheet, seen, header.below) else []


def _quantities(
    sheet: Sheet, header: Header, columns: list[int], answers: MappingOf[str, str]
) -> tuple[tuple[int, ...], Question | None]:
    """Columns like 华东仓数量 and 华南仓数量: one of them is what is ordered, or all of them together are."""
    filled = [c for c in columns if c not in sheet.details.hidden_columns and _filled(sheet.columns[c])]
    if len(filled) < 2:
        return tuple(filled or columns[:1]), None
    named = [letters(c) for c in filled]
    answer = answers.get("column_quantity", "")
    if answer in (*named, "+".join(named)):
        return tuple(column_number(name) for name in answer.split("+")), None
    return (filled[0],), _question("column_quantity", sheet, header, [*([c] for c in filled), filled])


def _question(code: str, sheet: Sheet, header: Header, choices: Sequence[Sequence[int]]) -> Question:
    """Which of these columns, or sums of columns, it is: by letter, heading and what stands in them."""
    named = tuple("+".join(letters(c) for c in columns) for columns in choices)
    said = tuple(" + ".join(_described(sheet, header, c, len(columns) == 1) for c in columns) for columns in choices)
    return Question(code, named, said)


def _described(sheet: Sheet, header: Header, column: int, whole: bool) -> str:
    """`D  数量: 12, 3, 5`; without the cells where several columns are said in one line."""
    cells = (sheet.columns[column][row] for row in range(header.below, min(sheet.height, header.below + 20)))
    some = list(dict.fromkeys(shown(c)[:20] for c in cells if c not in (None, "")))[:SAMPLES]
    heading = " ".join(header.headings[column].split())
    name = f"{letters(column)}  {heading}" if heading else letters(column)
    return f"{name}: {', '.join(some)}" if whole and some else name


def _filled(column: Column) -> int:
    return sum(v not in (None, "") for v in column.values[:50])


def _alike(sheet: Sheet, columns: list[int], below: int) -> bool:
    first = sheet.columns[columns[0]]
    rows = range(below, min(len(first.index), 2000))
    return all(all(first[r] == sheet.columns[c][r] for r in rows) for c in columns[1:])


def _hints(
    sheet: Sheet, header: Header, table: NameTable, fields: dict[str, tuple[int, ...]], unread: Set[int]
) -> None:
    """Columns without a heading that can only be one thing: mobile numbers, article numbers with good check digits."""
    taken = {c for columns in fields.values() for c in columns} | unread
    for column, heading in enumerate(header.headings):
        if heading or column in taken or column >= len(sheet.columns):
            continue
        values = [_digits(v) for v in sheet.columns[column].values if v not in (None, "")][:200]
        for field, fits in (("phone", _PHONE.match), ("phones", _PHONE.match), ("barcode", _is_ean)):
            known = any(hit.field == field for hit in table.exact.values())
            if (
                known
                and field not in fields
                and len(values) > 1
                and sum(bool(fits(v)) for v in values) >= HINT_SHARE * len(values)
            ):
                fields[field] = (column,)
                break


def _digits(value: Cell) -> str:
    return f"{value:.0f}" if isinstance(value, float) else str(value).strip()


def _is_ean(text: str) -> bool:
    return bool(_EAN.match(text)) and sum(int(c) * (3 if i % 2 else 1) for i, c in enumerate(text)) % 10 == 0
