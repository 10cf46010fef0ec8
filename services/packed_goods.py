"""What lies in each package of a delivery, for its packing list."""

from decimal import Decimal

from models.delivery import Delivery, DeliveryLine, Package, PackageLine, ScanEvent
from models.goods import Product
from models.people import User
from models.stock import Lot
from printing import figures
from printing.papers import Packed, PackedItem, PackingList, Party
from resources.i18n import BOTH
from services import note_facts
from services.delivery_book import order_numbers, orders_of
from services.errors import Refusal
from services.unit import utc_now

ZERO = Decimal(0)


def listed(delivery: Delivery, seller: Party, to: Party, prints: int = 1, language: str = "zh_CN") -> PackingList:
    """The packing list of a delivery. Refuses not_packed."""
    rows = list(Package.select().where(Package.delivery == delivery).order_by(Package.number))
    if not rows:
        raise Refusal("not_packed", number=delivery.number)
    when = delivery.packed_at or utc_now()
    notes = (" ".join(order.note.split()) for order in orders_of(delivery))
    return PackingList(
        number=delivery.number,
        day=when.astimezone().date(),
        seller=seller,
        customer=to,
        packages=tuple(_packed(row, language) for row in rows),
        customer_order=delivery.customer_ref,
        orders=order_numbers(delivery),
        carrier=note_facts.carried_by(delivery),
        volume=note_facts.volume(delivery),
        remark="; ".join(dict.fromkeys(filter(None, notes))),
        packed_by=_packer(delivery),
        prints=prints,
    )


def _packed(package: Package, language: str) -> Packed:
    items: dict[tuple[int, str], PackedItem] = {}
    net: Decimal | None = ZERO
    rows = (
        PackageLine.select(PackageLine.quantity, Product, Lot.number)
        .join(DeliveryLine)
        .join(Product, on=(Product.id == DeliveryLine.product))
        .switch(PackageLine)
        .join(Lot)
        .where(PackageLine.package == package)
        .order_by(DeliveryLine.position, PackageLine.id)
    )
    for row in rows:
        product, lot = row.delivery_line.product, row.lot.number
        before = items.get((product.id, lot))
        whole = row.quantity + (before.quantity if before else ZERO)
        name = named(product, language)
        items[product.id, lot] = PackedItem(product.sku, name, whole, product.unit, product.spec, lot)
        net = None if net is None or not product.weight_g else net + figures.kilos(row.quantity * product.weight_g)
    gross = None if package.weight_g is None else figures.kilos(package.weight_g)
    return Packed(package.number, tuple(items.values()), gross, net or None, package.tracking_number)


def named(product: Product, language: str) -> str:
    """What a product is called on paper in this language."""
    if language == BOTH and product.name_en:
        return f"{product.name} {product.name_en}"
    return str(product.name_en if language == "en" and product.name_en else product.name)


def _packer(delivery: Delivery) -> str:
    """Who made the last scan that counted."""
    scan = (
        ScanEvent.select(User.name)
        .join(User)
        .where((ScanEvent.delivery == delivery) & (ScanEvent.verdict == "right"))
        .order_by(ScanEvent.id.desc())
        .tuples()
        .first()
    )
    return scan[0] if scan else ""
