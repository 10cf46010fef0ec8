"""The tables carriers take for many parcels at once: filled from deliveries here, and their numbers come back as an
import of tracking numbers.

What stands under which heading is data (`resources/imports/shipping.json`); a company keeps its own for a carrier by
showing the empty table that the carrier gave it, and may change what stands under each heading.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from models.base import reconnect
from models.delivery import Delivery, DeliveryLine
from models.goods import Product
from models.parties import Carrier
from resources.i18n import N_
from services import settings
from services.bulk import any_of
from services.divisions import find_place
from services.errors import Refusal
from services.exporting import placed
from services.faults import translated
from services.importing.header import find_header
from services.importing.mapping import map_columns
from services.importing.names import name_table
from services.importing.reading import read_sheets
from services.transitions import IN_HOUSE, ON_THE_WAY

KEY = "shipping.layouts"
ANY = ""  # the carrier of the layout that serves where there is no other
FIXED = "="
MOST = 5000
MOST_COLUMNS = 120
FIELDS = {
    "number": N_("Delivery no."), "order": N_("Order no."), "customer_ref": N_("Customer's no."),
    "receiver": N_("Receiver"), "company": N_("Customer"), "mobile": N_("Mobile"), "telephone": N_("Landline"),
    "phone": N_("Phone"), "address": N_("Address"), "province": N_("Province"), "city": N_("City"),
    "district": N_("District"), "street": N_("Address without them"), "goods": N_("Products"), "pieces": N_("Quantity"),
    "packages": N_("Packages"), "weight": N_("Weight kg"), "service": N_("Service"), "note": N_("Note"),
    "sender_company": N_("Our company"), "sender_name": N_("Our contact"), "sender_phone": N_("Our phone"),
    "sender_address": N_("Our address"),
}  # fmt: skip
DIVISIONS = frozenset({"province", "city", "district"})
# What the columns of a carrier's table are called in the names of order files, and what that is here.
_MEANT = {
    "number": "number", "receiver": "receiver", "customer": "company", "phone": "phone", "address": "address",
    "name": "goods", "products": "goods", "quantity": "pieces", "total_quantity": "pieces", "seller_memo": "note",
    "buyer_message": "note", "province": "province", "city": "city", "district": "district",
}  # fmt: skip
Columns = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """A carrier's table: (heading, field) in order. `own`: the company changed it; `sure`: seen at the carrier."""

    carrier: str
    columns: Columns
    own: bool = False
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Shipment:
    """A delivery as a carrier's table has it, in words; numbers are floats. `doubt` is about its address."""

    values: Mapping[str, str | float]
    doubt: str = ""

    @property
    def number(self) -> str:
        return str(self.values["number"])


@cache
def _known() -> dict[str, Layout]:
    text = (files("resources") / "imports" / "shipping.json").read_text(encoding="utf-8")
    return {
        each["carrier"]: Layout(each["carrier"], tuple((h, f) for h, f in each["columns"]), sure=each["sure"])
        for each in json.loads(text)["layouts"]
    }


def layout_of(carrier: str) -> Layout:
    """The table for the carrier of this code: the company's own, the known one, or the general one."""
    with translated():
        reconnect()
        own: Mapping[str, Columns] = settings.get(KEY)
    if carrier in own:
        return Layout(carrier, own[carrier], True)
    known = _known().get(carrier)
    return known or Layout(carrier, _known()[ANY].columns, sure=carrier == ANY)


def in_parts(columns: Columns) -> bool:
    """Whether a table has columns of their own for province, city or district."""
    return any(field in DIVISIONS for _heading, field in columns)


def carrier_names() -> dict[str, str]:
    """Code -> name."""
    with translated():
        reconnect()
        return dict(Carrier.select(Carrier.code, Carrier.name).tuples())


def with_layout(carrier: str, columns: Columns | None) -> dict[str, dict[str, Columns]]:
    """The setting to change, so that this carrier's table is that; None: the known one again. For change_settings."""
    with translated():
        reconnect()
        own = dict(settings.get(KEY))
    own.pop(carrier, None)
    if columns is not None:
        own[carrier] = columns[:MOST_COLUMNS]
    return {KEY: own}


def columns_of(path: Path) -> Columns:
    """The columns of the empty table that a carrier gave, with what each seems to hold. Raises FileRefused."""
    names = name_table("orders")
    for sheet in read_sheets(path):
        header = find_header(sheet, names)
        if header is not None:
            found, _questions = map_columns(sheet, header, names, {})
            meant = {at: _MEANT[name] for name, places in found.fields.items() if name in _MEANT for at in places[:2]}
            fields = {at: _field(header.headings[at], field) for at, field in meant.items()}
            if DIVISIONS & set(fields.values()):  # then the address's own column takes what they leave
                fields = {at: "street" if field == "address" else field for at, field in fields.items()}
            return tuple((heading, fields.get(at, "")) for at, heading in enumerate(header.headings) if heading)
    raise Refusal("no_header_here", file=path.name)


def _field(heading: str, field: str) -> str:
    """Mobile and landline are one field of an order, and two columns of a carrier."""
    if field == "phone":
        return "mobile" if "手机" in heading or "mobile" in heading.lower() else "phone"
    return field


def shipments(ids: Sequence[int]) -> tuple[tuple[str, Shipment], ...]:
    """(carrier's code, shipment) of these deliveries, those that are not sent yet or on their way."""
    with translated():
        reconnect()
        query = Delivery.select().where(any_of(Delivery.id, list(ids)[:MOST]) & Delivery.state.in_(_OPEN))
        rows = list(query.order_by(Delivery.id))
        carriers = {each.id: each.code for each in Carrier.select()}
        goods = _goods([row.id for row in rows])
        ours = {
            "sender_company": settings.get("company.name"), "sender_phone": settings.get("company.phone"),
            "sender_address": settings.get("company.address"), "sender_name": settings.get("company.name"),
        }  # fmt: skip
    return tuple((carriers.get(row.carrier_id, ""), _shipment(row, goods.get(row.id, ""), ours)) for row in rows)


_OPEN = sorted(IN_HOUSE | ON_THE_WAY)


def _goods(ids: list[int]) -> dict[int, str]:
    """What lies in each, in words."""
    L, P = DeliveryLine, Product
    query = L.select(L.delivery, P.name).join(P).where(any_of(L.delivery, ids)).order_by(L.delivery, L.position)
    found: dict[int, list[str]] = {}
    for delivery, name in query.tuples():
        found.setdefault(delivery, []).append(name)
    return {delivery: "、".join(dict.fromkeys(names))[:200] for delivery, names in found.items()}


def _shipment(row: Delivery, goods: str, ours: Mapping[str, str]) -> Shipment:
    place = find_place(row.address)
    parts = {"province": "", "city": "", "district": "", "street": row.address}
    if place is not None:
        parts = {name: getattr(place, name) for name in parts}
    return Shipment({**ours, **_values(row, goods), **parts}, place.doubt if place is not None else "place_unknown")


def _values(row: Delivery, goods: str) -> dict[str, str | float]:
    mobile = row.phone if is_mobile(row.phone) else ""
    return {
        "number": row.number, "order": row.order_number, "customer_ref": row.customer_ref, "receiver": row.receiver,
        "company": row.customer_name, "mobile": mobile, "telephone": "" if mobile else row.phone, "phone": row.phone,
        "address": row.address, "goods": goods, "pieces": float(row.pieces), "packages": float(row.packages or 1),
        "weight": round(row.weight_g / 1000, 3) if row.weight_g else "", "service": row.service, "note": "",
    }  # fmt: skip


def is_mobile(phone: str) -> bool:
    """Whether a Chinese mobile number, which carriers want in a column of its own."""
    return len(phone) == 11 and phone.isdigit() and phone.startswith("1")


def write_shipments(path: Path, layout: Layout, rows: Sequence[Shipment]) -> int:
    """Write the carrier's table; how many rows. Refuses nothing_to_send; Unavailable file_not_written."""
    if not rows:
        raise Refusal("nothing_to_send")
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet = book.active
    sheet.append([heading for heading, _field in layout.columns])
    for row in rows:
        sheet.append([_cell(row, field) for _heading, field in layout.columns])
    for at, (heading, _field) in enumerate(layout.columns, 1):
        sheet.cell(1, at).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(at)].width = max(10, min(40, 2 * len(heading) + 4))
    for cells in sheet.iter_rows(min_row=2):
        for cell in cells:
            if isinstance(cell.value, str):
                cell.data_type, cell.number_format = "s", "@"  # a name that begins with = is no formula
    sheet.freeze_panes = "A2"
    with placed(path) as draft:
        book.save(draft)
    return len(rows)


def _cell(row: Shipment, field: str) -> str | float | None:
    if field.startswith(FIXED):
        return field[1:]
    value = row.values.get(field, "")
    return value if value != "" else None
