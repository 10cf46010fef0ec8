"""`packdesk sample --out FILE`: the sample company, made through use cases."""

import argparse
import tempfile
from datetime import date, datetime
from pathlib import Path

from desktop.cli.context import Context
from resources.i18n import _
from services.errors import Refusal


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help=_("the SQLite file to make"))
    parser.add_argument("--end", type=date.fromisoformat, metavar="DATE", help=_("its last day; today by default"))


def run(context: Context, options: argparse.Namespace) -> int:
    """Refuses file_exists."""
    from desktop.database import leave, open_company, url_of
    from services.sample.build import build

    if options.out.exists():
        raise Refusal("file_exists", file=str(options.out))
    end = options.end or datetime.now().astimezone().date()
    with tempfile.TemporaryDirectory(dir=options.out.resolve().parent, prefix=".packdesk-") as folder:
        draft = Path(folder) / options.out.name
        open_company(url_of(draft), context.paths.backups)
        build(end)
        leave()
        draft.replace(options.out)
    context.answer({"file": str(options.out), "end": end.isoformat()}, _("{file} is made.").format(file=options.out))
    return 0
