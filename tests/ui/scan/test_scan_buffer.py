"""Whatever is typed and scanned in whatever order, typing comes out whole and each scan once."""

from dataclasses import dataclass, field
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.scan.buffer import GS, Answer, Press, Release, Replay, ScanBuffer, Scanned, ScanSettings

Key = str | int
LEFT = 0x1000012
CODE = st.text(alphabet="ABCDEFGHJKMNPQRSTUVWXYZ0123456789-]/", min_size=4, max_size=40)
WORD = st.text(alphabet="abcdefghij öé你1290.,-", min_size=1, max_size=12)


@dataclass
class Desk:
    """A focused field and a scan desk behind one buffer; time is what the events say."""

    buffer: ScanBuffer[str]
    ticks: bool = True
    arrived: list[str] = field(default_factory=list)
    scans: list[str] = field(default_factory=list)
    log: list[tuple[str, str]] = field(default_factory=list)
    last: float = 0

    def _act(self, actions: tuple[Replay[str] | Scanned, ...]) -> None:
        for action in actions:
            if isinstance(action, Replay):
                self.arrived += action.events
                self.log += [("field", event) for event in action.events]
            else:
                self._take_out(action.strays)
                self.scans.append(action.text)
                self.log.append(("scan", action.text))

    def _take_out(self, strays: str) -> None:
        """As the filter does from a field."""
        for stray in reversed(strays):
            last = max(place for place, event in enumerate(self.arrived) if event[0] == "+")
            assert self.arrived.pop(last) == f"+{stray}"

    def _then(self, answer: Answer[str], event: str) -> None:
        self._act(answer.actions)
        if answer.passes:
            self.arrived.append(event)
            self.log.append(("field", event))

    def press(self, name: str, at: float, char: str | None = None, repeat: bool = False) -> None:
        wait = self.buffer.wait_ms
        if self.ticks and wait is not None and at - self.last > wait:
            self._act(self.buffer.tick())
        self.last = at
        press = Press(name if char is None else char, at, hash(name), f"+{name}", repeat)
        takes = self.buffer.takes(press)
        answer = self.buffer.feed(press)
        assert takes is not answer.passes
        self._then(answer, f"+{name}")

    def release(self, name: str) -> None:
        self._then(self.buffer.feed_release(Release(hash(name), f"-{name}")), f"-{name}")

    def stroke(self, name: str, at: float, char: str | None = None) -> None:
        self.press(name, at, char)
        self.release(name)

    def rest(self) -> None:
        self._act(self.buffer.tick())

    @property
    def typed(self) -> str:
        return "".join(event[1:] for event in self.arrived if event[0] == "+")


def desk(ticks: bool = True, **settings: object) -> Desk:
    return Desk(ScanBuffer(ScanSettings(**settings)), ticks)


def scan(on: Desk, code: str, at: float, gap: float = 8, end: str = "\r") -> float:
    for char in code:
        on.stroke(char, at)
        at += gap
    if end:
        on.stroke(end, at)
    return at


def test_a_burst_closed_by_enter_is_a_scan_and_nothing_reaches_the_field():
    d = desk()
    scan(d, "6901234567892", 0)
    assert (d.scans, d.arrived) == (["6901234567892"], [])


@pytest.mark.parametrize("end", ["\r", "\n", "\t", ""])
def test_every_way_a_scanner_ends_a_code(end):
    d = desk()
    scan(d, "BIN-A-01-2", 0, end=end)
    d.rest()
    assert (d.scans, d.arrived) == (["BIN-A-01-2"], [])


def test_without_an_end_in_silence_a_burst_is_typing():
    d = desk(end="enter")
    scan(d, "BIN-A-01-2", 0, end="")
    d.rest()
    assert (d.scans, d.typed) == ([], "BIN-A-01-2")


def test_the_second_end_of_cr_lf_is_swallowed_and_a_later_enter_is_not():
    d = desk()
    at = scan(d, "6901234567892", 0)
    d.stroke("\n", at + 8)
    assert d.arrived == []
    d.stroke("\r", at + 400)
    assert d.arrived == ["+\r", "-\r"]


def test_an_end_key_after_the_silence_that_closed_the_scan_is_swallowed():
    d = desk()
    at = scan(d, "6901234567892", 0, end="")
    d.stroke("\r", at + 120)
    assert (d.scans, d.arrived) == (["6901234567892"], [])


def test_enter_after_three_fast_keys_is_an_enter():
    d = desk()
    scan(d, "abc", 0)
    assert (d.scans, d.typed) == ([], "abc\r")


def test_typing_is_given_back_before_the_enter_that_ends_it():
    d = desk()
    for place, char in enumerate("acme"):
        d.stroke(char, place * 120)
    d.stroke("\r", 480)
    assert (d.scans, d.typed) == ([], "acme\r")


def test_a_key_no_scanner_sends_gives_back_what_was_held_at_once():
    d = desk()
    d.stroke("a", 0)
    d.stroke("b", 20)
    d.stroke("Left", 40, char="")
    assert d.arrived == ["+a", "-a", "+b", "-b", "+Left", "-Left"]


def test_a_repeating_key_is_typing():
    d = desk()
    d.press("a", 0)
    for place in range(10):
        d.press("a", 30 + place * 30, repeat=True)
    d.release("a")
    assert (d.scans, d.typed) == ([], "a" * 11)


def test_the_repeats_of_a_swallowed_end_are_swallowed():
    d = desk()
    for char in "6901234567892":
        d.stroke(char, 0)
    d.press("\r", 8)
    d.press("\r", 500, repeat=True)
    d.release("\r")
    assert (d.scans, d.arrived) == (["6901234567892"], [])


def test_overlapping_releases_go_with_their_presses():
    d = desk()
    d.press("a", 0)
    d.press("b", 10)
    d.release("a")
    d.release("b")
    d.rest()
    assert d.arrived == ["+a", "+b", "-a", "-b"]


def test_a_release_of_typing_held_among_a_scan_still_arrives():
    d = desk()
    d.press("x", 0)
    d.press("A", 50)
    d.release("x")
    for place, char in enumerate("BCDEF"):
        d.stroke(char, 110 + place)
    d.release("A")
    d.rest()
    assert d.arrived.index("+x") < d.arrived.index("-x")


def test_a_group_separator_counts_only_inside_a_burst():
    d = desk()
    d.stroke("Ctrl+]", 0, char=GS)
    assert d.arrived == ["+Ctrl+]", "-Ctrl+]"]
    for place, char in enumerate(["1", "0", "A", GS, "2", "1"]):
        d.stroke(char, 1000 + place * 8)
    d.stroke("\r", 1060)
    assert d.scans == [f"10A{GS}21"]


def test_a_prefix_makes_a_slow_scanner_certain_and_is_taken_off():
    d = desk(prefix="~")
    scan(d, "~6901234567892", 0, gap=90)
    assert (d.scans, d.arrived) == (["6901234567892"], [])


def test_a_prefix_that_is_only_typed_is_given_back():
    d = desk(prefix="~")
    d.stroke("~", 0)
    d.stroke("a", 300)
    d.rest()
    assert (d.scans, d.typed) == ([], "~a")


def test_full_width_characters_are_folded_in_a_scan_and_kept_in_typing():
    d = desk()
    scan(d, "ＢＩＮ－Ａ", 0)
    d.stroke("Ａ", 1000)
    d.rest()
    assert (d.scans, d.typed) == (["BIN-A"], "Ａ")


def test_twenty_equal_scans_in_a_second_are_twenty_scans():
    d = desk()
    for number in range(20):
        scan(d, "690123", number * 50, gap=6)
    assert (d.scans, d.arrived) == (["690123"] * 20, [])


def test_a_scan_tells_the_gaps_it_had():
    buffer: ScanBuffer[int] = ScanBuffer()
    for place, at in enumerate([0.0, 8, 16, 40]):
        buffer.feed(Press("1", at, place, place))
    (found,) = buffer.feed(Press("\r", 48, 99, 99)).actions
    assert found == Scanned("1111", (8, 8, 24))


def test_time_going_backwards_is_never_a_scan_across_the_jump():
    d = desk()
    for char, at in zip("abcdef", (5000, 5008, 5016, 3, 11, 19), strict=True):
        d.stroke(char, at)
    d.rest()
    assert (d.scans, d.typed) == ([], "abcdef")


typing = st.tuples(st.just("type"), WORD, st.lists(st.integers(36, 500), min_size=12, max_size=12))
scanning = st.tuples(
    st.just("scan"), CODE, st.tuples(st.integers(1, 30), st.sampled_from(["\r", "\t", "\r\n", ""])), st.integers(0, 50)
)
moving = st.tuples(st.just("move"), st.sampled_from(["Left", "Backspace", "Ctrl+K", "F2"]), st.integers(20, 300))


@st.composite
def sessions(draw: st.DrawFn) -> list[tuple[str, float, str]]:
    """(name, time, char) of each stroke: people pause 200 ms before a scan and after one that has no end key."""
    strokes: list[tuple[str, float, str]] = []
    at = 0.0
    for what, *rest in draw(st.lists(st.one_of(typing, scanning, moving), max_size=12)):
        at += 250
        if what == "type":
            for char, gap in zip(rest[0], rest[1], strict=False):
                at += gap
                strokes.append((char, at, char))
        elif what == "move":
            at += rest[1]
            strokes.append((rest[0], at, ""))
        else:
            gap, end = rest[1]
            for char in [*rest[0], *end]:
                at += gap
                strokes.append((char, at, char))
    return strokes


def expected(strokes: list[tuple[str, float, str]]) -> tuple[list[str], list[str], list[tuple[str, str]]]:
    """Told by the distance of the strokes alone: a run of gaps up to 30 ms is the scanner, all else a hand."""
    runs: list[list[tuple[str, float, str]]] = []
    for stroke in strokes:
        if runs and stroke[1] - runs[-1][-1][1] <= 30 and stroke[2]:
            runs[-1].append(stroke)
        else:
            runs.append([stroke])
    typed, scans, log = [], [], []
    for run in runs:
        if len(run) > 1:
            scans.append("".join(char for _name, _at, char in run if char not in "\r\n\t"))
            log.append(("scan", scans[-1]))
        else:
            typed.append(run[0][0])
            log.append(("field", f"+{run[0][0]}"))
    return typed, scans, log


@given(sessions(), st.booleans())
def test_typing_comes_out_whole_and_every_scan_once_and_in_order(strokes, ticks):
    d = desk(ticks=ticks)
    for name, at, char in strokes:
        d.press(name, at, char)
        d.release(name)
    d.rest()
    typed, scans, log = expected(strokes)
    assert [event[1:] for event in d.arrived if event[0] == "+"] == typed
    assert d.scans == scans
    assert [entry for entry in d.log if entry[0] == "scan" or entry[1][0] == "+"] == log
    assert sorted(event[1:] for event in d.arrived if event[0] == "-") == sorted(typed)


def test_keys_that_come_late_to_a_busy_program_join_what_was_given_back_for_a_silence():
    d = desk(end="enter")
    for place, char in enumerate("6901"):
        d.stroke(char, place * 8)
        if place < 3:
            d.rest()  # the program had no time, and its clock says that nothing came
    assert d.typed == "690"
    d.rest()
    d.stroke("\r", 40)
    assert (d.scans, d.typed) == (["6901"], "")
    d.stroke("7", 1000)
    d.rest()
    d.stroke("8", 1061)
    d.rest()
    assert d.typed == "78", "a key after the silence has nothing to do with the one before"


@given(sessions(), st.lists(st.booleans(), min_size=600, max_size=600))
def test_a_silence_that_is_none_loses_nothing_and_tears_no_scan(strokes, early):
    """Ticks at any time, also while keys that were pressed in time are still on their way."""
    ended = _with_ends(strokes)
    d = desk(end="enter", ticks=False)
    for (name, at, char), ticked in zip(ended, early, strict=False):
        d.press(name, at, char)
        d.release(name)
        if ticked:
            d.rest()
    d.rest()
    typed, scans, _log = expected(ended)
    assert [event[1:] for event in d.arrived if event[0] == "+"] == typed
    assert d.scans == scans


def _with_ends(strokes: list[tuple[str, float, str]]) -> list[tuple[str, float, str]]:
    """The same where every scan ends with Enter: only then a silence in the middle of one ends nothing."""
    found: list[tuple[str, float, str]] = []
    for number, (name, at, char) in enumerate(strokes):
        before, after = ((strokes[at_] if 0 <= at_ < len(strokes) else None) for at_ in (number - 1, number + 1))
        of_scan = before is not None and before[2] and at - before[1] <= 30
        last = of_scan and (after is None or not after[2] or after[1] - at > 30)
        if of_scan and char in "\r\n\t":
            name = char = "\r"
        found.append((name, at, char))
        if last and char not in "\r\n\t":
            found.append(("\r", at + 1, "\r"))
    return found


@given(
    st.lists(
        st.tuples(
            st.sampled_from([*"abcABC123-", "\r", "\t", "\n", GS, ""]),
            st.integers(0, 150),
            st.booleans(),
            st.booleans(),
        ),
        max_size=60,
    ),
    st.booleans(),
    st.sampled_from(["", "~", "a"]),
)
def test_no_key_is_ever_lost_or_doubled_whatever_arrives(strokes, ticks, prefix):
    """Any keys at any speed: what reaches the field is a subsequence in order, and the rest is in the scans."""
    d = desk(ticks=ticks, prefix=prefix)
    at, names = 0.0, []
    for number, (char, gap, repeat, released) in enumerate(strokes):
        at += gap
        names.append(str(number))
        d.press(str(number), at, char, repeat=repeat)
        if released:
            d.release(str(number))
    d.rest()
    came = [event[1:] for event in d.arrived if event[0] == "+"]
    assert came == sorted(came, key=int)
    gone = [strokes[int(name)][0] for name in names if name not in set(came)]
    kept = "".join(char for char in gone if char not in "\r\n\t")
    taken = "".join(d.scans)
    assert taken == kept if not prefix else len(taken) <= len(kept)
    downs: set[str] = set()
    for event in d.arrived:
        if event[0] == "+":
            downs.add(event[1:])
        else:
            assert event[1:] in downs


@given(st.lists(st.integers(36, 400), min_size=1, max_size=30))
def test_a_hand_slower_than_the_average_is_never_a_scanner(gaps):
    d = desk()
    at = 0.0
    for gap in gaps:
        at += gap
        d.stroke("a", at)
        assert len(d.buffer._presses) <= 3
    d.stroke("\r", at + 36)
    assert (d.scans, d.typed) == ([], "a" * len(gaps) + "\r")


@given(CODE, st.lists(st.integers(0, 60), min_size=40, max_size=40))
def test_an_uneven_scanner_within_its_average_is_one_scan(code, gaps):
    times = [0.0]
    for gap in gaps[: len(code) - 1]:
        spare = 35 * max(len(times), 3) - times[-1]
        times.append(times[-1] + min(gap, spare))
    assert all(later >= sooner for sooner, later in pairwise(times))
    d = desk()
    for char, at in zip(code, times, strict=True):
        d.stroke(char, at)
    d.stroke("\r", times[-1] + 10)
    assert (d.scans, d.arrived) == ([code], [])


def test_the_release_of_a_scans_last_key_may_come_after_its_end_key():
    d = desk()
    for place, char in enumerate("690123"):
        d.press(char, place * 8)
    d.press("\r", 48)
    for char in ["6", "9", "0", "1", "2", "3", "\r"]:
        d.release(char)
    assert (d.scans, d.arrived) == (["690123"], [])
    d.stroke("3", 5000)
    d.rest()
    assert d.arrived == ["+3", "-3"]


def test_few_keys_are_held_for_the_hold_time_and_a_likely_scan_for_the_gap():
    d = desk(hold_ms=50, gap_ms=90)
    assert d.buffer.wait_ms is None
    d.stroke("A", 0)
    assert d.buffer.wait_ms == 50
    for place in range(1, 4):
        d.stroke("A", place * 8)
    assert d.buffer.wait_ms == 90
    d.stroke("B", 200)
    assert (d.scans, d.buffer.wait_ms) == (["AAAA"], 50)


def test_a_slower_key_before_it_is_clear_who_types_is_given_back():
    d = desk(ticks=False, hold_ms=50, gap_ms=90)
    d.stroke("a", 0)
    d.stroke("b", 70)
    assert d.typed == "a"
