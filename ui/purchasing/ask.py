"""Ask the buyer for what an order lacks; what was asked can be taken back at once."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from resources.i18n import ngettext
from services import replenishment
from services.replenishment import Asked
from ui.kit.jobs import ignore
from ui.shell import Shell


def ask_buyer(
    owner: QWidget, shell: Shell, order_id: int, done: Callable[[Asked], None] = ignore, button: QWidget | None = None
) -> None:
    """See the module. `done` follows, also when it was taken back."""

    def asked(made: Asked) -> None:
        count = len(made.requests)
        text = ngettext("The buyer is asked for {count} line.", "The buyer is asked for {count} lines.", count)
        shell.toast(text.format(count=count), undo=lambda: back(made))
        done(made)

    def back(made: Asked) -> None:
        shell.run(owner, lambda call: replenishment.withdraw(call, made.requests), done)

    shell.run(owner, lambda call: replenishment.ask_for_order(call, order_id), asked, button=button)
