"""The left part of the packing screen, where the faces differ: work, answer, queue."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor

from resources.i18n import _, language, ngettext
from ui.kit.formats import quantity
from ui.packing import words
from ui.packing.answers import paint_choices, paint_help
from ui.packing.brush import BOLD, MEDIUM, REGULAR, SMALLEST_NAME, Brush, natural
from ui.packing.frame import KEYS, MARGIN, SIDE, TOP, scale
from ui.packing.state import Current, Mode, PackScreen, QueueRow, Remaining, Side
from ui.theme import theme

ROW = 104
BOX_TYPE = 260
GOODS_TOP, GOODS_HEIGHT = 620.0, 350.0


def work_width(brush: Brush, screen: PackScreen) -> float:
    """Up to the right column, which is there when a delivery is open."""
    return brush.width - 2 * MARGIN - (SIDE if screen.number else 0)


def paint_work(brush: Brush, screen: PackScreen) -> None:
    """Waiting for a scan, or the green answer to one: the same layout."""
    wide = work_width(brush, screen)
    room = wide - _paint_package(brush, screen, wide)
    if screen.mode == Mode.CORRECT:
        brush.icon(MARGIN - 3, 242, "circle-check", 94)
        brush.text(158, 242, screen.headline, scale("answerCorrect"), BOLD, width=room - 118, smallest=SMALLEST_NAME)
    else:
        brush.icon(MARGIN, 242, "hourglass" if screen.busy else "scan-barcode", 76)
        brush.text(137, 243, screen.headline, scale("prompt"), BOLD, width=room - 97, smallest=SMALLEST_NAME)
    if screen.current:
        _paint_blocks(brush, screen.current, wide)
    _paint_goods(brush, screen, wide)


def _paint_package(brush: Brush, screen: PackScreen, wide: float) -> float:
    """Which package is in hand, at the right of the headline, once there are several. Returns the room it takes.

    A green answer that is too long beside it has the whole line for itself.
    """
    text, px = _("Package {package}").format(package=screen.package), scale("prompt")
    box = QRectF(0, 196, natural(text, px, BOLD) + 56, 92)
    answer = natural(screen.headline, SMALLEST_NAME, BOLD) + 142 if screen.mode == Mode.CORRECT else 0
    if not screen.package or answer > wide - box.width():
        return 0
    box.moveRight(MARGIN + wide)
    brush.block(box, brush.color("mark"), theme.px("radius.packBlock"))
    brush.text(box.center().x(), 242, text, px, BOLD, brush.color("bg"), align=Qt.AlignmentFlag.AlignHCenter)
    return box.width() + 24


def _paint_blocks(brush: Brush, line: Current, wide: float) -> None:
    place = QRectF(MARGIN, 320, wide * 0.53, 280)
    count = QRectF(place.right() + 24, 320, wide - place.width() - 24, 280)
    if line.box:
        brush.block(count, brush.color("tint"), theme.px("radius.packBlock"))
        _paint_box(brush, line, place, count)
        return
    label = _("Bin") if line.bin else _("Package") if line.package else _("Check")
    big = line.bin or line.package
    for box in (place, count):
        brush.block(box, brush.color("tint"), theme.px("radius.packBlock"))
    brush.text(place.x() + 32, 364, label, scale("label"), REGULAR, "text2")
    if big:
        brush.text(place.x() + 38, 492, big, scale("bin"), BOLD, width=place.width() - 70, smallest=34)
    else:
        brush.icon(place.x() + 24, 492, "list-checks", scale("bin"), "text")
    title = words.count_label(line) if big or line.blind else words.check_label(line)
    brush.text(count.x() + 32, 364, title, scale("label"), REGULAR, "text2", width=count.width() - 56, smallest=24)
    _paint_count(brush, count, line)


def _paint_box(brush: Brush, line: Current, place: QRectF, count: QRectF) -> None:
    """Which box what is in hand goes into, as big as can be, and how many pieces."""
    brush.block(place, brush.color("mark"), theme.px("radius.packBlock"))
    ground = brush.color("bg")
    brush.text(place.x() + 32, 364, _("Box"), scale("label"), REGULAR, ground)
    brush.text(place.center().x() + 40, 470, line.box, BOX_TYPE, BOLD, ground, align=Qt.AlignmentFlag.AlignHCenter)
    title = _("Put in ({unit})").format(unit=line.unit)
    brush.text(count.x() + 32, 364, title, scale("label"), REGULAR, "text2", width=count.width() - 56, smallest=24)
    room = count.width() - 64
    brush.text(count.x() + 32, 492, quantity(line.picked), scale("quantity"), BOLD, width=room, smallest=60)


def _paint_count(brush: Brush, box: QRectF, line: Current) -> None:
    """The two figures in one row; when both do not fit they shrink together and are never cut."""
    done, of = quantity(line.picked), "" if line.blind else f"/ {quantity(line.wanted)}"
    first, second = scale("quantity"), scale("quantityOf")
    room = box.width() - 64 - 24
    fits = min(1.0, room / (natural(done, first, BOLD) + natural(of, second, REGULAR)))
    first, second = int(first * fits), int(second * fits)
    base = 492.0
    x = box.x() + 32
    x += brush.text(x, base, done, first, BOLD) + 24
    brush.text(x, base + (first - second) * 0.11, of, second, REGULAR, "text2")


def _paint_goods(brush: Brush, screen: PackScreen, wide: float) -> None:
    """What the line in work is, and what comes after it: the same from scan to scan."""
    line, after = screen.current, screen.next
    told = (line.name, words.lot_line(line), words.code_line(line)) if line else None

    def draw(onto: Brush) -> None:
        if told is not None:
            _paint_product(onto, *told, wide)
        if after is not None:
            _paint_next(onto, after, wide)

    brush.layer((told, after, language()), QRectF(0, GOODS_TOP, MARGIN + wide + 24, GOODS_HEIGHT), draw)


def _paint_product(brush: Brush, name: str, lot: str, code: str, wide: float) -> None:
    brush.text(MARGIN, 696, name, scale("product"), BOLD, width=wide, smallest=SMALLEST_NAME)
    if lot:
        brush.text(MARGIN, 786, lot, scale("lot"), MEDIUM, width=wide, smallest=40)
    brush.text(MARGIN, 850 if lot else 786, code, scale("label"), REGULAR, "text2", width=wide)


def _paint_next(brush: Brush, line: Remaining, wide: float) -> None:
    brush.rule(MARGIN, 892, wide)
    px = scale("next")
    x = MARGIN + brush.text(MARGIN, 939, _("Next"), scale("label"), REGULAR, "text2") + 30
    if line.bin:
        x += brush.text(x, 939, line.bin, px, MEDIUM) + 30
    count = f"× {quantity(line.quantity)}"
    room = MARGIN + wide - x - natural(count, px, MEDIUM) - 30
    x += brush.text(x, 939, f"{line.product} {line.spec}".strip(), px, MEDIUM, width=room) + 30
    brush.text(x, 939, count, px, MEDIUM)


def paint_answer(brush: Brush, screen: PackScreen) -> None:
    """The red answer and the yellow question."""
    answer = screen.answer
    if answer is None:
        return
    wide = work_width(brush, screen)
    asks = screen.mode == Mode.QUESTION
    brush.icon(MARGIN - 2, 285, "circle-question-mark" if asks else "octagon-x", 152)
    brush.text(230, 290, answer.word, scale("answerError"), BOLD, width=wide - 190, smallest=SMALLEST_NAME)
    _paint_sides(brush, answer.scanned, answer.needed, wide)
    brush.text(MARGIN, 742, answer.what_to_do, scale("whatToDo"), BOLD, width=wide, smallest=34)
    brush.text(MARGIN, 812, answer.not_counted, 38, REGULAR, "text2", width=wide, smallest=28)
    if answer.choices:
        paint_choices(brush, answer.choices, wide)
        return
    box = QRectF(MARGIN - 2, 861, wide + 4, 90)
    brush.block(box, None, 12, brush.color("text"), 3)
    brush.centre(box.center().x(), box.center().y(), answer.prompt, 40, MEDIUM, "text", wide - 60)


def _paint_sides(brush: Brush, scanned: Side | None, needed: Side | None, wide: float) -> None:
    half = (wide - 32) / 2
    if scanned:
        box = QRectF(MARGIN, 412, half if needed else wide, 256)
        brush.block(box, brush.color("tint"), theme.px("radius.packBlock"))
        _paint_side(brush, box, scanned, brush.color("text"), brush.color("text2"))
    if needed:
        box = QRectF(MARGIN + half + 32, 412, half, 256) if scanned else QRectF(MARGIN, 412, wide, 256)
        dark = brush.color("bar" if brush.face == "error" else "text")
        brush.block(box, QColor("white"), theme.px("radius.packBlock"))
        _paint_side(brush, box, needed, dark, dark)


def _paint_side(brush: Brush, box: QRectF, side: Side, strong: QColor, soft: QColor) -> None:
    x, room = box.x() + 32, box.width() - 64
    brush.text(x, 459, side.label, scale("label"), REGULAR, soft, width=room)
    brush.text(x, 542, side.big, scale("lotInError"), BOLD, strong, width=room, smallest=36)
    brush.text(x, 624, side.small, 36, REGULAR, soft, width=room, smallest=26)


def paint_commands(brush: Brush, screen: PackScreen) -> None:
    """What can be done, each with its key and a code to scan off the screen."""
    wide = brush.width - 2 * MARGIN
    brush.icon(MARGIN, 168, "circle-question-mark", 84)
    brush.text(MARGIN + 112, 168, screen.headline, scale("prompt"), BOLD, width=wide - 112, smallest=SMALLEST_NAME)
    paint_help(brush, screen.help, wide)


def paint_queue(brush: Brush, screen: PackScreen) -> None:
    """No delivery is open: what waits, most urgent first."""
    wide = brush.width - 2 * MARGIN
    brush.icon(MARGIN, 168, "scan-barcode", 84)
    title = words.queue_title(waits=bool(screen.queue))
    brush.text(MARGIN + 112, 168, title, scale("prompt"), BOLD, width=wide - 112, smallest=SMALLEST_NAME)
    if not screen.queue:
        _paint_nothing(brush, screen.unreleased)
        return
    y, bottom = 256.0, brush.height - KEYS - 24
    shown = int((bottom - y) // ROW) if not screen.more else int((bottom - 56 - y) // ROW)
    first = max(0, screen.chosen - shown + 1)
    for place, row in enumerate(screen.queue[first : first + shown], first):
        _paint_queue_row(brush, row, y, chosen=place == screen.chosen)
        y += ROW
    rest = len(screen.queue) - first - shown + screen.more
    if rest > 0:
        text = ngettext("and {n} more", "and {n} more", rest).format(n=rest)
        brush.text(MARGIN, bottom - 28, text, scale("label"), REGULAR, "text2")
    elif screen.unreleased and y + 72 <= bottom:
        brush.icon(MARGIN + 8, y + 44, "send", 40)
        brush.text(MARGIN + 66, y + 44, screen.unreleased, scale("listItem"), MEDIUM, width=wide - 80)


def _paint_queue_row(brush: Brush, row: QueueRow, y: float, *, chosen: bool) -> None:
    wide, middle = brush.width - 2 * MARGIN, y + ROW / 2
    if chosen:
        brush.block(QRectF(MARGIN - 16, y + 2, wide + 32, ROW - 6), brush.color("tint"), 10)
        brush.block(QRectF(MARGIN - 16, y + 2, 8, ROW - 6), brush.color("mark"), 4)
    brush.rule(MARGIN, y + ROW - 2, wide)
    brush.text(MARGIN + 8, middle, row.number, scale("next"), BOLD)
    right = brush.width - MARGIN - 8
    amount = row.todo or words.amount_of(row.lines, row.pieces)
    brush.text(right - 330, middle, amount, scale("listItem"), MEDIUM if row.todo else REGULAR,
               "text" if row.todo else "text2", width=330, smallest=24)  # fmt: skip
    promise_x = right - 330 - 430
    color = theme.color("tones.red.solid") if row.late else brush.color("text")
    icon, role = _queue_mark(row)
    if icon:
        brush.icon(promise_x, middle, icon, 36, role)
    weight = BOLD if row.late or row.urgent or row.trouble else REGULAR
    brush.text(promise_x + 50, middle, row.promise, scale("listItem"), weight, color, width=360)
    x = MARGIN + 8 + 440
    brush.text(x, middle, row.customer, scale("listBin"), MEDIUM, width=promise_x - 30 - x)


def _queue_mark(row: QueueRow) -> tuple[str, str]:
    """The icon before the promise, and its colour."""
    if row.trouble:
        return "octagon-alert", "tones.red.solid"
    if row.urgent:
        return "flag", "tones.red.solid" if row.late else "tones.amber.solid"
    if row.late:
        return "clock-alert", "tones.red.solid"
    return ("scan-line", "mark") if row.begun else ("", "")


def _paint_nothing(brush: Brush, unreleased: str) -> None:
    middle = brush.width / 2
    y = TOP + (brush.height - TOP - KEYS) / 2
    brush.block(QRectF(middle - 110, y - 190, 220, 220), brush.color("tint"), 110)
    brush.icon(middle - 55, y - 80, "package-check", 110, "text2")
    brush.centre(middle, y + 96, _("Nothing waits to be packed"), scale("lot"), BOLD, "text", brush.width - 200)
    text = unreleased or _("Deliveries appear here as soon as they are released.")
    brush.centre(middle, y + 166, text, scale("label"), MEDIUM if unreleased else REGULAR,
                 "text" if unreleased else "text2", brush.width - 200)  # fmt: skip
