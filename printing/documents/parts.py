"""Columns and fields of documents that a company can leave out or name otherwise, by the keys of its wording."""

from resources.i18n import N_

_TO = (
    ("person", N_("Attention:")), ("phone", N_("Telephone:")), ("reference", N_("Your order no.:")),
    ("address", N_("Delivery address:")), ("carrier", N_("Sent by:")), ("orders", N_("Our order no.:")),
)  # fmt: skip
_GOODS = (("sku", N_("Item no.")), ("goods", N_("Goods")))
_COUNT = (("quantity", N_("Qty")), ("unit", N_("UoM")))

# What a table can't do without, whatever a company leaves out.
ALWAYS = ("goods", "quantity")

PARTS: dict[str, tuple[tuple[str, str], ...]] = {
    "note": (
        *_GOODS, ("spec", N_("Specification")), ("lot", N_("Lot / use by")), *_COUNT, ("price", N_("Unit price ¥")),
        ("amount", N_("Amount ¥")), ("remark", N_("Line remark")), *_TO, ("day", N_("Delivery date:")),
        ("salesperson", N_("Sales contact:")), ("vehicle", N_("Vehicle:")), ("packages", N_("Packages:")),
        ("weight", N_("Gross weight:")), ("volume", N_("Volume:")), ("owed", N_("Owed before ¥:")),
        ("owed_now", N_("This delivery ¥:")), ("owed_in_all", N_("Owed in all ¥:")), ("account", N_("Pay to:")),
        ("note", N_("Note:")), ("clause", N_("Terms:")),
    ),
    "packing": (
        *_GOODS, ("lot", N_("Lot")), *_COUNT, ("net", N_("Net kg")), ("gross", N_("Gross kg")),
        ("waybill", N_("Waybill")), *_TO, ("day", N_("Date:")), ("seller", N_("From:")), ("remark", N_("Note:")),
    ),
    "picklist": (
        ("promised", N_("Promised by:")), ("orders", N_("For orders:")), ("carrier", N_("Sent by:")),
        ("remark", N_("Note:")), ("customer", N_("Pick for:")),
    ),
    "return": (
        *_GOODS, ("lot", N_("Lot / use by")), ("quantity", N_("Delivered")), ("unit", N_("UoM")),
        ("person", N_("Attention:")), ("phone", N_("Telephone:")), ("reference", N_("Your order no.:")),
        ("address", N_("Our address:")), ("carrier", N_("Sent by:")),
    ),
    "statement": (
        ("what", N_("What")), ("number", N_("Number")), ("phone", N_("Telephone:")), ("account", N_("Pay to:")),
    ),
}  # fmt: skip
