from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from services.errors import Refusal
from services.unit import Actor
from ui.kit.jobs import Report
from ui.signin.first_start import FirstStartPage, NewCompany
from ui.signin.person_switch import PersonSwitch
from ui.signin.sign_in import SignInPage

LIU = Actor(7, "Liu Qiang")


def ignore(*_args: Any) -> None:
    pass


def sentence(error: Refusal) -> str:
    return f"No: {error.code}."


@pytest.fixture
def signing(kit: Any, qtbot: Any) -> Any:
    def make(prove: Any, **options: Any) -> tuple[SignInPage, list[Any]]:
        entered: list[Any] = []
        page = SignInPage(
            kit.jobs, prove, lambda actor, login: entered.append((actor, login)), sentence, ignore, **options
        )
        qtbot.addWidget(page)
        page.show()
        assert QTest.qWaitForWindowActive(page)
        return page, entered

    return make


def test_the_right_password_lets_the_person_in(signing: Any, kit: Any) -> None:
    page, entered = signing(lambda login, password: LIU if (login, password) == ("liu", "geheim 12") else None)
    QTest.keyClicks(page.login, "liu")
    QTest.keyClicks(page.password, "geheim 12")
    QTest.keyClick(page.password, Qt.Key.Key_Return)
    kit.settle()
    assert entered == [(LIU, "liu")]
    assert page.password.text() == ""


def test_a_refusal_is_said_in_a_sentence_and_the_name_stays(signing: Any, kit: Any) -> None:
    def prove(login: str, password: str) -> Actor:
        raise Refusal("locked", minutes=5)

    page, entered = signing(prove, last_login="liu")
    QTest.keyClicks(page.password, "wrong")
    page.submit()
    kit.settle()
    assert entered == []
    assert page.form._banner_text.text() == "No: locked."
    assert (page.login.text(), page.password.selectedText()) == ("liu", "wrong")
    assert page.enter.isEnabled()


@pytest.mark.parametrize("last", ["", "liu"])
def test_a_badge_that_a_scanner_types_into_the_field_signs_in(signing: Any, kit: Any, last: str) -> None:
    def prove(text: str) -> Actor:
        if text != "BDG-7F3K":
            raise Refusal("unknown_badge")
        return LIU

    tried: list[str] = []
    page, entered = signing(lambda login, _password: tried.append(login), last_login=last, prove_badge=prove)
    field = page.password if last else page.login
    QTest.keyClicks(field, "BDG-9999")
    QTest.keyClick(field, Qt.Key.Key_Return)
    kit.settle()
    assert (entered, page.form._banner_text.text(), field.text()) == ([], "No: unknown_badge.", "")
    field.setFocus()
    QTest.keyClicks(field, "bdg-7f3k")  # with Caps Lock on
    QTest.keyClick(field, Qt.Key.Key_Return)
    kit.settle()
    assert (entered, tried) == ([(LIU, "")], []), "and no password was tried, which would lock the person out"


def test_a_second_press_while_it_is_proved_does_nothing(signing: Any, kit: Any) -> None:
    tries: list[str] = []
    page, _ = signing(lambda login, password: tries.append(login), last_login="liu")
    QTest.keyClicks(page.password, "geheim 12")
    QTest.keyClick(page.password, Qt.Key.Key_Return)
    QTest.keyClick(page.password, Qt.Key.Key_Return)
    kit.settle()
    assert tries == ["liu"]


@pytest.fixture
def first(kit: Any, qtbot: Any) -> Any:
    made: list[Any] = []
    done: list[Any] = []

    def start(company: NewCompany, report: Report) -> str:
        if company.name == "Taken":
            raise Refusal("company_exists")
        made.append(company)
        return "mine"

    page = FirstStartPage(kit.jobs, lambda report: "sample", start, done.append, sentence, ignore)
    qtbot.addWidget(page)
    page.show()
    return page, made, done


def fill(page: FirstStartPage, **other: str) -> None:
    page.show_form()
    values = {"name": "Antai", "owner": "Wang Fang", "login": "wang", "password": "geheim 12", "again": "geheim 12"}
    page.form.set_values(values | other)


def test_the_sample_company_is_one_press_away(first: Any, kit: Any) -> None:
    page, _, done = first
    QTest.keyClick(page.sample, Qt.Key.Key_Return)
    kit.settle()
    assert done == ["sample"]


def test_a_company_starts_with_what_was_typed(first: Any, kit: Any) -> None:
    page, made, done = first
    fill(page)
    QTest.mouseClick(page.begin, Qt.MouseButton.LeftButton)
    kit.settle()
    assert made == [NewCompany("Antai", "Wang Fang", "wang", "geheim 12", "en")]
    assert done == ["mine"]


def test_the_form_fits_a_screen_at_twice_the_size(first: Any) -> None:
    page, *_ = first
    page.resize(960, 500)
    fill(page, name="", owner="", login="", password="", again="")
    page.submit()
    QApplication.processEvents()
    for there in (page.begin, page.form.editor("name")):
        there.setFocus()
        assert there.visibleRegion().boundingRect().height() == there.height(), "it is in sight"
    assert page.height() == 500


@pytest.mark.parametrize(
    ("field", "text"), [("password", "short"), ("again", "another 1"), ("name", ""), ("login", "")]
)
def test_a_form_that_is_not_right_starts_nothing(first: Any, kit: Any, field: str, text: str) -> None:
    page, made, _ = first
    fill(page, **{field: text})
    page.submit()
    kit.settle()
    assert made == []
    assert page.form._banner.isVisible()


def test_a_refused_company_keeps_the_form(first: Any, kit: Any) -> None:
    page, _, done = first
    fill(page, name="Taken")
    page.submit()
    kit.settle()
    assert done == []
    assert page.form._banner_text.text() == "No: company_exists."
    assert page.form.values()["name"] == "Taken"


def test_a_switch_of_language_keeps_what_was_typed(first: Any, kit: Any, qtbot: Any) -> None:
    page, _, _ = first
    fill(page)
    again = FirstStartPage(kit.jobs, ignore, ignore, ignore, sentence, ignore)
    qtbot.addWidget(again)
    again.restore(page.typed())
    assert again.form.values()["owner"] == "Wang Fang"


@pytest.fixture
def switch(kit: Any, qtbot: Any) -> PersonSwitch:
    parent = QWidget()
    qtbot.addWidget(parent)
    kit.parent = parent
    parent.resize(1200, 700)
    parent.show()

    def prove_pin(user: int, pin: str) -> Actor:
        if (user, pin) != (7, "2468"):
            raise Refusal("wrong_password")
        return LIU

    def prove_badge(text: str) -> Actor:
        if text != "BADGE-7":
            raise Refusal("unknown_badge")
        return LIU

    people = [(3, "Sun Li"), (7, "Liu Qiang")]
    dialog = PersonSwitch(parent, kit.shell, people, prove_pin=prove_pin, prove_badge=prove_badge)
    dialog.open()
    return dialog


def test_name_and_pin_change_the_person(switch: PersonSwitch, kit: Any) -> None:
    switch.person.set_value(7)
    switch.pin.insert("２４６８")
    QTest.keyClick(switch.pin, Qt.Key.Key_Return)
    kit.settle()
    assert kit.shell.actor is LIU
    assert not kit.parent.findChildren(PersonSwitch) or not switch.isVisible()


def test_a_scanned_badge_changes_the_person(switch: PersonSwitch, kit: Any) -> None:
    switch.scanned("BADGE-9")
    kit.settle()
    assert switch.form._banner_text.text() == "No: unknown_badge."
    switch.scanned("BADGE-7")
    kit.settle()
    assert kit.shell.actor is LIU


def test_a_wrong_pin_is_said_and_nobody_changes(switch: PersonSwitch, kit: Any) -> None:
    before = kit.shell.actor
    QTest.keyClicks(switch.pin, "1111")
    switch.submit()
    kit.settle()
    assert kit.shell.actor is before
    assert switch.isVisible()
    switch.reject()
