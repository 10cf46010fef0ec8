"""Every paper is sent once, waits for a printer that is away, and never hangs up the queue."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from models.delivery import Delivery, Package
from models.paper import PrintJob
from printing import raster
from printing.errors import PrinterUnavailable
from services import papers, prints
from services.printing_jobs import print_again
from services.prints import Paper, Worker
from services.unit import Call
from tests.desktop.conftest import Place, actor
from tests.printing.samples import read_codes

NOW = datetime(2026, 3, 5, 6, tzinfo=UTC)


@dataclass
class Tray:
    """A printer that can be switched off, or be cut off while printing."""

    dpi: int = 203
    away: bool = False
    papers: list[Paper] = field(default_factory=list)

    def print(self, paper: Paper) -> str:
        if self.away:
            raise PrinterUnavailable("printer_unreachable", printer="tray", reason="off")
        self.papers.append(paper)
        return f"/papers/{paper.name}.pdf"


@dataclass
class Bench:
    """A worker with a clock that the test turns."""

    labels: Tray
    notes: Tray
    now: datetime = NOW

    def __post_init__(self) -> None:
        self.worker = self.another()

    def another(self) -> Worker:
        printers = {"label": self.labels, "note": self.notes}
        return Worker("", lambda: printers, actor("packer"), lambda: self.now)


@pytest.fixture
def bench(company: Place) -> Bench:
    return Bench(Tray(), Tray())


def states() -> list[tuple[str, str, str]]:
    return [(job.kind, job.state, job.error) for job in PrintJob.select().order_by(PrintJob.id)]


def test_what_was_packed_is_printed_once(bench: Bench) -> None:
    assert bench.worker.run() == 2
    assert bench.worker.run() == 0
    assert [paper.kind for paper in bench.labels.papers + bench.notes.papers] == ["label", "note"]
    assert states() == [("label", "sent", ""), ("note", "sent", "")]
    assert all(job.path.endswith(".pdf") and job.sent_at == NOW for job in PrintJob.select())


def test_a_printer_that_is_away_is_tried_again_and_later_each_time(bench: Bench) -> None:
    bench.labels.away = True
    assert bench.worker.run() == 1
    assert states() == [("label", "queued", "printer_unreachable"), ("note", "sent", "")]
    pauses = []
    for _try in range(8):
        pause = bench.worker.pause()
        assert pause is not None
        pauses.append(pause)
        bench.now += timedelta(seconds=pause)
        bench.worker.run()
    assert pauses == sorted(pauses)
    assert (pauses[0], pauses[-1]) == (2.0, 120.0)
    bench.labels.away = False
    assert bench.worker.run() == 0, "it is not time yet"
    bench.worker.retry_now()
    assert bench.worker.run() == 1
    assert bench.worker.pause() is None


def test_a_paper_that_cannot_be_laid_out_fails_and_the_next_goes_on(bench: Bench) -> None:
    Package.update(tracking_number="顺丰").execute()
    assert bench.worker.run() == 1
    assert states() == [("label", "failed", "not_printable"), ("note", "sent", "")]
    assert [job.error for job in prints.stuck("")] == ["not_printable"]


def test_a_paper_without_a_printer_waits(bench: Bench) -> None:
    worker = Worker("", dict, actor("packer"), lambda: bench.now)
    assert worker.run() == 0
    assert {state for _kind, state, _error in states()} == {"queued"}
    bench.now += timedelta(minutes=6)
    PrintJob.update(at=NOW).execute()
    assert {job.error for job in prints.stuck("", lambda: bench.now)} == {"no_printer"}


def test_two_programs_never_print_the_same_job(bench: Bench) -> None:
    job = prints.waiting("")[0]
    other = bench.another()
    assert bench.worker._claim(job)
    assert not other._claim(job)


def test_a_program_that_died_while_printing_asks_for_a_look(bench: Bench) -> None:
    bench.worker._claim(prints.waiting("")[0])
    again = bench.another()
    assert again.resume() == 1
    assert states()[0] == ("label", "failed", "print_interrupted")
    assert again.run() == 1
    assert [paper.kind for paper in bench.notes.papers] == ["note"]
    assert bench.labels.papers == []


def test_another_stations_jobs_are_left_to_it(bench: Bench) -> None:
    PrintJob.update(station="bench 2").execute()
    assert bench.worker.run() == 0


def test_a_reprint_says_so(bench: Bench) -> None:
    bench.worker.run()
    print_again(Call(actor("packer")), Delivery.get().id, "label", 1)
    bench.worker.run()
    assert [paper.name.endswith("-label-x2") for paper in bench.labels.papers] == [False, True]


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("kind", papers.OF_DELIVERY)
def test_each_paper_carries_its_own_number(kind: str, language: str, told: Callable[[str], Place]) -> None:
    told("sqlite")
    number = Delivery.get().number
    for codes in read_codes(raster.bitmap(papers.render(kind, number, dpi=203, language=language), dpi=203)):
        assert any(number in code for code in codes), codes
        assert kind != "label" or "SF1234567890123" in codes


def test_a_note_of_two_lots_adds_up_to_what_is_billed(told: Callable[[str], Place]) -> None:
    told("sqlite")
    made = papers.note(Delivery.get())
    assert [(line.lot, line.quantity) for line in made.lines] == [("L1", 5), ("L2", 3)]
    assert sum(line.amount for line in made.lines) == 80
    assert (made.seller.company, made.customer.person, made.prepared_by) == ("杭州安泰", "林海波", "Clerk")


def test_one_package_is_found_by_its_own_number(told: Callable[[str], Place]) -> None:
    told("sqlite")
    delivery = Delivery.get()
    found, package = papers.find(f"{delivery.number}-1")
    assert (found.id, package) == (delivery.id, 1)
