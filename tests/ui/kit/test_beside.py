"""A list that belongs to a field lies beside it."""

import pytest

from ui.kit.beside import GAP, beside


@pytest.mark.parametrize(("top", "wanted", "room"), [(100, 200, 728), (600, 200, 728), (300, 900, 728), (10, 900, 60)])
def test_a_list_never_covers_its_field_nor_leaves_its_room(top: int, wanted: int, room: int) -> None:
    at, high = beside(top, 32, wanted, room)
    assert at >= top + 32 + GAP or at + high + GAP <= top
    assert at >= 0
    assert at + high <= room
    assert high <= wanted
