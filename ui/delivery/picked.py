"""The row under the list: how many deliveries are checked, their packages and weight, the planned ones to release."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from resources.i18n import _, ngettext
from services.deliveries import HandOver
from ui.kit.buttons import action_button, set_text
from ui.kit.formats import kilograms
from ui.kit.labels import column, ground, hline, label, row
from ui.theme import theme


class PickedRow(QWidget):
    """Hidden figures while nothing is checked; it keeps its height, so that the list does not jump.

    `planned` are the checked ones that wait to be released, `release` the button that does it.
    """

    def __init__(self) -> None:
        super().__init__()
        ground(self, "panel")
        self.setFixedHeight(theme.px("height.totals") + 1)
        self.planned: tuple[int, ...] = ()
        self.release = action_button("", "send", "Ctrl+R")
        self._hint = label(_("Space checks a delivery"), "hint")
        self._pairs = {
            name: (label(term, "caption"), label("", "bodyBold"))
            for name, term in (("count", _("Selected")), ("packages", _("Packages")), ("weight", _("Weight")))
        }
        count, packages, grams = (self._pairs[name] for name in ("count", "packages", "weight"))
        line = row(self._hint, *count, 12, *packages, 12, *grams, None, self.release, gap=6, margins=(20, 0, 20, 0))
        whole = column(hline(), gap=0)
        whole.addLayout(line, 1)
        self.setLayout(whole)
        self.show_rows(())

    def show_rows(self, rows: Sequence[HandOver], may_release: bool = False) -> None:
        self.planned = tuple(each.id for each in rows if each.state == "planned") if may_release else ()
        one = ngettext("Release {count}", "Release {count}", len(self.planned))
        set_text(self.release, one.format(count=len(self.planned)), "Ctrl+R")
        self.release.setVisible(bool(self.planned))
        for term, figure in self._pairs.values():
            term.setVisible(bool(rows))
            figure.setVisible(bool(rows))
        self._hint.setVisible(not rows)
        self._pairs["count"][1].setText(f"{len(rows):,}")
        self._pairs["packages"][1].setText(f"{sum(each.packages for each in rows):,}")
        self._pairs["weight"][1].setText(kilograms(sum(each.weight_g for each in rows)))
