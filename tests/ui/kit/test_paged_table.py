from collections.abc import Callable
from typing import Any

import pytest
from fakes import FakeListing, FakeQuery
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QGuiApplication, QHelpEvent
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QToolTip

from services.errors import Refusal
from ui.kit.paged_model import KEEP, PAGE, WAITING, PagedModel
from ui.kit.paged_table import REST_MS, PagedTable

MILLION = 1_000_000


@pytest.fixture
def table(kit: Any, qtbot: Any) -> Callable[..., tuple[PagedTable, FakeListing]]:
    def make(count: int, **options: Any) -> tuple[PagedTable, FakeListing]:
        listing = FakeListing(count)
        made = PagedTable(kit.jobs, listing, today=kit.shell.today, **options)
        qtbot.addWidget(made)
        made.resize(1000, 600)
        made.show()
        made.setFocus()
        made.set_query(FakeQuery())
        kit.settle()
        return made, listing

    return make


def column_of(table: PagedTable, number: int) -> str:
    return str(table.paged().index(number, 0).data())


def walk_far(table: PagedTable, kit: Any) -> None:
    """Visit so many places that the first page is given up, and end on the last row."""
    last = table.paged().rowCount() - 1
    for step in range(1, KEEP + 2):
        table.go_to(last * step // (KEEP + 1))
        kit.settle()


@pytest.mark.parametrize("count", [0, 1, PAGE, PAGE + 1, 3 * PAGE + 7])
def test_the_model_survives_the_fatal_tester_while_pages_come_and_go(kit: Any, count: int) -> None:
    listing = FakeListing(count)
    model = PagedModel(listing, kit.jobs, listing.columns, "order")
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.set_query(FakeQuery())
    kit.settle()
    model.want(count - 30, count)
    kit.settle()
    listing.inserted = 3
    model.refresh()
    kit.settle()
    listing.count_of, listing.inserted = count // 2, 0
    model.refresh()
    kit.settle()
    assert tester.model() is model
    assert model.rowCount() == count // 2


def test_a_million_rows_are_announced_and_only_a_few_pages_are_read(table: Any, kit: Any) -> None:
    view, listing = table(MILLION)
    assert view.paged().rowCount() == MILLION
    assert listing.read <= 3 * PAGE
    for number in range(0, MILLION, MILLION // 60):
        view.go_to(number)
        kit.settle()
        assert column_of(view, number) == f"SO-{number:07d}"
    assert view.paged().held() <= KEEP * PAGE
    assert listing.read <= 400 * PAGE


def test_the_end_key_shows_the_last_row_without_waiting_for_anchors(table: Any, kit: Any) -> None:
    view, listing = table(0)
    listing.count_of = MILLION
    listing.anchors = lambda query, stride: iter(())
    view.set_query(FakeQuery(sort="number"))
    kit.settle()
    QTest.keyClick(view, Qt.Key.Key_End)
    assert column_of(view, MILLION - 1) == WAITING
    kit.settle()
    assert column_of(view, MILLION - 1) == f"SO-{MILLION - 1:07d}"
    for number in range(MILLION - 1, MILLION - 2000, -300):
        view.go_to(number)
        kit.settle()
        assert column_of(view, number) == f"SO-{number:07d}"


def test_a_row_that_is_not_there_yet_says_so_and_then_is(table: Any, kit: Any) -> None:
    view, _ = table(MILLION)
    view.go_to(500_000)
    assert column_of(view, 500_000) == WAITING
    assert view.current_id() is None
    kit.settle()
    assert column_of(view, 500_000) == "SO-0500000"
    assert view.current_id() == 500_000


@pytest.mark.parametrize("at", [20, 300, 5_000, 9_990])
def test_a_refresh_keeps_the_current_row_and_its_place_on_the_screen(table: Any, kit: Any, at: int) -> None:
    view, listing = table(10_000)
    view.go_to(at)
    kit.settle()
    place = view.rowViewportPosition(view.current_row())
    listing.inserted = 3
    view.refresh()
    kit.settle()
    assert view.current_id() == at
    assert view.current_row() == at + 3
    assert view.rowViewportPosition(view.current_row()) == place
    assert column_of(view, at + 3) == f"SO-{at:07d}"


def test_a_refresh_after_rows_have_gone_shows_the_shorter_list(table: Any, kit: Any) -> None:
    view, listing = table(10_000)
    view.go_to(9_999)
    kit.settle()
    listing.count_of = 50
    view.refresh()
    kit.settle()
    assert view.paged().rowCount() == 50
    assert column_of(view, 49) == "SO-0000049"


@pytest.mark.parametrize(("at", "key", "then"), [
    (10, Qt.Key.Key_Down, 11), (10, Qt.Key.Key_Up, 9), (29, Qt.Key.Key_Down, 28), (29, Qt.Key.Key_Up, 28),
    (0, Qt.Key.Key_Up, 1), (0, Qt.Key.Key_Down, 1),
])  # fmt: skip
def test_a_current_row_that_left_the_list_stays_what_is_shown(
    table: Any, kit: Any, at: int, key: Qt.Key, then: int
) -> None:
    view, listing = table(30, checkable=True)
    view.go_to(at)
    kit.settle()
    told: list[Any] = []
    view.current_changed.connect(told.append)
    listing.gone = {at}
    for _each in range(2):
        view.refresh()
        kit.settle()
    assert (view.current_id(), view.current_row(), view.selected_ids()) == (at, -1, (at,))
    QTest.qWait(REST_MS + 30)
    assert set(told) == {at}
    QTest.keyClick(view, Qt.Key.Key_Space)
    assert view.selected_ids() == (at,)
    QTest.keyClick(view, key)
    assert view.current_id() == then


def test_a_row_that_comes_back_is_the_current_one_again(table: Any, kit: Any) -> None:
    view, listing = table(30)
    view.go_to(10)
    kit.settle()
    for gone, row in (({10}, -1), (set(), 10)):
        listing.gone = gone
        view.refresh()
        kit.settle()
        assert (view.current_id(), view.current_row()) == (10, row)


def test_the_last_row_of_a_list_may_leave_it(table: Any, kit: Any) -> None:
    view, listing = table(1)
    listing.gone = {0}
    view.refresh()
    kit.settle()
    assert (view.paged().rowCount(), view.current_id()) == (0, 0)
    view.set_query(FakeQuery(sort="number"))
    kit.settle()
    assert view.current_id() is None


def test_a_refresh_far_from_the_current_row_keeps_it(table: Any, kit: Any) -> None:
    view, _ = table(10_000)
    view.go_to(7)
    kit.settle()
    view.verticalScrollBar().setValue(view.verticalScrollBar().maximum())
    kit.settle()
    view.refresh()
    kit.settle()
    assert (view.current_id(), view.current_row()) == (7, 7)


def test_changes_during_a_refresh_lead_to_one_more_and_not_to_a_queue(table: Any, kit: Any) -> None:
    view, listing = table(100)
    listing.asked.clear()
    for _ in range(20):
        view.refresh()
    kit.settle()
    assert listing.asked.count("forward") == 2


def test_checked_rows_are_known_by_id_when_their_page_has_gone(table: Any, kit: Any) -> None:
    view, _ = table(MILLION, checkable=True)
    QTest.keyClick(view, Qt.Key.Key_Space)
    QTest.keyClick(view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    walk_far(view, kit)
    assert view.paged().row(0) is None
    assert view.selected_ids() == (0, 1)


def test_shift_and_ctrl_extend_and_space_takes_back(table: Any, kit: Any) -> None:
    view, _ = table(50, checkable=True)
    QTest.keyClick(view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert view.selected_ids() == (0, 1, 2)
    QTest.keyClick(view, Qt.Key.Key_Space)
    assert view.selected_ids() == (0, 1)
    QTest.keyClick(view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    kit.settle()
    assert view.selected_ids() == tuple(range(50))


def test_a_click_on_the_box_checks_and_leaves_the_current_row(table: Any, kit: Any) -> None:
    view, _ = table(50, checkable=True)
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(15, 34 * 4 + 10))
    assert view.selected_ids() == (4,)
    assert view.current_id() == 0
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(300, 34 * 6 + 10))
    assert view.current_id() == 6


def test_another_filter_forgets_the_checks_and_another_order_keeps_them(table: Any, kit: Any) -> None:
    view, _ = table(50, checkable=True)
    view.toggle(4)
    view.set_query(FakeQuery(sort="number", descending=True))
    kit.settle()
    assert view.selected_ids() == (4,)
    view.set_query(FakeQuery(search="7"))
    kit.settle()
    assert view.paged().checked() == frozenset()


def test_a_click_on_the_head_sorts_and_a_second_one_turns_it_round(table: Any, kit: Any) -> None:
    view, _ = table(500)
    at = view.horizontalHeader().sectionViewportPosition(0) + 40
    QTest.mouseClick(view.horizontalHeader().viewport(), Qt.MouseButton.LeftButton, pos=QPoint(at, 16))
    kit.settle()
    assert view.query() == FakeQuery(sort="number", descending=True)
    assert column_of(view, 0) == "SO-0000499"


def test_the_current_row_is_told_once_it_has_come_to_rest(table: Any, kit: Any, qtbot: Any) -> None:
    view, _ = table(50)
    told: list[Any] = []
    view.current_changed.connect(told.append)
    for _ in range(5):
        QTest.keyClick(view, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: bool(told))
    assert told == [5]


def test_enter_opens_the_current_row(table: Any, kit: Any) -> None:
    view, _ = table(50)
    opened: list[Any] = []
    view.opened.connect(opened.append)
    QTest.keyClick(view, Qt.Key.Key_Down)
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert opened == [1]


def test_copying_gives_headings_words_and_plain_figures(table: Any, kit: Any) -> None:
    view, _ = table(50, checkable=True)
    view.toggle(1)
    view.toggle(3)
    QTest.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    kit.settle()
    assert QGuiApplication.clipboard().text().splitlines() == [
        "Order\tCustomer\tPromised\tState\tShipped\tAmount ¥",
        "SO-0000001\t宁波东港贸易行\t2026-03-05\tApproved\t1\t37.50",
        "SO-0000003\tSuzhou Dingli Hardware\t2026-03-07\tDraft\t3\t111.50",
    ]


def test_copying_reads_rows_whose_page_has_gone(table: Any, kit: Any) -> None:
    view, _ = table(10_000, checkable=True)
    view.toggle(2)
    walk_far(view, kit)
    view.toggle(9_999)
    assert view.paged().row(2) is None
    view.copy()
    kit.settle()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert [line.split("\t")[0] for line in lines] == ["Order", "SO-0000002", "SO-0009999"]


def test_a_column_without_its_right_or_without_width_is_not_shown(table: Any) -> None:
    view, _ = table(5)
    names = [view.paged().columns[at].name for at in view.shown_columns()]
    assert names == ["number", "customer", "promised", "state", "shipped", "amount"]


def test_a_list_that_grew_since_it_was_counted_shows_its_new_end(table: Any, kit: Any) -> None:
    view, listing = table(PAGE + 50)
    listing.count_of = PAGE + 80
    view.paged()._pages.pop(1, None)
    view.go_to(PAGE + 40)
    kit.settle()
    assert view.paged().rowCount() == PAGE + 80


def test_a_read_that_fails_is_told_and_the_table_goes_on(table: Any, kit: Any) -> None:
    view, listing = table(10_000)
    good = listing.page

    def broken(*args: Any, **kwargs: Any) -> Any:
        raise Refusal("not_allowed")

    listing.page = broken
    view.go_to(5_000)
    kit.settle()
    assert [notice.text for notice in kit.notices] == ["No: not_allowed."]
    listing.page = good
    view.go_to(5_001)
    kit.settle()
    assert column_of(view, 5_001) == "SO-0005001"


@pytest.mark.qt_log_ignore("This plugin does not support raise")
def test_a_name_that_had_to_be_shortened_is_told_whole_in_its_tooltip(table: Any, kit: Any) -> None:
    view, _ = table(5)
    view.setColumnWidth(1, 80)

    def tip(column: int) -> str:
        place = view.visualRect(view.paged().index(0, column)).center()
        event = QHelpEvent(QEvent.Type.ToolTip, place, view.viewport().mapToGlobal(place))
        QApplication.sendEvent(view.viewport(), event)
        return QToolTip.text()

    assert tip(0) == ""
    assert tip(1) == "Hangzhou Hengrui Machinery"


def test_a_newer_query_wins_over_one_that_is_still_read(table: Any, kit: Any) -> None:
    view, _ = table(500)
    view.set_query(FakeQuery(search="4"))
    view.set_query(FakeQuery(search="42"))
    kit.settle()
    assert view.paged().rowCount() == 1
    assert column_of(view, 0) == "SO-0000042"
