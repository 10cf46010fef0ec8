"""The windows of the program: what the rail shows, and where each one lives. None is imported before it is visited."""

import importlib
import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from typing import Any

from resources.i18n import N_
from ui.kit.window import Window
from ui.main_window import WindowSpec
from ui.shell import Shell


@dataclass(frozen=True, slots=True)
class Place:
    """A window by name, term, icon, the right it takes, and "module:Class"; one off the rail is led to from others."""

    name: str
    term: str
    icon: str
    right: str
    where: str
    on_rail: bool = True


PLACES = (
    Place("today", N_("Today"), "layout-dashboard", "", "ui.today.window:TodayWindow"),
    Place("orders", N_("Orders"), "clipboard-list", "orders.view", "ui.orders.window:OrdersWindow"),
    Place("approval", N_("Approval"), "badge-check", "orders.approve", "ui.approval.window:ApprovalWindow"),
    Place("requests", N_("Other requests"), "hourglass", "deliveries.view", "ui.approval.requests:RequestsWindow",
          on_rail=False),
    Place("inventory", N_("Inventory"), "boxes", "stock.view", "ui.inventory.window:InventoryWindow"),
    Place("packing", N_("Packing"), "package", "deliveries.pick", "ui.packing.window:PackingWindow"),
    Place("delivery", N_("Delivery"), "truck", "deliveries.view", "ui.delivery.window:DeliveryWindow"),
    Place("tracking", N_("Tracking"), "map-pin", "deliveries.view", "ui.tracking.window:TrackingWindow"),
    Place("returns", N_("Returns"), "undo-2", "deliveries.view", "ui.returns.window:ReturnsWindow", on_rail=False),
    Place("scans", N_("Scan journal"), "scan-barcode", "deliveries.view", "ui.packing.journal:ScanJournalWindow",
          on_rail=False),
    Place("printing", N_("Print desk"), "printer", "deliveries.view", "ui.printing.window:PrintDeskWindow",
          on_rail=False),
    Place("purchasing", N_("Purchasing"), "shopping-cart", "purchases.edit", "ui.purchasing.window:PurchasingWindow"),
    Place("suppliers", N_("Suppliers"), "building-2", "purchases.edit", "ui.purchasing.suppliers:SuppliersWindow",
          on_rail=False),
    Place("customers", N_("Customers"), "users", "orders.view", "ui.customers.window:CustomersWindow"),
    Place("products", N_("Products"), "tag", "stock.view", "ui.products.window:ProductsWindow"),
    Place("finance", N_("Receivables"), "wallet", "credit.view", "ui.finance.window:FinanceWindow"),
    Place("watch", N_("Warnings"), "bell", "deliveries.view", "ui.watch.window:WatchWindow"),
    Place("reports", N_("Reports"), "chart-column", "", "ui.reports.window:ReportsWindow"),
    Place("importing", N_("Import"), "file-input", "", "ui.importing.window:ImportWindow", on_rail=False),
    Place("labels", N_("Labels"), "tag", "settings.change", "ui.labels.window:LabelsWindow", on_rail=False),
    Place("settings", N_("Settings"), "settings", "", "ui.settings.window:SettingsWindow"),
)


def specs(offered: Mapping[str, Any]) -> list[WindowSpec]:
    """The windows this installation has. `offered` are the parts of desktop/ that a window may take by name."""
    return [
        WindowSpec(place.name, place.term, place.icon, place.right, maker(place, offered), place.on_rail)
        for place in PLACES
        if _is_there(place.where.partition(":")[0])
    ]


def maker(place: Place, offered: Mapping[str, Any]) -> Callable[[Shell], Window]:
    return partial(_make, place, offered)


def _make(place: Place, offered: Mapping[str, Any], shell: Shell) -> Window:
    module, _colon, name = place.where.partition(":")
    window = getattr(importlib.import_module(module), name)
    taken = inspect.signature(window).parameters
    made: Window = window(shell, **{part: value for part, value in offered.items() if part in taken})
    return made


# What windows and Ctrl+K load only when it is used, too slow to be waited for then.
SOON = ("services.reports.catalogue", "ui.kit.window_actions", "ui.orders.editor")


def module_of(name: str) -> str:
    """Where the window of that name lives; of a window that is not known, where the first one does."""
    place = next((place for place in PLACES if place.name == name), PLACES[0])
    return place.where.partition(":")[0]


def soon() -> tuple[str, ...]:
    """The modules that are loaded before anybody asks for them: what is soon used, then the windows."""
    return (*SOON, *(place.where.partition(":")[0] for place in PLACES))


def _is_there(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:
        return False
