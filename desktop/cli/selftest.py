"""`packdesk selftest`: every part once, on a temporary database; what the packaging test runs."""

import argparse

from desktop.cli.context import Context
from resources.i18n import _


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """No arguments of its own."""


def run(context: Context, options: argparse.Namespace) -> int:
    from desktop.selftest import selftest

    steps = selftest()
    ok = all(step.ok for step in steps)
    document = {"ok": ok, "steps": [{"name": s.name, "ok": s.ok, "seconds": s.seconds, "said": s.said} for s in steps]}
    lines = [f"{'✓' if s.ok else '✗'} {s.name} {s.seconds:.2f} s {s.said}" for s in steps]
    context.answer(document, *lines, _("All is well.") if ok else _("Something failed; see above."))
    return 0 if ok else 1
