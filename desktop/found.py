"""Ctrl+K: records as the palette shows them, and where each one opens."""

from resources.i18n import _
from services import finder
from services.unit import Actor
from ui.kit.palette import Hit

# kind -> icon, window
SHOWN = {
    "order": ("clipboard-list", "orders"),
    "delivery": ("truck", "delivery"),
    "product": ("package", "inventory"),
    "customer": ("building-2", "orders"),
    "incident": ("triangle-alert", "delivery"),  # where what it is about is shown, when that has a window
}


def palette_hits(text: str, actor: Actor) -> list[Hit]:
    """What `text` finds, for this person."""
    return [_shown(hit) for hit in finder.find(text, actor.rights)]


def _shown(hit: finder.Hit) -> Hit:
    icon, window = SHOWN[hit.kind]
    where: dict[str, object] = {"id": hit.id}
    if hit.kind == "customer":
        where = {"customer": str(hit.id)}
    elif hit.about is not None and hit.about[0] in SHOWN:
        window, where = SHOWN[hit.about[0]][1], {"id": hit.about[1]}
    return Hit(icon, hit.title, hit.detail or _("No details"), window, where)
