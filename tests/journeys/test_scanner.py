"""A scanner through a real X server into the running program: 300 scans, and some with a Chinese input method on.

`make soak` does the same with 10,000 scans of every kind of scanner.
"""

import os
import random
from pathlib import Path

import pytest

from tests.journeys.conftest import PASSWORD
from tests.scanner import ibus
from tests.scanner.device import Device
from tests.scanner.display import Display, missing
from tests.scanner.session import Session, codes
from tests.scanner.soak import FAST, delivery_in, soak

LACKS = missing()
needs_display = pytest.mark.skipif(bool(LACKS), reason=f"needs a display of its own; missing: {LACKS}")
needs_ibus = pytest.mark.skipif(bool(ibus.missing()), reason=f"needs ibus with libpinyin; missing: {ibus.missing()}")


@needs_display
def test_of_300_scans_none_is_lost_doubled_or_in_a_field(company: str, tmp_path: Path) -> None:
    (took,) = soak(company, delivery_in(company), tmp_path / "program", 300, (("fast", FAST, 1),), typed=25)
    assert (took.bench, took.typing, list(took.problems)) == (288, 12, [])


@pytest.mark.skipif(not os.environ.get("SOAK"), reason="a minute of a program hardly let run: make soak runs it")
@needs_display
def test_scans_come_whole_into_a_program_that_is_hardly_let_run(company: str, tmp_path: Path) -> None:
    dice, device = random.Random(3), Device(gap_ms=8, jitter_ms=3, aim="]C1")
    delivery = delivery_in(company)
    with Display() as display, Session(display, company, tmp_path / "program") as session:
        session.do("sign_in", "owner", PASSWORD)
        assert session.set_up(device)["settings"]["end"] == "enter"
        with session.starved():
            session.at_the_bench(delivery, codes(150, dice), device, 50)
            session.while_typing(codes(10, dice), device, dice)


@pytest.mark.skipif(not os.environ.get("SOAK"), reason="half a minute of a real input method: make soak runs it")
@needs_display
@needs_ibus
def test_with_a_chinese_input_method_on_scans_at_the_bench_arrive_and_words_are_still_chinese(
    company: str, tmp_path: Path
) -> None:
    dice, device = random.Random(7), Device(gap_ms=8, jitter_ms=3)
    delivery = delivery_in(company)
    with (
        Display() as display,
        ibus.InputMethod(display, tmp_path) as method,
        Session(display, company, tmp_path / "program", **method.environment) as session,
    ):
        session.do("sign_in", "owner", PASSWORD)
        session.do("field")
        session.keyboard.type("nihao ")
        session.keyboard.wait()
        assert session.do("typed", "你好") == ["你好", []], "the input method is on, and writes into fields"
        session.at_the_bench(delivery, codes(10, dice), device, 100)
