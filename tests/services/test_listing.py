"""Lists page by key, both ways, and offer only filters and sorts that an index serves."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise, product
from typing import Any

import pytest

from models.base import db, is_postgresql
from services import (
    act_requests,
    lists,
    orders,
    purchase_views,
    receivables,
    records,
    request_views,
    return_views,
    stock_lists,
)
from services.errors import Refusal
from services.listing import Key, Listing, Query
from services.unit import Actor
from tests.services.shop import Shop

OTHERS = (records.PRODUCT_LIST, records.CUSTOMER_LIST, records.SUPPLIER_LIST, receivables.OPEN_BILLS,
          purchase_views.PURCHASES, request_views.REQUESTS, act_requests.REQUESTS, return_views.RETURNS)  # fmt: skip
LISTS = [pytest.param(listing, id=listing.name) for listing in (*lists.ALL.values(), *OTHERS)]


def combinations(listing: Listing) -> Iterator[tuple[str, bool, str]]:
    """Every sort, both ways, with each filter and without."""
    for sort, down in product(listing.sorts, (True, False)):
        for filter_ in ("", *(f.name for f in listing.filters)):
            yield sort.name, down, filter_


def query_of(listing: Listing, sort: str, down: bool, filter_: str) -> Query:
    chosen = next((f for f in listing.filters if f.name == filter_), None)
    value = (chosen.choices[0][0] if chosen.choices else "1") if chosen else ""
    return Query(sort=sort, descending=down, filters=((filter_, value),) if chosen else ())


def statement_of(listing: Listing, query: Query, after: Key | None) -> tuple[str, list[Any]]:
    """The page's own statement, caught on its way to the database."""
    caught: list[tuple[str, list[Any]]] = []
    real = db.obj.execute_sql

    def catch(sql: str, params: Any = None, *rest: Any) -> Any:
        caught.append((sql, params))
        return real(sql, params, *rest)

    db.obj.execute_sql = catch
    try:
        listing.page(query, after, limit=5)
    finally:
        del db.obj.execute_sql
    return caught[-1]


def plan(sql: str, params: list[Any]) -> list[str]:
    if not is_postgresql():
        return [row[3] for row in db.execute_sql(f"EXPLAIN QUERY PLAN {sql}", params).fetchall()]
    for switch in ("enable_seqscan", "enable_sort", "enable_bitmapscan", "enable_hashjoin", "enable_mergejoin"):
        db.execute_sql(f"SET {switch} = off")
    return [row[0] for row in db.execute_sql(f"EXPLAIN {sql}", params).fetchall()]


def unserved(steps: list[str]) -> list[str]:
    """Steps that read a whole table or sort in a temporary place."""
    bad = ("TEMP B-TREE", "Sort  (", "Sort (", "Incremental Sort")
    scans = [s for s in steps if s.lstrip().startswith("SCAN ") and "USING" not in s]
    return [s for s in steps if any(word in s for word in bad)] + scans


def test_there_are_lists_to_walk() -> None:
    assert {"orders", "deliveries", "products", "customers", "stock", "moves"} <= set(lists.ALL)


@pytest.mark.parametrize("listing", LISTS)
def test_an_index_serves_each_filter_and_sort(listing: Listing, shop: Shop) -> None:
    problems = {}
    for sort, down, filter_ in combinations(listing):
        query = query_of(listing, sort, down, filter_)
        in_force = listing.sort_of(query)
        zero = tuple(_some(key) for key in (*in_force.keys, in_force.tie))
        for after in (None, zero):
            steps = plan(*statement_of(listing, query, after))
            first_table_scan = not is_postgresql() and after is None and not filter_
            if [s for s in unserved(steps) if not (first_table_scan and s == f"SCAN {_alias(steps)}")]:
                problems[sort, down, filter_, after is None] = steps
    assert not problems, problems


def test_an_index_serves_what_is_low_or_out(shop: Shop) -> None:
    for down, after in product((True, False), (None, (1, 1))):
        query = Query(sort="available", descending=down, filters=(("level", "below"),))
        steps = plan(*statement_of(lists.PRODUCTS, query, after))
        assert not [s for s in unserved(steps) if s != f"SCAN {_alias(steps)}"], steps
        assert is_postgresql() or "product_stock_below" in steps[0], steps


def _alias(steps: list[str]) -> str:
    """SQLite calls reading a table in the order of its own id a scan; it is the order asked for, and stops at LIMIT."""
    return steps[0].split()[1]


def _some(field: Any) -> Any:
    from datetime import date

    from models.driver import peewee

    if isinstance(field, peewee.DateField):
        return date(2026, 1, 1)
    return "A" if isinstance(field, peewee.TextField) else 1


@pytest.fixture
def full(shop: Shop) -> Shop:
    """25 orders; some share a promised day, some have none."""
    item = shop.product()
    for number in range(25):
        day = None if number % 5 == 0 else shop.clock.today + timedelta(number % 3)
        made = orders.create_order(shop.call("clerk"), shop.draft((item, 1), promised=day, customer_ref=f"R{number}"))
        if day:
            orders.submit_order(shop.call("clerk"), made.id, made.version)
    return shop


@pytest.mark.parametrize(("sort", "down"), list(product(("newest", "due"), (True, False))))
def test_pages_forth_and_back_show_every_row_once(sort: str, down: bool, full: Shop) -> None:
    query = Query(sort=sort, descending=down)
    whole = lists.ORDERS.page(query, limit=100)
    assert len(whole.rows) == lists.ORDERS.count(query) == 25
    assert sorted(whole.keys, reverse=down) == list(whole.keys)
    forth: list[Key] = []
    while keys := lists.ORDERS.page(query, forth[-1] if forth else None, limit=4).keys:
        forth += keys
    assert forth == list(whole.keys)
    back = lists.ORDERS.page(query, forth[10], limit=10, backward=True)
    assert back.keys == whole.keys[:10]
    assert back.rows == whole.rows[:10]


def test_anchors_are_the_keys_at_each_stride(full: Shop) -> None:
    whole = lists.ORDERS.page(Query(sort="due"), limit=100)
    assert list(lists.ORDERS.anchors(Query(sort="due"), 10)) == [whole.keys[9], whole.keys[19]]


def test_filters_counts_and_totals_agree(full: Shop) -> None:
    drafts = Query(filters=(("state", "draft"),))
    assert lists.ORDERS.count(drafts) == 5
    at = [column.name for column in lists.ORDERS.columns].index("total")
    amounts = [row[at] for row in lists.ORDERS.page(drafts).rows]
    assert lists.ORDERS.sums(drafts)["total"] == sum(amounts) == 50
    late = Query(filters=(("late", "yes"),))
    assert all(day < after for (day, _a), (after, _b) in pairwise(lists.ORDERS.page(late).keys) if day != after)


def test_moves_are_counted_without_the_names_they_are_shown_with(full: Shop) -> None:
    item = full.product("SKU-M")
    full.stock(item, 5)
    mine = Query(filters=(("product", str(item)),))
    for query in (Query(), mine):
        assert stock_lists.MOVES.count(query) == len(stock_lists.MOVES.page(query, limit=500).rows) > 0
    assert stock_lists.MOVES.count(Query(search="SKU-M")) == lists.MOVES.count(mine)


def test_search_finds_by_number_reference_phone_customer_and_initials(full: Shop) -> None:
    number = lists.ORDERS.page(Query(filters=(("state", "submitted"),)), limit=1).rows[0][0]
    for text, least in ((number, 1), (number.lower(), 1), ("R7", 1), ("138000", 25), ("corner", 25), ("C1", 25)):
        assert lists.ORDERS.count(Query(search=text)) >= least, text
    assert lists.ORDERS.count(Query(search="nobody knows this")) == 0
    assert lists.ORDERS.count(Query(search="100%_")) == 0


def test_columns_one_may_not_see_are_gone_and_a_list_without_the_right_is_refused(shop: Shop) -> None:
    seen = {c.name for c in lists.CUSTOMERS.for_actor(shop.clerk).columns}
    assert "credit_limit" not in seen
    assert "credit_limit" in {c.name for c in lists.CUSTOMERS.for_actor(shop.finance).columns}
    with pytest.raises(Refusal, match="not_allowed"):
        lists.ORDERS.for_actor(Actor(1, "Nobody"))
