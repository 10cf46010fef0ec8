"""Products, customers and suppliers that are here and not the same in a file: what differs, and taking it over.

What a file leaves blank stays as it is. A record is known by its code, a party without one in the file by its name.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

from models.base import row_values
from models.goods import Barcode, Product
from models.parties import Address, Customer, Supplier
from services import ledger
from services.bulk import any_of
from services.changed import changed
from services.import_undo_rows import Undone, before_of, noted
from services.importing.addresses import bare_address
from services.search import search_line
from services.unit import Unit

if TYPE_CHECKING:
    from models.exchange import ImportRow
    from services.import_parties import Row

MODELS: dict[str, Any] = {"products": Product, "customers": Customer, "suppliers": Supplier}
OWN = {"products": ("spec", "unit", "price", "cost"), "customers": ("contact", "phone"),
       "suppliers": ("contact", "phone", "address")}  # fmt: skip
PLACES = {"price": 4, "cost": 4, "min_price": 4, "safety_stock": 3, "min_order": 3, "credit_limit": 2}
# The field of a file that says a field of a record, where the names differ.
SAID_BY = {"supplier_id": "supplier", "price_level": "level", "phone": "phones"}
LONGEST_ADDRESS = 500
Difference = tuple[str, Any, Any]  # field, what the file says, what is here


@dataclass(frozen=True, slots=True)
class Stored:
    """A record as it is here."""

    id: int
    version: int
    values: Mapping[str, Any]


def stored(kind: str, rows: Sequence["Row"], keys: Callable[["Row"], str]) -> dict[str, Stored]:
    """The records that rows mean, by the key of a row."""
    model = MODELS[kind]
    name = Product.sku if kind == "products" else model.code
    wanted = {keys(row) for row in rows}
    named = any_of(name, sorted(wanted)) if kind == "products" else any_of(
        name, sorted(key[2:] for key in wanted if key.startswith("c:"))
    ) | any_of(model.name, sorted(key[2:] for key in wanted if key.startswith("n:")))  # fmt: skip
    found: dict[str, Stored] = {}
    twice: set[str] = set()
    more = _more(kind, named)
    for record in model.select().where(named):
        values = {**record.__data__, "supplier_id": record.__data__.get("supplier"), **more.get(record.id, {})}
        here = Stored(record.id, record.version, values)
        for key in (record.sku,) if kind == "products" else (f"c:{record.code}", f"n:{record.name}"):
            if key in found:
                twice.add(key)
            found[key] = here
    return {key: here for key, here in found.items() if key in wanted and key not in twice}


def _more(kind: str, named: Any) -> dict[int, dict[str, Any]]:
    """What tables beside the records hold: the codes of products, the address of customers."""
    found: dict[int, dict[str, Any]] = {}
    if kind == "products":
        codes = Barcode.select(Barcode.product, Barcode.code).join(Product).where(named)
        for product, code in codes.tuples():
            found.setdefault(product, {"barcode": set()})["barcode"].add(code)
    elif kind == "customers":
        homes = Address.select(Address.customer, Address.text).join(Customer).where(named & Address.is_default)
        found = {customer: {"address": text} for customer, text in homes.tuples()}
    return found


def differences(kind: str, row: "Row", here: Stored) -> list[Difference]:
    """What the row says and the record does not."""
    said: dict[str, Any] = {"name": row.name, **{name: getattr(row, name) for name in OWN[kind]}, **dict(row.more)}
    if kind == "customers":
        said["address"] = row.address
    found = []
    for name, now in said.items():
        was = here.values.get(name)
        now = now.quantize(Decimal(1).scaleb(-PLACES[name]), ROUND_HALF_UP) if _is_figure(name, now) else now
        if now not in (None, "") and not _same(name, now, was):
            found.append((name, now, was))
    codes = here.values.get("barcode", set())
    if kind == "products" and row.barcode and row.barcode.upper() not in codes:
        found.append(("barcode", row.barcode.upper(), ", ".join(sorted(codes))))
    return found


def _is_figure(name: str, value: Any) -> bool:
    return name in PLACES and isinstance(value, Decimal)


def _same(name: str, now: Any, was: Any) -> bool:
    if name == "phone":
        return re.sub(r"\D", "", now) in re.sub(r"\D", "", was or "")
    if name == "address":
        return re.sub(r"\s", "", now) == re.sub(r"\s", "", bare_address(was or ""))
    return bool(now == was)


def words_of(name: str, value: Any) -> str:
    """A value as it is shown beside another."""
    if name == "supplier_id" and value is not None:
        return str(Supplier.get_by_id(value).name)
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return "—" if value in (None, "") else str(value)


def taken_barcodes(rows: Sequence["Row"]) -> set[str]:
    """Barcodes that rows say and another product has."""
    said = sorted({row.barcode.upper() for row in rows if row.barcode})
    return {code for (code,) in Barcode.select(Barcode.code).where(any_of(Barcode.code, said)).tuples()}


@dataclass(slots=True)
class Revised:
    """What was taken over: (row, id), the rows that somebody was quicker than, and what each row wrote over."""

    came: list[tuple[int, int]]
    late: list[int]
    before: dict[int, str]
    told: list[dict[str, Any]]


def revise(u: Unit, kind: str, rows: Sequence["Row"]) -> Revised:
    """Take over what rows say of records that are as they were when they were compared."""
    done = Revised([], [], {}, [])
    for row in rows:
        record_id, version = row.known or (0, 0)
        record = MODELS[kind].get_or_none(MODELS[kind].id == record_id)
        if record is None or record.version != version:
            done.late.append(row.row)
            continue
        before, new = row_values(record), _free(row)
        if not new:
            done.late.append(row.row)
            continue
        was = {name: before.get("supplier" if name == "supplier_id" else name) for name in new}
        if "barcode" in new:
            Barcode.create(code=new["barcode"], product=record)
            was["barcode"] = new["barcode"]
        if "address" in new and kind == "customers":
            was["address"] = _readdress(record, new["address"])
        _set(kind, record, new)
        done.came.append((row.row, record_id))
        done.before[row.row] = noted(version=record.version, was=was)
        beside = {name: [None, new[name]] for name in ("barcode", "address") if name in new}
        done.told.append({"id": record_id, "changed": {**beside, **changed(before, record)}})
    return done


def _free(row: "Row") -> dict[str, Any]:
    """What a row changes, without a barcode that another product has got meanwhile."""
    new = dict(row.changed)
    if "barcode" in new and Barcode.get_or_none(Barcode.code == new["barcode"]) is not None:
        del new["barcode"]
    return new


def _readdress(customer: Any, text: str) -> str | None:
    """Another text for the default address; the one there was."""
    home = Address.get_or_none((Address.customer == customer) & Address.is_default)
    if home is None:
        Address.create(customer=customer, receiver=customer.contact, phone=customer.phone,
                       text=text[:LONGEST_ADDRESS], is_default=True)  # fmt: skip
        return None
    old, home.text = home.text, text[:LONGEST_ADDRESS]
    home.save()
    return str(old)


def _set(kind: str, record: Any, values: Mapping[str, Any]) -> None:
    beside = {"barcode"} | ({"address"} if kind == "customers" else set())
    for name, value in values.items():
        if name not in beside:
            setattr(record, name, value)
    record.version += 1
    record.search = _search_line(kind, record)
    record.save()
    if "safety_stock" in values:
        ledger.relevel(record.id)


def _search_line(kind: str, record: Any) -> str:
    if kind == "products":
        codes = Barcode.select(Barcode.code).where(Barcode.product == record).tuples()
        return search_line(record.sku, record.name_en, record.spec, *(code for (code,) in codes), named=record.name)
    return search_line(record.code, record.phone, record.contact, named=record.name)


def put_back(kind: str, rows: Sequence["ImportRow"], name: str) -> Undone:
    """What rows wrote over stands again, where nobody changed the record since; `name` names what stays."""
    done = Undone()
    for row in rows:
        said = before_of(row)
        record = MODELS[kind].get_or_none(MODELS[kind].id == row.document_id)
        if record is None or record.version != said["version"]:
            done.kept.append(str(getattr(record, name)) if record is not None else str(row.document_id))
            continue
        was = {key: Decimal(old) if key in PLACES and old is not None else old for key, old in said["was"].items()}
        if "barcode" in was:
            Barcode.delete().where((Barcode.code == was["barcode"]) & (Barcode.product == record.id)).execute()
        if "address" in was and kind == "customers":
            home = (Address.customer == record.id) & Address.is_default
            if was["address"] is None:
                Address.delete().where(home).execute()
            else:
                Address.update(text=was["address"]).where(home).execute()
        before = row_values(record)
        _set(kind, record, was)
        done.go(row.row)
        done.gone.told.setdefault("changed", []).append({"id": record.id, "changed": changed(before, record)})
    return done
