"""The database fails while somebody works: one sentence, the work is kept, and it goes on when the database is back."""

import signal
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from PySide6.QtWidgets import QApplication

from desktop.demo.player import Player
from models.base import WRITER_LOCK, connection, db
from models.delivery import Delivery, ScanEvent
from models.orders import SalesOrder
from services.unit import Call
from tests.journeys.conftest import PASSWORD, stock_up
from tests.journeys.test_two_programs import type_order
from tests.postgres import APP, OWNER, Cluster
from tests.services.shop import ean, opened
from ui.packing.state import Mode

NOTE = "Ring twice, then wait at the gate."
PASTED, MOST_SCANS = 20, 40


@contextmanager
def busy(player: Player, path: Path) -> Iterator[None]:
    """Another program holds the writer lock, and this one does not wait long."""
    set_pragma(player, "busy_timeout", 30)
    with closing(sqlite3.connect(path)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.rollback()
    set_pragma(player, "busy_timeout", 30_000)


@contextmanager
def read_only(player: Player, path: Path) -> Iterator[None]:
    set_pragma(player, "query_only", 1)
    yield
    set_pragma(player, "query_only", 0)


@contextmanager
def full(player: Player, path: Path) -> Iterator[None]:
    """The file may not grow any more, and has no room in it left."""
    with closing(sqlite3.connect(path)) as other:
        other.execute("VACUUM")
        pages = other.execute("PRAGMA page_count").fetchone()[0]
    set_pragma(player, "max_page_count", pages)
    yield
    set_pragma(player, "max_page_count", 2**30)


def with_small_pages(path: Path) -> None:
    """So that no page has much room left: a few lines more make the file grow."""
    with closing(sqlite3.connect(path)) as file:
        for step in ("PRAGMA journal_mode = delete", "PRAGMA page_size = 512", "VACUUM", "PRAGMA journal_mode = wal"):
            file.execute(step)


def set_pragma(player: Player, name: str, value: int) -> None:
    """For the connection that the windows write with, and for every one opened after it."""
    done: list[bool] = []

    def work(_report: object) -> bool:
        db.obj.pragma(name, value, permanent=True)
        return True

    player.desk.jobs.write(player.desk.window, work, done.append)
    player.until(lambda: bool(done), "the writer")


@pytest.mark.parametrize(
    ("fault", "said"), [(busy, "is busy"), (read_only, "can only be read"), (full, "disk is full")]
)
def test_what_is_typed_outlives_a_database_that_takes_nothing(
    fault: Callable[..., object], said: str, company: str, start: Callable[[str], Player], tmp_path: Path
) -> None:
    with_small_pages(tmp_path / "company.db")
    player = start(company)
    player.sign_in("clerk", PASSWORD)
    orders = player.visit("orders")
    type_order(player)
    editor = orders.editor
    editor.keeper.save()
    player.until(lambda: editor.keeper.kept.id is not None and not editor.keeper.is_saving(), "the draft")
    with fault(player, tmp_path / "company.db"):  # type: ignore[attr-defined]
        player.click(editor.head.fields["note"])
        player.type(NOTE)
        paste_lines(player)
        player.press("Ctrl+Return")
        player.until(lambda: said in editor._status.text(), "the sentence that it is not saved")
        assert "kept" in editor._status.text()
        assert editor.isVisible()
        assert editor.head.values().note == NOTE
        assert len(editor.lines.filled()) == PASTED + 1
    player.press("Ctrl+Return")
    player.until(orders.list.isVisible, "the list")
    with connection():
        (order,) = SalesOrder.select()
        assert (order.state, order.note, order.lines) == ("submitted", NOTE, PASTED + 1)


def paste_lines(player: Player) -> None:
    """Rows of a spreadsheet into the empty line."""
    lines = player.window("orders").editor.lines
    QApplication.clipboard().setText("WA-M8\t2\n" * PASTED)
    player.click(lines.blank().product)
    player.press("Ctrl+V")
    player.until(lambda: len(lines.filled()) == PASTED + 1, "the pasted lines")
    player.settled()


def test_a_scan_waits_for_room_on_the_disk_and_counts_once(
    company: str, start: Callable[[str], Player], tmp_path: Path
) -> None:
    number = released(company)
    player = start(company)
    player.sign_in("packer", PASSWORD)
    bench = player.visit("packing")
    player.scan(number)
    player.until(lambda: bench.screen_widget.screen_shown.number == number, "the delivery")
    with full(player, tmp_path / "company.db"):
        scanned = fill_up(player, bench)
        answer = bench.screen_widget.screen_shown.answer
        assert answer is not None
        assert "disk is full" in answer.what_to_do
    player.until(lambda: bench.screen_widget.screen_shown.done == scanned, "the scan to be counted")
    player.settled()
    with connection():
        assert Delivery.get().picked == scanned
        assert ScanEvent.select().where(ScanEvent.verdict == "right").count() == scanned


def test_a_scan_waits_for_room_on_the_server_s_disk_and_counts_once(
    own_postgres: Cluster, start: Callable[[str], Player]
) -> None:
    url = own_postgres.url("packdesk", APP)
    stock_up(url, own_postgres.url("packdesk", OWNER))
    number = released(url)
    player = start(url)
    player.sign_in("packer", PASSWORD)
    bench = player.visit("packing")
    player.scan(number)
    player.until(lambda: bench.screen_widget.screen_shown.number == number, "the delivery")
    with own_postgres.full(own_postgres.database("packdesk"), "audit_entry") as make_room:
        scanned = fill_up(player, bench)
        answer = bench.screen_widget.screen_shown.answer
        assert answer is not None
        assert "disk is full" in answer.what_to_do
        make_room()
        player.until(lambda: bench.screen_widget.screen_shown.done == scanned, "the scan to be counted")
    player.settled()
    with connection():
        assert Delivery.get().picked == scanned
        assert ScanEvent.select().where(ScanEvent.verdict == "right").count() == scanned


def fill_up(player: Player, bench: Any) -> int:
    """Scan until one can't be kept; returns how many were scanned, that one with them."""
    for count in range(1, MOST_SCANS):
        steps = bench.answered()
        player.scan(ean(2))
        player.until(lambda: (bench.answered() or 0) > steps or is_refused(bench), "the answer")  # noqa: B023
        if is_refused(bench):
            return count
    raise AssertionError("there was room for all")


def is_refused(bench: Any) -> bool:
    return bool(bench.screen_widget.screen_shown.mode == Mode.REFUSED)


def released(url: str) -> str:
    """The number of a delivery to pick, made before the program starts: it binds the models to its own database."""
    for shop in opened(url):
        shop.clock.now = Call(shop.owner).clock()
        shop.released((2, MOST_SCANS))
    with connection():
        return str(Delivery.get().number)


def test_a_scan_waits_for_a_server_that_was_stopped_and_counts_once(
    own_postgres: Cluster, start: Callable[[str], Player]
) -> None:
    url = own_postgres.url("packdesk", APP)
    stock_up(url, own_postgres.url("packdesk", OWNER))
    number = released(url)
    player = start(url)
    player.sign_in("packer", PASSWORD)
    bench = player.visit("packing")
    player.scan(number)
    player.until(lambda: bench.screen_widget.screen_shown.number == number, "the delivery")
    player.scan(ean(2))
    player.until(lambda: bench.screen_widget.screen_shown.done == 1, "the first piece")
    own_postgres.stop(signal.SIGQUIT)
    player.scan(ean(2))
    player.until(lambda: bench.screen_widget.screen_shown.mode == Mode.REFUSED, "the word that the scan waits")
    assert bench.screen_widget.screen_shown.done == 1
    own_postgres.start()
    player.until(lambda: bench.screen_widget.screen_shown.done == 2, "the scan to be counted")
    player.settled()
    with connection():
        assert Delivery.get().picked == 2
        assert ScanEvent.select().where(ScanEvent.verdict == "right").count() == 2


@contextmanager
def large_import(url: str) -> Iterator[Callable[[], None]]:
    """Another program writes, as it does for the moment in which a large file comes in, until this is called."""
    if url.startswith("sqlite:///"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as file:
            file.execute("BEGIN IMMEDIATE")
            yield file.rollback
        return
    with psycopg.connect(url) as session:
        session.execute("SELECT pg_advisory_xact_lock(%s)", (WRITER_LOCK,))
        yield session.rollback


def test_what_is_saved_while_a_large_file_comes_in_waits_for_its_turn(
    shared: str, start: Callable[[str], Player]
) -> None:
    player = start(shared)
    player.sign_in("clerk", PASSWORD)
    orders = player.visit("orders")
    type_order(player)
    strip, said = player.desk.window._toasts.strip, len(player.said)
    with large_import(shared) as ends:
        player.press("Ctrl+Return")
        player.until(strip.isVisible, "the word that it waits")
        assert "waiting for its turn" in strip._text.text()
        assert not orders.list.isVisible()
        ends()
        player.until(orders.list.isVisible, "the list")
    player.settled()
    assert not strip.isVisible()
    assert [notice for notice in player.said[said:] if "busy" in notice] == []
    with connection():
        assert [order.state for order in SalesOrder.select()] == ["submitted"]


def test_a_scan_while_a_large_file_comes_in_waits_for_its_turn(shared: str, start: Callable[[str], Player]) -> None:
    number = released(shared)
    player = start(shared)
    player.sign_in("packer", PASSWORD)
    bench = player.visit("packing")
    player.scan(number)
    player.until(lambda: bench.screen_widget.screen_shown.number == number, "the delivery")
    with large_import(shared) as ends:
        player.scan(ean(2))
        player.until(lambda: bench.screen_widget.screen_shown.busy, "the word that it waits")
        player.scan(ean(2))
        assert bench.screen_widget.screen_shown.mode != Mode.REFUSED
        assert bench.screen_widget.screen_shown.done == 0
        ends()
        player.until(lambda: bench.screen_widget.screen_shown.done == 2, "both scans to be counted")
    player.settled()
