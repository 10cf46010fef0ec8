"""Half a year of the sample company: what happens when, each step by the person whose work it is."""

import heapq
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from models.delivery import Delivery
from models.orders import SalesOrder
from models.people import User
from services import approval, orders, payments, pricing, settings
from services.errors import Refusal
from services.order_book import Saved
from services.people import actor_of
from services.print_rule import USUAL_RULES
from services.sample import warnings
from services.sample.coming_back import ComingBack
from services.sample.data import Goods, asks_for
from services.sample.desk import Desk
from services.sample.store import Store
from services.sample.way import Way
from services.unit import Actor, Call

SEED = 20260305
OPENS, CLOSES = time(8, 30), time(17, 30)
LEAVES = time(15, 0)
# Orders of the last day, enough to have a delivery in every state.
LAST_DAY = 20
CONFIRMED = frozenset({"over_limit", "overdue", "below_price", "leaves_behind"})
# Customers who pay late.
SLOW = frozenset({"QDHC", "CQJB", "WXXC"})
ON_HOLD = "客户要求等通知再发"
Step = Callable[[], None]


@dataclass
class SetClock:
    """The clock of the story; every step sets it."""

    now: datetime = field(default_factory=lambda: datetime.now().astimezone())

    def __call__(self) -> datetime:
        return self.now


class Story:
    """A queue of steps in order of time. What is due after the afternoon of the last day never happens.

    `suppliers` are by the category of goods they sell.
    """

    def __init__(self, end: date, days: int) -> None:
        self.end, self.first = end, end - timedelta(days - 1)
        self.last_moment = datetime.combine(end, LEAVES).astimezone()
        self.clock, self.chance = SetClock(), random.Random(SEED)
        self.people: dict[str, Actor] = {}
        self.goods: dict[int, Goods] = {}
        self.customers: dict[int, dict[str, str]] = {}
        self.carriers: list[tuple[int, dict[str, str]]] = []
        self.bins: list[int] = []
        self.suppliers: dict[str, int] = {}
        self.store, self.way, self.desk = Store(self), Way(self), Desk(self)
        self.coming_back = ComingBack(self)
        self._queue: list[tuple[datetime, int, Step]] = []
        self._requests = self._steps = 0
        self._known: set[int] = set()

    # ---------------------------------------------------------------- time and people

    def request_id(self) -> str:
        self._requests += 1
        return f"sample-{self._requests:06d}"

    def meet(self, login: str, user: User) -> None:
        self.people[login] = actor_of(user)

    def call(self, login: str) -> Call:
        return Call(self.people[login], self.request_id(), CONFIRMED, self.clock)

    def at(self, moment: datetime, step: Step) -> None:
        """Do `step` at this moment, or never when the story is over by then."""
        self._steps += 1
        if moment <= self.last_moment:
            heapq.heappush(self._queue, (moment, self._steps, step))

    def after(self, hours: float, step: Step) -> None:
        """Do `step` that many working hours from now, which end at night and on Sundays."""
        moment = self.clock.now + timedelta(hours=hours)
        if moment.time() > CLOSES or moment.time() < OPENS:
            day = moment.date() + timedelta(moment.time() > CLOSES)
            minutes = self.chance.randrange(5, 90)
            moment = datetime.combine(day, OPENS).astimezone() + timedelta(minutes=minutes)
        if moment.weekday() == 6:
            moment += timedelta(1)
        self.at(moment, step)

    def on(self, day: date, hour: float) -> datetime:
        return datetime.combine(day, time()).astimezone() + timedelta(hours=hour)

    def live(self, day: date) -> None:
        """One day: the morning's routine, the orders that come in, and every step due."""
        if day == self.first:
            self.clock.now = self.on(day, 8)
            self.store.fill()
            self.desk.plan()
            self.coming_back.plan()
        if day == self.end:  # papers of half a year would wait for a printer that there never was
            settings.change_settings(self.call("chen"), {"papers.rules": USUAL_RULES})
        self.at(self.on(day, 8.25), self.store.morning)
        self.at(self.on(day, 9), self.desk.bill_last_month)
        count = {5: 4, 6: 1}.get(day.weekday(), self.chance.randrange(8, 12) - self._not_yet(day))
        last = 14.7 if day == self.end else 16.8
        for _each in range(LAST_DAY if day == self.end else count):
            self.at(self.on(day, self.chance.uniform(8.6, last)), self._order)
        if day.weekday() < 5:
            self.at(self.on(day, 14), self._collect)
        warnings.plan(self, day)
        tomorrow = self.on(day + timedelta(1), 0)
        while self._queue and self._queue[0][0] < tomorrow:
            moment, _number, step = heapq.heappop(self._queue)
            self.clock.now = moment
            step()
            self._notice_planned()

    def _not_yet(self, day: date) -> int:
        """How many orders a day the company still lacks of what it has at the end: it grows."""
        return 4 * (self.end - day).days // max((self.end - self.first).days, 1)

    def _notice_planned(self) -> None:
        planned = Delivery.select(Delivery.id).where(Delivery.state == "planned").order_by(Delivery.id)
        for (delivery,) in planned.tuples():
            if delivery not in self._known:
                self._known.add(delivery)
                late = self.chance.random() < (0.85 if self.clock.now.date() == self.end else 0.05)
                hours = self.chance.uniform(20, 60) if late else self.chance.uniform(0.3, 5)
                self.after(hours, partial(self.way.release, delivery))

    def refused(self, case: Callable[..., Any], who: str, *args: Any) -> Any:
        """The result of a step that may be refused, as in life; then None."""
        try:
            return case(self.call(who), *args)
        except Refusal:
            return None

    def leave(self) -> None:
        """The last afternoon: see that every state is on show."""
        self.clock.now = self.last_moment
        self._drafts()
        self._stopped()
        self.way.show_every_state()
        self.store.show_trouble()
        self.desk.file_papers()
        warnings.look(self)

    # ---------------------------------------------------------------- orders

    def _draft(self, customer: int, size: int) -> orders.Draft:
        row = self.customers[customer]
        day = self.clock.now.date()
        lines = []
        for product in sorted(self._wanted(row["name"], size)):
            quantity = self._quantity(self.goods[product])
            proposed = pricing.propose(customer, product, quantity, day)
            assert proposed is not None
            lines.append(orders.DraftLine(product, quantity, proposed.price, unit=self.goods[product].unit,
                                          price_source=proposed.source))  # fmt: skip
        promised = day + timedelta(self.chance.choice((1, 2, 2, 3, 3, 4, 6)))
        return orders.Draft(
            customer, "", f"{row['code']}-{self._steps:05d}", promised, day, row["contact"], row["phone"],
            row["address"], self.chance.choice(("", "", "", "送货前电话联系", "随货附送货单两份", "请按箱发货")),
            lines=tuple(lines),
        )  # fmt: skip

    def _wanted(self, customer: str, size: int) -> set[int]:
        products = [product for product, item in self.goods.items() if asks_for(customer, item)]
        return set(self.chance.choices(products, [self.goods[product].often for product in products], k=size))

    def _quantity(self, item: Goods) -> Decimal:
        wanted = max(1, round(item.usual * self.chance.uniform(0.4, 2.2)))
        step = 100 if wanted >= 400 else 10 if wanted >= 40 else 5 if wanted >= 12 else 1
        return Decimal(max(step, wanted // step * step))

    def _customer(self) -> int:
        return self.chance.choices(list(self.customers), [int(row["weight"]) for row in self.customers.values()])[0]

    def _order(self) -> None:
        clerk = self.chance.choice(("sun", "sun", "gao"))
        draft = self._draft(self._customer(), self.chance.choice((1, 2, 2, 3, 3, 4, 5, 8)))
        made = orders.create_order(self.call(clerk), draft)
        sent = orders.submit_order(self.call(clerk), made.id, made.version)
        fate = self.chance.random()
        if self.clock.now.date() == self.end and self.clock.now.hour >= 12:
            return
        if fate < 0.02:
            self.after(1, lambda: self._turn_down(sent, approval.reject_order, "低于成本价，客户不接受调价"))
        elif fate < 0.04:
            self.after(1, lambda: self._turn_down(sent, approval.send_back, "请核对收货地址后重新提交"))
        else:
            today = self.clock.now.date() == self.end
            self.after(self.chance.uniform(0.1, 0.8 if today else 4), lambda: self._approve(sent, fate))

    def _turn_down(self, sent: Saved, case: Callable[..., Any], reason: str) -> None:
        case(self.call("zhou"), sent.id, sent.version, reason)
        self.after(self.chance.uniform(3, 30), lambda: self._answer(sent.id))

    def _answer(self, order_id: int) -> None:
        """What was sent back is put right and submitted again; what was rejected is given up."""
        order = orders.load(order_id)
        if order.state == "rejected":
            self.refused(orders.cancel_order, "sun", order_id, order.version, "客户不接受，取消")
        elif order.state == "draft":
            again = self.refused(orders.submit_order, "sun", order_id, order.version)
            if again is not None:
                self.after(self.chance.uniform(0.5, 3), lambda: self._approve(again, 0.5))

    def _resume(self, order_id: int) -> None:
        self.refused(orders.resume_order, "sun", order_id, orders.load(order_id).version)

    def _approve(self, sent: Saved, fate: float) -> None:
        decided = approval.approve_order(self.call("zhou"), sent.id, sent.version)
        if fate > 0.992:
            self.after(0.1, lambda: self.refused(orders.hold_order, "sun", sent.id, decided.version, ON_HOLD))
            self.after(self.chance.uniform(20, 60), lambda: self._resume(sent.id))
        elif fate > 0.965:
            self.after(0.2, lambda: self.refused(orders.cancel_order, "sun", sent.id, decided.version, "客户取消订单"))
        elif fate > 0.93 and decided.short:
            self.after(30, lambda: self._close_short(sent.id))

    def _close_short(self, order_id: int) -> None:
        version = orders.load(order_id).version
        self.refused(orders.close_short, "sun", order_id, version, "客户同意余量不再补发")

    def _drafts(self) -> None:
        for customer in list(self.customers)[6:8]:
            orders.create_order(self.call("sun"), self._draft(customer, 2))

    def _stopped(self) -> None:
        """One order turned down this afternoon, and one that waits for its customer's word."""
        waiting = SalesOrder.select().where((SalesOrder.state == "submitted") & ~SalesOrder.on_hold)
        for order in list(waiting.order_by(SalesOrder.id).limit(1)):
            approval.reject_order(self.call("zhou"), order.id, order.version, "低于成本价，请与客户重新议价")
        open_ = (SalesOrder.state == "approved") & (SalesOrder.lines_shipped == 0) & ~SalesOrder.on_hold
        for order in list(SalesOrder.select().where(open_).order_by(SalesOrder.id.desc()).limit(1)):
            self.refused(orders.hold_order, "sun", order.id, order.version, ON_HOLD)

    # ---------------------------------------------------------------- money

    def _collect(self) -> None:
        """Customers pay what is due, most of them; those without credit pay a round sum ahead."""
        for customer, due in self.way.owed(self.clock.now.date()):
            if self.chance.random() < (0.05 if self.customers[customer]["code"] in SLOW else 0.7):
                payments.record_payment(self.call("wu"), customer, due, self.clock.now.date(), "银行转账")
