"""Sixty lines by the scanner alone: from the badge to dispatched, and no key is pressed."""

from desktop.demo.long_pick import LongPick
from models.base import connection
from models.delivery import Delivery, ScanEvent
from services import catalogue, people
from services.settings import change_settings
from services.unit import Call
from tests.journeys.sight import Keys, Start, signed_in
from tests.services.shop import BINS, ean, opened

LINES = 60
BADGE, WAYBILL = "BDG-9X2K", "SF1502339477120"


def furnish(url: str) -> str:
    """A released delivery of sixty lines in four bins, and a badge for the owner, who signs off alone."""
    for shop in opened(url):
        shop.clock.now = Call(shop.owner).clock()
        change_settings(shop.call("owner"), {"signoff.roles": ("warehouse",)})
        assert shop.owner.user_id is not None
        people.change_user(shop.call("owner"), shop.owner.user_id, "Olive Owner", ("owner",), True, BADGE)
        goods = [shop.product(f"LONG-{n:02}", codes=(catalogue.Code(ean(900 + n)),)) for n in range(LINES)]
        for n, product in enumerate(goods):
            shop.stock(product, 5, bin=BINS[n * len(BINS) // LINES])
        number = shop.released(*((product, 1) for product in goods)).number
    return str(number)


def test_sixty_lines_from_badge_to_dispatched_by_scans_alone(company: str, start: Start) -> None:
    number = furnish(company)
    player, _window = signed_in(start, company, "packer", "packing")
    keys = Keys(player)
    pick = LongPick(player)
    pick.badge(BADGE, "Olive Owner")
    assert pick.whole(number, WAYBILL) == LINES
    assert keys.pressed == 0
    with connection():
        delivery = Delivery.get(Delivery.number == number)
        assert (delivery.state, delivery.tracking_number, delivery.picked) == ("dispatched", WAYBILL, LINES)
        verdicts = [verdict for (verdict,) in ScanEvent.select(ScanEvent.verdict).order_by(ScanEvent.id).tuples()]
    assert (verdicts.count("right"), verdicts.count("bin"), len(verdicts)) == (LINES, len(BINS), pick.scans)
