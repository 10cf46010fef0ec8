"""The demonstration as people call it."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from desktop.cli.demo import OWN
from desktop.database import leave, url_of
from models import base
from models.delivery import Delivery, Package, PackageLine, ScanEvent, Signoff, TrackingEvent
from models.watch import Incident
from resources.i18n import LANGUAGES
from tests.desktop.conftest import Answer

STEPS = [
    "import_file", "type_order", "approve", "release", "pick_with_mistakes", "pick_second", "sign_off", "hand_over",
    "dispatch", "under_way", "sign_in_full", "sign_damaged", "papers",
]  # fmt: skip


def test_nobodys_company_is_played_with(packdesk: Callable[..., Answer], tmp_path: Path) -> None:
    answer = packdesk("demo", "--out", tmp_path / "out")
    assert (answer.status, answer.err) == (
        1, "The demonstration makes a company of its own; this database holds one already.\n",
    )  # fmt: skip
    assert not (tmp_path / "out").exists()


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """The folder that a demonstration left, and what it printed."""
    out = tmp_path_factory.mktemp("demo") / "out"
    command = [sys.executable, "-m", "desktop", "demo", "--out", str(out), "--json"]
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "LANG": "en"}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    return out, json.loads(done.stdout)


def test_it_goes_the_whole_way_and_leaves_everything_in_order(shown: tuple[Path, dict[str, Any]]) -> None:
    out, said = shown
    assert json.loads((out / "summary.json").read_text("utf-8")) == said
    assert [step["name"] for step in said["steps"]] == STEPS
    assert said["check"]["ok"], said["check"]
    assert sorted(said["deliveries"].values()) == ["closed", "signed_difference"]
    picked = next(step["counts"] for step in said["steps"] if step["name"] == "pick_with_mistakes")
    assert (picked["refused"], picked["undone"]) == (2, 1)


def test_what_was_sold_was_picked_sent_and_signed_for(shown: tuple[Path, dict[str, Any]]) -> None:
    """The way from an order file to a signed delivery, through the real windows by keys, scans and the mouse."""
    out, said = shown
    with company_in(out / OWN):
        whole, damaged = (Delivery.get(Delivery.number == number) for number in said["deliveries"])
        assert (whole.state, whole.outcome) == ("closed", "signed")
        assert (damaged.state, damaged.outcome) == ("signed_difference", "signed_difference")
        scanned = ScanEvent.select(ScanEvent.verdict).where(ScanEvent.delivery.in_([whole, damaged]))
        told = [verdict for (verdict,) in scanned.order_by(ScanEvent.id).tuples()]
        usual = {"right", "bin", "opened", "command"}
        assert [verdict for verdict in told if verdict not in usual] == ["wrong_item", "too_many", "undone"]
        assert len({sign.user_id for sign in Signoff.select().where(Signoff.delivery == whole)}) == 2
        packed = PackageLine.select().join(Package).where(Package.delivery == whole)
        assert sum(line.quantity for line in packed) == whole.pieces > 0
        assert TrackingEvent.select().where(TrackingEvent.delivery == whole).count() >= 1
        assert Incident.select().where((Incident.kind == "difference") & (Incident.subject_id == damaged.id)).exists()


@contextmanager
def company_in(path: Path) -> Iterator[None]:
    base.open_database(url_of(path))
    try:
        with base.connection():
            yield
    finally:
        leave()


def test_it_leaves_the_papers_and_each_window_in_both_languages(shown: tuple[Path, dict[str, Any]]) -> None:
    out, said = shown
    assert len(said["papers"]) == 4
    assert all((out / paper).read_bytes().startswith(b"%PDF") for paper in said["papers"])
    windows = {Path(name).stem for name in said["pictures"] if "/window-" in name}
    for ending in ("zh", "en"):
        assert {f"window-{name}-{ending}" for name in ("orders", "approval", "packing", "delivery")} <= windows
    assert len(windows) % len(LANGUAGES) == 0
    assert all((out / picture).stat().st_size > 5000 for picture in said["pictures"])


def test_a_second_run_takes_the_place_of_the_first(shown: tuple[Path, dict[str, Any]]) -> None:
    from desktop.cli.demo import fresh

    out, _said = shown
    assert (out / OWN).is_file()
    fresh(out)
    assert not (out / OWN).exists()
