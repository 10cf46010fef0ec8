"""The floor's ordinary morning: receive, pick, dispatch, sign for; by scans and keys, on both engines."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

from desktop.demo import bench as story
from desktop.demo.player import Player
from models.base import connection
from models.delivery import Delivery, HandOver, PackageLine, ScanEvent
from models.stock import Location, Lot, StockBalance
from models.watch import Incident
from tests.journeys.morning import OUT, code_of, states
from tests.journeys.sight import Start, focus, gone, signed_in
from ui.packing.state import Mode


def gs1(sku: str, lot: str) -> str:
    """What a scanner reads off goods with a lot."""
    return f"]C101{code_of(sku):0>14}10{lot}"


def papers(tmp_path: Path, ending: str) -> list[str]:
    return sorted(each.name for each in (tmp_path / "documents" / "Packdesk").glob(f"*{ending}.pdf"))


PALLET = (("BR-6204", "P1", "40"), ("BR-6204", "P2", "60"), ("LU-EP2", "P3", "12"), ("LU-EP2", "P4", "12"),
          ("SE-25", "P5", "100"), ("SE-25", "P6", "200"))  # fmt: skip


def test_the_keeper_receives_and_puts_away_a_pallet_of_six_lots(morning: str, start: Start) -> None:
    player, _window = signed_in(start, morning, "warehouse", "inventory")
    player.press("F2")
    dialog = player.dialog()
    for number, (sku, lot, quantity) in enumerate(PALLET, 1):
        player.scan(gs1(sku, lot))
        player.until(dialog.quantity.hasFocus, f"the quantity of {lot}")
        assert dialog.lot.value() == lot
        player.type(quantity)
        player.scan("BIN-B-01-1")
        player.until(lambda: dialog.bin.value() is not None, "the bin")
        player.press("Return")
        player.until(lambda: len(dialog.lines) == number, f"line {number}")  # noqa: B023
    player.press("Ctrl+Return")
    player.until(lambda: any("is received" in said for said in player.said), "the receipt")
    player.settled()
    with connection():
        rows = StockBalance.select(Lot.number, Location.code, StockBalance.on_hand).join(Lot).switch(StockBalance)
        found = {lot: (place, on_hand) for lot, place, on_hand in rows.join(Location).tuples() if lot.startswith("P")}
        assert found == {lot: ("B-01-1", int(quantity)) for _sku, lot, quantity in PALLET}


def test_the_packer_picks_three_lots_with_two_mistakes(morning: str, start: Start, tmp_path: Path) -> None:
    player, _window = signed_in(start, morning, "packer", "packing")
    with connection():
        number = Delivery.get(Delivery.state == "released").number
    bench = story.Bench(SimpleNamespace(player=player))  # type: ignore[arg-type]
    bench.scan(number)
    bench.acknowledge()
    bench.scan(f"BIN-{bench.current.bin}")
    bench.acknowledge()
    wanted = bench.current
    for code, word in ((code_of("LB-60"), "wrong item"), (gs1(wanted.sku, "X99"), "lot")):
        assert bench.scan(code) == Mode.REFUSED
        assert bench.screen.answer is not None
        assert word in bench.screen.answer.word.lower()
    bench.acknowledge()
    assert bench.scan(gs1(wanted.sku, wanted.lot)) == Mode.CORRECT
    assert bench.answered(lambda: player.press("F2")) == Mode.CORRECT
    assert bench.screen.done == 0
    bench.pick_all()
    assert bench.scan("CMD-OK") == Mode.CORRECT
    player.until(lambda: papers(tmp_path, "-label") and papers(tmp_path, "-note"), "the label and the note as PDFs")
    with connection():
        packed = Delivery.get(Delivery.number == number)
        assert packed.state == "packed"
        mine = ScanEvent.select(ScanEvent.verdict).where(ScanEvent.delivery == packed).order_by(ScanEvent.id)
        verdicts = [verdict for (verdict,) in mine.tuples()]
        mistakes = ["wrong_item", "wrong_lot", "undone"]
        assert [each for each in verdicts if each not in ("right", "bin", "command", "opened")] == mistakes
        assert sum(line.quantity for line in PackageLine.select()) >= 9


def test_logistics_dispatches_twelve_with_a_hand_over_list(morning: str, start: Start, tmp_path: Path) -> None:
    player, window = signed_in(start, morning, "logistics", "delivery")
    player.until(lambda: window.pane.table.paged().rowCount() == OUT, "the deliveries to dispatch")
    player.until(window.pane.table.hasFocus, "the list")
    player.press("Home", "Space", *["Shift+Down"] * (OUT - 1))
    player.settled()
    assert "12 deliveries" in window.several.dispatch_button.text()
    player.press("Ctrl+D")
    player.dialog()
    player.press("Return")
    with connection():  # one for all looks
        player.until(lambda: states(Delivery).get("dispatched", 0) == OUT + 2, "all to leave")
    player.settled()
    assert any("12 deliveries are dispatched" in said for said in player.said)
    player.press("Ctrl+L")
    dialog = player.dialog()
    player.type("王师傅")
    player.press("Tab")
    player.type("浙A 12345")
    player.press("Ctrl+Return")
    gone(player, dialog)
    player.until(lambda: len(papers(tmp_path, "")) > 0, "the list for the driver")
    with connection():
        made = HandOver.get()
        assert (made.deliveries, made.driver, made.plate) == (OUT, "王师傅", "浙A 12345")


def test_two_pieces_came_broken_and_the_incident_is_resolved(morning: str, start: Start) -> None:
    player, window = signed_in(start, morning, "logistics", "tracking")
    with connection():
        number = Delivery.get((Delivery.state == "dispatched") & (Delivery.receiver == "王芳")).number
    player.press("Ctrl+F")
    player.type(number)
    player.until(lambda: window.panel.view is not None and window.panel.view.number == number, "the delivery")
    player.settled()
    player.press("F4")
    dialog = player.dialog()
    player.until(dialog.signed_by.hasFocus, "who signed")
    player.press("Tab", "Tab")
    player.type("2")
    assert "difference" in dialog.verb.text()
    player.press("Ctrl+Return")
    player.until(lambda: window.panel.view.state == "signed_difference", "the signature")
    player.settled()
    step(player, window, "owned")
    step(player, window, "resolved", "Two pieces sent again")
    with connection():
        incident = Incident.get()
        assert (incident.state, incident.kind) == ("resolved", "difference")
        assert incident.owner is not None


def step(player: Player, window: Any, name: str, note: str = "") -> None:
    """F6 from the search to the list and into the panel, Tab to the step, Space; a note where it asks for one."""
    for _each in range(2):
        if not window.panel.isAncestorOf(focus(player)):
            player.press("F6")
    assert window.panel.isAncestorOf(focus(player)), focus(player)
    for _each in range(20):
        if focus(player).property("step") == name:
            break
        player.press("Tab")
    assert focus(player).property("step") == name, focus(player)
    player.press("Space")
    if note:
        dialog = player.dialog()
        player.type(note)
        player.press("Ctrl+Return")
        gone(player, dialog)
    player.until(lambda: any(each.state == name for each in window.panel.view.incidents), f"the incident to be {name}")
    player.settled()
