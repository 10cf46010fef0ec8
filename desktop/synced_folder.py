"""Whether a path lies in a folder that a program copies to the internet: it would copy half of a database, and put an
old half back."""

import os
import re
from collections.abc import Mapping
from pathlib import Path

# Windows tells where OneDrive is; the others go by the names that they give their folders.
ONEDRIVE = ("OneDrive", "OneDriveConsumer", "OneDriveCommercial")
NAMES = re.compile(
    r"(OneDrive( - .+)?|Dropbox( \(.+\))?|Google ?Drive|My Drive|iCloudDrive|Nutstore( Files)?|坚果云|我的坚果云"
    r"|BaiduSyncdisk|百度网盘同步空间|WPSDrive|WPS云盘)",
    re.IGNORECASE,
)


def synced_by(path: Path, environment: Mapping[str, str] = os.environ) -> str:
    """The folder that is copied and holds `path`, which need not exist yet; "" where none does."""
    real = path.absolute()
    for name in ONEDRIVE:
        folder = environment.get(name)
        if folder and real.is_relative_to(folder):
            return folder
    return next((str(each) for each in real.parents if NAMES.fullmatch(each.name)), "")
