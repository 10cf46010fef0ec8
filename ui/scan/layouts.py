"""What becomes of a scanner's keys on a keyboard of another country: the scanner names keys, the PC chooses letters.

Each layout is its keys row by row from the top left, plain and with Shift, in the same order. Keys that wait for
another one (dead keys) never arrive alone and stand here as they are printed.
"""

from functools import cache

from resources.i18n import N_
from services.scanning import believed

_ROWS = {
    "us": (
        "`1234567890-=qwertyuiop[]\\asdfghjkl;'zxcvbnm,./",
        '~!@#$%^&*()_+QWERTYUIOP{}|ASDFGHJKL:"ZXCVBNM<>?',
    ),
    "de": (
        "^1234567890ß´qwertzuiopü+#asdfghjklöäyxcvbnm,.-",
        "°!\"§$%&/()=?`QWERTZUIOPÜ*'ASDFGHJKLÖÄYXCVBNM;:_",
    ),
    "fr": (
        "²&é\"'(-è_çà)=azertyuiop^$*qsdfghjklmùwxcvbn,;:!",
        "~1234567890°+AZERTYUIOP¨£µQSDFGHJKLM%WXCVBN?./§",
    ),
    "it": (
        "\\1234567890'ìqwertyuiopè+ùasdfghjklòàzxcvbnm,.-",
        '|!"£$%&/()=?^QWERTYUIOPé*§ASDFGHJKLç°ZXCVBNM;:_',
    ),
    "es": (
        "º1234567890'¡qwertyuiop`+çasdfghjklñ´zxcvbnm,.-",
        'ª!"·$%&/()=?¿QWERTYUIOP^*ÇASDFGHJKLÑ¨ZXCVBNM;:_',
    ),
}
TERMS = {
    "us": N_("US English (also used for Chinese)"), "de": N_("German"), "fr": N_("French"),
    "it": N_("Italian"), "es": N_("Spanish"),
}  # fmt: skip
# (the scanner's, the PC's): one of the two is the one that codes are made for.
PAIRS = tuple(pair for other in _ROWS if other != "us" for pair in (("us", other), (other, "us")))


def named(scanner: str, pc: str) -> str:
    """How a pair of layouts is kept in the settings."""
    return f"{scanner}>{pc}"


def known(layout: str) -> bool:
    """Whether settings name a pair of layouts that there is."""
    return tuple(layout.split(">")) in PAIRS


def translate(text: str, layout: str) -> str:
    """What the scanner meant by `text`; one character for each. Without a layout the text itself."""
    return text.translate(_table(layout)) if layout else text


def typed_for_another(text: str) -> bool:
    """Whether a code that means nothing as it came is one beyond doubt once another keyboard's keys are taken back."""
    meant = (translate(text, named(*pair)) for pair in PAIRS)
    return not believed(text) and any(each != text and believed(each) for each in meant)


@cache
def _table(layout: str) -> dict[int, str]:
    scanner, pc = layout.split(">")
    return {
        ord(typed): meant
        for typed_row, meant_row in zip(_ROWS[pc], _ROWS[scanner], strict=True)
        for typed, meant in zip(typed_row, meant_row, strict=True)
    }
