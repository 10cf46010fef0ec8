"""The moving picture of a long pick: `python -m desktop.demo.film FILE`, a WebP that a browser plays by itself.

Sixty lines by scans alone in the sample company, from the badge to the way out; one frame for each of the answers that
are kept, at the pace of a packer who is in a hurry.
"""

import sys
import tempfile
from datetime import timedelta
from decimal import Decimal
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
from desktop.sample_company import fill
from models.base import reconnect
from models.delivery import Delivery
from models.goods import Barcode, Product, ProductStock
from models.parties import Customer
from models.people import User
from resources.i18n import set_language
from services import approval, deliveries, orders, people, settings
from services.sample.build import PASSWORD
from services.unit import Call, utc_now

FILM = "long-pick.webp"
LINES = 60
SIZE, SHOWN = QSize(1366, 768), (683, 384)
WAYBILL = "SF1512007919099"
OWNER, BADGE = "chen", "BDG-7F3K"
# Of the many answers in the middle one in STEP is kept.
FIRST, LAST, STEP = 12, 8, 4
FRAME_MS, END_MS = 280, 2500


def long_order() -> str:
    """A released delivery of sixty lines of one piece; its number."""
    call = {login: Call(people.actor_of(User.get(User.login == login))) for login in ("sun", OWNER)}
    settings.change_settings(call[OWNER], {"signoff.roles": ["warehouse"]})
    rows = (
        Product.select(Product.id)
        .join(ProductStock, on=(ProductStock.product == Product.id))
        .switch(Product)
        .join(Barcode, on=((Barcode.product == Product.id) & (Barcode.factor == 1)))
        .where(Product.active & (Product.lot_tracked == False) & (ProductStock.available > 3))  # noqa: E712
        .group_by(Product.id)
        .order_by(Product.id)
        .limit(LINES)
    )
    lines = tuple(orders.DraftLine(row.id, Decimal(1), Decimal(10)) for row in rows)
    customer = Customer.select().where(Customer.active).order_by(Customer.id).get()
    promised = utc_now().date() + timedelta(1)
    draft = orders.Draft(
        customer_id=customer.id, promised=promised, receiver="Carl", phone="13957400123", address="1 Harbour Road",
        lines=lines,
    )  # fmt: skip
    made = orders.create_order(call["sun"], draft)
    sent = orders.submit_order(Call(call["sun"].actor), made.id, made.version)
    sure = frozenset({"over_limit", "overdue", "below_price", "leaves_behind"})
    decided = approval.approve_order(Call(call[OWNER].actor, confirmed=sure), sent.id, sent.version)
    delivery = Delivery.get_by_id(decided.deliveries[0])
    deliveries.release_delivery(Call(call[OWNER].actor, confirmed=sure), delivery.id, delivery.version)
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
        fill()
        reconnect()
        number = long_order()
        owner = User.get(User.login == OWNER).name
        leave()
        program = Program(url, Paths.within(home), kept, "film")
        try:
            program.start()
            player = Player(program)
            desk = player.sign_in("wang", PASSWORD)
            player.resize(desk.window, SIZE)
            player.visit("packing")
            player.settled()
            film = Film(player)
            pick = LongPick(player, film.take)
            film.take()
            pick.badge(BADGE, owner)
            pick.whole(number, WAYBILL)
        finally:
            program.end()
            program.errors.uninstall()
        return film.save(target)


if __name__ == "__main__":
    print(f"{shoot(Path(sys.argv[1])) // 1000} KB")
