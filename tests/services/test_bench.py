"""What a bench reads, on both engines."""

from datetime import timedelta

import pytest

from services import bench, packing
from services.errors import Refusal


def test_the_queue_is_by_promise_and_holds_what_can_be_packed(shop):
    product = shop.product()
    shop.stock(product, 50)
    day = shop.clock.today
    later, soon, packed = (shop.released((product, 1), promised=day + timedelta(n)) for n in (5, 1, 3))
    shop.pack(packed.id)
    shop.approved((product, 1), promised=day)
    packing.start_picking(shop.call("packer"), later.id)
    rows = bench.queue()
    assert [(row.id, row.state) for row in rows] == [(soon.id, "released"), (later.id, "picking")]
    assert (rows[0].customer, rows[0].lines, rows[0].pieces) == ("Corner Shop", 1, 1)


def test_a_delivery_is_shown_in_walking_order_with_its_last_scans(shop):
    far, near = shop.product("FAR", spec="2 m"), shop.product("NEAR", lot_tracked=True)
    shop.stock(far, 5, bin="B-01-1")
    shop.stock(near, 5, "L1", bin="A-01-2", expiry=shop.clock.today + timedelta(90))
    delivery = shop.released((far, 2), (near, 3))
    packing.start_picking(shop.call("packer"), delivery.id)
    shop.scan(delivery.id, shop.label(near, "L1"))
    shop.scan(delivery.id, "HELLO")
    view = bench.bench_view(delivery.id)
    assert (view.number, view.state, view.customer, view.carrier) == (delivery.number, "picking", "Corner Shop", "")
    assert (view.pieces, view.picked, view.package, view.packages) == (5, 1, 1, 0)
    assert [(line.bin, line.sku, line.lot, line.left) for line in view.lines] == [
        ("A-01-2", "NEAR", "L1", 2),
        ("B-01-1", "FAR", "", 2),
    ]
    assert view.lines[0].barcode == shop.label(near)
    assert view.lines[0].expiry == shop.clock.today + timedelta(90)
    assert [(scan.verdict, scan.text, scan.quantity) for scan in view.last] == [
        ("unknown_code", "HELLO", 0),
        ("right", shop.label(near, "L1"), 1),
    ]
    assert (view.last[1].product, view.last[1].lot) == ("Product NEAR", "L1")


def test_the_carrier_is_named(shop):
    product = shop.product()
    shop.stock(product, 5)
    delivery = shop.confirmed((product, 1))
    assert bench.bench_view(delivery.id).carrier == "Own van"


def test_a_delivery_is_found_by_its_number(shop):
    product = shop.product()
    shop.stock(product, 5)
    delivery = shop.released((product, 1))
    assert bench.delivery_named(delivery.number) == delivery.id
    for find in (lambda: bench.delivery_named("DN-20991231-0001"), lambda: bench.bench_view(0)):
        with pytest.raises(Refusal) as no:
            find()
        assert no.value.code == "unknown_delivery"
