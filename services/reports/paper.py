"""A report as paper and as a workbook."""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

from printing.errors import Unprintable
from printing.papers import ListColumn, PrintedReport, ReportBar, ReportFigure
from printing.press import apart
from resources.i18n import language
from services import settings
from services.errors import Refusal
from services.exporting import placed
from services.list_paper import share
from services.listing import Query
from services.reports.definition import OWN, Ask, Column, Figure, Report, Result
from services.reports.listed import UNITS, Listed, in_words
from services.reports.period import Period
from services.unit import Actor

MOST_BARS = 31
UNFIT, SHEET = re.compile(r'[<>:"/\\|?*\x00-\x1f]'), re.compile(r"[\[\]:*?/\\]")
FIGURE_KINDS = frozenset({"number", "quantity", "amount", "price", "tenth"})
EXCEL = {"amount": "#,##0.00", "price": "#,##0.00##", "number": "#,##0", "tenth": "#,##0.0", "quantity": "#,##0.###"}
Words = Callable[[str], str]
render_report: Callable[..., bytes] = apart("printing.documents.report:render_report")

TENTH = Decimal("0.1")

# Characters.
FIGURE_WIDTHS = [24.0, 16.0, 40.0, 60.0]

def figure_text(kind: str, value: Any) -> str:
    """A figure in words, with its unit."""
    if value is None:
        return "—"
    match kind:
        case "amount":
            return f"{value:,.2f}"
        case "percent" | "hours" | "days":
            return f"{Decimal(value).quantize(TENTH, ROUND_HALF_UP):,} {UNITS[kind]}"  # as the tables round
        case "price":
            whole, _dot, rest = f"{value:,.4f}".partition(".")
            return f"{whole}.{rest[:2]}{rest[2:].rstrip('0')}"
    return f"{Decimal(value):,.3f}".rstrip("0").rstrip(".")


def axis_figure(kind: str, value: float) -> str:
    """A round figure beside a chart, as short as it can be, with its unit."""
    told = f"{value:,.3f}".rstrip("0").rstrip(".")
    return f"{told} {UNITS[kind]}" if kind in UNITS else told


def figure_lines(result: Result, words: Words) -> list[tuple[str, str, str]]:
    """Each headline: its term, the figure, and of how many and against what."""
    return [(words(f.term), figure_text(f.kind, f.value), compared(f, words)) for f in result.figures]


def of_how_many(figure: Figure, words: Words) -> str:
    """Of how many a figure is; "" where that is not to be told."""
    if figure.n is None:
        return ""
    kind = "quantity" if figure.n == int(figure.n) else "amount"
    return words("of {n}").format(n=figure_text(kind, figure.n))


def compared(figure: Figure, words: Words) -> str:
    """Of how many, the period before and the year before, as far as they are known."""
    parts = [of_how_many(figure, words)] if figure.n is not None else []
    if figure.before is not None:
        parts.append(words("before {figure}").format(figure=figure_text(figure.kind, figure.before)))
    if figure.last_year:
        parts.append(words("last year {figure}").format(figure=figure_text(figure.kind, figure.last_year)))
    return " · ".join(parts)


def file_name(title: str) -> str:
    """A title as the name of a file or a sheet: what neither may hold is a low line."""
    return UNFIT.sub("_", title).strip()


def chart_bars(result: Result, name: str, words: Words, most: int = MOST_BARS) -> tuple[ReportBar, ...]:
    """One column as bars, the longest 1: days in their order (the last ones), others from the top."""
    result = result.above or result
    at = next(n for n, column in enumerate(result.columns) if column.name == name)
    rows = result.rows[-most:] if result.over_time else result.rows[:most]
    values = [row[at] or Decimal(0) for row in rows]
    high = max((abs(value) for value in values), default=Decimal(0)) or Decimal(1)
    first, kind = result.columns[0], result.columns[at].kind
    return tuple(
        ReportBar(str(in_words(first, row[0], words) or "—"), float(value / high), figure_text(kind, row[at]),
                  None if row[at] is None else float(value))
        for row, value in zip(rows, values, strict=True)
    )  # fmt: skip


def printed(report: Report, ask: Ask, result: Result, words: Words, measure: str = "") -> PrintedReport:
    """The report for paper, its chart of one column, usually the first that is drawn."""
    listed = Listed(report.name, report.title, result.columns, result.rows, words)
    page = listed.page(Query(), limit=len(result.rows))
    rows = tuple(tuple(_cell(c, v, words) for c, v in zip(listed.columns, row, strict=True)) for row in page.rows)
    columns = tuple(
        ListColumn(c.term, share(c.term, [row[at] for row in rows]), c.kind in FIGURE_KINDS)
        for at, c in enumerate(listed.columns)
    )
    name = measure or (result.drawn[0] if result.drawn and result.chart != "none" else "")
    drawn = next((c for c in listed.columns if c.name == name), None)
    return PrintedReport(
        report.named(words), datetime.now(UTC).astimezone(), columns, rows,
        tuple(ReportFigure(*line) for line in figure_lines(result, words)), drawn.term if drawn else "",
        chart_bars(result, name, words) if drawn else (), settings.get("company.name"), ask.actor.name,
        tuple(_told(report, ask, words)), tuple(_notes(result, words)),
    )  # fmt: skip


def _cell(column: Column, value: Any, words: Words) -> str:
    if value is None:
        return ""
    match column.kind:
        case "amount":
            return f"{value:,.2f}"
        case "tenth":
            return f"{value:,.1f}"
        case "number" | "quantity" | "price":
            return figure_text(column.kind, value)
        case "moment":
            return f"{value.astimezone():%Y-%m-%d %H:%M}"
        case "check":
            return words("Yes") if value else words("No")
    return value.isoformat() if isinstance(value, date) else str(value)


def _told(report: Report, ask: Ask, words: Words) -> Iterator[str]:
    yield report.told if report.group == OWN else words(report.told)
    if report.dated:
        yield words("From {first} to {last}").format(first=ask.period.first, last=ask.period.last)


def _notes(result: Result, words: Words) -> Iterator[str]:
    """What each figure means; and that not all rows are there, where they are not."""
    told = {f.name: (f.term, f.told) for f in result.figures if f.told}
    told |= {c.name: (c.term, c.told) for c in result.columns if c.told}
    for term, meaning in dict.fromkeys(told.values()):  # a figure and a column may have one term
        yield f"{words(term)}: {words(meaning)}"
    if result.all > len(result.rows):
        yield words("The first {count} of {all} rows").format(count=len(result.rows), all=result.all)


def as_pdf(paper: PrintedReport) -> bytes:
    """Refuses not_printable."""
    try:
        return render_report(paper, language())
    except Unprintable as error:
        raise Refusal("not_printable", number=paper.title, reason=error.code) from error


def write_pdf(paper: PrintedReport, path: Path) -> None:
    """Refuses not_printable; Unavailable file_not_written."""
    pdf = as_pdf(paper)
    with placed(path) as draft:
        draft.write_bytes(pdf)


def page(
    title: str, actor: Actor, period: Period, figures: Sequence[tuple[Report, Figure]], words: Words
) -> PrintedReport:
    """Figures of several reports on one page."""
    heads = tuple(
        ReportFigure(f"{report.named(words)}: {words(f.term)}", figure_text(f.kind, f.value), compared(f, words))
        for report, f in figures
    )
    notes = tuple(f"{words(f.term)}: {words(f.told)}" for _report, f in figures if f.told)
    told = (words("From {first} to {last}").format(first=period.first, last=period.last),)
    now, company = datetime.now(UTC).astimezone(), settings.get("company.name")
    return PrintedReport(title, now, (), (), heads, company=company, by=actor.name, told=told, notes=notes)


def write_workbook(report: Report, ask: Ask, result: Result, path: Path, words: Words) -> None:
    """Two sheets: the rows, and the headlines with their definitions. Unavailable file_not_written."""
    from rustpy_xlsxwriter import Format, write_worksheets

    listed = Listed(report.name, report.title, result.columns, result.rows, words)
    page = listed.page(Query(), limit=len(result.rows))
    heads = [c.term for c in listed.columns]
    rows = [{h: _excel(v) for h, v in zip(heads, row, strict=True)} for row in page.rows] or [dict.fromkeys(heads)]
    lines = [(*line, words(f.told)) for line, f in zip(figure_lines(result, words), result.figures, strict=True)]
    figures = _sheet(lines, words)
    formats = {c.term: Format().set_num_format(EXCEL[c.kind]) for c in listed.columns if c.kind in EXCEL}
    title, second = SHEET.sub("_", report.named(words))[:31].strip("'"), words("Figures")
    title = f"{title[:29]} 1" if title.casefold() in (second.casefold(), "history") else title
    with placed(path) as draft:
        write_worksheets(
            [(title, rows), (second, figures)], str(draft), freeze_panes={"general": {"row": 1, "col": 0}},
            autofilter={title: True}, header_format={each: Format().set_bold().set_background_color("#E8EDF3")
                                                     for each in (title, second)},
            column_formats={title: formats}, column_widths={title: [float(c.width // 7) for c in listed.columns],
                                                            second: FIGURE_WIDTHS},
        )  # fmt: skip


def _excel(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    return value.astimezone().replace(tzinfo=None) if isinstance(value, datetime) else value


def write_page_workbook(title: str, figures: Sequence[tuple[Report, Figure]], path: Path, words: Words) -> None:
    """The same figures of several reports in one sheet. Unavailable file_not_written."""
    from rustpy_xlsxwriter import Format, write_worksheets

    lines = [
        (f"{report.named(words)}: {words(f.term)}", figure_text(f.kind, f.value), compared(f, words),
         words(f.told) if f.told else "") for report, f in figures
    ]  # fmt: skip
    with placed(path) as draft:
        write_worksheets(
            [(title, _sheet(lines, words) or [{words("Figure"): None}])], str(draft),
            freeze_panes={"general": {"row": 1, "col": 0}}, column_widths={title: [40.0, *FIGURE_WIDTHS[1:]]},
            header_format={title: Format().set_bold().set_background_color("#E8EDF3")},
        )  # fmt: skip


def _headed(words: Words) -> tuple[str, ...]:
    return words("Figure"), words("Value"), words("Compared"), words("Meaning")


def _sheet(lines: Sequence[tuple[str, ...]], words: Words) -> list[dict[str, Any]]:
    """Figures as rows of a sheet."""
    return [dict(zip(_headed(words), line, strict=True)) for line in lines]
