"""From the arguments to a command and its exit status."""

import argparse
import importlib
import io
import json
import logging
import os
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from types import ModuleType

from desktop.cli.context import Context
from desktop.cli.options import common
from desktop.database import chosen_url, leave
from desktop.paths import Paths
from desktop.pc_settings import PcSettings
from resources.i18n import N_, _, set_language
from services.errors import Cancelled, Refusal, Unavailable

DONE, REFUSED, BAD_ARGUMENTS, NOT_REACHABLE = 0, 1, 2, 3
COMMANDS = {
    "import": ("import_file", N_("read a file of orders, products or other records")),
    "export": ("export", N_("write a list to an Excel or CSV file")),
    "print": ("paper", N_("write a label, delivery note or pick list as PDF")),
    "report": ("report", N_("a report's figures, as text, JSON, workbook or PDF")),
    "check": ("check", N_("prove that stock, orders and the audit chain are in order")),
    "backup": ("backup", N_("write the whole company to one file")),
    "restore": ("restore", N_("load a backup into an empty database")),
    "user": ("user", N_("add people, list them, give a new password")),
    "migrate": ("migrate", N_("bring the database to this program's version")),
    "sample": ("sample", N_("make the sample company")),
    "demo": ("demo", N_("do the main way without a person and leave papers and pictures")),
    "selftest": ("selftest", N_("try every part of this program on a temporary database")),
}


@cache
def program_version() -> str:
    """As its metadata is called; `importlib.metadata` would load the reader of mails, 2 MB, to look inside."""
    for place in sys.path:
        for found in Path(place or ".").glob("packdesk-*.dist-info"):
            return found.name.removeprefix("packdesk-").removesuffix(".dist-info")
    return "0"


class _Version(argparse.Action):
    """Says the version, which is looked up only then."""

    def __call__(self, parser: argparse.ArgumentParser, *_given: object) -> None:
        print(f"packdesk {program_version()}")
        parser.exit()


def top_parser() -> argparse.ArgumentParser:
    """The parser of what stands before the command; the command's own arguments are parsed by its module."""
    listed = "\n".join(f"  {name:<10} {_(says)}" for name, (_module, says) in COMMANDS.items())
    heading = _("commands:")
    parser = argparse.ArgumentParser(
        prog="packdesk",
        parents=[common()],
        description=_("Packdesk: from a customer's order to a signed delivery. Without a command the program opens."),
        epilog=f"{heading}\n{listed}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action=_Version, nargs=0, help=_("say the version and end"))
    parser.add_argument("--new-window", action="store_true", help=_("open a second window of the same company"))
    parser.add_argument("--open", type=Path, metavar="FILE", help=_("show what is in a file of orders"))
    parser.add_argument("command", nargs="?", choices=tuple(COMMANDS), metavar=_("COMMAND"))
    parser.add_argument("rest", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program or one command; returns the exit status."""
    _speak_utf8()
    paths = Paths.of_this_user()
    settings = PcSettings(paths.settings)
    set_language(settings.language())
    given = top_parser().parse_args(arguments)
    if given.command is None:
        from desktop.app import run

        database = getattr(given, "database", None)
        return run(database, paths, settings, new_window=given.new_window, file=given.open)
    logging.basicConfig(level=logging.CRITICAL)
    module = importlib.import_module(f"desktop.cli.{COMMANDS[given.command][0]}")
    parser = argparse.ArgumentParser(
        prog=f"packdesk {given.command}", parents=[common()], description=_(COMMANDS[given.command][1])
    )
    module.add_arguments(parser)
    options = parser.parse_args(given.rest, namespace=argparse.Namespace(**_before(given)))
    url = chosen_url(getattr(options, "database", None), str(settings.get("database.url", "")), paths)
    context = Context(url, getattr(options, "user", None), getattr(options, "json", False), paths, settings)
    return _run(module, context, options)


def _before(given: argparse.Namespace) -> dict[str, object]:
    return {name: value for name, value in vars(given).items() if name in ("database", "user", "json")}


def _speak_utf8() -> None:
    """Names are Chinese whatever code page the console has, and a sentence that it cannot show must not end a run."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _run(module: ModuleType, context: Context, options: argparse.Namespace) -> int:
    """The command's own status, or that of its failure, said in one sentence."""
    try:
        return int(module.run(context, options) or DONE)
    except Refusal as error:
        return _say(context, error)
    except (Cancelled, KeyboardInterrupt):
        print(_("Stopped. Nothing more was written."), file=sys.stderr)
        return REFUSED
    except BrokenPipeError:
        return _nobody_reads()
    finally:
        leave()


def _nobody_reads() -> int:
    """What reads our output has gone, as `head` does: nothing more is written, not even at the interpreter's end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return DONE


def _say(context: Context, error: Refusal) -> int:
    from desktop.cli.sentences import sentence

    text = sentence(error)
    print(text, file=sys.stderr)
    if context.json:
        print(json.dumps({"error": {"code": error.code, "message": text}}, ensure_ascii=False))
    out_of_reach = isinstance(error, Unavailable) and error.code.startswith("database_")
    return NOT_REACHABLE if out_of_reach else REFUSED
