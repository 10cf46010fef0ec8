"""Lists as paper and files with the columns chosen, in their order, on both engines."""

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest

from resources.i18n import translator
from services import exporting, list_paper, lists, purchase_views, stock_lists
from services.errors import Cancelled, Refusal
from services.list_paper import chosen, printed_list
from services.listing import Query
from tests.services.shop import Shop

CHINESE = translator("zh_CN")


def ignore(_done: int, _total: int) -> None:
    """Nobody watches."""


def paper(shop: Shop, listing, query: Query, names: tuple[str, ...], **more):
    return printed_list(
        listing, query, names, CHINESE, ignore, title="T", by="Me", at=shop.clock(), **more
    )  # fmt: skip


def test_columns_stand_in_the_order_chosen_with_figures_dates_and_states_in_words(shop: Shop) -> None:
    product = shop.product()
    shop.order((product, 2), promised=shop.clock.today + timedelta(1))
    made = paper(shop, lists.ORDERS, Query(), ("total", "state", "promised", "customer", "shipped"), told=("late",))
    assert [column.title for column in made.columns] == ["金额 ¥", "状态", "交期", "客户", "发货进度"]
    day = shop.clock.today + timedelta(1)
    assert made.rows == (("20.00", "待审批", day.isoformat(), "Corner Shop", "0 / 1"),)
    assert [column.figures for column in made.columns] == [True, False, False, False, True]
    assert made.totals == (("金额 ¥", "20.00"),)
    assert (made.company, made.told) == ("Acme", ("late",))


def test_a_code_kept_for_the_program_is_said_in_words_on_paper_and_in_files(shop: Shop, tmp_path: Path) -> None:
    product = shop.product()
    shop.stock(product, 5)
    made = paper(shop, stock_lists.LOTS, Query(), ("quality", "bin", "on_hand"))
    assert made.rows == (("良品", "A-01-1", "5"),)
    moves = paper(shop, stock_lists.MOVES, Query(), ("source", "reason"))
    assert moves.rows[0] == ("供应商", "已收货")
    path = tmp_path / "moves.csv"
    exporting.export(chosen(stock_lists.MOVES, ("reason", "source")), Query(), path, CHINESE)
    with path.open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file))[1] == ["已收货", "供应商"]


def test_a_list_that_is_too_long_or_empty_is_refused_with_a_sentence(shop: Shop, monkeypatch) -> None:
    with pytest.raises(Refusal, match="nothing_to_print"):
        paper(shop, lists.ORDERS, Query(), ("number",))
    for _each in range(3):
        shop.order((shop.product(), 1))
    monkeypatch.setattr(list_paper, "MOST", 2)
    with pytest.raises(Refusal) as no:
        paper(shop, lists.ORDERS, Query(), ("number",))
    assert (no.value.code, no.value.data) == ("too_many_to_print", {"count": "3", "most": "2"})


def test_it_can_be_cancelled(shop: Shop) -> None:
    shop.order((shop.product(), 1))

    def stop(_done: int, _total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        printed_list(lists.ORDERS, Query(), ("number",), CHINESE, stop, title="T", by="", at=shop.clock())


def test_every_list_of_a_window_goes_on_paper_with_all_its_columns(shop: Shop) -> None:
    product = shop.product()
    shop.stock(product, 5)
    shop.packed((product, 2))
    for listing in (*lists.ALL.values(), stock_lists.inventory(True), stock_lists.BINS, stock_lists.EXPECTED,
                    purchase_views.PURCHASES):  # fmt: skip
        names = tuple(column.name for column in listing.columns)
        if listing.count(Query()):
            made = paper(shop, listing, Query(), names)
            assert all(len(row) == len(made.columns) for row in made.rows), listing.name
            assert not [cell for row in made.rows for cell in row if isinstance(cell, date)]
