"""Every paper is sent once, waits for a printer that is away, and never hangs up the queue."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal as D
from pathlib import Path

import pypdfium2
import pytest

from desktop.system_printer import SystemPrinter
from models import base
from models.delivery import Delivery, Package
from models.goods import Product
from models.orders import SalesOrder
from models.paper import PrintJob
from models.parties import Customer
from models.people import AuditEntry
from printing import raster
from printing.errors import BrokenOff, PrinterUnavailable
from services import attachments, opening, papers, payments, pictures, print_desk, prints, statements
from services.errors import NeedsConfirmation, Refusal
from services.label_jobs import print_bins
from services.places import add_bin
from services.print_rule import PrintRule
from services.print_rules import due
from services.printing_jobs import (
    SIZES,
    Wish,
    customer_prices,
    drop_print,
    keep_prices,
    print_again,
    print_product,
    print_statement,
    queue_for,
    retry_print,
)
from services.prints import Paper, Taken, Worker
from services.settings import change_settings
from services.unit import Call, Unit
from tests.desktop.conftest import Place, actor
from tests.printing.samples import picture_file, read_codes, texts

NOW = datetime(2026, 3, 5, 6, tzinfo=UTC)


@dataclass
class Tray:
    """A printer that can be switched off, or be cut off while printing."""

    dpi: int = 203
    size: str = ""
    offset: tuple[float, float] = (0.0, 0.0)
    away: bool = False
    breaks: bool = False
    papers: list[Paper] = field(default_factory=list)

    def print(self, paper: Paper) -> Taken:
        if self.away:
            raise PrinterUnavailable("printer_unreachable", printer="tray", reason="off")
        self.papers.append(paper)
        if self.breaks:
            raise BrokenOff("print_broken_off", printer="tray", reason="pulled")
        return Taken(f"/papers/{paper.name}.pdf")


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


def text_of(pdf: bytes) -> str:
    return "\n".join(texts(pdf))


def page_size(pdf: bytes) -> tuple[int, int]:
    """Millimetres; a page is cut to whole dots."""
    with pypdfium2.PdfDocument(pdf) as document:
        wide, high = document[0].get_size()
    return round(wide / 72 * 25.4), round(high / 72 * 25.4)


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
    assert states()[0] == ("label", "sending", "")
    assert again.resume() == 1
    assert states()[0] == ("label", "uncertain", "print_interrupted")
    assert again.run() == 1
    assert [paper.kind for paper in bench.notes.papers] == ["note"]
    assert bench.labels.papers == []


def test_a_person_says_whether_an_uncertain_paper_came_out(bench: Bench) -> None:
    bench.labels.breaks = True
    assert bench.worker.run() == 1
    assert [(each.state, each.error) for each in prints.stuck("")] == [("uncertain", "print_broken_off")]
    call, first = Call(actor("packer")), PrintJob.get(PrintJob.kind == "label")
    copy = print_desk.settle_print(call, first.id, came_out=False)
    assert print_desk.settle_print(call, first.id, came_out=False) == copy, "the same press a second time"
    bench.labels.breaks = False
    bench.worker.run()
    assert [paper.name.endswith("-label-x2") for paper in bench.labels.papers] == [False, True]
    assert "补打第2次" in text_of(bench.labels.papers[1].pdf)
    labels = PrintJob.select().where(PrintJob.kind == "label").order_by(PrintJob.copy)
    assert [(job.copy, job.state) for job in labels] == [(1, "replaced"), (2, "sent")]
    print_desk.settle_print(Call(actor("packer")), copy.id, came_out=True)
    assert PrintJob.get_by_id(copy.id).state == "confirmed"
    assert prints.stuck("") == ()


def test_what_another_station_or_a_person_took_over_meanwhile_is_not_printed_twice(bench: Bench) -> None:
    label, note = PrintJob.select().order_by(PrintJob.id)

    def elsewhere() -> Taken:
        """While the label is printed, the note that waits behind it is printed at another station."""
        PrintJob.update(station="bench 2", state="sending").where(PrintJob.id == note.id).execute()
        PrintJob.update(at=NOW - timedelta(minutes=5)).where(PrintJob.id == label.id).execute()
        print_desk.settle_print(Call(actor("packer"), clock=lambda: NOW), label.id, came_out=True)
        raise PrinterUnavailable("printer_unreachable", printer="tray", reason="off")

    bench.labels.print = lambda paper: elsewhere()  # type: ignore[method-assign]
    Worker("", lambda: {"label": bench.labels}, actor("packer"), lambda: bench.now).run()
    assert states() == [("label", "confirmed", ""), ("note", "sending", "")]


def test_a_paper_whose_subject_is_gone_fails_and_the_next_goes_on(bench: Bench) -> None:
    print_again(Call(actor("packer")), 9999, "note")
    PrintJob.update(id=-1).where(PrintJob.delivery_id == 9999).execute()
    assert bench.worker.run() == 2
    assert states()[0] == ("note", "failed", "subject_gone")


def test_printing_again_what_waits_moves_it_here_and_prints_it_once(bench: Bench) -> None:
    PrintJob.update(station="bench 2").execute()
    delivery = Delivery.get().id
    assert [print_again(Call(actor("packer")), delivery, "label", 1) for _press in range(3)] == [1, 1, 1]
    bench.worker.run()
    assert [paper.name.endswith("-label") for paper in bench.labels.papers] == [True]
    note = PrintJob.get(PrintJob.kind == "note")
    assert note.station == "bench 2"
    print_desk.move_print(Call(actor("packer")), note.id)
    bench.worker.run()
    assert len(bench.notes.papers) == 1


def test_a_second_copy_asks_why_and_the_answer_is_kept(bench: Bench) -> None:
    bench.worker.run()
    delivery = Delivery.get().id
    with pytest.raises(NeedsConfirmation, match="printed_before"):
        print_again(Call(actor("packer")), delivery, "label", 1)
    assert print_again(Call(actor("packer")), delivery, "label", 1, reason="unreadable") == 2
    bench.worker.run()
    yes = Call(actor("packer"), confirmed=frozenset({"printed_before"}))
    assert print_again(yes, delivery, "label", 1) == 3
    told = [json.loads(entry.detail) for entry in AuditEntry.select().where(AuditEntry.use_case == "print.again")]
    assert [(each["reason"], each["copy"]) for each in told] == [("unreadable", 2), ("bench", 3)]
    jobs = PrintJob.select().where(PrintJob.kind == "label").order_by(PrintJob.copy)
    assert [(job.copy, job.reason) for job in jobs] == [(1, ""), (2, "unreadable"), (3, "bench")]


def test_a_paper_on_its_way_is_not_printed_beside_itself(bench: Bench) -> None:
    bench.worker._claim(prints.waiting("")[0])
    with pytest.raises(Refusal, match="print_under_way"):
        print_again(Call(actor("packer"), clock=lambda: NOW), Delivery.get().id, "label", 1, reason="lost")


def test_rules_say_what_is_printed_where_and_how_often(bench: Bench) -> None:
    rules = (PrintRule("packed", "label"), PrintRule("packed", "label", to="office"), PrintRule("packed", "note"))
    with pytest.raises(Refusal, match="bad_print_rule"):
        change_settings(Call(actor("boss")), {"papers.rules": (*rules, rules[0])})
    own = (PrintRule("packed", "note", at="bench 7", copies=0), PrintRule("packed", "packing", at="bench 7", copies=2))
    change_settings(Call(actor("boss")), {"papers.rules": (*rules, *own)})
    usual, special = due("packed", "bench 1"), due("packed", "bench 7")
    assert [(rule.kind, rule.to) for rule in usual] == [("label", ""), ("label", "office"), ("note", "")]
    assert [(rule.kind, rule.copies) for rule in special] == [("label", 1), ("label", 1), ("packing", 2)]
    assert due("released", "bench 1") == []
    PrintJob.delete().execute()
    with base.writing():
        for _packed_again in range(2):
            queue_for(Unit(Call(actor("packer"))), Delivery.get(), "packed")
    assert [(job.kind, job.copy, job.station) for job in PrintJob.select().order_by(PrintJob.id)] == [
        ("label", 1, ""), ("label", 2, "office"), ("note", 1, "")]  # fmt: skip


def test_a_paper_of_two_moments_is_printed_at_both_and_marked(bench: Bench) -> None:
    rules = (PrintRule("packed", "note"), PrintRule("dispatched", "note", to="office"))
    change_settings(Call(actor("boss")), {"papers.rules": rules})
    PrintJob.delete().execute()
    with base.writing():
        for when in ("packed", "packed", "dispatched", "dispatched"):
            queue_for(Unit(Call(actor("packer"))), Delivery.get(), when)
    assert [(job.kind, job.copy, job.station, job.reason) for job in PrintJob.select().order_by(PrintJob.id)] == [
        ("note", 1, "", ""), ("note", 2, "office", "dispatched")]  # fmt: skip


def test_another_stations_jobs_are_left_to_it(bench: Bench) -> None:
    PrintJob.update(station="bench 2").execute()
    assert bench.worker.run() == 0


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


@pytest.mark.parametrize("kind", ["note", "picklist"])
def test_what_the_order_says_to_whoever_packs_is_on_the_paper(kind: str, told: Callable[[str], Place]) -> None:
    told("sqlite")
    delivery = Delivery.get()
    said = "Ring the gate first. " + "No pallets above 1.2 m. " * 20
    SalesOrder.update(note=said.replace(". ", ".\n", 1)).execute()
    made = papers.note(delivery) if kind == "note" else papers.pick_list(delivery)
    assert made.remark == said.strip()
    pdf = pypdfium2.PdfDocument(papers.render(kind, delivery.number, language="en"))
    assert "Ring the gate" in pdf[0].get_textpage().get_text_range()


def test_one_package_is_found_by_its_own_number(told: Callable[[str], Place]) -> None:
    told("sqlite")
    delivery = Delivery.get()
    found, package = papers.find(f"{delivery.number}-1")
    assert (found.id, package) == (delivery.id, 1)


@pytest.mark.parametrize("size", SIZES["label"])
@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_a_label_of_each_size_carries_both_its_numbers(size: str, language: str, told: Callable[[str], Place]) -> None:
    told("sqlite")
    number = Delivery.get().number
    pdf = papers.render("label", number, language=language, size=size)
    assert raster.page_count(pdf) == Package.select().count()
    for place in range(raster.page_count(pdf)):
        for codes in read_codes(raster.bitmap(pdf, place, 203)):
            assert {f"{number}-{place + 1}", "SF1234567890123"} <= codes


@pytest.mark.parametrize("prices", [True, False])
@pytest.mark.parametrize("size", SIZES["note"])
def test_a_note_of_each_size_shows_money_only_when_it_should(
    size: str, prices: bool, told: Callable[[str], Place]
) -> None:
    told("sqlite")
    number = Delivery.get().number
    pdf = papers.render("note", number, language="en", size=size, prices=prices)
    text = text_of(pdf)
    assert ("80.00" in text) == ("Unitprice" in text) == prices
    for place in range(raster.page_count(pdf)):
        for codes in read_codes(raster.bitmap(pdf, place, 180)):
            assert number in codes


def test_the_company_and_the_customer_say_whether_prices_are_shown(told: Callable[[str], Place]) -> None:
    told("sqlite")
    delivery = Delivery.get()

    def shown() -> bool:
        return "80.00" in text_of(papers.render("note", delivery.number))

    assert shown()
    keep_prices(Call(actor("clerk")), delivery.customer_id, False)
    assert not shown()
    assert [(each.name, each.prices) for each in customer_prices()] == [("宁波东港贸易行", False)]
    keep_prices(Call(actor("clerk")), delivery.customer_id, None)
    change_settings(Call(actor("boss")), {"papers.note_prices": False})
    assert not shown()
    keep_prices(Call(actor("clerk")), delivery.customer_id, True)
    assert shown()


def test_copies_carry_the_names_the_company_gave_them(told: Callable[[str], Place]) -> None:
    told("sqlite")
    number = Delivery.get().number
    change_settings(Call(actor("boss")), {"papers.copies": ("存根", "客户", "回单", "记账")})
    a4, form = papers.render("note", number), papers.render("note", number, size="241x140")
    assert (raster.page_count(a4), raster.page_count(form)) == (4, 1)
    for name in ("存根", "客户", "回单", "记账"):
        assert name in text_of(a4)
        assert name in text_of(form)


def test_names_and_phones_are_masked_where_the_company_wants_it(told: Callable[[str], Place]) -> None:
    told("sqlite")
    number = Delivery.get().number
    change_settings(Call(actor("boss")), {"papers.mask": True, "papers.wording": {"note.sku": {"title": "物料"}}})
    for kind in ("note", "packing", "return"):
        said = text_of(papers.render(kind, number))
        assert "林**" in said, kind
        assert "林海波" not in said, kind
        assert "138****2046" in said, kind
        assert ("物料" in said) == (kind == "note")
    for codes in read_codes(raster.bitmap(papers.render("packing", number, language="zh_en", size="241x140"))):
        assert number in codes


def test_a_statement_tells_a_month_and_is_printed_with_the_seal_only_by_who_may(bench: Bench) -> None:
    seal = pictures.prepare("seal.png", picture_file())
    attachments.attach("company")(Call(actor("boss")), attachments.COMPANY, seal, "seal")
    with pytest.raises(Refusal, match="not_allowed"):
        print_again(Call(actor("packer")), Delivery.get().id, "note", wish=Wish(seal=True))
    customer = Customer.get()
    with pytest.raises(Refusal, match="not_allowed"):
        print_again(Call(actor("packer")), customer.id, "statement", 202603)
    opening.add_opening(Call(actor("boss")), customer.id, D("120.50"), date(2026, 2, 20), date(2026, 3, 20))
    payments.record_payment(Call(actor("boss")), customer.id, D(20), date(2026, 3, 10))
    made = statements.statement("C1/2026-03", papers.seller())
    assert (made.opening, [(line.what, line.paid) for line in made.lines]) == (D("120.50"), [("payment", D(20))])
    print_statement(Call(actor("boss")), customer.id, 202603, Wish(seal=True))
    with pytest.raises(Refusal, match="not_allowed"):
        print_desk.move_print(Call(actor("packer")), PrintJob.get(PrintJob.kind == "statement").id)
    office = Tray()
    Worker("", lambda: {"statement": office}, actor("boss"), lambda: bench.now).run()
    (paper,) = office.papers
    assert "C1/2026-03" in paper.name
    assert "100.50" in text_of(paper.pdf)
    assert "人民币壹佰元" in text_of(paper.pdf)
    plain = papers.render("statement", "C1/2026-03")
    assert len(paper.pdf) > len(plain), "the seal is on it"
    with pytest.raises(Refusal, match="bad_month"):
        papers.render("statement", "C1/2026-13")
    Customer.update(code="客户1").execute()
    assert "客户1/2026-03" in text_of(papers.render("statement", "客户1/2026-03")), "without a code nobody scans"


def test_labels_of_bins_come_from_the_printer_for_small_labels(bench: Bench) -> None:
    from desktop.printers import printers

    place = add_bin(Call(actor("warehouse")), "Q-07-1", 900)
    print_bins(Call(actor("warehouse")), (place.id,), Wish(copies=2))
    small = Tray()
    worker = Worker("", lambda: {"bin": small, "note": bench.notes, "label": bench.labels}, actor("packer"))
    worker.run()
    (paper,) = small.papers
    assert raster.page_count(paper.pdf) == 2
    assert read_codes(raster.bitmap(paper.pdf))[0] == {"BIN-Q-07-1"}
    chosen = {"printer.product": {"way": "tcp", "name": "10.0.0.9"}}
    assert printers(chosen, Path())["bin"] == printers(chosen, Path())["product"]  # type: ignore[arg-type]


@pytest.mark.parametrize("lot", ["", "L1"])
def test_a_product_label_is_read_back(lot: str, told: Callable[[str], Place]) -> None:
    told("sqlite")
    pdf = papers.render("product", f"PD-1/{lot}" if lot else "PD-1")
    for codes in read_codes(raster.bitmap(pdf, dpi=203)):
        assert "6901234567892" in codes
        assert any("10L1" in code for code in codes) == bool(lot)
    with pytest.raises(Refusal, match="unknown_product"):
        papers.render("product", "PD-1/NONE")


def test_a_wish_is_printed_as_wished_and_the_printers_own_paper_otherwise(bench: Bench) -> None:
    bench.labels.size = "76x130"
    bench.worker.run()
    delivery = Delivery.get()
    wish = Wish(size="241x140", prices=False, language="en", copies=2)
    print_again(Call(actor("packer")), delivery.id, "note", wish=wish, reason="lost")
    print_product(Call(actor("warehouse")), Product.get().id, wish=Wish(copies=3))
    goods = Tray()
    worker = Worker("", lambda: {"note": bench.notes, "product": goods}, actor("packer"), lambda: bench.now)
    worker.run()
    [small], [three] = bench.labels.papers, goods.papers
    assert page_size(small.pdf) == (76, 130)
    assert (raster.page_count(three.pdf), page_size(three.pdf)) == (3, (60, 40))
    usual, wished = bench.notes.papers
    assert page_size(usual.pdf) == (210, 297)
    assert (raster.page_count(wished.pdf), page_size(wished.pdf)) == (2, (241, 140))
    assert "DELIVERYNOTE" in text_of(wished.pdf)
    assert "80.00" not in text_of(wished.pdf)
    assert PrintJob.select().where(PrintJob.kind == "note").order_by(PrintJob.id.desc()).get().path.endswith(".pdf")


def test_a_paper_for_a_printer_by_name_goes_there_and_keeps_its_wish_while_it_waits(bench: Bench) -> None:
    named: dict[str, Tray] = {"Hall": Tray(away=True)}
    worker = Worker("", lambda: {"note": bench.notes}, actor("packer"), lambda: bench.now, named=named.__getitem__)
    bench.worker.run()
    sent = len(bench.notes.papers)
    wish = Wish(size="241x140", printer="Hall")
    print_again(Call(actor("packer")), Delivery.get().id, "note", wish=wish, reason="lost")
    worker.run()
    named["Hall"].away = False
    worker.retry_now()
    assert worker.run() == 1
    assert [page_size(paper.pdf) for paper in named["Hall"].papers] == [(241, 140)]
    assert len(bench.notes.papers) == sent


def test_a_paper_that_is_given_up_waits_no_more(bench: Bench) -> None:
    bench.labels.away = True
    bench.worker.run()
    job = prints.waiting("")[0]
    drop_print(Call(actor("packer")), job.id)
    assert prints.waiting("") == ()
    with pytest.raises(Refusal, match="unknown_print"):
        drop_print(Call(actor("packer")), job.id)


def test_a_paper_of_a_cancelled_delivery_is_not_tried_again(bench: Bench) -> None:
    bench.labels.away = True
    bench.worker.run()
    job = prints.waiting("")[0]
    Delivery.update(state="cancelled").where(Delivery.id == job.delivery_id).execute()
    with pytest.raises(Refusal, match="delivery_cancelled"):
        retry_print(Call(actor("packer")), job.id)
    drop_print(Call(actor("packer")), job.id)


@pytest.mark.parametrize(("wish", "code"), [(Wish(size="A3"), "unknown_paper_size"), (Wish(copies=0), "bad_copies")])
def test_a_wish_that_can_not_be_is_refused(wish: Wish, code: str, bench: Bench) -> None:
    with pytest.raises(Refusal, match=code):
        print_again(Call(actor("packer")), Delivery.get().id, "note", wish=wish)


@pytest.mark.parametrize(("kind", "size", "millimetres"), [
    ("label", "100x150", (100, 150)), ("label", "76x130", (76, 130)), ("note", "A4", (210, 297)),
    ("note", "241x140", (241, 140)), ("product", "60x40", (60, 40)),
])  # fmt: skip
def test_a_driver_is_given_the_paper_in_its_own_size(
    qapp: object, kind: str, size: str, millimetres: tuple[int, int], told: Callable[[str], Place], tmp_path: Path
) -> None:
    told("sqlite")
    number = "PD-1" if kind == "product" else Delivery.get().number
    file = tmp_path / "out.pdf"
    printer = SystemPrinter("", file=str(file))
    printer.print(Paper(kind, number, papers.render(kind, number, size=size)))
    made = page_size(file.read_bytes())
    assert all(abs(one - other) <= 1 for one, other in zip(made, millimetres, strict=True)), made
    codes = read_codes(raster.bitmap(file.read_bytes(), dpi=300))
    assert all(any(number in code or "6901234567892" in code for code in found) for found in codes), codes
