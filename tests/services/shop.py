"""A small company to test use cases on, the same on both engines, with a clock that stands until it is set."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from models import migrate
from models.base import db, open_database, reconnect
from models.delivery import Delivery, DeliveryLine
from models.goods import Barcode, Product
from models.parties import Customer
from models.people import AuditEntry, User
from models.stock import Location, Lot, StockBalance
from models.tables import ALL
from services import approval, catalogue, deliveries, orders, packing, people, places, stock, tracking
from services.order_book import Saved
from services.unit import Actor, Call

START = datetime(2026, 3, 5, 4, 0, tzinfo=UTC)
ROLES = ("clerk", "approver", "warehouse", "packer", "logistics", "finance")
BINS = ("A-01-1", "A-01-2", "A-01-3", "B-01-1")
D = Decimal


@dataclass(slots=True)
class Clock:
    """A clock that tests set."""

    now: datetime = START

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **span: float) -> None:
        self.now += timedelta(**span)

    @property
    def today(self) -> date:
        return self.now.astimezone().date()


def furnish(url: str, hashed: str, owner_url: str | None = None) -> None:
    """Migrate an empty database and make the company in it: a person for each role, a customer, carriers, bins."""
    open_database(owner_url or url)
    reconnect()
    migrate.migrate()
    db.close()
    open_database(url)
    reconnect()
    clock = Clock()
    setup = Call(people.setup_actor(), clock=clock)
    owner = people.create_company(setup, "Acme", "en", "Olive Owner", "owner", hashed).id
    boss = people.actor_of(User.get_by_id(owner))
    for role in ROLES:
        people.add_user(Call(boss, clock=clock), role, role.title(), (role,), hashed)
    catalogue.add_customer(
        Call(boss, clock=clock),
        catalogue.CustomerData("C1", "Corner Shop", "Carl", "13800000001", "1 Road", D(1_000_000), 30),
    )
    catalogue.add_carrier(Call(boss, clock=clock), "OWN", "Own van")
    catalogue.add_carrier(Call(boss, clock=clock), "SF", "SF Express", r"^SF\d{13}$")
    catalogue.add_supplier(Call(boss, clock=clock), "S1", "Supplier")
    for walk, code in enumerate(BINS):
        places.add_bin(Call(boss, clock=clock), code, walk * 10)
    db.close()


def ean(number: int) -> str:
    """A valid EAN-13 of our own for each number."""
    digits = f"690{number:09d}"
    weighed = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits))
    return digits + str(-weighed % 10)


@dataclass
class Shop:
    """The company of `furnish`, opened. Its builders go through use cases, each by the role that does such work."""

    clock: Clock = field(default_factory=Clock)
    actors: dict[str, Actor] = field(default_factory=dict)
    customer_id: int = 1
    made: int = 0

    def __post_init__(self) -> None:
        for user in list(User.select()):
            self.actors[user.login] = people.actor_of(user)

    def __getattr__(self, role: str) -> Actor:
        try:
            return self.actors[role]
        except KeyError as error:
            raise AttributeError(role) from error

    def call(self, actor: Actor | str, *confirmed: str, **changes: Any) -> Call:
        """A call with a fresh request id, at the time of the shop's clock."""
        who = self.actors[actor] if isinstance(actor, str) else actor
        return Call(who, confirmed=frozenset(confirmed), clock=self.clock, **changes)

    def product(self, sku: str | None = None, **data: Any) -> int:
        """A product for 10.00 with a barcode of its own, not lot-tracked unless `data` says so."""
        self.made += 1
        sku = sku or f"P-{self.made}"
        values: dict[str, Any] = {
            "name": f"Product {sku}", "unit": "pc", "price": D(10), "weight_g": 100,
            "codes": (catalogue.Code(ean(self.made)),),
        } | data  # fmt: skip
        return catalogue.add_product(self.call("owner"), catalogue.ProductData(sku, **values)).id

    def by_month(self) -> None:
        """The customer is billed at the end of each month from now on."""
        customer = Customer.get_by_id(self.customer_id)
        data = catalogue.CustomerData("C1", "Corner Shop", "Carl", "13800000001", credit_limit=customer.credit_limit,
                                      payment_days=30, billing="month")  # fmt: skip
        catalogue.change_customer(self.call("owner"), customer.id, customer.version, data)

    def stock(
        self, product: int, quantity: Any, lot: str = "", bin: str | None = "A-01-1", **line: Any
    ) -> stock.Received:
        """Receive goods into a bin; `bin` None is the receiving area."""
        place = self.bin(bin) if bin else None
        incoming = stock.Incoming(product, D(quantity), lot, location_id=place, **line)
        return stock.receive(self.call("warehouse"), (incoming,))

    def bin(self, code: str = "A-01-1") -> int:
        return Location.get(Location.code == code).id

    def balance(self, product: int, bin: str = "A-01-1", lot: str = "", quality: str = "good") -> StockBalance:
        return StockBalance.get(
            (StockBalance.product == product)
            & (StockBalance.location == self.bin(bin))
            & (StockBalance.quality == quality)
            & (StockBalance.lot == Lot.get((Lot.product == product) & (Lot.number == lot)))
        )

    def draft(self, *lines: tuple[int, Any], **changes: Any) -> orders.Draft:
        """(product, quantity) pairs at 10.00 each."""
        typed = tuple(orders.DraftLine(product, D(quantity), D(10)) for product, quantity in lines)
        values: dict[str, Any] = {
            "customer_id": self.customer_id, "promised": self.clock.today + timedelta(3), "receiver": "Carl",
            "phone": "13800000001", "address": "1 Road", "lines": typed,
        }  # fmt: skip
        return orders.Draft(**(values | changes))

    def order(self, *lines: tuple[int, Any], **changes: Any) -> Saved:
        """An order that was typed and submitted by the clerk."""
        made = orders.create_order(self.call("clerk"), self.draft(*lines, **changes))
        return orders.submit_order(self.call("clerk"), made.id, made.version)

    def approved(self, *lines: tuple[int, Any], **changes: Any) -> approval.Decided:
        order = self.order(*lines, **changes)
        return approval.approve_order(self.call("approver"), order.id, order.version)

    def released(self, *lines: tuple[int, Any], **changes: Any) -> Delivery:
        """The delivery of an approved order, released to the warehouse."""
        delivery = Delivery.get_by_id(self.approved(*lines, **changes).deliveries[0])
        deliveries.release_delivery(self.call("approver", "leaves_behind"), delivery.id, delivery.version)
        return Delivery.get_by_id(delivery.id)

    def scan(self, delivery: int, text: str, **more: Any) -> packing.Verdict:
        return packing.scan(self.call("packer"), delivery, text, **more)

    def label(self, product: int, lot: str = "") -> str:
        """What a scanner reads off the goods: GTIN, and the lot when there is one."""
        code = Barcode.get((Barcode.product == product) & (Barcode.factor == 1)).code
        return f"]C1010{code}10{lot}" if lot else code

    def pick(self, delivery: int) -> Delivery:
        """Scan all that is planned, each pick line at once."""
        packing.start_picking(self.call("packer"), delivery)
        for pick in packing.picks(delivery):
            if pick.left > 0:
                text = self.label(pick.product_id, pick.lot)
                verdict = self.scan(delivery, text, bin_id=pick.bin_id, quantity=pick.left)
                assert verdict.code == "right", (text, verdict)
        return Delivery.get_by_id(delivery)

    def packed(self, *lines: tuple[int, Any], **changes: Any) -> Delivery:
        return self.pack(self.released(*lines, **changes).id)

    def pack(self, delivery: int) -> Delivery:
        self.pick(delivery)
        packing.check_delivery(self.call("packer"), delivery)
        packing.pack_delivery(self.call("packer"), delivery)
        return Delivery.get_by_id(delivery)

    def confirmed(self, *lines: tuple[int, Any], **changes: Any) -> Delivery:
        return self.confirm(self.packed(*lines, **changes).id)

    def confirm(self, delivery: int) -> Delivery:
        """Both sign-offs and the own van, for a packed delivery."""
        version = Delivery.get_by_id(delivery).version
        step = deliveries.set_carrier(self.call("logistics"), delivery, version, 1)
        step = deliveries.sign_off(self.call("packer"), delivery, step.version, "warehouse")
        deliveries.sign_off(self.call("clerk"), delivery, step.version, "sales")
        return Delivery.get_by_id(delivery)

    def dispatched(self, *lines: tuple[int, Any], **changes: Any) -> Delivery:
        delivery = self.confirmed(*lines, **changes)
        deliveries.dispatch_delivery(self.call("logistics"), delivery.id, delivery.version)
        return Delivery.get_by_id(delivery.id)

    def signed(self, *lines: tuple[int, Any], missing: Any = 0, **changes: Any) -> Delivery:
        """Signed for, less `missing` base units of the first line."""
        delivery = self.dispatched(*lines, **changes)
        first = DeliveryLine.get(DeliveryLine.delivery == delivery)
        gone = (tracking.Difference(first.id, D(missing), "short"),) if missing else ()
        tracking.sign_for(self.call("logistics"), delivery.id, delivery.version, "Carl", gone)
        return Delivery.get_by_id(delivery.id)

    def dump(self) -> dict[str, list[tuple[Any, ...]]]:
        """Every row of every table, its columns in the table's order, as the database holds them."""
        names = [table._meta.table_name for table in ALL]
        return {name: db.execute_sql(f'SELECT * FROM "{name}" ORDER BY 1').fetchall() for name in names}

    def audit(self) -> list[str]:
        """The use cases done since the company was made."""
        made = len(ROLES) + len(BINS) + 5
        return [row.use_case for row in AuditEntry.select().order_by(AuditEntry.id).offset(made).limit(100_000)]

    def stored(self, product: int) -> Product:
        return Product.get_by_id(product)


def opened(url: str) -> Iterator[Shop]:
    """The shop of a furnished database, its connection closed at the end."""
    open_database(url)
    reconnect()
    yield Shop()
    db.close()


def sqlite_url(path: Path) -> str:
    return f"sqlite:///{path}"
