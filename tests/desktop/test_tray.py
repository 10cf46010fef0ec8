"""What is new to answer is told once, quietly, in the notification area."""

from typing import Any

from PySide6.QtWidgets import QSystemTrayIcon

from desktop.tray import Tray
from services.watch import watching
from services.watch.watching import Planned
from tests.services.conftest import hashed, sqlite_template  # noqa: F401
from tests.services.shop import Shop
from tests.ui.conftest import PlainSettings
from tests.ui.delivery.conftest import Desk, desk, engine, shop  # noqa: F401


class Area(QSystemTrayIcon):
    """What it shows belongs to the system, so it is kept here."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[tuple[str, str]] = []

    def show(self) -> None: ...

    def hide(self) -> None: ...

    def showMessage(self, title: str, text: str, *_how: Any) -> None:
        self.told.append((title, text))


def test_a_new_warning_is_told_once_and_leads_to_the_warnings(desk: Any, shop: Shop) -> None:  # noqa: F811
    sitting: Desk = desk("owner")
    goods = shop.product()
    area, settings, pressed = Area(), PlainSettings(), []

    def warn(subject: int, role: str) -> None:
        watching.keep(shop.call("owner"), (Planned("open", "stock_low", "product", subject, f"P{subject}", role=role),))

    def looked() -> list[tuple[str, str]]:
        tray.look()
        sitting.settle()
        return area.told

    warn(goods, "owner")
    tray = Tray(sitting.shell, settings, lambda: area)
    tray.pressed.connect(lambda: pressed.append(True))
    assert looked() == []
    warn(goods + 1, "packer")
    assert looked() == []
    warn(goods + 2, "owner")
    warn(goods + 3, "owner")
    told = [("2 new warnings to answer", f"Stock below its safety level: P{goods + 2}")]
    assert looked() == told
    assert looked() == told
    area.messageClicked.emit()
    assert pressed == [True]
