"""What to order, as the program suggests it, each with its reason; what is ticked becomes requests to the buyer."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

from PySide6.QtWidgets import QWidget

from resources.i18n import N_, _, ngettext
from services import replenishment, suggestions
from services.errors import Refusal
from services.listing import Query
from services.reports.definition import Column
from services.reports.listed import Listed
from services.suggestions import Suggestion
from services.unit import Call
from ui.kit.dialog import Dialog
from ui.kit.formats import quantity, titled
from ui.kit.jobs import Report
from ui.kit.labels import label
from ui.kit.paged_table import PagedTable
from ui.shell import Shell

WIDE, HIGH = 1310, 460
KINDS = {"smooth": N_("even"), "erratic": N_("uneven"), "intermittent": N_("now and then"), "lumpy": N_("in lumps")}
METHODS = {
    "theta": N_("trend"),
    "sba": N_("size by interval"),
    "tsb": N_("fading demand"),
    "mean": N_("mean of 13 weeks"),
    "season": N_("as in the same weeks of the last year"),
}
COLUMNS = (
    Column("product", N_("Product"), "text", width=200),
    Column("quantity", N_("Order"), "quantity", width=72),
    Column("on_hand", N_("On hand"), "quantity", width=78),
    Column("reserved", N_("Reserved"), "quantity", width=78),
    Column("free", N_("Available"), "quantity", width=80),
    Column("incoming", N_("Incoming"), "quantity", width=80),
    Column("short", N_("Lacking"), "quantity", width=72),
    Column("weekly", N_("A week"), "tenth", width=68),
    Column("spread", N_("± a week"), "tenth", N_("How far the weeks differ: the standard deviation"), 72),
    Column("lasts", N_("Lasts"), "days", width=66),
    Column("point", N_("Order at"), "quantity", width=76),
    Column(
        "error",
        N_("Error"),
        "quantity",
        N_("Of the forecast in the last weeks; 1 is as wrong as saying as last week"),
        66,
    ),
    Column("why", N_("Why"), "text", width=300),
)


def why(found: Suggestion) -> str:
    """The reason in words."""
    parts = []
    if found.short:
        parts.append(_("Orders lack {count}").format(count=quantity(found.short)))
    if found.forecast is None:
        parts.append(_("Not enough data: the safety stock decides"))
    else:
        kind, method = _(KINDS[found.forecast.kind]), _(METHODS[found.forecast.method])
        parts.append(_("Sells {kind} ({method})").format(kind=kind, method=method))
    days = ngettext("{count} day to come", "{count} days to come", found.lead_days).format(count=found.lead_days)
    own = _("{days} (own receipts)").format(days=days)
    parts.append(own if found.receipts >= suggestions.FEWEST_RECEIPTS else days)
    if found.for_orders:
        parts.append(_("{count} more are asked for by orders").format(count=quantity(found.for_orders)))
    if found.every:
        often = ngettext("ordered every {count} day", "ordered every {count} days", found.every)
        parts.append(often.format(count=found.every))
    if found.least:
        parts.append(_("at least {count} an order").format(count=quantity(found.least)))
    if found.asked:
        parts.append(_("already asked for"))
    return "  •  ".join(parts)


def _tenth(pieces: float) -> Decimal:
    return Decimal(str(round(pieces, 1)))


def _error(found: Suggestion) -> Decimal | None:
    error = found.forecast.error if found.forecast is not None else None
    return None if error is None else Decimal(f"{error:.2f}")


class SuggestDialog(Dialog):
    """See the module. `done` follows when requests were made."""

    def __init__(self, owner: QWidget, shell: Shell, found: tuple[Suggestion, ...], done: Callable[[], None]) -> None:
        super().__init__(owner, _("What to order"), width=min(WIDE, owner.window().width() - 60))
        self._shell, self._found, self._done = shell, found, done
        rows = [
            (f"{s.sku}  {s.name}", s.quantity, s.on_hand, s.reserved, s.free, s.incoming, s.short,
             *((None, None) if s.forecast is None else map(_tenth, (s.forecast.weekly, s.forecast.spread))),
             None if s.lasts is None else Decimal(s.lasts), s.point, _error(s), why(s))
            for s in found
        ]  # fmt: skip
        listed = Listed("suggestions", N_("What to order"), COLUMNS, rows, _)
        self.table = PagedTable(shell.jobs, listed, checkable=True, today=shell.today)
        self.table.setMinimumHeight(min(HIGH, owner.window().height() - 240))
        told = _(
            "What is there and coming will not last until more could be here. Whole cartons, two weeks beyond that."
        )
        self.body.addWidget(label(told, "secondary", wrap=True))
        self.body.addWidget(self.table)
        self.reason = label("", "body", wrap=True)
        self.body.addWidget(self.reason)
        self.table.current_changed.connect(self._explain)
        self.table.set_query(Query())
        self.table.escaped.connect(self.reject)
        self.ask_button = self.buttons(_("Ask the buyer"), self.ask, hint=_("Space ticks, Ctrl A ticks all"))
        self.table.setFocus()

    def _explain(self, number: object) -> None:
        """The whole reason of the row that is current: the column may be too narrow for it."""
        found = self._found[number - 1] if isinstance(number, int) else None
        self.reason.setText(titled(f"{found.sku} {found.name}", why(found)) if found is not None else "")

    def ask(self) -> None:
        """Make a request of each ticked one (or of the current one) that is not asked for yet."""
        ticked = [self._found[number - 1] for number in self.table.selected_ids() if isinstance(number, int)]
        wanted = [each for each in ticked if not each.asked]
        if not wanted:
            self._shell.toast(_("Nothing was asked for: what is ticked is asked for already."))
            return
        self._shell.run_long(
            self, _("Asking the buyer"), lambda call, report: request(call, tuple(wanted), report), self._asked,
            button=self.ask_button,
        )  # fmt: skip

    def _asked(self, count: int) -> None:
        self.accept()
        text = ngettext("The buyer is asked for {count} product.", "The buyer is asked for {count} products.", count)
        self._shell.toast(text.format(count=count))
        self._done()


def request(call: Call, wanted: tuple[Suggestion, ...], report: Report) -> int:
    """A request each, needed when it could be here; gives how many. What was asked for meanwhile is left out."""
    made = 0
    for at, each in enumerate(wanted):
        report(at, len(wanted))
        needed = call.clock().astimezone().date() + timedelta(each.lead_days)
        one = Call(call.actor, clock=call.clock)
        try:
            replenishment.request_goods(one, each.product_id, each.quantity, needed, why(each)[: replenishment.LONGEST])
            made += 1
        except Refusal as refused:
            if refused.code != "already_asked":
                raise
    return made
