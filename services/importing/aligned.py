"""A table of a message, whose columns are kept apart by blanks only, put into columns.

    订单号     商品      数量
    A-1       香皂       2
    A-2       茶叶       12

Only where every line falls apart into the same number of parts and the first one names columns; a blank cell in such a
table leaves nothing to tell where it was, so then the text stays as it is.
"""

import re

from services.importing.header import find_header
from services.importing.names import name_table
from services.importing.sheets import Sheet, from_rows

LEAST, MOST_LINES = 3, 5000  # columns, lines
_WIDE, _ANY = re.compile(r"\s{2,}|\t+|　+"), re.compile(r"\s+")
_KINDS = ("orders", "products", "customers", "suppliers", "counts", "prices", "waybills", "payments", "freight")


def as_table(sheet: Sheet) -> Sheet | None:
    """The text of a sheet of one column as a table; None where it is none."""
    if sheet.widths is None or not 2 <= sheet.height <= MOST_LINES or max(sheet.widths) > 1:
        return None
    lines = [str(cells[0]).strip() if (cells := sheet.row(at)) and cells[0] is not None else ""
             for at in range(sheet.height)]  # fmt: skip
    first = next((line for line in lines if line), "")
    for between in (_WIDE, _ANY):
        width = len(between.split(first))
        rows = [between.split(line) if line else [] for line in lines]
        if width >= LEAST and all(len(row) == width for row in rows if row) and sum(map(bool, rows)) > 1:
            made = from_rows(sheet.name, rows)
            if any(find_header(made, name_table(kind)) for kind in _KINDS):
                return made
    return None
