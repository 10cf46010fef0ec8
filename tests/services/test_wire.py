"""Writes whose answer nobody waits for: what goes wrong with them is said all the same, and nothing is kept."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext, suppress
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import peewee
import pytest

from models import wire
from models.base import db, writing
from models.parties import Customer
from models.people import Change, Setting
from models.wire import CHUNK, PREPARED_AT
from services import settings
from services.bulk import add_all
from services.unit import utc_now
from tests.services.conftest import fresh_engine
from tests.services.shop import Shop, opened

MANY = 1_300


@pytest.fixture
def server(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Shop]:
    """The shop on PostgreSQL, for what only it does."""
    with fresh_engine("postgresql", request, tmp_path) as made:
        yield from opened(made.url)


def same_code() -> None:
    """A customer whose code another has: no database takes it."""
    Customer.put(code="C1", name="Another")


def name() -> str:
    """The first customer's, read in a transaction of its own, which proves that the connection goes on."""
    with writing():
        return str(Customer.get_by_id(1).name)


def after_a_change(*steps: Callable[[], object]) -> None:
    """A transaction that changes the first customer's name and then does more."""
    with writing():
        Customer.change(1, name="Changed")
        for step in steps:
            step()


@pytest.mark.parametrize("step", [lambda: Customer.bump(999, balance=1), lambda: Customer.change(999, name="Nobody")])
def test_a_change_of_a_row_that_is_not_there_keeps_nothing(step: Callable[[], None], shop: Shop) -> None:
    before = name()
    with pytest.raises(AssertionError, match="0 rows"):
        after_a_change(step)
    assert name() == before


def test_a_row_that_is_gone_can_not_be_saved(shop: Shop) -> None:
    row = Customer.get_by_id(1)
    row.id, row.name = 999, "Nobody"
    with pytest.raises(AssertionError, match="0 rows"):
        after_a_change(row.save)


@pytest.mark.parametrize("then", [(), (lambda: Customer.get_by_id(1),)])
def test_a_row_that_breaks_a_rule_is_refused_at_the_latest_by_the_commit(
    then: tuple[Callable[[], object], ...], shop: Shop
) -> None:
    before = name()
    with pytest.raises(peewee.IntegrityError):
        after_a_change(same_code, *then)
    assert name() == before
    after_a_change()
    assert name() == "Changed"


def test_the_first_of_several_failures_is_the_one_that_is_said(shop: Shop) -> None:
    with pytest.raises(peewee.IntegrityError):
        after_a_change(same_code, lambda: db.execute_sql("SELECT no_such_column FROM customer").fetchall())


def test_nothing_is_read_after_a_failure(server: Shop) -> None:
    later: list[Any] = []
    before = name()

    def goes_on_all_the_same() -> None:
        later.append(Customer.ask("id"))
        with suppress(peewee.IntegrityError):
            Customer.get_by_id(1)
        with pytest.raises(peewee.InternalError, match="has failed"):
            later[0]()
        with pytest.raises(peewee.PeeweeException, match="has failed"):
            Customer.get_by_id(1)

    with pytest.raises(peewee.PeeweeException, match="has failed"):
        after_a_change(same_code, goes_on_all_the_same)
    assert name() == before


@pytest.mark.parametrize("transaction", [writing, nullcontext])
def test_what_the_server_can_not_prepare_is_said_each_time(
    transaction: Callable[[], AbstractContextManager[None]], server: Shop
) -> None:
    for _again in range(PREPARED_AT + 2):
        with pytest.raises(peewee.ProgrammingError, match="no_such"), transaction():
            db.execute_sql("SELECT no_such FROM customer WHERE id = %s", (1,)).fetchall()


def test_what_fails_only_at_the_end_of_a_statement_of_its_own_is_said(server: Shop) -> None:
    db.execute_sql("CREATE TEMP TABLE once (word TEXT UNIQUE DEFERRABLE INITIALLY DEFERRED)")
    for _again in range(2):
        with pytest.raises(peewee.IntegrityError):
            db.execute_sql("INSERT INTO once VALUES (%s), (%s)", ("a", "a"))
        assert name() == "Corner Shop"


def test_a_value_that_can_not_be_sent_leaves_the_connection_as_it_was(server: Shop) -> None:
    with pytest.raises(peewee.PeeweeException):
        db.execute_sql("SELECT %s", ("a\0b",))
    assert db.execute_sql("SELECT 1").fetchone() == (1,)


def test_more_statements_than_are_kept_go_on_working(server: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "MOST_PREPARED", 10)
    for _again in range(3):
        with writing():
            for number in range(12):
                for _use in range(PREPARED_AT):
                    assert db.execute_sql(f"SELECT {number} + %s", (1,)).fetchone() == (number + 1,)
    kept = db.execute_sql("SELECT count(*) FROM pg_prepared_statements WHERE name LIKE %s", ("packdesk%",)).fetchone()
    assert 0 < kept[0] <= 10


def test_more_writes_than_may_wait_are_all_kept(shop: Shop) -> None:
    before = Change.select().count()
    with writing():
        for _each in range(MANY):
            Change.put(at=utc_now(), topics="orders")
    assert Change.select().count() == before + MANY


def test_rows_in_bulk_come_after_what_was_written_before_them(shop: Shop) -> None:
    with writing():
        Change.put(at=utc_now(), topics="first")
        add_all(Setting, [{"key": f"key {number}", "value": "1"} for number in range(3)])
        Change.put(at=utc_now(), topics="last")
        assert [row.topics for row in Change.select().order_by(Change.id.desc()).limit(2)] == ["last", "first"]
    assert Setting.select().where(Setting.key.startswith("key ")).count() == 3


def test_values_arrive_as_they_were_given(server: Shop) -> None:
    values = (0, -32_769, 2**31, 2**62, "50 % of 'it' \\ 发货", None, b"\0\xff", True, date(2026, 3, 5), Decimal("1.5"))
    kinds = ("int", "int", "bigint", "bigint", "text", "text", "bytea", "bool", "date", "numeric")
    marks = ", ".join(f"%s::{kind}" for kind in kinds)
    for _again in range(PREPARED_AT + 1):
        with writing():
            assert db.execute_sql(f"SELECT {marks}, '100 %%'", values).fetchall() == [(*values, "100 %")]


def test_rows_are_read_one_by_one_and_then_the_rest(server: Shop) -> None:
    answer = db.execute_sql("SELECT generate_series(1, %s)", (2 * CHUNK + 2,))
    assert [answer.fetchone() for _each in range(CHUNK + 1)] == [(number + 1,) for number in range(CHUNK + 1)]
    assert [row[0] for row in answer] == list(range(CHUNK + 2, 2 * CHUNK + 3))
    assert (answer.fetchone(), answer.fetchall()) == (None, [])


def test_several_questions_are_answered_together(shop: Shop) -> None:
    with writing():
        asked = [Customer.ask(code="C1"), Customer.ask(code="nobody"), Customer.ask("id")]
        first, nobody, all_ = (answer() for answer in asked)
        assert ([row.name for row in first], nobody) == ([Customer.get_by_id(1).name], [])
        assert asked[0]() == first
        assert len(all_) == Customer.select().count()


def test_a_setting_that_was_changed_is_read_anew_in_the_same_step(shop: Shop) -> None:
    with writing():
        assert settings.get("approval.new_customer_days") == 30
        settings.put("approval.new_customer_days", 7)
        assert settings.get("approval.new_customer_days") == 7
        assert settings.get("stock.near_expiry_days") == 30
    with pytest.raises(peewee.IntegrityError):
        after_a_change(lambda: settings.put("approval.new_customer_days", 8), same_code)
    with writing():
        assert settings.get("approval.new_customer_days") == 7
