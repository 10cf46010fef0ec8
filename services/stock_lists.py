"""The lists of the inventory window: products with their make-up, bins, what is on order."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from models.base import reconnect
from models.buying import PurchaseLine, PurchaseOrder, Receipt
from models.driver import peewee
from models.goods import Product, ProductStock
from models.parties import Supplier
from models.stock import Location, Lot, StockBalance, StockMove
from resources.i18n import N_
from services import found, lists, settings
from services.faults import translated
from services.listing import Column, Filter, Listing, Query, Sort, today

P, PS = Product, ProductStock


PLACES = ("bin", "receiving", "quarantine", "staging")
# Value of stock: a quantity with 3 decimals times a price with 4. NUMERIC, because the product may pass 64 bits.
_VALUE = peewee.fn.SUM(PS.on_hand.cast("NUMERIC") * peewee.fn.COALESCE(P.cost, 0)).converter(
    lambda value: None if value is None else Decimal(value).scaleb(-7)
)


class MakeUp(NamedTuple):
    """What an inventory bar is painted from."""

    available: Decimal
    reserved: Decimal
    incoming: Decimal
    safety: Decimal

    def __str__(self) -> str:
        return " / ".join(f"{part.normalize():f}" for part in self)


class InventoryListing(Listing):
    """The products with a bar made of their figures; the total is the stock at cost."""

    __slots__ = ()

    def page(self, query: Query, *args: Any, **more: Any) -> Any:
        page = super().page(query, *args, **more)
        names = [column.name for column in self.columns]
        bar = names.index("make_up")
        parts = [names.index(name) for name in ("available", "reserved", "incoming", "safety_stock")]
        rows = tuple((*row[:bar], MakeUp(*(row[at] for at in parts)), *row[bar + 1 :]) for row in page.rows)
        return replace(page, rows=rows)

    def sums(self, query: Query) -> dict[str, Decimal]:
        if not self.totals:
            return {}
        with translated():
            reconnect()
            row = self.narrowed(self.source((_VALUE,)), query).tuples().first()
        return {"value": row[0] or Decimal(0)}


_BY_NAME = {column.name: column for column in lists.PRODUCTS.columns}


def _column(name: str, **changes: Any) -> Column:
    return replace(_BY_NAME[name], **changes)


def inventory(sees_cost: bool) -> InventoryListing:
    """The list of the window; its total only for who may see costs."""
    base = lists.PRODUCTS
    return InventoryListing(
        name="inventory",
        title=base.title,
        source=base.source,
        columns=(
            _column("name"), _column("sku", width=0), _column("unit"), _column("on_hand"), _column("reserved"),
            _column("available"), _column("incoming"), Column("make_up", N_("Make-up, safety line"), "bar", P.id, 136),
            _column("level"), _column("safety_stock", width=0), _column("spec", width=0),
        ),
        sorts=base.sorts,
        filters=base.filters,
        search=base.search,
        totals=("value",) if sees_cost else (),
        state_kind=base.state_kind,
        right=base.right,
    )  # fmt: skip


def condition(value: str, today: date) -> Any:
    """Lots that expire soon (`soon`), or goods that can't be promised for their quality (`blocked`)."""
    if value == "blocked":
        return StockBalance.quality.in_(("frozen", "damaged", "expired"))
    until = today + timedelta(days=settings.get("stock.near_expiry_days"))
    lots = Lot.select(Lot.id).where((Lot.expiry >= today) & (Lot.expiry <= until))
    return StockBalance.lot.in_(lots) & (StockBalance.quality == "good")


LOTS = replace(
    lists.STOCK,
    filters=(
        *lists.STOCK.filters,
        Filter("condition", N_("Condition"), lambda value: condition(value, today()),
               (("soon", N_("Expiring soon")), ("blocked", N_("Blocked")))),
    ),
)  # fmt: skip


def _of_lot(lot_id: int) -> Any:
    """The moves of a lot, by way of its product, which has an index."""
    mine = Lot.select(Lot.product).where(Lot.id == lot_id)
    return (StockMove.product == mine) & (StockMove.lot == lot_id)


def _moves_found(text: str) -> Any:
    """Moves by product, by lot (by way of its product) or by the number of their receipt."""
    lots = found.lots(text)
    mine = Lot.select(Lot.product).where(Lot.id.in_(lots))
    receipts = found.numbered(Receipt, "GR", text)
    of_receipt = (StockMove.document_kind == peewee.SQL("'receipt'")) & StockMove.document_id.in_(receipts)
    return (
        StockMove.product.in_(found.products(text))
        | (StockMove.product.in_(mine) & StockMove.lot.in_(lots))
        | of_receipt
    )


_MOVE_WIDTHS = {
    "at": 120, "name": 180, "lot": 90, "quantity": 80, "source": 100, "target": 100, "reason": 124, "user": 100,
}  # fmt: skip
MOVES = replace(
    lists.MOVES,
    columns=tuple(replace(column, width=_MOVE_WIDTHS.get(column.name, 0)) for column in lists.MOVES.columns),
    filters=(*lists.MOVES.filters, Filter("lot", N_("Lot"), lambda value: _of_lot(int(value)))),
    search=_moves_found,
)
BINS = Listing(
    name="bins",
    title=N_("Bins"),
    source=lambda what: Location.select(*what).where(Location.kind.in_(PLACES)),
    columns=(
        Column("code", N_("Bin"), "code", Location.code, 160, "code", terms=tuple(lists.PLACE_TERMS.items())),
        Column("kind", N_("Kind"), "text", Location.kind, 140, terms=tuple(lists.PLACE_KIND_TERMS.items())),
        Column("name", N_("Name"), "text", Location.name, 240),
        Column("walk", N_("Place in the walk"), "number", Location.walk, 140),
    ),
    sorts=(Sort("code", N_("Bin"), (), Location.code),),
    search=lambda text: found.starts(Location.code, text.upper()),
    right="stock.view",
)
STILL_OPEN = PurchaseLine.open > peewee.SQL("0")  # a literal, as in the index of open lines


def due(day: date) -> Any:
    """Lines on order that should have come by that day."""
    return STILL_OPEN & (PurchaseLine.expected <= day)


EXPECTED = Listing(
    name="expected",
    title=N_("On order"),
    source=lambda what: (
        PurchaseLine.select(*what)
        .join(PurchaseOrder)
        .join(Supplier)
        .switch(PurchaseLine)
        .join(Product)
        .where(STILL_OPEN)
    ),
    columns=(
        Column("number", N_("Purchase order"), "two_lines", PurchaseOrder.number, 180, second="supplier"),
        Column("supplier", N_("Supplier"), "text", Supplier.name, 0),
        Column("name", N_("Product"), "two_lines", lists.Localized(P.name, P.name_en), 240, second="sku"),
        Column("sku", N_("SKU"), "code", P.sku, 0),
        Column("expected", N_("Expected"), "due", PurchaseLine.expected, 110, "due"),
        Column("quantity", N_("Ordered"), "quantity", PurchaseLine.quantity, 100),
        Column("open", N_("Still to come"), "quantity", PurchaseLine.open, 110),
        Column("unit", N_("Unit"), "text", P.unit, 56),
    ),
    sorts=(
        Sort("newest", N_("Newest first"), (), PurchaseLine.id, descending=True),
        Sort("due", N_("Expected"), (PurchaseLine.expected,), PurchaseLine.id),
    ),
    filters=(
        Filter("product", N_("Product"), lambda value: PurchaseLine.product == int(value)),
        Filter("due", N_("Due"), lambda value: due(today()), (("yes", N_("Due or overdue")),), ("due",)),
    ),
    search=lambda text: (
        PurchaseLine.product.in_(found.products(text)) | PurchaseLine.order.in_(found.purchases(text))
    ),
    right="stock.view",
)
