"""`packdesk backup FILE`: the whole company in one file, verified."""

import argparse
from pathlib import Path

from desktop.cli.context import Context
from resources.i18n import _


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help=_("the file to write; it must not exist yet"))


def run(context: Context, options: argparse.Namespace) -> int:
    """Refuses not_allowed, file_exists, backup_damaged; Unavailable file_not_written."""
    from services import backup

    context.open()
    made = backup.back_up(context.call("backup.run"), options.file)
    said = _("{file}: {size} bytes, read back and in order.").format(file=made.path, size=made.size)
    context.answer({"file": made.path, "size": made.size, "entries": made.entries, "head": made.head}, said)
    return 0
