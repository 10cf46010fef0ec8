"""Roles see only their figures: on the screen, on paper, in a workbook, on the command line and on cards."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from desktop.cli.report import _document
from models.people import User
from services import people, settings
from services.errors import Refusal
from services.people import ROLES
from services.reports import dashboard, paper
from services.reports.catalogue import ALL, offered
from services.reports.definition import Ask, Report, Result
from tests.services.conftest import Engine
from tests.services.shop import Shop, opened
from tests.services.test_reports import ask

# Every figure in money, by the right it takes; "<" is a column of the rows behind. A new one has to be put here.
MONEY = {
    "credit.view": {
        "abc.amount", "abc<amount", "ageing.fresh", "ageing.late", "ageing.older", "ageing.open", "ageing.overdue",
        "ageing.to30", "ageing.to60", "ageing.to90", "ageing.to180", "ageing<open", "ageing<amount", "dso.billed",
        "dso.owed", "dso.paid", "dso<amount",
        "lapsed.amount", "orders.amount", "orders.size", "orders<total", "sales.amount", "sales.size", "sales<amount",
        "to_come.open", "to_come<amount", "to_come<open", "came_back<total", "backorders.amount",
        "exposure.exposure", "exposure.limit", "exposure.over", "exposure.unpaid", "exposure.unbilled",
        "exposure.unshipped", "exposure<amount", "seasons.mean", "seasons.last", "seasons<amount",
        "waiting.amount", "waiting<total",
        "price_changes.was", "price_changes.price", "price_changes<amount",
    },
    "prices.view": {
        "counting.value", "expiring.value", "over_time.value", "sales.margin", "still.value", "stock.value",
        "stock<cost", "turnover.mean", "turnover.sent", "expiring<cost", "expiring<value",
    },
    "deliveries.view": {
        "carriers.each", "carriers.freight", "carriers.kilo", "freight.beyond", "freight.expected", "freight.freight",
        "freight.kilo", "freight.kilo_expected", "freight.order", "freight.order_expected", "freight<beyond",
        "freight<expected", "freight<freight", "regions.kilo",
    },
}  # fmt: skip
PEOPLE = {"person"}


@pytest.fixture
def lived(past: Engine) -> Iterator[Shop]:
    """A company with something in every state."""
    yield from opened(past.url)


def is_money(column: Any) -> bool:
    """Kilograms are written as amounts are."""
    return column.kind in ("amount", "price") and column.name != "weight"


def money_in(report: Report, ask: Ask, result: Result) -> set[str]:
    """The figures in money that an answer shows, and the rows behind its first key."""
    shown = {f"{report.name}.{c.name}" for c in (*result.columns, *result.figures) if is_money(c)}
    if report.rows is not None and result.keys:
        found = report.behind(replace(ask, where=((result.columns[0].name, result.keys[0]),)))
        shown |= {f"{report.name}<{c.name}" for c in found.columns if is_money(c)}
    return shown


def test_each_role_is_shown_the_reports_groups_and_money_of_its_rights_and_no_other(lived: Shop) -> None:
    met: set[str] = set()
    odd: dict[str, set[str]] = {}
    for role, report in product(ROLES, ALL.values()):
        actor = lived.actors[role]
        asked = ask(lived, role=role)
        cards = {card for card, _report, _term in dashboard.offered(actor) if card.startswith(f"{report.name}.")}
        if report.right and report.right not in actor.rights:
            assert report not in offered(actor)
            assert not cards
            for refused in (report.answer, report.behind):
                with pytest.raises(Refusal, match="not_allowed"):
                    refused(asked)
            continue
        assert report in offered(actor)
        groups = {each.name for each in report.offered(actor)}
        assert ("reports.people" in actor.rights) or not groups & PEOPLE
        for hidden in {each.name for each in report.by} - groups:
            with pytest.raises(Refusal, match="unknown_group"):
                report.answer(replace(asked, by=hidden))
        result = report.answer(asked)
        shown = money_in(report, asked, result)
        met |= shown
        allowed = set().union(*(names for right, names in MONEY.items() if right in actor.rights))
        for each in shown - allowed:
            odd.setdefault(each, set()).add(role)
        assert {card for card in cards if card in set().union(*MONEY.values())} <= allowed
    assert odd == {}
    assert {name for name in met if "." in name} > {"stock.value", "sales.margin", "ageing.open", "freight.beyond"}


@pytest.mark.parametrize(("role", "sees"), [("approver", True), ("clerk", False)])
def test_paper_workbook_and_command_line_show_what_the_person_s_answer_has(
    lived: Shop, role: str, sees: bool, tmp_path: Path
) -> None:
    report, asked = ALL["stock"], ask(lived, "product", role=role)
    result = report.answer(asked)
    told = [column.term for column in result.columns]
    assert ("Value ¥" in told) is sees
    printed = paper.printed(report, asked, result, str)
    assert [column.title.removesuffix(" %") for column in printed.columns] == told
    assert any("Value ¥" in note for note in printed.notes) is sees
    assert any(figure.term == "Value ¥" for figure in printed.figures) is sees
    paper.write_workbook(report, asked, result, tmp_path / "stock.xlsx", str)
    book = openpyxl.load_workbook(tmp_path / "stock.xlsx")
    cells = {str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row}
    assert ("Value ¥" in cells) is sees
    document = _document(report, asked, result)
    assert any("value" in row for row in document["rows"]) is sees
    assert any(figure["name"] == "value" for figure in document["figures"]) is sees


def test_a_company_may_switch_figures_of_single_people_off_for_everybody(lived: Shop) -> None:
    def seen() -> tuple[bool, set[str]]:
        owner = people.actor_of(User.get_by_id(lived.actors["owner"].user_id))
        groups = {f"{r.name}.{d.name}" for r in offered(owner) for d in r.offered(owner) if d.name in PEOPLE}
        return ALL["bench"] in offered(owner), groups

    bench, groups = seen()
    assert bench
    assert groups > {"sales.person", "picks.person", "approvals.person"}
    settings.change_settings(lived.call("owner"), {"reports.people": False})
    assert seen() == (False, set())
    off = people.actor_of(User.get_by_id(lived.actors["owner"].user_id))
    with pytest.raises(Refusal, match="not_allowed"):
        ALL["bench"].answer(replace(ask(lived), actor=off))
    assert "user" not in {c.name for c in ALL["picks"].behind(replace(ask(lived), actor=off)).columns}
    settings.change_settings(lived.call("owner"), {"reports.people": True})
    assert seen() == (bench, groups)
