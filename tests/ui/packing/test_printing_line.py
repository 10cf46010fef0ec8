"""The bench says where label and note come out, once all is packed."""

import pytest

from tests.ui.packing.conftest import Desk
from ui.packing.words import printing

NONE = "No printer is set: label and note wait as PDF, see Settings > Printers"
ZEBRA = {"way": "tcp", "name": "Zebra"}


@pytest.mark.parametrize(("label", "note", "said"), [
    (None, None, NONE), ({"way": "folder", "name": "D:/papers"}, None, NONE),
    (ZEBRA, ZEBRA, "Printing label + note on Zebra"),
    (ZEBRA, {"way": "system", "name": "Epson"}, "Printing: label Zebra, note Epson"),
    (ZEBRA, None, "Printing: label Zebra, note as PDF"),
])  # fmt: skip
def test_the_settings_of_this_pc_in_words(label: dict[str, str] | None, note: dict[str, str] | None, said: str) -> None:
    assert printing(label, note) == said


def test_after_the_last_scan_the_printer_is_named(desk: Desk) -> None:
    shop = desk.shop
    goods = shop.product()
    shop.stock(goods, 5)
    delivery = shop.released((goods, 1))
    desk.kit.shell.settings.set("printer.label", ZEBRA)
    desk.kit.shell.settings.set("printer.note", ZEBRA)
    desk.scan(delivery.number, shop.label(goods), "CMD-OK", "CMD-OK")
    assert desk.window.view.state == "packed"
    assert desk.window.waiting().current.sku == "Printing label + note on Zebra"
