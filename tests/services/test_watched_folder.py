"""A watched folder: what is sure comes in by itself, what is not is put aside, and nothing is lost or taken twice."""

from datetime import date
from pathlib import Path

import pytest

from models.orders import SalesOrder
from models.parties import Supplier
from services.watched_folder import ASIDE, DONE, Found, Watched, look, take
from tests.services.shop import Shop

TODAY, LATER = date(2026, 3, 5), 4e9
HEAD = "订单号,下单日期,客户,货号,数量,单价,交货日期\n"
SURE = HEAD + "A-1,2026-03-05,Corner Shop,P-9,2,10,2026-03-09\n"


@pytest.fixture
def folder(shop: Shop, tmp_path: Path) -> Path:
    shop.stock(shop.product("P-9"), 50)
    made = tmp_path / "in"
    made.mkdir()
    return made


def put(folder: Path, text: str, name: str = "a.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def come(shop: Shop, folder: Path, kind: str = "orders") -> Found | None:
    """What the program does with the folder once."""
    found = look(Watched(folder, kind), TODAY, LATER)
    return take(shop.call("owner"), found)[1] if found is not None and found.sure else found


def names(folder: Path) -> list[str]:
    return sorted(str(each.relative_to(folder)) for each in folder.rglob("*") if each.is_file())


def test_a_file_without_doubts_comes_in_and_is_put_away(shop: Shop, folder: Path) -> None:
    put(folder, SURE)
    assert come(shop, folder) is not None
    assert (names(folder), SalesOrder.get().state) == ([f"{DONE}/a.csv"], "submitted")
    put(folder, SURE)  # the same again changes nothing
    come(shop, folder)
    assert (names(folder), SalesOrder.select().count()) == ([f"{DONE}/a (2).csv", f"{DONE}/a.csv"], 1)
    assert come(shop, folder) is None


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (SURE.replace("P-9", "XX"), "unknown_product"),
        (SURE.replace(",2,", ",10+2,"), "quantity_ambiguous"),
        (SURE.replace("2026-03-05", "03/05/2026"), "date_order"),
        (SURE.replace("Corner Shop", "Nobody"), "unknown_customer"),
        (HEAD, "no_rows"),
        ("<html>log in</html>", "not_a_table"),
    ],
)
def test_a_file_with_doubts_is_put_aside_and_nothing_of_it_is_here(
    shop: Shop, folder: Path, text: str, why: str
) -> None:
    put(folder, text)
    found = come(shop, folder)
    assert found is not None
    assert (found.sure, found.why, names(folder)) == (False, why, [f"{ASIDE}/a.csv"])
    assert found.path == folder / ASIDE / "a.csv"
    assert SalesOrder.select().count() == 0


def test_a_file_that_is_still_written_waits_and_so_does_what_is_no_file_of_a_person(shop: Shop, folder: Path) -> None:
    path = put(folder, SURE)
    put(folder, SURE, "~$a.csv")
    put(folder, SURE, ".a.csv")
    put(folder, SURE, "desktop.ini")
    assert look(Watched(folder, "orders"), TODAY, path.stat().st_mtime + 1) is None
    assert look(Watched(folder / "gone", "orders"), TODAY, LATER) is None


def test_what_is_refused_when_it_comes_in_is_put_aside(
    shop: Shop, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(folder, "供应商,电话\n新厂,13800001111\n")
    found = look(Watched(folder, "suppliers"), TODAY, LATER)
    assert found is not None
    left, told = take(shop.call("packer"), found)
    assert (left, told.why, names(folder)) == (0, "not_allowed", [f"{ASIDE}/a.csv"])
    assert Supplier.select().count() == 1
