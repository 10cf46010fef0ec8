"""Each verdict has words in both languages, in the order: what is wrong, scanned, needed, what to do."""

import datetime as dt
import string
from dataclasses import fields
from decimal import Decimal
from pathlib import Path

import pytest

from resources import i18n
from resources.build_locale import merge
from tests.ui.packing import screens
from ui.packing import present, words
from ui.packing.state import Current, Mark, Mode
from ui.packing.words import WORDS, Facts

ANSWERED = sorted(code for code, each in WORDS.items() if each.mode in (Mode.REFUSED, Mode.QUESTION))


@pytest.fixture(autouse=True)
def _english_at_the_end():
    yield
    i18n.set_language("en")


@pytest.fixture(scope="module")
def chinese():
    """Every translation: the packing screen shares words with other windows."""
    folder = Path(i18n.__file__).parent / "locale" / "zh_CN"
    return {message.id: message.string for message in merge(folder) if isinstance(message.id, str)}


@pytest.mark.parametrize("code", sorted(WORDS))
def test_every_verdict_speaks_both_languages(code, chinese):
    each = WORDS[code]
    for text in (each.word, each.what_to_do, each.prompt, each.scanned, each.needed):
        said = words.fill(text, screens.facts())
        assert bool(said) is bool(text)
        assert "{" not in said
        assert not text or any("\u4e00" <= char <= "\u9fff" for char in chinese[text])


@pytest.mark.parametrize("code", ANSWERED)
def test_an_answer_says_what_to_do_and_how_to_go_on(code):
    answer = words.answer_for(code, screens.facts())
    assert answer.word
    assert answer.what_to_do
    assert answer.prompt
    assert answer.not_counted
    assert answer.scanned.big == "L25-0904"


def test_placeholders_are_known_in_every_sentence_and_translation(chinese):
    known = {each.name for each in fields(Facts)}
    for each in WORDS.values():
        for text in (each.word, each.what_to_do, each.prompt):
            for said in (text, chinese.get(text, "")):
                assert {name for _t, name, _s, _c in string.Formatter().parse(said) if name} <= known


def test_wrong_things_are_told_apart_by_their_word(chinese):
    told = ["wrong_item", "wrong_lot", "expired", "frozen_lot", "too_many", "unknown_code", "wrong_bin"]
    assert len({words.answer_for(code, screens.facts()).word for code in told}) == len(told)
    assert len({chinese[WORDS[code].word] for code in told}) == len(told)


def test_each_face_has_its_sound():
    sounds = {each.mode: set() for each in WORDS.values()}
    for each in WORDS.values():
        sounds[each.mode].add(each.sound)
    assert sounds[Mode.REFUSED] == {"error"}
    assert sounds[Mode.QUESTION] == {"ask"}
    assert sounds[Mode.CORRECT] == {"ok", "done"}


def test_a_refusal_says_that_nothing_was_counted():
    answer = words.answer_for("wrong_lot", screens.facts())
    assert answer.not_counted == "Lithium grease no. 3, 800 g • not counted, still 3 / 6 tubs"
    assert words.answer_for("unknown_code", Facts(scanned="690888")).not_counted == "Nothing was counted"


def test_what_is_not_known_is_a_dash():
    assert words.answer_for("wrong_lot", Facts()).what_to_do == "Put it back. Take — from —"


def test_a_code_without_words_is_a_bug():
    with pytest.raises(KeyError):
        words.words_for("no_such_code")


def test_correct_tells_how_many():
    assert words.correct("right", Facts(), Decimal(1)) == "Correct  +1"
    assert words.correct("right", Facts(), Decimal("12.500")) == "Correct  +12.5"
    assert words.correct("undone", Facts(), Decimal(-2)) == "Undone  −2"
    assert words.correct("bin", Facts()) == "Right bin"


def test_marks_of_the_last_scans():
    marks = [WORDS[code].mark for code in ("right", "wrong_lot", "swap_lot")]
    assert marks == [Mark.RIGHT, Mark.WRONG, Mark.ASKED]


def test_lines_of_a_product_leave_out_what_it_has_not():
    line = Current("Grease", Decimal(1), Decimal(2), "tubs", lot="L1", expiry=dt.date(2026, 11, 7), sku="GR")
    assert words.lot_line(line) == "Lot L1 • exp. 2026-11-07"
    assert words.code_line(line) == "GR"
    assert words.lot_line(Current("Rope", Decimal(1), Decimal(2), "m")) == ""


def test_a_specification_in_chinese_is_left_out_beside_an_english_name():
    i18n.set_language("en")
    assert [present.specified("12.9 级 发黑", name) for name in ("Cap screw", "")] == ["", "12.9 级 发黑"]
    assert present.specified("500 g", "Mallet") == "500 g"
    i18n.set_language("zh_CN")
    assert present.specified("12.9 级 发黑", "Cap screw") == "12.9 级 发黑"
