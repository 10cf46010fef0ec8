"""One sentence at the foot of the window, and the strip that shows long work.

The main window owns a `ToastArea(self)` and feeds it the shell's notices; windows say `shell.toast(...)`.
A toast lives 6 s, a warning 12 s, longer under the mouse; a failure stays until closed. The newest takes
the place of the one before. Ctrl+Z is its key while nothing on the page has that key.
"""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QProgressBar, QSizePolicy, QWidget

from resources.i18n import _
from ui.kit.buttons import action_button, icon_button, tooltip
from ui.kit.jobs import alive
from ui.kit.labels import IconLabel, label, row
from ui.shell import Notice, Working
from ui.theme import theme

UNDO = "Ctrl+Z"
BOTTOM = 84  # over the actions at the foot of a panel or page, which a person is on the way to
WORKING_AFTER_MS = 600
SCROLLED_MS = 50  # by then the page has scrolled to the field that the keyboard went to
EDGE = 6
KEPT_CLEAR = "keptClear"  # the property of a row of fields that stays in sight while one of them is typed in


class _Plate(QWidget):
    """The rounded ground that toast and strip are written on."""

    def __init__(self, parent: QWidget, place: Callable[[], None]) -> None:
        super().__init__(parent)
        self._window, self._place = parent, place
        self.setProperty("toast", "true")

    def appear(self) -> None:
        self.adjustSize()
        self.show()
        self.raise_()
        self._place()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("toast"))
        painter.drawRoundedRect(QRectF(self.rect()), 8, 8)


class Toast(_Plate):
    """The sentence, its action and its x."""

    def __init__(self, parent: QWidget, place: Callable[[], None]) -> None:
        super().__init__(parent, place)
        self._icon = IconLabel("circle-check", "toastText", 18)
        self._text = label("")
        self._text.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self._action = action_button("", kind="ghostText")
        self._close = icon_button(_("Close"), "x", role="toastText")
        self._close.clicked.connect(self.hide)
        self._action.clicked.connect(self._act)
        self._undo = QShortcut(QKeySequence(UNDO), parent)
        self._undo.setEnabled(False)
        self._undo.activated.connect(self._act)
        self._over = QTimer(self, singleShot=True)
        self._over.timeout.connect(self.hide)
        self._scrolled = QTimer(self, singleShot=True, interval=SCROLLED_MS)
        self._scrolled.timeout.connect(place)
        self._notice: Notice | None = None
        self.setLayout(row(self._icon, self._text, 16, self._action, self._close, gap=8, margins=(16, 7, 10, 7)))
        self.hide()

    def show_notice(self, notice: Notice) -> None:
        self._notice = notice
        self._icon.set(
            "octagon-alert" if notice.error else "circle-check", "rail.badge" if notice.error else "toastAction"
        )
        self._text.setText(notice.text)
        self._text.setAccessibleName(notice.text)
        self._fit(notice)
        self._action.setVisible(notice.act is not None)
        self._bind()
        self._window.installEventFilter(self)
        self._start()

    def _bind(self) -> None:
        """Take Ctrl+Z, or leave it to the page: two that have it would both do nothing."""
        assert self._notice is not None
        mine = self._notice.undo and not self._page_has_it()
        self._undo.setEnabled(mine)
        self._action.setText(tooltip(self._notice.action, UNDO if mine else ""))
        self.appear()

    def _page_has_it(self) -> bool:
        return any(
            isinstance(owner := each.parent(), QWidget) and owner.isVisible() and owner.isEnabled()
            for each in self._window.findChildren(QShortcut)
            if each is not self._undo and each.isEnabled() and each.key() == self._undo.key()
        )

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A key is about to be looked up: what the page has by now decides."""
        key = event.key() if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride else None
        if key == Qt.Key.Key_Z and self._notice is not None:
            self._bind()
        return False

    def _fit(self, notice: Notice) -> None:
        """One line where there is room, else wrapped."""
        self._text.setWordWrap(False)
        room = self._window.width() - 320
        wide = self._text.fontMetrics().horizontalAdvance(notice.text) > room
        self._text.setWordWrap(wide)
        self._text.setMinimumWidth(min(room, 560) if wide else 0)

    def _start(self) -> None:
        notice = self._notice
        if notice is None or not notice.error:
            name = "motion.toastMs"
        else:
            name = "motion.toastWarnMs" if notice.passes else "motion.toastErrorMs"
        self._over.stop()
        if theme.px(name):
            self._over.start(theme.px(name))

    def _act(self) -> None:
        notice, self._notice = self._notice, None
        self.hide()
        if notice is not None and notice.act is not None:
            notice.act()

    def focus_moved(self, _before: QWidget | None, now: QWidget | None) -> None:
        """The keyboard went to another field: do not lie over it."""
        if now is not None and self.isVisible() and self._window.isAncestorOf(now) and not self.isAncestorOf(now):
            self._place()
            self._scrolled.start()

    def hideEvent(self, event: QEvent) -> None:
        self._undo.setEnabled(False)
        if alive(self._window):  # hidden last of all when the window goes
            self._window.removeEventFilter(self)

    def enterEvent(self, event: QEvent) -> None:
        self._over.stop()

    def leaveEvent(self, event: QEvent) -> None:
        self._start()


class WorkingStrip(_Plate):
    """Shows work that takes longer than 0.6 s, with a bar, and Cancel where it can be stopped."""

    def __init__(self, parent: QWidget, place: Callable[[], None]) -> None:
        super().__init__(parent, place)
        self._text, self._bar = label(""), QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(220)
        self._cancel = action_button(_("Cancel"), kind="ghostText")
        self._cancel.clicked.connect(self._stop)
        self._working: Working | None = None
        self._later = QTimer(self, singleShot=True, interval=WORKING_AFTER_MS)
        self._later.timeout.connect(self._appear)
        self._watch = QTimer(self, interval=100)
        self._watch.timeout.connect(self._look)
        self.setLayout(row(self._text, self._bar, self._cancel, gap=12, margins=(16, 7, 10, 7)))
        self.hide()

    def follow(self, working: Working) -> None:
        """Show this work if it is still running 0.6 s from now."""
        before = self._working
        if before is not None and before.stoppable and not (before.job.finished or before.job.cancelled):
            return
        self._working = working
        working.job.on_progress = self._progress
        self._bar.setRange(0, 0)
        self._later.start()

    def _appear(self) -> None:
        if self._working is None or self._working.job.finished:
            return
        self._text.setText(self._working.title or _("Saving, waiting for its turn…"))
        self._cancel.setVisible(self._working.stoppable)
        self.appear()
        self._watch.start()

    def _progress(self, done: int, total: int) -> None:
        if not alive(self):  # the work outlives the window
            return
        self._bar.setRange(0, total)
        self._bar.setValue(done)

    def _look(self) -> None:
        if self._working is None or self._working.job.finished:
            self._watch.stop()
            self.hide()

    def _stop(self) -> None:
        if self._working is not None:
            self._working.job.cancel()
            self._text.setText(_("Stopping…"))


class ToastArea:
    """Keeps toast and strip at the bottom centre of a window, off the field that has the keyboard; the window calls
    `place` when it is resized."""

    def __init__(self, window: QWidget, left: Callable[[], int] = lambda: 0) -> None:
        self._window, self._left = window, left
        self.toast, self.strip = Toast(window, self.place), WorkingStrip(window, self.place)
        QApplication.instance().focusChanged.connect(self.toast.focus_moved)  # type: ignore[union-attr]

    def notice(self, notice: Notice) -> None:
        self.toast.show_notice(notice)

    def working(self, working: Working) -> None:
        self.strip.follow(working)

    def place(self) -> None:
        bottom = self._window.height() - BOTTOM
        for plate in (self.toast, self.strip):
            if plate.isVisible():
                middle = (self._window.width() + self._left()) // 2
                plate.move(middle - plate.width() // 2, bottom - plate.height())
                self._clear_field(plate)
                bottom = plate.y() - 8

    def _clear_field(self, plate: QWidget) -> None:
        """Move a plate off the field that is typed in, or the row that it belongs to, if it hides it: below, to the
        right, or else over it."""
        field = self._window.focusWidget()
        if not isinstance(field, QLineEdit | QPlainTextEdit) or not field.isVisible():
            return
        kept = _row_of(field)
        there = QRect(kept.mapTo(self._window, QPoint(0, 0)), kept.size())
        if not plate.geometry().intersects(there):
            return
        right = self._window.width() - plate.width() - 16
        below = self._window.height() - plate.height() - EDGE
        for x, y in ((plate.x(), below), (right, plate.y())):
            if not QRect(QPoint(x, y), plate.size()).intersects(there):
                plate.move(x, y)
                return
        plate.move(plate.x(), there.top() - plate.height() - 8)


def _row_of(field: QWidget) -> QWidget:
    """The row that a field is part of; itself where it is part of none."""
    found: QWidget | None = field
    while found is not None and not found.property(KEPT_CLEAR):
        found = found.parentWidget()
    return found or field
