"""libzbar-64.dll from Debian's source, because the one that pyzbar ships needs MSVCR120.dll, which clean PCs lack."""

import shutil
import sys
from pathlib import Path

from installer.tools import CACHE, HERE, run, say

PARTS = "config error symbol image convert refcnt img_scanner scanner decoder misc sqcode"
DECODERS = "ean databar code128 code93 code39 codabar i25 qr_finder sq_finder"
QR = "qrdec qrdectxt rs isaac bch15_5 binarize util"
SOURCES = [
    *PARTS.split(),
    *(f"decoder/{name}" for name in DECODERS.split()),
    *(f"qrcode/{name}" for name in QR.split()),
]


def make_zbar(cache: Path, iconv: Path) -> Path:
    """The DLL, kept in `cache`; its licence lies beside it. It imports KERNEL32, msvcrt and the given libiconv only."""
    made = cache / "zbar" / "libzbar-64.dll"
    if made.is_file():
        return made
    say("zbar from Debian's source")
    source = _source(cache / "zbar")
    own = HERE / "zbar"
    files = [source / "zbar" / f"{name}.c" for name in SOURCES]
    draft = made.with_suffix(".new")
    run(
        "x86_64-w64-mingw32-gcc", "-O2", "-w", "-shared", "-static-libgcc", "-D_WIN32_WINNT=0x0A00", "-Wl,--kill-at",
        f"-I{own}", f"-I{source / 'zbar'}", f"-I{source / 'include'}", *files, own / "no_camera.c", iconv,
        "-Wl,-Bstatic", "-lwinpthread", "-o", draft, "-s",
    )  # fmt: skip
    shutil.copyfile(source / "LICENSE.md", made.with_name("zbar-licence.txt"))
    draft.replace(made)
    return made


def _source(folder: Path) -> Path:
    """The unpacked and patched source package."""
    apt = folder / "apt"
    for part in ("lists/partial", "cache/archives/partial", "parts"):
        (apt / part).mkdir(parents=True, exist_ok=True)
    _source_lists(apt / "parts")
    options = [
        "-o", "Dir::Etc::sourcelist=-", "-o", f"Dir::Etc::sourceparts={apt / 'parts'}",
        "-o", f"Dir::State::lists={apt / 'lists'}", "-o", f"Dir::Cache={apt / 'cache'}",
    ]  # fmt: skip
    run("apt-get", *options, "update", cwd=folder)
    run("apt-get", *options, "source", "--download-only", "zbar", cwd=folder)
    run("tar", "xf", next(folder.glob("zbar_*.orig.tar.*")), cwd=folder)
    source = next(path for path in folder.glob("zbar-*") if path.is_dir())
    run("tar", "xf", next(folder.glob("zbar_*.debian.tar.*")), cwd=source)
    for patch in (source / "debian" / "patches" / "series").read_text("utf-8").split():
        run("patch", "-s", "-p1", "-i", source / "debian" / "patches" / patch, cwd=source)
    return source


def _source_lists(parts: Path) -> None:
    """Source packages come from wherever this machine has its binary ones."""
    lists = [Path("/etc/apt/sources.list"), *Path("/etc/apt/sources.list.d").glob("*")]
    for path in (each for each in lists if each.is_file()):
        lines = path.read_text("utf-8").splitlines()
        if path.suffix == ".sources":
            text = "\n".join("Types: deb-src" if line.startswith("Types:") else line for line in lines)
        else:
            text = "\n".join(line.replace("deb ", "deb-src ", 1) for line in lines if line.startswith("deb "))
        (parts / path.name).write_text(text + "\n", "utf-8")


def main(iconv: str, out: str) -> int:
    """`python -m installer.zbar LIBICONV FOLDER`: the DLL and its licence in a folder, for a build on Windows."""
    folder = Path(out)
    folder.mkdir(parents=True, exist_ok=True)
    made = make_zbar(CACHE, Path(iconv).resolve())
    for path in (made, made.with_name("zbar-licence.txt")):
        shutil.copyfile(path, folder / path.name)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
