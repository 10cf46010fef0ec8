"""Scans of the test sheet tell how a scanner types; with what they set, each device's codes arrive whole."""

import pytest
from PySide6.QtWidgets import QApplication, QLineEdit

from printing.documents.scanner_sheet import TRIAL, render_scanner_sheet
from printing.raster import bitmaps
from printing.readback import codes_on
from tests.scanner.device import GS, Device
from tests.scanner.pressing import Keyboard
from ui.scan.buffer import ScanSettings
from ui.scan.filter import ScanFilter
from ui.scan.station import kept_of, port_of, settings_of
from ui.scan.trial import HEAD, TAIL, Findings, judge, read

CODE = HEAD + GS + TAIL
US = Keyboard()


def found(device: Device, keyboard: Keyboard = US) -> Findings:
    seen = [read(keyboard.strokes(device.keys(CODE))) for _trial in range(3)]
    assert None not in seen
    return judge(seen)


def test_the_sheet_holds_the_code_that_the_trial_looks_for():
    assert TRIAL.translate(str.maketrans("", "", "()")) == CODE.replace(GS, "")
    for dpi in (203, 300):
        (page,) = bitmaps(render_scanner_sheet("zh_CN"), dpi)
        assert [text.replace(GS, "") for text in codes_on(page)] == [CODE.replace(GS, "")]


CASES = [
    (Device(), US, {}, ()),
    (Device(aim="]C1", jitter_ms=5), US, {}, ()),
    (Device(end="Tab"), US, {"end": "tab"}, ()),
    (Device(end=""), US, {"end": "none"}, ("no_end",)),
    (Device(end="CapsLock"), US, {"end": "CapsLock"}, ()),
    (Device(prefix="~", gap_ms=60), US, {"prefix": "~", "average_ms": 90, "hold_ms": 90, "gap_ms": 120}, ()),
    (Device(prefix="\x02"), US, {"prefix": "\x02"}, ()),
    (Device(separator="alt"), US, {}, ()),
    (Device(separator="F8"), US, {"separator_key": "F8"}, ()),
    (Device(separator="|"), US, {"separator_text": "|"}, ()),
    (Device(separator="{GS}"), US, {"separator_text": "{GS}"}, ()),
    (Device(separator=""), US, {}, ("no_separator",)),
    (Device(separator="029"), US, {}, ("separator_digits",)),
    (Device(separator="alt"), Keyboard(num_lock=False), {}, ()),
    (Device(alt=True), US, {"alt_codes": True}, ("alt",)),
    (Device(keypad=True), US, {}, ()),
    (Device(keypad=True), Keyboard(num_lock=False), {"keypad": True}, ("keypad",)),
    (Device(swapped=True), US, {}, ("swapped",)),
    (Device(), Keyboard(caps=True), {}, ("swapped",)),
    (Device(), Keyboard("de"), {"layout": "us>de"}, ("layout",)),
    (Device(), Keyboard("fr"), {"layout": "us>fr"}, ("layout",)),
    (Device(layout="fr"), US, {"layout": "fr>us"}, ("layout",)),
    (Device(layout="de"), Keyboard("de"), {}, ()),
    (Device(gap_ms=50), US, {"average_ms": 75, "hold_ms": 75}, ("slow",)),
]


@pytest.mark.parametrize(("device", "keyboard", "settings", "problems"), CASES)
def test_what_is_set_for_each_kind_of_scanner_and_what_is_said(device, keyboard, settings, problems):
    judged = found(device, keyboard)
    assert (judged.settings, judged.problems) == (ScanSettings(**{"end": "enter"} | settings), problems)
    assert settings_of(kept_of(judged.settings)) == judged.settings


def test_trials_that_differ_are_told():
    (one,), (other,) = ([read(US.strokes(Device(end=end).keys(CODE)))] for end in ("Return", "Tab"))
    assert judge([one, one, other]).problems == ("unsteady",)


@pytest.mark.parametrize("code", ["6901234567892", CODE[:-3], CODE[4:], "abc", ""])
def test_another_code_and_a_torn_one_are_none(code):
    assert read(US.strokes(Device().keys(code))) is None


def test_full_width_characters_are_told():
    wide = "".join(chr(ord(char) + 0xFEE0) if char != GS else char for char in CODE)
    strokes = [stroke for char in wide for stroke in US.strokes(Device(end="").keys("x"))]
    strokes = [type(each)(each.key, char, 8.0 * at) for at, (each, char) in enumerate(zip(strokes, wide, strict=True))]
    assert judge([read(strokes)]).problems == ("wide", "no_end")


def test_scans_of_every_kind_of_scanner_among_typing_go_to_the_window_and_the_typing_to_the_field(qtbot, qapp):
    """Other codes than the sheet's, with a separator where the scanner sends one; a word is typed before each."""
    scans, heard, field = ScanFilter(qapp), [], QLineEdit()
    field.setMaxLength(9999)
    qtbot.addWidget(field)
    scans.subscribe(field, heard.append)
    field.show()
    field.activateWindow()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is field)
    benches = [(device, keyboard, found(device, keyboard).settings) for device, keyboard, *_rest in CASES]
    at, typed, sent, hand = 1000.0, "", [], Device(gap_ms=120, jitter_ms=20, end="")
    for number in range(4 * len(benches)):
        device, keyboard, settings = benches[number % len(benches)]
        scans.configure(settings)
        at = US.press(field.windowHandle(), hand.keys(f"no {number}"), at + 400)
        between = GS if device.separator not in ("", "029") else ""
        sent.append(f"010690123456789210LOT-{number}{between}17261231")
        at = keyboard.press(field.windowHandle(), device.keys(sent[-1]), at + 400)
        typed += f"no {number}"
    scans.settle()
    qtbot.waitUntil(lambda: len(heard) >= len(sent))
    scans.close()
    assert [each.upper().removeprefix("]C1") for each in heard] == sent
    assert field.text() == typed


def test_kept_settings_that_cannot_be_are_left_as_they_come():
    kept = {"average_ms": 4000, "gap_ms": "x", "shortest": True, "layout": "xx>us", "prefix": "~", "other": 1}
    assert settings_of(kept) == ScanSettings(prefix="~")
    assert settings_of(None) == ScanSettings() == settings_of([1])
    assert port_of({"name": "COM3", "baud": 1, "encoding": 4}).baud == 9600
