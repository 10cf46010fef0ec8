"""The packing screen paints every face, at every size and in both languages, and loses no figure."""

from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from resources import i18n
from tests.ui.packing import screens
from ui.packing.brush import BOLD, Brush, fitted, natural
from ui.packing.frame import paint_progress
from ui.packing.screen import PackingScreen, face_of, paint, spoken
from ui.packing.state import Current, Mode, PackScreen
from ui.theme import theme

SIZES = {(1280, 1024): "en", (1366, 768): "zh_CN"}


@pytest.fixture(autouse=True)
def _fonts_and_language(qapp):
    from ui.theme import apply_theme

    apply_theme(qapp, "light")
    yield
    i18n.set_language("en")
    theme.switch(False)


def picture(screen, width=1920, height=1080):
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor("magenta"))
    painter = QPainter(image)
    paint(painter, screen, width, height)
    painter.end()
    return image


def differs(first, second, rect):
    return any(
        first.pixel(x, y) != second.pixel(x, y)
        for x in range(rect[0], rect[0] + rect[2], 3)
        for y in range(rect[1], rect[1] + rect[3], 3)
    )


@pytest.mark.parametrize("size", SIZES)
def test_every_face_covers_the_whole_screen(qapp, size):
    i18n.set_language(SIZES[size])
    found = screens.all_screens()
    for name in ("waiting", "correct", "refused", "question", "queue", "queue-empty", "checking"):
        image = picture(found[name], *size)
        corners = [(0, size[1] // 2), (size[0] - 1, size[1] // 2), (2, size[1] - 2), (size[0] - 2, 2)]
        face = face_of(found[name])
        expected = [theme.color(f"packing.{face}.{role}") for role in ("bg", "bg", "bar", "bar")]
        assert [image.pixelColor(*corner) for corner in corners] == expected, name


def test_the_faces_are_told_apart_by_colour_and_the_refused_one_by_its_hatching_too(qapp):
    shown = {name: picture(screen) for name, screen in screens.all_screens().items()}
    grounds = {name: shown[name].pixelColor(5, 500).name() for name in ("waiting", "correct", "refused", "question")}
    assert len(set(grounds.values())) == 4
    hatched = {
        name
        for name, image in shown.items()
        if image.pixelColor(5, 900) != QColor("white")
        and any(image.pixelColor(x, 984) == QColor("white") for x in range(400))
    }
    assert hatched == {"refused"}


def test_the_waiting_face_follows_the_dark_theme(qapp):
    theme.switch(True)
    assert picture(screens.waiting()).pixelColor(5, 500) == theme.color("packing.waitDark.bg")


def test_the_places_do_not_move_between_waiting_and_correct(qapp):
    waiting, correct = screens.waiting(), screens.correct()
    same = replace(correct, mode=Mode.WAITING, headline=waiting.headline, last=waiting.last, done=waiting.done)
    changed = picture(waiting), picture(same)
    assert not differs(*changed, (0, 600, 1270, 380))
    assert differs(*changed, (700, 320, 540, 280))


def test_a_key_that_is_off_is_paler(qapp):
    before = screens.waiting()
    off = replace(before, keys=tuple(replace(cap, enabled=False) for cap in before.keys))
    assert differs(picture(before), picture(off), (0, 1000, 1920, 72))


def test_a_long_name_shrinks_to_48_and_is_then_cut(qapp):
    name = "Heavy duty lithium complex grease, NLGI 3, for open gears and slideways, 800 g cartridge"
    assert fitted("Short", 84, BOLD, 1200, 48) == (84, "Short")
    assert fitted(name[:50], 84, BOLD, 1200, 48) == (46 + 2, fitted(name[:50], 84, BOLD, 1200, 48)[1])
    size, text = fitted(name, 84, BOLD, 1200, 48)
    assert size == 48
    assert text.endswith("…")
    assert natural(text, size, BOLD) <= 1200


@pytest.mark.parametrize(("picked", "wanted"), [("3", "6"), ("1200", "12000"), ("123456.789", "999999.999")])
def test_figures_are_never_cut(qapp, monkeypatch, picked, wanted):
    drawn = []
    original = Brush.text

    def text(self, x, middle, text, px, *args, **kwargs):
        width = original(self, x, middle, text, px, *args, **kwargs)
        drawn.append((text, x, width))
        return width

    monkeypatch.setattr(Brush, "text", text)
    line = Current("Grease", Decimal(picked), Decimal(wanted), "tubs", bin="B-03-2")
    picture(replace(screens.waiting(), current=line))
    (of,) = [entry for entry in drawn if entry[0].startswith("/ ") and entry[0][2:].replace(",", "") == wanted]
    assert of[1] + of[2] <= 1240
    assert any(entry[0].replace(",", "") == picked and entry[1] == 732 for entry in drawn)


def test_one_segment_a_piece_up_to_forty_and_one_bar_beyond(qapp):
    def row(done, total):
        image = QImage(1920, 160, QImage.Format.Format_RGB32)
        image.fill(theme.color("packing.wait.bg"))
        painter = QPainter(image)
        brush = Brush(painter, "wait", 1920, 1080)
        paint_progress(brush, PackScreen(Mode.WAITING, done=Decimal(done), total=Decimal(total)))
        painter.end()
        ground = theme.color("packing.wait.bg")
        inside = [image.pixelColor(x, 134) != ground for x in range(30, 1560)]
        return sum(1 for left, right in pairwise(inside) if right and not left)

    assert row(14, 23) == 23
    assert row(0, 40) == 40
    assert row(20, 41) == 1
    assert row("0.5", "2.5") == 1


def test_the_key_bar_is_painted_once_and_looks_the_same_after(qapp):
    first = picture(screens.refused())
    assert not differs(first, picture(screens.refused()), (0, 970, 1920, 110))


def test_the_queue_shows_the_chosen_row_wherever_it_is(qapp):
    long = screens.queue(40)
    top, far = replace(long, chosen=0), replace(long, chosen=39)
    assert differs(picture(top), picture(far), (0, 256, 1920, 700))


def test_the_widget_takes_keys_but_no_input_method(qtbot):
    widget = PackingScreen()
    qtbot.addWidget(widget)
    assert widget.focusPolicy() == Qt.FocusPolicy.StrongFocus
    assert not widget.inputMethodQuery(Qt.InputMethodQuery.ImEnabled)


def test_an_answer_is_on_the_screen_before_display_returns(qtbot):
    painted = []

    class Watched(PackingScreen):
        def paintEvent(self, event):
            painted.append(self.screen_shown.mode)
            super().paintEvent(event)

    widget = Watched()
    qtbot.addWidget(widget)
    widget.resize(960, 540)
    widget.show()
    qtbot.waitUntil(lambda: bool(painted))
    painted.clear()
    widget.display(screens.refused(), at_once=True)
    widget.display(screens.refused(), at_once=True)
    assert painted == [Mode.REFUSED]


def test_a_screen_reader_is_told_the_answer(qapp):
    text = spoken(screens.refused())
    assert [part in text for part in ("Wrong lot", "L25-0904", "L25-1108", "Put it back")] == [True] * 4
    assert spoken(screens.correct()) == "Correct  +1"


def test_a_screen_reader_is_told_the_delivery_that_is_chosen_in_the_queue(qapp):
    queue = screens.queue()
    row = replace(queue, chosen=1).queue[1]
    said = spoken(replace(queue, chosen=1))
    assert said.startswith("Scan a delivery, or pick one")
    assert [part in said for part in (row.number, row.customer)] == [True] * 2
    assert PackingScreen().accessibleName() == "Scan a delivery to begin"


def test_layers_are_sharp_on_a_scaled_screen(qapp):
    image = QImage(2880, 1620, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(1.5)
    painter = QPainter(image)
    paint(painter, screens.waiting(), 1920, 1080)
    painter.end()
    plain = QImage(2880, 1620, QImage.Format.Format_RGB32)
    painter = QPainter(plain)
    paint(painter, screens.waiting(), 2880, 1620)
    painter.end()
    rect = QRectF(0, 1490, 2880, 120)
    different = sum(
        abs(image.pixelColor(x, y).lightness() - plain.pixelColor(x, y).lightness()) > 90
        for x in range(0, int(rect.width()), 2)
        for y in range(int(rect.y()), int(rect.bottom()), 2)
    )
    assert different < 500
