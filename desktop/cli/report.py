"""`packdesk report NAME`: a report's figures and rows, as text, JSON, workbook or PDF."""

import argparse
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from desktop.cli.context import Context
from resources.i18n import _
from services.errors import Cancelled, Refusal

DASHBOARD = "dashboard"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    from services.reports.catalogue import ALL
    from services.reports.period import SPANS

    told = _("{names}, or the title of a report that was made here").format(names=", ".join((DASHBOARD, *ALL)))
    parser.add_argument("name", metavar="NAME", help=told)
    parser.add_argument(
        "--from", dest="first", type=date.fromisoformat, metavar="DAY", help=_("the first day, 2026-03-05")
    )
    parser.add_argument("--to", dest="last", type=date.fromisoformat, metavar="DAY", help=_("the last day"))
    parser.add_argument("--span", choices=tuple(SPANS), default="", metavar="SPAN", help=", ".join(SPANS))
    parser.add_argument(
        "--by", default="", metavar="GROUP", help=_("what to group by; a wrong name is told the right ones")
    )
    parser.add_argument("--product", default="", metavar="SKU", help=_("of one product: over_time"))
    parser.add_argument("--pdf", type=Path, metavar="FILE", help=_("write it as PDF"))
    parser.add_argument("--xlsx", type=Path, metavar="FILE", help=_("write it as an Excel workbook"))


@contextmanager
def until_ctrl_c() -> Iterator[Callable[[int, int], None]]:
    """Gives a `step` for a report, which raises Cancelled after Ctrl+C, as the end of the block does.

    Raised by itself while the database works, KeyboardInterrupt would come out of the driver as a failure of its own.
    """
    pressed = threading.Event()
    before = signal.signal(signal.SIGINT, lambda _number, _frame: pressed.set())

    def step(_done: int, _total: int) -> None:
        if pressed.is_set():
            raise Cancelled

    try:
        yield step
        step(1, 1)
    finally:
        signal.signal(signal.SIGINT, before)


def run(context: Context, options: argparse.Namespace) -> int:
    """Refuses unknown_report, not_allowed, unknown_group, unknown_product, period_reversed, period_too_long;
    Unavailable file_not_written.
    """
    from services.reports import paper
    from services.reports.catalogue import find
    from services.reports.definition import Ask

    context.open()
    if options.name == DASHBOARD:
        return _dashboard(context, options)
    actor = context.actor()
    report = find(actor, options.name)
    if report is None:
        raise Refusal("unknown_report", given=options.name)
    period, where = _period(options, report.span), _of_product(options.product)
    with until_ctrl_c() as step:
        ask = Ask(actor, period, options.by, compare=True, where=where, step=step)
        result = report.answer(ask)
    if options.xlsx:
        paper.write_workbook(report, ask, result, options.xlsx, _)
    if options.pdf:
        paper.write_pdf(paper.printed(report, ask, result, _), options.pdf)
    context.answer(_document(report, ask, result), *_lines(report, ask, result))
    return 0


def _of_product(sku: str) -> tuple[tuple[str, int], ...]:
    if not sku:
        return ()
    from models.goods import Product

    product = Product.get_or_none(Product.sku == sku)
    if product is None:
        raise Refusal("unknown_product", name=sku)
    return (("product", product.id),)


def _period(options: argparse.Namespace, span: str) -> Any:
    """The days that are asked for, `span` where none are; from a first day alone until today."""
    from services.listing import today
    from services.reports.period import Period, named

    usual = named(options.span or span, today())
    return Period(options.first or usual.first, options.last or (today() if options.first else usual.last))


def _dashboard(context: Context, options: argparse.Namespace) -> int:
    """The cards that the person picked, on one page."""
    from services.reports import dashboard, paper

    actor, period = context.actor(), _period(options, "month")
    with until_ctrl_c() as step:
        cards = dashboard.over(actor, dashboard.chosen(actor), period, step)
    figures = [(card.report, card.figure) for card in cards]
    if options.xlsx:
        paper.write_page_workbook(_("Dashboard"), figures, options.xlsx, _)
    if options.pdf:
        paper.write_pdf(paper.page(_("Dashboard"), actor, period, figures, _), options.pdf)
    document = {"report": DASHBOARD, "from": period.first.isoformat(), "to": period.last.isoformat(),
                "cards": [_figure(c.figure) | {"name": c.name} for c in cards]}
    lines = [
        f"{c.report.named(_)}: {_(c.figure.term)}: {paper.figure_text(c.figure.kind, c.figure.value)}" for c in cards
    ]
    context.answer(document, *lines)
    return 0


def _figure(figure: Any) -> dict[str, Any]:
    return {
        "name": figure.name, "term": _(figure.term), "kind": figure.kind, "value": _plain(figure.value),
        "n": _plain(figure.n), "told": _(figure.told) if figure.told else "", "before": _plain(figure.before),
        "last_year": _plain(figure.last_year),
    }  # fmt: skip


def _document(report: Any, ask: Any, result: Any) -> dict[str, Any]:
    figures = [_figure(each) for each in result.figures]
    columns = [{"name": c.name, "term": _(c.term), "kind": c.kind} for c in result.columns]
    rows = [{c.name: _plain(value) for c, value in zip(result.columns, row, strict=True)} for row in result.rows]
    return {"report": report.name, "title": report.named(_), "from": ask.period.first.isoformat(),
            "to": ask.period.last.isoformat(), "dated": report.dated, "figures": figures, "columns": columns,
            "rows": rows,
            "all_rows": result.all}  # fmt: skip


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, Decimal | date) else value


def _lines(report: Any, ask: Any, result: Any) -> list[str]:
    from services.reports import paper

    printed = paper.printed(report, ask, result, _)
    head = [printed.title, *printed.told]
    figures = [f"  {term}: {value}  {more}" for term, value, more in paper.figure_lines(result, _)]
    table = ["\t".join(c.title for c in printed.columns), *("\t".join(row) for row in printed.rows)]
    return [*head, *figures, "", *table]
