"""Windows without Windows: a Wine prefix of the build's own and a screen of its own."""

import os
import random
import shutil
import struct
import subprocess
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from installer import pe
from installer.tools import CACHE, HERE, Failed, run, say

if TYPE_CHECKING:
    from PIL.Image import Image

STAND_INS = {"icuuc": (), "mscms": (), "bcryptprimitives": ("-ladvapi32",)}
# What ours takes the place of; the others are handed on to Wine's own, which goes by another name.
RUNTIME, WINES, OURS = "ucrtbase", "wineucrt", {"creal", "cimag", "creall", "cimagl", "crealf", "cimagf"}


class Wine:
    """Used with `with`: the screen and Wine's server end with the block.

        with Wine() as wine:
            wine.run(exe, "--version")

    `prefix` is made when it is missing. Wine keeps QT_* from its programs, so settings for Qt go in as WINEQT_*.
    """

    def __init__(self, name: str = "prefix") -> None:
        self.prefix = CACHE / name
        self.display = ""
        self._memory = Path(tempfile.mkdtemp(prefix="packdesk-screen-"))
        self._screen: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "Wine":
        self._open_screen()
        if not (self.prefix / "made").is_file():
            self._make()
        return self

    def __exit__(self, *_error: object) -> None:
        self.end_all()
        if self._screen is not None:
            self._screen.terminate()
            self._screen.wait()
        shutil.rmtree(self._memory, ignore_errors=True)

    def end_all(self) -> None:
        """End whatever still runs in this prefix."""
        subprocess.run(["wineserver", "-k"], env=self.environment(), check=False)
        subprocess.run(["wineserver", "-w"], env=self.environment(), check=False)

    def environment(self, **more: str) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
        own = {
            "WINEPREFIX": str(self.prefix), "WINEARCH": "win64", "WINEDEBUG": "-all", "DISPLAY": self.display,
            "LC_ALL": "C.UTF-8",
        }  # fmt: skip
        return kept | own | more

    def run(self, *command: object, seconds: float = 600, cwd: Path | None = None, **more: str) -> tuple[int, str]:
        """Exit status and output. The output is a pipe: Python under Wine 8 cannot write to a plain file."""
        with self.start(*command, cwd=cwd, **more) as process:
            try:
                text, _none = process.communicate(timeout=seconds)
            except subprocess.TimeoutExpired:
                self.end_all()
                process.kill()
                text, _none = process.communicate()
                return -1, text.decode("utf-8", "replace") + f"\nstopped after {seconds:.0f} s"
        return process.returncode, text.decode("utf-8", "replace").replace("\r", "")

    def start(self, *command: object, cwd: Path | None = None, **more: str) -> "subprocess.Popen[bytes]":
        words = ["wine", *(str(word) for word in command)]
        return subprocess.Popen(
            words, cwd=cwd, env=self.environment(**more), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )  # fmt: skip

    def must(self, *command: object, seconds: float = 600, cwd: Path | None = None) -> str:
        """The output of what has to end well. Raises Failed."""
        status, text = self.run(*command, seconds=seconds, cwd=cwd)
        if status:
            last = "\n".join(text.splitlines()[-30:])
            raise Failed(f"{' '.join(map(str, command))[:200]} ended with {status}:\n{last}")
        return text

    @property
    def system(self) -> Path:
        return self.prefix / "drive_c" / "windows" / "system32"

    @property
    def user(self) -> Path:
        """The home of the one Windows user."""
        return next(path for path in (self.prefix / "drive_c" / "users").iterdir() if path.name != "Public")

    def windows_path(self, path: Path) -> str:
        """How a program in the prefix calls a file of this machine."""
        inside = self.prefix / "drive_c"
        if path.is_relative_to(inside):
            return "C:\\" + str(path.relative_to(inside)).replace("/", "\\")
        return "Z:" + str(path).replace("/", "\\")

    def screen(self) -> "Image":
        """What is on the screen, read from Xvfb's memory file."""
        from PIL import Image

        data = (self._memory / "Xvfb_screen0").read_bytes()
        header = struct.unpack_from(">25I", data)
        size, width, height, line, colours = header[0], header[4], header[5], header[12], header[19]
        start = size + 12 * colours
        return Image.frombuffer("RGB", (width, height), data[start : start + line * height], "raw", "BGRX", line, 1)

    def screen_is_painted(self) -> bool:
        """Whether a window with more than one colour covers a good part of the screen."""
        colours = self.screen().resize((137, 77)).getcolors(137 * 77) or []
        lit = [count for count, colour in colours if colour != (0, 0, 0)]
        return sum(lit) > 0.3 * 137 * 77 and len(lit) > 20

    def picture(self, path: Path) -> None:
        self.screen().save(path)

    def close(self, process: "subprocess.Popen[bytes]", name: str) -> None:
        """Close the windows of a program as a person does, and wait for its end. Raises Failed."""
        self.run("taskkill", "/IM", name, seconds=30)
        try:
            process.communicate(timeout=30)
        except subprocess.TimeoutExpired as error:
            raise Failed(f"{name} does not end when its window is closed.") from error

    def _make(self) -> None:
        say("Wine prefix")
        shutil.rmtree(self.prefix, ignore_errors=True)
        self.prefix.mkdir(parents=True)
        self.must("wineboot", "-i")
        self.must("winecfg", "-v", "win10")
        self.end_all()
        for name, libraries in STAND_INS.items():
            self._stand_in(name, *libraries)
        self._stand_in(RUNTIME, self._runtime_exports())
        self.must("regedit", "/S", self.windows_path(HERE / "wine" / "wine.reg"))
        self.end_all()
        (self.prefix / "made").touch()

    def _stand_in(self, name: str, *more: object) -> None:
        run(
            "x86_64-w64-mingw32-gcc", "-O2", "-w", "-fno-builtin", "-shared", "-nostdlib", "-s",
            "-Wl,--entry=DllMainCRTStartup", "-o", self.system / f"{name}.dll", HERE / "wine" / f"{name}.c", *more,
        )  # fmt: skip

    def _runtime_exports(self) -> Path:
        """Put Wine's C library aside under its other name; returns the list of what ours offers in its place."""
        data = (self.system / f"{RUNTIME}.dll").read_bytes()
        # With this mark Wine would load its own by the name that it knows.
        (self.system / f"{WINES}.dll").write_bytes(data.replace(b"Wine builtin DLL", bytes(16), 1))
        names = (name if name in OURS else f"{name} = {WINES}.{name}" for name in pe.Image(data).exports())
        listed = self.prefix / f"{RUNTIME}.def"
        listed.write_text("\n".join((f"LIBRARY {RUNTIME}", "EXPORTS", *names, "")), "ascii")
        return listed

    def _open_screen(self) -> None:
        for _try in range(10):
            number = random.randint(200, 900)
            if Path(f"/tmp/.X{number}-lock").exists():
                continue
            self._screen = subprocess.Popen(
                ["Xvfb", f":{number}", "-screen", "0", "1366x768x24", "-nolisten", "tcp", "-fbdir", str(self._memory)],
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )  # fmt: skip
            time.sleep(1)
            if self._screen.poll() is None:
                self.display = f":{number}"
                return
        raise Failed("Xvfb does not start.")
