"""`packdesk export LIST FILE`: a whole list as xlsx or csv."""

import argparse
from pathlib import Path

from desktop.cli.context import Context
from resources.i18n import _

LISTS = ("orders", "deliveries", "products", "stock", "moves", "customers", "suppliers", "incidents")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("list", choices=LISTS, metavar="LIST", help=", ".join(LISTS))
    parser.add_argument("file", type=Path, metavar="FILE", help=_("a name ending in .xlsx or .csv"))
    parser.add_argument("--search", default="", help=_("only what this text finds"))
    parser.add_argument("--filter", action="append", default=[], metavar="NAME=VALUE", help=_("may be repeated"))
    parser.add_argument("--sort", default="", metavar="NAME")


def run(context: Context, options: argparse.Namespace) -> int:
    """Refuses unknown_list, unknown_ending, unknown_filter, not_allowed; Unavailable file_not_written."""
    from services import exporting, lists
    from services.listing import Query

    context.open()
    listing = lists.ALL[options.list].for_actor(context.actor())
    filters = tuple(exporting.parse_filter(listing, text) for text in options.filter)
    query = Query(options.search, filters, exporting.known_sort(listing, options.sort))
    rows = exporting.export(listing, query, options.file, _)
    said = _("{count} rows are in {file}.").format(count=rows, file=options.file)
    context.answer({"list": options.list, "file": str(options.file), "rows": rows}, said)
    return 0
