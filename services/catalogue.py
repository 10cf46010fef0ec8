"""Products, customers, suppliers and carriers: adding and changing them."""

import re
from dataclasses import dataclass, fields
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from models.base import row_values
from models.goods import Barcode, Price, Product, ProductStock
from models.parties import Address, Carrier, Customer, Supplier
from services import ledger, pricing
from services.changed import changed
from services.errors import Refusal
from services.search import search_line
from services.unit import Created, Unit, use_case
from services.versions import refuse_changed

LONGEST = 200
# Days that a carrier may say to take.
MOST_DAYS = 60


@dataclass(frozen=True, slots=True)
class Code:
    """A barcode; one scan of it counts `factor` base units of `unit`."""

    code: str
    factor: Decimal = Decimal(1)
    unit: str = ""


@dataclass(frozen=True, slots=True)
class ProductData:
    """A product's fields. Prices per base unit, weight in grams, sizes in millimetres, stock in base units.

    One that is not `active` is offered to nobody any more; what is there of it stays.
    """

    sku: str
    name: str
    unit: str = ""
    spec: str = ""
    name_en: str = ""
    lot_tracked: bool = False
    shelf_life_days: int | None = None
    safety_stock: Decimal = Decimal(0)
    lead_days: int = 7
    price: Decimal | None = None
    min_price: Decimal | None = None
    cost: Decimal | None = None
    weight_g: int | None = None
    codes: tuple[Code, ...] = ()
    category: str = ""
    supplier_id: int | None = None
    length_mm: int | None = None
    width_mm: int | None = None
    height_mm: int | None = None
    note: str = ""
    active: bool = True
    serial_tracked: bool = False
    min_order: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class CustomerData:
    """A customer's fields. `credit_limit` None is no limit, 0 is payment before delivery.

    `language` is that of the customer's papers, empty for the company's. `address` is the default one.
    """

    code: str
    name: str
    contact: str = ""
    phone: str = ""
    address: str = ""
    credit_limit: Decimal | None = None
    payment_days: int = 0
    price_level: str = ""
    delivery_policy: str = "ready"
    billing: str = "dispatch"
    tax_number: str = ""
    language: str = ""
    note: str = ""
    active: bool = True


def fields_of(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


def _compiled(pattern: str) -> None:
    try:
        re.compile(pattern)
    except re.error as error:
        raise Refusal("bad_pattern", pattern=pattern) from error


def _filled(value: str, field: str) -> str:
    value = value.strip()
    if not value:
        raise Refusal("empty_field", field=field)
    if len(value) > LONGEST:
        raise Refusal("too_long", field=field, most=LONGEST)
    return value


@use_case("product.add", right="products.edit")
def add_product(u: Unit, data: ProductData) -> Created:
    """Add a product with its barcodes.

    Refuses empty_field, too_long, sku_taken, barcode_taken, bad_number, unknown_supplier.
    """
    product = new_product(u, data)
    u.about("product", product.id, sku=product.sku)
    u.topics.add("products")
    return Created(product.id)


def new_product(u: Unit, data: ProductData) -> Product:
    sku = _filled(data.sku, "sku").upper()
    if Product.get_or_none(Product.sku == sku):
        raise Refusal("sku_taken", sku=sku)
    product = Product(sku=sku, search="")
    _fill_product(product, data)
    ProductStock.insert(product=product.id).execute()
    return product


def _fill_product(product: Product, data: ProductData) -> None:
    numbers = (data.price, data.min_price, data.cost, data.safety_stock, data.weight_g, data.shelf_life_days,
               data.lead_days, data.length_mm, data.width_mm, data.height_mm, data.min_order)  # fmt: skip
    if any(number is not None and not 0 <= number <= 999_999_999 for number in numbers):
        raise Refusal("bad_number")
    if data.supplier_id is not None and Supplier.get_or_none(Supplier.id == data.supplier_id) is None:
        raise Refusal("unknown_supplier")
    product.name = _filled(data.name, "name")
    for name in ("unit", "spec", "name_en", "lot_tracked", "serial_tracked", "shelf_life_days", "safety_stock",
                 "lead_days", "price", "min_price", "cost", "weight_g", "category", "supplier_id", "length_mm",
                 "width_mm", "height_mm", "note", "active", "min_order"):  # fmt: skip
        setattr(product, name, getattr(data, name))
    codes = [code.code.strip().upper() for code in data.codes]
    product.search = search_line(product.sku, data.name_en, data.spec, *codes, named=product.name)
    product.save()
    Barcode.delete().where(Barcode.product == product).execute()
    for code, text in zip(data.codes, codes, strict=True):
        taken = Barcode.get_or_none(Barcode.code == text)
        if taken:
            raise Refusal("barcode_taken", code_value=text, sku=taken.product.sku)
        if code.factor <= 0:
            raise Refusal("bad_number")
        Barcode.create(code=text, product=product, factor=code.factor, unit=code.unit)


@use_case("product.change", right="products.edit")
def change_product(u: Unit, product_id: int, version: int, data: ProductData) -> Created:
    """Change a product; its SKU stays. Refuses unknown_product, changed_meanwhile and what add_product refuses."""
    product = Product.get_or_none(Product.id == product_id)
    if product is None:
        raise Refusal("unknown_product", name=data.sku)
    refuse_changed(product, version, "product")
    before = row_values(product)
    product.version += 1
    _fill_product(product, data)
    ledger.relevel(product.id)
    u.about("product", product.id, sku=product.sku, changed=changed(before, product))
    u.topics.add("products")
    return Created(product.id)


@use_case("customer.add", right="customers.edit")
def add_customer(u: Unit, data: CustomerData) -> Created:
    """Add a customer with the default address. Refuses empty_field, too_long, code_taken, bad_number, bad_policy."""
    customer = new_customer(u, data)
    u.about("customer", customer.id, code=customer.code, name=customer.name)
    u.topics.add("customers")
    return Created(customer.id)


def new_customer(u: Unit, data: CustomerData) -> Customer:
    code = _filled(data.code, "code").upper()
    if Customer.get_or_none(Customer.code == code):
        raise Refusal("code_taken", code_value=code)
    customer = Customer(code=code, search="", created_at=u.now)
    _fill_customer(customer, data)
    return customer


def _fill_customer(customer: Customer, data: CustomerData) -> None:
    if data.credit_limit is not None and not 0 <= data.credit_limit <= 99_999_999_999:
        raise Refusal("bad_number")
    if not 0 <= data.payment_days <= 365:
        raise Refusal("bad_number")
    if data.delivery_policy not in ("ready", "complete", "ask"):
        raise Refusal("bad_policy", value=data.delivery_policy)
    if data.billing not in ("dispatch", "month"):
        raise Refusal("bad_kind", kind=data.billing)
    customer.name = _filled(data.name, "name")
    for name in ("contact", "phone", "credit_limit", "payment_days", "price_level", "delivery_policy", "billing",
                 "tax_number", "language", "note", "active"):  # fmt: skip
        setattr(customer, name, getattr(data, name))
    customer.search = search_line(customer.code, data.phone, data.contact, named=customer.name)
    customer.save()
    if data.address:
        Address.delete().where((Address.customer == customer) & Address.is_default).execute()
        Address.create(
            customer=customer, receiver=data.contact, phone=data.phone, text=data.address, is_default=True
        )


@use_case("customer.change", right="customers.edit")
def change_customer(u: Unit, customer_id: int, version: int, data: CustomerData) -> Created:
    """Change a customer; the code stays. Refuses unknown_customer, changed_meanwhile and what add_customer refuses."""
    customer = Customer.get_or_none(Customer.id == customer_id)
    if customer is None:
        raise Refusal("unknown_customer", name=data.name)
    refuse_changed(customer, version, "customer")
    before = row_values(customer)
    customer.version += 1
    _fill_customer(customer, data)
    u.about("customer", customer.id, code=customer.code, changed=changed(before, customer))
    u.topics.add("customers")
    return Created(customer.id)


@use_case("price.set", right="customers.edit")
def set_price(
    u: Unit,
    product_id: int,
    price: Decimal,
    customer_id: int | None = None,
    level: str = "",
    from_quantity: Decimal = Decimal(0),
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> Created:
    """A price for one customer or one level, or from a quantity on for everybody.

    Refuses bad_number, nobody, bad_period, unknown_product, unknown_customer.
    """
    if not 0 <= price <= 99_999_999 or from_quantity < 0:
        raise Refusal("bad_number")
    if (customer_id is not None and level) or (customer_id is None and not level and not from_quantity):
        raise Refusal("nobody")
    if valid_from is not None and valid_to is not None and valid_to < valid_from:
        raise Refusal("bad_period")
    if Product.get_or_none(Product.id == product_id) is None:
        raise Refusal("unknown_product", name=str(product_id))
    if customer_id is not None and Customer.get_or_none(Customer.id == customer_id) is None:
        raise Refusal("unknown_customer", name=str(customer_id))
    was = pricing.paid(customer_id, level, product_id, from_quantity, u.today)
    row = Price.create(
        product=product_id, customer=customer_id, level=level, from_quantity=from_quantity, price=price,
        valid_from=valid_from, valid_to=valid_to,
    )  # fmt: skip
    u.about("product", product_id, customer=customer_id, level=level, price=price, was=was)
    u.topics.add("products")
    return Created(row.id)


@use_case("price.end", right="customers.edit")
def end_price(u: Unit, price_id: int) -> Created:
    """A special price holds until yesterday; one that has not begun is taken away. Refuses unknown_price."""
    row = Price.get_or_none(Price.id == price_id)
    if row is None:
        raise Refusal("unknown_price")
    if row.valid_from is not None and row.valid_from >= u.today:
        row.delete_instance()
    else:
        row.valid_to = u.today - timedelta(1)
        row.save()
    now = pricing.paid(row.customer_id, row.level, row.product_id, row.from_quantity, u.today)
    u.about("product", row.product_id, customer=row.customer_id, level=row.level, price=row.price, now=now, ended=True)
    u.topics.add("products")
    return Created(price_id)


@use_case("supplier.add", right="purchases.edit")
def add_supplier(u: Unit, code: str, name: str, contact: str = "", phone: str = "", **more: Any) -> Created:
    """Add a supplier; `more` are SupplierData's other fields. Refuses empty_field, too_long, code_taken, bad_number."""
    row = new_supplier(code, name, contact, phone)
    _fill_supplier(row, SupplierData(name, contact, phone, **more))
    u.about("supplier", row.id, code=row.code)
    u.topics.add("suppliers")
    return Created(row.id)


@dataclass(frozen=True, slots=True)
class SupplierData:
    """What may change of a supplier. `lead_days` None: as the product says."""

    name: str
    contact: str = ""
    phone: str = ""
    address: str = ""
    payment_days: int = 0
    lead_days: int | None = None
    note: str = ""
    active: bool = True


@use_case("supplier.change", right="purchases.edit")
def change_supplier(u: Unit, supplier_id: int, version: int, data: SupplierData) -> Created:
    """Change a supplier; the code stays. Refuses unknown_supplier, changed_meanwhile, empty_field, bad_number."""
    row = Supplier.get_or_none(Supplier.id == supplier_id)
    if row is None:
        raise Refusal("unknown_supplier")
    refuse_changed(row, version, "supplier")
    before = row_values(row)
    row.version += 1
    _fill_supplier(row, data)
    u.about("supplier", row.id, code=row.code, changed=changed(before, row))
    u.topics.add("suppliers")
    return Created(row.id)


def _fill_supplier(row: Supplier, data: SupplierData) -> None:
    if not 0 <= data.payment_days <= 365 or not 0 <= (data.lead_days or 0) <= 365:
        raise Refusal("bad_number")
    for name in fields_of(SupplierData):
        setattr(row, name, getattr(data, name))
    row.name = _filled(data.name, "name")
    row.search = search_line(row.code, data.phone, data.contact, named=row.name)
    row.save()


def new_supplier(code: str, name: str, contact: str, phone: str) -> Supplier:
    code, name = _filled(code, "code").upper(), _filled(name, "name")
    if Supplier.get_or_none(Supplier.code == code):
        raise Refusal("code_taken", code_value=code)
    return Supplier.create(
        code=code, name=name, contact=contact, phone=phone, search=search_line(code, phone, named=name)
    )


@use_case("carrier.add", right="settings.change")
def add_carrier(
    u: Unit, code: str, name: str, pattern: str = "", phone: str = "", services: str = "", track_url: str = "",
    days: int | None = None,
) -> Created:  # fmt: skip
    """Add a carrier and the pattern its tracking numbers match.

    Refuses empty_field, code_taken, bad_pattern, bad_track_url, bad_number.
    """
    code, name = _filled(code, "code").upper(), _filled(name, "name")
    if Carrier.get_or_none(Carrier.code == code):
        raise Refusal("code_taken", code_value=code)
    _compiled(pattern)
    row = Carrier.create(
        code=code, name=name, pattern=pattern, phone=phone, services=_lines(services), track_url=_address(track_url),
        days=_on_the_way(days),
    )  # fmt: skip
    u.about("carrier", row.id, code=code)
    u.topics.add("carriers")
    return Created(row.id)


@dataclass(frozen=True, slots=True)
class CarrierData:
    """What may change of a carrier. `pattern` is a regular expression of its tracking numbers, `services` the kinds
    of service it sells, one a line, `track_url` its page about a parcel, with {number} in it, `days` those that it says
    to take on the way."""

    name: str
    pattern: str = ""
    phone: str = ""
    active: bool = True
    services: str = ""
    track_url: str = ""
    days: int | None = None


@use_case("carrier.change", right="settings.change")
def change_carrier(u: Unit, carrier_id: int, version: int, data: CarrierData) -> Created:
    """Change a carrier; the code stays.

    Refuses unknown_carrier, changed_meanwhile, empty_field, bad_pattern, bad_track_url, bad_number.
    """
    row = Carrier.get_or_none(Carrier.id == carrier_id)
    if row is None:
        raise Refusal("unknown_carrier")
    refuse_changed(row, version, "carrier")
    _compiled(data.pattern)
    before = row_values(row)
    for name in fields_of(CarrierData):
        setattr(row, name, getattr(data, name))
    row.name = _filled(data.name, "name")
    row.services, row.track_url, row.days = _lines(data.services), _address(data.track_url), _on_the_way(data.days)
    row.version += 1
    row.save()
    u.about("carrier", row.id, code=row.code, changed=changed(before, row))
    u.topics.add("carriers")
    return Created(row.id)


def _on_the_way(days: int | None) -> int | None:
    if days is not None and not 1 <= days <= MOST_DAYS:
        raise Refusal("bad_number")
    return days


def _lines(text: str) -> str:
    """One service a line, each once; commas part them too."""
    lines = (" ".join(part.split()) for line in text.splitlines() for part in re.split("[,，;；、]", line))
    return "\n".join(dict.fromkeys(line for line in lines if line))


def _address(text: str) -> str:
    text = text.strip()
    if text and not (text.startswith(("https://", "http://")) and text.isascii() and not re.search(r"\s", text)):
        raise Refusal("bad_track_url", address=text)
    return text
