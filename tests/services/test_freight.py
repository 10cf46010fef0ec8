"""Carriers' price tables: what a parcel should cost, typed and from files, and what was asked for beside it."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from models.delivery import Delivery, Package
from models.parties import Carrier, FreightRate
from services import deliveries, freight, packing, price_tables, record_import, settings, weighing
from services.delivery_views import delivery_view
from services.errors import Refusal
from services.freight import Rate, fee, total_fee
from services.import_undo import TAKE_BACK
from services.importing.reading import read_file
from services.pasted_freight import read as read_pasted
from services.reports.catalogue import ALL
from services.reports.definition import Ask
from services.reports.period import Period
from services.watch.finding import freight_over
from services.zones import province_of, read_zone
from tests.services.shop import D, Shop

NEAR = ("上海", "江苏", "浙江")
TABLE = (
    Rate("", NEAR, 1000, D("5.00"), 1000, D("1.00")),
    Rate("", ("西藏", "新疆"), 1000, D("20.00"), 500, D("9.00")),
    Rate("", (), 1000, D("8.00"), 1000, D("2.50")),
    Rate("", (), 500, D("4.50")),
    Rate("特快", (), 1000, D("18.00"), 500, D("6.00")),
)


@pytest.mark.parametrize(
    ("service", "province", "grams", "price"),
    [
        ("", "浙江", 1, "5"), ("", "浙江", 1000, "5"), ("", "浙江", 1001, "6"), ("", "浙江", 3200, "8"),
        ("", "西藏", 1600, "38"), ("", "广东", 500, "4.50"), ("", "广东", 501, "8"), ("", "广东", 2100, "13"),
        ("特快", "浙江", 1200, "24"), ("标快", "浙江", 1200, "6"), ("", "", 1200, None),
    ],
)  # fmt: skip
def test_a_parcel_costs_its_first_weight_and_each_begun_step_more(
    service: str, province: str, grams: int, price: str | None
) -> None:
    assert fee(TABLE, service, province, grams) == (None if price is None else D(price))


def test_a_delivery_costs_the_sum_of_its_parcels_when_each_weight_is_known() -> None:
    assert total_fee(TABLE, "", "浙江", [800, 2500]) == D("12.00")
    assert total_fee(TABLE, "", "浙江", [800, None]) is None
    assert total_fee(TABLE, "", "浙江", []) is None
    assert fee((Rate("", (), 3000, D(9)),), "", "", 2500) == D(9)  # one price for everywhere needs no province
    assert fee((Rate("", (), 3000, D(9)),), "", "", 3001) is None
    assert fee((Rate("", (), 1000, D(5), 0, D(0)),), "", "", 3001) is None  # no step that can be
    bands = (Rate("", (), 1000, D(4)), Rate("", (), 1000, D(5), 1000, D(2)), Rate("", (), 3000, D(8), 1000, D(1)))
    assert [fee(bands, "", "浙江", grams) for grams in (900, 2500, 3000, 4500)] == [D(4), D(9), D(8), D(10)]


def test_zones_are_read_as_tables_write_them() -> None:
    assert read_zone("江浙沪皖", "") == ("上海", "江苏", "浙江", "安徽")
    assert read_zone("新疆维吾尔自治区、西藏", "") == ("西藏", "新疆")
    assert read_zone("Zhejiang, jiangsu", "") == ("江苏", "浙江")
    assert (read_zone("省内", "浙江"), read_zone("省内", ""), read_zone("其他", ""), read_zone("一区", "")) == (
        ("浙江",), None, (), None
    )  # fmt: skip
    assert [province_of(text) for text in ("深圳市南山区科技路1号", "上海市松江区新飞路", "1 Keji Road", "")] == [
        "广东", "上海", "", ""
    ]  # fmt: skip


def sent(shop: Shop, address: str, *grams: int) -> Delivery:
    """A dispatched delivery to this address in packages of these weights."""
    goods = shop.product()
    shop.stock(goods, len(grams))
    delivery = shop.released((goods, len(grams)), address=address)
    packing.start_picking(shop.call("packer"), delivery.id)
    pick = packing.picks(delivery.id)[0]
    for number, weight in enumerate(grams):
        if number:
            packing.next_package(shop.call("packer"), delivery.id)
        shop.scan(delivery.id, shop.label(goods), bin_id=pick.bin_id)
        weighing.weigh_package(shop.call("packer", "unusual_weight"), delivery.id, weight)
    packing.check_delivery(shop.call("packer"), delivery.id)
    packing.pack_delivery(shop.call("packer"), delivery.id)
    shop.confirm(delivery.id)
    return Delivery.get_by_id(delivery.id)


def carried(shop: Shop, delivery: Delivery, asked: str) -> Delivery:
    """The carrier's bill for it has come."""
    delivery = Delivery.get_by_id(delivery.id)
    deliveries.set_carrier(shop.call("logistics"), delivery.id, delivery.version, sf(), (), D(asked))
    return Delivery.get_by_id(delivery.id)


def sf() -> int:
    return int(Carrier.get(Carrier.code == "SF").id)


def leave(shop: Shop, delivery: Delivery) -> Delivery:
    numbers = tuple((p.number, f"SF15023394771{delivery.id:01d}{p.number:01d}")
                    for p in Package.of("number", delivery=delivery.id))  # fmt: skip
    step = deliveries.set_carrier(shop.call("logistics"), delivery.id, delivery.version, sf(), numbers)
    deliveries.dispatch_delivery(shop.call("logistics"), delivery.id, step.version)
    return Delivery.get_by_id(delivery.id)


def save(shop: Shop, day: date, *rates: Rate, was: date | None = None, version: str = "") -> price_tables.Kept:
    return price_tables.save_table(shop.call("owner"), sf(), day, rates, was, version)


def test_what_is_sent_is_compared_with_the_table_of_its_day(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    today = shop.clock.today
    save(shop, today - timedelta(40), *TABLE)
    near = sent(shop, "浙江省杭州市余杭区良渚街道 1 号", 1200, 400)
    view = delivery_view(near.id)
    assert view is not None
    assert (near.province, view.expected_freight, near.expected_freight) == ("浙江", None, None)  # no carrier yet
    near = carried(shop, leave(shop, near), "13")
    far = carried(shop, leave(shop, sent(shop, "广东省深圳市南山区科技路 1 号", 2100)), "12")
    assert (near.expected_freight, far.expected_freight) == (D("11.00"), D("13.00"))
    view = delivery_view(far.id)
    assert view is not None
    assert view.expected_freight == D("13.00")

    result = ALL["freight"].answer(Ask(shop.owner, Period(today, today), "carrier"))
    heads = {f.name: f.value for f in result.figures}
    assert heads == {
        "beyond": D("1.00"), "share": D("4.17"), "freight": D("25.00"), "expected": D("24.00"), "kilo": D("6.76"),
        "kilo_expected": D("6.49"), "order": D("12.50"), "order_expected": D("12.00"), "priced": D("100.00"),
    }  # fmt: skip
    by_order = ALL["freight"].answer(Ask(shop.owner, Period(today, today), "order"))
    assert {row[0]: row[1] for row in by_order.rows} == {near.order_number: D("2.00"), far.order_number: D("-1.00")}
    by_weight = ALL["freight"].answer(Ask(shop.owner, Period(today, today), "weight"))
    assert [(row[0], row[1]) for row in by_weight.rows] == [("1 to 3 kg", D("1.00"))]
    behind = ALL["freight"].behind(Ask(shop.owner, Period(today, today), "carrier", where=(("carrier", sf()),)))
    assert [row[3:7] for row in behind.rows] == [
        (D("2.100"), D("12.00"), D("13.00"), D("-1.00")), (D("1.600"), D("13.00"), D("11.00"), D("2.00"))
    ]  # fmt: skip
    regions = ALL["regions"].answer(Ask(shop.owner, Period(today, today)))
    assert [row[:3] for row in regions.rows] == [("浙江", D(2), D(1)), ("广东", D(1), D(1))]

    found = freight_over(shop.clock(), 2)
    assert [(each.id, each.figure) for each in found] == [(near.id, D("2.00"))]
    assert freight_over(shop.clock() + timedelta(46), 2) == [], "what is long settled is not warned of"
    kept = save(shop, today - timedelta(1), Rate("", (), 1000, D(9), 1000, D(1)))  # a newer table takes its place
    assert kept.reckoned == 2
    assert Delivery.get_by_id(near.id).expected_freight == D("19.00")
    assert freight_over(shop.clock(), 2) == []
    states = [(t.valid_from, t.state, len(t.rates)) for t in price_tables.price_tables(sf(), today)]
    assert states == [(today - timedelta(1), "now", 1), (today - timedelta(40), "ended", 5)]
    newest = price_tables.price_tables(sf(), today)[0]
    with pytest.raises(Refusal, match="changed_meanwhile"):
        price_tables.remove_table(shop.call("owner"), sf(), newest.valid_from, "of another table")
    assert price_tables.remove_table(shop.call("owner"), sf(), newest.valid_from, newest.version).reckoned == 2
    assert Delivery.get_by_id(near.id).expected_freight == D("11.00")
    monkeypatch.setattr(freight, "MOST_ANEW", 1)
    assert save(shop, today - timedelta(1), Rate("", (), 1000, D(9), 1000, D(1))).reckoned == 1  # the newest at once
    assert (Delivery.get_by_id(near.id).expected_freight, freight.resting()) == (D("11.00"), True)
    assert freight.go_on(shop.call("packer")) == 1  # the older ones follow
    assert Delivery.get_by_id(near.id).expected_freight == D("19.00")
    assert (freight.go_on(shop.call("packer")), freight.resting()) == (0, False)
    assert freight.go_on(shop.call("packer")) == 0


def test_a_table_that_can_t_be_is_refused_and_nothing_is_written(shop: Shop) -> None:
    day, one = shop.clock.today, TABLE[0]
    save(shop, day, *TABLE)
    wrong: dict[str, tuple[date, tuple[Rate, ...], date | None]] = {
        "rate_twice": (day, (one, Rate("", ("浙江",), 1000, D(6), 500, D(1))), day),
        "bad_rate": (day, (Rate("", (), 0, D(6)),), day),
        "bad_rate.*": (day, (Rate("", (), 1000, D(6), 0, D(1)),), day),
        "changed_meanwhile": (day, (one,), day),
        "price_table_taken": (day, (one,), None),
        "unknown_price_table": (day, (one,), day - timedelta(1)),
        "no_lines": (day + timedelta(1), (), None),
        "too_many_lines": (day, (one,) * 501, day),
    }
    for code, (first, rates, was) in wrong.items():
        with pytest.raises(Refusal, match=code):
            save(shop, first, *rates, was=was)
    assert FreightRate.select().count() == len(TABLE)
    read = price_tables.price_tables(sf(), day)[0].version
    save(shop, day, *TABLE[:4], was=day, version=read)
    with pytest.raises(Refusal, match="changed_meanwhile") as refused:
        save(shop, day, one, was=day, version=read)
    save(shop, day, one, was=day, version=str(refused.value.data["version"]))
    assert freight.rates_on(sf(), day) == [one]


def test_a_file_of_tables_comes_in_says_what_is_wrong_and_goes_again(shop: Shop, tmp_path: Path) -> None:
    settings.change_settings(shop.call("owner"), {"company.address": "浙江省杭州市"})
    path = tmp_path / "运费.csv"
    path.write_text(
        "快递公司,目的地,首重(kg),首重,续重(kg),续重,生效日期\n"
        "SF,江浙沪,1,5,1,1,2026-01-01\nSF,新疆、西藏,1kg,20,500g,9,2026-01-01\nSF,其他,1,8,1,2.5,2026-01-01\n"
        "SF,其他,0.5,4.5,,,2026-01-01\nSF,一区,1,9,1,2,2026-01-01\nNobody,其他,1,9,1,2,2026-01-01\n"
        "SF,浙江,1,9,1,2,2026-01-01\nSF,广东,一公斤,9,1,2,2026-01-01\n",
        encoding="utf-8",
    )
    outcome = record_import.run_import(shop.call("owner"), path, read_file(path, "freight"))
    assert (outcome.rows.imported, outcome.rows.failed) == (4, 4)
    assert {(p.cell, p.code) for p in outcome.problems} == {
        ("B6", "unknown_zone"), ("A7", "no_such_carrier"), ("B8", "twice_in_file"), ("C9", "number_unclear")
    }  # fmt: skip
    assert tuple(freight.rates_on(sf(), date(2026, 3, 1))) == TABLE[:4]
    assert freight.rates_on(sf(), date(2025, 12, 31)) == []
    again = record_import.run_import(shop.call("owner"), path, read_file(path, "freight"))
    assert (again.rows.imported, again.rows.skipped) == (0, 4)
    path.write_text("Carrier,Destination,First price,Further price,Valid from\nSF,Shanghai Jiangsu Zhejiang,6,1.2,"
                    "2026-01-01\n", encoding="utf-8")  # fmt: skip
    path.write_text(path.read_text() + "SF,Guangdong,6,1.2,2026-01-01\nSF,Jiangsu Anhui,6,1.2,2026-02-01\n")
    newer = record_import.run_import(shop.call("owner"), path, read_file(path, "freight"))
    assert newer.imported is not None
    assert fee(freight.rates_on(sf(), date(2026, 1, 1)), "", "浙江", 2000) == D("7.20")
    path.write_text("Carrier,Destination,First price,Further price,First weight,Valid from\n"
                    "SF,Jiangsu,7,1.2,1,2026-01-01\nSF,Zhejiang,7,1.2,2,2026-01-01\nSF,Anhui,7,1.2,1,2026-02-01\n"
                    "SF,Zhejiang,7,1.2,1,2026-02-01\n",
                    encoding="utf-8")  # fmt: skip
    between = record_import.prepare(read_file(path, "freight"), shop.clock.today)
    failed = [(row, code) for row, (_cell, code) in between.failed.items()]
    assert failed == [(2, "grouped_otherwise"), (4, "grouped_otherwise")]
    FreightRate.create(carrier=sf(), valid_from=date(2026, 1, 1), provinces="浙江 海南", first_g=2000, first_price=D(1),
                       step_g=1000)  # fmt: skip
    with pytest.raises(Refusal, match="rate_twice"):
        record_import.commit(shop.call("owner"), between)  # somebody kept that line meanwhile
    FreightRate.delete().where(FreightRate.provinces == "浙江 海南").execute()
    assert TAKE_BACK["freight"](shop.call("owner"), newer.imported.batch_id).gone == 3
    assert outcome.imported is not None
    assert TAKE_BACK["freight"](shop.call("owner"), outcome.imported.batch_id).gone == 4
    assert FreightRate.select().count() == 0


def test_rows_pasted_into_the_window_are_lines_of_a_table(shop: Shop) -> None:
    head = "目的地\t首重(kg)\t首重\t续重(kg)\t续重\n"
    found = read_pasted(f"{head}江浙沪\t1\t5\t1\t1\n一区\t1\t5\t1\t1\n其他\t0.5\t4.5\n")
    assert found.rows == (Rate("", NEAR, 1000, D(5), 1000, D(1)), Rate("", (), 500, D("4.5")))
    assert [(each.row, each.what, each.text) for each in found.troubles] == [(3, "zone", "一区")]
    plain = read_pasted("新疆 西藏\t20\t9\n其他\t￥8\t2.5\n其他\tx\t2.5\n")
    assert plain.rows == (Rate("", ("西藏", "新疆"), 1000, D(20), 1000, D(9)), Rate("", (), 1000, D(8), 1000, D("2.5")))
    assert [each.what for each in plain.troubles] == ["price"]
    flat = read_pasted("浙江\t1\t5\t0\t0\n江苏\t1\t5\t0.0004\t1\n")
    assert (flat.rows, [each.what for each in flat.troubles]) == ((Rate("", ("浙江",), 1000, D(5)),), ["weight"])


def test_a_light_parcel_counts_by_its_volume_where_the_table_says_how(shop: Shop) -> None:
    """A piece of 30 x 20 x 10 cm takes up 6,000 cm³: by 6,000 a kilo. One without sizes counts by the scale alone."""
    assert [freight.charged(*each, 6000) for each in ((900, 6000), (1100, 6000), (900, None), (None, 6000))] == [
        1000, 1100, 900, None
    ]  # fmt: skip
    assert (freight.charged(900, 6001, 6000), freight.charged(900, 6000, 0)) == (1001, 900)
    large = shop.product(length_mm=300, width_mm=200, height_mm=100)
    plain = shop.product()
    shop.stock(large, 10)
    shop.stock(plain, 10)
    day, made = shop.clock.today, []
    save(shop, day, *(replace(rate, divisor=6000) for rate in TABLE))
    for lines in (((large, 3),), ((large, 3), (plain, 1))):
        delivery = shop.released(*lines, address="浙江省杭州市余杭区良渚街道 1 号")
        shop.pick(delivery.id)
        weighing.weigh_package(shop.call("packer", "unusual_weight"), delivery.id, 1200)
        packing.check_delivery(shop.call("packer"), delivery.id)
        packing.pack_delivery(shop.call("packer"), delivery.id)
        shop.confirm(delivery.id)
        made.append(leave(shop, Delivery.get_by_id(delivery.id)))
    assert [each.expected_freight for each in made] == [D("7.00"), D("6.00")]  # three kilos; the scale's 1.2
    table = price_tables.price_tables(sf(), day)[0]
    assert {rate.divisor for rate in table.rates} == {6000}
    kept = save(shop, day, *(replace(rate, divisor=0) for rate in table.rates), was=day, version=table.version)
    assert (kept.reckoned, Delivery.get_by_id(made[0].id).expected_freight) == (1, D("6.00"))
    with pytest.raises(Refusal, match="bad_rate"):
        save(shop, day + timedelta(1), replace(TABLE[0], divisor=-1))
