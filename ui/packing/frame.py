"""What every face of the packing screen has in the same place: top bar, progress, what is left, last scans, keys."""

from decimal import Decimal

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPolygonF

from resources.i18n import _, language
from ui.kit.formats import quantity
from ui.packing import words
from ui.packing.brush import BOLD, MEDIUM, REGULAR, Brush, natural
from ui.packing.state import KeyCap, LastScan, Mark, Mode, PackScreen, Remaining
from ui.theme import theme

MARGIN = 40
TOP, KEYS = 88, 88
SIDE = 640
"""The right column: from `width - SIDE` to the right edge."""
MOST_SEGMENTS = 40
LIST_TOP, ROW, LAST_ROW = 250.0, 80, 54
"""Where the lines that are left begin; the height of one, and of one of the last scans."""


def scale(name: str) -> int:
    return int(theme.packing()[name])


def paint_top(brush: Brush, screen: PackScreen) -> None:
    told = words.DOT.join(part for part in (screen.person, screen.bench, screen.time) if part)
    promise = words.DOT.join(part for part in (screen.carrier, screen.promise) if part)
    shown = (told, screen.number, screen.customer, promise, language())
    brush.layer(shown, QRectF(0, 0, brush.width, TOP), lambda onto: _paint_top_bar(onto, screen, told, promise))


def _paint_top_bar(brush: Brush, screen: PackScreen, told: str, promise: str) -> None:
    brush.fill(QRectF(0, 0, brush.width, TOP), "bar")
    first, second, third = theme.packing()["topBar"]
    soft = _white(0.88)
    right = brush.width - MARGIN
    right -= brush.text(right, TOP / 2, told, third, REGULAR, soft, align=Qt.AlignmentFlag.AlignRight)
    x: float = MARGIN
    if screen.number:
        x += brush.text(x, TOP / 2, screen.number, first, BOLD, "white") + 34
        room = right - 60 - x
        promised = min(room / 2, natural(promise, third, REGULAR))
        x += brush.text(x, TOP / 2, screen.customer, second, REGULAR, "white", width=room - promised - 34) + 34
        brush.text(x, TOP / 2, promise, third, REGULAR, soft, width=right - 60 - x)
    else:
        brush.text(x, TOP / 2, _("Packing"), first, BOLD, "white")


def behind_words() -> str:
    return _("Another program is in front: scans go there. Touch this screen")


def paint_behind(brush: Brush) -> None:
    """In the place of the top bar, in the colours of a refusal, whichever face is below."""
    band = Brush(brush.painter, "error", brush.width, brush.height)
    band.fill(QRectF(0, 0, band.width, TOP), "bg")
    band.fill(QRectF(0, TOP - 4, band.width, 4), "text")
    band.icon(MARGIN, TOP / 2, "octagon-alert", 56, "mark")
    x = MARGIN + 80
    band.text(x, TOP / 2 - 2, behind_words(), 48, BOLD, width=band.width - MARGIN - x, smallest=28)


def paint_progress(brush: Brush, screen: PackScreen) -> None:
    if not screen.total:
        return
    count = f"{quantity(screen.done)} / {quantity(screen.total)}"
    taken = brush.right(brush.width - MARGIN, 137, count, scale("progress"), BOLD)
    row = QRectF(MARGIN, 120, brush.width - 2 * MARGIN - max(336, taken + 40), 28)
    pieces = int(screen.total) if screen.total == screen.total.to_integral_value() else 0
    if 0 < pieces <= MOST_SEGMENTS:
        _paint_segments(brush, row, screen.done, pieces)
        return
    brush.block(row, _undone(brush), 6, _edge(brush))
    filled = QRectF(row)
    filled.setWidth(row.width() * float(min(screen.done / screen.total, Decimal(1))))
    if filled.width():
        brush.block(filled, _done(brush), 6)


def paint_running(brush: Brush, screen: PackScreen) -> None:
    """Under the bar: what is left, done and the pace, or a note; then who else works here."""
    px, x, edge = scale("lastScans"), float(MARGIN), brush.width - SIDE - MARGIN
    if screen.note or screen.running:
        weight, role = (BOLD, "text") if screen.note else (REGULAR, "text2")
        x += brush.text(x, 175, screen.note or screen.running, px, weight, role, width=edge - x) + 48
    if screen.beside and edge - x > 200:
        brush.icon(x, 175, "users", 30, "text")
        brush.text(x + 40, 175, screen.beside, px, MEDIUM, width=edge - x - 40)


def _paint_segments(brush: Brush, row: QRectF, done: Decimal, pieces: int) -> None:
    gap = 6.0
    wide = (row.width() - gap * (pieces - 1)) / pieces
    boxes = [QRectF(row.x() + place * (wide + gap), row.y(), wide, row.height()) for place in range(pieces)]
    full = int(done)
    brush.blocks(boxes[:full], _done(brush), 4)
    brush.blocks(boxes[full:], _undone(brush), 4, _edge(brush))


def _done(brush: Brush) -> QColor:
    return brush.color("bar" if brush.face == "ask" else "mark")


def _undone(brush: Brush) -> QColor:
    return brush.color("line" if brush.face.startswith("wait") else "tint")


def _edge(brush: Brush) -> QColor | None:
    return None if brush.face.startswith("wait") else brush.color("line")


def paint_side(brush: Brush, screen: PackScreen) -> None:
    left = brush.width - SIDE
    bottom = brush.height - KEYS - 40
    brush.rule(left, 196, bottom - 196, upright=True)
    title = words.left_title(screen.lines_left, screen.pieces_left, counting=screen.counting)
    brush.text(left + 40, 216, title, scale("label"), BOLD, width=560)
    shown = 4 + max(0, int((brush.height - 1080) // ROW))
    first, rest = screen.remaining[:1], screen.remaining[1:shown]
    for line in first:
        _paint_remaining(brush, line, left, LIST_TOP, current=_is_current(screen, line))
    if rest:
        box = QRectF(left + 24, LIST_TOP + ROW, SIDE - 24, len(rest) * ROW + 1)
        brush.layer(rest, box, lambda onto: _paint_rest(onto, rest, left))
    last_y = LIST_TOP + shown * ROW + 60
    brush.text(left + 40, last_y, _("Last scans"), scale("label"), BOLD)
    for place, scan in enumerate(screen.last[:5]):
        _paint_last(brush, scan, left, last_y + 57 + place * LAST_ROW)


def _paint_rest(brush: Brush, lines: tuple[Remaining, ...], left: float) -> None:
    for place, line in enumerate(lines, 1):
        _paint_remaining(brush, line, left, LIST_TOP + place * ROW, current=False)


def _is_current(screen: PackScreen, line: Remaining) -> bool:
    """Not so while the green face still shows the line that has just been completed."""
    return bool(screen.current and (screen.current.bin, screen.current.product) == (line.bin, line.product))


def _paint_remaining(brush: Brush, line: Remaining, left: float, y: float, *, current: bool) -> None:
    middle, right = y + 41, brush.width - MARGIN
    if current:
        brush.block(QRectF(left + 24, y, SIDE - 64, ROW), brush.color("tint"), 10)
    else:
        brush.rule(left + 40, y + ROW - 1, SIDE - 80)
    count = brush.right(right - 16, middle, quantity(line.quantity), scale("listQuantity"), BOLD)
    code = brush.text(left + 40, middle, line.bin, scale("listBin"), BOLD)
    x = left + (max(196, 40 + code + 30) if line.bin else 40)
    weight = MEDIUM if current else REGULAR
    brush.text(x, middle, line.product, scale("listItem"), weight, width=right - 16 - count - 24 - x)


def _paint_last(brush: Brush, scan: LastScan, left: float, middle: float) -> None:
    """One of the last scans; they move down one by one, so each is painted once."""
    box = QRectF(left + 24, middle - LAST_ROW / 2, SIDE - 24, LAST_ROW)
    brush.layer(scan, box, lambda onto: _paint_last_row(onto, scan, left, middle))


def _paint_last_row(brush: Brush, scan: LastScan, left: float, middle: float) -> None:
    roles = {Mark.RIGHT: "tones.green.solid", Mark.WRONG: "tones.red.solid", Mark.ASKED: "text", Mark.QUIET: "text2"}
    role = roles[scan.mark] if brush.face.startswith("wait") else "text"
    brush.icon(left + 40, middle, scan.mark.value, 32, role)
    right = brush.width - MARGIN - 16
    count = brush.right(right, middle, scan.count, scale("lastScans"), BOLD) if scan.count else 0
    weight = MEDIUM if scan.mark == Mark.WRONG else REGULAR
    brush.text(left + 86, middle, scan.text, scale("lastScans"), weight, width=right - count - 24 - left - 86)


def paint_keys(brush: Brush, screen: PackScreen) -> None:
    hatched = screen.mode == Mode.REFUSED
    top = brush.height - KEYS - 16
    box = QRectF(0, top, brush.width, KEYS + 17)
    brush.layer((screen.keys, hatched), box, lambda onto: _paint_key_bar(onto, screen.keys, hatched))


def _paint_key_bar(brush: Brush, keys: tuple[KeyCap, ...], hatched: bool) -> None:
    top = brush.height - KEYS
    brush.fill(QRectF(0, top, brush.width, KEYS + 1), "bar")
    if hatched:
        _paint_hatching(brush, top - 16)
    count = max(len(keys), 6)
    wide = (brush.width - 2 * MARGIN - 12 * (count - 1)) / count
    for place, cap in enumerate(keys):
        box = QRectF(MARGIN + place * (wide + 12), top + 8, wide, 72)
        _paint_key(brush, box, cap.key, cap.text, 1.0 if cap.enabled else 0.45)


def _paint_key(brush: Brush, box: QRectF, key: str, text: str, strong: float) -> None:
    brush.block(box, _white(0.12 * strong), 12, _white(0.22 * strong))
    px = scale("keys")
    cap = natural(key, 24, MEDIUM) + 20
    room = box.width() - cap - 12 - 20
    wide = min(natural(text, px, MEDIUM), room)
    x = box.center().x() - (cap + 12 + wide) / 2
    brush.block(QRectF(x, box.center().y() - 18, cap, 36), None, 6, _white(0.7 * strong), 1.5)
    middle = box.center().y()
    brush.text(x + 10, middle, key, 24, MEDIUM, _white(strong))
    brush.text(x + cap + 12, middle, text, px, MEDIUM, _white(strong), width=room, smallest=20)


def _white(alpha: float) -> QColor:
    made = QColor("white")
    made.setAlphaF(alpha)
    return made


def _paint_hatching(brush: Brush, y: float) -> None:
    """White slanted bars on the dark of the key bar: seen also where red looks like grey."""
    brush.fill(QRectF(0, y, brush.width, 16), "bar")
    brush.painter.setPen(Qt.PenStyle.NoPen)
    brush.painter.setBrush(QColor("white"))
    for step in range(-1, int(brush.width // 40) + 1):
        x = step * 40.0 - 4
        bar = [QPointF(x, y + 16), QPointF(x + 16, y + 16), QPointF(x + 34, y), QPointF(x + 18, y)]
        brush.painter.drawPolygon(QPolygonF(bar))
