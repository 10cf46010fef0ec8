"""What printing can refuse or miss: codes and data, turned into the program's own failures by services/."""


class PrintingError(Exception):
    """`code` names the reason, `data` holds what a sentence about it needs."""

    def __init__(self, code: str, **data: object) -> None:
        super().__init__(code)
        self.code, self.data = code, data


class Unprintable(PrintingError):
    """The content does not go on this paper: code_too_long, code_not_printable, text_too_long, unknown_paper."""


class PrinterUnavailable(PrintingError):
    """The printer or folder did not take the paper, and nothing of it came out.

    Codes: printer_unreachable, printer_unknown, printer_refused, folder_unavailable, spooler_missing, and what a
    printer says of itself, printing.status.TROUBLES.
    """


class BrokenOff(PrintingError):
    """The way to the printer ended after the first byte: nobody knows how much came out. Code: print_broken_off."""
