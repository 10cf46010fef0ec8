"""Each check sees what it is there for, and nothing else."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from models import migrate
from models.base import db, open_database, reconnect
from models.goods import ProductStock
from models.people import AuditEntry
from models.stock import StockBalance
from services import ledger
from services.check import COMPUTED, check
from services.check_pieces import PIECE_RULES
from services.check_rules import RULES
from tests.services.conftest import Engine

NUT = "(SELECT id FROM product WHERE sku = 'NUT')"
NUMBERED = f"UPDATE product SET serial_tracked = TRUE WHERE id = {NUT}"
PIECE = "INSERT INTO piece (product_id, serial, delivery_id, checked, known, back_id)"
A_DELIVERY = "(SELECT MIN(id) FROM delivery WHERE state = '{}')"
A_LINE = "(SELECT MIN(id) FROM delivery_line WHERE delivery_id = (SELECT MIN(id) FROM delivery WHERE state = '{}'))"
AN_ORDER = "(SELECT MIN(id) FROM sales_order WHERE state = '{}')"

# What breaks a check, by raw statements, and which others must notice the same.
BREAKS: dict[str, tuple[tuple[str, ...], frozenset[str]]] = {
    "stock_sums_to_zero": (
        ("UPDATE stock_balance SET on_hand = on_hand + 1 "
         "WHERE id = (SELECT MAX(b.id) FROM stock_balance b JOIN location l ON l.id = b.location_id "
         "WHERE l.kind = 'supplier')",),
        frozenset({"balances_equal_moves"}),
    ),
    "balances_equal_moves": (
        ("UPDATE stock_move SET target_id = source_id WHERE id = (SELECT MIN(id) FROM stock_move "
         "WHERE reason = 'move')",),
        frozenset({"moves_reversed_once"}),
    ),
    "reserved_within_on_hand": (
        ("UPDATE location SET kind = 'loss' WHERE code = 'STAGING'",),
        frozenset({"staged_equals_picked", "product_stock_figures"}),
    ),
    "reserved_equals_reservations": (
        (f"UPDATE stock_balance SET reserved = reserved + 1 WHERE product_id = {NUT} AND location_id = "
         "(SELECT id FROM location WHERE code = 'B-01-1')",
         f"UPDATE product_stock SET reserved = reserved + 1, available = available - 1 WHERE product_id = {NUT}"),
        frozenset(),
    ),
    "blocked_stock_unreserved": (
        ("INSERT INTO setting (key, value) VALUES ('stock.expired_to', '\"2026-05-01\"')",),
        frozenset(),
    ),
    "product_stock_figures": ((f"UPDATE product_stock SET level = 'out' WHERE product_id = {NUT}",), frozenset()),
    "order_lines_add_up": (
        (f"UPDATE order_line SET ordered = ordered + 1 WHERE order_id = {AN_ORDER.format('draft')}",),
        frozenset(),
    ),
    "order_lines_reserved": (
        ("UPDATE order_line SET reserved = reserved + 1 WHERE open > reserved AND reserved > 0",),
        frozenset(),
    ),
    "order_lines_planned": (
        ("UPDATE order_line SET planned = planned - 1 WHERE id = (SELECT MIN(id) FROM order_line WHERE planned > 0)",),
        frozenset(),
    ),
    "order_lines_shipped": (
        ("UPDATE order_line SET shipped = shipped - 1, closed_short = closed_short + 1 "
         "WHERE id = (SELECT MIN(id) FROM order_line WHERE shipped > 0)",),
        frozenset(),
    ),
    "order_figures": (
        (f"UPDATE sales_order SET total = total + 1 WHERE id = {AN_ORDER.format('draft')}",), frozenset(),
    ),
    "order_states": (
        (f"UPDATE sales_order SET phase = 'open' WHERE id = {AN_ORDER.format('cancelled')}",), frozenset(),
    ),
    "moves_reversed_once": (
        ("UPDATE stock_move SET reverses_id = (SELECT MIN(id) FROM stock_move WHERE reason = 'receive') "
         "WHERE reverses_id IS NOT NULL",),
        frozenset(),
    ),
    "picked_equals_packed": (
        (f"UPDATE delivery_line SET checked = 0 WHERE id = {A_LINE.format('confirmed')}",), frozenset(),
    ),
    "staged_equals_picked": (
        (f"UPDATE reservation SET delivery_line_id = NULL WHERE delivery_line_id = {A_LINE.format('packed')}",),
        frozenset(),
    ),
    "dispatched_equals_packed": (
        ("UPDATE stock_move SET reason = 'dispatched' WHERE id = (SELECT MAX(id) FROM stock_move "
         "WHERE reason = 'dispatch')",),
        frozenset(),
    ),
    "delivery_figures": (
        (f"UPDATE delivery SET pieces = pieces + 1 WHERE id = {A_DELIVERY.format('packed')}",), frozenset(),
    ),
    "signed_by_different_people": (
        (f"UPDATE signoff SET user_id = (SELECT MIN(id) FROM \"user\") "
         f"WHERE delivery_id = {A_DELIVERY.format('confirmed')}",),
        frozenset(),
    ),
    "approval_over_content": (
        (f"UPDATE approval_request SET decision = '' WHERE order_id = {AN_ORDER.format('completed')}",), frozenset(),
    ),
    "delivered_within_packed": (
        (f"UPDATE delivery_line SET delivered = packed + 1 WHERE id = {A_LINE.format('in_transit')}",), frozenset(),
    ),
    "arrived_within_dispatched": (
        (f"UPDATE stock_move SET document_id = {A_DELIVERY.format('in_transit')} "
         "WHERE id = (SELECT MIN(id) FROM stock_move WHERE reason = 'signed')",),
        frozenset(),
    ),
    "customer_balances": (("UPDATE customer SET balance = balance + 1",), frozenset()),
    "receivables_open": (
        ("UPDATE receivable SET open = open - 1 WHERE id = (SELECT MAX(id) FROM receivable WHERE open > 0)",),
        frozenset(),
    ),
    "payments_open": (("UPDATE payment SET open = open + 1",), frozenset()),
    "requests_on_order": (("UPDATE replenishment SET state = 'ordered'",), frozenset()),
    "unbilled_untouched": (
        ("UPDATE receivable SET billed = FALSE WHERE id = (SELECT MIN(id) FROM receivable WHERE kind = 'dispatch')",),
        frozenset({"customer_balances"}),
    ),
    "billed_once": (
        (f"UPDATE receivable SET delivery_id = {A_DELIVERY.format('packed')} "
         "WHERE id = (SELECT MIN(id) FROM receivable WHERE kind = 'dispatch')",),
        frozenset(),
    ),
    "audit_explains_states": (
        (f"UPDATE delivery SET state = 'dispatched' WHERE id = {A_DELIVERY.format('lost')}",
         "DELETE FROM audit_entry WHERE id > (SELECT MIN(id) FROM audit_entry WHERE use_case = 'delivery.release')"),
        frozenset({"order_states", "requests_decided"}),
    ),
    "requests_decided": (("UPDATE act_request SET answer = ''",), frozenset()),
    "returns_judged": (("UPDATE return_line SET quantity = 0",), frozenset()),
    "returned_within_delivered": (("UPDATE return_line SET quantity = 9000000",), frozenset()),
    "returns_equal_moves": (
        ("UPDATE stock_move SET document_id = document_id + 1000 WHERE document_kind = 'return' AND reason = 'scrap'",),
        frozenset(),
    ),
    "returns_credited_once": (("UPDATE return_order SET amount = amount + 1",), frozenset()),
    "numbered_pieces_on_hand": (
        (NUMBERED, f"{PIECE} SELECT {NUT}, a.id || '-' || m.id, NULL, FALSE, TRUE, NULL "
         "FROM audit_entry a, stock_move m"),
        frozenset(),
    ),
    "numbered_pieces_picked": (
        (NUMBERED, f"{PIECE} SELECT {NUT}, 'A-1', MIN(id), FALSE, TRUE, NULL FROM delivery WHERE picked = 0"),
        frozenset(),
    ),
    "numbered_pieces_returned": (
        (f"{PIECE} SELECT product_id, 'A-1', NULL, FALSE, FALSE, MIN(id) FROM return_line GROUP BY product_id",),
        frozenset(),
    ),
    "numbers_unique": (
        ("DROP INDEX {delivery_number}",
         "UPDATE delivery SET number = (SELECT MIN(number) FROM delivery) "
         f"WHERE id = {A_DELIVERY.format('cancelled')}"),
        frozenset(),
    ),
    "numbers_counted": (("UPDATE sequence SET last = 1 WHERE key LIKE 'SO-{percent}'",), frozenset()),
    "import_rows_counted": (("DELETE FROM import_row WHERE outcome = 'merged'",), frozenset()),
    "import_rows_explained": (("UPDATE import_row SET cell = '' WHERE outcome = 'failed'",), frozenset()),
    "append_only_triggers": ((), frozenset()),
    "approved_content_unchanged": (
        (f"UPDATE order_line SET unit_price = unit_price + 1 WHERE order_id = {AN_ORDER.format('completed')}",),
        frozenset(),
    ),
    "signed_content_unchanged": (
        (f"UPDATE delivery SET receiver = 'Mallory' WHERE id = {A_DELIVERY.format('packed')}",), frozenset(),
    ),
    "signoffs_complete": (
        (f"UPDATE signoff SET role = 'sales' WHERE delivery_id = {A_DELIVERY.format('confirmed')}",), frozenset(),
    ),
    "audit_chain_whole": (("UPDATE audit_entry SET detail = '{{}}' WHERE id = 20",), frozenset()),
}  # fmt: skip


@contextmanager
def tampering(engine: Engine) -> Iterator[None]:
    """As somebody who may change tables and takes the append-only triggers off meanwhile."""
    open_database(engine.owner_url)
    reconnect()
    migrate.lift_triggers()
    yield
    migrate.make_triggers()
    db.close()
    open_database(engine.url)
    reconnect()


def failing() -> set[str]:
    return {each.name for each in check() if not each.ok}


def test_every_check_has_something_that_breaks_it() -> None:
    assert {*dict(RULES), *dict(PIECE_RULES), *dict(COMPUTED)} == set(BREAKS)


def test_a_company_with_a_past_is_clean(past: Engine) -> None:
    open_database(past.url)
    reconnect()
    assert failing() == set()
    db.close()


@pytest.mark.parametrize("name", BREAKS)
def test_a_check_fails_for_what_it_is_there_for(name: str, past: Engine) -> None:
    statements, others = BREAKS[name]
    with tampering(past):
        for statement in statements:
            db.execute_sql(statement.format(delivery_number="delivery_number",
                                            percent="%" if past.name == "sqlite" else "%%"))  # fmt: skip
    if name == "append_only_triggers":
        db.close()
        open_database(past.owner_url)
        reconnect()
        migrate.lift_triggers()
    broken = next(each for each in check() if each.name == name)
    assert not broken.ok
    assert broken.count >= len(broken.details) >= 1
    assert failing() == {name} | others
    db.close()


def test_what_was_posted_cannot_be_changed(past: Engine) -> None:
    open_database(past.owner_url)
    reconnect()
    for table in ("stock_move", "audit_entry", "signoff"):
        for statement in (f"UPDATE {table} SET id = id + 1", f"DELETE FROM {table}"):
            with pytest.raises(Exception, match="append only"):
                db.execute_sql(statement)
    db.close()


def test_an_entry_left_out_of_the_audit_log_is_missed(past: Engine) -> None:
    with tampering(past):
        AuditEntry.delete().where(AuditEntry.id == 30).execute()
    wrong = next(each for each in check() if each.name == "audit_chain_whole")
    assert wrong.details[0] == {"entry": 31, "expected": 30}
    db.close()


def test_the_stock_figures_can_be_built_again_from_the_moves(past: Engine) -> None:
    with tampering(past):
        before = list(StockBalance.select().order_by(StockBalance.id).tuples())
        StockBalance.update(on_hand=StockBalance.on_hand + 3).execute()
        ProductStock.update(available=0, level="out").execute()
        with db.atomic():
            ledger.rebuild()
        assert list(StockBalance.select().order_by(StockBalance.id).tuples()) == before
    assert failing() == set()
    db.close()
