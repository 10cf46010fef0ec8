"""The lists of the inventory window, dressed for it."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from resources.i18n import _, ngettext
from services import stock_lists
from services.listing import Query
from ui.inventory.words import place_word, quality_word, reason_word
from ui.kit.bars import StockLegend
from ui.kit.empty import EmptyState
from ui.kit.list_pane import ListPane
from ui.kit.painters import Cell, Painter, paint_figure, write
from ui.kit.text_line import AT_RIGHT
from ui.shell import Shell
from ui.theme import theme

VIEWS = ("products", "lots", "moves", "expected", "bins")
NORMAL = frozenset({"good"})


def worded(word: Callable[[str], str], quiet: frozenset[str] = frozenset()) -> Painter:
    """A painter that says a code in words, quietly for the normal case."""
    return lambda cell: write(cell, word(cell.value or ""), role="text2" if cell.value in quiet else "text")


def paint_dash(cell: Cell) -> None:
    """A quantity; nothing there is a dash."""
    if cell.value:
        paint_figure(cell)
    else:
        write(cell, "—", role="text3", align=AT_RIGHT)


def make_list(shell: Shell, name: str, empty: QWidget | None) -> ListPane:
    """The pane of one view."""
    makers = {"products": _products, "lots": _lots, "moves": _moves, "expected": _expected}
    return makers[name](shell, empty)


def _products(shell: Shell, empty: QWidget | None) -> ListPane:
    pane = ListPane(
        shell, stock_lists.inventory("prices.view" in shell.actor.rights), Query(), search=_("Name, SKU, barcode"),
        noun=lambda n: ngettext("{count} product", "{count} products", n).format(count=f"{n:,}"),
        row_height=theme.px("height.rowTwoLines"), totals={"value": (_("Stock at cost"), "amount")}, empty=empty,
        painters={"reserved": paint_dash, "incoming": paint_dash}, strong={"available"},
    )  # fmt: skip
    pane.bar.add_legend(StockLegend())
    return pane


def _lots(shell: Shell, empty: QWidget | None) -> ListPane:
    return ListPane(
        shell, stock_lists.LOTS.for_actor(shell.actor), Query(), search=_("Product, lot or bin"),
        row_height=theme.px("height.rowTwoLines"),
        painters={"bin": worded(place_word), "quality": worded(quality_word, NORMAL), "reserved": paint_dash},
        empty=EmptyState("boxes", _("Nothing is in stock"), _("Each lot you receive is listed here by its bin.")),
    )  # fmt: skip


def _moves(shell: Shell, empty: QWidget | None) -> ListPane:
    nothing = EmptyState(
        "arrow-right-left", _("Nothing has moved yet"), _("Every receipt, move and pick is listed here.")
    )
    return ListPane(
        shell, stock_lists.MOVES.for_actor(shell.actor), Query(), search=_("Product, lot or receipt"),
        row_height=theme.px("height.rowTwoLines"), empty=nothing,
        painters={"source": worded(place_word), "target": worded(place_word), "reason": worded(reason_word)},
    )  # fmt: skip


def _expected(shell: Shell, empty: QWidget | None) -> ListPane:
    return ListPane(
        shell, stock_lists.EXPECTED.for_actor(shell.actor), Query(), search=_("Product, number or supplier"),
        row_height=theme.px("height.rowTwoLines"), strong={"open"},
        empty=EmptyState("truck", _("Nothing is on order"), _("Goods that a supplier has promised are listed here.")),
    )  # fmt: skip
