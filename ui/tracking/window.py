"""The tracking window: what is on its way, how late, and where a customer's order is.

    TrackingWindow(shell, scans)
    window.activate(id=7)                 # or number="DN-...", search="a customer", or filters by name
    window.activate(ask="13800000001")    # "where is my order?", answered on one page

The search looks through all deliveries whatever saved filter is set: "where is my order?" is asked about any of them.
"""

from datetime import datetime
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, QObject, QRect
from PySide6.QtGui import QKeyEvent, QKeySequence

from resources.i18n import _, ngettext
from services import (
    feedback,
    incidents,
    return_views,
    returns,
    scanning,
    tracking,
    tracking_views,
    waybills,
)
from services.delivery_book import Stage
from services.feedback import Noted
from services.listing import Query
from services.return_views import Back
from services.returns import Wanted
from services.tracking import Difference
from services.tracking_views import PILLS, ROAD, Counts, IncidentRow, TrackingView
from services.unit import Created
from ui.delivery.jump import jump
from ui.delivery.steps import Step, Versions
from ui.importing.offer import offer_import
from ui.kit.buttons import action_button, set_text
from ui.kit.dialog import Dialog
from ui.kit.empty import EmptyState
from ui.kit.filter_bar import Saved
from ui.kit.list_pane import ListPane
from ui.kit.painters import ENDED, Cell, paint_due, paint_text, write
from ui.kit.panel_door import PanelDoor
from ui.kit.panel_window import PanelWindow
from ui.returns.dialogs import OpenDialog
from ui.scan.filter import ScanFilter
from ui.shell import Shell
from ui.tracking.dialogs import (
    ComplaintDialog,
    SignForDialog,
    close_dialog,
    event_dialog,
    fail_dialog,
    incident_dialog,
    rating_dialog,
)
from ui.tracking.panel import NEEDS_TEXT, TrackingPanel
from ui.tracking.story import StoryDialog
from ui.tracking.words import late_words

NOT_OUT = frozenset({"planned", "released", "picking", "picked", "checked", "packed", "confirmed"})


class TrackingWindow(PanelWindow):
    """See the module."""

    topics = frozenset({"deliveries", "incidents", "returns"})
    panel: TrackingPanel

    def __init__(self, shell: Shell, scans: ScanFilter | None = None) -> None:
        super().__init__(shell, _("Tracking"), _("On its way, late, and waiting to be signed for"))
        self._versions, self._scans = Versions(), scans
        self._before_search: tuple[tuple[str, str], ...] | None = None
        self.add = action_button(_("Add event"), "plus", "F2", "main")
        self.where = action_button(_("Where is my order?"), "phone", "Ctrl+Shift+F")
        self.returns = action_button(_("Returns"), "undo-2")
        self.returns.clicked.connect(lambda: shell.go("returns", phase="open"))
        self.header.add(self.returns, self.where, self.add)
        self.go_dispatch = action_button(_("Go to deliveries"), "truck", kind="main")
        self._empty = EmptyState("truck", _("Nothing is on its way"), "", [self.go_dispatch])
        self.lay_out(self._make_pane(), TrackingPanel(shell))
        offer_import(self, "events", bar=self.pane.bar)
        self.door = PanelDoor(self.pane, self.panel)
        self.add.setVisible(shell.may("tracking.edit"))
        self._connect()
        if scans is not None:
            scans.subscribe(self, self.on_scan)

    def _make_pane(self) -> ListPane:
        terms = {"way": _("On the way"), "late": _("Late on the way"), "wrong": _("Differences"), "ended": _("Ended")}
        return ListPane(
            self.shell, ROAD, Query(), search=_("Customer, phone, order or tracking no."), row_height=48,
            saved=[Saved(name, terms[name], filters) for name, filters in PILLS.items()], empty=self._empty,
            painters={"promised": paint_promise}, noun=_noun,
        )  # fmt: skip

    def _connect(self) -> None:
        self.pane.bar.search_box().setMinimumWidth(320)
        self.pane.bar.search_box().textChanged.connect(self._widen_search)
        self.pane.bar.search_box().installEventFilter(self)
        self.pane.current_changed.connect(self._show)
        self.pane.opened.connect(lambda _id: self._focus_panel())
        self.panel.stepped.connect(self._ask)
        self.panel.incident_stepped.connect(self._incident)
        self.panel.attached.connect(self.refresh)
        self.panel.order_pressed.connect(lambda order_id: self.shell.go("orders", id=order_id))
        self.add.clicked.connect(lambda: self._ask("event"))
        self.where.clicked.connect(lambda: self.answer(self.pane.bar.search_box().text()))
        self.go_dispatch.clicked.connect(lambda: self.shell.go("delivery", ready="yes"))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Ctrl+F goes to the search; in it, once more, it answers on one page what is asked there."""
        if isinstance(event, QKeyEvent) and event.matches(QKeySequence.StandardKey.Find):
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress:
                self.answer(self.pane.bar.search_box().text())
                return True
        return super().eventFilter(watched, event)

    # what the main window asks for

    def activate(
        self, *, id: int | None = None, number: str = "", search: str = "", ask: str | None = None, **where: str
    ) -> None:
        if id is not None:
            self.door.open()
            jump(self.pane, id, self._search)
        elif number or search:
            self._search(number or search)
        elif where:
            self.pane.start(**where)
        elif self.pane.query() is None:
            self.pane.bar.set_filters(PILLS["way"])
        self._count()
        self.pane.table.setFocus()
        if ask is not None:
            self.answer(ask)

    def answer(self, text: str = "") -> StoryDialog:
        """Where is my order? The page that answers it, looking for `text`."""
        dialog = StoryDialog(self, self.shell, text)
        if self._scans is not None:
            self._scans.subscribe(dialog, dialog.scanned)
        dialog.open()
        return dialog

    def refresh(self) -> None:
        self.pane.refresh()
        self._count()
        self._show(self.pane.current_id())

    def keys(self) -> list[tuple[str, str]]:
        return [
            ("F2", _("Add event")), ("F4", _("Sign for, or close what went wrong")), ("F9", _("Not delivered")),
            ("F3", _("Rating")), ("F8", _("Complaint")), ("F10", _("Return")),
            ("Ctrl+F", _("Search in this list; once more: where is it?")), ("Ctrl+Shift+F", _("Where is my order?")),
            ("Enter", _("To the delivery's buttons")),
        ]  # fmt: skip

    def on_scan(self, text: str) -> None:
        """A waybill, delivery note or package under the scanner is looked for; the one that it names takes an event."""
        scan = scanning.parse(text)
        code = waybills.without_parcel(scan.number or scan.code or text)
        self._search(code)
        if self.shell.may("tracking.edit"):
            self.shell.read(self, lambda: tracking_views.the_one(code), self._scanned, key="scanned")

    def _scanned(self, view: TrackingView | None) -> None:
        """The form of an event, ready to be typed into, for a delivery that is on its way."""
        if view is None or "event" not in view.steps:
            return
        self._shown(view)
        self._ask("event")

    # the list

    def _widen_search(self, text: str) -> None:
        """While something is looked for, no saved filter narrows the list; afterwards it is set again."""
        bar = self.pane.bar
        if text.strip() and self._before_search is None:
            self._before_search = bar.filters()
            if bar.filters():
                bar.set_filters(())
        elif not text.strip() and self._before_search is not None:
            before, self._before_search = self._before_search, None
            if not bar.filters():
                bar.set_filters(before)

    def _search(self, text: str) -> None:
        if self._before_search is None:
            self._before_search = self.pane.bar.filters() or PILLS["way"]
        self.pane.bar.set_filters((), text)
        self.pane.table.setFocus()

    def _count(self) -> None:
        self.shell.read(self, tracking_views.counts, self._counted, key="counts")

    def _counted(self, counts: Counts) -> None:
        self.pane.bar.set_counts(counts.pills)
        words = [_("A delivery appears here as soon as it is handed to a carrier, with its promise and tracking no.")]
        if counts.ready:
            ready = ngettext("{count} delivery is complete and can be dispatched now.",
                             "{count} deliveries are complete and can be dispatched now.", counts.ready)  # fmt: skip
            words.append(ready.format(count=counts.ready))
            one = ngettext("Dispatch {count} delivery", "Dispatch {count} deliveries", counts.ready)
            set_text(self.go_dispatch, one.format(count=counts.ready))
        self._empty.set_text(_("Nothing is on its way"), "\n".join(words))
        self.go_dispatch.setVisible(bool(counts.ready))

    # the panel

    def _show(self, delivery_id: Any) -> None:
        if delivery_id is None:
            self._shown(None)
        else:
            self.shell.read(self, lambda: tracking_views.tracking_view(delivery_id), self._shown, key="view")

    def _shown(self, view: TrackingView | None) -> None:
        if view is not None:
            self._versions.learn(view.id, view.version)
        self.panel.show_view(view)
        self.door.show(view is not None)

    def _focus_panel(self) -> None:
        self.door.open()
        button = next(iter(reversed(self.panel.buttons.values())), None)
        if button is not None:
            button.setFocus()

    # steps

    def _ask(self, step: str) -> None:
        """Open the form of a step of the delivery shown."""
        view = self.panel.view
        if view is not None and step == "return" and "return" in view.steps:
            self._read_returnable(view)
            return
        if view is None or ("feedback" if step in ("rate", "complain") else step) not in view.steps:
            if step == "event":
                self.shell.toast(
                    _("Choose a delivery that is on its way; events are noted only between door and door.")
                )
            return
        dialog: Dialog
        match step:
            case "event":
                dialog = event_dialog(self, view, self.shell.clock(),
                                      lambda *typed: self._add_event(dialog, view, *typed))  # fmt: skip
            case "sign":
                signing = dialog = SignForDialog(self, view, lambda *typed: self._sign(signing, view, *typed))
            case "fail":
                dialog = fail_dialog(self, view, lambda *typed: self._fail(dialog, view, *typed))
            case "rate":
                dialog = rating_dialog(self, view, lambda *typed: self._rate(dialog, view, *typed))
            case "complain":
                complaint = dialog = ComplaintDialog(self, view, lambda *typed: self._complain(complaint, view, *typed))
            case _:
                dialog = close_dialog(self, view, lambda *typed: self._close(dialog, view, *typed))
        dialog.open()

    def _run(self, dialog: Dialog, view: TrackingView, work: Step, text: str) -> None:
        self.shell.run(
            dialog, self._versions.step(view.id, work), partial(self._done, dialog, text), button=dialog.main
        )

    def _done(self, dialog: Dialog, text: str, stage: Stage) -> None:
        dialog.accept()
        self.shell.toast(text.format(number=stage.number))
        self.refresh()

    def _add_event(
        self, dialog: Dialog, view: TrackingView, status: str, at: datetime | None, place: str, note: str
    ) -> None:
        self._run(dialog, view,
                  lambda call, _version: tracking.add_event(call, view.id, status, at, place, note),
                  _("{number}: the event is noted."))  # fmt: skip

    def _sign(self, dialog: SignForDialog, view: TrackingView, signed_by: str, gone: tuple[Difference, ...]) -> None:
        whole, partly = (
            _("{number} is signed for in full."),
            _("{number} is signed with a difference; an incident is open."),
        )

        def done(stage: Stage) -> None:
            dialog.photos.keep(self.shell, self, view.id, self.refresh)
            self._done(dialog, partly if gone else whole, stage)

        step = self._versions.step(
            view.id, lambda call, version: tracking.sign_for(call, view.id, version, signed_by, gone)
        )
        self.shell.run(dialog, step, done, button=dialog.main)

    def _fail(self, dialog: Dialog, view: TrackingView, outcome: str, note: str) -> None:
        self._run(dialog, view, lambda call, version: tracking.not_delivered(call, view.id, version, outcome, note),
                  _("{number} is noted as not delivered; an incident is open."))  # fmt: skip

    def _close(self, dialog: Dialog, view: TrackingView, remainder: str) -> None:
        self._run(dialog, view, lambda call, version: tracking.close_delivery(call, view.id, version, remainder),
                  _("{number} is closed, and what did not arrive is taken off the bill."))  # fmt: skip

    def _rate(self, dialog: Dialog, view: TrackingView, stars: int, note: str) -> None:
        def done(noted: Noted) -> None:
            dialog.accept()
            told = _("The rating is noted; {incident} is open.") if noted.incident else _("The rating is noted.")
            self.shell.toast(told.format(incident=noted.incident))
            self.refresh()

        self.shell.run(dialog, lambda call: feedback.give_rating(call, view.id, stars, note), done, button=dialog.main)

    def _complain(self, dialog: ComplaintDialog, view: TrackingView, kind: str, text: str) -> None:
        def done(noted: Noted) -> None:
            dialog.accept()
            if noted.incident_id is not None:
                dialog.photos.keep(self.shell, self, noted.incident_id, self.refresh, "incident")
            self.shell.toast(_("The complaint is noted; {incident} is open.").format(incident=noted.incident))
            self.refresh()

        self.shell.run(dialog, lambda call: feedback.complain(call, view.id, kind, text), done, button=dialog.main)

    def _read_returnable(self, view: TrackingView) -> None:
        def ask(back: tuple[Back, ...]) -> None:
            if not back:
                told = _("Nothing of {number} can come back any more.")
                self.shell.toast(told.format(number=view.number), error=True)
                return
            dialog = OpenDialog(self, view.number, back, lambda *typed: self._open_return(dialog, view, *typed))
            dialog.open()

        self.shell.read(self, lambda: return_views.returnable(view.id), ask, key="returnable")

    def _open_return(
        self, dialog: Dialog, view: TrackingView, wanted: tuple[Wanted, ...], reason: str, note: str
    ) -> None:
        def done(made: Created) -> None:
            dialog.accept()
            self.shell.offer(_("The return is opened."), _("Go there"), lambda: self.shell.go("returns", id=made.id))
            self.refresh()

        self.shell.run(dialog, lambda call: returns.open_return(call, view.id, wanted, reason, note), done,
                       button=dialog.main)  # fmt: skip

    def _incident(self, incident: IncidentRow, step: str) -> None:
        """Take over at once; other steps ask for a word first."""
        if step not in NEEDS_TEXT:
            self.shell.run(self, lambda call: incidents.step_incident(call, incident.id, incident.version, step),
                           partial(self._incident_done, None))  # fmt: skip
            return
        dialog = incident_dialog(self, incident, step, lambda text: run(text))

        def run(text: str) -> None:
            done = partial(self._incident_done, dialog)
            self.shell.run(
                dialog,
                lambda call: incidents.step_incident(call, incident.id, incident.version, step, text),
                done,
                button=dialog.main,
            )

        dialog.open()

    def _incident_done(self, dialog: Dialog | None, _made: Created) -> None:
        if dialog is not None:
            dialog.accept()
        self.shell.toast(_("The incident is noted."))
        self.refresh()


def paint_promise(cell: Cell) -> None:
    """The promised day, and below it by how many days it is late."""
    day, state = cell.value, cell.second
    if day is None or state in ENDED or state in NOT_OUT or day >= cell.today:
        (paint_text if state in ENDED else paint_due)(cell)
        return
    middle = cell.rect.y() + cell.rect.height() // 2
    upper = QRect(cell.rect.x(), middle - 19, cell.rect.width(), 20)
    lower = QRect(cell.rect.x() + 19, middle, cell.rect.width() - 19, 18)
    paint_due(Cell(cell.painter, upper, day, state, cell.kind, cell.state_kind, cell.selected, cell.today, cell.strong))
    write(cell, late_words((cell.today - day).days), role="tones.red.fg", font="caption", rect=lower)


def _noun(count: int) -> str:
    return ngettext("{count} delivery", "{count} deliveries", count).format(count=f"{count:,}")
