"""Text files: their encoding, their separator, their records."""

import codecs
import csv
import json
import re
from array import array
from collections import Counter
from collections.abc import Sequence

from services.importing.preview import FileRefused
from services.importing.sheets import Sheet, from_rows

SEPARATORS = ",\t;|^"
MOST_COLUMNS = 16_384  # as many as Excel has
MOST_LINES = 2_000_000  # twice as many as Excel has rows
MARK = "\ue0ff"  # private use: no file means anything by it
_LOST = re.compile("[?？\ufffd]")
_LINE = re.compile("[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_USUAL = ("订单", "商品", "数量", "客户", "日期", "名称", "编号", "金额")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def read_text(data: bytes, name: str) -> list[Sheet]:
    """One sheet of texts. Raises FileRefused: encoding_unknown, garbled_text, not_a_table, corrupt, too_big."""
    text = decoded(data)
    if max(text.count("\n"), text.count("\r")) > MOST_LINES:
        raise FileRefused("too_big")
    stripped = text.lstrip("\ufeff \t\r\n")
    if stripped[:1] in ("{", "[") and _is_json(stripped):
        raise FileRefused("not_a_table")
    separator, text = _separator(text)
    rows, odd = _unmarked(_records(text, separator))
    if max(map(len, rows), default=0) > MOST_COLUMNS:
        raise FileRefused("too_big")
    refuse_garbled(rows)
    if max(map(len, rows), default=0) < 2 and name.lower().endswith((".xls", ".xlsx", ".xlsm", ".xlsb", ".et", ".ods")):
        raise FileRefused("corrupt")  # it calls itself a workbook, and is a line of words
    widths = array("I", map(len, rows))
    return [from_rows("", rows, widths=widths, odd_rows=odd)]


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def decoded(data: bytes) -> str:
    """The text. Lines that were in another encoding than the rest begin with MARK."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            cut = data[len(mark) :] if encoding == "utf-8" else data
            text = _strict(cut, encoding)
            return text if text is not None else _by_line(cut)
    wide = wide_encoding(data)
    if wide:
        return data.decode(wide, "replace")
    text = _strict(data, "utf-8")
    if text is not None:
        return text
    encoding = _eastern(data)
    if encoding:
        return data.decode(encoding)
    if _western(data):
        return data.decode("cp1252", "replace")
    return _by_line(data)


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def wide_encoding(data: bytes) -> str:
    """UTF-16 without a mark, told by the zero that stands beside each letter and figure; else ""."""
    head = data[:8000]
    zeros, odd = head.count(0), head[1::2].count(0)
    if zeros * 20 < len(head) or 0.1 * zeros < odd < 0.9 * zeros:
        return ""
    return "utf-16-le" if odd * 2 > zeros else "utf-16-be"


def _eastern(data: bytes) -> str:
    """gb18030 or big5, whichever makes the characters common ones; "" if neither can be."""
    best, encoding = 0.0, ""
    for name, leads in (("gb18030", (0xB0, 0xD7)), ("big5", (0xA4, 0xC6))):
        text = _strict(data, name)
        if text is None:
            continue
        seen = [c.encode(name) for c in text[:200_000] if c > "\u2fff"]
        wide = [b for b in seen if len(b) == 2 and not (name == "gb18030" and 0xA1 <= b[0] <= 0xA9)]
        common = sum(leads[0] <= b[0] <= leads[1] and (name == "big5" or b[1] >= 0xA1) for b in wide)
        share = common / len(wide) if wide else 0.5 if name == "gb18030" else 0.0
        if share > best:
            best, encoding = share, name
    return encoding if best >= 0.45 else ""


def _western(data: bytes) -> bool:
    """Accented letters stand alone among plain ones."""
    runs = re.findall(rb"[\x80-\xff]+", data[:200_000])
    return bool(runs) and sum(len(r) == 1 for r in runs) > 0.8 * len(runs)


def _by_line(data: bytes) -> str:
    """Several exports glued together: each line in its own encoding."""
    lines: list[str] = []
    found: list[str] = []
    for raw in data.split(b"\n"):
        for encoding in ("utf-8", "gb18030"):
            line = _strict(raw, encoding)
            if line is not None:
                break
        else:
            raise FileRefused("encoding_unknown")
        lines.append(line)
        found.append("" if raw.isascii() else encoding)
    usual = Counter(f for f in found if f).most_common(1)
    return "\n".join(MARK + line if f and f != usual[0][0] else line for line, f in zip(lines, found, strict=True))


def _separator(text: str) -> tuple[str, str]:
    """The separator that gives most rows the same number of fields, and the text without Excel's `sep=` line."""
    first = text[:10].lstrip("\ufeff")
    if first[:4].lower() == "sep=" and len(first) > 5:
        return first[4], text.split("\n", 1)[-1]
    head = text[:60_000]
    best, found = 0.0, ","
    for separator in SEPARATORS:
        if separator not in head:
            continue
        widths = Counter(len(r) for r in _records(head, separator)[:60] if len(r) > 1)
        if not widths:
            continue
        width, count = widths.most_common(1)[0]
        score = width * count / sum(widths.values()) * (sum(widths.values()) ** 0.5)
        if score > best:
            best, found = score, separator
    return found, text


def _records(text: str, separator: str) -> list[list[str]]:
    csv.field_size_limit(10_000_000)
    clean = text.replace("\x00", "").lstrip("\ufeff")
    rows = _parse(clean, separator, csv.QUOTE_MINIMAL)
    if not any("\n" in field for row in rows if len(row) != len(rows[0]) for field in row):
        return rows
    return [part for row in rows for part in _unswallowed(row, separator, len(rows[0]))]


def _unswallowed(row: list[str], separator: str, width: int) -> list[list[str]]:
    """The record, or those that a quote which is never closed has swallowed: its lines are records themselves."""
    at = next((i for i, field in enumerate(row) if "\n" in field), None)
    if at is None or len(row) == width or width < 3:
        return [row]
    first, *more = row[at].rstrip("\r\n").split("\n")
    like = sum(width - 2 <= line.count(separator) <= width for line in more[: -1 if len(row) > at + 1 else None])
    if not more or like * 2 < len(more) or not like:
        return [row]
    records = [row[:at] + first.split(separator)]
    records += [next(csv.reader([line], delimiter=separator), []) for line in more]
    records[-1] += row[at + 1 :]
    return records


def _parse(text: str, separator: str, quoting: int) -> list[list[str]]:
    if "\r" in text.replace("\r\n", ""):
        lines = _LINE.findall(text)
    else:
        lines = [line + "\n" for line in text.removesuffix("\n").split("\n")]
    try:
        return list(csv.reader(lines, delimiter=separator, quoting=quoting))  # type: ignore[arg-type]
    except csv.Error as e:
        raise FileRefused("corrupt") from e


def refuse_garbled(rows: Sequence[Sequence[str]]) -> None:
    """Headings of question marks cannot be repaired, nor can those once read in a wrong encoding."""
    for row in rows[:3]:
        filled = [c for c in row if c.strip()]
        lost = sum(bool(_LOST.sub("", c).strip() == "") for c in filled)
        if len(filled) >= 2 and lost * 2 > len(filled):
            raise FileRefused("garbled_text")
    words = "".join("".join(r) for r in rows[:50])
    if words and (words.count("\ufffd") * 20 > len(words) or "锟斤拷" in words or "烫烫烫" in words):
        raise FileRefused("garbled_text")
    heading = "".join(rows[0]) if rows else ""
    if (
        _misread(heading, "gb18030", "utf-8")
        or _misread(heading, "cp1252", "gb18030")
        or _misread(heading, "cp1252", "utf-8")
        or _misread(heading, "latin-1", "utf-8")
        or _misread(heading, "latin-1", "gb18030")
    ):
        raise FileRefused("garbled_text")


def _misread(heading: str, was_read_as: str, really: str) -> bool:
    """Is this Chinese written in one encoding and read in another?"""
    if heading.isascii():
        return False
    text = heading.encode(was_read_as, "ignore").decode(really, "ignore")
    return len(text) < len(heading) and any(w in text and w not in heading for w in _USUAL)


def _unmarked(rows: list[list[str]]) -> tuple[list[list[str]], tuple[tuple[int, str], ...]]:
    """The records without marks, and which of them had one."""
    odd = [at for at, row in enumerate(rows) if any(MARK in field for field in row)]
    for at in odd:
        rows[at] = [field.replace(MARK, "") for field in rows[at]]
    return rows, tuple((at, "encoding_mixed") for at in odd)
