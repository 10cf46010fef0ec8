"""Two people sign off at the bench by badge alone, and whoever may dispatches."""

import pytest

from models.delivery import Delivery, ScanEvent, Signoff
from models.people import User
from services import people
from tests.ui.packing.conftest import Desk
from ui.packing.state import Mode

WAYBILL = "SF1502339477120"


@pytest.fixture
def packed(desk: Desk) -> Desk:
    shop = desk.shop
    goods = shop.product()
    shop.stock(goods, 5)
    others = (("sue", "Sue Sales", "clerk"), ("leo", "Leo Lorry", "logistics"), ("eve", "Eve", "packer"))
    for login, name, role in others:
        people.add_user(shop.call("owner"), login, name, (role,), "password1", badge=f"BDG-{login.upper()}")
    desk.scan(shop.released((goods, 1)).number, shop.label(goods), "CMD-OK", WAYBILL)
    return desk


def signed() -> list[tuple[str, str]]:
    """Who has signed, and for what, in turn."""
    return list(Signoff.select(User.name, Signoff.role).join(User).order_by(Signoff.id).tuples())


def test_the_badge_of_who_does_not_pick_signs_off_and_another_one_dispatches(packed: Desk) -> None:
    packer = packed.kit.shell.actor
    assert packed.scan("CMD-OK").headline == "Signed off"
    screen = packed.scan("CMD-OK")
    assert (screen.mode, screen.answer.prompt) == (Mode.REFUSED, "Scan their badge, then OK, or press Esc")
    assert packed.scan("BDG-SUE").headline == "Badge of Sue Sales"
    assert packed.window.waiting().headline == "Scan OK: Sue Sales signs off"
    assert packed.scan("CMD-OK").headline == "Signed off"
    assert [role for _name, role in signed()] == ["warehouse", "sales"]
    assert signed()[1][0] == "Sue Sales"
    assert packed.scan("CMD-OK").answer.word == "Others go on"
    packed.scan("BDG-LEO")
    packed.window.witness_ends.timeout.emit()
    assert packed.scan("CMD-OK").answer.word == "Others go on", "a badge holds for a minute, not for who comes later"
    packed.scan("BDG-LEO")
    assert packed.window.waiting().headline == "Scan OK: Leo Lorry dispatches it"
    assert packed.scan("CMD-OK").headline == "Dispatched"
    assert Delivery.get().state == "dispatched"
    assert packed.kit.shell.actor is packer
    badges = ScanEvent.select().where(ScanEvent.verdict == "signed_in")
    assert {(each.text, each.user_id) for each in badges} == {("BDG", packer.user_id)}
    assert packed.scan("CMD-HOLD").mode == Mode.QUEUE
    assert packed.window.witness is None


def test_the_badge_of_another_packer_takes_over_with_the_packed_delivery_still_open(packed: Desk) -> None:
    number = Delivery.get().number
    packed.scan("BDG-EVE")
    packed.new_window()  # as the windows are built anew for another person
    assert (packed.screen.number, packed.screen.person) == (number, "Eve")
    assert packed.scan("CMD-OK").headline == "Signed off"
    assert signed() == [("Eve", "warehouse")]
    packed.new_window()
    assert packed.screen.mode == Mode.QUEUE, "after a restart the bench does not go back to what is packed"
