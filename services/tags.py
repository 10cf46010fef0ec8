"""RFID tags: what each stands for, and which goods of a delivery a reader found.

A tag with a GTIN in it (SGTIN-96) names its goods itself; any other is bound to a product once, with its lot.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from models.base import reconnect
from models.delivery import DeliveryLine
from models.goods import Product, Tag
from models.statement import Statement
from services.code_goods import find_item
from services.errors import Refusal
from services.faults import translated
from services.ledger import ZERO
from services.scanning import parse
from services.unit import Created, Unit, use_case

MOST_TAGS = 10_000
_LINES = Statement(
    lambda delivery: DeliveryLine.select(
        DeliveryLine.product, Product.sku, Product.name, Product.name_en, DeliveryLine.quantity
    )
    .join(Product)
    .where(DeliveryLine.delivery == delivery)
    .order_by(DeliveryLine.position)
)


@dataclass(frozen=True, slots=True)
class TagLine:
    """Goods of a delivery and how many pieces of them have a tag that was found. In base units."""

    product_id: int
    sku: str
    name: str
    name_en: str
    wanted: Decimal
    found: int

    @property
    def missing(self) -> Decimal:
        return max(self.wanted - self.found, ZERO)


@dataclass(frozen=True, slots=True)
class TagCount:
    """What a reader found of a delivery. `strange` are tags of other goods as (tag, SKU), or with "" of nothing known;
    more of some goods than the delivery wants are no strangers, but the line says so."""

    lines: tuple[TagLine, ...]
    strange: tuple[tuple[str, str], ...]

    @property
    def wanted(self) -> Decimal:
        return sum((line.wanted for line in self.lines), ZERO)

    @property
    def found(self) -> Decimal:
        return sum((min(line.wanted, Decimal(line.found)) for line in self.lines), ZERO)

    @property
    def missing(self) -> tuple[TagLine, ...]:
        return tuple(line for line in self.lines if line.missing)

    @property
    def over(self) -> tuple[TagLine, ...]:
        return tuple(line for line in self.lines if line.found > line.wanted)


def count(delivery_id: int, tags: Iterable[str]) -> TagCount:
    """Hold the tags a reader sent against a delivery; each counts once, however often it was sent."""
    with translated():
        reconnect()
        rows = _LINES.rows(delivery=delivery_id)
        wanted: dict[int, Decimal] = {}
        for row in rows:
            wanted[row[0]] = wanted.get(row[0], ZERO) + row[4]
        found, strange = dict.fromkeys(wanted, 0), []
        for tag in sorted({text.strip().upper() for text in tags}):
            item = find_item(parse(tag))
            if item is not None and item.product_id in found:
                found[item.product_id] += 1
            else:
                strange.append((tag, item.sku if item else ""))
    named = {row[0]: row for row in rows}
    lines = tuple(
        TagLine(product, row[1], row[2], row[3], wanted[product], found[product]) for product, row in named.items()
    )
    return TagCount(lines, tuple(strange))


@use_case("tags.bind", right="stock.receive")
def bind_tags(u: Unit, product_id: int, tags: tuple[str, ...], lot: str = "") -> Created:
    """Say of which goods these tags are, from now on; of a tag bound before its new goods.

    Refuses unknown_product, not_a_tag for what no reader sends or a tag that names its own goods, too_many_tags.
    """
    if Product.get_or_none(Product.id == product_id) is None:
        raise Refusal("unknown_product", name=str(product_id))
    if len(tags) > MOST_TAGS:
        raise Refusal("too_many_tags", most=MOST_TAGS)
    codes = [_code(text) for text in tags]
    for code in codes:
        Tag.delete().where(Tag.epc == code).execute()
        Tag.create(epc=code, product=product_id, lot=lot.strip().upper(), at=u.now)
    u.about("product", product_id, tags=codes, lot=lot)
    u.topics.add("products")
    return Created(product_id)


def _code(text: str) -> str:
    """The number in a tag that can be bound. Refuses not_a_tag."""
    scan = parse(text)
    if scan.kind != "epc" or scan.gtin or scan.sscc:
        raise Refusal("not_a_tag", text=text)
    return scan.code
