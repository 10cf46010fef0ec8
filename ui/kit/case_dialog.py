"""A form that runs one use case: refusals are shown at the field they are about, nothing typed is lost."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from PySide6.QtWidgets import QWidget

from services.errors import NeedsConfirmation, Refusal, Unavailable
from services.unit import Call
from ui.kit.forms import Form, FormDialog
from ui.shell import Shell

T = TypeVar("T")


class CaseDialog(FormDialog):
    """`work(values)` gives what to run with a call; `done(result)` follows, after the dialog has closed.

    `fields` says which field a refusal's code is about; what is about none is said on top.
    """

    def __init__(
        self,
        parent: QWidget,
        shell: Shell,
        title: str,
        form: Form,
        verb: str,
        work: Callable[[dict[str, Any]], Callable[[Call], T]],
        done: Callable[[T], None],
        fields: Mapping[str, str],
    ) -> None:
        super().__init__(parent, title, form, verb, self._save_values)
        self._shell, self._work, self._done, self._fields = shell, work, done, dict(fields)

    def _save_values(self, values: dict[str, Any]) -> None:
        self._shell.run(self, self._work(values), self._finished, failed=self._failed, button=self.save_button)

    def _finished(self, result: Any) -> None:
        self.accept()
        self._done(result)

    def _failed(self, error: Exception) -> bool:
        if not isinstance(error, Refusal) or isinstance(error, Unavailable | NeedsConfirmation):
            return False
        show_refusal(self.form, self._shell, error, self._fields)
        return True


def show_refusal(form: Form, shell: Shell, error: Refusal, fields: Mapping[str, str]) -> None:
    """Put a refusal's sentence below its field, or on top when it is about none."""
    field = fields.get(error.code) or str(error.data.get("field", ""))
    if field in form.values():
        form.show_errors({field: shell.errors.text(error)})
    else:
        form.say(shell.errors.text(error))
