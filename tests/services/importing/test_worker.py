"""The reading process: what it survives."""

import os
import sys
import zipfile

import pytest

from resources.children import ChildEnded
from services.errors import Cancelled
from services.importing.preview import FileRefused
from services.importing.reading import read_file, read_sheets
from services.importing.worker import OUT_OF_TIME, Reader
from tests.services.importing.builders import HEAD, csv_bytes, line, xlsx_bytes


@pytest.fixture
def reader():
    made = Reader()
    yield made
    made.close()


def test_a_file_is_read_from_the_disk_and_counted(tmp_path):
    file = tmp_path / "订单.csv"
    file.write_bytes(csv_bytes([HEAD, line()]))
    steps = []
    reading = read_file(file, "orders", report=lambda done, total: steps.append((done, total)))
    assert (reading.file, reading.rows.imported, steps[-1]) == ("订单.csv", 1, (100, 100))


def test_one_child_serves_many_files(reader, tmp_path):
    file = tmp_path / "a.xlsx"
    file.write_bytes(xlsx_bytes(("a", [HEAD, line()])))
    assert [reader.read(file)[0].height for _ in range(3)] == [2, 2, 2]


def test_a_missing_file_is_refused(reader, tmp_path):
    with pytest.raises(FileRefused, match="not_found"):
        reader.read(tmp_path / "none.xlsx")


def test_a_cell_at_the_end_of_the_sheet_costs_nothing_and_is_said(tmp_path):
    plain, stray = tmp_path / "plain.xlsx", tmp_path / "stray.xlsx"
    plain.write_bytes(xlsx_bytes(("a", [HEAD, line()])))
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(stray, "w") as target:
        for part in source.namelist():
            target.writestr(part, source.read(part).replace(b"</sheetData>", far))
    reading = read_file(stray, "orders")
    assert ([d.number for d in reading.documents], [p.code for p in reading.problems]) == (["XS-1"], ["stray_cell"])


def test_a_child_that_dies_is_replaced(reader, tmp_path):
    file = tmp_path / "a.csv"
    file.write_bytes(csv_bytes([HEAD, line()]))
    reader.warm()
    os.kill(reader.child.pid(), 9)
    assert reader.read(file)[0].height == 2


@pytest.mark.skipif(sys.platform == "win32", reason="there the clock decides")
def test_a_reading_that_never_ends_is_ended_by_the_time_it_used(reader):
    reader.child.ask("services.importing.worker:limit_time", (0.3,))
    with pytest.raises(ChildEnded) as ended:
        reader.child.ask("builtins:sum", (range(10**13),), seconds=60)
    assert ended.value.status == OUT_OF_TIME


def test_stopping_ends_the_reading_and_the_next_file_is_read(reader, tmp_path):
    file = tmp_path / "a.xlsx"
    file.write_bytes(xlsx_bytes(("a", [HEAD, *(line(f"X{i}") for i in range(30_000))])))

    def stop() -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        reader.read(file, None, stop)
    assert reader.read(file)[0].height == 30_001


def test_the_sheets_can_be_understood_again_with_an_answer(tmp_path):
    from services.importing.preview import Questions
    from services.importing.reading import understand

    file = tmp_path / "a.csv"
    file.write_bytes(csv_bytes([HEAD, line("X1", day="03/05/2026"), line("X2", day="04/05/2026")]))
    sheets = read_sheets(file)
    with pytest.raises(Questions):
        understand(sheets, "orders")
    assert len(understand(sheets, "orders", answers={"date_order": "dmy"}).documents) == 2
