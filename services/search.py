"""The narrow line that customers and products are found by: names, pinyin initials, codes, phones."""

import re
from functools import cache

MOST_READINGS = 8
_WORD = re.compile(r"[^\W_]+")


def initials(text: str) -> list[str]:
    """The pinyin initials of a text: as it is mostly read, then with other readings of its characters, at most 8.

    长沙 gives cs and zs, because 长 has two readings.
    """
    if text.isascii():
        letters = "".join(filter(str.isalnum, text.lower()))
        return [letters] if letters else []
    from pypinyin import Style, pinyin  # its tables take 0.1 s and 55 MB, which no start-up may cost

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


def likeness(text: str, line: str, *names: str) -> int:
    """How well something fits what was typed: 0 where a name or code is just that, 1 where its words stand in the line
    as whole words, 2 where a name or each word begins so, 3 for the rest."""
    wanted = text.strip().lower()
    if wanted in (name.lower() for name in names):
        return 0
    asked, words = _WORD.findall(wanted), set(_WORD.findall(line.lower()))
    if asked and words.issuperset(asked):
        return 1
    begun = any(name.lower().startswith(wanted) for name in names) or begins(wanted, line)
    return 2 if begun else 3


def begins(text: str, line: str) -> bool:
    """Whether each word of `text` begins a word of `line`."""
    asked, words = _WORD.findall(text.lower()), _WORD.findall(line.lower())
    return bool(asked) and all(any(word.startswith(each) for word in words) for each in asked)


def fits(text: str, term: str) -> bool:
    """Whether a text stands for a term of the program: its words begin words of it; or, in Chinese, its characters come
    in it in the same order, as 新商品 does in 新增商品."""
    wanted = "".join(text.split())
    rest = iter(term)
    return begins(text, term) or (not wanted.isascii() and all(char in rest for char in wanted))
