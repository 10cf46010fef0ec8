"""Help beside the page for F1: what an update brought, and the diagnostics file for whoever helps."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from desktop.doors import open_folder
from desktop.entrance import FIRST_STEPS
from resources.help import news
from resources.i18n import N_, _, language
from ui.kit.news import NewsDialog, since
from ui.kit.palette import Command
from ui.shell import Shell

SEEN, STEPS_DONE = "version.seen", "first_steps.done"
# name, icon, title, text, window, where in it
STEPS: tuple[tuple[str, str, str, str, str, dict[str, str]], ...] = (
    ("products", "tag", N_("Bring in the products"), N_("From an Excel file, or one by one."), "importing",
     {"kind": "products"}),
    ("customers", "users", N_("Bring in the customers"), N_("From an Excel file, or one by one."), "importing",
     {"kind": "customers"}),
    ("printers", "printer", N_("Choose the printers"),
     N_("Which printer for which paper; without one, papers become PDF files."), "settings", {"page": "printers"}),
    ("scanner", "scan-barcode", N_("Set up a scanner"), N_("Three scans of a sheet, and everything is set."),
     "settings", {"page": "scanner"}),
    ("backups", "archive", N_("A second place for backups"), N_("Another disk or a USB stick; one is made each day."),
     "settings", {"page": "backups"}),
)  # fmt: skip


def commands(shell: Shell, main: QWidget, diagnostics: Callable[[], Path]) -> list[Command]:
    """For the menu at the person and Ctrl+K. `diagnostics` writes the file, on a worker thread."""
    return [
        Command(_("What's new"), "sparkles", lambda: NewsDialog(main, news(language())).open()),
        Command(_("Save a diagnostics file"), "wrench", partial(save_diagnostics, shell, main, diagnostics)),
        *([Command(_("First steps"), "list-checks", partial(show_first_steps, shell, main))]
          if shell.may("settings.change") else []),
    ]  # fmt: skip


def save_diagnostics(shell: Shell, main: QWidget, diagnostics: Callable[[], Path]) -> None:
    said = _("{file} holds versions, settings without passwords, the log and the result of the check.")

    def saved(path: Path) -> None:
        shell.offer(said.format(file=path.name), _("Show the folder"), lambda: open_folder(path.parent))

    shell.toast(_("The diagnostics file is being made…"))
    shell.read(main, diagnostics, saved, key="diagnostics")


def offer_first_steps(shell: Shell, main: QWidget) -> None:
    """Once, after a company was begun on this PC; later the menu at the person's name brings them back."""
    if shell.settings.get(FIRST_STEPS, False):
        shell.settings.set(FIRST_STEPS, False)
        show_first_steps(shell, main)


def show_first_steps(shell: Shell, main: QWidget) -> None:
    """What makes the company one's own, with a tick at what was chosen before."""
    from ui.signin.next_steps import NextSteps

    done = shell.settings.get(STEPS_DONE, [])

    def choose(name: str, window: str, where: dict[str, str]) -> None:
        shell.settings.set(STEPS_DONE, sorted({*done, name}))
        shell.go(window, **where)

    NextSteps(main, [
        ("circle-check" if name in done else picture, _(title), _(text), partial(choose, name, window, where))
        for name, picture, title, text, window, where in STEPS
    ]).open()  # fmt: skip


def tell_news(shell: Shell, main: QWidget, version: str) -> None:
    """Once after an update."""
    fresh = since(news(language()), str(shell.settings.get(SEEN, "")), version)
    shell.settings.set(SEEN, version)
    if fresh:
        NewsDialog(main, fresh).open()
