"""The scanner page: three scans of the sheet set everything and say what is wrong, and nothing else hears the keys."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from tests.scanner.device import GS, Device
from tests.scanner.pressing import Keyboard
from tests.ui.delivery.conftest import Desk, to_front
from ui.kit.case_dialog import CaseDialog
from ui.scan.filter import ScanFilter
from ui.scan.robot import Hands
from ui.scan.serial_port import SerialScanner
from ui.scan.station import KEYS, Scanner, settings_of
from ui.scan.trial import HEAD, QUIET_MS, TAIL
from ui.settings.scanner import ScannerPage
from ui.settings.window import SettingsWindow

Sit = Callable[[str], Desk]


@pytest.fixture
def page(desk: Sit, scans: ScanFilter) -> Iterator[tuple[Desk, ScannerPage]]:
    sitting, serial = desk("packer"), SerialScanner(scans.take)
    parts = Scanner(scans, lambda: None, lambda: serial)
    window = sitting.open("settings", lambda shell: SettingsWindow(shell, scanner=parts), page="scanner")
    to_front(window.window())
    yield sitting, window.page()
    serial.close()


def texts(page: ScannerPage) -> str:
    return "\n".join(each.text() for each in page.findChildren(QLabel) if each.isVisible())


def test_three_scans_set_the_scanner_up_and_say_what_is_wrong(page, scans, qtbot):
    sitting, page = page
    window, device, at, keyboard = page.window().windowHandle(), Device(separator="", end="Tab"), 1000.0, Keyboard()
    page.start.click()
    assert QApplication.focusWidget() is page.pad
    assert page.pad.inputMethodQuery(Qt.InputMethodQuery.ImEnabled) is not True
    at = keyboard.press(window, Device(end="").keys("abc"), at)
    qtbot.waitUntil(lambda: "3 keys" in texts(page), timeout=QUIET_MS * 5)
    for number in (2, 3, 0):
        at = keyboard.press(window, device.keys(HEAD + GS + TAIL), at + 500)
        told = f"{number} of 3" if number else "no separator"
        qtbot.waitUntil(lambda told=told: told in texts(page), timeout=QUIET_MS * 5)
    assert (scans.settings.end, page.form.editor("end").value()) == ("tab", "tab")
    assert settings_of(sitting.shell.settings.get(KEYS)) == scans.settings
    heard: list[str] = []
    scans.subscribe(page, heard.append)
    keyboard.press(window, device.keys("6901234567892"), at + 500)
    qtbot.waitUntil(lambda: heard == ["6901234567892"])
    _esc_gives_the_keyboard_back_and_settings_are_kept_by_hand(page, scans)


def _esc_gives_the_keyboard_back_and_settings_are_kept_by_hand(page, scans):
    page.start.click()
    QTest.keyClick(page.window().windowHandle(), Qt.Key.Key_Escape)
    assert not page.pad.running
    form = page.form
    form.editor("gap_ms").setText("301")
    page.save()
    assert scans.settings.gap_ms == 100
    form.set_values({"gap_ms": 300, "prefix": "stx", "layout": "us>de"})
    page.save()
    assert (scans.settings.gap_ms, scans.settings.prefix, scans.settings.layout) == (300, "\x02", "us>de")
    assert form.editor("prefix").text() == "STX"


def test_the_badge_of_a_new_person_is_scanned_into_its_field(desk: Sit, scans: ScanFilter) -> None:
    sitting, parts = desk("owner"), Scanner(scans, lambda: None, lambda: SerialScanner(scans.take))
    sitting.open("settings", lambda shell: SettingsWindow(shell, scanner=parts), page="people", new=True)
    dialog = next(d for d in QApplication.topLevelWidgets() if isinstance(d, CaseDialog) and d.isVisible())
    to_front(dialog)
    dialog.form.editor("badge").setFocus()
    Hands(dialog, scans).scan("BDG-EYE1")
    sitting.settle()
    assert dialog.form.editor("badge").value() == "BDG-EYE1"
    dialog.reject()
