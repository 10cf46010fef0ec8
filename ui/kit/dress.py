"""How every table stands: no grid, no frame, rows of one height, scrolled by pixels, left with Tab."""

from PySide6.QtWidgets import QAbstractItemView, QTableView


def dress(table: QTableView, row_height: int) -> None:
    """Give a table the look and the ways that all tables have."""
    rows, scroll = table.verticalHeader(), QAbstractItemView.ScrollMode.ScrollPerPixel
    rows.hide()
    rows.setMinimumSectionSize(20)
    rows.setDefaultSectionSize(row_height)
    rows.setSectionResizeMode(rows.ResizeMode.Fixed)
    table.setShowGrid(False)
    table.setWordWrap(False)
    table.setFrameShape(table.Shape.NoFrame)
    table.setVerticalScrollMode(scroll)
    table.setHorizontalScrollMode(scroll)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setTabKeyNavigation(False)
