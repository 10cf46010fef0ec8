"""A watched folder: what is sure comes in by itself, what is not is put aside, and nothing is lost or taken twice."""

from contextlib import nullcontext
from datetime import date
from pathlib import Path

import pytest

from models.exchange import ImportBatch
from models.money import Payment
from models.orders import SalesOrder
from models.parties import Supplier
from services.errors import Refusal, Unavailable
from services.watched_files import CLAIMED, keep_claims
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
    assert ImportBatch.select().count() == 1
    assert come(shop, folder) is None


def test_a_file_that_was_looked_at_is_nobody_elses_and_lies_in_its_folder_no_more(shop: Shop, folder: Path) -> None:
    put(folder, SURE)
    put(folder, SURE.replace("A-1", "A-2"), "b.csv")
    first, second = (look(Watched(folder, "orders"), TODAY, LATER) for _pc in range(2))
    assert first is not None
    assert second is not None
    assert (first.path.name, second.path.name) == ("a.csv", "b.csv")
    assert look(Watched(folder, "orders"), TODAY, LATER) is None
    put(folder, SURE.replace("A-1", "A-3"))  # another file under the name of the first
    assert take(shop.call("owner"), first)[0] == 1
    assert names(folder) == [f"{CLAIMED}/{second.path.parent.name}/b.csv", "a.csv", f"{DONE}/a.csv"]
    assert SalesOrder.get().customer_ref == "A-1"


def test_a_file_that_cannot_be_moved_after_it_came_in_comes_in_once_and_blocks_nothing(
    shop: Shop, folder: Path
) -> None:
    (folder / DONE).write_text("no folder", encoding="utf-8")
    put(folder, SURE)
    assert come(shop, folder) is not None
    put(folder, SURE.replace("A-1", "A-2"), "b.csv")
    assert come(shop, folder) is not None
    assert come(shop, folder) is None
    assert (SalesOrder.select().count(), ImportBatch.select().count()) == (2, 2)
    (folder / DONE).unlink()
    assert come(shop, folder) is None
    assert names(folder) == [f"{DONE}/a.csv", f"{DONE}/b.csv"]


def test_a_file_that_cannot_be_had_is_said_once_and_the_next_one_comes_in(
    shop: Shop, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rename = Path.rename

    def held(path: Path, target: Path) -> Path:
        if path.name == "a.csv":
            raise PermissionError(13, "in use")
        return rename(path, target)

    put(folder, SURE)
    put(folder, SURE.replace("A-1", "A-2"), "b.csv")
    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", held)
        with pytest.raises(Refusal, match="file_held"):
            come(shop, folder)
        assert come(shop, folder) is not None
        assert come(shop, folder) is None
    assert (names(folder), SalesOrder.get().customer_ref) == (["a.csv", f"{DONE}/b.csv"], "A-2")
    assert come(shop, folder) is not None
    assert names(folder) == [f"{DONE}/a.csv", f"{DONE}/b.csv"]


@pytest.mark.parametrize(
    ("error", "lies", "why"),
    [
        (OSError(5, "gone"), f"{ASIDE}/a.csv", "not_found"),
        (Unavailable("database_gone"), "a.csv", None),
        (ValueError("a mistake"), f"{ASIDE}/a.csv", None),
    ],
)
def test_what_fails_while_a_file_is_read_leaves_it_where_it_is_found(
    folder: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, lies: str, why: str | None
) -> None:
    def fails(_path: Path) -> bytes:
        raise error

    put(folder, SURE)
    monkeypatch.setattr(Path, "read_bytes", fails)
    with nullcontext() if why else pytest.raises(type(error)):
        found = look(Watched(folder, "orders"), TODAY, LATER)
        assert found is not None
        assert found.why == why
    assert names(folder) == [lies]


def test_what_another_pc_brought_in_meanwhile_is_done_and_comes_in_once(shop: Shop, folder: Path) -> None:
    text = "客户,收款日期,收款金额\nC1,2026-03-01,100\n"
    put(folder, text)
    put(folder, text, "b.csv")  # the same under another name
    first, second = (look(Watched(folder, "payments"), TODAY, LATER) for _pc in range(2))
    assert first is not None
    assert second is not None
    assert [take(shop.call("owner"), each)[0] for each in (first, second)] == [1, 0]
    assert (names(folder), Payment.select().count()) == ([f"{DONE}/a.csv", f"{DONE}/b.csv"], 1)


def test_a_file_over_which_a_program_ended_is_put_aside_after_five_minutes(folder: Path) -> None:
    put(folder, SURE)
    assert look(Watched(folder, "orders"), TODAY, LATER) is not None
    assert look(Watched(folder, "orders"), TODAY, LATER + 60) is None
    keep_claims(LATER + 250)  # it is still being worked on
    assert look(Watched(folder, "orders"), TODAY, LATER + 400) is None
    found = look(Watched(folder, "orders"), TODAY, LATER + 551)
    assert found is not None
    assert (found.why, names(folder)) == ("left_over", [f"{ASIDE}/a.csv"])


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
