"""The forms of bins: new ones, one or a whole series, and another code or name."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from resources.i18n import _, ngettext
from services import bins
from services.bins import Added, Place
from services.errors import Refusal
from services.unit import Created
from ui.inventory.words import kind_word
from ui.kit.case_dialog import CaseDialog
from ui.kit.fields import ChoiceField, TextField
from ui.kit.forms import Form
from ui.kit.labels import label
from ui.shell import Shell
from ui.texts import text_for

KINDS = ("bin", "aisle", "zone", "receiving", "quarantine")
FIELDS = {"code_taken": "first", "empty_code": "first", "bad_bin_code": "first", "bad_series": "last",
          "too_many_bins": "last", "bad_kind": "kind", "bad_parent": "parent"}  # fmt: skip


def add_dialog(
    owner: QWidget, shell: Shell, groups: Sequence[Place], inside: int | None, done: Callable[[Added], None]
) -> CaseDialog:
    """New bins: a code, or from one code to another."""
    form = Form()
    first, last = TextField(_("Such as A-01-01"), longest=30), TextField(_("Empty: only this one"), longest=30)
    form.add("first", _("Code"), first, required=_("Type a code."))
    form.add("last", _("Up to"), last)
    form.add("kind", _("Kind"), ChoiceField([(kind, kind_word(kind)) for kind in KINDS]))
    holders = [(place.id, f"{'    ' * place.depth}{place.code}") for place in groups]
    parent = ChoiceField([(None, _("At the top")), *holders])
    parent.set_value(inside)
    form.add("parent", _("Lies in"), parent)
    form.add("name", _("Name"), TextField(), span=2)
    dialog = CaseDialog(
        owner, shell, _("New bins"), form, _("Add bins"),
        lambda values: lambda call: bins.add_bins(
            call, values["first"], values["last"], values["parent"], values["kind"], values["name"]
        ),
        done, FIELDS,
    )  # fmt: skip
    told = label("", "hint", wrap=True)
    dialog.body.insertWidget(1, told)
    for field in (first, last):
        field.edited.connect(lambda: told.setText(foretold(str(first.value()), str(last.value()))))
    dialog.open()
    return dialog


def foretold(first: str, last: str) -> str:
    """What a series would make, or why it makes none."""
    if not first or not last:
        return ""
    try:
        codes = bins.series(first, last)
    except Refusal as error:
        return text_for(error)
    few = ", ".join(codes[:3]) + (" … " if len(codes) > 4 else ", ") + codes[-1] if len(codes) > 3 else ", ".join(codes)
    return ngettext("{count} place: {codes}", "{count} places: {codes}", len(codes)).format(
        count=len(codes), codes=few
    )  # fmt: skip


def rename_dialog(owner: QWidget, shell: Shell, place: Place, done: Callable[[Created], None]) -> CaseDialog:
    """Another code or name."""
    form = Form(columns=1)
    code = TextField(longest=30)
    hint = "" if place.group or place.fixed else _("With another code its label must be printed anew.")
    form.add("code", _("Code"), code, required=_("Type a code."), hint=hint)
    form.add("name", _("Name"), TextField())
    form.set_values({"code": place.code, "name": place.name})
    code.setReadOnly(place.fixed)
    dialog = CaseDialog(
        owner, shell, _("Change {name}").format(name=place.code), form, _("Save"),
        lambda values: lambda call: bins.rename_bin(call, place.id, values["code"], values["name"]), done,
        {"code_taken": "code", "bad_bin_code": "code", "empty_code": "code", "fixed_place": "code"},
    )  # fmt: skip
    dialog.open()
    return dialog
