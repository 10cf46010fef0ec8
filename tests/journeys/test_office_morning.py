"""The office's ordinary morning, through the real windows by keys alone, on both engines."""

from datetime import timedelta
from decimal import Decimal as D
from typing import Any

from PySide6.QtWidgets import QApplication

from desktop.demo.player import Player
from models.base import connection
from models.orders import OrderLine, SalesOrder
from tests.journeys.morning import GREEN, QUESTIONED, code_of, states
from tests.journeys.sight import Keys, Start, focus, signed_in, words

PER_MINUTE, STOPS = 300, 4
ROAD = "义乌市福田街道城北路 1 号"
ADDRESS = f"李梅 13812345678 {ROAD}"


def test_the_clerk_types_ten_lines_on_the_phone_within_a_minute_of_keys(morning: str, start: Start) -> None:
    player, orders = signed_in(start, morning, "clerk", "orders")
    keys = Keys(player)
    player.press("F2")
    player.until(lambda: orders.editor is not None and orders.editor.head.customer.hasFocus(), "the customer's field")
    editor = orders.editor
    type_head(player, editor)
    for text, quantity in (("BR-6204", "10"), ("PDQ", "200"), ("BO-M8", "50"), ("FXJD", "6"), (code_of("LB-60"), "3")):
        type_line(player, editor, text, quantity)
    type_line(player, editor, "DJST", "2", unit="Down")
    for text, quantity in (("LU-EP2", "1"), ("TBD", "2"), ("GJYF", "5")):
        type_line(player, editor, text, quantity)
    type_line(player, editor, "CH-40", "8")
    player.until(lambda: editor.lines.total() > 0 and not player.desk.jobs.busy(), "the prices")
    see_stock_and_sources(editor)
    paste_address(player, editor)
    player.press("Ctrl+Return")
    player.until(orders.list.isVisible, "the list")
    print(f"\n{keys.pressed} keys for ten lines")
    assert keys.pressed < PER_MINUTE
    look_at_the_order(player)


def type_head(player: Player, editor: Any) -> None:
    player.type("NBDG")
    player.press("Return")
    player.until(editor.head.fields["customer_ref"].hasFocus, "the customer")
    assert editor.head.customer.value().name == "宁波东港机电"
    player.press("Return")
    player.until(editor.head.promised.hasFocus, "the promised date")
    player.type("+3")
    player.press("Return")


def type_line(player: Player, editor: Any, text: str, quantity: str, unit: str = "") -> None:
    """One line, from its empty field to the next empty one."""
    line = player.until(lambda: next((r for r in editor.lines.rows() if r.product.hasFocus()), None), "an empty line")
    assert line is not None
    player.type(text)
    player.press("Return")
    player.until(line.quantity.hasFocus, f"the quantity of {text}")
    player.type(quantity)
    if unit:
        player.press("Tab")
        player.until(line.unit.hasFocus, "the unit")
        player.press(unit)
    player.press("Return")


def see_stock_and_sources(editor: Any) -> None:
    """Below each line stands what there is of it, and where its price comes from."""
    rows = {row.product.value().sku: words(row) for row in editor.lines.filled()}
    assert len(rows) == 10
    assert "Customer's price" in rows["GL-NBR"]
    assert "Level price" in rows["WA-M8"]
    assert "Standard price" in rows["BR-6204"]
    assert "997 available" in rows["BR-6204"]
    assert "Only 5 available" in rows["CH-40"]


def paste_address(player: Player, editor: Any) -> None:
    """F6 to the fields at the side; another address in one piece, taken apart."""
    QApplication.clipboard().setText(ADDRESS)
    player.press("F6")
    player.until(lambda: editor.head.side.isAncestorOf(focus(player)), "the side to have the keyboard")
    address = editor.head.fields["address"]
    for _each in range(STOPS):
        if not address.hasFocus():
            player.press("Tab")
    player.until(address.hasFocus, "the address")
    player.press("Ctrl+A", "Ctrl+V")
    player.until(editor.head.split.isVisible, "the parts of the address")
    assert "李梅" in editor.head.split.text()
    player.press("Ctrl+D")
    player.until(lambda: editor.head.values().receiver == "李梅", "the parts in their fields")


def look_at_the_order(player: Player) -> None:
    player.settled()
    with connection():
        order = SalesOrder.select().order_by(SalesOrder.id.desc()).get()
        lines = {line.product.sku: line for line in OrderLine.select().where(OrderLine.order == order)}
        assert (order.state, order.customer_name, len(lines)) == ("submitted", "宁波东港机电", 10)
        assert order.promised == player.desk.shell.today() + timedelta(days=3)
        assert (order.receiver, order.phone, order.address) == ("李梅", "13812345678", ROAD)
        gloves = lines["GL-NBR"]
        assert (gloves.quantity, gloves.factor, gloves.unit_price) == (2, 100, D("80"))


def test_the_approver_clears_a_queue_of_twenty_by_keys(morning: str, start: Start) -> None:
    player, window = signed_in(start, morning, "approver", "approval")
    assert len(window.queue.rows()) == GREEN + QUESTIONED
    player.press("Shift+F4")
    player.dialog()
    player.press("Return")
    player.until(lambda: len(window.queue.rows()) == QUESTIONED, "the clear ones to go")
    player.settled()
    before = states(SalesOrder)["approved"]
    for _each in range(4):
        decide(player, window, "F4")
    for _each in range(2):
        refuse(player, window, "F8", "Please ask for another day")
    refuse(player, window, "F9", "We stop selling these")
    approve_over_the_limit(player, window)
    assert window.queue.rows() == ()
    found = states(SalesOrder)
    assert (found["approved"] - before, found["draft"], found["rejected"]) == (5, 2, 1)
    assert "submitted" not in found


def decide(player: Player, window: Any, key: str) -> None:
    """One decision by its key; the next order comes to the place of this one."""
    order = window.queue.current()
    player.until(window.foot.send_back.isEnabled, "the evidence")
    player.press(key)
    player.until(lambda: order.id not in [row.id for row in window.queue.rows()], f"{order.number} to go")
    player.until(window.queue.hasFocus, "the queue to have the keyboard")


def refuse(player: Player, window: Any, key: str, reason: str) -> None:
    """Without a reason nothing is decided: the field asks for it, and takes it."""
    player.until(window.foot.send_back.isEnabled, "the evidence")
    player.press(key)
    player.until(window.foot.reason.hasFocus, "the field for the reason")
    assert "reason" in window.foot.why()
    player.type(reason)
    decide(player, window, key)


def approve_over_the_limit(player: Player, window: Any) -> None:
    """It asks for a reason, then once more with the figures; Enter says yes."""
    order = window.queue.current()
    player.until(window.foot.approve.isEnabled, "the evidence")
    assert "over the limit" in words(window.pane).lower()
    player.press("F4")
    player.until(window.foot.reason.hasFocus, "the field for the reason")
    player.type("They pay on delivery")
    player.press("F4")
    dialog = player.dialog()
    assert "500,000" in words(dialog)
    player.press("Return")
    player.until(lambda: order.id not in [row.id for row in window.queue.rows()], "the last one to go")
    player.settled()
