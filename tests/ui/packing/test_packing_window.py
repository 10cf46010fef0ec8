"""The bench from scan to screen, with real keys, real use cases and a real database."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from models.delivery import Delivery, Package, PickLine, ScanEvent
from models.paper import PrintJob
from services import bench_notes, catalogue, packing, people
from services.errors import Unavailable
from tests.services.shop import ean
from ui.packing.front import SETTLE_MS
from ui.packing.state import Mark, Mode
from ui.theme import theme

Key = Qt.Key


@pytest.fixture
def grease(shop):
    """A product with two lots in two bins; the first expires first."""
    product = shop.product("GR-L3", name="Grease", unit="tub", lot_tracked=True)
    for lot, bin_code, days in (("L1", "A-01-1", 100), ("L2", "A-01-2", 200)):
        shop.stock(product, 5, lot, bin_code, expiry=shop.clock.today + timedelta(days))
    return product


@pytest.fixture
def rope(shop):
    product = shop.product("ROPE", name="Rope")
    shop.stock(product, 20, bin="B-01-1")
    return product


@pytest.fixture
def delivery(shop, grease, rope):
    """Three tubs of lot L1 and two ropes."""
    return shop.released((grease, 3), (rope, 2))


@pytest.fixture
def at_work(desk, delivery):
    desk.window.refresh()
    desk.scan(delivery.number)
    assert desk.screen.headline == "Opened"
    return desk


def picked(delivery):
    return Delivery.get_by_id(delivery.id).picked


def test_the_queue_lists_what_is_released_most_urgent_first(desk, shop, rope):
    later = shop.released((rope, 1), promised=shop.clock.today + timedelta(5))
    late = shop.released((rope, 1), promised=shop.clock.today - timedelta(1))
    desk.window.refresh()
    desk.settle()
    assert [row.number for row in desk.screen.queue] == [late.number, later.number]
    assert [row.late for row in desk.screen.queue] == [True, False]
    assert [row.todo for row in desk.screen.queue] == ["", ""]
    packing.start_picking(shop.call("packer"), late.id)
    shop.pick(late.id)
    desk.window.refresh()
    desk.settle()
    row = next(row for row in desk.screen.queue if row.number == late.number)
    assert (row.todo, row.begun) == ("To check and pack", True)
    desk.key(Key.Key_Down, Key.Key_Down)
    assert desk.screen.chosen == 1
    desk.key(Key.Key_Return)
    assert desk.screen.number == later.number
    assert Delivery.get_by_id(later.id).state == "picking"


def test_a_scanned_number_opens_a_delivery_and_shows_what_to_take(at_work, delivery):
    at_work.key(Key.Key_Escape)
    screen = at_work.window.waiting()
    assert (screen.number, screen.customer, screen.done, screen.total) == (delivery.number, "Corner Shop", 0, 5)
    assert (screen.current.bin, screen.current.product, screen.current.lot) == ("A-01-1", "Grease", "L1")
    assert (screen.current.picked, screen.current.wanted, screen.current.unit) == (0, 3, "tub")
    assert (screen.next.product, screen.lines_left, screen.pieces_left) == ("Rope", 2, 5)
    assert screen.headline == "Scan: Grease"


def test_a_right_scan_counts_turns_green_and_waits_again(at_work, delivery, shop, grease, qtbot):
    screen = at_work.scan(shop.label(grease, "L1"))
    assert (screen.mode, screen.headline) == (Mode.CORRECT, "Correct  +1")
    assert (screen.current.picked, screen.done) == (1, 1)
    assert (screen.last[0].mark, screen.last[0].text, screen.last[0].count) == (Mark.RIGHT, "Grease • L1", "+1")
    assert at_work.sounds.heard[-1] == "ok"
    assert picked(delivery) == 1
    qtbot.waitUntil(lambda: at_work.screen.mode == Mode.WAITING)


@pytest.mark.parametrize(
    ("code", "word", "scanned", "needed"),
    [
        ("wrong_item", "Wrong item", "OTHER", "GR-L3"),
        ("wrong_lot", "Wrong lot", "L9", "L1"),
        ("unknown_code", "Unknown code", "HELLO-THERE", "GR-L3"),
        ("wrong_bin", "Wrong bin", "A-01-3", "A-01-1"),
        ("wrong_delivery", "Wrong delivery", "DN-20991231-0001", ""),
    ],
)
def test_what_is_wrong_is_told_apart_stays_red_and_never_counts(
    at_work, delivery, shop, grease, qtbot, code, word, scanned, needed
):
    text = {
        "wrong_item": lambda: shop.label(shop.product("OTHER")),
        "wrong_lot": lambda: shop.label(grease, "L9"),
        "unknown_code": lambda: "HELLO-THERE",
        "wrong_bin": lambda: "BIN-A-01-3",
        "wrong_delivery": lambda: "DN-20991231-0001",
    }[code]()
    screen = at_work.scan(text)
    assert (screen.mode, screen.answer.word) == (Mode.REFUSED, word)
    assert screen.answer.scanned.big == scanned
    assert screen.answer.needed.big == (needed or delivery.number)
    assert (screen.last[0].mark, screen.last[0].count) == (Mark.WRONG, "0")
    assert at_work.sounds.heard[-1] == "error"
    qtbot.wait(750)
    assert at_work.screen.mode == Mode.REFUSED
    assert picked(delivery) == 0
    assert ScanEvent.select().order_by(ScanEvent.id.desc()).get().verdict == code
    assert at_work.key(Key.Key_Escape).mode == Mode.WAITING


def test_a_good_scan_ends_the_red_face(at_work, shop, grease):
    at_work.scan("HELLO-THERE")
    assert at_work.scan(shop.label(grease, "L1")).mode == Mode.CORRECT


def test_one_too_many_says_that_the_line_is_complete_and_where_to_go(at_work, delivery, shop, grease):
    label = shop.label(grease, "L1")
    screen = at_work.scan(label, label, label, label)
    assert (screen.mode, screen.answer.word) == (Mode.REFUSED, "One too many")
    assert (screen.answer.scanned.big, screen.answer.needed.big) == ("3 / 3", "B-01-1")
    assert picked(delivery) == 3


def test_more_than_is_left_says_how_many_are_needed(at_work, delivery, shop, rope):
    at_work.scan("CMD-X10")
    screen = at_work.scan(shop.label(rope))
    assert (screen.mode, screen.answer.word) == (Mode.REFUSED, "Too many")
    assert (screen.answer.scanned.big, screen.answer.needed.big) == ("10 pc", "2 pc")
    assert picked(delivery) == 0


def test_twenty_scans_in_a_row_are_all_answered_in_order(desk, shop, rope):
    delivery = shop.released((rope, 20))
    desk.scan(delivery.number, *[shop.label(rope)] * 20)
    assert picked(delivery) == 20
    assert desk.screen.headline == "All picked"
    assert desk.sounds.heard == ["ok"] * 20 + ["done"]


def test_a_scan_never_leaves_the_bench_by_its_enter_and_stray_keys_do_nothing(at_work):
    before = at_work.key(Key.Key_Escape)
    at_work.key(Key.Key_Return, Key.Key_Tab, Key.Key_Space)
    at_work.type("abc")
    assert at_work.screen == before


def test_standing_at_a_bin_takes_its_line_first(at_work, shop, rope):
    screen = at_work.scan("BIN-B-01-1")
    assert (screen.headline, screen.current.product) == ("Right bin", "Rope")
    assert screen.last[0].text == "Bin B-01-1"
    label = shop.label(rope)
    screen = at_work.scan(label, label)
    assert (screen.current.product, screen.current.picked, screen.current.wanted) == ("Rope", 2, 2)
    assert screen.remaining[0].product == "Grease"
    assert at_work.key(Key.Key_Escape).current.product == "Grease"


def test_the_line_counted_last_stays_current_while_it_is_open(at_work, shop, rope):
    screen = at_work.scan(shop.label(rope))
    assert (screen.current.product, screen.current.picked) == ("Rope", 1)
    assert at_work.key(Key.Key_Escape).headline == "Scan: Rope"


def test_the_last_scans_show_lots_and_codes_and_no_raw_messages(at_work, shop, grease):
    at_work.scan(shop.label(grease, "L9"), "]C0HELLO-THERE")
    assert [scan.text for scan in at_work.screen.last] == ["Unknown code • HELLO-THERE", "Wrong lot • L9"]
    at_work.key(Key.Key_F11)
    at_work.scan(at_work.screen.queue[0].number)
    assert [scan.text for scan in at_work.screen.last] == ["Unknown code • HELLO-THERE", "Wrong lot • L9"]


def test_undo_takes_back_the_last_scan_and_says_so(at_work, delivery, shop, grease):
    at_work.scan(shop.label(grease, "L1"))
    screen = at_work.key(Key.Key_F2)
    assert (screen.mode, screen.headline) == (Mode.CORRECT, "Undone  −1")
    assert (screen.current.picked, picked(delivery)) == (0, 0)
    assert (screen.last[0].text, screen.last[0].count) == ("Undone • Grease • L1", "−1")
    assert at_work.scan("CMD-UNDO").answer.word == "Nothing to undo"


def test_f6_and_figures_multiply_the_next_scan_only(at_work, delivery, shop, grease, rope):
    assert at_work.key(Key.Key_F6).headline == "Quantity for the next scan: _"
    assert at_work.type("29").headline == "Quantity for the next scan: 29_"
    at_work.key(Key.Key_Backspace, Key.Key_Return)
    assert at_work.screen.headline == "Scan: Grease × 2"
    assert at_work.scan(shop.label(grease, "L1")).headline == "Correct  +2"
    assert at_work.scan(shop.label(grease, "L1")).headline == "Correct  +1"
    at_work.key(Key.Key_F6)
    at_work.type("5")
    assert at_work.key(Key.Key_Escape).headline == "Scan: Rope"
    assert picked(delivery) == 3


def test_figures_count_for_a_scan_that_comes_before_enter(at_work, delivery, shop, grease):
    at_work.key(Key.Key_F6)
    at_work.type("2")
    assert at_work.scan(shop.label(grease, "L1")).headline == "Correct  +2"
    assert picked(delivery) == 2


def test_short_asks_first_and_leaves_the_rest_behind_only_on_ok(at_work, delivery, shop, grease):
    at_work.scan(shop.label(grease, "L1"))
    screen = at_work.key(Key.Key_F4)
    assert (screen.mode, screen.answer.word) == (Mode.QUESTION, "Piece missing?")
    assert screen.answer.what_to_do == "2 tub of Grease are not there"
    assert [choice.text for choice in screen.answer.choices] == ["Ship without", "Exception list", "Search on"]
    assert at_work.key(Key.Key_Escape).mode == Mode.WAITING
    at_work.scan("CMD-OK")
    assert Delivery.get_by_id(delivery.id).pieces == 5
    at_work.key(Key.Key_F4)
    screen = at_work.scan("CMD-OK")
    assert screen.headline == "Short, noted"
    assert (Delivery.get_by_id(delivery.id).pieces, screen.total) == (3, 3)
    assert screen.current.product == "Rope"


def test_a_scan_is_no_answer_to_the_short_question(at_work, delivery, shop, grease):
    at_work.key(Key.Key_F4)
    assert at_work.scan(shop.label(grease, "L1")).mode == Mode.CORRECT
    at_work.scan("CMD-OK")
    assert Delivery.get_by_id(delivery.id).pieces == 5


def test_packages_then_ok_packs_and_the_papers_are_queued(at_work, delivery, shop, grease, rope):
    assert at_work.key(Key.Key_F8).answer.word == "Package empty"
    at_work.scan(*[shop.label(grease, "L1")] * 3)
    assert at_work.key(Key.Key_F8).headline == "Package 2 begun. Undo takes it back"
    at_work.scan(*[shop.label(rope)] * 2)
    assert at_work.screen.headline == "All picked"
    assert at_work.sounds.heard[-1] == "done"
    assert at_work.scan(shop.label(rope)).answer.word == "Already picked"
    screen = at_work.scan("CMD-OK")
    assert screen.headline == "All packed"
    stored = Delivery.get_by_id(delivery.id)
    assert (stored.state, stored.packages, Package.select().count()) == ("packed", 2, 2)
    assert shop.audit()[-2:] == ["packing.check", "packing.pack"]
    at_work.key(Key.Key_Escape)
    assert at_work.window.waiting().headline == "Packed in 2 packages. Scan the next delivery"
    assert at_work.key(Key.Key_F9).headline == "Printing"
    assert PrintJob.select().count() == 3, "all three wait: none is printed twice"
    PrintJob.update(state="sent").execute()
    assert at_work.key(Key.Key_F9).answer.word == "Print again?"
    assert at_work.key(Key.Key_F7).headline == "Printing"
    assert sorted(job.copy for job in PrintJob.select()) == [1, 1, 1, 2, 2, 2]
    PrintJob.update(state="sent").execute()
    PrintJob.delete().where(PrintJob.kind == "note").execute()
    assert at_work.key(Key.Key_F9).answer.word == "Print again?"
    assert at_work.key(Key.Key_F7).headline == "Printing"
    notes = [job.copy for job in PrintJob.select().where(PrintJob.kind == "note")]
    assert notes == [1], "what was printed before the question is not printed after it once more"


def test_after_packing_the_next_number_opens_the_next_delivery(at_work, delivery, shop, grease, rope):
    second = shop.released((rope, 1))
    at_work.scan(*[shop.label(grease, "L1")] * 3, *[shop.label(rope)] * 2, "CMD-OK", second.number)
    assert (at_work.screen.number, at_work.screen.headline) == (second.number, "Opened")


def test_a_delivery_that_is_packed_is_refused_by_name(at_work, delivery, shop, grease, rope):
    at_work.scan(*[shop.label(grease, "L1")] * 3, *[shop.label(rope)] * 2, "CMD-OK", "CMD-HOLD")
    screen = at_work.scan(delivery.number)
    assert (screen.mode, screen.answer.word) == (Mode.REFUSED, "Already packed")
    assert delivery.number in screen.answer.what_to_do


def test_goods_without_a_delivery_and_an_unknown_number_are_told(desk, shop, rope):
    assert desk.scan(shop.label(rope)).answer.word == "No delivery"
    assert desk.scan("DN-20991231-0001").answer.word == "Unknown delivery"
    assert desk.key(Key.Key_Escape).mode == Mode.QUEUE


def test_pause_goes_back_to_the_queue_and_forgets_nothing(at_work, delivery, shop, grease):
    at_work.scan(shop.label(grease, "L1"))
    at_work.key(Key.Key_Escape)
    told = at_work.key(Key.Key_Escape)
    assert (told.mode, told.number) == (Mode.WAITING, delivery.number)
    assert told.headline == "F11 pauses it, then Esc leaves"
    assert at_work.key(Key.Key_F11).mode == Mode.QUEUE
    assert [row.begun for row in at_work.screen.queue] == [True]
    assert at_work.scan(delivery.number).done == 1


def test_a_bench_goes_on_where_it_was_after_a_restart(at_work, delivery, shop, grease):
    at_work.scan(shop.label(grease, "L1"))
    at_work.window.close()
    at_work.new_window()
    assert (at_work.screen.mode, at_work.screen.number, at_work.screen.done) == (Mode.WAITING, delivery.number, 1)


def test_a_database_that_does_not_answer_is_tried_again_and_the_scan_counts_once(
    at_work, delivery, shop, grease, monkeypatch, qtbot
):
    real, calls = packing.scan, []

    def lost(call, *args, **kwargs):
        calls.append(call.request_id)
        result = real(call, *args, **kwargs)
        if len(calls) < 3:
            raise Unavailable("database_gone")
        return result

    monkeypatch.setattr(packing, "scan", lost)
    monkeypatch.setattr(at_work.window.steps._retry, "interval", lambda: 10)
    at_work.window.steps._retry.setInterval(10)
    screen = at_work.scan(shop.label(grease, "L1"))
    assert screen.answer.word == "Not saved yet"

    def answered():
        at_work.settle()
        return at_work.screen.mode == Mode.CORRECT

    qtbot.waitUntil(answered)
    assert (len(calls), len(set(calls)), picked(delivery)) == (3, 1, 1)
    assert at_work.screen.done == 1


def test_a_step_that_can_not_be_saved_can_be_dropped(at_work, delivery, shop, grease, monkeypatch):
    def gone(_call, *_args, **_kwargs):
        raise Unavailable("database_gone")

    monkeypatch.setattr(packing, "scan", gone)
    at_work.scan(shop.label(grease, "L1"), shop.label(grease, "L1"))
    assert at_work.key(Key.Key_Escape).mode == Mode.WAITING
    monkeypatch.undo()
    assert at_work.scan(shop.label(grease, "L1")).done == 1


def test_a_badge_switches_the_person(at_work, shop, delivery, rope):
    people.add_user(shop.call("owner"), "wang", "Wang Wu", ("packer",), "x", badge="BDG-7F3K")
    at_work.scan("BDG-7F3K")
    assert at_work.kit.shell.actor.name == "Wang Wu"
    at_work.scan(shop.label(rope))
    assert at_work.screen.person == "Wang Wu"
    assert at_work.scan("BDG-NOBODY").answer.word == "Unknown badge"


def test_somebody_without_the_right_is_told_so(desk, delivery, shop):
    desk.kit.shell.actor = shop.finance
    assert desk.scan(delivery.number).answer.word == "Not allowed"


def test_what_another_bench_picks_appears_here(at_work, delivery, shop, grease):
    at_work.key(Key.Key_Escape)
    shop.scan(delivery.id, shop.label(grease, "L1"))
    at_work.window.refresh()
    at_work.settle()
    assert at_work.screen.done == 1


def test_something_read_before_a_scan_does_not_turn_it_back(at_work, delivery, shop, grease):
    at_work.key(Key.Key_Escape)
    at_work.window.refresh()
    stale = at_work.kit.readers.bodies
    at_work.kit.readers.bodies = []
    at_work.scan(shop.label(grease, "L1"))
    at_work.kit.readers.bodies = stale
    at_work.settle()
    assert at_work.window.view.picked == 1


def test_a_slow_step_shows_that_it_waits(at_work, shop, grease, qtbot):
    at_work.key(Key.Key_Escape)
    at_work.hands.scan(shop.label(grease, "L1"))
    qtbot.waitUntil(lambda: at_work.screen.busy)
    assert at_work.screen.mode == Mode.WAITING
    at_work.settle()
    assert (at_work.screen.mode, at_work.screen.busy) == (Mode.CORRECT, False)


def test_a_line_done_elsewhere_keeps_the_order_of_the_walk(desk, shop, grease, rope):
    delivery = shop.released((grease, 8), (rope, 1))
    desk.scan(delivery.number)
    lots = [(line.bin, line.quantity) for line in desk.screen.remaining]
    assert lots == [("A-01-1", Decimal(5)), ("A-01-2", Decimal(3)), ("B-01-1", Decimal(1))]
    assert PickLine.select().where(PickLine.delivery == delivery).count() == 3


def test_keys_sent_as_the_system_does_reach_the_bench_and_not_the_shortcuts_of_the_window(at_work, shop, grease):
    at_work.scan(shop.label(grease, "L1"))
    QTest.keyClick(at_work.window.windowHandle(), Key.Key_F2)
    at_work.settle()
    assert at_work.screen.headline == "Undone  −1"


def test_two_benches_at_one_delivery_see_each_other(at_work, delivery, shop, rope, kit, scans):
    first = at_work.window
    other = at_work.new_window()
    other.activate(id=delivery.id)
    at_work.settle()
    assert other.view.picked == 0
    first.on_scan(shop.label(rope))
    at_work.settle()
    kit.shell.publish(frozenset({"deliveries"}))
    for window in (first, other):
        window.refresh()
    at_work.settle()
    assert [window.view.picked for window in (first, other)] == [1, 1]
    other.on_scan(shop.label(rope))
    first.on_scan(shop.label(rope))
    at_work.settle()
    assert picked(delivery) == 2
    assert first.screen_widget.screen_shown.answer.word in ("One too many", "Too many"), "the other bench has taken it"


def test_a_stutter_of_the_scanner_is_on_record_heard_and_seen_and_counts_once(at_work, delivery, shop, grease, rope):
    label, now = shop.label(grease, "L1"), [10.0]
    at_work.window.intake.now = lambda: now[0]
    at_work.scan(label, label)
    assert picked(delivery) == 2, "every scan counts where no stutter is set"
    at_work.kit.shell.settings.set("bench.repeat_ms", 400)
    at_work.window.take_own()
    now[0] = 11.0
    at_work.scan(shop.label(rope), shop.label(rope))
    assert (picked(delivery), at_work.sounds.heard[-1]) == (3, "repeat")
    assert at_work.screen.note == f"Repeat ignored: {shop.label(rope)}"
    last = at_work.screen.last[0]
    assert (last.mark, last.text) == (Mark.QUIET, f"Repeat ignored • {shop.label(rope)}")
    event = ScanEvent.select().order_by(ScanEvent.id.desc()).get()
    assert (event.verdict, event.text, event.station) == ("repeated", shop.label(rope), "desk")
    now[0] += 0.6
    at_work.scan("NOBODY")
    now[0] += 0.1
    assert at_work.scan("NOBODY").mode == Mode.REFUSED, "an error stays until it is answered"
    now[0] += 0.6
    assert at_work.scan(shop.label(rope)).done == 4
    at_work.scan("BDG-NOBODY", "BDG-NOBODY")
    event = ScanEvent.select().order_by(ScanEvent.id.desc()).get()
    assert (event.verdict, event.text) == ("repeated", "BDG"), "a badge is a key"


def test_an_opened_carton_counts_pieces_and_a_whole_one_asks_to_be_opened(desk, shop):
    carton = "16900000099999"
    codes = (catalogue.Code(ean(90)), catalogue.Code(carton, Decimal(6), "box"))
    product = shop.product("PEN", name="Pen", codes=codes)
    shop.stock(product, 24)
    desk.scan(shop.released((product, 10)).number, carton)
    screen = desk.scan(carton)
    assert (screen.mode, screen.answer.word, screen.answer.needed.big) == (Mode.QUESTION, "Open the carton?", "4 pc")
    assert desk.key(Key.Key_Escape).done == 6
    assert desk.scan("CMD-OPEN").note == "Carton opened: a scan of it counts one piece"
    assert desk.scan(carton).done == 7
    desk.scan("CMD-OPEN", carton)
    assert desk.scan("CMD-YES").headline == "All picked"
    assert desk.screen.done == 10


def test_every_scan_is_journalled_also_those_that_nothing_can_be_done_with(desk, shop, rope, delivery):
    desk.scan("HELLO-THERE", "DN-20991231-0001", "CMD-HELP", "BDG-NOBODY", delivery.number, "CMD-HOLD")
    events = ScanEvent.select(ScanEvent.verdict, ScanEvent.text, ScanEvent.user).order_by(ScanEvent.id).tuples()
    assert [(verdict, text) for verdict, text, _user in events] == [
        ("no_delivery", "HELLO-THERE"), ("unknown_delivery", "DN-20991231-0001"), ("command", "CMD-HELP"),
        ("unknown_badge", "BDG"), ("opened", delivery.number), ("command", "CMD-HOLD"), ("paused", delivery.number),
    ]  # fmt: skip
    assert {user for _verdict, _text, user in events} == {shop.packer.user_id}


def test_another_program_in_front_is_seen_and_heard_until_the_bench_is_back(at_work, shop, rope, qtbot):
    front, heard = at_work.window.front, len(at_work.sounds.heard)
    bar, red = theme.color("packing.wait.bar"), theme.color("packing.error.bg")

    def top():
        return at_work.window.screen_widget.grab().toImage().pixelColor(3, 3)

    qtbot.waitUntil(lambda: at_work.screen.mode == Mode.WAITING)
    front.follow(Qt.ApplicationState.ApplicationInactive)
    front.follow(Qt.ApplicationState.ApplicationActive)
    qtbot.wait(SETTLE_MS + 100)
    assert (top(), at_work.sounds.heard[heard:]) == (bar, []), "between two windows of its own nothing is said"
    front.follow(Qt.ApplicationState.ApplicationInactive)
    qtbot.waitUntil(lambda: not front.here)
    assert (top(), at_work.sounds.heard[heard:]) == (red, ["error"])
    assert "in front" in at_work.window.screen_widget.accessibleName()
    front.follow(Qt.ApplicationState.ApplicationActive)
    assert (front.here, top()) == (True, bar)


def test_a_scanner_of_another_keyboard_is_told_so_and_not_blamed_on_the_goods(desk, delivery, shop, grease):
    desk.window.refresh()
    french = dict(zip("1234567890", "&é\"'(-è_çà", strict=True))
    mangled = "".join(french[figure] for figure in ean(1))
    assert (desk.scan(mangled).answer.word, desk.sounds.heard[-1]) == ("Another keyboard", "error")
    desk.scan(delivery.number)
    assert desk.scan(mangled).answer.word == "Another keyboard"
    assert "Scanner" in desk.screen.answer.what_to_do
    assert desk.scan("NOBODY-7").answer.word == "Unknown code"
    assert [row.verdict for row in ScanEvent.select().order_by(ScanEvent.id)] == [
        "no_delivery", "opened", "unknown_code", "unknown_code"
    ]  # fmt: skip


def test_the_running_line_tells_the_pace_and_who_else_is_here(at_work, delivery, shop, rope):
    shop.clock.advance(minutes=-2)
    packing.scan(shop.call(replace(shop.warehouse, station="Bench 2")), delivery.id, shop.label(rope))
    at_work.scan(shop.label(rope))
    shop.clock.advance(minutes=2)
    at_work.window.refresh()
    at_work.settle()
    screen = at_work.window.waiting()
    assert (screen.running, screen.beside) == ("Left 3 • Done 2 • 30 an hour", "Also here: Bench 2 • Warehouse")
    bench_notes.note_scan(shop.call(replace(shop.warehouse, station="Bench 2")), "", "paused", delivery.id)
    at_work.window.refresh()
    at_work.settle()
    assert at_work.window.waiting().beside == ""
