"""What is new to answer is told once, quietly, in the notification area."""

from typing import Any

import pytest
from PySide6.QtWidgets import QSystemTrayIcon

from desktop.tray import Tray
from models.after_sales import ReturnLine, ReturnOrder
from models.delivery import DeliveryLine
from models.requests import ActRequest
from models.stock import Lot
from services import act_requests, returns
from services import settings as settings_of_company
from services.errors import Refusal
from services.watch import watching
from services.watch.watching import Planned
from tests.services.conftest import hashed, sqlite_template  # noqa: F401
from tests.services.shop import D, Shop
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
    shop.stock(goods, 10)
    area, settings, pressed = Area(), PlainSettings(), []

    def warn(subject: int, role: str) -> None:
        watching.keep(shop.call("owner"), (Planned("open", "stock_low", "product", subject, f"P{subject}", role=role),))

    def looked() -> list[tuple[str, str]]:
        tray.look()
        sitting.settle()
        return area.told

    warn(goods, "owner")
    tray = Tray(sitting.shell, settings, lambda: area)
    tray.pressed.connect(lambda window, _where: pressed.append(window))
    assert looked() == []
    warn(goods + 1, "packer")
    assert looked() == []
    warn(goods + 2, "owner")
    warn(goods + 3, "owner")
    told = [("2 new warnings to answer", f"Stock below its safety level: P{goods + 2}")]
    assert looked() == told
    assert looked() == told
    area.messageClicked.emit()
    assert pressed == ["watch"]
    delivery = shop.signed((goods, 1))
    goods_line = DeliveryLine.get(DeliveryLine.delivery == delivery)
    wanted = (returns.Wanted(goods_line.id, Lot.get(Lot.product == goods).id, D(1)),)
    back = returns.open_return(shop.call("clerk"), delivery.id, wanted, "damaged").id
    assert looked() == told  # announced: nobody can do anything about it
    returns.receive_return(shop.call("warehouse"), back, 1, (returns.Came(ReturnLine.get().id, D(1)),))
    settings_of_company.change_settings(shop.call("owner"), {"approval.write_off_amount": 1})
    verdicts = (returns.Verdict(ReturnLine.get().id, scrapped=D(1)),)
    with pytest.raises(Refusal) as no:
        returns.inspect_return(shop.call("warehouse"), back, 2, verdicts)
    asked = no.value.data["ask"]
    act_requests.ask(shop.call("warehouse"), asked.kind, asked.arguments)
    number = ReturnOrder.get().number
    asked_for = ActRequest.get()
    told = [*told, ("2 new things wait for you", f"Approval asked for: {asked_for.number} {asked_for.subject_text}")]
    assert looked() == told
    assert looked() == told
    act_requests.approve(shop.call("owner"), ActRequest.get().id, 1)
    told = [*told, ("1 new thing waits for you", f"Return to settle: {number} {delivery.customer_name}")]
    assert looked() == told
    area.messageClicked.emit()
    assert pressed == ["watch", "returns"]
