"""What the mornings share: somebody signed in, keys that are counted, and eyes that read a window."""

from collections.abc import Callable
from typing import Any

import shiboken6
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from desktop.demo.player import Player
from tests.journeys.morning import PASSWORD

Start = Callable[[str], Player]


class Keys:
    """Counts the keys that a person presses at a player's program."""

    def __init__(self, player: Player) -> None:
        self.pressed = 0
        self._press, self._type = player.press, player.type
        player.press = self._count_press  # type: ignore[method-assign]
        player.type = self._count_type  # type: ignore[method-assign]

    def _count_press(self, *keys: str) -> None:
        self.pressed += len(keys)
        self._press(*keys)

    def _count_type(self, text: str) -> None:
        self.pressed += len(text)
        self._type(text)


def words(widget: QWidget) -> str:
    """What can be read in a part of a window."""
    shown = [each for each in widget.findChildren(QWidget) if each.isVisible()]
    return " | ".join((each.text() if isinstance(each, QLabel) else "") or each.accessibleName() for each in shown)


def signed_in(start: Start, url: str, login: str, window: str) -> tuple[Player, Any]:
    player = start(url)
    player.sign_in(login, PASSWORD)
    found = player.visit(window)
    player.settled()
    return player, found


def gone(player: Player, dialog: QWidget) -> None:
    """Wait until a dialog has closed and nothing follows any more."""
    player.until(lambda: not (shiboken6.isValid(dialog) and dialog.isVisible()), "the dialog to close")
    player.settled()


def focus(player: Player) -> QWidget:
    """What has the keyboard, or gets it back as soon as the window has it."""
    found = QApplication.focusWidget() or player.page().focusWidget()
    assert found is not None, "nothing has the keyboard"
    return found
