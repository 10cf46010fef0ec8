"""The start page: figures that open their lists by mouse and key, tasks with one verb each, live."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from desktop.windows import PLACES, maker
from resources.i18n import _
from tests.services.shop import Shop
from tests.ui.delivery.conftest import Desk
from ui.kit.cards import FigureCard
from ui.kit.labels import ElidedLabel
from ui.today import words
from ui.today.window import TodayWindow

Sit = Callable[[str], Desk]


@pytest.fixture
def busy(shop: Shop) -> Shop:
    goods = shop.product()
    shop.stock(goods, 50)
    shop.packed((goods, 2), promised=shop.clock.today)
    shop.order((goods, 1), promised=shop.clock.today + timedelta(1))
    shop.dispatched((goods, 1))
    return shop


def shown(window: TodayWindow, term: str) -> FigureCard:
    return next(card for card in window.findChildren(FigureCard) if card.accessibleName().startswith(f"{_(term)}:"))


def test_the_owner_sees_figures_tasks_and_what_leaves(desk: Sit, busy: Shop) -> None:
    window = desk("owner").open("today", TodayWindow)
    assert shown(window, "To leave today").accessibleName().startswith("To leave today: 1.")
    assert window.title == "Today"
    told = [button.accessibleName() for button in window.tasks.buttons]
    assert any("needs your sign-off" in text for text in told)
    assert any("waits for approval" in text for text in told)
    assert "2 things wait for you" in window.header._subtitle.text()


def test_a_card_opens_its_list_by_mouse_and_by_key(desk: Sit, busy: Shop) -> None:
    sitting = desk("owner")
    window = sitting.open("today", TodayWindow)
    QTest.mouseClick(shown(window, "Late to leave"), Qt.MouseButton.LeftButton)
    assert sitting.went[-1] == ("orders", {"late": "yes"})
    shown(window, "To leave today").setFocus()
    QTest.keyClick(shown(window, "To leave today"), Qt.Key.Key_Return)
    assert sitting.went[-1] == ("delivery", {"leaving": "house"})


def test_what_a_card_says_is_never_cut(desk: Sit, busy: Shop) -> None:
    window = desk("owner").open("today", TodayWindow)
    card, other = shown(window, "Short lines"), shown(window, "Late to leave")
    card.set("7", "In 7 orders  •  4 arrive in 3 days")
    for width in (180, 400):
        card.resize(width, card.height())
        said = [each for each in card.findChildren(ElidedLabel) if each.isVisible()]
        assert [each.toolTip() for each in said] == [""] * (2 if width == 180 else 1), "nothing is shortened"
        assert "  •  ".join(each.text() for each in said) == "In 7 orders  •  4 arrive in 3 days"
    assert card._figure.y() == other._figure.y()


def test_a_tasks_verb_opens_the_document(desk: Sit, busy: Shop) -> None:
    sitting = desk("approver")
    window = sitting.open("today", TodayWindow)
    button = next(b for b in window.tasks.buttons if "approval" in b.accessibleName())
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    name, where = sitting.went[-1]
    assert (name, set(where)) == ("approval", {"id"})


def test_what_others_do_shows_by_itself(desk: Sit, busy: Shop) -> None:
    sitting = desk("approver")
    window = sitting.open("today", TodayWindow)
    before = len(window.tasks.buttons)
    busy.order((busy.product(), 1))
    busy.order((busy.product(), 1))
    sitting.shell.publish(frozenset({"orders"}))
    sitting.settle()
    assert "Orders that wait for approval: 3" in [b.accessibleName().partition(": ")[2] for b in window.tasks.buttons]
    assert len(window.tasks.buttons) == before


def test_the_charts_are_read_by_keys_and_open_what_is_behind(desk: Sit, busy: Shop) -> None:
    sitting = desk("owner")
    window = sitting.open("today", TodayWindow)
    assert "Today: Orders in 3, Deliveries out 1" in window.bars.accessibleDescription()
    window.bars.setFocus()
    QTest.keyClick(window.bars, Qt.Key.Key_Left)
    QTest.keyClick(window.bars, Qt.Key.Key_Return)
    yesterday = (busy.clock.today - timedelta(1)).isoformat()
    assert sitting.went[-1] == ("delivery", {"left": yesterday})
    QTest.mouseClick(window.line, Qt.MouseButton.LeftButton, pos=QPoint(window.line.width() - 40, 60))
    monday = busy.clock.today - timedelta(busy.clock.today.weekday())
    assert sitting.went[-1] == ("delivery", {"left": f"week {monday.isoformat()}"})
    assert (window.came.text(), window.left.text()) == ("3 orders in today", "1 delivery out today")
    QTest.mouseClick(window.came, Qt.MouseButton.LeftButton)
    assert sitting.went[-1] == ("orders", {"came": "today"})


def test_a_packer_sees_no_button_that_is_not_his(desk: Sit, busy: Shop) -> None:
    window = desk("packer").open("today", TodayWindow)
    assert not hasattr(window, "new_button")
    assert not hasattr(window, "import_button")
    assert {card.accessibleName().partition(":")[0] for card in window.findChildren(FigureCard)} == {
        "To leave today", "To pick", "Below safety stock",
    }  # fmt: skip


def test_with_nothing_to_do_the_page_says_so(desk: Sit, shop: Shop) -> None:
    window = desk("packer").open("today", TodayWindow)
    assert not window.tasks.buttons
    assert "Nothing waits for you" in window.header._subtitle.text()


def test_who_has_no_role_is_told_so(desk: Sit, shop: Shop) -> None:
    sitting = desk("packer")
    sitting.shell.actor = replace(sitting.shell.actor, rights=frozenset())
    window = sitting.open("today", TodayWindow)
    assert any("have no role yet" in each.text() for each in window.tasks.findChildren(QLabel))


def _leads() -> list[tuple[str, dict[str, object]]]:
    cards = [(card.window, card.where) for card in words.CARDS.values()]
    return [*cards, *((job.window, job.where) for job in words.JOBS.values())]


FILTERS = ("phase", "state", "late", "wrong", "short", "left", "leaving")
LEADS = [pytest.param(*lead, id=f"{lead[0]}-{n}") for n, lead in enumerate(_leads())]


@pytest.mark.parametrize(("name", "where"), LEADS)
def test_every_card_and_every_verb_leads_to_a_place_that_is_there(
    desk: Sit, busy: Shop, name: str, where: dict[str, object]
) -> None:
    sitting = desk("owner")
    place = next(place for place in PLACES if place.name == name)
    window = sitting.open(name, maker(place, {}), **where)
    narrowed = {key: value for key, value in where.items() if key in FILTERS}
    if narrowed:
        pane = window.list.pane if name == "orders" else window.pane
        assert dict(pane.query().filters) == narrowed
    assert sitting.said() == ""


def test_the_keyboard_is_at_the_first_card_once_it_is_there(desk: Sit, busy: Shop) -> None:
    sitting = desk("owner")
    window = sitting.open("today", TodayWindow)
    assert window.window().focusWidget() is shown(window, "To leave today")
