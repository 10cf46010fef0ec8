"""What the steps of the Windows build share: places, words, running other programs."""

import os
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent
CACHE = ROOT / ".cache" / "windows"
DIST = ROOT / "dist" / "windows"
BUNDLE = DIST / "packdesk"
PACKAGES = (
    "wine", "wine64", "nsis", "gcc-mingw-w64-x86-64", "xvfb", "fonts-wqy-microhei", "patch", "xz-utils",
    "osslsigncode", "ca-certificates",
)  # fmt: skip
_started = time.monotonic()


class Failed(Exception):
    """A step could not be done; the sentence says which and why."""


def expect(true: object, said: str) -> None:
    """Raises Failed."""
    if not true:
        raise Failed(said)


def say(text: str) -> None:
    sys.stderr.write(f"[{time.monotonic() - _started:4.0f} s] {text}\n")
    sys.stderr.flush()


def run(*command: object, cwd: Path | None = None, env: Mapping[str, str] | None = None, seconds: float = 1800) -> str:
    """What the program wrote, both streams in one. Raises Failed with its last lines when it does not end well."""
    words = [str(word) for word in command]
    try:
        done = subprocess.run(
            words, cwd=cwd, env={**os.environ, **(env or {})}, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, timeout=seconds, check=False,
        )  # fmt: skip
    except FileNotFoundError as error:
        raise Failed(f"{words[0]} is not there.") from error
    except subprocess.TimeoutExpired as error:
        raise Failed(f"{words[0]} took longer than {seconds:.0f} s: {' '.join(words)}") from error
    text = done.stdout.decode("utf-8", "replace")
    if done.returncode:
        last = "\n".join(text.splitlines()[-30:])
        raise Failed(f"{' '.join(words)[:300]} ended with {done.returncode}:\n{last}")
    return text


def install_packages() -> None:
    """The Debian packages that are missing."""
    listed = subprocess.run(
        ["dpkg-query", "-W", "-f", "${Package} ${db:Status-Status}\n", *PACKAGES],
        capture_output=True,
        text=True,
        check=False,
    ).stdout
    missing = [name for name in PACKAGES if f"{name} installed" not in listed.splitlines()]
    if not missing:
        return
    if os.geteuid():
        raise Failed(f"Please ask an administrator to run: apt-get install --no-install-recommends {' '.join(missing)}")
    say(f"installing {' '.join(missing)}")
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    run("apt-get", "-q", "-o", "DPkg::Lock::Timeout=300", "update", env=quiet)
    run(
        "apt-get",
        "-q",
        "-o",
        "DPkg::Lock::Timeout=300",
        "install",
        "-y",
        "--no-install-recommends",
        *missing,
        env=quiet,
    )
