"""A small company that has sent one delivery, on either engine, and the program's command as people call it."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal as D
from pathlib import Path
from typing import Any

import pytest

from desktop.cli.main import main
from desktop.database import url_of
from models import base, migrate
from models.people import User
from models.tables import ALL
from services import approval, catalogue, deliveries, orders, packing, people, places, stock
from services.delivery_book import load
from services.unit import Actor, Call
from tests.postgres import Server

PASSWORD = "password1"
ENGINES = ("sqlite", "postgresql")


@dataclass(frozen=True)
class Place:
    """A database: `url` for the daily role, `owner_url` for the one that migrates."""

    url: str
    owner_url: str


def tell_story() -> None:
    """From an empty database to a packed delivery with two lots, and a draft beside it."""
    proof = people.hash_password(PASSWORD)
    people.create_company(Call(people.setup_actor()), "杭州安泰", "zh_CN", "老板", "boss", proof)
    boss = actor("boss")
    for role in ("clerk", "approver", "warehouse", "packer", "logistics"):
        people.add_user(Call(boss), role, role.title(), (role,), proof)
    bearing = catalogue.ProductData(
        "PD-1", "轴承", name_en="Bearing", unit="个", price=D(10), lot_tracked=True,
        codes=(catalogue.Code("6901234567892"),),
    )  # fmt: skip
    goods = catalogue.add_product(Call(boss), bearing)
    buyer = catalogue.CustomerData("C1", "宁波东港贸易行", address="北仑区", credit_limit=D(10000), payment_days=30)
    customer = catalogue.add_customer(Call(boss), buyer)
    carrier = catalogue.add_carrier(Call(boss), "SF", "顺丰", "SF\\d{13}")
    bins = [places.add_bin(Call(boss), f"A-01-{n}", n * 10).id for n in (1, 2)]
    today = datetime.now(UTC).date()
    stock.receive(
        Call(boss),
        (
            stock.Incoming(goods.id, D(5), "L1", expiry=today + timedelta(30), location_id=bins[0]),
            stock.Incoming(goods.id, D(50), "L2", expiry=today + timedelta(90), location_id=bins[1]),
        ),
    )
    draft = orders.Draft(
        customer_id=customer.id, promised=today, receiver="林海波", phone="13812342046",
        lines=(orders.DraftLine(goods.id, D(8), D(10)),),
    )  # fmt: skip
    order = orders.create_order(Call(actor("clerk")), draft)
    order = orders.submit_order(Call(actor("clerk")), order.id, order.version)
    approved = approval.approve_order(Call(actor("approver")), order.id, order.version)
    pack(approved.deliveries[0], bins, carrier.id)
    orders.create_order(Call(actor("clerk")), draft)


def pack(delivery: int, bins: list[int], carrier: int) -> None:
    packer = actor("packer")
    deliveries.release_delivery(Call(actor("warehouse")), delivery, load(delivery).version)
    packing.start_picking(Call(packer), delivery)
    for bin_, count in ((bins[0], 5), (bins[1], 3)):
        assert packing.scan(Call(packer), delivery, "6901234567892", bin_id=bin_, quantity=D(count)).accepted
    packing.check_delivery(Call(packer), delivery)
    packed = packing.pack_delivery(Call(packer), delivery, (1200,))
    deliveries.set_carrier(
        Call(actor("logistics")), delivery, packed.version, carrier, ((1, "SF1234567890123"),), D(12)
    )


def actor(login: str) -> Actor:
    return people.actor_of(User.get(User.login == login))


def dump() -> dict[str, list[Any]]:
    """Every row of every table that a backup keeps, as Python values."""
    base.reconnect()
    return {
        t._meta.table_name: sorted(map(repr, t.select().tuples()))
        for t in ALL
        if t._meta.table_name != "program_session"
    }


@pytest.fixture(scope="session")
def told_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("told") / "told.db"
    base.open_database(url_of(path))
    with base.connection():
        migrate.migrate()
        tell_story()
        base.db.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


@pytest.fixture
def empty_place(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Callable[[str], Place]]:
    """Makes empty databases of an engine."""
    yield lambda engine: _make(engine, tmp_path, request, told=False)
    _leave()


@pytest.fixture
def told(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Callable[[str], Place]]:
    """Makes databases with the small company in them, bound and connected."""
    yield lambda engine: _make(engine, tmp_path, request, told=True)
    _leave()


@pytest.fixture(params=ENGINES)
def company(request: pytest.FixtureRequest, told: Callable[[str], Place]) -> Place:
    return told(request.param)


def _leave() -> None:
    if base.db.obj is not None and not base.db.is_closed():
        base.db.close()


def _make(engine: str, folder: Path, request: pytest.FixtureRequest, *, told: bool) -> Place:
    _leave()
    if engine == "sqlite":
        path = folder / ("told.db" if told else "empty.db")
        if told:
            shutil.copy(request.getfixturevalue("told_sqlite"), path)
        place = Place(url_of(path), url_of(path))
    else:
        server: Server = request.getfixturevalue("postgres_server")
        found = server.copy("told", _tell) if told else server.empty()
        request.addfinalizer(lambda: (_leave(), server.drop(found)))
        place = Place(found.app_url, found.owner_url)
    base.open_database(place.url)
    base.reconnect()
    return place


def _tell(database: Any) -> None:
    for url, work in ((database.owner_url, migrate.migrate), (database.app_url, tell_story)):
        base.open_database(url)
        with base.connection():
            work()


@dataclass(frozen=True)
class Answer:
    status: int
    out: str
    err: str


@pytest.fixture
def packdesk(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, company: Place
) -> Callable[..., Answer]:
    """Calls the command line in this process, as the company's owner."""
    return make_caller(capsys, monkeypatch, company.url)


def make_caller(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, url: str, user: str = "boss"
) -> Callable[..., Answer]:
    monkeypatch.setenv("PACKDESK_PASSWORD", PASSWORD)
    monkeypatch.setenv("LANG", "en")

    def call(*arguments: object) -> Answer:
        _leave()
        capsys.readouterr()
        given = ["--database", url, *(["--user", user] if user else []), *map(str, arguments)]
        status = main(given)
        said = capsys.readouterr()
        return Answer(status, said.out, said.err)

    return call


def rows_of(path: Path, sql: str) -> list[Any]:
    """What a SQLite file holds, read past the program."""
    with closing(sqlite3.connect(path)) as file:
        return file.execute(sql).fetchall()
