from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from ui.kit.fields import ChoiceField, DateField, DecimalField, IntField, TextField
from ui.kit.forms import Form, FormDialog
from ui.kit.parsing import fold, parse_date, parse_decimal, parse_int

TODAY = date(2026, 3, 5)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("1,234.5", "1234.5"),
        ("１２３４．５", "1234.5"),
        ("12。5", "12.5"),
        (" ¥ 99.90 ", "99.90"),
        ("-3", "-3"),
        ("５０", "50"),
    ],
)
def test_figures_are_understood_as_they_are_typed(typed: str, meant: str) -> None:
    assert parse_decimal(typed, 3) == Decimal(meant)


@pytest.mark.parametrize("typed", ["fifty k", "1.2.3", "NaN", "Infinity", "12 pcs"])
def test_what_is_no_figure_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="number"):
        parse_decimal(typed, 2)


def test_too_many_decimals_are_refused_and_zeros_at_the_end_are_not() -> None:
    assert parse_decimal("1.5000", 2) == Decimal("1.5")
    with pytest.raises(ValueError, match="places"):
        parse_decimal("1.505", 2)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2026-03-15", date(2026, 3, 15)), ("2026/3/15", date(2026, 3, 15)), ("20260315", date(2026, 3, 15)),
        ("3-15", date(2026, 3, 15)), ("３月１５日", date(2026, 3, 15)), ("2026年3月15日", date(2026, 3, 15)),
        ("+7", date(2026, 3, 12)), ("2-1", date(2026, 2, 1)), ("2025.12.31", date(2025, 12, 31)),
    ],
)  # fmt: skip
def test_dates_are_understood_as_they_are_typed(typed: str, meant: date) -> None:
    assert parse_date(typed, TODAY) == meant


def test_january_typed_in_december_is_next_year() -> None:
    assert parse_date("1-10", date(2026, 12, 20)) == date(2027, 1, 10)


@pytest.mark.parametrize("typed", ["2026-02-30", "13-1", "tomorrow", "3", "99999999"])
def test_what_is_no_date_is_refused(typed: str) -> None:
    with pytest.raises(ValueError):
        parse_date(typed, TODAY)


def test_full_width_text_is_folded() -> None:
    assert fold(" ＳＯ－２０２６ ") == "SO-2026"
    assert parse_int("１２") == 12


def commit(editor: QWidget, text: str) -> None:
    """Type through an input method, as full-width text comes."""
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(editor, event)


@pytest.fixture
def form(qtbot: Any) -> Form:
    made = Form(columns=2)
    qtbot.addWidget(made)
    made.add("name", "Name", TextField(), required=True)
    made.add("code", "Code", TextField(), required="Please type a code.")
    made.add("limit", "Limit", DecimalField(2), hint="Empty: no limit")
    made.add("days", "Days", IntField(0, 90))
    made.add("due", "Due", DateField(lambda: TODAY))
    made.add("terms", "Terms", ChoiceField([(30, "30 days"), (60, "60 days")]))
    made.show()
    return made


def said(widget: QWidget) -> list[str]:
    return [label.text() for label in widget.findChildren(QLabel) if label.isVisible() and label.text()]


def test_errors_come_on_saving_with_a_count_and_the_first_field_gets_the_focus(form: Form, qtbot: Any) -> None:
    form.set_values({"name": "Wanhe"})
    form._entries["limit"].editor.setText("fifty k")
    form._entries["days"].editor.setText("91")
    assert not form.valid()
    words = said(form)
    assert "3 fields need a change before saving. Nothing typed is lost." in words
    assert {"Please type a code.", "Please type a number, such as 50000.", "Please type a number from 0 to 90."} <= set(
        words
    )
    assert form._entries["code"].editor.hasFocus()
    assert form._entries["code"].editor.property("bad") == "true"
    assert form._entries["limit"].editor.text() == "fifty k"


def test_an_error_goes_as_soon_as_its_field_is_right(form: Form) -> None:
    form.set_values({"name": "Wanhe"})
    form._entries["days"].editor.setText("91")
    form.valid()
    QTest.keyClicks(form._entries["code"].editor, "C1")
    assert "1 field needs a change before saving. Nothing typed is lost." in said(form)
    form._entries["days"].editor.setText("9")
    assert not any("need" in text for text in said(form))
    assert form.valid()


def test_values_are_what_is_meant(form: Form) -> None:
    form.set_values({"name": " Wanhe ", "code": "C1", "terms": 60})
    for name, text in {"limit": "５０，０００", "days": "３０", "due": "3-15"}.items():
        commit(form._entries[name].editor, text)
    assert form.values() == {
        "name": "Wanhe", "code": "C1", "limit": Decimal(50000), "days": 30, "due": date(2026, 3, 15), "terms": 60,
    }  # fmt: skip


def test_what_only_saving_can_tell_is_shown_at_its_field_until_it_is_changed(form: Form) -> None:
    form.set_values({"name": "Wanhe", "code": "C1001"})
    form.show_errors({"code": "C1001 already belongs to Hengrui."})
    assert "C1001 already belongs to Hengrui." in said(form)
    QTest.keyClicks(form._entries["code"].editor, "2")
    assert "C1001 already belongs to Hengrui." not in said(form)


def test_ctrl_enter_saves_and_enter_alone_does_not(qtbot: Any, kit: Any) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.resize(1200, 700)
    parent.show()
    form, saved = Form(1), []
    form.add("name", "Name", TextField(), required=True)
    dialog = FormDialog(parent, "New", form, "Save", saved.append)
    dialog.open()
    assert QTest.qWaitForWindowActive(dialog)
    name = form._entries["name"].editor
    assert name.hasFocus()
    QTest.keyClicks(name, "Wanhe")
    QTest.keyClick(name, Qt.Key.Key_Return)
    assert saved == []
    assert dialog.isVisible()
    QTest.keyClick(name, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert saved == [{"name": "Wanhe"}]
    QTest.keyClick(name, Qt.Key.Key_Escape)
    question = dialog._question
    assert question is not None
    QTest.keyClick(question, Qt.Key.Key_Escape)
    assert (dialog.isVisible(), name.text()) == (True, "Wanhe")
    dialog.reject()
    assert dialog._question is not None
    dialog._question.main.click()
    assert not dialog.isVisible()
    form.set_values({"name": "From before"})
    dialog.open()
    QTest.keyClick(name, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_a_date_typed_short_is_written_out_when_the_field_is_left(form: Form) -> None:
    editor = form._entries["due"].editor
    QTest.keyClicks(editor, "3-15")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    assert editor.text() == "2026-03-15"


def test_a_wrong_date_is_said_when_its_field_is_left(qapp: Any) -> None:
    form, day = Form(), DateField(lambda: TODAY)
    form.add("day", "Day", day)
    day.setText("abc")
    day.editingFinished.emit()
    told = [each.text() for each in form.findChildren(QLabel)]
    assert "Please type a date, such as 2026-03-15, 3-15 or +7." in told
    day.setText("+7")
    assert "Please type a date, such as 2026-03-15, 3-15 or +7." not in [e.text() for e in form.findChildren(QLabel)]
