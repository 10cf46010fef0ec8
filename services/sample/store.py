"""The sample company's store: goods that come in, that are put away, that expire or are damaged."""

import math
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

from models.buying import PurchaseLine, PurchaseOrder
from models.goods import Product, ProductStock
from models.stock import StockBalance
from services import adjusting, stock, stock_count
from services.places import kind_of
from services.stock import Bought, Incoming

if TYPE_CHECKING:
    from services.sample.story import Story

# Lots counted at a time, every fourth week.
COUNTED, WEEKS_BETWEEN = 24, 4
# Products whose supplier is always late, so that something is short.
LATE = frozenset({"PD-0006", "PD-0025", "PD-0043", "PD-0046"})


class Store:
    """What the keeper 刘强 does."""

    def __init__(self, story: "Story") -> None:
        self.story, self._lots = story, 0

    def fill(self) -> None:
        """The stock of the first day: two lots of what is lot-tracked, in two bins."""
        for number, (product, item) in enumerate(self.story.goods.items()):
            days = 8 if item.sku in LATE else self.story.chance.randrange(16, 26)
            whole = self._cartons(product, math.ceil(item.daily * days) + item.usual)
            parts = [whole] if not item.lot_tracked else [whole // 3 // item.carton * item.carton or item.carton, whole]
            lines = tuple(
                self._incoming(product, Decimal(part), self._bin(number + place), age=60 - place * 45)
                for place, part in enumerate(parts)
            )
            stock.receive(self.story.call("liu"), lines, self.story.suppliers[item.category])

    def _bin(self, number: int) -> int:
        return self.story.bins[number % len(self.story.bins)]

    def _cartons(self, product: int, wanted: int) -> int:
        carton = self.story.goods[product].carton
        return max(1, -(-wanted // carton)) * carton

    def _incoming(
        self, product: int, quantity: Decimal, place: int | None, age: int, purchase: int | None = None
    ) -> Incoming:
        """Goods made `age` days ago, or a third of their life when they do not live long."""
        item, today = self.story.goods[product], self.story.clock.now.date()
        if not item.lot_tracked:
            return Incoming(product, quantity, location_id=place, purchase_line_id=purchase)
        self._lots += 1
        made: date | None = None
        expiry: date | None = None
        if item.shelf_days:
            made = today - timedelta(min(age * 3, item.shelf_days - 24 + self._lots % 40))
            expiry = made + timedelta(item.shelf_days)
        number = f"L{chr(65 + self._lots % 20)}-{1000 + self._lots * 37 % 9000}"
        return Incoming(product, quantity, number, made, expiry, place, purchase)

    def morning(self) -> None:
        """What has expired is taken out, what was ordered comes in, what runs low is ordered."""
        story = self.story
        stock.expire_lots(story.call("liu"))
        today = story.clock.now.date()
        if today.weekday() == 6:
            return
        for order in list(PurchaseOrder.select().where(PurchaseOrder.state == "ordered").order_by(PurchaseOrder.id)):
            late = 9 if story.goods[order.purchaseline_set.get().product_id].sku in LATE else 0
            if order.expected + timedelta(late) <= today and story.chance.random() < 0.8:
                story.after(story.chance.uniform(0.6, 5), partial(self._receive, order.id))
        if today.weekday() == 0 and (today - story.first).days // 7 % WEEKS_BETWEEN == 1:
            self.count_some()
        if today.weekday() in (0, 3):
            story.after(1, self._order_what_is_low)

    def _receive(self, order_id: int) -> None:
        lines = list(PurchaseLine.select().where((PurchaseLine.order == order_id) & (PurchaseLine.open > 0)))
        if not lines:
            return
        incoming = tuple(self._incoming(line.product_id, line.open, None, 12, line.id) for line in lines)
        stock.receive(self.story.call("liu"), incoming, PurchaseOrder.get_by_id(order_id).supplier_id)
        self.story.after(1.5, self._put_away)

    def _put_away(self) -> None:
        """Carry what nobody has been promised from the receiving area to its bin."""
        B = StockBalance
        rows = B.select().where((B.on_hand > B.reserved) & (B.quality == "good")).order_by(B.id)
        for row in list(rows):
            if kind_of(row.location_id) == "receiving":
                number = list(self.story.goods).index(row.product_id)
                free = row.on_hand - row.reserved
                stock.move_stock(self.story.call("liu"), row.id, self._bin(number + 2), free)

    def _order_what_is_low(self) -> None:
        wanted: dict[int, list[Bought]] = {}
        for row in ProductStock.select().order_by(ProductStock.product):
            item = self.story.goods[row.product_id]
            if row.available + row.incoming < item.safety + item.daily * 8 + item.usual:
                quantity = Decimal(self._cartons(row.product_id, math.ceil(item.safety + item.daily * 18) + item.usual))
                bought = Bought(row.product_id, quantity, item.cost)
                wanted.setdefault(self.story.suppliers[item.category], []).append(bought)
        expected = self.story.clock.now.date() + timedelta(self.story.chance.randrange(4, 8))
        for supplier, lines in sorted(wanted.items()):
            for start in range(0, len(lines), 8):
                stock.order_goods(self.story.call("liu"), supplier, expected, tuple(lines[start : start + 8]))

    def count_some(self) -> None:
        """Every fourth Monday some bins are counted: one piece more, one less, the others as the book."""
        story = self.story
        free = [
            row for row in StockBalance.select().join(Product)
            .where((StockBalance.on_hand > 200) & (StockBalance.reserved == 0) & ~Product.lot_tracked)
            .order_by(StockBalance.id) if kind_of(row.location_id) == "bin" and row.quality == "good"
        ]  # fmt: skip
        if len(free) > COUNTED:
            lots = tuple(
                stock_count.Count(row.product_id, row.location_id, row.on_hand + more)
                for row, more in ((free[5], 1), (free[9], -1))
            )
            stock_count.post_count(story.call("liu"), lots, "月度盘点", COUNTED - len(lots))

    def show_trouble(self) -> None:
        """On the last afternoon: a frozen lot, a damaged one, a count that differed, goods waiting to be put away."""
        story = self.story
        free = [
            row
            for row in StockBalance.select()
            .where((StockBalance.on_hand > 5) & (StockBalance.reserved == 0))
            .order_by(StockBalance.id)
            if kind_of(row.location_id) == "bin" and row.quality == "good"
        ]
        stock.set_quality(story.call("liu"), free[3].id, "frozen", "包装受潮，等供应商确认")
        stock.set_quality(story.call("liu"), free[11].id, "damaged", "叉车碰坏")
        adjusting.adjust(story.call("liu"), free[7].id, free[7].on_hand - 1, "盘点少 1")
        product = list(story.goods)[30]
        supplier = story.suppliers[story.goods[product].category]
        stock.receive(story.call("liu"), (self._incoming(product, Decimal(72), None, 12),), supplier)
