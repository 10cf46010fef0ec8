"""What each kind of label can say: its fields, their values for one label, and how they are written."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from printing import figures
from printing.errors import Unprintable
from printing.labels.layout import Layout, check_layout, pieces, texts_of
from printing.papers import BadgeLabel, BinLabel, Party, ProductLabel, ShippingLabel
from resources.i18n import N_, translator

REPRINT = N_("Reprint {n}")
HANDLING = {
    "fragile": N_("FRAGILE"),
    "upright": N_("THIS WAY UP"),
    "dry": N_("KEEP DRY"),
    "cold": N_("KEEP COLD"),
    "heavy": N_("HEAVY"),
}


@dataclass(frozen=True, slots=True)
class Field:
    """A field: its name in a text, its term on the screen, and what it holds.

    `holds`: text, number, money, date, moment, lines or picture.
    """

    name: str
    term: str
    holds: str = "text"


_COUNTER = (
    Field("index", N_("Number of this label"), "number"),
    Field("count", N_("Labels in all"), "number"),
    Field("reprint", N_("Mark of a reprint")),
)
# A label whose layout says none of these gets the mark of a reprint from the renderer.
MARKS = ("reprint", "printed", "prints")
_PACKAGE = (
    Field("code", N_("Tracking or package number")),
    Field("package", N_("Package number")),
    Field("tracking", N_("Tracking number")),
    Field("delivery", N_("Delivery number")),
    *_COUNTER,
    Field("carrier", N_("Carrier")),
    Field("route", N_("Sorting code")),
    Field("to_name", N_("To: person, else company")),
    Field("to_person", N_("To: person")),
    Field("to_company", N_("To: company")),
    Field("to_phone", N_("To: phone")),
    Field("to_address", N_("To: address")),
    Field("to_rest", N_("To: address and company")),
    Field("from_name", N_("From: company, else person")),
    Field("from_phone", N_("From: phone")),
    Field("from_address", N_("From: address")),
    Field("logo", N_("Logo"), "picture"),
    Field("facts", N_("Weight, pieces, items, their order")),
    Field("weight", N_("Weight in kg"), "number"),
    Field("pieces", N_("Pieces"), "number"),
    Field("items", N_("Kinds of goods"), "number"),
    Field("contents", N_("Goods inside"), "lines"),
    Field("item", N_("Goods, where they are of one kind")),
    Field("item_sku", N_("SKU, where it is one")),
    Field("item_quantity", N_("Quantity, where it is one kind"), "number"),
    Field("item_unit", N_("Unit, where it is one kind")),
    Field("customer_order", N_("The customer's order number")),
    Field("marks", N_("Handling marks and remark")),
    Field("handling", N_("Handling marks")),
    Field("remark", N_("Remark")),
    Field("printed", N_("How often and when it was printed")),
    Field("prints", N_("How often it was printed"), "number"),
    Field("printed_at", N_("When it was printed"), "moment"),
)
_GOODS = (
    Field("sku", N_("SKU")),
    Field("name", N_("Product")),
    Field("spec", N_("Specification")),
    Field("unit", N_("Unit")),
    Field("amount", N_("Quantity and unit")),
    Field("quantity", N_("Quantity"), "number"),
    Field("barcode", N_("Barcode")),
    Field("lot", N_("Lot")),
    Field("made", N_("Made"), "date"),
    Field("expiry", N_("Use by"), "date"),
    Field("price", N_("Price"), "money"),
    Field("company", N_("Company")),
    Field("facts", N_("SKU, specification, lot, dates")),
    Field("data", N_("GS1: product, expiry, lot")),
    *_COUNTER,
)
FIELDS: dict[str, tuple[Field, ...]] = {
    "label": _PACKAGE,
    "carton": _PACKAGE,
    "product": _GOODS,
    "lot": _GOODS,
    "bin": (Field("code", N_("Bin")), Field("name", N_("Name")), Field("scan", N_("What a scanner reads")), *_COUNTER),
    "badge": (
        Field("name", N_("Name")), Field("role", N_("Role")), Field("company", N_("Company")),
        Field("code", N_("What a scanner reads")), *_COUNTER,
    ),
    "command": (
        Field("meaning", N_("What it does")), Field("other", N_("What it does, in the other language")),
        Field("code", N_("What a scanner reads")), *_COUNTER,
    ),
}  # fmt: skip
KNOWN = {kind: {field.name: field for field in fields} for kind, fields in FIELDS.items()}

# Formats that are offered for what a field holds; the first is how it is written without one.
FORMATS: dict[str, tuple[str, ...]] = {
    "text": ("", "spaced", "masked", "upper", "last 4", "first 20"),
    "number": ("", "0", "000", "0.0", "0.00"),
    "money": ("", "0.00", "0"),
    "date": ("", "YYYYMMDD", "YYMMDD", "YYYY/MM/DD", "DD.MM.YYYY", "YYYY-MM"),
    "moment": ("", "YYYY-MM-DD", "YYMMDD", "HH:mm"),
    "lines": ("",),
    "picture": ("",),
}
_PATTERNS = {
    "text": r"spaced|masked|upper|lower|(first|last) [1-9][0-9]?",
    "number": r"0{1,12}(\.0{1,4})?",
    "money": r"0{1,12}(\.0{1,4})?",
    "date": r"(YYYY|YY|MM|DD|[-/. 年月日])+",
    "moment": r"(YYYY|YY|MM|DD|HH|mm|[-/.: 年月日时分])+",
}
_STAMPS = {"YYYY": "%Y", "YY": "%y", "MM": "%m", "DD": "%d", "HH": "%H", "mm": "%M"}


def check(layout: Layout) -> None:
    """Refuse a layout that could not be printed. Raises what layout.check_layout does, and bad_label_format."""
    known = KNOWN[layout.kind]
    check_layout(layout, frozenset(known))
    for each in layout.elements:
        for text in texts_of(each):
            for piece in pieces(text):
                if piece.format and not fits(known[piece.field].holds, piece.format):
                    raise Unprintable("bad_label_format", field=piece.field, format=piece.format)


def fits(holds: str, form: str) -> bool:
    """Whether what a field holds can be written in such a format."""
    return not form or bool(re.fullmatch(_PATTERNS.get(holds, ""), form))


def shown(field: Field, value: Any, form: str = "") -> str:
    """A value as it is printed; "" where there is none."""
    if value is None or value == "" or value == () or value == b"":
        return ""
    match field.holds:
        case "number" | "money":
            return _number(value, form, field.holds == "money")
        case "date" | "moment":
            return _day(value, form)
        case "lines":
            return "\n".join(value)
        case "picture":
            return "■"
    return _text(str(value), form)


def _number(value: Decimal | int, form: str, is_money: bool) -> str:
    if form:
        whole, _point, decimals = form.partition(".")
        places = Decimal(1).scaleb(-len(decimals))
        text = f"{Decimal(value).quantize(places, ROUND_HALF_UP):f}"
        return text.zfill(len(whole) + len(decimals) + bool(decimals))
    return f"¥{figures.price(Decimal(value))}" if is_money else figures.quantity(Decimal(value))


def _day(value: date | datetime, form: str) -> str:
    if form:
        # Figure by figure: on Windows strftime itself can fail at 年.
        return re.sub("|".join(_STAMPS), lambda match: value.strftime(_STAMPS[match.group()]), form)
    return figures.minute(value) if isinstance(value, datetime) else value.isoformat()


def _text(text: str, form: str) -> str:
    name, _blank, count = form.partition(" ")
    match name:
        case "upper":
            return text.upper()
        case "lower":
            return text.lower()
        case "masked":
            return figures.masked_phone(text)
        case "spaced":
            return spaced(text)
        case "first":
            return text[: int(count)]
        case "last":
            return text[-int(count) :]
    return text


def spaced(number: str) -> str:
    """A tracking number in groups of 4 from its end, what is left over joined to the first: SF1502 3394 7712.

    One with hyphens is grouped already.
    """
    if "-" in number:
        return number
    groups = [number[max(end - 4, 0) : end] for end in range(len(number), 0, -4)][::-1]
    if len(groups) > 1 and not groups[0].isdigit():
        groups[:2] = [groups[0] + groups[1]]
    return " ".join(groups)


Words = Callable[[str], str]
AnyLabel = ShippingLabel | ProductLabel | BinLabel | BadgeLabel | Mapping[str, Any]


def values(label: AnyLabel, language: str, place: int = 1, whole: int = 1) -> dict[str, Any]:
    """What each field of a label's kind holds; the label is the `place`-th of `whole`, unless it counts itself.

    A mapping is taken as it is, for the samples of the designer. `reprint` is empty on the first print.
    """
    words = translator(language)
    prints = getattr(label, "prints", 1)
    reprint = words(REPRINT).format(n=prints) if prints > 1 else ""
    counted = {"index": place, "count": whole, "reprint": reprint}
    match label:
        case ShippingLabel():
            return counted | _package(label, words)
        case ProductLabel():
            return counted | _goods(label, words)
        case BinLabel():
            return counted | {"code": label.code, "name": label.name, "scan": f"BIN-{label.code}"}
        case BadgeLabel():
            return counted | {
                "name": label.name, "role": label.role, "company": label.company, "code": label.code,
            }  # fmt: skip
    return counted | dict(label)


def _package(label: ShippingLabel, _: Words) -> dict[str, Any]:
    to, sender = label.to, label.sender
    only = label.contents[0] if len(label.contents) == 1 else None
    handling = "  ".join(_(HANDLING[key]) for key in label.handling)
    return {
        "code": label.tracking or label.package, "package": label.package, "tracking": label.tracking,
        "delivery": label.package.rpartition("-")[0], "index": label.index, "count": label.count,
        "carrier": label.carrier, "route": label.route,
        **_receiver(to, figures.masked_phone(to.phone) if label.mask_phone else to.phone),
        "from_name": sender.company or sender.person, "from_phone": sender.phone, "from_address": sender.address,
        "logo": sender.logo, "facts": _facts(label, _), "weight": label.weight, "pieces": label.pieces or None,
        "items": len(label.contents) or None,
        "contents": tuple(
            f"{item.name} × {figures.quantity(item.quantity)} {item.unit}".strip() for item in label.contents
        ),
        "item": only.name if only else "", "item_sku": only.sku if only else "",
        "item_quantity": only.quantity if only else None, "item_unit": only.unit if only else "",
        "customer_order": label.customer_order, "handling": handling, "remark": label.remark,
        "marks": "  ".join(filter(None, [handling, label.remark])),
        "printed": _printed(label, _), "prints": label.prints, "printed_at": label.printed_at,
    }  # fmt: skip


def _receiver(to: Party, phone: str) -> dict[str, Any]:
    below = "\n".join(filter(None, [to.address, to.company if to.person else ""]))
    return {
        "to_name": to.person or to.company, "to_person": to.person, "to_company": to.company, "to_phone": phone,
        "to_address": to.address, "to_rest": below,
    }  # fmt: skip


def _facts(label: ShippingLabel, _: Words) -> str:
    weight = f"{figures.kilograms(label.weight)} kg" if label.weight is not None else ""
    inside = _("{n} pcs").format(n=figures.quantity(label.pieces)) if label.pieces else ""
    count = len(label.contents)
    kinds = (_("{n} item") if count == 1 else _("{n} items")).format(n=count) if count else ""
    order = _("Your order {number}").format(number=label.customer_order) if label.customer_order else ""
    return " · ".join(filter(None, [weight, inside, kinds, order]))


def _printed(label: ShippingLabel, _: Words) -> str:
    text = _(REPRINT) if label.prints > 1 else _("Print {n}")
    when = figures.minute(label.printed_at) if label.printed_at else ""
    return " · ".join(filter(None, [text.format(n=label.prints), when]))


def _goods(label: ProductLabel, _: Words) -> dict[str, Any]:
    amount = f"{figures.quantity(label.quantity)} {label.unit}" if label.quantity is not None else label.unit
    lot = _("Lot {lot}").format(lot=label.lot) if label.lot else ""
    made = _("Made {day}").format(day=label.made.isoformat()) if label.made else ""
    expiry = _("Use by {day}").format(day=label.expiry.isoformat()) if label.expiry else ""
    price = f"¥{figures.price(label.price)}" if label.price is not None else ""
    lines = [[label.sku, amount, price], [label.spec, label.company], [lot], [made, expiry]]
    return {
        "sku": label.sku, "name": label.name, "spec": label.spec, "unit": label.unit, "amount": amount,
        "quantity": label.quantity, "barcode": label.barcode, "lot": label.lot, "made": label.made,
        "expiry": label.expiry, "price": label.price, "company": label.company, "data": label.data,
        "facts": "\n".join(text for line in lines if (text := "  ".join(filter(None, line)))),
    }  # fmt: skip
