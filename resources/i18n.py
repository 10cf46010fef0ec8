"""The words people read: English in the source, other languages from compiled gettext catalogues."""

import gettext as _gettext
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from pathlib import Path

LANGUAGES = {"zh_CN": "简体中文", "en": "English"}
# Papers can also say everything in both, for customers and staff who read only one.
BOTH = "zh_en"
PAPER_LANGUAGES = LANGUAGES | {BOTH: "中文 + English"}
DOMAIN = "packdesk"


# Curly quotes are as wide as a Han character in the Chinese fonts that write every language here.
STRAIGHT = str.maketrans("“”", '""')


class _English(_gettext.NullTranslations):
    """The texts as they stand in the source, with straight quotes."""

    def gettext(self, message: str) -> str:
        return message.translate(STRAIGHT) if "“" in message else message

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(super().ngettext(msgid1, msgid2, n))


_ENGLISH = _English()
_current: _gettext.NullTranslations = _ENGLISH
_language = "en"


@cache
def _catalogue(language: str) -> _gettext.NullTranslations:
    folder = Path(str(files("resources"))) / "locale"
    return _ENGLISH if language == "en" else _gettext.translation(DOMAIN, folder, [language])


def set_language(language: str) -> None:
    """Switch every later `_()`. Raises KeyError for a language that is not shipped."""
    global _current, _language
    if language not in LANGUAGES:
        raise KeyError(language)
    _current, _language = _catalogue(language), language


def language() -> str:
    """The code of the language in use, a key of LANGUAGES."""
    return _language


def translator(language: str) -> Callable[[str], str]:
    """A gettext function for one language of paper, whatever the program itself speaks; for BOTH it gives the Chinese
    with the English after it."""
    if language != BOTH:
        return _catalogue(language).gettext
    chinese = _catalogue("zh_CN").gettext

    def both(text: str) -> str:
        said = chinese(text)
        english = _ENGLISH.gettext(text)
        return english if said == text else f"{said.removesuffix('：').removesuffix('¥').rstrip()} {english}"

    return both


def N_(text: str) -> str:
    """Mark a text for translation where it is declared; `_()` it where it is shown."""
    return text


def _(text: str) -> str:
    return _current.gettext(text) if text else text


def ngettext(one: str, many: str, n: int) -> str:
    """The form for `n`; placeholders are filled by the caller."""
    return _current.ngettext(one, many, n)
