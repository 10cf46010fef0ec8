"""An empty table of a kind, ready to be filled in and imported: the headings a file of it needs, an example that never
comes in, and lists to choose from for what has few values."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from models.base import reconnect
from models.goods import Product
from models.parties import Carrier, Customer
from resources.i18n import N_, language
from services.errors import Unavailable
from services.faults import translated
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
    "freight": ("carrier", "service", "zone", "first_weight", "first_price", "step_weight", "step_price", "valid_from"),
}  # fmt: skip
DATE, MONEY, PRICE, QUANTITY = "yyyy-mm-dd", "#,##0.00", "#,##0.00##", "0.###"
FORMATS = {
    "order_date": DATE, "promised_date": DATE, "valid_from": DATE, "valid_to": DATE, "expiry": DATE, "due": DATE,
    "day": "yyyy-mm-dd hh:mm", "quantity": QUANTITY, "counted": QUANTITY, "from_quantity": QUANTITY,
    "unit_price": PRICE, "price": PRICE, "cost": PRICE, "freight": MONEY, "amount": MONEY, "opening": MONEY,
    "first_price": MONEY, "step_price": MONEY, "first_weight": QUANTITY, "step_weight": QUANTITY,
}  # fmt: skip
DATES = frozenset(name for name, form in FORMATS.items() if form.startswith("yyyy"))
WIDE = frozenset({"name", "customer", "address", "tracking", "reference", "seller_memo"})
# Headings that are said more often than the one by which most exports of shops go.
PLAIN = {
    ("orders", "sku"): ("商品编码", "SKU"), ("orders", "order_date"): ("下单日期", "Order Date"),
    ("products", "name"): ("商品名称", "Product Name"), ("products", "spec"): ("规格", "Specification"),
    ("products", "price"): ("售价", "Price"), ("products", "cost"): ("进价", "Cost"),
    ("counts", "counted"): ("实盘数量", "Counted"), ("waybills", "tracking"): ("运单号", "Tracking No"),
}  # fmt: skip
# Customers and suppliers are known by the same names; each kind's table speaks of its own.
OTHERS = {"customers": ("供应商", "Supplier", "Vendor"), "suppliers": ("客户", "Customer")}
ROWS = 5000  # prepared for filling in
LIST_SHEET = "lists"
MOST_CHOICES = 2000
EXAMPLE = N_("Example: {value}")
EXAMPLES = {
    "number": "SO-1001", "order_date": "2026-03-05", "customer": "C0001", "sku": "A1001", "name": N_("Soap 100 g"),
    "quantity": "12", "unit": N_("pcs"), "unit_price": "9.50", "promised_date": "2026-03-08", "receiver": N_("Wang Yi"),
    "phone": "13800000000", "address": N_("1 Keji Road, Nanshan, Shenzhen"), "seller_memo": N_("leave at the gate"),
    "spec": "100 g", "barcode": "6901234567892", "price": "9.50", "cost": "5.20", "code": "C0001",
    "contact": N_("Wang Yi"), "phones": "13800000000, 0755-12345678", "location": "A-01-1", "lot": "L260301",
    "expiry": "2027-03-01", "counted": "48", "level": "VIP", "from_quantity": "100", "valid_from": "2026-01-01",
    "valid_to": "2026-12-31", "carrier": N_("SF Express"), "tracking": "SF1234567890123", "freight": "12.00",
    "day": "2026-03-05 14:30", "status": N_("in transit"), "place": N_("Shenzhen"), "reference": N_("bank transfer"),
    "amount": "1200.00", "opening": "300.00", "due": "2026-04-05",
    "zone": N_("Zhejiang Jiangsu Shanghai"), "service": N_("Standard"), "first_weight": "1", "first_price": "8.00",
    "step_weight": "1", "step_price": "2.00",
}  # fmt: skip
OWN_EXAMPLES = {
    ("customers", "name"): N_("Dingli Hardware"), ("suppliers", "name"): N_("Dingli Hardware"),
    ("suppliers", "code"): "S0001", ("waybills", "number"): "DN-20260305-0001",
}  # fmt: skip
DATE_HINT, FIGURE_HINT = N_("A day like 2026-03-05."), N_("A number, without its unit.")
CHOICE_HINT = N_("Choose from the list, or type another.")
Words = Callable[[str], str]


def headings(kind: str, chinese: bool) -> tuple[str, ...]:
    """A heading for each column, in one language; importing a table under them asks nothing."""
    return tuple(names[0] for names, _example in known(kind, chinese))


def known(kind: str, chinese: bool) -> tuple[tuple[tuple[str, ...], str], ...]:
    """For each column its headings in one language, the best one first, and an example."""
    table = name_table(kind)
    return tuple((_plainest(kind, name, table.names[name], chinese), example(kind, name)) for name in COLUMNS[kind])


def example(kind: str, name: str) -> str:
    return OWN_EXAMPLES.get((kind, name), EXAMPLES[name])


def _plainest(kind: str, name: str, names: Sequence[str], chinese: bool) -> tuple[str, ...]:
    """Of a column's names those of one language, the one that everybody says first and none of another kind."""
    spoken = [each for each in names if each.isascii() is not chinese]
    best, others = PLAIN.get((kind, name), ()), OTHERS.get(kind, ())
    fitting = [each for each in spoken if not any(word in each for word in others)]
    return tuple(sorted(fitting, key=lambda each: each not in best))


def width(name: str) -> float:
    """Of a column, in characters."""
    return 28.0 if name in WIDE else 16.0


def save_template(kind: str, path: Path, words: Words = str) -> None:
    """Write the empty table in the language of the screen. Unavailable file_not_written."""
    from openpyxl import Workbook
    from openpyxl.styles import Font, PatternFill
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet = book.active
    sheet.title = kind
    sheet.append(headings(kind, language().startswith("zh")))
    sheet.append([words(EXAMPLE).format(value=words(example(kind, name))) for name in COLUMNS[kind]])
    for at, name in enumerate(COLUMNS[kind], 1):
        sheet.cell(1, at).font = Font(bold=True)
        sheet.cell(1, at).fill = PatternFill("solid", fgColor="E8EDF3")
        sheet.cell(2, at).font = Font(italic=True, color="808080")
        letter = get_column_letter(at)
        sheet.column_dimensions[letter].width = width(name)
        sheet.column_dimensions[letter].number_format = FORMATS.get(name, "@")
    sheet.freeze_panes = "A2"
    _offer(book, kind, words)
    _save(book, path)


def _offer(book: Any, kind: str, words: Words) -> None:
    """Lists to choose from, on a hidden sheet; days and figures are checked as they are typed."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    sheet, lists = book.active, book.create_sheet(LIST_SHEET)
    lists.sheet_state = "hidden"
    found = choices(kind)
    for at, name in enumerate(COLUMNS[kind], 1):
        letter = get_column_letter(at)
        if found.get(name):
            column = get_column_letter(lists.max_column + (lists["A1"].value is not None))
            for row, choice in enumerate(found[name], 1):
                lists[f"{column}{row}"] = choice
            rule = DataValidation("list", formula1=f"{LIST_SHEET}!${column}$1:${column}${len(found[name])}")
            rule.showErrorMessage, hint = False, CHOICE_HINT  # what is new may be typed
        elif name in DATES:
            rule, hint = (
                DataValidation("date", operator="greaterThan", formula1="36526", errorStyle="warning"),
                DATE_HINT,
            )
        elif name in FORMATS:
            rule, hint = DataValidation("decimal", operator="between", formula1="-1E9", formula2="1E9"), FIGURE_HINT
        else:
            continue
        rule.allow_blank, rule.error, rule.prompt = True, words(hint), words(hint)
        rule.showInputMessage = True
        rule.add(f"{letter}3:{letter}{ROWS}")
        sheet.add_data_validation(rule)


def choices(kind: str) -> dict[str, tuple[str, ...]]:
    """By field, the values that are here already, for those that have few."""
    queries = {
        "unit": Product.select(Product.unit).where(Product.active).distinct(),
        "carrier": Carrier.select(Carrier.name).where(Carrier.active),
        "level": Customer.select(Customer.price_level).where(Customer.active).distinct(),
    }
    with translated():
        reconnect()
        return {name: _few(queries[name].tuples()) for name in COLUMNS[kind] if name in queries}


def _few(rows: Iterable[tuple[str]]) -> tuple[str, ...]:
    return tuple(sorted({said for (said,) in rows if said})[:MOST_CHOICES])


def _save(book: Any, path: Path) -> None:
    try:
        book.save(path)
    except OSError as error:
        raise Unavailable("file_not_written", file=str(path), reason=error.strerror or str(error)) from error
