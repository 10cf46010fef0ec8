"""The small forms of the inventory window: move, count, freeze, reverse, a new product, a new bin.

Each function opens a dialog and calls `done(result)` once it is saved.
"""

import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from PySide6.QtWidgets import QWidget

from resources.i18n import _
from services import catalogue, places, stock, stock_finding
from services.catalogue import Code, ProductData
from services.stock import Moved
from services.stock_views import Balance, MoveDetail
from services.unit import Created
from ui.inventory.case_dialog import CaseDialog
from ui.inventory.search_field import SearchField
from ui.inventory.words import balance_line, kind_word, place_word, quality_word
from ui.kit.fields import CheckField, ChoiceField, DecimalField, IntField, NotesField, TextField
from ui.kit.formats import quantity
from ui.kit.forms import Form
from ui.shell import Shell

CODE_LINE = re.compile(r"^(\S+?)(?:\s*[x×*]\s*(\d+(?:\.\d{1,3})?)\s*(\S*))?$", re.IGNORECASE)
REASON = {"reason_missing": "reason", "not_enough_stock": "quantity", "bad_quantity": "quantity"}
Balances = Sequence[Balance]
Done = Callable[[Moved], None]


def bin_field(shell: Shell, placeholder: str = "") -> SearchField:
    return SearchField(shell, stock_finding.find_bins, lambda found: (place_word(found.code), found.name), placeholder)


def _goods_field(form: Form, balances: Sequence[Balance], chosen: int | None) -> ChoiceField:
    field = ChoiceField([(balance.id, balance_line(balance)) for balance in balances])
    field.set_value(chosen)
    form.add("balance", _("Which goods"), field, required=True, span=2)
    return field


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
    goods = _goods_field(form, balances, chosen)
    amount = DecimalField(3, example="24")
    free = {balance.id: balance.free for balance in balances}

    def follow() -> None:
        amount.set_value(free.get(goods.value()))

    goods.edited.connect(follow)
    follow()
    form.add(
        "target", _("To"), bin_field(shell, _("Bin, receiving or quarantine")), required=_("Choose where they go.")
    )
    form.add("quantity", _("Quantity"), amount, required=_("Type how many."))
    return _open(CaseDialog(
        owner, shell, _("Move {name}").format(name=name), form, _("Move"),
        lambda values: lambda call: stock.move_stock(call, values["balance"], values["target"].id, values["quantity"]),
        done, {**REASON, "bad_place": "target", "same_place": "target", "unknown_balance": "balance"},
    ))  # fmt: skip


def adjust_dialog(
    owner: QWidget,
    shell: Shell,
    name: str,
    balances: Sequence[Balance],
    chosen: int | None,
    done: Callable[[Moved], None],
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
    return _open(CaseDialog(
        owner, shell, _("Count {name}").format(name=name), form, _("Adjust to the count"),
        lambda values: lambda call: stock.adjust(call, values["balance"], values["quantity"], values["reason"]),
        done, {**REASON, "nothing_to_adjust": "quantity", "unknown_balance": "balance"},
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
    now = {balance.id: balance.quality for balance in balances}
    target = ChoiceField()

    def follow() -> None:
        is_now = now.get(goods.value())
        offered = [(code, quality_word(code)) for code in ("frozen", "damaged", "good") if code != is_now]
        target.set_choices(offered)
        target.set_value("good" if is_now == "frozen" else "frozen")

    goods.edited.connect(follow)
    follow()
    form.add("quality", _("Becomes"), target, required=True)
    form.add("reason", _("Reason"), TextField(), required=True, span=2)
    return _open(CaseDialog(
        owner, shell, _("Freeze or release {name}").format(name=name), form, _("Change the quality"),
        lambda values: lambda call: stock.set_quality(call, values["balance"], values["quality"], values["reason"]),
        done, {"reason_missing": "reason", "same_quality": "quality", "lot_expired": "quality", "picked_now": "balance",
               "nothing_there": "balance", "unknown_balance": "balance"},
    ))  # fmt: skip


def reverse_dialog(owner: QWidget, shell: Shell, move: MoveDetail, done: Callable[[Moved], None]) -> CaseDialog:
    """Undo a posted move by one the other way."""
    form = Form(columns=1)
    text = _("{quantity} go back from {target} to {source}.").format(
        quantity=quantity(move.quantity), target=place_word(move.target), source=place_word(move.source)
    )
    form.add("reason", _("Reason"), TextField(), required=True, hint=text)
    return _open(CaseDialog(
        owner, shell, _("Reverse this move"), form, _("Reverse the move"),
        lambda values: lambda call: stock.reverse_move(call, move.id, values["reason"]), done,
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


def product_dialog(owner: QWidget, shell: Shell, done: Callable[[Created], None]) -> CaseDialog:
    """Add a product."""
    form = Form()
    form.add("sku", _("SKU"), TextField(), required=True)
    form.add("name", _("Name"), TextField(), required=True)
    form.add("unit", _("Unit"), TextField(_("Such as: pcs, box, kg")))
    form.add("spec", _("Spec"), TextField())
    codes = BarcodesField()
    form.add("codes", _("Barcodes, one a line"), codes, span=2, hint=_("A carton as: 16901234567899 × 12"))
    form.add("lot_tracked", _("Lots"), CheckField(_("Tracked by lot")))
    form.add("shelf_life_days", _("Shelf life in days"), IntField(1, 36500, example="365"), hint=_("Empty: no expiry"))
    form.add("safety_stock", _("Safety stock"), DecimalField(3, example="100"))
    form.add("price", _("Price ¥"), DecimalField(4, example="12.50"))
    form.add("min_price", _("Least price ¥"), DecimalField(4, example="10"))
    form.add("cost", _("Cost ¥"), DecimalField(4, example="8"))
    return _open(CaseDialog(
        owner, shell, _("New product"), form, _("Add product"),
        lambda values: lambda call: catalogue.add_product(call, product_data(values)), done,
        {"sku_taken": "sku", "barcode_taken": "codes"},
    ))  # fmt: skip


def product_data(values: dict[str, Any]) -> ProductData:
    """The form's values as the use case wants them."""
    return ProductData(
        values["sku"], values["name"], unit=values["unit"], spec=values["spec"], lot_tracked=values["lot_tracked"],
        shelf_life_days=values["shelf_life_days"], safety_stock=values["safety_stock"] or Decimal(0),
        price=values["price"], min_price=values["min_price"], cost=values["cost"], codes=parse_codes(values["codes"]),
    )  # fmt: skip


class BarcodesField(NotesField):
    """One barcode a line, with its factor behind a ×."""

    def __init__(self) -> None:
        super().__init__(lines=2)

    def problem(self) -> str:
        wrong = next(
            (line for line in self.value().splitlines() if line.strip() and not CODE_LINE.match(line.strip())), ""
        )
        return (
            _("“{line}” is no barcode. Type 6901234567892, or 16901234567899 × 12.").format(line=wrong) if wrong else ""
        )


def parse_codes(text: str) -> tuple[Code, ...]:
    """Barcodes from lines such as `16901234567899 × 12 box`; lines that are none are left out."""
    found = [CODE_LINE.match(line.strip()) for line in text.splitlines() if line.strip()]
    return tuple(Code(each[1], Decimal(each[2] or 1), each[3] or "") for each in found if each)


def bin_dialog(owner: QWidget, shell: Shell, done: Callable[[Created], None]) -> CaseDialog:
    """Add a bin."""
    form = Form()
    form.add("code", _("Code"), TextField(_("Such as A-01-2")), required=True)
    form.add("walk", _("Place in the walk"), IntField(0, 1_000_000), hint=_("Small numbers are walked first"))
    form.add("kind", _("Kind"), ChoiceField([(kind, kind_word(kind)) for kind in ("bin", "receiving", "quarantine")]))
    form.add("name", _("Name"), TextField())
    return _open(CaseDialog(
        owner, shell, _("New bin"), form, _("Add bin"),
        lambda values: lambda call: places.add_bin(
            call, values["code"], values["walk"] or 0, values["kind"], values["name"]
        ),
        done, {"code_taken": "code", "empty_code": "code", "bad_kind": "kind"},
    ))  # fmt: skip


def _open(dialog: CaseDialog) -> CaseDialog:
    dialog.open()
    return dialog
