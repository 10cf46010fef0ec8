"""`packdesk demo --out DIR`: the main way without a person."""

import argparse
from pathlib import Path

from desktop.cli.context import Context
from resources.i18n import _


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help=_("where papers and pictures go"))


def run(context: Context, options: argparse.Namespace) -> int:
    from desktop.demo import demonstrate

    summary = demonstrate(context, options.out)
    context.answer(summary, _("The papers, pictures and summary.json are in {folder}.").format(folder=options.out))
    return 0 if summary["check"]["ok"] else 1
