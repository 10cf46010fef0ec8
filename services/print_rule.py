"""One rule of what is printed by itself, as the settings keep it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PrintRule:
    """`when` is one of print_rules.MOMENTS, `kind` a paper it has. `at` narrows it to what happens at one station, `to`
    is the station that prints, "" the one where it happens. 0 copies print none there."""

    when: str
    kind: str
    at: str = ""
    to: str = ""
    copies: int = 1


USUAL_RULES = (PrintRule("packed", "label"), PrintRule("packed", "note"))
