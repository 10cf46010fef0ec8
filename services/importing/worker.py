"""The reading process: files from outside are only ever opened in a child with a memory and a time limit.

A reader of foreign formats can be made to ask for all memory, to loop, or to abort its whole process; then the
child goes, and the program says that the file cannot be read. One child is kept warm.
"""

import gc
import os
import signal
import sys
import time
from collections.abc import Callable
from functools import cache
from math import ceil
from pathlib import Path

from resources.children import Child, ChildEnded, ChildTooSlow, Limits
from services.importing.preview import FileRefused
from services.importing.sheets import Sheet

MEMORY_LIMIT = 600_000_000  # address space; a reading of 100,000 rows of 15 cells takes 250 MB
SECONDS = 3.0  # of the processor, which other programs on a busy PC cannot use up; a usual file takes 0.1
SECONDS_A_MEGABYTE = 1.0
WAIT = 4.0  # by the clock, from when the child is ready
WAIT_A_MEGABYTE = 1.5 if sys.platform == "win32" else 6.0  # big files are people's own, and other programs work too
START = 60.0  # by the clock, for the child to start on a PC that is busy
LEAST_SECONDS = 1.0  # for the second, careful reading
READY = "services.importing.worker:ready"
OUT_OF_TIME = -getattr(signal, "SIGXCPU", 24)
NO_MEMORY = 77  # exit status
OUT_OF_MEMORY = (NO_MEMORY, -getattr(signal, "SIGABRT", 6), -getattr(signal, "SIGKILL", 9))
BIG_ANSWER = 4_000_000  # bytes after which a child is not used again: its memory would stay with it

Tick = Callable[[], None]


def read_bytes(data: bytes, name: str, password: str | None, *, careful: bool = False) -> list[Sheet]:
    """The sheets of a file. Runs in the child; `read_sheets` is the safe way in. Raises FileRefused."""
    from services.importing import aligned, chat, markup, sniff, textfile, workbook

    try:
        kind = sniff.kind_of(data, name)
    except FileRefused as refused:
        if refused.code != "encrypted" or not password:
            raise
        from services.importing import odf

        data = odf.decrypted(data, password)
        kind = sniff.kind_of(data, name)
    if kind == "encrypted":
        data = workbook.decrypted(data, password)
        kind = sniff.kind_of(data, name)
    if kind == "workbook":
        try:
            return workbook.read_workbook(data, careful=careful)
        except FileRefused as refused:
            if refused.code != "encrypted" or not password:
                raise
        return workbook.read_workbook(workbook.decrypted(data, password), careful=careful)  # an old xls
    if kind == "html":
        return markup.read_html(data)
    if kind == "xml":
        return markup.read_xml(data)
    return [aligned.as_table(sheet) or chat.as_table(sheet) or sheet for sheet in textfile.read_text(data, name)]


class Reader:
    """A child process that reads files, one at a time."""

    def __init__(self) -> None:
        self.child = Child("file reader", Limits(memory=MEMORY_LIMIT, quiet=True))

    def read(self, path: Path, password: str | None = None, tick: Tick = lambda: None) -> list[Sheet]:
        """`tick` is called several times a second and may raise to stop. Raises FileRefused."""
        self._ready(tick)
        until = time.monotonic() + WAIT + WAIT_A_MEGABYTE * _megabytes(path)
        try:
            refused, sheets = self._ask(path, password, False, tick, until)
        except ChildEnded as ended:
            if ended.status == OUT_OF_TIME:
                raise FileRefused("too_big") from ended
            refused, sheets = self._ask_again(path, password, tick, until)
        if self.child.answered > BIG_ANSWER:
            self.child.end()
            self.child.warm()
        if refused:
            raise FileRefused(refused)
        return sheets

    def _ready(self, tick: Tick) -> None:
        """A child that is there, and has what it reads with. One that died since the last file is replaced."""
        try:
            self.child.ask(READY, tick=tick, seconds=START)
        except ChildEnded:
            self.child.ask(READY, tick=tick, seconds=START)

    def _ask_again(self, path: Path, password: str | None, tick: Tick, until: float) -> tuple[str, list[Sheet]]:
        try:
            return self._ask(path, password, True, tick, until)
        except ChildEnded as error:
            raise FileRefused("too_big" if error.status in (*OUT_OF_MEMORY, OUT_OF_TIME) else "corrupt") from error

    def _ask(
        self, path: Path, password: str | None, careful: bool, tick: Tick, until: float
    ) -> tuple[str, list[Sheet]]:
        seconds = max(until - time.monotonic(), LEAST_SECONDS)
        try:
            answer: tuple[str, list[Sheet]] = self.child.ask(
                "services.importing.worker:answer", (str(path), password, careful), tick=tick, seconds=seconds
            )
        except ChildTooSlow as error:
            raise FileRefused("too_big") from error
        return answer

    def warm(self) -> None:
        """Start the child before it is needed."""
        self.child.warm()

    def close(self) -> None:
        """End the child."""
        self.child.end()


@cache
def shared_reader() -> Reader:
    """The program's one reading process."""
    return Reader()


def _megabytes(path: Path) -> float:
    try:
        return path.stat().st_size / 1_000_000
    except OSError:
        return 0.0


def limit_time(seconds: float) -> None:
    """In the child: from now on so many seconds of the processor, where the system knows such a limit."""
    if sys.platform != "win32":
        import resource

        _soft, hard = resource.getrlimit(resource.RLIMIT_CPU)
        resource.setrlimit(resource.RLIMIT_CPU, (ceil(sum(os.times()[:2]) + seconds), hard))


def ready() -> None:
    """In the child: what readers are made of is there, so that a file's time is its own."""
    from services.importing import aligned, chat, markup, sniff, textfile, workbook  # noqa: F401


def answer(name: str, password: str | None, careful: bool) -> tuple[str, list[Sheet]]:
    """In the child: the code of a refusal or the sheets."""
    from services.importing.sniff import MAX_FILE

    gc.disable()  # reading makes millions of cells and no cycles
    path = Path(name)
    limit_time((LEAST_SECONDS if careful else SECONDS) + SECONDS_A_MEGABYTE * _megabytes(path))
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
            os._exit(NO_MEMORY)  # what is left of this process cannot be trusted with a second try
        return "too_big", []
    except BaseException as e:
        if isinstance(e, KeyboardInterrupt | SystemExit):
            raise
        return "corrupt", []
