"""What waits for a person, by their rights: one task a kind, or one a document where there are few."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from models.after_sales import ReturnOrder
from models.base import reconnect
from models.buying import PurchaseLine
from models.delivery import Delivery
from models.driver import peewee
from models.fields import total
from models.goods import ProductStock
from models.money import Receivable
from models.orders import ApprovalRequest, OrderLine, SalesOrder
from models.requests import ActRequest
from models.watch import Incident
from services import backup, billing, delivery_views, prints, readiness, request_views
from services.asked import TO_ANSWER, asked_of
from services.faults import translated
from services.incidents import HANDLE
from services.listing import Query
from services.lists import BELOW, HAPPENED, late_on_the_way, late_orders
from services.stock_lists import due
from services.unit import Actor

O, D = SalesOrder, Delivery
# So many documents of a kind are named one by one; more are one task.
NAMED = 2
# Tasks of the delivery window, by the filter of its list that finds them.
OWN = (("dispatch", ("ready", "yes")), ("lacking", ("ready", "no")), ("sign", ("state", "packed")),
       ("release", ("state", "planned")))  # fmt: skip
OLD_BACKUP = timedelta(days=2)
# How long it is told that one's own request was turned down.
TOLD = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do. `id`, `number` and `party` name a document; without an id it stands for `count` of them.

    `days` is how late or old, `amount` what it is about in money, `text` a reason or a code, `missing` what keeps a
    delivery from leaving (services.readiness).
    """

    kind: str
    count: int = 1
    id: int | None = None
    number: str = ""
    party: str = ""
    days: int = 0
    amount: Decimal | None = None
    text: str = ""
    missing: tuple[tuple[str, str], ...] = ()


Find = Callable[[Actor, date, datetime], list[Task]]


def waiting(actor: Actor, now: datetime) -> tuple[Task, ...]:
    """Everything that waits for this person, most urgent kind first."""
    day = now.astimezone().date()
    with translated():
        reconnect()
        mine = (find for _kinds, rights, find in KINDS if rights <= actor.rights)
        return tuple(task for find in mine for task in find(actor, day, now))


def _late_orders(actor: Actor, day: date, now: datetime) -> list[Task]:
    late = late_orders(day)
    rows = O.select(O.id, O.number, O.customer_name, O.due).where(late).order_by(O.due, O.id).limit(NAMED + 1).tuples()
    named = [Task("late", 1, r[0], r[1] or "", r[2], (day - r[3]).days) for r in rows]
    return _few(named, lambda: Task("late", O.select().where(late).count(), days=named[0].days))


def _few(named: list[Task], many: Callable[[], Task]) -> list[Task]:
    return named if len(named) <= NAMED else [many()]


def _own_deliveries(actor: Actor, day: date, now: datetime) -> list[Task]:
    """What the delivery window calls to do: to dispatch, to complete so that it can be, to sign off, to release."""
    found, mine = list[Task](), ("mine", delivery_views.mine(actor.rights, actor.user_id))
    for kind, asked in OWN:
        found += _deliveries(kind, Query(filters=(mine, asked), sort="due"), day)
    return [_with_missing(task, day) if task.kind == "lacking" and task.id else task for task in found]


def _with_missing(task: Task, day: date) -> Task:
    return replace(task, missing=readiness.missing_of(D.get_by_id(task.id), day))


def _deliveries(kind: str, query: Query, day: date) -> list[Task]:
    ids = [key[-1] for key in delivery_views.WINDOW.page(query, limit=NAMED + 1).keys]
    rows = D.select(D.id, D.number, D.customer_name, D.due).where(D.id.in_(ids)).order_by(D.due, D.id).tuples()
    named = [Task(kind, 1, r[0], r[1], r[2], max((day - r[3]).days, 0)) for r in rows]
    return _few(named, lambda: Task(kind, delivery_views.WINDOW.count(query)))


def _returned(actor: Actor, day: date, now: datetime) -> list[Task]:
    """One's own orders that were sent back or rejected and wait to be changed."""
    mine = (O.author == actor.user_id) & O.state.in_(("draft", "rejected"))
    rows = (
        ApprovalRequest.select(O.id, O.number, O.customer_name, O.state, ApprovalRequest.reason)
        .join(O)
        .where(mine & ApprovalRequest.decision.in_(("sent_back", "rejected")))
        .order_by(ApprovalRequest.id.desc())
        .limit(20)
        .tuples()
    )
    newest = {row[0]: row for row in reversed(list(rows))}
    named = [Task(_kind_of(r[3]), 1, r[0], r[1] or "", r[2], text=r[4]) for r in newest.values()]
    return _few(named, lambda: Task("sent_back", len(named)))


def _kind_of(state: str) -> str:
    return "rejected" if state == "rejected" else "sent_back"


def _to_decide(actor: Actor, day: date, now: datetime) -> list[Task]:
    submitted = O.state == "submitted"
    asked = O.select(O.id, O.number, O.customer_name, O.submitted_at).where(submitted)
    rows = asked.order_by(O.id).limit(NAMED + 1).tuples()
    named = [Task("decide", 1, r[0], r[1] or "", r[2], (day - r[3].astimezone().date()).days) for r in rows]
    return _few(named, lambda: Task("decide", O.select().where(submitted).count(), days=named[0].days))


def _returns(state: str, kind: str) -> Find:
    """Returns that wait for a step."""

    def find(actor: Actor, day: date, now: datetime) -> list[Task]:
        mine = ReturnOrder.state == state
        asked = ReturnOrder.select(ReturnOrder.id, ReturnOrder.number, ReturnOrder.customer_name).where(mine)
        named = [Task(kind, 1, *row) for row in asked.order_by(ReturnOrder.id).limit(NAMED + 1).tuples()]
        return _few(named, lambda: Task(kind, ReturnOrder.select().where(mine).count()))

    return find


def _requests(actor: Actor, day: date, now: datetime) -> list[Task]:
    """What is above a limit and waits for a second person, without one's own."""
    mine = (ActRequest.state == "waiting") & (ActRequest.user.is_null() | (ActRequest.user != actor.user_id))
    asked = ActRequest.select(ActRequest.id, ActRequest.number, ActRequest.subject_text, ActRequest.at).where(mine)
    rows = asked.order_by(ActRequest.id).limit(NAMED + 1).tuples()
    named = [Task("request", 1, r[0], r[1], r[2], (day - r[3].astimezone().date()).days) for r in rows]
    return _few(named, lambda: Task("request", ActRequest.select().where(mine).count(), days=named[0].days))


def _turned_down(actor: Actor, day: date, now: datetime) -> list[Task]:
    """One's own requests that were turned down lately, with the answer."""
    mine = (ActRequest.user == actor.user_id) & (ActRequest.state == "refused") & (ActRequest.decided_at > now - TOLD)
    rows = ActRequest.select(ActRequest.id, ActRequest.number, ActRequest.subject_text, ActRequest.answer).where(mine)
    named = [Task("turned_down", 1, r[0], r[1], r[2], text=r[3]) for r in rows.order_by(ActRequest.id.desc()).tuples()]
    return _few(named, lambda: Task("turned_down", len(named)))


def _unmatched(actor: Actor, day: date, now: datetime) -> list[Task]:
    """Drafts from files that name a customer or product nobody here knows."""
    unknown = OrderLine.select(OrderLine.id).where((OrderLine.order == O.id) & OrderLine.product.is_null())
    drafts = (O.state == "draft") & O.source.startswith("import:") & (O.customer.is_null() | peewee.fn.EXISTS(unknown))
    count = O.select().where(drafts).count()
    return [Task("unmatched", count)] if count else []


def _late_on_the_way(actor: Actor, day: date, now: datetime) -> list[Task]:
    """What left and was not signed for by its promised day."""
    late = late_on_the_way(day)
    rows = D.select(D.id, D.number, D.customer_name, D.due).where(late).order_by(D.due, D.id).limit(NAMED + 1).tuples()
    named = [Task("road", 1, r[0], r[1], r[2], (day - r[3]).days) for r in rows]
    return _few(named, lambda: Task("road", D.select().where(late).count(), days=named[0].days))


def _incidents(actor: Actor, day: date, now: datetime) -> list[Task]:
    """What happened at work, that this person or nobody took over."""
    free = Incident.owner.is_null() | (Incident.owner == actor.user_id)
    mine = TO_ANSWER & Incident.kind.in_(HAPPENED) & free
    rows = (
        Incident.select(Incident.id, Incident.number, Incident.subject_text, Incident.kind)
        .where(mine).order_by(Incident.id).limit(NAMED + 1).tuples()
    )  # fmt: skip
    named = [Task("incident", 1, r[0], r[1], r[2], text=r[3]) for r in rows]
    return _few(named, lambda: Task("incident", Incident.select().where(mine).count()))


def _warnings(actor: Actor, day: date, now: datetime) -> list[Task]:
    """What rules opened and nobody ended."""
    count = Incident.select().where(TO_ANSWER & Incident.kind.not_in(HAPPENED)).count()
    return [Task("warnings", count)] if count else []


def _asked_warnings(actor: Actor, day: date, now: datetime) -> list[Task]:
    """What is theirs to answer, for who does not handle all incidents."""
    if HANDLE in actor.rights or actor.user_id is None:
        return []
    count = Incident.select().where(asked_of(actor.user_id)).count()
    return [Task("asked_warnings", count)] if count else []


def _to_pick(actor: Actor, day: date, now: datetime) -> list[Task]:
    count = D.select().where(D.state == "released").count()
    return [Task("pick", count)] if count else []


def _arriving(actor: Actor, day: date, now: datetime) -> list[Task]:
    count = PurchaseLine.select().where(due(day)).count()
    return [Task("receive", count)] if count else []


def _low(actor: Actor, day: date, now: datetime) -> list[Task]:
    count = ProductStock.select().where(ProductStock.level.in_(BELOW)).count()
    return [Task("buy", count)] if count else []


def _asked(actor: Actor, day: date, now: datetime) -> list[Task]:
    count = request_views.open_requests()
    return [Task("asked", count)] if count else []


def _overdue(actor: Actor, day: date, now: datetime) -> list[Task]:
    late = (Receivable.open > 0) & (Receivable.due < day)
    amount = Receivable.select(total(Receivable.open)).where(late).tuples()[0][0]
    customers = Receivable.select(Receivable.customer).where(late).distinct().count()
    return [Task("overdue", customers, amount=amount)] if amount else []


def _unbilled(actor: Actor, day: date, now: datetime) -> list[Task]:
    months = billing.unbilled_months(day)
    return [Task("bill", len(months), text=f"{months[0]:%Y-%m}")] if months else []


def _stuck(actor: Actor, day: date, now: datetime) -> list[Task]:
    found = prints.stuck(actor.station, lambda: now)
    return [Task("print", len(found), text=found[0].error)] if found else []


def _backup(actor: Actor, day: date, now: datetime) -> list[Task]:
    newest = backup.last()
    if newest.error:
        return [Task("backup_failed", text=newest.error)]
    if newest.at is not None and now - newest.at > OLD_BACKUP:
        return [Task("backup_old", days=(now - newest.at).days)]
    return []


# The kinds of tasks, the rights they take, also the one of the window they lead to, and what finds them.
KINDS: tuple[tuple[frozenset[str], frozenset[str], Find], ...] = tuple(
    (frozenset(kinds.split()), frozenset(rights.split()), find)
    for kinds, rights, find in (
        ("print", "deliveries.pick", _stuck),
        ("late", "orders.edit orders.view", _late_orders),
        ("incident", "incidents.edit deliveries.view", _incidents),
        ("warnings", "incidents.edit deliveries.view", _warnings),
        ("asked_warnings", "deliveries.view", _asked_warnings),
        ("road", "tracking.edit deliveries.view", _late_on_the_way),
        ("decide", "orders.approve", _to_decide),
        ("request", "acts.approve deliveries.view", _requests),
        ("turned_down", "deliveries.view", _turned_down),
        ("look_over", "returns.receive deliveries.view", _returns("received", "look_over")),
        ("settle", "payments.edit deliveries.view", _returns("inspected", "settle")),
        ("sent_back rejected", "orders.edit orders.view", _returned),
        (" ".join(kind for kind, _asked_for in OWN), "deliveries.view", _own_deliveries),
        ("pick", "deliveries.pick", _to_pick),
        ("unmatched", "orders.import orders.view", _unmatched),
        ("receive", "stock.receive stock.view", _arriving),
        ("bill", "payments.edit credit.view", _unbilled),
        ("overdue", "payments.edit credit.view", _overdue),
        ("asked", "purchases.edit", _asked),
        ("buy", "purchases.edit stock.view", _low),
        ("backup_failed backup_old", "backup.run", _backup),
    )
)
