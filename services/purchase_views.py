"""Purchase orders as their window lists and shows them."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import starmap

from models.base import reconnect
from models.buying import PurchaseLine, PurchaseOrder
from models.goods import Product
from models.parties import Supplier
from resources.i18n import N_
from services import found, request_views, supplier_returns
from services.faults import translated
from services.listing import Column, Filter, Listing, Sort
from services.lists import Localized
from services.records import SupplierRecord, supplier_record
from services.request_views import Answered

P = PurchaseOrder
PURCHASE_TERMS = {"ordered": N_("On order"), "received": N_("Received"), "cancelled": N_("Cancelled")}

PURCHASES = Listing(
    name="purchases",
    title=N_("Purchase orders"),
    source=lambda what: P.select(*what).join(Supplier),
    columns=(
        Column("number", N_("Purchase order"), "two_lines", P.number, 240, "newest", second="supplier"),
        Column("supplier", N_("Supplier"), "text", Supplier.name, 0),
        Column("expected", N_("Expected"), "due", P.expected, 120, second="state"),
        Column("state", N_("State"), "text", P.state, 130, terms=tuple(PURCHASE_TERMS.items())),
        Column("note", N_("Note"), "text", P.note, 220),
        Column("created_at", N_("Ordered on"), "moment", P.created_at, 130),
    ),
    sorts=(Sort("newest", N_("Newest first"), (), P.id, descending=True),),
    filters=(Filter("state", N_("State"), lambda v: P.state == v),),
    search=lambda text: P.id.in_(found.purchases(text)),
    right="purchases.edit",
)


@dataclass(frozen=True, slots=True)
class BoughtLine:
    """One line, in base units: ordered, come so far, still to come; what of the product went back."""

    product_id: int
    sku: str
    name: str
    unit: str
    quantity: Decimal
    received: Decimal
    open: Decimal
    cost: Decimal | None
    sent_back: Decimal = Decimal(0)

    @property
    def surplus(self) -> Decimal:
        """What came beyond what was ordered."""
        return max(self.received - self.quantity, Decimal(0))


@dataclass(frozen=True, slots=True)
class PurchaseRecord:
    id: int
    number: str
    state: str
    expected: date
    note: str
    supplier: SupplierRecord
    lines: tuple[BoughtLine, ...]
    asked: tuple[Answered, ...] = ()


def purchase_record(purchase_id: int) -> PurchaseRecord | None:
    """None when there is no such purchase order."""
    with translated():
        reconnect()
        row = P.get_or_none(P.id == purchase_id)
        if row is None:
            return None
        L = PurchaseLine
        rows = (
            L.select(Product.id, Product.sku, Localized(Product.name, Product.name_en), Product.unit, L.quantity,
                     L.received, L.open, L.cost)
            .join(Product).where(L.order == row).order_by(L.id).tuples()
        )  # fmt: skip
        back = supplier_returns.gone_back(purchase_id)
        lines = tuple(
            replace(line, sent_back=back.pop(line.product_id, Decimal(0))) for line in starmap(BoughtLine, rows)
        )
    supplier = supplier_record(row.supplier_id)
    assert supplier is not None
    asked = request_views.answered_by(purchase_id)
    return PurchaseRecord(row.id, row.number, row.state, row.expected, row.note, supplier, lines, asked)
