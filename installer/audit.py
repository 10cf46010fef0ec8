"""Is everything in the folder that its programs load? Every import of every DLL and EXE is looked up.

An import must be in the folder or in Windows 10 itself; nothing of Wine's may have slipped in, nothing 32-bit.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from installer.pe import X64, Image

# What Windows 10 has: what Wine implements, less what Microsoft ships apart, plus what Wine lacks.
APART = re.compile(
    r"^(msvc[rp](7|8|9|1[0-4])\d*(_.*)?|vcruntime.*|concrt.*|vcomp.*|mfc.*|atl\d+|vccorlib.*|d3dx.*"
    r"|d3dcompiler_(3|4[0-6]).*|xinput1_[123]|xaudio.*|libvkd3d.*)\.dll$"
)
BEYOND_WINE = {"icuuc.dll", "icuin.dll", "icu.dll", "d3d12.dll", "dcomp.dll"}
API_SETS = ("api-ms-win-", "ext-ms-")
WINE_MARKS = (b"Wine builtin DLL", b"Wine placeholder DLL")


def problems(folder: Path, system: Path) -> tuple[int, list[str]]:
    """How many programs and libraries were looked at, and what is wrong with them. `system` is Wine's system32."""
    windows = {path.name.lower() for path in system.iterdir()}
    windows = {name for name in windows if not APART.match(name)} | BEYOND_WINE
    files = [path for path in sorted(folder.rglob("*")) if path.suffix.lower() in (".dll", ".pyd", ".exe")]
    there = windows | {path.name.lower() for path in files}
    return len(files), [f"{path.relative_to(folder)}: {what}" for path in files for what in _wrong(path, there)]


def _wrong(path: Path, there: set[str]) -> Iterator[str]:
    data = path.read_bytes()
    if any(mark in data[:0x80] for mark in WINE_MARKS):
        yield "is Wine's own"
    image = Image(data)
    if image.machine != X64:
        yield "is not 64-bit"
        return
    for name in sorted(image.imports()):
        if name not in there and not name.startswith(API_SETS):
            yield f"{name} is neither in the folder nor part of Windows 10"
