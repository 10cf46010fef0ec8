"""Files are known by their header: whose orders they hold and how their columns are read is asked once."""

from collections.abc import Callable
from pathlib import Path

import pytest

from models.exchange import ImportProfile
from models.orders import SalesOrder
from services import catalogue, import_known, import_profiles, order_import
from services.errors import Refusal
from services.import_match import Options
from services.importing.preview import Questions, Reading
from services.importing.reading import read_file
from tests.services.shop import Shop

HEAD = "订单编号,商家编码,数量,单价\n"
Take = Callable[..., order_import.Outcome]


@pytest.fixture
def take(shop: Shop, tmp_path: Path) -> Take:
    """Import a csv text as the clerk, with answers, as the command line does."""
    shop.product("P-1")
    catalogue.add_customer(shop.call("clerk"), catalogue.CustomerData("TB", "淘宝店"))
    path = tmp_path / "export202603.csv"

    def run(text: str, *, profile: str = "", options: Options | None = None, **answers: str) -> order_import.Outcome:
        path.write_text(text, encoding="utf-8")
        reading = read(profile, answers)
        chosen = import_profiles.with_channel(reading, options or Options(), answers)
        kept = import_profiles.profile_of(reading, answers, chosen)
        return order_import.run_import(shop.call("clerk"), path, reading, options=chosen, profile=kept)

    def read(profile: str, answers: dict[str, str]) -> Reading:
        known = import_profiles.recall("orders", profile)
        return read_file(path, "orders", answers={k: v for k, v in answers.items() if k != "name"}, kept=known)

    return run


def test_whose_orders_these_are_is_asked_once_and_known_the_next_time(shop: Shop, take: Take) -> None:
    with pytest.raises(Questions) as asked:
        take(HEAD + "A1,P-1,3,8\n")
    (question,) = asked.value.questions
    assert (question.code, question.choices) == ("channel_customer", ("C1", "TB", "none"))
    assert SalesOrder.select().count() == 0
    take(HEAD + "A1,P-1,3,8\n", channel_customer="TB")
    take(HEAD + "A2,P-1,3,8\n")
    take("商家编码,订单编号,单价,数量\nP-1,A3,8,3\n")  # the same columns in another order
    assert {order.customer.name for order in SalesOrder.select()} == {"淘宝店"}
    assert {order.state for order in SalesOrder.select()} == {"submitted"}
    assert [row.name for row in ImportProfile.select()] == ["淘宝店"]


def test_nobody_is_an_answer_and_is_not_kept(shop: Shop, take: Take) -> None:
    take(HEAD + "A1,P-1,3,8\n", channel_customer="none")
    assert (SalesOrder.get().state, SalesOrder.get().customer_id) == ("draft", None)
    with pytest.raises(Questions):
        take(HEAD + "A2,P-1,3,8\n")


def test_a_file_that_names_its_customers_is_asked_nothing(shop: Shop, take: Take) -> None:
    take("订单编号,客户,商家编码,数量,单价\nA1,Corner Shop,P-1,3,8\n")
    assert SalesOrder.get().customer_id == shop.customer_id
    assert ImportProfile.select().count() == 0


def test_a_form_that_names_its_customer_above_its_table_is_asked_nothing(shop: Shop, take: Take) -> None:
    note = "送货单\n客户：Corner Shop,,单号：D-{0}\n商家编码,数量,单价\nP-1,3,8\n\n"
    take(note.format(1))
    take(note.format(2) + note.format(3))
    assert {order.customer_ref: order.customer_id for order in SalesOrder.select()} == dict.fromkeys(
        ("D-1", "D-2", "D-3"), shop.customer_id
    )


def test_a_profile_by_name_holds_for_a_file_with_other_columns(shop: Shop, take: Take) -> None:
    take(HEAD + "A1,P-1,3,8\n", channel_customer="TB")
    take("订单编号,商家编码,数量,单价,买家留言\nA2,P-1,3,8,快\n", profile="淘宝店")
    take("订单编号,商家编码,数量,单价,买家留言\nA3,P-1,3,8,\n")
    assert SalesOrder.select().where(SalesOrder.customer_name == "淘宝店").count() == 3
    assert ImportProfile.select().count() == 2
    with pytest.raises(Refusal, match="unknown_profile"):
        take(HEAD + "A4,P-1,3,8\n", profile="京东")


def test_a_customer_that_is_none_is_refused(shop: Shop, take: Take) -> None:
    with pytest.raises(Refusal, match="unknown_customer"):
        take(HEAD + "A1,P-1,3,8\n", channel_customer="TAOBAO")


def test_how_a_column_is_read_is_kept_with_the_order_of_day_and_month(shop: Shop, take: Take) -> None:
    head = "订单编号,客户,商家编码,数量,单价,代号,下单日期\n"
    row = "A1,Corner Shop,X,3,8,P-1,03/04/2026\n"
    take(head + row, columns="A=number;B=customer;F=sku;D=quantity;E=unit_price;G=order_date", date_order="dmy")
    take(head + row.replace("A1", "A2"))
    first, second = SalesOrder.select().order_by(SalesOrder.id)
    assert (first.order_date, first.state) == (second.order_date, second.state)
    assert second.order_date.isoformat() == "2026-04-03"
    assert second.state == "submitted"


def test_what_the_file_says_now_of_an_order_that_is_here_is_told_and_left(shop: Shop, take: Take) -> None:
    shop.product("P-2")
    head = "订单编号,客户,商家编码,数量,单价,收货地址,订单状态\n"
    take(head + "A1,Corner Shop,P-1,3,8,1 Road,待发货\nA2,Corner Shop,P-1,1,8,1 Road,待发货\n")
    again = take(head + "A1,Corner Shop,P-1,5,7.5,2 Road,交易关闭\nA1,Corner Shop,P-2,1,1,2 Road,交易关闭\n"
                 "A2,Corner Shop,P-1,1,8,1 Road,待发货\n")  # fmt: skip
    told = {(p.row, p.column, p.value, p.code) for p in again.problems}
    assert told == {
        (2, "订单状态", "交易关闭", "closed_since"), (2, "收货地址", "2 Road ≠ 1 Road", "changed_since"),
        (2, "数量", "5 ≠ 3", "changed_since"), (2, "单价", "7.5 ≠ 8", "changed_since"),
        (3, "商家编码", "P-2 ≠ —", "changed_since"),
    }  # fmt: skip
    assert SalesOrder.select().count() == 2
    assert SalesOrder.get(SalesOrder.customer_ref == "A1").address == "1 Road"


@pytest.mark.parametrize(
    ("after_sales", "held"),
    [("退款成功", True), ("退款中", True), ("部分退款", True), ("没有申请退款", False),
     ("无售后或售后取消", False), ("refunded", True), ("退货退款，已取消", False), ("paid", False),
     ("-", False), ("", False)],
)  # fmt: skip
def test_a_refund_in_a_column_of_its_own_puts_the_order_on_hold(
    shop: Shop, take: Take, after_sales: str, held: bool
) -> None:
    head = "订单编号,客户,商家编码,数量,单价,订单状态,售后状态\n"
    take(f"{head}A1,Corner Shop,P-1,3,8,待发货,\nA1,Corner Shop,P-1,1,9,待发货,{after_sales}\n")
    order = SalesOrder.get()
    assert (order.on_hold, order.hold_reason) == (held, after_sales if held else "")
    assert order.state == ("draft" if held else "submitted")


def test_a_known_file_is_renamed_read_otherwise_and_forgotten(shop: Shop, take: Take) -> None:
    head = "订单编号,客户,商家编码,代号,数量,单价\n"
    row = "A1,Corner Shop,X,P-1,3,8\n"
    take(head + row, columns="A=number;B=customer;C=sku;E=quantity;F=unit_price")
    (each,) = import_known.known("orders")
    assert ("商家编码", "sku") in each.columns
    fields = {"代号": "sku", "商家编码": ""}
    columns = (*((h, fields.get(h, f)) for h, f in each.columns), ("代号", "sku"))
    import_known.change_profile(shop.call("clerk"), each.id, "甲店", columns)
    take(head + row.replace("A1", "A2"))
    assert SalesOrder.get(SalesOrder.customer_ref == "A2").state == "submitted"
    assert [known.name for known in import_known.known("orders")] == ["甲店"]
    import_known.forget_profile(shop.call("clerk"), each.id)
    assert import_known.known("orders") == ()
    with pytest.raises(Refusal, match="unknown_file"):
        import_known.forget_profile(shop.call("clerk"), each.id)
