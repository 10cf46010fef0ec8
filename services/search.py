"""The narrow line that customers and products are found by: names, pinyin initials, codes, phones."""

from itertools import product as combinations

MOST_READINGS = 8


def initials(text: str) -> list[str]:
    """The pinyin initials of a text, one for each combination of readings, at most 8.

    长沙 gives cs and zs, because 长 has two readings.
    """
    from pypinyin import Style, pinyin  # its tables take 0.1 s to load, which no start-up may cost

    readings = [
        sorted({reading[:1].lower() for reading in syllables if reading[:1].isalnum()})
        for syllables in pinyin(text, style=Style.FIRST_LETTER, heteronym=True, errors=_plain)  # type: ignore[arg-type]  # it takes lists of readings too
    ]
    found: list[str] = []
    for letters in combinations(*(r for r in readings if r)):
        word = "".join(letters)
        if word not in found:
            found.append(word)
        if len(found) == MOST_READINGS:
            break
    return found


def _plain(text: str) -> list[str]:
    return [char for char in text if char.isascii() and char.isalnum()] or [""]


def search_line(*texts: str, named: str = "") -> str:
    """Lower-case words of `texts`, then the initials of `named`."""
    words = [text.strip().lower() for text in (named, *texts) if text and text.strip()]
    return " ".join([*words, *initials(named)]) if named else " ".join(words)
