"""Under the preview: what is said of the cell, and what the person can do about it there and then.

    fixing = Fixing(shell, table)
    fixing.changed.connect(read_anew)      # fixing.fixes and fixing.links are other ones now
    fixing.show_file(loaded)               # what stands in the table

Everything is a step that Ctrl+Z takes back; nothing of it touches the file itself.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QWidget

from resources.i18n import _, ngettext
from services.divisions import DOUBTS, Place, find_place
from services.import_directory import NO_LINKS, Links, article_of, plain_key
from services.import_likely import Likely
from services.import_staging import line_of
from services.import_units import units_of
from services.importing.addresses import full_address
from services.importing.fixes import ARGUABLE, NONE, Fixes
from services.importing.preview import Document, Line, Problem
from services.importing.sheets import PER_SHEET, column_number, local, shown
from ui.importing.choose import ChooseDialog, choose_customer, choose_product
from ui.importing.load import Loaded
from ui.importing.rows import problem_words, worst_tone
from ui.importing.table import MARK_ICONS, Entry, ImportTable
from ui.kit.buttons import action_button, set_text
from ui.kit.fields import CheckField, TextField
from ui.kit.forms import Form, FormDialog
from ui.kit.labels import IconLabel, boxed, column, ground, hline, label, row
from ui.shell import Shell

WHICH_PRODUCT = frozenset({"sku", "barcode", "name", "spec"})
ADDRESS = frozenset({"address", "address2", "province", "city", "district", "town"})
MAKES = "orders"  # the kind whose rows hold enough to make a customer or product of


@dataclass(frozen=True, slots=True)
class Said:
    """All that a person said about the rows of a file."""

    fixes: Fixes = NONE
    links: Links = NO_LINKS
    make: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Alike:
    """A cell that was typed over, and how many others of its column say what it said."""

    sheet: str
    at: int
    old: str
    new: str
    others: int


@dataclass(slots=True)
class Steps:
    """What was said before each step, to go back to."""

    now: Said = field(default_factory=Said)
    before: list[Said] = field(default_factory=list)

    def take(self, said: Said) -> None:
        self.before.append(self.now)
        self.now = said

    def back(self) -> bool:
        if self.before:
            self.now = self.before.pop()
            return True
        return False


class Fixing(QWidget):
    """See the module."""

    changed = Signal()

    def __init__(self, shell: Shell, table: ImportTable) -> None:
        super().__init__()
        ground(self, "panel")
        self._shell, self._table = shell, table
        self._loaded: Loaded | None = None
        self._steps = Steps()
        self._alike: Alike | None = None
        self._problems: list[Problem] = []
        self._reason = ""
        self.menu: QMenu | None = None
        self._icon, self.sentence = IconLabel("info", "text3", 16), label("", wrap=True)
        self.alike = action_button("", "repeat-2", "Ctrl+D")
        self.which = action_button(_("Choose which one…"), "search", "Alt+Down")
        self.right = action_button(_("It is right"), "check", "Ctrl+Space")
        self.leave = action_button(_("Leave the row out…"), "eye-off", "Delete")
        self.hidden = action_button(_("Leave the hidden rows out"), "eye-off")
        self.columns = action_button(_("Do not read the hidden columns"), "eye-off")
        self.undo = action_button(_("Undo"), "undo-2", "Ctrl+Z")
        self.next = action_button(_("Next problem"), "arrow-down", "F8")
        acts = {self.alike: self._take_alike, self.which: self._choose, self.right: self._call_right,
                self.leave: self._leave_or_take, self.hidden: self._leave_hidden,
                self.columns: self._leave_columns, self.undo: self._undo,
                self.next: table.next_marked}  # fmt: skip
        for button, act in acts.items():
            button.clicked.connect(lambda _on=False, act=act: act())
        back = QShortcut(QKeySequence("Shift+F8"), self)
        back.activated.connect(lambda: table.next_marked(back=True))
        said = row(self._icon, gap=10)
        said.addWidget(self.sentence, 1)
        self._buttons = row(*acts, None, gap=8)
        self.setLayout(column(hline(), boxed(column(said, self._buttons, gap=6, margins=(20, 8, 20, 8))), gap=0))
        self.setMinimumHeight(92)
        table.pointed.connect(self._point)
        table.rows_model.edited.connect(self._typed)

    @property
    def said(self) -> Said:
        return self._steps.now

    @property
    def changes(self) -> int:
        """How many steps there are to take back."""
        return len(self._steps.before)

    def reset(self) -> None:
        """For another file."""
        self._steps, self._alike, self._loaded = Steps(), None, None

    def show_file(self, loaded: Loaded) -> None:
        self._loaded = loaded
        self._look()

    def keys(self) -> list[tuple[str, str]]:
        """The keys that hold in the preview."""
        return [
            ("F8", _("Next problem; with Shift the one before")), ("Return", _("Type over the cell")),
            ("Ctrl+D", _("All alike in this column too")), ("Alt+Down", _("Choose which product or customer it is")),
            ("Ctrl+Space", _("The cell is right as it is")), ("Delete", _("Leave the row out, or take it in again")),
            ("Ctrl+Z", _("Take the last change back")),
        ]  # fmt: skip

    # what is said of the cell

    def _point(self, problems: Sequence[Problem]) -> None:
        self._problems = list(problems)
        self._look()

    def _look(self) -> None:
        problems = self._problems
        quiet, tone = ("", worst_tone(problems)) if problems else self._quiet()
        self._icon.set(MARK_ICONS[tone] if tone else "info", f"tones.{tone}.fg" if tone else "text3")  # fmt: skip
        told = [problem_words(problem) for problem in problems[:3]]
        words = "\n".join([*told, *self._held()]) if told else ""
        self.sentence.setText(self._sheet_named(words or quiet))
        self.sentence.setAccessibleName(self.sentence.text())
        others = self._alike.others if self._alike is not None else 0
        set_text(self.alike, ngettext("The other “{said}” too", "The other {count} “{said}” too", others).format(
            count=f"{others:,}", said=self._alike.old if self._alike else ""))  # fmt: skip
        self.alike.setVisible(others > 0)
        self.which.setVisible(self._asks() != "")
        self.right.setVisible(any(self._arguable(problem) for problem in problems))
        entry = self._table.entry()
        out = entry is not None and entry[2] == "left"
        set_text(self.leave, _("Take the row in again") if out else _("Leave the row out…"))
        self.leave.setVisible(entry is not None and entry[2] != "skipped")
        self.hidden.setVisible(any(problem.code == "hidden_rows" for problem in problems))
        self.columns.setVisible(any(problem.code == "hidden_columns" for problem in problems))
        self.undo.setVisible(bool(self._steps.before))
        self.next.setVisible(self._loaded is not None and bool(self._loaded.rows.notes))

    def _sheet_named(self, words: str) -> str:
        """With the sheet that the row is in, where several are read together."""
        entry = self._table.entry()
        several = self._loaded is not None and self._loaded.reading.parts
        return f"{entry[0].name}  ·  {words}" if entry is not None and several else words

    def _place(self) -> Place | None:
        """How the address that is pointed at is understood."""
        entry, at = self._table.entry(), self._table.rows_model.column(self._table.currentIndex())
        if entry is None or at is None or at.field not in ADDRESS or self._loaded is None:
            return None
        if self._loaded.reading.kind != "orders":
            records = self._loaded.reading.records
            said = next((str(each.get("address") or "") for each in records if each["row"] == entry[1]), "")
            return find_place(said)
        document = self._document(entry)
        parts = (document.province, document.city, document.district, document.address) if document else ()
        return find_place(full_address(parts)) if parts else None

    def _held(self) -> list[str]:
        """Why the order of this row is put on hold."""
        entry = self._table.entry()
        reason = self._loaded.rows.held.get(entry[1]) if entry is not None and self._loaded is not None else None
        text = _("On hold, because the file says “{reason}”. The order comes in and waits until somebody releases it.")
        return [text.format(reason=reason)] if reason else []

    def _quiet(self) -> tuple[str, str]:
        """What to say of a cell that is in no doubt, and the tone of it."""
        entry = self._table.entry()
        place = self._place()
        if place is not None:
            read = _("Address: {parts}").format(parts="  ·  ".join(place.parts()))
            return (f"{read}\n{_(DOUBTS[place.doubt])}", "amber") if place.doubt else (read, "")
        if held := self._held():
            return held[0], "red"
        reason = self.said.fixes.out.get((entry[0].name, local(entry[1]))) if entry is not None else None
        left = _("Left out: {reason}").format(reason=reason) if reason else ""
        return left or _("Nothing in doubt in this row."), ""

    @staticmethod
    def _arguable(problem: Problem) -> bool:
        return type(problem) is Problem and (problem.severity == "warning" or problem.code in ARGUABLE)

    def _asks(self) -> str:
        """Whether a product or a customer can be chosen here."""
        entry, at = self._table.entry(), self._table.rows_model.column(self._table.currentIndex())
        if entry is None or self._loaded is None:
            return ""
        codes = {problem.code for problem in self._problems}
        if "unknown_unit" in codes and at is not None and at.field == "unit":
            return "unit"
        if "unknown_product" in codes or (at is not None and at.field in WHICH_PRODUCT and self._line(entry)):
            return "product" if self._line(entry) is not None else ""
        known = "unknown_customer" in codes or (at is not None and at.field == "customer")
        return "customer" if known and self._customer(entry) else ""

    def _line(self, entry: Entry) -> Line | None:
        assert self._loaded is not None
        reading = self._loaded.reading
        if reading.kind in ("counts", "prices"):
            return next((line_of(record) for record in reading.records if record["row"] == entry[1]), None)
        document = self._document(entry)
        return next((line for line in document.lines if line.row == entry[1]), None) if document else None

    def _document(self, entry: Entry) -> Document | None:
        assert self._loaded is not None
        reading = self._loaded.reading
        return next((each for each in (*reading.documents, *reading.blocked) if entry[1] in each.rows), None)

    def _customer(self, entry: Entry) -> str:
        assert self._loaded is not None
        reading = self._loaded.reading
        if reading.kind in ("payments", "prices"):
            said = (record.get("customer") for record in reading.records if record["row"] == entry[1])
            return str(next(said, "") or "")
        document = self._document(entry)
        return (document.customer or "") if document else ""

    # what the person does

    def _say(self, said: Said) -> None:
        self._steps.take(said)
        self.changed.emit()
        self._look()

    def _typed(self, entry: Entry, at: int, text: str) -> None:
        sheet, row_number = entry[0], local(entry[1])
        old = shown(sheet.columns[at][row_number - 1])
        others = self._others(sheet.name, at, old, row_number)
        self._alike = Alike(sheet.name, at, old, text, others) if old and others else None
        self._say(replace(self.said, fixes=self.said.fixes.with_cell(sheet.name, row_number, at, text)))

    def _others(self, name: str, at: int, old: str, row_number: int) -> int:
        entries = self._loaded.rows.entries if self._loaded is not None else []
        here = [(sheet, local(each)) for sheet, each, fate in entries if sheet.name == name and fate != "skipped"]
        return sum(shown(sheet.columns[at][each - 1]) == old for sheet, each in here if each != row_number)

    def _take_alike(self) -> None:
        if self._alike is not None:
            each, self._alike = self._alike, None
            self._say(replace(self.said, fixes=self.said.fixes.with_alike(each.sheet, each.at, each.old, each.new)))

    def _call_right(self) -> None:
        entry = self._table.entry()
        if entry is not None:
            doubts = [(entry[0].name, local(entry[1]), each.code) for each in self._problems if self._arguable(each)]
            self._say(replace(self.said, fixes=self.said.fixes.called_right(doubts)))

    def _leave_or_take(self) -> None:
        entry = self._table.entry()
        if entry is None:
            return
        if entry[2] == "left":
            self._say(replace(self.said, fixes=self.said.fixes.with_rows([(entry[0].name, local(entry[1]))])))
        else:
            self._ask_reason(entry)

    def _leave_hidden(self) -> None:
        """The rows that are hidden in the sheet stay out, all of them."""
        entry = self._table.entry()
        if entry is None or self._loaded is None:
            return
        sheet = entry[0]
        read = {local(row) for each, row, fate in self._loaded.rows.entries if each is sheet and fate != "skipped"}
        rows = sorted(read & {row + 1 for row in sheet.details.hidden_rows})
        fixes = self.said.fixes.without([(sheet.name, row) for row in rows], _("Hidden in the sheet"))
        self._say(replace(self.said, fixes=fixes))

    def _leave_columns(self) -> None:
        """The columns that are hidden in the sheet are not read, none of them."""
        entry = self._table.entry()
        if entry is not None:
            hidden = ((entry[0].name, at) for at in entry[0].details.hidden_columns)
            self._say(replace(self.said, fixes=self.said.fixes.without_columns(hidden)))

    def take_columns(self, mapping: Mapping[str, str]) -> None:
        """Columns of the table that another field was chosen for are read after all, in each sheet that has them."""
        if self._loaded is not None and self.said.fixes.unread:
            rows, sheet_of = self._loaded.rows, self._loaded.reading.sheet_of
            was = {each.at: each.field for each in rows.columns}
            chosen = [at for letter, name in mapping.items() if name and was.get(at := column_number(letter)) != name]
            starts = range(0, PER_SHEET * max(1, len(rows.places)), PER_SHEET)
            again = {(sheet_of(first), rows.place(first, at)) for first in starts for at in chosen}
            fixes = replace(self.said.fixes, unread=self.said.fixes.unread - again)
            self._steps.now = replace(self.said, fixes=fixes)

    def _ask_reason(self, entry: Entry) -> None:
        document = self._document(entry) if self._loaded is not None else None
        rows = document.rows if document is not None and len(document.rows) > 1 else (entry[1],)
        form = Form(columns=1)
        form.add("reason", _("Why does it stay out?"), TextField(longest=200), required=_("Say why in a word or two."))
        if len(rows) > 1:
            form.add("all", "", CheckField(_("All {count} rows of the order").format(count=len(rows))))
        form.set_values({"reason": self._reason})

        def done(said: dict[str, object]) -> None:
            self._reason = str(said["reason"])
            assert self._loaded is not None
            sheet_of = self._loaded.reading.sheet_of
            named = rows if said.get("all") else (entry[1],)
            out = [(sheet_of(each) or entry[0].name, local(each)) for each in named]
            dialog.accept()
            self._say(replace(self.said, fixes=self.said.fixes.without(out, self._reason)))

        dialog = FormDialog(self, _("Leave row {row} out").format(row=local(entry[1])), form, _("Leave out"), done)
        dialog.open()

    def _undo(self) -> None:
        self._alike = None
        if self._steps.back():
            self.changed.emit()
            self._look()

    # which product, which customer

    def _choose(self) -> None:
        entry, asks = self._table.entry(), self._asks()
        if entry is None or not asks or self._loaded is None:
            return
        if asks == "unit":
            self._unit(entry)
            return
        dialog = self._product(entry) if asks == "product" else self._buyer(entry)
        dialog.open()

    def _unit(self, entry: Entry) -> None:
        """The units that the row's product is counted in, to be taken instead of the one that stands there."""
        line = self._line(entry)
        assert line is not None
        code, name = line.sku or line.barcode or "", line.name or ""
        self._shell.read(self, lambda: units_of(code, name), self._offer_units, key="units")

    def _offer_units(self, units: Sequence[str]) -> None:
        table, index = self._table, self._table.currentIndex()
        menu = QMenu(self)
        for unit in units or (_("No unit is kept for it"),):
            action = menu.addAction(unit)
            action.setEnabled(bool(units))
            action.triggered.connect(lambda _on=False, unit=unit: table.rows_model.setData(index, unit))
        menu.popup(table.viewport().mapToGlobal(table.visualRect(index).bottomLeft()))
        self.menu = menu

    def _product(self, entry: Entry) -> ChooseDialog:
        line = self._line(entry)
        assert line is not None
        article = article_of(line)

        def taken(each: Likely) -> None:
            links = self.said.links
            self._say(replace(self.said, links=replace(links, products={**links.products, article: each.id})))

        return choose_product(self, self._shell, line, taken, self._maker(article))

    def _buyer(self, entry: Entry) -> ChooseDialog:
        name = self._customer(entry)

        def taken(each: Likely) -> None:
            links = self.said.links
            self._say(replace(self.said, links=replace(links, buyers={**links.buyers, plain_key(name): each.id})))

        return choose_customer(self, self._shell, name, taken, self._maker(plain_key(name)))

    def _maker(self, key: str) -> Callable[[], None] | None:
        if self._loaded is None or self._loaded.reading.kind != MAKES:
            return None
        return lambda: self._say(replace(self.said, make=self.said.make | {key}))
