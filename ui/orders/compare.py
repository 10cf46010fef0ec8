"""Two people changed one order: both versions beside each other, and for each difference the one to take.

What only one side changed is marked for that side; where both did, mine is marked first and theirs is one key away.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QPushButton, QScrollArea, QWidget

from resources.i18n import N_, _
from services.orders import Draft, DraftLine
from ui.icons import icon
from ui.kit import formats
from ui.kit.buttons import action_button
from ui.kit.dialog import Dialog
from ui.kit.labels import boxed, column, label, row, set_property

FIELDS = {
    "customer_id": N_("Customer"), "customer_ref": N_("Customer's no."), "promised": N_("Promised date"),
    "receiver": N_("Receiver"), "phone": N_("Phone"), "address": N_("Address"), "note": N_("Note"),
}  # fmt: skip
WIDTH = 860
MOST_ROWS = 9
Name = Callable[[int], str]


@dataclass(slots=True)
class Difference:
    """One thing that differs: a field by name, or a line. `mine` says which side is taken."""

    term: str
    mine_text: str
    theirs_text: str
    field: str = ""
    mine_line: DraftLine | None = None
    their_line: DraftLine | None = None
    mine: bool = True


@dataclass(frozen=True, slots=True)
class Versions:
    """What both began with (None when unknown), and what each made of it."""

    base: Draft | None
    mine: Draft
    theirs: Draft


def differences(versions: Versions, customer: Name, product: Name) -> list[Difference]:
    """All that differs between mine and theirs."""
    return [*_fields(versions, customer), *_lines(versions, product)]


def _fields(versions: Versions, customer: Name) -> list[Difference]:
    found = []
    for name, term in FIELDS.items():
        mine, theirs = getattr(versions.mine, name), getattr(versions.theirs, name)
        text = ("", "")
        if name == "customer_id":
            text = (versions.mine.customer_text, versions.theirs.customer_text)
        if (mine, text[0]) == (theirs, text[1]):
            continue
        shown = tuple(_shown(name, value, said, customer) for value, said in ((mine, text[0]), (theirs, text[1])))
        only_theirs = versions.base is not None and getattr(versions.base, name) == mine
        found.append(Difference(_(term), shown[0], shown[1], field=name, mine=not only_theirs))
    return found


def _shown(name: str, value: Any, text: str, customer: Name) -> str:
    if name == "customer_id":
        return customer(value) if value is not None else text or formats.NOTHING
    return str(value) if value not in (None, "") else formats.NOTHING


def _keyed(lines: Sequence[DraftLine]) -> dict[tuple[Any, int], DraftLine]:
    """Lines by what they are of, counted where the same stands there twice."""
    made: dict[tuple[Any, int], DraftLine] = {}
    for line in lines:
        what = line.product_id if line.product_id is not None else line.text
        made[(what, sum(1 for key in made if key[0] == what))] = line
    return made


def _same(one: DraftLine | None, other: DraftLine | None) -> bool:
    if one is None or other is None:
        return one is other
    said = ("product_id", "quantity", "unit_price", "unit", "factor")
    alike = all(getattr(one, name) == getattr(other, name) for name in said)
    return alike and (one.product_id is not None or one.text == other.text)


def _lines(versions: Versions, product: Name) -> list[Difference]:
    mine, theirs = _keyed(versions.mine.lines), _keyed(versions.theirs.lines)
    base = _keyed(versions.base.lines) if versions.base is not None else None
    found = []
    for key in [*mine, *(key for key in theirs if key not in mine)]:
        one, other = mine.get(key), theirs.get(key)
        if _same(one, other):
            continue
        only_theirs = base is not None and _same(base.get(key), one)
        what = product(key[0]) if isinstance(key[0], int) else str(key[0])
        found.append(Difference(what, _line_words(one), _line_words(other), "", one, other, not only_theirs))
    return found


def _line_words(line: DraftLine | None) -> str:
    if line is None:
        return _("not on the order")
    price = formats.price(line.unit_price) if line.unit_price is not None else formats.NOTHING
    count = " ".join(part for part in (formats.quantity(line.quantity), line.unit) if part)
    return _("{quantity} at ¥{price}").format(quantity=count, price=price)


def merged(versions: Versions, chosen: Sequence[Difference]) -> Draft:
    """My version with what was taken from theirs."""
    draft = versions.mine
    for each in chosen:
        if each.field and not each.mine:
            changes = {each.field: getattr(versions.theirs, each.field)}
            if each.field == "customer_id":
                changes["customer_text"] = versions.theirs.customer_text
            draft = replace(draft, **changes)
    lines = list(draft.lines)
    for each in chosen:
        if each.field or each.mine:
            continue
        if each.mine_line is None and each.their_line is not None:
            lines.append(each.their_line)
        elif each.mine_line is not None:
            at = next(n for n, line in enumerate(lines) if line is each.mine_line)
            lines[at : at + 1] = [each.their_line] if each.their_line is not None else []
    return replace(draft, lines=tuple(lines))


class Pair(QWidget):
    """Two buttons, one of them taken. Left and Right choose."""

    def __init__(self, difference: Difference) -> None:
        super().__init__()
        self._difference = difference
        self.theirs, self.mine = self._side(difference.theirs_text, False), self._side(difference.mine_text, True)
        theirs, mine = _("{term}: theirs, {text}"), _("{term}: mine, {text}")
        self.theirs.setAccessibleName(theirs.format(term=difference.term, text=difference.theirs_text))
        self.mine.setAccessibleName(mine.format(term=difference.term, text=difference.mine_text))
        line = row(gap=8)
        line.addWidget(self.theirs, 1)
        line.addWidget(self.mine, 1)
        self.setLayout(line)
        self.show_choice()

    def _side(self, text: str, mine: bool) -> QPushButton:
        made = QPushButton(text)
        made.setAutoDefault(False)
        made.setCheckable(True)
        made.setCursor(Qt.CursorShape.PointingHandCursor)
        made.clicked.connect(lambda: self.choose(mine))
        return made

    def choose(self, mine: bool) -> None:
        self._difference.mine = mine
        self.show_choice()

    def show_choice(self) -> None:
        for button, taken in ((self.theirs, not self._difference.mine), (self.mine, self._difference.mine)):
            button.setChecked(taken)
            set_property(button, "kind", "set" if taken else "secondary")
            button.setIcon(icon("check", "accent") if taken else icon("minus", "text3"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            mine = event.key() == Qt.Key.Key_Right
            self.choose(mine)
            (self.mine if mine else self.theirs).setFocus(Qt.FocusReason.TabFocusReason)
            return
        super().keyPressEvent(event)


class CompareDialog(Dialog):
    """Shows the differences; `take(draft)` gets what was put together."""

    def __init__(
        self, parent: QWidget, versions: Versions, found: list[Difference], who: str, take: Callable[[Draft], None]
    ) -> None:
        super().__init__(parent, _("Somebody else changed this order"), width=WIDTH)
        self._versions, self.found, self._take = versions, found, take
        text = _("Both versions are kept until you save. Choose what the order is to say; nothing typed is lost.")
        self.body.addWidget(label(text, "secondary", wrap=True))
        self.pairs = [Pair(each) for each in found]
        self.body.addLayout(self._heads(who))
        self.body.addWidget(self._rows())
        hint, stop = _("Left takes theirs, Right keeps mine"), _("Go on typing")
        self.buttons(_("Save the chosen"), self._save, hint=hint, cancel=stop)

    def _heads(self, who: str) -> QGridLayout:
        all_theirs = action_button(_("Take all of theirs"), "arrow-left")
        all_mine = action_button(_("Keep all of mine"), "arrow-right")
        all_theirs.clicked.connect(lambda: self._choose_all(False))
        all_mine.clicked.connect(lambda: self._choose_all(True))
        theirs = _("Theirs: {who}").format(who=who) if who else _("Theirs")
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.addWidget(label(theirs, "section"), 0, 1)
        grid.addWidget(label(_("Mine"), "section"), 0, 2)
        grid.addWidget(all_theirs, 1, 1)
        grid.addWidget(all_mine, 1, 2)
        grid.setColumnMinimumWidth(0, 200)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(2, 1)
        return grid

    def _rows(self) -> QWidget:
        lines = column(gap=8)
        for each, pair in zip(self.found, self.pairs, strict=True):
            term = label(each.term, "label", wrap=True)
            term.setFixedWidth(200)
            line = row(term, gap=8)
            line.addWidget(pair, 1)
            lines.addLayout(line)
        inside = boxed(lines, "surface")
        if len(self.pairs) <= MOST_ROWS:
            return inside
        scroll = QScrollArea()
        scroll.setProperty("flat", "true")
        scroll.setWidgetResizable(True)
        scroll.setWidget(inside)
        scroll.setFixedHeight(44 * MOST_ROWS)
        return scroll

    def _choose_all(self, mine: bool) -> None:
        for pair in self.pairs:
            pair.choose(mine)

    def _save(self) -> None:
        self.accept()
        self._take(merged(self._versions, self.found))
