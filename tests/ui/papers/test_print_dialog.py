"""Print with choices: the page as it will be, the job as it was wished, a printer by name, or a file."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from models.delivery import Delivery
from models.goods import Product
from models.paper import PrintJob
from services import handovers, packing, printing_jobs
from services.printing_jobs import Wish, wished
from tests.services.shop import Shop
from tests.ui.delivery.conftest import Desk, to_front
from ui.delivery.window import DeliveryWindow
from ui.papers.again import WhyDialog
from ui.papers.dialog import PrintDialog, Subject
from ui.products.window import ProductsWindow

Sit = Callable[[str], Desk]


@pytest.fixture
def packed(shop: Shop) -> Delivery:
    product = shop.product()
    shop.stock(product, 9)
    return shop.packed((product, 2))


def asked(desk: Sit, who: str, packed: Delivery, kind: str = "note") -> tuple[Desk, PrintDialog]:
    """The dialog, opened by its key over the delivery."""
    sitting = desk(who)
    window = sitting.open(
        "delivery", lambda shell: DeliveryWindow(shell, printers=lambda: ["Hall", "Office"]), id=packed.id
    )
    to_front(window.window())
    window.preview.choose(kind)
    sitting.settle()
    QTest.keyClick(
        window.pane.table, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
    )
    sitting.settle()
    dialog = to_front(next(each for each in window.window().findChildren(PrintDialog) if each.isVisible()))
    return sitting, dialog


def choose(sitting: Desk, dialog: PrintDialog, **values: Any) -> None:
    dialog.form.set_values(values)
    sitting.settle()


def enter(sitting: Desk, dialog: PrintDialog) -> None:
    QTest.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    sitting.settle()


def text_of(dialog: PrintDialog) -> str:
    assert dialog._sheet is not None
    with pypdfium2.PdfDocument(dialog._sheet.pdf) as document:
        return "".join(page.get_textpage().get_text_range() for page in document)


def newest() -> PrintJob:
    return PrintJob.select().order_by(PrintJob.id.desc()).get()


def test_the_page_follows_the_choices(desk: Sit, shop: Shop, packed: Delivery) -> None:
    sitting, dialog = asked(desk, "packer", packed)
    assert dialog._value("kind") == "note"
    assert "20.00" in text_of(dialog)
    assert dialog._numbers.text() == "1 / 3"
    choose(sitting, dialog, prices=False, size="241x140")
    assert "20.00" not in text_of(dialog)
    assert dialog._numbers.text() == "1 / 1"
    choose(sitting, dialog, kind="label")
    assert not dialog.form.editor("prices").isVisible()
    assert dialog.form.editor("size").currentText() == "As usual: Shipping label 100 × 150"


def test_what_is_wished_stands_in_the_job(desk: Sit, shop: Shop, packed: Delivery) -> None:
    sitting, dialog = asked(desk, "packer", packed)
    assert dialog.form.editor("prices").currentText() == "As usual: with prices"
    choose(sitting, dialog, size="241x140", prices=False, language="zh_CN", copies=2, printer="Hall")
    enter(sitting, dialog)
    job = newest()
    assert (job.kind, wished(job.path)) == ("note", Wish("241x140", False, "zh_CN", 2, "Hall"))
    assert "print queue" in sitting.said()


def test_every_package_gets_its_label(desk: Sit, shop: Shop, packed: Delivery) -> None:
    sitting, dialog = asked(desk, "packer", packed, "label")
    choose(sitting, dialog, size="shipping-76x130")
    enter(sitting, dialog)
    label = PrintJob.get(PrintJob.kind == "label")
    assert (label.package, label.copy) == (1, 1), "it waited, so it is one copy"
    assert wished(label.path).size == "shipping-76x130"


def test_a_reason_that_is_asked_for_midway_prints_no_package_twice(desk: Sit, shop: Shop) -> None:
    product = shop.product()
    shop.stock(product, 9)
    delivery = shop.released((product, 2))
    packing.start_picking(shop.call("packer"), delivery.id)
    shop.scan(delivery.id, shop.label(product))
    packing.next_package(shop.call("packer"), delivery.id)
    shop.pack(delivery.id)
    labels = PrintJob.select().where(PrintJob.kind == "label").order_by(PrintJob.id)
    PrintJob.delete().where((PrintJob.kind == "label") & (PrintJob.package == 1)).execute()
    PrintJob.update(state="sent").execute()
    sitting, dialog = asked(desk, "packer", delivery, "label")
    enter(sitting, dialog)
    why = to_front(dialog.findChild(WhyDialog))
    why.form.set_values({"why": "lost"})
    QTest.keyClick(why, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    sitting.settle()
    assert [(job.package, job.copy, job.reason) for job in labels] == [(2, 1, ""), (1, 1, ""), (2, 2, "lost")]


def test_a_customers_prices_are_kept_by_who_may_change_customers(desk: Sit, shop: Shop, packed: Delivery) -> None:
    _sitting, dialog = asked(desk, "packer", packed)
    assert not dialog.form.editor("keep").isVisible()
    dialog.reject()
    sitting, dialog = asked(desk, "clerk", packed)
    choose(sitting, dialog, prices=False, keep=True)
    enter(sitting, dialog)
    assert not printing_jobs.shows_prices(shop.customer_id)
    _sitting, dialog = asked(desk, "clerk", packed)
    assert dialog.form.editor("prices").currentText() == "As usual: without prices"


def test_the_hand_over_list_of_a_delivery_that_left_is_printed_again(desk: Sit, shop: Shop) -> None:
    product = shop.product()
    shop.stock(product, 9)
    gone = shop.dispatched((product, 2))
    made = handovers.hand_over(shop.call("logistics"), (gone.id,), "Dan", "")
    sitting, dialog = asked(desk, "logistics", gone)
    choose(sitting, dialog, kind="handover")
    assert "Dan" in text_of(dialog)
    enter(sitting, dialog)
    assert (newest().kind, newest().delivery_id) == ("handover", made.id)
    assert "HO-" in sitting.said()


def test_copies_that_are_no_number_are_said_at_the_field(desk: Sit, shop: Shop, packed: Delivery) -> None:
    sitting, dialog = asked(desk, "packer", packed)
    before = newest().id
    for wrong in ("", "0", "x", "501"):
        dialog.form.editor("copies").setText(wrong)
        enter(sitting, dialog)
        assert dialog.form._entries["copies"].error, wrong
    assert newest().id == before


def test_a_file_is_written_where_one_says(
    desk: Sit, shop: Shop, packed: Delivery, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sitting, dialog = asked(desk, "packer", packed, "picklist")
    choose(sitting, dialog, printer="\n", copies=2)
    assert dialog.verb.text().strip() == "Save PDF"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(tmp_path / "p.pdf"), ""))
    before = newest().id
    enter(sitting, dialog)
    with pypdfium2.PdfDocument((tmp_path / "p.pdf").read_bytes()) as document:
        assert len(document) == 2
    assert newest().id == before


def test_the_label_of_a_lot_carries_it(desk: Sit, shop: Shop) -> None:
    product = shop.product("MILK", lot_tracked=True)
    shop.stock(product, 5, "L1")
    shop.stock(product, 5, "L2")
    sitting = desk("warehouse")
    window = sitting.open("products", ProductsWindow, id=product)
    dialog = PrintDialog(window, sitting.shell, Subject(("product",), "MILK", product))
    dialog.open()
    sitting.settle()
    lots = dialog.form.editor("lot")
    assert [lots.itemText(at) for at in range(lots.count())] == ["Without a lot", "L1", "L2"]
    second = lots.itemData(2)
    choose(sitting, dialog, lot=second)
    assert "L2" in text_of(dialog)
    enter(sitting, dialog)
    assert (newest().kind, newest().package) == ("product", second)


def test_labels_for_goods_are_printed_from_the_products(desk: Sit, shop: Shop) -> None:
    product = shop.product("ROPE")
    sitting = desk("warehouse")
    window = sitting.open("products", ProductsWindow, id=product)
    to_front(window.window())
    QTest.keyClick(window.pane.table, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    sitting.settle()
    dialog = to_front(next(each for each in window.window().findChildren(PrintDialog) if each.isVisible()))
    choose(sitting, dialog, copies=12)
    enter(sitting, dialog)
    job = newest()
    assert (job.kind, job.delivery_id, wished(job.path).copies) == ("product", Product.get().id, 12)
