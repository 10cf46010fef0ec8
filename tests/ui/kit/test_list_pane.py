from typing import Any

import pytest
from fakes import FakeFilter, FakeListing, FakeQuery
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from ui.kit.buttons import MenuButton
from ui.kit.filter_bar import FilterBar, Saved
from ui.kit.list_pane import ListPane

SAVED = [Saved("all", "All"), Saved("mine", "To approve", (("state", "submitted"),))]


@pytest.fixture
def pane(kit: Any, qtbot: Any) -> ListPane:
    made = ListPane(kit.shell, FakeListing(1000), FakeQuery(), saved=SAVED, checkable=True)
    qtbot.addWidget(made)
    made.resize(1000, 700)
    made.show()
    made.start()
    kit.settle()
    return made


def texts(pane: ListPane, kind: str) -> list[str]:
    return [b.text() for b in pane.findChildren(QPushButton) if b.property("kind") == kind and not b.isHidden()]


def test_search_waits_for_the_last_key_and_asks_once(pane: ListPane, kit: Any, qtbot: Any) -> None:
    changed: list[None] = []
    pane.bar.changed.connect(lambda: changed.append(None))
    pane.find_text()
    QTest.keyClicks(pane.bar.search_box(), "421")
    qtbot.waitUntil(lambda: bool(changed))
    kit.settle()
    assert len(changed) == 1
    assert pane.query() == FakeQuery(search="421")
    assert pane.table.paged().rowCount() == 1


def test_escape_clears_the_search_and_then_leaves_the_list(pane: ListPane, kit: Any) -> None:
    left: list[None] = []
    pane.escaped.connect(lambda: left.append(None))
    pane.bar.search_box().setText("421")
    QTest.keyClick(pane.table, Qt.Key.Key_Escape)
    kit.settle()
    assert (pane.bar.search(), left) == ("", [])
    QTest.keyClick(pane.table, Qt.Key.Key_Escape)
    assert left == [None]


def test_a_set_filter_is_visible_and_its_x_takes_it_away(pane: ListPane, kit: Any) -> None:
    pane.bar.set_filter("state", "approved")
    kit.settle()
    assert pane.query().filters == (("state", "approved"),)
    assert texts(pane, "set") == ["State: Approved "]
    chip = next(b for b in pane.findChildren(QPushButton) if b.property("kind") == "set" and not b.isHidden())
    QTest.mouseClick(chip, Qt.MouseButton.LeftButton)
    kit.settle()
    assert pane.query().filters == ()
    assert texts(pane, "set") == []


def test_a_saved_filter_is_a_pill_with_its_count_and_can_be_pressed(pane: ListPane, kit: Any) -> None:
    pane.bar.set_counts({"all": 1284, "mine": 12})
    assert texts(pane, "pill") == ["All  1,284", "To approve  12"]
    pill = next(b for b in pane.findChildren(QPushButton) if b.text().startswith("To approve"))
    QTest.mouseClick(pill, Qt.MouseButton.LeftButton)
    kit.settle()
    assert pane.query().filters == (("state", "submitted"),)
    assert pill.isChecked()


def test_nothing_found_names_the_filters_and_offers_to_clear_them(pane: ListPane, kit: Any) -> None:
    pane.bar.set_filters((("state", "approved"),), "nobody")
    kit.settle()
    assert pane._nothing.isVisible()
    assert pane._nothing.told()[1] == 'Nothing matches search "nobody", State: Approved.'
    clear = pane._nothing.findChild(QPushButton)
    QTest.mouseClick(clear, Qt.MouseButton.LeftButton)
    kit.settle()
    assert pane.table.isVisible()
    assert pane.query() == FakeQuery()


def test_a_list_with_nothing_in_it_is_empty_and_not_searched_in_vain(kit: Any, qtbot: Any) -> None:
    made = ListPane(kit.shell, FakeListing(0), FakeQuery())
    qtbot.addWidget(made)
    made.show()
    made.start()
    kit.settle()
    assert made._empty.isVisible()


def test_the_foot_counts_the_filter_the_selection_and_the_sum(pane: ListPane, kit: Any) -> None:
    pane.table.toggle(3)
    pane.table.toggle(4)
    foot = pane.totals
    assert (foot._count.text(), foot._selected.text()) == ("1,000 rows", "2")
    assert foot._totals["amount"][1].text() == "¥ 2,318,904.60"


def test_a_column_hidden_by_hand_stays_hidden_next_time(pane: ListPane, kit: Any, qtbot: Any) -> None:
    pane.table.columns.show("shipped", False)
    again = ListPane(kit.shell, FakeListing(5), FakeQuery())
    qtbot.addWidget(again)
    names = [again.table.paged().columns[at].name for at in again.table.shown_columns()]
    assert "shipped" not in names
    assert "customer" in names


def test_a_row_is_found_by_its_number_wherever_it_is(pane: ListPane, kit: Any) -> None:
    pane.go_to(3)
    assert pane.current_id() == 3
    pane.go_to(800, search="800")
    kit.settle()
    assert pane.current_id() == 800


def test_sorting_stays_when_the_search_changes(pane: ListPane, kit: Any) -> None:
    pane.table.sort_by(0)
    kit.settle()
    pane.bar.set_filter("state", "approved")
    kit.settle()
    assert (pane.query().sort, pane.query().descending) == ("number", True)


def test_filter_menus_without_room_are_folded_into_one(kit: Any, qtbot: Any) -> None:
    filters = [FakeFilter(name, name.title(), (("a", "A"), ("b", "B"))) for name in ("state", "quotations", "customer")]
    bar = FilterBar(filters, "Number or customer")
    around = QWidget()  # a window of its own is never smaller than what it holds
    qtbot.addWidget(around)
    bar.setParent(around)
    around.resize(1000, 60)
    bar.resize(900, 44)
    around.show()
    menus = bar.findChildren(MenuButton)
    assert [m.accessibleName() for m in menus if m.isVisible()] == ["State", "Quotations", "Customer"]
    bar.resize(380, 44)
    (folded,) = [m for m in menus if m.isVisible()]
    assert folded.accessibleName() == "Filters"
    inner = {action.text(): action.menu() for action in folded.menu_of().actions()}
    assert list(inner) == ["State", "Quotations", "Customer"]
    inner["Quotations"].actions()[1].trigger()
    assert bar.filters() == (("quotations", "b"),)
    right = max(w.geometry().right() for w in (folded, bar.search_box()))
    assert right < bar.width()
    bar.resize(560, 44)
    whole = "Customer: the workshop at the northern end of the long harbour road"
    bar.set_filter("customer", "7", whole)
    chips = [each for each in bar.findChildren(QPushButton) if each.property("whole") and not each.isHidden()]
    assert max(chip.geometry().right() for chip in chips) < bar.width()
    QApplication.processEvents()
    assert all(chip.width() >= chip.sizeHint().width() for chip in chips), "no word is cut through"
    assert [chip.text().strip()[-1] for chip in chips if chip.accessibleName() == whole] == ["…"]
    bar.resize(1300, 44)
    assert whole in [chip.text().strip() for chip in chips]
    bar.clear()
    bar.resize(900, 44)
    assert [m.accessibleName() for m in menus if m.isVisible()] == ["State", "Quotations", "Customer"]
