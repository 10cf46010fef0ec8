"""Editors for forms. All have `value()`, `set_value(v)`, `problem()` (a sentence, or "" when right) and `edited`.

TextField, NotesField, PasswordField, IntField(low, high), DecimalField(places, low), DateField(today),
ChoiceField(pairs), CheckField(text). Empty is None (text: ""). Full-width digits are understood; what was typed stays.
"""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QDate, QLocale, QPoint, Qt, Signal
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent, QTextCharFormat
from PySide6.QtWidgets import (
    QCalendarWidget,
    QComboBox,
    QFrame,
    QLineEdit,
    QPlainTextEdit,
    QStyledItemDelegate,
    QTextEdit,
    QToolButton,
    QWidget,
)

from resources.i18n import _, language
from ui.icons import icon, pixmap
from ui.kit.buttons import CheckBox
from ui.kit.formats import quantity
from ui.kit.labels import column
from ui.kit.parsing import clean, fold, parse_date, parse_decimal, parse_int
from ui.theme import theme

LARGEST = Decimal(99_999_999)


def too_long(length: int, longest: int) -> str:
    text = _("At most {most} characters, please; these are {count}.")
    return text.format(most=f"{longest:,}", count=f"{length:,}")


class TextField(QLineEdit):
    """One line. `check(text)` may return a sentence that says what to type."""

    edited = Signal()

    def __init__(self, placeholder: str = "", *, check: Callable[[str], str] | None = None, longest: int = 200) -> None:
        super().__init__()
        self.setPlaceholderText(placeholder)
        self._check, self.longest = check, longest  # what is too long stays and is said, so that no paste is cut
        self.textChanged.connect(lambda _text: self.edited.emit())

    def value(self) -> Any:
        return clean(self.text())

    def set_value(self, value: Any) -> None:
        self.setText("" if value is None else str(value))

    def problem(self) -> str:
        value = clean(self.text())
        if len(value) > self.longest:
            return too_long(len(value), self.longest)
        return self._check(value) if self._check and value else ""


class PasswordField(TextField):
    """Hidden text; the value is kept exactly as typed."""

    def __init__(self, placeholder: str = "", *, check: Callable[[str], str] | None = None) -> None:
        super().__init__(placeholder, check=check)
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setInputMethodHints(Qt.InputMethodHint.ImhHiddenText | Qt.InputMethodHint.ImhNoPredictiveText)
        self._eye = self.addAction(icon("eye", "text2"), QLineEdit.ActionPosition.TrailingPosition)
        self._eye.setToolTip(_("Show what is typed"))
        self._eye.triggered.connect(self._turn)

    def value(self) -> str:
        return self.text()

    def problem(self) -> str:
        if len(self.text()) > self.longest:
            return too_long(len(self.text()), self.longest)
        return self._check(self.text()) if self._check and self.text() else ""

    def _turn(self) -> None:
        hidden = self.echoMode() == QLineEdit.EchoMode.Password
        self.setEchoMode(QLineEdit.EchoMode.Normal if hidden else QLineEdit.EchoMode.Password)
        self._eye.setIcon(icon("eye-off" if hidden else "eye", "text2"))


class NotesField(QPlainTextEdit):
    """Several lines."""

    edited = Signal()

    def __init__(self, placeholder: str = "", lines: int = 3, longest: int = 2000) -> None:
        super().__init__()
        self.longest = longest
        self.setPlaceholderText(placeholder)
        self.setTabChangesFocus(True)
        self.setFixedHeight(14 + 20 * lines)
        self.textChanged.connect(self.edited)

    def value(self) -> str:
        return clean(self.toPlainText(), lines=True)

    def set_value(self, value: Any) -> None:
        self.setPlainText("" if value is None else str(value))

    def problem(self) -> str:
        length = len(self.value())
        return too_long(length, self.longest) if length > self.longest else ""


class DecimalField(TextField):
    """A figure with at most `places` decimals, from `low` to `high`; right-aligned."""

    def __init__(
        self, places: int = 2, *, low: Decimal | None = Decimal(0), high: Decimal = LARGEST, example: str = "50000",
        placeholder: str = "",
    ) -> None:  # fmt: skip
        super().__init__(placeholder)
        self._places, self._low, self._high, self._example = places, low, high, example
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

    def value(self) -> Decimal | None:
        """The figure, None when empty. Ask `problem()` first: what is no number is None too."""
        try:
            return parse_decimal(self.text(), self._places) if fold(self.text()) else None
        except ValueError:
            return None

    def set_value(self, value: Any) -> None:
        self.setText(
            "" if value is None else f"{Decimal(value):.{self._places}f}" if self._places < 3 else quantity(value)
        )

    def problem(self) -> str:
        if not fold(self.text()):
            return ""
        try:
            value = parse_decimal(self.text(), self._places)
        except ValueError as wrong:
            if str(wrong) == "places":
                return _("At most {places} decimals.").format(places=self._places)
            return _("Please type a number, such as {example}.").format(example=self._example)
        if self._low is not None and value < self._low:
            return _("Please type {low} or more.").format(low=self._low)
        if abs(value) > self._high:
            return _("Please type at most {high}.").format(high=f"{self._high:,}")
        return ""


class IntField(TextField):
    """A whole number from `low` to `high`."""

    def __init__(self, low: int = 0, high: int = 1_000_000, *, example: str = "10", placeholder: str = "") -> None:
        super().__init__(placeholder)
        self._low, self._high, self._example = low, high, example
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

    def value(self) -> int | None:
        try:
            return parse_int(self.text()) if fold(self.text()) else None
        except ValueError:
            return None

    def problem(self) -> str:
        if not fold(self.text()):
            return ""
        value = self.value()
        if value is None:
            return _("Please type a whole number, such as {example}.").format(example=self._example)
        if not self._low <= value <= self._high:
            return _("Please type a number from {low} to {high}.").format(low=f"{self._low:,}", high=f"{self._high:,}")
        return ""


class DateField(TextField):
    """A day, typed in many ways (3-5, 20260305, +7) or picked; shown as 2026-03-05 once the field is left."""

    def __init__(self, today: Callable[[], date], placeholder: str = "") -> None:
        super().__init__(placeholder or _("Such as 3-15 or +7"))
        self._today = today
        self._popup: QFrame | None = None
        open_ = self.addAction(icon("calendar", "text2"), QLineEdit.ActionPosition.TrailingPosition)
        open_.setToolTip(_("Pick a day (Alt+Down)"))
        open_.triggered.connect(self.pick)
        self.editingFinished.connect(self._tidy)

    def value(self) -> date | None:
        try:
            return parse_date(self.text(), self._today()) if fold(self.text()) else None
        except ValueError:
            return None

    def set_value(self, value: Any) -> None:
        self.setText("" if value is None else value.isoformat())

    def problem(self) -> str:
        wrong = bool(fold(self.text())) and self.value() is None
        return _("Please type a date, such as 2026-03-15, 3-15 or +7.") if wrong else ""

    def keyPressEvent(self, event: Any) -> None:
        if event.key() == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.pick()
            return
        super().keyPressEvent(event)

    def pick(self) -> None:
        """Open the calendar below the field."""
        popup = QFrame(self, Qt.WindowType.Popup)
        popup.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        popup.setProperty("popup", "true")
        calendar = _calendar(popup)
        day = self.value() or self._today()
        calendar.setSelectedDate(QDate(day.year, day.month, day.day))
        calendar.activated.connect(self._picked)
        calendar.clicked.connect(self._picked)
        popup.setLayout(column(calendar, margins=(4, 4, 4, 4)))
        popup.move(self.mapToGlobal(QPoint(0, self.height() + 2)))
        popup.show()
        calendar.setFocus()
        self._popup = popup

    def _picked(self, day: QDate) -> None:
        self.set_value(date(day.year(), day.month(), day.day()))
        if self._popup is not None:
            self._popup.close()
            self._popup = None
        self.setFocus()

    def _tidy(self) -> None:
        value = self.value()
        if value is not None and self.text() != value.isoformat():
            self.set_value(value)


def _calendar(parent: QWidget) -> QCalendarWidget:
    """A calendar in the colours of the theme and the language of the program."""
    calendar = QCalendarWidget(parent)
    calendar.setLocale(QLocale(language()))
    calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
    head, plain = QTextCharFormat(), QTextCharFormat()
    head.setForeground(theme.color("text2"))
    head.setBackground(theme.color("surface"))
    plain.setForeground(theme.color("text"))
    calendar.setHeaderTextFormat(head)
    for day in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
        calendar.setWeekdayTextFormat(day, plain)
    for name, arrow in (("qt_calendar_prevmonth", "chevron-left"), ("qt_calendar_nextmonth", "chevron-right")):
        button = calendar.findChild(QToolButton, name)
        if button is not None:
            button.setIcon(icon(arrow, "text2"))
    return calendar


class ChoiceField(QComboBox):
    """One of (value, term) pairs."""

    edited = Signal()

    def __init__(self, pairs: Sequence[tuple[Any, str]] = ()) -> None:
        super().__init__()
        # The style's own delegate draws a menu and ignores the sheet's colours.
        self.setItemDelegate(QStyledItemDelegate(self))
        self.set_choices(pairs)
        self.currentIndexChanged.connect(lambda _at: self.edited.emit())

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Letters typed here a moment ago are no beginning of those that are typed now."""
        super().focusInEvent(event)
        self.view().keyboardSearch("")

    def set_choices(self, pairs: Sequence[tuple[Any, str]]) -> None:
        before = self.currentData()
        self.blockSignals(True)
        self.clear()
        for value, term in pairs:
            self.addItem(term, value)
        self.blockSignals(False)
        self.set_value(before)

    def value(self) -> Any:
        return self.currentData()

    def set_value(self, value: Any) -> None:
        at = self.findData(value)
        if at >= 0:
            self.setCurrentIndex(at)

    def problem(self) -> str:
        return ""

    def wheelEvent(self, event: Any) -> None:
        """A wheel over a form scrolls the form and changes no field."""
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        image = pixmap("chevron-down", "text2" if self.isEnabled() else "disabled", 16, self.devicePixelRatioF())
        QPainter(self).drawPixmap(self.width() - 25, (self.height() - 16) // 2, image)


class CheckField(CheckBox):
    edited = Signal()

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.toggled.connect(lambda _on: self.edited.emit())

    def value(self) -> bool:
        return self.isChecked()

    def set_value(self, value: Any) -> None:
        self.setChecked(bool(value))

    def problem(self) -> str:
        return ""


def mark_bad(editor: QWidget, bad: bool) -> None:
    """The red border of a field that needs a change."""
    if bool(editor.property("bad") == "true") != bad:
        editor.setProperty("bad", "true" if bad else "false")
        editor.style().unpolish(editor)
        editor.style().polish(editor)
        if isinstance(editor, QTextEdit | QPlainTextEdit):
            editor.viewport().update()
