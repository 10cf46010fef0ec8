"""The moving picture of a long pick: `python -m desktop.demo.film FILE`, a WebP that a browser plays by itself.

Sixty lines by scans alone in a small company, from the badge to the way out; one frame for each of the answers that
are kept, at the pace of a packer who is in a hurry.
"""

import sys
import tempfile
from datetime import timedelta
from decimal import Decimal
from itertools import islice
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage

from desktop.app import Program, make_application
from desktop.database import leave, open_company, url_of
from desktop.demo.long_pick import LongPick
from desktop.demo.player import Player
from desktop.demo.show import without_display
from desktop.paths import Paths
from desktop.pc_settings import PcSettings
from models.delivery import Delivery
from models.people import User
from resources.i18n import set_language
from services import approval, catalogue, deliveries, orders, people, places, settings, stock
from services.sample import data
from services.sample.build import PASSWORD
from services.scanning import check_digit
from services.unit import Actor, Call, utc_now

FILM = "long-pick.webp"
LINES = 60
SIZE, SHOWN = QSize(1366, 768), (683, 384)
WAYBILL = "SF1512007919099"
OWNER, NAME, BADGE, PACKER = "chen", "Chen Xiaoyan", "BDG-7F3K", "wang"
BINS = 10
# Of the many answers in the middle one in STEP is kept.
FIRST, LAST, STEP = 12, 8, 4
FRAME_MS, END_MS = 280, 2500


def company() -> str:
    """A small company with a released delivery of sixty lines of one piece, which the owner may sign off alone; the
    delivery's number."""
    hashed = people.hash_password(PASSWORD)
    made = people.create_company(Call(people.setup_actor()), "Packdesk", "en", NAME, OWNER, hashed)
    boss = people.actor_of(User.get_by_id(made.id))
    people.change_user(Call(boss), made.id, NAME, ("owner",), True, BADGE)
    people.add_user(Call(boss), PACKER, "Wang Fang", ("packer",), hashed)
    rules = {"signoff.roles": ("warehouse",), "approval.allow_own": True}
    settings.change_settings(Call(boss), rules)
    catalogue.add_carrier(Call(boss), "SF", "SF Express", r"^SF\d{13}$")
    customer = catalogue.CustomerData("NBDG", "Ningbo Donggang Trading", "Zhou Min", "13900000102", "66 Mingzhou Road")
    buyer = catalogue.add_customer(Call(boss), customer).id
    products = _goods(boss)
    return _released(boss, buyer, products)


def _goods(boss: Actor) -> list[int]:
    """Sixty products of the sample company in ten bins."""
    bins = [places.add_bin(Call(boss), f"{'AB'[n // 5]}-0{n % 5 + 1}-1", n * 10).id for n in range(BINS)]
    found, incoming = [], []
    for number, row in enumerate(islice(data.rows("products"), LINES)):
        digits = f"690123{number:06d}"
        code = catalogue.Code(f"{digits}{check_digit(digits)}")
        fields = catalogue.ProductData(
            row["sku"], row["name"], row["unit"], row["spec"], row["name_en"], price=Decimal(row["price"]),
            codes=(code,), weight_g=int(row["weight_g"]),
        )  # fmt: skip
        found.append(catalogue.add_product(Call(boss), fields).id)
        incoming.append(stock.Incoming(found[-1], Decimal(9), location_id=bins[number * BINS // LINES]))
    stock.receive(Call(boss), tuple(incoming))
    return found


def _released(boss: Actor, buyer: int, products: list[int]) -> str:
    lines = tuple(orders.DraftLine(product, Decimal(1), Decimal(10)) for product in products)
    promised = utc_now().date() + timedelta(1)
    draft = orders.Draft(
        customer_id=buyer, promised=promised, receiver="Zhou Min", phone="13900000102", address="66 Mingzhou Road",
        lines=lines,
    )  # fmt: skip
    made = orders.create_order(Call(boss), draft)
    sent = orders.submit_order(Call(boss), made.id, made.version)
    sure = frozenset({"over_limit", "overdue", "below_price", "leaves_behind"})
    decided = approval.approve_order(Call(boss, confirmed=sure), sent.id, sent.version)
    delivery = Delivery.get_by_id(decided.deliveries[0])
    deliveries.release_delivery(Call(boss, confirmed=sure), delivery.id, delivery.version)
    return str(delivery.number)


class Film:
    """Takes frames of a player's window."""

    def __init__(self, player: Player) -> None:
        self._player = player
        self.frames: list[Image.Image] = []

    def take(self) -> None:
        shot = self._player.desk.window.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
        whole = Image.frombuffer(
            "RGB", (shot.width(), shot.height()), bytes(shot.constBits()), "raw", "RGB", shot.bytesPerLine(), 1
        )
        self.frames.append(whole.resize(SHOWN, Image.Resampling.LANCZOS))

    def save(self, target: Path) -> int:
        """Write it; returns its size in bytes."""
        middle = self.frames[FIRST : len(self.frames) - LAST : STEP]
        kept = [*self.frames[:FIRST], *middle, *self.frames[len(self.frames) - LAST :]]
        times = [FRAME_MS] * (len(kept) - 1) + [END_MS]
        kept[0].save(target, save_all=True, append_images=kept[1:], duration=times, loop=0, quality=60, method=6)
        return target.stat().st_size


def shoot(target: Path, spoken: str = "en") -> int:
    """Make the film; returns its size in bytes."""
    without_display()
    with tempfile.TemporaryDirectory(prefix="packdesk-film-") as folder:
        home = Path(folder)
        kept = PcSettings(home / "settings.json")
        for name, value in {"language": spoken, "theme": "light", "station": "Bench 2"}.items():
            kept.set(name, value)
        kept.set("window.size", [SIZE.width(), SIZE.height()])
        set_language(spoken)
        make_application(kept).setQuitOnLastWindowClosed(False)
        url = url_of(home / "film.db")
        open_company(url, home / "backups")
        number = company()
        leave()
        program = Program(url, Paths.within(home), kept, "film")
        try:
            program.start()
            player = Player(program)
            desk = player.sign_in(PACKER, PASSWORD)
            player.resize(desk.window, SIZE)
            player.visit("packing")
            player.settled()
            film = Film(player)
            pick = LongPick(player, film.take)
            film.take()
            pick.badge(BADGE, NAME)
            pick.whole(number, WAYBILL)
        finally:
            program.end()
            program.errors.uninstall()
        return film.save(target)


if __name__ == "__main__":
    print(f"{shoot(Path(sys.argv[1])) // 1000} KB")
