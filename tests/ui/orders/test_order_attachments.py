"""Files at an order: added by the dialog, by dropping and pasting, opened, removed, brought back."""

from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from models.paper import Attachment
from services import attachments
from services.pictures import prepare
from tests.ui.orders.conftest import Desk
from ui.kit import attachments as kit_attachments
from ui.kit.attachments import Attachments
from ui.kit.file_row import FileRow

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "door.jpg"
    Image.new("RGB", (3000, 2000), "navy").save(path)
    return path


def chosen(desk: Desk) -> Attachments:
    """An order in the panel; its files."""
    desk.window.activate(id=desk.shop.order((1, 2)).id)
    return desk.until(lambda: desk.window.list.panel.files)


def now(desk: Desk, count: int) -> list[FileRow]:
    """The rows of the panel, once there are so many."""

    def there() -> bool:
        files = desk.window.list.panel.files
        return files is not None and len(files.rows()) == count

    desk.until(there)
    files = desk.window.list.panel.files
    assert files is not None
    return files.rows()


def drop(target: QWidget, *paths: Path) -> bool:
    """Drop files as the desktop would; whether they were taken."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    over, at = Qt.DropAction.CopyAction, QPoint(10, 10)
    enter = QDragEnterEvent(at, over, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    enter.ignore()
    QApplication.sendEvent(target, enter)
    if enter.isAccepted():
        QApplication.sendEvent(target, QDropEvent(QPointF(at), over, data, Qt.MouseButton.LeftButton,
                                                  Qt.KeyboardModifier.NoModifier))  # fmt: skip
    return enter.isAccepted()


def test_a_file_is_added_by_key_and_its_small_picture_is_shown(
    desk: Desk, photo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_args: ([str(photo)], ""))
    chosen(desk)
    desk.key(Qt.Key.Key_A, CTRL | SHIFT)
    (row,) = now(desk, 1)
    assert row.accessibleName() == "door.jpg"
    assert max(Image.open(_stored()).size) == 1600
    desk.until(lambda: row._thumb is not None)
    assert row._thumb is not None
    assert row._thumb.toImage().pixelColor(8, 8).blue() == 128
    assert "1 file is attached." in desk.said()


def _stored() -> object:
    import io

    return io.BytesIO(bytes(Attachment.get().data))


def test_files_are_dropped_on_the_panel_and_what_is_no_document_is_told(
    desk: Desk, photo: Path, tmp_path: Path
) -> None:
    chosen(desk)
    program = tmp_path / "setup.jpg"
    program.write_bytes(b"MZ\x90 a program")
    assert drop(desk.window.list.panel, photo, program, tmp_path / "gone.pdf")
    now(desk, 1)
    assert [text for text in desk.said() if text.startswith("No:")] == ["No: not_a_document.", "No: file_not_read."]
    orders = tmp_path / "orders.xlsx"
    orders.write_bytes(b"")
    assert drop(desk.window.list.panel, orders)
    desk.until(lambda: desk.window.importer is not None)  # a table is the window's, to import


def test_a_picture_dropped_on_the_list_goes_to_the_order_chosen(desk: Desk, photo: Path) -> None:
    chosen(desk)
    assert drop(desk.window, photo)
    now(desk, 1)


def test_a_picture_is_pasted_and_taken_back(desk: Desk) -> None:
    chosen(desk)
    image = QImage(200, 100, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.darkGreen)
    QGuiApplication.clipboard().setImage(image)
    desk.pane.table.setFocus()
    desk.key(Qt.Key.Key_V, CTRL)
    (row,) = now(desk, 1)
    assert row.accessibleName().startswith("Pasted 2026-03-05")
    undo = desk.kit.notices[-1].act
    undo()
    now(desk, 0)
    QGuiApplication.clipboard().setText("only words")
    desk.key(Qt.Key.Key_V, CTRL)
    assert desk.said()[-1] == "There is no picture and no file in the clipboard."


def test_a_file_is_opened_from_a_copy_removed_by_key_and_brought_back(
    desk: Desk, photo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Path] = []
    from ui.kit.open_file import write_copy

    monkeypatch.setattr(kit_attachments, "open_copy", lambda content: opened.append(write_copy(content)) or True)
    files = chosen(desk)
    assert drop(files, photo)
    (row,) = now(desk, 1)
    row.setFocus()
    desk.enter()
    desk.until(lambda: opened)
    assert opened[0].name == "door.jpg"
    assert opened[0].read_bytes() == bytes(Attachment.get().data)
    assert opened[0].parent.stat().st_mode & 0o077 == 0, "for nobody else to read"
    now(desk, 1)[0].setFocus()
    desk.key(Qt.Key.Key_Delete)
    now(desk, 0)
    assert desk.said()[-1] == '"door.jpg" is removed.'
    desk.kit.notices[-1].act()
    now(desk, 1)


def test_many_files_are_folded_and_the_focus_stays_on_a_refresh(desk: Desk, tmp_path: Path) -> None:
    chosen(desk)
    order = desk.window.list.panel.order()
    assert order is not None
    for number in range(7):
        file = prepare(f"{number}.pdf", b"%PDF-1.4 " + bytes([number]))
        attachments.attach("order")(desk.shop.call("clerk"), order.id, file)
    desk.window.refresh()
    rows = now(desk, 5)
    rows[2].setFocus()
    desk.window.refresh()
    desk.calm()
    assert desk.focused().accessibleName() == "2.pdf"
    files = desk.window.list.panel.files
    assert files is not None
    QTest.mouseClick(files._more, Qt.MouseButton.LeftButton)
    assert len(files.rows()) == 7


def test_who_may_not_edit_orders_only_looks(desk: Desk, photo: Path) -> None:
    desk.kit.shell.actor = desk.shop.actors["packer"]
    files = chosen(desk)
    assert not files.add_button.isVisible()
    assert not drop(desk.window.list.panel, photo)


def test_a_deleted_draft_is_brought_back_with_its_files(desk: Desk) -> None:
    from services import orders

    made = orders.create_order(desk.shop.call("clerk"), desk.shop.draft((1, 2)))
    attachments.attach("order")(desk.shop.call("clerk"), made.id, prepare("a.pdf", b"%PDF-1.4"))
    desk.window.activate(id=made.id)
    shown = desk.until(desk.window.list.panel.order)
    desk.window.list.do("delete", shown)
    desk.until(lambda: desk.said() and desk.said()[-1] == "The draft is deleted.")
    desk.kit.notices[-1].act()
    desk.until(lambda: Attachment.select().count() == 1)
    assert Attachment.get().subject_id == desk.order().id
