"""Help beside the page for F1: what an update brought, and the diagnostics file for whoever helps."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from desktop.doors import open_folder
from desktop.entrance import FIRST_STEPS
from resources.help import news
from resources.i18n import _, language
from ui.kit.news import NewsDialog, since
from ui.kit.palette import Command
from ui.shell import Shell

SEEN = "version.seen"


def commands(shell: Shell, main: QWidget, diagnostics: Callable[[], Path]) -> list[Command]:
    """For the menu at the person and Ctrl+K. `diagnostics` writes the file, on a worker thread."""
    return [
        Command(_("What's new"), "sparkles", lambda: NewsDialog(main, news(language())).open()),
        Command(_("Save a diagnostics file"), "wrench", partial(save_diagnostics, shell, main, diagnostics)),
    ]


def save_diagnostics(shell: Shell, main: QWidget, diagnostics: Callable[[], Path]) -> None:
    said = _("{file} holds versions, settings without passwords, the log and the result of the check.")

    def saved(path: Path) -> None:
        shell.offer(said.format(file=path.name), _("Show the folder"), lambda: open_folder(path.parent))

    shell.toast(_("The diagnostics file is being made…"))
    shell.read(main, diagnostics, saved, key="diagnostics")


def offer_first_steps(shell: Shell, main: QWidget) -> None:
    """Once, after a company was begun on this PC."""
    if not shell.settings.get(FIRST_STEPS, False):
        return
    from ui.signin.next_steps import NextSteps

    shell.settings.set(FIRST_STEPS, False)
    go = shell.go
    NextSteps(main, (
        ("tag", _("Bring in the products"), _("From an Excel file, or one by one."),
         partial(go, "importing", kind="products")),
        ("users", _("Bring in the customers"), _("From an Excel file, or one by one."),
         partial(go, "importing", kind="customers")),
        ("printer", _("Choose the printers"), _("Which printer for which paper; without one, papers become PDF files."),
         partial(go, "settings", page="printers")),
        ("scan-barcode", _("Set up a scanner"), _("Three scans of a sheet, and everything is set."),
         partial(go, "settings", page="scanner")),
        ("archive", _("A second place for backups"), _("Another disk or a USB stick; one is made each day."),
         partial(go, "settings", page="backups")),
    )).open()  # fmt: skip


def tell_news(shell: Shell, main: QWidget, version: str) -> None:
    """Once after an update."""
    fresh = since(news(language()), str(shell.settings.get(SEEN, "")), version)
    shell.settings.set(SEEN, version)
    if fresh:
        NewsDialog(main, fresh).open()
