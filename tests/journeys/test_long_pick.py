"""Sixty lines by the scanner alone: from the badge to dispatched, and no key is pressed."""

from pathlib import Path

from PySide6.QtWidgets import QApplication

from desktop.demo.long_pick import LongPick, goods
from desktop.pc_settings import PcSettings
from models.base import connection
from models.delivery import Delivery, ScanEvent, Signoff
from models.people import User
from services import catalogue, people
from services.unit import Call
from tests.journeys.conftest import end
from tests.journeys.sight import Keys, Start, signed_in
from tests.services.shop import BINS, ean, opened

LINES = 60
BADGE, SECOND, WAYBILL = "BDG-9X2K", "BDG-4R7S", "SF1502339477120"


def furnish(url: str) -> str:
    """A released delivery of sixty lines in four bins, and badges for the owner and for sales, who sign it off."""
    for shop in opened(url):
        shop.clock.now = Call(shop.owner).clock()
        assert shop.owner.user_id is not None
        people.change_user(shop.call("owner"), shop.owner.user_id, "Olive Owner", ("owner",), True, BADGE)
        people.add_user(shop.call("owner"), "sue", "Sue Sales", ("clerk",), "password1", badge=SECOND)
        goods = [shop.product(f"LONG-{n:02}", codes=(catalogue.Code(ean(900 + n)),)) for n in range(LINES)]
        for n, product in enumerate(goods):
            shop.stock(product, 5, bin=BINS[n * len(BINS) // LINES])
        number = shop.released(*((product, 1) for product in goods)).number
    return str(number)


def test_a_bench_that_was_cut_off_is_signed_in_to_by_badge_and_goes_on_where_it_was(
    company: str, start: Start, tmp_path: Path
) -> None:
    number = furnish(company)
    player, window = signed_in(start, company, "packer", "packing")
    pick = LongPick(player)
    pick.badge(BADGE, "Olive Owner")
    pick.scan(number)
    line = pick.window.current()
    for text in (f"BIN-{line.bin}", goods(line)):
        pick.scan(text)
    cut_off = PcSettings(tmp_path / "settings.json")
    assert (cut_off.get("window.last"), cut_off.get("packing.open")) == ("packing", pick.window.view.id)
    player.desk.window.close()
    player.until(lambda: player.program.desk is None or not player.desk.window.isVisible(), "the end")
    end(player.program)
    again = start(company)
    page = again.until(lambda: again.program.page, "the entrance")
    again.until(lambda: page.isVisible() and QApplication.focusWidget() is not None, "a field")
    keys = Keys(again)
    again.hands().scan(BADGE)
    again.arrive()
    window = again.window("packing")
    again.until(lambda: window.view is not None, "the delivery that was open")
    assert (window.view.number, window.view.picked, again.desk.shell.actor.name) == (number, 1, "Olive Owner")
    assert keys.pressed == 0


def test_sixty_lines_from_badge_to_dispatched_by_scans_alone(company: str, start: Start) -> None:
    number = furnish(company)
    player, _window = signed_in(start, company, "packer", "packing")
    keys = Keys(player)
    pick = LongPick(player)
    pick.badge(BADGE, "Olive Owner")
    assert pick.whole(number, WAYBILL, SECOND) == LINES
    assert keys.pressed == 0
    with connection():
        delivery = Delivery.get(Delivery.number == number)
        assert (delivery.state, delivery.tracking_number, delivery.picked) == ("dispatched", WAYBILL, LINES)
        signed = Signoff.select(User.name).join(User).where(Signoff.delivery == delivery).order_by(Signoff.id).tuples()
        assert [name for (name,) in signed] == ["Olive Owner", "Sue Sales"]
        verdicts = [verdict for (verdict,) in ScanEvent.select(ScanEvent.verdict).order_by(ScanEvent.id).tuples()]
    assert (verdicts.count("right"), verdicts.count("bin"), len(verdicts)) == (LINES, len(BINS), pick.scans)
