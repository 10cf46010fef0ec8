"""The print desk: each paper with its state; what did not come out is printed again, marked, by a key."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton

from models.paper import PrintJob
from tests.services.shop import Shop
from tests.ui.delivery.conftest import Desk, to_front
from ui.papers.again import WhyDialog
from ui.printing.window import PrintDeskWindow

Sit = Callable[[str], Desk]


def labels() -> list[tuple[int, str, str]]:
    rows = PrintJob.select().where(PrintJob.kind == "label").order_by(PrintJob.copy)
    return [(job.copy, job.state, job.reason) for job in rows]


def test_what_may_not_have_come_out_is_decided_and_printed_again(desk: Sit, shop: Shop) -> None:
    goods = shop.product()
    shop.stock(goods, 5)
    packed = shop.packed((goods, 2))
    PrintJob.update(state="uncertain", error="print_broken_off").where(PrintJob.kind == "label").execute()
    PrintJob.update(station="hall").where(PrintJob.kind == "note").execute()
    sitting = desk("packer")
    window = sitting.open("printing", PrintDeskWindow, state="uncertain")
    to_front(window.window())
    window.pane.table.selectRow(0)
    sitting.settle()
    assert window.record.number == packed.number
    assert any("broke off" in each.text() for each in window.panel.findChildren(QLabel))
    QTest.keyClick(window.window(), Qt.Key.Key_F8)
    sitting.settle()
    assert labels() == [(1, "replaced", ""), (2, "queued", "not_out")]
    PrintJob.update(state="sent").where(PrintJob.copy == 2).execute()
    window.activate(state="sent")
    sitting.settle()
    window.pane.table.selectRow(0)
    sitting.settle()
    QTest.keyClick(window.window(), Qt.Key.Key_F8)
    sitting.settle()
    why = next(each for each in window.window().findChildren(WhyDialog) if each.isVisible())
    why.form.set_values({"why": "damaged"})
    QTest.keyClick(why, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    sitting.settle()
    assert labels()[2] == (3, "queued", "damaged")
    window.activate(state="queued")
    sitting.settle()
    window.pane.go_to(PrintJob.get(PrintJob.kind == "note").id)
    sitting.settle()
    assert window.record.station == "hall"
    sitting.settle()
    to_front(window.window())
    QTest.keyClick(window.window(), Qt.Key.Key_F7)
    sitting.settle()
    assert PrintJob.get(PrintJob.kind == "note").station == sitting.shell.actor.station


def test_a_paper_without_a_printer_says_where_it_lies_and_shows_it(
    desk: Sit, shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    goods = shop.product()
    shop.stock(goods, 5)
    shop.packed((goods, 2))
    PrintJob.update(state="confirmed", path=str(tmp_path / "DN-label.pdf")).where(PrintJob.kind == "label").execute()
    seat = desk("packer")
    window = seat.open("printing", PrintDeskWindow, state="confirmed")
    assert any(f'the folder "{tmp_path.name}"' in each.text() for each in window.panel.findChildren(QLabel))
    shown: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: shown.append(url.toLocalFile()))
    next(each for each in window.panel.findChildren(QPushButton) if "Show the folder" in each.text()).click()
    assert shown == [str(tmp_path)]

    def dead(_path: Path) -> bool:
        raise OSError("the share does not answer")

    monkeypatch.setattr(Path, "is_dir", dead)
    window.refresh()
    seat.settle()
    assert any(f'the folder "{tmp_path.name}"' in each.text() for each in window.panel.findChildren(QLabel))
    assert not any("Show the folder" in each.text() for each in window.panel.findChildren(QPushButton))
