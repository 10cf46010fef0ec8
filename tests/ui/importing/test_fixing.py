"""A file put right in its preview, with the keyboard: cell by cell, all alike at once, rows left out, goods chosen."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QPushButton, QWidget

from models.exchange import ImportBatch, ImportProfile, ImportRow
from models.goods import CustomerArticle
from models.orders import OrderLine, SalesOrder
from models.parties import Supplier
from services.check import check
from services.importing.sheets import letters, local
from tests.services.shop import Shop
from tests.ui.importing.test_import_window import Office, csv
from ui.importing.mapping import Source, Target, column_data
from ui.importing.page import ImportPage
from ui.kit.fields import CheckField
from ui.kit.labels import ElidedLabel

HEAD = "订单号,客户名称,商品编码,数量,单位,单价\n"
ROWS = (
    "A-1,Dingli Hardware,BR-6204,二十,,23.8\n"
    "A-2,Dingli Hardware,SC-M8,五,,1\n"
    "A-2,Dingli Hardware,BR-6204,2,,20\n"
    "A-3,Dingli Hardware,SC-M8,五,,1\n"
    "A-4,Dingli Hardware,大号螺栓,3,,1\n"
)


@pytest.fixture
def office(shop: Shop, kit: Any, qtbot: Any) -> Office:
    return Office(shop, kit, qtbot.addWidget)


@pytest.fixture
def opened(office: Office, tmp_path: Path) -> Callable[[str], ImportPage]:
    """A file of orders, dropped on the orders' window."""

    def drop(text: str) -> ImportPage:
        home = office.go("orders")
        office.drop(home, csv(tmp_path, text, "orders.csv"))
        page = office.until(lambda: home.importer)
        office.until(lambda: page._loaded is not None or page._pages.currentWidget() is page.mapping)
        return page

    return drop


def press(page: ImportPage, key: Qt.Key, with_: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(QApplication.focusWidget() or page.table, key, with_)


def read_anew(office: Office, page: ImportPage, act: Callable[[], None]) -> None:
    """What `act` changes is read anew."""
    was = page._loaded
    act()
    office.until(lambda: page._loaded is not was and page._job is None)


def type_over(office: Office, page: ImportPage, text: str) -> None:
    """Enter opens the cell, the text takes the place of what stood there, Enter closes it."""
    press(page, Qt.Key.Key_Return)
    editor = office.until(lambda: page.table.findChild(QLineEdit))
    QTest.keyClicks(editor, text)
    read_anew(office, page, lambda: QTest.keyClick(editor, Qt.Key.Key_Return))


def fates(page: ImportPage) -> dict[int, str]:
    return {row: fate for _sheet, row, fate in page._loaded.rows.entries}


def dialog(office: Office) -> QWidget:
    return office.until(QApplication.activeModalWidget)


def test_from_problem_to_problem_until_all_comes_in(office: Office, opened: Any) -> None:
    page = opened(HEAD + ROWS)
    told = office.main.current().keys()
    assert {"F8", "Ctrl+D", "Ctrl+M", "Ctrl+Return"} <= {key for key, _term in told}
    assert fates(page) == {2: "failed", 3: "failed", 4: "failed", 5: "failed", 6: "draft"}
    assert page.table.currentIndex().data() == "二十"
    type_over(office, page, "20")
    assert fates(page)[2] == "ready"
    assert page.table.rows_model.shown[0][1] == 3, "the row that is right left the list of problems"
    assert page.table.currentIndex().data() == "五", "the next problem came to its place"
    type_over(office, page, "5")
    assert page.fixing.alike.text().strip() == 'The other "五" too'
    read_anew(office, page, lambda: press(page, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier))
    assert fates(page) == {2: "ready", 3: "ready", 4: "ready", 5: "ready", 6: "draft"}
    read_anew(office, page, lambda: press(page, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier))
    assert fates(page)[5] == "failed"
    read_anew(office, page, lambda: press(page, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier))
    assert fates(page)[3] == "failed"
    assert not page.fixing.alike.isVisible()


def test_what_is_typed_in_a_cell_stays_while_the_file_is_read_anew(office: Office, opened: Any) -> None:
    """Tab goes on to the next cell, and the reading that the first one caused ends while that is typed in."""
    page = opened(HEAD + "A-1,Dingli Hardware,SC-M8,二十,,很贵\n")
    was, model = page._loaded, page.table.rows_model
    press(page, Qt.Key.Key_Return)
    first = office.until(lambda: page.table.findChild(QLineEdit))
    QTest.keyClicks(first, "20")
    price = next(at for at in range(model.columnCount()) if model.index(0, at).data() == "很贵")
    while page.table.currentIndex().column() != price:
        QTest.keyClick(page.table.findChildren(QLineEdit)[-1], Qt.Key.Key_Tab)
    second = page.table.findChildren(QLineEdit)[-1]
    QTest.keyClicks(second, "1.5")
    office.until(lambda: page._waiting is not None)
    office.kit.settle()
    assert page._loaded is was
    assert second.isVisible()
    assert second.text() == "1.5"
    assert not office.main.current()._bring.isEnabled()
    read_anew(office, page, lambda: QTest.keyClick(second, Qt.Key.Key_Return))
    assert fates(page) == {2: "ready"}
    assert page.fixing.changes == 2


def test_what_was_read_meanwhile_is_shown_when_the_cell_is_closed_as_it_was(office: Office, opened: Any) -> None:
    page = opened(HEAD + ROWS)
    was = page._loaded
    press(page, Qt.Key.Key_Return)
    editor = office.until(lambda: page.table.findChild(QLineEdit))
    page._understand()
    office.until(lambda: page._waiting is not None)
    assert page._loaded is was
    QTest.keyClick(editor, Qt.Key.Key_Escape)
    office.until(lambda: page._loaded is not was)
    assert office.main.current()._bring.isEnabled()


def test_undo_is_the_pages_while_a_toast_offers_one_too(office: Office, opened: Any) -> None:
    page = opened(HEAD + ROWS)
    undone: list[str] = []
    office.kit.shell.toast("Something is done.", undo=lambda: undone.append("toast"))
    type_over(office, page, "20")
    read_anew(office, page, lambda: press(page, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier))
    assert (page.fixing.changes, undone) == (0, [])
    press(page, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert undone == ["toast"]


def test_goods_are_chosen_among_likely_ones_and_known_the_next_time(office: Office, opened: Any) -> None:
    page = opened(HEAD + "A-4,Dingli Hardware,大号螺栓,3,,1\n")
    press(page, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    asked = dialog(office)
    QTest.keyClicks(asked.field, "SC-M8")
    office.until(lambda: asked._found and asked._found[0].code == "SC-M8")
    read_anew(office, page, lambda: QTest.keyClick(asked.field, Qt.Key.Key_Return))
    assert fates(page) == {2: "ready"}
    here = next(at for at, each in enumerate(page.table.rows_model.columns) if each.field == "here") + 2
    assert page.table.rows_model.index(0, here).data() == "Screw M8"
    page.bring_in()
    office.until(lambda: OrderLine.select().where(OrderLine.product.is_null(False)).count() == 1)
    assert CustomerArticle.get().said == "大号螺栓"
    assert fates(opened(HEAD + "A-5,Dingli Hardware,大号螺栓,1,,1\n")) == {2: "ready"}


def test_a_row_is_left_out_with_a_reason_and_taken_in_again(office: Office, opened: Any) -> None:
    page = opened(HEAD + ROWS)
    press(page, Qt.Key.Key_F8)
    press(page, Qt.Key.Key_Delete)
    asked = dialog(office)
    asked.form.editor("reason").setText("typed already")
    read_anew(office, page, asked.submit)
    assert fates(page)[3] == "left"
    assert fates(page)[4] == "ready", "the rest of the order comes in"
    page.preview.narrow("out")
    page.table.setCurrentIndex(page.table.rows_model.index(1, 3))
    assert page.fixing.sentence.text() == "Left out: typed already"
    page.bring_in()
    office.until(lambda: SalesOrder.select().count() == 2)
    row = ImportRow.get(ImportRow.code == "left_out")
    assert (row.row, row.outcome, row.note) == (3, "skipped", "typed already")
    batch = ImportBatch.get()
    assert batch.total == batch.imported + batch.merged + batch.skipped + batch.failed
    assert [each.name for each in check() if not each.ok] == []


def test_a_doubt_that_is_none_lets_its_order_be_submitted(office: Office, opened: Any) -> None:
    page = opened(HEAD + "A-1,Dingli Hardware,SC-M8,5,,1\nA-1,Dingli Hardware,SC-M8,5,,1\n")
    assert fates(page) == {2: "draft", 3: "draft"}
    read_anew(office, page, page.fixing.right.click)
    assert fates(page) == {2: "ready", 3: "ready"}


def test_a_file_without_headings_is_mapped_by_dragging_and_asked_about_once(office: Office, opened: Any) -> None:
    text = "A-1,Dingli Hardware,SC-M8,5,1\nA-2,Dingli Hardware,SC-M8,7,1\n"
    page = opened(text)
    mapping = page.mapping
    assert mapping._missing.text() == "Missing: SKU or Barcode or Product, Quantity"
    for letter, term in zip("ABCDE", ("Order no.", "Customer", "SKU", "Quantity", "Price ¥"), strict=True):
        target = next(each for each in mapping.findChildren(Target) if each.accessibleName().startswith(f"{term}:"))
        drop(target, letter)
        office.kit.settle()
    assert mapping._missing.text() == ""
    assert mapping.findChildren(Source)[0].pick.accessibleName() == "Column A is read as Order no."
    mapping.go_on()
    office.until(lambda: page._loaded is not None)
    assert fates(page) == {1: "ready", 2: "ready"}
    page.bring_in()
    office.until(lambda: SalesOrder.select().count() == 2)
    again = opened("A-3,Dingli Hardware,SC-M8,5,1\n")
    assert again._loaded is not None, "it is known by the shape of its columns"


def drop(onto: QWidget, letter: str) -> None:
    data, at = column_data(letter), onto.rect().center()
    over, left, none = Qt.DropAction.LinkAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(onto, QDragEnterEvent(at, over, data, left, none))
    QApplication.sendEvent(onto, QDropEvent(QPointF(at), over, data, left, none))


def test_what_can_not_come_in_is_told_saved_as_a_workbook_put_right_and_dropped_again(
    office: Office, opened: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = opened(HEAD + ROWS.replace("大号螺栓", "SC-M8"))
    page.bring_in()
    asked = dialog(office)
    assert {each.why for each in asked._found.rows} >= {"This quantity is not a number."}
    office.kit.settle()
    shown = [each for each in asked.findChildren(ElidedLabel) if each.text() == "This quantity is not a number."]
    assert shown
    assert all(each.width() > 200 for each in shown)
    path = tmp_path / "wrong.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a, **_k: (str(path), ""))
    QTest.mouseClick(asked.errors, Qt.MouseButton.LeftButton)
    office.until(path.exists)
    office.until(lambda: any("wrong.xlsx is saved" in text for text in office.said()))
    asked.accept()
    made = openpyxl.load_workbook(path)
    assert [row[0].value for row in made.active][1:] == ["A-1", "A-2", "A-2", "A-3"]
    for row, text in ((2, "20"), (3, "5"), (5, "5")):
        made.active[f"D{row}"] = text
    made.save(path)
    home = office.go("orders")
    office.drop(home, path)
    office.until(lambda: home.importer._loaded is not None and home.importer._loaded.reading.file == "wrong.xlsx")
    assert fates(home.importer) == dict.fromkeys(range(2, 6), "ready")
    home.importer.bring_in()
    office.until(lambda: SalesOrder.select().count() == 4)


def test_any_file_is_taken_back_from_the_list_of_those_that_came_in(office: Office, tmp_path: Path) -> None:
    office.kit.shell.go("importing", kind="suppliers", file=csv(tmp_path, "供应商,电话\n新厂,13800001111\n"))
    office.shown()
    office.bring()
    office.until(lambda: Supplier.select().where(Supplier.name == "新厂").exists())
    office.kit.shell.go("importing", kind="suppliers")
    back = office.until(lambda: next((each for each in office.window._first.findChildren(QPushButton)
                                      if each.text() == "Take back"), None))  # fmt: skip
    QTest.mouseClick(back, Qt.MouseButton.LeftButton)
    office.until(lambda: not Supplier.select().where(Supplier.name == "新厂").exists())
    office.until(lambda: any("1 row is taken back" in text for text in office.said()))


def test_an_order_that_changed_is_shown_and_brought_up_to_date_when_the_person_says_so(
    office: Office, opened: Any
) -> None:
    first = opened(HEAD + "A-1,Dingli Hardware,SC-M8,5,,1\n")
    first.bring_in()
    office.until(lambda: SalesOrder.select().count() == 1)
    page = opened(HEAD + "A-1,Dingli Hardware,SC-M8,7,,1\n")
    assert fates(page) == {2: "here"}
    assert "7 ≠ 5" in page.fixing.sentence.text()
    field = next(each for each in page.side.findChildren(CheckField) if each.text() == "Update orders that changed")
    read_anew(office, page, field.click)
    assert fates(page) == {2: "change"}
    page.bring_in()
    office.until(lambda: OrderLine.get().ordered == 7)
    assert SalesOrder.select().count() == 1


def test_a_supplier_that_changed_is_shown_and_brought_up_to_date_when_the_person_says_so(
    office: Office, tmp_path: Path
) -> None:
    head = "供应商,电话,账期\n"
    office.kit.shell.go("importing", kind="suppliers", file=csv(tmp_path, f"{head}新厂,13800001111,30\n", "a.csv"))
    office.bring()
    office.until(lambda: Supplier.select().where(Supplier.name == "新厂").exists())
    office.kit.shell.go("importing", kind="suppliers", file=csv(tmp_path, f"{head}新厂,13800001111,45\n", "b.csv"))
    office.shown()
    page = office.page
    office.until(lambda: page._path.name == "b.csv" and page._loaded is not None and page._job is None)
    assert fates(page) == {2: "here"}
    assert "45 ≠ 30" in page.fixing.sentence.text()
    field = next(each for each in page.side.findChildren(CheckField) if each.text() == "Update records that changed")
    read_anew(office, page, field.click)
    assert fates(page) == {2: "change"}
    page.bring_in()
    office.until(lambda: Supplier.get(Supplier.name == "新厂").payment_days == 45)


def test_a_row_of_one_sheet_is_put_right_there_and_not_in_the_other(office: Office, tmp_path: Path) -> None:
    """The second sheet has its columns in another order, and its third row is in error; the first one's is not."""
    path, book = tmp_path / "months.xlsx", openpyxl.Workbook()
    book.active.title, second = "Jan", book.create_sheet("Feb")
    for row in (HEAD.strip().split(","), ["A-1", "Dingli Hardware", "SC-M8", 5, "", 1],
                ["A-2", "Dingli Hardware", "SC-M8", 6, "", 1]):  # fmt: skip
        book.active.append(row)
    for row in (["订单号", "数量", "客户名称", "商品编码", "单价", "备注"],
                ["B-1", 7, "Dingli Hardware", "SC-M8", 1, "x"],
                ["B-2", "五", "Dingli Hardware", "SC-M8", 1, "y"]):  # fmt: skip
        second.append(row)
    book.save(path)
    home = office.go("orders")
    office.drop(home, path)
    page = office.until(lambda: home.importer)
    office.until(lambda: page._pages.currentWidget() is page._questions)
    page._answer({"sheet": "all"})
    office.until(lambda: page._loaded is not None)
    assert [(sheet.name, local(row), fate) for sheet, row, fate in page._loaded.rows.entries if fate != "skipped"] == [
        ("Jan", 2, "ready"), ("Jan", 3, "ready"), ("Feb", 2, "ready"), ("Feb", 3, "failed")]  # fmt: skip
    assert page.table.rows_model.rowCount() == 1, "the third row of the other sheet is in no doubt"
    assert page.table.currentIndex().data() == "五"
    assert page.fixing.sentence.text().startswith("Feb")
    type_over(office, page, "5")
    assert [fate for _sheet, _row, fate in page._loaded.rows.entries if fate != "skipped"] == ["ready"] * 4
    page.bring_in()
    office.until(lambda: SalesOrder.select().count() == 4)
    lines = OrderLine.select(OrderLine.ordered).join(SalesOrder).order_by(SalesOrder.customer_ref)
    assert [int(each.ordered) for each in lines] == [5, 6, 7, 5]
    assert all(each.ok for each in check())


def test_hidden_rows_come_in_unless_the_person_says_otherwise(office: Office, tmp_path: Path) -> None:
    path, book = tmp_path / "hidden.xlsx", openpyxl.Workbook()
    book.active.append(HEAD.strip().split(","))
    for at in (1, 2, 3):
        book.active.append([f"A-{at}", "Dingli Hardware", "SC-M8", 5, "", 1])
    book.active.row_dimensions[3].hidden = True
    book.active.column_dimensions["F"].hidden = True
    book.active["C4"].comment = openpyxl.comments.Comment("the red ones", "Ann")
    book.save(path)
    home = office.go("orders")
    office.drop(home, path)
    page = office.until(lambda: home.importer)
    office.until(lambda: page._loaded is not None)
    assert fates(page) == {2: "ready", 3: "ready", 4: "ready"}
    assert "hidden" in page.fixing.sentence.text()
    read_anew(office, page, lambda: QTest.mouseClick(page.fixing.hidden, Qt.MouseButton.LeftButton))
    assert fates(page) == {2: "ready", 3: "left", 4: "ready"}
    read_anew(office, page, lambda: press(page, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier))
    assert fates(page)[3] == "ready"
    model = page.table.rows_model
    at = next(each for each in range(2, model.columnCount()) if model.columns[each - 2].at == 2)
    assert "the red ones" in model.data(model.index(2, at), Qt.ItemDataRole.ToolTipRole)
    page.table.first_marked()
    assert "F 单价" in page.fixing.sentence.text()
    read_anew(office, page, lambda: QTest.mouseClick(page.fixing.columns, Qt.MouseButton.LeftButton))
    assert "unit_price" not in page._loaded.reading.columns


def test_a_hidden_column_of_a_later_sheet_is_read_again_when_it_is_chosen(office: Office, tmp_path: Path) -> None:
    path, book = tmp_path / "months.xlsx", openpyxl.Workbook()
    book.active.title, second = "Jan", book.create_sheet("Feb")
    for sheet, number in ((book.active, "A-1"), (second, "B-1")):
        last = ("备注", "x") if sheet is book.active else ("单价", 3)
        sheet.append(["订单号", "客户名称", "商品编码", "数量", last[0]])
        sheet.append([number, "Dingli Hardware", "SC-M8", 5, last[1]])
    second.column_dimensions["E"].hidden = True
    book.save(path)
    home = office.go("orders")
    office.drop(home, path)
    page = office.until(lambda: home.importer)
    office.until(lambda: page._pages.currentWidget() is page._questions)
    page._answer({"sheet": "all"})
    office.until(lambda: page._loaded is not None)
    fields = {letters(each.at): each.field for each in page._loaded.rows.columns}
    page.table.first_marked()
    read_anew(office, page, lambda: QTest.mouseClick(page.fixing.columns, Qt.MouseButton.LeftButton))
    assert "unit_price" not in page._loaded.reading.parts[1].places
    left = {letters(each.at): each.field for each in page._loaded.rows.columns}
    read_anew(office, page, lambda: page.side.mapped.emit({**left, "E": "customer_ref"}))
    assert "unit_price" not in page._loaded.reading.parts[1].places, "nobody chose it"
    read_anew(office, page, lambda: page.side.mapped.emit(fields))
    assert "unit_price" in page._loaded.reading.parts[1].places


def test_known_files_are_looked_at_renamed_and_forgotten(office: Office, opened: Any) -> None:
    page = opened("A-1,Dingli Hardware,SC-M8,5,1\nA-2,Dingli Hardware,SC-M8,7,1\n")
    for letter, name in zip("ABCDE", ("number", "customer", "sku", "quantity", "unit_price"), strict=True):
        page.mapping.put(letter, name)
    page.mapping.go_on()
    office.until(lambda: page._loaded is not None)
    page.bring_in()
    office.until(lambda: SalesOrder.select().count() == 2)
    office.kit.shell.go("importing", kind="orders")
    assert office.window.isAncestorOf(office.window.known)
    QTest.mouseClick(office.window.known, Qt.MouseButton.LeftButton)
    asked = dialog(office)
    change = office.until(lambda: next((b for b in asked.findChildren(QPushButton) if b.text() == "Change…"), None))
    QTest.mouseClick(change, Qt.MouseButton.LeftButton)
    form = office.until(lambda: QApplication.activeModalWidget() is not asked and QApplication.activeModalWidget())
    form.form.editor("name").setText("Ding's list")
    form.submit()
    office.until(lambda: ImportProfile.get().name == "Ding's list")
    forget = office.until(lambda: next((b for b in asked.findChildren(QPushButton) if b.text() == "Forget"), None))
    QTest.mouseClick(forget, Qt.MouseButton.LeftButton)
    office.until(lambda: ImportProfile.select().count() == 0)
