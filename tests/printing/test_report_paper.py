"""A report on paper keeps within its page, and its lines apart."""

from datetime import UTC, datetime
from io import BytesIO

import pypdfium2

from printing.documents.report import render_report
from printing.documents.table_list import EDGE
from printing.papers import ListColumn, PrintedReport, ReportBar, ReportFigure


def test_more_bars_than_a_page_holds_go_on_on_the_next_and_the_title_s_lines_do_not_meet() -> None:
    told = "Day by day: what is available, less what approved orders still want, and what is on order by suppliers"
    told += ", and what has come but lies in quarantine until somebody has looked at it"
    paper = PrintedReport(
        "What will be short", datetime(2026, 3, 5, tzinfo=UTC), (ListColumn("Product", 130, False),), (("x",),),
        tuple(ReportFigure(f"Figure {n}", "1.00", "n = 3") for n in range(9)), "Short by",
        tuple(ReportBar(f"Bar {n}.", 1.0 - n / 40, str(n), float(n)) for n in range(31)), "Company", "Somebody",
        (told, "From 2026-11-30 to 2026-12-29"),
    )  # fmt: skip
    texts = []
    with pypdfium2.PdfDocument(BytesIO(render_report(paper, "en"))) as pdf:
        for page in pdf:
            text = page.get_textpage()
            texts.append(text.get_text_range())
            boxes = [text.get_charbox(at) for at in range(text.count_chars())]
            assert min(bottom for _left, bottom, _right, top in boxes if top > 0) >= EDGE - 1
        first = pdf[0].get_textpage()
        at, length = first.search("2026-03-05").get_next()
        end = first.search("Somebody").get_next()[0]
        left, low, _right, high = first.get_charbox(at)
        beside = [first.get_charbox(n) for n in range(first.count_chars()) if not at <= n <= end + length]
        assert all(right <= left for _l, bottom, right, top in beside if bottom < high and top > low)
    assert len(texts) == 2
    assert all(f"Bar {n}." in "".join(texts) for n in range(31))
