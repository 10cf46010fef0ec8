"""The way of the sample company's deliveries: picked, packed, signed for by two, sent, tracked, received."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from models.delivery import Delivery, DeliveryLine, Package
from models.fields import total
from models.money import Receivable
from models.parties import Customer
from models.watch import Incident
from services import deliveries, freight, incidents, packing, tracking
from services.errors import Refusal
from services.picking import Pick
from services.sample import voices
from services.transitions import IN_HOUSE, wrong_state

if TYPE_CHECKING:
    from services.sample.story import Story

SHOWN = ("released", "picking", "picked", "checked", "packed", "confirmed", "dispatched", "in_transit")
UNFIT = "客户称规格不符，拒收"
ZERO = Decimal(0)
# By what some bills differ from the price table, by the remainder of the delivery's id. Few differ by so much that the
# program warns.
BILLS = 197
BEYOND = {5: Decimal(6), 11: Decimal(3), 37: Decimal(2), 71: Decimal(2), 103: Decimal("-0.5"), 151: Decimal(3)}
PLACES = ("杭州转运中心", "上海转运中心", "南京转运中心", "广州转运中心", "武汉转运中心")


class Way:
    """What packers, logistics and drivers do with one delivery after another."""

    def __init__(self, story: "Story") -> None:
        self.story, self._waybills = story, 0

    def release(self, delivery_id: int) -> None:
        story = self.story
        delivery = Delivery.get_by_id(delivery_id)
        if delivery.state != "planned":
            return
        if delivery.order.on_hold:
            story.after(24, lambda: self.release(delivery_id))
            return
        deliveries.release_delivery(story.call("liu"), delivery_id, delivery.version)
        story.after(story.chance.uniform(0.2, 2.5), lambda: self.pick(delivery_id))

    def pick(self, delivery_id: int) -> None:
        """Scan it all; now and then a wrong code first, or a piece that is not there."""
        story, packer = self.story, self.packer(delivery_id)
        if Delivery.get_by_id(delivery_id).state != "released":
            return
        packing.start_picking(story.call(packer), delivery_id)
        if story.chance.random() < 0.12:
            other = story.chance.choice([item.ean for item in story.goods.values()] + ["6921168509256"] * 50)
            packing.scan(story.call(packer), delivery_id, other, quantity=Decimal(9999))
        picks = packing.picks(delivery_id)
        short = story.chance.random() < 0.02 and len(picks) > 1
        for number, pick in enumerate(picks):
            if short and number == 0 and pick.left > 1:
                packing.scan(story.call(packer), delivery_id, self.label(pick), pick.bin_id, pick.left - 1)
                packing.short_pick(story.call(packer), delivery_id, pick.id)
            else:
                packing.scan(story.call(packer), delivery_id, self.label(pick), pick.bin_id, pick.left)
            if number == 2 and len(picks) > 4:
                packing.next_package(story.call(packer), delivery_id)
        if short:
            story.after(story.chance.uniform(4, 30), lambda: self.explain(delivery_id))
        if Delivery.get_by_id(delivery_id).state == "picked":
            story.after(0.2, lambda: self.pack(delivery_id))
        else:
            delivery = Delivery.get_by_id(delivery_id)
            story.refused(deliveries.cancel_delivery, "li", delivery_id, delivery.version, "批次已过期，重新安排")

    def explain(self, delivery_id: int) -> None:
        """The keeper looks for what was not in its bin, and answers the incident."""
        mine = (Incident.subject_id == delivery_id) & (Incident.kind == "short_pick")
        for found in list(Incident.select().where(mine)):
            if found.state == "open":
                call = self.story.call
                incidents.step_incident(call("liu"), found.id, found.version, "owned")
                incidents.step_incident(call("liu"), found.id, found.version + 1, "resolved", "放错货位，已找到并归位")

    def label(self, pick: Pick) -> str:
        """What stands on the goods: the product's code, with the lot where one is kept."""
        code = self.story.goods[pick.product_id].ean
        return f"]C1010{code}10{pick.lot}" if pick.lot else code

    def packer(self, delivery_id: int) -> str:
        return ("wang", "he")[delivery_id % 2]

    def pack(self, delivery_id: int) -> None:
        story, packer = self.story, self.packer(delivery_id)
        packing.check_delivery(story.call(packer), delivery_id)
        packing.pack_delivery(story.call(packer), delivery_id)
        story.after(story.chance.uniform(0.2, 1.5), lambda: self.confirm(delivery_id))

    def confirm(self, delivery_id: int) -> None:
        delivery = Delivery.get_by_id(delivery_id)
        if delivery.state != "packed":
            return
        step = deliveries.sign_off(self.story.call("liu"), delivery_id, delivery.version, "warehouse")
        deliveries.sign_off(self.story.call("sun"), delivery_id, step.version, "sales")
        hour = self.story.chance.uniform(16.2, 17.3)
        self.story.at(self.story.on(self.story.clock.now.date(), max(hour, self.story.clock.now.hour + 1)),
                      lambda: self.dispatch(delivery_id))  # fmt: skip

    def dispatch(self, delivery_id: int) -> None:
        story = self.story
        delivery = Delivery.get_by_id(delivery_id)
        if delivery.state != "confirmed":
            return
        if delivery.order.on_hold:
            story.after(24, lambda: self.dispatch(delivery_id))
            return
        carrier, row = story.chance.choices(story.carriers, [int(row["weight"]) for _id, row in story.carriers])[0]
        packages = range(1, delivery.packages + 1)
        tracking_numbers = tuple((number, self.waybill(row)) for number in packages) if row["pattern"] else ()
        service = row["services"].partition(";")[0]
        step = deliveries.set_carrier(
            story.call("li"), delivery_id, delivery.version, carrier, tracking_numbers,
            self.asked_for(delivery, carrier, service), service,
        )  # fmt: skip
        if story.refused(deliveries.dispatch_delivery, "li", delivery_id, step.version) is None:
            return
        story.after(story.chance.uniform(3, 20), lambda: self.under_way(delivery_id))

    def asked_for(self, delivery: Delivery, carrier: int, service: str) -> Decimal | None:
        """The carrier's bill: what its price table says, and now and then something else."""
        rates = freight.rates_on(carrier, self.story.clock.now.date())
        weights = [package.weight_g for package in Package.of("number", delivery=delivery.id)]
        due = freight.total_fee(rates, service, delivery.province, weights)
        return None if due is None else due + BEYOND.get(delivery.id % BILLS, ZERO)

    def waybill(self, row: dict[str, str]) -> str:
        self._waybills += 1
        digits = int(row["digits"])
        number = (151_200_000_000_000 + self._waybills * 7_919_031) % 10**digits
        return f"{row['prefix']}{number:0{digits}d}"

    def under_way(self, delivery_id: int) -> None:
        story = self.story
        place = story.chance.choice(PLACES)
        tracking.add_event(story.call("li"), delivery_id, "in_transit", place_name=place)
        story.after(story.chance.choice((6, 20, 28, 44, 70, 110)), lambda: self.arrive(delivery_id))

    def arrive(self, delivery_id: int) -> None:
        """Most are signed for; a few refuse, a few miss something, one in a hundred is lost."""
        story, fate = self.story, self.story.chance.random()
        delivery = Delivery.get_by_id(delivery_id)
        if fate < 0.03:
            outcome, note = ("lost", "承运商确认遗失") if fate < 0.01 else ("refused", UNFIT)
            tracking.not_delivered(story.call("li"), delivery_id, delivery.version, outcome, note)
        else:
            missing = self.missing(delivery) if fate < 0.07 else ()
            tracking.sign_for(story.call("li"), delivery_id, delivery.version, delivery.receiver, missing)
            voices.heard(story, delivery_id)
        story.after(26, lambda: self.settle(delivery_id))

    def missing(self, delivery: Delivery) -> tuple[tracking.Difference, ...]:
        line = DeliveryLine.get(DeliveryLine.delivery == delivery)
        return (tracking.Difference(line.id, Decimal(1), self.story.chance.choice(("short", "damaged"))),)

    def settle(self, delivery_id: int) -> None:
        """Answer the incident of a delivery that went wrong, and post what is left of it."""
        voices.answered(self.story, delivery_id)
        delivery = Delivery.get_by_id(delivery_id)
        if delivery.state in ("signed_difference", "refused", "lost"):
            found = Incident.get((Incident.subject_kind == "delivery") & (Incident.subject_id == delivery_id)
                                 & (Incident.kind.in_(("difference", "refused", "lost"))))  # fmt: skip
            incidents.step_incident(self.story.call("li"), found.id, found.version, "owned")
            where = "loss" if delivery.state == "lost" else "quarantine"
            tracking.close_delivery(self.story.call("li"), delivery_id, delivery.version, where)
            answer = "已与客户确认，余量补发"
            incidents.step_incident(self.story.call("li"), found.id, found.version + 1, "resolved", answer)

    def owed(self, today: date) -> list[tuple[int, Decimal]]:
        """Customers and what they owe by today."""
        rows = (
            Receivable.select(Receivable.customer, total(Receivable.open))
            .join(Customer)
            .where((Receivable.open > 0) & (Receivable.due <= today))
            .group_by(Receivable.customer)
            .order_by(Receivable.customer)
        )
        return [(customer, due) for customer, due in rows.tuples() if due]

    # ---------------------------------------------------------------- the last afternoon

    def show_every_state(self) -> None:
        """Push deliveries of the last day on, until there is one in every state."""
        ready = []
        for state in ("signed_difference", "refused"):
            self._end_one(state)
        for delivery in list(Delivery.select().where(Delivery.state == "planned").order_by(Delivery.id)):
            if not delivery.order.on_hold:
                ready.append(delivery.id)
        for state in reversed(SHOWN):
            if not Delivery.select().where(Delivery.state == state).exists() and ready:
                with suppress(Refusal):
                    self.push(ready.pop(), state)

    def _end_one(self, state: str) -> None:
        if Delivery.select().where(Delivery.state == state).exists():
            return
        delivery = Delivery.get_or_none(Delivery.state == "in_transit")
        if delivery is not None and state == "refused":
            tracking.not_delivered(self.story.call("li"), delivery.id, delivery.version, "refused", UNFIT)
        elif delivery is not None:
            tracking.sign_for(
                self.story.call("li"), delivery.id, delivery.version, delivery.receiver, self.missing(delivery)
            )

    def push(self, delivery_id: int, goal: str) -> None:
        """Bring a planned delivery to `goal`. Refuses what its steps refuse."""
        steps: dict[str, Callable[[int], None]] = {
            "planned": self.release, "released": self.pick, "picked": self._check, "checked": self._pack,
            "packed": self.confirm, "confirmed": self.dispatch, "dispatched": self.under_way,
        }  # fmt: skip
        while (state := Delivery.get_by_id(delivery_id).state) != goal:
            if goal == "picking":
                self._half_picked(delivery_id)
                return
            if state not in steps or (state not in IN_HOUSE and goal in IN_HOUSE):
                raise wrong_state("delivery", Delivery.get_by_id(delivery_id), goal)
            steps[state](delivery_id)

    def _half_picked(self, delivery_id: int) -> None:
        self.release(delivery_id)
        packer = self.packer(delivery_id)
        packing.start_picking(self.story.call(packer), delivery_id)
        pick = packing.picks(delivery_id)[0]
        packing.scan(self.story.call(packer), delivery_id, self.label(pick), pick.bin_id, Decimal(1))

    def _check(self, delivery_id: int) -> None:
        packing.check_delivery(self.story.call(self.packer(delivery_id)), delivery_id)

    def _pack(self, delivery_id: int) -> None:
        packing.pack_delivery(self.story.call(self.packer(delivery_id)), delivery_id)
