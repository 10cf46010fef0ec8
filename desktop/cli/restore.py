"""`packdesk restore FILE`: a backup into an empty database, never over one with a company in it."""

import argparse
from pathlib import Path

from desktop.cli.context import Context
from resources.i18n import _


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help=_("a file made by `packdesk backup`"))


def run(context: Context, options: argparse.Namespace) -> int:
    """Refuses database_not_empty, not_a_backup, backup_damaged, database_too_new."""
    from desktop.restoring import restore

    made = restore(options.file, context.url)
    said = _("{file} is restored: {rows} rows, the audit chain is whole.").format(file=options.file, rows=made.rows)
    context.answer({"file": str(options.file), "rows": made.rows, "entries": made.entries, "head": made.head}, said)
    return 0
