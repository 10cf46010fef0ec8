"""Child processes: the one way in which the program starts what it should not do in itself.

    press = Child("press", Limits(idle=120))
    pdf = press.ask("printing.documents.pick_list:render_pick_list", (content,), {"language": "en"})

A child calls functions by name, one after another; they take and return plain data. It starts when it is first asked,
starts anew when it is gone, and goes with the program, however that ends. What a function raises is raised here. On the
way it may `tell` how far it is, which `ask(..., told=...)` hears.
"""

import pickle
import sys
import threading
import time
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

TICK = 0.05
END_SECONDS = 10.0
ORPHANED = 1  # exit status
_MODEST, _BELOW_NORMAL = 10, 0x4000  # nice; BELOW_NORMAL_PRIORITY_CLASS of Windows
_pipe: "Connection | None" = None  # in a child: to the program


@dataclass(frozen=True, slots=True)
class Limits:
    """What a child may take. `memory` in bytes of address space, where the system knows such a limit.

    `idle` seconds without a question end it; `modest` lets everything else have the processor first; `quiet` keeps its
    last words off the console.
    """

    memory: int = 0
    idle: float | None = None
    modest: bool = False
    quiet: bool = False


class ChildEnded(Exception):
    """The child went instead of answering; its exit status, None where it isn't known."""

    def __init__(self, status: int | None) -> None:
        super().__init__(status)
        self.status = status


class ChildTooSlow(Exception):
    """The time it was given is over. The child has been ended."""


class Child:
    """A child process and the way to it. One question at a time, from any thread."""

    def __init__(self, name: str, limits: Limits = Limits()) -> None:
        self.answered = 0
        """The bytes of the newest answer."""
        self._name, self._limits = name, limits
        self._lock = threading.Lock()
        self._process: BaseProcess | None = None
        self._pipe: Connection | None = None

    def ask(
        self,
        function: str,
        args: tuple[Any, ...] = (),
        named: Mapping[str, Any] | None = None,
        *,
        tick: Callable[[], None] = lambda: None,
        told: Callable[..., None] = lambda *_how_far: None,
        seconds: float | None = None,
    ) -> Any:
        """The answer of the function "module:name". Raises what that raised; ChildEnded, ChildTooSlow.

        `tick` is called several times a second; what it or `told` raises ends the child and is raised here.
        """
        with self._lock:
            pipe = self._ready()
            try:
                pipe.send((function, args, dict(named or {})))
                done, value = self._answer(pipe, tick, told, seconds)
            except (EOFError, OSError) as error:
                raise ChildEnded(self._status()) from error
            except BaseException:
                self._end()
                raise
        if not done:
            raise value
        return value

    def warm(self) -> None:
        """Start it before it is needed. Takes some 10 ms."""
        with self._lock:
            self._ready()

    def end(self) -> None:
        """End it, after what it is doing; whatever it is doing after `END_SECONDS`, and who asked hears ChildEnded."""
        if self._lock.acquire(timeout=END_SECONDS):
            try:
                self._end()
            finally:
                self._lock.release()
        elif (process := self._process) is not None:
            process.kill()

    def pid(self) -> int | None:
        """The process that is there now."""
        return self._process.pid if self._process is not None and self._process.is_alive() else None

    def _answer(
        self, pipe: "Connection", tick: Callable[[], None], told: Callable[..., None], seconds: float | None
    ) -> tuple[bool, Any]:
        until = None if seconds is None else time.monotonic() + seconds
        while True:
            while not pipe.poll(TICK):
                tick()
                if until is not None and time.monotonic() > until:
                    raise ChildTooSlow
            answer = pipe.recv_bytes()
            kind, value = pickle.loads(answer)
            if kind != "told":
                self.answered = len(answer)
                return kind == "done", value
            told(*value)

    def _ready(self) -> "Connection":
        if self._process is not None and self._process.is_alive() and self._pipe is not None:
            return self._pipe
        import multiprocessing  # not before a child is needed

        self._end()
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        process = context.Process(target=_serve, args=(theirs, self._limits), name=self._name, daemon=True)
        process.start()  # where it can't be started there is nothing to end
        self._process = process
        theirs.close()
        return self._pipe

    def _status(self) -> int | None:
        if self._process is not None:
            self._process.join(1)
        status = self._process.exitcode if self._process is not None else None
        self._end()
        return status

    def _end(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.join()
        if self._pipe is not None:
            self._pipe.close()
        self._process = self._pipe = None


def function_named(name: str) -> Callable[..., Any]:
    """The function "module:name"."""
    module, _colon, function = name.partition(":")
    found: Callable[..., Any] = getattr(import_module(module), function)
    return found


def tell(*how_far: Any) -> None:
    """From a function that a child runs: what the one who asked should hear before the answer."""
    if _pipe is not None:
        _pipe.send_bytes(pickle.dumps(("told", how_far)))


def _serve(pipe: "Connection", limits: Limits) -> None:
    global _pipe
    _pipe = pipe
    threading.Thread(target=_end_with_the_program, name="parent", daemon=True).start()
    _keep_to(limits)
    while pipe.poll(limits.idle):
        try:
            function, args, named = pipe.recv()
        except (EOFError, OSError):
            return
        pipe.send_bytes(_packed(*_done(function, args, named)))


def _end_with_the_program() -> None:
    """A program that was killed leaves no child at its work."""
    import os
    from multiprocessing import parent_process
    from multiprocessing.connection import wait

    program = parent_process()
    if program is not None:
        wait([program.sentinel])
        os._exit(ORPHANED)


def _done(function: str, args: tuple[Any, ...], named: dict[str, Any]) -> tuple[str, Any]:
    try:
        return "done", function_named(function)(*args, **named)
    except Exception as error:  # noqa: BLE001 - raised again on the other side
        error.add_note(traceback.format_exc())
        return "failed", error


def _packed(kind: str, value: Any) -> bytes:
    try:
        return pickle.dumps((kind, value), protocol=5)
    except (pickle.PicklingError, TypeError, AttributeError):
        if kind == "done":
            raise
        told = RuntimeError(f"{type(value).__name__}: {value}")  # an error that holds what can't be sent
        told.__notes__ = value.__notes__
        return pickle.dumps((kind, told), protocol=5)


def _keep_to(limits: Limits) -> None:
    import os
    import signal
    from contextlib import suppress

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C on the console is for the program
    if limits.modest:
        _be_modest()
    if limits.memory and sys.platform == "win32":
        from resources.job_object import limit_memory

        limit_memory(limits.memory)
    elif limits.memory:
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        with suppress(ValueError, OSError):  # some systems know no such limit; the time limit still holds
            resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    if limits.quiet and sys.stderr is not None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)


def _be_modest() -> None:
    if sys.platform == "win32":
        import ctypes

        kernel = ctypes.windll.kernel32
        kernel.SetPriorityClass(kernel.GetCurrentProcess(), _BELOW_NORMAL)
    else:
        import os

        os.nice(_MODEST)
