"""Who owes what by age, a row a customer; the figure that is opened leads to its bills."""

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QWidget

from resources.i18n import _, ngettext
from services.ageing import AGEING
from services.listing import Query
from services.receivables import AGES
from ui.kit.empty import EmptyState
from ui.kit.filter_bar import Saved
from ui.kit.formats import NOTHING, amount
from ui.kit.labels import column
from ui.kit.list_pane import ListPane
from ui.kit.painters import Cell, paint_figure, write
from ui.kit.text_line import AT_RIGHT
from ui.shell import Shell

# customer id, their name, the age ("" for all ages)
Open = Callable[[int, str, str], None]


def customers_word(count: int) -> str:
    return ngettext("{count} customer", "{count} customers", count).format(count=f"{count:,}")


class AgeingPage(QWidget):
    """`open_bills(customer id, name, age)` shows the bills behind a figure: Enter all of a row, a double click those of
    the column.
    """

    def __init__(self, shell: Shell, open_bills: Open) -> None:
        super().__init__()
        self._open = open_bills
        text = _("A bill appears here as soon as a delivery leaves for a customer who pays later.")
        self.pane = ListPane(
            shell, AGEING.for_actor(shell.actor), Query(), search=_("Name, code, phone, initials"), row_height=48,
            noun=customers_word, empty=EmptyState("wallet", _("Nobody owes anything"), text),
            painters={"free": paint_free, "fresh": paint_fresh, **dict.fromkeys(list(AGES)[1:], paint_late)},
            saved=[Saved("all", _("All"), ()), Saved("late", _("Past due"), (("late", "yes"),)),
                   Saved("over", _("Over the limit"), (("over", "yes"),))],
        )  # fmt: skip
        self.pane.opened.connect(self._opened)
        self.setLayout(column(self.pane, gap=0))

    def load(self) -> None:
        self.pane.refresh()

    def _opened(self, customer_id: Any) -> None:
        table = self.pane.table
        columns, row = table.paged().columns, table.paged().row(table.current_row())
        name = columns[table.current_column()].name
        who = row[[column.name for column in columns].index("customer")] if row is not None else ""
        self._open(int(customer_id), str(who), name if name in AGES else "")


def paint_late(cell: Cell) -> None:
    """What is past due, in red; nothing where nothing is."""
    _paint(cell, "tones.red.fg")


def paint_fresh(cell: Cell) -> None:
    """What is not due yet; nothing where nothing is."""
    _paint(cell, "text")


def _paint(cell: Cell, role: str) -> None:
    if cell.value:
        write(cell, amount(cell.value), role=role, align=AT_RIGHT)
    else:
        write(cell, NOTHING, role="text3", align=AT_RIGHT)


def paint_free(cell: Cell) -> None:
    """What the limit leaves; beyond it in red."""
    if cell.value is not None and cell.value < 0:
        write(cell, amount(cell.value), role="tones.red.fg", align=AT_RIGHT)
    else:
        paint_figure(cell)
