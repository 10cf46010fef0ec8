"""The keyboard is not lost while a panel shows its record anew, or when what had it is gone."""

from typing import Any

import pytest
from PySide6.QtWidgets import QPushButton

from ui.kit.buttons import action_button
from ui.kit.dialog import Dialog
from ui.kit.panel import SidePanel


@pytest.fixture
def panel(qtbot: Any) -> SidePanel:
    made = SidePanel()
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    return made


def buttons(*words: str) -> list[QPushButton]:
    return [action_button(word) for word in words]


def focused(panel: SidePanel) -> str:
    found = panel.window().focusWidget()
    return found.text() if isinstance(found, QPushButton) else type(found).__name__


def test_the_keyboard_stays_at_its_place_when_a_panel_shows_its_record_anew(panel: SidePanel) -> None:
    first = buttons("Take over", "Resolve", "Accept")
    panel.set_body(first)
    first[1].setFocus()
    panel.set_body(buttons("Take over", "Resolve", "Accept"), keep=True)
    assert focused(panel) == "Resolve"
    panel.set_body(buttons("Reopen"), keep=True)
    assert focused(panel) == "Reopen"
    panel.set_body([], keep=True)
    assert focused(panel) == "QScrollArea"


def test_another_record_begins_at_its_first_stop_and_the_foot_keeps_its_own(panel: SidePanel, qtbot: Any) -> None:
    first = buttons("One", "Two")
    panel.set_body(first)
    first[1].setFocus()
    panel.set_body(buttons("Three", "Four"))
    assert focused(panel) == "Three"
    foot = buttons("Send", "Sign")
    panel.set_foot(foot)
    assert focused(panel) == "Three"
    qtbot.waitUntil(foot[1].isVisible)
    foot[1].setFocus()
    panel.set_body(buttons("Five"))
    panel.set_foot(buttons("Send", "Sign"))
    assert focused(panel) == "Sign"
    qtbot.waitUntil(lambda: panel.window().focusWidget().hasFocus())
    assert focused(panel) == "Sign"


def test_a_dialog_closes_well_after_what_opened_it_is_gone(panel: SidePanel, qtbot: Any) -> None:
    opener = buttons("Resolve")
    panel.set_body(opener)
    opener[0].setFocus()
    dialog = Dialog(panel, "A note")
    dialog.open()
    qtbot.waitUntil(dialog.isVisible)
    panel.set_body(buttons("Reopen"), keep=True)
    with qtbot.waitSignal(dialog.finished), qtbot.captureExceptions() as wrong:
        dialog.accept()
    assert wrong == []
