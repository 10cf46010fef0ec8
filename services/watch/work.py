"""What work itself opens an incident about: rules as the others are, but nothing looks for what they hold for."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from resources.i18n import N_
from services import settings
from services.watch.rule import Rule


def _nothing(_now: datetime, _limit: int) -> list[Any]:
    return []


WORK = {
    rule.code: rule
    for rule in (
        Rule("difference", N_("A customer signed, and something was missing, damaged or wrong."), _nothing, "logistics",
             severity="high"),
        Rule("refused", N_("A customer refused a delivery."), _nothing, "logistics", severity="high"),
        Rule("lost", N_("A delivery was lost on its way."), _nothing, "logistics", severity="high"),
        Rule("short_pick", N_("A bin held less than was planned from it."), _nothing, "warehouse"),
        Rule("complaint", N_("A customer complained about a delivery."), _nothing, "logistics"),
        Rule("low_rating", N_("A customer gave {limit} stars or less."), _nothing, "logistics", "number", 2),
    )
}  # fmt: skip


def in_force() -> dict[str, Rule]:
    """The rules as this company set them. What has happened is always told, so none is ever off."""
    changed = settings.get("watch.rules")
    return {code: replace(rule, **changed.get(code, {}) | {"on": True}) for code, rule in WORK.items()}
