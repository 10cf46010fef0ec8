"""The office's part of the story: orders from a file and by phone, approval, and what goes to the warehouse."""

from PySide6.QtWidgets import QPushButton, QWidget

from desktop.demo.company import delivery_of, last_order, order_state, orders_since
from desktop.demo.scene import Scene


def import_file(scene: Scene) -> dict[str, int]:
    """The order file is dropped on the window, looked at, and brought in."""
    player = scene.player
    orders = player.visit("orders")
    before = last_order()
    player.drop(orders, scene.plot.file)
    bring = player.until(lambda: button(orders, "Ctrl+Return"), "the key that brings orders in")
    assert bring is not None
    player.until(bring.isEnabled, "what is in the file")
    player.settled()
    scene.picture("import")
    player.press("Ctrl+Return")
    player.until(orders.list.isVisible, "the list of orders")
    player.settled()
    scene.picture("import-done")
    scene.imported = orders_since(before)
    return {"orders": last_order() - before, "submitted": len(scene.imported)}


def button(window: QWidget, key: str) -> QPushButton | None:
    """The visible button of a window that names this key."""
    found = (each for each in window.findChildren(QPushButton) if each.property("shownKey") == key)
    return next((each for each in found if each.isVisible()), None)


def type_order(scene: Scene) -> dict[str, int]:
    """An order by phone, typed by keyboard alone: customer, day, lines, Ctrl+Enter."""
    player = scene.player
    orders = player.visit("orders")
    player.press("F2")
    player.until(lambda: orders.editor is not None and orders.editor.head.customer.hasFocus(), "the customer's field")
    _type_head(scene)
    editor = orders.editor
    for goods, pieces in scene.plot.lines:
        line = player.until(
            lambda: next((each for each in editor.lines.rows() if each.product.hasFocus()), None), "an empty line"
        )
        player.type(goods.sku)
        player.press("Return")
        assert line is not None
        player.until(line.quantity.hasFocus, "the quantity's field")
        player.type(str(pieces))
        player.press("Return")
    player.until(lambda: len(editor.lines.filled()) == len(scene.plot.lines) and editor.lines.total() > 0, "prices")
    player.quiet()
    scene.picture("order-typing")
    before = last_order()
    player.press("Ctrl+Return")
    player.until(orders.list.isVisible, "the list of orders")
    player.settled()
    (scene.order,) = player.until(lambda: orders_since(min(before, editor.keeper.kept.id - 1)), "the order's number")
    scene.picture("orders")
    return {"orders": 1, "lines": len(scene.plot.lines)}


def _type_head(scene: Scene) -> None:
    player = scene.player
    head = player.window("orders").editor.head
    player.type(scene.plot.customer)
    player.press("Return")
    player.until(lambda: head.customer.value() is not None, "the customer")
    player.until(head.fields["customer_ref"].hasFocus, "the customer's number")
    player.press("Return")
    player.until(head.promised.hasFocus, "the promised date")
    player.type("+2")
    player.press("Return")


def approve(scene: Scene) -> dict[str, int]:
    """The typed order on its evidence, then all that nothing is found about; where there are none, one of the file."""
    player = scene.player
    window = player.visit("approval")
    player.settled()
    before = len(window.queue.rows())
    approve_one(scene, scene.order)
    if button(window, "Shift+F4") is None:
        approve_one(scene, scene.imported[0])
    else:
        player.press("Shift+F4")
        player.dialog()
        scene.picture("approval-clear")
        player.press("Return")
        player.until(lambda: any(order_state(each) == "approved" for each in scene.imported), "the clear ones")
        player.until(lambda: len(window.queue.rows()) < before - 1, "the shorter queue")
    player.settled()
    return {"approved": before - len(window.queue.rows())}


def approve_one(scene: Scene, number: str) -> None:
    """One order on its evidence."""
    player = scene.player
    window = player.window("approval")
    player.until(lambda: number in [row.number for row in window.queue.rows()], f"{number} in the queue")
    player.step(lambda: window.queue.current().number == number, number)
    player.until(window.foot.approve.isEnabled, "the evidence")
    player.settled()
    scene.picture("approval")
    player.press("F4")
    reason = window.foot.reason
    player.until(lambda: reason.hasFocus() or order_state(number) == "approved", f"{number} to be decided")
    if order_state(number) != "approved":
        player.type("The transfer came in today")
        player.press("F4")
        player.dialog()
        player.press("Return")
    player.until(lambda: order_state(number) == "approved", f"{number} to be approved")
    player.settled()


def release(scene: Scene) -> dict[str, int]:
    """Two deliveries go to the warehouse: the typed order's, and one from the file."""
    from_file = next(found for each in scene.imported if (found := delivery_of(each)))
    scene.deliveries = (delivery_of(scene.order), from_file)
    for number in scene.deliveries:
        window = scene.find_delivery(number)
        scene.player.press("F2")
        scene.until_state(window, "released")
    scene.picture("delivery-released")
    return {"released": len(scene.deliveries)}
