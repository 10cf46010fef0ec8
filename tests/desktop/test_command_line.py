"""The command line: its answers, its exit statuses, and who may do what."""

import csv
import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from desktop import network_share
from desktop.cli.main import COMMANDS, main
from desktop.database import bind
from models import base
from models.delivery import Delivery
from models.orders import SalesOrder
from models.people import AuditEntry
from printing.raster import page_count
from services import exporting, lists, people
from services.errors import Cancelled
from services.listing import Query
from tests.desktop.conftest import Answer, Place, actor, make_caller
from tests.printing.samples import texts

Packdesk = Callable[..., Answer]
NOBODY = "postgresql://nobody@localhost:1/nothing"


def one_sentence(text: str) -> bool:
    return text.count("\n") == 1 and "Traceback" not in text and text.strip()[-1] in ".!?"


def test_version_and_check_load_no_window_and_no_server_driver(tmp_path: Path) -> None:
    code = (
        "import sys; from desktop.cli.main import main\n"
        f"assert main(['--database', 'sqlite:///{tmp_path}/new.db', 'check', '--json']) == 0\n"
        "print({'PySide6', 'psycopg', 'reportlab', 'openpyxl'} & set(sys.modules), file=sys.stderr)"
    )
    for heavy in ({"psycopg"}, set()):  # the first run makes the tables, which takes the migration tool
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr.strip()) == (0, str(heavy))
        assert json.loads(done.stdout)["ok"]


def test_the_module_and_its_version() -> None:
    done = subprocess.run([sys.executable, "-m", "desktop", "--version"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.split()[0]) == (0, "packdesk")


@pytest.mark.parametrize("arguments", [["nonsense"], ["export", "nonsense", "x.csv"], ["print", "label"], ["--colour"]])
def test_bad_arguments_are_status_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2
    assert "usage" in capsys.readouterr().err


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_explains_itself(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main([command, "--help"])
    assert stopped.value.code == 0
    assert "--json" in capsys.readouterr().out


def test_a_server_that_is_not_there_is_status_3(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = make_caller(capsys, monkeypatch, NOBODY)("check", "--json")
    assert answer.status == 3
    assert json.loads(answer.out)["error"]["code"] == "database_gone"
    assert one_sentence(answer.err)


@pytest.mark.parametrize(
    ("url", "code"),
    [("mysql://x/y", "bad_database_url"), ("sqlite:////", "bad_database_url"),
     ("postgresql://ann@%E2%80%AEexe/packdesk", "bad_database_url"),
     (f"postgresql://ann@{'x' * 64}/packdesk", "bad_database_url"),
     ("postgresql://ann:%00@server/packdesk", "bad_database_url")],
)  # fmt: skip
def test_an_address_that_is_none_is_refused(
    url: str, code: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = make_caller(capsys, monkeypatch, url)("check", "--json")
    assert (answer.status, json.loads(answer.out)["error"]["code"]) == (1, code)


def test_a_database_on_a_network_drive_is_refused_with_the_reason(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(f"/dev/a / ext4 rw 0 0\nserver:/x {tmp_path}/share\\040one nfs4 rw 0 0\n")
    assert network_share.on_network_share(tmp_path / "share one" / "a.db", mounts)
    assert not network_share.on_network_share(tmp_path / "a.db", mounts)
    answer = make_caller(capsys, monkeypatch, "sqlite:////server/share/a.db".replace("////", "///\\\\"))("check")
    assert answer.status == 1
    assert "network drive" in answer.err


def test_check_says_that_everything_holds_and_names_what_does_not(packdesk: Packdesk, company: Place) -> None:
    good = json.loads(packdesk("check", "--json").out)
    assert good["ok"]
    assert len(good["checks"]) >= 10
    bind(company.url)
    with base.connection():
        base.db.execute_sql("UPDATE stock_balance SET on_hand = on_hand + 1000 WHERE id = 1")
    bad = packdesk("check", "--json")
    assert bad.status == 1
    failed = {each["name"]: each for each in json.loads(bad.out)["checks"] if not each["ok"]}
    assert failed["balances_equal_moves"]["count"] == 1
    assert failed["balances_equal_moves"]["details"]


def test_a_company_asks_who_it_is(company: Place, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch,
                                  tmp_path: Path) -> None:  # fmt: skip
    for user, password, code in (
        ("", "password1", "user_required"),
        ("boss", "wrong", "wrong_password"),
        ("packer", "password1", "not_allowed"),
    ):
        call = make_caller(capsys, monkeypatch, company.url, user)
        monkeypatch.setenv("PACKDESK_PASSWORD", password)
        answer = call("backup", tmp_path / "b.db", "--json")
        assert (answer.status, json.loads(answer.out)["error"]["code"]) == (1, code)
        assert one_sentence(answer.err)
    assert not (tmp_path / "b.db").exists()


def test_the_first_person_makes_the_company_and_the_log_says_command_line(
    empty_place: Callable[[str], Place], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    place = empty_place("sqlite")
    call = make_caller(capsys, monkeypatch, place.url, user="")
    monkeypatch.setenv("PACKDESK_NEW_PASSWORD", "password1")
    assert json.loads(call("user", "add", "boss", "--json").out)["error"]["code"] == "company_required"
    assert call("user", "add", "boss", "--company", "Acme", "--name", "Ann").status == 0
    call = make_caller(capsys, monkeypatch, place.url, user="boss")
    assert call("user", "add", "pia", "--role", "packer", "--role", "clerk").status == 0
    listed = json.loads(call("user", "list", "--json").out)["people"]
    assert [(each["login"], each["roles"]) for each in listed] == [("boss", ["owner"]), ("pia", ["clerk", "packer"])]
    monkeypatch.setenv("PACKDESK_NEW_PASSWORD", "another one")
    assert call("user", "password", "pia").status == 0
    base.reconnect()
    assert people.prove_password("pia", "another one").name == "pia"
    assert {entry.source for entry in AuditEntry.select()} == {"command line"}


def test_migrate_makes_the_tables_of_a_server_for_its_owner_only(
    empty_place: Callable[[str], Place], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    place = empty_place("postgresql")
    first = make_caller(capsys, monkeypatch, place.url, user="")("check", "--json")
    assert (first.status, json.loads(first.out)["error"]["code"]) == (1, "not_migrated")
    made = make_caller(capsys, monkeypatch, place.owner_url, user="")("migrate", "--json")
    assert json.loads(made.out)["before"] == 0
    assert make_caller(capsys, monkeypatch, place.url, user="")("check").status == 0


def test_a_database_of_a_newer_program_is_refused_and_left_alone(packdesk: Packdesk, company: Place) -> None:
    bind(company.owner_url)
    with base.connection():
        base.db.execute_sql("INSERT INTO schema_migration (name, applied) VALUES ('9999_later', '2030-01-01')")
    for command in (["check"], ["migrate"], ["user", "list"]):
        answer = packdesk(*command, "--json")
        assert (answer.status, json.loads(answer.out)["error"]["code"]) == (1, "database_too_new")


@pytest.mark.parametrize("name", sorted(lists.ALL))
def test_every_list_is_exported_with_its_types(name: str, packdesk: Packdesk, tmp_path: Path) -> None:
    answer = packdesk("export", name, tmp_path / "list.xlsx", "--json")
    assert answer.status == 0, answer.err
    sheet = openpyxl.load_workbook(tmp_path / "list.xlsx").active
    assert sheet.freeze_panes == "A2"
    added = [column for column in lists.ALL[name].columns[1:] if column.name in lists.ALL[name].totals]
    assert sheet.max_row == 1 + json.loads(answer.out)["rows"] + bool(added)
    if added:
        assert (sheet.cell(sheet.max_row, 1).value, sheet.cell(sheet.max_row, 1).font.b) == ("Total", True)
    assert (sheet.print_title_rows, sheet.page_setup.fitToHeight, bool(sheet.auto_filter.ref)) == ("$1:$1", 0, True)
    assert [cell.value for cell in sheet[1]] == [column.term for column in lists.ALL[name].columns]


def test_figures_and_days_are_figures_and_days_in_excel(packdesk: Packdesk, tmp_path: Path) -> None:
    assert packdesk("export", "orders", tmp_path / "orders.xlsx").status == 0
    sheet = openpyxl.load_workbook(tmp_path / "orders.xlsx").active
    heads = [cell.value for cell in sheet[1]]
    row = dict(zip(heads, sheet[3], strict=True))
    assert (row["Amount ¥"].value, row["Amount ¥"].number_format) == (80, "#,##0.00")
    assert isinstance(row["Promised"].value, datetime)
    assert row["State"].value == "Picking"
    assert sheet.column_dimensions["A"].width > 15


def test_a_csv_file_holds_no_formula_and_opens_in_excel(packdesk: Packdesk, company: Place, tmp_path: Path) -> None:
    bind(company.url)
    with base.connection():
        SalesOrder.update(customer_name='=HYPERLINK("http://x","y")', receiver="-1+1|cmd").execute()
    assert packdesk("export", "orders", tmp_path / "orders.csv").status == 0
    raw = (tmp_path / "orders.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(raw.decode("utf-8-sig").splitlines()))
    assert [(row["Customer"][:2], row["Receiver"][:2]) for row in rows] == [("'=", "'-")] * 2
    assert rows[1]["Amount ¥"] == "80.00"


def test_an_export_is_filtered_and_wrong_words_are_refused(packdesk: Packdesk, tmp_path: Path) -> None:
    answer = packdesk("export", "orders", tmp_path / "o.csv", "--filter", "state=draft", "--json")
    assert json.loads(answer.out)["rows"] == 1
    for more, code in (
        (["--filter", "state=blue"], "unknown_filter"),
        (["--filter", "colour=blue"], "unknown_filter"),
        (["--sort", "colour"], "unknown_sort"),
    ):
        answer = packdesk("export", "orders", tmp_path / "p.csv", *more, "--json")
        assert (answer.status, json.loads(answer.out)["error"]["code"]) == (1, code)
    assert json.loads(packdesk("export", "orders", tmp_path / "p.doc", "--json").out)["error"]["code"] == (
        "unknown_ending"
    )
    assert [path.name for path in tmp_path.glob("*.csv")] == ["o.csv"]


def test_an_export_that_is_stopped_leaves_the_old_file(told: Callable[[str], Place], tmp_path: Path) -> None:
    told("sqlite")
    (tmp_path / "o.xlsx").write_text("old")

    def stop(done: int, total: int) -> None:
        raise Cancelled

    listing = lists.ORDERS.for_actor(actor("boss"))
    with pytest.raises(Cancelled):
        exporting.export(listing, Query(), tmp_path / "o.xlsx", report=stop)
    assert [(path.name, path.read_text()) for path in tmp_path.glob("*o*.xlsx")] == [("o.xlsx", "old")]


def test_who_may_not_see_prices_gets_none(told: Callable[[str], Place], tmp_path: Path) -> None:
    told("sqlite")
    names = [column.name for column in lists.CUSTOMERS.for_actor(actor("clerk")).columns]
    assert "credit_limit" not in names
    assert "credit_limit" in [column.name for column in lists.CUSTOMERS.for_actor(actor("boss")).columns]


@pytest.mark.parametrize(("kind", "language"), [("label", "zh"), ("note", "en"), ("picklist", "zh")])
def test_papers_come_out_as_pdf(kind: str, language: str, packdesk: Packdesk, company: Place, tmp_path: Path) -> None:
    bind(company.url)
    with base.connection():
        number = Delivery.get().number
    answer = packdesk("print", kind, number, "--pdf", tmp_path / "p.pdf", "--dpi", 300, "--lang", language)
    assert answer.status == 0, answer.err
    assert (tmp_path / "p.pdf").read_bytes().startswith(b"%PDF")
    assert packdesk("print", kind, "DN-1", "--pdf", tmp_path / "q.pdf").status == 1
    assert not (tmp_path / "q.pdf").exists()


def test_a_backup_and_a_restore_by_command(packdesk: Packdesk, capsys: pytest.CaptureFixture[str],
                                           monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:  # fmt: skip
    made = json.loads(packdesk("backup", tmp_path / "b.db", "--json").out)
    call = make_caller(capsys, monkeypatch, f"sqlite:///{tmp_path}/new.db", user="")
    restored = json.loads(call("restore", tmp_path / "b.db", "--json").out)
    assert restored["head"] == made["head"]
    assert call("check").status == 0
    assert call("restore", tmp_path / "b.db").status == 1


def test_the_console_of_any_code_page_is_spoken_to(tmp_path: Path) -> None:
    environment = os.environ | {"PYTHONIOENCODING": "ascii", "LANG": "zh_CN.UTF-8"}
    command = [sys.executable, "-m", "desktop", "--database", f"sqlite:///{tmp_path}/a.db", "restore", "nichts"]
    done = subprocess.run(command, capture_output=True, env=environment, check=False)
    assert done.returncode == 1
    assert b"Traceback" not in done.stderr


def test_papers_of_each_size_with_prices_or_not_and_copies(packdesk: Packdesk, company: Place, tmp_path: Path) -> None:
    bind(company.url)
    with base.connection():
        number = Delivery.get().number
    file = tmp_path / "p.pdf"
    answer = packdesk("print", "note", number, "--pdf", file, "--size", "241x140", "--no-prices", "--copies", 2)
    assert answer.status == 0, answer.err
    assert page_count(file.read_bytes()) == 2
    assert "80.00" not in "".join(texts(file.read_bytes()))
    assert packdesk("print", "label", number, "--pdf", file, "--size", "76x130").status == 0
    assert packdesk("print", "product", "PD-1/L1", "--pdf", file, "--copies", 3).status == 0
    assert page_count(file.read_bytes()) == 3
    refused = packdesk("print", "note", number, "--pdf", tmp_path / "q.pdf", "--size", "A3")
    assert (refused.status, "A3" in refused.err) == (1, True)
    assert packdesk("print", "note", number, "--pdf", tmp_path / "q.pdf", "--copies", 0).status == 1
    assert not (tmp_path / "q.pdf").exists()
