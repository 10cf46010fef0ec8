"""Rows from the clipboard and a message's text, brought in like a file."""

from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.ui.importing.test_import_window import Office, office  # noqa: F401
from ui.importing.pasted import Pasted, table_text

ROWS = "货号\t商品名称\nNEW-1\t新品\nNEW-2\t新品二\n"
PAGE = "<table><tr><td>货号<td>商品名称</tr><tr><td>NEW-1<td>新品</tr><tr><td>NEW-2<td>新品二</tr></table>"
MESSAGE = "张三 13800000000 广东省深圳市南山区科技路1号 红色大号 2件"


def mime(text: str = "", page: str = "") -> QMimeData:
    made = QMimeData()
    if text:
        made.setText(text)
    if page:
        made.setHtml(page)
    return made


@pytest.mark.parametrize("data", [(ROWS, ""), ("", PAGE), (ROWS, PAGE)], ids=["text", "page", "both"])
def test_copied_rows_come_in_by_a_key(office: Office, data: tuple[str, str]) -> None:  # noqa: F811
    office.kit.shell.go("importing", kind="products")
    office.kit.settle()
    QGuiApplication.clipboard().setMimeData(mime(*data))
    QTest.keyClick(office.window, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert office.shown() == {2: "ready", 3: "ready"}


def test_a_dropped_message_is_an_order(office: Office) -> None:  # noqa: F811
    office.kit.shell.go("importing", kind="orders")
    office.kit.settle()
    over, at = Qt.DropAction.CopyAction, QPoint(300, 300)
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    data = mime(MESSAGE)
    window: Any = office.window
    QApplication.sendEvent(window, QDragEnterEvent(at, over, data, left, none))
    QApplication.sendEvent(window, QDropEvent(QPointF(at), over, data, left, none))
    orders: Any = office.until(lambda: getattr(office.main.current(), "importer", None))
    office.until(lambda: orders._pages.currentWidget() is orders._questions)  # whose orders these are
    sheets = orders._sheets[0]
    assert sheets[0].row(1) == ("张三", "13800000000", "广东省深圳市南山区科技路1号", "红色大号", "2", "件", None)


def test_a_word_on_the_clipboard_is_no_table(office: Office) -> None:  # noqa: F811
    office.kit.shell.go("importing", kind="products")
    office.kit.settle()
    QGuiApplication.clipboard().setMimeData(mime("A1001"))
    QTest.mouseClick(office.window.paste, Qt.MouseButton.LeftButton)
    assert office.said()[-1] == "There is nothing to paste. Copy the rows first, with their headings."


def test_text_is_kept_as_a_file_that_says_where_it_comes_from(qapp: Any) -> None:
    pasted = Pasted()
    files = [pasted.file(mime(*each)) for each in ((ROWS, ""), ("", PAGE), (MESSAGE, ""))]
    assert [path and path.name for path in files] == ["Pasted rows.tsv", "Pasted rows.html", "Pasted rows.txt"]
    assert table_text(mime("", "<b>no table</b>")) == ("", "")
