"""The company's own prefixes for its numbers, and rights that an older company's roles learn, on both engines."""

import pytest

from models.delivery import Delivery
from models.orders import SalesOrder
from models.people import Role, RolePermission
from services import found, numbers, people, role_rights, settings
from services.check import check
from services.errors import Refusal
from services.people import PERMISSIONS, ROLES
from services.unit import Actor, Call
from tests.services.shop import Shop


def choose(shop: Shop, **prefixes: str) -> None:
    settings.change_settings(shop.call("owner"), {numbers.PREFIXES: prefixes})


def test_a_chosen_prefix_begins_the_next_number_and_both_are_found(shop: Shop) -> None:
    goods = shop.product()
    before = SalesOrder.get_by_id(shop.order((goods, 1)).id)
    choose(shop, SO="ab", DN="LIEF")
    shop.stock(goods, 10)
    after = SalesOrder.get_by_id(shop.order((goods, 1)).id)
    sent = shop.dispatched((goods, 1))
    assert (before.number, after.number) == ("SO-20260305-0001", "AB-20260305-0001")
    assert sent.number == "LIEF-20260305-0001"
    assert {after.id, before.id} <= set(found.orders("0001"))
    assert (found.orders("AB-0001"), found.orders("SO-0001")) == ([after.id], [before.id])
    assert found.deliveries("LIEF-0001") == [sent.id]
    assert shop.scan(sent.id, "LIEF-20260305-0001").code != "unknown"
    assert numbers.given_on(shop.clock.today) == {"SO": 1, "AB": 2, "LIEF": 1, "GR": 1}
    choose(shop, SO="SO")
    assert SalesOrder.get_by_id(shop.order((goods, 1)).id).number == "SO-20260305-0002"
    assert [each for each in check() if not each.ok] == []
    assert Delivery.select().count() == 1


@pytest.mark.parametrize("prefix", ["", "A", "A1", "TOOLONG", "BDG", "ДN", "A-"])
def test_what_no_number_can_begin_with_is_refused(shop: Shop, prefix: str) -> None:
    with pytest.raises(Refusal, match="bad_prefix"):
        choose(shop, SO=prefix)


def test_a_prefix_that_another_kind_has_or_had_is_refused(shop: Shop) -> None:
    with pytest.raises(Refusal, match="prefix_taken"):
        choose(shop, SO="DN")
    choose(shop, DN="LF")
    with pytest.raises(Refusal, match="prefix_taken") as no:
        choose(shop, SO="DN")
    assert no.value.data == {"prefix": "DN", "kind": "SO", "document": "DN"}
    with pytest.raises(Refusal, match="prefix_taken"):
        choose(shop, SO="XX", PO="XX")
    assert settings.get(numbers.PREFIXES) == {"DN": ("LF", "DN")}


def forget(*rights: str) -> None:
    RolePermission.delete().where(RolePermission.permission.in_(rights)).execute()


def test_an_older_company_gets_new_rights_where_a_new_one_has_them(shop: Shop) -> None:
    people.set_role(shop.call("owner"), "clerk", tuple(sorted(ROLES["clerk"] - {"orders.import"})))
    people.set_role(shop.call("owner"), "helper", ("stock.view",))
    forget("incidents.edit", "backup.run")
    assert role_rights.unknown() == {"incidents.edit", "backup.run"}
    packer = shop.actors["packer"]
    assert role_rights.brought_along(packer).rights == packer.rights
    held = people.roles()
    assert held["owner"] == PERMISSIONS
    assert held["warehouse"] == ROLES["warehouse"]
    assert held["logistics"] == ROLES["logistics"]
    assert "orders.import" not in held["clerk"]  # taken away on purpose
    assert held["helper"] == {"stock.view"}
    assert role_rights.unknown() == frozenset()
    entries = shop.audit()
    assert entries.count("people.follow_rights") == 1
    role_rights.brought_along(packer)
    assert shop.audit() == entries


def test_who_signs_in_after_an_update_has_the_new_rights(shop: Shop) -> None:
    forget("tracking.edit")
    logistics = shop.actors["logistics"]
    old = Actor(logistics.user_id, logistics.name, logistics.rights - {"tracking.edit"}, "desk")
    made = role_rights.brought_along(old)
    assert (made.rights, made.station) == (ROLES["logistics"], "desk")


def test_somebody_without_a_role_sets_nothing_going(shop: Shop) -> None:
    nobody = people.add_user(shop.call("owner"), "nobody", "Nobody", (), "x").id
    forget("tracking.edit")
    with pytest.raises(Refusal, match="not_allowed"):
        role_rights.follow_rights(Call(Actor(nobody, "Nobody"), clock=shop.clock))
    signed_in = Actor(nobody, "Nobody")
    assert role_rights.brought_along(signed_in) == signed_in
    assert role_rights.unknown() == {"tracking.edit"}
    assert Role.select().count() == len(ROLES)
