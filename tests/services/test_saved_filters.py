"""Filters kept under a name, and what each person chose, on both engines."""

import pytest

from models.people import AuditEntry
from services import people, preferences, saved_filters
from services.errors import Refusal
from services.saved_filters import Kept
from tests.services.shop import Shop

LATE = Kept("acme", (("late", "yes", ""), ("customer", "1", "Customer: Corner Shop")), "due", True)


def names(shop: Shop, who: str, listing: str = "orders") -> list[str]:
    return [each.name for each in saved_filters.of(listing, shop.actors[who])]


def test_a_filter_is_its_owner_s_alone_and_comes_back_as_it_was_kept(shop: Shop) -> None:
    saved_filters.save_filter(shop.call("clerk"), "orders", "  Late   ones ", LATE)
    (found,) = saved_filters.of("orders", shop.clerk)
    assert (found.name, found.kept, found.shared, found.mine) == ("Late ones", LATE, False, True)
    assert names(shop, "approver") == []
    assert names(shop, "clerk", "deliveries") == []


def test_a_shared_one_is_seen_by_all_and_changed_by_who_may_share(shop: Shop) -> None:
    made = saved_filters.save_filter(shop.call("owner"), "orders", "Late", LATE, shared=True)
    (found,) = saved_filters.of("orders", shop.clerk)
    assert (found.shared, found.mine, found.owner) == (True, False, "Olive Owner")
    for change in (
        lambda: saved_filters.rename_filter(shop.call("clerk"), made.id, "Mine"),
        lambda: saved_filters.delete_filter(shop.call("clerk"), made.id),
        lambda: saved_filters.share_filter(shop.call("clerk"), made.id, False),
    ):
        with pytest.raises(Refusal, match="not_allowed"):
            change()
    saved_filters.share_filter(shop.call("owner"), made.id, False)
    assert names(shop, "clerk") == []


def test_sharing_takes_the_right_to_change_settings(shop: Shop) -> None:
    made = saved_filters.save_filter(shop.call("clerk"), "orders", "Late", LATE)
    with pytest.raises(Refusal, match="not_allowed"):
        saved_filters.save_filter(shop.call("clerk"), "orders", "Too", LATE, shared=True)
    with pytest.raises(Refusal, match="not_allowed"):
        saved_filters.share_filter(shop.call("clerk"), made.id, True)
    with pytest.raises(Refusal, match="not_allowed"):
        saved_filters.rename_filter(shop.call("owner"), made.id, "Not theirs")
    assert names(shop, "clerk") == ["Late"]


def test_renamed_deleted_and_brought_back_with_an_entry_each(shop: Shop) -> None:
    before = AuditEntry.select().count()
    made = saved_filters.save_filter(shop.call("clerk"), "orders", "Late", LATE)
    saved_filters.rename_filter(shop.call("clerk"), made.id, "Overdue")
    (found,) = saved_filters.of("orders", shop.clerk)
    saved_filters.delete_filter(shop.call("clerk"), made.id)
    assert names(shop, "clerk") == []
    saved_filters.save_filter(shop.call("clerk"), "orders", found.name, found.kept, found.shared)
    assert names(shop, "clerk") == ["Overdue"]
    assert AuditEntry.select().count() == before + 4


@pytest.mark.parametrize(
    ("listing", "name", "code"),
    [("orders", " ", "empty_name"), ("orders", "x" * 41, "too_long"), ("orders", "LATE", "filter_taken"),
     ("nowhere", "Late", "unknown_list"), ("receivables", "Late", "not_allowed")],
)  # fmt: skip
def test_what_can_t_be_kept_is_refused(listing: str, name: str, code: str, shop: Shop) -> None:
    saved_filters.save_filter(shop.call("packer"), "deliveries", "Late", LATE)
    saved_filters.save_filter(shop.call("clerk"), "orders", "Late", LATE)
    with pytest.raises(Refusal) as no:
        saved_filters.save_filter(shop.call("clerk"), listing, name, LATE)
    assert no.value.code == code


def test_a_list_keeps_thirty_of_one_person(shop: Shop) -> None:
    for number in range(saved_filters.MOST):
        saved_filters.save_filter(shop.call("clerk"), "orders", f"F{number}", LATE)
    with pytest.raises(Refusal, match="too_many_filters"):
        saved_filters.save_filter(shop.call("clerk"), "orders", "One more", LATE)


def test_somebody_who_left_keeps_nothing(shop: Shop) -> None:
    clerk = shop.clerk
    people.change_user(shop.call("owner"), clerk.user_id, "Clerk", ("clerk",), False)
    with pytest.raises(Refusal, match="not_allowed"):
        saved_filters.save_filter(shop.call(clerk), "orders", "Late", LATE)


def test_what_each_person_chose_is_theirs_and_written_without_an_audit_entry(shop: Shop) -> None:
    before = AuditEntry.select().count()
    preferences.keep(shop.call("clerk"), {"list.orders": {"hidden": ["total"]}, "list.moves": {"widths": {"at": 90}}})
    preferences.keep(shop.call("clerk"), {"list.orders": {"hidden": []}})
    preferences.keep(shop.call("packer"), {"list.orders": {"hidden": ["状态"]}})
    assert preferences.of(shop.clerk.user_id) == {"list.orders": {"hidden": []}, "list.moves": {"widths": {"at": 90}}}
    preferences.keep(shop.call("clerk"), {"list.moves": None})
    assert preferences.of(shop.clerk.user_id) == {"list.orders": {"hidden": []}}
    assert preferences.of(shop.packer.user_id) == {"list.orders": {"hidden": ["状态"]}}
    assert AuditEntry.select().count() == before


def test_a_preference_of_absurd_length_is_not_kept(shop: Shop) -> None:
    preferences.keep(shop.call("clerk"), {"list.orders": ["x" * preferences.LONGEST]})
    assert preferences.of(shop.clerk.user_id) == {}
