"""`packdesk migrate`: bring the database to this program's version, backed up before."""

import argparse

from desktop.cli.context import Context
from resources.i18n import _


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """No arguments of its own."""


def run(context: Context, options: argparse.Namespace) -> int:
    from desktop.database import bind, bring_up_to_date
    from models import base, migrate
    from services.faults import translated

    bind(context.url)
    with translated():
        base.reconnect()
        before = migrate.version()
        applied = bring_up_to_date(context.paths.backups)
    said = _("Version {before} → {now}.") if applied else _("The database is up to date: version {now}.")
    document = {"before": before, "version": migrate.EXPECTED, "applied": applied}
    context.answer(document, said.format(before=before, now=migrate.EXPECTED))
    return 0
