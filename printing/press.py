"""The press: a child process that lays papers out and draws them, so that the program's own stays small and quick.

What papers are made with takes 60 MB and holds the interpreter for a tenth of a second at a time. Functions that take
and return plain data are called through the press by name:

    render_pick_list: Callable[..., bytes] = apart("printing.documents.pick_list:render_pick_list")

They run in the child while the press is open, which the windows' program sees to; anywhere else they run right here.
The child starts when it is first needed, goes when it was idle for long, and comes back.
"""

from collections.abc import Callable
from typing import Any

from printing.errors import Unprintable
from resources.children import Child, ChildEnded, Limits, function_named

IDLE_SECONDS = 120.0
PACKAGE = "printing."


def apart(name: str) -> Callable[..., Any]:
    """The function `module:name` of this package, run by the press while that is open."""
    assert name.startswith(PACKAGE), name

    def run(*args: Any, **named: Any) -> Any:
        return _press.ask(name, args, named) if _press.is_open else function_named(name)(*args, **named)

    return run


def open_press() -> None:
    """Let the child do the work from now on."""
    _press.is_open = True


def warm_press() -> None:
    """Start the child before the first paper asks for it, where the press is open."""
    if _press.is_open:
        _press.child.warm()


def close_press() -> None:
    """End the child; what is asked for later is done right here."""
    _press.is_open = False
    _press.child.end()


class Press:
    """The child and when it is to be asked."""

    def __init__(self, idle_seconds: float = IDLE_SECONDS) -> None:
        self.is_open = False
        self.child = Child("press", Limits(idle=idle_seconds))

    def ask(self, name: str, args: tuple[Any, ...], named: dict[str, Any]) -> Any:
        """The answer of the function of that name. Raises what it raised; Unprintable press_ended.

        Asked a second time when the child is gone: it may have ended of idleness the moment before.
        """
        for _try in range(2):
            try:
                return self.child.ask(name, args, named)
            except ChildEnded as error:
                ended = error
        raise Unprintable("press_ended") from ended


_press = Press()
