"""Quotations: a draft with a number and a last day, printed for the customer, and made an order in one step."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from models.base import reconnect
from models.driver import peewee
from models.goods import Product
from models.orders import OrderLine, SalesOrder
from models.parties import Customer
from models.people import User
from printing.errors import Unprintable
from printing.papers import NoteLine, Party, Quotation
from printing.press import apart
from services import settings
from services.errors import Refusal
from services.faults import translated
from services.numbers import next_number
from services.order_book import load, refuse_unpriced, store
from services.papers import seller
from services.transitions import wrong_state
from services.unit import Unit, use_case

render_quotation: Callable[..., bytes] = apart("printing.documents.quotation:render_quotation")

USUAL_DAYS = 15
MOST_DAYS = 730


@dataclass(frozen=True, slots=True)
class Quoted:
    """A draft that was quoted."""

    id: int
    version: int
    number: str


@use_case("order.quote", right="orders.edit")
def issue_quotation(u: Unit, order_id: int, version: int, valid_until: date) -> Quoted:
    """Give a draft its quotation number and last day; a new day for one that has a number already.

    Refuses wrong_state, changed_meanwhile, no_customer, no_lines, unmatched_line, missing_price, bad_validity.
    """
    order = load(order_id, version)
    if order.state != "draft" or order.number:
        raise wrong_state("order", order, "quoted")
    if not u.today <= valid_until <= u.today + timedelta(MOST_DAYS):
        raise Refusal("bad_validity", most=MOST_DAYS)
    _refuse_unquotable(order)
    before = order.valid_until
    order.quote_number = order.quote_number or next_number("QU", u.today)
    order.valid_until = valid_until
    store(order)
    told = {"valid_until": [before, valid_until]} if before != valid_until else {}
    u.about("order", order.id, quote=order.quote_number, changed=told)
    u.topics.add("orders")
    return Quoted(order.id, order.version, order.quote_number)


def _refuse_unquotable(order: SalesOrder) -> None:
    if order.customer_id is None:
        raise Refusal("no_customer")
    refuse_unpriced(order)


def usual_validity(today: date) -> date:
    """The last day that is proposed."""
    return today + timedelta(USUAL_DAYS)


def render(order_id: int, language: str = "") -> bytes:
    """The quotation as PDF, in the customer's language unless another is named.

    Refuses unknown_order, not_quoted, not_printable.
    """
    with translated():
        reconnect()
        order = load(order_id)
        if not order.quote_number or order.valid_until is None:
            raise Refusal("not_quoted")
        spoken = language or order.customer.language or settings.get("company.language")
        paper = _paper(order, spoken)
    try:
        return render_quotation(paper, spoken)
    except Unprintable as error:
        raise Refusal("not_printable", number=order.quote_number, reason=error.code) from error


def _paper(order: SalesOrder, language: str) -> Quotation:
    customer: Customer = order.customer
    author = User.get_or_none(User.id == order.author_id)
    rows = (
        OrderLine.select(OrderLine, Product)
        .join(Product, peewee.JOIN.LEFT_OUTER)
        .where(OrderLine.order == order)
        .order_by(OrderLine.position)
    )
    to = Party(customer.name, order.receiver or customer.contact, order.phone or customer.phone, order.address)
    return Quotation(
        order.quote_number, order.order_date, order.valid_until, seller(), to,
        tuple(_line(line, language) for line in rows), order.customer_ref, order.promised, order.payment_days,
        author.name if author else "", order.note,
    )  # fmt: skip


def _line(line: OrderLine, language: str) -> NoteLine:
    product = line.product
    name = product.name if language.startswith("zh") else product.name_en or product.name
    return NoteLine(
        product.sku, name, line.quantity, line.unit or product.unit, product.spec, price=line.unit_price,
        amount=line.amount,
    )  # fmt: skip
