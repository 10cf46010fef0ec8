"""The reading process: files from outside are only ever opened in a child with a memory and a time limit.

A reader of foreign formats can be made to ask for all memory, to loop, or to abort its whole process; then the
child goes, and the program says that the file cannot be read. One child is kept warm.
"""

import gc
import multiprocessing
import os
import pickle
import signal
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from multiprocessing.connection import Connection
from pathlib import Path

from services.importing.preview import FileRefused
from services.importing.sheets import Sheet

MEMORY_LIMIT = 600_000_000  # address space; a reading of 100,000 rows of 15 cells takes 250 MB
SECONDS = 4.0
SECONDS_A_MEGABYTE = 2.0
TICK = 0.05
OUT_OF_MEMORY = 77  # exit status
BIG_ANSWER = 4_000_000  # bytes after which a child is not used again: its memory would stay with it

Tick = Callable[[], None]


def read_bytes(data: bytes, name: str, password: str | None, *, careful: bool = False) -> list[Sheet]:
    """The sheets of a file. Runs in the child; `read_sheets` is the safe way in. Raises FileRefused."""
    from services.importing import markup, sniff, textfile, workbook

    kind = sniff.kind_of(data, name)
    if kind == "encrypted":
        data = workbook.decrypted(data, password)
        kind = sniff.kind_of(data, name)
    if kind == "workbook":
        return workbook.read_workbook(data, careful=careful)
    if kind == "html":
        return markup.read_html(data)
    if kind == "xml":
        return markup.read_xml(data)
    return textfile.read_text(data, name)


class ReaderDied(Exception):
    """The child went while reading."""


class Reader:
    """A child process that reads files, one at a time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: multiprocessing.process.BaseProcess | None = None
        self._pipe: Connection | None = None

    def read(self, path: Path, password: str | None = None, tick: Tick = lambda: None) -> list[Sheet]:
        """`tick` is called several times a second and may raise to stop. Raises FileRefused."""
        with self._lock:
            try:
                answer = self._ask(path, password, False, tick)
            except ReaderDied:
                answer = self._ask(path, password, True, tick)
        refused, sheets = pickle.loads(answer)
        if refused:
            raise FileRefused(refused)
        return sheets

    def _ask(self, path: Path, password: str | None, careful: bool, tick: Tick) -> bytes:
        pipe = self._start()
        try:
            pipe.send((str(path), password, careful))
            answer = self._wait(pipe, time.monotonic() + _seconds(path), tick)
        except (EOFError, OSError) as e:
            cause = self._cause_of_death()
            self.close()
            raise (FileRefused(cause) if careful else ReaderDied(cause)) from e
        except BaseException:
            self.close()
            raise
        if len(answer) > BIG_ANSWER:
            self.close()
            self._start()
        return answer

    def warm(self) -> None:
        """Start the child before it is needed."""
        with self._lock:
            self._start()

    def close(self) -> None:
        """End the child."""
        if self._process is not None:
            self._process.kill()
            self._process.join()
        if self._pipe is not None:
            self._pipe.close()
        self._process = self._pipe = None

    def _start(self) -> Connection:
        if self._process is not None and self._process.is_alive() and self._pipe is not None:
            return self._pipe
        self.close()
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs,), name="file reader", daemon=True)
        self._process.start()
        theirs.close()
        return self._pipe

    def _wait(self, pipe: Connection, until: float, tick: Tick) -> bytes:
        while not pipe.poll(TICK):
            tick()
            if time.monotonic() > until:
                raise FileRefused("too_big")
        return pipe.recv_bytes()

    def _cause_of_death(self) -> str:
        if self._process is None:
            return "corrupt"
        self._process.join(1)
        out_of_memory = (OUT_OF_MEMORY, -getattr(signal, "SIGABRT", 6), -getattr(signal, "SIGKILL", 9))
        return "too_big" if self._process.exitcode in out_of_memory else "corrupt"


@cache
def shared_reader() -> Reader:
    """The program's one reading process."""
    return Reader()


def _seconds(path: Path) -> float:
    try:
        return SECONDS + SECONDS_A_MEGABYTE * path.stat().st_size / 1_000_000
    except OSError:
        return SECONDS


def _serve(pipe: Connection) -> None:
    _limit()
    gc.disable()  # reading makes millions of cells and no cycles
    while True:
        try:
            path, password, careful = pipe.recv()
        except (EOFError, OSError):
            return
        pipe.send_bytes(pickle.dumps(_answer(Path(path), password, careful), protocol=5))


def _answer(path: Path, password: str | None, careful: bool) -> tuple[str, list[Sheet]]:
    from services.importing.sniff import MAX_FILE

    try:
        if path.stat().st_size > MAX_FILE:
            return "too_big", []
        return "", read_bytes(path.read_bytes(), path.name, password, careful=careful)
    except FileRefused as e:
        return e.code, []
    except OSError:
        return "not_found", []
    except MemoryError:
        if not careful:
            os._exit(OUT_OF_MEMORY)  # what is left of this process cannot be trusted with a second try
        return "too_big", []
    except BaseException as e:
        if isinstance(e, KeyboardInterrupt | SystemExit):
            raise
        return "corrupt", []


def _limit() -> None:
    """A limit on memory where the system has one, and no words of a dying reader on the console."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        with suppress(ValueError, OSError):  # some systems know no such limit; the time limit still holds
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
    if sys.stderr is not None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
