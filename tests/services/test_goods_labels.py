"""Labels of what a receipt brought, and of bins: what they say, and the jobs that ask for them."""

import pytest

from models.paper import PrintJob
from models.stock import Lot
from printing import raster
from services import bins, label_jobs, papers
from services.errors import Refusal
from services.places import add_bin
from services.printing_jobs import Wish, wished
from tests.printing.samples import read_codes, texts
from tests.services.shop import Shop


def queued() -> list[tuple[str, int, int, int]]:
    """Kind, subject, lot and how many of each job."""
    jobs = PrintJob.select().order_by(PrintJob.id)
    return [(job.kind, job.delivery_id, job.package, wished(job.path).copies) for job in jobs]


def test_a_receipt_prints_labels_of_its_lots(shop: Shop) -> None:
    product = shop.product("B", lot_tracked=True)
    received = shop.stock(product, 5, "L1")
    label_jobs.print_receipt(shop.call("warehouse"), received.id, (4,))
    plain = shop.product("A")
    label_jobs.print_receipt(shop.call("warehouse"), shop.stock(plain, 5).id, (1,))
    assert queued() == [("product", product, Lot.get(Lot.number == "L1").id, 4), ("product", plain, 0, 1)]
    assert "补打第2次" in texts(papers.render("product", "B/L1", prints=2))[0]
    with pytest.raises(Refusal, match="no_lines"):
        label_jobs.print_receipt(shop.call("warehouse"), received.id, (0,))
    with pytest.raises(Refusal, match="bad_copies"):
        label_jobs.print_receipt(shop.call("warehouse"), received.id, (9999,))


def test_labels_of_a_zone_come_as_one_paper(shop: Shop) -> None:
    zone = add_bin(shop.call("warehouse"), "Z", 900, "zone").id
    with pytest.raises(Refusal, match="no_lines"):
        label_jobs.print_bins(shop.call("warehouse"), (zone,))
    bins.add_bins(shop.call("warehouse"), "Z-1", "Z-3", zone)
    label_jobs.print_bins(shop.call("warehouse"), (zone, shop.bin()), Wish(copies=2))
    assert queued() == [("bin", zone, 0, 2), ("bin", shop.bin(), 0, 2)]
    pdf = papers.render("bin", "z")
    assert [read_codes(each)[0] for each in raster.bitmaps(pdf, 203)] == [{"BIN-Z-1"}, {"BIN-Z-2"}, {"BIN-Z-3"}]
    assert all("补打第2次" in each for each in texts(papers.render("bin", "z", prints=2)))
    with pytest.raises(Refusal, match="unknown_bin"):
        papers.render("bin", "NOWHERE")
