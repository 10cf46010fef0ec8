"""Files of orders dropped on the window: read, asked about, shown with their doubts, brought in."""

from decimal import Decimal as D
from pathlib import Path

import pytest
from openpyxl import Workbook
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from models.exchange import ImportBatch, ImportProfile
from models.orders import SalesOrder
from services import order_import
from services.errors import Unavailable
from services.order_typing import customer
from tests.ui.orders.conftest import Desk
from ui.importing.page import ImportPage
from ui.importing.preview import TallyChip

HEAD = ("订单号", "客户名称", "商品编码", "商品名称", "数量", "单价", "备注")
ROWS = (
    ("A-1", "宁波东港贸易行", "BR-6204", "轴承", 20, 23.8, None),
    ("A-1", "宁波东港贸易行", "GL-NBR", "手套", 5, None, None),
    ("A-2", "Dingli Hardware", "NEW-9", "新品", 3, 12, None),
    ("A-3", "Dingli Hardware", "SC-M8", "螺栓", "二十", 1, None),
    ("A-4", "Dingli Hardware", "SC-M8", "螺栓", 8, 0.85, None),
)


def workbook(folder: Path, *rows: tuple[object, ...], name: str = "orders.xlsx") -> Path:
    book = Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(row)
    path = folder / name
    book.save(path)
    return path


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return workbook(tmp_path, HEAD, *ROWS)


def page(desk: Desk) -> ImportPage:
    assert desk.window.importer is not None
    return desk.window.importer


def dropped(desk: Desk, path: Path) -> ImportPage:
    desk.drop(path)
    desk.until(lambda: desk.window.importer is not None and page(desk)._loaded is not None)
    return page(desk)


def test_a_dropped_file_is_shown_with_its_doubts_and_brought_in_with_one_key(desk: Desk, file: Path) -> None:
    shown = dropped(desk, file)
    model = shown.table.rows_model
    fates = {row: fate for _sheet, row, fate in shown._loaded.rows.entries}
    assert fates == {2: "ready", 3: "ready", 4: "draft", 5: "failed", 6: "ready"}
    assert desk.window._bring.text().strip() == "Import 3 orders"
    assert shown.table.currentIndex().data() == "NEW-9"
    assert "There is no such product here yet." in shown.fixing.sentence.text()
    desk.key(Qt.Key.Key_Down)
    sku = shown.table.currentIndex().column()
    quantity = next(at for at in range(model.columnCount()) if model.data(model.index(1, at)) == "二十")
    while shown.table.currentIndex().column() != quantity:
        desk.key(Qt.Key.Key_Right if quantity > sku else Qt.Key.Key_Left)
    assert '"二十": This quantity is not a number.' in shown.fixing.sentence.text()
    desk.submit()
    desk.until(lambda: SalesOrder.select().count() == 3)
    desk.until(lambda: any("3 orders are imported: 2 submitted, 1 drafts" in text for text in desk.said()))
    desk.until(lambda: desk.pane.table.paged().rowCount() == 3)
    assert desk.pane.bar.described() == ["Import: orders.xlsx"]
    desk.until(lambda: desk.window.list.panel.order() is not None and desk.window.list.panel.order().lines)


def test_the_second_time_nothing_is_left_to_bring_in(desk: Desk, file: Path) -> None:
    dropped(desk, file)
    desk.submit()
    desk.until(lambda: SalesOrder.select().count() == 3)
    desk.calm()
    shown = dropped(desk, file)
    assert {fate for _sheet, _row, fate in shown._loaded.rows.entries} == {"here", "failed"}
    assert not desk.window._bring.isEnabled()


def test_a_column_can_be_read_as_something_else(desk: Desk, file: Path) -> None:
    shown = dropped(desk, file)
    remark = next(each for each in shown._loaded.rows.columns if each.heading == "商品名称")
    menu = shown.side.field_menu(remark)
    next(action for action in menu.actions() if action.text() == "Not read").trigger()
    desk.until(lambda: "name" not in shown._loaded.reading.columns)
    assert shown._loaded.reading.columns["sku"] == "商品编码"


def test_unknown_goods_are_made_when_asked_for(desk: Desk, file: Path) -> None:
    shown = dropped(desk, file)
    shown.side._take_create(True)
    desk.until(lambda: shown._loaded.prepared.products)
    desk.submit()
    desk.until(lambda: SalesOrder.select().where(SalesOrder.state == "submitted").count() == 3)


def test_a_question_is_asked_in_place_and_the_answer_goes_on(desk: Desk, tmp_path: Path) -> None:
    rows = [("订单号", "客户名称", "下单日期", "商品编码", "数量"), ("A-1", "C2", "03/04/2026", "BR-6204", 5),
            ("A-2", "C2", "05/06/2026", "BR-6204", 5)]  # fmt: skip
    desk.drop(workbook(tmp_path, *rows))
    desk.until(lambda: page(desk)._pages.currentWidget() is page(desk)._questions)
    desk.until(lambda: page(desk)._questions._go_on.isVisible())
    desk.submit()
    desk.until(lambda: page(desk)._loaded is not None)
    assert page(desk)._answers == {"date_order": "dmy"}


def test_a_file_that_is_none_is_refused_in_a_sentence(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "notes.xlsx"
    path.write_bytes(b"\x00\x01\x02 this is no workbook" * 20)
    desk.drop(path)
    desk.until(lambda: page(desk)._pages.currentWidget() is page(desk)._refusal)
    assert page(desk)._refusal.told()[0] == "notes.xlsx can't be read"
    desk.window._close.click()
    desk.until(lambda: desk.window.list.isVisible())


def test_an_import_that_fails_leaves_the_preview_to_try_again(desk: Desk, file: Path, monkeypatch) -> None:
    shown = dropped(desk, file)
    real = order_import.import_orders

    def full(*_args: object, **_more: object) -> object:
        raise Unavailable("disk_full")

    monkeypatch.setattr(order_import, "import_orders", full)
    desk.submit()
    desk.until(lambda: "No: disk_full." in desk.said())
    assert shown._pages.currentWidget() is shown.preview
    monkeypatch.setattr(order_import, "import_orders", real)
    QTest.mouseClick(desk.window._bring, Qt.MouseButton.LeftButton)
    desk.until(lambda: ImportBatch.select().count() == 1)


NAMELESS = (("订单号", "商品编码", "数量", "单价"), ("A-1", "BR-6204", 5, 20))


def asked_whose(desk: Desk, path: Path) -> ImportPage:
    """The page, asking whose orders the file holds."""
    desk.drop(path)
    desk.until(lambda: page(desk)._pages.currentWidget() is page(desk)._questions)
    desk.until(lambda: desk.focused().accessibleName() == "Customer of these orders")
    return page(desk)


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_the_file_names_no_customer_so_the_person_does_and_the_next_one_is_known(desk: Desk, tmp_path: Path) -> None:
    shown = asked_whose(desk, workbook(tmp_path, *NAMELESS))
    desk.keys("ding")
    desk.until(lambda: desk.focused()._list.isVisible())
    desk.enter()
    desk.submit()
    desk.until(lambda: shown._loaded is not None)
    assert shown._loaded.prepared.orders[0].submit
    assert shown._loaded.prepared.orders[0].total == int(D(100) * 100)
    assert shown.side.name() == "Dingli Hardware"
    shown.side._name.setText("Dingli shop")
    desk.window.activateWindow()
    desk.submit()
    desk.until(lambda: SalesOrder.select().count() == 1)
    assert ImportProfile.get().name == "Dingli shop"
    desk.calm()
    again = dropped(desk, workbook(tmp_path, NAMELESS[0], ("A-2", "BR-6204", 5, 20), name="next.xlsx"))
    assert again._loaded.channel.name == "Dingli Hardware"
    assert again._loaded.prepared.orders[0].submit


def test_nobody_yet_brings_drafts_and_the_side_can_still_name_somebody(desk: Desk, tmp_path: Path) -> None:
    shown = asked_whose(desk, workbook(tmp_path, *NAMELESS))
    other = next(each for each in shown._questions.findChildren(QPushButton) if "drafts" in each.text())
    QTest.mouseClick(other, Qt.MouseButton.LeftButton)
    desk.until(lambda: shown._loaded is not None)
    assert not shown._loaded.prepared.orders[0].submit
    shown.side._take_customer(customer(2))
    desk.until(lambda: shown._loaded.prepared.orders[0].customer == 2)
    assert shown._loaded.prepared.orders[0].submit


def test_a_column_read_as_something_else_is_read_so_the_next_time(desk: Desk, tmp_path: Path) -> None:
    head = ("订单号", "客户名称", "商品编码", "代号", "数量", "单价")
    shown = dropped(desk, workbook(tmp_path, head, ("A-1", "Dingli Hardware", "X", "BR-6204", 5, 20)))
    assert not shown._loaded.prepared.orders[0].submit
    column = next(each for each in shown._loaded.rows.columns if each.heading == "代号")
    menu = shown.side.field_menu(column)
    next(action for action in menu.actions() if action.text() == "SKU").trigger()
    desk.until(lambda: shown._loaded.prepared.orders[0].submit)
    QTest.mouseClick(desk.window._bring, Qt.MouseButton.LeftButton)
    desk.until(lambda: SalesOrder.select().count() == 1)
    desk.calm()
    again = dropped(desk, workbook(tmp_path, head, ("A-2", "Dingli Hardware", "X", "BR-6204", 5, 20), name="b.xlsx"))
    assert again._loaded.prepared.orders[0].submit
    assert again._loaded.reading.columns["sku"] == "代号"


def test_undo_takes_the_whole_file_back(desk: Desk, file: Path) -> None:
    dropped(desk, file)
    desk.submit()
    desk.until(lambda: SalesOrder.select().count() == 3)
    desk.until(lambda: any("3 orders are imported" in text for text in desk.said()))
    desk.kit.notices[-1].act()
    desk.until(lambda: SalesOrder.select().count() == 0)
    desk.until(lambda: any("3 orders are taken back" in text for text in desk.said()))
    assert {fate for _sheet, _row, fate in dropped(desk, file)._loaded.rows.entries} == {"ready", "draft", "failed"}


def test_a_row_on_hold_says_why_and_the_chip_shows_such_rows(desk: Desk, tmp_path: Path) -> None:
    head = (*HEAD[:6], "订单状态")
    sold = ("A-1", "宁波东港贸易行", "BR-6204", "轴承", 20, 23.8, "交易成功")
    path = workbook(tmp_path, head, sold, ("A-2", "宁波东港贸易行", "GL-NBR", "手套", 5, 3, "等待卖家发货"))
    shown = dropped(desk, path)
    assert {row: fate for _sheet, row, fate in shown._loaded.rows.entries} == {2: "hold", 3: "ready"}
    assert "because the file says \"交易成功\"" in shown.fixing.sentence.text()
    chip = next(each for each in shown.preview.findChildren(TallyChip) if each.text() == "1 on hold")
    QTest.mouseClick(chip, Qt.MouseButton.LeftButton)
    assert [row for _sheet, row, _fate in shown.table.rows_model.shown] == [2]
    shown.preview.narrow("all")
    shown.table.setCurrentIndex(shown.table.rows_model.index(1, 0))
    assert shown.fixing.sentence.text() == "Nothing in doubt in this row."
