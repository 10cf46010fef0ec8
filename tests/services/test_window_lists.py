"""The lists that windows narrow further: each of their filters is served by an index, as those of the lists are."""

from typing import Any

import pytest

from services import delivery_views, scan_journal, stock_lists, tracking_views
from services.listing import Listing, Query
from tests.services.shop import Shop
from tests.services.test_listing import plan, statement_of, unserved

MINE = delivery_views.mine(("deliveries.plan", "signoff.sales", "signoff.warehouse", "deliveries.dispatch"), 3)
LISTS = (
    (delivery_views.WINDOW, {"mine": MINE, "ready": "yes"}),
    (tracking_views.ROAD, {"road": "yes", "late": "yes", "wrong": "yes"}),
    (stock_lists.MOVES, {"lot": "1", "product": "1"}),
    (stock_lists.EXPECTED, {"due": "yes"}),
    (scan_journal.SCANS, {"came": "today", "refused": "today", "verdict": "wrong_lot", "user": "1"}),
)
CASES = [
    pytest.param(listing, sort.name, name, value, id=f"{listing.name} {name} by {sort.name}")
    for listing, filters in LISTS
    for name, value in filters.items()
    for sort in listing.sorts
]


@pytest.mark.parametrize(("listing", "sort", "name", "value"), CASES)
def test_an_index_serves_the_window_s_own_filter(
    listing: Listing, sort: str, name: str, value: Any, shop: Shop
) -> None:
    query = Query(filters=((name, value),), sort=sort)
    steps = plan(*statement_of(listing, query, None))
    assert not unserved(steps), steps
