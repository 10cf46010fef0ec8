"""Orders typed with the keyboard alone, drafts that keep themselves, two people at one order."""

import time
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal as D

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from models.goods import Product
from models.orders import OrderLine, SalesOrder
from services import catalogue, contracts, found, orders
from services.errors import Unavailable
from services.finder import find
from services.order_typing import find_products
from services.order_views import order_for_edit
from services.stock_finding import find_goods
from tests.ui.orders.conftest import Desk
from ui.kit.dialog import Dialog
from ui.orders import keeper
from ui.orders.compare import CompareDialog

CTRL = Qt.KeyboardModifier.ControlModifier


def begun(desk: Desk, customer: str = "nbdg") -> None:
    """F2, the customer, no order number, in three days: the focus is in the first line."""
    desk.key(Qt.Key.Key_F2)
    desk.keys(customer)
    desk.enter()
    desk.enter()
    desk.keys("+3")
    desk.enter()
    assert desk.focused().accessibleName() == "Product"


def test_an_order_of_three_lines_is_typed_and_submitted_with_keys_alone(desk: Desk) -> None:
    begun(desk)
    desk.type_line("BR-6204", "20")
    desk.type_line("nitrile", "5")
    desk.type_line("SC-M8", "1500")
    desk.submit()
    order = desk.until(lambda: next(iter(SalesOrder.select().where(SalesOrder.state == "submitted")), None))
    assert order.customer_name == "宁波东港贸易行"
    assert order.promised == desk.shop.clock.today + timedelta(3)
    assert (order.receiver, order.phone, order.address) == ("王敏", "13857512041", "北仑区港东南路 218 号")
    assert desk.lines() == [
        ("BR-6204", D(20), D("23.8")), ("GL-NBR", D(5), D("29.6")), ("SC-M8", D(1500), D("0.85")),
    ]  # fmt: skip
    assert f"Order {order.number} is submitted." in desk.said()
    desk.until(lambda: desk.window.list.panel.order() is not None and desk.window.list.panel.order().id == order.id)


def test_a_customer_is_found_by_phone_and_by_code(desk: Desk) -> None:
    for text in ("13857512041", "c2"):
        desk.key(Qt.Key.Key_F2)
        desk.keys(text)
        desk.enter()
        desk.until(lambda: desk.editor.head.customer_id() == 2)
        desk.key(Qt.Key.Key_Escape)


def test_the_field_stays_visible_however_much_is_found(desk: Desk) -> None:
    for number in range(20):
        desk.shop.product(f"NUT-{number:02}", codes=())
    begun(desk)
    field = desk.editor.lines.rows()[0].product
    desk.keys("nut-")
    desk.until(field.is_open)
    desk.calm()
    shown = field._list
    assert shown.geometry().intersected(QRect(field.mapTo(field.window(), QPoint(0, 0)), field.size())).isEmpty()
    assert field.window().rect().contains(shown.geometry())
    last = shown.choices()[-1].value
    shown.resize(shown.width(), 3 * 44 + 8)
    for _step in range(len(shown.choices()) - 1):
        desk.key(Qt.Key.Key_Down)
    assert shown._first == len(shown.choices()) - 3, "the marked one is scrolled to"
    desk.enter()
    desk.until(lambda: field.value() == last)


def test_whole_words_come_before_parts_of_words(desk: Desk, monkeypatch) -> None:
    desk.shop.product("PD-0003", name="Tapered roller bearing", codes=())
    desk.shop.product("PD-0031", name="Packing tape 48 mm", codes=())
    desk.shop.product("PD-0004", name="Linear bearing LM12UU", codes=())
    desk.shop.product("PD-0090", name="Hex bolt M12×40", codes=())
    assert [each.sku for each in find_products("tape")] == ["PD-0031", "PD-0003"]
    assert [each.sku for each in find_products("m12")] == ["PD-0090", "PD-0004"]
    assert [each.sku for each in find_goods("tape")] == ["PD-0031", "PD-0003"]
    hits = find("m12", frozenset({"stock.view"}))
    assert [each.title for each in hits] == ["Hex bolt M12×40", "Linear bearing LM12UU"]
    monkeypatch.setattr(found, "MOST", 1)
    assert [each.sku for each in find_products("m12")] == ["PD-0090"]


def test_available_stock_and_the_source_of_the_price_are_shown_while_typing(desk: Desk) -> None:
    catalogue.set_price(desk.shop.call("clerk"), 2, D("27.5"), customer_id=2)
    begun(desk)
    desk.type_line("GL-NBR", "40")
    line = desk.editor.lines.rows()[0]
    desk.until(lambda: line.price.value() == D("27.5"))
    texts = [below.text() for below in line._below.values()]
    assert texts == ["GL-NBR", "Only 30 available", "Customer's price"]


def test_a_box_is_a_unit_with_its_own_price_and_stock(desk: Desk) -> None:
    begun(desk)
    desk.type_line("16900000000018", "2")
    desk.until(lambda: desk.editor.lines.rows()[0].price.value() == D(238))
    desk.editor.keeper.save()
    desk.until(lambda: SalesOrder.select().count() == 1)
    line = order_for_edit(desk.order().id).lines[0].line
    assert (line.unit, line.factor, line.quantity) == ("box", D(10), D(2))


def test_a_draft_saves_itself_and_is_there_when_opened_again(desk: Desk) -> None:
    begun(desk)
    desk.type_line("BR-6204", "7")
    desk.until(lambda: SalesOrder.select().count() == 1 and not desk.editor.keeper.is_dirty())
    assert (desk.order().state, desk.lines()) == ("draft", [("BR-6204", D(7), D("23.8"))])
    desk.key(Qt.Key.Key_Escape)
    desk.until(lambda: desk.pane.table.paged().rowCount() == 1 and desk.pane.current_id() is not None)
    desk.enter()
    desk.until(lambda: desk.editor.isVisible() and desk.editor.lines.lines())
    assert desk.editor.head.customer.text() == "宁波东港贸易行"
    desk.type_line("SC-M8", "3")
    desk.key(Qt.Key.Key_Escape)
    desk.until(lambda: len(desk.lines()) == 2)
    assert SalesOrder.select().count() == 1


def test_what_is_missing_is_said_at_the_field_and_goes_when_it_is_right(desk: Desk) -> None:
    desk.key(Qt.Key.Key_F2)
    desk.keys("nobody at all")
    desk.editor.lines.focus_first()
    desk.keys("BR-6204")
    desk.enter()
    desk.keys("x")
    desk.submit()
    assert desk.editor.head.problems().keys() == {"customer", "promised"}
    assert desk.editor._banner_text.text().startswith("3 fields need a change")
    assert desk.focused() is desk.editor.head.customer
    desk.editor.head.customer.selectAll()
    desk.keys("c2")
    desk.enter()
    desk.until(lambda: desk.editor._banner_text.text().startswith("2 fields"))
    assert desk.editor.lines.rows()[0].quantity.text() == "x"
    assert not SalesOrder.select().where(SalesOrder.state == "submitted").exists()


def test_a_head_of_nonsense_is_said_at_each_field_and_nothing_is_submitted(desk: Desk) -> None:
    begun(desk)
    desk.type_line("BR-6204", "7")
    head = desk.editor.head
    for name, length in (("receiver", 400), ("phone", 400), ("customer_ref", 201), ("address", 501), ("note", 600)):
        head.fields[name].set_value("x" * length)
    head.promised.setText("1990-01-01")
    desk.submit()
    assert {name: line._below.text() for name, line in head._rows.items() if line._below.text()} == {
        "customer_ref": "At most 200 characters, please; these are 201.",
        "promised": "Promise a day from today on.",
        "receiver": "At most 100 characters, please; these are 400.",
        "phone": "At most 60 characters, please; these are 400.",
        "address": "At most 500 characters, please; these are 501.",
        "note": "At most 500 characters, please; these are 600.",
    }
    assert desk.editor._banner_text.text().startswith("6 fields need a change")
    assert desk.focused() is head.fields["customer_ref"]
    assert not SalesOrder.select().where(SalesOrder.state == "submitted").exists()
    for name in ("receiver", "phone", "customer_ref", "address", "note"):
        head.fields[name].set_value("short")
    head.promised.setText(desk.shop.clock.today.isoformat())  # the day itself is early enough
    desk.submit()
    desk.until(lambda: SalesOrder.select().where(SalesOrder.state == "submitted").exists())
    assert (desk.order().receiver, desk.order().promised) == ("short", desk.shop.clock.today)


def test_a_note_refused_while_the_draft_saves_itself_is_said_at_the_note(desk: Desk) -> None:
    begun(desk)
    desk.editor.head.fields["note"].set_value("x" * 600)
    desk.editor.keeper.save()
    desk.until(lambda: desk.editor.head._rows["note"]._below.text())
    assert desk.editor.head._rows["note"]._below.text() == "At most 500 characters, please; these are 600."
    assert desk.editor.head.fields["note"].value() == "x" * 600


def test_a_removed_line_comes_back_with_ctrl_z(desk: Desk) -> None:
    begun(desk)
    desk.type_line("BR-6204", "7")
    desk.type_line("SC-M8", "3")
    desk.key(Qt.Key.Key_Up)
    desk.editor.lines.rows()[0].focus("quantity")
    desk.key(Qt.Key.Key_Delete, CTRL)
    assert [line.product_id for line in desk.editor.lines.lines()] == [3]
    desk.key(Qt.Key.Key_Z, CTRL)
    assert [(line.product_id, line.quantity) for line in desk.editor.lines.lines()] == [(1, D(7)), (3, D(3))]


def test_scans_count_up_on_one_line(desk: Desk) -> None:
    begun(desk)
    code = desk.shop.label(2)
    for _again in range(3):
        desk.window.add_scanned(code)
    desk.calm()
    assert [(line.product_id, line.quantity) for line in desk.editor.lines.lines()] == [(2, D(3))]
    desk.window.add_scanned("00000")
    desk.until(lambda: "No product has the code 00000." in desk.said())


def test_a_scan_that_is_no_product_goes_into_the_field_of_the_customers_number(desk: Desk) -> None:
    begun(desk)
    head = desk.editor.head
    head.fields["customer_ref"].setFocus()
    desk.window.add_scanned("TEL-1")
    desk.until(lambda: head.fields["customer_ref"].value() == "TEL-1")
    desk.window.add_scanned(desk.shop.label(2))
    desk.until(lambda: desk.editor.lines.filled())
    desk.window.add_scanned("SO-20260305-0001")
    desk.until(lambda: "No product has the code SO-20260305-0001." in desk.said())
    notice = desk.kit.notices[-1]
    assert (head.fields["customer_ref"].value(), notice.action) == ("TEL-1", "Put it into \"Customer's no.\"")
    head.fields["customer_ref"].clear()
    notice.act()
    assert head.fields["customer_ref"].value() == "SO-20260305-0001"


def test_tab_goes_from_the_date_through_the_lines_to_the_receiver_and_back_the_same_way(desk: Desk) -> None:
    begun(desk)
    desk.type_line("BR-6204", "20")
    head = desk.editor.head
    head.promised.setFocus()
    seen = [desk.focused()]
    while seen[-1] is not head.fields["note"]:
        desk.key(Qt.Key.Key_Tab)
        seen.append(desk.focused())
    rows = desk.editor.lines.rows()
    fields = [rows[0].product, rows[0].quantity, rows[0].unit, rows[0].price, rows[1].product]
    assert [each for each in seen if each in fields] == fields
    for before in reversed(seen[:-1]):
        desk.key(Qt.Key.Key_Backtab)
        assert desk.focused() is before


def test_choosing_the_customer_again_brings_the_address_back(desk: Desk) -> None:
    begun(desk)
    head = desk.editor.head
    head.fields["address"].set_value("+3")
    head.customer.chosen.emit(head.customer.value())
    assert head.fields["address"].value() == "北仑区港东南路 218 号"
    desk.kit.notices[-1].act()
    assert head.fields["address"].value() == "+3"


def test_rows_of_a_spreadsheet_are_pasted_into_lines(desk: Desk) -> None:
    begun(desk)
    QGuiApplication.clipboard().setText("SKU\tQty\tPrice\nBR-6204\t12\t20\nSC-M8\t1,500\nWhat is this\t3\n")
    desk.key(Qt.Key.Key_V, CTRL)
    desk.until(lambda: len(desk.editor.lines.lines()) == 3)
    lines = desk.editor.lines.lines()
    assert [(line.product_id, line.quantity) for line in lines] == [(1, D(12)), (3, D(1500)), (None, D(3))]
    assert (lines[0].unit_price, lines[2].text) == (D(20), "What is this")


def test_a_long_list_is_pasted_a_few_rows_at_a_time(desk: Desk) -> None:
    begun(desk)
    QGuiApplication.clipboard().setText("".join(f"BR-6204\t{n}\t20\n" for n in range(1, 241)))
    longest, shown = 0.0, [len(desk.editor.lines.rows())]
    desk.key(Qt.Key.Key_V, CTRL)
    lines = desk.editor.lines
    desk.until(lines.is_loading)
    assert len(lines.lines()) == 240  # none is missing from a draft that is saved meanwhile
    while lines.is_loading():
        started = time.process_time()
        desk.kit.app.processEvents()
        longest = max(longest, time.process_time() - started)
        shown.append(len(lines.rows()))
    assert len(shown) > 10, "all at once"
    assert longest < 0.3, f"{longest * 1000:.0f} ms"  # 15 ms and a row on a quiet PC
    desk.calm()
    assert [line.quantity for line in lines.lines()] == [D(n) for n in range(1, 241)]
    assert [row.number.text() for row in lines.rows()] == [str(n) for n in range(1, 242)]
    assert lines.rows()[-1].is_blank()
    assert lines.rows()[-1].isAncestorOf(QApplication.focusWidget())


def pasted(desk: Desk, text: str, count: int) -> list[tuple[int | None, D, D | None, str]]:
    begun(desk)
    QGuiApplication.clipboard().setText(text)
    desk.key(Qt.Key.Key_V, CTRL)
    desk.until(lambda: len(desk.editor.lines.lines()) == count)
    desk.calm()
    return [(each.product_id, each.quantity, each.unit_price, each.text) for each in desk.editor.lines.lines()]


def test_a_column_that_only_counts_the_rows_is_no_quantity(desk: Desk) -> None:
    got = pasted(desk, "1\tBR-6204\t轴承\t10\t12.5", 1)
    assert got == [(1, D(10), D("12.5"), "")]
    desk.editor.lines.paste("1\tBR-6204\t4\n2\tSC-M8\t7")
    desk.until(lambda: [each.quantity for each in desk.editor.lines.lines()] == [D(10), D(4), D(7)])


def test_pasted_columns_go_by_the_words_of_their_header(desk: Desk) -> None:
    text = "序号\t单价\t数量\t商品名称\t单位\n7\t20\t3\t深沟球轴承\tbox\n8\t\t6\t没有的东西\t\n9\t1\t许多\tScrew M8\t\n"
    got = pasted(desk, text, 3)
    assert got == [(1, D(3), D(20), ""), (None, D(6), None, "没有的东西"), (None, D(1), None, "9 1 许多 Screw M8")]
    assert desk.editor.lines.lines()[0].factor == D(10)
    assert desk.said() == ["1 row could not be read; it stands as text on a line of its own."]


def test_rows_with_only_a_name_and_codes_nobody_knows_are_kept(desk: Desk) -> None:
    got = pasted(desk, "Nitrile gloves\nMystery\n6999999999999\t2\n0\tBR-6204", 4)
    assert [(line[0], line[1], line[3]) for line in got] == [
        (2, D(1), ""), (None, D(1), "Mystery"), (None, D(2), "6999999999999"), (None, D(1), "0 BR-6204"),
    ]  # fmt: skip
    assert desk.said() == ["1 row could not be read; it stands as text on a line of its own."]


def test_what_is_typed_is_kept_while_the_database_is_away(desk: Desk, monkeypatch) -> None:
    begun(desk)
    real, tried = orders.create_order, []

    def away(*_args: object, **_more: object) -> object:
        tried.append(1)
        raise Unavailable("database_gone")

    monkeypatch.setattr(orders, "create_order", away)
    desk.type_line("BR-6204", "7")
    desk.until(lambda: tried)
    desk.until(lambda: "database_gone" in desk.editor._status.text())
    monkeypatch.setattr(orders, "create_order", real)
    desk.editor.keeper.save()
    desk.until(lambda: SalesOrder.select().count() == 1)
    desk.until(lambda: desk.lines() == [("BR-6204", D(7), D("23.8"))])


def test_a_lost_answer_makes_no_second_draft(desk: Desk, monkeypatch) -> None:
    begun(desk)
    real = orders.create_order

    def answer_lost(*args: object, **more: object) -> object:
        monkeypatch.setattr(orders, "create_order", real)
        real(*args, **more)
        raise Unavailable("database_gone")

    monkeypatch.setattr(orders, "create_order", answer_lost)
    desk.type_line("BR-6204", "7")
    desk.until(lambda: SalesOrder.select().count() == 1)
    desk.type_line("SC-M8", "2")
    desk.editor.keeper.save()
    desk.until(lambda: len(desk.lines()) == 2)
    assert SalesOrder.select().count() == 1


def drafts() -> list[list[str]]:
    """The SKUs of each draft."""
    found = list(SalesOrder.select().order_by(SalesOrder.id))
    return [[line.product.sku for line in OrderLine.select().where(OrderLine.order == order)] for order in found]


def test_another_order_is_begun_while_the_one_before_is_still_being_written(desk: Desk) -> None:
    begun(desk)
    desk.type_line("BR-6204", "7")
    desk.editor.keeper.save()
    desk.window.new_order()
    desk.until(lambda: drafts() == [["BR-6204"]])
    desk.editor.head.customer.setFocus()
    desk.keys("c2")
    desk.enter()
    desk.editor.lines.focus_first()
    desk.type_line("SC-M8", "2")
    desk.editor.keeper.save()
    desk.until(lambda: drafts() == [["BR-6204"], ["SC-M8"]])


def test_a_draft_left_while_nothing_can_be_written_is_written_later_and_the_program_waits_for_it(
    desk: Desk, monkeypatch
) -> None:
    begun(desk)
    real = orders.create_order

    def full(*_args: object, **_more: object) -> object:
        raise Unavailable("disk_full")

    monkeypatch.setattr(keeper, "RETRY_MS", 600)
    monkeypatch.setattr(orders, "create_order", full)
    desk.type_line("BR-6204", "7")
    desk.key(Qt.Key.Key_Escape)
    desk.until(lambda: any("disk_full" in said for said in desk.said()))
    desk.window.new_order()
    desk.editor.lines.focus_first()
    desk.type_line("SC-M8", "2")
    desk.until(lambda: "disk_full" in desk.editor._status.text())
    assert not desk.window.may_leave()
    desk.dialog().reject()
    assert drafts() == []
    monkeypatch.setattr(orders, "create_order", real)
    desk.until(lambda: sorted(drafts()) == [["BR-6204"], ["SC-M8"]])
    desk.until(desk.window.may_leave)


def test_a_draft_that_can_not_be_written_is_thrown_away_only_when_one_says_so(desk: Desk, monkeypatch) -> None:
    begun(desk)

    def full(*_args: object, **_more: object) -> object:
        raise Unavailable("disk_full")

    monkeypatch.setattr(orders, "create_order", full)
    desk.type_line("BR-6204", "7")
    desk.editor.keeper.save()
    desk.until(lambda: "disk_full" in desk.editor._status.text())
    assert not desk.window.may_leave()
    QTest.keyClick(desk.dialog().main, Qt.Key.Key_Return, CTRL)
    desk.until(desk.window.list.isVisible)
    assert desk.window.may_leave()


def shared_draft(desk: Desk) -> int:
    made = orders.create_order(desk.shop.call("clerk"), desk.shop.draft((1, 5), (2, 2), note="before"))
    desk.window.edit(made.id)
    desk.until(lambda: len(desk.editor.lines.lines()) == 2)
    desk.calm()
    return made.id


def changed_by_another(desk: Desk, order: int, **changes: object) -> None:
    found = order_for_edit(order)
    orders.save_draft(desk.shop.call("owner"), order, found.version, replace(found.draft, **changes))


def test_two_people_change_one_order_and_the_second_sees_both_versions(desk: Desk) -> None:
    order = shared_draft(desk)
    theirs = order_for_edit(order).draft.lines
    more = (replace(theirs[0], quantity=D(50)), theirs[1])
    changed_by_another(desk, order, note="theirs", receiver="Anna", lines=more)
    desk.editor.head.fields["note"].setFocus()
    desk.keys("mine ")
    desk.editor.lines.rows()[1].focus("quantity")
    desk.keys("9")
    dialog = desk.dialog()
    assert isinstance(dialog, CompareDialog)
    shown = {each.term: (each.theirs_text, each.mine_text, each.mine) for each in dialog.found}
    assert shown["Note"] == ("theirs", "mine before", True)
    assert shown["Receiver"] == ("Anna", "Carl", False)
    assert shown["深沟球轴承"] == ("50 pc at ¥10.0000", "5 pc at ¥10.0000", False)
    assert shown["Nitrile gloves"][2]
    QTest.mouseClick(dialog.pairs[[each.term for each in dialog.found].index("Note")].theirs, Qt.MouseButton.LeftButton)
    desk.submit()
    desk.until(lambda: desk.order().note == "theirs")
    assert desk.order().receiver == "Anna"
    assert [line[1] for line in desk.lines()] == [D(50), D(9)]


def test_all_of_mine_can_be_kept(desk: Desk) -> None:
    order = shared_draft(desk)
    changed_by_another(desk, order, receiver="Anna", lines=())
    desk.editor.head.fields["note"].setFocus()
    desk.keys("mine ")
    dialog = desk.dialog()
    dialog._choose_all(True)
    desk.submit()
    desk.until(lambda: desk.order().note == "mine before")
    assert (desk.order().receiver, len(desk.lines())) == ("Carl", 2)


def test_an_order_changed_by_another_is_shown_anew_when_nothing_was_typed(desk: Desk) -> None:
    order = shared_draft(desk)
    changed_by_another(desk, order, note="theirs")
    desk.kit.shell.publish(frozenset({"orders"}))
    desk.until(lambda: desk.editor.head.values().note == "theirs")


def test_a_draft_deleted_by_another_is_kept_as_a_new_one(desk: Desk) -> None:
    order = shared_draft(desk)
    orders.delete_draft(desk.shop.call("owner"), order, order_for_edit(order).version)
    desk.editor.head.fields["note"].setFocus()
    desk.keys("mine ")
    desk.until(lambda: SalesOrder.select().count() == 1 and desk.order().note == "mine before")
    assert len(desk.lines()) == 2


def test_a_submitted_order_is_changed_with_ctrl_enter_and_asked_about_when_left(desk: Desk) -> None:
    made = desk.shop.order((1, 5))
    desk.window.edit(made.id)
    desk.until(lambda: len(desk.editor.lines.lines()) == 1)
    desk.calm()
    desk.editor.lines.rows()[0].focus("quantity")
    desk.keys("8")
    desk.key(Qt.Key.Key_Escape)
    assert "not saved yet" in desk.dialog().body.itemAt(0).widget().text()
    desk.dialog().reject()
    desk.window.activateWindow()
    desk.submit()
    desk.until(lambda: desk.lines()[0][1] == D(8))
    assert desk.order().state == "submitted"


def questions() -> list[Dialog]:
    return [each for each in QApplication.topLevelWidgets() if isinstance(each, Dialog) and each.isVisible()]


def changed(desk: Desk) -> int:
    """A submitted order with 8 typed over its 5."""
    made = desk.shop.order((1, 5))
    desk.window.edit(made.id)
    desk.until(lambda: len(desk.editor.lines.lines()) == 1)
    desk.calm()
    desk.editor.lines.rows()[0].focus("quantity")
    desk.keys("8")
    return made.id


@pytest.mark.parametrize("where", [{"new": True}, {"id": 1}, {"late": "yes"}, {"edit": 1}])
def test_no_way_out_of_a_changed_order_goes_without_asking(desk: Desk, where: dict[str, object]) -> None:
    changed(desk)
    desk.window.activate(**where)
    assert desk.dialog().isVisible()
    desk.key(Qt.Key.Key_Escape)
    assert not questions()
    assert desk.editor.isVisible()
    assert desk.editor.content().lines[0].quantity == D(8)


def test_a_changed_order_is_saved_on_the_way_to_a_new_one(desk: Desk) -> None:
    changed(desk)
    desk.window.activate(new=True)
    QTest.keyClick(desk.dialog().main, Qt.Key.Key_Return)
    desk.until(lambda: desk.lines()[0][1] == D(8))
    desk.until(lambda: desk.editor.isVisible() and desk.editor.keeper.kept.id is None)
    assert desk.editor.content() is None


def test_the_program_asks_about_a_changed_order_and_ends_when_it_is_thrown_away(desk: Desk) -> None:
    changed(desk)
    assert not desk.window.may_leave()
    dialog = desk.dialog()
    away = next(each for each in dialog.findChildren(QPushButton) if "Throw" in each.text())
    away.setFocus()
    desk.key(Qt.Key.Key_Return)
    assert not questions()
    assert desk.lines()[0][1] == D(5)
    desk.until(lambda: not desk.window.isVisible())
    assert desk.window.may_leave()


def test_the_program_ends_after_changes_were_saved(desk: Desk) -> None:
    changed(desk)
    desk.submit()
    desk.until(lambda: desk.lines()[0][1] == D(8))
    desk.calm()
    assert desk.window.may_leave()


def test_a_pasted_address_is_taken_apart_after_a_look(desk: Desk) -> None:
    begun(desk)
    head = desk.editor.head
    field = head.fields["address"]
    field.setFocus()
    field.selectAll()
    QGuiApplication.clipboard().setText("收货人：李小红 13900001111 浙江省义乌市福田街道城北路 1 号")
    desk.key(Qt.Key.Key_V, CTRL)
    assert head.split.isVisible()
    assert (head.split.text().count("李小红"), head.fields["receiver"].value()) == (1, "王敏")
    desk.key(Qt.Key.Key_D, CTRL)
    told = tuple(head.fields[name].value() for name in ("receiver", "phone", "address"))
    assert told == ("李小红", "13900001111", "浙江省义乌市福田街道城北路 1 号")
    assert not head.split.isVisible()
    desk.until(lambda: head._rows["address"]._below.text() == "浙江省  ·  金华市  ·  义乌市")
    head.fields["address"].set_value("浙江省深圳市南山区科技路1号")
    head.fields["address"].edited.emit()
    desk.until(lambda: "lies elsewhere" in head._rows["address"]._below.text())


def test_the_price_of_a_contract_is_proposed_and_named(desk: Desk) -> None:
    gloves = Product.get(Product.sku == "GL-NBR").id
    line = contracts.ContractLine(gloves, D("25.5"))
    contracts.save_contract(desk.shop.call("clerk"), 2, "HT-2026-01", None, None, (line,))
    desk.key(Qt.Key.Key_F2)
    desk.keys("C2")
    desk.enter()
    desk.until(lambda: desk.editor.head.customer.value())
    desk.editor.lines.focus_first()
    desk.type_line("GL-NBR", "5")
    row = desk.editor.lines.rows()[0]
    desk.until(lambda: row._below["price"].text() == "Contract HT-2026-01")
    assert row.price.text() == "25.50"
    assert row.line().price_source == "contract:HT-2026-01"
