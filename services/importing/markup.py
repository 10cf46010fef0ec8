"""Tables in HTML and in Excel's 2003 XML, both commonly named .xls."""

import re
from datetime import datetime
from html.parser import HTMLParser
from math import isfinite
from xml.parsers import expat

from services.importing.comments import LONGEST
from services.importing.parts import MAX_COLUMNS, Found
from services.importing.preview import FileRefused
from services.importing.sheets import Cell, Details, Sheet, from_rows
from services.importing.textfile import MARK, MOST_COLUMNS, decoded

_CHARSET = re.compile(rb'charset=["\']?([\w-]+)', re.IGNORECASE)
_ENCODING = re.compile(rb'^<\?xml version="1.0" encoding="([\w-]+)"')
_SHORTENED = re.compile(r"^(?:\d(?:\.\d+)?[eE]\+?\d{2}|#+)$")
_NOT_SHOWN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_CELL_TAG = re.compile(r"<t[dh]\b", re.IGNORECASE)
MAX_SPAN = 1000
DEEPEST = 50  # tables in tables; pages that are laid out with them have a few
MOST_CELLS = 8_000_000
MOST_ROWS = 1_048_576
MOST_SHEETS = 500


def read_html(data: bytes) -> list[Sheet]:
    """The biggest table. Raises FileRefused: not_a_table, too_big."""
    text = _html_text(data)
    if _CELL_TAG.search(text) is None:
        raise FileRefused("not_a_table")
    parser = _Tables()
    parser.feed(text)
    parser.close()
    tables = [t for t in parser.tables if any(any(c for c in row) for row in t)]
    if not tables:
        raise FileRefused("not_a_table")
    biggest = max(tables, key=lambda t: sum(map(len, t)))
    at = next(at for at, table in enumerate(parser.tables) if table is biggest)
    details = Details(tuple(parser.merges[at]), hidden_rows=frozenset(parser.hidden[at]))
    return [from_rows("", biggest, details=details)]


def _html_text(data: bytes) -> str:
    said = _CHARSET.search(data[:4096])
    if said:
        name = said.group(1).decode("ascii").lower()
        try:
            return data.decode("gb18030" if name in ("gbk", "gb2312") else name)
        except (UnicodeDecodeError, LookupError):
            pass
    return decoded(data).replace(MARK, "")


class _Tables(HTMLParser):
    """Rows of texts; a cell that spans several is followed by blanks. A table inside a cell is its own table."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[list[list[Cell]]] = []
        self.hidden: list[set[int]] = []  # rows of each table
        self.merges: list[list[tuple[int, int, int, int]]] = []  # of each table, as in `Details`
        self._at: list[int] = []  # of the open tables, their places among all
        self._open: list[list[list[Cell]]] = []
        self._text: list[str] | None = None
        self._exact = ""
        self._blanks = 0
        self._down: dict[int, int] = {}
        self._cells = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self._close_cell()
            self._open.append([])
            self.tables.append(self._open[-1])
            self.hidden.append(set())
            self.merges.append([])
            self._at.append(len(self.tables) - 1)
            if len(self._open) > DEEPEST:
                raise FileRefused("not_a_table")
            self._down = {}
        elif tag == "tr" and self._open:
            self._close_row()
            self._open[-1].append([])
            if _NOT_SHOWN.search(dict(attrs).get("style") or ""):
                self.hidden[self._at[-1]].add(len(self._open[-1]) - 1)
        elif tag in ("td", "th") and self._open and self._open[-1]:
            self._close_cell()
            self._start_cell(dict(attrs))
        elif tag == "br" and self._text is not None:
            self._text.append("\n")

    def _start_cell(self, attrs: dict[str, str | None]) -> None:
        row = self._open[-1][-1]
        while self._down.get(len(row), 0) > 0:
            self._down[len(row)] -= 1
            row.append(None)
        self._text = []
        self._exact = attrs.get("x:num") or attrs.get("sdval") or ""
        self._blanks = _span(attrs.get("colspan")) - 1
        rows = _span(attrs.get("rowspan")) - 1
        if rows > 0:
            top = len(self._open[-1]) - 1
            self.merges[self._at[-1]].append((top, len(row), top + rows, len(row) + self._blanks))
            self._down.update({len(row) + i: rows for i in range(self._blanks + 1)})

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self._text.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th", "tr", "table"):
            self._close_cell()
        if tag == "table" and self._open:
            self._open.pop()
            self._at.pop()

    def _close_row(self) -> None:
        """Cells of the rows above that hang into this one behind its last cell end with it as the others do."""
        self._close_cell()
        width = len(self._open[-1][-1]) if self._open[-1] else 0
        for column, rows in self._down.items():
            if column >= width and rows > 0:
                self._down[column] = rows - 1

    def _close_cell(self) -> None:
        if self._text is None:
            return
        words: Cell = "".join(self._text).strip(" \t\r\n\xa0")
        if self._exact and _SHORTENED.match(str(words)):
            words = _typed(self._exact, "Number")  # what Excel and WPS keep beside what they show
        row = self._open[-1][-1]
        row.extend([words or None, *[None] * self._blanks])
        self._cells += 1 + self._blanks
        if len(row) > MOST_COLUMNS or self._cells > MOST_CELLS:
            raise FileRefused("too_big")
        self._text, self._blanks = None, 0


def _span(value: str | None) -> int:
    return min(int(value), MAX_SPAN) if value and value.isdigit() else 1


def read_xml(data: bytes) -> list[Sheet]:
    """Excel 2003 XML. Raises FileRefused: corrupt, forbidden_xml."""
    reader = _Workbook2003()
    parser = expat.ParserCreate(namespace_separator="}")
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    parser.EntityDeclHandler = _refuse
    try:
        parser.Parse(_utf8(data), True)
    except expat.ExpatError as e:
        raise FileRefused("corrupt") from e
    parts = zip(reader.sheets, reader.found, reader.merges, strict=True)
    return [from_rows(name, rows, details=found.details(tuple(merges))) for (name, rows), found, merges in parts]


def _utf8(data: bytes) -> bytes:
    """Old programs write this XML in GBK, which its parser does not know."""
    said = _ENCODING.match(data[:200])
    if said is None or said.group(1).lower() not in (b"gb2312", b"gbk", b"gb18030", b"big5"):
        return data
    name = "big5" if said.group(1).lower() == b"big5" else "gb18030"
    try:
        return _ENCODING.sub(b'<?xml version="1.0"', data[:200], count=1) + data[200:].decode(name).encode()
    except UnicodeDecodeError as e:
        raise FileRefused("corrupt") from e


def _refuse(*_: object) -> None:
    raise FileRefused("forbidden_xml")


class _Workbook2003:
    def __init__(self) -> None:
        self.sheets: list[tuple[str, list[list[Cell]]]] = []
        self.found: list[Found] = []
        self.merges: list[list[tuple[int, int, int, int]]] = []
        self._type = ""
        self._column = 0
        self._at = 0  # the open cell, by its place in its row
        self._noted = False
        self._words: list[str] | None = None
        self._cells = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        said = {key.rpartition("}")[2]: value for key, value in attributes.items()}
        name = tag.rpartition("}")[2]
        if name == "Worksheet":
            self.sheets.append((said.get("Name", ""), []))
            self.found.append(Found())
            self.merges.append([])
            self._column = 0
            if len(self.sheets) > MOST_SHEETS:
                raise FileRefused("too_big")
        elif not self.sheets:
            return
        elif name == "Column":
            self._next_column(said)
        elif name == "Row":
            rows = self.sheets[-1][1]
            rows.extend([] for _ in range(_skipped(said, len(rows), MOST_ROWS)))
            rows.append([])
            if said.get("Hidden") == "1":
                self.found[-1].hidden.update(range(len(rows) - 1, len(rows) + _whole(said.get("Span"))))
        elif name == "Cell" and self.sheets[-1][1]:
            row = self.sheets[-1][1][-1]
            blanks = _skipped(said, len(row), MOST_COLUMNS) + 1
            row.extend([None] * blanks)
            across = _whole(said.get("MergeAcross"))
            self._cells += blanks + across
            if self._cells > MOST_CELLS or len(row) + across > MOST_COLUMNS:
                raise FileRefused("too_big")
            self._at = len(row) - 1
            self._merge(len(self.sheets[-1][1]) - 1, _whole(said.get("MergeDown")), across)
            row.extend([None] * across)
        elif name == "Data":
            self._type, self._words = "" if self._noted else said.get("Type", "String"), []
        elif name == "Comment":
            self._noted = True

    def text(self, data: str) -> None:
        if self._words is not None:
            self._words.append(data)

    def end(self, tag: str) -> None:
        name = tag.rpartition("}")[2]
        if name == "Comment":
            self._noted = False
        if name == "Data" and self._words is not None:
            words, self._words = "".join(self._words), None
            rows = self.sheets[-1][1] if self.sheets else []
            if not rows or not rows[-1]:
                return
            if self._noted:
                if words.strip():
                    self.found[-1].comments[len(rows) - 1, self._at] = words.strip()[:LONGEST]
            else:
                rows[-1][self._at] = _typed(words, self._type)

    def _merge(self, top: int, down: int, across: int) -> None:
        """A cell over several rows or columns. The next cell of its row stands behind all of it."""
        if down or across:
            self.merges[-1].append((top, self._at, min(top + down, MOST_ROWS), self._at + across))

    def _next_column(self, said: dict[str, str]) -> None:
        first = _whole(said.get("Index")) - 1 if said.get("Index") else self._column
        self._column = first + 1 + _whole(said.get("Span"))
        if said.get("Hidden") == "1" or said.get("Width") == "0":
            self.found[-1].hidden_columns.update(range(first, min(self._column, MAX_COLUMNS)))


def _skipped(said: dict[str, str], at: int, most: int) -> int:
    """How many rows or cells before this one are not written, of which there are `most` at most."""
    index = said.get("Index", "")
    skipped = int(index[:12]) - 1 - at if index.isdecimal() else 0
    if skipped + at >= most:
        raise FileRefused("too_big")
    return max(skipped, 0)


def _whole(said: str | None) -> int:
    return int(said[:7]) if said and said.isdecimal() else 0


def _typed(words: str, kind: str) -> Cell:
    try:
        if kind == "Number":
            return figure if isfinite(figure := float(words)) else words
        if kind == "DateTime":
            moment = datetime.fromisoformat(words)
            return moment if moment.time() != datetime.min.time() else moment.date()
    except ValueError:
        return words or None
    if kind == "Boolean":
        return "TRUE" if words == "1" else "FALSE"
    return words or None
