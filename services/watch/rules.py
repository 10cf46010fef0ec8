"""The rules, as data: what each looks for, from which limit on, how grave it is, who answers and until when.

A company changes limit, gravity, role and time, or switches a rule off; what it never changed stands here.
"""

from dataclasses import replace

from resources.i18n import N_
from services import settings
from services.watch import finding, otherwise
from services.watch.changed import Changed
from services.watch.rule import Rule

SEVERITIES = {"low": N_("Minor"), "normal": N_("Normal"), "high": N_("High")}
RULES = {
    rule.code: rule
    for rule in (
        Rule("stock_low",
             N_("A product has less than its safety stock, or less than is promised."), finding.stock_low, "warehouse",
             hours=72),
        Rule("order_waits",
             N_("An order was submitted {limit} hours ago and is not decided."), finding.order_waits, "approver",
             "hours", 8, hours=4),
        Rule("approved_waits",
             N_("An order was approved {limit} hours ago and nothing of it is being picked."),
             finding.approved_waits, "approver", "hours", 72, on=False),
        Rule("released_waits",
             N_("A delivery was released {limit} hours ago and is not picked."), finding.released_waits, "warehouse",
             "hours", 24, on=False),
        Rule("picked_waits",
             N_("A delivery was picked {limit} hours ago and is not packed."), finding.picked_waits, "warehouse",
             "hours", 24),
        Rule("packed_waits",
             N_("A delivery was packed {limit} hours ago and has not left."), finding.packed_waits, "logistics",
             "hours", 48),
        Rule("promise_risk",
             N_("It is less than {limit} hours to the end of the promised day of a delivery that is not released to the"
                " warehouse, or of an order of which nothing is planned."), finding.promise_risk, "approver", "hours",
             36, hours=8),
        Rule("order_late",
             N_("An order was promised {limit} days ago or more, and what it still wants is on no delivery."),
             finding.order_late, "clerk", "days", 1, "high", 8),
        Rule("leaves_late",
             N_("A delivery was promised {limit} days ago or more and has not left."), finding.leaves_late, "warehouse",
             "days", 1, "high", 8),
        Rule("arrives_late",
             N_("A delivery left, and {limit} days after its promised day nobody has signed; where its carrier says how"
                " long it takes, that time is over too."), finding.arrives_late,
             "logistics", "days", 1, "high"),
        Rule("not_moving",
             N_("A delivery is on its way and nothing was heard of it for {limit} days."), finding.not_moving,
             "logistics", "days", 3),
        Rule("wrong_way",
             N_("The last that was heard of a delivery on its way is a failed attempt, an exception or its return."),
             otherwise.wrong_way, "logistics", hours=8),
        Rule("closed_short",
             N_("An order was closed within the last 14 days and {limit} % or more of it was not shipped."),
             otherwise.closed_short, "clerk", "percent", 10, "low", 72, happened=True),
        Rule("price_under",
             N_("An order of the last 14 days was approved although a price is below the least one or below cost."),
             otherwise.price_under, "owner", hours=72, happened=True),
        Rule("import_doubts",
             N_("Orders of an import are still drafts or on hold {limit} hours later."),
             otherwise.import_doubts, "clerk", "hours", 4, hours=8),
        Rule("count_differs",
             N_("Counts of the last 14 days moved {limit} yuan or more of a product, up and down together."),
             otherwise.count_differs, "warehouse", "number", 500, hours=72, happened=True),
        Rule("refused_scans",
             N_("{limit} scans or more were refused at one delivery within a day."), finding.refused_scans, "warehouse",
             "number", 5, happened=True),
        Rule("lot_expires",
             N_("A lot on hand expires within {limit} days or has expired."), finding.lot_expires,
             "warehouse", "days", 30, "low", 72),
        Rule("over_limit", N_("A customer owes more than the credit limit."),
             finding.over_limit, "finance"),
        Rule("overdue", N_("A bill is {limit} days past its due date."), finding.overdue, "finance",
             "days", 15, hours=72),
        Rule("freight_over",
             N_("A carrier asked for {limit} yuan or more beyond its price table, for a delivery of the last 45 days."),
             finding.freight_over, "logistics", "number", 5, hours=72),
        Rule("supply_late",
             N_("Goods on order are {limit} days past their expected day."), finding.supply_late, "warehouse",
             "days", 1),
        Rule("paper_stuck", N_("Papers could not be printed."), finding.paper_stuck, "warehouse",
             severity="high", hours=4),
        Rule("backup_old", N_("The last good backup is {limit} days old."), finding.backup_old,
             "owner", "days", 2, "high"),
    )
}  # fmt: skip


def in_force() -> dict[str, Rule]:
    """The rules as this company set them."""
    changed: dict[str, Changed] = settings.get("watch.rules")
    return {code: replace(rule, **changed.get(code, {})) for code, rule in RULES.items()}
