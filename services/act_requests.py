"""Requests to do what a second person must say yes to: asked for, approved and thereby done, refused, withdrawn."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import msgspec

from models.base import reconnect
from models.driver import peewee
from models.people import User
from models.requests import ActRequest
from resources.i18n import N_
from services import adjusting, found, incidents, printing_jobs, returns, reversing, settings, stock_count, tracking
from services.after_sales import ACT_TERMS
from services.answers import unpacked
from services.errors import Refusal
from services.faults import translated
from services.listing import Column, Filter, Listing, Sort
from services.numbers import next_number
from services.second_person import Kind
from services.transitions import TABLES, move
from services.unit import Actor, Created, Unit, content_hash, refuse_unfit, use_case
from services.versions import refuse_changed

A = ActRequest
RIGHT = "acts.approve"
LONGEST = 500
# A count of ten thousand lots is half of it.
LARGEST = 1_000_000
KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (adjusting.ADJUSTING, stock_count.COUNTING, tracking.WRITING_OFF, printing_jobs.REPRINTING,
                 incidents.ENDING, returns.SCRAPPING, returns.REFUNDING, reversing.REVERSING)
}  # fmt: skip
KIND_TERMS = {
    "adjust": N_("Stock adjustment"), "count": N_("Count of stock"), "write_off": N_("Write-off"),
    "reprint": N_("Printing again"), "ending": N_("Answer to an incident"), "scrap": N_("Scrapping of a return"),
    "refund": N_("Refund"), "reverse": N_("Reversal of a move"),
}  # fmt: skip
_BY = User.alias("decided")

REQUESTS = Listing(
    name="act_requests",
    title=N_("Requests for approval"),
    source=lambda what: (
        A.select(*what).join(User, peewee.JOIN.LEFT_OUTER, on=A.user == User.id).switch(A)
        .join(_BY, peewee.JOIN.LEFT_OUTER, on=A.decided_by == _BY.id)
    ),
    bare=lambda what: A.select(*what),
    columns=(
        Column("number", N_("Request no."), "two_lines", A.number, 240, "newest", second="about"),
        Column("about", N_("About"), "text", A.subject_text, 0),
        Column("kind", N_("Kind"), "text", A.kind, 176, terms=tuple(KIND_TERMS.items())),
        Column("amount", N_("Amount ¥"), "amount", A.amount, 110, right="credit.view"),
        Column("state", N_("State"), "state", A.state, 126),
        Column("at", N_("Asked at"), "moment", A.at, 120),
        Column("who", N_("Asked by"), "text", User.name, 110),
        Column("by", N_("Decided by"), "text", _BY.name, 0),
        Column("answer", N_("Reply"), "text", A.answer, 0),
    ),
    sorts=(Sort("newest", N_("Newest first"), (), A.id, descending=True),),
    filters=(
        Filter("state", N_("State"), lambda v: A.state == v, tuple(ACT_TERMS.items())),
        Filter("mine", N_("Asked by me"), lambda v: A.user == int(v), menu=False),
    ),
    search=lambda text: found.starts(A.number, text.strip().upper()),
    state_kind="act",
    right="deliveries.view",
)


def _kind(name: str) -> Kind:
    if name not in KINDS:
        raise Refusal("bad_kind", kind=name)
    return KINDS[name]


def _arguments(kind: Kind, text: str | bytes) -> Any:
    """Refuses bad_request for what is no such act."""
    try:
        return unpacked(msgspec.json.decode(text), kind.arguments)
    except (msgspec.MsgspecError, TypeError, ValueError, KeyError, IndexError, StopIteration) as error:
        raise Refusal("bad_request") from error


@use_case("act.ask", right="")
def ask(u: Unit, kind: str, arguments: bytes, why: str = "") -> Created:
    """Ask a second person for an act that is over the company's limit; nothing is done yet.

    `arguments` is JSON, at most LARGEST bytes. Refuses not_allowed for who may not do such an act at all, bad_kind,
    bad_request, too_long, too_long_text, bad_text, bad_number, not_over_limit, waits_already.
    """
    act = _kind(kind)
    if not u.holds(act.right):
        raise Refusal("not_allowed", use_case=act.right)
    if len(why.strip()) > LONGEST:
        raise Refusal("too_long", field="note", most=LONGEST)
    if len(arguments) > LARGEST:
        raise Refusal("too_long_text", most=LARGEST)
    given = _arguments(act, arguments)
    refuse_unfit(given)
    if act.check is not None:
        act.check(u, given)
    weighed = act.weigh(given)
    if not weighed.over:
        raise Refusal("not_over_limit")
    content = content_hash([kind, arguments])
    same = A.get_or_none((A.state == "waiting") & (A.content == content))
    if same is not None:
        raise Refusal("waits_already", number=same.number)
    row = A.create(
        number=next_number("AR", u.today), kind=kind, subject_kind=weighed.subject_kind, subject_id=weighed.subject_id,
        subject_text=weighed.text, amount=weighed.amount, arguments=arguments.decode(), content=content,
        why=why.strip() or weighed.why,
        at=u.now, user=u.user_id,
    )  # fmt: skip
    _tell(u, row, "asked", why.strip())
    return Created(row.id)


def _waiting(u: Unit, request_id: int, version: int, target: str) -> ActRequest:
    row = A.get_or_none(A.id == request_id)
    if row is None:
        raise Refusal("unknown_act")
    refuse_changed(row, version, "act")
    move("act", row, target)
    row.decided_at, row.decided_by, row.version = u.now, u.user_id, row.version + 1
    return row


def _tell(u: Unit, row: ActRequest, state: str, text: str) -> None:
    """Note the step at its subject, which an act that is no longer known leaves out: it can still be ended."""
    act = KINDS.get(row.kind)
    if act is not None and act.told is not None:
        try:
            act.told(u, _arguments(act, row.arguments), state, text)
        except Refusal as refusal:
            if refusal.code != "bad_request":
                raise
    u.about(row.subject_kind, row.subject_id, request=row.number, act=row.kind, amount=row.amount, reason=text)
    u.topics.add("acts")


@use_case("act.approve", right=RIGHT)
def approve(u: Unit, request_id: int, version: int) -> Created:
    """Say yes: what was asked for is done now, by whoever approves it, or refused as it would be otherwise.

    Refuses unknown_act, changed_meanwhile, wrong_state, own_act (unless the company allows to approve one's own),
    bad_request, and what the act itself refuses.
    """
    row = _waiting(u, request_id, version, "approved")
    own = row.user_id is not None and row.user_id == u.user_id
    if own and not settings.get("approval.allow_own"):
        raise Refusal("own_act", number=row.number)
    row.save()
    act = _kind(row.kind)
    given = _arguments(act, row.arguments)
    act.perform(u, given)
    u.about(row.subject_kind, row.subject_id, request=row.number, act=row.kind, amount=row.amount, asked_by=row.user_id)
    u.topics.add("acts")
    return Created(row.id)


@use_case("act.refuse", right=RIGHT)
def refuse(u: Unit, request_id: int, version: int, answer: str) -> Created:
    """Say no, and why. Refuses unknown_act, changed_meanwhile, wrong_state, reason_missing, too_long."""
    row = _waiting(u, request_id, version, "refused")
    row.answer = answer.strip()
    if not row.answer:
        raise Refusal("reason_missing")
    if len(row.answer) > LONGEST:
        raise Refusal("too_long", field="reason", most=LONGEST)
    row.save()
    _tell(u, row, "sent_back", row.answer)
    return Created(row.id)


@use_case("act.withdraw", right="")
def withdraw(u: Unit, request_id: int, version: int) -> Created:
    """Take one's own request back. Refuses unknown_act, not_allowed, changed_meanwhile, wrong_state."""
    row = A.get_or_none(A.id == request_id)
    if row is not None and row.user_id != u.user_id:
        raise Refusal("not_allowed", use_case="act.withdraw")
    row = _waiting(u, request_id, version, "withdrawn")
    row.save()
    _tell(u, row, "withdrawn", "")
    return Created(row.id)


@dataclass(frozen=True, slots=True)
class RequestView:
    """One request for its panel. `own` says that it can't be approved by who looks; `steps` are what may become of it.
    """

    id: int
    version: int
    number: str
    kind: str
    state: str
    subject_kind: str
    subject_id: int
    about: str
    amount: Decimal | None
    why: str
    at: datetime
    who: str
    mine: bool
    own: bool
    decided_at: datetime | None
    decided_by: str
    answer: str
    steps: tuple[str, ...]


def request(request_id: int, actor: Actor) -> RequestView | None:
    """None when there is none."""
    with translated():
        reconnect()
        row = A.get_or_none(A.id == request_id)
        if row is None:
            return None
        who, by = (User.get_or_none(User.id == each) for each in (row.user_id, row.decided_by_id))
        mine = row.user_id is not None and row.user_id == actor.user_id
        own = mine and not settings.get("approval.allow_own")
    steps = tuple(step for step in ACT_TERMS if (row.state, step) in TABLES["act"])
    return RequestView(
        row.id, row.version, row.number, row.kind, row.state, row.subject_kind, row.subject_id, row.subject_text,
        row.amount, row.why, row.at, who.name if who else "", mine, own, row.decided_at, by.name if by else "",
        row.answer, steps,
    )  # fmt: skip


def waiting_count() -> int:
    """How many requests wait."""
    with translated():
        reconnect()
        return int(A.select().where(A.state == "waiting").count())
