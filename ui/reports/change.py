"""How far a figure is from the period before it."""

from services.reports import paper
from services.reports.definition import Figure
from ui.kit.labels import Chip


def change_chip(figure: Figure) -> Chip | None:
    """How far a figure is from the period before, where it matters: an arrow, and a tone for better or worse."""
    if not figure.better or figure.value is None or figure.before is None or figure.value == figure.before:
        return None
    up = figure.value > figure.before
    tone = "green" if up == (figure.better > 0) else "red"
    change = abs(figure.value - figure.before)
    text = paper.figure_text(figure.kind, change)
    if text == paper.figure_text(figure.kind, type(change)(0)):
        return None  # no change that anybody could see
    if figure.kind in ("amount", "number", "quantity") and figure.before:
        text = f"{change * 100 / abs(figure.before):,.0f} %"
    return Chip(text, "arrow-up" if up else "arrow-down", tone)
