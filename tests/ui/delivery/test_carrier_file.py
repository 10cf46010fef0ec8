"""The table for the carrier, from the delivery window."""

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from models.delivery import Delivery
from models.parties import Carrier
from services import carrier_files
from tests.services.importing.builders import csv_bytes
from tests.services.shop import Shop
from tests.ui.delivery.conftest import Desk, to_front
from tests.ui.delivery.test_delivery_window import dialog_of
from ui.delivery.carrier_file import CarrierFileDialog
from ui.delivery.window import DeliveryWindow

Sit = Callable[[str], Desk]
CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def opened(shop: Shop, desk: Sit) -> tuple[Desk, DeliveryWindow, CarrierFileDialog, Delivery]:
    """The dialog over a delivery that SF takes, with who may change settings at it."""
    product = shop.product()
    shop.stock(product, 10)
    packed = shop.packed((product, 1))
    Delivery.update(carrier=Carrier.get(Carrier.code == "SF").id).where(Delivery.id == packed.id).execute()
    seat = desk("owner")
    window = seat.open("delivery", DeliveryWindow, number=packed.number)
    to_front(window.window())
    QTest.keyClick(window.pane.table, Qt.Key.Key_E, CTRL_SHIFT)
    seat.settle()
    return seat, window, dialog_of(window, CarrierFileDialog), packed


def test_the_chosen_delivery_goes_into_the_carriers_table(
    opened: tuple[Desk, DeliveryWindow, CarrierFileDialog, Delivery], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seat, _window, dialog, packed = opened
    assert dialog.carrier.currentText() == "SF Express  •  1 delivery"
    path = tmp_path / "sf.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    QTest.mouseClick(dialog.save, Qt.MouseButton.LeftButton)
    seat.settle()
    assert openpyxl.load_workbook(path).active["A2"].value == packed.number
    assert seat.said() == "1 delivery is in the carrier's table."
    assert carrier_files.layout_of("SF").own is False  # nothing was changed, nothing is kept


def test_a_table_that_was_changed_is_kept_for_its_carrier(
    opened: tuple[Desk, DeliveryWindow, CarrierFileDialog, Delivery], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seat, _window, dialog, _packed = opened
    theirs, path = tmp_path / "t.csv", tmp_path / "sf.xlsx"
    theirs.write_bytes(csv_bytes([["商家订单号", "收件人", "手机", "地址", "保价"]]))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(theirs), ""))
    QTest.mouseClick(dialog.own, Qt.MouseButton.LeftButton)
    seat.settle()
    assert [field.value() for field in dialog.fields] == ["number", "receiver", "mobile", "address", ""]
    dialog.fields[4].set_value("weight")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    QTest.mouseClick(dialog.save, Qt.MouseButton.LeftButton)
    seat.settle()
    assert openpyxl.load_workbook(path).active.max_column == 5
    layout = carrier_files.layout_of("SF")
    assert (layout.own, layout.columns[4]) == (True, ("保价", "weight"))
