"""What holds in every window: Ctrl+K does what it can do, F1 tells its keys, and nothing on the screen is cut off."""

from typing import Any

import pytest
from PySide6.QtCore import QRect, QSize
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QWidget

from resources.i18n import set_language
from tests.services.conftest import hashed, sqlite_history, sqlite_template  # noqa: F401
from tests.ui.screen_reader import nameless
from tests.ui.test_bad_input import Office, office  # noqa: F401
from ui.kit.bars import StockLegend
from ui.kit.filter_bar import FilterBar
from ui.kit.key_overview import _plain, everywhere, keys_of
from ui.kit.palette import Palette

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
WINDOWS = ("today", "orders", "approval", "inventory", "delivery", "tracking", "purchasing", "customers", "products",
           "finance", "settings", "suppliers")  # fmt: skip
MORE = ("reports", "watch", "labels", "scans", "printing", "importing", "returns", "requests")
OVERLAP = (QPushButton, QLineEdit, StockLegend)
LAPTOP, AT_150, AT_200 = QSize(1366, 728), QSize(1280, 680), QSize(960, 500)  # 1366 x 768; 1920 x 1080 at a scale
SIZES = [(LAPTOP, "zh_CN"), (AT_150, "en"), (AT_200, "en")]


class Doors:
    """Ways out that lead nowhere."""

    def export(self, _asked: Any) -> None: ...
    def print_list(self, _asked: Any) -> None: ...


def palette_of(office: Office, text: str) -> Palette:  # noqa: F811
    office.main.open_palette()
    (found,) = [d for d in office.main.findChildren(Palette) if d.isVisible()]
    QTest.keyClicks(found._line, text) if text.isascii() else found._line.setText(text)
    QTest.qWait(200)
    office.settle()
    return found


def terms(palette: Palette) -> list[str]:
    return [getattr(entry, "term", "") for entry in palette._entries.rows]


def test_ctrl_k_offers_what_the_window_can_do_and_finds_it_by_initials(office: Office) -> None:  # noqa: F811
    set_language("zh_CN")
    try:
        office.main.rebuild()
        office.window("customers")
        palette = palette_of(office, "xkh")
        assert "新客户" in terms(palette)
        palette.reject()
        palette = palette_of(office, "wgss")
        assert [term for term in terms(palette) if term.startswith("外观")]
        palette.reject()
    finally:
        set_language("en")
        office.main.rebuild()
    office.window("orders")
    palette = palette_of(office, "columns")
    place = terms(palette).index("Columns")
    palette._choose(palette._entries.index(place))
    QTest.qWait(50)
    menu = QApplication.activePopupWidget()
    assert menu is not None, "the button of the window was pressed"
    menu.close()


@pytest.mark.parametrize("name", WINDOWS + MORE)
def test_f1_tells_every_key_of_the_window(
    name: str, office: Office, monkeypatch: pytest.MonkeyPatch  # noqa: F811
) -> None:
    monkeypatch.setattr(office.shell, "doors", Doors())  # as in the program: every list has its tools
    office.main.rebuild()
    window = office.window(name)
    QTest.qWait(200)
    office.settle()
    told = {_plain(key) for key, _what in (*keys_of(window), *everywhere())}
    shown = {
        _plain(str(button.property("shownKey"))): button.accessibleName()
        for button in window.findChildren(QPushButton)
        if button.property("shownKey") and button.isVisible()
    }
    assert {key: what for key, what in shown.items() if key not in told} == {}
    keys = [
        (_plain(str(button.property("shownKey"))), button.accessibleName())
        for button in window.findChildren(QPushButton)
        if button.property("shownKey") and button.isVisible()
    ]
    twice = {key for key, _what in keys if len({what for other, what in keys if other == key}) > 1}
    assert not twice - {"Esc"}, "a key that two buttons share does nothing"
    assert nameless(window) == set(), "a screen reader says nothing there"


def cut_off(window: QWidget) -> list[str]:
    """Words on buttons and labels that have less room than they need, and widgets that stick out of what holds them."""
    wrong = []
    for widget in window.findChildren(QWidget):
        if not widget.isVisible() or widget.visibleRegion().isEmpty() or widget.window() is not window.window():
            continue
        if isinstance(widget, QPushButton) and widget.text() and widget.width() < widget.minimumSizeHint().width() - 12:
            wrong.append(f"button {widget.text()!r} {widget.width()} of {widget.minimumSizeHint().width()}")
        if isinstance(widget, QLabel) and type(widget) is QLabel and widget.text() and not widget.wordWrap():
            need = widget.fontMetrics().horizontalAdvance(widget.text())
            if widget.width() < need - 1:
                wrong.append(f"label {widget.text()!r} {widget.width()} of {need}")
        if isinstance(widget, QPushButton | QLabel) and _sticks_out(widget):
            wrong.append(f"{type(widget).__name__} {getattr(widget, 'text', str)()!r} sticks out")
    return wrong


def _laid_over(window: QWidget) -> list[str]:
    """Buttons and fields that lie over others beside them in the same bar."""
    found = [w for w in window.findChildren(FilterBar) if w.isVisible()]
    wrong = []
    for bar in found:
        inside = [w for w in bar.findChildren(QWidget) if w.isVisible() and isinstance(w, OVERLAP)]
        places = [(QRect(w.mapTo(bar, w.rect().topLeft()), w.size()), w) for w in inside]
        for at, (one, first) in enumerate(places):
            for other, second in places[at + 1 :]:
                apart = first.isAncestorOf(second) or second.isAncestorOf(first)
                if one.adjusted(1, 1, -1, -1).intersects(other) and not apart:
                    wrong.append(f"{first.accessibleName() or first} lies over {second.accessibleName() or second}")
    return wrong


def _sticks_out(widget: QWidget) -> bool:
    """Beyond the window's right edge; what lies in a scrolled area is reached by scrolling."""
    parent = widget.parentWidget()
    while parent is not None and not parent.inherits("QAbstractScrollArea"):
        parent = parent.parentWidget()
    if parent is not None:
        return False
    right = widget.mapTo(widget.window(), widget.rect().topRight()).x()
    return right > widget.window().width()


@pytest.mark.parametrize(("size", "language"), SIZES, ids=lambda it: it if isinstance(it, str) else f"{it.width()}")
def test_nothing_is_cut_off(size: QSize, language: str, office: Office) -> None:  # noqa: F811
    set_language(language)
    office.shell.doors = Doors()  # as in the program: every list has its tools
    office.shell.preferences.attach()
    try:
        office.main.rebuild()
        office.main.resize(size)
        wrong: dict[str, Any] = {}
        for name in WINDOWS:
            window = office.window(name)
            QTest.qWait(120)
            office.settle()
            assert office.main.size() == size, f"{name} does not fit {size}"
            found = cut_off(window) + _laid_over(window)
            if found:
                wrong[name] = found
        assert not wrong
    finally:
        set_language("en")
        office.main.resize(1366, 728)
        office.main.rebuild()
