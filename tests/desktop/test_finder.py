"""Ctrl+K finds every record by what people have in hand."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from desktop.doors import commands
from desktop.found import palette_hits
from models.base import db
from models.delivery import Delivery
from models.goods import Product
from models.orders import SalesOrder
from models.parties import Supplier
from services import catalogue, stock
from services.finder import Hit, find
from services.people import PERMISSIONS
from services.search import fits
from services.unit import Actor, Call
from tests.desktop.conftest import Place, actor
from ui.kit.palette import Command, Palette

# Tables that are searched through: their narrow column is short, and there are few of them.
SMALL = ("product", "customer", "supplier", "setting")


def kinds(hits: tuple[Hit, ...]) -> set[str]:
    return {hit.kind for hit in hits}


@pytest.fixture
def named(company: Place) -> dict[str, str]:
    supplier = catalogue.add_supplier(Call(actor("boss")), "S7", "供货商").id
    later = datetime.now(UTC).date() + timedelta(3)
    stock.order_goods(Call(actor("boss")), supplier, later, (stock.Bought(Product.get().id, Decimal(5)),))
    SalesOrder.update(customer_ref="PO-77").where(SalesOrder.number.is_null(False)).execute()
    return {"order": SalesOrder.get(SalesOrder.number.is_null(False)).number, "delivery": Delivery.get().number}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("PO-7", "order"), ("138123", "order"), ("138123", "delivery"), ("sf12345", "delivery"),
        ("SF1234 567890123", "delivery"), ("6901234567892", "product"), ("pd-1", "product"), ("轴", "product"),
        ("zc", "product"), ("宁波", "customer"), ("nbdg", "customer"), ("c1", "customer"), ("东港", "order"),
        ("PO-2", "purchase"), ("po-2026", "purchase"), ("ghs", "supplier"), ("供货", "supplier"), ("s7", "supplier"),
        ("供货", "purchase"),
    ],
)  # fmt: skip
def test_found_by_what_one_has_in_hand(text: str, kind: str, named: dict[str, str]) -> None:
    assert kind in kinds(find(text, PERMISSIONS))


def test_a_number_comes_first_whole_or_begun(named: dict[str, str]) -> None:
    for kind, number in named.items():
        for text in (number, number.lower(), number[:12]):
            hits = [hit for hit in find(text, PERMISSIONS) if hit.kind == kind]
            assert hits[0].title == number
            assert len({hit.id for hit in hits}) == len(hits)


@pytest.mark.parametrize("text", ["{tail}", "{day}-{tail}", "{prefix}-{tail}"])
def test_a_number_is_found_by_its_end(text: str, named: dict[str, str]) -> None:
    for kind, number in named.items():
        prefix, day, tail = number.split("-")
        found = find(text.format(prefix=prefix, day=day[4:], tail=tail), PERMISSIONS)
        assert number in {hit.title for hit in found if hit.kind == kind}
    assert find("9999", PERMISSIONS) == ()


def test_commands_are_found_by_what_people_call_them(named: dict[str, str], qtbot: Any) -> None:
    shell: Any = SimpleNamespace(may=PERMISSIONS.__contains__, go=lambda name, **where: None, jobs=None)
    nowhere: Any = None
    palette = Palette(nowhere, shell, lambda text: [], commands(shell, nowhere, Path(), Path()))
    qtbot.addWidget(palette)
    found = {}
    for text in ("put away", "move", "count", "receive", "stocktake"):
        palette._line.setText(text)
        palette._wait.stop()
        found[text] = [entry.term for entry in palette._entries.rows if isinstance(entry, Command)]
    assert found == {
        "put away": ["Move goods"], "move": ["Move goods"],
        "count": ["Count goods", "Counting list", "Import counted stock"],
        "receive": ["Receive goods"], "stocktake": ["Count goods", "Counting list"],
    }  # fmt: skip


def test_nothing_is_shown_that_one_may_not_see(named: dict[str, str]) -> None:
    assert kinds(find("宁波", {"stock.view"})) == set()
    assert kinds(find(named["order"], {"deliveries.view"})) == {"delivery"}


def test_a_supplier_opens_in_the_list_of_suppliers_and_ctrl_k_leads_there(named: dict[str, str]) -> None:
    boss = Actor(None, "Boss", frozenset(PERMISSIONS))
    hit = next(hit for hit in palette_hits("供货商", boss) if hit.title == "供货商")
    assert (hit.window, hit.where) == ("suppliers", {"id": Supplier.get(Supplier.code == "S7").id})
    went: list[tuple[str, dict[str, object]]] = []
    shell: Any = SimpleNamespace(may=PERMISSIONS.__contains__, go=lambda name, **where: went.append((name, where)))
    nowhere: Any = None
    offered = {each.term: each.run for each in commands(shell, nowhere, Path(), Path())}
    offered["Suppliers"]()
    offered["New supplier"]()
    assert went == [("suppliers", {}), ("suppliers", {"new": True})]


def test_it_says_where_an_order_and_a_delivery_stand_and_follows_one_that_has_left(named: dict[str, str]) -> None:
    boss = Actor(None, "Boss", frozenset(PERMISSIONS))

    def shown(kind: str) -> tuple[str, str]:
        hit = next(hit for hit in palette_hits(named[kind], boss) if hit.title == named[kind])
        return hit.window, hit.detail.partition(" ")[0]

    Delivery.update(state="packed").execute()
    assert shown("order") == ("orders", "Picking")
    assert shown("delivery") == ("delivery", "Packed")
    Delivery.update(state="in_transit").execute()
    assert shown("delivery") == ("tracking", "In")


@pytest.mark.parametrize("text", ["%", "_", "\\", "'", "  ", "", "nothing like it", "\U0010ffff", "'; DROP TABLE user"])
def test_odd_texts_find_nothing_and_break_nothing(text: str, company: Place) -> None:
    assert find(text, PERMISSIONS) == ()


def test_a_report_comes_before_products_that_have_the_text_within_a_word(company: Place) -> None:
    Product.update(search="cotton towels", name="Cotton towels", name_en="").execute()
    boss = Actor(None, "Boss", frozenset(PERMISSIONS))
    titles = [hit.title for hit in palette_hits("owe", boss)]
    assert titles.index("Who owes since when") < titles.index("Cotton towels")
    assert fits("新商品", "新增商品")
    assert not fits("商品新", "新增商品")


def test_no_step_sorts_or_reads_a_whole_table_of_documents(told: Callable[[str], Place]) -> None:
    told("sqlite")
    asked: list[str] = []
    plain = db.obj.execute_sql

    def watch(sql: str, params: object = None) -> object:
        asked.append(sql)
        plan = " ".join(row[3] for row in plain(f"EXPLAIN QUERY PLAN {sql}", params).fetchall())
        assert "TEMP B-TREE" not in plan, sql
        assert "SCAN" not in plan or ("SCAN t1" in plan and any(f'"{small}"' in sql for small in SMALL)), (sql, plan)
        return plain(sql, params)

    db.obj.execute_sql = watch
    find("SO-2026", PERMISSIONS)
    find("宁波", PERMISSIONS)
    find("0001", PERMISSIONS)
    assert len(asked) > 10
