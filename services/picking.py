"""The judgement of one scan while picking: what it is, whether it belongs, and what it counts.

A wrong scan is a Verdict, journalled like a right one; nothing of it counts.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from models.delivery import Delivery, DeliveryLine, PickLine, ScanEvent
from models.goods import Product
from models.statement import Insert, Statement
from models.stock import Location, Lot, StockBalance
from services import ledger, one_of_a_kind, settings
from services.code_goods import NO_GOODS, Item, find_goods, numbered
from services.ledger import ZERO, Held, Spot
from services.places import place
from services.scanning import Scan, behind_lot
from services.swapping import Other, free_lot, take_over
from services.unit import Unit

MILLI = Decimal("0.001")
# One scan never counts on more lines of a delivery than this.
MOST_PARTS = 1000
PICKABLE = frozenset({"released", "picking"})


@dataclass(frozen=True, slots=True)
class Side:
    """One side of an answer: what was scanned, or what is needed. Quantities in base units."""

    text: str = ""
    sku: str = ""
    name: str = ""
    lot: str = ""
    expiry: date | None = None
    bin: str = ""
    quantity: Decimal | None = None
    name_en: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer to one scan.

    `code`: right, bin, wrong_item, wrong_lot, expired, frozen_lot, too_many, unknown_code, wrong_bin, scan_lot,
    wrong_delivery, not_open, set_aside, undone, package_back, nothing_to_undo; swap_lot, unusual_quantity and
    open_carton, which ask and are answered by the same scan with that code confirmed; and of a second count
    check_right, check_wrong_item, check_wrong_lot, check_too_many, check_no_bin; and of pieces like no other
    scan_serial, serial_again, serial_gone, serial_unknown, check_wrong_piece, check_piece_again.
    `counted` in base units; `needed` is the pick line the answer is about, with what is left of it; `replanned` says
    that the delivery has to be read anew: its pick lines or its package in hand are others than before.
    """

    code: str
    accepted: bool
    state: str
    counted: Decimal = ZERO
    pick_line: int | None = None
    scanned: Side = Side()
    needed: Side = Side()
    replanned: bool = False

    @property
    def product(self) -> str:
        """The name of the product the answer is about."""
        return self.needed.name

    @property
    def sku(self) -> str:
        return self.needed.sku


D, PL, DL = Delivery, PickLine, DeliveryLine
DELIVERY = Statement(
    lambda delivery: D.select(
        D.id, D.number, D.state, D.package_open, D.pieces, D.picked, D.trouble
    ).where(D.id == delivery)
)
_PICKS = Statement(
    lambda delivery: PL.select(
        PL.id, PL.delivery_line, PL.product, PL.lot, PL.bin, PL.planned, PL.picked, Lot.number, Lot.expiry,
        Location.code, Product.sku, Product.name, Product.lot_tracked, Product.serial_tracked,
    )
    .join(Lot, on=(Lot.id == PL.lot))
    .join(Location, on=(Location.id == PL.bin))
    .join(Product, on=(Product.id == PL.product))
    .where(PL.delivery == delivery)
    .order_by(PL.walk, PL.id)
)  # fmt: skip
_LOT = Statement(
    lambda product, number: Lot.select(Lot.id, Lot.number, Lot.expiry).where(
        (Lot.product == product) & (Lot.number == number)
    )
)
_QUALITIES = Statement(
    lambda lot: StockBalance.select(StockBalance.quality).where(
        (StockBalance.lot == lot) & (StockBalance.on_hand > 0)
    )
)
_BIN = Statement(lambda code: Location.select(Location.id, Location.code).where(Location.code == code))
HELD = Statement(
    lambda delivery_line, lot, location: ledger.R.select(
        ledger.R.id, ledger.R.line, ledger.R.balance, ledger.R.quantity
    )
    .join(StockBalance)
    .where(
        (ledger.R.delivery_line_id == delivery_line) & (StockBalance.lot == lot)
        & (StockBalance.location == location) & (StockBalance.quality == ledger.GOOD)
    )
)  # fmt: skip
COUNT_PICK = Statement(lambda pick, quantity: PL.update({PL.picked: PL.picked + quantity}).where(PL.id == pick))
COUNT_LINE = Statement(lambda line, quantity: DL.update({DL.picked: DL.picked + quantity}).where(DL.id == line))
COUNT_DELIVERY = Statement(
    lambda delivery, quantity, state, picked_at: D.update(
        {D.picked: D.picked + quantity, D.state: state, D.version: D.version + 1, D.picked_at: picked_at}
    ).where(D.id == delivery)
)
EVENT = Insert(
    ScanEvent, "at", "delivery", "user", "station", "text", "kind", "verdict", "pick_line", "quantity", "package",
    "move_id", "undoes",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pick:
    """One pick line with what a packer must know of it."""

    id: int
    delivery_line: int
    product_id: int
    lot_id: int
    bin_id: int
    planned: Decimal
    picked: Decimal
    lot: str
    expiry: date | None
    bin: str
    sku: str
    name: str
    lot_tracked: bool
    serial_tracked: bool

    @property
    def left(self) -> Decimal:
        return self.planned - self.picked


def picks(delivery_id: int) -> tuple[Pick, ...]:
    """A delivery's pick lines in walking order."""
    return tuple(Pick(*row) for row in _PICKS.rows(delivery=delivery_id))


class Picking:
    """The judgement of one scan while picking one delivery."""

    def __init__(
        self,
        u: Unit,
        row: tuple[Any, ...],
        pick_lines: tuple[Pick, ...],
        code: Scan,
        bin_id: int | None,
        quantity: Decimal | None,
        opened: bool = False,
        item: Callable[[], Item | None] | None = None,
    ) -> None:
        self.u, self.picks, self.code, self.bin_id, self.quantity = u, pick_lines, code, bin_id, quantity
        self.opened, self._item = opened, item or partial(find_goods, code)
        self.id, self.number, self.state, self.package, self.pieces, self.picked, self.trouble = row

    def judge(self) -> Verdict:
        if self.trouble:
            return self._no("set_aside")
        if self.state not in PICKABLE:
            return self._no("not_open")
        if self.code.kind == "bin":
            return self._bin()
        if self.code.kind in NO_GOODS:
            return self._no("wrong_delivery", Side(self.code.text))
        item = self._item()
        if item is None:
            return self._lot_alone() or self._bin()
        return self._goods(replace(item, factor=min(item.factor, Decimal(1))) if self.opened else item)

    def _no(self, code: str, scanned: Side = Side(), pick: Pick | None = None) -> Verdict:
        pick = pick or next((p for p in self.picks if p.left > 0), None)
        if pick is None:
            return Verdict(code, False, self.state, scanned=scanned)
        return Verdict(code, False, self.state, ZERO, pick.id, scanned, needed_of(pick))

    def _bin(self) -> Verdict:
        """By its label, or by its code alone where nothing else is called so."""
        found = _BIN.first(code=self.code.code)
        if found is None:
            return self._no("unknown_code", Side(self.code.text))
        here = [p for p in self.picks if p.bin_id == found[0] and p.left > 0]
        if not here:
            return self._no("wrong_bin", Side(bin=found[1]))
        pick = here[0]
        return Verdict(
            "bin", True, self.state, ZERO, pick.id, Side(bin=found[1]), needed_of(pick)
        )

    def _lot_alone(self) -> Verdict | None:
        """A lot number scanned by itself stands for one piece of the goods it belongs to, where those are one product.
        """
        mine = [p for p in self.picks if p.lot and p.lot.upper() == self.code.code]
        wanted, planned = {p.product_id: p for p in mine if p.left > 0}, {p.product_id: p for p in mine}
        known = {p.product_id: p for p in self.picks if p.lot_tracked and self._known(p)}
        found = next((each for each in (wanted, planned, known) if each), {})
        if len(found) != 1:
            return None
        (pick,) = found.values()
        return self._goods(Item(pick.product_id, pick.sku, pick.name, Decimal(1), self.code.code))

    def _known(self, pick: Pick) -> bool:
        return _LOT.first(product=pick.product_id, number=self.code.code) is not None

    def _goods(self, item: Item) -> Verdict:
        self.code = numbered(self.code, item)
        scanned = side_of(self.code.text, item)
        mine = [p for p in self.picks if p.product_id == item.product_id]
        if not mine:
            return self._no("wrong_item", scanned)
        self.code, item = parted(self.code, item, mine)
        scanned = side_of(self.code.text, item)
        counted = (item.factor * (self.quantity or 1)).quantize(MILLI)
        piece = one_of_a_kind.wrong(self.code, item.product_id, mine[0].serial_tracked, counted, self.id)
        if piece:
            return self._no(piece, replace(scanned, quantity=counted), next((p for p in mine if p.left > 0), mine[0]))
        open_ = [p for p in mine if p.left > 0]
        if not open_:
            return self._no("too_many", replace(scanned, quantity=counted), mine[0])
        if item.lot or item.expiry:
            spoilt = self._spoilt(item, scanned, open_[0])
            if spoilt:
                return spoilt
            planned = [p for p in open_ if same_lot(p, item)]
            if not planned:
                return self._other_lot(item, scanned, open_, counted)
            open_ = planned
        here = [p for p in open_ if p.bin_id == self.bin_id] if self.bin_id else open_
        if not here:
            return self._no("wrong_bin", replace(scanned, bin=self._bin_code()), open_[0])
        if not item.lot and len({p.lot_id for p in here}) > 1 and here[0].lot_tracked:
            return self._no("scan_lot", scanned, here[0])
        # Of several lines the first that takes all of it: a carton may be too large for the one before.
        pick = next((p for p in here if p.left >= counted), here[0])
        if pick.expiry and pick.expiry < self.u.today:
            return self._no("expired", replace(scanned, lot=pick.lot, expiry=pick.expiry), pick)
        # Lines of the same goods in the same place take it together, such as a gift beside what was bought.
        alike = [p for p in here if (p.lot_id, p.bin_id) == (pick.lot_id, pick.bin_id)]
        left = pick.left if pick.left >= counted else sum((p.left for p in alike), ZERO)
        if counted > left and self._may_open(item) and "open_carton" in self.u.confirmed:
            counted = left
        code = self._too_many(item, counted, left) or ("unusual_quantity" if self._unusual(counted, left) else "")
        if code:
            verdict = self._no(code, replace(scanned, quantity=counted), pick)
            return replace(verdict, needed=replace(verdict.needed, quantity=left))
        return self._count([pick] if pick.left >= counted else alike, counted)

    def _too_many(self, item: Item, counted: Decimal, left: Decimal) -> str:
        """More than is left is refused; a whole carton may be opened for what is left, where the company lets it."""
        if counted <= left:
            return ""
        return "open_carton" if self._may_open(item) else "too_many"

    def _may_open(self, item: Item) -> bool:
        return item.factor > 1 and not self.quantity and settings.get("packing.open_carton") == "ask"

    def _unusual(self, counted: Decimal, left: Decimal) -> bool:
        """A typed quantity as large as the company wants asked about; all that is left is what one would type."""
        most = settings.get("packing.unusual_quantity") if self.quantity and counted != left else 0
        return bool(most) and counted >= most and "unusual_quantity" not in self.u.confirmed

    def _other_lot(self, item: Item, scanned: Side, open_: list[Pick], counted: Decimal) -> Verdict:
        """A lot that is not planned: taken, asked about or refused, as the company wants and as it is free."""
        fit = [p for p in open_ if p.left >= counted] or open_
        pick = next((p for p in fit if p.bin_id == self.bin_id), fit[0])
        how = settings.get("packing.lot_swap") if item.lot and pick.lot_tracked else "refuse"
        if how == "refuse":
            return self._no("wrong_lot", scanned, pick)
        if counted > pick.left:
            return self._no("too_many", replace(scanned, quantity=counted), pick)
        lot = _LOT.first(product=item.product_id, number=item.lot)
        other = free_lot(self.u, item.product_id, lot[1], counted, (self.bin_id, pick.bin_id)) if lot else None
        if other is None:
            return self._no("wrong_lot", scanned, pick)
        asked = "swap_lot" in self.u.confirmed
        if how == "ask" and not asked:
            told = replace(scanned, lot=other.lot, expiry=other.expiry, bin=other.bin, quantity=other.free)
            return self._no("swap_lot", told, pick)
        # Who says yes means the line: its rest goes over as far as it is free. Without a question only what is taken.
        return self._swap(pick, other, min(pick.left, other.free) if asked else counted, counted)

    def _swap(self, pick: Pick, other: Other, quantity: Decimal, counted: Decimal) -> Verdict:
        held_row = HELD.first(delivery_line=pick.delivery_line, lot=pick.lot_id, location=pick.bin_id)
        assert held_row is not None
        spot = Spot(pick.product_id, pick.lot_id, pick.bin_id)
        holding = Held(held_row[0], held_row[1], pick.delivery_line, held_row[2], spot)
        taken = take_over(self.id, pick.id, holding, other, quantity)
        assert taken is not None, "found free in this transaction"
        self.u.topics.add("stock")
        self.u.about("delivery", self.id, swapped={"from": pick.lot, "to": other.lot, "quantity": quantity})
        self.picks = picks(self.id)
        return replace(self._count([p for p in self.picks if p.id == taken], counted), replanned=True)

    def _spoilt(self, item: Item, scanned: Side, pick: Pick) -> Verdict | None:
        """Expired or frozen goods are refused whatever line they were for."""
        lot = _LOT.first(product=item.product_id, number=item.lot)
        expiry = item.expiry or (lot[2] if lot else None)
        if expiry and expiry < self.u.today:
            return self._no("expired", replace(scanned, expiry=expiry), pick)
        if lot:
            qualities = {row[0] for row in _QUALITIES.rows(lot=lot[0])}
            if qualities and ledger.GOOD not in qualities:
                return self._no("frozen_lot", scanned, pick)
        return None

    def _bin_code(self) -> str:
        return next((p.bin for p in self.picks if p.bin_id == self.bin_id), "")

    def _count(self, mine: list[Pick], counted: Decimal) -> Verdict:
        """Count goods on the lines they belong to, one after the other; each part is journalled."""
        first, parts = mine[0], list(_shares(mine, counted))
        held = [HELD.first(delivery_line=p.delivery_line, lot=p.lot_id, location=p.bin_id) for p, _part in parts]
        for (pick, part), row in zip(parts, held, strict=True):
            if row is None or row[3] < part:
                return self._no("too_many", Side(self.code.text, pick.sku, pick.name, pick.lot, quantity=counted), pick)
        for (pick, part), row in zip(parts, filter(None, held), strict=True):
            self._count_part(pick, part, row)
        one_of_a_kind.take(self.code, first.product_id, first.serial_tracked, self.id)
        here = Side("", first.sku, first.name, first.lot, first.expiry, first.bin, counted)
        left = replace(needed_of(first), quantity=first.left - parts[0][1])
        return Verdict("right", True, self.state, counted, first.id, here, left, replanned=len(parts) > 1)

    def _count_part(self, pick: Pick, counted: Decimal, held_row: tuple[Any, ...]) -> None:
        source = Spot(pick.product_id, pick.lot_id, pick.bin_id)
        staging = Spot(pick.product_id, pick.lot_id, place("staging"))
        holding = Held(held_row[0], held_row[1], pick.delivery_line, held_row[2], source)
        whole = bool(held_row[3] == counted)
        COUNT_PICK.once(pick=pick.id, quantity=counted)
        COUNT_LINE.once(line=pick.delivery_line, quantity=counted)
        self.picked += counted
        self.state = "picked" if self.picked >= self.pieces else "picking"
        at = self.u.now if self.state == "picked" else None
        COUNT_DELIVERY.once(delivery=self.id, quantity=counted, state=self.state, picked_at=at)
        # Last: its number is waited for, and with it whether each of those before changed its one row.
        move_id = ledger.carry(self.u, holding, staging, counted, "pick", ("delivery", self.id), whole=whole)
        # What the scanner read stands in the scan event; the answer to a right one need not keep it again.
        self.journal("pick", Verdict("right", True, self.state, counted, pick.id), move_id)
        self.u.topics |= {"deliveries"}

    def journal(self, kind: str, verdict: Verdict, move_id: int | None = None) -> None:
        EVENT.run(
            at=self.u.now, delivery=self.id, user=self.u.user_id, station=self.u.actor.station,
            text=self.code.text[:200], kind=kind, verdict=verdict.code, pick_line=verdict.pick_line,
            quantity=verdict.counted, package=self.package, move_id=move_id, undoes=None,
        )  # fmt: skip


def _shares(mine: list[Pick], counted: Decimal) -> Iterator[tuple[Pick, Decimal]]:
    """How much of it each line takes, in walking order."""
    for pick in mine:
        part = min(pick.left, counted)
        if part > 0:
            yield pick, part
            counted -= part


def last_scan(delivery_id: int, which: Any) -> list[ScanEvent]:
    """The events of the last scan of a kind that is not undone, newest first: one for each line that it counted on."""
    undone = ScanEvent.select(ScanEvent.undoes).where(
        (ScanEvent.delivery == delivery_id) & ScanEvent.undoes.is_null(False)
    )
    rows = ScanEvent.select().where((ScanEvent.delivery == delivery_id) & which & ScanEvent.id.not_in(undone))
    found: list[ScanEvent] = []
    for row in rows.order_by(ScanEvent.id.desc()).limit(MOST_PARTS):
        known = {each.pick_line_id for each in found}
        if found and ((row.at, row.text) != (found[0].at, found[0].text) or row.pick_line_id in known):
            break
        found.append(row)
    return found


def side_of(text: str, item: Item) -> Side:
    """What was scanned, as an answer shows it."""
    return Side(text, item.sku, item.name, item.lot, item.expiry, name_en=item.name_en)


def parted(code: Scan, item: Item, picks: list[Pick]) -> tuple[Scan, Item]:
    """A scanner that sends no separator runs what follows the lot into it. Taken apart at a lot that is to be picked,
    where the day behind it is that lot's own and no lot is called so as a whole.
    """
    if not item.lot or any(same_lot(p, item) for p in picks):
        return code, item
    for pick in sorted(picks, key=lambda p: -len(p.lot)):
        read = behind_lot(code, pick.lot) if pick.expiry else None
        whole = read is not None and _LOT.first(product=pick.product_id, number=item.lot)
        if read is not None and read.expiry == pick.expiry and not whole:
            return read, find_goods(read) or item
    return code, item


def needed_of(pick: Pick) -> Side:
    """What a pick line still asks for."""
    return Side("", pick.sku, pick.name, pick.lot, pick.expiry, pick.bin, pick.left)


def same_lot(pick: Pick, item: Item) -> bool:
    """Whether the goods scanned can be those of a pick line: by lot, or by expiry where no lot is told."""
    if item.lot:
        return pick.lot.upper() == item.lot.upper()
    return pick.expiry is None or pick.expiry == item.expiry
