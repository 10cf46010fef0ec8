"""A carrier's price table in the settings: typed and pasted, changed, refused at its field, removed."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from models.delivery import Delivery, Package
from models.parties import Carrier, FreightRate
from services import deliveries, price_tables, settings
from services.freight import Rate
from tests.services.shop import D, Shop
from tests.ui.delivery.conftest import Desk
from tests.ui.records.test_settings import at_page
from ui.delivery.window import DeliveryWindow
from ui.settings.freight import PriceTableForm, PriceTables

Sit = Callable[[str], Desk]
CTRL = Qt.KeyboardModifier.ControlModifier


def top(sitting: Desk, kind: type[Any]) -> Any:
    sitting.settle()
    return next(d for d in QApplication.topLevelWidgets() if isinstance(d, kind) and d.isVisible())


def press(dialog: PriceTables, name: str) -> None:
    button = next(b for b in dialog.findChildren(QPushButton) if name in (b.text(), b.accessibleName()))
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Space)


def kept() -> list[tuple[str, int, D, int | None, D]]:
    return [(r.provinces, r.first_g, r.first_price, r.step_g, r.step_price) for r in FreightRate.select()]


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_a_table_is_typed_and_pasted_changed_and_removed(desk: Sit, shop: Shop) -> None:
    settings.change_settings(shop.call("owner"), {"company.address": "浙江省杭州市余杭区良渚街道"})
    sitting, window = at_page(desk, "owner", "carriers")
    page = window.page()
    page.prices_of(next(each for each in page.carriers if each.code == "SF"))
    tables = top(sitting, PriceTables)
    QTest.keyClick(tables, Qt.Key.Key_F2)
    one = top(sitting, PriceTableForm)
    assert QApplication.focusWidget() is one.zone
    assert one.head.values()["valid_from"] == shop.clock.today.replace(day=1)
    QTest.keyClicks(one.zone, "nowhere")
    QTest.keyClick(one.zone, Qt.Key.Key_Return)
    assert QApplication.focusWidget() is one.first_price
    QTest.keyClicks(one.first_price, "5")
    QTest.keyClicks(one.step_price, "1.2")
    QTest.keyClick(one.step_price, Qt.Key.Key_Return)
    assert one.form._entries["zone"].error.startswith("Name provinces, such as")
    one.zone.clear()
    QTest.keyClicks(one.zone, "Zhejiang, Jiangsu, Shanghai")
    QTest.keyClick(one.zone, Qt.Key.Key_Return)
    assert len(one.lines) == 1
    QGuiApplication.clipboard().setText("省内\t4.5\t1\n新疆 西藏\t20\t9\n一区\t8\t2\n其他\t8\t2\n")
    one.zone.setFocus()
    QTest.keyClick(one.zone, Qt.Key.Key_V, CTRL)
    sitting.settle()
    assert '1 row was not taken: row 3: "一区" is no province' in [w.text() for w in one.form.findChildren(QLabel)]
    QTest.keyClick(one, Qt.Key.Key_Return, CTRL)
    sitting.settle()
    assert "Line 2 has the same service, province and weight as a line before it." in one.form._entries["zone"].error
    one.zone.clear()
    one.first_price.clear()
    one.step_price.clear()
    QTest.keyClick(one, Qt.Key.Key_Return, CTRL)
    sitting.settle()
    assert kept() == [("上海 江苏 浙江", 1000, D(5), 1000, D("1.2")), ("西藏 新疆", 1000, D(20), 1000, D(9)),
                      ("", 1000, D(8), 1000, D(2))]  # fmt: skip
    press(tables, "Change… From 2026-03-01")
    again = top(sitting, PriceTableForm)
    again.take_back(2)
    QTest.keyClick(again.first_price, Qt.Key.Key_A, CTRL)
    QTest.keyClicks(again.first_price, "9")
    QTest.keyClick(again, Qt.Key.Key_Return, CTRL)
    sitting.settle()
    assert (kept()[-1], FreightRate.select().count()) == (("", 1000, D(9), 1000, D(2)), 3)
    first, carrier = shop.clock.today.replace(day=1), Carrier.get(Carrier.code == "SF").id
    gone = Rate("特惠", (), 1000, D(8))  # a service that the carrier no longer has
    price_tables.save_table(shop.call("owner"), carrier, first, (gone,), first, tables.tables[0].version)
    press(tables, "Change… From 2026-03-01")  # as it was read before that
    stale = top(sitting, PriceTableForm)
    QTest.keyClick(stale, Qt.Key.Key_Return, CTRL)
    sitting.settle()
    assert any(w.text().startswith("Somebody saved this while") for w in stale.form.findChildren(QLabel))
    assert (FreightRate.select().count(), len(stale.lines)) == (1, 3)
    stale.refill("", gone)
    assert stale.form.values()["service"] == "特惠"
    stale.empty_form()
    assert stale.form.values()["service"] == ""
    QTest.keyClick(stale, Qt.Key.Key_Return, CTRL)
    sitting.settle()
    assert FreightRate.select().count() == 3
    press(tables, "Remove… From 2026-03-01")
    sitting.settle()
    question = next(b for b in QApplication.topLevelWidgets() for b in b.findChildren(QPushButton)
                    if b.text().startswith("Remove the table"))  # fmt: skip
    QTest.mouseClick(question, Qt.MouseButton.LeftButton)
    sitting.settle()
    assert FreightRate.select().count() == 0


def test_freight_that_is_typed_is_shown_beside_the_table(desk: Sit, shop: Shop) -> None:
    carrier = Carrier.get(Carrier.code == "SF").id
    FreightRate.create(carrier=carrier, valid_from=shop.clock.today, first_g=1000, first_price=D(12))
    goods = shop.product()
    shop.stock(goods, 3)
    packed = shop.packed((goods, 1))
    Package.update(weight_g=800).where(Package.delivery == packed.id).execute()
    deliveries.set_carrier(shop.call("logistics"), packed.id, packed.version, carrier)
    seat = desk("logistics")
    section = seat.open("delivery", DeliveryWindow, number=packed.number).panel.carrier
    assert section._below.text().startswith("By the price table: ¥ 12.00. Freight is what the carrier asks")
    section.freight.setFocus()
    QTest.keyClicks(section.freight, "15")
    assert section._below.text() == "¥ 3.00 more than by the price table (¥ 12.00)."
    QTest.keyClick(section.freight, Qt.Key.Key_Tab)
    seat.settle()
    assert Delivery.get_by_id(packed.id).freight == D(15)


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_a_table_says_how_many_cubic_centimetres_are_a_kilo(desk: Sit, shop: Shop) -> None:
    carrier, day = Carrier.get(Carrier.code == "SF").id, shop.clock.today.replace(day=1)
    price_tables.save_table(shop.call("owner"), carrier, day, (Rate("", (), 1000, D(8), 1000, D(2)),))
    sitting, window = at_page(desk, "owner", "carriers")
    page = window.page()
    page.prices_of(next(each for each in page.carriers if each.code == "SF"))
    tables = top(sitting, PriceTables)
    for text, stored in (("6000", 6000), ("", 0)):
        press(tables, f"Change… From {day}")
        one = top(sitting, PriceTableForm)
        field = one.head.editor("divisor")
        field.selectAll()
        QTest.keyClicks(field, text) if text else QTest.keyClick(field, Qt.Key.Key_Delete)
        QTest.keyClick(one, Qt.Key.Key_Return, CTRL)
        sitting.settle()
        assert [row.divisor for row in FreightRate.select()] == [stored]
