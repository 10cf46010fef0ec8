"""Products, customers, suppliers and carriers as their windows show them, with what may be changed and its version."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from models.base import reconnect
from models.driver import peewee
from models.fields import total
from models.goods import Barcode, Price, Product, ProductStock
from models.money import Receivable
from models.orders import SalesOrder
from models.parties import Address, Carrier, Customer, Supplier
from resources.i18n import N_
from services import attachments, contracts
from services.attachments import Attached
from services.catalogue import (
    CarrierData,
    Code,
    CustomerData,
    ProductData,
    SupplierData,
    fields_of,
)
from services.contracts import Contract
from services.faults import translated
from services.listing import Column, Filter, today
from services.lists import CUSTOMERS, PRODUCTS, SUPPLIERS, spoken

ZERO = Decimal(0)
MOST = 200
WIDTHS = {"name": 300, "sku": 110, "spec": 170, "unit": 60, "available": 100, "price": 100, "cost": 100}

# The products window shows what is kept about a product; how much there is of it is inventory's.
PRODUCT_LIST = replace(
    PRODUCTS,
    name="product_window",
    columns=tuple(replace(column, width=WIDTHS.get(column.name, 0)) for column in PRODUCTS.columns),
    filters=(Filter("active", N_("In use"), lambda v: Product.active == (v == "yes"), sorts=("sku",)),),
)
CUSTOMER_LIST = replace(
    CUSTOMERS,
    name="customer_window",
    filters=(Filter("active", N_("In use"), lambda v: Customer.active == (v == "yes"), sorts=("code",)),),
)


SUPPLIER_LIST = replace(
    SUPPLIERS,
    name="supplier_window",
    columns=(
        *SUPPLIERS.columns,
        Column("payment_days", N_("Payment days"), "number", Supplier.payment_days, 100),
        Column("lead_days", N_("Lead time in days"), "number", Supplier.lead_days, 120),
    ),
    filters=(Filter("active", N_("In use"), lambda v: Supplier.active == (v == "yes"), sorts=("code",)),),
    right="purchases.edit",
)


@dataclass(frozen=True, slots=True)
class PriceRow:
    """A special price: of a customer or a level, from a quantity on, between two days."""

    id: int
    product_id: int
    customer_id: int | None
    level: str
    product: str
    sku: str
    who: str
    from_quantity: Decimal
    price: Decimal
    valid_from: date | None
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class ProductRecord:
    """Stock figures in base units; `supplier` is its name."""

    id: int
    version: int
    data: ProductData
    supplier: str
    on_hand: Decimal
    reserved: Decimal
    available: Decimal
    incoming: Decimal
    level: str
    prices: tuple[PriceRow, ...]
    files: tuple[Attached, ...] = ()


@dataclass(frozen=True, slots=True)
class AddressRow:
    id: int
    receiver: str
    phone: str
    text: str
    is_default: bool


@dataclass(frozen=True, slots=True)
class CustomerRecord:
    """`balance` is what the customer owes, `overdue` the part past its day, `open_orders` those not ended."""

    id: int
    version: int
    code: str
    data: CustomerData
    balance: Decimal
    overdue: Decimal
    open_orders: int
    addresses: tuple[AddressRow, ...]
    prices: tuple[PriceRow, ...]
    contracts: tuple[Contract, ...] = ()


@dataclass(frozen=True, slots=True)
class CarrierRecord:
    id: int
    version: int
    code: str
    data: CarrierData


@dataclass(frozen=True, slots=True)
class SupplierRecord:
    id: int
    version: int
    code: str
    data: SupplierData


def product_record(product_id: int) -> ProductRecord | None:
    """None when there is no such product."""
    with translated():
        reconnect()
        row = Product.get_or_none(Product.id == product_id)
        if row is None:
            return None
        stock = ProductStock.get_by_id(product_id)
        codes = tuple(
            Code(code.code, code.factor, code.unit)
            for code in Barcode.select().where(Barcode.product == row).order_by(Barcode.factor, Barcode.id)
        )
        plain = {name: getattr(row, name) for name in fields_of(ProductData) if name != "codes"}
        supplier = Supplier.get_or_none(Supplier.id == row.supplier_id) if row.supplier_id else None
        return ProductRecord(
            row.id, row.version, ProductData(**plain, codes=codes), supplier.name if supplier else "", stock.on_hand,
            stock.reserved, stock.available, stock.incoming, stock.level, _prices(Price.product == row),
            attachments.rows("product", product_id),
        )  # fmt: skip


def _prices(mine: object) -> tuple[PriceRow, ...]:
    """Those that hold or will; one that has ended is in the timeline."""
    rows = (
        Price.select(Price, Product.id, Product.name, Product.name_en, Product.sku, Customer.id, Customer.name)
        .join(Product).switch(Price).join(Customer, peewee.JOIN.LEFT_OUTER)
        .where(mine, Price.valid_to.is_null() | (Price.valid_to >= today()))
        .order_by(Product.sku, Price.from_quantity, Price.id).limit(MOST)
    )  # fmt: skip
    return tuple(
        PriceRow(
            row.id, row.product_id, row.customer_id, row.level, spoken(row.product.name, row.product.name_en),
            row.product.sku, row.customer.name if row.customer_id else row.level, row.from_quantity, row.price,
            row.valid_from, row.valid_to,
        )
        for row in rows
    )  # fmt: skip


def customer_record(customer_id: int, today: date) -> CustomerRecord | None:
    """None when there is no such customer."""
    with translated():
        reconnect()
        row = Customer.get_or_none(Customer.id == customer_id)
        if row is None:
            return None
        book = Address.select().where(Address.customer == row).order_by(Address.is_default.desc(), Address.id)
        addresses = tuple(AddressRow(a.id, a.receiver, a.phone, a.text, a.is_default) for a in book)
        late = (Receivable.customer == row) & (Receivable.open > 0) & (Receivable.due < today)
        overdue = Receivable.select(total(Receivable.open)).where(late).tuples()[0][0]
        mine = (SalesOrder.customer == row) & SalesOrder.state.in_(("draft", "submitted", "approved", "rejected"))
        plain = {name: getattr(row, name) for name in fields_of(CustomerData) if name != "address"}
        default = next((a.text for a in addresses if a.is_default), "")
        return CustomerRecord(
            row.id, row.version, row.code, CustomerData(**plain, address=default), row.balance, overdue or ZERO,
            SalesOrder.select().where(mine).count(), addresses,
            _prices((Price.customer == row) & (Price.contract == "")), contracts.contracts(row.id, today),
        )  # fmt: skip


def carriers() -> tuple[CarrierRecord, ...]:
    """Every carrier, those in use first."""
    with translated():
        reconnect()
        rows = Carrier.select().order_by(Carrier.active.desc(), Carrier.name)
        return tuple(
            CarrierRecord(r.id, r.version, r.code, CarrierData(*(getattr(r, n) for n in fields_of(CarrierData))))
            for r in rows
        )


def supplier_record(supplier_id: int) -> SupplierRecord | None:
    """None when there is no such supplier."""
    with translated():
        reconnect()
        row = Supplier.get_or_none(Supplier.id == supplier_id)
        if row is None:
            return None
        data = SupplierData(*(getattr(row, name) for name in fields_of(SupplierData)))
        return SupplierRecord(row.id, row.version, row.code, data)


def suppliers() -> tuple[tuple[int, str], ...]:
    """Id and name of the suppliers in use, for choosing one."""
    with translated():
        reconnect()
        rows = Supplier.select(Supplier.id, Supplier.name).where(Supplier.active).order_by(Supplier.name)
        return tuple(rows.limit(MOST).tuples())
