"""Files of every kind through the windows: by button, key and drop, shown with their doubts, brought in, led back."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QPushButton, QWidget

from desktop.windows import PLACES, specs
from models.delivery import Delivery
from models.exchange import ImportBatch
from models.goods import Price, Product, ProductStock
from models.money import Payment
from models.orders import SalesOrder
from models.parties import Customer, FreightRate, Supplier
from services import import_counts
from services.check import check
from services.errors import Refusal, Unavailable
from services.importing.reading import read_sheets, understand
from tests.services.shop import Shop
from ui.importing.kinds import KINDS
from ui.importing.page import ImportPage
from ui.importing.window import ImportWindow
from ui.kit.fields import ChoiceField
from ui.kit.labels import ElidedLabel
from ui.kit.panel import MiniTable
from ui.main_window import MainWindow

HOMES = {kind.home for kind in KINDS.values()}


class Office:
    """The main window, with a person at it who may do all that files do."""

    def __init__(self, shop: Shop, kit: Any, add: Callable[[Any], None], who: str = "owner") -> None:
        self.shop, self.kit = shop, kit
        kit.shell.actor, kit.shell.clock = shop.actors[who], shop.clock
        wanted = [spec for spec in specs({}) if spec.name in {*HOMES, "importing"}]
        self.main = MainWindow(kit.shell, wanted)
        add(self.main)
        self.main.resize(1366, 728)
        self.main.show()
        self.main.activateWindow()
        self.main.show_window("orders")
        kit.settle()

    @property
    def window(self) -> ImportWindow:
        made = self.main.current()
        assert isinstance(made, ImportWindow), self.main.shown()
        return made

    @property
    def page(self) -> ImportPage:
        page = self.window._page()
        assert page is not None
        return page

    def until(self, so: Callable[[], Any]) -> Any:
        return self.kit.until(so)

    def go(self, name: str) -> QWidget:
        self.main.show_window(name)
        self.kit.settle()
        return self.main.current()

    def drop(self, onto: QWidget, path: Path) -> None:
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path))])
        over, at = Qt.DropAction.CopyAction, QPoint(300, 300)
        left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        QApplication.sendEvent(onto, QDragEnterEvent(at, over, data, left, none))
        QApplication.sendEvent(onto, QDropEvent(QPointF(at), over, data, left, none))
        self.kit.settle()

    def shown(self) -> dict[int, str]:
        """Row -> what becomes of it, once the file is read."""
        loaded = self.until(lambda: self.page._loaded)
        return {row: fate for _sheet, row, fate in loaded.rows.entries}

    def bring(self) -> None:
        """The main button, by mouse."""
        self.until(self.window.bring.isEnabled)
        QTest.mouseClick(self.window.bring, Qt.MouseButton.LeftButton)

    def said(self) -> list[str]:
        return [notice.text for notice in self.kit.notices]


@pytest.fixture
def office(shop: Shop, kit: Any, qtbot: Any) -> Office:
    return Office(shop, kit, qtbot.addWidget)


def csv(folder: Path, text: str, name: str = "file.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


CASES: dict[str, tuple[str, dict[int, str], Callable[[], int]]] = {
    "products": ("货号,商品名称\nNEW-1,新品\nBR-6204,x\n", {2: "ready", 3: "here"},
                 lambda: Product.select().where(Product.sku == "NEW-1").count()),
    "customers": ("客户名称,电话\n新客户,13800001111\nDingli Hardware,1\n", {2: "ready", 3: "here"},
                  lambda: Customer.select().where(Customer.name == "新客户").count()),
    "suppliers": ("供应商,电话\n新厂,13800001111\nSupplier,1\n", {2: "ready", 3: "here"},
                  lambda: Supplier.select().where(Supplier.name == "新厂").count()),
    "counts": ("货号,货位,实盘数量\nGL-NBR,A-01-1,12\nXX,A-01-1,1\nSC-M8,A-01-1,\n",
               {2: "ready", 3: "failed", 4: "open"},
               lambda: ProductStock.select().where(ProductStock.on_hand == 12).count()),
    "prices": ("货号,客户,单价\nGL-NBR,Dingli Hardware,21\nGL-NBR,Nobody,20\n", {2: "ready", 3: "failed"},
               lambda: Price.select().count()),
    "freight": ("快递公司,目的地,首重,续重\nSF,浙江,5,1\nSF,一区,5,1\n", {2: "ready", 3: "failed"},
                lambda: FreightRate.select().count()),
    "payments": ("客户,收款日期,收款金额\nC2,2026-03-01,500\nC2,2030-03-01,500\n", {2: "ready", 3: "failed"},
                 lambda: Payment.select().count()),
}  # fmt: skip


@pytest.mark.parametrize("kind", sorted(CASES))
def test_a_dropped_file_is_shown_brought_in_and_leads_back(office: Office, tmp_path: Path, kind: str) -> None:
    text, fates, came = CASES[kind]
    home = office.go(KINDS[kind].home)
    path = csv(tmp_path, text)
    if kind in ("prices", "freight"):  # the window of products takes two kinds, the settings none by a drop
        office.kit.shell.go("importing", kind=kind, file=path)
    elif kind in ("products", "customers"):
        offer = next(child for child in home.children() if type(child).__name__ == "_Offer")
        actions = offer.menu(path).actions()
        assert [action.text() for action in actions] == [f"Import {kind}", "Import prices"]
        actions[0].trigger()
    else:
        office.drop(home, path)
    assert office.shown() == fates
    assert office.window.header._title.text() == KINDS[kind].title
    office.bring()
    office.until(lambda: came() == 1)
    office.until(lambda: office.main.shown() == KINDS[kind].home)
    assert any(text.startswith("1 row came in") for text in office.said())
    batch = ImportBatch.get()
    assert (batch.kind, batch.imported, batch.total) == (kind, 1, len(fates))
    assert [each.name for each in check() if not each.ok] == []


def test_tracking_numbers_dropped_on_deliveries_go_to_their_packages(office: Office, tmp_path: Path) -> None:
    goods = Product.get(Product.sku == "BR-6204").id
    packed = office.shop.packed((goods, 2))
    home = office.go("delivery")
    office.drop(home, csv(tmp_path, f"发货单号,快递公司,运单号\n{packed.number},SF,SF1502339477120\n"))
    assert office.shown() == {2: "ready"}
    office.bring()
    office.until(lambda: Delivery.get_by_id(packed.id).tracking_number == "SF1502339477120")
    office.until(lambda: office.main.shown() == "delivery")


def test_by_keys_alone_from_the_list_to_the_file_and_back(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.go("inventory")
    path = csv(tmp_path, CASES["counts"][0])
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_a, **_k: (str(path), ""))
    QTest.keyClick(office.main, Qt.Key.Key_F7)
    office.until(lambda: office.main.shown() == "importing")
    assert "On the first day this is the opening stock." in office.window.empty.told()[1]
    QTest.keyClick(office.main, Qt.Key.Key_F2)
    assert office.shown()[2] == "ready"
    assert "There is no such product here yet." in office.page.fixing.sentence.text()
    QTest.keyClick(office.page, Qt.Key.Key_Escape)
    assert office.window._page() is None
    QTest.keyClick(office.window, Qt.Key.Key_Escape)
    assert office.main.shown() == "inventory"
    assert ProductStock.select().where(ProductStock.on_hand == 12).count() == 0


def test_the_window_is_not_on_the_rail_and_its_number_is_nobodys(office: Office) -> None:
    assert "importing" not in office.main.names()
    office.kit.shell.go("importing", kind="customers")
    assert office.window.kind.name == "customers"
    assert office.main._rail.button("customers").isChecked()
    office.main.next_region()
    office.main.rebuild()
    assert office.main.shown() == "importing"
    assert next(place for place in PLACES if place.name == "importing").on_rail is False


def test_a_column_read_as_something_else_is_read_so_the_next_time(office: Office, tmp_path: Path) -> None:
    head = "货号,商品名称,底价甲\n"
    office.kit.shell.go("importing", kind="products", file=csv(tmp_path, head + "NEW-1,新品,7\n"))
    office.shown()
    column = next(each for each in office.page._loaded.rows.columns if each.heading == "底价甲")
    menu = office.page.side.field_menu(column)
    next(action for action in menu.actions() if action.text() == "Price ¥").trigger()
    office.until(lambda: "price" in office.page._loaded.reading.columns)
    office.bring()
    office.until(lambda: Product.select().where(Product.sku == "NEW-1").exists())
    assert Product.get(Product.sku == "NEW-1").price == 7
    office.kit.shell.go("importing", kind="products", file=csv(tmp_path, head + "NEW-2,新品,8\n", "next.csv"))
    office.shown()
    assert office.page._loaded.reading.columns["price"] == "底价甲"


def test_an_import_that_fails_leaves_the_preview_to_try_again(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.go("inventory")
    office.drop(office.main.current(), csv(tmp_path, CASES["counts"][0]))
    office.shown()

    def full(*_arguments: object) -> object:
        raise Unavailable("disk_full")

    monkeypatch.setattr(import_counts, "settle_each", full)
    office.bring()
    office.until(lambda: any("disk_full" in text for text in office.said()))
    assert office.page._pages.currentWidget() is office.page.preview
    assert ImportBatch.select().count() == 0


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("kind", sorted(KINDS))
def test_an_empty_table_to_fill_in_is_understood_without_a_question(
    shop: Shop, kind: str, language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from services import import_templates

    monkeypatch.setattr(import_templates, "language", lambda: language)
    path = tmp_path / f"{kind}.xlsx"
    import_templates.save_template(kind, path)
    book = openpyxl.load_workbook(path)
    book.active.append([1] * len(import_templates.COLUMNS[kind]))
    book.save(path)
    try:
        reading = understand(read_sheets(path), kind)
    except Refusal as asked:
        raise AssertionError([question.code for question in getattr(asked, "questions", ())]) from asked
    assert set(reading.columns) == set(import_templates.COLUMNS[kind])


def test_a_big_screen_tells_what_columns_are_understood(office: Office) -> None:
    office.kit.shell.go("importing", kind="suppliers")
    told = office.window.headings
    office.until(lambda: told.findChildren(MiniTable))
    assert not told.isVisible(), "a laptop's screen has no room for it"
    office.main.resize(1920, 1040)
    office.until(told.isVisible)
    (table,) = told.findChildren(MiniTable)
    assert table.accessibleName().startswith("Supplier Code, Supplier No, Vendor Code, Code, S0001; Supplier Name")
    assert "Customer" not in table.accessibleName()
    whole = table.mapTo(office.window, QPoint(0, table.height())).y()
    assert whole <= office.window.height(), "all of it is on the screen"


def test_coming_back_the_keyboard_is_at_the_choice_of_a_file(office: Office) -> None:
    office.kit.shell.go("importing", kind="suppliers")
    office.go("orders")
    office.kit.shell.go("importing")
    office.kit.settle()
    assert office.main.focusWidget() is office.window.choose


def test_nobody_is_offered_what_they_may_not_do(shop: Shop, kit: Any, qtbot: Any) -> None:
    packer = Office(shop, kit, qtbot.addWidget, "packer")
    home = packer.go("delivery")
    assert not [child for child in home.children() if type(child).__name__ == "_Offer"]


def test_what_came_in_last_is_shown_and_orders_are_taken_back_later(office: Office, tmp_path: Path) -> None:
    rows = "A-1,Dingli Hardware,BR-6204,5,20\nA-2,Dingli Hardware,SC-M8,5,1\n"
    path = csv(tmp_path, "订单号,客户,货号,数量,单价\n" + rows)
    office.kit.shell.go("importing", kind="orders", file=path)
    orders = office.until(lambda: office.main.shown() == "orders" and office.main.current())
    office.until(lambda: orders.importer._loaded)
    QTest.mouseClick(orders._bring, Qt.MouseButton.LeftButton)
    office.until(lambda: SalesOrder.select().count() == 2)
    office.kit.shell.go("importing", kind="orders")
    texts = office.until(lambda: [each.text() for each in office.window._first.findChildren(ElidedLabel)])
    assert texts[0] == "file.csv"
    assert "2 rows" in texts[1]
    files = office.window.history.parentWidget()
    links = [each for each in files.findChildren(QPushButton) if each.property("kind") == "link"]
    assert [each.text() for each in links] == ["Show its orders", "Summary", "Take back"]
    show = links[0]
    QTest.mouseClick(show, Qt.MouseButton.LeftButton)
    office.until(lambda: orders.list.pane.bar.described() == ["Import: file.csv"])
    office.kit.shell.go("importing", kind="orders")
    back = office.until(lambda: next((each for each in office.window._first.findChildren(QPushButton)
                                      if "Take back" in each.text()), None))  # fmt: skip
    QTest.mouseClick(back, Qt.MouseButton.LeftButton)
    office.until(lambda: SalesOrder.select().count() == 0)
    office.until(lambda: any("2 orders are taken back" in text for text in office.said()))
    office.until(lambda: any("nothing of it is here" in each.text()
                             for each in office.window._first.findChildren(ElidedLabel)))  # fmt: skip


def test_what_is_being_written_is_stopped_by_esc_and_nothing_of_it_is_there(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.go("inventory")
    rows = "".join(f"GL-NBR,A-01-{n},{n}\n" for n in (1, 2, 3))
    office.drop(office.main.current(), csv(tmp_path, "货号,货位,实盘数量\n" + rows))
    office.shown()
    monkeypatch.setattr(import_counts, "TELL_EVERY", 1)
    real, page = import_counts.settle_each, office.page

    def settle(*arguments: Any) -> list[list[int]]:
        """Esc is pressed while the first row is written."""
        QTest.keyClick(page, Qt.Key.Key_Escape)
        return real(*arguments)

    monkeypatch.setattr(import_counts, "settle_each", settle)
    office.bring()
    office.until(lambda: page._pages.currentWidget() is page.preview)
    assert ImportBatch.select().count() == 0
    assert ProductStock.get(ProductStock.on_hand == 30)
    monkeypatch.setattr(import_counts, "settle_each", real)
    office.bring()
    office.until(lambda: ImportBatch.select().count() == 1)


def test_a_question_about_columns_says_what_stands_in_them(office: Office, tmp_path: Path) -> None:
    path = csv(tmp_path, "货号,客户,零售价,批发价\nGL-NBR,Dingli Hardware,9.5,8\nBR-6204,Dingli Hardware,6,5\n")
    office.kit.shell.go("importing", kind="prices", file=path)
    field = office.until(lambda: office.page._questions.findChild(ChoiceField))
    assert [field.itemText(at) for at in range(field.count())] == ["C  零售价: 9.5, 6", "D  批发价: 8, 5"]
    assert field.hasFocus()
    QTest.keyClick(field, Qt.Key.Key_Down)
    QTest.keyClick(field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert office.shown() == {2: "ready", 3: "ready"}
    assert office.page._loaded.reading.columns["price"] == "批发价"
