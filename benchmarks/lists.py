"""Lists and searches: `python -m benchmarks.lists [--quick]` gives one JSON document.

For every list its first page under each filter and sort it offers, the page after, the last page and back to the first,
the count and the totals; searches by all that can be searched; what is available of a product while typing; and how
much memory scrolling through everything takes in the window's paged model; on SQLite and PostgreSQL. Milliseconds, rows
fetched and made.
"""

import os
import random
import sqlite3
import time
from collections.abc import Callable
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from benchmarks.bulk import load_postgresql, sqlite_company
from benchmarks.measure import Figures, arguments, deliver, machine, new_database, server, timed
from models.base import db, open_database, reconnect
from models.delivery import Delivery
from models.goods import Product
from models.orders import SalesOrder
from models.parties import Customer
from services import lists, order_typing, stock_lists
from services.listing import Listing, Query

TARGETS = {"first_page_ms": 10, "next_and_end_ms": 20, "search_ms": 50, "availability_ms": 5, "stock_window_ms": 20}
PAGE = 200


def queries(listing: Listing) -> dict[str, Query]:
    """Every sort alone, and every filter (each of its choices) with each sort that goes with it."""
    found = {f"by {sort.name}": Query(sort=sort.name) for sort in listing.sorts}
    customer, product = _middle(Customer), _middle(Product)
    ids = {"customer": customer, "product": product, "location": 20, "batch": 1}
    for each in listing.filters:
        for value in [value for value, _term in each.choices] or [str(ids.get(each.name, 1))]:
            for sort in listing.sorts:
                if not each.sorts or sort.name in each.sorts:
                    found[f"{each.name}={value} by {sort.name}"] = Query(filters=((each.name, value),), sort=sort.name)
    return found


def _middle(table: Any) -> int:
    return int(table.select(table.id).order_by(table.id.desc()).scalar()) // 2


def pages(listing: Listing, times: int) -> dict[str, Any]:
    """The slowest of all queries, and how each kind of page went over all of them."""
    first: dict[str, Figures] = {}
    later: dict[str, Figures] = {}
    end: dict[str, Figures] = {}
    for name, query in queries(listing).items():
        first[name] = timed(lambda query=query: listing.page(query, limit=PAGE), times)
        keys = listing.page(query, limit=PAGE).keys
        if len(keys) == PAGE:
            later[name] = timed(lambda query=query, key=keys[-1]: listing.page(query, key, PAGE), times)
            end[name] = timed(lambda query=query: listing.page(query, None, PAGE, backward=True), times)
    plain = Query()
    result: dict[str, Any] = {"queries": len(first), "first_page": _worst(first)}
    if later:
        result |= {"next_page": _worst(later), "end": _worst(end)}
    result["count"] = timed(lambda: listing.count(plain), 3)
    if listing.totals:
        result["totals"] = timed(lambda: listing.sums(plain), 3)
    return result


def _worst(found: dict[str, Figures]) -> dict[str, Any]:
    name = max(found, key=lambda each: found[each]["p50"])
    return {"slowest": name, **found[name], "median_of_all": sorted(f["p50"] for f in found.values())[len(found) // 2]}


def searches(times: int) -> dict[str, Figures]:
    """First pages of searches, for texts that many, few and no rows have."""
    chance = random.Random(3)
    order = SalesOrder.get_by_id(_middle(SalesOrder))
    delivery = Delivery.select().where(Delivery.tracking_number != "").order_by(Delivery.id.desc()).first()
    customer, product = Customer.get_by_id(_middle(Customer)), Product.get_by_id(_middle(Product))
    words = customer.search.split()
    wanted: dict[str, tuple[Listing, str]] = {
        "order number": (lists.ORDERS, str(order.number)),
        "order number, its beginning": (lists.ORDERS, order.number[:9]),
        "customer's number": (lists.ORDERS, order.customer_ref), "phone": (lists.ORDERS, order.phone),
        "orders of a customer by name": (lists.ORDERS, customer.name[:6]),
        "orders of customers by one character": (lists.ORDERS, customer.name[0]),
        "orders of customers by initials": (lists.ORDERS, words[-1]),
        "tracking number": (lists.DELIVERIES, delivery.tracking_number), "nothing": (lists.ORDERS, "zzqqxx"),
        "customer by name": (lists.CUSTOMERS, customer.name), "customer by initials": (lists.CUSTOMERS, words[-1][:4]),
        "SKU": (lists.PRODUCTS, product.sku), "product by name": (lists.PRODUCTS, product.name[:5]),
        "product by one character": (lists.PRODUCTS, chance.choice(product.name[:4])),
    }  # fmt: skip
    return {
        name: timed(lambda listing=listing, text=text: listing.page(Query(search=text), limit=PAGE), times)
        for name, (listing, text) in wanted.items()
    }


def typing(times: int) -> dict[str, Figures]:
    product = _middle(Product)
    sku = Product.get_by_id(product).sku
    window = stock_lists.inventory(sees_cost=False)
    return {
        "availability": timed(lambda: order_typing.availability([product]), times),
        "product with what is available": timed(lambda: order_typing.find_products(sku), times),
        "stock window": timed(lambda: window.page(Query(), limit=PAGE), times),
    }


def scrolling(rows: int) -> dict[str, Any]:
    """Memory of the paged model before and after `rows` rows have been shown, page after page."""
    from PySide6.QtWidgets import QApplication

    from ui.kit.jobs import JobRunner
    from ui.kit.paged_model import PagedModel

    app = QApplication.instance() or QApplication([])
    model = PagedModel(lists.ORDERS, JobRunner(), lists.ORDERS.columns, "order")
    started = time.perf_counter()
    model.set_query(Query())
    _until(app, lambda: model.row(0) is not None)
    first = time.perf_counter() - started
    _until(app, lambda: model.exact)
    before, total = _resident(), min(rows, model.rowCount())
    for at in range(0, total, PAGE):
        model.want(at, min(at + 40, total - 1))
        _until(app, lambda at=at: model.row(at) is not None)
    jumps = []
    for at in (model.rowCount() - 1, 0, model.rowCount() // 2):
        started = time.perf_counter()
        model.want(max(0, at - 40), at)
        _until(app, lambda at=at: model.row(at) is not None)
        jumps.append(round((time.perf_counter() - started) * 1000, 1))
    return {"first_row_ms": round(first * 1000, 1), "rows": total, "grown_mb": round(_resident() - before, 1),
            "held_rows": model.held(), "jump_end_start_middle_ms": jumps}  # fmt: skip


def _until(app: Any, done: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not done():
        app.processEvents()
        time.sleep(0.0005)
        if time.monotonic() > end:
            raise TimeoutError


def _resident() -> float:
    with open("/proc/self/statm") as file:  # noqa: PTH123
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def floor(path: str, times: int) -> dict[str, Figures]:
    """raw sqlite3: the 100 newest orders as tuples, and one order by its number."""
    raw = sqlite3.connect(path)
    newest = "SELECT number, customer_name, state, total, promised FROM sales_order ORDER BY id DESC LIMIT 200"
    number = raw.execute("SELECT number FROM sales_order WHERE id = 7").fetchone()
    exact = "SELECT id FROM sales_order WHERE number = ?"
    made = {"200 newest orders": timed(lambda: raw.execute(newest).fetchall(), times),
            "order by number": timed(lambda: raw.execute(exact, number).fetchall(), times)}  # fmt: skip
    raw.close()
    return made


def figures(url: str, times: int, scroll: int) -> dict[str, Any]:
    open_database(url)
    reconnect()
    try:
        return {
            "lists": {name: pages(listing, times) for name, listing in lists.ALL.items()},
            "searches": searches(times),
            "typing": typing(times),
            "scrolling": scrolling(scroll),
        }
    finally:
        db.close()


def on_sqlite(size: int, times: int, scroll: int) -> dict[str, Any]:
    path = sqlite_company(size)
    return {"floor_raw_sqlite3": floor(str(path), times), **figures(f"sqlite:///{path}", times, scroll)}


def on_postgresql(size: int, times: int, scroll: int) -> dict[str, Any]:
    with server() as cluster:
        database = new_database(cluster, "lists")
        load_postgresql(sqlite_company(size), database.owner_url, cluster.url(database.name, "postgres"))
        return figures(database.app_url, times, scroll)


def measure(quick: bool) -> dict[str, Any]:
    sizes = (1000,) if quick else (1000, 100_000, 1_000_000)
    times, scroll = (5, 1000) if quick else (20, 200_000)
    return {
        "machine": machine(quick), "targets": TARGETS,
        "sqlite": {str(size): on_sqlite(size, times, scroll) for size in sizes},
        "postgresql": {str(size): on_postgresql(size, times, scroll) for size in sizes[:2]},
    }  # fmt: skip


if __name__ == "__main__":
    given = arguments(__doc__)
    deliver(measure(given.quick), given.out)
