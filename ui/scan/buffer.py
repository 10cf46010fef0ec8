"""Tells a scanner's burst of keys from a person's typing. Pure: no Qt, no clock, no timer of its own.

The caller feeds each key press and release with its own event's time, acts on the `Answer` at once, and calls
`tick` when `wait_ms` have gone by without a key. Every key comes back exactly once: passed on, replayed in its
place, or gone into a scan.
"""

from collections import deque
from dataclasses import dataclass
from itertools import pairwise
from typing import Generic, TypeVar

from services.scanning import fold
from ui.scan.layouts import translate

GS = "\x1d"
ENDS = frozenset("\r\n\t")
# What ends a scan, by the setting `end`. "none": silence alone; any other name is a key's ("CapsLock").
_ENDED_BY = {"any": ENDS, "enter": frozenset("\r\n"), "tab": frozenset("\t"), "none": frozenset[str]()}

# Gaps that a scan without its end key yet is waited for.
_PATIENT = 3

Event = TypeVar("Event")


@dataclass(frozen=True, slots=True)
class ScanSettings:
    """How this station's scanner types. All times in milliseconds."""

    average_ms: float = 35
    """Most time a scanner takes for a character, averaged over its burst."""
    gap_ms: float = 100
    """Most time between two characters of one scan; after this silence a scan without an end key is over."""
    hold_ms: float = 60
    """Most time a typed key is kept back: the gap allowed while too few keys came to know who types."""
    again_ms: float = 50
    """A second end key within this time belongs to the first (CR and LF)."""
    shortest: int = 4
    prefix: str = ""
    """Text the scanner sends first; it makes any speed within `gap_ms` a scan, and is not part of the scan."""
    separator_text: str = ""
    """Text that stands for the GS1 group separator ("|", "{GS}")."""
    separator_key: str = ""
    """Name of the key that stands for it ("F12")."""
    end: str = "any"
    """What ends a scan: any (Enter, Tab or silence), enter, tab, none (silence), or the name of a key."""
    alt_codes: bool = False
    """It sends every character as an Alt code, also the first."""
    keypad: bool = False
    """It types on the keypad while Num Lock is off, where figures arrive as arrows."""
    layout: str = ""
    """The keyboards of scanner and PC where they differ, as ui/scan/layouts.py names them."""

    @property
    def ends_in_silence(self) -> bool:
        return self.end in ("any", "none")

    @property
    def ends(self) -> frozenset[str]:
        """The characters that end a scan."""
        return _ENDED_BY.get(self.end, ENDS)

    @property
    def end_key(self) -> str:
        """The name of the key that ends a scan in place of Enter."""
        return "" if self.end in _ENDED_BY else self.end


@dataclass(frozen=True, slots=True)
class Press(Generic[Event]):
    """A key going down. `char` is "" for a key that no scanner sends; `key` pairs it with its release."""

    char: str
    at: float
    key: int
    event: Event
    repeat: bool = False


@dataclass(frozen=True, slots=True)
class Release(Generic[Event]):
    key: int
    event: Event


@dataclass(frozen=True, slots=True)
class Replay(Generic[Event]):
    """It was typing: send these, in this order, to where they were going."""

    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class Scanned:
    """One scan, without prefix and end key, and the milliseconds between its characters. `strays` is what of its
    beginning had been given back as typing, before the rest of it came."""

    text: str
    gaps: tuple[float, ...] = ()
    strays: str = ""


@dataclass(frozen=True, slots=True)
class Answer(Generic[Event]):
    """Do `actions` in order, then let the key itself through if `passes`; otherwise it was kept."""

    actions: tuple["Replay[Event] | Scanned", ...] = ()
    passes: bool = False


class ScanBuffer(Generic[Event]):
    def __init__(self, settings: ScanSettings | None = None) -> None:
        self.settings = settings or ScanSettings()
        self._presses: deque[Press[Event]] = deque()
        self._order: deque[Press[Event] | Release[Event]] = deque()
        self._eaten: set[int] = set()
        self._end_until = float("-inf")
        # Given back for a silence; and those of them that turned out to begin a scan.
        self._freed: tuple[Press[Event], ...] = ()
        self._strays: tuple[Press[Event], ...] = ()

    @property
    def wait_ms(self) -> float | None:
        """How long to wait for the next key before `tick`; None while nothing is held.

        What must be a scan whose end key has yet to come is waited for longer: the keys may stand in a queue.
        """
        if not self._presses:
            return None
        certain = self._is_scan(self._all()) and not self.settings.ends_in_silence
        return _PATIENT * self.settings.gap_ms if certain else self._limit(self._all())

    def feed(self, press: Press[Event]) -> Answer[Event]:
        self._strays = self._strays or self._joined(press)
        self._freed = ()
        if press.repeat and press.key in self._eaten:
            return Answer()
        if press.repeat or not press.char:
            return self._let(press)
        if press.char in self.settings.ends:
            return self._end(press)
        if press.char in ENDS and not self._is_scan(self._all()):
            return self._let(press)
        if press.char == GS and not self._all():
            return self._let(press)
        return self._hold(press)

    def feed_release(self, release: Release[Event]) -> Answer[Event]:
        """A release follows its press: kept while that is held, gone with it when it went into a scan."""
        if release.key in self._eaten:
            self._eaten.discard(release.key)
            return Answer()
        if any(press.key == release.key for press in self._presses):
            self._order.append(release)
            return Answer()
        return Answer(passes=True)

    def tick(self) -> tuple[Replay[Event] | Scanned, ...]:
        """No key came for `wait_ms`: what is held is a scan without an end key, or typing."""
        held = (*self._strays, *self._presses)
        actions = self.settle()
        self._freed = held if actions and isinstance(actions[-1], Replay) else ()
        return actions

    def settle(self) -> tuple[Replay[Event] | Scanned, ...]:
        """As `tick`, where what comes next has nothing to do with what is held."""
        if not self._presses:
            self._strays = ()
            return ()
        if self.settings.ends_in_silence and self._is_scan(self._all()):
            self._end_until = self._presses[-1].at + 2 * self.settings.gap_ms
            return self._take()
        return self._free(len(self._presses))

    def takes(self, press: Press[Event]) -> bool:
        """Would `feed` keep this press? Changes nothing."""
        before, self._strays = self._strays, self._strays or self._joined(press)
        taken = self._would_take(press)
        self._strays = before
        return taken

    def _would_take(self, press: Press[Event]) -> bool:
        if press.repeat or not press.char:
            return press.repeat and press.key in self._eaten
        if press.char in self.settings.ends:
            return self._is_scan(self._all()) or self._ends_again(press)
        if press.char in ENDS:
            return self._is_scan(self._all())
        return press.char != GS or bool(self._all())

    def give_up(self) -> tuple[Event, ...]:
        """Hand out all that is held, undecided, and start anew."""
        events = tuple(item.event for item in self._order)
        self._presses.clear()
        self._order.clear()
        self._freed = self._strays = ()
        return events

    def _joined(self, press: Press[Event]) -> tuple[Press[Event], ...]:
        """Keys given back for a silence that was none: this one was pressed in time, and came late to a program that
        had no time.
        """
        if not self._freed or self._presses or press.repeat or not press.char:
            return ()
        in_time = 0 <= press.at - self._freed[-1].at <= self._limit(self._freed)
        return self._freed if in_time else ()

    def _let(self, press: Press[Event]) -> Answer[Event]:
        self._end_until = float("-inf")
        self._eaten.discard(press.key)
        return Answer(self.settle(), passes=True)

    def _hold(self, press: Press[Event]) -> Answer[Event]:
        actions = () if self._follows(press) else self.settle()
        self._end_until = float("-inf")
        self._eaten.discard(press.key)
        self._presses.append(press)
        self._order.append(press)
        while not self._may_be_scan(self._all()):
            if self._strays:
                self._strays = self._strays[1:]
            else:
                actions += self._free(1)
        return Answer(actions)

    def _end(self, press: Press[Event]) -> Answer[Event]:
        actions: tuple[Replay[Event] | Scanned, ...] = ()
        if self._is_scan(self._all()) and self._follows(press):
            actions = self._take()
            self._end_until = press.at + self.settings.again_ms
        else:
            actions = self.settle()
            if not self._ends_again(press):
                self._end_until = float("-inf")
                self._eaten.discard(press.key)
                return Answer(actions, passes=True)
        self._eaten.add(press.key)
        return Answer(actions)

    def _ends_again(self, press: Press[Event]) -> bool:
        return not self._presses and press.at <= self._end_until

    def _all(self) -> tuple[Press[Event], ...]:
        return (*self._strays, *self._presses)

    def _prefixed(self, text: str) -> bool:
        return bool(self.settings.prefix) and text.startswith(self.settings.prefix)

    def _may_be_scan(self, presses: tuple[Press[Event], ...]) -> bool:
        """Could these keys, with more to come, still be one scan?"""
        letters = max(len(presses), self.settings.shortest)
        in_time = presses[-1].at - presses[0].at <= self.settings.average_ms * (letters - 1)
        return in_time or self._prefixed(_text(presses))

    def _is_scan(self, presses: tuple[Press[Event], ...]) -> bool:
        text = _text(presses)
        if self._prefixed(text):
            return len(text) - len(self.settings.prefix) >= self.settings.shortest
        return len(text) >= self.settings.shortest and self._may_be_scan(presses)

    def _limit(self, presses: tuple[Press[Event], ...]) -> float:
        certain = self._prefixed(_text(presses)) or self._is_scan(presses)
        return self.settings.gap_ms if certain else self.settings.hold_ms

    def _follows(self, press: Press[Event]) -> bool:
        presses = self._all()
        return not presses or 0 <= press.at - presses[-1].at <= self._limit(presses)

    def _take(self) -> tuple[Replay[Event] | Scanned, ...]:
        """Turn what is held into a scan; the releases of its keys, come or still to come, go with it."""
        text = _text(self._all())
        if self._prefixed(text):
            text = text[len(self.settings.prefix) :]
        times = [press.at for press in self._all()]
        strays, self._strays = "".join(press.char for press in self._strays), ()
        down: set[int] = set()
        of_typing: list[Event] = []
        for item in self._order:
            if isinstance(item, Press):
                down.add(item.key)
            elif item.key in down:
                down.discard(item.key)
            else:
                of_typing.append(item.event)
        self._eaten |= down
        self._presses.clear()
        self._order.clear()
        text = translate(fold(text), self.settings.layout)
        if self.settings.separator_text:
            text = text.replace(self.settings.separator_text, GS)
        scan = Scanned(text, tuple(later - sooner for sooner, later in pairwise(times)), strays)
        return (Replay(tuple(of_typing)), scan) if of_typing else (scan,)

    def _free(self, presses: int) -> tuple[Replay[Event], ...]:
        """Give back the oldest presses, with the releases that came before the next one."""
        events: list[Event] = []
        self._strays = ()
        for _ in range(presses):
            self._presses.popleft()
        keep = self._presses[0] if self._presses else None
        while self._order and self._order[0] is not keep:
            events.append(self._order.popleft().event)
        return (Replay(tuple(events)),)


def _text(presses: tuple[Press[Event], ...]) -> str:
    return "".join(press.char for press in presses)
