"""`packdesk demo --out DIR`: the main way without a person."""

import argparse
import os
from pathlib import Path

from desktop.cli.context import Context
from resources.i18n import _
from services.errors import Refusal

OWN = "demo.db"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help=_("where papers and pictures go"))


def run(context: Context, options: argparse.Namespace) -> int:
    """In the database given, if that is new or empty; where none is given, in one of its own under DIR, made anew.

    Refuses demo_needs_empty.
    """
    from desktop.demo.show import Show, every_window, without_display

    without_display()
    out: Path = options.out.resolve()
    given = getattr(options, "database", None) or os.environ.get("PACKDESK_DATABASE")
    url = context.url if given else fresh(out)
    refuse_company(url, context)
    summary = Show(url, out).run(every_window)
    said = [f"{step['name']}: " + ", ".join(f"{count} {what}" for what, count in step["counts"].items())
            for step in summary["steps"]]  # fmt: skip
    context.answer(summary, *said, _("The papers, pictures and summary.json are in {folder}.").format(folder=out))
    return 0 if summary["check"]["ok"] else 1


def fresh(out: Path) -> str:
    """The demonstration's own database, without what an earlier one left in it."""
    from desktop.database import url_of

    for ending in ("", "-wal", "-shm"):
        (out / f"{OWN}{ending}").unlink(missing_ok=True)
    return url_of(out / OWN)


def refuse_company(url: str, context: Context) -> None:
    """Refuses demo_needs_empty: nobody's company is played with."""
    from desktop.database import leave, open_company
    from services import people

    open_company(url, context.paths.backups)
    try:
        if people.has_company():
            raise Refusal("demo_needs_empty")
    finally:
        leave()
