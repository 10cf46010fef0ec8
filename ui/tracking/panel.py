"""One delivery's story at the right of the list: where it is, its packages, its incidents, and all that happened.

panel = TrackingPanel(shell)
panel.show_view(view)
panel.stepped                          # sign, fail, close, rate or complain, when its button is pressed
panel.incident_stepped                 # (IncidentRow, the state it is to go to)
panel.order_pressed                    # the order's id
"""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from resources.i18n import N_, _, ngettext
from services.return_views import Short
from services.tracking_views import IncidentRow, TrackingView
from ui.delivery.track_page import TrackLink
from ui.delivery.words import product_name
from ui.kit.attachments import Attachments
from ui.kit.buttons import action_button, link_button
from ui.kit.formats import NOTHING, day_word, kilograms, moment, quantity
from ui.kit.labels import boxed, column, label, row, state_chip
from ui.kit.panel import (
    Finding,
    Findings,
    KeyFacts,
    MiniCell,
    MiniColumn,
    MiniTable,
    SidePanel,
    section,
)
from ui.kit.timeline import Timeline
from ui.shell import Shell
from ui.tracking.words import (
    INCIDENT_STEPS,
    days_late,
    difference_words,
    event_of,
    incident_words,
    late_words,
    stars_words,
)

# What is noted of what the customer says: the step, its button and key.
SAYING = (("rate", N_("Rating"), "star", "F3"), ("complain", N_("Complaint"), "message-square", "F8"))
NEEDS_TEXT = frozenset({"resolved", "accepted", "open"})


class TrackingPanel(SidePanel):
    """See the module."""

    stepped = Signal(str)
    incident_stepped = Signal(object, str)
    order_pressed = Signal(int)
    attached = Signal()

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self.view: TrackingView | None = None
        self.buttons: dict[str, QPushButton] = {}

    def show_view(self, view: TrackingView | None) -> None:
        same = view is not None and self.view is not None and view.id == self.view.id
        if view is not None and view == self.view:
            return
        self.view = view
        self.setVisible(view is not None)
        if view is None:
            return
        chips = [state_chip("delivery", view.state)]
        if view.state == "closed" and view.outcome in ("signed_difference", "refused", "lost"):
            chips.append(state_chip("delivery", view.outcome))
        self.set_head(view.number, view.customer, *chips)
        self.set_body(self._parts(view), keep=same)
        self.set_foot(self._verbs(view))

    def _parts(self, view: TrackingView) -> list[QWidget]:
        today = self._shell.today()
        parts: list[QWidget] = [*self._lateness(view), KeyFacts(self._facts(view)), *self._incidents(view)]
        page = TrackLink(self._shell)
        page.show_for(view.track_url, next((p.tracking for p in view.packages if p.tracking), ""))
        parts += self._feedback(view)
        parts += [section(_("Parcels"), page), self._packages(view)]
        parts += [section(_("Delivery lines"), self._order_links(view), line=False), self._lines(view)]
        files = Attachments(self._shell, "delivery", self.attached.emit, line=False)
        files.show_files(view.id, view.files)
        parts.append(files)
        parts += [section(_("Timeline"), line=False), Timeline([event_of(told, today) for told in view.timeline])]
        return parts

    def _lateness(self, view: TrackingView) -> list[QWidget]:
        days = days_late(view, self._shell.today())
        if not days or "sign" not in view.steps or view.promised is None:
            return []
        day = day_word(view.promised, self._shell.today())
        text = _("Promised for {day}, and not signed for yet.").format(day=day)
        return [Findings([Finding("red", late_words(days), text, "clock-alert")])]

    def _facts(self, view: TrackingView) -> list[tuple[str, str]]:
        today = self._shell.today()
        facts = [
            (_("Promised"), day_word(view.promised, today) if view.promised else NOTHING),
            (_("Dispatched"), moment(view.dispatched_at, today) if view.dispatched_at else NOTHING),
            (_("Carrier"), view.carrier or NOTHING),
            (_("Receiver"), "  ".join(part for part in (view.receiver, view.phone) if part) or NOTHING),
        ]
        if view.signed_by:
            facts.append((_("Signed by"), view.signed_by))
        if view.signed_at:
            facts.append((_("Signed at"), moment(view.signed_at, today)))
        return facts

    @staticmethod
    def _packages(view: TrackingView) -> MiniTable:
        heads = (MiniColumn(_("Package")), MiniColumn(_("Weight"), 70, right=True), MiniColumn(_("Tracking no."), 150))
        rows: list[list[MiniCell | str]] = []
        for package in view.packages:
            name = _("Package {number}").format(number=package.number)
            below = _("{n} pcs").format(n=quantity(package.pieces))  # the panel has no room for its lines, too
            rows.append([MiniCell(name, below, strong=True), kilograms(package.weight_g), package.tracking or NOTHING])
        return MiniTable(heads, rows)

    def _order_links(self, view: TrackingView) -> QWidget:
        return boxed(row(*(self._order_link(*order) for order in view.orders), gap=8))

    def _order_link(self, order_id: int, number: str) -> QPushButton:
        link = link_button(number)
        link.clicked.connect(lambda: self.order_pressed.emit(order_id))
        return link

    @staticmethod
    def _lines(view: TrackingView) -> MiniTable:
        arrived = view.signed_at is not None
        heads = [MiniColumn(_("Product")), MiniColumn(_("Sent out"), 60, right=True)]
        heads += [MiniColumn(_("Arrived"), 64, right=True)] if arrived else []
        rows = []
        for line in view.lines:
            cells = [MiniCell(product_name(line.name, line.name_en), f"{line.sku} • {line.unit}", strong=True),
                     MiniCell(quantity(line.packed or line.quantity))]  # fmt: skip
            if arrived:
                tone = "amber" if line.delivered < line.packed else ""
                cells.append(MiniCell(quantity(line.delivered) or "0", tone=tone))
            rows.append(cells)
        return MiniTable(heads, rows)

    # what the customer says

    def _feedback(self, view: TrackingView) -> list[QWidget]:
        may = "feedback" in view.steps and self._shell.may("tracking.edit")
        opens = "return" in view.steps and self._shell.may("returns.edit")
        if not may and not opens and view.rated is None and not view.returns:
            return []
        rated = view.rated
        said = label(stars_words(rated.stars) if rated else _("No rating yet."), "body" if rated else "secondary")
        told: list[QWidget] = [said]
        if rated and rated.note:
            told.append(label(rated.note, "caption", wrap=True))
        buttons = [self._saying(*each) for each in SAYING] if may else []
        told += [self._return_link(each) for each in view.returns]
        if opens:
            buttons.append(self._saying("return", N_("Return"), "undo-2", "F10"))
        line = row(*buttons, None, gap=8)
        return [section(_("The customer says")), boxed(column(*told, line, gap=6, margins=(0, 0, 0, 12)))]

    def _return_link(self, each: Short) -> QWidget:
        link = link_button(each.number)
        link.clicked.connect(lambda: self._shell.go("returns", id=each.id))
        return boxed(row(link, state_chip("return", each.state), None, gap=8))

    def _saying(self, step: str, term: str, icon: str, key: str) -> QPushButton:
        button = action_button(_(term), icon, key)
        button.setProperty("step", step)
        button.clicked.connect(partial(self._pressed, step))
        return button

    # incidents

    def _incidents(self, view: TrackingView) -> list[QWidget]:
        if not view.incidents:
            return []
        count = len(view.incidents)
        title = ngettext("{count} incident", "{count} incidents", count).format(count=count)
        return [section(title), *(self._incident(row_) for row_ in view.incidents)]

    def _incident(self, incident: IncidentRow) -> QWidget:
        head = row(label(incident.number, "bodyStrong"), state_chip("incident", incident.state), None, gap=8)
        told = [label(incident_words(incident), "body")]
        told += [label(text, "bodyStrong", wrap=True) for text in difference_words(incident.figures)]
        about = "  •  ".join(part for part in (incident.text, incident.owner) if part)
        if about:
            told.append(label(about, "caption", wrap=True))
        may = self._shell.may("incidents.edit")
        steps = [self._incident_button(incident, step) for step in incident.steps if may]
        line = row(*steps, None, gap=8)
        return boxed(column(head, *told, line, gap=4, margins=(0, 0, 0, 12)))

    def _incident_button(self, incident: IncidentRow, step: str) -> QPushButton:
        button = action_button(_(INCIDENT_STEPS[step]))
        button.setAccessibleName(f"{_(INCIDENT_STEPS[step])}: {incident.number}")
        button.setProperty("step", step)
        button.clicked.connect(partial(self._asked, incident, step))
        return button

    def _asked(self, incident: IncidentRow, step: str, _checked: bool = False) -> None:
        self.incident_stepped.emit(incident, step)

    # the foot

    def _verbs(self, view: TrackingView) -> list[QWidget]:
        self.buttons = {}
        if not self._shell.may("tracking.edit"):
            return []
        made = {
            "fail": lambda: action_button(_("Not delivered"), "", "F9", "danger"),
            "close": lambda: action_button(_("Close delivery"), "archive", "F4", "main"),
            "sign": lambda: action_button(_("Sign for"), "circle-check", "F4", "main"),
        }
        for step, make in made.items():
            if step in view.steps:
                button = self.buttons[step] = make()
                button.clicked.connect(partial(self._pressed, step))
        return list(self.buttons.values())

    def _pressed(self, step: str, _checked: bool = False) -> None:
        self.stepped.emit(step)
