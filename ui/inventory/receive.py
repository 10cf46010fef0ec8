"""Take goods in: product, lot, expiry, quantity, bin and quality, several lines at once, against what was ordered."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget

from resources.i18n import _, ngettext
from services import scanning, stock_finding, stock_views
from services.ledger import GOOD
from services.stock import Incoming, Received
from services.stock_finding import Choice, Goods, Looked
from services.stock_views import Expected
from ui.inventory.arriving import Arriving, never_counted, receive_and_label, unit_word
from ui.inventory.lines_dialog import LinesDialog
from ui.inventory.proposals import BinField, Proposals
from ui.inventory.serials import SerialsField, split
from ui.inventory.words import place_word, quality_word
from ui.kit.buttons import action_button, set_text
from ui.kit.fields import ChoiceField, DateField, DecimalField, IntField, TextField
from ui.kit.formats import quantity
from ui.kit.panel import MiniCell, MiniColumn
from ui.kit.search_field import SearchField
from ui.scan.filter import ScanFilter
from ui.shell import Shell

ZERO, ONE = Decimal(0), Decimal(1)
COMMON = ("purchase", "supplier", "note_text")  # the fields of all lines
CHOSEN = ("against", "unit", "quality")  # mostly right as they stand: Tab goes there, Enter goes past


class ReceiveDialog(LinesDialog):
    """A scan of goods starts a line, that of a bin ends it once nothing is missing.

    A scan counts what its code says: a carton's its carton, a label's the figure on it, one of a serial number its
    piece, and so does a number by itself. The code of a single piece says no figure: scanned once, how many came is
    asked, scanned again the scans are counted; of goods with lots or serial numbers they never are.

    Goods with lots stay for the next line, with bin and purchase order: of a pallet only the next lot is typed. Enter
    goes to the next field and adds the line in the last one; in the empty lot it goes to another product.
    """

    refused = {"lot_missing": "lot", "lot_differs": "expiry", "expiry_missing": "expiry", "bad_quantity": "quantity",
               "bad_quality": "quality", "bad_place": "bin", "place_inactive": "bin", "unknown_product": "goods",
               "unknown_purchase_line": "against", "serials_differ": "serials", "serial_twice": "serials",
               "serial_here": "serials", "too_many_serials": "serials"}  # fmt: skip

    def __init__(
        self, parent: QWidget, shell: Shell, done: Callable[[Received, int], None], scans: ScanFilter | None = None
    ) -> None:
        super().__init__(parent, shell, _("Receive goods"), 4, scans)
        self._done = done
        self.columns = (MiniColumn(_("Product")), MiniColumn(_("Lot"), 130), MiniColumn(_("Bin"), 110),
                        MiniColumn(_("Against"), 150), MiniColumn(_("Quantity"), 96, True),
                        MiniColumn(_("Labels"), 52, True))  # fmt: skip
        self._suppliers: dict[int, int] = {}
        self._numbers: dict[int, str] = {}
        self._purchases: dict[int, int] = {}
        self._bins: dict[int, str] = {}
        self._known = self._rest = ""
        self._still: dict[int, Decimal] = {}
        self._kept: Goods | None = None
        self._scanned_once = ZERO  # a single piece whose scan is in no quantity yet
        self._open: tuple[tuple[Goods, Expected], ...] = ()
        self._add_line_fields()
        self._add_common_fields()
        for field in (self.quantity, self.unit, self.against):
            field.edited.connect(self._say_surplus)
        self.bin.edited.connect(lambda: self.form.advise("bin", ""))
        self.serials.edited.connect(self._say_numbers)
        for each in (self.quantity, self.unit):
            each.edited.connect(self._say_numbers)
        self.expiry.edited.connect(self._say_expired)
        self.proposals = Proposals(shell, self, self.bin, self._say_known)
        self.take_rest = self._rest_button()
        self.furnish()
        self._tracks(None)

    def _add_line_fields(self) -> None:
        form, shell = self.form, self.shell
        self.against = ChoiceField([(None, _("No purchase order"))])
        self.against.setEnabled(False)
        self.lot, self.expiry = TextField(longest=40), DateField(shell.today)
        self.lot.editingFinished.connect(self._look_for_bins)
        self.quantity, self.unit = DecimalField(3, example="24"), ChoiceField()
        self.bin = BinField(shell, _("Receiving area"))
        self.labels = IntField(0, 500, example="1", placeholder=_("None"))
        self.quality = ChoiceField([(code, quality_word(code)) for code in ("good", "frozen", "damaged")])
        self.serials = SerialsField()
        form.add("goods", _("Product"), self.goods, required=_("Choose what came."), span=2)
        form.add("against", _("Purchase order, of this line"), self.against, span=2)
        form.add("lot", _("Lot"), self.lot)
        form.add("expiry", _("Expiry"), self.expiry)
        form.add("quantity", _("Quantity"), self.quantity, required=_("Type how many came."))
        form.add("unit", _("Unit"), self.unit)
        form.add("bin", _("Bin"), self.bin)
        form.add("labels", _("Labels"), self.labels)
        form.add("quality", _("Quality"), self.quality)
        form.add("serials", _("Serial numbers"), self.serials)

    def _add_common_fields(self) -> None:
        self.purchase = SearchField(self.shell, stock_finding.find_purchases, lambda found: (found.code, found.name),
                                    _("Number or supplier"))  # fmt: skip
        self.purchase.edited.connect(self._purchase_changed)
        self.supplier = SearchField(self.shell, stock_finding.find_suppliers, lambda found: (found.name, found.code),
                                    _("As the purchase order says"))  # fmt: skip
        self.note_text = TextField(_("Such as the number of their delivery note"))
        self.form.add("purchase", _("Purchase order, of all lines"), self.purchase, span=2)
        self.form.add("supplier", _("Supplier, of all lines"), self.supplier, span=2)
        self.form.add("note_text", _("Note, for all lines"), self.note_text, span=2)

    def _rest_button(self) -> QPushButton:
        made = action_button("", "list-checks", "F8", kind="ghostText")
        made.clicked.connect(self._take_rest)
        made.hide()
        return made

    def beside_note(self) -> list[QWidget]:
        return [self.take_rest, self.proposals.button]

    def hint(self) -> str:
        return _("Enter: next field, in the last adds the line  •  Shift Enter: adds it now  •  Ctrl Enter: saves all")

    def keys(self) -> list[tuple[str, str]]:
        return [("Return", _("Next field; in the last one the line is added")), *super().keys()[1:]]

    # scans

    def scanned(self, looked: Looked) -> str:
        if looked.bin is not None:
            return self._bin_scanned(looked.bin)
        if looked.purchase is not None:
            self.purchase.choose(looked.purchase)
            return ""
        assert looked.goods is not None
        return self._goods_scanned(looked.goods)

    def _bin_scanned(self, place: Choice) -> str:
        self.bin.choose(place)
        if self.goods.value() is not None and not self.wanted():
            return self.put_down()
        return ""

    def _scan(self, looked: Looked) -> str:
        """Where goods with serial numbers are in the line, what is nothing else is the number of one of them."""
        now = self.goods.value()
        if looked.kind == "unknown" and now is not None and now.serial_tracked:
            code = scanning.parse(looked.text)
            if code.kind == "unknown" and code.code:
                return self._piece(now, code.code)
        return super()._scan(looked)

    def _piece(self, goods: Goods, serial: str) -> str:
        """One more piece, by its number."""
        if split(serial) != (serial,):
            return _("“{text}” names no serial number. It does not count.").format(text=serial)
        others = (each for other, line in self.lines if other.id == goods.id for each in line.incoming.serials)
        if serial in (*self.serials.value(), *others):
            return _("Serial number {serial} is here already. It does not count twice.").format(serial=serial)
        told = len(self.serials.value())
        self.serials.set_value((*self.serials.value(), serial))
        if (self.quantity.value() or ZERO) * self._factor() <= told:
            self.unit.setCurrentIndex(0)
            self.quantity.set_value(Decimal(told + 1))
        return ""

    def _goods_scanned(self, goods: Goods) -> str:
        now = self.goods.value()
        if now is not None and now.id == goods.id and goods.lot.upper() in ("", str(self.lot.value()).upper()):
            if goods.serial and now.serial_tracked:
                return self._piece(now, goods.serial)
            return self._again(now, goods)
        if now is not None and self.typed():
            missing = self.wanted()
            if missing:
                self.editor(missing[0]).setFocus()
                field = self._term(missing[0])
                return _("First complete {name}: {field} is missing.").format(name=now.name, field=field)
            wrong = self.put_down()
            if wrong:
                return wrong
        self.goods.choose(goods)
        if goods.serial and goods.serial_tracked:
            return self._piece(goods, goods.serial)
        self._scanned_once = ONE if self.quantity.value() is None and not never_counted(goods) else ZERO
        if goods.parted:
            told = _("The scanner sends no separator. Lot {lot} and its day were taken apart: are they right?")
            return told.format(lot=goods.lot)
        return ""

    def _again(self, now: Goods, goods: Goods) -> str:
        """The goods of the line once more: as many more as that code says."""
        says = goods.counted is not None or goods.factor != 1
        if says or not never_counted(now):
            self._count((goods.counted or ONE) * goods.factor)
        missing = self.wanted()
        self._to(missing[0] if missing else "quantity")
        if says or missing or not never_counted(now):
            return ""
        return _("How many of {name} came is typed. This scan adds nothing.").format(name=now.name)

    def _count(self, more: Decimal) -> None:
        """So many base units more, in the unit that the line is typed in where they are whole ones of it."""
        typed = self.quantity.value()
        there = self._scanned_once if typed is None else typed * self._factor()
        if (there + more) % self._factor():
            self.unit.setCurrentIndex(0)
        self.quantity.set_value((there + more) / self._factor())

    def quantity_scanned(self, quantity: Decimal) -> str:
        if self.goods.value() is None:
            return _("Scan the goods first, then how many.")
        return super().quantity_scanned(quantity)

    def _term(self, name: str) -> str:
        return {"lot": _("Lot"), "expiry": _("Expiry"), "quantity": _("Quantity")}.get(name, name)

    # the line being typed

    def prefill(self, goods: Goods, expected: Expected) -> None:
        """Start with a line that is on order."""
        self.goods.set_value(goods)
        self._tracks(goods)
        self._offer((expected,), expected.line_id)
        self.quantity.set_value(expected.open)
        self._look_for_bins()

    def _goods_picked(self, goods: Goods) -> None:
        super()._goods_picked(goods)
        if not self.wanted():
            self._to("quantity")

    def goods_chosen(self, goods: Goods) -> None:
        self._scanned_once = ZERO
        self._tracks(goods)
        self.lot.set_value(goods.lot)
        self.expiry.set_value(goods.expiry)
        if goods.factor != 1 or goods.counted:
            self.unit.set_value(str(goods.factor))
            self.quantity.set_value(goods.counted or ONE)
        product = goods.id
        self.shell.read(self, lambda: stock_views.expected(product), self._offer, key="against")
        self._look_for_bins()

    def _look_for_bins(self) -> None:
        goods = self.goods.value()
        if goods is None:
            self.proposals.clear()
            return
        taken = tuple(line.incoming.location_id or 0 for other, line in self.lines if other.id != goods.id)
        self.proposals.look(goods.id, str(self.lot.value()), taken)

    def wanted(self) -> list[str]:
        goods = self.goods.value()
        needed = [("goods", goods), ("lot", self.lot.value() or not self.lot.isEnabled()),
                  ("expiry", self.expiry.value() or not self.expiry.isEnabled()),
                  ("quantity", self.quantity.value())]  # fmt: skip
        return [name for name, value in needed if not value]

    def _factor(self) -> Decimal:
        return Decimal(self.unit.value() or 1)

    def line_of(self, goods: Goods, values: dict[str, Any]) -> Arriving:
        place, factor = values["bin"], self._factor()
        if place is not None:
            self._bins[place.id] = place.code
        made = goods.made if goods.lot and goods.lot == values["lot"] else None
        incoming = Incoming(goods.id, values["quantity"] * factor, values["lot"], made, values["expiry"],
                            place.id if place else None, values["against"], values["serials"],
                            values["quality"])  # fmt: skip
        return Arriving(incoming, values["quantity"], factor, values["labels"] or 0)

    def cells(self, goods: Goods, line: Arriving) -> list[MiniCell | str]:
        came = line.incoming
        held = "" if came.quality == GOOD else quality_word(came.quality)
        where = MiniCell(place_word(self._bins.get(came.location_id or 0, "RECEIVING")), held)
        until = came.expiry.isoformat() if came.expiry else ""
        packs = f"{quantity(line.typed)} × {quantity(line.factor)}" if line.factor != 1 else " "
        more = self._surplus(came.purchase_line_id)
        said = _("{count} more than ordered").format(count=quantity(more)) if more else ""
        against = MiniCell(self._numbers.get(came.purchase_line_id or 0, "—"), said, "amber" if said else "")
        told = len(came.serials)
        numbers = ngettext("{count} serial number", "{count} serial numbers", told).format(count=told) if told else ""
        below = "  •  ".join(filter(None, (goods.sku, numbers)))
        return [MiniCell(goods.name, below), MiniCell(came.lot or "—", until or " "), where, against,
                MiniCell(quantity(came.quantity), packs), str(line.labels or "—")]  # fmt: skip

    def verb(self, count: int) -> str:
        if not count:
            return _("Receive")
        return ngettext("Receive {count} line", "Receive {count} lines", count).format(count=count)

    def typed(self) -> bool:
        """Goods that only stayed from the line before are no line yet."""
        if self._kept is not None and self.goods.value() is self._kept:
            return any(field.text().strip() for field in (self.lot, self.expiry, self.quantity, self.serials))
        return super().typed()

    def enter(self) -> None:
        """See the class. What is wrong in the field is said at it, and the keyboard stays there."""
        at = self.at_field()
        if at == "lot" and self._kept is not None and not self.typed():
            self._to("goods")
            return
        wrong = self.form.wrong(at) or (self.form.asks(at) if at in self.wanted() else "")
        if wrong:
            self.form.show_errors({at: wrong})
            return
        after = self._after(at)
        if after:
            self._to(after)
        elif at in COMMON:
            self._to((self.wanted() or ["quantity"])[0])
        else:
            self.add_line()

    def _after(self, at: str) -> str:
        """The next field to type in, of those of the line or of those of all lines; "" behind the last."""
        names = [name for name in self.form.values() if (name in COMMON) == (at in COMMON)]
        later = names[names.index(at) + 1 :]
        typed = (name for name in later if self.editor(name).isEnabled() and name not in CHOSEN)
        return next(typed, "")

    def _to(self, name: str) -> None:
        self.editor(name).setFocus(Qt.FocusReason.TabFocusReason)

    def begin_next(self, goods: Goods) -> None:
        if not goods.lot_tracked:
            super().begin_next(goods)
        else:
            self._kept = goods
            self._empty_line()
            self._look_for_bins()
            self._to("lot")
        if self.bin.value() is not None:
            self.form.advise("bin", _("Kept from the line before."))

    def _empty_line(self) -> None:
        """The bin stays, and says so: the next line often goes there too."""
        for field in (self.lot, self.expiry, self.quantity, self.labels, self.serials):
            field.set_value(None)
        self.quality.set_value(GOOD)

    def empty_form(self) -> None:
        self._kept, self._scanned_once = None, ZERO
        super().empty_form()
        self._empty_line()
        self._offer((), None)
        self._tracks(None)
        self.proposals.clear()

    def refill(self, goods: Goods, line: Arriving) -> None:
        came, self._kept = line.incoming, None
        self.goods.set_value(goods)
        self._tracks(goods)
        self.lot.set_value(came.lot)
        self.expiry.set_value(came.expiry)
        self.unit.set_value(str(line.factor))
        self.quantity.set_value(line.typed)
        self.labels.set_value(line.labels or None)
        self.serials.set_value(came.serials)
        self.quality.set_value(came.quality)
        place = came.location_id
        self.bin.set_value(Choice(place, self._bins[place], "") if place in self._bins else None)
        chosen = came.purchase_line_id
        self.shell.read(
            self, lambda: stock_views.expected(goods.id), lambda found: self._offer(found, chosen), key="against"
        )
        self._look_for_bins()

    # saving

    def send(self, lines: tuple[Arriving, ...]) -> None:
        known = {line.incoming.purchase_line_id or 0 for line in lines}
        suppliers = {self._suppliers[each] for each in known if each in self._suppliers}
        chosen, note = self.supplier.value(), str(self.note_text.value())
        supplier = chosen.id if chosen else suppliers.pop() if len(suppliers) == 1 else None
        labels = sum(line.labels for line in lines)
        self.run(lambda call: receive_and_label(call, lines, supplier, note),
                 lambda received: self._done(received, labels), confirm=_("Receive more than ordered"))  # fmt: skip

    # what is known

    def _tracks(self, goods: Goods | None) -> None:
        """Ask for lot and expiry only where the product has them."""
        tracked = goods is None or goods.lot_tracked
        self.lot.setEnabled(tracked)
        self.expiry.setEnabled(tracked and (goods is None or bool(goods.shelf_life_days)))
        units = goods.units if goods is not None and goods.units else (("", ONE),)
        self.unit.set_choices([(str(factor), unit_word(name, factor)) for name, factor in units])
        self.unit.setCurrentIndex(0)
        self.unit.setEnabled(len(units) > 1)
        self.serials.setEnabled(goods is not None and goods.serial_tracked)
        self._known = ""
        if goods is not None and not goods.lot_tracked:
            self._known = _("{name} is not tracked by lot.").format(name=goods.name)
        self._say_known()

    def _say_known(self) -> None:
        said = self.proposals.words() if hasattr(self, "proposals") else ""
        self.note(" ".join(part for part in (self._known, said, self._rest if not self._known else "") if part))

    def _offer(self, expected: tuple[Expected, ...], chosen: int | None = -1) -> None:
        pairs: list[tuple[int | None, str]] = []
        order = self.purchase.value()
        first = None
        for each in expected:
            self._learn(each)
            if first is None and (order is None or each.purchase_id == order.id):
                first = each.line_id
            text = _("{number}: {quantity} due {day}").format(
                number=each.number, quantity=quantity(each.open), day=each.expected.isoformat()
            )
            pairs.append((each.line_id, text))
        self.against.set_choices([*pairs, (None, self._no_order())])
        self.against.set_value(first if chosen == -1 else chosen)
        self.against.setEnabled(bool(pairs))

    def _no_order(self) -> str:
        """What stands where the line is of no purchase order: before there are goods it is that of all lines."""
        order = self.purchase.value()
        if order is None:
            return _("No purchase order")
        return order.code if self.goods.value() is None else _("Not of {number}").format(number=order.code)

    def _learn(self, each: Expected) -> None:
        self._suppliers[each.line_id], self._numbers[each.line_id] = each.supplier_id, each.number
        self._purchases[each.line_id], self._still[each.line_id] = each.purchase_id, each.open

    def _surplus(self, line_id: int | None, typed: Decimal = ZERO) -> Decimal:
        """What the lines of the list and the typed quantity bring beyond what a purchase order still does."""
        if line_id not in self._still:
            return ZERO
        listed = [line.incoming.quantity for _g, line in self.lines if line.incoming.purchase_line_id == line_id]
        return max(sum(listed, typed) - self._still[line_id], ZERO)

    def _say_surplus(self) -> None:
        typed = (self.quantity.value() or ZERO) * self._factor()
        more = self._surplus(self.against.value(), typed) if typed else ZERO
        said = _("{count} more than ordered").format(count=quantity(more)) if more else ""
        self.form.advise("quantity", said)

    def _say_numbers(self) -> None:
        """Numbers are of all pieces of the line, or of none."""
        told, pieces = len(self.serials.value()), (self.quantity.value() or ZERO) * self._factor()
        said = _("{count} numbers, {quantity} pieces").format(count=told, quantity=quantity(pieces))
        self.form.advise("serials", said if told and told != pieces else "")

    def _say_expired(self) -> None:
        day = self.expiry.value()
        past = day is not None and day < self.shell.today()
        self.form.advise("expiry", _("Already expired: it can't be promised.") if past else "")

    # a whole purchase order

    def receive_purchase(self, number: str) -> None:
        """Start with what a purchase order still brings."""

        def choose(found: tuple[Choice, ...]) -> None:
            order = next((each for each in found if each.code == number), None)
            if order is not None:
                self.purchase.choose(order)

        self.shell.read(self, lambda: stock_finding.find_purchases(number), choose, key="purchase")

    def _purchase_changed(self) -> None:
        order, goods = self.purchase.value(), self.goods.value()
        if goods is None:
            self._offer((), None)
        else:
            self.shell.read(self, lambda: stock_views.expected(goods.id), self._offer, key="against")
        if order is None:
            self._show_open(())
            return
        self.shell.read(self, lambda: stock_views.purchase_open(order.id), self._show_open, key="open")

    def _show_open(self, lines: tuple[tuple[Goods, Expected], ...]) -> None:
        self._open = lines
        for _goods, each in lines:
            self._learn(each)
        plain = sum(1 for goods, _each in lines if not goods.lot_tracked)
        lots = ", ".join(f"{goods.name} {quantity(each.open)}" for goods, each in lines if goods.lot_tracked)
        self._rest = _("Still to come, each lot typed or scanned: {goods}.").format(goods=lots) if lots else ""
        said = ngettext("Take {count} open line", "Take {count} open lines", plain).format(count=plain)
        set_text(self.take_rest, said)
        self.take_rest.setVisible(bool(plain))
        self._say_known()

    def _take_rest(self) -> None:
        """Everything without lots that is still to come of the order, as lines of the list."""
        there = {line.incoming.purchase_line_id for _goods, line in self.lines}
        for goods, each in self._open:
            if not goods.lot_tracked and each.line_id not in there:
                incoming = Incoming(goods.id, each.open, purchase_line_id=each.line_id)
                self.lines.append((goods, Arriving(incoming, each.open)))
        self.show_lines()
        if self.take_rest.hasFocus():  # it was clicked: typing goes on in the line
            self._to((self.wanted() or ["quantity"])[0])
