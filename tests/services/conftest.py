"""A furnished company for each test, on SQLite and on PostgreSQL."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from services import people
from tests.postgres import Database
from tests.services.history import live_through
from tests.services.shop import Shop, furnish, opened, sqlite_url


@dataclass(frozen=True, slots=True)
class Engine:
    """A company's database. `url` connects as the program does, `owner_url` may change its tables."""

    name: str
    url: str
    owner_url: str


@pytest.fixture(scope="session")
def hashed() -> str:
    """A password's hash, made once: it takes 0.1 s."""
    return people.hash_password("password1")


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory, hashed: str) -> Path:
    path = tmp_path_factory.mktemp("template") / "shop.db"
    furnish(sqlite_url(path), hashed)
    return path


@pytest.fixture(scope="session")
def sqlite_history(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Path:
    path = tmp_path_factory.mktemp("template") / "history.db"
    shutil.copy(sqlite_template, path)
    remember(sqlite_url(path))
    return path


def remember(url: str) -> None:
    """Give a furnished shop its past."""
    with contextmanager(opened)(url) as shop:
        live_through(shop)


@contextmanager
def fresh_engine(name: str, request: pytest.FixtureRequest, folder: Path, *, history: bool = False) -> Iterator[Engine]:
    """A furnished database of its own, with a past if asked for, removed at the end."""
    if name == "sqlite":
        path = folder / "shop.db"
        shutil.copy(request.getfixturevalue("sqlite_history" if history else "sqlite_template"), path)
        yield Engine(name, sqlite_url(path), sqlite_url(path))
        for each in folder.glob("shop.db*"):
            each.unlink()
        return
    server = request.getfixturevalue("postgres_server")
    hashed = request.getfixturevalue("hashed")

    def prepare(new: Database) -> None:
        furnish(new.app_url, hashed, new.owner_url)
        if history:
            remember(new.app_url)

    made = server.copy("history" if history else "shop", prepare)
    yield Engine(name, made.app_url, made.owner_url)
    server.drop(made)


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """Each test that asks for it runs on both engines."""
    with fresh_engine(request.param, request, tmp_path) as made:
        yield made


@pytest.fixture(params=["sqlite", "postgresql"])
def past(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A company with something in every state, on both engines."""
    with fresh_engine(request.param, request, tmp_path, history=True) as made:
        yield made


@pytest.fixture
def shop(engine: Engine) -> Iterator[Shop]:
    yield from opened(engine.url)
