"""Serial numbers: the field of a line that comes in, and the list of a product's pieces that lie here."""

import re
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from resources.i18n import _, ngettext
from services import one_of_a_kind, serial_numbers
from services.serial_numbers import Numbers
from services.unit import Call, Created
from ui.kit.case_dialog import CaseDialog
from ui.kit.fields import NotesField, TextField
from ui.kit.formats import quantity
from ui.kit.forms import Form
from ui.scan.filter import ScanFilter
from ui.shell import Shell

# Numbers by GS1 may hold commas, but no blanks.
_BETWEEN = re.compile(r"[,;]?[\s，；、]+|[,;]$")
# Of numbers of 40 characters, a line each.
LONGEST = serial_numbers.MOST * 41


def split(text: str) -> tuple[str, ...]:
    """Numbers as typed or pasted, parted by blanks or line ends; in capitals."""
    return tuple(part.upper() for part in _BETWEEN.split(text) if part)


class SerialsField(TextField):
    """Several numbers in one line."""

    def __init__(self) -> None:
        super().__init__(_("Scan or type them, with a blank between"), longest=LONGEST)

    def value(self) -> tuple[str, ...]:
        return split(self.text())

    def set_value(self, value: Iterable[str] | None) -> None:
        self.setText(" ".join(value or ()))


def serials_dialog(
    owner: QWidget, shell: Shell, product_id: int, name: str, scans: ScanFilter | None, done: Callable[[], None]
) -> None:
    """Show the numbers that lie here, to be put right; a scan adds its own."""

    def open_with(found: Numbers) -> None:
        dialog = _made(owner, shell, product_id, name, found, done)
        take_scans(dialog, dialog.form, scans)
        dialog.open()

    shell.read(owner, lambda: serial_numbers.numbers(product_id), open_with, key="serials")


def take_scans(dialog: QWidget, form: Form, scans: ScanFilter | None) -> None:
    """A scan in this form adds its number to its field "serials"."""
    if scans is not None:
        scans.subscribe(dialog, partial(_scanned, form))


def ask_for_pieces(form: Form) -> None:
    """A field for the numbers of the pieces that a form is about."""
    form.add("serials", _("Serial numbers of these pieces"), SerialsField(), span=2)


# At which field the refusals stand that are about numbers.
FIELDS = dict.fromkeys(
    ("serial_here", "serial_twice", "serial_not_here", "too_many_serials", "serials_differ", "serials_missing",
     "serials_above"), "serials",
)  # fmt: skip


def _scanned(form: Form, text: str) -> None:
    serial = one_of_a_kind.scanned_piece(text)
    field = form.editor("serials")
    assert isinstance(field, NotesField | SerialsField)
    there = field.value() if isinstance(field, SerialsField) else split(field.value())
    if not serial:
        form.say(_("“{text}” names no serial number. It does not count.").format(text=text))
    elif serial in there:
        form.say(_("Serial number {serial} is here already. It does not count twice.").format(serial=serial))
    else:
        form.say("")
        if isinstance(field, SerialsField):
            field.set_value((*there, serial))
        else:
            field.set_value("\n".join((serial, *there)))


def _made(
    owner: QWidget, shell: Shell, product_id: int, name: str, found: Numbers, done: Callable[[], None]
) -> CaseDialog:
    form, field = Form(columns=1), NotesField(lines=12, longest=LONGEST)
    field.set_value("\n".join(found.here))
    without = ngettext(
        "{count} piece lies here without a number.", "{count} pieces lie here without a number.", int(found.nameless)
    ).format(count=quantity(found.nameless))
    every = _("Every piece in the house has its number: the bench takes no other.")
    form.add("serials", _("Pieces that lie here, one a line"), field, hint=without if found.nameless else every)

    def work(values: dict[str, Any]) -> Callable[[Call], Created]:
        typed = split(values["serials"])
        came = tuple(each for each in typed if each not in set(found.here))
        gone = tuple(each for each in found.here if each not in set(typed))
        return lambda call: serial_numbers.number_pieces(call, product_id, came, gone)

    return CaseDialog(owner, shell, _("Serial numbers of {name}").format(name=name), form, _("Save"), work,
                      lambda _done: done(), FIELDS)  # fmt: skip
