"""Ctrl+E and Ctrl+P on a list of the program: into files and onto the printer for lists, as the screen shows it."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from desktop import list_doors
from desktop.list_doors import ListDoors
from printing.errors import PrinterUnavailable
from services.prints import Paper, Taken
from tests.services.conftest import hashed, sqlite_template  # noqa: F401
from tests.services.shop import Shop
from tests.ui.delivery.conftest import Desk, desk, engine, shop, to_front  # noqa: F401
from ui.orders.window import OrdersWindow

CTRL = Qt.KeyboardModifier.ControlModifier
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@dataclass
class Tray:
    """A printer that keeps what it is given, or is away."""

    dpi: int = 203
    size: str = ""
    offset: tuple[float, float] = (0.0, 0.0)
    away: bool = False
    file: str = ""
    papers: list[Paper] = field(default_factory=list)

    def print(self, paper: Paper) -> Taken:
        if self.away:
            raise PrinterUnavailable("printer_unreachable", printer="tray", reason="no paper")
        self.papers.append(paper)
        return Taken(self.file)


@dataclass
class Office:
    desk: Desk
    pane: Any
    tray: Tray
    folder: Path

    def press(self, key: Qt.Key) -> None:
        to_front(self.desk.main)
        self.pane.table.setFocus()
        QTest.keyClick(self.pane.table, key, CTRL)
        self.desk.settle()


@pytest.fixture
def office(desk: Any, shop: Shop, tmp_path: Path, monkeypatch: Any) -> Office:  # noqa: F811
    monkeypatch.setattr(list_doors.QDesktopServices, "openUrl", lambda _url: True)
    for quantity in (1, 2, 3):
        shop.order((shop.product(), quantity), customer_ref=f"PO-{quantity}")
    one = desk("clerk")
    tray = Tray()
    doors = ListDoors(one.shell, tmp_path, lambda: {"list": tray})
    one.shell.doors = doors
    window = one.open("orders", OrdersWindow)
    doors.parent = one.main
    return Office(one, window.list.pane, tray, tmp_path)


def choose(office: Office, monkeypatch: Any, name: str, place: int) -> None:
    """The file dialog answers with this file and the kind at that place of its list."""

    def asked(_parent: Any, _title: str, _start: str, kinds: str) -> tuple[str, str]:
        return str(office.folder / name), kinds.split(";;")[place]

    monkeypatch.setattr(QFileDialog, "getSaveFileName", asked)


def sheet(path: Path) -> list[list[Any]]:
    return [[cell.value for cell in row] for row in load_workbook(path).active.iter_rows()]


def columns(office: Office) -> list[str]:
    table = office.pane.table
    return [table.paged().columns[at].term for at in table.shown_columns()]


def test_a_workbook_has_the_columns_shown_in_their_order_and_the_rows_in_their_sort(
    office: Office, monkeypatch: Any
) -> None:
    table = office.pane.table
    table.columns.show("receiver", True)
    table.columns.show("shipped", False)
    table.columns.move(next(at for at, c in enumerate(table.paged().columns) if c.name == "total"), -1)
    office.pane.bar.search_box().setText("corner")
    table.sort_to(0, False)
    office.desk.settle()
    choose(office, monkeypatch, "orders", 0)
    office.press(Qt.Key.Key_E)
    head, *rows, sums = sheet(office.folder / "orders.xlsx")
    assert head == columns(office)
    assert head[-1] == "Receiver"
    at = head.index("Amount ¥")
    assert [row[at] for row in rows] == [10, 20, 30]
    assert (sums[0], sums[at]) == ("Total", f"=SUM({chr(65 + at)}2:{chr(65 + at)}4)")
    assert office.desk.said().startswith("3 rows are in ")


def test_a_workbook_of_all_columns_and_a_text_file_and_a_pdf(office: Office, monkeypatch: Any) -> None:
    choose(office, monkeypatch, "all.xlsx", 1)
    office.press(Qt.Key.Key_E)
    assert {"Note", "Phone", "Address"} <= set(sheet(office.folder / "all.xlsx")[0])
    choose(office, monkeypatch, "some", 2)
    office.press(Qt.Key.Key_E)
    assert (office.folder / "some.csv").read_text("utf-8-sig").splitlines()[0] == ",".join(columns(office))
    choose(office, monkeypatch, "paper", 3)
    office.press(Qt.Key.Key_E)
    with pypdfium2.PdfDocument(office.folder / "paper.pdf") as document:
        text = document[0].get_textpage().get_text_range()
    assert "Corner Shop" in text
    assert office.desk.said() == f"The list is in {office.folder / 'paper.pdf'}."


def test_ctrl_p_hands_the_list_to_the_printer_for_lists(office: Office) -> None:
    office.pane.bar.set_filter("state", "submitted")
    office.desk.settle()
    office.press(Qt.Key.Key_P)
    (paper,) = office.tray.papers
    assert (paper.kind, paper.name.split("-")[0]) == ("list", "Orders")
    with pypdfium2.PdfDocument(paper.pdf) as document:
        text = document[0].get_textpage().get_text_range()
    assert "Filter: To approve" in text
    assert "Rows: 3" in text
    assert "60.00" in text
    assert office.desk.said() == "The list is at the printer."
    office.desk.shell.doors.print_pdf("Sales", lambda: b"%PDF")
    office.desk.settle()
    assert (office.tray.papers[-1].pdf, office.desk.said()) == (b"%PDF", '"Sales" is at the printer.')


def test_a_printer_that_is_away_is_said_and_tried_again(office: Office) -> None:
    office.tray.away = True
    office.press(Qt.Key.Key_P)
    notice = office.desk.notices[-1]
    assert notice.error
    assert "no paper" in notice.text
    office.tray.away = False
    notice.act()
    office.desk.settle()
    assert len(office.tray.papers) == 1


def test_an_empty_list_is_not_printed(office: Office) -> None:
    office.pane.bar.search_box().setText("nobody")
    office.desk.settle()
    office.press(Qt.Key.Key_P)
    assert office.tray.papers == []
    assert office.desk.said().startswith("There is nothing in this list to print.")
