"""Pictures at the bench: labels read off photos, photos of packages kept, a camera that sees a code once."""

import io
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from PIL import Image, ImageFilter
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication

from models.delivery import ScanEvent
from models.paper import Attachment
from services import picture_codes
from services.scanning import parse
from ui.packing.camera import Camera, codes_of
from ui.packing.state import Mode

GS = "\x1d"


def drawn(text: str, kind: str = "Code128", scale: int = 3) -> Image.Image:
    made = zxingcpp.create_barcode(text, getattr(zxingcpp.BarcodeFormat, kind)).to_image(scale=scale)
    return Image.frombytes("L", (made.shape[1], made.shape[0]), bytes(made))


def label(*codes: Image.Image) -> Image.Image:
    sheet = Image.new("L", (max(each.width for each in codes) + 160, sum(each.height + 80 for each in codes) + 80), 255)
    y = 80
    for each in codes:
        sheet.paste(each, (80, y))
        y += each.height + 80
    return sheet


def as_bytes(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize("turn", [0, 31, 90, 135])
def test_every_code_is_read_whichever_way_the_photo_was_taken(turn: int) -> None:
    photo = label(drawn("6901234567892", "EAN13"), drawn("DN-20260305-0001-2"), drawn("junk that nobody printed"))
    photo = photo.rotate(turn, expand=True, fillcolor=255).filter(ImageFilter.GaussianBlur(1))
    found = picture_codes.codes_on("photo.png", as_bytes(photo))
    assert {parse(text).kind for text in found} == {"item", "package"}


def test_a_code_without_proof_is_not_believed() -> None:
    assert picture_codes.believed("6901234567893") == "", "its check digit is wrong"
    assert picture_codes.believed("HELLO") == ""
    assert picture_codes.believed("BIN-A-01-1")
    assert picture_codes.believed(f"]C101069012345678921012{GS}21X")


def dropped(window: Any, data: QMimeData) -> None:
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(window, QDragEnterEvent(QPoint(9, 9), copy, data, left, none))
    QApplication.sendEvent(window, QDropEvent(QPointF(9, 9), copy, data, left, none))


@pytest.fixture
def at_work(desk: Any, shop: Any) -> Any:
    product = shop.product("ROPE", name="Rope")
    shop.stock(product, 9)
    delivery = shop.released((product, 3))
    desk.scan(delivery.number)
    return desk, delivery, shop.label(product)


def test_a_label_s_photo_is_a_scan_and_any_other_is_offered_to_be_kept(at_work: Any, tmp_path: Path) -> None:
    desk, delivery, code = at_work
    path = tmp_path / "label.png"
    path.write_bytes(as_bytes(label(drawn(code, "EAN13"))))
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    dropped(desk.window.screen_widget, data)
    desk.settle()
    assert (desk.screen.mode, desk.screen.headline) == (Mode.CORRECT, "Correct  +1")
    QGuiApplication.clipboard().setImage(QImage(300, 200, QImage.Format.Format_RGB32))
    desk.window.photos.take(QGuiApplication.clipboard().mimeData())
    desk.settle()
    assert (desk.screen.mode, desk.screen.answer.word) == (Mode.QUESTION, "No code found")
    assert desk.scan("CMD-YES").headline == "Photo of package 1 kept"
    kept = Attachment.get()
    assert (kept.subject_kind, kept.subject_id, kept.name) == ("delivery", delivery.id, f"{delivery.number}-1.png")
    assert ScanEvent.select().order_by(ScanEvent.id.desc()).get().verdict == "photo"
    path.write_bytes(b"no picture")
    dropped(desk.window.screen_widget, data)
    desk.settle()
    assert (desk.screen.answer.word, desk.screen.answer.scanned.big) == ("No picture", "label.png")


@pytest.mark.qt_log_ignore(r"Couldn't (load|resolve) ", "No RHI backend")  # this machine lacks a graphics card
def test_a_camera_takes_the_photo_and_sees_a_code_once(at_work: Any, qtbot: Any, tmp_path: Path) -> None:
    multimedia = pytest.importorskip("PySide6.QtMultimedia", reason="the system lacks its media library")
    desk, _delivery, code = at_work
    camera: Camera = desk.window.photos.camera
    picture = label(drawn(code, "EAN13")).convert("RGB")
    image = QImage(picture.tobytes(), *picture.size, picture.width * 3, QImage.Format.Format_RGB888)
    camera.watch().setVideoFrame(multimedia.QVideoFrame(image))
    qtbot.waitUntil(lambda: camera.there)
    for _look in range(2):
        camera._read()
        desk.settle()
    assert desk.screen.done == 1, "a code that stays in sight is one scan"
    camera._in_sight.clear()
    camera._read()
    desk.settle()
    assert desk.screen.done == 2
    desk.scan("CMD-PHOTO")
    assert desk.screen.headline == "Photo of package 1 kept"
    assert Attachment.get().mime == "image/jpeg"
    other = tmp_path / "box.png"
    other.write_bytes(as_bytes(Image.new("L", (64, 48), 90)))
    desk.window.photos.add((other,))
    desk.window.leave()
    desk.settle()
    assert Attachment.select().count() == 2, "a photo goes with the delivery it was taken at"
    assert codes_of(QImage()) == (), "a picture that broke off has none"
    camera.stop()
    assert not camera.there
