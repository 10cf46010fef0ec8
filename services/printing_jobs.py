"""Print jobs: rows that survive a restart, each sent once by the station it names.

A paper (a kind of a delivery or of one of its packages) is printed once by itself; what is asked for later is a copy
with its number, marked on the paper, with a reason in the audit log. A job that waits is never doubled.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

import msgspec

from models.base import reconnect
from models.delivery import Delivery, HandOver, Package
from models.driver import peewee
from models.goods import Product
from models.paper import PrintJob
from models.parties import Customer
from models.statement import Statement
from models.stock import Lot, StockBalance
from services import label_templates, print_rules, settings
from services.errors import NeedsConfirmation, Refusal
from services.faults import translated
from services.second_person import Kind, Weighed, hold
from services.unit import Created, Unit, encode, use_case

LISTED = ("A4", "A5", "241x140")
# The sizes each kind of paper is laid out for, in millimetres, the usual one first.
SIZES: dict[str, tuple[str, ...]] = {
    "label": ("100x150", "76x130", "100x180"),
    "carton": ("100x100",),
    "note": ("A4", "241x140", "241x93.1", "A5"),
    "picklist": LISTED,
    "handover": LISTED,
    "packing": LISTED,
    "return": LISTED,
    "statement": LISTED,
    "product": ("60x40", "50x30", "40x30"),
    "lot": ("60x40",),
    "bin": ("60x40",),
    "list": ("A4",),
}
# A list is printed as it stands on the screen, and is no job that could be done again.
KINDS = tuple(kind for kind in SIZES if kind != "list")
# The papers of a delivery; a job of another kind names something else by its number.
OF_DELIVERY = ("label", "carton", "note", "picklist", "packing", "return")
# Labels: laid out by a template, so that they can be asked for in any size or template there is.
LABELS = ("label", "carton", "product", "lot", "bin")
# Those of goods: their job names a product and, where others name a package, a lot.
OF_GOODS = ("product", "lot")
# Papers that come out of the printer for another kind.
PRINTED_BY = {
    "carton": "label", "lot": "product", "bin": "product", "packing": "list", "return": "list", "statement": "list",
}  # fmt: skip
MOST_COPIES, MOST_LOTS = 500, 100


@dataclass(frozen=True, slots=True)
class Wish:
    """How a paper is asked for where that differs from the usual.

    `size` is one of SIZES or, for a label, the key of a template; `start` the place of a sheet of labels to begin at;
    `prices` whether a note shows money, `language` a key of LANGUAGES, `printer` a printer of
    the system by name, `vehicle` who drives, for a note; `seal` asks
    for the company's seal, by those who may; empty or None is as this PC, the customer and the company
    have it.
    """

    size: str = ""
    prices: bool | None = None
    language: str = ""
    copies: int = 1
    printer: str = ""
    vehicle: str = ""
    start: int = 1
    seal: bool = False


USUAL = Wish()
# What a job is about where that is no delivery.
SUBJECTS = {"handover": "handover", "product": "product", "lot": "product", "bin": "location", "statement": "customer"}
LONGEST_REASON = 200
SEAL = "papers.seal"
# How long a paper may be on its way before a person may say what became of it.
LONG_SENDING = timedelta(minutes=2)
_ADD = Statement(
    lambda kind, delivery, package, copy, station, wish, at: PrintJob.insert(
        {
            PrintJob.kind: kind, PrintJob.delivery_id: delivery, PrintJob.package: package, PrintJob.copy: copy,
            PrintJob.state: "queued", PrintJob.station: station, PrintJob.path: wish, PrintJob.error: "",
            PrintJob.reason: "", PrintJob.at: at,
        }
    ).on_conflict_ignore()
)  # fmt: skip


def queue_for(u: Unit, delivery: Delivery, when: str) -> None:
    """What the company's rules print of a delivery when this happens, each paper once at each moment and station they
    name: the second station's is copy 2, and so is that of the second moment."""
    copies: Counter[str] = Counter()
    for rule in print_rules.due(when, u.actor.station):
        copies[rule.kind] += 1
        packages = [row.number for row in Package.of("number", delivery=delivery.id)] if rule.kind == "label" else [0]
        wish, later = kept(Wish(copies=rule.copies)), print_rules.printed_earlier(when, rule.kind)
        station = rule.to or u.actor.station
        for package in packages:
            if later:
                _add_later(u, rule.kind, delivery.id, package, when, station, wish)
                continue
            _ADD.run(kind=rule.kind, delivery=delivery.id, package=package, copy=copies[rule.kind],
                     station=station, wish=wish, at=u.now)  # fmt: skip
        u.topics.add("print_jobs")


def _add_later(u: Unit, kind: str, subject_id: int, package: int, when: str, station: str, wish: str) -> None:
    """One more copy for a later moment, whose name is its reason, however many there are already."""
    J = PrintJob
    mine = (J.kind == kind) & (J.delivery_id == subject_id) & (J.package == package)
    if J.select().where(mine & (J.reason == when) & (J.station == station)).exists():
        return
    last = newest(kind, subject_id, package)
    J.create(kind=kind, delivery_id=subject_id, package=package, copy=last.copy + 1 if last else 1, station=station,
             at=u.now, path=wish, reason=when)  # fmt: skip


def withdraw(u: Unit, delivery: Delivery) -> None:
    """Papers of a delivery that wait for their printer are not printed any more."""
    mine = (PrintJob.delivery_id == delivery.id) & PrintJob.kind.in_(OF_DELIVERY) & (PrintJob.state == "queued")
    if PrintJob.delete().where(mine).execute():
        u.topics.add("print_jobs")


def queue_handover(u: Unit, handover_id: int) -> None:
    """The list that a driver signs; the job names the hand-over where others name a delivery."""
    _ADD.run(kind="handover", delivery=handover_id, package=0, copy=1, station=u.actor.station, wish="", at=u.now)


def kept(wish: Wish) -> str:
    """A wish as a job keeps it in its `path`; nothing for the usual."""
    return encode(wish).decode() if wish != USUAL else ""


def wished(text: str) -> Wish:
    """What the `path` of a job that was not sent yet asks for."""
    return msgspec.json.decode(text, type=Wish) if text.startswith("{") else USUAL


def fitting_size(kind: str, size: str) -> str:
    """The size to lay a paper out in, the usual one for ""; for a label also a template. Refuses unknown_paper_size."""
    sizes = SIZES[kind]
    if kind in LABELS and label_templates.is_known(kind, size):
        return size
    if size and size not in sizes:
        raise Refusal("unknown_paper_size", size=size, sizes=", ".join(sizes))
    return size or sizes[0]


@use_case("print.again", right="deliveries.view")
def print_again(
    u: Unit, delivery_id: int, kind: str, package: int = 0, wish: Wish = USUAL, reason: str = ""
) -> int:
    """Print a paper, or print it again; returns the number of the copy, which the paper bears from the second on.

    One that waits, or failed, is asked for anew at this station and stays one copy. One that was sent is printed again
    for a `reason`, one of print_desk.REASON_TERMS or in a person's words; without one it asks to confirm
    `printed_before`, which is a reason of the bench. Refuses not_allowed for a statement or a seal,
    unknown_paper_size, bad_copies, bad_kind, too_long, print_under_way; needs_approval for more copies than the company
    lets one person print.
    """
    refuse_unfit(kind, wish)
    refuse_unseen(u, kind, wish)
    if len(reason) > LONGEST_REASON:
        raise Refusal("too_long", field="reason", most=LONGEST_REASON)
    last = newest(kind, delivery_id, package)
    if last is not None and last.state == "sending" and last.at > u.now - LONG_SENDING:
        raise Refusal("print_under_way", station=last.station)
    if last is None or not waits(last):
        why, copy = _why(u, last, reason.strip()), last.copy + 1 if last else 1
        again = Again(kind, delivery_id, package, copy, u.actor.station, wish, why)
        hold(REPRINTING, again)
        return print_copy(u, again)
    if wish.copies > wished(last.path).copies:
        hold(REPRINTING, Again(kind, delivery_id, package, last.copy + 1, u.actor.station, wish, "not_out"))
    last.state, last.error, last.station, last.at, last.path = "queued", "", u.actor.station, u.now, kept(wish)
    last.save()
    u.topics.add("print_jobs")
    u.about(SUBJECTS.get(kind, "delivery"), delivery_id, kind=kind, package=package, copy=last.copy)
    return int(last.copy)


@dataclass(frozen=True, slots=True)
class Again:
    """One more copy of a paper, to come out at a station."""

    kind: str
    subject_id: int
    package: int
    copy: int
    station: str
    wish: Wish
    reason: str


def print_copy(u: Unit, again: Again) -> int:
    """Queue a copy, and say of the one before what the reason says of it. Refuses copy_there."""
    last = newest(again.kind, again.subject_id, again.package)
    if last is not None:
        if last.copy >= again.copy:
            raise Refusal("copy_there", copy=last.copy)
        if again.reason or not waits(last):
            decide(last, came_out=again.reason != "not_out")
    job = add_job(u, again.kind, again.subject_id, again.package, again.wish, again.copy, again.reason)
    if job.station != again.station:
        job.station = again.station
        job.save()
    told = {"reason": again.reason} if again.reason else {}
    u.about(SUBJECTS.get(again.kind, "delivery"), again.subject_id, kind=again.kind, package=again.package, **told,
            copy=again.copy)  # fmt: skip
    return again.copy


def _weigh(again: Again) -> Weighed:
    subject = SUBJECTS.get(again.kind, "delivery")
    most = settings.get("approval.reprints")
    held = bool(most) and subject in NAMED and _extra(again) > most
    number = NAMED[subject](again.subject_id) if held else ""
    return Weighed(subject, again.subject_id, f"{number} #{again.copy}", held, why=again.reason)


def _extra(again: Again) -> int:
    """How many papers there are then beyond the first, without those that the company's own rules print."""
    J = PrintJob
    mine = (J.kind == again.kind) & (J.delivery_id == again.subject_id) & (J.package == again.package)
    by_rule = J.select().where(mine & (J.copy > 1) & J.reason.in_(tuple(print_rules.MOMENTS))).count()
    return int(again.copy - 1 - by_rule + again.wish.copies - 1)


def _check(u: Unit, again: Again) -> None:
    refuse_unfit(again.kind, again.wish)
    refuse_unseen(u, again.kind, again.wish)


def _called(field: peewee.Field, row_id: int) -> str:
    """Refuses bad_request for what is not there."""
    row = field.model.select(field).where(field.model.id == row_id).tuples().first()
    if row is None:
        raise Refusal("bad_request")
    return str(row[0])


# How the subjects are called whose papers are not printed without end; labels of goods and bins are.
NAMED: dict[str, Callable[[int], str]] = {
    "delivery": partial(_called, Delivery.number), "handover": partial(_called, HandOver.number),
    "customer": partial(_called, Customer.code),
}  # fmt: skip
REPRINTING = Kind("reprint", "deliveries.view", Again, _weigh, print_copy, check=_check)


def refuse_unseen(u: Unit, kind: str, wish: Wish) -> None:
    """Refuses not_allowed for a statement to who may not see accounts, and for a seal to who may not use it."""
    if kind == "statement" and not u.holds(print_statement.right):
        raise Refusal("not_allowed", use_case=print_statement.name)
    if wish.seal and not u.holds(SEAL):
        raise Refusal("not_allowed", use_case=SEAL)


def _why(u: Unit, last: PrintJob | None, reason: str) -> str:
    if last is None or reason:
        return reason if last is not None else ""
    if "printed_before" not in u.confirmed:
        raise NeedsConfirmation("printed_before", kind=last.kind, next=last.copy + 1)
    return "bench"


def decide(job: PrintJob, *, came_out: bool) -> None:
    """What a person says of a paper of which the program could not know."""
    job.state, job.error = ("confirmed", "") if came_out else ("replaced", "not_out")
    job.save()


def newest(kind: str, subject_id: int, package: int) -> PrintJob | None:
    """The newest copy of a paper, None for one never printed."""
    J = PrintJob
    mine = (J.delivery_id == subject_id) & (J.kind == kind) & (J.package == package)
    found: PrintJob | None = J.select().where(mine).order_by(J.copy.desc()).first()
    return found


def waits(job: PrintJob) -> bool:
    """Whether nothing of a job came out so far."""
    return job.state in ("queued", "failed")


@use_case("print.statement", right="credit.view")
def print_statement(u: Unit, customer_id: int, month: int, wish: Wish = USUAL) -> int:
    """Queue a customer's statement of account for a month, yyyymm; returns the number of the copy.

    Refuses unknown_customer, bad_month, unknown_paper_size, bad_copies, not_allowed for a seal, needs_approval as
    print.again.
    """
    refuse_unfit("statement", wish)
    refuse_unseen(u, "statement", wish)
    if Customer.get_or_none(Customer.id == customer_id) is None:
        raise Refusal("unknown_customer", name=str(customer_id))
    if not 1 <= month % 100 <= 12 or not 2000 <= month // 100 <= 2999:
        raise Refusal("bad_month")
    last = newest("statement", customer_id, month)
    next_copy = last.copy + 1 if last else 1
    hold(REPRINTING, Again("statement", customer_id, month, next_copy, u.actor.station, wish, ""))
    copy = queue_paper(u, "statement", customer_id, month, wish)
    u.about("customer", customer_id, month=month, copy=copy)
    return copy


@use_case("print.product", right="stock.view")
def print_product(u: Unit, product_id: int, lot_id: int = 0, wish: Wish = USUAL, kind: str = "product") -> int:
    """Queue labels for goods, of one lot or without, or a lot's own labels (`kind` lot).

    Refuses unknown_product, unknown_paper_size, bad_copies, bad_kind.
    """
    if kind not in ("product", "lot") or (kind == "lot" and not lot_id):
        raise Refusal("bad_kind", kind=kind)
    product = Product.get_or_none(Product.id == product_id)
    if product is None or (lot_id and not Lot.select().where((Lot.id == lot_id) & (Lot.product == product)).exists()):
        raise Refusal("unknown_product", name=str(product_id))
    copy = queue_paper(u, kind, product_id, lot_id, wish)
    u.about("product", product_id, lot=lot_id, copies=wish.copies)
    return copy


def queue_paper(u: Unit, kind: str, subject_id: int, package: int, wish: Wish) -> int:
    """Add one more job for labels of goods or bins and return its number. Refuses bad_kind, unknown_paper_size,
    bad_copies."""
    refuse_unfit(kind, wish)
    last = newest(kind, subject_id, package)
    copy: int = add_job(u, kind, subject_id, package, wish, last.copy + 1 if last else 1, "").copy
    return copy


def refuse_unfit(kind: str, wish: Wish) -> None:
    """Refuses bad_kind, unknown_paper_size, bad_copies."""
    if kind not in KINDS:
        raise Refusal("bad_kind", kind=kind)
    fitting_size(kind, wish.size)
    if not 1 <= wish.copies <= MOST_COPIES:
        raise Refusal("bad_copies", most=MOST_COPIES)


def add_job(u: Unit, kind: str, subject_id: int, package: int, wish: Wish, copy: int, reason: str) -> PrintJob:
    """A job for this station."""
    u.topics.add("print_jobs")
    return PrintJob.create(
        kind=kind, delivery_id=subject_id, package=package, copy=copy, station=u.actor.station, at=u.now,
        path=kept(wish), reason=reason,
    )  # fmt: skip


@use_case("print.retry", right="deliveries.view")
def retry_print(u: Unit, job_id: int) -> Created:
    """Try a paper again that failed or waits for its printer; it stays one copy. Refuses unknown_print,
    delivery_cancelled."""
    job = PrintJob.get_or_none((PrintJob.id == job_id) & PrintJob.state.in_(("queued", "failed")))
    if job is None:
        raise Refusal("unknown_print")
    if job.kind in OF_DELIVERY:
        delivery = Delivery.get_by_id(job.delivery_id)
        if delivery.state == "cancelled":
            raise Refusal("delivery_cancelled", number=delivery.number)
    job.state, job.error, job.at = "queued", "", u.now
    job.save()
    u.about(SUBJECTS.get(job.kind, "delivery"), job.delivery_id, kind=job.kind, package=job.package)
    u.topics.add("print_jobs")
    return Created(job_id)


@use_case("print.drop", right="deliveries.view")
def drop_print(u: Unit, job_id: int) -> Created:
    """Give a paper up that failed or waits for its printer. Refuses unknown_print."""
    job = PrintJob.get_or_none((PrintJob.id == job_id) & PrintJob.state.in_(("queued", "failed")))
    if job is None:
        raise Refusal("unknown_print")
    u.about(SUBJECTS.get(job.kind, "delivery"), job.delivery_id, kind=job.kind, package=job.package, copy=job.copy)
    job.delete_instance()
    u.topics.add("print_jobs")
    return Created(job_id)


@dataclass(frozen=True, slots=True)
class CustomerPrices:
    """A customer whose delivery notes are kept apart from what the company has."""

    id: int
    name: str
    prices: bool


def customer_prices() -> tuple[CustomerPrices, ...]:
    """Customers with a choice of their own, by name; for showing them."""
    with translated():
        reconnect()
        own: dict[str, bool] = settings.get("papers.customer_prices")
        rows = Customer.select(Customer.id, Customer.name).where(Customer.id.in_([int(key) for key in own]))
        return tuple(CustomerPrices(i, name, own[str(i)]) for i, name in rows.order_by(Customer.name).tuples())


def shows_prices(customer_id: int) -> bool:
    """Whether a customer's delivery notes show money: as kept for the customer, else as the company has it."""
    own: dict[str, bool] = settings.get("papers.customer_prices")
    return own.get(str(customer_id), bool(settings.get("papers.note_prices")))


def lots_of(product_id: int) -> tuple[tuple[int, str], ...]:
    """The lots of a product that lie somewhere, (id, number), the first to expire first; from a reader thread."""
    with translated():
        reconnect()
        there = StockBalance.select(StockBalance.lot).where(
            (StockBalance.product == product_id) & (StockBalance.on_hand > 0)
        )
        rows = Lot.select(Lot.id, Lot.number).where(
            (Lot.product == product_id) & (Lot.number != "") & Lot.id.in_(there)
        )
        return tuple(rows.order_by(Lot.expiry.is_null(), Lot.expiry, Lot.id).limit(MOST_LOTS).tuples())


@dataclass(frozen=True, slots=True)
class Usual:
    """How a customer's papers come out when nothing else is wished for."""

    prices: bool
    language: str


def usual_for(customer_id: int) -> Usual:
    """The usual for a customer, 0 for papers of nobody; from a reader thread."""
    with translated():
        reconnect()
        customer = Customer.get_or_none(Customer.id == customer_id)
        own = customer.language if customer else ""
        return Usual(shows_prices(customer_id), own or settings.get("company.language"))


@use_case("papers.customer_prices", right="customers.edit")
def keep_prices(u: Unit, customer_id: int, prices: bool | None) -> Created:
    """Whether this customer's notes show prices; None is as the company has it. Refuses unknown_customer."""
    if Customer.get_or_none(Customer.id == customer_id) is None:
        raise Refusal("unknown_customer", name=str(customer_id))
    own: dict[str, bool] = dict(settings.get("papers.customer_prices"))
    own.pop(str(customer_id), None)
    if prices is not None:
        own[str(customer_id)] = prices
    settings.put("papers.customer_prices", own)
    u.about("customer", customer_id, note_prices=prices)
    u.topics |= {"settings", "customers"}
    return Created(customer_id)
