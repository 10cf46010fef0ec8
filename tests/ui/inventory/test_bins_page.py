"""The tree of bins, worked by keys and mouse on a real database."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest

from models.paper import PrintJob
from models.stock import Location
from services import bins
from services.places import add_bin
from tests.ui.inventory.keeper import Keeper
from ui.inventory.bin_tree import ID
from ui.kit.case_dialog import CaseDialog
from ui.theme import apply_theme

Key = Qt.Key
ALT = Qt.KeyboardModifier.AltModifier
Open = Callable[..., Keeper]


@pytest.fixture
def at(keeper: Open, office: Any) -> Keeper:
    """The keeper before the tree: zone Z with Z-1 and Z-2, and the four bins of the shop."""
    shop = office.shop
    zone = add_bin(shop.call("owner"), "Z", 900, "zone").id
    bins.add_bins(shop.call("owner"), "Z-1", "Z-2", zone)
    here = keeper()
    QTest.mouseClick(here.window._pills["bins"], Qt.MouseButton.LeftButton)
    here.until(lambda: here.window.bins is not None and here.window.bins.tree.places())
    return here


def walked() -> list[str]:
    mine = Location.select().where(Location.kind == "bin").order_by(Location.walk)
    return [row.code for row in mine]


def choose(at: Keeper, code: str) -> Any:
    """Make a place current, with the focus in the tree."""
    tree = at.window.bins.tree
    place = next(each for each in tree.places() if each.code == code)
    tree.setFocus()
    tree.choose(place.id)
    at.office.settle()
    return tree


def test_the_tree_is_shown_with_what_lies_in_a_bin(at: Keeper, office: Any) -> None:
    product = office.shop.product("ONE", lot_tracked=True)
    office.shop.stock(product, 5, "L1")
    at.window.shell.publish(frozenset({"stock"}))
    at.until(lambda: next(p.goods for p in at.window.bins.tree.places() if p.code == "A-01-1") == 1)
    tree = choose(at, "A-01-1")
    page = at.window.bins
    at.until(lambda: page.panel._title.text() == "A-01-1" and page.panel.findChildren(type(tree)) == [])
    table = next(each for each in page.panel.findChildren(object) if type(each).__name__ == "PickTable")
    assert "Product ONE" in table.accessibleName()
    assert "L1" in table.accessibleName()
    assert not at.window.panel.isVisible()
    table.setFocus()
    at.key(Key.Key_Return)
    at.until(lambda: getattr(at.window.panel._shown, "id", None) == product)


def test_a_series_of_bins_is_told_before_it_is_added(at: Keeper, office: Any) -> None:
    choose(at, "Z")
    at.key(Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    dialog = at.opened(CaseDialog)
    at.type("z-02")
    at.key(Key.Key_Tab)
    at.type("z-01")
    texts = [each.text() for each in dialog.findChildren(type(dialog.title)) if each.isVisible()]
    assert any("there is no series" in text for text in texts)
    dialog.form.set_values({"last": "z-21"})
    texts = [each.text() for each in dialog.findChildren(type(dialog.title)) if each.isVisible()]
    assert "20 places: Z-02, Z-03, Z-04 … Z-21" in texts
    dialog.submit()
    at.until(at.closed)
    assert Location.select().where(Location.parent == Location.get(Location.code == "Z")).count() == 22
    tree = at.window.bins.tree
    at.until(lambda: tree.current().code == "Z-02")
    assert tree.viewport().rect().contains(tree.visualItemRect(tree.currentItem()))
    assert office.said() == "20 places are added."


def test_alt_and_the_arrows_move_a_bin_and_undo_puts_it_back(at: Keeper, office: Any) -> None:
    assert walked() == ["A-01-1", "A-01-2", "A-01-3", "B-01-1", "Z-1", "Z-2"]
    choose(at, "A-01-1")
    at.key(Key.Key_Down, ALT)
    assert walked()[:3] == ["A-01-2", "A-01-1", "A-01-3"]
    at.until(lambda: at.window.bins.tree.current().code == "A-01-1")
    at.key(Key.Key_Up, ALT)
    assert walked()[:3] == ["A-01-1", "A-01-2", "A-01-3"]
    choose(at, "Z-1")
    at.key(Key.Key_Left, ALT)
    assert walked()[-2:] == ["Z-2", "Z-1"]
    assert Location.get(Location.code == "Z-1").parent_id is None
    at.until(lambda: at.window.bins.tree.current().code == "Z-1" and at.window.bins.tree.current().depth == 0)
    at.key(Key.Key_Right, ALT)
    assert Location.get(Location.code == "Z-1").parent_id == Location.get(Location.code == "Z").id
    at.office.settle()
    office.notices[-1].act()
    at.until(lambda: Location.get(Location.code == "Z-1").parent_id is None)


def test_a_bin_dragged_into_a_zone_is_walked_there(at: Keeper, office: Any) -> None:
    tree = choose(at, "B-01-1")
    item = next(i for i in tree._items.values() if tree._places[i.data(0, ID)].code == "Z")
    middle = QPointF(tree.visualItemRect(item).center())
    tree.dropIndicatorPosition = lambda: tree.DropIndicatorPosition.OnItem
    none, left = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
    tree.dropEvent(QDropEvent(middle, Qt.DropAction.MoveAction, QMimeData(), left, none))
    at.until(lambda: Location.get(Location.code == "B-01-1").parent_id == Location.get(Location.code == "Z").id)
    assert walked()[-1] == "B-01-1"
    choose(at, "A-01-3")
    first = next(i for i in tree._items.values() if tree._places[i.data(0, ID)].code == "A-01-1")
    tree.dropIndicatorPosition = lambda: tree.DropIndicatorPosition.AboveItem
    place = QPointF(tree.visualItemRect(first).center())
    tree.dropEvent(QDropEvent(place, Qt.DropAction.MoveAction, QMimeData(), left, none))
    at.until(lambda: walked()[0] == "A-01-3")


def test_a_bin_is_renamed_labelled_and_taken_out_of_use(at: Keeper, office: Any) -> None:
    choose(at, "Z-1")
    at.key(Key.Key_Return)
    dialog = at.opened(CaseDialog)
    dialog.form.set_values({"code": "z 9"})
    dialog.submit()
    at.until(lambda: dialog.form.editor("code").property("bad") == "true")
    dialog.form.set_values({"code": "z-9", "name": "By the door"})
    dialog.submit()
    at.until(at.closed)
    assert Location.get(Location.code == "Z-9").name == "By the door"

    choose(at, "Z")
    at.window.bins.print_button.setFocus()
    at.key(Key.Key_Space)
    no_printer = "No printer is set: kept as PDF, see Settings > Printers."
    at.until(lambda: office.said() == f"The labels of Z are in the print queue. {no_printer}")
    assert at.window.bins.print_button.hasFocus(), "not the button that takes the bin out of use"
    assert [(job.kind, job.delivery_id) for job in PrintJob.select()] == [("bin", office.shop.bin("Z"))]

    office.shop.stock(office.shop.product("ONE"), 5, bin="Z-9")
    choose(at, "Z")
    at.key(Key.Key_Delete)
    at.until(lambda: office.said() == "Goods lie in Z-9. Move them first.")
    choose(at, "Z-2")
    at.key(Key.Key_Delete)
    at.until(lambda: not Location.get(Location.code == "Z-2").active)
    at.office.settle()
    office.notices[-1].act()
    at.until(lambda: Location.get(Location.code == "Z-2").active)


def test_the_field_above_goes_to_a_code_as_it_is_typed(at: Keeper) -> None:
    at.window.bins.seek.setFocus()
    at.type("b-0")
    assert at.window.bins.tree.current().code == "B-01-1"
    at.type("nothing")
    assert at.window.bins.tree.current().code == "B-01-1"


def test_who_may_only_look_moves_nothing(keeper: Open, office: Any) -> None:
    here = keeper("clerk")
    here.window.activate(bin=office.shop.bin("A-01-2"))
    here.until(lambda: here.window.bins.tree.current() and here.window.bins.tree.current().code == "A-01-2")
    here.key(Key.Key_Up, ALT)
    here.key(Key.Key_Return)
    here.key(Key.Key_Delete)
    assert walked()[:2] == ["A-01-1", "A-01-2"]
    assert here.closed()
    assert not here.window.bins.add_button.isEnabled()


def test_another_theme_colours_the_rows_that_are_shown(at: Keeper, qapp: Any) -> None:
    tree = choose(at, "A-01-1")
    other = tree.visualItemRect(next(i for i in tree._items.values() if tree._places[i.data(0, ID)].code == "A-01-3"))

    def inks() -> tuple[int, int]:
        """The darkest and the lightest point of a row."""
        image = tree.viewport().grab(other).toImage()
        levels = [image.pixelColor(x, y).lightness() for x in range(30, 120) for y in range(4, image.height() - 4)]
        return min(levels), max(levels)

    dark_ink = inks()
    apply_theme(qapp, "dark")
    try:
        at.office.settle()
        assert dark_ink[0] < 90
        assert inks()[1] > 180
    finally:
        apply_theme(qapp, "light")
