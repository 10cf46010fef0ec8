"""The press: a child process that lays papers out and draws them, so that the program's own stays small and quick.

What papers are made with takes 60 MB and holds the interpreter for a tenth of a second at a time. Functions that take
and return plain data are called through the press by name:

    render_pick_list: Callable[..., bytes] = apart("printing.documents.pick_list:render_pick_list")

They run in the child while the press is open, which the windows' program sees to; anywhere else they run right here.
The child starts when it is first needed, goes when it was idle for long, and comes back.
"""

import threading
import traceback
from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Any

from printing.errors import Unprintable

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

IDLE_SECONDS = 120.0
PACKAGE = "printing."


def apart(name: str) -> Callable[..., Any]:
    """The function `module:name` of this package, run by the press while that is open."""
    assert name.startswith(PACKAGE), name

    def run(*args: Any, **named: Any) -> Any:
        return _press.ask(name, args, named) if _press.is_open else _found(name)(*args, **named)

    return run


def open_press() -> None:
    """Let the child do the work from now on."""
    _press.is_open = True


def warm_press() -> None:
    """Start the child before the first paper asks for it, where the press is open. Takes some 10 ms."""
    if _press.is_open:
        _press.warm()


def close_press() -> None:
    """End the child; what is asked for later is done right here."""
    _press.is_open = False
    _press.close()


class Press:
    """The child and the way to it. One paper at a time, from any thread."""

    def __init__(self, idle_seconds: float = IDLE_SECONDS) -> None:
        self.is_open = False
        self._idle = idle_seconds
        self._lock = threading.Lock()
        self._process: BaseProcess | None = None
        self._pipe: Connection | None = None

    def ask(self, name: str, args: tuple[Any, ...], named: dict[str, Any]) -> Any:
        """The answer of the function of that name. Raises what it raised; Unprintable press_ended."""
        with self._lock:
            done, value = self._answer((name, args, named))
        if not done:
            raise value
        return value

    def warm(self) -> None:
        with self._lock:
            self._child()

    def close(self) -> None:
        with self._lock:
            self._end()

    def _answer(self, asked: tuple[Any, ...]) -> tuple[bool, Any]:
        """Asked a second time when the child is gone: it may have ended of idleness the moment before."""
        for _try in range(2):
            pipe = self._child()
            try:
                pipe.send(asked)
                answer: tuple[bool, Any] = pipe.recv()
            except (EOFError, OSError):
                self._end()
            else:
                return answer
        raise Unprintable("press_ended")

    def _child(self) -> "Connection":
        if self._process is not None and self._process.is_alive() and self._pipe is not None:
            return self._pipe
        import multiprocessing  # not before a paper is asked for

        self._end()
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, self._idle), name="press", daemon=True)
        self._process.start()
        theirs.close()
        return self._pipe

    def _end(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.join()
        if self._pipe is not None:
            self._pipe.close()
        self._process = self._pipe = None


_press = Press()


def _found(name: str) -> Callable[..., Any]:
    module, _colon, function = name.partition(":")
    found: Callable[..., Any] = getattr(import_module(module), function)
    return found


def _serve(pipe: "Connection", idle: float) -> None:
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C on the console is for the program
    while pipe.poll(idle):
        try:
            name, args, named = pipe.recv()
        except (EOFError, OSError):
            return
        pipe.send(_done(name, args, named))


def _done(name: str, args: tuple[Any, ...], named: dict[str, Any]) -> tuple[bool, Any]:
    try:
        return True, _found(name)(*args, **named)
    except Exception as error:  # noqa: BLE001 - raised again on the other side
        error.add_note(traceback.format_exc())
        return False, error
