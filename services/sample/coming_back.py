"""What customers of the sample company send back, and what a second person is asked for.

Which delivery and which goods follow from what there is on the day, so that chance goes on as without it.
"""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

from models.after_sales import ReturnLine, ReturnOrder
from models.delivery import Delivery
from models.goods import Product
from models.requests import ActRequest
from models.stock import StockBalance
from services import act_requests, adjusting, returns
from services.errors import Refusal
from services.places import kind_of
from services.second_person import Ask

if TYPE_CHECKING:
    from services.sample.story import Story

# Days before the last one on which it is announced, received, looked over and settled; why, what is said, how it ends.
RETURNS = (
    (31, 29, 28, 26, "damaged", "外箱压破，货物有划痕", "refunded"),
    (9, 7, 6, 5, "not_wanted", "买多了，包装未拆", ""),
    (5, 3, 1, 0, "wrong_goods", "发错规格，客户要求换货", "replaced"),
    (4, 2, 0, -1, "quality", "表面有气泡", "refunded"),
    (3, 0, -1, -1, "expired", "到货时已临近保质期", "refunded"),
    (0, -1, -1, -1, "damaged", "两件破损，已拍照", "refunded"),
)
PIECES = Decimal(2)
# What is written off at cost, in yuan: more than the company allows one person.
BROKEN = 1100
# Days before the last one, why, and what came of it: approved, refused, or waiting.
ASKED = (
    (20, "叉车撞倒一托，报废", "approved"), (8, "盘点少一批，未找到", "refused"), (0, "漏水浸湿，无法销售", "waiting"),
)  # fmt: skip
AGAIN = "请先复盘，再查一遍旁边的货位"


class ComingBack:
    """What the clerk 孙丽, the keeper 刘强, the bookkeeper 吴静 and the approver 周建国 do about it."""

    def __init__(self, story: "Story") -> None:
        self.story = story

    def plan(self) -> None:
        """Each step at its day and hour; what lies after the last afternoon never happens."""
        for announced, received, looked, settled, reason, note, end in RETURNS:
            made: list[int] = []
            self._on(announced, 9.4, partial(self._open, made, reason, note))
            self._on(received, 10.2, partial(self._receive, made))
            self._on(looked, 11.1, partial(self._look_over, made, reason))
            self._on(settled, 11.8, partial(self._settle, made, end))
        for days, why, answer in ASKED:
            self._on(days, 13.3, partial(self._ask, why, answer))

    def _on(self, days: int, hour: float, step: Callable[[], None]) -> None:
        day: date = self.story.end - timedelta(days)
        if day > self.story.first:
            self.story.at(self.story.on(day, hour), step)

    def _open(self, made: list[int], reason: str, note: str) -> None:
        """The newest delivery that was signed for and of which nothing came back yet."""
        back = ReturnOrder.select(ReturnOrder.delivery)
        there = (Delivery.state == "closed") & (Delivery.outcome == "signed") & Delivery.id.not_in(back)
        for delivery in Delivery.select().where(there).order_by(Delivery.id.desc()).limit(1):
            (line, lot), left = next(iter(returns.returnable(delivery).items()))
            wanted = (returns.Wanted(line, lot, min(left, PIECES)),)
            made.append(returns.open_return(self.story.call("sun"), delivery.id, wanted, reason, note).id)

    def _receive(self, made: list[int]) -> None:
        for row in map(ReturnOrder.get_by_id, made):
            came = tuple(returns.Came(line.id, line.quantity) for line in ReturnLine.of("position", order=row.id))
            returns.receive_return(self.story.call("liu"), row.id, row.version, came)

    def _look_over(self, made: list[int], reason: str) -> None:
        """What is whole goes on sale again."""
        for row in map(ReturnOrder.get_by_id, made):
            lines = ReturnLine.of("position", order=row.id)
            whole = reason in ("not_wanted", "wrong_goods")
            verdicts = tuple(
                returns.Verdict(line.id, restocked=line.received) if whole
                else returns.Verdict(line.id, scrapped=line.received) for line in lines
            )  # fmt: skip
            returns.inspect_return(self.story.call("liu"), row.id, row.version, verdicts)

    def _settle(self, made: list[int], end: str) -> None:
        for row in map(ReturnOrder.get_by_id, made):
            worth = returns.value_of(row, ReturnLine.of("position", order=row.id))
            amount = min(worth, returns.refundable(row.delivery)) if end == "refunded" else Decimal(0)
            outcome = "" if end == "refunded" and not amount else end
            self._or_ask("wu", returns.settle_return, row.id, row.version, outcome, amount)

    def _ask(self, why: str, answer: str) -> None:
        """Goods in a bin that nobody was promised, of which so much is gone that somebody has to approve it."""
        others = Product.id.not_in(ActRequest.select(ActRequest.subject_id))
        free = (StockBalance.quality == "good") & (StockBalance.reserved == 0) & (Product.cost > 0) & others
        for row in StockBalance.select().join(Product).where(free).order_by(StockBalance.id):
            gone = Decimal(-(-BROKEN // row.product.cost))
            if kind_of(row.location_id) == "bin" and row.on_hand > gone * 2:
                asked = self._or_ask("liu", adjusting.adjust, row.id, row.on_hand - gone, why)
                self._answer(asked, answer)
                return

    def _or_ask(self, who: str, act: Callable[..., Any], *given: Any) -> int | None:
        """Do it, or ask for it where it is above the company's limit; the request."""
        try:
            act(self.story.call(who), *given)
        except Refusal as refused:
            wanted = refused.data.get("ask")
            if not isinstance(wanted, Ask):
                raise
            return act_requests.ask(self.story.call(who), wanted.kind, wanted.arguments).id
        return None

    def _answer(self, asked: int | None, answer: str) -> None:
        if asked is None:
            return
        row = ActRequest.get_by_id(asked)
        if answer == "approved":
            act_requests.approve(self.story.call("zhou"), asked, row.version)
        elif answer == "refused":
            act_requests.refuse(self.story.call("zhou"), asked, row.version, AGAIN)
