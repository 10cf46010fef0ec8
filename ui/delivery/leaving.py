"""The question before goods leave the stock: nothing takes a dispatch back, only a return brings the goods home."""

from collections import Counter
from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from resources.i18n import N_, _, ngettext
from services import delivery_views
from services.deliveries import HandOver
from ui.delivery.words import things
from ui.kit.dialog import ask
from ui.kit.formats import kilograms
from ui.shell import Shell

NAMED = 3
# What stays in the house, by what it lacks first.
UNSIGNED = N_("Not signed off yet, stay here")
STAYS = {
    "hold": N_("On hold, stay here"), "carrier": N_("Without a carrier, stay here"),
    "tracking": N_("Without a tracking number, stay here"), "expired": N_("With expired goods, stay here"),
}  # fmt: skip


def ask_to_dispatch(owner: QWidget, shell: Shell, ids: tuple[int, ...], act: Callable[[], None]) -> None:
    """Tell what would leave and, once that is wanted, `act`. Where nothing can, `act` says why."""

    def told(rows: tuple[HandOver, ...]) -> None:
        ready = may_go(rows)
        if ready:
            _ask(owner, ready, [each for each in rows if each not in ready], act)
        else:
            act()

    shell.read(owner, lambda: delivery_views.hand_over_rows(ids), told, key="leaving")


def may_go(rows: Sequence[HandOver]) -> list[HandOver]:
    """Those of them that lack nothing."""
    return [each for each in rows if each.state == "confirmed" and not each.lacks]


def _ask(owner: QWidget, ready: list[HandOver], others: list[HandOver], act: Callable[[], None]) -> None:
    count = len(ready)
    verb = ngettext("Dispatch {count} delivery", "Dispatch {count} deliveries", count).format(count=count)
    customers = tuple(dict.fromkeys(each.customer for each in ready))
    who = things(customers) if len(customers) <= NAMED else f"{len(customers):,}"
    figures = [
        (_("Delivery no.") if count == 1 else _("Deliveries"), ready[0].number if count == 1 else f"{count:,}"),
        (_("Customer") if len(customers) == 1 else _("Customers"), who),
        (_("Packages"), f"{sum(each.packages for each in ready):,}"),
        (_("Weight"), kilograms(sum(each.weight_g for each in ready))),
    ]
    stays = Counter(_(STAYS.get(each.lacks, UNSIGNED)) for each in others)
    figures += [(word, f"{count:,}") for word, count in stays.items()]
    text = _("The goods leave the stock. This can't be undone: only a return brings them back.")
    ask(owner, text, verb, act, title=verb, figures=figures)
