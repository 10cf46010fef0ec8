"""The counting list: every bin and every line on it is read back, on each page."""

from datetime import date

import pytest

from printing import raster, readback
from printing.documents.count_sheet import render_count_sheet
from printing.papers import CountLine, CountPlace


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_bins_and_lines_are_read_back_over_pages(language: str) -> None:
    until = date(2027, 1, 3)
    lines = tuple(CountLine(f"(01)06900000000014(10)L{n:02}", "OIL-68", "导轨油 68 号", "桶", f"L{n:02}", until)
                  for n in range(18))  # fmt: skip
    places = (CountPlace("A-01-1", "", lines), CountPlace("A-01-2", "Top shelf", ()))
    first, second = raster.bitmaps(render_count_sheet(places, date(2026, 3, 5), language), 300)
    codes = readback.codes_on(first) | readback.codes_on(second)
    assert {"BIN-A-01-1", "BIN-A-01-2"} <= codes
    assert sum("06900000000014" in code for code in codes) == 18
    assert "BIN-A-01-1" in readback.codes_on(second), "a page begins with its bin again"
