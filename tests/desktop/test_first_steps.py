"""From the first start to several PCs: the script for the server, whom to ask, what comes after a company was begun."""

import os
import socket
import subprocess
from collections.abc import Callable
from pathlib import Path
from threading import Thread
from typing import Any

import psycopg
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from desktop import find_server
from desktop.app import Program
from desktop.connection_form import ConnectionForm
from desktop.database import bind, open_company, url_of
from desktop.entrance import FIRST_STEPS
from desktop.restoring import restore
from desktop.server_help import ServerHelp, script
from models import base, migrate
from services import backup, people
from services.check import check
from tests.desktop.conftest import Place
from tests.desktop.test_app import page_of, start  # noqa: F401
from tests.postgres import PORT, Cluster, program
from ui.signin.first_start import FirstStartPage
from ui.signin.next_steps import NextSteps

PSQL = ("-v", "database=firma", "-v", "owner_password=it's o", "-v", 'app_password=a "p')


def run_script(server: Cluster, tmp_path: Path) -> None:
    file = tmp_path / "packdesk-server.sql"
    file.write_bytes(script())
    where = ["-h", str(server.folder), "-p", str(PORT), "-U", "postgres"]
    command = [program("psql"), "-q", *where, *PSQL, "-f", str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, "LC_ALL": "C.UTF-8"})
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("company", ["sqlite"], indirect=True)
def test_the_script_makes_a_server_that_a_company_of_one_pc_moves_to(
    company: Place, own_postgres: Cluster, tmp_path: Path
) -> None:
    backup.write(tmp_path / "one.db")
    run_script(own_postgres, tmp_path)
    run_script(own_postgres, tmp_path)  # a second time does no harm
    place = own_postgres.database("firma")
    bind(place.owner_url)
    with base.connection(), base.writing():
        migrate.migrate()
    base.db.close()
    restore(tmp_path / "one.db", place.owner_url)
    base.db.close()
    open_company(place.app_url, tmp_path)
    assert people.has_company()
    assert all(each.ok for each in check())
    base.db.close()
    with psycopg.connect(place.app_url, autocommit=True) as daily:
        for forbidden in ("CREATE TABLE x (a int)", "TRUNCATE audit_entry", "DELETE FROM audit_entry", "CREATE ROLE x"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                daily.execute(forbidden.encode())
        (least,) = daily.execute(
            "SELECT bool_or(rolsuper OR rolcreatedb OR rolcreaterole) FROM pg_roles WHERE rolname LIKE 'packdesk%'"
        ).fetchone() or (True,)
        assert least is False


def test_the_first_start_leads_to_the_colleagues_and_to_what_the_helper_is_asked(
    start: Callable[[str], Program],  # noqa: F811
    tmp_path: Path,
    qtbot: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    program = start(url_of(tmp_path / "new.db"))
    page = page_of(program, FirstStartPage)
    QTest.keyClick(page.others, Qt.Key.Key_Return)
    form = page.findChild(ConnectionForm)
    assert form is not None
    form.help.click()
    told = form.findChild(ServerHelp)
    assert told is not None
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_more: (str(tmp_path / "for-it.sql"), ""))
    told.save.click()
    assert (tmp_path / "for-it.sql").read_bytes() == script()
    assert "for-it.sql" in told.said.text()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_more: (str(tmp_path / "no" / "x.sql"), ""))
    told.save.click()
    assert "can't be written" in told.said.text()
    told.reject()
    monkeypatch.setattr(find_server, "own_addresses", list)  # the network around this PC is not asked
    with socket.create_server(("127.0.0.1", 0)) as server:
        form.form.set_values({"port": server.getsockname()[1]})
        Thread(target=answer_as_postgresql, args=(server,), daemon=True).start()
        form.search.click()
        qtbot.waitUntil(lambda: form.form.values()["host"] in ("localhost", "127.0.0.1"), timeout=8_000)
    form.search.click()
    qtbot.waitUntil(lambda: "No PostgreSQL server answers" in form.form._banner_text.text(), timeout=8_000)
    assert "Look for it" in form.search.text()

    def unreachable(**_more: Any) -> None:
        raise OSError("no network")

    told_of: list[Exception] = []
    monkeypatch.setattr(find_server, "look", unreachable)
    monkeypatch.setattr(form._jobs, "on_error", lambda _owner, error: told_of.append(error))
    form.search.click()
    qtbot.waitUntil(lambda: bool(told_of))
    assert "Look for it" in form.search.text(), "it can be pressed again"
    form.done(0)


def answer_as_postgresql(server: socket.socket) -> None:
    """To a request for encryption: no."""
    way, _address = server.accept()
    with way:
        assert way.recv(8) == (8).to_bytes(4, "big") + (1234 << 16 | 5679).to_bytes(4, "big")
        way.sendall(b"N")


def test_who_began_a_company_is_offered_the_next_steps_once(
    start: Callable[[str], Program],  # noqa: F811
    tmp_path: Path,
    qtbot: Any,
) -> None:
    program = start(url_of(tmp_path / "mine.db"))
    page = page_of(program, FirstStartPage)
    page.show_form()
    typed = {"name": "Acme", "owner": "Ann", "login": "ann", "password": "password1", "again": "password1"}
    page.form.set_values({**typed, "language": "en"})
    page.submit()
    qtbot.waitUntil(lambda: program.desk is not None, timeout=20_000)
    assert program.desk is not None
    window = program.desk.window
    (steps,) = window.findChildren(NextSteps)
    QTest.keyClick(steps.choices[0], Qt.Key.Key_Return)
    assert window.shown() == "importing"
    assert program.settings.get(FIRST_STEPS) is False
    (again,) = [action for action in window.person_menu().actions() if action.text() == "First steps"]
    again.trigger()
    (steps,) = [each for each in window.findChildren(NextSteps) if each.isVisible()]
    assert [choice._icon for choice in steps.choices][:2] == ["circle-check", "users"]
    QTest.keyClick(steps.choices[2], Qt.Key.Key_Return)
    assert (window.shown(), type(window.current().page()).__name__) == ("settings", "PrintersPage")
