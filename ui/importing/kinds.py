"""The kinds of files that come in, in people's words: titles, the fields of a column, the window each belongs to."""

from dataclasses import dataclass

from resources.i18n import N_

ORDERS = {
    "number": N_("Order no."), "customer": N_("Customer"), "sku": N_("SKU"), "barcode": N_("Barcode"),
    "name": N_("Product"), "quantity": N_("Quantity"), "unit": N_("Unit"), "unit_price": N_("Price ¥"),
    "discount": N_("Discount"), "amount": N_("Amount ¥"), "spec": N_("Spec"), "color": N_("Colour"),
    "order_date": N_("Order date"), "promised_date": N_("Promised date"), "receiver": N_("Receiver"),
    "phone": N_("Phone"), "province": N_("Province"), "city": N_("City"), "district": N_("District"),
    "town": N_("Town"), "address": N_("Address"), "status": N_("Status"), "after_sales": N_("After-sales state"),
    "paid": N_("Paid ¥"), "freight": N_("Freight ¥"), "carrier": N_("Carrier"), "tracking_number": N_("Tracking no."),
    "buyer_message": N_("Buyer's message"), "seller_memo": N_("Seller's memo"),
    "products": N_("Products in one cell"), "total_quantity": N_("Total quantity"),
    "address2": N_("Address, second line"),
}  # fmt: skip
PLACE = {
    "province": N_("Province"), "city": N_("City"), "district": N_("District"), "address": N_("Address"),
}  # fmt: skip
PARTY = {"code": N_("Code"), "name": N_("Name"), "contact": N_("Contact"), "phones": N_("Phone"), **PLACE}
GOODS = {"sku": N_("SKU"), "barcode": N_("Barcode"), "name": N_("Product"), "spec": N_("Spec"), "unit": N_("Unit")}
MORE_OF_GOODS = {
    "name_en": N_("English name"), "category": N_("Category"), "supplier": N_("Supplier"),
    "pack_unit": N_("Unit of a pack"), "pack_factor": N_("How many in a pack"), "pack_barcode": N_("Barcode of a pack"),
    "min_price": N_("Least price ¥"), "safety_stock": N_("Safety stock"),
    "min_order": N_("Least to order"), "lead_days": N_("Lead time in days"),
    "lot_tracked": N_("Tracked by lot"), "serial_tracked": N_("Serial numbers"),
    "shelf_life_days": N_("Shelf life in days"), "weight_g": N_("Weight in grams"),
    "length_mm": N_("Length in mm"), "width_mm": N_("Width in mm"), "height_mm": N_("Height in mm"),
    "note": N_("Note"),
}  # fmt: skip
FIGURES = frozenset({
    "quantity", "unit_price", "amount", "paid", "freight", "total_quantity", "price", "cost", "counted", "book",
    "from_quantity", "opening", "min_price", "safety_stock", "min_order", "lead_days", "weight_g",
    "length_mm", "width_mm",
    "height_mm", "shelf_life_days", "payment_days", "credit_limit", "pack_factor", "first_weight", "first_price",
    "step_weight", "step_price",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of file. `often` are the fields offered first; `needs` says what such a file holds.

    `required` are the fields it can't do without, one of each group.
    """

    name: str
    title: str
    right: str
    home: str
    icon: str
    fields: dict[str, str]
    needs: str
    often: tuple[str, ...] = ()
    required: tuple[tuple[str, ...], ...] = ()


GOODS_NAMED = ("sku", "barcode", "name")
KINDS = {
    kind.name: kind
    for kind in (
        Kind(
            "orders", N_("Import orders"), "orders.import", "orders", "clipboard-list", ORDERS,
            N_("A row for each line: order number, customer, SKU, quantity, price."),
            ("number", "customer", "order_date", "promised_date", "sku", "barcode", "name", "spec", "quantity", "unit",
             "unit_price", "discount", "amount", "receiver", "phone", "address", "status", "buyer_message",
             "seller_memo"),
            (("sku", "barcode", "name", "products"), ("quantity", "products")),
        ),
        Kind(
            "products", N_("Import products"), "products.edit", "products", "tag",
            {**GOODS, "price": N_("Price ¥"), "cost": N_("Cost ¥"), "code": N_("Article no."), **MORE_OF_GOODS},
            N_("A row for each product: SKU, name, unit; barcode, spec, price, cost and all else its form has. "
               "Products that are here already stay, or are brought up to date when you say so."),
            required=(GOODS_NAMED,),
        ),
        Kind(
            "customers", N_("Import customers"), "customers.edit", "customers", "users",
            {**PARTY, "more_address": N_("Second address"), "credit_limit": N_("Credit limit ¥"),
             "payment_days": N_("Payment days"), "level": N_("Price level"), "tax_number": N_("Tax number"),
             "note": N_("Note")},
            N_("A row for each customer: name, code, contact, phone, address, credit limit, payment days. "
               "Customers that are here already stay, or are brought up to date when you say so."),
            required=(("name",),),
        ),
        Kind(
            "suppliers", N_("Import suppliers"), "purchases.edit", "purchasing", "building-2",
            {**PARTY, "payment_days": N_("Payment days"), "lead_days": N_("Lead time in days"), "note": N_("Note")},
            N_("A row for each supplier: name, code, contact, phone. "
               "Suppliers that are here already stay, or are brought up to date when you say so."),
            required=(("name",),),
        ),
        Kind(
            "counts", N_("Import counted stock"), "stock.adjust", "inventory", "boxes",
            {**GOODS, "location": N_("Bin"), "lot": N_("Lot"), "expiry": N_("Expiry"), "counted": N_("Counted"),
             "first_count": N_("First count"),
             "book": N_("In the book")},
            N_("A row for each product and bin: SKU, bin, lot and expiry where it has them, counted quantity. "
               "The book is put right to it; a row without a count stays open. "
               "On the first day this is the opening stock."),
            required=(GOODS_NAMED, ("counted",)),
        ),
        Kind(
            "prices", N_("Import prices"), "products.edit", "products", "tags",
            {"sku": N_("SKU"), "barcode": N_("Barcode"), "name": N_("Product"), "spec": N_("Spec"),
             "customer": N_("Customer"), "level": N_("Price level"), "from_quantity": N_("From quantity"),
             "unit": N_("Unit"), "price": N_("Price ¥"), "valid_from": N_("Valid from"), "valid_to": N_("Valid until")},
            N_("A row for each price: SKU and price. With a customer or a price level it is theirs, from a quantity "
               "on and between two days if you write them; with none of these, it is the standard price."),
            required=(GOODS_NAMED, ("price",)),
        ),
        Kind(
            "waybills", N_("Import tracking numbers"), "deliveries.dispatch", "delivery", "truck",
            {"number": N_("Delivery or order no."), "carrier": N_("Carrier"), "tracking": N_("Tracking no."),
             "service": N_("Service"), "freight": N_("Freight ¥")},
            N_("A row for each delivery: its number, the order's or the customer's order number; carrier; tracking "
               "number, or several with commas, one for each package."),
            required=(("number",), ("tracking",)),
        ),
        Kind(
            "events", N_("Import tracking events"), "tracking.edit", "tracking", "route",
            {"tracking": N_("Tracking no."), "number": N_("Delivery no."), "day": N_("Time"),
             "clock": N_("Time of day"), "status": N_("Status"),
             "place": N_("Place"), "reference": N_("Note")},
            N_("A row for each event of a carrier's file: tracking number, time, status in the carrier's words, place. "
               "Being delivered closes nothing here: somebody still signs for it."),
            required=(("tracking", "number"), ("day",), ("status",)),
        ),
        Kind(
            "payments", N_("Import payments"), "payments.edit", "finance", "wallet",
            {"customer": N_("Customer"), "amount": N_("Amount ¥"), "day": N_("Received on"),
             "reference": N_("Reference"), "direction": N_("In or out"), "outgoing": N_("Paid out ¥"),
             "opening": N_("Opening balance ¥"), "due": N_("Due date")},
            N_("A row for each payment: customer, day, amount, reference. Or for each customer what was owed when "
               "you began: customer, opening balance, due date."),
            required=(("customer",), ("amount", "opening")),
        ),
        Kind(
            "freight", N_("Import carriers' price tables"), "settings.change", "settings", "truck",
            {"carrier": N_("Carrier"), "service": N_("Service"), "zone": N_("Destination"),
             "first_weight": N_("First weight kg"), "first_price": N_("First weight ¥"),
             "step_weight": N_("Each further kg"), "step_price": N_("Further weight ¥"),
             "valid_from": N_("Valid from")},
            N_("A row for each price: carrier, provinces (other: all that are not named), price of the first weight, "
               "price of each further weight. Without a further price it is a flat price up to the first weight."),
            required=(("carrier",), ("first_price",)),
        ),
    )
}  # fmt: skip
