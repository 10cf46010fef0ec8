"""Order files come in: matched and checked outside the writer lock, then written in one transaction, all or nothing.

    prepared = prepare(reading, options, today, report)       # reads only; what would come in, and every doubt
    outcome = commit(call, prepared, report)                  # the use case; a second time nothing is written twice
    outcome = run_import(call, path, reading, options=..., dry_run=..., report=...)     # both
    document = result_json(reading, outcome)                  # for the command line

`report(done, total)` may raise Cancelled: nothing has been written then. An order is known by its import key (whose it
is, and its number), so that no file, and no order that stands in two files, comes in twice.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from msgspec.structs import replace as replaced

from models.base import reconnect
from models.driver import peewee
from models.fields import FAR, MomentField
from models.goods import Product
from models.orders import ApprovalRequest, OrderLine, SalesOrder
from models.parties import Customer
from services import catalogue, settings
from services.bulk import BulkInsert, new_ids
from services.catalogue import CustomerData, ProductData
from services.collector import without_collector
from services.faults import translated
from services.import_batch import ImportHead, account, head_of, open_batch
from services.import_changes import Change, changes
from services.import_directory import Directory
from services.import_findings import Facts, exact
from services.import_match import Matcher, Options, Report, StagedLine, StagedOrder, document_key, imported_keys
from services.import_staging import ignore, tell, watched_by
from services.import_updates import Update, apply, stored, update_of
from services.import_words import Doubt
from services.importing.fixes import LEFT_OUT
from services.importing.kept import Kept
from services.importing.preview import Document, Problem, Reading, RowCounts
from services.numbers import next_numbers
from services.order_book import content_of_lines
from services.unit import Call, Unit, content_hash, use_case

STEP = 4000
JUDGED_AT_ONCE = 500  # orders between two reports
JUDGED = 30  # of a hundred parts of bringing orders in: what is found about them; the rest is writing them
DEFAULTS = Options()


@dataclass(frozen=True, slots=True)
class Imported:
    """What came in: orders made, and how many of them submitted, left as drafts with doubts, or put on hold.

    `repeated` were there already and stay out.
    """

    batch_id: int
    created: int
    submitted: int
    drafts: int
    held: int
    repeated: int
    total: int
    imported: int
    merged: int
    skipped: int
    failed: int


@dataclass(frozen=True, slots=True)
class Prepared:
    """A reading, matched: what would be written, and why the rest would not."""

    reading: Reading
    head: ImportHead
    orders: tuple[StagedOrder, ...]
    skipped: dict[int, str]
    doubts: tuple[Doubt, ...]
    customers: tuple[CustomerData, ...] = ()
    products: tuple[ProductData, ...] = ()
    here: Mapping[int, str] = field(default_factory=dict)  # row -> the product here that it means
    updates: tuple[Update, ...] = ()
    known: Directory | None = None  # what it was matched with, and the day
    today: date = FAR

    @property
    def counts(self) -> RowCounts:
        imported, merged = _filled(self.orders)
        merged += len(_rows_of([each.order for each in self.updates]) - _rows_of(self.orders))
        skipped, failed = len(self.head.skipped), len(self.head.failed)
        return RowCounts(self.head.total, imported, merged, skipped, failed)

    def tally(self) -> dict[str, int]:
        """How many orders become what; the rows that failed are counted as such."""
        found = Counter(map(_fate, self.orders))
        here, failed = len(self.skipped), len(self.reading.failed_rows)
        return {**found, "change": len(self.updates), "here": here, "failed": failed}

    def held(self) -> dict[int, str]:
        """Why the order of a row is put on hold, in the file's own words."""
        return {row: order.hold for order in self.orders if order.hold for row in order.rows}

    def trim(self, document: dict[str, Any]) -> None:
        """Leave out of the printed document what does not come in."""
        document["documents"] = [each for at, each in enumerate(document["documents"]) if at not in self.skipped]

    @property
    def ready(self) -> int:
        """How many orders come in or are brought up to date."""
        return len(self.orders) + len(self.updates)

    def fates(self) -> Iterator[tuple[str, int, str]]:
        """What becomes of each row: (sheet, row, ready, draft, hold, here, skipped or failed)."""
        coming, changing = iter(self.orders), {each.order.key for each in self.updates}
        found: dict[int, tuple[str, str]] = {}
        for at, document in enumerate(self.reading.documents):
            changes_here = bool(changing) and document_key(document) in changing
            fate = "here" if at in self.skipped else "change" if changes_here else _fate(next(coming))
            for row in document.rows:  # orders that share a row say the least good of it
                if row not in found or _GOODNESS.index(fate) < _GOODNESS.index(found[row][1]):
                    found[row] = document.sheet, fate
        yield from ((sheet, row, fate) for row, (sheet, fate) in found.items())
        for row in self.reading.failed_rows:
            yield "", row, "failed"
        for row, why in self.reading.skipped_rows:
            yield "", row, "left" if why == LEFT_OUT else "skipped"


_GOODNESS = ("hold", "draft", "change", "ready", "here")


def _fate(order: StagedOrder) -> str:
    return "hold" if order.hold else "ready" if order.submit else "draft"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of importing a file: `rows` count every data row; `imported` is None for a dry run."""

    rows: RowCounts
    problems: tuple[Problem, ...]
    imported: Imported | None = None
    prepared: Prepared | None = None


def run_import(
    call: Call,
    path: Path,
    reading: Reading,
    *,
    options: Options = DEFAULTS,
    profile: Kept | None = None,
    dry_run: bool = False,
    report: Report = ignore,
    before: Callable[[Prepared], None] = lambda prepared: None,
) -> Outcome:
    """Match a reading with this company and write its orders; `report(done, total)` may raise Cancelled.

    Cancelled or killed, nothing of it is there. `before` sees what was matched just before it is written.
    """
    today = call.clock().astimezone().date()
    digest = sha256(path.read_bytes()).hexdigest()
    prepared = prepare(reading, options, today, report, digest=digest, profile=profile)
    if dry_run:
        return Outcome(prepared.counts, (*reading.problems, *prepared.doubts), None, prepared)
    before(prepared)
    return commit(call, prepared, report)


def prepare(
    reading: Reading, options: Options, today: date, report: Report = ignore, *, digest: str = "",
    profile: Kept | None = None,
) -> Prepared:  # fmt: skip
    """Match a reading with customers, products and prices. Reads only, in sets."""
    with translated(), without_collector():
        reconnect()
        matcher = Matcher(reading, options, today)
        found = matcher.match(report)
        if settings.get("import.as_drafts"):
            found.orders[:] = [replaced(order, submit=False) for order in found.orders]
        changed = changes(matcher, reading.documents, found.skipped)
        found.doubts += [doubt for change in changed for doubt in change.doubts]
        updates = _updates(reading, changed, options, found.skipped)
    orders = tuple(found.orders)
    taken = _rows_of([*orders, *(each.order for each in updates)]) if found.skipped else set()
    dropped = _left([(reading.documents[at].rows, code) for at, code in found.skipped.items()], taken)
    head = head_of(reading, digest, profile, dropped, learned=matcher.known.learned())
    return Prepared(reading, head, orders, found.skipped, tuple(found.doubts), tuple(found.customers.values()),
                    tuple(found.products.values()), _beside(orders, reading.blocked, matcher), updates,
                    matcher.known, today)  # fmt: skip


def _updates(
    reading: Reading, changed: Sequence[Change], options: Options, skipped: dict[int, str]
) -> tuple[Update, ...]:  # fmt: skip
    """The changed orders that are to be brought up to date, and can be; they stay out no more."""
    there = stored([change.order.key for change in changed]) if options.update else {}
    made = []
    for change in changed:
        here = there.get(change.order.key)
        update = update_of(reading.documents[change.at], change.order, here) if here is not None else None
        if update is not None:
            made.append(update)
            del skipped[change.at]
    return tuple(made)


def _beside(orders: Iterable[StagedOrder], blocked: Iterable[Document], matcher: Matcher) -> dict[int, str]:
    """What the product of each row is here, in words; that of a row in error too."""
    known = matcher.known
    goods = {key: each.words for key, each in known.goods.items()}
    found = {line.row: goods[line.product] for order in orders for line in order.lines if line.product is not None}
    for document in blocked:
        buyer = known.buyer(document.customer)
        for line in document.lines:
            hit = known.product(line, buyer.id if buyer else None)
            if hit is not None:
                found[line.row] = hit[0].words
    return found


def _judge(prepared: Prepared, report: Report) -> None:
    """What is found about the orders that are to be submitted, and what their approval is bound to.

    Nobody sees it before they are written. It is worked out once: a repeated call has to be given the same orders.
    Who stops it at a report stops all.
    """
    orders = [order for order in prepared.orders if order.submit]
    if prepared.known is None or not orders or orders[0].findings:
        return
    report(0, 100)
    facts = Facts(orders, prepared.known, prepared.today)
    judged = []
    for at, order in enumerate(orders):
        if at % JUDGED_AT_ONCE == 0:
            report(JUDGED * at // len(orders), 100)
        judged.append((*facts.findings(order), _content_now(order)))
    for order, (found, worst, content) in zip(orders, judged, strict=True):
        order.findings, order.worst, order.content = found, worst, content


def _content_now(order: StagedOrder) -> str:
    """The hash of an order, unless it needs the id of what is made first."""
    return "" if order.new or any(line.new for line in order.lines) else _content(order, NOBODY_MADE)


def commit(call: Call, prepared: Prepared, report: Report = ignore) -> Outcome:
    """Write what was prepared. Repeating the same call answers with the first one's result."""
    with translated(), without_collector():
        reconnect()
        _judge(prepared, report)
    rest = 100 - JUDGED
    with watched_by(lambda done, total: report(JUDGED + rest * done // total, 100)), without_collector():
        done = import_orders(call, prepared.head, prepared.orders, prepared.customers, prepared.products,
                             prepared.updates)  # fmt: skip
    rows = RowCounts(done.total, done.imported, done.merged, done.skipped, done.failed)
    done = replace(done, repeated=done.repeated + sum(why == "already_imported" for why in prepared.skipped.values()))
    return Outcome(rows, (*prepared.reading.problems, *prepared.doubts), done, prepared)


@use_case("order.import", right="orders.import")
def import_orders(
    u: Unit,
    head: ImportHead,
    orders: tuple[StagedOrder, ...],
    customers: tuple[CustomerData, ...] = (),
    products: tuple[ProductData, ...] = (),
    updates: tuple[Update, ...] = (),
) -> Imported:
    """Write matched orders with an account of every row; those that came in meanwhile are skipped.

    `updates` bring orders up to date that are here; what was changed or begun on meanwhile stays as it is, and what
    is submitted does where the person may not edit orders.

    Orders without an open doubt are submitted, the others are drafts, those that the file calls closed are on hold.
    Refuses what adding customers and products refuses.
    """
    there = imported_keys([order.key for order in orders])
    coming = [order for order in orders if order.key not in there]
    made = _make_parties(u, customers, products)
    done = [apply(u, each) for each in updates]
    updated = [each.update for each in done if not each.stays]
    stays = [(each.update.order, each.stays) for each in done if each.stays]
    stays += [(order, "already_imported") for order in orders if order.key in there]
    came = _rows_of([*coming, *(each.order for each in updated)]) if stays or updated else set()
    late = tuple(_left([(order.rows, why) for order, why in stays], {*came, *(row for row, _why in head.skipped)}))
    imported, merged = _filled(coming)
    merged += len(came - _rows_of(coming)) if updated else 0
    batch = open_batch(u, "orders", head, imported, merged, late)
    ids = new_ids(SalesOrder, len(coming))
    _write(u, batch.id, coming, ids, made)
    account(batch.id, head, _came(coming, ids, updated), late)
    submitted, held = sum(order.submit for order in coming), sum(bool(order.hold) for order in coming)
    u.about("import", batch.id, file=head.file, orders=len(coming), first=ids[:1], last=ids[-1:], rows=head.total)
    if updated:
        u.about("import", batch.id, changed=[each.told for each in done if not each.stays])
    u.topics |= {"orders"} | ({"customers"} if customers else set()) | ({"products"} if products else set())
    return Imported(batch.id, len(coming), submitted, len(coming) - submitted - held, held, len(there), head.total,
                    imported, merged, batch.skipped, batch.failed)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Made:
    """Ids of the customers and products that the file brought, by code and SKU."""

    customers: dict[str, int]
    products: dict[str, int]


def _make_parties(u: Unit, customers: tuple[CustomerData, ...], products: tuple[ProductData, ...]) -> Made:
    """Make them, unless somebody made them meanwhile."""
    new_customers = {data.code: _customer(u, data) for data in customers}
    new_products = {data.sku: _product(u, data) for data in products}
    return Made(new_customers, new_products)


def _customer(u: Unit, data: CustomerData) -> int:
    """A customer of the file; `data.code` only told it apart there."""
    there = Customer.get_or_none(Customer.name == data.name)
    return int((there or catalogue.new_customer(u, replace(data, code=free_code(Customer, "C")))).id)


def _product(u: Unit, data: ProductData) -> int:
    there = Product.get_or_none(Product.sku == data.sku)
    return int((there or catalogue.new_product(u, data)).id)


NOBODY_MADE = Made({}, {})


class _Content(NamedTuple):
    """What content_of_lines reads of an order."""

    customer_id: int | None
    promised: str | None
    payment_days: int
    delivery_policy: str
    receiver: str
    phone: str
    address: str


def _content(order: StagedOrder, made: Made) -> str:
    """The hash an approval of the order is bound to, the same as over its stored rows."""
    head: Any = _Content(_buyer(order, made), order.promised, order.days, order.policy, order.receiver, order.phone,
                         order.address)  # fmt: skip
    lines: list[tuple[object, ...]] = [
        (_goods(line, made), line.unit, exact(line.factor, 3), exact(line.quantity, 3),
         None if line.price is None else exact(line.price, 4))
        for line in order.lines
    ]  # fmt: skip
    return content_hash(content_of_lines(head, lines))


def _buyer(order: StagedOrder, made: Made) -> int | None:
    return made.customers[order.new] if order.new else order.customer


def _goods(line: StagedLine, made: Made) -> int | None:
    return made.products[line.new] if line.new else line.product


_ORDERS = BulkInsert(
    SalesOrder, "id", "number", "state", "on_hold", "hold_reason", "customer", "customer_text", "customer_name",
    "customer_ref", "import_key", "source", "order_date", "promised", "due", "phase", "progress", "receiver", "phone",
    "address", "payment_days", "delivery_policy", "note", "total", "lines", "lines_reserved", "lines_shipped",
    "content_hash", "author", "created_at", "submitted_at", "version",
)  # fmt: skip
_LINES = BulkInsert(
    OrderLine, "order", "position", "product", "text", "unit", "factor", "quantity", "unit_price", "price_source",
    "amount", "ordered", "reserved", "planned", "shipped", "open", "closed_short", "import_row",
)  # fmt: skip
_REQUESTS = BulkInsert(
    ApprovalRequest, "order", "content_hash", "findings", "worst", "at", "decision", "reason"
)  # fmt: skip


def _write(u: Unit, batch: int, orders: Sequence[StagedOrder], ids: Sequence[int], made: Made) -> None:
    """The orders, their lines and the requests to approve them."""
    submitted = sum(order.submit for order in orders)
    numbers = iter(next_numbers("SO", u.today, submitted) if submitted else ())
    now = _stored(u)
    hashes = [(order.content or _content(order, made)) if order.submit else "" for order in orders]
    written = zip(orders, ids, hashes, strict=True)
    _insert(
        _ORDERS,
        (_order_row(u, batch, order, order_id, next(numbers) if order.submit else None, content, now, made)
         for order, order_id, content in written), 0,
    )  # fmt: skip
    _insert(_LINES, _line_rows(orders, ids, made), 1)
    _REQUESTS(
        (order_id, content, order.findings.decode(), order.worst, now, "", "")
        for order, order_id, content in zip(orders, ids, hashes, strict=True)
        if order.submit
    )


def _stored(u: Unit) -> int:
    moment: MomentField = SalesOrder.created_at
    return int(moment.db_value(u.now))


def _insert(into: BulkInsert, rows: Iterator[Sequence[Any]], part: int) -> None:
    """Write rows in pieces, telling the watcher between them; who stops it stops the transaction."""
    done = 0
    while piece := list(islice(rows, STEP)):
        into(piece)
        done += len(piece)
        tell(min(part * 50 + done // STEP, part * 50 + 49), 100)


def _order_row(
    u: Unit, batch: int, order: StagedOrder, order_id: int, number: str | None, content: str, now: int, made: Made
) -> tuple[Any, ...]:
    return (
        order_id, number, "submitted" if order.submit else "draft", bool(order.hold), order.hold,
        _buyer(order, made), order.text, order.name, order.ref, order.key, f"import:{batch}", order.ordered,
        order.promised, order.promised or FAR.isoformat(), "open", "", order.receiver, order.phone, order.address,
        order.days, order.policy, order.note, order.total, len(order.lines), 0, 0, content, u.user_id, now,
        now if order.submit else None, 1,
    )  # fmt: skip


def _line_rows(orders: Sequence[StagedOrder], ids: Sequence[int], made: Made) -> Iterator[tuple[Any, ...]]:
    for order, order_id in zip(orders, ids, strict=True):
        for position, line in enumerate(order.lines, 1):
            yield (
                order_id, position, _goods(line, made), line.text, line.unit, line.factor, line.quantity, line.price,
                line.source, line.amount, line.base, 0, 0, 0, line.base, 0, line.row,
            )  # fmt: skip


def _rows_of(orders: Iterable[StagedOrder]) -> set[int]:
    return {row for order in orders for row in order.rows}


def _left(stays: Iterable[tuple[Sequence[int], str]], taken: Set[int]) -> list[tuple[int, str]]:
    """The rows of orders that stay out, each once, and why; not those of which another order comes in."""
    found: dict[int, str] = {}
    for rows, why in stays:
        for row in rows:
            if row not in taken:
                found.setdefault(row, why)
    return list(found.items())


def _full(orders: Iterable[StagedOrder]) -> set[int]:
    """The rows that are lines of these orders, or all there is of one."""
    filled = {line.row for order in orders for line in order.lines}
    return filled | {order.rows[0] for order in orders if not order.lines}


def _filled(orders: Collection[StagedOrder]) -> tuple[int, int]:
    """How many rows are lines of these orders, and how many only add to one; what orders share counts once."""
    filled = _full(orders)
    return len(filled), len(_rows_of(orders) - filled)


def _came(
    orders: Sequence[StagedOrder], ids: Sequence[int], updates: Iterable[Update]
) -> Iterator[tuple[int, str, int]]:  # fmt: skip
    """What became of the rows of orders that came in, and of those that were brought up to date.

    A row that orders share is told once, with the first of them: `import_undo_orders` finds the others.
    """
    filled, told = _full(orders), set[int]()
    for order, order_id in zip(orders, ids, strict=True):
        for row in order.rows:
            if row not in told:
                told.add(row)
                yield row, "imported" if row in filled else "merged", order_id
    for each in updates:
        for row in each.order.rows:
            if row not in told:
                told.add(row)
                yield row, "merged", each.order_id


def free_code(model: Any, prefix: str) -> str:
    """The next code of a kind that nobody has, like C0021."""
    number = model.select(peewee.fn.COUNT(model.id)).scalar() + 1
    while model.get_or_none(model.code == f"{prefix}{number:04d}"):
        number += 1
    return f"{prefix}{number:04d}"
