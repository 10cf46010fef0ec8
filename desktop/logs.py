"""The log of this PC: what a person sends along when something went wrong."""

import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path

FORM = "%(asctime)s %(levelname)s %(threadName)s %(name)s: %(message)s"
LARGEST = 1_000_000
KEPT = 3


def start_logging(folder: Path) -> None:
    """Log to a file that is cut at 1 MB, three of them kept; to nowhere when the folder can't be written."""
    root = logging.getLogger()
    root.setLevel(logging.INFO)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler: logging.Handler = RotatingFileHandler(
            folder / "packdesk.log", maxBytes=LARGEST, backupCount=KEPT, encoding="utf-8"
        )
    except OSError:
        handler = logging.NullHandler()
    handler.setFormatter(logging.Formatter(FORM))
    root.addHandler(handler)
