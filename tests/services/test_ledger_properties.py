"""Random use cases, right and wrong, by random people: whatever they do, everything that must hold holds after each."""

import os
from collections.abc import Callable
from contextlib import ExitStack
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from models.base import db
from models.buying import PurchaseLine, PurchaseOrder, Replenishment
from models.delivery import Delivery, DeliveryLine, PickLine
from models.money import Payment, Receivable
from models.orders import OrderLine, SalesOrder
from models.parties import Customer
from models.people import AuditEntry
from models.stock import Location, StockBalance, StockMove
from services import (
    adjusting,
    approval,
    billing,
    catalogue,
    deliveries,
    findings,
    opening,
    orders,
    packing,
    payments,
    replenishment,
    reversing,
    stock,
    tracking,
    troubles,
    weighing,
)
from services.check import check
from services.errors import Refusal
from services.order_book import order_lines
from services.settings import change_settings
from services.unit import UseCase
from tests.services.conftest import fresh_engine
from tests.services.shop import Shop, ean, opened

EXAMPLES = int(os.environ.get("TEST_EXAMPLES", "12"))
CONFIRMED = frozenset({"over_limit", "overdue", "below_price", "leaves_behind", "swap_lot", "unusual_weight",
                       "more_than_ordered"})  # fmt: skip
ANY = st.integers(0, 9_999)
SOME = st.sampled_from(["1", "2", "3", "5", "8", "12", "0.5"]).map(Decimal)
LOTS = st.sampled_from(["L1", "L2", "L3"])
QUALITY = st.sampled_from(["good", "frozen", "damaged"])
EXPIRES = {"L1": 5, "L2": 20, "L3": 400}
REASON = "because"


class Company(RuleBasedStateMachine):
    """Documents are picked by number from all there are, so that wrong steps are tried as often as right ones."""

    make_shop: Callable[[ExitStack], Shop]

    def __init__(self) -> None:
        super().__init__()
        self.open = ExitStack()
        self.shop = type(self).make_shop(self.open)
        self.done: list[tuple[Any, ...]] = []

    def teardown(self) -> None:
        self.open.close()

    @initialize(first=st.lists(st.tuples(st.integers(0, 2), SOME), min_size=1, max_size=3), steps=st.integers(0, 12))
    def open_shop(self, first: list[tuple[int, Decimal]], steps: int) -> None:
        shop = self.shop
        shelf = {"lot_tracked": True, "shelf_life_days": 400}
        self.products = [
            shop.product("MILK", codes=(catalogue.Code(ean(1)), catalogue.Code("BOX6", Decimal(6))), **shelf),
            shop.product("NUT", safety_stock=Decimal(10)),
            shop.product("BOLT", lot_tracked=True),
        ]
        self.first_day = shop.clock.today
        for lot in ("L1", "L2"):
            self.receive(0, Decimal(8), lot, 0)
        self.receive(1, Decimal(12), "L1", 1)
        self.receive(2, Decimal(5), "L3", 2)
        for lines in (first, [(2, Decimal(2)), (1, Decimal(3)), (2, Decimal(8))]):
            self.order_that_is_approved_at_once(lines)
        self.go_on_with_a_delivery(0, steps, 0, "signed")
        self.go_on_with_a_delivery(1, 12 - steps, 1, "signed")

    def do(self, case: UseCase[..., Any], who: str, *args: Any, **more: Any) -> Any:
        """Run a use case; a refusal must leave nothing behind, not even an entry in the audit log."""
        call = self.shop.call(who, *CONFIRMED)
        before = self.entries()
        try:
            result = case(call, *args, **more)
        except Refusal:
            assert self.entries() == before
            return None
        assert self.entries() == before + 1
        self.done.append((case, call, args, more, result))
        return result

    @staticmethod
    def entries() -> int:
        return AuditEntry.select().count()

    @staticmethod
    def one(model: Any, number: int) -> Any:
        """The row with this number among all rows, or None."""
        rows = list(model.select().order_by(model.id))
        return rows[number % len(rows)] if rows else None

    # ---------------------------------------------------------------- orders

    @rule(lines=st.lists(st.tuples(st.integers(0, 2), SOME), min_size=1, max_size=3), due=st.integers(0, 9),
          policy=st.sampled_from(["ready", "complete", "ask"]))  # fmt: skip
    def type_an_order(self, lines: list[tuple[int, Decimal]], due: int, policy: str) -> None:
        draft = self.draft(lines, due, policy)
        made = self.do(orders.create_order, "clerk", draft)
        self.do(orders.submit_order, "clerk", made.id, made.version)

    @rule(lines=st.lists(st.tuples(st.integers(0, 2), SOME), min_size=1, max_size=3))
    def order_that_is_approved_at_once(self, lines: list[tuple[int, Decimal]]) -> None:
        self.type_an_order(lines, 3, "ready")
        order = SalesOrder.select().order_by(SalesOrder.id.desc()).get()
        self.do(approval.approve_order, "approver", order.id, order.version)

    def draft(self, lines: list[tuple[int, Decimal]], due: int, policy: str) -> orders.Draft:
        return self.shop.draft(
            *((self.products[product], quantity) for product, quantity in lines),
            promised=self.shop.clock.today + timedelta(due), delivery_policy=policy,
        )  # fmt: skip

    @rule(which=ANY, stale=st.booleans(), step=st.sampled_from([
        (approval.approve_order, "approver"), (approval.approve_order, "approver"), (approval.approve_order, "clerk"),
        (orders.submit_order, "clerk"), (orders.delete_draft, "clerk"), (orders.resume_order, "clerk"),
        (orders.reopen_order, "clerk"),
    ]))  # fmt: skip
    def step_an_order(self, which: int, stale: bool, step: tuple[UseCase[..., Any], str]) -> None:
        order = self.one(SalesOrder, which)
        if order is not None:
            self.do(step[0], step[1], order.id, order.version - stale)

    @rule(which=ANY, step=st.sampled_from([
        (approval.send_back, "approver"), (approval.reject_order, "approver"), (orders.hold_order, "clerk"),
        (orders.cancel_order, "clerk"), (orders.close_short, "clerk"),
    ]))  # fmt: skip
    def step_an_order_with_a_reason(self, which: int, step: tuple[UseCase[..., Any], str]) -> None:
        order = self.one(SalesOrder, which)
        if order is not None:
            self.do(step[0], step[1], order.id, order.version, REASON)

    @rule(which=ANY, lines=st.lists(st.tuples(st.integers(0, 2), SOME), min_size=1, max_size=3), keep=st.booleans())
    def revise_an_order(self, which: int, lines: list[tuple[int, Decimal]], keep: bool) -> None:
        order = self.one(SalesOrder, which)
        if order is None:
            return
        draft = self.draft(lines, 4, order.delivery_policy)
        if keep:
            same = tuple(
                orders.DraftLine(line.product_id, line.quantity, line.unit_price) for line in order_lines(order.id)
            )
            draft = self.shop.draft(promised=order.promised, delivery_policy=order.delivery_policy, lines=same,
                                    note="only the note")  # fmt: skip
        self.do(orders.revise_order, "clerk", order.id, order.version, draft)

    # ---------------------------------------------------------------- deliveries

    @rule(which=ANY)
    def plan_an_order(self, which: int) -> None:
        order = self.one(SalesOrder, which)
        if order is not None:
            self.do(deliveries.plan_delivery, "approver", order.id)

    @rule(which=ANY)
    def cancel_a_delivery(self, which: int) -> None:
        delivery = self.one(Delivery, which)
        if delivery is not None:
            self.do(deliveries.cancel_delivery, "logistics", delivery.id, delivery.version, REASON)

    @rule(which=ANY, steps=st.integers(2, 14), missing=st.sampled_from([0, 0, 1, 2]), end=st.sampled_from(
        ["signed", "signed", "refused", "lost"]))  # fmt: skip
    def go_on_with_a_delivery(self, which: int, steps: int, missing: int, end: str) -> None:
        going = [each.id for each in Delivery.select().where(Delivery.phase != "ended").order_by(Delivery.id)]
        for _step in range(steps if going else 0):
            delivery = Delivery.get_by_id(going[which % len(going)])
            if delivery.phase != "ended":
                self.next_step(delivery, missing, end)

    def next_step(self, delivery: Delivery, missing: int, end: str) -> None:
        if delivery.trouble:
            self.do(troubles.resume, "packer", delivery.id)
            return
        who = {"released": "packer", "picking": "packer", "picked": "packer", "checked": "packer"}
        actor = who.get(delivery.state, "logistics")
        version = (delivery.id, delivery.version)
        match delivery.state:
            case "planned":
                self.do(deliveries.release_delivery, actor, *version)
            case "released":
                self.do(packing.start_picking, actor, delivery.id)
            case "picking":
                self.scan_what_is_next(delivery, one_by_one=missing == 2)
            case "picked":
                self.do(packing.check_delivery, actor, delivery.id)
            case "checked":
                self.do(packing.pack_delivery, actor, delivery.id)
            case "packed":
                for role, person in (("warehouse", "packer"), ("sales", "clerk")):
                    now = Delivery.get_by_id(delivery.id)
                    self.do(deliveries.sign_off, person, now.id, now.version, role)
            case "confirmed":
                step = self.do(deliveries.set_carrier, actor, *version, 1)
                self.do(deliveries.dispatch_delivery, actor, step.id, step.version)
            case "dispatched":
                self.do(tracking.add_event, actor, delivery.id, "in_transit")
            case "in_transit" if end == "signed":
                lines = list(DeliveryLine.select().where(DeliveryLine.delivery == delivery))[:missing]
                gone = tuple(tracking.Difference(line.id, Decimal("0.5"), "damaged") for line in lines)
                self.do(tracking.sign_for, actor, *version, "Carl", gone)
            case "in_transit":
                self.do(tracking.not_delivered, actor, *version, end, REASON)
            case _:
                self.do(tracking.close_delivery, actor, *version, "quarantine" if missing else "loss")

    def scan_what_is_next(self, delivery: Delivery, one_by_one: bool) -> None:
        left = [pick for pick in packing.picks(delivery.id) if pick.left > 0]
        if left:
            label, quantity = self.shop.label(left[0].product_id, left[0].lot), left[0].left
            self.scan(delivery.id, label, left[0].bin_id, min(quantity, Decimal(1)) if one_by_one else quantity)
        else:
            self.do(deliveries.cancel_delivery, "logistics", delivery.id, delivery.version, REASON)

    def scan(self, delivery_id: int, text: str, bin_id: int | None, quantity: Decimal | None) -> None:
        before = Delivery.get_by_id(delivery_id)
        verdict = self.do(packing.scan, "packer", delivery_id, text, bin_id=bin_id, quantity=quantity)
        after = Delivery.get_by_id(delivery_id)
        counted = verdict.counted if verdict is not None else 0
        assert after.picked - before.picked == counted
        assert verdict is None or (verdict.code == "right") == (counted > 0)

    @rule(which=ANY, product=st.integers(0, 2), lot=st.sampled_from(["", "L1", "L2", "L3"]), quantity=SOME,
          bin=st.sampled_from([None, "A-01-1", "A-01-2"]),
          text=st.sampled_from(["", "", "", "BIN-A-01-1", "BOX6", "NUT", "nonsense", "DN-20260305-0001"]))  # fmt: skip
    def scan_anything(self, which: int, product: int, lot: str, quantity: Decimal, bin: str | None, text: str) -> None:
        delivery = self.one(Delivery, which)
        if delivery is not None:
            text = text or self.shop.label(self.products[product], lot)
            self.scan(delivery.id, text, self.shop.bin(bin) if bin else None, quantity)

    @rule(which=ANY, step=st.sampled_from([packing.undo_last, packing.next_package, packing.check_delivery,
                                          packing.pack_delivery, troubles.set_aside, troubles.ship_short]))  # fmt: skip
    def step_at_the_bench(self, which: int, step: UseCase[..., Any]) -> None:
        going = list(Delivery.select().where(Delivery.picked > 0).order_by(Delivery.phase.desc(), Delivery.id))
        if going:
            self.do(step, "packer", going[which % len(going)].id)

    @rule(which=ANY, weight=st.integers(-1, 5_000), aside=st.booleans())
    def weigh_or_resume(self, which: int, weight: int, aside: bool) -> None:
        delivery = self.one(Delivery, which)
        if delivery is not None and aside:
            self.do(troubles.resume, "packer", delivery.id)
        elif delivery is not None:
            self.do(weighing.weigh_package, "packer", delivery.id, weight)

    @rule(which=ANY, lot=LOTS, how=st.sampled_from(["ask", "take"]))
    def take_another_lot(self, which: int, lot: str, how: str) -> None:
        """A delivery at the bench, and a lot of what it waits for that was perhaps not planned."""
        self.do(change_settings, "owner", {"packing.lot_swap": how})
        going = list(Delivery.select().where(Delivery.state == "picking").order_by(Delivery.id))
        left = [p for p in packing.picks(going[which % len(going)].id) if p.left > 0 and p.lot_tracked] if going else []
        if left:
            pick = left[which % len(left)]
            self.scan(going[which % len(going)].id, self.shop.label(pick.product_id, lot), None, None)

    @rule(which=ANY)
    def short_pick(self, which: int) -> None:
        picks = list(PickLine.select().where(PickLine.planned > PickLine.picked).order_by(PickLine.id))
        if picks:
            pick = picks[which % len(picks)]
            self.do(packing.short_pick, "packer", pick.delivery_id, pick.id)

    # ---------------------------------------------------------------- stock and money

    @rule(product=st.integers(0, 2), quantity=SOME, lot=LOTS, place=st.integers(0, 5), quality=QUALITY)
    def receive(self, product: int, quantity: Decimal, lot: str, place: int, quality: str = "good") -> None:
        bins = ["A-01-1", "A-01-2", "A-01-3", "B-01-1", "RECEIVING", "QUARANTINE"]
        spot = self.shop.bin(bins[place])
        expiry = self.first_day + timedelta(EXPIRES[lot]) if product == 0 else None
        line = stock.Incoming(self.products[product], quantity, lot, expiry=expiry, location_id=spot, quality=quality)
        self.do(stock.receive, "warehouse", (line,))

    @rule(which=ANY, where=ANY, quantity=SOME)
    def move_goods(self, which: int, where: int, quantity: Decimal) -> None:
        self.do(stock.move_stock, "warehouse", self.one(StockBalance, which).id, self.one(Location, where).id, quantity)

    @rule(which=ANY, quality=QUALITY)
    def change_quality(self, which: int, quality: str) -> None:
        self.do(stock.set_quality, "warehouse", self.one(StockBalance, which).id, quality, REASON)

    @rule(which=ANY, counted=SOME)
    def adjust(self, which: int, counted: Decimal) -> None:
        self.do(adjusting.adjust, "warehouse", self.one(StockBalance, which).id, counted, REASON)

    @rule(which=ANY)
    def reverse_a_move(self, which: int) -> None:
        self.do(reversing.reverse_move, "warehouse", self.one(StockMove, which).id, REASON)

    @rule(days=st.integers(1, 12))
    def days_pass(self, days: int) -> None:
        self.shop.clock.advance(days=days)
        self.do(stock.expire_lots, "warehouse")

    @rule(product=st.integers(0, 2), quantity=SOME)
    def order_goods(self, product: int, quantity: Decimal) -> None:
        bought = (stock.Bought(self.products[product], quantity),)
        self.do(stock.order_goods, "warehouse", 1, self.shop.clock.today, bought)

    @rule(which=ANY, quantity=SOME)
    def receive_what_was_ordered(self, which: int, quantity: Decimal) -> None:
        line = self.one(PurchaseLine, which)
        if line is not None:
            expiry = self.first_day + timedelta(EXPIRES["L3"]) if line.product_id == self.products[0] else None
            coming = stock.Incoming(line.product_id, quantity, "L3", expiry=expiry, purchase_line_id=line.id)
            self.do(stock.receive, "warehouse", (coming,))

    @rule(which=ANY)
    def ask_the_buyer(self, which: int) -> None:
        order = self.one(SalesOrder, which)
        if order is not None:
            self.do(replenishment.ask_for_order, "approver", order.id)

    @rule(which=ANY, product=st.integers(0, 2), quantity=SOME, answer=st.sampled_from(["order", "decline", "back"]))
    def answer_a_request(self, which: int, product: int, quantity: Decimal, answer: str) -> None:
        request = self.one(Replenishment, which)
        if request is None:
            return
        lines = (stock.Bought(self.products[product], quantity),)
        match answer:
            case "order":
                day = self.shop.clock.today
                self.do(replenishment.take_up, "warehouse", (request.id,), lines, supplier_id=1, expected=day)
            case "decline":
                self.do(replenishment.decline, "warehouse", (request.id,), REASON)
            case _:
                self.do(replenishment.withdraw, "approver", (request.id,))

    @rule(which=ANY)
    def cancel_a_purchase(self, which: int) -> None:
        order = self.one(PurchaseOrder, which)
        if order is not None:
            self.do(stock.cancel_purchase, "warehouse", order.id, REASON)

    @rule(amount=st.sampled_from(["10", "33.33", "500", "0.001"]).map(Decimal), which=ANY, chosen=st.integers(0, 2))
    def pay(self, amount: Decimal, which: int, chosen: int) -> None:
        bills = tuple({self.one(Receivable, which + at).id for at in range(chosen) if Receivable.select().exists()})
        self.do(payments.record_payment, "finance", 1, amount, self.shop.clock.today, bills=bills)

    @rule(which=ANY)
    def take_a_payment_back(self, which: int) -> None:
        payment = self.one(Payment, which)
        if payment is not None:
            self.do(payments.undo_payment, "finance", payment.id, REASON)

    @rule(amount=st.sampled_from(["80", "12.5", "-20", "0"]).map(Decimal), days=st.integers(0, 9))
    def bring_a_balance_along(self, amount: Decimal, days: int) -> None:
        today = self.shop.clock.today
        self.do(opening.add_opening, "finance", 1, amount, today, today + timedelta(days))

    @rule(which=ANY)
    def take_a_balance_back(self, which: int) -> None:
        row = self.one(Receivable, which)
        if row is not None:
            self.do(opening.undo_opening, "finance", row.id, REASON)

    @rule(billing=st.sampled_from(["month", "dispatch"]))
    def agree_on_another_billing(self, billing: str) -> None:
        customer = Customer.get_by_id(1)
        data = catalogue.CustomerData("C1", customer.name, payment_days=30, billing=billing)
        self.do(catalogue.change_customer, "owner", 1, customer.version, data)

    @rule(back=st.integers(0, 1))
    def bill_a_month(self, back: int) -> None:
        today = self.shop.clock.today
        self.do(billing.bill_month, "finance", today.replace(day=1) - timedelta(1) if back else today)

    @rule(back=st.integers(0, 1))
    def take_a_month_back(self, back: int) -> None:
        today = self.shop.clock.today
        self.do(billing.undo_month, "finance", today.replace(day=1) - timedelta(1) if back else today)

    @rule(safety=st.integers(0, 30))
    def change_a_product(self, safety: int) -> None:
        product = self.shop.stored(self.products[1])
        data = catalogue.ProductData(product.sku, product.name, safety_stock=Decimal(safety),
                                     codes=(catalogue.Code(ean(2)),))  # fmt: skip
        self.do(catalogue.change_product, "owner", product.id, product.version, data)

    # ---------------------------------------------------------------- what holds

    @rule(which=ANY)
    def repeat_something(self, which: int) -> None:
        """The same request again changes nothing and gives the first answer."""
        if not self.done:
            return
        case, call, args, more, result = self.done[which % len(self.done)]
        before = self.shop.dump()
        assert case(call, *args, **more) == result
        assert self.shop.dump() == before

    @invariant()
    def everything_holds(self) -> None:
        wrong = [each for each in check() if not each.ok]
        assert not wrong, wrong

    @invariant()
    def what_a_customer_owes_counts_once(self) -> None:
        """Exposure is what left, is on its way out or was brought along, less what did not arrive and what was paid."""
        sums = dict.fromkeys(("dispatch", "credit", "opening"), Decimal(0))
        for row in Receivable.select():
            sums[row.kind] += row.amount
        paid = sum((payment.amount for payment in Payment.select()), Decimal(0))
        found = findings.exposure(Customer.get_by_id(1), self.shop.clock.today)
        assert found.unpaid + found.unbilled == sum(sums.values()) - paid

    @invariant()
    def no_line_gets_more_than_was_ordered(self) -> None:
        for line in OrderLine.select():
            assert line.shipped + line.reserved <= line.ordered


@pytest.mark.parametrize(("name", "share"), [("sqlite", 1), ("postgresql", 8)])
def test_whatever_people_do_what_must_hold_holds(
    name: str, share: int, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    def make_shop(stack: ExitStack) -> Shop:
        engine = stack.enter_context(fresh_engine(name, request, tmp_path))
        shop = next(opened(engine.url))
        stack.callback(db.obj.close)
        return shop

    machine = type("Company", (Company,), {"make_shop": staticmethod(make_shop)})
    how = settings(
        max_examples=max(2, EXAMPLES // share), stateful_step_count=30, database=None,
        suppress_health_check=list(HealthCheck), print_blob=False,
    )  # fmt: skip
    run_state_machine_as_test(machine, settings=how)
