"""The four kinds of failure. Codes and data only; `ui/texts.py` makes the sentences."""


class Refusal(Exception):
    """An expected "no": nothing was written. `code` picks the sentence, `data` fills it."""

    def __init__(self, code: str, **data: object) -> None:
        super().__init__(code)
        self.code, self.data = code, data


class NeedsConfirmation(Refusal):
    """Ask the person, then repeat the same call with `code` among its confirmed ones."""


class Unavailable(Refusal):
    """Disk full, database gone, printer off: what was typed is kept and a retry is offered."""


class Cancelled(Exception):
    """The person stopped it: nothing was written, nothing is shown."""
