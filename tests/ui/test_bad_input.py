"""Every form of the program is typed into badly, through its real widgets: wrong, long, absurd, emoji, pasted tables.

Each time it takes what was typed, or says at the field what to type and keeps every character. Never a traceback.
"""

import ast
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QPushButton, QWidget
from shiboken6 import isValid

from desktop.connection_form import ConnectionForm
from desktop.scheduled_reports import ScheduledReports
from desktop.windows import specs
from models.after_sales import ReturnOrder
from models.buying import PurchaseOrder
from models.delivery import Delivery
from models.stock import StockMove
from models.watch import Incident
from printing.labels.builtin import builtin
from services import (
    bins,
    delivery_views,
    lists,
    orders,
    people,
    receivables,
    records,
    replenishment,
    request_views,
    return_views,
    stock_views,
    supplier_returns,
    tracking_views,
)
from services.act_requests import RequestView
from services.contracts import Contract, ContractLine, Listed
from services.deliveries import HandOver
from services.import_known import Known
from services.importing.preview import FileRefused
from services.listing import Query
from services.people import prove_badge, prove_password, prove_pin
from services.return_views import Back, ReturnView
from services.saved_filters import Kept, Stored
from services.stock_count import Difference
from services.tracking_views import IncidentRow
from services.unit import utc_now
from tests.services.conftest import hashed, sqlite_history, sqlite_template  # noqa: F401
from tests.services.shop import Shop, opened, sqlite_url
from tests.ui.conftest import HandLane, PlainSettings
from tests.ui.screen_reader import nameless
from ui.approval.requests import RequestsWindow
from ui.customers import forms as customers
from ui.customers.contract import ContractDialog, renew_dialog
from ui.delivery.dialogs import CancelDialog
from ui.delivery.handover import HandOverDialog
from ui.delivery.signoffs import SignDialog
from ui.delivery.steps import Versions
from ui.errors import ErrorDoor
from ui.finance import payment_form
from ui.importing.kinds import KINDS
from ui.importing.known import KnownDialog
from ui.importing.questions import QuestionPage, ask_password
from ui.inventory import bin_forms, forms
from ui.inventory.count import DifferencesDialog
from ui.inventory.labels import labels_dialog
from ui.inventory.serials import serials_dialog
from ui.kit.dialog import Dialog
from ui.kit.fields import DecimalField, IntField
from ui.kit.forms import Form
from ui.kit.jobs import JobRunner
from ui.kit.search_field import SearchField
from ui.main_window import MainWindow
from ui.orders.quote import QuoteDialog
from ui.orders.steps import STEPS, ask_reason
from ui.papers.again import WhyDialog
from ui.products.form import product_dialog
from ui.products.price import product_price_dialog
from ui.purchasing.ask import ask_for_stock
from ui.purchasing.suppliers import supplier_dialog
from ui.reports.own_form import OwnForm
from ui.returns.dialogs import OpenDialog, settle_dialog
from ui.scan.filter import ScanFilter
from ui.scan.serial_port import SerialScanner
from ui.scan.station import Scanner
from ui.settings.freight import PriceTableForm, Sender
from ui.settings.reports import ReportsPage
from ui.settings.scanner import ScannerPage
from ui.shell import Notice, Shell
from ui.signin.first_start import FirstStartPage
from ui.signin.person_switch import PersonSwitch
from ui.signin.sign_in import SignInPage
from ui.texts import text_for
from ui.tracking import dialogs as tracking_dialogs

ROOT = Path(__file__).parents[2]
CTRL = Qt.KeyboardModifier.ControlModifier
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

BAD = st.one_of(
    st.sampled_from([
        "", " ", "-1", "-0.0001", "0", "1e400", "99999999999999999999", "1.23456789", "12,5", "½", "NaN", "３．５",
        "１２", "２０２６－０３－０５", "2026-02-30", "0000-00-00", "9999-12-31", "1/1/1", "😀👨\u200d👩\u200d👧",
        "'; DROP TABLE user; --", "<b>x</b>", "=1+1", "A\tB\tC\n1\t2\t3\n4\t5\t6", "a\x00b\x07\x1b[31m",
        "\u202egnp.exe", "\ufeff", "長" * 300, "x" * 5000, "％＄＃＠",
        "+86 138 0000 0000", "١٢٣", "\n\n\n", "null", "{number}", "%s%n", "𠮷野家", "6901234567892",
    ]),
    st.text(max_size=40),
    st.integers(-10**18, 10**18).map(str),
    st.decimals(allow_nan=False, allow_infinity=False, min_value=-10**12, max_value=10**12, places=5).map(str),
)  # fmt: skip
MANY = st.lists(BAD, min_size=20, max_size=20)
# Most fields are typed well, so that what is typed badly into the others gets as far as it can.
MIXED = st.lists(st.tuples(st.sampled_from([True, False, False]), BAD), min_size=20, max_size=20)
FEW = settings(
    max_examples=3, derandomize=True, database=None, phases=(Phase.generate,),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.data_too_large],
)  # fmt: skip


@dataclass
class Office:
    """All windows over a company with a past; jobs run when asked to."""

    shop: Shop
    app: QApplication
    shell: Shell
    main: MainWindow
    lanes: tuple[HandLane, HandLane]
    notices: list[Notice] = field(default_factory=list)
    built: set[str] = field(default_factory=set)
    forms: list[Form] = field(default_factory=list)
    taken: int = 0
    typed: int = 0

    def take(self, *_values: Any) -> None:
        """What a form without a use case of its own hands over."""
        self.taken += 1

    def settle(self) -> None:
        for _round in range(3):
            while sum(lane.run() for lane in self.lanes):
                self.app.processEvents()
            self.app.processEvents()

    def dialogs(self) -> list[Dialog]:
        return [found for found in self.main.findChildren(Dialog) if found.isVisible()]

    def window(self, name: str, **where: Any) -> Any:
        self.main.show_window(name, **where)
        self.settle()
        return self.main.current()

    def delivery(self, *states: str) -> int:
        return Delivery.select().where(Delivery.state.in_(states)).order_by(Delivery.id.desc()).first().id


@pytest.fixture(scope="module")
def office(qapp: Any, request: Any, tmp_path_factory: Any) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("bad")
    path = folder / "history.db"
    path.write_bytes(request.getfixturevalue("sqlite_history").read_bytes())
    for shop in opened(sqlite_url(path)):
        lanes = (HandLane(), HandLane())
        jobs = JobRunner(writer=lanes[0], readers=lanes[1])
        shell = Shell(shop.owner, jobs, ErrorDoor(folder), PlainSettings(), shop.clock, "desk")
        made = [each for each in specs({}) if each.name != "packing"]
        one = Office(shop, qapp, shell, MainWindow(shell, made), lanes)
        shell.noticed.connect(one.notices.append)
        watch(one)
        one.main.resize(1366, 728)
        one.main.show()
        QTest.qWaitForWindowActive(one.main)
        yield one
        Form.__init__ = one.plain_init  # type: ignore[attr-defined]
        one.main.close()
        one.main.deleteLater()
        qapp.processEvents()


def watch(office: Office) -> None:
    """Note each form that is made, and which line of the program made it."""
    plain = Form.__init__
    office.plain_init = plain  # type: ignore[attr-defined]

    def noted(self: Form, *args: Any, **named: Any) -> None:
        plain(self, *args, **named)
        frame = sys._getframe(1)
        place = Path(frame.f_code.co_filename)
        if ROOT in place.parents:
            office.built.add(f"{place.relative_to(ROOT).as_posix()}:{frame.f_code.co_name}")
        office.forms.append(self)

    Form.__init__ = noted  # type: ignore[method-assign]


# the forms


def customer(office: Office) -> Any:
    return records.customer_record(1, office.shell.today())


def goods_id() -> int:
    """A product that lies here."""
    return next(key[-1] for key in lists.PRODUCTS.page(Query()).keys if stock_views.balances(key[-1]))


def goods(office: Office) -> tuple[Any, ...]:
    return stock_views.balances(goods_id())


def incident(office: Office) -> IncidentRow:
    row = Incident.select().order_by(Incident.id).first()
    return IncidentRow(**{name: getattr(row, name, "") for name in IncidentRow.__dataclass_fields__})  # type: ignore[arg-type]


def page(name: str) -> Callable[[Office], Any]:
    def show(office: Office) -> Any:
        shown = office.window("settings", page=name).page()
        forms_of = getattr(shown, "forms", None)
        return next(iter(forms_of.values())) if forms_of else getattr(shown, "form", shown)

    return show


def ignore(*_made: Any) -> None:
    """Nobody waits for it."""


def tracked(office: Office, *states: str) -> Any:
    return tracking_views.tracking_view(office.delivery(*states))


def way(make: Callable[..., Any], *states: str) -> Callable[[Office], Any]:
    return lambda office: make(office.main, tracked(office, *states), office.take).open()


def _person_switch(office: Office) -> Any:
    PersonSwitch(office.main, office.shell, [(1, "Olive")], prove_pin=prove_pin, prove_badge=prove_badge).open()


def _entry(make: Callable[[Office], QWidget]) -> Callable[[Office], Any]:
    def show(office: Office) -> QWidget:
        widget = make(office)
        widget.resize(900, 700)
        widget.show()
        return widget

    return show


def _first_start(office: Office) -> QWidget:
    made = FirstStartPage(office.shell.jobs, ignore, ignore, office.take, text_for, ignore)
    made.show_form()
    return made


FORMS: dict[str, Callable[[Office], Any]] = {
    "new customer": lambda o: customers.customer_dialog(o.main, o.shell, ignore),
    "a customer": lambda o: customers.customer_dialog(o.main, o.shell, ignore, customer(o)),
    "an address": lambda o: customers.address_dialog(o.main, o.shell, ignore, customer(o)),
    "a price": lambda o: customers.price_dialog(o.main, o.shell, ignore, customer(o)),
    "new product": lambda o: product_dialog(o.main, o.shell, ignore),
    "a product": lambda o: product_dialog(o.main, o.shell, ignore, records.product_record(1), records.suppliers()),
    "a product's price": lambda o: product_price_dialog(o.main, o.shell, records.product_record(1), ignore),
    "a supplier": lambda o: supplier_dialog(o.main, o.shell, ignore, records.supplier_record(1)),
    "a payment": lambda o: payment_form.payment_dialog(o.main, o.shell, ignore),
    "a payment of one": lambda o: payment_form.payment_dialog(
        o.main, o.shell, ignore, receivables.account(1, o.shell.today())),
    "an opening balance": lambda o: payment_form.opening_dialog(o.main, o.shell, ignore),
    "a payment back": lambda o: payment_form.undo_payment_dialog(
        o.main, o.shell, ignore, receivables.Paid(1, "PM-1", o.shell.today(), Decimal(5), "")),
    "a move": lambda o: forms.move_dialog(o.main, o.shell, "x", goods(o), None, ignore),
    "a count": lambda o: forms.adjust_dialog(o.main, o.shell, "x", goods(o), None, ignore),
    "a quality": lambda o: forms.quality_dialog(o.main, o.shell, "x", goods(o), None, ignore),
    "a move back": lambda o: forms.reverse_dialog(
        o.main, o.shell, stock_views.move_detail(StockMove.select().order_by(StockMove.id).first().id), ignore),
    "a purchase cancelled": lambda o: forms.cancel_purchase_dialog(
        o.main, o.shell, PurchaseOrder.select().first().id, "PO", ignore),
    "new bins": lambda o: o.window("inventory").new_bin(),
    "a bin": lambda o: bin_forms.rename_dialog(
        o.main, o.shell, next(p for p in bins.tree() if p.kind == "bin"), ignore),
    "receiving": lambda o: o.window("inventory").receive(),
    "serial numbers": lambda o: serials_dialog(o.main, o.shell, goods_id(), "x", None, ignore),
    "expecting": lambda o: o.window("inventory").expect(),
    "carrying": lambda o: o.window("inventory").carry(),
    "counting": lambda o: o.window("inventory").count(),
    "opening stock": lambda o: o.window("inventory").opening(),
    "a carrier": lambda o: (page("carriers")(o), o.forms.clear(), _opened(o, "CarriersPage")),
    "a price table": lambda o: PriceTableForm(o.main, o.shell, Sender(1, "x", ("Standard",)), o.take).open(),
    "a person": lambda o: (page("people")(o), o.forms.clear(), _opened(o, "PeoplePage")),
    "labels": lambda o: labels_dialog(o.main, o.shell, goods_id(), "x"),
    "asking the buyer": lambda o: ask_for_stock(o.main, o.shell, goods_id()),
    "the company": page("company"),
    "the rules": page("rules"),
    "the papers": page("papers"),
    "the printers": page("printers"),
    "this PC": page("pc"),
    "signed for": way(tracking_dialogs.SignForDialog, "in_transit", "dispatched"),
    "a quotation": lambda o: QuoteDialog(o.main, o.shell, *_draft(o), None, o.take).open(),
    "an event": way(lambda parent, view, take: tracking_dialogs.event_dialog(parent, view, utc_now(), take),
                    "in_transit", "dispatched"),
    "not delivered": way(tracking_dialogs.fail_dialog, "in_transit", "dispatched"),
    "a rating": way(tracking_dialogs.rating_dialog, "closed", "signed"),
    "a return": lambda o: OpenDialog(o.main, "DN-1", (Back(1, 1, "x", "P-1", "pc", "", Decimal(5)),), o.take).open(),
    "a return settled": lambda o: settle_dialog(o.main, _returned(), o.take).open(),
    "a return called off": lambda o: o.window("returns")._cancel_dialog(_returned()).open(),
    "a request turned down": lambda o: _turned_down(o),
    "a report of one's own": lambda o: OwnForm(o.main, o.shell, None, o.take).open(),
    "an incident": lambda o: tracking_dialogs.incident_dialog(o.main, incident(o), "resolved", o.take).open(),
    "a delivery cancelled": lambda o: CancelDialog(
        o.main, delivery_views.delivery_view(o.delivery("packed", "confirmed", "planned")), o.take).open(),
    "a reason": lambda o: ask_reason(o.main, STEPS["hold"], o.take),
    "a kept filter": lambda o: (o.window("orders", search="x"), o.forms.clear(), o.main.current().list.pane.own.save()),
    "a hand-over": lambda o: _hand_over(o).forms[1],
    "goods back to their supplier": lambda o: forms.send_back_dialog(
        o.main, o.shell, "x", goods(o), None, supplier_returns.origins(goods_id()), ignore),
    "a counting list": lambda o: forms.ask_bins(o.main, o.take),
    "a warning answered": lambda o: _warning(o),
    "a warning's next step": lambda o: _warning_plan(o),
    "a kept filter renamed": lambda o: _renamed(o),
    "a known file": lambda o: _known_file(o),
    "a file's password": _entry(lambda o: _password(o)),
    "a sign-off": lambda o: SignDialog(
        o.main, o.shell, delivery_views.delivery_view(o.delivery("packed", "confirmed")), "warehouse", Versions()
    ).open(),
    "counted differences": lambda o: DifferencesDialog(o.main, o.shell, (_difference(),), 3, o.take).open(),
    "a contract": lambda o: _contract(o).head,
    "a contract's line": lambda o: _contract(o).form,
    "a contract renewed": lambda o: renew_dialog(
        o.main, o.shell, Contract(1, "HT-1", None, o.shell.today(), "now", 2), o.take).open(),
    "requests declined": lambda o: _declined(o),
    "a paper again": lambda o: WhyDialog(o.main, "x", o.take).open(),
    "a new label template": lambda o: o.window("labels").whole.new("label"),
    "a badge printed": lambda o: o.window("labels").whole._ask_badge(builtin("badge-85x54"), o.take, people.people()),
    "the bench of this PC": page("bench"),
    "reports by themselves": _entry(lambda o: ReportsPage(o.shell, ScheduledReports(PlainSettings()))),
    "how a scanner types": lambda o: _scanner(o).form,
    "what a label's element is like": lambda o: _element(o),
    "switching person": _person_switch,
    "signing in": _entry(lambda o: SignInPage(o.shell.jobs, prove_password, o.take, text_for, ignore)),
    "the first start": _entry(_first_start),
    "the office's server": lambda o: ConnectionForm(o.main, o.shell.jobs, _address, o.take).open(),
}  # fmt: skip


def _address(url: str, _password: str) -> None:
    """A server that takes every address which can be one."""
    unquote(urlsplit(url).hostname or "").encode("idna")


def _returned() -> ReturnView:
    found = return_views.view(ReturnOrder.select().order_by(ReturnOrder.id).first().id)
    assert found is not None
    return found


def _turned_down(office: Office) -> None:
    """The answer to a request that is over a limit."""
    facts = dict.fromkeys(RequestView.__dataclass_fields__, "") | {"id": 1, "version": 1, "number": "AR-1"}
    office.requests = window = RequestsWindow(office.shell)  # type: ignore[attr-defined]
    window._refuse(RequestView(**facts))  # type: ignore[arg-type]


def _scanner(office: Office) -> ScannerPage:
    """The page of a scanner that nobody holds."""
    scans = ScanFilter(office.app)
    serial = SerialScanner(scans.take)
    office.scanner = made = ScannerPage(office.shell, Scanner(scans, ignore, lambda: serial))  # type: ignore[attr-defined]
    made.load()
    made.show()
    scans.close()
    return made


def _element(office: Office) -> Form:
    """The first text of a label, in the designer."""
    window = office.window("labels", key="bin-60x40")
    window.draft.choose(0)
    window._changed()
    office.settle()
    return window.properties.form


def _renamed(office: Office) -> None:
    stored = Stored(1, "x", Kept(), False, True, "Olive")
    office.window("orders").list.pane.own.rename(stored)


def _known_file(office: Office) -> None:
    each = Known(1, "orders", "x", utc_now(), (("No.", "number"),))
    KnownDialog(office.main, office.shell, KINDS["orders"])._change(each, QPushButton())


def _contract(office: Office) -> ContractDialog:
    line = Listed(ContractLine(goods_id(), Decimal(5)), "P-1", "x", "pc", None)
    known = Contract(1, "HT-1", None, None, "now", 1)
    dialog = ContractDialog(office.main, office.shell, (1, "x"), office.take, (known, (line,)))
    dialog.open()
    return dialog


def _hand_over(office: Office) -> HandOverDialog:
    row = HandOver(1, "DN-1", "x", 1, 100, "Van", (), True, "dispatched", 1)
    dialog = HandOverDialog(office.main, (row,), office.take)
    dialog.open()
    return dialog


def _warning(office: Office) -> None:
    window = office.window("watch", id=Incident.select().order_by(Incident.id).first().id)
    office.settle()
    window._step("resolved")


def _warning_plan(office: Office) -> None:
    window = office.window("watch", id=Incident.select().order_by(Incident.id).first().id)
    office.settle()
    window._ask_plan()
    office.settle()


def _password(office: Office) -> QWidget:
    asked = QuestionPage(office.shell)
    ask_password(asked, FileRefused("encrypted"), office.take)
    return asked


def _declined(office: Office) -> None:
    shop = office.shop
    if not request_views.open_requests():
        replenishment.request_goods(shop.call("owner"), goods_id(), Decimal(1), shop.clock.today)
    page = office.window("purchasing", view="requests").requests
    page.load()
    office.settle()
    page.pane.table.go_to(0)
    office.settle()
    page.decline()


def _difference() -> Difference:
    balance = goods_id()
    return Difference(balance, "P-1", "x", "pc", "", None, 1, "A-01-1", Decimal(5), Decimal(3), Decimal(0), None)


def _draft(office: Office) -> tuple[int, int]:
    made = orders.create_order(office.shop.call("clerk"), office.shop.draft((1, 1)))
    return made.id, made.version


def _opened(office: Office, kind: str) -> Any:
    found = next(w for w in office.main.findChildren(QWidget) if type(w).__name__ == kind)
    return found.open(None)


# typing


def editors(form: Form) -> dict[str, Any]:
    """The fields of a form that take text."""
    found = {name: form.editor(name) for name in form.values()}
    return {
        name: editor for name, editor in found.items()
        if isinstance(editor, QLineEdit | QPlainTextEdit) and editor.isEnabled() and not editor.isReadOnly()
    }  # fmt: skip


def text_of(editor: Any) -> str:
    return editor.text() if isinstance(editor, QLineEdit) else editor.toPlainText()


def type_into(editor: Any, text: str) -> str:
    """By keys where they are plain and few, else pasted; returns what stands there then."""
    editor.setFocus()
    editor.selectAll()
    QTest.keyClick(editor, Qt.Key.Key_Delete)
    if text.isascii() and text.isprintable() and len(text) < 12:
        QTest.keyClicks(editor, text)
    elif text:
        QGuiApplication.clipboard().setText(text.replace("\x00", "\x01"))
        QTest.keyClick(editor, Qt.Key.Key_V, CTRL)
    return text_of(editor)


def type_well(office: Office, editor: Any) -> None:
    """Something that belongs there."""
    if isinstance(editor, SearchField):
        for known in ("NUT", "C1", "A-01-2", "S1"):
            editor.look_up(known)
            office.settle()
            if editor.value() is not None:
                return
    words = {"DecimalField": "5", "IntField": "5", "DateField": "2026-04-01", "PasswordField": "password1"}
    office.typed += 1
    type_into(editor, words.get(type(editor).__name__, f"Z{office.typed}"))
    office.settle()


def press(office: Office, form: Form) -> None:
    """Save, as its button does."""
    dialog = next((d for d in office.dialogs() if d.isAncestorOf(form)), None)
    add = getattr(dialog, "_add", None)
    if add is not None:
        add.click()
        office.settle()
    main = getattr(dialog, "main", None) or next((b for b in _verbs(form) if b is not None), None)
    if main is not None and main.isEnabled():
        main.click()
    elif dialog is not None and hasattr(dialog, "submit"):
        dialog.submit()
    office.settle()


def _verbs(form: Form) -> Iterator[Any]:
    """The button that saves a page, on the page itself."""
    parent = form.parentWidget()
    while parent is not None:
        yield from (getattr(parent, name, None) for name in ("save_button", "enter", "begin", "_go_on"))
        if hasattr(parent, "save"):
            parent.save()
        parent = parent.parentWidget()


def answers(office: Office, form: Form) -> list[str]:
    """The sentences at fields, on top, in a toast or a question."""
    around = next((d for d in office.dialogs() if d.isAncestorOf(form)), None)
    beside = [form] if around is None else [form, *(f for f in around.findChildren(Form) if f is not form)]
    said = [entry.error for each in beside for entry in each._entries.values()]
    banners = [each._banner_text.text() for each in beside if each._banner.isVisible()]
    asked = [d.windowTitle() for d in office.dialogs() if not d.isAncestorOf(form)]
    nothing = getattr(around, "_nothing", None)  # a sentence beside a table
    said += [nothing.text()] if nothing is not None and nothing.isVisible() else []
    return [text for text in (*said, *banners, *(n.text for n in office.notices), *asked) if text]


def close_all(office: Office, widget: Any) -> None:
    for dialog in reversed(office.dialogs()):
        dialog.done(0)
    if isinstance(widget, QWidget) and isValid(widget) and widget.isWindow() and not isinstance(widget, Dialog):
        widget.close()
        widget.deleteLater()
    office.app.processEvents()
    office.forms.clear()


def open_form(office: Office, name: str) -> tuple[Any, Form]:
    office.forms.clear()
    office.notices.clear()
    widget = FORMS[name](office)
    office.settle()
    form = widget if isinstance(widget, Form) else next(f for f in reversed(office.forms) if editors(f))
    assert editors(form), f"{name} has nothing to type into"
    return widget, form


@pytest.mark.parametrize("name", FORMS)
def test_whatever_is_typed_is_taken_or_answered_with_a_sentence(name: str, office: Office) -> None:
    @FEW
    @given(st.data())
    def typed(data: st.DataObject) -> None:
        widget, form = open_form(office, name)
        before = office.taken
        try:
            for editor, (badly, text) in zip(editors(form).values(), data.draw(MIXED), strict=False):
                if badly:
                    type_into(editor, text)
                elif not text_of(editor):
                    type_well(office, editor)
            kept = {n: text_of(e) for n, e in editors(form).items()}
            press(office, form)
            assert office.shell.errors.bug is None, office.shell.errors.bug
            if isValid(form) and form.isVisible() and office.taken == before:
                lost = {n for n, e in editors(form).items() if n in kept and changed(e, kept[n])}
                said = answers(office, form)
                assert said or lost, "nothing happened and nothing was said"
                assert not (said and lost) or not any(e.error for e in form._entries.values()), f"lost {lost}"
        finally:
            close_all(office, widget)

    typed()


def changed(editor: Any, before: str) -> bool:
    return text_of(editor) != before and not tidied(editor, before)


def tidied(editor: Any, before: str) -> bool:
    """A day is written out when its field is left; that is nothing lost."""
    return type(editor).__name__ == "DateField" and bool(before) and editor.value() is not None


def test_full_width_digits_are_digits_in_every_form_of_the_program_and_each_field_has_its_name(office: Office) -> None:
    made = all_forms()
    assert len(made) >= 30
    seen = 0
    for name in FORMS:
        widget, form = open_form(office, name)
        for editor in editors(form).values():
            if isinstance(editor, DecimalField | IntField):
                type_into(editor, "１２")
                assert editor.value() == 12, name
                seen += 1
        for shown in (form, *office.dialogs(), *([widget] if isinstance(widget, QWidget) else [])):
            assert nameless(shown) == set(), f"{name}: a screen reader says nothing there"
        close_all(office, widget)
    assert seen >= 15
    forgotten = sorted(made - office.built - NO_TEXT)
    assert not forgotten, f"forms that nobody types badly into: {forgotten}"


def all_forms() -> set[str]:
    """Where the windows make a form, as file:function."""
    made = set()
    for path in sorted((*(ROOT / "ui").rglob("*.py"), *(ROOT / "desktop").rglob("*.py"))):
        if path.parts[-2:] == ("kit", "forms.py"):
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef):
                calls = [c for c in ast.walk(node) if isinstance(c, ast.Call) and getattr(c.func, "id", "") == "Form"]
                if calls:
                    made.add(f"{path.relative_to(ROOT).as_posix()}:{node.name}")
    return made


def test_an_order_is_typed_badly(office: Office) -> None:
    @FEW
    @given(MANY)
    def typed(texts: list[str]) -> None:
        window = office.window("orders", new=True)
        editor, line = window.editor, window.editor.lines.rows()[0]
        fields = [*editor.head.fields.values(), line.product, line.quantity, line.price]
        for each, text in zip(fields, texts, strict=False):
            type_into(each, text)
        office.settle()
        kept = [text_of(each) for each in fields]
        editor.submit()
        office.settle()
        assert office.shell.errors.bug is None, office.shell.errors.bug
        if window._stack.currentWidget() is editor:
            assert editor._count_errors(), "refused without a sentence"
            now = [text_of(each) for each in fields]
            lost = [e for e, a, b in zip(fields, kept, now, strict=True) if a != b and not tidied(e, a)]
            assert not lost, "lost what was typed"
        close_all(office, None)
        editor.leave()
        office.settle()

    typed()


def test_a_reason_far_too_long_is_said_and_kept(office: Office) -> None:
    office.shop.order((2, 1))
    window = office.window("approval")
    office.settle()
    QTest.qWait(300)
    office.settle()
    if window._evidence is None:
        window.queue.go_to(0) if hasattr(window.queue, "go_to") else None
    type_into(window.foot.reason, "x" * 600)
    window.foot.reject.click()
    office.settle()
    assert office.shell.errors.bug is None
    assert len(window.foot.reason.text()) == 600
    assert "At most 500 characters" in window.foot.why()


def test_a_carrier_section_takes_no_rubbish(office: Office) -> None:
    @FEW
    @given(MANY)
    def typed(texts: list[str]) -> None:
        window = office.window("delivery", id=office.delivery("packed", "confirmed"))
        QTest.qWait(150)
        office.settle()
        section = window.panel.carrier
        for each, text in zip((section.freight, section.tracking), texts, strict=False):
            if each.isEnabled():
                type_into(each, text)
                section.flush()
                office.settle()
        assert office.shell.errors.bug is None, office.shell.errors.bug
        close_all(office, None)

    typed()


# Forms whose fields are choices only, or that stand behind a file, a paper or a request.
NO_TEXT = {
    "ui/importing/questions.py:ask_channel", "ui/importing/questions.py:ask_choices",
    "ui/importing/fixing.py:_ask_reason", "ui/tracking/dialogs.py:close_dialog", "ui/papers/dialog.py:_make_form",
    "ui/purchasing/ask.py:ask_for_stock",  # its form is made in `show`, within it
    "ui/settings/scanner.py:_serial_port",
    "ui/labels/properties.py:__init__",  # empty until `_make` fills another one
}  # fmt: skip
