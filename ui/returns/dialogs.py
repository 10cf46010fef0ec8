"""The forms of a return: opening it at a delivery, receiving by scan or by hand, the verdict, the settlement.

    OpenDialog(self, number, rows, save)       # save(wanted, reason, note)
    ReceiveDialog(self, shell, view, save, scans)
    InspectDialog(self, view, save, scans)     # save(verdicts)
    settle_dialog(self, view, save)            # save(outcome, amount)

Each is accepted by its window once what it saves has gone well.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from resources.i18n import N_, _
from services import one_of_a_kind
from services.after_sales import RETURN_REASON_TERMS
from services.return_views import Back, Line, ReturnView
from services.returns import Came, Verdict, Wanted
from services.stock_finding import Goods, Looked
from ui.inventory.scans import ScanQueue
from ui.inventory.serials import SerialsField
from ui.kit.dialog import TypedDialog
from ui.kit.fields import ChoiceField, DecimalField, NotesField, mark_bad
from ui.kit.formats import quantity
from ui.kit.forms import Form, FormDialog
from ui.kit.labels import ElidedLabel, boxed, column, hline, label
from ui.scan.filter import ScanFilter
from ui.shell import Shell

ZERO, ONE = Decimal(0), Decimal(1)
OUTCOMES = {
    "refunded": N_("Refund: a credit on the bill"), "replaced": N_("Replaced: a new order goes out"),
    "repaired": N_("Repaired, and sent again"), "": N_("Nothing is refunded"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: what it is, a figure it has, and what its fields begin with."""

    key: int
    name: str
    below: str
    figure: Decimal
    first: tuple[Decimal | None, ...]


class FiguresDialog(TypedDialog):
    """A table of goods with figures to type; `problem(row, values)` says what can't be, line by line."""

    heads: tuple[str, ...] = ()
    figure_head = ""

    def __init__(self, parent: QWidget | None, title: str, verb: str, rows: Sequence[Row]) -> None:
        super().__init__(parent, title, width=0)
        self._rows = rows
        self.fields: dict[tuple[int, int], DecimalField] = {}
        self._problems = {row.key: label("", "error", wrap=True) for row in rows}
        self.body.addWidget(boxed(self._table()))
        self.verb = self.buttons(verb, self.submit, hint=_("Ctrl Enter saves  •  Esc cancels"))

    def open(self) -> None:
        super().open()
        first = next(iter(self.fields.values()), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def typed(self) -> bool:
        """Whether a person put something here that closing would lose."""
        return any(field.isModified() and field.text() for field in self.fields.values())

    def _table(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(0, 1)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for at, term in enumerate((N_("Product"), self.figure_head, *self.heads)):
            grid.addWidget(label(_(term), "label"), 0, at, right if at else Qt.AlignmentFlag.AlignLeft)
        wide = 2 + len(self.heads)
        grid.addWidget(hline(), 1, 0, 1, wide)
        for number, each in enumerate(self._rows):
            at = 2 + 2 * number
            words = column(ElidedLabel(each.name, "bodyStrong"), ElidedLabel(each.below, "caption"), gap=0)
            grid.addLayout(words, at, 0)
            grid.addWidget(label(quantity(each.figure)), at, 1, right)
            for place, term in enumerate(self.heads):
                grid.addWidget(self._field(each, place, term), at, 2 + place)
            grid.addWidget(self._problems[each.key], at + 1, 0, 1, wide, right)
            self._problems[each.key].hide()
        return grid

    def _field(self, each: Row, place: int, term: str) -> DecimalField:
        field = self.fields[each.key, place] = DecimalField(3, example="2", placeholder="0")
        field.setFixedWidth(88)
        field.setAccessibleName(f"{_(term)}: {each.name}")
        if each.first[place]:
            field.set_value(each.first[place])
        field.edited.connect(lambda: self._check(only_good=True))
        return field

    def values(self, key: int) -> list[Decimal]:
        """What was typed for a line, in the order of the heads."""
        return [self.fields[key, place].value() or ZERO for place in range(len(self.heads))]

    def problem(self, row: Row, values: list[Decimal]) -> str:
        """What is wrong with a line, in a sentence; "" for nothing."""
        return ""

    def ready(self) -> bool:
        """Whether everything beside the table is right too."""
        return True

    def save(self) -> None:
        """Called when all is right."""

    def submit(self) -> None:
        bad, ready = self._check(), self.ready()
        if bad:
            self.fields[bad[0], 0].setFocus()
        elif ready:
            self.save()

    def _check(self, *, only_good: bool = False) -> list[int]:
        """Lines that can't be; their sentence is shown, or with `only_good` just taken away where right."""
        bad = []
        for each in self._rows:
            mine = [self.fields[each.key, place] for place in range(len(self.heads))]
            wrong = next((field.problem() for field in mine if field.problem()), "")
            sentence = wrong or self.problem(each, self.values(each.key))
            if sentence:
                bad.append(each.key)
            if not only_good or not sentence:
                self._problems[each.key].setText(sentence)
                self._problems[each.key].setVisible(bool(sentence))
                for field in mine:
                    mark_bad(field, bool(sentence))
        return bad


def _below(sku: str, unit: str, lot: str) -> str:
    return "  •  ".join(filter(None, (sku, unit, _("Lot {lot}").format(lot=lot) if lot else "")))


class OpenDialog(FiguresDialog):
    """What a customer sends back of a delivery, and why."""

    heads, figure_head = (N_("Comes back"),), N_("Can come back")

    def __init__(
        self, parent: QWidget | None, number: str, back: Sequence[Back],
        save: Callable[[tuple[Wanted, ...], str, str], None],
    ) -> None:  # fmt: skip
        self._back = back
        rows = [Row(at, each.name, _below(each.sku, each.unit, each.lot), each.left, (None,))
                for at, each in enumerate(back)]  # fmt: skip
        super().__init__(parent, _("Return of {number}").format(number=number), _("Open the return"), rows)
        self._save = save
        self.form = Form(columns=1)
        self.form.add("reason", _("Why"), ChoiceField([(code, _(term)) for code, term in RETURN_REASON_TERMS.items()]))
        self.form.add("note", _("Note"), NotesField(lines=2, longest=500))
        self._nothing = label("", "error", wrap=True)
        self.body.addWidget(self._nothing)
        self.body.addWidget(self.form)
        self._nothing.hide()

    def problem(self, row: Row, values: list[Decimal]) -> str:
        if values[0] > row.figure:
            return _("At most {left} can come back.").format(left=quantity(row.figure))
        return ""

    def typed(self) -> bool:
        return super().typed() or self.form.typed()

    def wanted(self) -> tuple[Wanted, ...]:
        told = ((each, self.values(at)[0]) for at, each in enumerate(self._back))
        return tuple(Wanted(each.delivery_line_id, each.lot_id, typed) for each, typed in told if typed)

    def ready(self) -> bool:
        nothing = not self.wanted()
        self._nothing.setText(_("Type how many come back, of one line at least."))
        self._nothing.setVisible(nothing)
        return bool(self.form.valid()) and not nothing

    def save(self) -> None:
        told = self.form.values()
        self._save(self.wanted(), told["reason"], told["note"] or "")


class ReceiveDialog(FiguresDialog):
    """What came, by scan or by hand; what was announced is there to begin with until the first scan."""

    heads, figure_head = (N_("Received"),), N_("Announced")

    def __init__(
        self, parent: QWidget, shell: Shell, view: ReturnView, save: Callable[[tuple[Came, ...]], None],
        scans: ScanFilter | None = None,
    ) -> None:  # fmt: skip
        self._lines, self._save, self._counting, self._pieces = view.lines, save, False, view.pieces
        self._serials: dict[int, list[str]] = {}
        rows = [Row(line.id, line.name, _below(line.sku, line.unit, line.lot), line.quantity, (line.quantity,))
                for line in view.lines]  # fmt: skip
        super().__init__(parent, _("Receive {number}").format(number=view.number), _("Into quarantine"), rows)
        self._told = label(_("Scan what came, or type it. The first scan starts the count at none."), "hint", wrap=True)
        self.body.addWidget(self._told)
        if scans is not None:
            scans.subscribe(self, ScanQueue(self, shell, self.scanned, self._say).put)

    def typed(self) -> bool:
        return self._counting or super().typed()

    def scanned(self, looked: Looked) -> str:
        """One scan of goods counts; returns the sentence of a refusal, or ""."""
        goods = looked.goods
        if goods is None:
            return _("Nothing of this return has the code {text}. Nothing was counted.").format(text=looked.text)
        mine = [line for line in self._lines if line.product_id == goods.id]
        mine = [line for line in mine if not goods.lot or line.lot == goods.lot.upper()]
        if not mine:
            return _("{name} is not in this return. Nothing was counted.").format(name=goods.name)
        wrong = self._not_sent(goods, [line.id for line in mine]) if goods.serial and goods.serial_tracked else ""
        if wrong:
            return wrong
        if not self._counting:
            self._counting = True
            for each in self.fields.values():
                if not each.isModified():  # what was typed by hand stays
                    each.set_value(None)
        lacking = (line for line in mine if (self.fields[line.id, 0].value() or ZERO) < line.quantity)
        line = next(lacking, mine[-1])
        field = self.fields[line.id, 0]
        field.set_value((field.value() or ZERO) + (goods.counted or ONE) * goods.factor)
        if goods.serial and goods.serial_tracked:
            self._serials.setdefault(line.id, []).append(goods.serial)
        self._check(only_good=True)
        return ""

    def _not_sent(self, goods: Goods, line_ids: Sequence[int]) -> str:
        """Why a piece can't have come back, by its serial number; "" when it can."""
        if (goods.id, goods.serial) not in self._pieces:
            said = _("Serial number {serial} did not go with this delivery. Nothing was counted.")
            return said.format(serial=goods.serial)
        if any(goods.serial in self._serials.get(each, ()) for each in line_ids):
            return _("Serial number {serial} is here already. It does not count twice.").format(serial=goods.serial)
        return ""

    def _say(self, wrong: str) -> None:
        self._told.setText(wrong or _("Counted. Scan on, or Ctrl Enter takes it in."))

    def save(self) -> None:
        came = ((line.id, self.values(line.id)[0]) for line in self._lines)
        self._save(tuple(Came(key, typed, tuple(self._serials.get(key, ()))) for key, typed in came if typed))


class InspectDialog(FiguresDialog):
    """What becomes of each piece that came."""

    heads, figure_head = (N_("Good stock"), N_("Scrap"), N_("Supplier")), N_("Received")

    def __init__(
        self, parent: QWidget, view: ReturnView, save: Callable[[tuple[Verdict, ...]], None],
        scans: ScanFilter | None = None,
    ) -> None:  # fmt: skip
        self._lines = [line for line in view.lines if line.received]
        self._save = save
        title = _("Look over {number}").format(number=view.number)
        super().__init__(parent, title, _("Post the verdict"), [self._row(line) for line in self._lines])
        self.form = Form(columns=1)
        self._ask_for_pieces()
        if scans is not None and self._gone:
            scans.subscribe(self, self._scanned)

    def _ask_for_pieces(self) -> None:
        """Which pieces do not go back to good stock, where several came with their numbers."""
        self._gone: dict[int, SerialsField] = {}
        for line in self._lines:
            if line.serials and line.received > 1:
                term = _("Serial numbers that are scrapped or go to the supplier: {name}").format(name=line.name)
                field = self._gone[line.id] = SerialsField()
                here = _("Here are {serials}").format(serials=" ".join(line.serials))
                self.form.add(str(line.id), term, field, hint=here)
        if self._gone:
            self.body.addWidget(self.form)

    def _scanned(self, text: str) -> None:
        serial = one_of_a_kind.scanned_piece(text)
        line = next((each for each in self._lines if serial in each.serials and each.id in self._gone), None)
        if line is None:
            self.form.say(_("“{text}” is no piece of this return. Nothing was counted.").format(text=text))
            return
        self.form.say("")
        there = self._gone[line.id].value()
        self._gone[line.id].set_value((*there, serial) if serial not in there else there)

    def typed(self) -> bool:
        return super().typed() or self.form.typed()

    @staticmethod
    def _row(line: Line) -> Row:
        return Row(line.id, line.name, _below(line.sku, line.unit, line.lot), line.received, (None, None, None))

    def problem(self, row: Row, values: list[Decimal]) -> str:
        if sum(values, ZERO) == row.figure:
            return ""
        return _("The three must add up to {figure}, what came.").format(figure=quantity(row.figure))

    def save(self) -> None:
        gone = {key: field.value() for key, field in self._gone.items()}
        made = []
        for line in self._lines:
            restocked, scrapped, sent_back = self.values(line.id)
            made.append(Verdict(line.id, restocked, scrapped, sent_back, gone.get(line.id, ())))
        self._save(tuple(made))


def settle_dialog(parent: QWidget, view: ReturnView, save: Callable[[str, Decimal], None]) -> FormDialog:
    """How the return ends; a refund begins with what came back, as it was sold."""
    form = Form(columns=1)
    outcome = ChoiceField([(code, _(term)) for code, term in OUTCOMES.items()])
    proposed = min(view.value, view.refundable)
    amount = DecimalField(2, high=max(view.refundable, ZERO), example="120")
    told = _("As sold: ¥{value}. At most ¥{left} is left of the bill.")
    told = told.format(value=f"{view.value:,.2f}", left=f"{view.refundable:,.2f}")
    form.add("outcome", _("How it ends"), outcome)
    form.add("amount", _("Credit ¥"), amount, hint=told)
    form.set_values({"outcome": "refunded" if proposed > 0 else "", "amount": proposed})

    def refunds() -> bool:
        return bool(outcome.value() == "refunded")

    def follow() -> None:
        amount.set_value(proposed if refunds() and proposed else None)  # nothing hidden keeps the form from saving
        whole = amount.parentWidget()
        if whole is not None:
            whole.setVisible(refunds())

    def saved(values: dict[str, object]) -> None:
        value = amount.value() or ZERO
        if refunds() and not value:
            form.show_errors({"amount": _("Type an amount above 0.")})
            return
        save(str(values["outcome"]), value if refunds() else ZERO)

    outcome.edited.connect(follow)
    follow()
    return FormDialog(parent, _("Settle {number}").format(number=view.number), form, _("Settle the return"), saved)
