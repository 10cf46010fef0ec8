"""What an ods says beside its values: hidden rows and columns, and comments. OpenDocument 1.3, part 3, chapter 9."""

import zipfile
from xml.etree import ElementTree

from services.importing.comments import LONGEST, MOST
from services.importing.parts import MAX_COLUMNS, MAX_GAP, PIECE, Found

CONTENT = "content.xml"
_MARKS = (b'visibility="collapse', b'visibility="filter', b":annotation")
_HIDDEN = frozenset({"collapse", "filter"})


def look_through(archive: zipfile.ZipFile) -> dict[str | int, Found]:
    """By the name of the sheet; nothing where nothing is hidden or noted, which most files are."""
    if not _has_marks(archive):
        return {}
    reader = _Reader()
    try:
        with archive.open(CONTENT) as stream:
            for event, node in ElementTree.iterparse(stream, ("start", "end")):
                reader.take(event, node)
    except ElementTree.ParseError:
        return reader.sheets  # the reader of the cells says what is wrong with it
    return reader.sheets


def _has_marks(archive: zipfile.ZipFile) -> bool:
    rest = b""
    with archive.open(CONTENT) as stream:
        while block := stream.read(PIECE):
            if any(mark in rest + block for mark in _MARKS):
                return True
            rest = block[-40:]
    return False


class _Reader:
    """Counts rows and columns as it meets them; each may stand for several."""

    def __init__(self) -> None:
        self.sheets: dict[str | int, Found] = {}
        self._now = Found()
        self._row = self._column = 0

    def take(self, event: str, node: ElementTree.Element) -> None:
        name = node.tag.rpartition("}")[2]
        if event == "start":
            self._start(name, node)
        elif name in ("table-cell", "covered-table-cell"):
            self._cell(node)
        elif name == "table-row":
            self._row += _said(node, "number-rows-repeated")
            node.clear()

    def _start(self, name: str, node: ElementTree.Element) -> None:
        if name == "table":
            self._now = self.sheets.setdefault(_named(node, "name"), Found())
            self._row = self._column = 0
        elif name == "table-column":
            many = _said(node, "number-columns-repeated")
            if _named(node, "visibility") in _HIDDEN:
                self._now.hidden_columns.update(range(self._column, min(self._column + many, MAX_COLUMNS)))
            self._column += many
        elif name == "table-row":
            self._column = 0
            if _named(node, "visibility") in _HIDDEN:
                many = min(_said(node, "number-rows-repeated"), MAX_GAP)
                self._now.hidden.update(range(self._row, self._row + many))

    def _cell(self, node: ElementTree.Element) -> None:
        for inner in node:
            if inner.tag.endswith("}annotation") and len(self._now.comments) < MOST:
                texts = ("".join(part.itertext()) for part in inner if part.tag.endswith("}p"))
                said = "\n".join(text for text in texts if text).strip()
                if said:
                    self._now.comments[self._row, self._column] = said[:LONGEST]
        self._column += _said(node, "number-columns-repeated")
        node.clear()


def _named(node: ElementTree.Element, name: str) -> str:
    return next((value for key, value in node.attrib.items() if key.rpartition("}")[2] == name), "")


def _said(node: ElementTree.Element, name: str) -> int:
    said = _named(node, name)
    return int(said[:7]) if said.isdecimal() else 1
