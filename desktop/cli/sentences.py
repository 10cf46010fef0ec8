"""The sentence for a failure, on the command line."""

from services.errors import Refusal


def sentence(error: Refusal) -> str:
    """One sentence in the program's language, on one line."""
    from ui.texts import text_for

    return " ".join(text_for(error).split())
