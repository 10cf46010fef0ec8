"""An empty table of a kind, ready to be filled in and imported: one sheet with the headings a file of it needs."""

from pathlib import Path

from resources.i18n import language
from services.errors import Unavailable
from services.importing.names import name_table

# The fields a person is offered, in reading order; the headings are the first known names of each.
COLUMNS = {
    "orders": ("number", "order_date", "customer", "sku", "name", "quantity", "unit", "unit_price", "promised_date",
               "receiver", "phone", "address", "seller_memo"),
    "products": ("sku", "name", "spec", "unit", "barcode", "price", "cost"),
    "customers": ("code", "name", "contact", "phones", "address"),
    "suppliers": ("code", "name", "contact", "phones"),
    "counts": ("sku", "name", "location", "lot", "expiry", "counted"),
    "prices": ("sku", "customer", "level", "from_quantity", "price", "valid_from", "valid_to"),
    "waybills": ("number", "carrier", "tracking", "freight"),
    "events": ("tracking", "day", "status", "place", "reference"),
    "payments": ("customer", "day", "amount", "reference", "opening", "due"),
}  # fmt: skip
WIDE = frozenset({"name", "customer", "address", "tracking", "reference", "seller_memo"})


def headings(kind: str, chinese: bool) -> tuple[str, ...]:
    """A heading for each column, in one language; importing a table under them asks nothing."""
    table = name_table(kind)
    made = []
    for name in COLUMNS[kind]:
        known = [heading for heading in table.names[name] if heading.isascii() is not chinese]
        made.append(known[0])
    return tuple(made)


def save_template(kind: str, path: Path) -> None:
    """Write the empty table in the language of the screen. Unavailable file_not_written."""
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet = book.active
    sheet.append(headings(kind, language().startswith("zh")))
    for at, name in enumerate(COLUMNS[kind], 1):
        sheet.cell(1, at).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(at)].width = 28 if name in WIDE else 16
    sheet.freeze_panes = "A2"
    try:
        book.save(path)
    except OSError as error:
        raise Unavailable("file_not_written", file=str(path), reason=error.strerror or str(error)) from error
