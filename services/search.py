"""The narrow line that customers and products are found by: names, pinyin initials, codes, phones."""

from functools import cache

MOST_READINGS = 8


def initials(text: str) -> list[str]:
    """The pinyin initials of a text: as it is mostly read, then with other readings of its characters, at most 8.

    长沙 gives cs and zs, because 长 has two readings.
    """
    from pypinyin import Style, pinyin  # its tables take 0.1 s to load, which no start-up may cost

    read = pinyin(text, style=Style.FIRST_LETTER, errors=list)  # type: ignore[arg-type]  # it takes lists too
    usual = [letter.lower() for (letter,) in read]
    found = [usual] if any(letter[:1].isalnum() for letter in usual) else []
    for word in found:  # it grows: one character read otherwise, then two
        for at, char in enumerate(text):
            for letter in _readings(char):
                other = [*word[:at], letter, *word[at + 1 :]]
                if other not in found and len(found) < MOST_READINGS:
                    found.append(other)
    return ["".join(filter(str.isalnum, word)) for word in found]


@cache
def _readings(char: str) -> tuple[str, ...]:
    """The first letters that one character may be read with; none where it is not Chinese."""
    from pypinyin import Style, pinyin

    if char.isascii():
        return ()
    (read,) = pinyin(char, style=Style.FIRST_LETTER, heteronym=True, errors="ignore") or ((),)
    return tuple(dict.fromkeys(letter.lower() for letter in read if letter.isalpha()))


def search_line(*texts: str, named: str = "") -> str:
    """Lower-case words of `texts`, then the initials of `named`."""
    words = [text.strip().lower() for text in (named, *texts) if text and text.strip()]
    return " ".join([*words, *initials(named)]) if named else " ".join(words)
