"""What is said of a paper that was asked for: where it lies as a PDF when this PC has no printer for its kind."""

from resources.i18n import _
from services.printing_jobs import PRINTED_BY
from ui.shell import Shell


def no_printer(shell: Shell, kind: str) -> str:
    """The sentence for papers of a kind (one of the print jobs) that no printer of this PC prints, else ""."""
    setting = shell.settings.get(f"printer.{PRINTED_BY.get(kind, kind)}", None) or {}
    if setting.get("way", "folder") != "folder":
        return ""
    return _("No printer is set: kept as PDF, see Settings > Printers.")


def queued(shell: Shell, kind: str, sentence: str) -> str:
    """`sentence` says that a paper is in the print queue; what becomes of it without a printer follows."""
    return " ".join(filter(None, (sentence, no_printer(shell, kind))))


def sent(shell: Shell, kind: str, sentence: str, made: str) -> str:
    """`sentence` says that a paper was sent to its printer, `made` that there is one; which holds on this PC."""
    kept = no_printer(shell, kind)
    return f"{made} {kept}" if kept else sentence
