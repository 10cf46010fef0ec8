"""The print desk: what waits at which station, what came of it, and what a person decides where nobody can know."""

from dataclasses import dataclass
from datetime import datetime

from models.base import reconnect
from models.delivery import Delivery, HandOver
from models.driver import peewee
from models.goods import Product
from models.paper import PrintJob
from models.parties import Customer
from models.stock import Location
from resources.i18n import N_
from services import found
from services.errors import Refusal
from services.faults import translated
from services.listing import Column, Filter, Listing, Sort
from services.printing_jobs import (
    LONG_SENDING,
    OF_DELIVERY,
    OF_GOODS,
    REPRINTING,
    SUBJECTS,
    Again,
    Wish,
    add_job,
    decide,
    refuse_unseen,
    wished,
)
from services.second_person import hold
from services.unit import Clock, Created, Unit, use_case, utc_now

J = PrintJob
# Papers whose `delivery_id` is another record's id, and where their number then stands.
ELSEWHERE = ("handover", "product", "lot", "bin", "statement")
# Labels of goods and places: asked for again and again, which is no reprint.
GOODS = (*OF_GOODS, "bin")
NUMBER = peewee.fn.COALESCE(Delivery.number, HandOver.number, Product.sku, Location.code, Customer.code)
# Only these are of a package; what others keep there is a lot or a month.
_PACKAGE = peewee.Case(None, ((J.kind.in_(("label", "carton")), peewee.fn.NULLIF(J.package, 0)),), None)
KIND_TERMS = {
    "label": N_("Shipping label"), "carton": N_("Carton label"), "note": N_("Delivery note"),
    "picklist": N_("Pick list"), "packing": N_("Packing list"), "handover": N_("Hand-over list"),
    "return": N_("Return slip"), "statement": N_("Statement of account"), "product": N_("Product label"),
    "lot": N_("Lot label"), "bin": N_("Bin label"),
}  # fmt: skip
STATE_TERMS = {
    "queued": N_("Queued"), "sending": N_("Sending"), "sent": N_("Sent"), "confirmed": N_("Printed"),
    "failed": N_("Failed"), "uncertain": N_("Not certain"), "replaced": N_("Did not come out"),
}  # fmt: skip
ERROR_TERMS = {
    "no_printer": N_("no printer is chosen"), "printer_unknown": N_("this PC has no such printer"),
    "printer_refused": N_("the printer did not take it"), "printer_unreachable": N_("the printer can't be reached"),
    "printer_no_paper": N_("the printer has no paper"), "printer_head_open": N_("the printer is open: close its lid"),
    "printer_no_ribbon": N_("the printer has no ribbon"), "printer_jam": N_("paper is jammed in the printer"),
    "printer_paused": N_("the printer is paused: press its button"),
    "printer_offline": N_("the printer is off or its cable is out"),
    "queue_paused": N_("its queue in this system is paused: start it again"),
    "printer_error": N_("the printer reports a fault: look at its lamp"),
    "folder_unavailable": N_("the folder can't be written to"), "not_printable": N_("it does not fit on the paper"),
    "print_interrupted": N_("the program ended while it was printed: look whether it came out"),
    "print_broken_off": N_("the way to the printer broke off: look whether it came out"),
    "spooler_missing": N_("this way to a printer needs Windows"), "not_out": N_("it did not come out"),
    "subject_gone": N_("what it is about is not here any more"),
    "not_packed": N_("it is not packed any more"), "not_released": N_("it is not released any more"),
}  # fmt: skip
REASON_TERMS = {
    "not_out": N_("It did not come out"), "unreadable": N_("Badly printed or unreadable"), "damaged": N_("Damaged"),
    "lost": N_("Lost"), "changed": N_("What it says has changed"), "customer": N_("The customer asks for it"),
    "bench": N_("Asked for at the bench"), "packed": N_("When packed"), "dispatched": N_("When dispatched"),
}  # fmt: skip
# Reasons that nobody is offered.
OWN_REASONS = ("bench", "packed", "dispatched")


def with_subjects(query: peewee.ModelSelect) -> peewee.ModelSelect:
    """A query of jobs joined with what each is about."""
    left = peewee.JOIN.LEFT_OUTER
    return (
        query.join(Delivery, left, on=((Delivery.id == J.delivery_id) & J.kind.not_in(ELSEWHERE)))
        .switch(J)
        .join(HandOver, left, on=((HandOver.id == J.delivery_id) & (J.kind == "handover")))
        .switch(J)
        .join(Product, left, on=((Product.id == J.delivery_id) & J.kind.in_(OF_GOODS)))
        .switch(J)
        .join(Location, left, on=((Location.id == J.delivery_id) & (J.kind == "bin")))
        .switch(J)
        .join(Customer, left, on=((Customer.id == J.delivery_id) & (J.kind == "statement")))
    )


PRINTS = Listing(
    name="prints",
    title=N_("Print desk"),
    source=lambda what: with_subjects(J.select(*what)),
    bare=lambda what: J.select(*what),
    columns=(
        Column("at", N_("When"), "moment", J.at, 112, "newest"),
        Column("kind", N_("Paper"), "text", J.kind, 130, terms=tuple(KIND_TERMS.items())),
        Column("number", N_("Number"), "code", NUMBER, 170),
        Column("state", N_("State"), "state", J.state, 150),
        Column("error", N_("What is wrong"), "text", J.error, 220, terms=tuple(ERROR_TERMS.items())),
        Column("station", N_("Station"), "text", J.station, 86),
        Column("copy", N_("Copy no."), "number", J.copy, 84),
        Column("package", N_("Package"), "number", _PACKAGE, 80),
        Column("reason", N_("Why again"), "text", J.reason, 160, terms=tuple(REASON_TERMS.items())),
    ),
    sorts=(Sort("newest", N_("Newest first"), (), J.id, descending=True),),
    filters=(Filter("state", N_("State"), lambda value: J.state == value, tuple(STATE_TERMS.items())),),
    search=lambda text: J.kind.in_(OF_DELIVERY) & J.delivery_id.in_(found.deliveries(text)),
    state_kind="print_job",
    right="deliveries.view",
)  # fmt: skip


@use_case("print.settle", right="deliveries.view")
def settle_print(u: Unit, job_id: int, came_out: bool) -> Created:
    """A person says whether a paper came out: one that did is confirmed, for one that did not a copy is queued at this
    station, marked as the next one. Returns the job that stands now. Refuses unknown_print, print_under_way, and
    not_allowed for a copy of a statement or with a seal, and needs_approval as print.again.
    """
    job = J.get_or_none((J.id == job_id) & J.state.in_(("uncertain", "sending", "sent", "confirmed")))
    if job is None:
        raise Refusal("unknown_print")
    if job.state == "sending" and job.at > u.now - LONG_SENDING:
        raise Refusal("print_under_way", station=job.station)
    newer = (J.kind == job.kind) & (J.delivery_id == job.delivery_id) & (J.package == job.package)
    if not came_out and J.select().where(newer & (J.copy > job.copy)).exists():
        raise Refusal("unknown_print")
    wish = wished(job.path)
    if not came_out:
        refuse_unseen(u, job.kind, wish)
        again = Again(job.kind, job.delivery_id, job.package, job.copy + 1, u.actor.station, wish, "not_out")
        hold(REPRINTING, again)
    decide(job, came_out=came_out)
    stands = job
    if not came_out:
        stands = add_job(u, job.kind, job.delivery_id, job.package, wish, job.copy + 1, "not_out")
    u.about(SUBJECTS.get(job.kind, "delivery"), job.delivery_id, kind=job.kind, package=job.package, copy=job.copy,
            came_out=came_out)  # fmt: skip
    u.topics.add("print_jobs")
    return Created(stands.id)


@use_case("print.move", right="deliveries.view")
def move_print(u: Unit, job_id: int) -> Created:
    """Print here what waits at another station. Refuses unknown_print, not_allowed for a statement or a seal."""
    job = J.get_or_none((J.id == job_id) & J.state.in_(("queued", "failed")))
    if job is None:
        raise Refusal("unknown_print")
    refuse_unseen(u, job.kind, wished(job.path))
    before = job.station
    job.state, job.error, job.at, job.station = "queued", "", u.now, u.actor.station
    job.save()
    u.about(SUBJECTS.get(job.kind, "delivery"), job.delivery_id, kind=job.kind, package=job.package, before=before)
    u.topics.add("print_jobs")
    return Created(job_id)


@dataclass(frozen=True, slots=True)
class Job:
    """A paper for the desk: `subject` is the id it is about; `late` when it is on its way for suspiciously long."""

    id: int
    kind: str
    number: str
    subject: int
    package: int
    copy: int
    state: str
    station: str
    error: str
    reason: str
    at: datetime
    wish: Wish
    late: bool
    file: str = ""


def job(job_id: int, clock: Clock = utc_now) -> Job | None:
    """One paper, or None when it is gone; from a reader thread."""
    with translated():
        reconnect()
        told = (J.station, J.error, J.reason, J.at, J.path)
        query = J.select(J.id, J.kind, NUMBER, J.delivery_id, J.package, J.copy, J.state, *told)
        row = with_subjects(query).where(J.id == job_id).tuples().first()
    if row is None:
        return None
    id_, kind, number, subject, package, copy, state, station, error, reason, at, path = row
    late = at < clock() - LONG_SENDING
    return Job(
        id_, kind, number, subject, package, copy, state, station, error, reason, at, wished(path), late,
        path if path.endswith(".pdf") else "",
    )  # fmt: skip
