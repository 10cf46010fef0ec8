"""The people and goods of the story, and what its steps read of the database to know that they are done."""

from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from models.base import connection
from models.delivery import Delivery
from models.driver import peewee
from models.goods import Barcode, Product, ProductStock
from models.orders import SalesOrder
from models.paper import PrintJob
from models.people import User
from services.sample import data
from services.sample.build import PASSWORD

ORDER_FILE = Path(str(files("resources") / "samples" / "orders-zh.xlsx"))
ROLES = ("owner", "clerk", "approver", "warehouse", "packer", "logistics", "finance")


@dataclass(frozen=True, slots=True)
class Person:
    """Who signs in, and how they prove who they are. `badge` is "" where they have none."""

    id: int
    login: str
    password: str
    badge: str = ""


@dataclass(frozen=True, slots=True)
class Goods:
    """A product and the code on one base unit of it."""

    sku: str
    code: str


@dataclass(frozen=True, slots=True)
class Plot:
    """Who does what. `people` by role; `customer` as typed; the typed order's lines with their pieces; goods that are
    on no line; the order file; the carrier by name, with a tracking number for each delivery."""

    people: dict[str, Person]
    customer: str
    lines: tuple[tuple[Goods, int], ...]
    stranger: Goods
    file: Path
    carrier: str
    tracking: tuple[str, str]


def sample_plot() -> Plot:
    """The story in the open sample company."""
    with connection():
        ids = dict(User.select(User.login, User.id).tuples())
        people: dict[str, Person] = {}
        for row in data.rows("people"):
            people.setdefault(row["roles"], Person(ids[row["login"]], row["login"], PASSWORD, row["badge"]))
        loose, kept = in_stock(lots=False), in_stock(lots=True)
    lines = ((kept[0], 6), (loose[0], 5))
    return Plot(people, "NBDG", lines, loose[1], ORDER_FILE, "顺丰速运", ("SF1512007919031", "SF1512007926950"))


def in_stock(*, lots: bool) -> tuple[Goods, ...]:
    """The best stocked products, with lots or without."""
    rows = (
        Product.select(Product.sku, Product.id)
        .join(ProductStock, on=(ProductStock.product == Product.id))
        .where((Product.lot_tracked == lots) & (ProductStock.available > 0))
        .order_by(ProductStock.available.desc(), Product.id)
        .limit(3)
    )
    return tuple(Goods(sku, code_of(sku)) for sku, _product in rows.tuples())


def code_of(sku: str) -> str:
    """The code on one base unit."""
    product = Product.get(Product.sku == sku)
    return str(Barcode.get((Barcode.product == product) & (Barcode.factor == 1)).code)


def goods_code(sku: str) -> str:
    with connection():
        return code_of(sku)


def order_state(number: str) -> str:
    with connection():
        return str(SalesOrder.get(SalesOrder.number == number).state)


def delivery_of(order: str) -> str:
    """The number of an order's planned delivery, or ""."""
    with connection():
        found = Delivery.get_or_none(
            (Delivery.order == SalesOrder.get(SalesOrder.number == order)) & (Delivery.state == "planned")
        )
        return str(found.number) if found else ""


def delivery_state(number: str) -> str:
    with connection():
        return str(Delivery.get(Delivery.number == number).state)


def orders_since(last: int) -> tuple[str, ...]:
    """The numbers of submitted orders that came in after this id."""
    with connection():
        rows = SalesOrder.select(SalesOrder.number).where((SalesOrder.id > last) & SalesOrder.number.is_null(False))
        return tuple(number for (number,) in rows.order_by(SalesOrder.id).tuples())


def last_order() -> int:
    with connection():
        return int(SalesOrder.select(peewee.fn.MAX(SalesOrder.id)).scalar() or 0)


def unprinted(deliveries: tuple[str, ...]) -> int:
    """How many papers of these deliveries are still to be printed."""
    with connection():
        mine = Delivery.select(Delivery.id).where(Delivery.number.in_(deliveries))
        under_way = PrintJob.state.in_(("queued", "sending"))
        found = PrintJob.select().where(PrintJob.delivery_id.in_(mine) & under_way)
        return int(found.count())
