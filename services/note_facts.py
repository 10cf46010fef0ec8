"""What papers tell of a delivery beyond its lines: who drives, volume, what was owed, who signed, how to handle it."""

import re
from decimal import ROUND_HALF_UP, Decimal

from models.delivery import Delivery, DeliveryLine, PackageLine
from models.fields import total
from models.goods import Product
from models.money import Receivable
from models.paper import Attachment
from models.parties import Carrier, Customer
from printing.papers import Signed
from services import signatures
from services.delivery_book import orders_of, valid_signoffs

ZERO = Decimal(0)
CUBIC_METRE = Decimal(1_000_000_000)
HEAVY_G = 25_000
# What products' and orders' notes say when goods ask for care, by the mark on the label.
CARE = {
    "fragile": re.compile(r"易碎|轻拿轻放|轻放|玻璃制品|fragile|breakable|handle with care", re.IGNORECASE),
    "upright": re.compile(r"向上|朝上|勿倒置|请勿倒|this way up|keep upright|upright", re.IGNORECASE),
    "dry": re.compile(r"防潮|防水|防雨|怕湿|keep dry|moisture", re.IGNORECASE),
    "cold": re.compile(r"冷藏|冷链|冷冻|keep cold|chilled|refrigerat|frozen goods", re.IGNORECASE),
}
_AREA = re.compile(r"^(?:[^市]*?(?:省|自治区))?\s*([\u4e00-\u9fff]{2,7}?)市\s*(?:([\u4e00-\u9fff]{1,6}?)(?:区|县|市))?")


def vehicle(delivery: Delivery) -> str:
    """Plate and driver of the hand-over list it left with."""
    if delivery.handover_id is None:
        return ""
    return " · ".join(filter(None, [delivery.handover.plate, delivery.handover.driver]))


def volume(delivery: Delivery) -> Decimal | None:
    """Cubic metres of what is packed (before that, planned), None where a product's size is not known."""
    rows = (
        DeliveryLine.select(DeliveryLine.packed, DeliveryLine.quantity, Product.length_mm, Product.width_mm,
                            Product.height_mm)
        .join(Product).where((DeliveryLine.delivery == delivery) & (DeliveryLine.quantity > 0)).tuples()
    )  # fmt: skip
    whole = ZERO
    for packed, quantity, *sides in rows:
        if not all(sides):
            return None
        whole += (packed or quantity) * sides[0] * sides[1] * sides[2] / CUBIC_METRE
    return whole.quantize(Decimal("0.001"), ROUND_HALF_UP) or None


def owed_before(delivery: Delivery) -> Decimal | None:
    """What a customer on credit owed without this delivery, what is not billed yet included; None for others."""
    customer = Customer.get_by_id(delivery.customer_id)
    if not customer.payment_days and not customer.credit_limit:
        return None
    R = Receivable
    own = (R.delivery == delivery) & (R.kind == "dispatch")
    others = (R.customer == customer) & ~R.billed & (R.delivery.is_null() | (R.delivery != delivery))
    waiting = R.select(total(R.amount)).where(others).tuples()[0][0] or ZERO
    mine = R.select(total(R.amount)).where(own & R.billed).tuples()[0][0] or ZERO
    return Decimal(customer.balance + waiting - mine)


def signed(delivery: Delivery) -> tuple[Signed, ...]:
    """The sign-offs over the content as it stands, each with the signature where one was drawn."""
    there = valid_signoffs(delivery) if delivery.content_hash else []
    drawn = signatures.drawings(delivery, [each.role for each in there]) if there else {}
    return tuple(
        Signed(each.role, each.user.name if each.user else "",
               bytes(Attachment.get_by_id(drawn[each.role]).data) if each.role in drawn else b"")
        for each in there
    )  # fmt: skip


def handling(delivery: Delivery, package_id: int, weight_g: int | None) -> tuple[str, ...]:
    """The marks of a package: what its products' notes and the orders' notes ask for, and that it is heavy."""
    rows = (
        PackageLine.select(Product.note).join(DeliveryLine).join(Product, on=(Product.id == DeliveryLine.product))
        .where(PackageLine.package == package_id).distinct().tuples()
    )  # fmt: skip
    told = " ".join([*(row[0] for row in rows), *(order.note for order in orders_of(delivery))])
    marks = [mark for mark, says in CARE.items() if says.search(told)]
    return (*marks, *(["heavy"] if weight_g is not None and weight_g >= HEAVY_G else []))


def carried_by(delivery: Delivery) -> str:
    """The carrier with its service."""
    name = Carrier.get_by_id(delivery.carrier_id).name if delivery.carrier_id else ""
    return " ".join(filter(None, [name, delivery.service]))


def area(delivery: Delivery) -> str:
    """City and district to sort packages by, where the company's own driver takes them; other carriers have codes."""
    if not delivery.carrier_id or Carrier.get_by_id(delivery.carrier_id).pattern:
        return ""
    found = _AREA.search(delivery.address)
    return " ".join(filter(None, found.groups())) if found else ""
