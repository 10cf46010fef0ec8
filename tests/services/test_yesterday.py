"""What a rule would have held for at the end of yesterday is what it held for then, whatever was done since."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from models.buying import PurchaseLine
from models.delivery import Delivery
from models.exchange import ImportBatch, ImportRow
from models.money import Payment
from models.orders import SalesOrder
from models.paper import PrintJob
from models.parties import Customer
from services import (
    adjusting,
    approval,
    catalogue,
    deliveries,
    opening,
    orders,
    payments,
    price_tables,
    stock,
    tracking,
)
from services import printing_jobs as jobs
from services.freight import Rate
from services.watch import watching, yesterday
from services.watch.finding import Found
from services.watch.rules import RULES
from tests.services.shop import D, Shop

DAY = datetime(2026, 3, 9).astimezone()
THEN = DAY - timedelta(microseconds=1)
Later = list[Callable[[], object]]


def test_what_was_done_since_is_taken_off_again(shop: Shop) -> None:
    later: Later = []
    shop.clock.now = DAY - timedelta(days=40)
    _old(shop, later)
    shop.clock.now = DAY - timedelta(hours=10)
    for prepare in (_goods, _late, _money, _freight, _supply, _imports, _papers):
        prepare(shop, later)
    shop.clock.now = THEN
    held = {code: told(rule.find(THEN, rule.limit)) for code, rule in RULES.items()}
    shop.clock.now = DAY + timedelta(hours=1)
    for do in later:
        do()
    for code, rule in RULES.items():
        tried = watching.tried(code, rule.limit, shop.clock())
        assert (code, told(tried.yesterday)) == (code, held[code])
    changed = {code for code, rule in RULES.items() if told(rule.find(shop.clock(), rule.limit)) != held[code]}
    asked = {"stock_low", "approved_waits", "order_late", "import_doubts", "lot_expires", "over_limit", "overdue",
             "freight_over", "supply_late", "paper_stuck"}  # fmt: skip
    assert asked <= changed & {code for code in held if held[code]}
    assert set(yesterday.TOLD) < set(yesterday.FINDS) == set(RULES)


def told(found: Any) -> list[tuple[Any, ...]]:
    """As they are compared."""
    return sorted((each.kind, each.id, each.text, each.figure) for each in found if isinstance(each, Found))


def _old(shop: Shop, later: Later) -> None:
    """Bills of long ago: one is paid today, one credited, one stays; an order that is picked only today."""
    goods = shop.product()
    shop.stock(goods, 100)
    who = _customer(shop, "OLD")
    for _each in range(2):
        shop.dispatched((goods, 1), customer_id=who, payment_days=0)
    lost = shop.dispatched((goods, 2), customer_id=_customer(shop, "LOST"), payment_days=0)
    later.append(lambda: payments.record_payment(shop.call("finance"), who, D(15), shop.clock.today))
    later.append(lambda: tracking.not_delivered(shop.call("logistics"), lost.id, lost.version, "lost", "gone"))
    shop.clock.advance(days=30)
    picked, sent = (shop.released((goods, 1)) for _each in range(2))
    cancelled = shop.approved((goods, 1))
    later.append(lambda: shop.pick(picked.id))
    later.append(lambda: deliveries.dispatch_delivery(shop.call("logistics"), shop.confirm(shop.pack(sent.id).id).id,
                                                      Delivery.get_by_id(sent.id).version))  # fmt: skip
    later.append(lambda: orders.cancel_order(shop.call("clerk"), cancelled.id, cancelled.version, "changed"))


def _goods(shop: Shop, later: Later) -> None:
    """Safety stock is 10 of each: what is low by then, and what becomes so, each for a reason of its own."""
    came, taken, waited, freed, sent, short = (shop.product(safety_stock=D(10)) for _each in range(6))
    for goods, quantity in ((came, 5), (taken, 30), (freed, 12), (sent, 30), (short, 30)):
        shop.stock(goods, quantity)
    shop.approved((waited, 10), (sent, 25))
    let_go, more = shop.approved((freed, 8)), shop.approved((short, 42))
    milk = shop.product(lot_tracked=True)
    for lot in ("L1", "L2"):
        shop.stock(milk, 4, lot, expiry=shop.clock.today + timedelta(9))
    later += [
        lambda: shop.stock(came, 20),
        lambda: shop.approved((taken, 25)),
        lambda: shop.stock(waited, 20),
        lambda: orders.cancel_order(shop.call("clerk"), let_go.id, let_go.version, "changed"),
        lambda: shop.dispatched((came, 3)),
        lambda: orders.close_short(shop.call("clerk"), more.id, SalesOrder.get_by_id(more.id).version, "no more"),
        lambda: shop.product(safety_stock=D(10)),
        lambda: adjusting.adjust(shop.call("warehouse"), shop.balance(milk, lot="L1").id, D(0), "counted"),
        lambda: shop.stock(milk, 4, "L3", expiry=shop.clock.today + timedelta(9)),
    ]


def _late(shop: Shop, later: Later) -> None:
    """Promised for the day before and not there: goods come today for one, the other is closed short today; of one the
    part that was there leaves today."""
    comes, never, part = (shop.product() for _each in range(3))
    shop.stock(part, 2)
    promised = shop.clock.today - timedelta(1)
    shop.approved((comes, 3), promised=promised)
    closed = shop.approved((never, 3), promised=promised)
    shop.approved((part, 3), promised=promised)
    rest = Delivery.select().order_by(Delivery.id.desc()).first()
    shop.approved((never, 4), promised=shop.clock.today + timedelta(1))

    def leaves() -> None:
        deliveries.release_delivery(shop.call("approver"), rest.id, rest.version)
        sent = shop.confirm(shop.pack(rest.id).id)
        deliveries.dispatch_delivery(shop.call("logistics"), sent.id, sent.version)

    later += [
        lambda: shop.stock(comes, 3),
        lambda: orders.close_short(shop.call("clerk"), closed.id, SalesOrder.get_by_id(closed.id).version, "no more"),
        leaves,
    ]


def _customer(shop: Shop, code: str, limit: Any = None) -> int:
    return catalogue.add_customer(shop.call("owner"), catalogue.CustomerData(code, code, credit_limit=limit)).id


def _money(shop: Shop, later: Later) -> None:
    """A limit of 50: one pays what was above it, one gets more, of one a payment is taken back."""
    pays, gets, undone = (_customer(shop, code, D(50)) for code in ("PAYS", "GETS", "UNDONE"))
    day = shop.clock.today
    for who, amount in ((pays, 80), (gets, 40), (undone, 90)):
        opening.add_opening(shop.call("finance"), who, D(amount), day, day + timedelta(30))
    paid = payments.record_payment(shop.call("finance"), undone, D(60), day)
    assert Customer.get_by_id(undone).balance == D(30)

    def mistyped() -> None:
        made = payments.record_payment(shop.call("finance"), gets, D(5), shop.clock.today)
        payments.undo_payment(shop.call("finance"), made.id, "mistyped")

    later += [
        lambda: payments.record_payment(shop.call("finance"), pays, D(40), shop.clock.today),
        lambda: opening.add_opening(shop.call("finance"), gets, D(30), shop.clock.today, shop.clock.today),
        lambda: payments.undo_payment(shop.call("finance"), Payment.get_by_id(paid.id).id, "bounced"),
        mistyped,
    ]


def _freight(shop: Shop, later: Later) -> None:
    """Any parcel should cost 8: one was asked 20 for and is put right today, for the other 20 is asked today."""
    goods, day = shop.product(), shop.clock.today
    shop.stock(goods, 10)
    price_tables.save_table(shop.call("owner"), 1, day, (Rate("", (), 1000, D(8), 1000, D(2)),))
    before, after = (shop.dispatched((goods, 1), address="上海市松江区新飞路1号") for _each in range(2))

    def ask(delivery: Delivery, freight: int) -> None:
        version = Delivery.get_by_id(delivery.id).version
        deliveries.set_carrier(shop.call("logistics"), delivery.id, version, 1, (), D(freight))

    ask(before, 20)
    later += [lambda: ask(before, 9), lambda: ask(after, 20)]


def _supply(shop: Shop, later: Later) -> None:
    """Expected days ago: one comes today, one is cancelled, one came in part; one is ordered only today."""
    goods = shop.product()
    past = shop.clock.today - timedelta(3)

    def order() -> int:
        return stock.order_goods(shop.call("warehouse"), 1, past, (stock.Bought(goods, D(7)),)).id

    def come(purchase: int, quantity: int) -> None:
        line = PurchaseLine.get(PurchaseLine.order == purchase).id
        stock.receive(shop.call("warehouse"), (stock.Incoming(goods, D(quantity), purchase_line_id=line),))

    comes, cancelled, part, before = (order() for _each in range(4))
    come(part, 3)
    come(before, 7)
    later += [
        lambda: come(comes, 7), lambda: come(part, 1), order,
        lambda: stock.cancel_purchase(shop.call("warehouse"), cancelled, "late"),
    ]  # fmt: skip


def _imports(shop: Shop, later: Later) -> None:
    """Orders of a file: drafts, of which one is submitted and one thrown away today, and one on hold until today."""
    goods = shop.product()
    submitted, thrown, held, done = (orders.create_order(shop.call("clerk"), shop.draft((goods, 1)))
                                     for _each in range(4))  # fmt: skip
    held = orders.hold_order(shop.call("clerk"), held.id, held.version, "asks")
    held = orders.submit_order(shop.call("clerk"), held.id, held.version)
    done = orders.submit_order(shop.call("clerk"), done.id, done.version)
    for name, made in (("july.xlsx", (submitted, held, done)), ("june.xlsx", (thrown,))):
        batch = ImportBatch.create(kind="orders", file_name=name, sha256="a", at=shop.clock(), total=3, imported=3,
                                   merged=0, skipped=0, failed=0)  # fmt: skip
        for row, order in enumerate(made, 2):
            ImportRow.put(batch=batch.id, row=row, outcome="imported", document_id=order.id)
    later += [
        lambda: orders.submit_order(shop.call("clerk"), submitted.id, submitted.version),
        lambda: orders.delete_draft(shop.call("clerk"), thrown.id, thrown.version),
        lambda: orders.resume_order(shop.call("clerk"), held.id, held.version),
        lambda: orders.hold_order(shop.call("clerk"), done.id, done.version, "asks"),
        lambda: approval.send_back(shop.call("approver"), done.id, SalesOrder.get_by_id(done.id).version, "price"),
    ]


def _papers(shop: Shop, later: Later) -> None:
    """Four papers that could not be printed: two are seen to today; one that was fine is printed again and fails."""
    goods = shop.product()
    shop.stock(goods, 1)
    delivery = shop.approved((goods, 1)).deliveries[0]
    states = {"note": "sent", "picklist": "failed", "label": "failed", "carton": "uncertain", "packing": "failed"}
    made = {}
    for kind, state in states.items():
        jobs.print_again(shop.call("packer"), delivery, kind)
        made[kind] = PrintJob.get((PrintJob.kind == kind) & (PrintJob.delivery_id == delivery)).id
        PrintJob.change(made[kind], state=state)
    later += [
        lambda: jobs.retry_print(shop.call("packer"), made["picklist"]),
        lambda: jobs.drop_print(shop.call("packer"), made["packing"]),
        lambda: jobs.print_again(shop.call("packer", "printed_before"), delivery, "note"),
        lambda: PrintJob.update(state="failed").where(PrintJob.copy > 1).execute(),
    ]
