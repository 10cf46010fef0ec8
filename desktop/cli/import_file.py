"""`packdesk import KIND FILE`: read a file of orders or records, and take it in."""

import argparse
from pathlib import Path

from desktop.cli.context import Context
from resources.i18n import _

KINDS = ("orders", "products", "customers", "suppliers", "counts", "prices", "waybills", "payments")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("kind", choices=KINDS, metavar="KIND", help=", ".join(KINDS))
    parser.add_argument("file", type=Path, metavar="FILE", help=_("an xlsx, xls or csv file"))
    parser.add_argument("--sheet", metavar="NAME", help=_("the sheet to read"))
    parser.add_argument("--profile", metavar="NAME", help=_("how such a file was understood before"))
    parser.add_argument("--password", metavar="TEXT", help=_("the password of the file"))
    parser.add_argument("--create-missing", action="store_true", help=_("make unknown customers and products"))
    parser.add_argument("--dry-run", action="store_true", help=_("say what would come in, and write nothing"))
    parser.add_argument("--answer", action="append", default=[], metavar="CODE=CHOICE", help=_("may be repeated"))


def run(context: Context, options: argparse.Namespace) -> int:
    raise SystemExit(2)
