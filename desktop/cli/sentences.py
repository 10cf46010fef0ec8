"""The sentence for a failure, on the command line."""

from resources.i18n import _
from services.errors import Refusal


def sentence(error: Refusal) -> str:
    """One sentence in the program's language, on one line."""
    from services.importing.messages import REFUSALS
    from services.importing.preview import FileRefused
    from ui.texts import text_for

    said = _(REFUSALS[error.code]) if isinstance(error, FileRefused) else text_for(error)
    return " ".join(said.split())
