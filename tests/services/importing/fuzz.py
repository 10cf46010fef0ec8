"""Files spoiled at random, through the readers: none may crash the program, hang it, or end in a traceback.

    python -m tests.services.importing.fuzz --seconds 60 [--seed 7] [--from FOLDER]

Each file is read as the program reads it, in the child, and what comes out is understood as a random kind. With atheris
installed, the readers that are written in Python are also driven by coverage, in this process.
"""

import argparse
import io
import random
import sys
import tempfile
import time
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from services.importing.messages import REFUSALS
from services.importing.preview import FileRefused, Questions
from services.importing.reading import KINDS, understand
from services.importing.sheets import Sheet
from services.importing.worker import Reader
from tests.services.importing.builders import HEAD, csv_bytes, line, xlsx_bytes

ROWS = [HEAD, line("XS-1"), line("XS-2", "B2", "3 箱"), line("XS-3", day="2026年3月5日", price="1,234.50")]
MOST_BYTES, HANGS = 5_000_000, 40.0
WORDS = (
    b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b'"', b"'", b"=", b"\r", b"\n\n", b"<table>", b"</td>", b"<!DOCTYPE", b"]]>",
    b"9" * 40, b"1E308", b"NaN", b"-0", b'r="XFD1048576"', b't="e"', b"<f>", b"&#0;", b"&a;", b";;;", b"\t\t",
    "合计".encode(), "年月日".encode(), b"0000-00-00", b"12/12/12", b"\xe2\x80\xae",
    b"colspan=999999999", b"ss:Index='99999'",
)  # fmt: skip


def samples() -> dict[str, bytes]:
    """A small sound file of each form that can be written here."""
    cells = "".join("<tr>" + "".join(f"<td>{c}</td>" for c in row) + "</tr>" for row in ROWS)
    xml = "".join("<Row>" + "".join(f"<Cell><Data>{c}</Data></Cell>" for c in row) + "</Row>" for row in ROWS)
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    book = f"<Workbook xmlns='{space}'><Worksheet><Table>{xml}</Table></Worksheet></Workbook>"
    return {
        "a.xlsx": xlsx_bytes(("订单", ROWS)), "two.xlsx": xlsx_bytes(("a", ROWS), ("b", ROWS)),
        "a.csv": csv_bytes(ROWS), "gbk.csv": csv_bytes(ROWS, "gb18030"), "wide.csv": csv_bytes(ROWS, "utf-16"),
        "a.tsv": csv_bytes(ROWS, "utf-8", "\t"), "a.html": f"<html><table>{cells}</table></html>".encode(),
        "a.xls": b"<?xml version='1.0'?>" + book.encode(),
        "a.txt": "张三 13800000000 广东省深圳市南山区科技路1号 红色大号 2件".encode(),
    }  # fmt: skip


def spoiled(data: bytes, chance: random.Random) -> bytes:
    """The file with a few bytes changed, lost, doubled or put in; inside its parts where it is a zip."""
    if data[:2] == b"PK" and chance.random() < 0.8:
        with suppress(zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError, zlib.error):
            return _spoiled_parts(data, chance)
    made = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 4, 16))):
        at = chance.randrange(len(made) + 1)
        length = chance.choice((1, 2, 8, 64))
        match chance.randrange(5):
            case 0:
                made[at : at + length] = bytes(chance.randrange(256) for _ in range(length))
            case 1:
                del made[at : at + length]
            case 2:
                made[at:at] = made[at : at + length] * chance.choice((1, 2, 50))
            case 3:
                made[at:at] = chance.choice(WORDS)
            case _:
                del made[max(at, 1) :]
    return bytes(made)


def _spoiled_parts(data: bytes, chance: random.Random) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        parts = source.namelist()
        if not parts or sum(part.file_size for part in source.infolist()) > MOST_BYTES:
            raise ValueError
        worst = chance.choice(parts)
        for part in parts:
            if part == worst and chance.random() < 0.1:
                continue
            inside = source.read(part)
            target.writestr(part, spoiled(inside, chance) if part == worst and inside else inside)
    return out.getvalue()


class Fuzz:
    """Reads spoiled files and remembers those that broke something."""

    def __init__(self, folder: Path, chance: random.Random) -> None:
        self.reader, self.folder, self.chance = Reader(), folder, chance
        self.count, self.broken = 0, list[str]()

    def run(self, found: dict[str, bytes], seconds: float, most: int) -> None:
        """Until the time or the number of files is over."""
        end = time.monotonic() + seconds
        names = sorted(found)
        while self.count < most and time.monotonic() < end:
            name = self.chance.choice(names)
            self.one(name, spoiled(found[name], self.chance))
        self.reader.close()

    def one(self, name: str, data: bytes) -> None:
        """One file, read and understood."""
        self.count += 1
        path = self.folder / f"{self.count}-{name}"
        path.write_bytes(data)
        began = time.monotonic()
        try:
            understood(self.reader.read(path), self.chance.choice(KINDS))
        except FileRefused as no:
            if no.code not in REFUSALS:
                self.broken.append(f"{path}: {no.code} has no sentence")
        except Exception as error:  # noqa: BLE001 - anything else is what is looked for
            self.broken.append(f"{path}: {type(error).__name__}: {error}")
            return
        if time.monotonic() - began > HANGS:
            self.broken.append(f"{path}: took {time.monotonic() - began:.1f} s")
        path.unlink()


def understood(sheets: Sequence[Sheet], kind: str) -> None:
    """The sheets as a kind; a refusal and a question are answers like any other."""
    try:
        reading = understand(sheets, kind)
    except (FileRefused, Questions):
        return
    counts = reading.rows
    assert counts.imported + counts.merged + counts.skipped + counts.failed == counts.total, counts
    for problem in reading.problems:
        assert problem.message, problem
    reading.to_json()


def by_coverage(seconds: float) -> None:
    """atheris on the readers that are written in Python. Ends the process."""
    import atheris

    with atheris.instrument_imports(include=["services.importing"]):
        from services.importing import markup, sniff, textfile

    def once(data: bytes) -> None:
        chance = random.Random(len(data))
        try:
            kind = sniff.kind_of(data, "a.xls")
            if kind in ("html", "xml", "text"):
                read = {"html": markup.read_html, "xml": markup.read_xml}.get(kind)
                understood(read(data) if read else textfile.read_text(data, "a"), chance.choice(KINDS))
        except FileRefused:
            pass

    atheris.Setup([sys.argv[0], f"-max_total_time={int(seconds)}", "-max_len=4000", "-timeout=10"], once)
    atheris.Fuzz()


def _files(folder: Path | None) -> Iterator[tuple[str, bytes]]:
    yield from samples().items()
    for path in sorted(folder.rglob("*")) if folder else ():
        if path.is_file() and path.stat().st_size < 300_000:
            yield path.name, path.read_bytes()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--from", dest="folder", type=Path, help="further files to spoil")
    said = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="packdesk-fuzz-"))
    fuzz = Fuzz(folder, random.Random(said.seed))
    fuzz.run(dict(_files(said.folder)), said.seconds, 10**9)
    sys.stdout.write("\n".join([f"{fuzz.count} files, {len(fuzz.broken)} broke something", *fuzz.broken, ""]))
    if fuzz.broken:
        return 1
    try:
        by_coverage(said.seconds)
    except ImportError:
        sys.stdout.write("atheris is not installed: nothing was driven by coverage\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
