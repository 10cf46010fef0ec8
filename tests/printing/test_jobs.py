"""A page as an image, and the image inside a job of each printer language."""

import base64
import re
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printing import jobs, raster, readback, tspl, zpl
from printing.label_printer import PrinterKind
from printing.raster import Bitmap
from tests.printing import samples
from tests.printing.samples import render_label, render_labels

BITMAPS = st.tuples(st.integers(1, 90), st.integers(1, 12)).flatmap(
    lambda size: st.lists(
        st.sampled_from([b"\x00", b"\xff", b"\xa5", b"\x0f"]).map(lambda byte: byte * ((size[0] + 7) // 8))
        | st.binary(min_size=(size[0] + 7) // 8, max_size=(size[0] + 7) // 8),
        min_size=size[1],
        max_size=size[1],
    ).map(lambda rows: Bitmap(size[0], size[1], b"".join(rows)))
)
LABEL = raster.bitmap(render_label(samples.shipping()))


def crc16(data: bytes) -> int:
    """CRC-16/XMODEM bit by bit."""
    value = 0
    for byte in data:
        value ^= byte << 8
        for _ in range(8):
            value = (value << 1 ^ 0x1021 if value & 0x8000 else value << 1) & 0xFFFF
    return value


def expand(data: str, stride: int) -> bytes:
    """Zebra's compressed hex, read as a printer reads it."""
    rows: list[str] = []
    row, count = "", 0
    for sign in data:
        if "G" <= sign <= "Y":
            count += ord(sign) - ord("F")
        elif "g" <= sign <= "z":
            count += 20 * (ord(sign) - ord("f"))
        elif sign == ",":
            row = row.ljust(stride * 2, "0")
        elif sign == ":":
            row = rows[-1]
        else:
            row, count = row + sign * max(count, 1), 0
        if len(row) == stride * 2:
            rows.append(row)
            row = ""
    assert not row
    return bytes.fromhex("".join(rows))


def read_zpl(job: bytes) -> tuple[Bitmap, int]:
    """The picture and the copies of a ZPL job."""
    whole = re.fullmatch(
        r"\^XA\^MNY\^MMT\^PW(\d+)\^LL(\d+)\^LH0,0\^FO0,0\^GFA,(\d+),(\d+),(\d+),(.*)\^FS\^PQ(\d+)\^XZ\n",
        job.decode("ascii"),
    )
    assert whole
    width, height, total, again, stride, copies = (int(whole[place]) for place in (1, 2, 3, 4, 5, 7))
    assert total == again == stride * height
    if whole[6].startswith(":Z64:"):
        _, _, text, check = whole[6].split(":")
        assert int(check, 16) == crc16(text.encode())
        rows = zlib.decompress(base64.b64decode(text, validate=True))
    else:
        rows = expand(whole[6], stride)
    return Bitmap(width, height, rows), copies


class TsplPrinter:
    """Prints the commands that our jobs use; anything else is an error."""

    def __init__(self) -> None:
        self.size = ""
        self.gap = ""
        self.paper: dict[tuple[int, int], bool] = {}
        self.printed: list[tuple[dict[tuple[int, int], bool], int]] = []

    def run(self, job: bytes) -> None:
        while job:
            command = re.match(rb"[A-Z]+", job)
            assert command
            if command[0] == b"BITMAP":
                job = self.bitmap(job)
                continue
            line, job = job.split(b"\r\n", 1)
            getattr(self, f"do_{command[0].decode().lower()}")(line.decode("ascii").partition(" ")[2])

    def bitmap(self, job: bytes) -> bytes:
        head = re.match(rb"BITMAP (\d+),(\d+),(\d+),(\d+),0,", job)
        assert head
        x, y, stride, height = (int(head[place]) for place in (1, 2, 3, 4))
        end = head.end() + stride * height
        data = job[head.end() : end]
        for place, byte in enumerate(data):
            for bit in range(8):
                if not byte >> (7 - bit) & 1:
                    self.paper[x + place % stride * 8 + bit, y + place // stride] = True
        assert job[end : end + 2] == b"\r\n"
        return job[end + 2 :]

    def do_size(self, value: str) -> None:
        self.size = value

    def do_gap(self, value: str) -> None:
        self.gap = value

    def do_direction(self, value: str) -> None:
        assert value == "1,0"

    def do_reference(self, value: str) -> None:
        assert value == "0,0"

    def do_set(self, value: str) -> None:
        assert value in ("CUTTER OFF", "CUTTER 1")

    def do_density(self, value: str) -> None:
        self.density = int(value)

    def do_speed(self, value: str) -> None:
        self.speed = int(value)

    def do_cls(self, _: str) -> None:
        assert self.size
        self.paper = {}

    def do_print(self, value: str) -> None:
        sets, copies = value.split(",")
        self.printed.append((self.paper, int(sets) * int(copies)))


def black_dots(bitmap: Bitmap) -> set[tuple[int, int]]:
    return {
        (x, y)
        for y in range(bitmap.height)
        for x in range(bitmap.stride * 8)
        if bitmap.rows[y * bitmap.stride + x // 8] >> (7 - x % 8) & 1
    }


@pytest.mark.parametrize("encoding", zpl.ENCODINGS)
@given(bitmap=BITMAPS, copies=st.integers(1, 99))
def test_a_zpl_job_holds_the_image_dot_for_dot(encoding: str, bitmap: Bitmap, copies: int) -> None:
    assert read_zpl(zpl.job(bitmap, PrinterKind(encoding=encoding), copies)) == (bitmap, copies)


@pytest.mark.parametrize("encoding", zpl.ENCODINGS)
def test_a_label_comes_back_out_of_its_zpl(encoding: str) -> None:
    assert read_zpl(zpl.job(LABEL, PrinterKind(encoding=encoding))) == (LABEL, 1)


@pytest.mark.parametrize("count", [1, 19, 20, 21, 399, 400, 419, 420, 421, 900])
def test_long_runs_are_counted_right_in_compressed_hex(count: int) -> None:
    stride = (count + 3) // 2
    rows = bytes.fromhex(("A" * count).ljust(stride * 2 - 1, "0") + "1")
    bitmap = Bitmap(stride * 8, 1, rows)
    assert read_zpl(zpl.job(bitmap, PrinterKind(encoding="acs"))) == (bitmap, 1)


def test_the_checksum_is_the_published_one() -> None:
    assert crc16(b"123456789") == 0x31C3
    assert zpl.graphic(LABEL).endswith(f":{crc16(zpl.graphic(LABEL).split(':')[2].encode()):04X}")


def test_a_dense_label_stays_small() -> None:
    assert len(zpl.job(LABEL, PrinterKind())) <= 15 * 1024


@given(bitmap=BITMAPS, copies=st.integers(1, 99))
def test_a_tspl_job_prints_the_image_dot_for_dot(bitmap: Bitmap, copies: int) -> None:
    printer = TsplPrinter()
    printer.run(tspl.job(bitmap, PrinterKind("tspl", gap=3), copies))
    ((paper, printed),) = printer.printed
    assert set(paper) == black_dots(bitmap)
    assert printed == copies
    assert printer.gap == "3 mm,0"


def test_a_tspl_job_names_the_size_of_its_label() -> None:
    printer = TsplPrinter()
    printer.run(tspl.job(LABEL, PrinterKind("tspl")))
    assert printer.size == "100 mm,150 mm"
    fine = raster.bitmap(render_label(samples.shipping(), 300), 0, 300)
    printer.run(tspl.job(fine, PrinterKind("tspl", dpi=300)))
    assert printer.size == "100 mm,150 mm"


@pytest.mark.parametrize(("dpi", "size"), [(203, (800, 1200)), (300, (1181, 1771))])
def test_a_label_has_as_many_dots_as_the_print_head(dpi: int, size: tuple[int, int]) -> None:
    bitmap = raster.bitmap(render_label(samples.shipping(), dpi), 0, dpi)
    assert (bitmap.width, bitmap.height) == size
    assert len(bitmap.rows) == bitmap.stride * bitmap.height


def test_dots_beyond_the_edge_are_white() -> None:
    bitmap = raster.bitmap(render_label(samples.shipping(), 300), 0, 300)
    assert bitmap.width % 8
    assert not any(bitmap.rows[row * bitmap.stride + bitmap.stride - 1] & 0b111 for row in range(bitmap.height))


def test_the_preview_is_black_on_white_at_the_screens_resolution() -> None:
    picture = raster.picture(render_label(samples.shipping()), dpi=96)
    assert (picture.width, picture.height) == (378, 567)
    assert len(picture.pixels) == 378 * 567 * 4
    assert picture.pixels[:3] == b"\xff\xff\xff"
    assert b"\x00\x00\x00" in picture.pixels


@pytest.mark.parametrize("language", ["zpl", "tspl"])
def test_a_job_holds_every_page_of_a_paper(language: str) -> None:
    pdf = render_labels([samples.shipping(number) for number in range(3)])
    job = jobs.job(pdf, PrinterKind(language), copies=2)
    single = {"zpl": zpl.job, "tspl": tspl.job}[language]
    assert job == b"".join(single(image, PrinterKind(language), 2) for image in raster.bitmaps(pdf))


def test_an_unknown_language_is_a_mistake() -> None:
    pdf = render_label(samples.shipping())
    with pytest.raises(ValueError, match="epl"):
        jobs.job(pdf, PrinterKind("epl"))


def test_reading_back_names_the_codes_that_are_not_there() -> None:
    label = samples.shipping()
    pdf = render_label(label)
    assert readback.codes_on(raster.bitmap(pdf)) == {label.tracking, label.package}
    assert readback.unread(pdf, frozenset({label.tracking, label.package})) == frozenset()
    assert readback.unread(pdf, frozenset({label.package, "SF0"})) == {"SF0"}
