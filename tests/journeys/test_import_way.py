"""A customer's file through the real windows: dropped, its columns named, put right in the grid, brought in, the rest
as a workbook put right and dropped again, and taken back as far as nobody worked on it."""

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QPushButton

from desktop.demo.player import Player
from models.base import connection
from models.exchange import ImportBatch
from models.orders import SalesOrder
from models.people import User
from services import approval, people
from services.check import check
from services.unit import Call
from tests.journeys.sight import Start, gone, signed_in, words
from ui.importing.mapping import Target, column_data
from ui.importing.page import ImportPage

ROWS = (
    "订单号;客户名称;商品编码;要多少;单价\n"
    "K-1;Corner Shop;GL-NBR;3;12.5\n"
    "K-2;Corner Shop;WA-M8;五;12.5\n"
    "K-3;Corner Shop;GL-NBR;五;12.5\n"
    "K-4;Corner Shop;WA-M8;十多;12.5\n"
    "K-5;Corner Shop;WA-M8;7;很贵\n"
)


def test_a_file_with_errors_comes_in_is_put_right_and_taken_back(
    company: str, start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    player, _orders = signed_in(start, company, "clerk", "orders")
    path, wrong = tmp_path / "五月.csv", tmp_path / "wrong.xlsx"
    path.write_text(ROWS, encoding="gb18030")
    page = dropped(player, path)
    name_the_quantity(player, page)
    put_right(player, page)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a, **_k: (str(wrong), ""))
    bring_in_and_save_the_rest(player, wrong)
    assert orders_of(path) == {"K-1", "K-2", "K-3"}
    correct(wrong)
    page = dropped(player, wrong)
    assert fates(page) == ["ready", "ready"]
    player.press("Ctrl+Return")
    player.until(lambda: orders_of(wrong) == {"K-4", "K-5"}, "the rows that were put right")
    stays = approved_elsewhere("K-2")
    take_back(player, stays)
    assert orders_of(path) == {"K-2"}
    assert orders_of(wrong) == {"K-4", "K-5"}
    with connection():
        first = ImportBatch.get(ImportBatch.file_name == path.name)
        assert (first.total, first.imported, first.merged, first.skipped, first.failed) == (5, 1, 0, 2, 2)
        assert [each.name for each in check() if not each.ok] == []


def dropped(player: Player, path: Path) -> ImportPage:
    """The preview of a file that was let go over the window of orders."""
    window = player.visit("orders")
    player.drop(window, path)
    player.until(lambda: window.importer is not None and window.importer._path == path, "the page of the file")
    page: ImportPage = window.importer
    player.until(lambda: page._loaded is not None and page._job is None, f"what is in {path.name}")
    player.settled()
    return page


def name_the_quantity(player: Player, page: ImportPage) -> None:
    """No table of names knows 要多少: the column is dragged onto what it holds."""
    player.press("Ctrl+M")
    player.until(page.mapping.isVisible, "the columns of the file")
    assert "Missing: Quantity" in words(page.mapping)
    onto = next(each for each in page.mapping.findChildren(Target) if each.accessibleName().startswith("Quantity:"))
    data, at, link = column_data("D"), onto.rect().center(), Qt.DropAction.LinkAction
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(onto, QDragEnterEvent(at, link, data, left, none))
    QApplication.sendEvent(onto, QDropEvent(QPointF(at), link, data, left, none))
    player.until(lambda: "Missing" not in words(page.mapping), "the column in its field")
    read_anew(player, page, "Ctrl+Return")


def put_right(player: Player, page: ImportPage) -> None:
    """One cell is typed over, and the other that says the same is put right with it."""
    assert fates(page) == ["ready", "failed", "failed", "failed", "failed"]
    player.press("F8")
    assert page.table.currentIndex().data() == "五"
    player.press("Return")
    player.until(lambda: page.table.findChild(QLineEdit), "the cell to type in")
    player.type("5")
    read_anew(player, page, "Return")
    assert fates(page) == ["ready", "ready", "failed", "failed", "failed"]
    read_anew(player, page, "Ctrl+D")
    assert fates(page) == ["ready", "ready", "ready", "failed", "failed"]


def read_anew(player: Player, page: ImportPage, key: str) -> None:
    """Press a key that changes what is read, and see what came of it."""
    was = page._loaded
    player.press(key)
    player.until(lambda: page._loaded is not was and page._job is None, "the file read anew")


def fates(page: ImportPage) -> list[str]:
    """What becomes of each row of data."""
    assert page._loaded is not None
    return [fate for _sheet, _row, fate in page._loaded.rows.entries if fate != "skipped"]


def bring_in_and_save_the_rest(player: Player, wrong: Path) -> None:
    """The summary comes up by itself, says why rows stayed out, and saves them as a workbook."""
    player.press("Ctrl+Return")
    summary = player.dialog()
    assert "This quantity is not a number." in words(summary)
    player.press("Ctrl+E")
    player.until(lambda: any(wrong.name in text for text in player.said), "the workbook of the rows in error")
    player.press("Escape")
    gone(player, summary)


def correct(wrong: Path) -> None:
    """What somebody does in Excel."""
    book = openpyxl.load_workbook(wrong)
    sheet = book.active
    assert [row[0].value for row in sheet.iter_rows(2)] == ["K-4", "K-5"]
    assert sheet["F1"].value == "哪里有错"
    assert "要多少" in sheet["F2"].value
    assert "单价" in sheet["F3"].value
    sheet["D2"], sheet["E3"] = "12", "13"
    book.save(wrong)


def approved_elsewhere(ref: str) -> str:
    """Somebody at another PC approves an order of the file; its number."""
    with connection():
        order = SalesOrder.get(SalesOrder.customer_ref == ref)
        approval.approve_order(Call(people.actor_of(User.get(User.login == "approver"))), order.id, order.version)
    return str(order.number)


def take_back(player: Player, stays: str) -> None:
    """From the list of what came in last, of which this is the older."""
    player.desk.window.show_window("importing", kind="orders")
    window = player.window("importing")
    player.settled()
    backs = [each for each in window.findChildren(QPushButton) if each.text() == "Take back" and each.isVisible()]
    assert len(backs) == 2
    player.click(backs[-1])
    player.until(lambda: any("2 orders are taken back" in text for text in player.said), "the answer")
    said = next(text for text in player.said if "2 orders are taken back" in text)
    assert f"1 stays, because something followed from it: {stays}." in said


def orders_of(path: Path) -> set[Any]:
    """The customer's numbers of the orders that are here of a file."""
    with connection():
        batch = ImportBatch.get_or_none(ImportBatch.file_name == path.name)
        if batch is None:
            return set()
        mine = SalesOrder.select(SalesOrder.customer_ref).where(SalesOrder.source == f"import:{batch.id}")
        return {ref for (ref,) in mine.tuples()}
