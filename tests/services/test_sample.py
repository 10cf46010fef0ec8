"""The sample company: the same for the same day, whole, and as good on another day."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from models import migrate
from models.base import db, open_database, reconnect, row_values
from models.buying import Replenishment
from models.delivery import Delivery
from models.goods import Barcode, Price, Product
from models.orders import SalesOrder
from models.paper import Attachment
from models.parties import Carrier, Customer
from models.people import SavedFilter, User
from models.requests import ActRequest
from models.stock import Location
from models.tables import ALL
from models.watch import Incident
from services import people
from services.check import check
from services.sample.build import PASSWORD, build
from services.sample.shift import shift
from services.sample.story import LEAVES
from services.scanning import parse
from services.watch import watching
from services.watch.rules import RULES
from tests.services.conftest import Engine
from tests.services.shop import sqlite_url

END, DAYS = date(2026, 3, 5), 3
LATER = timedelta(364)  # the same day of the week: the sample keeps its Sundays free


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database with tables and nothing in them."""
    if request.param == "sqlite":
        url = owner = sqlite_url(tmp_path / "sample.db")
    else:
        made = request.getfixturevalue("postgres_server").empty()
        url, owner = made.app_url, made.owner_url
    open_database(owner)
    reconnect()
    migrate.migrate()
    db.close()
    open_database(url)
    reconnect()
    yield Engine(request.param, url, owner)
    db.close()


def dump() -> dict[str, list[dict[str, object]]]:
    return {table._meta.table_name: sorted((row_values(row) for row in table.select()), key=repr) for table in ALL}


def failing() -> list[object]:
    return [each for each in check() if not each.ok]


def test_a_shifted_sample_is_the_one_that_would_have_been_built_on_that_day(tmp_path: Path) -> None:
    found = []
    for name, end in (("built", END + LATER), ("shifted", END)):
        open_database(sqlite_url(tmp_path / f"{name}.db"))
        reconnect()
        migrate.migrate()
        build(end, days=DAYS)
        if name == "shifted":
            assert shift(END + LATER) == LATER.days
        assert failing() == []
        found.append(dump())
        db.close()
    unlike = {table for table in found[0] if found[0][table] != found[1][table]}
    # The content of a request is hashed over what was asked for, which a shift does not know any more.
    assert unlike <= {"audit_entry"}
    assert len(found[0]["audit_entry"]) == len(found[1]["audit_entry"]) > 300


@pytest.mark.parametrize("empty", ["sqlite"], indirect=True)  # a server takes the prepared copy
def test_the_sample_has_all_there_is_to_show_and_can_be_moved(empty: Engine) -> None:
    told: list[tuple[int, int]] = []
    build(END, lambda done, total: told.append((done, total)), days=DAYS)
    assert told[-1] == (DAYS, DAYS)
    assert (Product.select().count(), Customer.select().count()) == (300, 80)
    assert Location.select().where(Location.kind == "bin").count() == 40
    assert {row.state for row in SalesOrder.select()} >= {"draft", "submitted", "approved"}
    assert {row.state for row in Delivery.select()} >= {
        "planned", "released", "picking", "picked", "checked", "packed", "confirmed", "dispatched", "in_transit",
    }  # fmt: skip
    assert failing() == []
    _has_what_windows_show()
    _warned_as_time_went_by()
    db.close()
    open_database(empty.owner_url)
    reconnect()
    assert shift(END - timedelta(3)) == -3
    for row in SalesOrder.select().where(SalesOrder.quote_number != ""):
        assert str(row.quote_number).startswith(f"QU-{row.created_at.astimezone():%Y%m%d}-")
    assert shift(END) == 3
    assert failing() == []
    _warned_as_time_went_by()
    assert people.prove_password("sun", PASSWORD).name == "孙丽"
    assert people.prove_pin(User.get(User.login == "wang").id, "1006").name == "王芳"
    assert people.prove_badge("BDG-8Q2R").name == "王芳"
    for row in Barcode.select():
        assert parse(row.code).kind == "item", row.code
    assert {row.code for row in Carrier.select()} == {"SF", "ZTO", "YTO", "JD", "DBL", "OWN"}


def _warned_as_time_went_by() -> None:
    """Warnings of several days, some of them answered; whoever opens the company is told of none anew."""
    rows = [row for row in Incident.select() if row.kind in RULES]
    assert len({row.at.astimezone().date() for row in rows}) > 1
    assert {row.state for row in rows} >= {"open", "accepted"}
    left = datetime.combine(END, LEAVES).astimezone()
    assert [each for each in watching.look(left) if each.step in ("open", "reopen", "escalate")] == []


def _has_what_windows_show() -> None:
    bare = (Product.category == "") | Product.supplier.is_null()
    for size in (Product.length_mm, Product.width_mm, Product.height_mm):
        bare |= size.is_null() | (size < 1)
    assert not Product.select().where(bare).exists()
    quoted = [row.valid_until for row in SalesOrder.select().where(SalesOrder.quote_number != "")]
    assert (len(quoted), sum(day < END for day in quoted)) == (3, 1)
    lines = list(Price.select().where(Price.contract != ""))
    assert 6 <= len(lines) <= 10
    assert all(line.valid_from <= END <= line.valid_to for line in lines)
    assert Customer.select().where(Customer.billing == "month").count() == 2
    assert sorted(row.state for row in Replenishment.select()) == ["open", "ordered"]
    assert {(row.subject_kind, row.kind) for row in Attachment.select()} == {("order", "pdf"), ("delivery", "picture")}
    assert [row.shared for row in SavedFilter.select()] == [True]
    assert [(row.kind, row.state) for row in ActRequest.select()] == [("adjust", "waiting")]


def test_only_a_sample_is_shifted(engine: Engine) -> None:
    open_database(engine.url)
    reconnect()
    with pytest.raises(ValueError, match="not a sample"):
        shift(END)
    db.close()
