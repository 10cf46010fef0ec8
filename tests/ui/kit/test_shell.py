import logging
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from services.errors import Cancelled, NeedsConfirmation, Refusal, Unavailable
from services.unit import Call
from ui.kit.bug_window import BugWindow
from ui.kit.dialog import Dialog
from ui.kit.grab import grab
from ui.theme import theme


@pytest.fixture
def owner(qtbot: Any) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(1200, 700)
    made.show()
    return made


def dialogs() -> list[Dialog]:
    return [w for w in QApplication.topLevelWidgets() if isinstance(w, Dialog) and w.isVisible()]


def test_work_gets_a_call_of_the_person_with_a_request_id_of_its_own(kit: Any, owner: QWidget) -> None:
    calls: list[Call] = []
    for _ in range(2):
        kit.shell.run(owner, calls.append)
    kit.settle()
    assert {call.actor for call in calls} == {kit.shell.actor}
    assert calls[0].request_id != calls[1].request_id


def test_a_confirmed_question_repeats_the_same_call_with_its_code(kit: Any, owner: QWidget) -> None:
    calls: list[Call] = []
    done: list[str] = []

    def approve(call: Call) -> str:
        calls.append(call)
        for code in ("over_limit", "price_low"):
            if code not in call.confirmed:
                raise NeedsConfirmation(code)
        return "approved"

    kit.shell.run(owner, approve, done.append, confirm="Approve anyway")
    for _ in range(2):
        kit.settle()
        (question,) = dialogs()
        assert question.main is not None
        assert question.main.text() == "Approve anyway"
        QTest.keyClick(question, Qt.Key.Key_Return)
    kit.settle()
    assert done == ["approved"]
    assert len({call.request_id for call in calls}) == 1
    assert calls[-1].confirmed == {"over_limit", "price_low"}


def test_a_question_that_is_not_confirmed_repeats_nothing(kit: Any, owner: QWidget) -> None:
    calls: list[Call] = []

    def approve(call: Call) -> None:
        calls.append(call)
        raise NeedsConfirmation("over_limit")

    kit.shell.run(owner, approve)
    kit.settle()
    QTest.keyClick(dialogs()[0], Qt.Key.Key_Escape)
    kit.settle()
    assert (len(calls), dialogs()) == (1, [])


def test_what_is_unavailable_can_be_tried_again_with_the_same_call(kit: Any, owner: QWidget) -> None:
    calls: list[Call] = []

    def save(call: Call) -> None:
        calls.append(call)
        if len(calls) == 1:
            raise Unavailable("disk_full")

    kit.shell.run(owner, save)
    kit.settle()
    (notice,) = kit.notices
    assert (notice.error, notice.action) == (True, "Retry")
    notice.act()
    kit.settle()
    assert calls[0] is calls[1]


def test_the_window_may_show_a_refusal_itself(kit: Any, owner: QWidget) -> None:
    seen: list[str] = []

    def save(_call: Call) -> None:
        raise Refusal("code_taken")

    kit.shell.run(owner, save, failed=lambda error: not seen.append(error.code))  # type: ignore[func-returns-value]
    kit.settle()
    assert (seen, kit.notices) == (["code_taken"], [])


def test_the_button_rests_while_its_work_runs(kit: Any, owner: QWidget) -> None:
    button = QPushButton(owner)
    kit.shell.run(owner, lambda _call: None, button=button)
    assert not button.isEnabled()
    kit.settle()
    assert button.isEnabled()


def test_what_the_person_stopped_says_nothing(kit: Any, owner: QWidget) -> None:
    def stopped(_call: Call) -> None:
        raise Cancelled

    kit.shell.run(owner, stopped)
    kit.settle()
    assert (kit.notices, dialogs()) == ([], [])


def test_a_bug_opens_one_window_with_the_details_and_keeps_the_work(kit: Any, owner: QWidget, caplog: Any) -> None:
    def broken(_call: Call) -> None:
        raise KeyError("shelf")

    with caplog.at_level(logging.ERROR):
        kit.shell.run(owner, broken)
        kit.shell.run(owner, broken)
        kit.settle()
    (window,) = dialogs()
    assert isinstance(window, BugWindow)
    window.copy()
    assert "KeyError: 'shelf'" in QApplication.clipboard().text()
    assert caplog.records[0].exc_info is not None
    window.accept()
    assert owner.isVisible()
    assert dialogs() == []


def test_focus_goes_back_where_it_was_when_a_dialog_closes(kit: Any, owner: QWidget) -> None:
    button = QPushButton("x", owner)
    button.show()
    button.setFocus()
    dialog = Dialog(owner, "Title")
    dialog.open()
    assert len(dialogs()) == 1
    dialog.reject()
    assert owner.focusWidget() is button


def test_a_picture_of_a_window_shows_its_dialog_over_the_scrim(kit: Any, owner: QWidget) -> None:
    plain = grab(owner).toImage()
    dialog = Dialog(owner, "Title")
    dialog.body.addWidget(QWidget())
    dialog.open()
    shown = grab(owner).toImage()
    corner, middle = (10, 10), (owner.width() // 2, owner.height() // 2)
    assert shown.pixelColor(*corner).lightness() < plain.pixelColor(*corner).lightness()
    assert shown.pixelColor(*middle) == theme.color("surface")
    dialog.reject()


def test_a_dialog_is_never_higher_than_its_window(kit: Any, owner: QWidget) -> None:
    dialog = Dialog(owner, "Title")
    tall = QWidget()
    tall.setFixedHeight(3000)
    dialog.body.addWidget(tall)
    dialog.buttons("Save", dialog.accept)
    dialog.open()
    assert dialog.height() < owner.height()
    assert dialog.main is not None
    assert dialog.rect().contains(dialog.main.mapTo(dialog, dialog.main.rect().bottomRight()))
    dialog.reject()
