"""The label on the screen: rulers, grid, the label as it is printed, and what is chosen with its handles.

    canvas = Canvas(draft)
    canvas.show_picture(image)             # drawn over the whole label
    canvas.changed, chose, wanted_text     # the draft was changed or another element chosen; one was double-clicked

Mouse: press chooses (Ctrl adds), drag moves, a handle resizes, the empty label draws a band; with Alt nothing snaps.
Keys: arrows move by 0.5 mm, with Shift by 0.1, with Ctrl they resize; Page Up and Page Down choose the next element.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea

from printing.labels.layout import AnyElement
from resources.i18n import _
from ui.labels.draft import FINE, GRID, Draft, guides, snap
from ui.theme import theme

RULER, EDGE, HANDLE, REACH = 22, 24, 7, 6
ZOOMS = (1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0, 12.0, 16.0, 24.0, 32.0)
HANDLES = {
    "left top": (0, 0), "top": (0.5, 0), "right top": (1, 0), "left": (0, 0.5), "right": (1, 0.5),
    "left bottom": (0, 1), "bottom": (0.5, 1), "right bottom": (1, 1),
}  # fmt: skip
CURSORS = {
    "left top": Qt.CursorShape.SizeFDiagCursor, "right bottom": Qt.CursorShape.SizeFDiagCursor,
    "right top": Qt.CursorShape.SizeBDiagCursor, "left bottom": Qt.CursorShape.SizeBDiagCursor,
    "left": Qt.CursorShape.SizeHorCursor, "right": Qt.CursorShape.SizeHorCursor,
    "top": Qt.CursorShape.SizeVerCursor, "bottom": Qt.CursorShape.SizeVerCursor,
}  # fmt: skip


@dataclass(slots=True)
class Drag:
    """What the mouse is doing: `edges` of one element, "" for moving what is chosen, "band" for choosing."""

    start: QPointF
    edges: str = ""
    boxes: dict[int, AnyElement] = field(default_factory=dict)
    at: QPointF = field(default_factory=QPointF)
    about: str = ""
    began: bool = False


class Canvas(QAbstractScrollArea):
    """See the module."""

    changed = Signal()
    chose = Signal()
    wanted_text = Signal()
    zoomed = Signal()

    def __init__(self, draft: Draft) -> None:
        super().__init__()
        self.draft, self.grid, self.scale, self._fits = draft, True, 4.0, True
        self.marked: dict[int, str] = {}
        self._image: QImage | None = None
        self._dots = False
        self._drag: Drag | None = None
        self._lines: tuple[float | None, float | None] = (None, None)
        self._drags = 0
        self.setProperty("flat", "true")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(_("Label"))
        self.viewport().setMouseTracking(True)
        self.setMinimumSize(QSize(240, 200))

    # what the window calls

    def set_draft(self, draft: Draft) -> None:
        self.draft, self._image, self._drag, self._fits = draft, None, None, True
        self._lay_out()

    def show_picture(self, image: QImage | None, dots: bool) -> None:
        """The whole label; `dots` keeps its pixels sharp."""
        self._image, self._dots = image, dots
        self.viewport().update()

    def pixels(self) -> int:
        """How wide the label is on the screen, in its pixels."""
        return max(round(self.draft.layout.width * self.scale * self.devicePixelRatioF()), 1)

    def zoom(self, by: int) -> None:
        nearer = [each for each in ZOOMS if (each > self.scale if by > 0 else each < self.scale)]
        if nearer:
            self._fits = False
            self._set_scale(nearer[0] if by > 0 else nearer[-1])

    def fit(self) -> None:
        self._fits = True
        self._lay_out()

    def refresh(self) -> None:
        """The draft was changed elsewhere."""
        self._lay_out()

    # geometry

    def _set_scale(self, scale: float) -> None:
        if scale != self.scale:
            self.scale = scale
            self.zoomed.emit()
        self._lay_out()

    def _lay_out(self) -> None:
        layout, room = self.draft.layout, self.viewport().size()
        if self._fits:
            across = (room.width() - RULER - 2 * EDGE) / layout.width
            down = (room.height() - RULER - 2 * EDGE) / layout.height
            scale = max(min(across, down, ZOOMS[-1]), ZOOMS[0])
            if abs(scale - self.scale) > 0.001:
                self.scale = scale
                self.zoomed.emit()
        for bar, side, there in (
            (self.horizontalScrollBar(), layout.width, room.width()),
            (self.verticalScrollBar(), layout.height, room.height()),
        ):
            bar.setRange(0, max(round(side * self.scale) + 2 * EDGE + RULER - there, 0))
            bar.setPageStep(there)
        self.viewport().update()

    def _origin(self) -> QPointF:
        """Where the label's corner is in the viewport."""
        layout, room = self.draft.layout, self.viewport().size()
        x = RULER + max((room.width() - RULER - layout.width * self.scale) / 2, EDGE)
        y = RULER + max((room.height() - RULER - layout.height * self.scale) / 2, EDGE)
        return QPointF(round(x) - self.horizontalScrollBar().value(), round(y) - self.verticalScrollBar().value())

    def box_of(self, each: AnyElement) -> QRectF:
        """An element's box in the viewport."""
        corner = self._origin()
        return QRectF(corner.x() + each.x * self.scale, corner.y() + each.y * self.scale, each.width * self.scale,
                      each.height * self.scale)  # fmt: skip

    def _place(self, at: QPointF) -> tuple[float, float]:
        """A point of the viewport in millimetres on the label."""
        corner = self._origin()
        return (at.x() - corner.x()) / self.scale, (at.y() - corner.y()) / self.scale

    def _hit(self, at: QPointF) -> int | None:
        """The element under a point, the topmost one; thin ones can be met beside them. A frame is met at its lines."""
        for place in range(len(self.draft.layout.elements) - 1, -1, -1):
            each = self.draft.layout.elements[place]
            box = self.box_of(each)
            thin = QPointF(max(REACH - box.width(), 0) / 2, max(REACH - box.height(), 0) / 2)
            if not box.adjusted(-thin.x(), -thin.y(), thin.x(), thin.y()).contains(at):
                continue
            inner = box.adjusted(REACH, REACH, -REACH, -REACH)
            if type(each).__name__ == "Box" and inner.contains(at) and place not in self.draft.chosen:
                continue
            return place
        return None

    def _handle(self, at: QPointF) -> str:
        only = self.draft.only()
        if only is None:
            return ""
        box = self.box_of(only)
        for name, (across, down) in HANDLES.items():
            spot = QPointF(box.x() + across * box.width(), box.y() + down * box.height())
            if abs(at.x() - spot.x()) <= HANDLE and abs(at.y() - spot.y()) <= HANDLE:
                return name
        return ""

    # mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        at, adds = event.position(), bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        edges = self._handle(at)
        place = self._hit(at)
        self._drags += 1
        if not edges and place is None:
            self._drag = Drag(at, "band", at=at)
            if not adds:
                self._choose()
            return
        if not edges and place is not None:
            if adds:
                self.draft.toggle(place)
                self.chose.emit()
            elif place not in self.draft.chosen:
                self._choose(place)
        boxes = {each: self.draft.layout.elements[each] for each in self.draft.chosen}
        self._drag = Drag(at, edges, boxes, at, f"drag {self._drags}")
        self.viewport().update()

    def _choose(self, *places: int) -> None:
        if places != self.draft.chosen:
            self.draft.choose(*places)
            self.chose.emit()
        self.viewport().update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        drag, at = self._drag, event.position()
        if drag is None:
            handle = self._handle(at)
            hit = Qt.CursorShape.SizeAllCursor if self._hit(at) is not None else Qt.CursorShape.ArrowCursor
            self.viewport().setCursor(CURSORS.get(handle, hit))
            return
        drag.at = at
        if drag.edges == "band":
            self._choose(*self._banded(drag))
            self.viewport().update()
            return
        if not drag.began and (at - drag.start).manhattanLength() < 4:
            return
        drag.began = True
        free = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        self._dragged(drag, free)
        self.changed.emit()
        self.viewport().update()

    def _banded(self, drag: Drag) -> tuple[int, ...]:
        band = QRectF(drag.start, drag.at).normalized()
        elements = self.draft.layout.elements
        return tuple(place for place, each in enumerate(elements) if band.contains(self.box_of(each).center()))

    def _dragged(self, drag: Drag, free: bool) -> None:
        """Bring what is dragged to the mouse, from where it was when the mouse was pressed."""
        dx, dy = (drag.at.x() - drag.start.x()) / self.scale, (drag.at.y() - drag.start.y()) / self.scale
        if not drag.boxes or max(drag.boxes) >= len(self.draft.layout.elements):
            return  # nothing is held, or it was taken back by a key meanwhile
        first = next(iter(drag.boxes.values()))
        across, down = guides(self.draft.layout, drag.boxes) if not free else ((), ())
        if drag.edges:
            place = next(iter(drag.boxes))
            right, bottom = first.x + first.width, first.y + first.height
            x = first.x if "left" in drag.edges else right
            y = first.y if "top" in drag.edges else bottom
            (to_x, line_x), (to_y, line_y) = self._snapped(x + dx, across, free), self._snapped(y + dy, down, free)
            now = self.draft.layout.elements[place]
            now_x = now.x if "left" in drag.edges else now.x + now.width
            now_y = now.y if "top" in drag.edges else now.y + now.height
            self.draft.resize(place, drag.edges, to_x - now_x, to_y - now_y, drag.about)
            self._lines = (line_x if {"left", "right"} & set(drag.edges.split()) else None,
                           line_y if {"top", "bottom"} & set(drag.edges.split()) else None)  # fmt: skip
            return
        (by_x, line_x) = self._best(first.x + dx, first.width, across, free)
        (by_y, line_y) = self._best(first.y + dy, first.height, down, free)
        now = self.draft.layout.elements[next(iter(drag.boxes))]
        self.draft.move(by_x - now.x, by_y - now.y, drag.about)
        self._lines = (line_x, line_y)

    @staticmethod
    def _snapped(value: float, lines: tuple[float, ...], free: bool) -> tuple[float, float | None]:
        return (round(value, 2), None) if free else snap(value, lines)

    def _best(self, start: float, side: float, lines: tuple[float, ...], free: bool) -> tuple[float, float | None]:
        """Where a box begins so that its edge or middle lies on the nearest line."""
        if free:
            return round(start, 2), None
        tries = [(snap(start + part, lines), part) for part in (0.0, side / 2, side)]
        drawn = [(abs(to - part - start), to - part, line) for (to, line), part in tries if line is not None]
        if drawn:
            _far, to, line = min(drawn)
            return to, line
        return tries[0][0][0], None

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._drag, self._lines = None, (None, None)
        self.viewport().update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._hit(event.position()) is not None:
            self.wanted_text.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom(1 if event.angleDelta().y() > 0 else -1)
        else:
            super().wheelEvent(event)

    # keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        act = self._key(event)
        if act is None:
            super().keyPressEvent(event)
            return
        before, chosen = self.draft.layout, self.draft.chosen
        act()
        self._drag = None  # what the mouse holds may be gone
        if self.draft.layout is not before:
            self.changed.emit()
        if self.draft.chosen != chosen:
            self.chose.emit()
        self.viewport().update()

    def _key(self, event: QKeyEvent) -> Callable[[], None] | None:
        draft, key, held = self.draft, event.key(), event.modifiers()
        arrows = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1)}
        step = arrows.get(Qt.Key(key))
        if step is not None and draft.chosen:
            far = FINE if held & Qt.KeyboardModifier.ShiftModifier else GRID
            if not held & Qt.KeyboardModifier.ControlModifier:
                return lambda: draft.move(step[0] * far, step[1] * far, "nudge")
            if len(draft.chosen) == 1:
                return lambda: draft.resize(draft.chosen[0], "right bottom", step[0] * far, step[1] * far, "stretch")
        plain = {
            Qt.Key.Key_PageDown: lambda: draft.choose_next(1), Qt.Key.Key_PageUp: lambda: draft.choose_next(-1),
            Qt.Key.Key_Delete: draft.remove, Qt.Key.Key_Backspace: draft.remove,
            Qt.Key.Key_Escape: draft.choose if draft.chosen else None,
            Qt.Key.Key_Return: self.wanted_text.emit, Qt.Key.Key_Enter: self.wanted_text.emit,
        }  # fmt: skip
        if held & Qt.KeyboardModifier.ControlModifier and key == Qt.Key.Key_A:
            return lambda: draft.choose(*range(len(draft.layout.elements)))
        return plain.get(Qt.Key(key)) if not held & Qt.KeyboardModifier.ControlModifier else None

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._lay_out()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self.viewport().update()

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), theme.color("canvas"))
        layout, corner = self.draft.layout, self._origin()
        page = QRectF(corner.x(), corner.y(), layout.width * self.scale, layout.height * self.scale)
        painter.fillRect(page, Qt.GlobalColor.white)
        if self._image is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, not self._dots)
            painter.drawImage(page, self._image)
        if self.grid:
            self._paint_grid(painter, page)
        painter.setPen(QPen(theme.color("control"), 1))
        painter.drawRect(page.adjusted(-0.5, -0.5, 0.5, 0.5))
        self._paint_elements(painter)
        self._paint_guides(painter, page)
        self._paint_rulers(painter, corner)
        if self.hasFocus():
            painter.setPen(QPen(theme.color("focus"), 2))
            painter.drawRect(self.viewport().rect().adjusted(1, 1, -1, -1))

    def _paint_grid(self, painter: QPainter, page: QRectF) -> None:
        fine, strong = theme.color("accent"), theme.color("accent")
        fine.setAlpha(28)
        strong.setAlpha(64)
        step = 1 if self.scale >= 5 else 5 if self.scale >= 1.5 else 10
        for at in range(0, int(self.draft.layout.width) + 1, step):
            x = round(page.x() + at * self.scale)
            painter.fillRect(QRectF(x, page.y(), 1, page.height()), fine if at % 10 else strong)
        for at in range(0, int(self.draft.layout.height) + 1, step):
            y = round(page.y() + at * self.scale)
            painter.fillRect(QRectF(page.x(), y, page.width(), 1), fine if at % 10 else strong)

    def _paint_elements(self, painter: QPainter) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for place, each in enumerate(self.draft.layout.elements):
            if place in self.draft.chosen:
                continue
            tone = self.marked.get(place)
            faint = theme.color(f"tones.{tone}.fg") if tone else theme.color("accent")
            if not tone:
                faint.setAlpha(90)
            painter.setPen(QPen(faint, 1.5 if tone else 1, Qt.PenStyle.SolidLine if tone else Qt.PenStyle.DotLine))
            painter.drawRect(self.box_of(each))
        painter.setPen(QPen(theme.color("accentFill"), 2))
        for place in self.draft.chosen:
            painter.drawRect(self.box_of(self.draft.layout.elements[place]))
        only = self.draft.only()
        if only is not None:
            box = self.box_of(only)
            for across, down in HANDLES.values():
                spot = QPoint(round(box.x() + across * box.width()), round(box.y() + down * box.height()))
                painter.fillRect(spot.x() - 3, spot.y() - 3, 7, 7, theme.color("accentFill"))
                painter.fillRect(spot.x() - 2, spot.y() - 2, 5, 5, theme.color("surface"))

    def _paint_guides(self, painter: QPainter, page: QRectF) -> None:
        painter.setPen(QPen(theme.color("tones.violet.fg"), 1, Qt.PenStyle.DashLine))
        across, down = self._lines
        if across is not None:
            x = page.x() + across * self.scale
            painter.drawLine(QPointF(x, page.top() - EDGE / 2), QPointF(x, page.bottom() + EDGE / 2))
        if down is not None:
            y = page.y() + down * self.scale
            painter.drawLine(QPointF(page.left() - EDGE / 2, y), QPointF(page.right() + EDGE / 2, y))
        if self._drag is not None and self._drag.edges == "band":
            painter.drawRect(QRectF(self._drag.start, self._drag.at).normalized())

    def _paint_rulers(self, painter: QPainter, corner: QPointF) -> None:
        """Millimetres along the top and the left; what is chosen is marked on both."""
        room, panel = self.viewport().size(), theme.color("panel")
        painter.fillRect(0, 0, room.width(), RULER, panel)
        painter.fillRect(0, 0, RULER, room.height(), panel)
        lit = theme.color("selected")
        for place in self.draft.chosen:
            box = self.box_of(self.draft.layout.elements[place])
            painter.fillRect(QRectF(box.x(), 0, box.width(), RULER - 1), lit)
            painter.fillRect(QRectF(0, box.y(), RULER - 1, box.height()), lit)
        painter.setFont(theme.font("caption"))
        self._ticks(painter, corner.x(), self.draft.layout.width, across=True)
        self._ticks(painter, corner.y(), self.draft.layout.height, across=False)
        line = theme.color("line")
        painter.fillRect(0, RULER - 1, room.width(), 1, line)
        painter.fillRect(RULER - 1, 0, 1, room.height(), line)
        painter.fillRect(0, 0, RULER - 1, RULER - 1, panel)

    def _ticks(self, painter: QPainter, start: float, side: float, *, across: bool) -> None:
        step = 1 if self.scale >= 5 else 5
        told = 10 if self.scale >= 2.5 else 20
        text, mark = theme.color("text2"), theme.color("control")
        for at in range(0, int(side) + 1, step):
            place = round(start + at * self.scale)
            if place < RULER:
                continue
            long = 9 if at % 10 == 0 else 6 if at % 5 == 0 else 3
            if across:
                painter.fillRect(place, RULER - 1 - long, 1, long, mark)
            else:
                painter.fillRect(RULER - 1 - long, place, long, 1, mark)
            if at % told == 0:
                painter.setPen(text)
                if across:
                    painter.drawText(QRectF(place + 3, 0, 30, 13), Qt.AlignmentFlag.AlignLeft, str(at))
                else:
                    painter.save()
                    painter.translate(0, place - 3)
                    painter.rotate(-90)
                    painter.drawText(QRectF(0, 0, 30, 13), Qt.AlignmentFlag.AlignLeft, str(at))
                    painter.restore()
