"""Tracking numbers: how they are compared, whose they look like, and many of them given to packages at once."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from models.base import reconnect
from models.delivery import Delivery, Package
from models.orders import SalesOrder
from models.parties import Carrier
from services.delivery_book import of_order, store
from services.errors import Refusal
from services.faults import translated
from services.freight import reckon
from services.transitions import IN_HOUSE, ON_THE_WAY, wrong_state
from services.unit import Unit, use_case

LONGEST = 100
LONGEST_SERVICE = 60
MOST_ORDERS = 20
MOST_FREIGHT = 9_999_999
# The shortest number a carrier gives. Blanks inside a number stand between shorter groups than that.
SHORTEST = 8
NUMBERED = IN_HOUSE | ON_THE_WAY


def clean_tracking(text: str) -> str:
    """Without spaces, upper-case, half-width: how tracking numbers are compared."""
    return "".join(unicodedata.normalize("NFKC", text).split()).upper()


def without_parcel(text: str) -> str:
    """The waybill of a parcel whose label adds which of how many it is: JDVA11408814483-1-3-."""
    found = re.fullmatch(r"(JD\w+)-\d+-\d+-?", clean_tracking(text))
    return found[1] if found else text


def numbers_in(text: str) -> tuple[str, ...]:
    """The tracking numbers of a pasted text, each once: parted by lines, commas or semicolons, or by blanks."""
    found: list[str] = []
    for part in re.split(r"[\n\r\t\u2028\u2029,;，；、|]+", text):
        groups = [clean_tracking(group) for group in part.split()]
        apart = len(groups) > 1 and all(len(group) >= SHORTEST for group in groups)
        found += groups if apart else [clean_tracking(part)]
    return tuple(dict.fromkeys(number for number in found if number))


def guess(number: str, carriers: Iterable[tuple[int, str]]) -> int | None:
    """The one carrier, of (id, pattern), whose pattern the number matches; None where none or several do."""
    fitting = [carrier for carrier, pattern in carriers if pattern and re.fullmatch(pattern, number)]
    return fitting[0] if len(fitting) == 1 else None


def set_number(delivery: Delivery, package: int, text: str) -> None:
    """Give a package its number. Refuses too_long, tracking_taken, unknown_package."""
    if len(text) > LONGEST:
        raise Refusal("too_long", field="tracking_number", most=LONGEST)
    if text:
        refuse_taken(delivery, text)
    mine = (Package.delivery == delivery) & (Package.number == package)
    if not Package.update(tracking_number=text).where(mine).execute():
        raise Refusal("unknown_package", package=package)
    if package == 1:
        delivery.tracking_number = text


def refuse_taken(delivery: Delivery, text: str) -> None:
    """Refuses tracking_taken when another delivery, not cancelled, has this number."""
    others = (Package.tracking_number == text) & (Delivery.id != delivery.id) & (Delivery.state != "cancelled")
    taken = Delivery.select().join(Package).where(others).first()
    if taken:
        raise Refusal("tracking_taken", tracking_number=text, number=taken.number, customer=taken.customer_name)


@dataclass(frozen=True, slots=True)
class Waybill:
    """One row of a file that carriers or platforms give. `document` is a delivery's number, its order's, or the
    customer's for that order; `carrier` a code or a name, empty to leave what is set or follow from the number."""

    document: str
    numbers: tuple[str, ...]
    carrier: str = ""
    service: str = ""
    freight: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Assigned:
    """How many deliveries were given numbers, and how many rows said what was there already."""

    deliveries: int
    known: int


@dataclass(frozen=True, slots=True)
class RowProblem:
    """What is wrong with a row, counted from 0."""

    row: int
    error: Refusal


def check_waybills(rows: Sequence[Waybill]) -> tuple[RowProblem, ...]:
    """What assign_waybills would refuse, row by row; nothing is written."""
    with translated():
        reconnect()
        found = [RowProblem(at, each) for at, each in enumerate(outlook(rows)) if isinstance(each, Refusal)]
        return tuple(found) + repeated(rows)


def outlook(rows: Sequence[Waybill]) -> list[Refusal | bool]:
    """What each row would do, and nothing is written: whether it says something new, or why it can't be."""
    made, free = list[Refusal | bool](), dict[int, int]()
    for row in rows:
        try:
            made.append(_plan(row, free).is_new(row))
        except Refusal as error:
            made.append(error)
    return made


def give(row: Waybill) -> tuple[int, bool]:
    """Give a row's numbers to its delivery; the delivery's id, and whether anything of it was new.

    Refuses what assign_waybills refuses of a row.
    """
    planned = _plan(row)
    return planned.delivery.id, planned.write(row)


@dataclass(frozen=True, slots=True)
class Given:
    """What a row gave to its delivery, with the carrier, service and freight that were there before, and are now."""

    delivery_id: int
    is_new: bool
    carrier_id: int | None
    service: str
    freight: Decimal | None
    packages: tuple[tuple[int, str], ...]
    wrote: tuple[int | None, str, Decimal | None]


def give_noting(row: Waybill) -> Given:
    """`give`, noting what was there, for imports that may be taken back."""
    planned = _plan(row)
    delivery = planned.delivery
    was = (delivery.carrier_id, delivery.service, delivery.freight)
    is_new = planned.write(row)
    wrote = (delivery.carrier_id, delivery.service, delivery.freight)
    return Given(delivery.id, is_new, *was, planned.numbers, wrote)


@use_case("delivery.assign_waybills", right="deliveries.dispatch")
def assign_waybills(u: Unit, rows: tuple[Waybill, ...]) -> Assigned:
    """Give packages the tracking numbers of a file, all rows or none; what is there already stays.

    Refuses no_rows, number_twice, unknown_document, which_delivery, wrong_state, not_packed_yet, too_many_numbers,
    unknown_carrier_name, tracking_taken, too_long, bad_freight.
    """
    if not rows:
        raise Refusal("no_rows")
    for problem in repeated(rows):
        raise problem.error
    changed, known = set[int](), 0
    for row in rows:
        delivery, is_new = give(row)
        if is_new:
            changed.add(delivery)
        else:
            known += 1
    u.about("delivery", min(changed) if len(changed) == 1 else None, deliveries=len(changed), rows=len(rows))
    u.topics.add("deliveries")
    return Assigned(len(changed), known)


@dataclass(frozen=True, slots=True)
class _Plan:
    delivery: Delivery
    numbers: tuple[tuple[int, str], ...]
    carrier_id: int | None

    def _wanted(self, row: Waybill) -> tuple[int | None, str, Decimal | None]:
        freight = self.delivery.freight if row.freight is None else row.freight
        return self.carrier_id, row.service.strip() or self.delivery.service, freight

    def is_new(self, row: Waybill) -> bool:
        """Whether the row says more than is there."""
        before = (self.delivery.carrier_id, self.delivery.service, self.delivery.freight)
        return before != self._wanted(row) or bool(self.numbers)

    def write(self, row: Waybill) -> bool:
        """Store what is new; False where nothing is."""
        delivery, wanted = self.delivery, self._wanted(row)
        if not self.is_new(row):
            return False
        for package, number in self.numbers:
            set_number(delivery, package, number)
        delivery.carrier, delivery.service, delivery.freight = wanted
        reckon(delivery)
        store(delivery)
        return True


def _plan(row: Waybill, free: dict[int, int] | None = None) -> _Plan:
    """Where a row's numbers go; `free` counts the packages that rows before it have taken, when none is written."""
    numbers = tuple(filter(None, map(clean_tracking, row.numbers)))
    if row.freight is not None and not 0 <= row.freight <= MOST_FREIGHT:
        raise Refusal("bad_freight", number=row.document)
    for text, field, most in ((row.service, "service", LONGEST_SERVICE), *((n, "tracking_number", LONGEST)
                                                                             for n in numbers)):  # fmt: skip
        if len(text) > most:
            raise Refusal("too_long", field=field, most=most)
    delivery = _delivery_of(row.document, numbers)
    packages = Package.of("number", delivery=delivery.id)
    there = {package.tracking_number for package in packages}
    new = [number for number in numbers if number not in there]
    bare = [package.number for package in packages if not package.tracking_number]
    bare = bare[free.get(delivery.id, 0) :] if free is not None else bare
    if len(new) > len(bare):
        raise Refusal("too_many_numbers", number=delivery.number, count=len(new), free=len(bare))
    for number in new:
        refuse_taken(delivery, number)
    carrier = _carrier_of(row, delivery, numbers)
    if free is not None:
        free[delivery.id] = free.get(delivery.id, 0) + len(new)
    return _Plan(delivery, tuple(zip(bare, new, strict=False)), carrier)


def _delivery_of(document: str, numbers: tuple[str, ...]) -> Delivery:
    """The delivery a row means; of several one that has its numbers already, or the only one that lacks some."""
    text = unicodedata.normalize("NFKC", document).strip()
    rows = Delivery.of("id", number=text.upper()) or _deliveries_of_order(text)
    if not rows:
        raise Refusal("unknown_document", number=document)
    fitting = [row for row in rows if row.state in NUMBERED]
    if not fitting:
        raise wrong_state("delivery", rows[-1], "carrier")
    packages = {row.id: Package.of("number", delivery=row.id) for row in fitting}
    same = [row for row in fitting if {p.tracking_number for p in packages[row.id]} & set(numbers)]
    bare = [row for row in fitting if any(not p.tracking_number for p in packages[row.id])]
    for found in (same, bare, fitting):
        if len(found) == 1:
            if not packages[found[0].id]:
                raise Refusal("not_packed_yet", number=found[0].number)
            return found[0]
    raise Refusal("which_delivery", number=document, numbers=", ".join(row.number for row in fitting))


def _deliveries_of_order(text: str) -> list[Delivery]:
    """Deliveries, not cancelled, of the order with this number, ours or the customer's."""
    O = SalesOrder
    orders = O.select(O.id).where((O.number == text.upper()) | ((O.customer_ref == text) & (O.customer_ref != "")))
    found: dict[int, Delivery] = {}
    for (order_id,) in orders.limit(MOST_ORDERS).tuples():
        mine = of_order(order_id) & (Delivery.state != "cancelled")
        found.update({row.id: row for row in Delivery.select().where(mine)})
    return [found[each] for each in sorted(found)]


def _carrier_of(row: Waybill, delivery: Delivery, numbers: tuple[str, ...]) -> int | None:
    """The carrier a row names; without a name the one that is set, or the only one whose numbers look like these."""
    name = unicodedata.normalize("NFKC", row.carrier).strip()
    carriers = list(Carrier.select().where(Carrier.active))
    if not name:
        known: int | None = delivery.carrier_id
        patterns = [(each.id, each.pattern) for each in carriers]
        return known if known is not None or not numbers else guess(numbers[0], patterns)
    for each in carriers:
        if name.upper() == each.code or name == each.name:
            return int(each.id)
    near = [each for each in carriers if name in each.name or each.name in name]
    if len(near) != 1:
        raise Refusal("unknown_carrier_name", name=name)
    return int(near[0].id)


def repeated(rows: Sequence[Waybill]) -> tuple[RowProblem, ...]:
    """Rows that give a number which a row before gave to another document."""
    given: dict[str, str] = {}
    found = []
    for at, row in enumerate(rows):
        for number in map(clean_tracking, row.numbers):
            if number and given.setdefault(number, row.document) != row.document:
                error = Refusal("number_twice", tracking_number=number, first=given[number], second=rows[at].document)
                found.append(RowProblem(at, error))
    return tuple(found)
