"""Workbooks for people outside and on the floor: a supplier's order, a customer's statement, a sheet to count with.

    purchase_workbook(path, purchase_id, words)      statement_workbook(path, customer_id, today, words)
    count_workbook(path, today, words)               # filled in, it comes in as counts

A4 with the company above, its table with figures that add up, and its header again on every page.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from models.base import reconnect
from models.fields import total
from models.goods import Product
from models.stock import Location, Lot, StockBalance
from resources.i18n import N_, language
from services import receivables, settings
from services.errors import Refusal
from services.exporting import placed
from services.faults import translated
from services.importing.names import name_table
from services.places import STORED
from services.purchase_views import purchase_record
from services.receivables import AGE_TERMS

Words = Callable[[str], str]
DAY, MONEY, PRICE, QUANTITY, TEXT = "yyyy-mm-dd", "#,##0.00", "#,##0.00##", "#,##0.###", "@"
MOST_COUNTED = 20_000
HEAD, LINE = "DCE6F1", "BFC7D1"


@dataclass(frozen=True, slots=True)
class Col:
    """A column: heading, width in characters, number format; `sums` adds it up below."""

    heading: str
    width: float
    form: str = TEXT
    sums: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands on it. `facts` are term and value, two in a row; `below` are lines under the table."""

    title: str
    facts: tuple[tuple[str, str], ...]
    columns: tuple[Col, ...]
    rows: Sequence[Sequence[Any]]
    below: tuple[str, ...] = ()
    landscape: bool = False


def purchase_workbook(path: Path, purchase_id: int, words: Words = str) -> None:
    """A purchase order for its supplier. Refuses unknown_purchase; Unavailable file_not_written."""
    found = purchase_record(purchase_id)
    if found is None:
        raise Refusal("unknown_purchase")
    to = found.supplier.data
    rows = [
        (at, line.sku, line.name, line.quantity, line.unit, line.cost, _product(line.quantity, line.cost))
        for at, line in enumerate(found.lines, 1)
    ]
    columns = (
        Col("#", 5, "0"), Col(words(N_("SKU")), 16), Col(words(N_("Product")), 34),
        Col(words(N_("Quantity")), 11, QUANTITY, True), Col(words(N_("Unit")), 8), Col(words(N_("Price ¥")), 12, PRICE),
        Col(words(N_("Amount ¥")), 14, MONEY, True),
    )  # fmt: skip
    facts = (
        (words(N_("Purchase order")), found.number), (words(N_("Expected")), found.expected.isoformat()),
        (words(N_("Supplier")), to.name), (words(N_("Contact")), to.contact), (words(N_("Phone")), to.phone),
        (words(N_("Address")), to.address), (words(N_("Deliver to")), settings_of("company.address")),
        (words(N_("Our phone")), settings_of("company.phone")),
    )  # fmt: skip
    note = (f"{words(N_('Note'))}: {found.note}",) if found.note else ()
    _write(path, Sheet(words(N_("Purchase order")), facts, columns, rows, note), words)


def _product(quantity: Decimal, price: Decimal | None) -> Decimal | None:
    return None if price is None else (quantity * price).quantize(Decimal("0.01"))


def statement_workbook(path: Path, customer_id: int, today: date, words: Words = str) -> None:
    """What a customer owes, bill by bill, with what was paid last. Refuses unknown_customer."""
    found = receivables.account(customer_id, today)
    if found is None:
        raise Refusal("unknown_customer", name=str(customer_id))
    rows = [
        (
            at,
            bill.delivery or words(N_("Opening balance")),
            bill.due,
            max((today - bill.due).days, 0) or None,
            bill.open,
        )
        for at, bill in enumerate(found.bills, 1)
    ]
    columns = (
        Col("#", 5, "0"), Col(words(N_("Delivery no.")), 26), Col(words(N_("Due date")), 14, DAY),
        Col(words(N_("Days late")), 12, "0"), Col(words(N_("Open ¥")), 16, MONEY, True),
    )  # fmt: skip
    facts = (
        (words(N_("Customer")), f"{found.name} ({found.code})"), (words(N_("As of")), today.isoformat()),
        (words(N_("Owes ¥")), f"{found.balance:,.2f}"), (words(N_("Not billed yet ¥")), f"{found.unbilled:,.2f}"),
        *((words(term), f"{sum_:,.2f}") for (_age, term), sum_ in zip(AGE_TERMS, found.aged, strict=True)),
    )  # fmt: skip
    paid = [f"{p.day:%Y-%m-%d}   ¥ {p.amount:,.2f}   {p.number}   {p.note}".rstrip() for p in found.payments[:10]]
    below = (words(N_("Paid last")), *paid) if paid else ()
    _write(path, Sheet(words(N_("Statement of account")), facts, columns, rows, below), words)


def count_workbook(path: Path, today: date, words: Words = str) -> int:
    """Every product, lot and bin with a blank to write the count in; how many. Refuses nothing_to_count, too_many_rows.

    Its headings are those of an import of counts: a row that stays blank is not counted."""
    with translated():
        reconnect()
        rows = list(_stored())
    if not rows:
        raise Refusal("nothing_to_count")
    if len(rows) > MOST_COUNTED:
        raise Refusal("too_many_rows", most=MOST_COUNTED)
    shown = _count_headings(language().startswith("zh"))
    widths = {"sku": 16, "name": 30, "spec": 14, "unit": 7, "location": 12, "lot": 14, "expiry": 12, "book": 11}
    forms = {"expiry": DAY, "book": QUANTITY, "counted": QUANTITY}
    columns = tuple(Col(shown[name], widths.get(name, 12), forms.get(name, TEXT)) for name in shown)
    facts = ((words(N_("Date")), today.isoformat()), (words(N_("Counted by")), ""))
    below = (f"{words(N_('Checked by'))}: ____________",)
    _write(path, Sheet(words(N_("Stock count")), facts, columns, rows, below, True), words)
    return len(rows)


def _count_headings(chinese: bool) -> dict[str, str]:
    names = name_table("counts").names
    wanted = ("location", "sku", "name", "spec", "lot", "expiry", "unit", "book", "counted")
    return {name: next(each for each in names[name] if each.isascii() is not chinese) for name in wanted}


def _stored() -> Iterator[tuple[Any, ...]]:
    B, P = StockBalance, Product
    query = (
        B.select(Location.code, P.sku, P.name, P.spec, Lot.number, Lot.expiry, P.unit, total(B.on_hand))
        .join(P).switch(B).join(Lot).switch(B).join(Location)
        .where(Location.active & Location.kind.in_(sorted(STORED)) & (B.on_hand > 0))
        .group_by(Location.walk, Location.code, P.sku, P.name, P.spec, Lot.number, Lot.expiry, P.unit)
        .order_by(Location.walk, Location.code, P.sku, Lot.number).limit(MOST_COUNTED + 1)
    )  # fmt: skip
    yield from ((*row, None) for row in query.tuples())


def settings_of(key: str) -> str:
    """A setting as text, read from a worker thread."""
    with translated():
        reconnect()
        return str(settings.get(key))


class _Pen:
    """The looks of a sheet."""

    def __init__(self) -> None:
        from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

        thin = Side(style="thin", color=LINE)
        self.box, self.head = Border(thin, thin, thin, thin), PatternFill("solid", fgColor=HEAD)
        self.title, self.bold = Font(size=18, bold=True), Font(bold=True)
        self.grey, self.company = Font(color="6B7280"), Font(size=12, bold=True)
        self.middle = Alignment(horizontal="center", vertical="center", wrap_text=True)
        self.wrap = Alignment(vertical="center", wrap_text=True)


def _write(path: Path, what: Sheet, words: Words) -> None:
    from openpyxl import Workbook
    from openpyxl.utils import get_column_letter

    book, pen = Workbook(), _Pen()
    sheet = book.active
    sheet.title = what.title[:31]
    for at, column in enumerate(what.columns, 1):
        sheet.column_dimensions[get_column_letter(at)].width = column.width
    top = _above(sheet, what, pen)
    last = _table(sheet, what, pen, top, words)
    for at, line in enumerate(what.below, last + 2):
        sheet.cell(at, 1, line).font = pen.grey if at > last + 2 else pen.bold
    _page(sheet, what, top)
    with placed(path) as draft:
        book.save(draft)


def _above(sheet: Any, what: Sheet, pen: _Pen) -> int:
    """The company, the title and the facts; the row of the table's header."""
    width = len(what.columns)
    company = sheet.cell(1, 1, settings_of("company.name"))
    company.font, company.data_type = pen.company, "s"
    sheet.cell(2, 1, what.title).font = pen.title
    sheet.row_dimensions[2].height = 30
    half = max(width // 2, 2)
    for at, (term, value) in enumerate(what.facts):
        row, left = 3 + at // 2, 1 if at % 2 == 0 else half + 1
        sheet.cell(row, left, f"{term}: {value}")
        sheet.merge_cells(start_row=row, start_column=left, end_row=row, end_column=half if left == 1 else width)
    return 4 + (len(what.facts) + 1) // 2


def _table(sheet: Any, what: Sheet, pen: _Pen, top: int, words: Words) -> int:
    """The header and the rows; the last row, which is the one with the sums where there are any."""
    from openpyxl.utils import get_column_letter

    for at, column in enumerate(what.columns, 1):
        cell = sheet.cell(top, at, column.heading)
        cell.font, cell.fill, cell.border, cell.alignment = pen.bold, pen.head, pen.box, pen.middle
    sheet.row_dimensions[top].height = 22
    for row, values in enumerate(what.rows, top + 1):
        for at, (column, value) in enumerate(zip(what.columns, values, strict=True), 1):
            cell = sheet.cell(row, at, value)
            cell.border, cell.number_format, cell.alignment = pen.box, column.form, pen.wrap
            if isinstance(value, str):
                cell.data_type = "s"  # a name that begins with = is no formula
    last = top + len(what.rows)
    sums = [at for at, column in enumerate(what.columns, 1) if column.sums]
    if not sums or not what.rows:
        return last
    for at, column in enumerate(what.columns, 1):
        letter = get_column_letter(at)
        cell = sheet.cell(last + 1, at, f"=SUM({letter}{top + 1}:{letter}{last})" if column.sums else None)
        cell.font, cell.border, cell.number_format = pen.bold, pen.box, column.form
    sheet.cell(last + 1, 1, words(N_("Total")))
    sheet.merge_cells(start_row=last + 1, start_column=1, end_row=last + 1, end_column=sums[0] - 1)
    return last + 1


def _page(sheet: Any, what: Sheet, top: int) -> None:
    sheet.freeze_panes = sheet.cell(top + 1, 1)
    sheet.sheet_view.showGridLines = False
    sheet.page_setup.paperSize, sheet.page_setup.orientation = 9, "landscape" if what.landscape else "portrait"
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.print_title_rows = f"{top}:{top}"
    sheet.oddFooter.right.text = "&P / &N"
    sheet.page_margins.left = sheet.page_margins.right = 0.5
