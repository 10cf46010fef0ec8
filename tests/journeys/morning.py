"""A small company on an ordinary morning: what people find when they sign in, made through use cases."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal as D

from models.base import connection
from models.delivery import Delivery
from models.goods import Barcode, Product
from models.orders import SalesOrder
from services import catalogue, orders
from services.unit import Call
from tests.services.shop import BINS, Shop, ean, furnish, opened

PASSWORD = "password1"
PHONE = "13957400123"
GREEN, QUESTIONED = 12, 8
OUT, TO_PICK = 12, 1


@dataclass(frozen=True, slots=True)
class Item:
    """A product as `furnish_morning` adds it. `carton` pieces have a code of their own when it is not 0."""

    sku: str
    name: str
    price: D
    lots: tuple[str, ...] = ()
    carton: int = 0
    pieces: int = 500


ITEMS = (
    Item("BR-6204", "深沟球轴承", D("12.50"), ("L2601", "L2602")),
    Item("GL-NBR", "丁腈手套", D("0.85"), carton=100),
    Item("WA-M8", "平垫圈", D("0.12"), pieces=5000),
    Item("BO-M8", "六角螺栓", D("0.45")),
    Item("TA-48", "封箱胶带", D("4.20"), carton=72),
    Item("LB-60", "热敏标签纸", D("9.90")),
    Item("LU-EP2", "润滑脂", D("38.00"), ("K7", "K8")),
    Item("BL-A46", "同步带", D("21.00")),
    Item("SE-25", "骨架油封", D("3.30"), ("S1",)),
    Item("CH-40", "滚子链条", D("66.00"), pieces=5),
)


def furnish_morning(url: str, hashed: str, owner_url: str | None = None) -> None:
    """Ten products, a customer with prices of its own, twenty orders to decide, a delivery to pick, twelve ready to
    go, one on its way and one late."""
    furnish(url, hashed, owner_url)
    for shop in opened(url):
        today = Call(shop.owner).clock()
        shop.clock.now = today - timedelta(days=60)
        goods = _goods(shop)
        other = _customer(shop, goods)
        for customer in (1, other):
            _known(shop, customer, goods["WA-M8"])
        shop.clock.now = today - timedelta(days=3)
        _gone(shop, goods, other)
        shop.clock.now = today
        for number in range(OUT):
            shop.confirmed((goods["WA-M8"], 10 + number), promised=shop.clock.today)
        lots = ((goods["BR-6204"], 3), (goods["LU-EP2"], 2), (goods["SE-25"], 4))
        shop.released(*lots, customer_id=other, promised=shop.clock.today)
        _queue(shop, goods, other)


def _goods(shop: Shop) -> dict[str, int]:
    made = {}
    for number, item in enumerate(ITEMS, 1):
        codes = [catalogue.Code(ean(number))]
        codes += [catalogue.Code(f"1{ean(number)}"[:13] + "7", D(item.carton), "箱")] if item.carton else []
        made[item.sku] = shop.product(item.sku, name=item.name, unit="个", price=item.price,
                                      lot_tracked=bool(item.lots), codes=tuple(codes))  # fmt: skip
        for at, lot in enumerate(item.lots or ("",)):
            shop.stock(made[item.sku], item.pieces, lot=lot, bin=BINS[(number + at) % len(BINS)])
    return made


def _customer(shop: Shop, goods: dict[str, int]) -> int:
    """The one who phones: known by initials, with prices agreed and prices of its level."""
    made = catalogue.add_customer(
        shop.call("owner"),
        catalogue.CustomerData("C2", "宁波东港机电", "王芳", PHONE, "宁波市北仑区港城路 8 号", D(500_000), 30, "A"),
    ).id
    catalogue.set_price(shop.call("owner"), goods["GL-NBR"], D("0.80"), made)
    catalogue.set_price(shop.call("owner"), goods["WA-M8"], D("0.10"), level="A")
    return made


def _known(shop: Shop, customer: int, product: int) -> None:
    """An old order, approved and cancelled: the customer is no new one."""
    order = shop.approved((product, 1), customer_id=customer)
    orders.cancel_order(shop.call("clerk"), order.id, order.version, "Ordered twice")


def _gone(shop: Shop, goods: dict[str, int], customer: int) -> None:
    """Two on their way since then; one of them was promised for the day before yesterday."""
    day = shop.clock.today
    shop.dispatched((goods["TA-48"], 6), customer_id=customer, phone=PHONE, receiver="王芳", promised=day)
    shop.dispatched((goods["LB-60"], 10), promised=day + timedelta(days=9))


def _queue(shop: Shop, goods: dict[str, int], customer: int) -> None:
    """Twenty orders to decide. Of eight more is asked for than there is, and the last one goes over the limit."""
    for number in range(GREEN):
        shop.order((goods["WA-M8"], 10 + OUT + number), promised=shop.clock.today + timedelta(days=2))
    for number in range(QUESTIONED - 1):
        shop.order((goods["CH-40"], 6 + number), customer_id=customer, promised=shop.clock.today + timedelta(days=4))
    shop.order((goods["BL-A46"], 60_000), customer_id=customer, promised=shop.clock.today + timedelta(days=5))


def states(kind: type[SalesOrder] | type[Delivery]) -> dict[str, int]:
    """How many documents are in each state."""
    found: dict[str, int] = {}
    with connection():
        for (state,) in kind.select(kind.state).tuples():
            found[state] = found.get(state, 0) + 1
    return found


def code_of(sku: str, factor: int = 1) -> str:
    with connection():
        product = Product.get(Product.sku == sku)
        return str(Barcode.get((Barcode.product == product) & (Barcode.factor == factor)).code)
