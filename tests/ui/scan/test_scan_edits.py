"""A field for codes keeps the input method away and hands over folded text."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent, QInputMethodQueryEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from ui.scan.edits import ScanEdit


def asks_for_input_method(widget):
    query = QInputMethodQueryEvent(Qt.InputMethodQuery.ImEnabled | Qt.InputMethodQuery.ImHints)
    QApplication.sendEvent(widget, query)
    return query.value(Qt.InputMethodQuery.ImEnabled)


def test_the_input_method_is_off_for_codes_and_on_for_words(qtbot):
    code, words = ScanEdit(), QLineEdit()
    qtbot.addWidget(code)
    qtbot.addWidget(words)
    assert asks_for_input_method(code) is False
    assert asks_for_input_method(words) is True


def test_enter_hands_over_the_folded_text_and_empties_the_field(qtbot):
    edit = ScanEdit()
    qtbot.addWidget(edit)
    edit.setText(" ＧＲ－Ｌ３ ")
    with qtbot.waitSignal(edit.entered) as entered:
        QTest.keyClick(edit, Qt.Key.Key_Return)
    assert (entered.args, edit.text()) == (["GR-L3"], "")


def test_an_empty_field_hands_over_nothing(qtbot):
    edit = ScanEdit()
    qtbot.addWidget(edit)
    with qtbot.assertNotEmitted(edit.entered):
        QTest.keyClick(edit, Qt.Key.Key_Return)


def test_text_of_an_input_method_is_folded_and_told(qtbot):
    edit = ScanEdit()
    qtbot.addWidget(edit)
    event = QInputMethodEvent()
    event.setCommitString("６９０")
    with qtbot.waitSignal(edit.composed):
        QApplication.sendEvent(edit, event)
    assert edit.text() == "690"
