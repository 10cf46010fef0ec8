"""Signing in, being locked out, PINs, badges and roles."""

import pytest

from models.people import User
from services import people
from services.errors import Refusal
from tests.services.shop import Shop


def refused(code: str, what: object, *arguments: object, **named: object) -> Refusal:
    with pytest.raises(Refusal) as no:
        what(*arguments, **named)  # type: ignore[operator]
    assert no.value.code == code
    return no.value


def test_the_right_password_signs_in_with_the_rights_of_the_role(shop: Shop) -> None:
    actor = people.prove_password(" Clerk ", "password1", clock=shop.clock)
    assert (actor.name, actor.rights) == ("Clerk", people.ROLES["clerk"])
    assert shop.owner.rights == people.PERMISSIONS


@pytest.mark.parametrize("login", ["clerk", "nobody", ""])
def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(login: str, shop: Shop) -> None:
    refused("wrong_password", people.prove_password, login, "password2", clock=shop.clock)


def test_five_failures_lock_for_five_minutes_and_success_forgets_them(shop: Shop) -> None:
    for _attempt in range(4):
        refused("wrong_password", people.prove_password, "clerk", "no", clock=shop.clock)
    people.prove_password("clerk", "password1", clock=shop.clock)
    for _attempt in range(5):
        refused("wrong_password", people.prove_password, "clerk", "no", clock=shop.clock)
    locked = refused("locked", people.prove_password, "clerk", "password1", clock=shop.clock)
    assert locked.data["minutes"] in (5, 6)
    people.prove_password("packer", "password1", clock=shop.clock)
    shop.clock.advance(minutes=5, seconds=1)
    assert people.prove_password("clerk", "password1", clock=shop.clock).name == "Clerk"


def test_a_new_password_unlocks(shop: Shop) -> None:
    for _attempt in range(5):
        refused("wrong_password", people.prove_password, "clerk", "no", clock=shop.clock)
    people.set_password(shop.call("owner"), "clerk", people.hash_password("a new one"))
    assert people.prove_password("clerk", "a new one", clock=shop.clock).name == "Clerk"


def test_a_pin_switches_the_person_at_a_station_and_locks_too(shop: Shop) -> None:
    pin = people.hash_pin("4711")
    made = people.add_user(shop.call("owner"), "ann", "Ann", ("packer",), people.hash_password("password1"), pin)
    assert people.prove_pin(made.id, "4711", station="Bench 2", clock=shop.clock).station == "Bench 2"
    for _attempt in range(5):
        refused("wrong_password", people.prove_pin, made.id, "1234", clock=shop.clock)
    refused("locked", people.prove_pin, made.id, "4711", clock=shop.clock)


def test_a_badge_switches_the_person_and_is_not_stored_as_it_reads(shop: Shop) -> None:
    people.change_user(shop.call("owner"), shop.packer.user_id, "Packer", ("packer",), True, "BDG-7F3K")
    assert people.prove_badge("bdg-7f3k", clock=shop.clock).user_id == shop.packer.user_id
    assert "7F3K" not in User.get_by_id(shop.packer.user_id).badge
    refused("unknown_badge", people.prove_badge, "BDG-0000", clock=shop.clock)
    other = shop.clerk.user_id
    refused("badge_taken", people.change_user, shop.call("owner"), other, "C", ("clerk",), True, "BDG-7F3K")


def test_who_is_switched_off_signs_in_no_more_and_acts_no_more(shop: Shop) -> None:
    clerk = shop.clerk
    people.change_user(shop.call("owner"), clerk.user_id, "Clerk", ("clerk",), False)
    refused("wrong_password", people.prove_password, "clerk", "password1", clock=shop.clock)
    refused("not_allowed", shop.order, (shop.product(), 1))


def test_somebody_stays_owner(shop: Shop) -> None:
    owner = shop.owner.user_id
    refused("last_owner", people.change_user, shop.call("owner"), owner, "Olive", ("clerk",), True)
    refused("last_owner", people.change_user, shop.call("owner"), owner, "Olive", ("owner",), False)


@pytest.mark.parametrize("pin", ["123", "123456789", "12a4", "１２３４", ""])
def test_a_pin_is_four_to_eight_digits(pin: str) -> None:
    refused("bad_pin", people.hash_pin, pin)


def test_a_password_has_eight_characters() -> None:
    refused("short_password", people.hash_password, "1234567")


def test_the_built_in_actor_ends_with_the_first_company(shop: Shop) -> None:
    from services.settings import change_settings
    from services.unit import Call

    refused("user_required", change_settings, Call(people.setup_actor()), {"company.phone": "1"})
