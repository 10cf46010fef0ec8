"""The place where a scanner is tried: it has the keyboard for itself, and tells each scan of the test sheet.

    pad = TryScanner(scans)
    pad.begin()                     # keys go to it and nowhere else, until three scans, Esc, or another window
    pad.found                       # Signal(object): the Findings, after the third scan
"""

from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QHideEvent, QInputMethodEvent
from PySide6.QtWidgets import QWidget

from resources.i18n import _
from ui.kit.labels import IconLabel, column, label, row, set_property
from ui.scan.filter import ScanFilter
from ui.scan.trial import LEAST, QUIET_MS, TRIALS, Seen, Stroke, judge, read

PATIENCE_MS = 120_000


class TryScanner(QWidget):
    """See the module. A plain widget: no input method writes into it, no button of it can be pressed by Enter.

    Signals: found(Findings), began(), ended() however it ended.
    """

    found = Signal(object)
    began = Signal()
    ended = Signal()

    def __init__(self, scans: ScanFilter) -> None:
        super().__init__()
        self._scans = scans
        self._strokes: list[Stroke] = []
        self._trials: list[Seen] = []
        self.running = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        set_property(self, "banner", "blue")
        self._line, self._detail = label("", "bodyStrong", wrap=True), label("", "caption", wrap=True)
        words = column(self._line, self._detail, gap=2)
        line = row(IconLabel("scan-barcode", "text2", 24), gap=14, margins=(16, 14, 16, 14))
        line.addLayout(words, 1)
        self.setLayout(line)
        self._quiet = QTimer(self, singleShot=True, interval=QUIET_MS)
        self._quiet.timeout.connect(self._over)
        self._patience = QTimer(self, singleShot=True, interval=PATIENCE_MS)
        self._patience.timeout.connect(partial(self.end, ""))
        self.hide()

    def begin(self) -> None:
        """Listen to the next three scans."""
        self._strokes, self._trials, self.running = [], [], True
        self.show()
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self._scans.listen(self._heard)
        self._patience.start()
        self._say("")
        self.began.emit()

    def end(self, told: str) -> None:
        """Give the keyboard back; `told` stays to be read, nothing hides the place."""
        if not self.running:
            return
        self.running = False
        self._scans.listen(None)
        self._quiet.stop()
        self._patience.stop()
        self._line.setText(told)
        self._detail.setText("")
        self.setVisible(bool(told))
        self.ended.emit()

    def told(self) -> str:
        """What stands in the place."""
        return f"{self._line.text()} {self._detail.text()}"

    def _say(self, wrong: str) -> None:
        ask = _("Scan the code of the sheet: {number} of {all}").format(number=len(self._trials) + 1, all=TRIALS)
        self._line.setText(ask)
        self._detail.setText(wrong or _("All keys come here until then. Esc stops."))

    def _heard(self, stroke: Stroke) -> None:
        if stroke.key == "Escape":
            self.end("")
            return
        if self._strokes and stroke.at - self._strokes[-1].at > QUIET_MS:
            self._over()  # the timer waits behind a busy program, the keys' own times do not
        if self.running:
            self._strokes.append(stroke)
            self._quiet.start()

    def _over(self) -> None:
        """Silence: what came was one scan, or somebody's typing."""
        strokes, self._strokes = self._strokes, []
        seen = read(strokes)
        if seen is not None:
            self._trials.append(seen)
            if len(self._trials) == TRIALS:
                self.end("")
                self.found.emit(judge(self._trials))
                return
            self._say("")
        elif len(strokes) < LEAST:
            told = _("Only {count} keys came: that was typing, or a scan that broke off.")
            self._say(told.format(count=len(strokes)))
        else:
            shown = "".join(stroke.text for stroke in strokes if stroke.text.isprintable())[:60]
            self._say(_("That was another code, or it arrived torn: {text}").format(text=shown))

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """An input method that writes all the same is said."""
        if event.commitString():
            self._say(_("An input method is on and takes the keys: switch it to English (Shift) and scan again."))
        event.accept()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.end("")

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.end("")
