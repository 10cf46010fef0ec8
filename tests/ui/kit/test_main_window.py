from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QWidget

from resources.build_locale import build
from resources.i18n import _, language, set_language
from ui.kit.dialog import Dialog
from ui.kit.key_overview import KeyOverview
from ui.kit.labels import column
from ui.kit.palette import Command, Hit, Palette
from ui.kit.toast import KEPT_CLEAR, Toast, WorkingStrip
from ui.kit.window import Window
from ui.main_window import MainWindow, WindowSpec
from ui.shell import Shell


class Plain(Window):
    topics = frozenset({"orders"})

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell, _("Approved"), "")
        self.line, self.other = QLineEdit(), QLineEdit()
        self.body.addLayout(column(self.line, self.other))
        self.where: list[dict[str, Any]] = []
        self.reads = 0

    def activate(self, **where: Any) -> None:
        self.where.append(where)

    def refresh(self) -> None:
        self.reads += 1

    def regions(self) -> list[QWidget]:
        return [self.line, self.other]

    def keys(self) -> list[tuple[str, str]]:
        return [("F2", "New order")]


@pytest.fixture
def main(kit: Any, qtbot: Any) -> Iterator[MainWindow]:
    specs = [
        WindowSpec("orders", "Order", "clipboard-list", "", Plain),
        WindowSpec("approval", "Approval", "badge-check", "", Plain),
        WindowSpec("money", "Money", "wallet", "nobody.has.this", Plain),
    ]
    kit.ran = []
    made = MainWindow(
        kit.shell,
        specs,
        search=lambda text: [Hit("users", f"Found {text}", "", "approval", {"id": 7})],
        commands=lambda: [Command("New order", "plus", lambda: kit.ran.append("new"), "F2")],
        badges=lambda: {"approval": 7},
    )
    qtbot.addWidget(made)
    made.show()
    assert QTest.qWaitForWindowActive(made)
    made.show_window("orders")
    kit.settle()
    yield made
    set_language("en")


def dialog() -> Dialog:
    (found,) = [w for w in QApplication.topLevelWidgets() if isinstance(w, Dialog) and w.isVisible()]
    return found


def plain(main: MainWindow) -> Plain:
    window = main.current()
    assert isinstance(window, Plain)
    return window


def test_a_window_is_built_when_it_is_first_visited(main: MainWindow) -> None:
    assert main.built() == {"orders"}
    QTest.keyClick(main, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert main.built() == {"orders", "approval"}
    assert plain(main).where == [{}]


def test_a_window_without_its_right_is_not_in_the_rail(main: MainWindow, kit: Any) -> None:
    kit.shell.go("money")
    assert main.built() == {"orders"}


def test_a_click_in_the_rail_shows_the_window(main: MainWindow) -> None:
    QTest.mouseClick(main._rail.button("approval"), Qt.MouseButton.LeftButton)
    assert "approval" in main.built()
    assert main._rail.button("approval").isChecked()


def test_badges_are_read_and_shown(main: MainWindow, kit: Any, qtbot: Any) -> None:
    def shown() -> bool:
        kit.settle()
        return main._rail.button("approval").accessibleName() == "Approval, 7 waiting"

    qtbot.waitUntil(shown)
    assert main._rail.button("orders").accessibleName() == "Order"


def test_f6_goes_round_rail_list_and_panel(main: MainWindow) -> None:
    window = plain(main)
    window.line.setFocus()
    seen = []
    for _step in range(3):
        main.next_region()
        seen.append(main.focusWidget())
    assert seen == [window.other, main._rail.button("orders"), window.line]
    window.header.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    window.header.setFocus()
    main.next_region()
    assert main.focusWidget() is window.line


def test_a_window_that_is_not_shown_takes_the_keyboard_from_nobody(main: MainWindow, qtbot: Any) -> None:
    hidden = plain(main)
    main.show_window("approval")
    shown = plain(main)
    assert shown is not hidden
    shown.line.setFocus()
    qtbot.waitUntil(shown.line.hasFocus)
    hidden.other.setFocus()
    assert QApplication.focusWidget() is shown.line
    main.show_window("orders")
    hidden.other.setFocus()
    assert QApplication.focusWidget() is hidden.other


def test_f1_lists_the_keys_of_the_window(main: MainWindow) -> None:
    QTest.keyClick(main, Qt.Key.Key_F1)
    overview = dialog()
    assert isinstance(overview, KeyOverview)
    overview.reject()


def test_ctrl_k_finds_records_and_goes_there(main: MainWindow, kit: Any, qtbot: Any) -> None:
    QTest.keyClick(main, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    palette = dialog()
    assert isinstance(palette, Palette)
    QTest.keyClicks(palette._line, "dong")

    def found() -> bool:
        kit.settle()
        return palette._entries.rowCount() == 1

    qtbot.waitUntil(found)
    QTest.keyClick(palette._line, Qt.Key.Key_Return)
    assert plain(main).where == [{"id": 7}]


def test_ctrl_k_does_a_command_chosen_with_the_arrows(main: MainWindow, kit: Any) -> None:
    main.open_palette()
    palette = dialog()
    assert isinstance(palette, Palette)
    QTest.keyClick(palette._line, Qt.Key.Key_Down)
    QTest.keyClick(palette._line, Qt.Key.Key_Up)
    QTest.keyClick(palette._line, Qt.Key.Key_Return)
    assert kit.ran == ["new"]


def test_a_change_refreshes_a_visible_window_once_and_a_hidden_one_when_it_is_seen(
    main: MainWindow, kit: Any, qtbot: Any
) -> None:
    orders = plain(main)
    main.show_window("approval")
    approval = plain(main)
    for topics in ({"orders"}, {"orders", "stock"}, {"people"}):
        kit.shell.publish(frozenset(topics))
    qtbot.waitUntil(lambda: approval.reads == 1)
    assert orders.reads == 0
    main.show_window("orders")
    qtbot.waitUntil(lambda: orders.reads == 1)
    assert approval.reads == 1


def test_the_language_is_switched_live_and_the_place_is_kept(main: MainWindow, kit: Any, tmp_path: Any) -> None:
    build()
    main.show_window("approval")
    main.set_language("zh_CN")
    assert language() == "zh_CN"
    assert QFileDialog().labelText(QFileDialog.DialogLabel.FileName) == "文件名称(&N)："
    assert main.current() is not None
    assert plain(main).title == "已批准"
    assert main._rail.button("approval").text() == "审批"
    assert kit.shell.settings["language"] == "zh_CN"
    main.set_language("en")
    assert QFileDialog().labelText(QFileDialog.DialogLabel.FileName) == "File &name:"


def test_a_toast_stays_under_the_mouse_and_ctrl_z_takes_back(main: MainWindow, kit: Any) -> None:
    undone: list[None] = []
    kit.shell.toast("Order 7 is approved.", undo=lambda: undone.append(None))
    toast = main.findChild(Toast)
    assert toast is not None
    assert toast.isVisible()
    QTest.keyClick(main, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert (undone, toast.isVisible()) == ([None], False)
    QTest.keyClick(main, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert undone == [None]


def test_a_failure_does_not_lie_over_the_field_that_is_typed_in(main: MainWindow, kit: Any) -> None:
    kit.shell.toast("Printer off.", error=True)
    toast, page = main.findChild(Toast), plain(main)
    assert toast is not None
    page.line.setParent(main)
    page.line.setGeometry(toast.geometry())
    page.line.show()
    page.other.setFocus()
    page.line.setFocus()
    assert toast.isVisible()
    assert not toast.geometry().intersects(page.line.geometry())
    page.other.setFocus()
    assert toast.geometry() == page.line.geometry()
    row = QWidget(main)
    row.setProperty(KEPT_CLEAR, True)
    row.setGeometry(toast.geometry().adjusted(-300, 0, 0, 0))
    page.line.setParent(row)
    page.line.setGeometry(0, 0, 100, 30)
    row.show()
    page.line.show()
    page.line.setFocus()
    assert not toast.geometry().intersects(row.geometry())
    assert main.rect().contains(toast.geometry())


def test_a_failure_stays_until_it_is_closed_and_the_newest_takes_its_place(main: MainWindow, kit: Any) -> None:
    kit.shell.toast("Printer off.", error=True)
    toast = main.findChild(Toast)
    assert toast is not None
    assert not toast._over.isActive()
    kit.shell.warn("No product has the code 1.")
    assert toast._over.isActive()
    kit.shell.toast("Saved.")
    assert toast._over.isActive()
    QTest.mouseMove(toast, QPoint(5, 5))
    QTest.mouseClick(toast._close, Qt.MouseButton.LeftButton)
    assert not toast.isVisible()


def test_a_bar_with_cancel_appears_only_for_work_that_takes_its_time(main: MainWindow, kit: Any, qtbot: Any) -> None:
    strip = main.findChild(WorkingStrip)
    assert strip is not None
    kit.shell.run(main, lambda _call: None)
    kit.settle()
    kit.shell.run_long(main, "Importing orders", lambda _call, report: report(1, 2))
    assert not strip.isVisible()
    qtbot.waitUntil(strip.isVisible)
    QTest.mouseClick(strip._cancel, Qt.MouseButton.LeftButton)
    assert strip._working is not None
    assert strip._working.job.cancelled
    kit.settle()
    qtbot.waitUntil(lambda: not strip.isVisible())


def test_another_person_sees_their_own_windows(main: MainWindow, kit: Any) -> None:
    from dataclasses import replace

    kit.shell.set_actor(replace(kit.shell.actor, name="Liu Qiang", rights=frozenset({"nobody.has.this"})))
    assert main._person.text() == "Liu Qiang"
    kit.shell.go("money")
    assert "money" in main.built()


def test_closing_keeps_the_size_for_next_time(main: MainWindow, kit: Any) -> None:
    main.resize(1200, 700)
    main.close()
    assert kit.shell.settings["window.size"] == [1200, 700]
