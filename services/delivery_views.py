"""What the delivery window shows: its list, one delivery with what it lacks to be dispatched, who may sign.

Plain frozen rows, read on a reader thread; nothing here writes.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from models.base import reconnect
from models.delivery import Delivery, DeliveryLine, Package, PackageLine, PickLine, Signoff
from models.driver import peewee
from models.fields import total
from models.goods import Product
from models.orders import OrderLine, SalesOrder
from models.paper import PrintJob
from models.parties import Carrier
from models.people import RolePermission, User, UserRole
from models.stock import Location, Lot, Reservation
from resources.i18n import N_
from services import attachments, combining, deliveries, freight, readiness, settings, signatures
from services.attachments import Attached
from services.deliveries import HandOver
from services.delivery_book import orders_of, valid_signoffs
from services.faults import translated
from services.listing import Column, Filter, Listing, Query, today
from services.lists import DELIVERIES
from services.printing_jobs import OF_DELIVERY
from services.transitions import IN_HOUSE, may
from services.waybills import NUMBERED

D = Delivery
SIGN = "signoff."
ZERO = Decimal(0)
MOST_ORDERS = 200
# States of print jobs, worst first, and those of papers that are there.
WORST = ("failed", "uncertain", "replaced", "queued", "sending", "sent", "confirmed")
CAME_OUT = ("sent", "confirmed")
# How far a delivery is on its way through the house and out, by state; what ended differently stays at the last step.
STEPS = {
    "planned": 0, "released": 0, "picking": 0, "picked": 1, "checked": 2, "packed": 3, "confirmed": 4,
    "dispatched": 5, "in_transit": 5, "refused": 5, "lost": 5, "signed": 6, "signed_difference": 6,
}  # fmt: skip
# What a person with a right is asked to do next, by state. Signing for packed goods is asked with the roles, below.
TASKS = {"deliveries.plan": "planned", "deliveries.dispatch": "confirmed"}


def mine(rights: Iterable[str], user_id: int | None) -> str:
    """The value of the filter `mine` for a person: what they may do, and who they are."""
    held = sorted(r for r in rights if r in TASKS or r.startswith(SIGN))
    return f"{user_id or 0}:{','.join(held)}"


def _is_mine(value: str) -> peewee.Expression:
    """Deliveries in the house that wait for this person. The phase's index leads; states are only compared."""
    user, _colon, rights = value.partition(":")
    held = rights.split(",") if rights else []
    asked = [D.state.concat("") == TASKS[right] for right in held if right in TASKS]
    roles = [right.removeprefix(SIGN) for right in held if right.startswith(SIGN)]
    asked += [_unsigned(role, int(user)) for role in roles if role in settings.get("signoff.roles")]
    found = D.id < 0
    for one in asked:
        found |= one
    return (D.phase == "house") & found


def _unsigned(role: str, user_id: int) -> peewee.Expression:
    """Packed, without a valid sign-off of this role, and not yet signed by this person (where that rules them out)."""
    mine_too = (Signoff.user == user_id) if settings.get("signoff.two_people") else (Signoff.id < 0)
    there = Signoff.select(Signoff.id).where(
        (Signoff.delivery == D.id) & (Signoff.content_hash == D.content_hash) & ((Signoff.role == role) | mine_too)
    )
    return (D.state.concat("") == "packed") & ~peewee.fn.EXISTS(there)


def _is_ready(value: str) -> peewee.Expression:
    """Signed off, and nothing else is missing either; "no": something is."""
    leaves = readiness.may_leave()
    return (D.phase == "house") & (D.state.concat("") == "confirmed") & (leaves if value == "yes" else ~leaves)


def _columns(widths: dict[str, int]) -> tuple[Column, ...]:
    """The columns of DELIVERIES with other widths; what is not named is not shown."""
    return tuple(replace(column, width=widths.get(column.name, 0)) for column in DELIVERIES.columns)


WINDOW: Listing = replace(
    DELIVERIES,
    name="delivery_window",
    columns=_columns({"number": 150, "state": 122, "promised": 98}),
    filters=(
        *(replace(f, menu=f.name == "state") for f in DELIVERIES.filters),
        Filter("mine", N_("To do"), _is_mine),
        Filter("ready", N_("Ready to go"), _is_ready,
               (("yes", N_("Ready to go")), ("no", N_("Can't leave yet"))), menu=False),
    ),
    totals=(),
)

PILLS: dict[str, tuple[tuple[str, str], ...]] = {
    "release": (("state", "planned"),), "sign": (("state", "packed"),), "dispatch": (("state", "confirmed"),),
    "way": (("phase", "way"),),
    "trouble": (("trouble", "house"),),
    "all": (),
}  # fmt: skip


def pills(rights: Iterable[str], user_id: int | None) -> dict[str, tuple[tuple[str, str], ...]]:
    """The saved filters of the delivery window for a person."""
    return {"mine": (("mine", mine(rights, user_id)),)} | PILLS


def pill_counts(rights: Iterable[str], user_id: int | None) -> dict[str, int]:
    """How many deliveries each saved filter has; all of them are not counted."""
    told = pills(rights, user_id)
    return {name: WINDOW.count(Query(filters=filters)) for name, filters in told.items() if filters}


@dataclass(frozen=True, slots=True)
class CarrierRow:
    """`pattern` is a regular expression its tracking numbers match, "" when it has none; `track_url` holds {number}."""

    id: int
    name: str
    pattern: str
    services: tuple[str, ...]
    track_url: str


@dataclass(frozen=True, slots=True)
class Signature:
    """One role's sign-off over the content as it stands; `who` is "" while it is missing.

    `waived`: the same person signed for another role too. `drawing` is the attachment that holds the drawn signature.
    """

    role: str
    user_id: int | None = None
    who: str = ""
    at: datetime | None = None
    waived: bool = False
    drawing: int | None = None


@dataclass(frozen=True, slots=True)
class Signer:
    """Somebody who may sign off for a role."""

    user_id: int
    login: str
    name: str
    has_pin: bool


@dataclass(frozen=True, slots=True)
class PackageRow:
    """`pieces` are base units over `lines` delivery lines; weight in grams, None while it is not weighed."""

    number: int
    pieces: Decimal
    lines: int
    weight_g: int | None
    tracking: str


@dataclass(frozen=True, slots=True)
class LineRow:
    """A delivery line in base units of `unit`; `lots` are what is packed of it, or else what is to be picked."""

    id: int
    name: str
    name_en: str
    sku: str
    unit: str
    quantity: Decimal
    picked: Decimal
    packed: Decimal
    delivered: Decimal
    lots: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BackRow:
    """What a cancel carries back: picked base units of a lot, and the bin they came from."""

    name: str
    name_en: str
    sku: str
    unit: str
    lot: str
    quantity: Decimal
    bin: str


@dataclass(frozen=True, slots=True)
class Printed:
    """The newest print job of a kind of paper. `file` is where it lies when it became one, on the PC `station`."""

    kind: str
    state: str
    file: str = ""
    station: str = ""


@dataclass(frozen=True, slots=True)
class DeliveryView:
    """One delivery. `orders` are all whose goods it holds, as (id, number), the one it was made for first.

    `missing` says what keeps it from being dispatched, as (code, detail):
    hold (the reason), release, packing, signoff (the role), carrier, tracking (the package's number), expired (a lot).
    `handover` is the list it was taken along with, as (id, number). `trouble` is why it is on the exception list;
    with a `priority` above 0 it is urgent.
    `back` is what a cancel puts where, `fitting` other planned deliveries that may go with it, as (id, number).
    """

    id: int
    version: int
    number: str
    state: str
    outcome: str
    step: int
    customer: str
    order_id: int | None
    order_number: str
    orders: tuple[tuple[int, str], ...]
    hold_reason: str
    on_hold: bool
    promised: date | None
    receiver: str
    phone: str
    address: str
    carrier_id: int | None
    carrier: str
    service: str
    freight: Decimal | None
    expected_freight: Decimal | None
    pieces: Decimal
    picked: Decimal
    weight_g: int
    signatures: tuple[Signature, ...]
    signers: dict[str, tuple[Signer, ...]]
    two_people: bool
    packages: tuple[PackageRow, ...]
    lines: tuple[LineRow, ...]
    missing: tuple[tuple[str, str], ...]
    printed: tuple[Printed, ...]
    carriers: tuple[CarrierRow, ...]
    back: tuple[BackRow, ...]
    fitting: tuple[tuple[int, str], ...]
    files: tuple[Attached, ...] = ()
    trouble: str = ""
    priority: int = 0
    customer_id: int = 0
    handover: tuple[int, str] | None = None

    @property
    def in_house(self) -> bool:
        return self.state in IN_HOUSE

    @property
    def numbered(self) -> bool:
        """Whether its carrier and tracking numbers may change."""
        return self.state in NUMBERED

    @property
    def papers(self) -> tuple[str, ...]:
        """The papers that can be made of it now."""
        released = self.state not in ("planned", "cancelled")
        packed = bool(self.packages)
        told = {"label": packed, "note": self.state != "cancelled", "picklist": released, "packing": packed,
                "return": packed and self.state not in IN_HOUSE}
        return tuple(kind for kind, there in told.items() if there)

    def may(self, target: str) -> bool:
        return may("delivery", self.state, target)


def delivery_view(delivery_id: int) -> DeliveryView | None:
    """All about a delivery, or None when it is gone."""
    with translated():
        reconnect()
        delivery = Delivery.get_or_none(Delivery.id == delivery_id)
        if delivery is None:
            return None
        orders = orders_of(delivery)
        order = next((each for each in orders if each.on_hold), None)
        packages = package_rows(delivery_id)
        carriers = _carriers(delivery.carrier_id)
        chosen = next((c for c in carriers if c.id == delivery.carrier_id), None)
        return DeliveryView(
            delivery.id, delivery.version, delivery.number, delivery.state, delivery.outcome,
            STEPS.get(delivery.state, STEPS.get(delivery.outcome, 0)), delivery.customer_name, delivery.order_id,
            delivery.order_number, tuple((each.id, each.number or "") for each in orders),
            order.hold_reason if order else "", order is not None, delivery.promised, delivery.receiver,
            delivery.phone, delivery.address, delivery.carrier_id, chosen.name if chosen else "", delivery.service,
            delivery.freight, freight.shown(delivery, today()), delivery.pieces, delivery.picked, delivery.weight_g,
            _signatures(delivery), _signers(), settings.get("signoff.two_people"), packages, line_rows(delivery_id),
            readiness.missing(delivery, [p.number for p in packages if not p.tracking], chosen is not None,
                              bool(chosen and chosen.pattern), today()),
            _printed(delivery_id), carriers, _back(delivery), _fitting(delivery),
            tuple(file for file in attachments.rows("delivery", delivery_id) if file.kind != signatures.KIND),
            delivery.trouble, delivery.priority, delivery.customer_id,
            (delivery.handover.id, delivery.handover.number) if delivery.handover_id else None,
        )  # fmt: skip


def _back(delivery: Delivery) -> tuple[BackRow, ...]:
    if delivery.state not in IN_HOUSE:
        return ()
    P = PickLine
    rows = (
        P.select(Product.name, Product.name_en, Product.sku, Product.unit, Lot.number, P.picked, Location.code)
        .join(Product).switch(P).join(Lot).switch(P).join(Location)
        .where((P.delivery == delivery) & (P.picked > 0)).order_by(P.walk, P.id)
    )  # fmt: skip
    return tuple(BackRow(*row) for row in rows.tuples())


def _fitting(delivery: Delivery) -> tuple[tuple[int, str], ...]:
    found = combining.fitting(delivery) if delivery.state == "planned" else []
    return tuple((each.id, each.number) for each in found)


def _carriers(chosen: int | None) -> tuple[CarrierRow, ...]:
    C = Carrier
    rows = C.select(C.id, C.name, C.pattern, C.services, C.track_url).where(C.active | (C.id == chosen))
    return tuple(
        CarrierRow(row_id, name, pattern, tuple(sold.splitlines()), page)
        for row_id, name, pattern, sold, page in rows.order_by(C.id).tuples()
    )


def package_rows(delivery_id: int) -> tuple[PackageRow, ...]:
    """A delivery's packages in order."""
    rows = (
        Package.select(
            Package.number, total(PackageLine.quantity), peewee.fn.COUNT(PackageLine.delivery_line.distinct()),
            Package.weight_g, Package.tracking_number,
        )
        .join(PackageLine, peewee.JOIN.LEFT_OUTER)
        .where(Package.delivery == delivery_id)
        .group_by(Package.id, Package.number, Package.weight_g, Package.tracking_number)
        .order_by(Package.number)
    )  # fmt: skip
    return tuple(PackageRow(number, pieces or ZERO, *rest) for number, pieces, *rest in rows.tuples())


def line_rows(delivery_id: int) -> tuple[LineRow, ...]:
    """A delivery's lines in order; lines that a cancel emptied are left out."""
    lots = _lots(delivery_id)
    rows = (
        DeliveryLine.select(
            DeliveryLine.id, Product.name, Product.name_en, Product.sku, Product.unit, DeliveryLine.quantity,
            DeliveryLine.picked, DeliveryLine.packed, DeliveryLine.delivered,
        )
        .join(Product)
        .where((DeliveryLine.delivery == delivery_id) & (DeliveryLine.quantity > 0))
        .order_by(DeliveryLine.position)
    )  # fmt: skip
    return tuple(LineRow(*(*row, tuple(lots.get(row[0], ())))) for row in rows.tuples())


def _lots(delivery_id: int) -> dict[int, list[str]]:
    """Lot numbers by delivery line: of what is packed, or else of what is to be picked."""
    found: dict[int, list[str]] = {}
    packed = (
        PackageLine.select(PackageLine.delivery_line, Lot.number)
        .join(Lot)
        .switch(PackageLine)
        .join(Package)
        .where(Package.delivery == delivery_id)
        .order_by(PackageLine.id)
    )
    planned = (
        PickLine.select(PickLine.delivery_line, Lot.number)
        .join(Lot)
        .where((PickLine.delivery == delivery_id) & (PickLine.planned > 0))
        .order_by(PickLine.id)
    )
    for line, number in packed.tuples() or planned.tuples():
        if number and number not in found.setdefault(line, []):
            found[line].append(number)
    return found


def _signatures(delivery: Delivery) -> tuple[Signature, ...]:
    """One for each role the company asks for, in its order."""
    there = {signoff.role: signoff for signoff in valid_signoffs(delivery)} if delivery.content_hash else {}
    drawn = signatures.drawings(delivery, list(there)) if there else {}
    return tuple(
        Signature(role, there[role].user_id, there[role].user.name if there[role].user else "", there[role].at,
                  there[role].waived, drawn.get(role))
        if role in there
        else Signature(role)
        for role in settings.get("signoff.roles")
    )  # fmt: skip


def _signers() -> dict[str, tuple[Signer, ...]]:
    """Who may sign off, by role."""
    rights = [SIGN + role for role in settings.get("signoff.roles")]
    rows = (
        User.select(RolePermission.permission, User.id, User.login, User.name, User.pin_hash)
        .join(UserRole)
        .join(RolePermission, on=(RolePermission.role == UserRole.role))
        .where(User.active & RolePermission.permission.in_(rights))
        .order_by(User.name, User.id)
        .distinct()
    )
    found: dict[str, list[Signer]] = {}
    for right, user_id, login, name, pin in rows.tuples():
        found.setdefault(right.removeprefix(SIGN), []).append(Signer(user_id, login, name, bool(pin)))
    return {role: tuple(signers) for role, signers in found.items()}


def _printed(delivery_id: int) -> tuple[Printed, ...]:
    """The newest print job of each kind of paper; of a label the worst of its packages."""
    J = PrintJob
    newest: dict[tuple[str, int], Printed] = {}
    rows = J.select(J.kind, J.package, J.state, J.path, J.station).where(
        (J.delivery_id == delivery_id) & J.kind.in_(OF_DELIVERY)
    )
    for kind, package, state, path, station in rows.order_by(J.copy).tuples():
        file = path if state in CAME_OUT and path.endswith(".pdf") else ""
        newest[kind, package] = Printed(kind, state, file, station)
    kinds: dict[str, Printed] = {}
    for (kind, _package), each in newest.items():
        kinds[kind] = min(kinds.get(kind, each), each, key=lambda printed: WORST.index(printed.state))
    return tuple(kinds[kind] for kind in sorted(kinds))


@dataclass(frozen=True, slots=True)
class Ready:
    """A delivery that was picked out of the list, with what dispatching it needs to know."""

    id: int
    version: int
    number: str
    state: str


def picked_out(ids: Iterable[int]) -> tuple[Ready, ...]:
    """These deliveries in the order given; those gone are left out."""
    wanted = list(ids)
    with translated():
        reconnect()
        rows = D.select(D.id, D.version, D.number, D.state).where(D.id.in_(wanted)).tuples()
        found = {row[0]: Ready(*row) for row in rows}
    return tuple(found[i] for i in wanted if i in found)


def hand_over_rows(ids: Iterable[int]) -> tuple[HandOver, ...]:
    """The rows of a hand-over list, from a reader thread."""
    with translated():
        reconnect()
        return deliveries.hand_over(tuple(ids))


@dataclass(frozen=True, slots=True)
class WaitingOrder:
    """An approved order that holds goods which are on no delivery yet. `ready` of `lines` lines hold all they need."""

    id: int
    number: str
    customer: str
    promised: date | None
    policy: str
    ready: int
    lines: int
    pieces: Decimal


def waiting_orders() -> tuple[WaitingOrder, ...]:
    """Orders whose goods wait for the rest, or for somebody to say that they may go. The most urgent first."""
    O = SalesOrder
    with translated():
        reconnect()
        rows = (
            O.select(
                O.id, O.number, O.customer_name, O.promised, O.delivery_policy, O.lines_reserved, O.lines,
                total(Reservation.quantity),
            )
            .join(OrderLine)
            .join(Reservation)
            .where((O.phase == "open") & (O.state == "approved") & ~O.on_hold & Reservation.delivery_line_id.is_null())
            .group_by(O.id, O.number, O.customer_name, O.promised, O.delivery_policy, O.lines_reserved, O.lines, O.due)
            .order_by(O.due, O.id)
            .limit(MOST_ORDERS)
        )  # fmt: skip
        return tuple(WaitingOrder(*row) for row in rows.tuples())


def dispatched_since(start: datetime) -> tuple[int, ...]:
    """Deliveries that have left since a moment, in the order they left."""
    with translated():
        reconnect()
        rows = D.select(D.id).where((D.phase == "way") & (D.dispatched_at >= start)).order_by(D.id).limit(500)
        return tuple(row[0] for row in rows.tuples())
