"""Rows to orders: one order over several rows, lines, and what is missing."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import chain, repeat
from typing import Any

from services.importing import clean, fields
from services.importing.addresses import check_places, places, split_contacts, split_people
from services.importing.checks import check_codes, check_identical, check_truncated
from services.importing.dates import MAC, day_first, read_date
from services.importing.lines import lines_of
from services.importing.names import plain
from services.importing.preview import Document, Line, Question, RowCounts
from services.importing.table import Table
from services.importing.unfold import orders_apart, side_by_side

_DATED_NUMBER = re.compile(r"^(\d{2})(\d{2})(\d{2})-\d{15}$")  # Pinduoduo's
_ALMOST = re.compile(r"1[3-9](?:\d{8}|\d{10})")
_BETWEEN = re.compile(r"[,，;；、\n]")
_PARTED = re.compile(r"(?:^|[,，;；、\n])\s*[\w\-#]*\d[\w\-]{2,}(?=\s*(?:[,，;；、\n]|$))")
_LISTED = re.compile(r"\s*[\w\-#]*\d[\w\-]*(?:\s*[;；、\n]\s*[\w\-#]*\d[\w\-]*)+\s*")  # X1、X2, however short
_LETTERED = re.compile(r"\s*[A-Za-z][\w\-]*\d(?:\s*,\s*[A-Za-z][\w\-]*\d)+\s*")  # X1,X2; 1,234 may be one
LONGEST_LIST = 400  # characters of several numbers in a cell; what is longer is none, and would take minutes to look at
HEAD = (
    "customer", "order_date", "promised_date", "receiver", "phone", "address", "province", "city", "district", "status",
    "after_sales", "paid", "freight", "carrier", "tracking_number", "buyer_message", "seller_memo",
)  # fmt: skip
_SAME_ORDER = ("customer", "order_date", "receiver", "phone", "address")  # these tell whether a row is another order


@dataclass(slots=True)
class Orders:
    documents: tuple[Document, ...] = ()
    counts: RowCounts = field(default_factory=RowCounts)
    failed: tuple[int, ...] = ()
    blocked: tuple[Document, ...] = ()
    questions: list[Question] = field(default_factory=list)


def read_orders(table: Table, answers: Mapping[str, str]) -> Orders:
    """The orders of a table. An order with an error at any of its rows is left out whole."""
    side_by_side(table)
    orders_apart(table)
    commas = fields.decimal_commas(table)
    head, questions = _heads(table, commas, answers)
    if questions:
        return Orders(questions=questions)
    numbers = fields.checked(table, "number", clean.number_code, "error")
    if "number" in table.above and (own := _of_form(table, "number")):
        numbers = [own] * len(table.rows)
    check_truncated(table, numbers)
    _spelled_alike(table, numbers)
    _check_single(table, numbers)
    groups = _groups(table, numbers, head)
    lines = lines_of(table, commas)
    _check_heads(table, groups, head, numbers)
    _check_people(table, groups, head)
    _check_lines(table, groups, lines)
    check_identical(table, numbers)
    check_codes(table)
    return _assembled(table, groups, numbers, head, lines)


def _heads(
    table: Table, commas: frozenset[int], answers: Mapping[str, str]
) -> tuple[dict[str, list[Any]], list[Question]]:
    """The values of an order, by field; a field the file does not have is not in it."""
    found: dict[str, list[Any] | None] = {}
    found["order_date"], ask = fields.dates(table, "order_date", answers, "error")
    found["promised_date"], also = fields.dates(table, "promised_date", answers, "warning")
    for name in ("customer", "receiver"):
        found[name] = fields.texts(table, name)
    for name in ("status", "after_sales", "carrier", "buyer_message", "seller_memo"):
        found[name] = fields.texts(table, name, fields.words_only)
    found["tracking_number"] = fields.texts(table, "tracking_number", clean.tracking)
    found["phone"] = fields.checked(table, "phone", clean.phone, "warning")
    _check_mobiles(table, found["phone"])
    for name in ("paid", "freight"):
        found[name] = fields.numbers(table, name, commas)
    found.update(places(table))
    split_contacts(found, table)
    for name in table.above.keys() & set(HEAD):
        if found.get(name) is None:
            found[name] = [_of_form(table, name)] * len(table.rows)
    if "receiver" in table.above:
        split_people(found)
    check_places(table, found.get("address"))
    return {n: v for n, v in found.items() if v is not None}, [q for q in (ask, also) if q][:1]


def _check_mobiles(table: Table, phones: Sequence[str | None] | None) -> None:
    """A mobile number with a digit too few or too many reaches nobody."""
    at = table.map.first("phone")
    odd = {said for said in set(phones or ()) if said and _ALMOST.fullmatch(said)}
    for place, row in enumerate(table.rows if odd and at is not None else ()):
        if phones is not None and phones[place] in odd:
            table.add("warning", "odd_phone", row, at)


def _of_form(table: Table, name: str) -> Any:
    """The value that a form says for all its lines; a doubt is told at its cell."""
    row, column, cell = table.above[name]
    value: Any = fields.words_only(cell)
    problem = ""
    if name in ("order_date", "promised_date"):
        order = day_first([cell])
        value = read_date(cell, order if isinstance(order, bool) else None, MAC if table.sheet.details.mac_dates else 0)
        problem = "" if value else "date_unclear"
    elif name in ("number", "phone"):
        value, problem = clean.number_code(cell) if name == "number" else clean.phone(cell)
    if problem:
        table.add("error" if name in ("number", "order_date") else "warning", problem, row, column)
    return value


def _groups(table: Table, numbers: Sequence[str | None] | None, head: Mapping[str, Sequence[Any]]) -> list[list[int]]:
    """Which rows (by place in table.rows) are one order."""
    if numbers is None:
        return _without_numbers(table, head)
    if None not in numbers:
        by_number: dict[str | None, list[int]] = {}
        for at, number in enumerate(numbers):
            by_number.setdefault(number, []).append(at)
        return list(by_number.values())
    return _with_blanks(table, numbers, head)


def _with_blanks(table: Table, numbers: Sequence[str | None], head: Mapping[str, Sequence[Any]]) -> list[list[int]]:
    """A row without a number belongs to the order above if nothing says that it is another one."""
    groups: list[list[int]] = []
    by_number: dict[str, list[int]] = {}
    column = table.map.first("number")
    who = [head[name] for name in _SAME_ORDER if name in head]
    for at, number in enumerate(numbers):
        above = groups[-1] if groups else None
        if number is not None:
            if number not in by_number:
                groups.append(by_number.setdefault(number, []))
            elif above is not by_number[number]:
                groups.remove(by_number[number])
                groups.append(by_number[number])
            by_number[number].append(at)
            continue
        blank = column is not None and table.columns[column][table.rows[at]] in (None, "")
        near = above is not None and table.rows[at] == table.rows[at - 1] + 1 and numbers[above[0]] is not None
        if above is not None and blank and near and all(v[at] is None or v[at] == v[above[0]] for v in who):
            above.append(at)
            continue
        groups.append([at])
        if blank:
            table.add("error", "missing_number", table.rows[at], column)
    return sorted(groups, key=lambda g: g[0])


def _spelled_alike(table: Table, numbers: list[str | None] | None) -> None:
    """XS-1 and xs-1 are one order, as they are when the file comes in again; said, for they may have been two."""
    said = {n for n in numbers or () if n}
    if len({n.casefold() for n in said}) == len(said):
        return
    first: dict[str, str] = {}
    for place, number in enumerate(numbers or ()):
        if numbers is None or not number or first.setdefault(number.casefold(), number) == number:
            continue
        numbers[place] = first[number.casefold()]
        table.add("warning", "looks_like", table.rows[place], table.map.first("number"))


def _without_numbers(table: Table, head: Mapping[str, Sequence[Any]]) -> list[list[int]]:
    """No column of order numbers: rows in a row for the same person are one order; said aloud."""
    table.add("warning", "no_order_number", table.header.row)
    who = [head[name] for name in (*_SAME_ORDER, "province", "city") if name in head]
    if not who:
        return [list(range(len(table.rows)))] if table.rows else []
    groups: list[list[int]] = []
    for at in range(len(table.rows)):
        same = bool(groups) and all(v[at] is None or v[at] == v[groups[-1][0]] for v in who)
        if same and "quantity" in table.map.fields:
            groups[-1].append(at)
        else:
            groups.append([at])
    return groups


def _check_single(table: Table, numbers: Sequence[str | None] | None) -> None:
    """Several orders' numbers in one cell: nobody can know which line is whose."""
    at = table.map.first("number")
    several = {n for n in set(numbers or ()) if n and _are_several(n)}
    for place, number in enumerate(numbers or ()) if several else ():
        if number in several:
            table.add("error", "several_numbers", table.rows[place], at)


def _are_several(number: str) -> bool:
    if len(number) > LONGEST_LIST:
        return False
    words = number.split()
    alike = len(words) > 1 and len({len(w) for w in words}) == 1 and len(words[0]) > 4
    if alike and all(w.isalnum() and any(c.isdigit() for c in w) for w in words):
        return not words[0].isdigit() or len(words[0]) > 7  # 2412 3456 may be one number, written in groups
    listed = _LISTED.fullmatch(number) or _LETTERED.fullmatch(number)
    return bool(listed or (_BETWEEN.search(number) and len(_PARTED.findall(number)) > 1))


def _check_heads(
    table: Table, groups: Sequence[Sequence[int]], head: dict[str, list[Any]], numbers: Sequence[str | None] | None
) -> None:
    """Each order has a date where the file has dates; it may come from a number that holds one."""
    days, at = head.get("order_date"), table.map.first("order_date")
    if days is None or at is None or None not in days:
        return
    unclear = {p.row - 1 for p in table.problems if p.code == "date_unclear"}
    for group in groups:
        first = group[0]
        if any(days[i] is not None for i in group) or any(table.real(table.rows[i]) in unclear for i in group):
            continue
        derived = _date_in(numbers[first]) if numbers else None
        if derived:
            days[first] = derived
        table.add("warning" if derived else "error", "date_derived" if derived else "missing", table.rows[first], at)


def _check_people(table: Table, groups: Sequence[Sequence[int]], head: Mapping[str, Sequence[Any]]) -> None:
    """One order is one customer's and goes to one person; a number that says otherwise was copied along."""
    for name in ("customer", "receiver"):
        at, said = table.map.first(name), head.get(name)
        if said is None or at is None:
            continue
        for group in groups:
            first = said[group[0]]
            if len(group) == 1 or all(said[i] == first for i in group):
                continue
            people = [(i, plain(said[i])) for i in group if said[i] is not None]
            for place, person in people:
                if person != people[0][1]:
                    table.add("warning", "number_again", table.rows[place], at)
    _check_days(table, groups, head.get("order_date"))


def _check_days(table: Table, groups: Sequence[Sequence[int]], days: Sequence[Any] | None) -> None:
    """An order is of one day, whatever the hour of its lines."""
    at = table.map.first("order_date")
    for group in groups if days is not None and at is not None else ():
        first = days[group[0]] if days is not None else None
        if days is None or first is None or len(group) == 1:
            continue
        run = days[group[0] : group[-1] + 1]
        if len(run) == len(group) == run.count(first):  # as nearly always
            continue
        for place in group:
            day = days[place]
            if day is not None and day != first and _day(day) != _day(first):
                table.add("warning", "number_again", table.rows[place], at)


def _day(moment: date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _check_lines(table: Table, groups: Sequence[Sequence[int]], lines: Sequence[Sequence[Line]] | None) -> None:
    """In a file with quantities an order without a single line was cut short."""
    at = table.map.first("quantity")
    if lines is None or at is None:
        return
    for group in groups:
        if not any(lines[i] for i in group):
            row = table.rows[group[0]]
            width = table.width(row)
            short = width is not None and width <= at
            table.add("error", "too_few_fields" if short else "missing_quantity", row, at)


def _date_in(number: str | None) -> date | None:
    match = _DATED_NUMBER.match(number or "")
    try:
        return date(2000 + int(match[1]), int(match[2]), int(match[3])) if match else None
    except ValueError:
        return None


def _assembled(
    table: Table,
    groups: Sequence[Sequence[int]],
    numbers: Sequence[str | None] | None,
    head: Mapping[str, Sequence[Any]],
    lines: Sequence[Sequence[Line]] | None,
) -> Orders:
    numbered = table.numbered()
    bad = _bad_rows(table, groups, numbered)
    heads = zip(*(_firsts(head.get(name), name, groups) for name in HEAD), strict=False)
    documents: list[Document] = []
    blocked: list[Document] = []
    imported = merged = 0
    for group, values in zip(groups, heads, strict=False):
        said = tuple([numbered[i] for i in group])
        said = said if table.origin is None else tuple(dict.fromkeys(said))
        of_rows = [lines[i] for i in group] if lines is not None else []
        own = tuple(chain.from_iterable(of_rows))
        number = _number_of(group, numbers)
        document = Document._make((number, *values, own, said, table.sheet.name))
        if bad and not bad.isdisjoint(said):
            blocked.append(document)
            continue
        documents.append(document)
        filled = max(sum(map(bool, of_rows)), 1)
        imported += filled
        merged += len(said) - filled
    failed = tuple(dict.fromkeys(row for each in blocked for row in each.rows))
    if table.origin is not None:
        imported, merged = _shared(documents)
    skipped = len(table.skipped)
    counts = RowCounts(imported + merged + len(failed) + skipped, imported, merged, skipped, len(failed))
    return Orders(tuple(documents), counts, failed, tuple(blocked))


def _bad_rows(table: Table, groups: Sequence[Sequence[int]], numbered: Sequence[int]) -> set[int]:
    """The rows whose orders stay out: those with an error, and those of another order of the same row."""
    bad = {p.row for p in table.problems if p.severity == "error"}
    if not bad.isdisjoint(said.row + 1 for said in table.above.values()):
        bad |= set(numbered)
    known = -1
    while bad and table.origin is not None and known < len(bad):
        known = len(bad)
        for group in groups:
            rows = {numbered[i] for i in group}
            if not bad.isdisjoint(rows):
                bad |= rows
    return bad


def _shared(documents: Sequence[Document]) -> tuple[int, int]:
    """How many rows are lines and how many only add to an order, where orders share rows: each counts once."""
    filled = {line.row for each in documents for line in each.lines}
    filled |= {each.rows[0] for each in documents if not each.lines}
    return len(filled), len({row for each in documents for row in each.rows} - filled)


def _number_of(group: Sequence[int], numbers: Sequence[str | None] | None) -> str | None:
    if numbers is None:
        return None
    first = numbers[group[0]]
    return first if first is not None else next((numbers[i] for i in group if numbers[i] is not None), None)


def _firsts(values: Sequence[Any] | None, name: str, groups: Sequence[Sequence[int]]) -> Iterable[Any]:
    """For each order the first that is there; a sum that differs from row to row is no order's sum."""
    if values is None:
        return repeat(None, len(groups))
    found = [values[g[0]] for g in groups]
    for at, group in enumerate(groups):
        if len(group) == 1:
            continue
        if found[at] is None:
            found[at] = next((values[i] for i in group if values[i] is not None), None)
        if name == "after_sales":
            found[at] = "；".join(dict.fromkeys(values[i] for i in group if values[i] is not None)) or None
        elif name in ("paid", "freight") and len({values[i] for i in group if values[i] is not None}) > 1:
            found[at] = None
    return found


def joined(documents: Iterable[Document]) -> tuple[Document, ...]:
    """Orders of several sheets: those of one number are one, as where one sheet has the heads and one the lines."""
    found: dict[object, Document] = {}
    for document in documents:
        key: object = document.number if document.number is not None else id(document)
        known = found.get(key)
        if known is None:
            found[key] = document
            continue
        values = [a if a is not None else b for a, b in zip(known[:-3], document[:-3], strict=True)]
        sheets = known.sheet if known.sheet == document.sheet else f"{known.sheet} + {document.sheet}"
        found[key] = Document._make((*values, known.lines + document.lines, known.rows + document.rows, sheets))
    return tuple(found.values())
