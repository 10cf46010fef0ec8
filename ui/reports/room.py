"""How much room the figures of a report take, so that a table of many columns shows them all side by side."""

from PySide6.QtGui import QFontMetrics

from services.reports.listed import Listed
from ui.kit.formats import FIGURES, shown
from ui.kit.table_header import PAD
from ui.theme import theme


def cell_widths(listed: Listed) -> dict[str, int]:
    """The pixels that the longest figure of each column of figures takes, by the column's name."""
    metrics = QFontMetrics(theme.font("body"))
    return {
        column.name: max((metrics.horizontalAdvance(shown(column.kind, end)) for end in listed.ends(at)), default=0)
        + 2 * PAD + 2
        for at, column in enumerate(listed.columns) if column.kind in FIGURES
    }  # fmt: skip
