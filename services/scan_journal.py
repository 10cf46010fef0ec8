"""The journal of the bench for the office: every scan with its verdict, and the figures made of them."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from models.base import reconnect
from models.delivery import Delivery, PickLine, ScanEvent
from models.driver import peewee
from models.goods import Product
from models.people import User
from models.stock import Lot
from resources.i18n import N_
from services import found
from services.bench_notes import QUIET
from services.faults import translated
from services.listing import Column, Filter, Listing, Query, Sort
from services.lists import SPANS, Localized, within

S = ScanEvent
ZERO = Decimal(0)
# What counted, or was no goods; the rest was refused or asked about.
TAKEN = ("right", "bin", "undone", "check_right", "waybill", "weighed", *QUIET)
VERDICT_TERMS = {
    "right": N_("Correct"), "bin": N_("Right bin"), "undone": N_("Undone"), "check_right": N_("Checked"),
    "waybill": N_("Waybill"), "weighed": N_("Weight of the package"), "wrong_item": N_("Wrong item"),
    "wrong_lot": N_("Wrong lot"), "expired": N_("Expired"), "frozen_lot": N_("Frozen lot"),
    "too_many": N_("Too many"), "unknown_code": N_("Unknown code"), "wrong_bin": N_("Wrong bin"),
    "scan_serial": N_("Serial number missing"), "serial_again": N_("Piece already picked"),
    "serial_gone": N_("Piece already sent"), "serial_unknown": N_("Not in stock"),
    "scan_lot": N_("Lot missing"), "wrong_delivery": N_("Wrong delivery"), "not_open": N_("Not open"),
    "set_aside": N_("Set aside"), "swap_lot": N_("Another lot?"), "unusual_quantity": N_("Unusual quantity"),
    "check_wrong_item": N_("Not picked"), "check_wrong_lot": N_("Lot not picked"),
    "check_wrong_piece": N_("Piece not picked"), "check_piece_again": N_("Piece already counted"),
    "check_too_many": N_("One too many"), "check_no_bin": N_("No bin now"), "open_carton": N_("Open the carton?"),
    "command": N_("Command"), "signed_in": N_("Badge"), "opened": N_("Opened"), "paused": N_("Paused"),
    "repeated": N_("Repeat ignored"), "photo": N_("Photo"), "to_box": N_("To the box"), "wrong_box": N_("Wrong box"),
    "put_first": N_("Not put yet"), "no_box": N_("No such box"), "unknown_batch": N_("Unknown batch"),
    "no_delivery": N_("No delivery"), "unknown_delivery": N_("Unknown delivery"), "unknown_badge": N_("Unknown badge"),
    "locked": N_("Locked"), "already_packed": N_("Already packed"), "not_a_waybill": N_("Not a waybill"),
    "all_numbered": N_("All have one"), "tracking_taken": N_("Waybill used"),
    "unknown_package": N_("Unknown package"), "reading_only": N_("Not allowed"), "other": N_("Scan refused"),
}  # fmt: skip
KIND_TERMS = {
    "pick": N_("Pick"), "undo": N_("Undone"), "check": N_("Second count"), "control": N_("Bin or command"),
    "weigh": N_("Scale"),
}  # fmt: skip
_COUNTED = peewee.fn.NULLIF(S.quantity, 0).converter(S.quantity.python_value)
# A scanner's separator is no character that a sheet can hold.
_TEXT = peewee.fn.REPLACE(S.text, "\x1d", "|")


def _refused(value: str) -> Any:
    return within(S.at)(value) & S.verdict.not_in(TAKEN)


def _verdict(value: str) -> Any:
    """Said in the index's own words for all but the verdicts that most scans have."""
    mine = S.verdict == value
    few = S.verdict.not_in([peewee.SQL("'right'"), peewee.SQL("'opened'")])
    return mine if value in ("right", "opened") else mine & few


SCANS = Listing(
    name="scans",
    title=N_("Scan journal"),
    source=lambda what: (
        S.select(*what)
        .join(Delivery, peewee.JOIN.LEFT_OUTER).switch(S)
        .join(User, peewee.JOIN.LEFT_OUTER).switch(S)
        .join(PickLine, peewee.JOIN.LEFT_OUTER, on=(PickLine.id == S.pick_line))
        .join(Product, peewee.JOIN.LEFT_OUTER, on=(Product.id == PickLine.product))
        .join(Lot, peewee.JOIN.LEFT_OUTER, on=(Lot.id == PickLine.lot))
    ),
    bare=lambda what: S.select(*what),
    columns=(
        Column("at", N_("When"), "moment", S.at, 112, "newest"),
        Column("delivery", N_("Delivery no."), "two_lines", Delivery.number, 170, second="customer"),
        Column("customer", N_("Customer"), "text", Delivery.customer_name, 0),
        Column("verdict", N_("Verdict"), "text", S.verdict, 124, terms=tuple(VERDICT_TERMS.items())),
        Column("quantity", N_("Quantity"), "quantity", _COUNTED, 74),
        Column("name", N_("Product"), "two_lines", Localized(Product.name, Product.name_en), 170, second="sku"),
        Column("sku", N_("SKU"), "code", Product.sku, 0),
        Column("user", N_("By"), "text", User.name, 90),
        Column("station", N_("Station"), "text", S.station, 80),
        Column("lot", N_("Lot"), "code", Lot.number, 84),
        Column("text", N_("Scanned"), "code", _TEXT, 176),
        Column("package", N_("Package"), "number", peewee.fn.NULLIF(S.package, 0), 80),
        Column("kind", N_("Kind"), "text", S.kind, 0, terms=tuple(KIND_TERMS.items())),
    ),
    sorts=(Sort("newest", N_("Newest first"), (), S.id, descending=True),),
    filters=(
        Filter("delivery", N_("Delivery"), lambda value: S.delivery == int(value)),
        Filter("came", N_("Scanned on"), within(S.at), SPANS),
        Filter("refused", N_("Refused scans"), _refused, SPANS),
        Filter("verdict", N_("Verdict"), _verdict, tuple(VERDICT_TERMS.items())),
        Filter("user", N_("By"), lambda value: S.user == int(value)),
    ),
    search=lambda text: S.delivery.in_(found.deliveries(text)),
    right="deliveries.view",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reason:
    """How often scans had a verdict."""

    verdict: str
    count: int


@dataclass(frozen=True, slots=True)
class Pace:
    """What one person scanned: picks that stand, their pieces, hours at it (by stretches of ten minutes with a scan),
    scans refused.
    """

    user_id: int | None
    name: str
    picks: int
    pieces: Decimal
    hours: Decimal
    right: int
    refused: int

    @property
    def per_hour(self) -> Decimal:
        """Picks, which are scans of goods however many pieces each counted."""
        return self.picks / self.hours if self.hours else ZERO

    @property
    def accuracy(self) -> Decimal:
        """The part of the scans of goods that was right, in per cent."""
        return Decimal(100 * self.right) / max(self.right + self.refused, 1)


@dataclass(frozen=True, slots=True)
class Figures:
    """Of the scans that a query finds: why they were refused, the most frequent first; and each person's pace."""

    refused: tuple[Reason, ...]
    paces: tuple[Pace, ...]


_PICKED = peewee.Case(None, ((S.kind.in_(("pick", "undo")), S.quantity),), peewee.SQL("0"))
# What is undone was a pick.
_PICKS = peewee.Case(
    None, (((S.kind == "pick") & (S.quantity > 0), 1), ((S.kind == "undo") & (S.quantity < 0), -1)), 0
)
STRETCH = 600_000_000  # ten minutes, in the microseconds that moments are kept in
STRETCHES_AN_HOUR = 6


def figures(query: Query) -> Figures:
    """The figures over all that the list shows, and not over a page of it."""
    with translated():
        reconnect()
        reasons = _asked(query, (S.verdict, peewee.fn.COUNT(S.id))).group_by(S.verdict).tuples()
        refused = [Reason(verdict, count) for verdict, count in reasons if verdict not in TAKEN]
        names = dict(User.select(User.id, User.name).tuples())
        right = peewee.fn.SUM(peewee.Case(None, ((S.verdict.in_(("right", "check_right")), 1),), 0))
        wrong = peewee.fn.SUM(peewee.Case(None, ((S.verdict.not_in(TAKEN), 1),), 0))
        picked = peewee.fn.SUM(_PICKED).converter(S.quantity.python_value)
        picks = peewee.fn.SUM(_PICKS)
        stretches = peewee.fn.COUNT((S.at / STRETCH).distinct())
        rows = _asked(query, (S.user, picks, picked, stretches, right, wrong)).group_by(S.user).tuples()
        paces = [
            Pace(
                user, names.get(user, ""), int(done), pieces or ZERO, Decimal(count) / STRETCHES_AN_HOUR, int(good),
                int(bad),
            )
            for user, done, pieces, count, good, bad in rows
        ]
    return Figures(
        tuple(sorted(refused, key=lambda each: -each.count)), tuple(sorted(paces, key=lambda each: -each.picks))
    )


def _asked(query: Query, what: tuple[Any, ...]) -> Any:
    """The scans that the list shows, for figures over them."""
    return SCANS.narrowed(S.select(*what), query)
