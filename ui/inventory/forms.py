"""The small forms of the inventory window: move, count, freeze, reverse.

Each function opens a dialog and calls `done(result)` once it is saved.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from resources.i18n import _
from services import adjusting, reversing, stock, stock_finding, supplier_returns
from services.stock import Moved
from services.stock_views import Balance, MoveDetail
from services.supplier_returns import Origin
from services.unit import Call, Created
from ui.inventory import serials
from ui.inventory.words import balance_line, place_word, quality_word
from ui.kit.case_dialog import CaseDialog
from ui.kit.fields import CheckField, ChoiceField, DecimalField, TextField
from ui.kit.formats import quantity
from ui.kit.forms import Form, FormDialog
from ui.kit.search_field import SearchField
from ui.scan.filter import ScanFilter
from ui.shell import Shell

REASON = {"reason_missing": "reason", "not_enough_stock": "quantity", "bad_quantity": "quantity"}
Balances = Sequence[Balance]
Done = Callable[[Moved], None]
# Where the goods have serial numbers: who hears the scans of the form that asks for them.
Numbered = tuple[ScanFilter | None] | None


def bin_field(shell: Shell, placeholder: str = "") -> SearchField:
    return SearchField(shell, stock_finding.find_bins, lambda found: (place_word(found.code), found.name), placeholder)


def _goods_field(form: Form, balances: Sequence[Balance], chosen: int | None) -> ChoiceField:
    field = ChoiceField([(balance.id, balance_line(balance)) for balance in balances])
    field.set_value(chosen)
    form.add("balance", _("Which goods"), field, required=True, span=2)
    return field


def _free_amount(goods: ChoiceField, balances: Sequence[Balance]) -> DecimalField:
    """How many to take: all that is free of the goods chosen, until another figure is typed."""
    amount, free = DecimalField(3, example="24"), {balance.id: balance.free for balance in balances}

    def follow() -> None:
        amount.set_value(free.get(goods.value()))

    goods.edited.connect(follow)
    follow()
    return amount


def _open_numbered(form: Form, numbered: Numbered, make: Callable[[], CaseDialog]) -> CaseDialog:
    """Open the form; of goods with serial numbers it asks for those of the pieces that are found, or go."""
    if numbered is not None:
        serials.ask_for_pieces(form)
    dialog = make()
    if numbered is not None:
        serials.take_scans(dialog, form, *numbered)
    return _open(dialog)


def move_dialog(
    owner: QWidget,
    shell: Shell,
    name: str,
    balances: Sequence[Balance],
    chosen: int | None,
    done: Callable[[Moved], None],
) -> CaseDialog:
    """Carry free goods to another place."""
    form = Form()
    amount = _free_amount(_goods_field(form, balances, chosen), balances)
    form.add(
        "target", _("To"), bin_field(shell, _("Bin, receiving or quarantine")), required=_("Choose where they go.")
    )
    form.add("quantity", _("Quantity"), amount, required=_("Type how many."))
    return _open(CaseDialog(
        owner, shell, _("Move {name}").format(name=name), form, _("Move"),
        lambda values: lambda call: stock.move_stock(call, values["balance"], values["target"].id, values["quantity"]),
        done, {**REASON, "bad_place": "target", "same_place": "target", "unknown_balance": "balance"},
    ))  # fmt: skip


def send_back_dialog(
    owner: QWidget,
    shell: Shell,
    name: str,
    balances: Sequence[Balance],
    chosen: int | None,
    origins: Sequence[Origin],
    done: Callable[[Moved], None],
    numbered: Numbered = None,
) -> CaseDialog:
    """Send free goods back to their supplier, from one of the purchase orders that brought them."""
    form = Form()
    goods, purchase = _goods_field(form, balances, chosen), ChoiceField()
    amount, lots = _free_amount(goods, balances), {each.id: each.lot_id for each in balances}
    said = _("{number} {supplier}: {quantity} can go back")

    def follow() -> None:
        """Only what brought the lot is offered."""
        left = [(each, each.lots[lots[goods.value()]]) for each in origins if lots.get(goods.value()) in each.lots]
        known = [(each.purchase_id, said.format(number=each.number, supplier=each.supplier, quantity=quantity(part)))
                 for each, part in left]  # fmt: skip
        purchase.set_choices([(None, _("No purchase order")), *known])
        purchase.set_value(known[0][0] if len(known) == 1 else None)

    goods.edited.connect(follow)
    follow()
    form.add("purchase", _("Purchase order"), purchase, span=2)
    form.add("quantity", _("Quantity"), amount, required=_("Type how many."))
    form.add("reason", _("Reason"), TextField(_("Such as: damaged, called back, too many")), required=True)
    return _open_numbered(form, numbered, lambda: CaseDialog(
        owner, shell, _("Send {name} back to the supplier").format(name=name), form, _("Send to the supplier"),
        lambda values: lambda call: supplier_returns.send_back(
            call, values["balance"], values["quantity"], values["reason"], values["purchase"], values.get("serials", ())
        ),
        done, {**REASON, **serials.FIELDS, "bad_place": "balance", "unknown_balance": "balance",
               "too_long": "reason", "unknown_purchase": "purchase", "came_elsewhere": "purchase",
               "more_than_came": "quantity"},
    ))  # fmt: skip


def adjust_dialog(
    owner: QWidget,
    shell: Shell,
    name: str,
    balances: Sequence[Balance],
    chosen: int | None,
    done: Callable[[Moved], None],
    numbered: Numbered = None,
) -> CaseDialog:
    """Put the book right to what was counted."""
    form = Form()
    goods = _goods_field(form, balances, chosen)
    book = {balance.id: balance.on_hand for balance in balances}
    shown = TextField()
    shown.setReadOnly(True)
    goods.edited.connect(lambda: shown.set_value(quantity(book[goods.value()])))
    shown.set_value(quantity(book[goods.value()]))
    form.add("book", _("In the book"), shown)
    form.add("quantity", _("Counted"), DecimalField(3, example="24"), required=_("Type how many there are."))
    form.add("reason", _("Reason"), TextField(_("Such as: broken, found behind the shelf")), required=True, span=2)
    return _open_numbered(form, numbered, lambda: CaseDialog(
        owner, shell, _("Count {name}").format(name=name), form, _("Adjust to the count"),
        lambda values: lambda call: adjusting.adjust(
            call, values["balance"], values["quantity"], values["reason"], values.get("serials", ())
        ),
        done, {**REASON, **serials.FIELDS, "nothing_to_adjust": "quantity", "unknown_balance": "balance"},
    ))  # fmt: skip


def quality_dialog(
    owner: QWidget,
    shell: Shell,
    name: str,
    balances: Sequence[Balance],
    chosen: int | None,
    done: Callable[[Moved], None],
) -> CaseDialog:
    """Freeze goods, mark them as damaged, or release them."""
    form = Form()
    goods = _goods_field(form, balances, chosen)
    lot_of = {balance.id: balance.lot_id for balance in balances}
    many = {lot for lot in lot_of.values() if list(lot_of.values()).count(lot) > 1}
    now = {balance.id: balance.quality for balance in balances}
    whole = {balance.id: balance.on_hand for balance in balances}
    target, amount = ChoiceField(), DecimalField(3, example="24")

    def follow() -> None:
        is_now = now.get(goods.value())
        offered = [(code, quality_word(code)) for code in ("frozen", "damaged", "good") if code != is_now]
        target.set_choices(offered)
        target.set_value("good" if is_now == "frozen" else "frozen")
        amount.set_value(whole.get(goods.value()))

    whole_lot = CheckField(_("The whole lot, wherever it lies"))

    def follow_lot() -> None:
        whole_lot.setEnabled(lot_of.get(goods.value()) in many)
        amount.setEnabled(not (whole_lot.isEnabled() and whole_lot.value()))

    goods.edited.connect(follow)
    goods.edited.connect(follow_lot)
    whole_lot.edited.connect(follow_lot)
    follow()
    follow_lot()
    form.add("quality", _("Becomes"), target, required=True)
    form.add("quantity", _("Quantity"), amount, required=_("Type how many."))
    form.add("whole_lot", "", whole_lot, span=2)
    form.add("reason", _("Reason"), TextField(), required=True, span=2)
    return _open(CaseDialog(
        owner, shell, _("Freeze or release {name}").format(name=name), form, _("Change the quality"),
        lambda values: partial(_set_quality, values, lot_of if whole_lot.isEnabled() else {}),
        done, {"bad_quantity": "quantity", "not_enough_stock": "quantity",
               "reason_missing": "reason", "same_quality": "quality", "lot_expired": "quality", "picked_now": "balance",
               "nothing_there": "balance", "unknown_balance": "balance"},
    ))  # fmt: skip


def _set_quality(values: dict[str, Any], lot_of: dict[int, int], call: Call) -> Moved:
    """One balance or part of it, or its whole lot."""
    if values["whole_lot"] and values["balance"] in lot_of:
        return stock.set_lot_quality(call, lot_of[values["balance"]], values["quality"], values["reason"])
    return stock.set_quality(call, values["balance"], values["quality"], values["reason"], values["quantity"])


def reverse_dialog(owner: QWidget, shell: Shell, move: MoveDetail, done: Callable[[Moved], None]) -> CaseDialog:
    """Undo a posted move by one the other way."""
    form = Form(columns=1)
    text = _("{quantity} go back from {target} to {source}.").format(
        quantity=quantity(move.quantity), target=place_word(move.target), source=place_word(move.source)
    )
    form.add("reason", _("Reason"), TextField(), required=True, hint=text)
    return _open(CaseDialog(
        owner, shell, _("Reverse this move"), form, _("Reverse the move"),
        lambda values: lambda call: reversing.reverse_move(call, move.id, values["reason"]), done,
        {"reason_missing": "reason"},
    ))  # fmt: skip


def cancel_purchase_dialog(
    owner: QWidget, shell: Shell, purchase_id: int, number: str, done: Callable[[Created], None]
) -> CaseDialog:
    """Nothing more of a purchase order will come."""
    form = Form(columns=1)
    form.add(
        "reason", _("Reason"), TextField(), required=True, hint=_("What has come stays; the rest is not expected.")
    )
    return _open(CaseDialog(
        owner, shell, _("Expect nothing more of {number}").format(number=number), form, _("Cancel the rest"),
        lambda values: lambda call: stock.cancel_purchase(call, purchase_id, values["reason"]), done,
        {"reason_missing": "reason"},
    ))  # fmt: skip


def _open(dialog: CaseDialog) -> CaseDialog:
    dialog.open()
    return dialog


def ask_bins(owner: QWidget, make: Callable[[str], None] | None) -> FormDialog:
    """Which bins a counting list is for; `make(start of their codes)` makes it."""
    form = Form(columns=1)
    form.add("bins", _("Bins that begin with"), TextField(_("Such as A-01"), longest=30), hint=_("Empty: all of them"))

    def chosen(values: dict[str, Any]) -> None:
        dialog.accept()
        if make is not None:
            make(values["bins"].strip().upper())

    dialog = FormDialog(owner, _("Counting list"), form, _("Make the list"), chosen)
    dialog.open()
    return dialog
