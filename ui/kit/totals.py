"""The row under a table: how many match, how many are selected, and sums over the filter (not over the page)."""

from collections.abc import Mapping
from decimal import Decimal

from resources.i18n import _
from ui.kit.formats import money, quantity
from ui.kit.labels import Edged, ground, label, row
from ui.theme import theme


class TotalsRow(Edged):
    """`set_count`, `set_selected` and `set_totals` fill it; what is not known yet is not shown."""

    def __init__(self, terms: Mapping[str, tuple[str, str]] | None = None) -> None:
        """`terms`: by total name, its term and its kind (amount or quantity)."""
        super().__init__("top")
        ground(self, "panel")
        self.setFixedHeight(theme.px("height.totals") + 1)
        self._terms = dict(terms or {})
        self._count, self._selected = label("", "bodyBold"), label("", "bodyBold")
        self._selected_word = label(_("Selected"), "caption")
        self._count_word = label(_("Filtered"), "caption")
        self._totals = {
            name: (label(term, "caption"), label("", "bodyBold")) for name, (term, _kind) in self._terms.items()
        }
        right = [part for pair in self._totals.values() for part in (*pair, 12)]
        line = row(
            self._count_word,
            self._count,
            12,
            self._selected_word,
            self._selected,
            None,
            *right[:-1],
            gap=6,
            margins=(20, 0, 20, 0),
        )
        self.setLayout(line)
        self.set_count("")
        self.set_selected(0)
        self.set_totals({})

    def set_count(self, text: str) -> None:
        self._count.setText(text)
        self._count.setVisible(bool(text))
        self._count_word.setVisible(bool(text))

    def set_selected(self, count: int) -> None:
        self._selected.setText(f"{count:,}")
        self._selected.setVisible(count > 0)
        self._selected_word.setVisible(count > 0)

    def set_totals(self, totals: Mapping[str, Decimal]) -> None:
        for name, (word, figure) in self._totals.items():
            value = totals.get(name)
            word.setVisible(value is not None)
            figure.setVisible(value is not None)
            if value is not None:
                figure.setText(money(value) if self._terms[name][1] == "amount" else quantity(value))
