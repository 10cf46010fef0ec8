"""Why a paper is printed again: asked before the second copy, kept in the audit log.

    ask_why(self, shell, error, again)       # `error` is NeedsConfirmation printed_before; again(reason) prints
    each_once(packages, done, print_one)     # `again` gets the same `done`: what was printed before the question is not
                                             # printed twice
"""

from collections.abc import Callable, Iterable
from typing import Any

from PySide6.QtWidgets import QWidget

from resources.i18n import _
from services.errors import NeedsConfirmation
from services.print_desk import OWN_REASONS, REASON_TERMS
from services.printing_jobs import LONGEST_REASON
from ui.kit.fields import ChoiceField, TextField
from ui.kit.forms import Form, FormDialog
from ui.shell import Shell

OWN_WORDS = "\n"


class WhyDialog(FormDialog):
    """See the module."""

    def __init__(self, parent: QWidget, told: str, again: Callable[[str], None]) -> None:
        form = Form(columns=1)
        offered = [(code, _(term)) for code, term in REASON_TERMS.items() if code not in OWN_REASONS]
        form.add("why", _("Why is it printed again?"), ChoiceField([*offered, (OWN_WORDS, _("Another reason"))]))
        form.add("words", _("In your words"), TextField(longest=LONGEST_REASON))
        super().__init__(parent, _("Print again"), form, _("Print again"), self._chosen)
        form.say(told)
        self._again = again
        form.editor("why").edited.connect(self._show_words)
        self._show_words()

    def _show_words(self) -> None:
        own = self.form.editor("why").value() == OWN_WORDS
        self.form.editor("words").parentWidget().setVisible(own)

    def _chosen(self, values: dict[str, Any]) -> None:
        own = values["why"] == OWN_WORDS
        reason = (values["words"] or "").strip() if own else values["why"]
        if not reason:
            self.form.show_errors({"words": _("Say in a few words why.")})
            return
        self.accept()
        self._again(reason)


def ask_why(owner: QWidget, shell: Shell, error: Exception, again: Callable[[str], None]) -> bool:
    """Open the question for this error; False for any other, which goes to the error door."""
    if not isinstance(error, NeedsConfirmation) or error.code != "printed_before":
        return False
    WhyDialog(owner, shell.errors.text(error), again).open()
    return True


def each_once(packages: Iterable[int], done: dict[int, int], print_one: Callable[[int], int]) -> dict[int, int]:
    """Print each package that is not among the `done`, and note its copy there; gives `done`."""
    for package in packages:
        if package not in done:
            done[package] = print_one(package)
    return done
