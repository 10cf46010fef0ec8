"""Real key events in real windows: scans go to the window, typing to the field, and nothing is lost."""

import time

import pytest
import shiboken6
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from tests.scanner.device import Device
from tests.scanner.pressing import Keyboard
from ui.scan.buffer import GS, Scanned, ScanSettings
from ui.scan.filter import ScanFilter
from ui.scan.keys import copied
from ui.scan.robot import Hands

EAN = "6901234567892"


class Form(QDialog):
    def __init__(self) -> None:
        super().__init__()
        self.edit, self.second, self.button = QLineEdit(), QLineEdit(), QPushButton("Save")
        self.pressed: list[str] = []
        self.button.clicked.connect(lambda: self.pressed.append("Save"))
        column = QVBoxLayout(self)
        for widget in (self.edit, self.second, self.button):
            column.addWidget(widget)
        self.button.setDefault(True)


@pytest.fixture
def scan_filter(qapp):
    made = ScanFilter(qapp)
    yield made
    qapp.removeEventFilter(made)
    made.deleteLater()


@pytest.fixture
def form(qtbot, scan_filter):
    made = Form()
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    made.edit.setFocus()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is made.edit)
    return made


@pytest.fixture
def scans(scan_filter, form):
    heard: list[str] = []
    scan_filter.subscribe(form, heard.append)
    return heard


@pytest.fixture
def hands(form, scan_filter):
    return Hands(form, scan_filter)


def test_a_scan_never_reaches_the_field_nor_presses_the_default_button(form, scans, hands, qtbot):
    hands.scan(EAN)
    qtbot.waitUntil(lambda: scans == [EAN])
    assert (form.edit.text(), form.pressed) == ("", [])
    assert form.isVisible()


def test_without_the_filter_the_same_keys_do_both(qtbot):
    """What the filter is there for: the test above must not pass by pressing keys that go nowhere."""
    made = Form()
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    made.edit.setFocus()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is made.edit)
    Hands(made).scan(EAN)
    assert (made.edit.text(), made.pressed) == (EAN, ["Save"])


def test_typing_arrives_whole_with_arrows_and_backspace_in_between(form, scans, hands):
    hands.type("Abd")
    hands.press(Qt.Key.Key_Left)
    hands.type("cx")
    hands.press(Qt.Key.Key_Backspace)
    hands.press(Qt.Key.Key_End)
    hands.type(" ö,-é")
    assert (form.edit.text(), scans) == ("Abcd ö,-é", [])


def test_fast_typing_with_no_pause_before_an_arrow_keeps_its_order(form, scans, hands):
    hands.type("ab", gap_ms=45)
    hands.press(Qt.Key.Key_Home)
    hands.type("cd", gap_ms=45)
    assert (form.edit.text(), scans) == ("cdab", [])


def test_a_typed_key_arrives_by_itself_after_the_hold_time(form, scans, qtbot):
    QTest.keyClick(form.windowHandle(), Qt.Key.Key_A)
    assert form.edit.text() == ""
    qtbot.waitUntil(lambda: form.edit.text() == "a")


def test_enter_after_typing_still_presses_the_default_button(form, scans, hands, qtbot):
    hands.type("abc")
    hands.press(Qt.Key.Key_Return)
    assert (form.edit.text(), form.pressed, scans) == ("abc", ["Save"], [])


def test_tab_after_typing_still_moves_the_focus(form, scans, hands, qtbot):
    hands.type("abc\t")
    assert QApplication.focusWidget() is form.second
    hands.type("d")
    assert (form.edit.text(), form.second.text()) == ("abc", "d")


def test_keys_sent_straight_to_a_widget_are_filtered_too(form, scans, qtbot):
    QTest.keyClicks(form.edit, EAN)
    QTest.keyClick(form.edit, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: scans == [EAN])
    assert (form.edit.text(), form.pressed) == ("", [])
    QTest.keyClicks(form.edit, "typed", delay=80)
    qtbot.waitUntil(lambda: form.edit.text() == "typed")


def test_keys_through_the_window_system_are_filtered_with_their_shift_keys(form, scans, qtbot):
    for char in "Bin-A-01":
        QTest.keyClick(form.windowHandle(), char, modifier(char))
    QTest.keyClick(form.windowHandle(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(scans) == 1)
    assert scans[0].upper() == "BIN-A-01"
    assert (form.edit.text(), form.pressed) == ("", [])


def modifier(char: str) -> Qt.KeyboardModifier:
    return Qt.KeyboardModifier.ShiftModifier if char.isupper() else Qt.KeyboardModifier.NoModifier


def test_shortcuts_work_at_once_and_after_what_was_typed(form, scans, qtbot):
    seen: list[tuple[str, str]] = []
    for keys in ("Ctrl+K", "F2"):
        QShortcut(QKeySequence(keys), form, lambda keys=keys: seen.append((keys, form.edit.text())))
    window = form.windowHandle()
    QTest.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert seen == [("Ctrl+K", "")]
    QTest.keyClick(window, Qt.Key.Key_A)
    QTest.keyClick(window, Qt.Key.Key_F2)
    assert seen[1:] == [("F2", "a")]


def test_the_enter_of_a_scan_fires_no_shortcut_and_a_typed_one_does(form, scans, qtbot):
    seen: list[str] = []
    QShortcut(QKeySequence("Return"), form, lambda: seen.append(form.edit.text()))
    window = form.windowHandle()
    for char in EAN:
        QTest.keyClick(window, char)
    QTest.keyClick(window, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: scans == [EAN])
    assert seen == []
    qtbot.wait(80)
    QTest.keyClick(window, "x")
    QTest.keyClick(window, Qt.Key.Key_Return)
    assert seen == ["x"]


def test_a_shortcut_of_one_letter_fires_when_it_was_typed_and_not_inside_a_scan(form, scans, qtbot):
    seen: list[str] = []
    QShortcut(QKeySequence("a"), form, lambda: seen.append("a"))
    form.button.setFocus()
    window = form.windowHandle()
    for char in ("x", "y", "a", "a", "Return"):
        QTest.keyClick(window, Qt.Key.Key_Return if char == "Return" else char)
    qtbot.waitUntil(lambda: scans == ["xyaa"])
    assert seen == []
    QTest.keyClick(window, "a")
    qtbot.waitUntil(lambda: seen == ["a"])


def test_committed_text_of_an_input_method_arrives_after_what_was_typed(form, scans, qtbot):
    QTest.keyClick(form.windowHandle(), Qt.Key.Key_A)
    event = QInputMethodEvent()
    event.setCommitString("宁波")
    QApplication.sendEvent(form.edit, event)
    assert (form.edit.text(), scans) == ("a宁波", [])


def test_text_of_an_input_method_where_nothing_is_typed_is_told_and_not_lost(form, scans, scan_filter, qtbot):
    event = QInputMethodEvent()
    event.setCommitString("６９０你好")
    with qtbot.waitSignal(scan_filter.composed) as composed:
        QApplication.sendEvent(form.button, event)
    assert (composed.args, form.edit.text(), scans) == (["690你好"], "", [])


def test_a_key_goes_to_the_field_that_had_the_focus_when_it_was_pressed(form, scans, qtbot):
    QTest.keyClick(form.windowHandle(), Qt.Key.Key_A)
    form.second.setFocus()
    qtbot.waitUntil(lambda: form.edit.text() == "a")
    assert form.second.text() == ""


def test_a_key_held_for_a_field_that_is_gone_goes_to_the_one_that_has_the_focus(form, scans, qtbot):
    passing = QLineEdit(form)
    passing.show()
    passing.setFocus()
    QTest.keyClick(form.windowHandle(), Qt.Key.Key_A)
    form.edit.setFocus()
    passing.deleteLater()
    qtbot.waitUntil(lambda: form.edit.text() == "a")


class KeyLog(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.seen: list[tuple[str, int, str]] = []

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.seen.append(("press", event.key(), event.text()))

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        self.seen.append(("release", event.key(), event.text()))


@pytest.fixture
def key_log(qtbot, scan_filter):
    made = KeyLog()
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    made.setFocus()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is made)
    return made


def test_each_release_follows_its_press_and_those_of_a_scan_go_with_it(key_log, scan_filter, qtbot):
    hands = Hands(key_log, scan_filter)
    hands.type("ab")
    assert [(kind, text) for kind, _key, text in key_log.seen] == [
        ("press", "a"),
        ("release", "a"),
        ("press", "b"),
        ("release", "b"),
    ]
    key_log.seen.clear()
    with qtbot.waitSignal(scan_filter.scanned) as scan:
        hands.scan(EAN)
    assert (scan.args, key_log.seen) == ([EAN], [])


def test_replayed_keys_keep_their_modifiers_and_keypad(key_log, scan_filter, qtbot):
    shift, pad = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.KeypadModifier
    seen: list[Qt.KeyboardModifier] = []
    key_log.keyPressEvent = lambda event: seen.append(event.modifiers())
    for place, modifiers in enumerate((shift, pad)):
        event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_7, modifiers, "7")
        event.setTimestamp(1000 + place * 500)
        QApplication.sendEvent(key_log.windowHandle(), event)
    scan_filter.settle()
    assert seen == [shift, pad]


def send(window, char, at):
    """One stroke with its own time; "F12" is that key, and "029" a decimal code typed on the keypad with Alt held."""
    alt, pad = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.KeypadModifier
    none = Qt.KeyboardModifier.NoModifier
    if char == "F12":
        keys = [(Qt.Key.Key_F12, none, "")]
    elif len(char) > 1:
        keys = [(Qt.Key.Key_Alt, alt, ""), *((Qt.Key(ord(digit)), alt | pad, digit) for digit in char)]
    else:
        keys = [(Qt.Key.Key_Return if char == "\r" else Qt.Key(ord(char)), none, char)]
    for kind, strokes in ((QEvent.Type.KeyPress, keys), (QEvent.Type.KeyRelease, reversed(keys))):
        for key, modifiers, text in strokes:
            event = QKeyEvent(kind, key, modifiers, text)
            event.setTimestamp(at)
            QApplication.sendEvent(window, event)


@pytest.mark.parametrize("separator", [GS, "|", "F12", "029"])
def test_a_group_separator_as_ctrl_bracket_substitute_f_key_or_alt_code(form, scans, scan_filter, qtbot, separator):
    head, tail = "010690123456789210L25", "17261231"
    scan_filter.configure(ScanSettings(separator_key="F12", separator_text="|"))
    if separator == GS:
        Hands(form).scan(head + GS + tail)
    else:
        for place, char in enumerate([*head, separator, *tail, "\r"]):
            send(form.windowHandle(), char, 1000 + place * 8)
    qtbot.waitUntil(lambda: scans == [head + GS + tail])
    assert form.edit.text() == ""


def test_twenty_scans_in_a_row_are_twenty_scans_in_order(form, scans, hands, qtbot):
    codes = [f"DN-20260305-{number:04}" for number in range(20)]
    for code in codes:
        hands.scan(code, gap_ms=2)
    qtbot.waitUntil(lambda: len(scans) == 20)
    assert (scans, form.edit.text(), form.pressed) == (codes, "", [])


def test_a_busy_program_does_not_tear_a_scan(form, scans, qtbot):
    """The hold time runs out while the program is busy and the rest of the scan waits in the queue."""
    half = len(EAN) // 2
    for char in EAN[:1]:
        QTest.keyClick(form.windowHandle(), char)
    start = int(time.monotonic() * 1000)
    time.sleep(0.09)
    events = [QKeyEvent(QEvent.Type.KeyPress, Qt.Key(ord(char)), Qt.KeyboardModifier.NoModifier, char) for char in EAN]
    for place, event in enumerate(events):
        event.setTimestamp(start + place * 8)
    for event in events[:half]:
        QApplication.sendEvent(form.windowHandle(), event)
    QApplication.processEvents()
    for event in events[half:]:
        QApplication.sendEvent(form.windowHandle(), event)
    qtbot.waitUntil(lambda: scans == [EAN])


@pytest.mark.parametrize("many_lines", [False, True])
def test_what_a_scan_left_in_a_field_before_a_busy_program_had_the_rest_is_taken_out(
    form, scans, scan_filter, qtbot, many_lines
):
    field = QPlainTextEdit(form) if many_lines else form.edit
    field.show()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    window, keyboard = form.windowHandle(), Keyboard()
    for event in keyboard.events(Device(end="").keys("x"), 1000):
        QApplication.sendEvent(window, event)
    scan_filter.settle()
    for place, event in enumerate(keyboard.events(Device(gap_ms=8).keys("690123"), 2000)):
        QApplication.sendEvent(window, event)
        if place == 3:  # the press and the release of two figures
            scan_filter._act(scan_filter._buffer.tick())
            assert (field.toPlainText() if many_lines else field.text()) == "x69"
    qtbot.waitUntil(lambda: scans == ["690123"])
    assert (field.toPlainText() if many_lines else field.text()) == "x"


def test_only_the_active_window_hears_a_scan(form, scans, scan_filter, qtbot):
    other, heard, jumps = Form(), [], []
    qtbot.addWidget(other)
    scan_filter.subscribe(other, heard.append)
    scan_filter.set_default(jumps.append)
    other.show()
    other.activateWindow()
    qtbot.waitUntil(other.isActiveWindow)
    Hands(other).scan(EAN)
    qtbot.waitUntil(lambda: heard == [EAN])
    assert (scans, jumps) == ([], [])
    other.close()
    form.activateWindow()
    scan_filter.unsubscribe(form)
    qtbot.waitUntil(form.isActiveWindow)
    Hands(form).scan(EAN)
    qtbot.waitUntil(lambda: jumps == [EAN])


def test_a_scan_over_a_dialog_that_knows_none_is_said_and_not_passed_below(form, scans, scan_filter, qtbot):
    jumps: list[str] = []
    scan_filter.set_default(jumps.append)
    dialog = QDialog(form)
    dialog.setModal(True)
    dialog.show()
    with qtbot.waitSignal(scan_filter.unheard) as unheard:
        Hands(form).scan(EAN)
    assert (unheard.args, scans, jumps) == ([EAN], [], [])
    dialog.close()


def test_a_window_that_is_gone_is_forgotten(scan_filter, qtbot):
    jumps: list[str] = []
    scan_filter.set_default(jumps.append)
    passing = QWidget()
    scan_filter.subscribe(passing, lambda _text: pytest.fail("it is gone"))
    with qtbot.waitSignal(passing.destroyed):
        passing.deleteLater()
    scan_filter._scans.append(Scanned(EAN))
    scan_filter._deliver()
    assert jumps == [EAN]


def test_a_handler_that_opens_a_loop_of_its_own_gets_the_next_scan_inside_it(form, scan_filter, hands, qtbot):
    heard: list[str] = []

    def handler(text: str) -> None:
        heard.append(text)
        if len(heard) == 1:
            qtbot.waitUntil(lambda: len(heard) == 2)

    scan_filter.subscribe(form, handler)
    hands.scan("FIRST")
    hands.scan("SECOND")
    qtbot.waitUntil(lambda: len(heard) == 2)
    assert heard == ["FIRST", "SECOND"]


def test_a_bug_in_the_filter_is_logged_and_keys_go_their_usual_way(form, scans, scan_filter, hands, caplog, qtbot):
    QTest.keyClick(form.windowHandle(), Qt.Key.Key_A)
    with qtbot.waitSignal(scan_filter.stopped), pytest.MonkeyPatch.context() as patch:
        patch.setattr(scan_filter._buffer, "feed", lambda _press: 1 / 0)
        QTest.keyClick(form.windowHandle(), Qt.Key.Key_B)
    assert "filter failed" in caplog.text
    assert form.edit.text() == "ab"
    QTest.keyClick(form.windowHandle(), Qt.Key.Key_C)
    assert form.edit.text() == "abc"


def test_a_key_that_is_held_back_is_whole_and_let_go_again(qapp):
    event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, Qt.KeyboardModifier.ShiftModifier, 30, 65, 1, "A", True, 2)
    event.setTimestamp(4711)
    made = copied(event)
    asked = ("type", "key", "modifiers", "nativeScanCode", "nativeVirtualKey", "nativeModifiers", "text",
             "isAutoRepeat", "count", "timestamp")  # fmt: skip
    assert [getattr(made, name)() for name in asked] == [getattr(event, name)() for name in asked]
    assert shiboken6.ownedByPython(made)
