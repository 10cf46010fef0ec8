"""What windows are offered to do with the rest of the PC: the folder of papers, backups, another person."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from printing.press import apart
from resources.i18n import N_, _, language
from services.unit import Actor
from ui.importing.kinds import KINDS
from ui.kit.palette import Command
from ui.shell import Shell

render_control_sheet: Callable[..., bytes] = apart("printing.documents.control_sheet:render_control_sheet")
render_scanner_sheet: Callable[..., bytes] = apart("printing.documents.scanner_sheet:render_scanner_sheet")
render_count_sheet: Callable[..., bytes] = apart("printing.documents.count_sheet:render_count_sheet")


def open_folder(folder: Path) -> None:
    """Show a folder in the system's file manager, made when it is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))


def bench_told(station: str) -> tuple[str, ...]:
    """The settings of a bench in words, for the head of its sheet."""
    from services import settings
    from ui.settings.words import CHOICES

    set_to = settings.values()
    chosen = dict(CHOICES["packing.check"][2])[set_to["packing.check"]]
    weighed = _("Each package is weighed") if set_to["packing.weigh"] else ""
    together = int(set_to["packing.batch"])
    many = _("{n} deliveries at once").format(n=together) if together > 1 else ""
    return tuple(part for part in (station, _(chosen), weighed, many) if part)


def boxes_wanted() -> int:
    """How many boxes stand at a bench that picks many deliveries at once."""
    from services import settings

    together = int(settings.values()["packing.batch"])
    return together if together > 1 else 0


def control_sheet(shell: Shell, folder: Path) -> None:
    """Lay the packers' sheet of commands out in both languages, put it with the papers and show it, to be printed."""
    name = _("Control sheet")
    path = folder / f"{name}.pdf"

    def make() -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        path.write_bytes(render_control_sheet(language(), bench_told(shell.station), boxes_wanted()))
        return path

    def show(made: Path) -> None:
        shell.toast(_("The sheet of commands is in {file}.").format(file=made))
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(made)))

    shell.read(shell, make, show, key="control sheet")


def scanner_sheet(shell: Shell, folder: Path) -> None:
    """Lay the sheet that a scanner is tried with out, put it with the papers and show it, to be printed."""
    path = folder / f"{_('Scanner test sheet')}.pdf"

    def make() -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        path.write_bytes(render_scanner_sheet(language()))
        return path

    def show(made: Path) -> None:
        shell.toast(_("The test sheet is in {file}.").format(file=made))
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(made)))

    shell.read(shell, make, show, key="scanner sheet")


def back_up(shell: Shell, parent: QWidget, folder: Path) -> None:
    """Ask where to, and write a verified backup there."""
    from services import backup

    start = str(folder / f"packdesk-{datetime.now().astimezone():%Y%m%d-%H%M}.db")
    kind = _("Backup")
    name, _kind = QFileDialog.getSaveFileName(parent, _("Back up the company"), start, f"{kind} (*.db)")
    if name:
        said = _("{file} is written, read back and in order.")
        shell.run_long(
            parent, _("Backing up"), lambda call, report: backup.back_up(call, Path(name), report),
            lambda made: shell.toast(said.format(file=made.path)),
        )  # fmt: skip


def count_sheet(shell: Shell, folder: Path, bins: str) -> None:
    """Lay a counting list out, put it with the papers and show it, ready to be printed."""
    from services.count_sheet import count_places

    day, spoken = shell.today(), language()
    path = folder / f"{_('Counting list')}-{day:%Y%m%d}{f'-{bins}' if bins else ''}.pdf"

    def make() -> Path:
        made = render_count_sheet(count_places(bins), day, spoken)
        folder.mkdir(parents=True, exist_ok=True)
        path.write_bytes(made)
        return path

    def show(made: Path) -> None:
        shell.toast(_("The counting list is in {file}.").format(file=made))
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(made)))

    shell.read(shell, make, show, key="count sheet")


# What the keeper does, in the inventory window, with other words for it.
KEEPING = (
    (N_("Receive goods"), "package-plus", "receive", "stock.receive", N_("take in, book in, goods in")),
    (N_("Move goods"), "arrow-right-left", "carry", "stock.move", N_("put away, carry, transfer to another bin")),
    (N_("Count goods"), "clipboard-check", "count", "stock.adjust", N_("stocktake, cycle count, inventory")),
    (N_("Counting list"), "printer", "count_sheet", "stock.adjust", N_("count sheet, stocktake by bin")),
    (N_("Opening stock"), "boxes", "opening", "stock.adjust", N_("take over balances")),
    (N_("New bins"), "plus", "new_bin", "products.edit", N_("add a bin, zone or aisle")),
)


# What is added in a window of its own.
ADDING = (
    (N_("New product"), "products", "products.edit", N_("item, article, SKU, goods")),
    (N_("New customer"), "customers", "customers.edit", N_("client, buyer")),
    (N_("New supplier"), "suppliers", "purchases.edit", N_("vendor")),
    (N_("New purchase order"), "purchasing", "purchases.edit", N_("order goods, buy, expect goods")),
)


def commands(shell: Shell, main: QWidget, paths_papers: Path, backups: Path) -> list[Command]:
    """What Ctrl+K offers beside windows and records."""
    found = [Command(_("Open the folder of papers"), "folder-open", partial(open_folder, paths_papers))]
    if shell.may("orders.edit"):
        found.insert(0, Command(_("New order"), "plus", partial(shell.go, "orders", new=True)))
    if shell.may("deliveries.view"):
        found.insert(0, Command(_("Where is my order?"), "phone", partial(shell.go, "tracking", ask="")))
        found.append(Command(_("Warnings"), "bell", partial(shell.go, "watch"),
                             also=_("incidents, differences, refused, lost, complaints about deliveries")))  # fmt: skip
        also = _("journal of scans, picks per hour, accuracy, claim")
        found.append(Command(_("Scan journal"), "scan-barcode", partial(shell.go, "scans"), also=also))
        also = _("goods back, RMA, refund, credit, return slip")
        found.append(Command(_("Returns"), "undo-2", partial(shell.go, "returns", phase="open"), also=also))
        also = _("adjustment, write-off, reprint, above the limit, second person")
        found.append(Command(_("Other requests"), "hourglass", partial(shell.go, "requests"), also=also))
    if shell.may("purchases.edit"):
        found.append(Command(_("Suppliers"), "building-2", partial(shell.go, "suppliers")))
    for term, window, right, also in ADDING:
        if shell.may(right):
            found.append(Command(_(term), "plus", partial(shell.go, window, new=True), also=_(also)))
    if shell.may("people.edit"):
        found.append(Command(_("New person"), "plus", partial(shell.go, "settings", page="people", new=True),
                             also=_("user, colleague, role, badge, PIN")))  # fmt: skip
    for term, icon, do, right, also in KEEPING:
        if shell.may(right):
            found.append(Command(_(term), icon, partial(shell.go, "inventory", do=do), also=_(also)))
    for kind in KINDS.values():
        if shell.may(kind.right):
            found.append(Command(_(kind.title), "file-input", partial(shell.go, "importing", kind=kind.name)))
    if shell.may("deliveries.pick"):
        sheet = partial(control_sheet, shell, paths_papers)
        found.append(Command(_("Print the sheet of scanner commands"), "scan-barcode", sheet))
    also = _("barcode reader, prefix, suffix, separator, test sheet")
    scanner = partial(shell.go, "settings", page="scanner")
    found.append(Command(_("Set up a scanner"), "scan-barcode", scanner, also=also))
    if shell.may("settings.change"):
        also = _("label designer, templates, shipping label, barcode, badge")
        found.append(Command(_("Lay out labels"), "tag", partial(shell.go, "labels"), also=also))
    if shell.may("backup.run"):
        found.append(Command(_("Back up now"), "save", partial(back_up, shell, main, backups)))
    return found


def role_line(actor: Actor) -> str:
    """The roles of a person in words, for the foot of the rail."""
    from services import people

    words = {
        "owner": _("Owner"), "clerk": _("Order clerk"), "approver": _("Approver"), "warehouse": _("Warehouse"),
        "packer": _("Packer"), "logistics": _("Logistics"), "finance": _("Finance"),
    }  # fmt: skip
    mine = next((person.roles for person in people.people() if person.id == actor.user_id), ())
    return _(", ").join(words.get(role, role) for role in mine)
