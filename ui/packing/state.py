"""What the packing screen shows, as plain data. The controller makes a new one for each scan; the screen paints it."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Mode(StrEnum):
    """The face of the whole window."""

    QUEUE = "queue"
    WAITING = "waiting"
    CORRECT = "correct"
    REFUSED = "refused"
    QUESTION = "question"
    HELP = "help"


class Mark(StrEnum):
    """How a scan of the list went; the value is its icon."""

    RIGHT = "check"
    WRONG = "x"
    ASKED = "hourglass"
    QUIET = "minus"


@dataclass(frozen=True, slots=True)
class Current:
    """The line to be worked on. `bin` is "" where there is none (checking, packing), `package` then says which;
    `box` is the one it goes into. With `blind` only what was counted is shown, not how much it should be."""

    product: str
    picked: Decimal
    wanted: Decimal
    unit: str
    bin: str = ""
    package: str = ""
    box: str = ""
    spec: str = ""
    sku: str = ""
    barcode: str = ""
    lot: str = ""
    expiry: dt.date | None = None
    blind: bool = False

    @property
    def name(self) -> str:
        return f"{self.product} {self.spec}".strip()


@dataclass(frozen=True, slots=True)
class Remaining:
    """A line still to do, in walking order."""

    bin: str
    product: str
    quantity: Decimal
    spec: str = ""


@dataclass(frozen=True, slots=True)
class LastScan:
    mark: Mark
    text: str
    count: str = ""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two blocks of an answer: a label, the code in big type, a line below."""

    label: str
    big: str
    small: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to a question: scan CMD-`command` off the screen, or press `key`; without a command only the key."""

    command: str
    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The reply to a scan that did not simply count: in the order what is wrong, scanned, needed, what to do.

    A question has `choices`, which take the place of the prompt.
    """

    word: str
    scanned: Side | None = None
    needed: Side | None = None
    what_to_do: str = ""
    not_counted: str = ""
    prompt: str = ""
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A delivery to pack, most urgent first. `todo` is what is left when all of it is picked."""

    number: str
    customer: str
    promise: str
    lines: int
    pieces: Decimal
    late: bool = False
    urgent: bool = False
    begun: bool = False
    trouble: bool = False
    todo: str = ""
    id: int = 0


@dataclass(frozen=True, slots=True)
class KeyCap:
    key: str
    text: str
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class PackScreen:
    """Everything on the screen. `headline` is the one big line of the waiting and correct faces; `answer` belongs to
    the refused and question faces; `help` lists the commands; `queue`, `chosen` and `more` (deliveries not listed) are
    of the queue. While `counting` the right column lists what the second count has found, and nothing says how much
    there should be. `running` is the line of what is left, done and the pace, `beside` who else is at the delivery;
    `note` takes the running line's place. `package` is the number of the one in hand, "" while there is only one.
    `unreleased` says how many deliveries are not in the queue yet, "" for none."""

    mode: Mode
    number: str = ""
    customer: str = ""
    carrier: str = ""
    promise: str = ""
    person: str = ""
    bench: str = ""
    time: str = ""
    done: Decimal = Decimal(0)
    total: Decimal = Decimal(0)
    headline: str = ""
    current: Current | None = None
    next: Remaining | None = None
    remaining: tuple[Remaining, ...] = ()
    lines_left: int = 0
    pieces_left: Decimal = Decimal(0)
    counting: bool = False
    last: tuple[LastScan, ...] = ()
    answer: Answer | None = None
    help: tuple[Choice, ...] = ()
    queue: tuple[QueueRow, ...] = ()
    chosen: int = 0
    more: int = 0
    keys: tuple[KeyCap, ...] = ()
    busy: bool = False
    running: str = ""
    beside: str = ""
    note: str = ""
    package: str = ""
    unreleased: str = ""
