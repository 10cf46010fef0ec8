"""This PC's own settings: language, look, printers, station, which database. One JSON file, written whole."""

import json
import locale
import logging
import os
import socket
import threading
from pathlib import Path
from typing import Any

from resources.i18n import LANGUAGES

log = logging.getLogger(__name__)
# Settings of printers begin so, and hold several values by name.
PRINTER = "printer."


class PcSettings:
    """Values are plain JSON by dotted name. A file that cannot be read is put aside and said in the log."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._values: dict[str, Any] = self._load()
        self._writing = threading.Lock()

    def _load(self) -> dict[str, Any]:
        try:
            found = json.loads(self._path.read_text("utf-8"))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError) as error:
            log.warning("settings of this PC cannot be read and start anew: %s", error)
            self._put_aside()
            return {}
        if not isinstance(found, dict):
            return {}
        return {name: value for name, value in found.items() if isinstance(value, dict) or not name.startswith(PRINTER)}

    def _put_aside(self) -> None:
        try:
            self._path.replace(self._path.with_suffix(".broken"))
        except OSError as error:
            log.warning("the broken settings stay where they are: %s", error)

    def get(self, name: str, default: Any = None) -> Any:
        return self._values.get(name, default)

    def everything(self) -> dict[str, Any]:
        return dict(self._values)

    def set(self, name: str, value: Any) -> None:
        """Keep a value, now, on any thread. A disk that takes nothing is said in the log: these are conveniences."""
        with self._writing:
            if self._values.get(name) != value or name not in self._values:
                self._values[name] = value
                self._write()

    def _write(self) -> None:
        draft = self._path.with_suffix(".new")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            draft.write_text(json.dumps(self._values, ensure_ascii=False, indent=1, sort_keys=True), "utf-8")
            draft.replace(self._path)
        except OSError as error:
            log.warning("settings of this PC are not kept: %s", error)

    def station(self) -> str:
        """What this place of work is called: as set, else the PC's name."""
        return str(self.get("station", "")) or socket.gethostname()

    def language(self) -> str:
        """The language chosen on this PC, else the system's, else English."""
        chosen = str(self.get("language", ""))
        return chosen if chosen in LANGUAGES else system_language()


def system_language() -> str:
    """The shipped language nearest to the system's."""
    named = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    code = named or locale.getlocale()[0] or ""
    return "zh_CN" if code.lower().startswith(("zh", "chinese")) else "en"
