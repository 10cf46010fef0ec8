"""The page an order is typed on, with the keyboard alone: customer, lines, promised date; it saves itself.

    editor = OrderEditor(shell)
    editor.new(); editor.open(order_id)
    editor.closed.connect(...)             # Esc, or the person is done; the draft is kept
    editor.finished.connect(...)           # Saved: submitted (Ctrl+Enter), or changed
    editor.quoted.connect(...)             # Quoted: issued as a quotation
    editor.add_scanned(text)               # a scanned SKU or barcode is one more piece of it
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from PySide6.QtCore import QDateTime, QLocale, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget

from resources.i18n import _, ngettext
from services.errors import Refusal
from services.order_typing import CustomerChoice, customer, products_by_id
from services.order_views import EditLine, EditOrder, order_changed_by, order_for_edit
from services.orders import Draft
from services.quotations import Quoted
from ui.kit import formats
from ui.kit.buttons import link_button
from ui.kit.dialog import Dialog, ask
from ui.kit.labels import IconLabel, boxed, column, ground, hline, label, row, set_property, vline
from ui.orders.compare import CompareDialog, Versions, differences
from ui.orders.head import Head
from ui.orders.keeper import Keeper, Kept
from ui.orders.lines import Lines
from ui.orders.quote import QuoteDialog
from ui.shell import Shell
from ui.theme import theme

# Where a refusal of the whole order belongs among the fields.
FIELD_OF = {"no_customer": "customer", "unknown_customer": "customer", "no_promised_date": "promised"}
LINE_FIELD_OF = {"missing_price": "price", "bad_price": "price", "bad_quantity": "quantity"}


class OrderEditor(QWidget):
    """See the module."""

    closed = Signal()
    finished = Signal(object)
    quoted = Signal(object)
    titled = Signal(str, str)

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        ground(self, "surface")
        self._shell = shell
        self._kept_terms: tuple[int | None, str | None, Any] = (None, None, None)
        self._valid_until: date | None = None
        self._loading = False
        self._question: Dialog | None = None
        self.head = Head(shell, self)
        self.lines = Lines(shell, self.head.customer_id, self.head.promised)
        self.keeper = Keeper(shell, self, self.content)
        self._banner_text, self._banner_link = label("", wrap=True), link_button("")
        self._banner_icon = IconLabel("circle-alert", "tones.red.fg", 16)
        self._banner = self._make_banner()
        self._count, self._total = label("", "bodyBold"), label("", "bodyBold")
        self._status = label("", "caption")
        self._lay_out()
        self._connect()

    def _make_banner(self) -> QWidget:
        line = row(self._banner_icon, gap=10, margins=(12, 8, 12, 8))
        line.addWidget(self._banner_text, 1)
        line.addWidget(self._banner_link)
        made = boxed(line)
        made.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        made.hide()
        return made

    def _lay_out(self) -> None:
        above = column(self._banner, self.head.top, gap=12, margins=(20, 16, 20, 4))
        lines = column(gap=0, margins=(20, 4, 10, 0))
        lines.addWidget(self.lines, 1)
        foot = row(label(_("Lines"), "caption"), self._count, 12, self._status, None, label(_("Total"), "caption"),
                   self._total, gap=6, margins=(20, 0, 20, 0))  # fmt: skip
        foot_box = ground(boxed(column(hline(), foot, gap=0)), "panel")
        foot_box.setFixedHeight(theme.px("height.totals") + 1)
        left = column(above, gap=0)
        left.addLayout(lines, 1)
        left.addWidget(foot_box)
        whole = row(gap=0)
        whole.addLayout(left, 1)
        whole.addWidget(vline())
        whole.addWidget(self.head.side)
        self.setLayout(whole)

    def _connect(self) -> None:
        self.head.edited.connect(self._edited)
        self.head.customer_changed.connect(self._customer_changed)
        self.head.went_on.connect(self.lines.focus_first)
        self.lines.edited.connect(self._lines_edited)
        self.lines.loaded.connect(self._lines_loaded)
        self.lines.removed.connect(self._line_removed)
        self.lines.scanned_unknown.connect(self.head.take_scan)
        self.keeper.status.connect(self._show_status)
        self.keeper.conflict.connect(self._conflict)
        self.keeper.gone.connect(self._gone)
        self.keeper.refused.connect(self._refused)
        self.keeper.finished.connect(self.finished)
        self._banner_link.clicked.connect(self._conflict)

    # coming and going

    def new(self) -> None:
        """An empty order."""
        self._kept_terms, self._valid_until = (None, None, None), None
        self.keeper.begin(Kept(), None)
        self._fill(Draft(), None, ())
        self._status.setText(_("Saves itself as you type"))
        self.titled.emit(_("New order"), _("Enter goes on, Ctrl+Enter submits; the draft saves itself"))
        self.head.customer.setFocus(Qt.FocusReason.OtherFocusReason)

    def open(self, order_id: int) -> None:
        """An order that is there already."""
        self._shell.read(self, lambda: _loaded(order_id), self._show_loaded, key="open")

    def _show_loaded(self, found: tuple[EditOrder, CustomerChoice | None] | None) -> None:
        if found is None:
            self._shell.toast(_("This order does not exist any more."), error=True)
            self.closed.emit()
            return
        order, who = found
        self.keeper.save()
        self._take(order, order.draft)
        self._fill(order.draft, who, order.lines)
        name = order.number or _("Draft")
        self.titled.emit(name, _("Changes go to approval again") if not self.keeper.is_draft() else order.customer_name)
        self._status.setText("" if not self.keeper.is_draft() else _("Saves itself as you type"))

    def _take(self, order: EditOrder, base: Draft) -> None:
        self._valid_until = order.valid_until
        self._kept_terms = (order.draft.payment_days, order.draft.delivery_policy, order.draft.order_date)
        self.keeper.begin(Kept(order.id, order.version, order.state, order.number), base)

    def _fill(self, draft: Draft, who: CustomerChoice | None, lines: tuple[Any, ...]) -> None:
        self._loading = True
        self._hide_banner()
        self.head.show_problems({})
        self.head.set_values(draft, who)
        self.lines.set_lines(lines, self._filled)

    def _filled(self) -> None:
        self._loading = False
        focused = QApplication.focusWidget()
        typing = isinstance(focused, QLineEdit | QPlainTextEdit) and self.isAncestorOf(focused)
        if self.isVisible() and not typing:
            line = self.lines.rows()[0] if self.lines.is_loading() else self.lines.blank()
            first = line.product if self.head.customer.value() else self.head.customer
            first.setFocus(Qt.FocusReason.OtherFocusReason)
        self._lines_loaded()

    def _lines_loaded(self) -> None:
        """What is on the screen is what the database holds, until something is typed."""
        if not self._loading:
            if self.keeper.kept.id is not None and not self.keeper.is_dirty():
                self.keeper.base = self.content()
            self._show_sums()

    def leave(self) -> None:
        """Close the page: a draft is kept, changes of a submitted order are asked about."""
        self.ask_to_leave(self.closed.emit)

    def ask_to_leave(self, go: Callable[[], None]) -> None:
        """Go where the person wants to; before, ask what becomes of changes that are in no database."""
        if self.keeper.is_draft() or not self._changed():
            self.keeper.save()
            go()
            return
        if self._question is not None:
            self._question.reject()

        def discard() -> None:
            self._empty()
            go()

        text = _("The changes of order {number} are not saved yet.").format(number=self.keeper.kept.number)
        self._question = ask(
            self, text, _("Save changes"), lambda: self._save_then(go), title=_("Unsaved changes"),
            other=(_("Throw the changes away"), discard), cancel=_("Stay here"),
        )  # fmt: skip
        self._question.finished.connect(self._answered)

    def _answered(self) -> None:
        self._question = None

    def _save_then(self, go: Callable[[], None]) -> None:
        """Save and go; what can't be saved yet is shown, and nobody goes anywhere."""
        if not self.isVisible():
            self._shell.go("orders")
        if not self.lines.is_loading() and self._valid():
            self.keeper.revise(go)

    def _empty(self) -> None:
        self.keeper.give_up()
        self._fill(Draft(), None, ())

    def _throw_away(self) -> None:
        self._empty()
        self.closed.emit()

    def may_leave(self) -> bool:
        """Whether the program may end now; a draft is written on the way out, and asked about if that can't be."""
        trouble = self.keeper.trouble
        if self.keeper.is_stuck() and trouble is not None:
            ask(self, self._shell.errors.text(trouble), _("Throw the draft away"), self._throw_away, danger=True)
            return False
        if self.keeper.is_draft():
            self.keeper.save()
            return True
        if not self._changed():
            return True
        self.ask_to_leave(self._end_program)
        return False

    def give_way(self, go: Callable[[], None]) -> None:
        """Do `go`, after which this page is gone: a draft is kept before, other changes are asked about."""
        if not self.keeper.is_draft():
            self.ask_to_leave(go)
        elif self.content() is None:
            go()
        elif self._unreadable():
            self._show_banner("red", _("Put right what can't be read yet, then go on. Nothing typed is lost."))
        else:
            self.keeper.store_then(go)

    def _unreadable(self) -> bool:
        """Whether a field holds what no draft keeps; it is marked."""
        for each in self.lines.filled():
            wrong = {name: text for name in ("quantity", "price") if (text := getattr(each, name).problem())}
            if wrong:
                each.show_problems(wrong)
                each.focus(next(iter(wrong)))
                return True
        return False

    def _end_program(self) -> None:
        """End what was asked to end before, once the answer's own work is done."""
        QTimer.singleShot(0, self, lambda: self.window().close())

    def _changed(self) -> bool:
        return self.keeper.base is not None and self.content() not in (None, self.keeper.base)

    # content

    def content(self) -> Draft | None:
        """The order as it stands on the screen; None while nothing was typed or it is not all there yet."""
        if self._loading:
            return None
        lines = self.lines.lines()
        if self.keeper.kept.id is None and self.head.is_empty() and not lines:
            return None
        values = self.head.values()
        days, policy, ordered = self._kept_terms
        return Draft(
            values.customer_id, values.customer_text, values.customer_ref, values.promised, ordered, values.receiver,
            values.phone, values.address, values.note, days, policy, lines,
        )  # fmt: skip

    def add_scanned(self, text: str) -> None:
        """A scan while an order is typed: one more of what was scanned. What is no product belongs to the field that is
        typed in, if that takes codes; a fast typist is taken for a scanner, and must lose nothing."""
        self.lines.add_scanned(text, self.head.focused_text())

    def _edited(self) -> None:
        if not self._loading:
            self._count_errors()
            self.keeper.touch()

    def _lines_edited(self) -> None:
        self._show_sums()
        if not self._loading and not self.lines.is_loading():
            self._edited()

    def _customer_changed(self) -> None:
        self._kept_terms = (None, None, self._kept_terms[2])
        self.lines.reprice()

    def _show_sums(self) -> None:
        self._count.setText(f"{len(self.lines.filled()):,}")
        self._total.setText(formats.money(self.lines.total()))

    def _line_removed(self) -> None:
        self._shell.toast(_("The line is removed."), undo=self.lines.undo)

    # finishing

    def submit(self) -> None:
        """Check every field, save, and submit; or write the changes of a submitted order."""
        if self.lines.is_loading() or not self._valid():
            return
        if self.keeper.is_draft():
            self.keeper.submit()
        else:
            self.keeper.revise()

    def quote(self) -> None:
        """Save the draft, and issue it as a quotation."""
        if self.keeper.is_draft() and not self.lines.is_loading() and self._valid(("promised",)):
            self.keeper.store_then(self._ask_validity)

    def _ask_validity(self) -> None:
        kept = self.keeper.kept
        if kept.id is not None:
            QuoteDialog(self, self._shell, kept.id, kept.version, self._valid_until, self._quoted).open()

    def _quoted(self, quoted: Quoted) -> None:
        self.quoted.emit(quoted)

    def _valid(self, but: tuple[str, ...] = ()) -> bool:
        found = {name: text for name, text in self.head.problems().items() if name not in but}
        self.head.show_problems(found)
        rows = self.lines.filled()
        for each in rows:
            each.show_problems(each.problems())
        if not rows:
            self.lines.blank().show_problems({"product": _("Add at least one line.")})
        if not self._count_errors():
            return True
        if not self.head.focus_error():
            bad = next(each for each in self.lines.rows() if each.errors())
            bad.focus(next(iter(bad.errors())))
        return False

    def _count_errors(self) -> int:
        count = self.head.error_count() + sum(len(each.errors()) for each in self.lines.rows())
        if count:
            text = ngettext(
                "{count} field needs a change before submitting. Nothing typed is lost.",
                "{count} fields need a change before submitting. Nothing typed is lost.", count,
            )  # fmt: skip
            self._show_banner("red", text.format(count=count))
        elif self._banner.property("banner") == "red":
            self._hide_banner()
        return count

    def _refused(self, error: Refusal) -> None:
        """A refusal lands at its field where it has one."""
        text = self._shell.errors.text(error)
        position = error.data.get("position")
        rows = self.lines.filled()
        field = FIELD_OF.get(error.code) or str(error.data.get("field", ""))
        if field in self.head.fields:
            self.head.show_problems({field: self.head.problems().get(field, text)})
        elif isinstance(position, int) and position <= len(rows):
            field = LINE_FIELD_OF.get(error.code, "product")
            rows[position - 1].show_problems({field: text})
        else:
            self._show_banner("red", text)
            return
        self._count_errors()

    def _show_banner(self, tone: str, text: str, link: str = "") -> None:
        self._banner_text.setText(text)
        self._banner_icon.set("circle-alert" if tone == "red" else "triangle-alert", f"tones.{tone}.fg")
        self._banner_link.setText(link)
        self._banner_link.setVisible(bool(link))
        set_property(self._banner, "banner", tone)
        self._banner.style().polish(self._banner_text)
        self._banner.show()

    def _hide_banner(self) -> None:
        self._banner.hide()
        set_property(self._banner, "banner", "")

    def _show_status(self, word: str) -> None:
        now = QLocale().toString(QDateTime.currentDateTime().time(), "HH:mm")
        texts = {
            "saving": _("Saving…"),
            "saved": _("Draft saved {time}").format(time=now),
            "refused": _("Not saved yet"),
        }
        trouble = self.keeper.trouble
        self._status.setText(self._shell.errors.text(trouble) if trouble is not None else texts[word])

    # two people, one order

    def look_again(self) -> None:
        """Something changed in the database: was it this order, by somebody else?"""
        kept = self.keeper.kept
        if kept.id is None or self.keeper.is_saving() or self._loading:
            return
        order_id = kept.id
        self._shell.read(self, lambda: _loaded(order_id), self._seen_again, key="again")

    def _seen_again(self, found: tuple[EditOrder, CustomerChoice | None] | None) -> None:
        kept = self.keeper.kept
        if found is None or kept.id != found[0].id or found[0].version <= kept.version or self.keeper.is_saving():
            return
        if not self.keeper.is_dirty() and not self._changed():
            self._show_loaded(found)
            self._shell.toast(_("Somebody changed this order; you see it as it is now."))
            return
        self.keeper.halt()
        self._show_banner("amber", _("Somebody else changed this order. What you typed is kept."), _("Compare"))

    def _conflict(self) -> None:
        order_id, mine = self.keeper.kept.id, self.content()
        if order_id is None or mine is None:
            return
        self._show_banner("amber", _("Somebody else changed this order. What you typed is kept."), _("Compare"))
        ids = [line.product_id for line in mine.lines if line.product_id is not None]
        self._shell.read(self, lambda: _theirs(order_id, mine, ids), self._compare, key="theirs")

    def _compare(self, found: tuple[EditOrder, str, dict[int, str], dict[int, str]] | None) -> None:
        mine = self.content()
        if found is None or mine is None:
            self.keeper.gone.emit()
            return
        theirs, who, customers, products = found
        versions = Versions(self.keeper.base, mine, replace(theirs.draft, customer_text=theirs.draft.customer_text))
        differ = differences(versions, lambda key: customers.get(key, ""), lambda key: products.get(key, ""))
        if not differ:
            self._merged(theirs, mine)
            return
        dialog = CompareDialog(self, versions, differ, who, lambda draft: self._merged(theirs, draft))
        dialog.open()
        dialog.pairs[0].mine.setFocus(Qt.FocusReason.TabFocusReason)

    def _merged(self, theirs: EditOrder, draft: Draft) -> None:
        """Show what was put together and save it over their version."""
        self._hide_banner()
        self.keeper.settle(Kept(theirs.id, theirs.version, theirs.state, theirs.number), theirs.draft)

        def here(found: tuple[CustomerChoice | None, tuple[Any, ...]]) -> None:
            self._loading = True
            self.head.set_values(draft, found[0])
            self.lines.set_lines(found[1], self._merged_shown)

        self._shell.read(self, lambda: _dressed(draft), here, key="merged")

    def _merged_shown(self) -> None:
        self._filled()
        if self.keeper.is_draft():
            self.keeper.save()
        else:
            self._shell.toast(_("Put together. Save the changes when you are ready."))

    def _gone(self) -> None:
        self._show_banner("amber", _("Somebody deleted this order. What you typed is kept as a new draft."))
        self.keeper.begin(Kept(), None)
        self.keeper.touch()

    # events

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
            return
        super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self.keeper.is_draft():
            self.keeper.save()


def _loaded(order_id: int) -> tuple[EditOrder, CustomerChoice | None] | None:
    order = order_for_edit(order_id)
    if order is None:
        return None
    return order, customer(order.draft.customer_id) if order.draft.customer_id is not None else None


def _theirs(order_id: int, mine: Draft, ids: list[int]) -> tuple[EditOrder, str, dict[int, str], dict[int, str]] | None:
    """Their version, who saved it, and the names of the customers and products on either side."""
    theirs = order_for_edit(order_id)
    if theirs is None:
        return None
    wanted = {*ids, *(line.product_id for line in theirs.draft.lines if line.product_id is not None)}
    names = {key: product.name for key, product in products_by_id(wanted).items()}
    people = {each for each in (mine.customer_id, theirs.draft.customer_id) if each is not None}
    customers = {key: found.name for key in people if (found := customer(key)) is not None}
    return theirs, order_changed_by(order_id) if theirs.state != "draft" else "", customers, names


def _dressed(draft: Draft) -> tuple[CustomerChoice | None, tuple[Any, ...]]:
    """A draft's customer and lines as the page shows them."""
    ids = [line.product_id for line in draft.lines if line.product_id is not None]
    known = products_by_id(ids)
    lines = tuple(
        EditLine(line, available=known[line.product_id].available if line.product_id in known else None)
        for line in draft.lines
    )
    return (customer(draft.customer_id) if draft.customer_id is not None else None), lines
