"""`packdesk import` from a shell: questions, profiles, answers, nothing written before they are there."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from desktop.database import bind
from models import base
from models.exchange import ImportProfile
from models.orders import SalesOrder
from models.parties import Customer
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
