"""Dialogs: a form or a question that stops work, over a scrim.

    dialog = Dialog(self, _("New customer"))
    dialog.body.addWidget(form)                       # a QVBoxLayout
    dialog.buttons(_("Save"), save)                   # main verb (Ctrl+Enter), Cancel (Esc); accept() when saved
    dialog.open()                                     # not exec(): nothing else is blocked, focus goes back by itself

    ask(self, text, _("Approve over limit"), self._again)        # a question; the button repeats the verb
    ask(self, text, _("Delete draft"), self._delete, danger=True, figures=[(_("Limit"), "¥ 300,000.00"), ...])

Form dialogs with fields and errors: `FormDialog` in ui/kit/forms.py.
"""

from collections.abc import Callable, Sequence

import shiboken6
from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPainterPath, QPaintEvent, QPen, QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLayout, QPushButton, QScrollArea, QWidget

from resources.i18n import _
from ui.kit.buttons import action_button, icon_button
from ui.kit.labels import boxed, column, hline, label, row
from ui.theme import theme

EDGE = 24


class Scrim(QWidget):
    """Darkens the window behind a dialog, and follows its size."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        window.installEventFilter(self)
        self.setGeometry(window.rect())
        self.show()
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and isinstance(watched, QWidget):
            self.setGeometry(watched.rect())
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), theme.color("scrim"))


class _Inside(QWidget):
    """The content of a dialog; tells when it needs another height."""

    def __init__(self, layout: QLayout, changed: Callable[[], None]) -> None:
        super().__init__()
        self._changed = changed
        self.setLayout(layout)

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest and self.isVisible():
            self._changed()
        return done


class Dialog(QDialog):
    """640 px, radius 10, title and close above, the verbs below. `body` is its content."""

    def __init__(self, parent: QWidget | None, title: str, *, width: int = 0) -> None:
        super().__init__(parent.window() if parent is not None else None)
        self.setWindowFlags(Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(title)
        self.setFixedWidth(width or theme.px("width.dialog"))
        self._scrim: Scrim | None = None
        self._before: QWidget | None = None
        self._close = icon_button(_("Close"), "x", "Esc", bind=False)
        self._close.clicked.connect(self.reject)
        self._close.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.title = label(title, "dialogTitle", wrap=True)
        head = row(gap=8, margins=(24, 18, 16, 4))
        head.addWidget(self.title, 1)
        head.addWidget(self._close, 0, Qt.AlignmentFlag.AlignTop)
        self.body = column(gap=12, margins=(24, 4, 24, 16))
        self._inside = _Inside(self.body, self._fit)
        self._scroll = QScrollArea()
        self._scroll.setProperty("flat", "true")
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(self._inside)
        self._scroll.viewport().setAutoFillBackground(False)
        self._inside.setAutoFillBackground(False)
        self._foot_box = column(hline(), gap=0)
        self._foot = boxed(self._foot_box)
        self._foot.hide()
        self._head = boxed(head)
        whole = column(self._head, self._scroll, self._foot, gap=0)
        whole.setStretch(1, 1)
        self.setLayout(whole)
        self.main: QPushButton | None = None
        self.stop: QPushButton | None = None
        self._answers: QHBoxLayout | None = None
        self.finished.connect(self._closed)

    def buttons(
        self, verb: str, act: Callable[[], None], *, kind: str = "main", hint: str = "", cancel: str | None = ""
    ) -> QPushButton:
        """Put the verb (Ctrl+Enter) and Cancel (Esc; None: only the verb) at the foot; returns the verb's button."""
        self.main = action_button(verb, "", "Ctrl+Return", kind)
        self.main.clicked.connect(act)
        self.stop = stop = action_button(cancel or _("Cancel"), "", "Esc", bind=False)
        stop.clicked.connect(self.reject)
        line = row(label(hint, "hint"), None, stop, self.main, gap=8, margins=(24, 12, 24, 14))
        self._foot_box.addLayout(line)
        self._answers = line
        stop.setVisible(cancel is not None)
        self._foot.show()
        return self.main

    def beside(self, button: QPushButton) -> None:
        """One more answer, between Cancel and the verb."""
        if self.main is not None and self._answers is not None:
            self._answers.insertWidget(self._answers.count() - 1, button)
            QWidget.setTabOrder(button, self.main)

    def holds_typed(self) -> bool:
        """Whether something that a person typed besides the fields of its forms would be lost with it."""
        return False

    def showEvent(self, event: QShowEvent) -> None:
        parent = self.parentWidget()
        if parent is not None and self._scrim is None:
            self._before = parent.focusWidget()
            self._scrim = Scrim(parent)
            self._fit()
        super().showEvent(event)

    def _fit(self) -> None:
        """As high as its content, within the window; the content scrolls when that is not enough."""
        parent = self.parentWidget()
        while isinstance(parent, QDialog) and parent.parentWidget() is not None:
            parent = parent.parentWidget()  # over another dialog there is the room of the window below both
        width = self.width()
        inside = self._inside.sizeHint().height()
        if self._inside.hasHeightForWidth():
            inside = max(self._inside.heightForWidth(width), 0) or inside
        foot = self._foot.sizeHint().height() if not self._foot.isHidden() else 0
        high = self._head.sizeHint().height() + inside + foot
        if parent is None:
            self.resize(width, high)
            return
        high = min(high, parent.height() - 2 * EDGE)
        middle = parent.mapToGlobal(parent.rect().center())
        self.setGeometry(middle.x() - width // 2, middle.y() - high // 2, width, high)

    def _closed(self) -> None:
        if self._scrim is not None:
            self._scrim.hide()
            self._scrim.deleteLater()
            self._scrim = None
        if self._before is not None and shiboken6.isValid(self._before) and self._before.isVisible():
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()
            focused = self.focusWidget()
            if isinstance(focused, QPushButton) and not event.modifiers():
                focused.click()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        radius = theme.px("radius.dialog")
        path = QPainterPath()
        path.addRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        painter.fillPath(path, theme.color("surface"))
        painter.setPen(QPen(theme.color("line"), 1))
        painter.drawPath(path)


class TypedDialog(Dialog):
    """A dialog that is typed into: Esc and Cancel ask before what was typed goes."""

    _question: Dialog | None = None

    def typed(self) -> bool:
        """Whether a person put something here that closing would lose."""
        return False

    def holds_typed(self) -> bool:
        return self.typed()

    def reject(self) -> None:
        if self._question is not None or not self.typed():
            super().reject()
            return
        self._question = ask(
            self, _("What you typed is not saved yet."), _("Throw it away"), super().reject, title=self.windowTitle(),
            danger=True, cancel=_("Stay here"),
        )  # fmt: skip
        self._question.finished.connect(self._answered)

    def _answered(self) -> None:
        self._question = None


def ask(
    parent: QWidget | None,
    text: str,
    verb: str,
    act: Callable[[], None],
    *,
    title: str = "",
    danger: bool = False,
    figures: Sequence[tuple[str, str]] = (),
    other: tuple[str, Callable[[], None]] | None = None,
    cancel: str = "",
) -> Dialog:
    """A question that stops work. `act` runs when the verb is pressed; Esc and Cancel do nothing.

    Enter answers with the verb, but where it is a `danger` with Cancel: what loses something is chosen on purpose.
    `other` is a second way to answer, a button between Cancel and the verb.
    """
    dialog = Dialog(parent, title or verb, width=480)
    dialog.body.addWidget(label(text, wrap=True))
    for term, value in figures:
        dialog.body.addLayout(row(label(term, "secondary"), None, label(value, "bodyStrong")))

    def pressed(chosen: Callable[[], None]) -> None:
        dialog.accept()
        chosen()

    main = dialog.buttons(verb, lambda: pressed(act), kind="danger" if danger else "main", cancel=cancel)
    if other is not None:
        second = action_button(other[0])
        second.clicked.connect(lambda: pressed(other[1]))
        dialog.beside(second)
    dialog.open()
    first = dialog.stop if danger and dialog.stop is not None else main
    first.setFocus(Qt.FocusReason.OtherFocusReason)
    return dialog
