"""The options that every command takes, before its name and after."""

import argparse

from resources.i18n import _


def common() -> argparse.ArgumentParser:
    """A parent for the parsers of commands; an option that is not given leaves the other place's value alone."""
    parser = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    parser.add_argument("--database", metavar="URL", help=_("sqlite:///PATH or postgresql://..."))
    parser.add_argument("--user", metavar="NAME", help=_("who acts; the password is read from PACKDESK_PASSWORD"))
    parser.add_argument("--json", action="store_true", help=_("print one JSON document"))
    return parser
