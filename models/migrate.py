"""Bring a database to the version this program expects, and refuse one that is newer."""

from datetime import UTC, datetime
from pathlib import Path

from models.base import db, is_postgresql
from models.people import ProgramSession
from models.tables import ALL, APPEND_ONLY

FOLDER = Path(__file__).parent / "migrations"
EXPECTED = 3
APP_ROLE = "packdesk_app"


class DatabaseTooNew(Exception):
    """The database has been migrated by a newer program."""


class ProgramIncomplete(Exception):
    """The migrations shipped with this program are not the ones its code expects."""


class OthersConnected(Exception):
    """Other programs use this database; `pcs` names where they run."""

    def __init__(self, pcs: list[str]) -> None:
        super().__init__(", ".join(pcs))
        self.pcs = pcs


def version() -> int:
    """How many migrations the database has had; 0 for an empty one."""
    if not db.table_exists("schema_migration"):
        return 0
    return db.execute_sql("SELECT COUNT(*) FROM schema_migration").fetchone()[0]


def pending() -> bool:
    """Whether this program must migrate first. Raises DatabaseTooNew."""
    found = version()
    if found > EXPECTED:
        raise DatabaseTooNew(found, EXPECTED)
    return found < EXPECTED


def migrate() -> list[str]:
    """Apply what is missing and remake the triggers; returns the names applied.

    Raises DatabaseTooNew, ProgramIncomplete, OthersConnected.
    """
    from playhouse.migrations import Runner  # it loads the PostgreSQL driver, which only a migration may cost

    runner = Runner(db.obj, str(FOLDER))
    if len(runner.migrations()) != EXPECTED:
        raise ProgramIncomplete(len(runner.migrations()), EXPECTED)
    if not pending():
        return []
    if version():
        _refuse_while_others_work()
    applied = runner.up()
    make_triggers()
    if is_postgresql():
        grant()
    return applied


def _refuse_while_others_work() -> None:
    now = datetime.now(UTC)
    others = [s.pc for s in ProgramSession.select() if (now - s.seen).total_seconds() < 60]
    if others:
        raise OthersConnected(others)


def make_triggers() -> None:
    """Refuse every change of a posted row. Idempotent: table rebuilds lose triggers."""
    if not is_postgresql():
        for statement in sqlite_triggers():
            db.execute_sql(statement)
        return
    for table in APPEND_ONLY:
        _postgresql_triggers(table._meta.table_name)


def lift_triggers() -> None:
    """Take the append-only triggers away, for a copy that is rewritten before anybody works with it."""
    for table in APPEND_ONLY:
        name = table._meta.table_name
        for event in ("update", "delete", "truncate"):
            where = f' ON "{name}"' if is_postgresql() else ""
            db.execute_sql(f'DROP TRIGGER IF EXISTS "append_only_{name}_{event}"{where}')


def trigger_names() -> set[str]:
    """The append-only triggers that exist, as `table.event`."""
    if is_postgresql():
        rows = db.execute_sql("SELECT tgname FROM pg_trigger WHERE tgname LIKE 'append_only_%%' AND tgenabled <> 'D'")
    else:
        rows = db.execute_sql("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'append_only_%'")
    return {row[0] for row in rows.fetchall()}


def expected_triggers() -> set[str]:
    events = ("update", "delete", "truncate") if is_postgresql() else ("update", "delete")
    return {f"append_only_{table._meta.table_name}_{event}" for table in APPEND_ONLY for event in events}


def sqlite_triggers() -> list[str]:
    """The statements that make SQLite's append-only triggers, each dropped before it is made."""
    found = []
    for table in (each._meta.table_name for each in APPEND_ONLY):
        for event in ("update", "delete"):
            name = f"append_only_{table}_{event}"
            found.append(f'DROP TRIGGER IF EXISTS "{name}"')
            found.append(
                f'CREATE TRIGGER "{name}" BEFORE {event.upper()} ON "{table}" '
                f"BEGIN SELECT RAISE(ABORT, 'append only: {table}'); END"
            )
    return found


def _postgresql_triggers(table: str) -> None:
    db.execute_sql(
        "CREATE OR REPLACE FUNCTION packdesk_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'append only: %%', TG_TABLE_NAME; END $$"
    )
    for event in ("update", "delete", "truncate"):
        name, each = f"append_only_{table}_{event}", "STATEMENT" if event == "truncate" else "ROW"
        db.execute_sql(f'DROP TRIGGER IF EXISTS "{name}" ON "{table}"')
        db.execute_sql(
            f'CREATE TRIGGER "{name}" BEFORE {event.upper()} ON "{table}" '
            f"FOR EACH {each} EXECUTE FUNCTION packdesk_append_only()"
        )


def grant() -> None:
    """Give the daily role what it needs and no more. Without such a role there is nothing to do."""
    if not db.execute_sql("SELECT 1 FROM pg_roles WHERE rolname = %s", (APP_ROLE,)).fetchone():
        return
    for table in ALL:
        rights = "SELECT, INSERT" if table in APPEND_ONLY else "SELECT, INSERT, UPDATE, DELETE"
        db.execute_sql(f'REVOKE ALL ON "{table._meta.table_name}" FROM {APP_ROLE}')
        db.execute_sql(f'GRANT {rights} ON "{table._meta.table_name}" TO {APP_ROLE}')
    db.execute_sql(f"GRANT SELECT ON schema_migration TO {APP_ROLE}")
    db.execute_sql(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {APP_ROLE}")


