"""The program from its start to its end: the entrance, a desk, what it hears, and how it leaves."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from playhouse.migrations import Runner
from PySide6.QtWidgets import QFileDialog, QPushButton, QWidget

from desktop.app import Program, make_application
from desktop.connection_form import ConnectionForm
from desktop.database import leave, url_of
from desktop.desk import Desk
from desktop.found import palette_hits
from desktop.paths import Paths
from desktop.pc_settings import PcSettings, system_language
from desktop.printers import LabelPrinter, PdfFolder, printers
from desktop.second_place import SecondPlace
from desktop.system_printer import SystemPrinter
from desktop.trouble import TroublePage, UpdatePage
from models import base, migrate
from models.delivery import Delivery
from models.orders import SalesOrder
from models.paper import PrintJob
from models.people import AuditEntry, BackupRun, ProgramSession
from models.watch import Incident
from printing import raster
from resources.i18n import set_language
from services import catalogue, orders, papers, people, settings
from services.errors import Unavailable
from services.prints import Paper
from services.unit import Call, utc_now
from tests.desktop.conftest import PASSWORD, Place, actor
from tests.printing.samples import read_codes
from ui.kit.dialog import ask
from ui.scan.robot import Hands
from ui.signin.first_start import FirstStartPage
from ui.signin.sign_in import SignInPage

LONG = 8_000


@pytest.fixture
def start(qapp: Any, tmp_path: Path) -> Iterator[Callable[[str], Program]]:
    made: list[Program] = []

    def run(url: str) -> Program:
        leave()
        settings = PcSettings(tmp_path / "settings.json")
        settings.set("language", "en")
        settings.set("station", "bench 1")
        set_language("en")
        make_application(settings)
        program = Program(url, Paths.within(tmp_path), settings, "0.1")
        program.errors.install = lambda: None  # type: ignore[method-assign]
        made.append(program)
        program.start()
        return program

    yield run
    for program in made:
        page = program.page
        program.end()
        if page is not None:
            page.close()


def test_an_older_company_is_brought_up_to_date_while_a_page_says_so(
    start: Callable[[str], Program], tmp_path: Path, qtbot: Any
) -> None:
    url = url_of(tmp_path / "old.db")
    base.open_database(url)
    with base.connection():
        Runner(base.db.obj, str(migrate.FOLDER)).up("0001_first")
        base.db.execute_sql("INSERT INTO setting (key, value) VALUES ('company.name', '\"Acme\"')")
    program = start(url)
    page = page_of(program, UpdatePage)
    assert page.isVisible()
    qtbot.waitUntil(lambda: isinstance(program.page, SignInPage), timeout=LONG)
    (backup,) = Paths.within(tmp_path).backups.glob("before-2-*.db")
    assert backup.stat().st_size
    with base.connection():
        assert migrate.version() == migrate.EXPECTED
        assert migrate.trigger_names() == migrate.expected_triggers()


def page_of(program: Program, kind: type[QWidget]) -> Any:
    assert isinstance(program.page, kind)
    return program.page


def sign_in(program: Program, qtbot: Any, login: str = "boss", password: str = PASSWORD) -> Desk:
    page = page_of(program, SignInPage)
    page.login.set_value(login)
    page.password.setText(password)
    page.submit()
    qtbot.waitUntil(lambda: program.desk is not None, timeout=LONG)
    assert program.desk is not None
    return program.desk


def test_one_signs_in_works_and_leaves_without_a_trace(
    company: Place, start: Callable[[str], Program], qtbot: Any
) -> None:
    program = start(company.url)
    desk = sign_in(program, qtbot)
    assert {"orders", "approval", "packing", "delivery"} <= set(desk.window.names())
    for name in desk.window.names():
        desk.window.show_window(name)
    qtbot.waitUntil(lambda: not desk._after.running(), timeout=LONG)
    desk.window.close()
    assert program.desk is None
    program.end()
    names = {thread.name for thread in threading.enumerate()}
    assert not {name for name in names if name.startswith(("feed", "printing", "after-start", "writer", "reader"))}
    with base.connection():
        assert ProgramSession.select().count() == 0
        assert [run.verified for run in BackupRun.select()] == [True]


def test_a_person_sees_only_what_they_may(told: Callable[[str], Place], start: Callable[[str], Program],
                                          qtbot: Any) -> None:  # fmt: skip
    desk = sign_in(start(told("sqlite").url), qtbot, "packer")
    assert "approval" not in desk.window.names()
    assert "packing" in desk.window.names()


def test_a_wrong_password_lets_nobody_in(told: Callable[[str], Place], start: Callable[[str], Program],
                                         qtbot: Any) -> None:  # fmt: skip
    program = start(told("sqlite").url)
    page = page_of(program, SignInPage)
    page.login.set_value("boss")
    page.password.setText("wrong password")
    page.submit()
    qtbot.waitUntil(lambda: page.form._banner_text.text() != "", timeout=LONG)
    assert program.desk is None


def test_what_another_program_writes_is_heard_and_printed(
    company: Place, start: Callable[[str], Program], qtbot: Any, tmp_path: Path
) -> None:
    program = start(company.url)
    desk = sign_in(program, qtbot)
    assert desk._feed.listening(20)
    heard: list[frozenset[str]] = []
    desk.shell.changed.connect(heard.append)
    with base.connection():
        PrintJob.update(station="bench 1").execute()
        catalogue.add_customer(Call(actor("boss")), catalogue.CustomerData("C9", "新"))
    qtbot.waitUntil(lambda: any("customers" in topics for topics in heard), timeout=LONG)
    desk._printing.wake()
    folder = program.paths.papers
    qtbot.waitUntil(lambda: len(list(folder.glob("*.pdf"))) == 2, timeout=LONG)
    qtbot.waitUntil(lambda: any("print_jobs" in topics for topics in heard), timeout=LONG)


    def printed() -> bool:
        with base.connection():
            return {(job.state, Path(job.path).parent) for job in PrintJob.select()} == {("confirmed", folder)}

    qtbot.waitUntil(printed, timeout=LONG)


def test_an_open_program_lets_the_rule_approve_what_another_submits(
    company: Place, start: Callable[[str], Program], qtbot: Any
) -> None:
    program = start(company.url)
    desk = sign_in(program, qtbot)
    assert desk._feed.listening(20)
    with base.connection():
        rules = {"approval.by_rule": True, "approval.new_customer_days": 0, "approval.duplicate_days": 0}
        settings.change_settings(Call(actor("boss")), rules)
        draft = SalesOrder.get(SalesOrder.state == "draft")
        submitted = orders.submit_order(Call(actor("clerk")), draft.id, draft.version)

    def state() -> str:
        with base.connection():
            return str(SalesOrder.get_by_id(submitted.id).state)

    qtbot.waitUntil(lambda: state() == "approved", timeout=LONG)
    with base.connection():
        last = AuditEntry.select().where(AuditEntry.use_case == "order.approve_by_rule").get()
        assert last.subject_id == submitted.id


def test_what_is_found_opens_in_its_window(told: Callable[[str], Place], start: Callable[[str], Program],
                                           qtbot: Any) -> None:  # fmt: skip
    place, boss, delivery = told("sqlite"), actor("boss"), Delivery.get()
    kept = Incident.create(
        number="IN-20260305-0001", kind="short_pick", subject_kind="delivery", subject_id=delivery.id, at=utc_now()
    )
    texts = [delivery.number, delivery.order_number, "PD-1", "宁波", kept.number]
    hits = [hit for text in texts for hit in palette_hits(text, boss)]
    program = start(place.url)
    desk = sign_in(program, qtbot)
    wrong: list[BaseException] = []
    program.errors.show = lambda _parent, error, **_more: wrong.append(error)  # type: ignore[method-assign]
    assert {hit.window for hit in hits} == {"orders", "delivery", "inventory", "tracking"}
    found = next(hit for hit in hits if hit.title == kept.number)  # its incidents are shown there
    assert (found.window, found.where) == ("tracking", {"id": delivery.id})
    for hit in hits:
        desk.shell.go(hit.window, **hit.where)
        assert desk.window.shown() == hit.window
        qtbot.waitUntil(lambda: not desk.jobs.busy(), timeout=LONG)
    assert wrong == []


def test_the_first_start_makes_a_company_and_opens_it(
    empty_place: Callable[[str], Place], start: Callable[[str], Program], qtbot: Any
) -> None:
    program = start(empty_place("sqlite").url)
    page = page_of(program, FirstStartPage)
    page.show_form()
    page.form.set_values({"name": "Acme", "owner": "Ann", "login": "Ann", "password": PASSWORD, "again": PASSWORD})
    program.speak("zh_CN")
    page = page_of(program, FirstStartPage)
    assert page.typed()["name"] == "Acme"
    page.submit()
    qtbot.waitUntil(lambda: program.desk is not None, timeout=LONG)
    assert program.desk is not None
    assert program.desk.shell.actor.rights == people.PERMISSIONS
    assert program.settings.get("last_login") == "ann"


def test_an_order_hears_scans_and_what_no_window_takes_is_said(
    told: Callable[[str], Place], start: Callable[[str], Program], qtbot: Any
) -> None:
    desk = sign_in(start(told("sqlite").url), qtbot)
    said: list[str] = []
    desk.shell.noticed.connect(lambda notice: said.append(notice.text))
    hands = Hands(desk.window, desk.scans)
    desk.shell.go("orders", new=True)
    orders = desk.window.current()
    qtbot.waitUntil(lambda: orders.editor is not None and orders.editor.isVisible(), timeout=LONG)
    hands.scan("6901234567892")
    qtbot.waitUntil(lambda: [line.quantity for line in orders.editor.lines.lines()] == [1], timeout=LONG)
    desk.window.show_window("settings")
    hands.scan("6901234567892")
    qtbot.waitUntil(lambda: any("6901234567892" in text for text in said), timeout=LONG)
    question = ask(desk.window, "Sure?", "Yes", lambda: None)
    desk._tray.pressed.emit("watch", {})
    assert desk.window.shown() == "settings", "no page changes behind an open question"
    question.reject()
    desk._tray.pressed.emit("watch", {})
    assert desk.window.shown() == "watch"


def test_signing_out_leads_back_to_the_entrance(told: Callable[[str], Place], start: Callable[[str], Program],
                                                qtbot: Any) -> None:  # fmt: skip
    place = told("sqlite")
    order = SalesOrder.get(SalesOrder.state == "approved").id
    program = start(place.url)
    sign_in(program, qtbot).window.signed_out.emit()
    qtbot.waitUntil(lambda: isinstance(program.page, SignInPage), timeout=LONG)
    assert program.desk is None
    desk = sign_in(program, qtbot, "clerk")
    assert desk.shell.actor.name == "Clerk"
    desk.shell.go("orders", edit=order)
    editor: Any = desk.window.current()
    qtbot.waitUntil(lambda: editor.editor is not None and editor.editor.content() is not None, timeout=LONG)
    editor.editor.head.fields["note"].setPlainText("ring twice")
    desk.window.signed_out.emit()
    question = editor.editor._question
    assert question is not None, "changes of an approved order are in no database"
    assert program.desk is not None
    next(b for b in question.findChildren(QPushButton) if b.text().strip() == "Throw the changes away").click()
    qtbot.waitUntil(lambda: isinstance(program.page, SignInPage), timeout=LONG)
    assert program.desk is None


def test_a_database_that_cannot_be_opened_is_told_and_tried_again(
    start: Callable[[str], Program], told: Callable[[str], Place], tmp_path: Path
) -> None:
    place = told("sqlite")
    leave()
    good = (tmp_path / "told.db").read_bytes()
    (tmp_path / "told.db").write_text("not a database at all, " * 100)
    program = start(place.url)
    page = program.page
    assert type(page).__name__ == "TroublePage"
    (tmp_path / "told.db").write_bytes(good)
    page.retry.click()  # type: ignore[union-attr]
    assert isinstance(program.page, SignInPage)


def test_an_older_program_goes_back_to_the_backup_made_before_the_update(
    start: Callable[[str], Program], told: Callable[[str], Place], tmp_path: Path, qtbot: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    paths = Paths.within(tmp_path)
    told("sqlite")
    leave()
    paths.data.mkdir(parents=True)
    backed_up = Path(shutil.copy(tmp_path / "told.db", paths.data / "before-4-20260305-060000.db"))
    with closing(sqlite3.connect(tmp_path / "told.db")) as newer, newer:
        newer.execute("INSERT INTO schema_migration (name, applied) VALUES ('9999_newer', '2030-01-01')")
    kept = (tmp_path / "told.db").rename(paths.database).read_bytes()

    def beside(_place: SecondPlace, file: Path, _report: Any) -> str:
        if file != backed_up:
            raise Unavailable("restore_failed", reason="That is no backup.")
        return url_of(Path(shutil.copy(file, paths.data / "restored-20260306-080000.db")))

    monkeypatch.setattr(SecondPlace, "restore_beside", beside)  # tests/desktop/test_second_place.py restores
    chosen = [str(tmp_path / "another.db"), str(backed_up)]
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_more: (chosen.pop(0), ""))
    program = start(url_of(paths.database))
    page = page_of(program, TroublePage)
    page.diagnostics.click()
    qtbot.waitUntil(lambda: "packdesk-diagnostics" in page.said.text(), timeout=LONG)
    assert len(list(paths.papers.glob("*.zip"))) == 1
    page.restore.click()
    qtbot.waitUntil(lambda: "was not restored: That is no backup." in page.said.text(), timeout=LONG)
    page.restore.click()
    qtbot.waitUntil(lambda: isinstance(program.page, SignInPage), timeout=LONG)
    assert str(program.settings.get("database.url")).endswith("restored-20260306-080000.db")
    assert paths.database.read_bytes() == kept


def test_an_unclean_end_is_remembered(told: Callable[[str], Place], start: Callable[[str], Program]) -> None:
    url = told("sqlite").url
    first = start(url)
    assert first.clean
    killed = start(url)
    assert not killed.clean
    killed.end()
    assert start(url).clean


def test_neither_the_start_nor_the_windows_loaded_ahead_import_what_few_need(
    told: Callable[[str], Place], tmp_path: Path
) -> None:
    code = (
        "import sys; from pathlib import Path\n"
        "from desktop.app import Program, make_application\n"
        "from desktop.paths import Paths; from desktop.pc_settings import PcSettings\n"
        f"here = Path({str(tmp_path)!r}); settings = PcSettings(here / 's.json'); app = make_application(settings)\n"
        f"program = Program('sqlite:///' + str(here / 'told.db'), Paths.within(here), settings, '1')\n"
        "program.start(); app.processEvents()\n"
        "from desktop.loading import load_plain; from desktop.windows import soon\n"
        "from importlib import import_module\n"
        "rest = load_plain(soon(), lambda: False); list(map(import_module, rest))\n"
        "assert 'ui.orders.window' in rest, rest\n"
        "heavy = {'psycopg', 'reportlab', 'openpyxl', 'pypinyin', 'zxingcpp', 'pypdfium2', 'PIL', 'keyring', 'biip',"
        " 'rustpy_xlsxwriter', 'python_calamine', 'PySide6.QtMultimedia', 'PySide6.QtPrintSupport', 'pyzbar'}\n"
        "print(sorted(heavy & set(sys.modules))); program.end()"
    )
    told("sqlite")
    leave()
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=False)
    assert done.stdout.strip() == "[]", done.stderr


def test_another_server_is_chosen_and_its_password_is_in_no_file(
    told: Callable[[str], Place], start: Callable[[str], Program], qtbot: Any, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, told_sqlite: Path,
) -> None:  # fmt: skip
    kept: dict[tuple[str, ...], str] = {}
    monkeypatch.setattr("keyring.get_password", lambda *where: kept.get(where))
    monkeypatch.setattr("keyring.set_password", lambda *where: kept.update({where[:2]: where[2]}))
    own = tmp_path / "own.db"
    own.write_bytes(told_sqlite.read_bytes())
    server = urlsplit(told("postgresql").url)
    host = dict(parse_qsl(server.query))["host"]
    program = start(url_of(own))
    (way,) = [b for b in page_of(program, SignInPage).findChildren(QPushButton) if "server" in b.text()]
    way.click()
    form = program.page.findChild(ConnectionForm)
    assert isinstance(form, ConnectionForm)
    good = {"host": host, "port": 5432, "name": server.path[1:], "user": server.username, "password": "geheim 12"}
    form.form.set_values({**good, "user": "nobody_here"})
    form.submit()
    qtbot.waitUntil(lambda: "does not let this user in" in form.form._banner_text.text(), timeout=LONG)
    form.form.set_values(good)
    form.submit()
    qtbot.waitUntil(lambda: program.settings.get("database.url", "").startswith("postgresql:"), timeout=LONG)
    assert list(kept.values()) == ["geheim 12"]
    assert "geheim" not in (tmp_path / "settings.json").read_text()
    assert sign_in(program, qtbot).shell.actor.name == "老板"


def test_broken_settings_are_put_aside(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_text("{half")
    settings = PcSettings(path)
    assert settings.get("theme", "system") == "system"
    settings.set("theme", "dark")
    assert json.loads(path.read_text())["theme"] == "dark"
    assert path.with_suffix(".broken").read_text() == "{half"


@pytest.mark.parametrize(("lang", "code"), [("zh_CN.UTF-8", "zh_CN"), ("zh_TW", "zh_CN"), ("de_DE", "en")])
def test_the_program_starts_in_the_systems_language(lang: str, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LC_ALL", raising=False)
    monkeypatch.delenv("LC_MESSAGES", raising=False)
    monkeypatch.setenv("LANG", lang)
    assert system_language() == code


def test_each_paper_has_the_printer_that_was_chosen(tmp_path: Path) -> None:
    settings = PcSettings(tmp_path / "s.json")
    settings.set("printer.label", {"way": "tcp", "name": "10.0.0.9", "language": "tspl", "dpi": 300})
    settings.set("printer.note", {"way": "system", "name": "Laser"})
    found = printers(settings, tmp_path)
    label = found["label"]
    assert isinstance(label, LabelPrinter)
    assert (label.kind.language, label.dpi, label.backend.port) == ("tspl", 300, 9100)  # type: ignore[attr-defined]
    assert isinstance(found["note"], SystemPrinter)
    assert found["picklist"] == PdfFolder(tmp_path)
    assert settings.station()


def test_what_a_system_printer_draws_can_be_read_back(told: Callable[[str], Place], qapp: Any, tmp_path: Path) -> None:
    told("sqlite")
    number = Delivery.get().number
    paper = Paper("label", number, papers.render("label", number))
    SystemPrinter("", file=str(tmp_path / "out.pdf")).print(paper)
    printed = (tmp_path / "out.pdf").read_bytes()
    assert raster.page_count(printed) == 1
    for codes in read_codes(raster.bitmap(printed, dpi=300)):
        assert {"SF1234567890123", f"{number}-1"} <= codes
