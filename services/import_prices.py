"""Prices from a file: standard ones, those from a quantity on, of a price level or of a customer, with their days."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from models.goods import Price, Product
from services.bulk import any_of
from services.import_batch import ImportHead
from services.import_directory import Directory
from services.import_staging import TELL_EVERY, Staging, Taken, directory_of, finish, product_of, tell
from services.import_undo_rows import noted
from services.importing.preview import Record
from services.price_book import PriceKey, newest_prices
from services.unit import Unit, use_case

MOST = Decimal(99_999_999)
EXACT = Decimal("0.0001")
LONGEST_LEVEL = 40


@dataclass(frozen=True, slots=True)
class PriceRow:
    """A price of one base unit. Without customer, level and quantity it is the product's standard price."""

    row: int
    product_id: int
    price: Decimal
    customer_id: int | None = None
    level: str = ""
    from_quantity: Decimal = Decimal(0)
    valid_from: date | None = None
    valid_to: date | None = None

    @property
    def key(self) -> PriceKey:
        """Whose price of what, and when."""
        return (self.product_id, self.customer_id, self.level, self.from_quantity, self.valid_from, self.valid_to)

    @property
    def standard(self) -> bool:
        return self.customer_id is None and not self.level and not self.from_quantity


def stage(staging: Staging[PriceRow], today: date) -> None:
    """Which prices are new here."""
    records = staging.reading.records
    known = directory_of(staging, today)
    found = [row for record in records if (row := _read(staging, known, record)) is not None]
    there = newest_prices({row.product_id for row in found})
    seen: set[PriceKey] = set()
    for row in found:
        here = known.goods[row.product_id].price if row.standard else there.get(row.key)
        if row.key in seen:
            staging.fail(row.row, "sku", "twice_in_file", known.goods[row.product_id].sku)
        elif here is not None and here == row.price:
            staging.skip(row.row, "already_here", "price", row.price)
        else:
            staging.rows.append(row)
            if here is not None:
                staging.changing.add(row.row)
        seen.add(row.key)


def _read(staging: Staging[PriceRow], known: Directory, record: Record) -> PriceRow | None:
    row, said = record["row"], record.get("customer")
    buyer = known.buyer(said)
    customer_id = buyer.id if buyer is not None else None
    goods = product_of(staging, known, record, customer_id)
    if goods is None:
        return None
    if said and buyer is None:
        staging.fail(row, "customer", "unknown_customer", said)
        return None
    level = str(record.get("level") or "").strip() if customer_id is None else ""
    price = record.get("price")
    if price is None:
        staging.fail(row, "price", "missing_value")
        return None
    start, end = _day(record.get("valid_from")), _day(record.get("valid_to"))
    least = (record.get("from_quantity") or Decimal(0)) * goods.factor
    made = PriceRow(row, goods.goods.id, (price / goods.factor).quantize(EXACT, ROUND_HALF_UP), customer_id, level,
                    least, start, end)  # fmt: skip
    return made if _can_be(staging, made) else None


def _can_be(staging: Staging[PriceRow], row: PriceRow) -> bool:
    wrong = (
        ("price", "bad_figure", not 0 <= row.price <= MOST),
        ("from_quantity", "bad_figure", not 0 <= row.from_quantity <= MOST),
        ("level", "too_long_here", len(row.level) > LONGEST_LEVEL),
        ("valid_from", "days_for_nobody", row.standard and (row.valid_from or row.valid_to) is not None),
        ("valid_to", "days_reversed", (row.valid_to or date.max) < (row.valid_from or date.min)),
    )  # fmt: skip
    for name, code, is_so in wrong:
        if is_so:
            staging.fail(row.row, name, code, getattr(row, name) or "")
            return False
    return True


def _day(value: Any) -> date | None:
    return value.date() if isinstance(value, datetime) else value


@use_case("prices.import", right="products.edit")
def import_prices(u: Unit, head: ImportHead, rows: tuple[PriceRow, ...]) -> Taken:
    """Set the prices of a file, all or none; a newer price for the same holds over an older one."""
    came, before, prices = [], {}, []
    there = newest_prices({row.product_id for row in rows})
    known = {p.id: (p.sku, p.price) for p in Product.select().where(any_of(Product.id, [r.product_id for r in rows]))}
    for at, row in enumerate(rows):
        if at % TELL_EVERY == 0:
            tell(at, len(rows))
        sku, was = known[row.product_id]
        old = was if row.standard else there.get(row.key, was)
        prices.append((row.product_id, row.customer_id, row.level, old, row.price))
        before[row.row] = noted(sku=sku, price=row.price, **({"standard": was} if row.standard else {}))
        if row.standard:
            product = Product.update(price=row.price, version=Product.version + 1)
            product.where(Product.id == row.product_id).execute()
            came.append((row.row, row.product_id))
            continue
        made = Price.create(
            product=row.product_id, customer=row.customer_id, level=row.level, from_quantity=row.from_quantity,
            price=row.price, valid_from=row.valid_from, valid_to=row.valid_to,
        )  # fmt: skip
        came.append((row.row, made.id))
    u.topics.add("products")
    u.detail["prices"] = [each for each in prices if each[3] != each[4]]
    return finish(u, "prices", head, came, before=before)
