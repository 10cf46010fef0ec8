"""The label designer with keys and mouse: a template is changed, seen, tested, saved, gone back to, made a file."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QPushButton

from models.paper import LabelTemplate
from models.people import AuditEntry
from printing.commands import command_labels
from printing.labels.builtin import builtin
from printing.labels.layout import Bars, Text, read_layout
from resources.i18n import set_language
from services import label_templates, papers, people, settings
from tests.services.shop import Shop
from tests.ui.delivery.conftest import Desk, to_front
from ui.kit.dialog import Dialog
from ui.kit.forms import FormDialog
from ui.labels.actions import VersionsDialog
from ui.labels.window import LabelsWindow

Sit = Callable[[str], Desk]
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    set_language("en")
    yield
    set_language("en")


class Designer:
    """Somebody at the designer, with a product of a lot in stock."""

    def __init__(self, desk: Sit, shop: Shop, key: str, who: str = "owner") -> None:
        self.tests: list[tuple[str, str, bytes]] = []
        product = shop.product("ROPE", lot_tracked=True)
        shop.stock(product, 9, "L7")
        self.sitting = desk(who)
        self.window: LabelsWindow = self.sitting.open(
            "labels", lambda shell: LabelsWindow(shell, print_test=lambda *told: self.tests.append(told)), key=key
        )
        to_front(self.window.window())
        self.settle()

    def settle(self) -> None:
        """Run what was asked for, and what that asks for, without the pauses of the desk's own."""
        for _round in range(3):
            while self.sitting.readers.run() + self.sitting.writer.run():
                self.sitting.app.processEvents()
            QTest.qWait(10)

    def key(self, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(self.window.canvas, key, held)

    def spot(self, place: int) -> QPoint:
        canvas = self.window.canvas
        return canvas.box_of(self.window.draft.layout.elements[place]).center().toPoint()

    def dialog(self, kind: type[Dialog] = Dialog) -> Dialog:
        return next(each for each in self.window.window().findChildren(kind) if each.isVisible())

    def press(self, word: str) -> None:
        buttons = self.window.window().findChildren(QPushButton)
        next(each for each in buttons if each.isVisible() and each.text().strip() == word).click()
        self.settle()


def said(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        return "".join(page.get_textpage().get_text_range() for page in document)


def test_a_template_is_changed_by_keys_and_mouse_saved_tested_and_gone_back_to(desk: Sit, shop: Shop) -> None:
    at = Designer(desk, shop, "bin-60x40")
    window, canvas = at.window, at.window.canvas
    assert window.draft.layout == builtin("bin-60x40")
    assert not window.save_button.isEnabled()
    canvas.setFocus()
    at.key(Qt.Key.Key_PageDown)
    at.key(Qt.Key.Key_Down)
    at.key(Qt.Key.Key_Down, SHIFT)
    at.key(Qt.Key.Key_Left, CTRL)
    first = window.draft.layout.elements[0]
    assert (first.y, first.width) == (1.9, 55.5)
    QTest.keyClick(window, Qt.Key.Key_Z, CTRL)
    assert window.draft.layout.elements[0].width == 56
    QTest.mouseClick(canvas.viewport(), Qt.MouseButton.LeftButton, pos=at.spot(2))
    assert isinstance(window.draft.only(), Bars)
    start = at.spot(2)
    QTest.mousePress(canvas.viewport(), Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(canvas.viewport(), start + QPoint(0, -20))
    QTest.mouseRelease(canvas.viewport(), Qt.MouseButton.LeftButton, pos=start + QPoint(0, -20))
    assert window.draft.layout.elements[2].y < 20
    width = window.properties.field("width")
    width.setFocus()
    width.selectAll()
    QTest.keyClicks(width, "1")  # less than a code may have, and the first figure of what is meant
    assert (width.text(), window.draft.layout.elements[2].width) == ("1", 2)
    assert "2.00" in window.properties.form._entries["width"].row._below.text()
    QTest.keyClicks(width, "2.5")
    assert (width.text(), window.draft.layout.elements[2].width) == ("12.5", 12.5)
    width.selectAll()
    QTest.keyClicks(width, "300")
    canvas.setFocus()
    assert width.text() == f"{window.draft.layout.elements[2].width:.2f}"
    window.properties.field("text").setPlainText("X-{code}")
    at.settle()
    assert window.save_button.isEnabled()
    QTest.keyClick(window, Qt.Key.Key_P, CTRL)
    at.settle()
    assert [(kind, pdf[:5]) for kind, _name, pdf in at.tests] == [("bin", b"%PDF-")]
    QTest.keyClick(window.window(), Qt.Key.Key_Return, CTRL)
    at.settle()
    assert "version 1" in at.sitting.said()
    assert label_templates.layout("bin-60x40") == window.draft.layout
    assert AuditEntry.select().where(AuditEntry.use_case == "label.save").count() == 1
    window.whole.versions(window.templates["bin-60x40"], lambda layout: window._change(
        lambda: window.draft.put(layout, ())))  # fmt: skip
    at.settle()
    at.dialog(VersionsDialog).openers[-1].click()  # type: ignore[attr-defined]
    at.settle()
    assert window.draft.layout == builtin("bin-60x40")
    to_front(window.window())
    QTest.keyClick(window.window(), Qt.Key.Key_Return, CTRL)
    at.settle()
    assert window.templates["bin-60x40"].version == 2


def test_fields_are_put_in_and_shown_as_in_a_real_record_and_what_cannot_be_read_is_told(desk: Sit, shop: Shop) -> None:
    at = Designer(desk, shop, "product-60x40")
    window = at.window
    assert "ROPE" in window.fields.item(0).text()
    window.take_field("lot")
    made = window.draft.only()
    assert isinstance(made, Text)
    assert made.text == "{lot}"
    window.take_field("sku")
    assert window.draft.layout.elements[-1].text == "{lot}{sku}"  # type: ignore[union-attr]
    window.properties.field("size").set_value(300)
    window.properties.field("least").set_value(200)
    at.settle()
    assert any(each.code == "text_too_long" and each.wrong for each in window.findings)
    assert "The text does not fit" in window._found.itemAt(0).widget().text()  # type: ignore[attr-defined]
    QTest.keyClick(window.window(), Qt.Key.Key_Return, CTRL)
    at.settle()
    at.dialog().reject()
    assert not LabelTemplate.select().exists()
    window.properties.field("width").setText("x")
    assert window.draft.layout.elements[-1].width == made.width, "a wrong figure changes nothing"
    window.tools.dots_button.setChecked(True)
    at.settle()
    assert window.canvas._dots


def test_what_is_not_saved_is_there_at_the_next_start_and_can_be_discarded(desk: Sit, shop: Shop) -> None:
    at = Designer(desk, shop, "lot-60x40")
    at.window.add("box")
    at.window.give_way(lambda: None)
    again = LabelsWindow(at.sitting.shell)
    again.activate(key="lot-60x40")
    at.settle()
    assert len(again.draft.layout.elements) == len(builtin("lot-60x40").elements) + 1
    assert again.draft.changed
    again._discard()
    at.settle()
    assert again.draft.layout == builtin("lot-60x40")
    assert not at.sitting.shell.settings.get("labels.drafts")
    again.deleteLater()
    for kept in ({"lot-60x40": {"version": 0, "layout": "{"}}, {"lot-60x40": 7}, [1]):
        at.sitting.shell.settings.set("labels.drafts", kept)
        odd = LabelsWindow(at.sitting.shell)
        odd.activate(key="lot-60x40")
        at.settle()
        assert odd.draft.layout == builtin("lot-60x40"), "what can't be read is left out"
        odd.deleteLater()


def test_a_template_is_copied_chosen_carried_as_a_file_and_deleted(
    desk: Sit, shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = Designer(desk, shop, "product-50x30")
    window, path = at.window, tmp_path / "small.packdesk-label"
    window._acts["duplicate"].trigger()
    at.settle()
    own = window._key
    assert own.startswith("own-")
    assert window.draft.layout.english == "Copy of Product label 50 × 30"
    window._acts["choose"].trigger()
    at.settle()
    assert settings.get("labels.chosen") == {"product": own}
    assert "ROPE" in said(papers.render("product", "ROPE"))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_told: (str(path), ""))
    window._acts["export"].trigger()
    at.settle()
    assert read_layout(path.read_bytes()) == window.draft.layout
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_told: (str(path), ""))
    window._acts["import"].trigger()
    at.settle()
    assert window._key not in (own, "product-50x30")
    window._acts["remove"].trigger()
    at.settle()
    at.press("Delete template")
    assert sum(not each.builtin for each in window.templates.values()) == 1
    path.write_bytes(b"PK\x03\x04 no label")
    before = LabelTemplate.select().count()
    window._acts["import"].trigger()
    at.settle()
    assert "holds no label template" in at.sitting.said()
    assert LabelTemplate.select().count() == before


def test_badges_and_commands_are_printed_from_their_templates(desk: Sit, shop: Shop) -> None:
    people.change_user(shop.call("owner"), shop.clerk.user_id, "Cleo", ("clerk",), True, badge="BDG-7")
    at = Designer(desk, shop, "command-a4")
    assert at.window.more.menu_of().actions()[0].text() == "New…"
    at.window._acts["print"].trigger()
    at.settle()
    ((kind, _name, pdf),) = at.tests
    assert kind == "list"
    assert said(pdf).count("CMD-") == len(command_labels())
    assert "The commands are made. No printer is set" in at.sitting.said()
    at.sitting.shell.settings.set("printer.product", {"way": "raw", "name": "Zebra"})
    at.window.open("badge-85x54")
    at.settle()
    at.window._acts["print"].trigger()
    at.settle()
    dialog = at.dialog(FormDialog)
    dialog.form.set_values({"person": shop.clerk.user_id, "code": "BDG-8"})  # type: ignore[attr-defined]
    dialog.submit()  # type: ignore[attr-defined]
    at.settle()
    assert "not the badge of Cleo" in at.sitting.said()
    dialog.form.set_values({"code": "BDG-7"})  # type: ignore[attr-defined]
    dialog.submit()  # type: ignore[attr-defined]
    at.settle()
    assert "Cleo" in said(at.tests[-1][2])
    assert at.tests[-1][0] == "product"
    assert at.sitting.said() == "The badge was sent to the printer."


def test_who_may_not_change_settings_only_looks(desk: Sit, shop: Shop) -> None:
    at = Designer(desk, shop, "bin-60x40", "clerk")
    at.window.add("line")
    at.settle()
    assert not at.window.save_button.isEnabled()
    assert not at.window._acts["choose"].isEnabled()
    assert at.window._acts["export"].isEnabled()
