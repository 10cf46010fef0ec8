"""From an order file to a signed delivery, through the real windows by keys, scans and the mouse."""

from collections.abc import Callable
from pathlib import Path

from desktop.demo import bench, dock, office
from desktop.demo.heartbeat import Heartbeat
from desktop.demo.player import Player
from desktop.demo.scene import Scene
from models.base import connection
from models.delivery import Delivery, Package, PackageLine, ScanEvent, Signoff, TrackingEvent
from models.orders import SalesOrder
from models.watch import Incident
from services.check import check
from tests.journeys.conftest import plot_of


def test_orders_of_a_file_and_one_by_phone_are_signed_for(
    company: str, start: Callable[[str], Player], tmp_path: Path
) -> None:
    plot = plot_of(company, tmp_path)
    heart = Heartbeat()
    scene = Scene(start(company), plot)
    heart.start()
    scene.enter("clerk")
    scene.do(office.import_file, office.type_order)
    scene.enter("approver")
    scene.do(office.approve, office.release)
    scene.enter("packer")
    scene.do(bench.pick_with_mistakes, bench.pick_second)
    scene.enter("logistics")
    scene.do(dock.sign_off, dock.hand_over, dock.dispatch, dock.under_way, dock.sign_in_full, dock.sign_damaged)
    scene.do(dock.papers)
    heart.stop()
    print(f"\nlongest block of the windows: {heart.longest:.0f} ms")
    print({step.name: step.seconds for step in scene.steps})
    look_at_the_books(scene)
    papers = [path.name for path in (tmp_path / "documents" / "Packdesk").glob("*.pdf")]
    assert sorted(name.rpartition("-")[2] for name in papers) == ["label.pdf", "label.pdf", "note.pdf", "note.pdf"]


def look_at_the_books(scene: Scene) -> None:
    with connection():
        assert [each.name for each in check() if not each.ok] == []
        assert SalesOrder.select().where(SalesOrder.state == "completed").count() >= 1
        whole, damaged = (Delivery.get(Delivery.number == number) for number in scene.deliveries)
        assert (whole.state, whole.outcome) == ("closed", "signed")
        assert (damaged.state, damaged.outcome) == ("signed_difference", "signed_difference")
        scans = [verdict for (verdict,) in ScanEvent.select(ScanEvent.verdict).order_by(ScanEvent.id).tuples()]
        told = [verdict for verdict in scans if verdict not in ("right", "bin", "opened", "command")]
        assert told == ["wrong_item", "too_many", "undone"]
        assert len({sign.user_id for sign in Signoff.select().where(Signoff.delivery == whole)}) == 2
        packed = PackageLine.select().join(Package).where(Package.delivery == whole)
        assert sum(line.quantity for line in packed) == whole.pieces == 6
        assert TrackingEvent.select().where(TrackingEvent.delivery == whole).count() >= 1
        assert Incident.get().subject_id == damaged.id
