"""Labels for goods: of one lot or without, so many, through the print queue."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from resources.i18n import _, ngettext
from services import printing_jobs, stock_views
from services.printing_jobs import MOST_COPIES, Wish
from services.stock_views import Balance
from services.unit import Call
from ui.kit.case_dialog import CaseDialog
from ui.kit.fields import ChoiceField, IntField
from ui.kit.forms import Form
from ui.papers.printer import queued
from ui.shell import Shell


def labels_dialog(
    owner: QWidget, shell: Shell, product_id: int, name: str, chosen: int = 0
) -> None:
    """Ask which lot and how many; `chosen` is the lot to begin with."""

    def open_with(there: tuple[Balance, ...]) -> None:
        _open(owner, shell, product_id, name, there, chosen)

    shell.read(owner, lambda: stock_views.lying(product_id), open_with, key="lots")


def _open(
    owner: QWidget, shell: Shell, product_id: int, name: str, there: tuple[Balance, ...], chosen: int
) -> CaseDialog:
    lots = {each.lot_id: each for each in there if each.lot}
    form = Form()
    pairs = [(lot_id, _lot_word(each)) for lot_id, each in lots.items()]
    lot = ChoiceField([*pairs, (0, _("Without a lot"))])
    lot.set_value(chosen if chosen in lots else pairs[0][0] if pairs else 0)
    lot.setEnabled(bool(pairs))
    copies = IntField(1, MOST_COPIES, example="10")
    copies.setText("1")
    form.add("lot", _("Lot"), lot)
    form.add("copies", _("Labels"), copies, required=_("Type how many."))

    def work(values: dict[str, int]) -> Callable[[Call], int]:
        def run(call: Call) -> int:
            printing_jobs.print_product(call, product_id, values["lot"], Wish(copies=values["copies"]))
            return values["copies"]

        return run

    def told(count: int) -> None:
        said = ngettext("{count} label is in the print queue.", "{count} labels are in the print queue.", count)
        shell.toast(queued(shell, "product", said.format(count=count)))

    dialog = CaseDialog(owner, shell, _("Labels of {name}").format(name=name), form, _("Print"), work, told,
                        {"bad_copies": "copies"})  # fmt: skip
    dialog.open()
    copies.setFocus()
    copies.selectAll()
    return dialog


def _lot_word(balance: Balance) -> str:
    until = _("exp. {day}").format(day=balance.expiry.isoformat()) if balance.expiry else ""
    return "  •  ".join(part for part in (balance.lot, until) if part)
