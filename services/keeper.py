"""The keeper: a child process that writes, proves and looks over whole databases, which takes a core for minutes.

    _written: Callable[..., Snapshot] = apart("services.backup:written")
    made = _written(path, report=report)

Such a function works on the bound database and takes `report(done, total)`. Where the keeper is open, which the
program of the windows sees to, it runs in a child that leaves the processor to everything else; anywhere else it runs
right here. `report` hears of it several times a second, and what it raises ends the child.
"""

from collections.abc import Callable
from typing import Any

from models import base
from resources.children import Child, ChildEnded, Limits, function_named, tell
from services.errors import Unavailable

Report = Callable[[int, int], None]
_is_open = False


def unheard(done: int, total: int) -> None:
    """The report of work that nobody waits for."""


def apart(name: str) -> Callable[..., Any]:
    """The function `module:name`, run by the keeper while that is open. Raises Unavailable keeper_ended too."""

    def run(*args: Any, report: Report = unheard) -> Any:
        return _beside(name, args, report) if _is_open else function_named(name)(*args, report=report)

    return run


def open_keeper() -> None:
    """Let children do the work from now on."""
    global _is_open
    _is_open = True


def close_keeper() -> None:
    """What is asked for later is done right here."""
    global _is_open
    _is_open = False


def _beside(name: str, args: tuple[Any, ...], report: Report) -> Any:
    heard = (0, 0)

    def told(*how_far: int) -> None:
        nonlocal heard
        heard = how_far[0], how_far[1]
        report(*heard)

    child = Child("keeper", Limits(modest=True))
    try:
        address = base.db.obj.address
        return child.ask("services.keeper:kept", (address, name, args), tick=lambda: report(*heard), told=told)
    except ChildEnded as error:
        raise Unavailable("keeper_ended") from error
    finally:
        child.end()


def kept(address: str, name: str, args: tuple[Any, ...]) -> Any:
    """In the child: bind the program's database and do what was asked."""
    base.open_database(address)
    try:
        return function_named(name)(*args, report=tell)
    finally:
        if not base.db.is_closed():
            base.db.close()
