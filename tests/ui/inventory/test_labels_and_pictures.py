"""Labels asked for from the stock and the products, and pictures kept with a product."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image
from PySide6.QtCore import Qt

from models.paper import Attachment, PrintJob
from models.stock import Lot
from services import attachments
from services.pictures import prepare
from services.printing_jobs import wished
from tests.ui.inventory.keeper import CTRL, Keeper
from ui.kit.attachments import Attachments
from ui.kit.case_dialog import CaseDialog
from ui.kit.picture import Picture
from ui.products.window import ProductsWindow

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support raise", extend=True)
Key = Qt.Key
Open = Callable[..., Keeper]


def png(colour: str = "red", size: tuple[int, int] = (300, 200)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "PNG")
    return out.getvalue()


def jobs() -> list[tuple[str, int, int, int]]:
    return [(job.kind, job.delivery_id, job.package, wished(job.path).copies) for job in PrintJob.select()]


def test_labels_of_the_chosen_lot_are_printed_from_the_stock(keeper: Open, office: Any) -> None:
    product = office.shop.product("ONE", lot_tracked=True)
    office.shop.stock(product, 5, "L1")
    at = keeper()
    at.window.activate(id=product)
    at.until(lambda: getattr(at.window.panel._shown, "id", None) == product)
    at.key(Key.Key_L, CTRL)
    dialog = at.opened(CaseDialog)
    assert dialog.form.editor("lot").currentText() == "L1"
    at.type("25")
    at.key(Key.Key_Return, CTRL)
    at.until(at.closed)
    assert jobs() == [("product", product, Lot.get(Lot.number == "L1").id, 25)]
    assert office.said().startswith("25 labels are in the print queue. No printer is set")
    at.key(Key.Key_L, CTRL)
    dialog = at.opened(CaseDialog)
    dialog.form.set_values({"copies": "0"})
    dialog.submit()
    assert dialog.form.editor("copies").property("bad") == "true"


def test_a_picture_is_shown_with_the_product_and_its_stock(keeper: Open, office: Any, tmp_path: Any) -> None:
    product = office.shop.product("ONE")
    attachments.attach("product")(office.shop.call("warehouse"), product, prepare("one.png", png()))
    window = office.show(ProductsWindow(office.sit("warehouse")))
    window.activate(id=product)
    office.until(lambda: any(each.isVisible() for each in window.panel.findChildren(Picture)))
    shown = next(each for each in window.panel.findChildren(Picture) if each.isVisible())
    assert shown.image().pixelColor(5, 5).red() > 200
    assert shown.grab().toImage().pixelColor(20, 70).red() > 200
    window.hide()
    at = keeper()
    at.window.activate(id=product)
    at.until(lambda: any(each.isVisible() for each in at.window.panel.findChildren(Picture)))
    other = office.shop.product("TWO")
    at.window.activate(id=other)
    at.until(lambda: getattr(at.window.panel._shown, "id", None) == other)
    at.office.settle()
    assert not any(each.isVisible() for each in at.window.panel.findChildren(Picture))


def test_a_picture_is_added_and_removed_in_the_form_of_a_product(office: Any, tmp_path: Any) -> None:
    product = office.shop.product("ONE")
    window = office.show(ProductsWindow(office.sit("warehouse")))
    window.activate(id=product)
    office.until(lambda: window.record is not None)
    window.edit_current()
    office.until(lambda: any(each.isVisible() for each in window.findChildren(CaseDialog)))
    dialog = next(each for each in window.findChildren(CaseDialog) if each.isVisible())
    picture = next(iter(dialog.findChildren(Picture)))
    assert not picture.isVisible()
    path = tmp_path / "front.png"
    path.write_bytes(png("blue"))
    files = next(iter(dialog.findChildren(Attachments)))
    files.add([path])
    office.until(picture.isVisible)
    assert Attachment.get().subject_kind == "product"
    office.until(lambda: len(files.rows()) == 1)
    dialog.form.set_values({"weight_g": "250"})
    dialog.submit()
    office.until(lambda: not any(each.isVisible() for each in window.findChildren(CaseDialog)))
    assert office.shop.stored(product).weight_g == 250
    attachments.detach("product")(office.shop.call("warehouse"), product, Attachment.get().id)
    window.refresh()
    office.until(lambda: not any(each.isVisible() for each in window.panel.findChildren(Picture)))


def test_barcodes_are_scanned_into_the_form_of_a_product(keeper: Open, office: Any) -> None:
    office.shop.product("ONE")
    at = keeper()
    at.window.new_product()
    dialog = at.opened(CaseDialog)
    dialog.form.editor("sku").setFocus()
    at.scan("6901234567892", "6901234567892", "]C10116901234567899")
    assert dialog.form.values()["codes"] == "6901234567892\n16901234567899"
    assert dialog.form.values()["sku"] == ""
