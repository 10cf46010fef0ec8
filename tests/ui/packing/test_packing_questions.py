"""The bench asks, counts twice, weighs and sets aside: by scans and by keys, with a real scanner's events."""

from datetime import timedelta

import pytest
import zxingcpp
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter
from pyzbar import pyzbar

from models.delivery import Delivery, Package, PickLine
from models.paper import PrintJob
from models.watch import Incident
from services import people, troubles
from services.settings import change_settings
from tests.ui.packing import screens
from ui.packing.screen import paint
from ui.packing.state import Mark, Mode
from ui.packing.words import CHOICES

Key = Qt.Key


@pytest.fixture
def grease(shop):
    """A product with two lots in two bins; the first expires first, the second is free."""
    product = shop.product("GR-L3", name="Grease", unit="tub", lot_tracked=True, weight_g=500)
    for lot, bin_code, days in (("L1", "A-01-1", 100), ("L2", "A-01-2", 200)):
        shop.stock(product, 5, lot, bin_code, expiry=shop.clock.today + timedelta(days))
    return product


@pytest.fixture
def rope(shop):
    product = shop.product("ROPE", name="Rope", weight_g=250)
    shop.stock(product, 400, bin="B-01-1")
    return product


@pytest.fixture
def delivery(shop, grease, rope):
    """Three tubs of lot L1 and two ropes."""
    return shop.released((grease, 3), (rope, 2))


def rules(shop, **values):
    change_settings(shop.call("owner"), {f"packing.{name}": value for name, value in values.items()})


def opened(desk, delivery):
    desk.window.refresh()
    desk.scan(delivery.number)
    assert desk.screen.headline == "Opened"
    return desk


@pytest.fixture
def at_work(desk, delivery):
    return opened(desk, delivery)


def stored(delivery):
    return Delivery.get_by_id(delivery.id)


def pick_all(desk, shop, grease, rope):
    return desk.scan(*[shop.label(grease, "L1")] * 3, *[shop.label(rope)] * 2)


# another lot


@pytest.mark.parametrize("answer", ["CMD-YES", "CMD-OK", "F7"])
def test_a_free_other_lot_asks_and_yes_takes_it(at_work, delivery, shop, grease, answer):
    screen = at_work.scan(shop.label(grease, "L2"))
    assert (screen.mode, screen.answer.word) == (Mode.QUESTION, "Another lot?")
    assert (screen.answer.scanned.big, screen.answer.needed.big) == ("L2", "L1")
    assert "5 free" in screen.answer.scanned.small
    assert screen.answer.what_to_do == "L1 expires first, in A-01-1"
    assert [(each.command, each.key, each.text) for each in screen.answer.choices] == [
        ("YES", "F7", "Take L2"),
        ("NO", "Esc", "No, L1"),
    ]
    assert at_work.sounds.heard[-1] == "ask"
    assert (screen.last[0].mark, screen.last[0].count) == (Mark.ASKED, "?")
    assert stored(delivery).picked == 0
    screen = at_work.key(Key.Key_F7) if answer == "F7" else at_work.scan(answer)
    assert (screen.mode, screen.headline, screen.current.lot) == (Mode.CORRECT, "Correct  +1", "L2")
    assert at_work.scan(shop.label(grease, "L2")).headline == "Correct  +1", "the rest of the line has gone over"
    assert stored(delivery).picked == 2


@pytest.mark.parametrize("answer", ["CMD-NO", "Esc"])
def test_no_leaves_all_as_it_was(at_work, delivery, shop, grease, answer):
    at_work.scan(shop.label(grease, "L2"))
    screen = at_work.key(Key.Key_Escape) if answer == "Esc" else at_work.scan(answer)
    assert screen.mode == Mode.WAITING
    at_work.scan("CMD-YES")
    assert stored(delivery).picked == 0
    assert PickLine.select().count() == 2


def test_scanning_the_planned_lot_is_an_answer_too(at_work, delivery, shop, grease):
    at_work.scan(shop.label(grease, "L2"))
    assert at_work.scan(shop.label(grease, "L1")).headline == "Correct  +1"
    at_work.scan("CMD-YES")
    assert stored(delivery).picked == 1


def test_a_lot_that_expires_earlier_than_the_planned_one_is_not_said_to_expire_later(at_work, shop, grease):
    shop.stock(grease, 5, "L0", "A-01-3", expiry=shop.clock.today + timedelta(10))
    assert at_work.scan(shop.label(grease, "L0")).answer.what_to_do == "L1 is planned, in A-01-1"


# quantities


def test_a_large_quantity_is_asked_about(desk, shop, rope):
    opened(desk, shop.released((rope, 300)))
    desk.key(Key.Key_F6)
    desk.type("150")
    desk.key(Key.Key_Return)
    screen = desk.scan(shop.label(rope))
    assert (screen.mode, screen.answer.word) == (Mode.QUESTION, "150 pc at once?")
    assert desk.scan("CMD-YES").headline == "Correct  +150"
    desk.scan("CMD-X5")
    assert desk.scan(shop.label(rope)).headline == "Correct  +5"


def test_no_to_a_large_quantity_forgets_it(desk, shop, rope):
    opened(desk, shop.released((rope, 300)))
    desk.scan("CMD-X200", shop.label(rope))
    desk.scan("CMD-NO")
    assert desk.scan(shop.label(rope)).headline == "Correct  +1"


# short, and the exception list


@pytest.mark.parametrize("answer", ["CMD-HOLD", "F11"])
def test_a_missing_piece_sends_the_delivery_to_the_exception_list(at_work, delivery, shop, grease, answer):
    at_work.scan(shop.label(grease, "L1"))
    at_work.scan("CMD-SHORT")
    screen = at_work.key(Key.Key_F11) if answer == "F11" else at_work.scan(answer)
    assert screen.mode == Mode.QUEUE
    assert [(row.number, row.trouble, row.promise) for row in screen.queue] == [(delivery.number, True, "exception")]
    assert stored(delivery).trouble == "short"
    assert Incident.select().count() == 1


@pytest.fixture
def aside(at_work, shop, grease):
    at_work.scan(shop.label(grease, "L1"), "CMD-SHORT", "CMD-HOLD")
    return at_work


def test_a_delivery_of_the_exception_list_is_resumed_by_scans(aside, delivery, shop, grease):
    screen = aside.scan(delivery.number)
    assert (screen.mode, screen.answer.word) == (Mode.QUESTION, "Exception")
    assert [each.key for each in screen.answer.choices] == ["F7", "F4", "Esc"]
    assert aside.scan("CMD-YES").headline == "Opened"
    assert aside.scan(shop.label(grease, "L1")).headline == "Correct  +1"
    assert stored(delivery).trouble == ""


def test_or_shipped_short_by_keys(aside, delivery, shop, grease):
    aside.key(Key.Key_Return)
    screen = aside.key(Key.Key_F4)
    assert (screen.number, screen.total, screen.done) == (delivery.number, 1, 1)
    assert aside.scan("CMD-OK").headline == "All packed"


def test_or_left_where_it_is(aside, delivery):
    aside.scan(delivery.number)
    assert aside.key(Key.Key_Escape).mode == Mode.QUEUE
    assert stored(delivery).trouble == "short"


def test_a_delivery_that_another_bench_set_aside_is_refused_here_and_not_opened_again(at_work, delivery, shop, grease):
    troubles.set_aside(shop.call("warehouse"), delivery.id)
    assert at_work.scan(shop.label(grease, "L1")).answer.word == "Set aside"
    at_work.key(Key.Key_F4)
    screen = at_work.scan("CMD-YES")
    assert (screen.mode, screen.answer.word, screen.answer.choices) == (Mode.REFUSED, "Set aside", ())
    assert at_work.new_window().screen_widget.screen_shown.mode == Mode.QUEUE
    assert stored(delivery).picked == 0


# the second count


@pytest.fixture
def counting(desk, shop, delivery, grease, rope):
    rules(shop, check="recount")
    opened(desk, delivery)
    pick_all(desk, shop, grease, rope)
    desk.key(Key.Key_Escape)
    return desk


def test_the_second_count_shows_nothing_of_what_it_should_be(counting, shop, rope, grease):
    screen = counting.screen
    assert screen.headline == "Count again: scan each piece, then F7 or OK"
    assert (screen.total, screen.remaining, screen.next) == (0, (), None)
    assert screen.current.blind
    counting.scan(shop.label(rope))
    screen = counting.window.waiting()
    assert [(row.product, row.quantity) for row in screen.remaining] == [("Rope", 1)]
    assert (screen.current.product, screen.current.picked, screen.current.blind) == ("Rope", 1, True)
    assert counting.scan(shop.label(shop.product("OTHER"))).answer.word == "Not picked"
    assert counting.scan(shop.label(grease, "L2")).answer.word == "Lot not picked"
    screen = counting.scan(*[shop.label(rope)] * 2)
    assert (screen.answer.word, screen.answer.scanned.big, screen.answer.needed) == ("One too many", "2 pc", None)
    assert "2" not in screen.answer.what_to_do


def test_a_count_that_differs_is_said_aloud_and_all_counted_packs(counting, delivery, shop, rope, grease):
    counting.scan(*[shop.label(rope)] * 2, *[shop.label(grease, "L1")] * 2)
    screen = counting.key(Key.Key_F7)
    assert (screen.mode, screen.answer.word) == (Mode.REFUSED, "Count differs")
    assert (screen.answer.scanned.big, screen.answer.needed.big) == ("2 tub", "3 tub")
    assert stored(delivery).state == "picked"
    counting.scan(shop.label(grease, "L1"))
    assert counting.scan("CMD-OK").headline == "All packed"
    assert {job.kind for job in PrintJob.select()} == {"label", "note"}


def test_packages_are_filled_as_it_is_counted(counting, delivery, shop, rope, grease):
    counting.scan(*[shop.label(rope)] * 2)
    assert counting.key(Key.Key_F8).headline == "Package 2 begun. Undo takes it back"
    counting.scan("CMD-X3", shop.label(grease, "L1"), "CMD-OK")
    assert [p.weight_g for p in Package.select().order_by(Package.number)] == [500, 1500]


def test_undo_takes_back_what_was_counted(counting, delivery, shop, rope):
    counting.scan(shop.label(rope))
    assert counting.key(Key.Key_F2).headline == "Undone  −1"
    assert counting.window.waiting().remaining == ()
    assert stored(delivery).picked == 5


def test_another_person_counts_and_takes_over_by_badge(desk, shop, delivery, grease, rope):
    rules(shop, check="recount", check_two_people=True)
    people.add_user(shop.call("owner"), "eve", "Eve", ("packer",), "x", badge="BDG-EVE1")
    opened(desk, delivery)
    pick_all(desk, shop, grease, rope)
    assert desk.scan(shop.label(rope)).answer.word == "Another person"
    desk.scan("BDG-EVE1")
    assert desk.scan(shop.label(rope)).headline == "Checked  +1"


def test_where_the_last_scan_checks_it_packs_and_prints_by_itself(desk, shop, delivery, grease, rope):
    rules(shop, check="scan")
    opened(desk, delivery)
    screen = pick_all(desk, shop, grease, rope)
    assert screen.headline == "All packed"
    assert stored(delivery).state == "packed"
    assert {job.kind for job in PrintJob.select()} == {"label", "note"}


# weights


def test_a_weight_is_typed_and_a_doubtful_one_asked_about(at_work, delivery, shop, grease, rope):
    pick_all(at_work, shop, grease, rope)
    at_work.key(Key.Key_F5)
    at_work.type("2.1")
    assert at_work.screen.headline == "Weight of package 1, kg: 2.1_"
    assert at_work.key(Key.Key_Return).headline == "Package 1: 2.10 kg"
    at_work.scan("CMD-WEIGHT")
    at_work.type("9")
    screen = at_work.key(Key.Key_Return)
    assert (screen.mode, screen.answer.word) == (Mode.QUESTION, "Weight right?")
    assert (screen.answer.scanned.big, screen.answer.needed.big) == ("9.00 kg", "2.00 kg")
    assert "Weight of package 1" in at_work.scan("CMD-NO").headline
    at_work.type("1,95")
    at_work.key(Key.Key_Return)
    at_work.scan("CMD-OK")
    assert Package.get().weight_g == 1950
    at_work.scan("CMD-WEIGHT", "2.450 kg")
    at_work.scan("CMD-YES")
    assert (Package.get().weight_g, stored(delivery).weight_g) == (2450, 2450)


def test_what_is_no_weight_is_refused_with_what_to_type(at_work, shop, grease):
    at_work.scan(shop.label(grease, "L1"))
    at_work.key(Key.Key_F5)
    at_work.type("0")
    assert at_work.key(Key.Key_Return).answer.word == "No weight"
    at_work.key(Key.Key_F5)
    at_work.type("..")
    assert at_work.key(Key.Key_Return).answer.what_to_do == "Type kilograms, such as 2.35"
    at_work.key(Key.Key_F5)
    assert at_work.scan(shop.label(grease, "L1")).headline == "Correct  +1", "goods are goods also now"


def test_where_the_company_wants_weights_each_package_is_asked_for(desk, shop, delivery, grease, rope):
    rules(shop, weigh=True)
    opened(desk, delivery)
    desk.scan(*[shop.label(grease, "L1")] * 3)
    assert desk.key(Key.Key_F8).headline == "Weight of package 1, kg: _"
    desk.type("1.6")
    desk.key(Key.Key_Return)
    assert desk.screen.headline == "Package 2 begun. Undo takes it back"
    desk.scan(*[shop.label(rope)] * 2)
    assert desk.scan("CMD-OK").headline == "Weight of package 2, kg: _"
    assert desk.key(Key.Key_Return).headline == "All packed", "Enter alone leaves it to the goods' own weights"
    assert [p.weight_g for p in Package.select().order_by(Package.number)] == [1600, 500]


# the picture


@pytest.mark.parametrize("size", [(1366, 768), (1920, 1080)])
def test_the_answers_can_be_scanned_off_the_screen(qapp, size):
    screen = screens.all_screens()["question"]
    image = QImage(*size, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    paint(painter, screen, *size)
    painter.end()
    grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
    shown = Image.frombuffer("L", size, bytes(grey.constBits()), "raw", "L", grey.bytesPerLine(), 1)
    wanted = {"CMD-YES", "CMD-NO"}
    assert wanted <= {code.text for code in zxingcpp.read_barcodes(shown)}
    assert wanted <= {code.data.decode() for code in pyzbar.decode(shown)}


def test_every_question_can_be_left_and_its_answers_have_their_own_keys():
    for choices in CHOICES.values():
        assert choices[-1][:2] == ("NO", "Esc")
        assert len({key for _command, key, _text in choices}) == len(choices)
