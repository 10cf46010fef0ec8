"""The throw-away PostgreSQL gives what the tests of both engines lean on."""

import signal

import psycopg
import pytest

from tests.postgres import Cluster, Database, Server


def fill(database: Database) -> None:
    with psycopg.connect(database.owner_url) as owner:
        owner.execute("CREATE TABLE bin (id bigint PRIMARY KEY, code text)")
        owner.execute("INSERT INTO bin VALUES (1, 'A-01')")
        owner.execute("GRANT SELECT ON bin TO packdesk_app")


def test_an_empty_database_has_no_tables_and_the_app_role_can_make_none(postgres_server: Server) -> None:
    database = postgres_server.empty()
    with psycopg.connect(database.app_url) as app:
        assert app.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone() == (0,)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute("CREATE TABLE bin (id bigint)")
    postgres_server.drop(database)


def test_copies_of_a_prepared_database_do_not_see_each_other(postgres_server: Server) -> None:
    one, other = postgres_server.copy("bins", fill), postgres_server.copy("bins", fill)
    with psycopg.connect(one.owner_url) as owner:
        owner.execute("UPDATE bin SET code = 'B-02'")
    with psycopg.connect(other.app_url) as app:
        assert app.execute("SELECT code FROM bin").fetchone() == ("A-01",)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute("DELETE FROM bin")
    postgres_server.drop(one)
    postgres_server.drop(other)


def test_a_dropped_database_is_gone_even_with_a_session_on_it(postgres_server: Server) -> None:
    database = postgres_server.empty()
    with psycopg.connect(database.app_url) as app:
        postgres_server.drop(database)
        with pytest.raises(psycopg.OperationalError):
            app.execute("SELECT 1")
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(database.app_url)


def test_a_server_of_ones_own_keeps_what_was_committed_when_it_is_killed(own_postgres: Cluster) -> None:
    database = own_postgres.database("packdesk")
    fill(database)
    own_postgres.stop(signal.SIGKILL)
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(database.app_url)
    own_postgres.start()
    with psycopg.connect(database.app_url) as app:
        assert app.execute("SELECT code FROM bin").fetchone() == ("A-01",)
