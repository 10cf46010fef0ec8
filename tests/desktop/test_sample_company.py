"""The sample company, made anew or taken from the prepared copy, is a company that holds, as of today."""

import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from desktop import sample_company
from desktop.cli.main import main
from desktop.database import bind, leave, open_company, url_of
from models import migrate
from models.fields import MomentField
from models.orders import SalesOrder
from models.people import AuditEntry
from models.sqlite_file import read_only
from models.tables import ALL
from printing.codes import has_check_digit
from services import orders, people, settings, transitions
from services.check import check
from services.errors import Refusal
from services.sample.build import PASSWORD
from services.unit import Call
from tests.desktop.conftest import Place

MADE = Path(__file__).parents[2] / ".cache" / "sample.db"
"""The copy that `make setup` makes."""


def last_day() -> date:
    """The day that the copy ends on; without one, that of the copy which is made for these tests."""
    if not MADE.is_file():
        return date(2026, 3, 5)
    with closing(sqlite3.connect(f"{MADE.as_uri()}?mode=ro", uri=True)) as made:
        ((day,),) = made.execute("SELECT value FROM setting WHERE key = 'company.sample_day'")
    return date.fromisoformat(json.loads(day))


END = last_day()


def evening(day: date) -> datetime:
    return datetime.combine(day, time(18)).astimezone()


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("prepared") / "sample.db"
    if MADE.is_file():
        shutil.copy(MADE, path)
        return path
    assert main(["sample", "--out", str(path), "--end", END.isoformat(), "--json"]) == 0
    leave()
    return path


def test_the_prepared_copy_is_read_where_nobody_may_write(prepared: Path) -> None:
    with closing(read_only(prepared, still=True)) as copy:
        assert copy.execute("SELECT COUNT(*) FROM schema_migration").fetchone()[0]
        assert [path.name for path in prepared.parent.iterdir()] == [prepared.name]


def test_the_prepared_copy_is_moved_to_today(
    prepared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sample_company, "PREPARED", (tmp_path / "missing.db", prepared))
    open_company(url_of(tmp_path / "new.db"), tmp_path)
    today = END + timedelta(days=10)

    login = sample_company.fill(now=evening(today))

    assert people.prove_password(login, PASSWORD).rights == people.PERMISSIONS
    assert settings.get("company.sample")
    newest = SalesOrder.select().order_by(SalesOrder.id.desc()).first()
    assert newest.created_at.astimezone().date() == today
    assert [each.name for each in check() if not each.ok] == []
    assert migrate.trigger_names() == migrate.expected_triggers()
    with pytest.raises(Exception, match="append only"):
        AuditEntry.update(source="x").execute()
    leave()


def test_half_a_year_of_plausible_figures_in_every_state(prepared: Path) -> None:
    with closing(read_only(prepared, still=True)) as copy:

        def told(question: str) -> list[tuple[Any, ...]]:
            return copy.execute(question).fetchall()

        assert told("SELECT (SELECT COUNT(*) FROM product), (SELECT COUNT(*) FROM customer)") == [(300, 80)]
        assert told("SELECT COUNT(*) FROM location WHERE kind = 'bin'") == [(40,)]
        assert {state for (state,) in told("SELECT DISTINCT state FROM sales_order")} == transitions.states("order")
        first, last, held = told("SELECT MIN(order_date), MAX(order_date), SUM(on_hold) FROM sales_order")[0]
        assert (date.fromisoformat(last), held >= 1) == (END, True)
        assert (END - date.fromisoformat(first)).days >= 178
        names = told("SELECT COUNT(DISTINCT name), COUNT(DISTINCT name_en), SUM(name_en <> name) FROM product")
        assert names == [(300, 300, 300)]
        singles = [code for (code,) in told("SELECT code FROM barcode WHERE factor = 1000")]
        assert [code for code in singles if len(code) != 13 or not has_check_digit(code)] == []
        cartons = told("SELECT COUNT(DISTINCT product_id) FROM barcode WHERE factor > 1000")
        expiring = told("SELECT COUNT(*) FROM lot WHERE expiry IS NOT NULL AND number <> ''")
        assert (cartons[0][0] > 200, expiring[0][0] > 100) == (True, True)
        assert told("SELECT sku FROM product WHERE NOT (cost <= min_price AND min_price <= price)") == []
        here = "SELECT location_id FROM stock_balance WHERE on_hand < 0 OR reserved < 0 OR reserved > on_hand"
        assert told(f"SELECT code FROM location WHERE kind = 'bin' AND id IN ({here})") == []


@pytest.mark.parametrize("opened", [time(8), time(0, 20)])
def test_opened_in_the_morning_nothing_lies_ahead(
    prepared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, opened: time
) -> None:
    monkeypatch.setattr(sample_company, "PREPARED", (prepared,))
    open_company(url_of(tmp_path / "new.db"), tmp_path)
    today = END + timedelta(days=10)
    now = datetime.combine(today, opened).astimezone()

    sample_company.fill(now=now)

    ahead = [
        (table._meta.table_name, field.name)
        for table in ALL for field in table._meta.sorted_fields
        if isinstance(field, MomentField) and table.select().where(field > now).exists()
    ]  # fmt: skip
    assert ahead == []
    typed = [row[0] for row in SalesOrder.select(SalesOrder.created_at).order_by(SalesOrder.id).tuples()]
    assert typed == sorted(typed)
    assert sum(each.astimezone().date() == today for each in typed) > 10
    assert [each.name for each in check() if not each.ok] == []
    leave()


def test_a_server_takes_the_prepared_copy_as_of_today(
    prepared: Path, empty_place: Callable[[str], Place], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, today = empty_place("postgresql"), END + timedelta(days=3)
    assert main(["--database", place.owner_url, "migrate"]) == 0
    monkeypatch.setattr(sample_company, "PREPARED", (prepared,))
    open_company(place.url, tmp_path)

    login = sample_company.fill(now=evening(today))

    owner = people.prove_password(login, PASSWORD)
    newest = SalesOrder.select().order_by(SalesOrder.id.desc()).first()
    assert newest.created_at.astimezone().date() == today
    assert [each.name for each in check() if not each.ok] == []
    made = orders.create_order(Call(owner), orders.Draft())
    assert made.id > newest.id
    leave()


def test_a_copy_of_other_tables_is_not_taken(
    prepared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, empty_place: Callable[[str], Place]
) -> None:
    built: list[Any] = []
    monkeypatch.setattr(sample_company, "PREPARED", (prepared,))
    monkeypatch.setattr("services.sample.build.build", lambda end, report: built.append(end))
    open_company(url_of(tmp_path / "other.db"), tmp_path)
    sample_company.db.execute_sql("ALTER TABLE carrier ADD COLUMN colour TEXT")
    sample_company.fill(now=evening(END))
    assert built == [END]
    leave()


def test_a_file_that_is_there_is_not_written_over(prepared: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = prepared.read_bytes()
    assert main(["sample", "--out", str(prepared)]) == 1
    assert "already there" in capsys.readouterr().err
    assert prepared.read_bytes() == before


def test_a_company_is_never_made_a_sample(told: Callable[[str], Place], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sample_company, "PREPARED", ())
    told("sqlite")
    with pytest.raises(Refusal) as no:
        sample_company.fill(now=evening(END))
    assert no.value.code == "company_exists"


def test_the_copy_is_never_laid_over_a_company(
    prepared: Path, told: Callable[[str], Place], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sample_company, "PREPARED", (prepared,))
    place = told("sqlite")
    with pytest.raises(Refusal) as no:
        sample_company.fill(now=evening(END))
    assert no.value.code == "company_exists"
    bind(place.url)
    open_company(place.url, Path())
    assert settings.get("company.name") == "杭州安泰"
