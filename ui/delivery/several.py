"""Several deliveries at once: released, dispatched, given to their drivers on a list for each carrier.

several = Several(window, shell, pane, strip, picked)
several.dispatch_button, several.list_button        # for the window's header
several.before.connect(...)                         # what is typed has to be saved first
several.done.connect(...)                           # something changed: read anew

What is checked is meant, or else the row that is chosen.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, time
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from resources.i18n import _, ngettext
from services import deliveries, delivery_views, handovers
from services.deliveries import HandOver
from services.delivery_book import Stage
from services.errors import Cancelled, Refusal, Unavailable
from services.unit import Call
from ui.delivery.handover import HandOverDialog, Load
from ui.delivery.leaving import ask_to_dispatch, may_go
from ui.delivery.picked import PickedRow
from ui.delivery.strip import Done, ResultStrip
from ui.delivery.words import things
from ui.kit.buttons import action_button, set_text
from ui.kit.jobs import Report
from ui.kit.list_pane import ListPane
from ui.papers.printer import queued
from ui.shell import Shell

Each = Callable[[Call, int, int], Stage]


class Several(QObject):
    """See the module."""

    before = Signal()
    done = Signal()

    def __init__(self, window: QWidget, shell: Shell, pane: ListPane, strip: ResultStrip, picked: PickedRow) -> None:
        super().__init__(window)
        self._window, self._shell, self._pane, self._strip, self._picked = window, shell, pane, strip, picked
        self.list_button = action_button(_("Hand-over list"), "clipboard-list", "Ctrl+L")
        self.dispatch_button = action_button(_("Dispatch selected"), "truck", "Ctrl+D", "main")
        if not shell.may("deliveries.dispatch"):
            self.dispatch_button.hide()
        self.dispatch_button.clicked.connect(self.dispatch)
        self.list_button.clicked.connect(self.show_list)
        picked.release.clicked.connect(self.release)

    def selection_changed(self) -> None:
        """Say how many of the checked ones may leave, and how much they all are."""
        ids = self._checked()
        work = (lambda: delivery_views.hand_over_rows(ids)) if ids else tuple[HandOver, ...]
        self._shell.read(self._window, work, self._show_picked, key="picked")

    def _show_picked(self, rows: tuple[HandOver, ...]) -> None:
        count = len(may_go(rows))
        one = ngettext("Dispatch {count} delivery", "Dispatch {count} deliveries", count)
        set_text(self.dispatch_button, one.format(count=count) if count else _("Dispatch selected"))
        self._picked.show_rows(rows, self._shell.may("deliveries.plan"))

    def _checked(self) -> tuple[int, ...]:
        return tuple(sorted(self._pane.table.paged().checked()))

    # dispatching and releasing

    def dispatch(self) -> None:
        ids = tuple(self._pane.selected_ids())
        if not ids:
            self._shell.toast(_("Choose the deliveries to dispatch in the list; Space checks several."))
            return
        self.before.emit()
        ask_to_dispatch(self._window, self._shell, ids, partial(
            self._run, ids, _("Dispatching"), deliveries.dispatch_delivery, _("{number} is dispatched."),
            lambda n: ngettext("{count} delivery is dispatched.", "{count} deliveries are dispatched.", n),
            self.dispatch_button,
        ))  # fmt: skip

    def release(self) -> None:
        ids = self._picked.planned
        if ids:
            self._run(
                ids, _("Releasing"), deliveries.release_delivery, _("{number} is released to the warehouse."),
                lambda n: ngettext("{count} delivery is released to the warehouse.",
                                   "{count} deliveries are released to the warehouse.", n),
                self._picked.release,
            )  # fmt: skip

    def _run(self, ids: tuple[int, ...], title: str, step: Each, one: str, many: Callable[[int], str],
             button: QWidget) -> None:  # fmt: skip
        self._shell.run_long(self._window, title, partial(each_of, ids, step), partial(self._ran, one, many),
                             button=button)  # fmt: skip

    def _ran(self, one: str, many: Callable[[int], str], result: Done) -> None:
        self._pane.table.paged().clear_checks()
        if len(result.gone) == 1:
            self._shell.toast(one.format(number=result.gone[0]))
        elif result.gone:
            self._shell.toast(many(len(result.gone)).format(count=len(result.gone)))
        self._strip.show_result(result, self._shell.errors.text)
        self.done.emit()

    # the drivers' lists

    def show_list(self) -> None:
        ids = self._checked()
        start = datetime.combine(self._shell.today(), time()).astimezone()
        self._shell.read(
            self._window, lambda: delivery_views.hand_over_rows(ids or delivery_views.dispatched_since(start)),
            self._open_list, key="hand over",
        )  # fmt: skip

    def _open_list(self, rows: tuple[HandOver, ...]) -> None:
        def hand_over(loads: tuple[Load, ...]) -> None:
            self._shell.run(dialog, lambda call: hand_over_all(call, loads), made, button=dialog.verb)

        def made(result: Done) -> None:
            if result.gone:
                self.done.emit()
            if not result.refused:
                dialog.accept()
                self._shell.toast(queued(self._shell, "handover", _made_words(result.gone)))
                return
            said = queued(self._shell, "handover", _made_words(result.gone)) if result.gone else ""
            dialog.strip.show_result(result, self._shell.errors.text, said)
            ids = tuple(each.id for each in rows)
            self._shell.read(dialog, lambda: delivery_views.hand_over_rows(ids), dialog.show_rows, key="hand over")

        dialog = HandOverDialog(self._window, rows, hand_over)
        dialog.open()


def _made_words(numbers: tuple[str, ...]) -> str:
    one = ngettext("Hand-over list {numbers} is made and in the print queue.",
                   "{count} hand-over lists, one for each carrier, are made and in the print queue: {numbers}.",
                   len(numbers))  # fmt: skip
    return one.format(count=len(numbers), numbers=things(numbers))


def hand_over_all(call: Call, loads: tuple[Load, ...]) -> Done:
    """A list for each load, the refused ones by their carrier; a repeat of the call makes none twice."""
    made: list[str] = []
    refused: list[tuple[str, Refusal]] = []
    for at, load in enumerate(loads):
        one = replace(call, request_id=f"{call.request_id}.{at}")
        try:
            made.append(handovers.hand_over(one, load.ids, load.driver, load.plate).number)
        except Unavailable:
            raise
        except Refusal as error:
            refused.append((load.carrier, error))
    return Done(tuple(made), tuple(refused), len(loads))


def each_of(ids: tuple[int, ...], step: Each, call: Call, report: Report) -> Done:
    """Take a step with one after another, each a use case of its own; what is refused does not hold up the rest.

    Stopping in between leaves those that are done as done. A repeat after Unavailable names the same requests.
    """
    gone: list[str] = []
    refused: list[tuple[str, Refusal]] = []
    wanted = delivery_views.picked_out(ids)
    try:
        for done, each in enumerate(wanted):
            report(done, len(wanted))
            one = replace(call, request_id=f"{call.request_id}.{each.id}")
            try:
                step(one, each.id, each.version)
                gone.append(each.number)
            except Unavailable:
                raise
            except Refusal as error:
                refused.append((each.number, error))
    except Cancelled:
        return Done(tuple(gone), tuple(refused), len(wanted))
    return Done(tuple(gone), tuple(refused), len(wanted))
