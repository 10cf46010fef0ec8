"""Migrating step by step ends at the tables that the models describe, and takes what was there along."""

from typing import Any

from playhouse.migrations import Runner

from models import migrate
from models.base import db, is_postgresql, open_database, reconnect
from models.tables import ALL
from services import catalogue, people, places
from services.unit import Call
from tests.services.conftest import Engine
from tests.services.shop import Clock

TABLES = tuple(table._meta.table_name for table in ALL)


def _shape() -> dict[str, Any]:
    """Columns with type and whether null is allowed, and indexes with their columns, of every table."""
    found: dict[str, Any] = {}
    for table in TABLES:
        columns = {c.name: (c.data_type.lower(), c.null, c.primary_key) for c in db.get_columns(table)}
        indexes = {(tuple(i.columns), i.unique) for i in db.get_indexes(table) if i.columns and all(i.columns)}
        found[table] = (columns, indexes)
    return found


def _emptied(engine: Engine) -> None:
    open_database(engine.owner_url)
    reconnect()
    for table in reversed(ALL):
        db.execute_sql(f'DROP TABLE "{table._meta.table_name}"' + (" CASCADE" if is_postgresql() else ""))
    db.execute_sql("DROP TABLE schema_migration")


def test_migrations_end_at_the_tables_of_the_models(engine: Engine) -> None:
    open_database(engine.owner_url)
    reconnect()
    migrated = _shape()
    db.close()
    _emptied(engine)
    db.create_tables(ALL)
    assert migrated == _shape()
    db.close()


def test_a_company_of_the_first_version_is_taken_along(engine: Engine) -> None:
    _emptied(engine)
    runner = Runner(db.obj, str(migrate.FOLDER))
    runner.up("0001_first")
    db.execute_sql("INSERT INTO customer (code, name, contact, phone, payment_days, price_level, delivery_policy,"
                   " balance, search, active, version)"
                   " VALUES ('OLD', 'Old customer', '', '', 30, '', 'ready', 0, 'old customer', TRUE, 1)")  # fmt: skip
    migrate.migrate()
    assert migrate.trigger_names() == migrate.expected_triggers()
    db.close()
    open_database(engine.url)
    reconnect()
    clock = Clock()
    owner = people.create_company(Call(people.setup_actor(), clock=clock), "Acme", "en", "Olive", "olive", "hash").id
    boss = people.actor_of(people.User.get_by_id(owner))
    places.add_bin(Call(boss, clock=clock), "A-01", 10)
    catalogue.add_customer(Call(boss, clock=clock), catalogue.CustomerData("NEW", "New customer"))
    old = catalogue.Customer.get(catalogue.Customer.code == "OLD")
    assert (old.billing, old.language, old.created_at) == ("dispatch", "", None)
    db.close()
