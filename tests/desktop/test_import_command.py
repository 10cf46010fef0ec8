"""`packdesk import` from a shell: questions, profiles, answers, nothing written before they are there."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from desktop.database import bind
from models import base
from models.exchange import ImportProfile
from models.goods import Product
from models.orders import SalesOrder
from models.parties import Customer
from models.stock import Location
from tests.desktop.conftest import Answer, Place

Packdesk = Callable[..., Answer]
HEAD = "订单编号,商家编码,数量,单价\n"


@pytest.fixture
def bring(packdesk: Packdesk, tmp_path: Path) -> Callable[..., tuple[int, Any, str]]:
    """Import a csv text; answers status, document and what was said on standard error."""

    def run(kind: str, text: str, *more: str) -> tuple[int, Any, str]:
        path = tmp_path / f"{kind}.csv"
        path.write_text(text, encoding="utf-8")
        answer = packdesk("import", kind, path, *more, "--json")
        return answer.status, json.loads(answer.out), answer.err

    return run


Bring = Callable[..., tuple[int, Any, str]]


def orders_like(company: Place, text: str) -> list[SalesOrder]:
    bind(company.url)
    with base.connection():
        return list(SalesOrder.select().where(SalesOrder.customer_ref.startswith(text)).order_by(SalesOrder.id))


def test_whose_orders_these_are_is_a_question_until_it_is_answered_once(bring: Bring, company: Place) -> None:
    bind(company.url)
    with base.connection():
        buyer = Customer.select().first()
    status, said, error = bring("orders", HEAD + "Q-1,XX,3,8\n")
    assert status == 1
    assert [each["code"] for each in said["questions"]] == ["channel_customer"]
    assert said["questions"][0]["message"] in error
    assert buyer.code in said["questions"][0]["choices"]
    assert orders_like(company, "Q-") == []
    assert bring("orders", HEAD + "Q-1,XX,3,8\n", "--answer", f"channel_customer={buyer.code}")[0] == 0
    assert bring("orders", HEAD + "Q-2,XX,3,8\n")[0] == 0
    assert bring("orders", "订单编号,商家编码,数量\nQ-3,XX,3\n", "--profile", buyer.name)[0] == 0
    assert [order.customer_id for order in orders_like(company, "Q-")] == [buyer.id] * 3
    with base.connection():
        assert ImportProfile.select().count() == 2
    status, said, error = bring("orders", HEAD + "Q-4,XX,3,8\n", "--profile", "Nobody's")
    assert (status, said["error"]["code"]) == (1, "unknown_profile")
    assert error.count("\n") == 1


def test_a_dry_run_asks_nothing_that_only_matters_for_writing(bring: Bring, company: Place) -> None:
    status, said, _error = bring("orders", HEAD + "Q-1,XX,3,8\n", "--dry-run")
    assert status == 0
    assert said["rows"] == {"total": 1, "imported": 1, "merged": 0, "skipped": 0, "failed": 0}
    assert {each["code"] for each in said["problems"]} == {"unknown_customer", "unknown_product"}


FILES = {
    "products": "货号,商品名称,单位\nIMP-1,Imported,pc\n", "customers": "客户名称,电话\nImported,13800001111\n",
    "suppliers": "供应商,电话\nImported,13800001111\n", "prices": "货号,单价\n{sku},123.45\n",
    "counts": "货号,货位,批号,有效期,实盘数量\n{sku},{bin},IMP-7,2031-01-31,7\n",
    "payments": "客户,收款日期,收款金额\n{customer},2026-01-02,5\n",
}  # fmt: skip


@pytest.mark.parametrize("company", ["sqlite"], indirect=True)
def test_every_kind_is_taken_in_once(bring: Bring, company: Place) -> None:
    bind(company.url)
    with base.connection():
        sku = Product.get(Product.lot_tracked).sku
        bin_, customer = Location.get(Location.kind == "bin").code, Customer.select().first().code
    for kind, rows in FILES.items():
        text = rows.format(sku=sku, bin=bin_, customer=customer)
        status, said, _error = bring(kind, text, "--dry-run")
        assert (status, said["rows"]["imported"], len(said["records"])) == (0, 1, 1), kind
        assert "result" not in said
        status, said, _error = bring(kind, text)
        assert (status, said["rows"]["imported"], said["result"]["records"]) == (0, 1, 1), kind
        status, said, _error = bring(kind, text)
        assert (status, said["rows"]) == (0, {"total": 1, "imported": 0, "merged": 0, "skipped": 1, "failed": 0}), kind
