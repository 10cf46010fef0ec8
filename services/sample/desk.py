"""The sample company's desk: quotations, a price list, the bills of a month, requests to the buyer, papers on file.

Nothing here is left to chance, so that it changes nothing in what else happens.
"""

from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

from models.delivery import Delivery
from models.orders import SalesOrder
from services import (
    attachments,
    billing,
    contracts,
    orders,
    pictures,
    pricing,
    quotations,
    replenishment,
    saved_filters,
)
from services.reports import own
from services.reports.made import Made
from services.sample import papers
from services.sample.data import asks_for
from services.stock import Bought

if TYPE_CHECKING:
    from services.sample.story import Story

CONTRACT = "年度供货协议"
# Customers by their place in the table, and how many lines they are quoted.
AGREED, OFFERED_LONG_AGO, OFFERED, OFFERED_TODAY = 12, 2, 13, 18


class Desk:
    """What the clerks 孙丽 and 高翔 and the bookkeeper 吴静 do beside the orders."""

    def __init__(self, story: "Story") -> None:
        self.story = story

    def agree(self) -> None:
        """A year's price list of a customer, two of its prices for larger quantities; and a filter and a report for
        everybody.
        """
        story = self.story
        customer = list(story.customers)[AGREED]
        lines = []
        for place, product in enumerate(self._asked_for(customer)[11:19]):
            item = story.goods[product]
            lines.append(contracts.ContractLine(product, _share(item.price, "0.93")))
            if place < 2:
                many = Decimal(item.usual * 4)
                lines.append(contracts.ContractLine(product, _share(item.price, "0.89"), many))
        start = story.first - timedelta(30)
        contracts.save_contract(
            story.call("sun"), customer, CONTRACT, start, start + timedelta(364), tuple(lines)
        )  # fmt: skip
        kept = saved_filters.Kept("恒瑞", (("phase", "open", ""),), "due", False)
        saved_filters.save_filter(story.call("chen"), "orders", "恒瑞未结订单", kept, True)
        bought = Made("order_lines", ("category", "month"), ("sum:amount", "sum:ordered", "count"), "came", "quarter")
        own.make_report(story.call("chen"), "各类商品每月订货", bought, True)

    def plan(self) -> None:
        """One quotation that has run out by the last day and two that hold; two requests on the last day."""
        story, end = self.story, self.story.end
        first = max(story.first, end - timedelta(20))
        running_out = min(first + timedelta(10), end - timedelta(1))
        recent = max(story.first, end - timedelta(2))
        story.at(story.on(first, 10.2), partial(self._quote, "sun", OFFERED_LONG_AGO, 4, running_out))
        story.at(story.on(recent, 13.6), partial(self._quote, "gao", OFFERED, 3, end + timedelta(12)))
        story.at(story.on(end, 9.7), partial(self._quote, "sun", OFFERED_TODAY, 5, end + timedelta(15)))
        story.at(story.on(end, 10.6), self._ask_the_buyer)

    def _asked_for(self, customer: int) -> list[int]:
        name = self.story.customers[customer]["name"]
        return [product for product, item in self.story.goods.items() if asks_for(name, item)]

    def _quote(self, who: str, place: int, count: int, valid_until: date) -> None:
        story, customer = self.story, list(self.story.customers)[place]
        row, day = story.customers[customer], story.clock.now.date()
        lines = []
        for product in self._asked_for(customer)[place::5][:count]:
            item = story.goods[product]
            quantity = Decimal(item.usual * 3)
            proposed = pricing.propose(customer, product, quantity, day)
            assert proposed is not None
            lines.append(
                orders.DraftLine(product, quantity, proposed.price, unit=item.unit, price_source=proposed.source)
            )
        draft = orders.Draft(
            customer, "", "", day + timedelta(25), day, row["contact"], row["phone"], row["address"], "含税含运费",
            lines=tuple(lines),
        )  # fmt: skip
        made = orders.create_order(story.call(who), draft)
        quotations.issue_quotation(story.call(who), made.id, made.version, valid_until)

    def _ask_the_buyer(self) -> None:
        """Two products to fill up, one of which the keeper puts on order at once."""
        story, day = self.story, self.story.clock.now.date()
        helmets, biscuits = list(story.goods)[22], list(story.goods)[49]
        note = "常问常缺，请多备一些"
        replenishment.request_goods(story.call("gao"), biscuits, Decimal(120), day + timedelta(10), note)
        asked = replenishment.request_goods(
            story.call("sun"), helmets, Decimal(60), day + timedelta(7), "客户下月开新车间，会来要"
        )
        item = story.goods[helmets]
        replenishment.take_up(
            story.call("liu"), asked.requests, (Bought(helmets, Decimal(80), item.cost),),
            story.suppliers[item.category], day + timedelta(6),
        )  # fmt: skip

    def bill_last_month(self) -> None:
        """On the first morning of a month, what left in the one before."""
        today = self.story.clock.now.date()
        last = today.replace(day=1) - timedelta(1)
        if last in billing.unbilled_months(today):
            billing.bill_month(self.story.call("wu"), last)

    def file_papers(self) -> None:
        """On the last afternoon: a customer's own order with the order, and a picture of a parcel with its delivery."""
        story = self.story
        order = SalesOrder.select().where(SalesOrder.state == "approved").order_by(SalesOrder.id.desc()).get()
        paper = pictures.prepare("客户订单.pdf", papers.customer_order(order.customer_ref))
        attachments.attach("order")(story.call("sun"), order.id, paper)
        sent = Delivery.select().where(Delivery.state == "in_transit").order_by(Delivery.id.desc()).get()
        parcel = pictures.prepare("装车照片.png", papers.parcel())
        attachments.attach("delivery")(story.call("li"), sent.id, parcel)


def _share(price: Decimal, share: str) -> Decimal:
    return (price * Decimal(share)).quantize(Decimal("0.01"))
