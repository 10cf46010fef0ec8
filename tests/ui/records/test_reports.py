"""Reports: chosen by keys, grouped, looked behind, written to a file."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pypdfium2
import pyqtgraph as pg
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from services.reports.definition import Ask, Report, Result
from services.reports.grouped import grouped
from tests.services.shop import Shop
from tests.ui.delivery.conftest import Desk, to_front
from ui.inventory.window import InventoryWindow
from ui.kit.buttons import CheckBox
from ui.kit.cards import FigureCard
from ui.reports.behind import BehindDialog
from ui.reports.dashboard import ChooseCards
from ui.reports.window import ReportsWindow
from ui.shell import Working

Sit = Callable[[str], Desk]


def sold(shop: Shop) -> None:
    a, b = shop.product("A-1", category="bolts"), shop.product("B-1", category="gloves")
    shop.stock(a, 100)
    shop.stock(b, 100)
    shop.dispatched((a, 4))
    shop.dispatched((b, 3), (a, 1))


def shown(sitting: Desk, **where: Any) -> ReportsWindow:
    window: ReportsWindow = sitting.open("reports", ReportsWindow, **where)
    to_front(window.window())
    sitting.settle()
    return window


def drawn(window: ReportsWindow, kind: type) -> list[Any]:
    assert window.chart._plot is not None
    return [item for item in window.chart._plot.box.addedItems if isinstance(item, kind)]


def dialog() -> BehindDialog:
    return next(w for w in QApplication.topLevelWidgets() if isinstance(w, BehindDialog) and w.isVisible())


def test_a_table_of_many_figures_folds_its_headings_before_it_scrolls(desk: Sit, shop: Shop) -> None:
    sold(shop)
    sitting = desk("owner")
    window = shown(sitting, report="exposure")
    assert window.table is not None
    for width, folded in ((1290, True), (2200, False)):
        window.window().resize(width, 700)
        sitting.settle()
        assert window.table.horizontalScrollBar().maximum() == 0
        assert (window.table.horizontalHeader().height() > 40) == folded


def test_a_report_is_chosen_and_its_rows_lead_to_the_document_by_keys_alone(desk: Sit, shop: Shop) -> None:
    sold(shop)
    sitting = desk("owner")
    window = shown(sitting)
    while window.report is None or window.report.name != "sales":
        QTest.keyClick(window.nav, Qt.Key.Key_Down)
    sitting.settle()
    cards = [card.accessibleName() for card in window.findChildren(FigureCard) if card.isVisible()]
    assert cards[0].startswith("Sales ¥: 80.00")
    QTest.keyClick(window.window(), Qt.Key.Key_F4)
    assert window.by.hasFocus()
    window.by.set_value("category")
    sitting.settle()
    assert [row[:2] for row in window.result.rows] == [("bolts", 50), ("gloves", 30)]
    window.table.setFocus()
    QTest.keyClick(window.table, Qt.Key.Key_Down)
    QTest.keyClick(window.table, Qt.Key.Key_Return)
    sitting.settle()
    behind = dialog()
    assert behind.windowTitle() == "Sales – gloves"
    QTest.keyClick(behind.table, Qt.Key.Key_Return)
    sitting.settle()
    assert sitting.went[-1] == ("delivery", {"id": 2})


def test_a_bar_has_its_figure_and_opens_what_is_behind_it(desk: Sit, shop: Shop) -> None:
    sold(shop)
    sitting = desk("owner")
    window = shown(sitting, report="sales", by="product")
    texts, (bars,) = drawn(window, pg.TextItem), drawn(window, pg.BarGraphItem)
    assert [text.toPlainText() for text in texts] == ["50.00", "30.00"]
    assert bars.opts["width"].tolist() == [50, 30]
    window.by.set_value("day")
    sitting.settle()
    assert drawn(window, pg.BarGraphItem)[0].opts["height"].tolist() == [80]
    window.chart.setFocus()
    QTest.keyClick(window.chart, Qt.Key.Key_Right)
    sitting.settle()
    assert [text.toPlainText() for text in drawn(window, pg.TextItem)] == ["2026-03-05  80.00"]
    window.by.set_value("product")
    sitting.settle()
    place = window.chart.place(1).center().toPoint()
    QTest.mouseClick(window.chart, Qt.MouseButton.LeftButton, pos=QPoint(place.x(), place.y()))
    sitting.settle()
    assert dialog().windowTitle() == "Sales – Product B-1"


def test_a_period_of_ones_own_that_ends_before_it_begins_is_told(desk: Sit, shop: Shop) -> None:
    sold(shop)
    sitting = desk("owner")
    window = shown(sitting, report="orders")
    window.span.set_value("own")
    sitting.settle()
    assert window.first.isVisible()
    window.first.setFocus()
    window.first.selectAll()
    QTest.keyClicks(window.first, "2026-03-09")
    window.last.setFocus()
    window.last.selectAll()
    QTest.keyClicks(window.last, "2026-03-01")
    QTest.keyClick(window.last, Qt.Key.Key_Return)
    sitting.settle()
    assert "before the first" in sitting.said()
    assert window.first.text() == "2026-03-09"


def test_a_report_without_rows_says_so(desk: Sit, shop: Shop) -> None:
    window = shown(desk("owner"), report="sales")
    assert window._nothing.isVisible()
    assert not window.chart.isVisible()


def test_a_long_report_can_be_stopped_is_not_asked_again_by_changes_and_is_by_f5(desk: Sit, shop: Shop) -> None:
    sold(shop)
    sitting = desk("owner")
    window = shown(sitting, report="orders")
    asked: list[Ask] = []
    works: list[Working] = []
    sitting.shell.working.connect(works.append)

    def run(report: Report, ask: Ask) -> Result:
        asked.append(ask)
        if len(asked) == 1:
            works[-1].job.cancel()
            ask.tell(1, 3)
        return grouped(report, ask)

    window.report = replace(window.report, run=run)
    window.span.set_value("year")
    sitting.settle()
    assert (len(asked), window._nothing.isVisible(), window._nothing.told()[0]) == (1, True, "Stopped")
    assert works[-1].stoppable
    sitting.shell.publish(frozenset({"orders"}))
    sitting.settle()
    assert len(asked) == 1
    window.refresh()
    sitting.settle()
    assert (len(asked), window._nothing.isVisible(), len(window.result.rows)) == (2, False, 1)


def test_only_what_a_person_may_see_is_offered(desk: Sit) -> None:
    window = shown(desk("packer"))
    words = [window.nav.item(at).text().strip() for at in range(window.nav.count())]
    assert "Promises kept" in words
    assert not {"Sales", "Picking by person", "Who owes since when"} & set(words)


def test_a_report_goes_into_a_workbook(desk: Sit, shop: Shop, tmp_path: Path) -> None:
    sold(shop)
    sitting = desk("owner")
    window = shown(sitting, report="sales", by="product")
    window.write(tmp_path / "sales.xlsx")
    sitting.settle()
    assert sitting.said() == f"The report is in {tmp_path / 'sales.xlsx'}."
    assert [row[1] for row in openpyxl.load_workbook(tmp_path / "sales.xlsx")["Sales"].values] == ["Sales ¥", 50, 30]


def test_the_dashboard_shows_the_cards_a_person_picked_and_a_card_opens_its_report(desk: Sit, shop: Shop) -> None:
    sold(shop)
    sitting = desk("owner")
    window = shown(sitting)
    assert window.dashboard.isVisible()
    assert window.dashboard.tiles()[0].accessibleName().startswith("On time: ")
    window.dashboard.keep(("sales.amount", "orders.orders", "gone.gone"))
    sitting.settle()
    assert [tile.card.name for tile in window.dashboard.tiles()] == ["sales.amount", "orders.orders"]
    assert window.dashboard.tiles()[0].accessibleName() == "Sales ¥: 80.00. Sales"
    QTest.mouseClick(window.dashboard.tiles()[1], Qt.MouseButton.LeftButton)
    sitting.settle()
    assert (window.report.name, window.dashboard.isVisible()) == ("orders", False)


def test_the_dashboard_follows_what_happens_while_it_is_looked_at(desk: Sit, shop: Shop) -> None:
    sold(shop)
    sitting = desk("owner")
    window = shown(sitting)
    window.dashboard.keep(("sales.amount",))
    sitting.settle()
    more = shop.product()
    shop.stock(more, 9)
    shop.dispatched((more, 2))
    sitting.shell.publish(frozenset({"deliveries"}))
    sitting.settle()
    assert window.dashboard.tiles()[0].accessibleName().startswith("Sales ¥: 100.00")


def test_cards_are_chosen_and_put_in_order_by_keys(desk: Sit, shop: Shop) -> None:
    sitting = desk("owner")
    window = shown(sitting)
    window.dashboard.keep(("orders.orders", "sales.amount"))
    sitting.settle()
    QTest.keyClick(window.window(), Qt.Key.Key_F2)
    sitting.settle()
    choose = next(w for w in QApplication.topLevelWidgets() if isinstance(w, ChooseCards) and w.isVisible())
    up = choose.findChildren(QPushButton)
    second = [button for button in up if button.accessibleName() == "Move up"][1]
    second.setFocus()
    QTest.keyClick(second, Qt.Key.Key_Space)
    sitting.settle()
    box = next(b for b in choose.findChildren(CheckBox) if b.text() == "Orders received: Orders" and b.isVisible())
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Space)
    QTest.keyClick(choose, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    sitting.settle()
    assert window.dashboard.names() == ("sales.amount",)
    sitting.notices[-1].act()
    assert window.dashboard.names() == ("orders.orders", "sales.amount")


def test_the_dashboard_is_one_page_of_paper(desk: Sit, shop: Shop, tmp_path: Path) -> None:
    sold(shop)
    sitting = desk("owner")
    window = shown(sitting)
    window.write(tmp_path / "page.pdf")
    sitting.settle()
    with pypdfium2.PdfDocument(tmp_path / "page.pdf") as pdf:
        assert len(pdf) == 1
        assert "80.00" in pdf[0].get_textpage().get_text_range()


def test_the_dashboard_and_a_report_go_to_the_printer_and_into_files_by_buttons_in_reach(
    desk: Sit, shop: Shop, tmp_path: Path
) -> None:
    sold(shop)
    sitting = desk("owner")
    papers: list[tuple[str, bytes]] = []

    class Out:
        def print_pdf(self, name: str, make: Callable[[], bytes]) -> None:
            papers.append((name, make()))

    sitting.shell.doors = Out()  # type: ignore[assignment]
    window = shown(sitting)
    assert window.print_button.isVisible()
    assert window.export_button.isVisible()
    QTest.keyClick(window.window(), Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    window.write(tmp_path / "cards.xlsx")
    window.activate(report="sales")
    sitting.settle()
    window.print_button.click()
    assert [name for name, _pdf in papers] == ["Dashboard", "Sales"]
    for _name, pdf in papers:
        with pypdfium2.PdfDocument(pdf) as document:
            assert len(document) == 1
            assert "80.00" in document[0].get_textpage().get_text_range()
    rows = list(openpyxl.load_workbook(tmp_path / "cards.xlsx")["Dashboard"].values)
    assert ("Sales: Sales ¥", "80.00") in [row[:2] for row in rows]


def test_big_fills_the_screen_and_esc_or_another_report_goes_back(desk: Sit, shop: Shop) -> None:
    sold(shop)
    sitting = desk("owner")
    window = shown(sitting)
    QTest.keyClick(window.window(), Qt.Key.Key_F11)
    sitting.settle()
    assert window.window().isFullScreen()
    assert not window.nav.isVisible()
    for width, height, least in ((1920, 1080, 230), (1366, 768, 170)):
        window.window().resize(width, height)
        sitting.settle()
        tiles, scroll = window.dashboard.tiles(), window.dashboard._scroll
        assert len(tiles) == 12
        assert min(tile.height() for tile in tiles) >= least
        assert scroll.verticalScrollBar().maximum() == 0, "nobody scrolls on a wall"
    window.dashboard.setFocus()
    QTest.keyClick(window.dashboard, Qt.Key.Key_Escape)
    assert not window.window().isFullScreen()
    assert window.nav.isVisible()
    QTest.keyClick(window.window(), Qt.Key.Key_F11)
    window.activate(report="sales")
    sitting.settle()
    assert not window.window().isFullScreen()


def test_what_changed_meanwhile_comes_into_the_same_table_and_another_question_waits_for_its_answer(
    desk: Sit, shop: Shop
) -> None:
    sold(shop)
    sitting = desk("owner")
    window = shown(sitting, report="sales", by="product")
    table = window.table
    goods = shop.product("C-1")
    shop.stock(goods, 10)
    shop.dispatched((goods, 2))
    sitting.shell.publish(frozenset({"deliveries"}))
    sitting.settle()
    assert window.table is table
    assert len(window.result.rows) == 3
    window.nav.setCurrentRow(window.nav.names.index("orders"))
    assert window.result is None
    window.open_row(0)
    sitting.settle()
    assert window.report.name == "orders"
    assert window.result is not None


def test_the_stock_of_one_product_over_time_is_asked_for_from_the_inventory(desk: Sit, shop: Shop) -> None:
    sold(shop)
    sitting = desk("owner")
    inventory: InventoryWindow = sitting.open("inventory", InventoryWindow, id=1)
    sitting.settle()
    to_front(inventory.window())
    QTest.keyClick(inventory.window(), "H", Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    where = dict(sitting.went[-1][1])
    assert where == {"report": "over_time", "product": 1, "told": "Product A-1"}
    window = shown(sitting, **where)
    assert [figure.value for figure in window.result.figures if figure.name == "there"] == [95]
    assert window.only.text() == "Product: Product A-1"
    QTest.mouseClick(window.only, Qt.MouseButton.LeftButton)
    sitting.settle()
    assert window.only.isHidden()
    assert [figure.value for figure in window.result.figures if figure.name == "there"] == [192]


def test_what_a_report_with_a_long_comparison_says_stands_before_the_comparison(desk: Sit, shop: Shop) -> None:
    sold(shop)
    sitting = desk("owner")
    window = shown(sitting)
    told: list[tuple[str, list[bool]]] = []
    show = window._show

    def seen(report: Report, ask: Ask, result: Result) -> None:
        told.append((report.name, [figure.before is not None for figure in result.figures]))
        show(report, ask, result)

    window._show = seen  # type: ignore[method-assign]
    window.activate(report="over_time")
    sitting.settle()
    assert told == [("over_time", [False] * 5), ("over_time", [True] * 5)]
    cards = [card.accessibleName() for card in window.findChildren(FigureCard) if card.isVisible()]
    assert "before 0" in cards[0]
    assert window.drawn.value() == "there"  # the usual column is drawn, not the first one
