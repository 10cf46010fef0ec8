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

SEPARATORS = ",\t;|"
_LOST = re.compile("[?？\ufffd]")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def read_text(data: bytes, name: str) -> list[Sheet]:
    """One sheet of texts. Raises FileRefused: encoding_unknown, garbled_text, not_a_table, corrupt."""
    text, other = decoded(data)
    stripped = text.lstrip("\ufeff \t\r\n")
    if stripped[:1] in ("{", "[") and _is_json(stripped):
        raise FileRefused("not_a_table")
    separator, text = _separator(text)
    rows = _records(text, separator)
    _refuse_garbled(rows)
    if max(map(len, rows), default=0) < 2 and name.lower().endswith((".xls", ".xlsx", ".xlsm", ".xlsb", ".et", ".ods")):
        raise FileRefused("corrupt")  # it calls itself a workbook, and is a line of words
    widths = array("I", map(len, rows))
    return [from_rows("", rows, widths=widths, odd_rows=_odd_rows(rows, other))]


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def decoded(data: bytes) -> tuple[str, set[str]]:
    """The text, and those lines of it that were in another encoding than the rest."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            cut = data[len(mark) :] if encoding == "utf-8" else data
            return (_strict(cut, encoding) or "", set()) if _strict(cut, encoding) is not None else _by_line(cut)
    wide = _wide(data)
    if wide:
        return data.decode(wide, "replace"), set()
    text = _strict(data, "utf-8")
    if text is not None:
        return text, set()
    encoding = _eastern(data)
    if encoding:
        return data.decode(encoding), set()
    if _western(data):
        return data.decode("cp1252", "replace"), set()
    return _by_line(data)


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _wide(data: bytes) -> str:
    """UTF-16 without a mark: every other byte of ASCII is zero."""
    head = data[:4000]
    if len(head) > 3 and head.count(0) > len(head) // 5:
        return "utf-16-le" if head[1::2].count(0) > head[0::2].count(0) else "utf-16-be"
    return ""


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


def _by_line(data: bytes) -> tuple[str, set[str]]:
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
    other = {line.strip() for line, f in zip(lines, found, strict=True) if f and f != usual[0][0]}
    return "\n".join(lines), other


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
    if any(field.count("\n") > 60 for row in rows for field in row if len(field) > 200):
        rows = _parse(clean, separator, csv.QUOTE_NONE)  # a quote that is never closed has swallowed rows
    return rows


def _parse(text: str, separator: str, quoting: int) -> list[list[str]]:
    lines = text.splitlines(keepends=True) if "\r" in text.replace("\r\n", "") else text.split("\n")
    if lines and lines[-1] == "":
        lines.pop()
    source = lines if lines and lines[0].endswith(("\r", "\n")) else [line + "\n" for line in lines]
    try:
        return list(csv.reader(source, delimiter=separator, quoting=quoting))  # type: ignore[arg-type]
    except csv.Error as e:
        raise FileRefused("corrupt") from e


def _refuse_garbled(rows: Sequence[Sequence[str]]) -> None:
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
    ):
        raise FileRefused("garbled_text")


def _misread(heading: str, was_read_as: str, really: str) -> bool:
    """Is this Chinese written in one encoding and read in another?"""
    if heading.isascii():
        return False
    try:
        text = heading.encode(was_read_as).decode(really)
    except UnicodeError:
        return False
    hanzi = sum("\u4e00" <= c <= "\u9fff" for c in text)
    return hanzi >= 4 and len(text) < len(heading)


def _odd_rows(rows: Sequence[Sequence[str]], other: set[str]) -> tuple[tuple[int, str], ...]:
    if not other:
        return ()
    joined = "\n".join(other)
    longest = (max((f for f in row), key=len, default="") for row in rows)
    said = [(at, "encoding_mixed") for at, f in enumerate(longest) if f and not f.isascii() and f in joined]
    return tuple(said)
