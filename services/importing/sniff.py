"""What a file is, by its content and never by its name; and whether it is safe to unpack."""

import io
import struct
import zipfile
from itertools import pairwise
from pathlib import Path

from services.importing.preview import FileRefused
from services.importing.textfile import wide_encoding

MAX_FILE = 150_000_000
MAX_UNPACKED = 900_000_000
MAX_PART = 700_000_000
MAX_PARTS = 5_000
MAX_RATIO = 400  # real sheets of repeated rows reach 60; only judged above RATIO_FROM
RATIO_FROM = 40_000_000
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHER = (
    b"8BPS",
    b"BZh9",
    b"\xfd7zXZ",
    b"\x1a\x45\xdf\xa3",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"%PDF-",
    b"Rar!",
    b"7z\xbc\xaf",
    b"\x1f\x8b",
    b"\x7fELF",
    b"{\\rtf",
)
_OTHER_OR_WORDS = (
    b"BM",
    b"MZ",
    b"II*\x00",
    b"MM\x00*",
    b"RIFF",
    b"OggS",
    b"ID3",
    b"SQLite format 3",
    b"\x00\x00\x01\x00",
)
_FOREIGN = (b"ID;P", b"TABLE\r\n0,1", b"PAR1", b"\x00\x00\x02\x00", b"\x00\x00\x1a\x00")  # SYLK, DIF, Parquet, Lotus
_BIFF = {b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08\x08\x00", b"\x09\x08\x10\x00"}


def kind_of(data: bytes, name: str) -> str:
    """workbook | encrypted | xml | html | text. Raises FileRefused for what can't be read."""
    _refuse_lock(data, name)
    if not data.strip(b"\x00\t\r\n \xef\xbb\xbf\xff\xfe"):
        raise FileRefused("empty")
    if data[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        return _zip_kind(data)
    if data[:8] == OLE:
        return _ole_kind(data)
    if data[:4] in _BIFF or data.startswith(_FOREIGN) or _is_dbase(data):
        raise FileRefused("unsupported")
    if data[4:8] == b"ftyp" or data.startswith(_OTHER) or (data.startswith(_OTHER_OR_WORDS) and not _is_text(data)):
        raise FileRefused("not_a_spreadsheet")
    return _text_kind(data, name)


def _refuse_lock(data: bytes, name: str) -> None:
    office = len(data) in (54, 55, 162, 165, 171) and 0 < data[0] <= 54 and data.strip(b"\x00 ")[1:2] != b""
    if name.startswith(".~lock.") or (name.startswith("~$") and (office or len(data) < 512)):
        raise FileRefused("lock_file")
    if office and len(data) >= 162 and data[data[0] + 1 : 54].strip(b"\x00 ") == b"":
        raise FileRefused("lock_file")


def _zip_kind(data: bytes) -> str:
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error) as e:
        raise FileRefused("corrupt") from e
    parts = archive.infolist()
    _check_sizes(parts, len(data))
    names = [p.filename for p in parts]
    if len(set(names)) != len(names) or any(".." in n.split("/") or n.startswith("/") for n in names):
        raise FileRefused("corrupt")
    if any(p.flag_bits & 1 for p in parts):
        raise FileRefused("encrypted")
    _refuse_entities(archive)
    lower = {n.lower().replace("\\", "/") for n in names}
    if any(n.startswith("xl/") for n in lower):
        return "workbook"
    if "mimetype" in names and b"spreadsheet" in archive.read("mimetype")[:200]:
        if "META-INF/manifest.xml" in names and b"encryption-data" in archive.read("META-INF/manifest.xml"):
            raise FileRefused("encrypted")
        return "workbook"
    raise FileRefused("not_a_spreadsheet" if names else "empty")


def _check_sizes(parts: list[zipfile.ZipInfo], size: int) -> None:
    total = sum(p.file_size for p in parts)
    if len(parts) > MAX_PARTS or total > MAX_UNPACKED or any(p.file_size > MAX_PART for p in parts):
        raise FileRefused("too_big")
    if any(p.file_size > RATIO_FROM and p.file_size > MAX_RATIO * max(p.compress_size, 1) for p in parts):
        raise FileRefused("too_big")
    places = sorted((p.header_offset, p.compress_size) for p in parts)
    for (start, length), (following, _) in pairwise(places):
        if start + length > following:  # two parts share the same bytes: only bombs do that
            raise FileRefused("too_big")
    if any(start + length > size for start, length in places):
        raise FileRefused("corrupt")


def _refuse_entities(archive: zipfile.ZipFile) -> None:
    """A DTD stands before the root element. Office programs never write one."""
    for part in archive.infolist():
        if not part.filename.lower().endswith((".xml", ".rels", ".vml")):
            continue
        try:
            with archive.open(part) as stream:
                head = stream.read(65_536)
        except (zipfile.BadZipFile, NotImplementedError, OSError, EOFError, ValueError, RuntimeError) as e:
            raise FileRefused("corrupt") from e
        refuse_dtd(head)


def refuse_dtd(head: bytes) -> None:
    """Raises FileRefused where the first bytes of an XML text declare a document type with entities."""
    plain = head.replace(b"\x00", b"")  # UTF-16 as well
    if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
        raise FileRefused("forbidden_xml")


def _ole_kind(data: bytes) -> str:
    wide = {name: name.encode("utf-16-le") for name in ("EncryptedPackage", "Workbook", "Book", "WordDocument")}
    if wide["EncryptedPackage"] in data:
        return "encrypted"
    if wide["Workbook"] in data or b"B\x00o\x00o\x00k\x00" in data:
        return "workbook"
    if wide["WordDocument"] in data or "PowerPoint Document".encode("utf-16-le") in data:
        raise FileRefused("not_a_spreadsheet")
    raise FileRefused("corrupt")


def _is_dbase(data: bytes) -> bool:
    if len(data) < 68 or data[0] & 7 not in (2, 3, 4, 5, 0) or not (1 <= data[2] <= 12 and 1 <= data[3] <= 31):
        return False
    header = int.from_bytes(data[8:10], "little")
    return 33 <= header <= len(data) and 0x0D in (data[header - 1], data[max(header - 264, 0)])


def _is_text(data: bytes) -> bool:
    head = data[:2048]
    return b"\x00" not in head and sum(b < 32 and b not in (9, 10, 13, 27) for b in head) == 0


def _start(data: bytes, size: int) -> bytes:
    return data[:size].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()


def _text_kind(data: bytes, name: str) -> str:
    head = _start(data, 4096)
    if head.startswith(b"<?xml"):
        head = _start(data, 262_144)  # its root may stand behind a long comment
    if (head.startswith(b"<?xml") or b"office:spreadsheet" in head) and b"<html" not in head:
        refuse_dtd(data[:262_144])
        if b"office:spreadsheet" in head:
            return "xml"
        raise FileRefused("unsupported" if b"office:document" in head else "not_a_table")
    if head.startswith((b"<html", b"<!doctype html", b"<table", b"<head", b"<meta", b"<body", b"<style", b"<div")) or (
        head.startswith(b"<") and b"<table" in head
    ):
        return "html"
    if head.startswith(b"mime-version:"):
        raise FileRefused("unsupported")
    if not _looks_like_text(data):
        raise FileRefused("corrupt" if _workbook_name(name) else "not_a_spreadsheet")
    return "text"


def _looks_like_text(data: bytes) -> bool:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or wide_encoding(data):
        return True
    head = data[:65_536]
    control = sum(1 for b in head if b < 32 and b not in (9, 10, 11, 12, 13, 27))
    return control * 50 <= len(head)


def _workbook_name(name: str) -> bool:
    return Path(name).suffix.lower() in (".xls", ".xlsx", ".xlsm", ".xlsb", ".et", ".ods")
