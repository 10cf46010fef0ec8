"""Approving many orders at once: each is looked at again and approved by a call of its own.

button = ApproveClear(window, shell, done)      # done(sentence, left): what came of it, "" when it was not said yet
button.offer(rows)                              # the orders that are clear
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QPushButton, QWidget

from resources.i18n import _, ngettext
from services import approval_queue
from services.approval import approve_order
from services.approval_queue import Mark, Waiting
from services.errors import Cancelled, Refusal, Unavailable
from services.unit import Call
from ui.icons import icon
from ui.kit.buttons import bind_key, set_text
from ui.kit.dialog import ask
from ui.kit.formats import amount
from ui.kit.jobs import Report
from ui.shell import Shell


@dataclass(frozen=True, slots=True)
class Left:
    """An order that is no longer clear or was changed meanwhile, with what is found about it now."""

    id: int
    number: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Approved:
    """How many went through, and those that stay."""

    count: int
    left: tuple[Left, ...]


def approve_clear(call: Call, rows: Sequence[Waiting], today: date, report: Report) -> Approved:
    """Approve the rows that are still clear. Repeating it with the same call approves none twice."""
    done, left = 0, []
    for at, row in enumerate(rows):
        report(at, len(rows))
        marks = approval_queue.marks_now(row.id, today)
        if marks != ():
            left.append(Left(row.id, row.number, marks or row.marks))
            continue
        try:
            approve_order(replace(call, request_id=f"{call.request_id}-{row.id}"), row.id, row.version)
            done += 1
        except Unavailable:
            raise
        except Refusal:
            left.append(Left(row.id, row.number, ()))
    report(len(rows), len(rows))
    return Approved(done, tuple(left))


class ApproveClear(QPushButton):
    """See the module. Not to be seen while there is nothing clear."""

    def __init__(self, window: QWidget, shell: Shell, done: Callable[[str, tuple[Left, ...]], None]) -> None:
        super().__init__()
        self._window, self._shell, self._done = window, shell, done
        self._rows: tuple[Waiting, ...] = ()
        self.setIcon(icon("list-checks", "text"))
        self.setIconSize(QSize(16, 16))
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        bind_key(self, "Shift+F4")
        self.clicked.connect(self._ask)
        self.hide()

    def count(self) -> int:
        return len(self._rows)

    def offer(self, rows: tuple[Waiting, ...]) -> None:
        self._rows = rows
        count = len(rows)
        text = ngettext("Approve the {count} clear one", "Approve the {count} clear ones", count)
        set_text(self, text.format(count=count), "Shift+F4")
        self.setVisible(count > 0 and self._shell.may("orders.approve"))

    def _ask(self) -> None:
        rows = self._rows
        count, total = len(rows), sum((each.total for each in rows), Decimal(0))
        text = ngettext(
            "{count} order has no finding. It is looked at once more and approved.",
            "{count} orders have no finding. Each is looked at once more and approved.",
            count,
        )
        verb = ngettext("Approve {count} order", "Approve {count} orders", count).format(count=count)
        together = [(_("Together"), f"¥ {amount(total)}")]
        ask(self._window, text.format(count=count), verb, lambda: self._run(rows), figures=together)

    def _run(self, rows: tuple[Waiting, ...]) -> None:
        today, count = self._shell.today(), len(rows)
        title = ngettext("Approving {count} order", "Approving {count} orders", count).format(count=count)

        def work(call: Call, report: Report) -> Approved:
            return approve_clear(call, rows, today, report)

        self._shell.run_long(self._window, title, work, self._finished, failed=self._failed, button=self)

    def _finished(self, done: Approved) -> None:
        said = ngettext("{count} order is approved.", "{count} orders are approved.", done.count).format(
            count=done.count
        )
        if done.left:
            left = len(done.left)
            text = ngettext(
                "{number} is no longer clear and stays.",
                "{number} and others, {left} in all, are no longer clear and stay.",
                left,
            )
            said += " " + text.format(number=done.left[0].number, left=left)
        self._done(said, done.left)

    def _failed(self, error: Exception) -> bool:
        stopped = isinstance(error, Cancelled)
        self._done(_("Stopped. What was approved up to then stays approved.") if stopped else "", ())
        return stopped
