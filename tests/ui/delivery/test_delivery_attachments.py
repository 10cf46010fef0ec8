"""Files at a delivery: the packer's photo, dropped on the panel."""

from collections.abc import Callable
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication

from models.paper import Attachment
from tests.services.shop import Shop
from tests.ui.delivery.conftest import Desk
from ui.delivery.window import DeliveryWindow


def test_a_photo_dropped_on_the_panel_stays_with_the_delivery(
    desk: Callable[[str], Desk], shop: Shop, tmp_path: Path
) -> None:
    product = shop.product()
    shop.stock(product, 5)
    delivery = shop.packed((product, 2))
    photo = tmp_path / "box.png"
    Image.new("RGB", (20, 20), "red").save(photo)
    seat = desk("packer")
    window = seat.open("delivery", DeliveryWindow, id=delivery.id)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(photo))])
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(window.panel, QDragEnterEvent(QPoint(9, 9), copy, data, left, none))
    QApplication.sendEvent(window.panel, QDropEvent(QPointF(9, 9), copy, data, left, none))
    seat.settle()
    assert (Attachment.get().subject_kind, Attachment.get().subject_id) == ("delivery", delivery.id)
    assert [row.file.name for row in window.panel.files.rows()] == ["box.png"]
    assert seat.said() == "1 file is attached."
