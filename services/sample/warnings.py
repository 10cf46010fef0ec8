"""The sample company's warnings: its rules are looked at as time goes by, and people answer what they open.

Nothing here is left to chance: who answers what follows from the incident, so that the story goes on as without it.
"""

from datetime import date, timedelta
from typing import TYPE_CHECKING

from models.watch import Incident
from services import incidents
from services.watch import watching

if TYPE_CHECKING:
    from services.sample.story import Story

# Once a week in the past, each day of the last weeks: what ended long ago needs no more.
FRIDAY, DAILY = 4, timedelta(28)
LOOKS, ANSWERS = 17.3, 9.4
# One in so many is left open; who lets it wait is told by the program when it escalates.
LEFT = 4
# By kind: who answers, what it comes to, and what is said.
SAID = {
    "stock_low": ("liu", "owned", "已请采购补货，到货后关闭"),
    "order_waits": ("zhou", "owned", "等客户确认价格，今天审批"),
    "packed_waits": ("li", "owned", "已约承运商明天上门提货"),
    "promise_risk": ("zhou", "owned", "优先下达仓库"),
    "order_late": ("sun", "owned", "缺货，已与客户约定新的交期"),
    "leaves_late": ("liu", "owned", "缺货部分明天到，先发已到的"),
    "arrives_late": ("li", "owned", "已催承运商，预计明天送达"),
    "not_moving": ("li", "owned", "已请承运商查件"),
    "wrong_way": ("li", "owned", "已与收货人约好再次派送"),
    "closed_short": ("sun", "resolved", "客户同意余量不再补发"),
    "price_under": ("chen", "accepted", "老客户首单，同意让利"),
    "count_differs": ("liu", "resolved", "复盘无误，差异已入账"),
    "refused_scans": ("liu", "resolved", "货品条码已重贴"),
    "lot_expires": ("liu", "accepted", "做促销，先卖临期批次"),
    "overdue": ("wu", "owned", "已电话催款，客户答应本周付"),
    "over_limit": ("wu", "owned", "已发对账单，回款后再发货"),
    "freight_over": ("li", "resolved", "已与承运商核对，退回多收的运费"),
    "supply_late": ("liu", "owned", "供应商答应三天内送到"),
}


def plan(story: "Story", day: date) -> None:
    """The looks and answers of a day; the last look is in the afternoon it all ends."""
    late = story.end - day < DAILY
    if late or day.weekday() == FRIDAY:
        story.at(story.on(day, LOOKS), lambda: look(story))
    if late and day != story.end and day.weekday() <= FRIDAY:
        story.at(story.on(day, ANSWERS), lambda: answer(story))


def look(story: "Story") -> None:
    """What the program does by itself every ten minutes."""
    planned = watching.look(story.clock())
    if planned:
        watching.keep(story.call("liu"), planned)


def answer(story: "Story") -> None:
    """People take over or end what the evening before brought, each what is theirs."""
    mine = (Incident.state == "open") & Incident.kind.in_(list(SAID))
    for row in list(Incident.select().where(mine).order_by(Incident.id)):
        if row.id % LEFT:
            who, state, said = SAID[row.kind]
            incidents.step_incident(story.call(who), row.id, row.version, state, said)
