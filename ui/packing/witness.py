"""The second person at a packed delivery: their badge was shown, and OK goes on as them."""

from dataclasses import dataclass

from resources.i18n import _
from services.bench_leaving import SIGN
from services.unit import Actor

# So long a badge holds; nobody acts for who has gone.
HOLDS_MS = 60_000


@dataclass(frozen=True, slots=True)
class Witness:
    """Somebody who does not pick; `step` of bench_leaving is what the next OK does as them."""

    actor: Actor
    step: str

    def line(self) -> str:
        text = _("Scan OK: {person} signs off") if self.step == SIGN else _("Scan OK: {person} dispatches it")
        return text.format(person=self.actor.name)
