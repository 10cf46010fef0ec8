"""Acts that take a second person's yes: what they are worth, and the refusal that leads to asking for it.

    ADJUSTING = Kind("adjust", "stock.adjust", Adjusting, weigh, put_right)      # in the module of the act
    hold(ADJUSTING, Adjusting(...))                                              # in its use case, before it works

`weigh` says what an act is about and whether it is over the company's limit; `perform` does it, called by the use case
below the limit and by services.act_requests once somebody has approved it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from services import settings
from services.answers import packed
from services.errors import Refusal
from services.unit import Unit, encode


@dataclass(frozen=True, slots=True)
class Weighed:
    """What an act is about. `over` is whether it takes a second person; `amount` is its worth, where it is money; `why`
    what was said of it when it was typed."""

    subject_kind: str
    subject_id: int
    text: str
    over: bool
    amount: Decimal | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of act: its name, the right it takes, the type of what it is done with.

    `told(u, arguments, state, text)`, where there is one, notes at its subject that it was asked for or refused;
    `check(u, arguments)` refuses what who asks may not do whatever the amount.
    """

    name: str
    right: str
    arguments: type
    weigh: Callable[[Any], Weighed]
    perform: Callable[[Unit, Any], Any]
    told: Callable[[Unit, Any, str, str], None] | None = None
    check: Callable[[Unit, Any], None] | None = None


@dataclass(frozen=True, slots=True)
class Ask:
    """What the refusal of an act carries, to ask for it: its kind, and what it is done with, as JSON in UTF-8."""

    kind: str
    arguments: bytes


def over(limit: str, amount: Decimal | None) -> bool:
    """Whether an amount is above the company's limit of this name; one that nobody knows is."""
    most = settings.get(limit)
    return bool(most) and (amount is None or amount > most)


def hold(kind: Kind, arguments: Any) -> None:
    """Refuses needs_approval for an act that a second person must say yes to first."""
    weighed = kind.weigh(arguments)
    if weighed.over:
        raise Refusal("needs_approval", about=weighed.text, ask=Ask(kind.name, encode(packed(arguments))))
