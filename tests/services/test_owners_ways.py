"""What an owner waits for, from the warning to its end, through the use cases of everybody who has a part in it."""

from datetime import timedelta

from models.buying import PurchaseLine, PurchaseOrder, Replenishment
from models.delivery import Delivery
from models.goods import ProductStock
from models.orders import OrderLine
from models.watch import Incident, IncidentNote
from services import deliveries, incidents, replenishment, stock
from services.check import check
from services.reports.catalogue import ALL
from services.reports.definition import Ask
from services.reports.period import Period
from services.stock_finding import look_at
from services.suggestions import suggestions
from services.watch import watching
from tests.services.shop import D, Shop


def sweep(shop: Shop) -> None:
    """A program looks whether rules hold, as it does by itself."""
    planned = watching.look(shop.clock())
    if planned:
        watching.keep(shop.call("packer"), planned)


def incident(kind: str) -> Incident:
    (found,) = Incident.select().where(Incident.kind == kind)
    return found


def said(row: Incident) -> list[tuple[str, str]]:
    notes = IncidentNote.select().where(IncidentNote.incident == row).order_by(IncidentNote.id)
    return [(note.state, note.text) for note in notes]


def answers(shop: Shop, name: str, by: str = "") -> dict[object, tuple[object, ...]]:
    """A report's rows over the last month, by their first column."""
    day = shop.clock.today
    result = ALL[name].answer(Ask(shop.owner, Period(day - timedelta(29), day), by))
    return {row[0]: row[1:] for row in result.rows}


def test_what_runs_low_is_warned_of_bought_scanned_in_and_reaches_the_order_that_waits(shop: Shop) -> None:
    goods, keeper = shop.product("P-1", safety_stock=D(10)), shop.actors["warehouse"]
    shop.stock(goods, 12)
    sweep(shop)
    assert Incident.select().count() == 0
    waits = shop.approved((goods, 20), promised=shop.clock.today + timedelta(9))
    assert OrderLine.get(OrderLine.order == waits.id).reserved == 12
    sweep(shop)
    warning = incident("stock_low")
    assert (warning.state, warning.subject_id) == ("open", goods)
    (found,) = suggestions(shop.clock.today)
    assert (found.sku, found.free, found.short, found.quantity) == ("P-1", 0, 8, 18)
    replenishment.request_goods(shop.call(keeper), goods, found.quantity, shop.clock.today + timedelta(5))
    request = Replenishment.get()
    bought = (stock.Bought(goods, found.quantity, D(6)),)
    expected = shop.clock.today + timedelta(4)
    order = replenishment.take_up(shop.call(keeper), (request.id,), bought, supplier_id=1, expected=expected)
    assert (ProductStock.get_by_id(goods).incoming, suggestions(shop.clock.today)) == (18, ())
    sweep(shop)
    assert incident("stock_low").phase == "open"  # what is on order is not there yet
    shop.clock.advance(days=3)
    paper, label = look_at(order.number), look_at(shop.label(goods))
    assert paper.purchase is not None
    assert label.goods is not None
    line = PurchaseLine.get(PurchaseLine.order == paper.purchase.id)
    for pieces, reserved, state in ((5, 17, "ordered"), (13, 20, "received")):
        came = (stock.Incoming(label.goods.id, D(pieces), purchase_line_id=line.id),)
        stock.receive(shop.call(keeper), came)
        assert OrderLine.get(OrderLine.order == waits.id).reserved == reserved
        assert PurchaseOrder.get_by_id(order.id).state == state
        sweep(shop)
    assert (incident("stock_low").state, said(warning)[-1]) == ("resolved", ("watch", "gone"))
    assert ProductStock.get_by_id(goods).available == 10
    assert answers(shop, "incidents", "kind")["stock_low"] == (1, 100)
    assert all(each.ok for each in check())


def test_an_order_that_is_late_escalates_is_answered_with_a_reason_and_stands_in_the_bottleneck(shop: Shop) -> None:
    goods = shop.product("P-1")
    shop.stock(goods, 100)
    shop.dispatched((goods, 1), promised=shop.clock.today)
    shop.dispatched((goods, 2), promised=shop.clock.today)
    late = shop.packed((goods, 3), promised=shop.clock.today)
    shop.clock.advance(days=1)
    sweep(shop)
    warning = incident("leaves_late")
    assert (warning.state, warning.subject_id, said(warning)) == ("open", late.id, [("open", "")])
    shop.clock.advance(days=2)
    sweep(shop)
    warning = incident("leaves_late")
    assert (warning.severity, said(warning)[-1][1]) == ("high", "escalated")
    step = incidents.step_incident
    step(shop.call("logistics"), warning.id, warning.version, "owned")
    sent = shop.confirm(late.id)
    step(shop.call("logistics"), warning.id, incident("leaves_late").version, "resolved", "Sales signed too late")
    deliveries.dispatch_delivery(shop.call("logistics"), sent.id, sent.version)
    sweep(shop)
    assert (incident("leaves_late").state, said(warning)[-1]) == ("resolved", ("resolved", "Sales signed too late"))
    steps = answers(shop, "cycle")
    assert steps["hand_over"] == (24, 0, 72, 100, 3)
    day = shop.clock.today
    cycle = ALL["cycle"].answer(Ask(shop.owner, Period(day - timedelta(29), day)))
    assert next(f.term for f in cycle.figures if f.name == "bottleneck") == "Sign-off and hand-over"
    slow = ALL["cycle"].behind(Ask(shop.owner, Period(day - timedelta(29), day), where=(("step", "hand_over"),)))
    assert (slow.rows[0][0], slow.rows[0][1]) == (72, Delivery.get_by_id(late.id).number)
    assert answers(shop, "on_time", "month")[day.replace(day=1)][:2] == (D("66.67"), 3)
    assert answers(shop, "incidents", "kind")["leaves_late"] == (1, 100)
