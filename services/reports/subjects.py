"""What people may make reports of: each list with its columns, what more its rows tell, and the dates that a period may
be about.

A column's right is the list's own. Of single persons only who may see figures of people is told, and sums of money only
who may see what customers owe: as in the standard reports.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from models.after_sales import ReturnOrder
from models.buying import PurchaseOrder
from models.delivery import Delivery, ScanEvent
from models.driver import peewee
from models.fields import QuantityField, ScaledField
from models.goods import Product, ProductStock
from models.money import Receivable
from models.orders import SalesOrder
from models.paper import PrintJob
from models.parties import Customer, Supplier
from models.people import User
from models.stock import Location, Lot, StockBalance, StockMove
from models.watch import Incident
from resources.i18n import N_
from services import (
    found,
    lists,
    print_desk,
    purchase_views,
    receivables,
    request_views,
    return_views,
    scan_journal,
    stock_lists,
)
from services.after_sales import RETURN_TERMS
from services.exporting import STATE_TERMS
from services.listing import Column, Filter, Listing
from services.reports import line_lists
from services.reports.definition import Hub
from services.reports.sales import SOURCE, SOURCES
from services.reports.words import wide
from services.unit import Actor
from services.zones import TERMS

O, D, P, PS, B, M = SalesOrder, Delivery, Product, ProductStock, StockBalance, StockMove
LEFT = peewee.JOIN.LEFT_OUTER
PEOPLE, MONEY, COSTS = "reports.people", "credit.view", "prices.view"
STATES = STATE_TERMS | {"return": RETURN_TERMS}
DATES = ("date", "due")
HOLDS = "holds:"
NUMBERS = ("number", "quantity", "price", "amount", "progress")
WORDS = ("text", "code", "two_lines", "state")
SCALES = {"quantity": 3, "price": 4, "amount": 2}


@dataclass(frozen=True, slots=True)
class When:
    """A date that a period is about. Of a moment the days are its span; `ids` leads to them by the rows' ids where no
    index does, and `on` is then the id."""

    name: str
    term: str
    on: Any = field(repr=False)
    moment: bool = True
    ids: Any = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Subject:
    """A list as reports are made of it. `opens` is the window and the id behind a row.

    `more` are columns that the list does not show, for which `joined` brings what the list's source has not. `rights`
    are those that a column takes in a report beyond the list's. `decimals` is how an expression's whole numbers are
    scaled where its kind does not say it. With `dated` it always takes a period. `hubs` are those of all
    columns that are not the list's own, for a list of many rows.
    """

    listing: Listing
    opens: tuple[str, Any] = field(repr=False)
    whens: tuple[When, ...] = ()
    more: tuple[Column, ...] = ()
    joined: Callable[[Any], Any] | None = field(default=None, repr=False)
    rights: tuple[tuple[str, str], ...] = ()
    decimals: tuple[tuple[str, int], ...] = ()
    dated: bool = False
    hubs: tuple[Hub, ...] = ()

    @property
    def name(self) -> str:
        return self.listing.name

    @property
    def right(self) -> str:
        return self.listing.right

    def source(self, what: tuple[Any, ...]) -> Any:
        select = self.listing.source(what)
        return select if self.joined is None else self.joined(select)

    def columns(self) -> tuple[Column, ...]:
        """All of them, with the right each takes, and words for what is kept as a code."""
        rights, states = dict(self.rights), STATES.get(self.listing.state_kind, {})
        told = (c for c in (*self.listing.columns, *self.more) if c.kind != "bar")
        return tuple(
            replace(c, right=rights.get(c.name, c.right), terms=tuple(states.items()) if c.kind == "state" else c.terms)
            for c in told
        )

    def seen(self, actor: Actor) -> tuple[Column, ...]:
        """The columns this person may see."""
        return tuple(c for c in self.columns() if not c.right or c.right in actor.rights)

    def filters(self, actor: Actor) -> tuple[Filter, ...]:
        """Those that a person chooses from a menu: the list's own, and one for each column of a few words."""
        own = tuple(f for f in self.listing.filters if f.choices and f.menu)
        known = {f.name for f in own}
        coded = (c for c in self.seen(actor) if c.terms and c.name not in known)
        return (*own, *(Filter(c.name, c.term, partial(_is, c.expression), _named(c.terms)) for c in coded))

    def holding(self, actor: Actor) -> tuple[Filter, ...]:
        """The columns of free words that rows may be asked to hold a text in, whatever its letters' size.

        A code has words only where it stands for a place of the program's own.
        """
        free = (c for c in self.seen(actor) if c.kind == "code" or (c.kind in WORDS and not c.terms))
        return tuple(Filter(f"{HOLDS}{c.name}", c.term, partial(_holds, c.expression)) for c in free)

    def dates(self) -> tuple[When, ...]:
        """What a period may be about: moments, and the list's own dates."""
        known = {when.name for when in self.whens}
        own = (c for c in self.columns() if c.kind in DATES and c.name not in known)
        return (*self.whens, *(When(c.name, c.term, c.expression, moment=False) for c in own))

    def scale(self, column: Column) -> int:
        """How many decimals the database keeps of it."""
        if isinstance(column.expression, ScaledField):
            return column.expression.decimals
        return dict(self.decimals).get(column.name, SCALES.get(column.kind, 0))

    def measured_as(self, column: Column) -> str:
        """The kind of its figures: pieces on the way to all of them are pieces, lines are a number."""
        if column.kind != "progress":
            return column.kind
        return "quantity" if isinstance(column.expression, QuantityField) else "number"


def _named(terms: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """Without the words for nothing: a filter of that value would be none."""
    return tuple((value, term) for value, term in terms if value)


def _holds(expression: Any, text: str) -> Any:
    return found.contains(peewee.fn.LOWER(expression), text)


def _is(expression: Any, value: str) -> Any:
    return expression == value


def _value(pieces: Any) -> Column:
    """Stock at today's cost."""
    return Column("value", N_("Value ¥"), "amount", wide(pieces) * P.cost, 120, right=COSTS)


_CATEGORY = Column("category", N_("Category"), "text", P.category, 110)
_BUYER = Supplier.alias("usual")
SEVEN = (("value", 7),)

_ALL = (
    Subject(
        lists.ORDERS, ("orders", O.id),
        (When("came", N_("Submitted on"), O.submitted_at), When("promised", N_("Promised"), O.due, moment=False)),
        (Column("source", N_("Source"), "text", SOURCE, 90, terms=SOURCES),
         Column("payment_days", N_("Payment days"), "number", O.payment_days, 90),
         Column("person", N_("Author"), "text", User.name, 110, right=PEOPLE)),
        lambda select: select.join(User, LEFT, on=O.author == User.id).switch(O),
        (("total", MONEY),),
    ),
    Subject(line_lists.ORDER_LINES, ("orders", O.id),
            (When("came", N_("Submitted on"), O.submitted_at), When("promised", N_("Promised"), O.due, moment=False))),
    Subject(
        lists.DELIVERIES, ("delivery", D.id),
        (When("left", N_("Dispatched on"), D.dispatched_at), When("promised", N_("Promised"), D.due, moment=False),
         When("made", N_("Planned on"), D.id, ids=D.created_at)),
        (Column("service", N_("Service"), "text", D.service, 90),
         Column("region", N_("Region"), "text", D.province, 90, terms=TERMS),
         Column("station", N_("Station"), "text", D.station, 90),
         Column("person", N_("Picked by"), "text", User.name, 110, right=PEOPLE)),
        lambda select: select.switch(D).join(User, LEFT, on=D.picker == User.id).switch(D),
    ),
    Subject(line_lists.SENT_LINES, ("delivery", D.id),
            (When("left", N_("Dispatched on"), D.dispatched_at),
             When("promised", N_("Promised"), D.due, moment=False))),
    Subject(
        lists.PRODUCTS, ("inventory", P.id), (),
        (_CATEGORY, Column("supplier", N_("Supplier"), "text", _BUYER.name, 160), _value(PS.on_hand)),
        lambda select: select.switch(P).join(_BUYER, LEFT, on=P.supplier == _BUYER.id).switch(P),
        decimals=SEVEN,
    ),
    Subject(lists.STOCK, ("inventory", P.id), (), (_CATEGORY, _value(B.on_hand)), decimals=SEVEN),
    Subject(lists.MOVES, ("inventory", M.product), (When("at", N_("Posted"), M.id, ids=M.at),), (_CATEGORY,),
            rights=(("user", PEOPLE),), dated=True,
            hubs=(Hub(("name", "sku", "category"), M.product, P), Hub(("lot",), M.lot, Lot),
                  Hub(("source",), M.source, lists.MOVED_FROM), Hub(("target",), M.target, lists.MOVED_TO),
                  Hub(("user",), M.user, User))),
    Subject(receivables.OPEN_BILLS, ("finance", Receivable.id)),
    Subject(line_lists.BILLS, ("customers", Customer.id)),
    Subject(line_lists.PAYMENTS, ("customers", Customer.id)),
    Subject(lists.CUSTOMERS, ("customers", Customer.id), (),
            (Column("price_level", N_("Price level"), "text", Customer.price_level, 110),)),
    Subject(lists.SUPPLIERS, ("suppliers", Supplier.id)),
    Subject(purchase_views.PURCHASES, ("purchasing", PurchaseOrder.id),
            (When("ordered", N_("Ordered on"), PurchaseOrder.id, ids=PurchaseOrder.created_at),)),
    Subject(line_lists.BOUGHT_LINES, ("purchasing", PurchaseOrder.id),
            (When("ordered", N_("Ordered on"), PurchaseOrder.id, ids=PurchaseOrder.created_at),)),
    Subject(stock_lists.EXPECTED, ("purchasing", PurchaseOrder.id), (), (_CATEGORY,)),
    Subject(request_views.REQUESTS, ("inventory", Product.id), (), (_CATEGORY,)),
    Subject(return_views.RETURNS, ("returns", ReturnOrder.id), (When("at", N_("Opened at"), ReturnOrder.at),)),
    Subject(lists.INCIDENTS, ("watch", Incident.id), (When("at", N_("Opened at"), Incident.id, ids=Incident.at),),
            rights=(("owner", PEOPLE),)),
    Subject(scan_journal.SCANS, ("delivery", Delivery.id), (When("at", N_("Scanned on"), ScanEvent.at),),
            rights=(("user", PEOPLE),), dated=True),
    Subject(print_desk.PRINTS, ("", PrintJob.id)),
    Subject(stock_lists.BINS, ("", Location.id)),
)  # fmt: skip
SUBJECTS: dict[str, Subject] = {subject.name: subject for subject in _ALL}


def offered(actor: Actor) -> tuple[Subject, ...]:
    """The lists this person may see."""
    return tuple(subject for subject in SUBJECTS.values() if not subject.right or subject.right in actor.rights)
