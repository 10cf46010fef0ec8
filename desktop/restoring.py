"""A backup into an empty database of either engine: also the way from one PC to several."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import copyfile

from desktop.database import bind, bring_up_to_date, leave, pending, sqlite_path, url_of
from models import base, migrate
from models.people import AuditEntry
from models.table import Table
from models.tables import ALL
from services import snapshot
from services.backup_files import RESTORING, drop_half_made
from services.errors import Refusal, Unavailable
from services.faults import translated
from services.snapshot import Snapshot


def restore(file: Path, url: str) -> Snapshot:
    """Load a backup; the database bound at the end is the restored one.

    Nothing is written over: a SQLite file takes its name only when it is whole, a server's tables must be empty.
    Refuses not_a_backup, backup_damaged, database_not_empty, database_too_new, others_connected.
    """
    if not file.is_file():
        raise Refusal("no_such_file", file=str(file))
    found = snapshot.verify(file)
    if found.version > migrate.EXPECTED:
        raise Refusal("database_too_new", found=found.version, expected=migrate.EXPECTED)
    bind(url)
    target = sqlite_path(url)
    if target is None:
        with _of_this_version(file) as current:
            _into_server(current, url)
    else:
        _into_file(file, target)
        bind(url)
    return _proved(found)


def restore_apart(file: Path, url: str) -> None:
    """`restore` in a process of its own, which leaves the file whole."""
    try:
        restore(file, url)
    finally:
        leave()


def _into_file(file: Path, target: Path) -> None:
    """The file is made ready beside the target and swapped in: the target is whole, or it is not there."""
    if target.exists():
        with translated():
            base.reconnect()
            _refuse_rows()
            base.db.close()
    draft = target.with_name(f".{target.name}{RESTORING}")
    drop_half_made(target.parent)
    try:
        _drop(draft)  # a log beside it, of a restore that was just killed, would be read into the new one
        copyfile(file, draft)
        bind(url_of(draft))
        with translated():
            base.reconnect()
            if pending():
                bring_up_to_date(target.parent)
            migrate.make_triggers()
            base.db.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            base.db.close()
        for ending in ("-wal", "-shm"):
            target.with_name(target.name + ending).unlink(missing_ok=True)
        draft.replace(target)
    except OSError as error:
        raise Unavailable("file_not_written", file=str(target), reason=error.strerror or str(error)) from error
    finally:
        _drop(draft)


def _drop(draft: Path) -> None:
    for ending in ("", "-wal", "-shm"):
        draft.with_name(draft.name + ending).unlink(missing_ok=True)


@contextmanager
def _of_this_version(file: Path) -> Iterator[Path]:
    """The backup itself, or a migrated copy of an older one."""
    with tempfile.TemporaryDirectory(prefix="packdesk-") as folder:
        copy = Path(folder) / "backup.db"
        copyfile(file, copy)
        bind(url_of(copy))
        with translated():
            base.reconnect()
            if pending():
                bring_up_to_date(Path(folder))
            base.db.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            base.db.close()
        yield copy


def _into_server(file: Path, url: str) -> None:
    bind(url)
    with translated():
        base.reconnect()
        _refuse_rows()
        with base.writing():
            if pending():
                migrate.migrate()
            snapshot.load(file)


def _refuse_rows() -> None:
    """Refuse a database with anything in it, were it only a person."""
    found = migrate.version()
    if found > migrate.EXPECTED:
        raise Refusal("database_too_new", found=found, expected=migrate.EXPECTED)
    filled = [t._meta.table_name for t in ALL if base.db.table_exists(t._meta.table_name) and _has_row(t)]
    if filled:
        raise Refusal("database_not_empty", table=filled[0])


def _has_row(table: type[Table]) -> bool:
    return base.db.execute_sql(f'SELECT 1 FROM "{table._meta.table_name}" LIMIT 1').fetchone() is not None


def _proved(found: Snapshot) -> Snapshot:
    """The restored database has the backup's audit chain. Refuses backup_damaged."""
    with translated():
        base.reconnect()
        last = AuditEntry.select(AuditEntry.digest).order_by(AuditEntry.id.desc()).tuples().first()
        entries = AuditEntry.select().count()
    head = bytes(last[0]).hex() if last else snapshot.GENESIS.hex()
    if (entries, head) != (found.entries, found.head):
        raise Refusal("backup_damaged", file=Path(found.path).name, reason="audit_entry")
    return found
