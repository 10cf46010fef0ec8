"""What is printed by itself: "when a delivery is packed, print label and note at its station", with copies."""

from services import settings
from services.errors import Refusal
from services.print_rule import PrintRule

# What happens to a delivery, and the papers there are of it then.
MOMENTS: dict[str, tuple[str, ...]] = {
    "released": ("picklist",),
    "packed": ("label", "note", "packing"),
    "dispatched": ("note", "packing", "return"),
}
MOST_RULES, MOST_COPIES = 40, 20
KEY = "papers.rules"


def checked(rules: tuple[PrintRule, ...]) -> tuple[PrintRule, ...]:
    """The rules as they are kept. Refuses bad_print_rule for one that can't be, or that stands there twice."""
    seen: set[tuple[str, str, str, str]] = set()
    for rule in rules:
        place = (rule.when, rule.kind, rule.at, rule.to)
        fits = rule.kind in MOMENTS.get(rule.when, ()) and 0 <= rule.copies <= MOST_COPIES
        if not fits or place in seen or len(rules) > MOST_RULES:
            raise Refusal("bad_print_rule", kind=rule.kind)
        seen.add(place)
    return rules


def printed_earlier(when: str, kind: str) -> bool:
    """Whether the rules print this kind of paper at a moment before this one too."""
    before = list(MOMENTS)[: list(MOMENTS).index(when)]
    rules: tuple[PrintRule, ...] = settings.get(KEY)
    return any(rule.kind == kind and rule.copies and rule.when in before for rule in rules)


def due(when: str, station: str) -> list[PrintRule]:
    """What is printed when this happens at a station: its own rules for a kind of paper stand before the general."""
    rules: tuple[PrintRule, ...] = settings.get(KEY)
    mine = [rule for rule in rules if rule.when == when and rule.at in ("", station)]
    special = {rule.kind for rule in mine if rule.at}
    return [rule for rule in mine if rule.copies and (rule.at or rule.kind not in special)]
