"""An order that has come in before, beside what the file says now: what differs is told, and left as it is."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from models.goods import Product
from models.orders import OrderLine, SalesOrder
from services.bulk import any_of
from services.import_match import Matcher, StagedOrder
from services.import_words import Doubt
from services.importing.preview import Document

NOTHING = "—"
Lines = Mapping[str, tuple[int, int | None]]  # what is ordered -> how much of it in all, and its last price


class Stored(NamedTuple):
    """An order as it is here."""

    state: str
    on_hold: bool
    receiver: str
    phone: str
    address: str
    lines: Lines


@dataclass(frozen=True, slots=True)
class Change:
    """A document that is here already and not the same, by its place in the reading; what differs, as doubts."""

    at: int
    order: StagedOrder
    doubts: tuple[Doubt, ...]


def changes(matcher: Matcher, documents: Sequence[Document], skipped: Iterable[int]) -> list[Change]:
    """Orders that stay out for being here already and are not the same in the file."""
    staged = [(at, documents[at], matcher.staged_again(documents[at])) for at in skipped]
    there = _stored([order.key for _at, _document, order in staged])
    found = []
    for at, document, order in staged:
        if order.key in there:
            doubts = tuple(_doubt(matcher, *each) for each in _differences(document, order, there[order.key]))
            if doubts:
                found.append(Change(at, order, doubts))
    return found


def _doubt(matcher: Matcher, row: int, name: str, now: str, here: str, code: str = "changed_since") -> Doubt:
    return matcher.doubt(code, name, row, f"{now} ≠ {here}" if here else now)


def _stored(keys: Sequence[str]) -> dict[str, Stored]:
    S, L = SalesOrder, OrderLine
    heads = list(S.select(S.id, S.import_key, S.state, S.on_hold, S.receiver, S.phone, S.address)
                 .where(any_of(S.import_key, keys)).tuples())  # fmt: skip
    lines: dict[int, dict[str, tuple[int, int | None]]] = defaultdict(dict)
    query = L.select(L.order, L.product, L.text, L.ordered, L.unit_price).where(any_of(L.order, [h[0] for h in heads]))
    for order, product, text, ordered, price in query.tuples():
        _add(lines[order], _what(product, text), int(ordered.scaleb(3)), _cents(price))
    return {h[1]: Stored(h[2], h[3], h[4], h[5], h[6], lines[h[0]]) for h in heads}


def _what(product: int | None, text: str) -> str:
    return f"#{product}" if product is not None else text


def _cents(price: Decimal | None) -> int | None:
    return None if price is None else int(price.scaleb(4))


def _add(lines: dict[str, tuple[int, int | None]], what: str, base: int, price: int | None) -> None:
    lines[what] = (lines.get(what, (0, None))[0] + base, price)


def _differences(document: Document, order: StagedOrder, here: Stored) -> Iterator[tuple[Any, ...]]:
    row = document.rows[0]
    if order.hold and not here.on_hold and here.state not in ("cancelled", "completed", "closed_short"):
        yield row, "status", order.hold, "", "closed_since"
    for name in ("receiver", "phone", "address"):
        now, was = getattr(order, name), getattr(here, name)
        if getattr(document, name) and now != was:
            yield row, name, now, was or NOTHING
    yield from _line_differences(order, here.lines)


def _line_differences(order: StagedOrder, here: Lines) -> Iterator[tuple[Any, ...]]:
    said: dict[str, tuple[int, int | None]] = {}
    rows: dict[str, int] = {}
    for line in order.lines:
        what = _what(line.product, line.text or line.new)
        _add(said, what, line.base, line.price)
        rows.setdefault(what, line.row)
    for what, (base, price) in said.items():
        if what not in here:
            yield rows[what], "sku", _named(what), NOTHING
            continue
        was, was_price = here[what]
        if base != was:
            yield rows[what], "quantity", _figure(base, 3), _figure(was, 3)
        if price is not None and was_price is not None and price != was_price:
            yield rows[what], "unit_price", _figure(price, 4), _figure(was_price, 4)
    for what in here.keys() - said.keys():
        yield order.rows[0], "sku", NOTHING, _named(what)


def _figure(value: int, places: int) -> str:
    return format(Decimal(value).scaleb(-places).normalize(), "f")


def _named(what: str) -> str:
    if not what.startswith("#"):
        return what
    return str(Product.get_by_id(int(what[1:])).sku)
