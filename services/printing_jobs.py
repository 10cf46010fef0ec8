"""Print jobs: rows that survive a restart, each sent once."""

from models.delivery import Delivery, Package
from models.paper import PrintJob
from models.statement import Statement
from services.errors import Refusal
from services.unit import Created, Unit, use_case

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


def queue_handover(u: Unit, handover_id: int) -> None:
    """The list that a driver signs; the job names the hand-over where others name a delivery."""
    _ADD.run(kind="handover", delivery=handover_id, package=0, station=u.actor.station, at=u.now)


@use_case("print.again", right="deliveries.view")
def print_again(u: Unit, delivery_id: int, kind: str, package: int = 0) -> int:
    """Queue one more copy, marked as a reprint; returns the number of the copy."""
    last = (
        PrintJob.select(PrintJob.copy)
        .where((PrintJob.delivery_id == delivery_id) & (PrintJob.kind == kind) & (PrintJob.package == package))
        .order_by(PrintJob.copy.desc())
        .first()
    )
    copy = last.copy + 1 if last else 1
    PrintJob.create(
        kind=kind, delivery_id=delivery_id, package=package, copy=copy, station=u.actor.station, at=u.now
    )
    u.about("delivery", delivery_id, kind=kind, package=package, copy=copy)
    u.topics.add("print_jobs")
    return copy


@use_case("print.retry", right="deliveries.view")
def retry_print(u: Unit, job_id: int) -> Created:
    """Try a paper again that failed or waits for its printer; it stays one copy. Refuses unknown_print."""
    job = PrintJob.get_or_none((PrintJob.id == job_id) & PrintJob.state.in_(("queued", "failed")))
    if job is None:
        raise Refusal("unknown_print")
    job.state, job.error, job.at = "queued", "", u.now
    job.save()
    u.about("handover" if job.kind == "handover" else "delivery", job.delivery_id, kind=job.kind, package=job.package)
    u.topics.add("print_jobs")
    return Created(job_id)
