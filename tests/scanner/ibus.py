"""ibus with libpinyin, switched on at a display: what a Chinese PC types with."""

import os
import shutil
import subprocess
import time
from pathlib import Path
from types import TracebackType

from tests.scanner.display import Display

ENGINE = "libpinyin"
TOOLS = ("ibus-daemon", "ibus", "dbus-daemon")
ENGINES = Path("/usr/share/ibus/component/libpinyin.xml")
PATIENCE = 30.0


def missing() -> str:
    """What this machine lacks for it; "" when nothing. `apt-get install ibus ibus-libpinyin dbus` brings all."""
    lacks = [tool for tool in TOOLS if shutil.which(tool) is None]
    return ", ".join(lacks + ([] if ENGINES.is_file() else ["ibus-libpinyin"]))


class InputMethod:
    """`with InputMethod(display, folder) as method:`; a program gets `method.environment` to take part."""

    def __init__(self, display: Display, folder: Path) -> None:
        self._folder = folder / "ibus"
        self._environment = os.environ | {
            "DISPLAY": display.name, "HOME": str(self._folder), "XDG_CONFIG_HOME": str(self._folder / "config"),
            "XDG_CACHE_HOME": str(self._folder / "cache"), "XDG_RUNTIME_DIR": str(self._folder),
            "GSETTINGS_BACKEND": "memory",
        }  # fmt: skip

    def __enter__(self) -> "InputMethod":
        self._folder.mkdir(mode=0o700)
        self._bus = subprocess.Popen(
            ["dbus-daemon", "--session", "--nofork", "--print-address"], stdout=subprocess.PIPE, text=True,
            env=self._environment, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        assert self._bus.stdout is not None
        self._environment["DBUS_SESSION_BUS_ADDRESS"] = self._bus.stdout.readline().strip()
        self._daemon = subprocess.Popen(
            ["ibus-daemon", "--xim", "--replace", "--panel", "disable"], env=self._environment,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self._switch_on()
        self.environment = {name: self._environment[name] for name in ("DBUS_SESSION_BUS_ADDRESS", "XDG_CONFIG_HOME")}
        self.environment |= {"QT_IM_MODULE": "ibus", "IBUS_ADDRESS": self._ask("address")}
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for process in (self._daemon, self._bus):
            process.terminate()
            process.wait(10)
        assert self._bus.stdout is not None
        self._bus.stdout.close()

    def _switch_on(self) -> None:
        end = time.monotonic() + PATIENCE
        while self._ask("engine", ENGINE) or self._ask("engine") != ENGINE:
            assert time.monotonic() < end, f"ibus does not switch to {ENGINE}"
            time.sleep(0.2)

    def _ask(self, *command: str) -> str:
        done = subprocess.run(
            ["ibus", *command], env=self._environment, capture_output=True, text=True, timeout=PATIENCE, check=False
        )
        return done.stdout.strip()
