"""A few spoiled files in every run; `make fuzz` reads them for as long as wished."""

import random
import sys
from ctypes import sizeof
from pathlib import Path

from resources.job_object import ExtendedLimits, limit_memory, limits
from tests.services.importing.fuzz import Fuzz, samples


def test_spoiled_files_break_nothing(tmp_path: Path) -> None:
    fuzz = Fuzz(tmp_path, random.Random(20260305))
    fuzz.run(samples(), seconds=15, most=150)
    assert (fuzz.broken, fuzz.count > 20) == ([], True)


def test_the_limit_that_windows_is_asked_for_has_the_form_that_windows_knows() -> None:
    asked = limits(600_000_000)
    assert (asked.process_memory, asked.basic.active_processes, asked.basic.flags) == (600_000_000, 1, 0x508)
    assert sizeof(ExtendedLimits) == 144
    assert limit_memory(1 << 40) is (sys.platform == "win32")
