"""`packdesk check`: prove what must always hold."""

import argparse

from desktop.cli.context import Context
from resources.i18n import _


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """No arguments of its own."""


def run(context: Context, options: argparse.Namespace) -> int:
    """0 when everything holds, 1 otherwise."""
    from services.check import check

    context.open()
    results = check()
    ok = all(result.ok for result in results)
    document = {
        "ok": ok,
        "checks": [
            {"name": each.name, "ok": each.ok, "count": each.count, "details": list(each.details)} for each in results
        ],
    }
    lines = []
    for each in results:
        lines.append(f"{'✓' if each.ok else '✗'} {each.name} ({each.count})")
        lines += ["    " + ", ".join(f"{name} {value}" for name, value in row.items()) for row in each.details]
    context.answer(document, *lines, _("Everything holds.") if ok else _("Something does not hold; see above."))
    return 0 if ok else 1
