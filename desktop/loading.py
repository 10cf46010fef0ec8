"""What windows are made of, loaded before anybody visits them, so that no visit waits for files.

Classes of Qt are made on the UI thread only: Qt asks widgets for their class without Python's lock, and the table that
PySide 6.11 keeps of the classes is not to be read while another thread adds to it. It crashed seconds after the start.
"""

import sys
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from opcode import EXTENDED_ARG, opmap
from time import perf_counter
from types import CodeType

from PySide6.QtCore import QObject, QTimer

PLAIN = frozenset({"models", "printing", "resources", "services"})
OURS = PLAIN | {"desktop", "ui"}
_LOAD_NAME, _IMPORT_NAME, _IMPORT_FROM = opmap["LOAD_NAME"], opmap["IMPORT_NAME"], opmap["IMPORT_FROM"]
_JUMPS = frozenset(code for name, code in opmap.items() if "JUMP" in name and name.endswith("IF_FALSE"))
# Keys and clicks wait for one slice at most; between two they have the thread to themselves.
SLICE_SECONDS, GAP_MS = 0.008, 8


def load_plain(names: Iterable[str], stopped: Callable[[], bool]) -> list[str]:
    """Import, on any thread, what the modules `names` take from the parts of the program that know no Qt.

    Returns what is left for `load_between`: the modules with windows in them, each after those that it takes.
    """
    left: dict[str, None] = {}
    seen: set[str] = set()

    def visit(name: str) -> None:
        if name in seen or name in sys.modules or stopped():
            return
        seen.add(name)
        spec = _spec(name)
        if spec is None:
            return
        if name.partition(".")[0] in PLAIN:
            import_module(name)
            return
        for each in _taken(spec):
            visit(each)
        left[name] = None

    for name in names:
        visit(name)
    return list(left)


def load_between(
    owner: QObject, names: list[str], done: Callable[[], None], stopped: Callable[[], bool] = lambda: False
) -> None:
    """Import modules on the UI thread, a few ms at a time while `owner` lives, until `stopped`; then call `done`."""
    end = perf_counter() + SLICE_SECONDS
    rest = iter(() if stopped() else names)
    for name in rest:
        import_module(name)
        if perf_counter() > end:
            break
    left = list(rest)
    QTimer.singleShot(GAP_MS, owner, (lambda: load_between(owner, left, done, stopped)) if left else done)


def _taken(spec: ModuleSpec) -> Iterator[str]:
    """The modules of the program that a module imports when it is imported itself."""
    code = spec.loader.get_code(spec.name) if spec.loader is not None else None  # type: ignore[attr-defined]
    for module, parts in _imports(code) if code is not None else ():
        if module.partition(".")[0] not in OURS:
            continue
        yield module
        package = _spec(module) if parts else None
        if package is not None and package.submodule_search_locations is not None:
            yield from (f"{module}.{part}" for part in parts)


def _imports(code: CodeType) -> Iterator[tuple[str, list[str]]]:
    """What a module's code imports at its top: each module with the names that are taken from it.

    What only a type checker imports is passed over. Operations: https://docs.python.org/3/library/dis.html
    """
    found: list[tuple[str, list[str]]] = []
    high = beyond = 0
    for at, (operation, low) in enumerate(zip(code.co_code[::2], code.co_code[1::2], strict=True)):
        number = high | low
        high = number << 8 if operation == EXTENDED_ARG else 0
        if operation == _LOAD_NAME and code.co_names[number] == "TYPE_CHECKING":
            beyond = -1
        elif beyond < 0 and operation in _JUMPS:
            beyond = at + number
        elif operation == _IMPORT_NAME and at > beyond:
            found.append((code.co_names[number], []))
        elif operation == _IMPORT_FROM and at > beyond:
            found[-1][1].append(code.co_names[number])
    return iter(found)


def _spec(name: str) -> ModuleSpec | None:
    try:
        return find_spec(name)
    except ModuleNotFoundError:
        return None
