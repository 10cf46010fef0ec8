"""A program killed at any moment: what it had answered is there, and everything holds."""

import os
import random
import subprocess
import sys
import time
from pathlib import Path

from models.base import db, open_database, reconnect
from models.people import AuditEntry
from services.check import check
from tests.services.conftest import Engine
from tests.services.shop import Shop

ROOT = Path(__file__).parents[2]
KILLS = int(os.environ.get("TEST_KILLS", "4"))


def killed_after(engine: Engine, seed: int, product: int, seconds: float) -> list[str]:
    """The requests a working program answered before it was killed."""
    command = [sys.executable, "-m", "tests.services.workers", "work_for_ever", engine.url, str(seed), str(product)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        first = program.stdout.readline()
        time.sleep(seconds)
        program.kill()
        rest = program.stdout.read()
    said = first + rest
    return said[: said.rfind("\n")].split("\n")


def test_what_was_answered_survives_a_kill_at_any_moment(engine: Engine) -> None:
    open_database(engine.url)
    reconnect()
    shop = Shop()
    product = shop.product()
    shop.stock(product, 20)
    db.close()
    chance, answered = random.Random(5), []
    for round_ in range(KILLS):
        answered += killed_after(engine, round_, product, chance.uniform(0, 0.3))
        open_database(engine.url)
        reconnect()
        kept = {request for (request,) in AuditEntry.select(AuditEntry.request_id).tuples()}
        assert set(answered) <= kept
        assert [each for each in check() if not each.ok] == []
        db.close()
    assert len(answered) > KILLS
