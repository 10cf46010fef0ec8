"""The diagnostics file: what whoever helps needs to know, in one zip, without passwords."""

import json
import platform
import sys
import zipfile
from dataclasses import asdict
from datetime import datetime
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

from desktop.database import hidden, sqlite_path
from desktop.paths import Paths
from desktop.pc_settings import PcSettings
from models import migrate
from models.base import db, is_postgresql
from models.tables import ALL
from services.errors import Refusal, Unavailable
from services.faults import translated
from services.unit import utc_now

SECRET = ("password", "passwd", "secret", "token", "pin")


def write_diagnostics(paths: Paths, settings: PcSettings, url: str, version: str, now: datetime | None = None) -> Path:
    """Write the file among the papers and return its place; takes as long as `packdesk check`.

    Holds versions, this PC's settings without secrets, how many rows each table has, what `check` found, and the log.
    Raises Unavailable file_not_written.
    """
    at = (now or utc_now()).astimezone()
    path = paths.papers / f"packdesk-diagnostics-{at:%Y%m%d-%H%M%S}.zip"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            _add(archive, "versions.json", {"made": at.isoformat(), "packdesk": version, **versions()})
            _add(archive, "settings.json", without_secrets(settings.everything()))
            _add(archive, "database.json", {"url": hidden(url), **_database(url)})
            _add(archive, "check.json", _checked())
            for log in sorted(paths.logs.glob("packdesk.log*")):
                archive.writestr(f"log/{log.name}", log.read_bytes())
    except OSError as error:
        raise Unavailable("file_not_written", file=str(path), reason=error.strerror or str(error)) from error
    return path


def versions() -> dict[str, Any]:
    """The system, Python, Qt and each package."""
    from PySide6.QtCore import qVersion

    return {
        "system": platform.platform(), "python": sys.version, "qt": qVersion(),
        "frozen": bool(getattr(sys, "frozen", False)), "program": sys.executable,
        "packages": {each.name: each.version for each in sorted(distributions(), key=lambda found: found.name.lower())},
    }  # fmt: skip


def without_secrets(values: dict[str, Any]) -> dict[str, Any]:
    """Settings as they are, passwords taken out of addresses, whatever is named like a secret left out."""
    return {
        name: hidden(value) if isinstance(value, str) and "://" in value else value
        for name, value in values.items()
        if not any(part in SECRET for part in name.lower().replace("_", ".").split("."))
    }


def _database(url: str) -> dict[str, Any]:
    path = sqlite_path(url)
    try:
        with translated():
            return {
                "engine": "PostgreSQL" if is_postgresql() else "SQLite", "version": migrate.version(),
                "bytes": path.stat().st_size if path is not None and path.exists() else None,
                "rows": {table._meta.table_name: table.select().count() for table in ALL},
                "triggers missing": sorted(migrate.expected_triggers() - migrate.trigger_names()),
            }  # fmt: skip
    except Refusal as error:
        return {"unavailable": error.code}


def _checked() -> Any:
    from services.check import check

    if db.obj is None:
        return {"unavailable": "no database"}
    try:
        return [asdict(each) for each in check()]
    except Refusal as error:
        return {"unavailable": error.code}


def _add(archive: zipfile.ZipFile, name: str, what: Any) -> None:
    archive.writestr(name, json.dumps(what, ensure_ascii=False, indent=1, default=str))
