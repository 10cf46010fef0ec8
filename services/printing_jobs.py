"""Print jobs: rows that survive a restart, each sent once."""

from dataclasses import dataclass

import msgspec

from models.base import reconnect
from models.delivery import Delivery, Package
from models.goods import Product
from models.paper import PrintJob
from models.parties import Customer
from models.statement import Statement
from models.stock import Lot, StockBalance
from services import settings
from services.errors import Refusal
from services.faults import translated
from services.unit import Created, Unit, encode, use_case

# The sizes each kind of paper is laid out for, in millimetres, the usual one first.
SIZES: dict[str, tuple[str, ...]] = {
    "label": ("100x150", "76x130"),
    "note": ("A4", "241x140"),
    "picklist": ("A4",),
    "handover": ("A4",),
    "product": ("60x40",),
    "bin": ("60x40",),
    "list": ("A4",),
}
# A list is printed as it stands on the screen, and is no job that could be done again.
KINDS = tuple(kind for kind in SIZES if kind != "list")
# The papers of a delivery; a job of another kind names something else by its number.
OF_DELIVERY = ("label", "note", "picklist")
# Papers that come out of the printer for another kind.
PRINTED_BY = {"bin": "product"}
MOST_COPIES, MOST_LOTS = 500, 100


@dataclass(frozen=True, slots=True)
class Wish:
    """How a paper is asked for where that differs from the usual.

    `size` is one of SIZES, `prices` whether a note shows money, `language` a key of LANGUAGES, `printer` a printer of
    the system by name, `vehicle` who drives, for a note; empty or None is as this PC, the customer and the company
    have it.
    """

    size: str = ""
    prices: bool | None = None
    language: str = ""
    copies: int = 1
    printer: str = ""
    vehicle: str = ""


USUAL = Wish()
# What a job is about where that is no delivery.
_SUBJECTS = {"handover": "handover", "product": "product", "bin": "location"}
_ADD = Statement(
    lambda kind, delivery, package, station, at: PrintJob.insert(
        {
            PrintJob.kind: kind, PrintJob.delivery_id: delivery, PrintJob.package: package, PrintJob.copy: 1,
            PrintJob.state: "queued", PrintJob.station: station, PrintJob.path: "", PrintJob.error: "",
            PrintJob.at: at,
        }
    ).on_conflict_ignore()
)  # fmt: skip


def queue_for(u: Unit, delivery: Delivery) -> None:
    """A label for each package and one delivery note."""
    numbers = [package.number for package in Package.of("number", delivery=delivery.id)]
    for package in numbers:
        _ADD.run(kind="label", delivery=delivery.id, package=package, station=u.actor.station, at=u.now)
    _ADD.run(kind="note", delivery=delivery.id, package=0, station=u.actor.station, at=u.now)


def withdraw(u: Unit, delivery: Delivery) -> None:
    """Papers of a delivery that wait for their printer are not printed any more."""
    mine = (PrintJob.delivery_id == delivery.id) & PrintJob.kind.in_(OF_DELIVERY) & (PrintJob.state == "queued")
    if PrintJob.delete().where(mine).execute():
        u.topics.add("print_jobs")


def queue_handover(u: Unit, handover_id: int) -> None:
    """The list that a driver signs; the job names the hand-over where others name a delivery."""
    _ADD.run(kind="handover", delivery=handover_id, package=0, station=u.actor.station, at=u.now)


def wished(text: str) -> Wish:
    """What the `path` of a job that was not sent yet asks for."""
    return msgspec.json.decode(text, type=Wish) if text.startswith("{") else USUAL


def fitting_size(kind: str, size: str) -> str:
    """The size to lay a paper out in, the usual one for "". Refuses unknown_paper_size."""
    sizes = SIZES[kind]
    if size and size not in sizes:
        raise Refusal("unknown_paper_size", size=size, sizes=", ".join(sizes))
    return size or sizes[0]


@use_case("print.again", right="deliveries.view")
def print_again(u: Unit, delivery_id: int, kind: str, package: int = 0, wish: Wish = USUAL) -> int:
    """Queue one more copy, marked as a reprint; returns the number of the copy.

    Refuses unknown_paper_size, bad_copies.
    """
    copy = queue_paper(u, kind, delivery_id, package, wish)
    u.about("handover" if kind == "handover" else "delivery", delivery_id, kind=kind, package=package, copy=copy)
    return copy


@use_case("print.product", right="stock.view")
def print_product(u: Unit, product_id: int, lot_id: int = 0, wish: Wish = USUAL) -> int:
    """Queue labels for goods, of one lot or without. Refuses unknown_product, unknown_paper_size, bad_copies."""
    product = Product.get_or_none(Product.id == product_id)
    if product is None or (lot_id and not Lot.select().where((Lot.id == lot_id) & (Lot.product == product)).exists()):
        raise Refusal("unknown_product", name=str(product_id))
    copy = queue_paper(u, "product", product_id, lot_id, wish)
    u.about("product", product_id, lot=lot_id, copies=wish.copies)
    return copy


def queue_paper(u: Unit, kind: str, subject_id: int, package: int, wish: Wish) -> int:
    """Add a job and return the number of its copy. Refuses bad_kind, unknown_paper_size, bad_copies."""
    if kind not in KINDS:
        raise Refusal("bad_kind", kind=kind)
    fitting_size(kind, wish.size)
    if not 1 <= wish.copies <= MOST_COPIES:
        raise Refusal("bad_copies", most=MOST_COPIES)
    last = (
        PrintJob.select(PrintJob.copy)
        .where((PrintJob.delivery_id == subject_id) & (PrintJob.kind == kind) & (PrintJob.package == package))
        .order_by(PrintJob.copy.desc())
        .first()
    )
    copy: int = last.copy + 1 if last else 1
    PrintJob.create(
        kind=kind, delivery_id=subject_id, package=package, copy=copy, station=u.actor.station, at=u.now,
        path=encode(wish).decode() if wish != USUAL else "",
    )  # fmt: skip
    u.topics.add("print_jobs")
    return copy


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
    u.about(_SUBJECTS.get(job.kind, "delivery"), job.delivery_id, kind=job.kind, package=job.package)
    u.topics.add("print_jobs")
    return Created(job_id)


@use_case("print.drop", right="deliveries.view")
def drop_print(u: Unit, job_id: int) -> Created:
    """Give a paper up that failed or waits for its printer. Refuses unknown_print."""
    job = PrintJob.get_or_none((PrintJob.id == job_id) & PrintJob.state.in_(("queued", "failed")))
    if job is None:
        raise Refusal("unknown_print")
    u.about(_SUBJECTS.get(job.kind, "delivery"), job.delivery_id, kind=job.kind, package=job.package, copy=job.copy)
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
