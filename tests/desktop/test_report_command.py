"""`packdesk report` of a report that somebody made: found by its title, and only as far as the person may see it."""

import json
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from services.reports import own
from services.reports.made import Made
from services.unit import Call
from tests.desktop.conftest import Place, actor, make_caller


def test_a_report_of_ones_own_is_found_by_its_title_and_holds_what_the_person_may_see(
    told: Callable[[str], Place], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    place = told("sqlite")
    made = Made("orders", ("state",), ("count", "sum:total"), "came", "days30", filters=(("phase", "open"),))
    own.make_report(Call(actor("boss")), "Open orders", made, shared=True)
    answer = make_caller(capsys, monkeypatch, place.url)
    document = json.loads(answer("report", "open ORDERS", "--json", "--xlsx", tmp_path / "a.xlsx").out)
    assert (document["title"], [row["sum:total"] for row in document["rows"]]) == ("Open orders", ["80.00"])
    assert list(openpyxl.load_workbook(tmp_path / "a.xlsx")["Open orders"].values)[1][1:] == (1, 80)
    clerk = make_caller(capsys, monkeypatch, place.url, "clerk")
    document = json.loads(clerk("report", "own-1", "--json").out)
    assert [column["name"] for column in document["columns"]] == ["state", "count"]
    nothing = answer("report", "no such one")
    assert (nothing.status, nothing.err.count("\n")) == (1, 1)
    assert "no such one" in nothing.err
