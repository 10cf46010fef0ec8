"""The question before goods leave the stock: nothing takes a dispatch back, only a return brings the goods home."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from resources.i18n import _, ngettext
from services import delivery_views
from services.deliveries import HandOver
from ui.delivery.words import things
from ui.kit.dialog import ask
from ui.kit.formats import kilograms
from ui.shell import Shell

NAMED = 3


def ask_to_dispatch(owner: QWidget, shell: Shell, ids: tuple[int, ...], act: Callable[[], None]) -> None:
    """Tell what would leave and, once that is wanted, `act`. Where nothing can, `act` says why."""

    def told(rows: tuple[HandOver, ...]) -> None:
        ready = [each for each in rows if each.state == "confirmed"]
        if ready:
            _ask(owner, ready, len(rows) - len(ready), act)
        else:
            act()

    shell.read(owner, lambda: delivery_views.hand_over_rows(ids), told, key="leaving")


def _ask(owner: QWidget, ready: list[HandOver], others: int, act: Callable[[], None]) -> None:
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
    if others:
        figures.append((_("Not signed off yet, stay here"), f"{others:,}"))
    text = _("The goods leave the stock. This can't be undone: only a return brings them back.")
    ask(owner, text, verb, act, title=verb, figures=figures)
