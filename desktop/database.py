"""Opening the company's database: which one, and whether this program may work on it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote

from desktop.network_share import on_network_share
from desktop.paths import Paths
from desktop.synced_folder import synced_by
from models import base, migrate
from services.errors import Refusal, Unavailable
from services.faults import translated

SQLITE = "sqlite:///"


def url_of(path: Path) -> str:
    """The URL of a SQLite file; of all signs only that which begins an escaped one is escaped."""
    return f"{SQLITE}{path.as_posix().replace('%', '%25')}"


def sqlite_path(url: str) -> Path | None:
    """The file behind a SQLite URL, or None for a server."""
    return Path(unquote(url.removeprefix(SQLITE))) if url.startswith(SQLITE) else None


def chosen_url(given: str | None, kept: str, paths: Paths) -> str:
    """The database asked for: by argument, by PACKDESK_DATABASE, by this PC's settings, else the user's own file."""
    return given or os.environ.get("PACKDESK_DATABASE") or kept or url_of(paths.database)


def bind(url: str) -> None:
    """Point the models at a database, without connecting; this thread leaves the one before.

    Refuses bad_database_url, database_on_network, database_synced, driver_missing; Unavailable database_gone when the
    folder can't be made.
    """
    leave()
    path = sqlite_path(url)
    if path is not None:
        if not path.name:
            raise Refusal("bad_database_url", url=url)
        if on_network_share(path):
            raise Refusal("database_on_network", path=str(path))
        synced = synced_by(path)
        if synced:
            raise Refusal("database_synced", path=str(path), folder=synced)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise Unavailable("database_gone", reason=str(error)) from error
    try:
        base.open_database(url)
    except ValueError as error:
        raise Refusal("bad_database_url", url=hidden(url)) from error
    except ImportError as error:
        raise Refusal("driver_missing") from error


@contextmanager
def session() -> Iterator[None]:
    """A worker thread's connection. One that can't be opened is Unavailable, as a lost one is."""
    with translated(), base.connection():
        yield


def leave() -> None:
    """Close this thread's connection, if it has one."""
    if base.db.obj is not None and not base.db.is_closed():
        base.db.close()


def hidden(url: str) -> str:
    """The URL without the password, for logs and sentences."""
    head, at, tail = url.rpartition("@")
    user, colon, _password = head.removeprefix("postgresql://").partition(":")
    return f"postgresql://{user}{at}{tail}" if at and colon else url


def open_company(url: str, backups: Path) -> None:
    """Bind, connect this thread, and see that the tables are the ones this program knows.

    An empty SQLite file is made ready; an older one is backed up and migrated. A server's tables are changed only by
    `packdesk migrate`, since that takes its owner's role. Refuses as `bind`, and database_too_new, not_migrated,
    others_connected, program_incomplete.
    """
    bind(url)
    with translated():
        base.reconnect()
        if pending():
            if base.is_postgresql():
                raise Refusal("not_migrated")
            bring_up_to_date(backups)


def outdated(url: str) -> bool:
    """Whether this is a company's file whose tables must be changed first, which takes its time.

    Refuses as `open_company`.
    """
    if sqlite_path(url) is None:
        return False
    bind(url)
    with translated():
        base.reconnect()
        return migrate.version() > 0 and pending()


def pending() -> bool:
    """Whether the tables are older than this program. Refuses database_too_new."""
    try:
        return migrate.pending()
    except migrate.DatabaseTooNew as error:
        raise Refusal("database_too_new", found=error.args[0], expected=error.args[1]) from error


def bring_up_to_date(backups: Path) -> list[str]:
    """Back up what is there, then migrate; returns the names of what was applied.

    Refuses database_too_new, others_connected, program_incomplete.
    """
    found = migrate.version()
    if found and pending():
        from services import backup

        backup.write(backups / f"before-{found + 1}-{datetime.now().astimezone():%Y%m%d-%H%M%S}.db")
    try:
        with base.writing():
            return migrate.migrate()
    except migrate.DatabaseTooNew as error:
        raise Refusal("database_too_new", found=error.args[0], expected=error.args[1]) from error
    except migrate.OthersConnected as error:
        raise Refusal("others_connected", pcs=", ".join(error.pcs)) from error
    except migrate.ProgramIncomplete as error:
        raise Refusal("program_incomplete") from error
