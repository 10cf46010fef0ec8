"""Breaking lines."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printing import typeset
from printing.errors import Unprintable

WORDS = st.text(alphabet="宁波东港贸易行浙江省，。（）、AB-20 x/.\n", max_size=120)


@given(WORDS, st.sampled_from([20.0, 60.0, 150.0]), st.booleans())
def test_wrapping_loses_no_character_and_keeps_the_width(text: str, width: float, bold: bool) -> None:
    lines = typeset.wrap(text, width, 10, bold)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(typeset.advance(line, bold) * 10 <= width + 0.01 for line in lines)


def test_a_closing_mark_never_begins_a_line() -> None:
    lines = typeset.wrap("宁波东港贸易行，浙江省（北仑区）。" * 8, 73, 10)
    assert len(lines) > 10
    assert not any(line[0] in "，。）" for line in lines)
    assert not any(line[-1] == "（" for line in lines)


def test_latin_words_stay_whole_where_they_can() -> None:
    assert typeset.wrap("Ningbo Eastport Trading", 50, 10) == ("Ningbo", "Eastport", "Trading")


def test_a_line_feed_begins_a_line_and_other_control_characters_vanish() -> None:
    assert typeset.wrap("一\x00层\r\n二\u200b层", 100, 10) == ("一 层", "二 层")


def test_a_line_shrinks_until_it_fits_and_is_refused_below_the_least_size() -> None:
    wide = typeset.advance("宁波东港贸易行")
    assert typeset.shrink_line("宁波东港贸易行", wide * 12, 12, 6) == 12
    assert typeset.shrink_line("宁波东港贸易行", wide * 9.3, 12, 6) == 9.25
    with pytest.raises(Unprintable) as refused:
        typeset.shrink_line("宁波东港贸易行", wide * 5, 12, 6)
    assert (refused.value.code, refused.value.data) == ("text_too_long", {"text": "宁波东港贸易行"})


def test_a_block_shrinks_until_its_lines_fit() -> None:
    text = "浙江省宁波市北仑区明州西路" * 3
    size = typeset.shrink_block(text, 120, 40, 12, 5)
    assert 5 <= size < 12
    assert typeset.height(len(typeset.wrap(text, 120, size)), size) <= 40
    with pytest.raises(Unprintable):
        typeset.shrink_block(text, 120, 10, 12, 8)


def test_words_shrink_before_they_are_broken() -> None:
    assert typeset.shrink_words("BT-M8X40-A2-70", 60, 10, 5) < 10
    assert typeset.shrink_words("浙江省宁波市", 30, 10, 5) == 10
    assert typeset.shrink_words("BT-M8X40-A2-70", 5, 10, 7) == 7
