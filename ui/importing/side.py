"""Beside the preview of a file: what its orders lack, and which column is read as what."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QMenu, QWidget

from resources.i18n import _, ngettext
from services.import_match import Options
from services.importing.kept import Kept
from services.importing.preview import Reading
from services.importing.sheets import letters
from services.order_import import Prepared
from services.order_typing import CustomerChoice
from ui.importing.kinds import Kind
from ui.importing.load import Ready
from ui.importing.mapping import field_menu, field_term, heading_of, missing_words, same_sheet
from ui.importing.rows import FileColumn
from ui.kit.buttons import MenuButton
from ui.kit.fields import CheckField, IntField, TextField
from ui.kit.forms import FieldRow
from ui.kit.labels import ElidedLabel, boxed, column, label, row
from ui.kit.panel import SidePanel, section
from ui.orders.customer_filter import customer_lookup
from ui.shell import Shell

MOST_COLUMNS = 80


class ImportSide(SidePanel):
    """`mapped({letter: field})` and `options_changed(Options)` follow what the person changes."""

    mapped = Signal(object)
    options_changed = Signal(object)

    def __init__(self, shell: Shell, kind: Kind) -> None:
        super().__init__(closable=False)
        self._shell, self._kind = shell, kind
        self._columns: tuple[FileColumn, ...] = ()
        self.set_head(_("How the file is read"))
        self.setAccessibleName(_("How the file is read"))
        self.reset()

    def reset(self) -> None:
        """For another file: everything as it is by default."""
        self._customer: CustomerChoice | None = None
        self._days: int | None = Options().promised_days
        self._create = self._update = False
        self._name: TextField | None = None
        self.set_body([])

    def name(self) -> str:
        """What the person calls files like this one; "" while they have no say in it."""
        return self._name.text().strip() if self._name is not None else ""

    def show_reading(
        self, reading: Reading, columns: Sequence[FileColumn], prepared: Ready, channel: CustomerChoice | None,
        lacking: bool,
    ) -> None:  # fmt: skip
        """The options that this file leaves open, and its columns; `lacking` where it names what is not here."""
        self._customer = channel
        self._columns = tuple(columns)
        options = self._options(reading, prepared, lacking)
        asked = [boxed(column(*options, gap=8, margins=(0, 0, 0, 12)))] if options else []
        parts: list[QWidget] = [*asked, section(_("Columns"), line=bool(options))]
        missing = missing_words(self._kind, set(reading.columns))
        if missing:
            parts.append(boxed(column(label(missing, "strong", wrap=True, tone="red"), margins=(0, 0, 0, 8))))
        mapped = [each for each in columns if each.field]
        others = [each for each in columns if not each.field and (each.heading or each.samples)]
        parts += [self._column(each) for each in [*mapped, *others][:MOST_COLUMNS]]
        self.set_body(parts, keep=True)

    # what the file leaves open

    def _options(self, reading: Reading, prepared: Ready, lacking: bool) -> list[QWidget]:
        made: list[QWidget] = []
        if isinstance(prepared, Prepared):
            made += self._order_options(reading, prepared, lacking)
        elif self._update or any(doubt.code == "differs_here" for doubt in prepared.doubts):
            hint = _("What the file says otherwise is taken over; what it leaves blank stays.")
            made.append(self._update_field(_("Update records that changed"), hint))
        if prepared.head.profile is not None:
            made.append(self._name_field(prepared.head.profile))
        else:
            self._name = None
        return made

    def _order_options(self, reading: Reading, prepared: Prepared, lacking: bool) -> list[QWidget]:
        made: list[QWidget] = []
        if not reading.names_customers():
            made.append(self._customer_field())
        if "promised_date" not in reading.columns:
            made.append(self._days_field())
        if lacking or self._create:
            made.append(self._create_field(prepared))
        if self._update or any(doubt.code == "changed_since" for doubt in prepared.doubts):
            hint = _("Orders that came in before take over what the file says now, while nothing of them is under way.")
            made.append(self._update_field(_("Update orders that changed"), hint))
        return made

    def _update_field(self, term: str, hint: str) -> QWidget:
        field = CheckField(term)
        field.setChecked(self._update)
        field.toggled.connect(self._take_update)
        return boxed(column(field, label(hint, "hint", wrap=True), gap=2, margins=(0, 8, 0, 8)))

    def _take_update(self, on: bool) -> None:
        self._update = on
        self._changed()

    def _name_field(self, profile: Kept) -> QWidget:
        """Where something of this file is kept for the next one, the name it is kept under."""
        field = TextField()
        field.setText(self.name() or profile.name)
        field.setMaxLength(100)
        self._name = field
        return FieldRow(_("Files like this one"), field, required=False,
                        hint=_("Known by their columns: what you choose here holds for the next one too."))  # fmt: skip

    def _customer_field(self) -> QWidget:
        field = customer_lookup(self._shell)
        field.set_choice(self._customer)
        field.chosen.connect(self._take_customer)
        field.edited.connect(lambda: self._take_customer(None) if not field.text().strip() else None)
        return FieldRow(_("Customer of these orders"), field, required=False,
                        hint=_("The file names none; a shop's orders go to the shop."))  # fmt: skip

    def _take_customer(self, customer: CustomerChoice | None) -> None:
        self._customer = customer
        self._changed()

    def _days_field(self) -> QWidget:
        field = IntField(0, 365, example="3")
        field.setText("" if self._days is None else str(self._days))
        wait = QTimer(field, singleShot=True, interval=400)
        wait.timeout.connect(lambda: self._take_days(field))
        field.edited.connect(wait.start)
        return FieldRow(_("Promised in days from today"), field, required=False,
                        hint=_("The file names no day. Empty: the orders come in as drafts."))  # fmt: skip

    def _take_days(self, field: IntField) -> None:
        if not field.problem():
            self._days = field.value()
            self._changed()

    def _create_field(self, prepared: Prepared) -> QWidget:
        field = CheckField(_("Add unknown customers and products"))
        field.setChecked(self._create)
        field.toggled.connect(self._take_create)
        added = []
        if prepared.customers:
            count = len(prepared.customers)
            added.append(ngettext("{count} customer", "{count} customers", count).format(count=f"{count:,}"))
        if prepared.products:
            count = len(prepared.products)
            added.append(ngettext("{count} product", "{count} products", count).format(count=f"{count:,}"))
        hint = _("Will be added: {what}").format(what=_(", ").join(added)) if added else _("Made from the file's rows.")
        return boxed(column(field, label(hint, "hint", wrap=True), gap=2, margins=(0, 8, 0, 8)))

    def _take_create(self, on: bool) -> None:
        self._create = on
        self._changed()

    def _changed(self) -> None:
        customer = self._customer.id if self._customer else None
        self.options_changed.emit(Options(self._create, customer, self._days, update=self._update))

    # columns

    def _column(self, each: FileColumn) -> QWidget:
        samples = ElidedLabel(", ".join(each.samples), "caption")
        term = field_term(self._kind, each.field)
        button = MenuButton(term)
        spoken = _("{heading} is read as {field}")
        button.setAccessibleName(spoken.format(heading=heading_of(each), field=term))
        button.setFixedWidth(150)
        button.clicked.disconnect()
        button.clicked.connect(partial(self._open_menu, button, each))
        line = row(gap=10, margins=(0, 5, 0, 5))
        line.addLayout(column(ElidedLabel(heading_of(each), "bodyStrong"), samples, gap=0), 1)
        line.addWidget(button)
        return boxed(line)

    def _open_menu(self, button: MenuButton, each: FileColumn) -> None:
        menu = self.field_menu(each)
        menu.setParent(button, menu.windowFlags())
        menu.popup(button.mapToGlobal(button.rect().bottomLeft()))

    def field_menu(self, each: FileColumn) -> QMenu:
        """The fields a column can be read as."""
        return field_menu(self._kind, each.field, lambda name: self._set_field(each, name))

    def _set_field(self, each: FileColumn, name: str) -> None:
        """One column a field: who had it before loses it."""
        mine = letters(each.at)
        mapping = {letters(other.at): other.field for other in self._columns}
        lost = {at: "" for at, field in mapping.items() if field == name and same_sheet(at, mine)}
        self.mapped.emit({**mapping, **lost, mine: name})
