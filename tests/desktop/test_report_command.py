"""`packdesk report` of a report that somebody made: found by its title, and only as far as the person may see it."""

import json
import signal
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from desktop.cli.report import until_ctrl_c
from models.base import db
from models.goods import Product
from services import preferences
from services.errors import Cancelled
from services.reports import own
from services.reports.made import Made
from services.stopping import stoppable
from services.unit import Call
from tests.desktop.conftest import Place, actor, make_caller


def test_a_report_of_ones_own_is_found_by_its_title_and_holds_what_the_person_may_see(
    told: Callable[[str], Place], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    place = told("sqlite")
    made = Made("orders", ("state",), ("count", "sum:total"), "came", "days30", filters=(("phase", "open"),))
    own.make_report(Call(actor("boss")), "Open orders", made, shared=True)
    sku = Product.select().get().sku
    answer = make_caller(capsys, monkeypatch, place.url)
    document = json.loads(answer("report", "open ORDERS", "--json", "--xlsx", tmp_path / "a.xlsx").out)
    assert (document["title"], [row["sum:total"] for row in document["rows"]]) == ("Open orders", ["80.00"])
    assert list(openpyxl.load_workbook(tmp_path / "a.xlsx")["Open orders"].values)[1][1:] == (1, 80)
    clerk = make_caller(capsys, monkeypatch, place.url, "clerk")
    document = json.loads(clerk("report", "own-1", "--json").out)
    assert [column["name"] for column in document["columns"]] == ["state", "count"]
    document = json.loads(answer("report", "over_time", "--product", sku, "--json").out)
    assert "out" in [figure["name"] for figure in document["figures"]]  # days without any: of one product alone
    assert sku + "x" in answer("report", "over_time", "--product", sku + "x").err
    nothing = answer("report", "no such one")
    assert (nothing.status, nothing.err.count("\n")) == (1, 1)
    assert "no such one" in nothing.err


ENDLESS = "WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT MAX(x) FROM n"


def pressed_during(sql: str) -> None:
    signal.raise_signal(signal.SIGINT)
    db.execute_sql(sql)


def test_ctrl_c_breaks_a_question_off_and_is_what_it_was_afterwards(told: Callable[[str], Place]) -> None:
    told("sqlite")
    before = signal.getsignal(signal.SIGINT)
    for sql in (ENDLESS, "SELECT 1"):
        with pytest.raises(Cancelled), until_ctrl_c() as step, stoppable(step):
            pressed_during(sql)
    assert signal.getsignal(signal.SIGINT) is before


def test_the_dashboard_has_the_cards_that_were_picked_over_the_days_that_are_asked_for(
    told: Callable[[str], Place], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    place = told("sqlite")
    preferences.keep(Call(actor("boss")), {"dashboard": {"cards": ["sales.orders", "gone.gone", "stock.products"]}})
    answer = make_caller(capsys, monkeypatch, place.url)
    said = answer("report", "dashboard", "--from", "2026-01-01", "--to", "2026-01-31", "--json", "--xlsx",
                  tmp_path / "d.xlsx", "--pdf", tmp_path / "d.pdf")  # fmt: skip
    document = json.loads(said.out)
    assert (document["from"], document["to"]) == ("2026-01-01", "2026-01-31")
    assert [card["name"] for card in document["cards"]] == ["sales.orders", "stock.products"]
    rows = list(openpyxl.load_workbook(tmp_path / "d.xlsx")["Dashboard"].values)
    assert [row[0] for row in rows] == ["Figure", "Sales: Orders", "What is there: Products"]
    assert (tmp_path / "d.pdf").read_bytes().startswith(b"%PDF")
