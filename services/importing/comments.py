"""The comments of an xlsx: notes as Excel always had them, and the conversations of newer ones, by cell."""

import posixpath
import re
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree

from services.importing.sheets import column_number

MOST = 20_000  # of a sheet
LONGEST = 1000  # characters of one
_PLACE = re.compile(r"([A-Z]{1,3})(\d{1,7})")


def comments_of(archive: zipfile.ZipFile, part: str) -> dict[tuple[int, int], str]:
    """What was noted at cells of a sheet, by 0-based (row, column). A conversation's lines stand below each other."""
    notes: dict[tuple[int, int], str] = {}
    talks: dict[tuple[int, int], str] = {}
    for _number, kind, target in links_of(archive, part):
        if kind.endswith("/comments"):
            notes |= _read(archive, target, "comment")
        elif kind.endswith("/threadedComment"):
            talks |= _read(archive, target, "threadedComment")
    return notes | talks  # a note beside a conversation only says that this version of Excel can't show it


def links_of(archive: zipfile.ZipFile, part: str) -> Iterator[tuple[str, str, str]]:
    """Id, kind and part of what a part refers to."""
    folder, name = posixpath.split(part)
    try:
        links = ElementTree.fromstring(archive.read(f"{folder}/_rels/{name}.rels"))
    except (KeyError, ElementTree.ParseError):
        return
    for link in links:
        target = link.get("Target", "")
        whole = target.lstrip("/") if target[:1] == "/" else f"{folder}/{target}"
        yield link.get("Id", ""), link.get("Type", ""), posixpath.normpath(whole)


def _read(archive: zipfile.ZipFile, part: str, tag: str) -> dict[tuple[int, int], str]:
    found: dict[tuple[int, int], str] = {}
    try:
        with archive.open(part) as stream:
            for _event, node in ElementTree.iterparse(stream):
                if node.tag.endswith("}" + tag):
                    _take(node, found)
                    node.clear()
                    if len(found) >= MOST:
                        break
    except (KeyError, ElementTree.ParseError):
        return found
    return found


def _take(node: ElementTree.Element, found: dict[tuple[int, int], str]) -> None:
    match = _PLACE.fullmatch(node.get("ref", ""))
    said = "".join(_texts(node)).strip()[:LONGEST]
    if match and said:
        place = (int(match[2]) - 1, column_number(match[1]))
        found[place] = f"{found[place]}\n{said}"[:LONGEST] if place in found else said


def _texts(node: ElementTree.Element) -> Iterator[str]:
    """The texts inside, without how Japanese ones are spoken."""
    for inner in node:
        name = inner.tag.rpartition("}")[2]
        if name == "rPh":
            continue
        if name in ("t", "text") and inner.text:
            yield inner.text
        yield from _texts(inner)
