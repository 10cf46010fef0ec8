"""The second count: what was picked is scanned again, piece by piece, without being told how much it should be."""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from models.delivery import DeliveryLine, PickLine, ScanEvent
from models.driver import peewee
from models.fields import total
from models.statement import Statement
from services import one_of_a_kind, settings
from services.code_goods import Item, find_goods, numbered
from services.errors import Refusal
from services.ledger import ZERO
from services.picking import (
    EVENT,
    Pick,
    Picking,
    Side,
    Verdict,
    last_scan,
    needed_of,
    parted,
    same_lot,
    side_of,
)
from services.unit import Unit

S, DL = ScanEvent, DeliveryLine
# Goods picked or put back begin the second count anew.
_BEGUN = Statement(
    lambda delivery: S.select(peewee.fn.COALESCE(peewee.fn.MAX(S.id), 0)).where(
        (S.delivery == delivery) & S.kind.in_(("pick", "undo")) & (S.quantity != 0)
    )
)
_COUNTED = Statement(
    lambda delivery, begun: S.select(S.pick_line, total(S.quantity))
    .where((S.delivery == delivery) & (S.id > begun) & (S.kind == "check") & (S.quantity != 0))
    .group_by(S.pick_line)
)
_PACKED = Statement(
    lambda delivery, begun: S.select(S.package, PickLine.delivery_line, PickLine.lot, S.quantity)
    .join(PickLine)
    .where((S.delivery == delivery) & (S.id > begun) & (S.kind == "check") & (S.quantity != 0))
    .order_by(S.id)
)
_CHECKED = Statement(lambda line, quantity: DL.update({DL.checked: DL.checked + quantity}).where(DL.id == line))
_PICKERS = Statement(
    lambda delivery, user: S.select(S.id)
    .where((S.delivery == delivery) & (S.user == user) & (S.kind == "pick") & (S.quantity != 0))
    .limit(1)
)


def wanted() -> bool:
    """Whether the company has each delivery counted twice."""
    return bool(settings.get("packing.check") == "recount")


def begun(delivery_id: int) -> int:
    """The event after which the second count's scans lie."""
    row = _BEGUN.first(delivery=delivery_id)
    return int(row[0]) if row else 0


def counted(delivery_id: int) -> dict[int, Decimal]:
    """What the second count has found so far: pick line -> base units."""
    return dict(_COUNTED.rows(delivery=delivery_id, begun=begun(delivery_id)))


def packed(delivery_id: int) -> list[tuple[int, int, int, Decimal]]:
    """The second count's scans as (package, delivery line, lot, base units); empty when there was none."""
    return [
        (package, line, lot, quantity)
        for package, line, lot, quantity in _PACKED.rows(delivery=delivery_id, begun=begun(delivery_id))
    ]


def refuse_picker(u: Unit, delivery_id: int) -> None:
    """Refuses check_by_other when the company wants two people and this one has picked."""
    if settings.get("packing.check_two_people") and _PICKERS.first(delivery=delivery_id, user=u.user_id):
        raise Refusal("check_by_other")


class Recount(Picking):
    """The judgement of one scan of the second count."""

    def judge(self) -> Verdict:
        verdict = self._judged()
        if not verdict.accepted:
            self.journal("check", verdict)
        return verdict

    def _judged(self) -> Verdict:
        if self.trouble:
            return self._no("set_aside")
        refuse_picker(self.u, self.id)
        if self.code.kind == "bin":
            return self._no("check_no_bin", Side(bin=self.code.code))
        if self.code.kind in ("document", "package"):
            return self._no("wrong_delivery", Side(self.code.text))
        item = find_goods(self.code)
        if item is not None:
            return self._goods(item)
        mine = [p for p in self.picks if p.picked > 0 and p.lot and p.lot.upper() == self.code.code]
        if not mine:
            return self._no("unknown_code", Side(self.code.text))
        scanned = Side(self.code.text, lot=mine[0].lot)
        if mine[0].serial_tracked:
            return self._no("scan_serial", scanned, mine[0])
        return self._tick(mine, (self.quantity or Decimal(1)), scanned)

    def _goods(self, item: Item) -> Verdict:
        self.code = numbered(self.code, item)
        scanned = side_of(self.code.text, item)
        mine = [p for p in self.picks if p.product_id == item.product_id and p.picked > 0]
        if not mine:
            return self._no("check_wrong_item", scanned)
        self.code, item = parted(self.code, item, mine)
        scanned = side_of(self.code.text, item)
        counted = item.factor * (self.quantity or 1)
        wrong = one_of_a_kind.miscounted(self.code, item.product_id, mine[0].serial_tracked, counted, self.id)
        if wrong:
            return self._no(wrong, scanned, mine[0])
        if item.lot or item.expiry:
            same = [p for p in mine if same_lot(p, item)]
            if not same:
                return self._no("check_wrong_lot", scanned, mine[0])
            mine = same
        elif len({p.lot_id for p in mine}) > 1 and mine[0].lot_tracked:
            return self._no("scan_lot", scanned, mine[0])
        return self._tick(mine, counted, scanned)

    def _tick(self, mine: list[Pick], quantity: Decimal, scanned: Side) -> Verdict:
        """Count the pieces on the pick lines they can belong to, in walking order."""
        found = counted(self.id)
        open_ = {p.id: p.picked - found.get(p.id, ZERO) for p in mine}
        if quantity > sum(open_.values(), ZERO):
            checked = sum((found.get(p.id, ZERO) for p in mine), ZERO)
            return self._no("check_too_many", replace(scanned, quantity=checked), mine[0])
        parts = list(_shares(mine, open_, quantity))
        for pick, part in parts:
            _CHECKED.run(line=pick.delivery_line, quantity=part)
            here = Side("", pick.sku, pick.name, pick.lot, pick.expiry, "", part)
            self.journal("check", Verdict("check_right", True, self.state, part, pick.id, here))
        self.u.topics.add("deliveries")
        first = parts[0][0]
        one_of_a_kind.tick(one_of_a_kind.piece_of(self.code), first.product_id)
        here = Side("", first.sku, first.name, first.lot, first.expiry, "", quantity)
        return Verdict("check_right", True, self.state, quantity, first.id, here, needed_of(first))


def _shares(mine: list[Pick], open_: dict[int, Decimal], quantity: Decimal) -> Iterable[tuple[Pick, Decimal]]:
    whole = [p for p in mine if open_[p.id] >= quantity]
    for pick in whole[:1] or mine:
        part = min(open_[pick.id], quantity)
        if part > 0:
            yield pick, part
            quantity -= part


def undo(u: Unit, delivery_id: int, state: str) -> Verdict | None:
    """Take the last scan of the second count back; None when there is none."""
    parts = last_scan(delivery_id, (S.id > begun(delivery_id)) & (S.kind == "check") & (S.quantity > 0))
    if not parts:
        return None
    for last in parts:
        pick = PickLine.get_by_id(last.pick_line_id)
        _CHECKED.run(line=pick.delivery_line_id, quantity=-last.quantity)
        one_of_a_kind.tick(one_of_a_kind.scanned_piece(last.text), pick.product_id, found=False)
        EVENT(
            at=u.now, delivery=delivery_id, user=u.user_id, station=u.actor.station, text=last.text, kind="check",
            verdict="undone", pick_line=pick.id, quantity=-last.quantity, package=last.package, move_id=None,
            undoes=last.id,
        )  # fmt: skip
    u.topics.add("deliveries")
    needed, count = Side(sku=pick.product.sku, name=pick.product.name), sum((part.quantity for part in parts), ZERO)
    return Verdict("undone", True, state, -count, pick.id, needed=needed)


def forget(delivery_id: int) -> None:
    """The second count begins anew: goods were picked or put back."""
    DL.update({DL.checked: ZERO}).where(DL.delivery == delivery_id).execute()
    one_of_a_kind.count_anew(delivery_id)
