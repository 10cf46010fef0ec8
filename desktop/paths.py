"""Where this program keeps things on this PC."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import platformdirs

NAME = "Packdesk"


@dataclass(frozen=True)
class Paths:
    """Folders of one person on one PC; none is made before something is put into it."""

    data: Path
    config: Path
    documents: Path

    @classmethod
    def of_this_user(cls) -> "Paths":
        where = platformdirs.PlatformDirs(NAME, appauthor=False)
        return cls(where.user_data_path, where.user_config_path, where.user_documents_path)

    @classmethod
    def within(cls, folder: Path) -> "Paths":
        """Everything under one folder, for a demonstration or a self-test that leaves the user's own alone."""
        return cls(folder / "data", folder / "config", folder / "documents")

    @cached_property
    def database(self) -> Path:
        return self.data / "packdesk.db"

    @cached_property
    def backups(self) -> Path:
        return self.data / "backups"

    @cached_property
    def logs(self) -> Path:
        return self.data / "logs"

    @cached_property
    def papers(self) -> Path:
        """Where papers go as PDF until printers are chosen."""
        return self.documents / NAME

    @cached_property
    def settings(self) -> Path:
        return self.config / "settings.json"
