"""Which column of a file holds what: each column with samples, dragged onto a field or picked from its menu.

    page = MappingPage(KINDS["orders"])
    page.show_columns(columns, {"A": "number", "C": "sku"})
    page.taken.connect(...)            # {letter: field}, "" for what is not read
    page.left.connect(...)             # nothing is to change
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import QMimeData, QPoint, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QDrag,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QApplication, QLayout, QMenu, QScrollArea, QWidget

from resources.i18n import _
from services.importing.several import FURTHER
from services.importing.sheets import column_number, letters
from ui.importing.kinds import Kind
from ui.importing.rows import FileColumn
from ui.kit.buttons import MenuButton, action_button
from ui.kit.labels import ElidedLabel, boxed, clear, column, ground, hline, label, row, set_property, vline
from ui.kit.panel import section
from ui.theme import theme

MIME = "application/x-packdesk-column"
PICK, LETTER = 190, 24


def heading_of(each: FileColumn) -> str:
    """What a column is called: its heading, or its letter."""
    called = each.heading or _("Column {letter}").format(letter=letters(each.at))
    if each.sheet:
        called = _("{heading} (of {sheet})").format(heading=called, sheet=each.sheet)
    return _("{heading} (hidden in the sheet)").format(heading=called) if each.hidden else called


def same_sheet(one: str, other: str) -> bool:
    """Whether two columns, by their letters, stand in the same sheet of the file."""
    return column_number(one) // FURTHER == column_number(other) // FURTHER


def field_menu(kind: Kind, chosen: str, take: Callable[[str], None]) -> QMenu:
    """The fields a column can be read as."""
    menu = QMenu()
    often = kind.often or tuple(kind.fields)
    rest = [name for name in kind.fields if name not in often]
    for name in ("", *often, *rest):
        if name in (often[0], *rest[:1]):
            menu.addSeparator()
        action = QAction(field_term(kind, name), menu)
        action.setCheckable(True)
        action.setChecked(name == chosen)
        action.triggered.connect(lambda _on=False, name=name: take(name))
        menu.addAction(action)
    return menu


def field_term(kind: Kind, name: str) -> str:
    return _(kind.fields[name]) if name in kind.fields else _("Not read")


def missing_words(kind: Kind, fields: set[str]) -> str:
    """What such a file needs and no column holds; "" where nothing is missing."""
    gone = [group for group in kind.required if not fields.intersection(group)]
    said = [_(" or ").join(field_term(kind, name) for name in group if name != "products") for group in gone]
    return _("Missing: {what}").format(what=_(", ").join(said)) if said else ""


class MappingPage(QWidget):
    """See the module."""

    taken = Signal(object)
    left = Signal()

    def __init__(self, kind: Kind) -> None:
        super().__init__()
        ground(self, "surface")
        self._kind = kind
        self._columns: tuple[FileColumn, ...] = ()
        self.mapping: dict[str, str] = {}
        self._sources, self._targets = column(gap=0), column(gap=0)
        self._by_name = self._make_targets()
        self._missing = label("", "strong", wrap=True, tone="red")
        stop = action_button(_("Back"), "", "Esc", bind=False)
        stop.clicked.connect(self.left)
        self._done = action_button(_("Go on"), "arrow-right", "Ctrl+Return", "main")
        self._done.clicked.connect(self.go_on)
        title = label(_("Which column holds what?"), "dialogTitle")
        hint = label(_("Drag a column onto what it holds, or choose it from its list."), "secondary")
        top = boxed(column(title, hint, gap=2, margins=(20, 16, 20, 10)))
        sides = row(gap=0)
        sides.addWidget(_scrolled(self._sources), 3)
        sides.addWidget(vline())
        sides.addWidget(_scrolled(self._targets), 2)
        foot = row(gap=8, margins=(20, 10, 20, 12))
        foot.addWidget(self._missing, 1)
        foot.addWidget(stop)
        foot.addWidget(self._done)
        whole = column(top, hline(), gap=0)
        whole.addLayout(sides, 1)
        whole.addWidget(boxed(column(hline(), foot, gap=0)))
        self.setLayout(whole)

    def show_columns(self, columns: Sequence[FileColumn], mapping: Mapping[str, str]) -> None:
        """Show the columns of a file and what each is read as so far."""
        self._columns = tuple(each for each in columns if each.heading or each.samples)
        self.mapping = {letter: name for letter, name in mapping.items() if name}
        self._fill()

    def _fill(self) -> None:
        clear(self._sources)
        self._sources.addWidget(section(_("Columns of the file"), line=False))
        for each in self._columns:
            self._sources.addWidget(Source(self._kind, each, self.mapping.get(letters(each.at), ""), self.put))
        self._sources.addStretch(1)
        self._show_targets()

    def _make_targets(self) -> dict[str, "Target"]:
        """A place for each field, those that are needed and used most first."""
        needed = [name for group in self._kind.required for name in group]
        made = {name: Target(field_term(self._kind, name), partial(self.put, name=name))
                for name in dict.fromkeys((*needed, *self._kind.often, *self._kind.fields))}  # fmt: skip
        for part in (section(_("What is read"), line=False), *made.values()):
            self._targets.addWidget(part)
        self._targets.addStretch(1)
        return made

    def _show_targets(self) -> None:
        """Which column each field has, and which fields are missing."""
        by_field = {name: [each for each in self._columns if self.mapping.get(letters(each.at)) == name]
                    for name in self._kind.fields}  # fmt: skip
        open_groups = [group for group in self._kind.required if not any(by_field[name] for name in group)]
        gone = {group[0] for group in open_groups}
        instead = {name for group in open_groups for name in group} - gone
        for name, target in self._by_name.items():
            held = ", ".join(heading_of(each) for each in by_field[name])
            target.show_column(held, _("missing") if name in gone else _("or this") if name in instead else "")
        self._missing.setText(missing_words(self._kind, set(self.mapping.values())))

    def put(self, letter: str, name: str) -> None:
        """A column is read as a field; who was read as it before in the same sheet is not any more."""
        self.mapping = {at: field for at, field in self.mapping.items()
                        if at != letter and (field != name or not same_sheet(at, letter))}  # fmt: skip
        if name:
            self.mapping[letter] = name
        for source in self.findChildren(Source):
            source.show_field(self.mapping.get(source.letter, ""))
        self._show_targets()

    def go_on(self) -> None:
        if self.mapping:
            self.taken.emit({letters(each.at): self.mapping.get(letters(each.at), "") for each in self._columns})

    def start(self) -> None:
        """The keyboard begins at the first column."""
        first = self.findChild(MenuButton)
        if first is not None:
            first.setFocus()


def _scrolled(inside: QLayout) -> QScrollArea:
    area = QScrollArea()
    area.setProperty("flat", "true")
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    inside.setContentsMargins(20, 4, 20, 20)
    area.setWidget(boxed(inside, "surface"))
    return area


class Source(QWidget):
    """A column of the file: its heading, samples, and what it is read as; it can be dragged."""

    def __init__(self, kind: Kind, each: FileColumn, field: str, put: Callable[[str, str], None]) -> None:
        super().__init__()
        self._kind, self.letter, self._put, self._field = kind, letters(each.at), put, field
        self._from: QPoint | None = None
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.pick = MenuButton("")
        self.pick.setFixedWidth(PICK)
        self.pick.clicked.disconnect()
        self.pick.clicked.connect(self._open)
        self._heading = heading_of(each)
        samples = ElidedLabel("  •  ".join(each.samples), "caption")
        texts = column(ElidedLabel(self._heading, "bodyStrong"), samples, gap=0)
        letter = label(letters(each.at % FURTHER), "caption")
        letter.setFixedWidth(LETTER)
        line = row(letter, gap=8, margins=(0, 6, 0, 6))
        line.addLayout(texts, 1)
        line.addWidget(self.pick)
        self.setLayout(column(line, hline(), gap=0))
        self.show_field(field)

    def show_field(self, field: str) -> None:
        self._field = field
        term = field_term(self._kind, field)
        self.pick.setText(f"{term}      ")
        spoken = _("{heading} is read as {field}")
        self.pick.setAccessibleName(spoken.format(heading=self._heading, field=term))

    def menu(self) -> QMenu:
        """The fields it can be read as."""
        return field_menu(self._kind, self._field, lambda name: self._put(self.letter, name))

    def _open(self) -> None:
        menu = self.menu()
        menu.setParent(self.pick, menu.windowFlags())
        menu.popup(self.pick.mapToGlobal(self.pick.rect().bottomLeft()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._from = event.position().toPoint()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        far = QApplication.startDragDistance()
        if self._from is not None and (event.position().toPoint() - self._from).manhattanLength() >= far:
            self._from = None
            drag = QDrag(self)
            drag.setMimeData(column_data(self.letter))
            drag.setPixmap(self.grab())
            drag.exec(Qt.DropAction.LinkAction)


def column_data(letter: str) -> QMimeData:
    """A column on its way to a field."""
    data = QMimeData()
    data.setData(MIME, letter.encode())
    return data


class Target(QWidget):
    """A field: the column that holds it, or how it is lacking; columns are dropped on it."""

    def __init__(self, term: str, drop: Callable[[str], None]) -> None:
        super().__init__()
        self._term, self._drop, self._over = term, drop, False
        self.setAcceptDrops(True)
        self._name, self._held, self._lacks = label(term), ElidedLabel(), label("—")
        for said in (self._held, self._lacks):
            said.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        line = row(self._name, gap=12, margins=(8, 8, 8, 8))
        line.addWidget(self._held, 1)
        line.addWidget(self._lacks, 1)
        self.setLayout(column(line, hline(), gap=0))
        self.show_column("", "")

    def show_column(self, held: str, lacks: str) -> None:
        """The heading of the column that holds it, or else what to say of its lacking, if anything."""
        self.setAccessibleName(f"{self._term}: {held or lacks or _('Not read')}")
        set_property(self._name, "role", "bodyStrong" if held else "body")
        self._held.setText(held)
        self._held.setVisible(bool(held))
        set_property(self._lacks, "tone", "red" if lacks else "")
        self._lacks.setText(lacks or "—")
        self._lacks.setVisible(not held)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasFormat(MIME):
            event.acceptProposedAction()
            self._over = True
            self.update()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._over = False
        self.update()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self._drop(bytes(event.mimeData().data(MIME).data()).decode())

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._over:
            painter = QPainter(self)
            painter.setPen(QPen(theme.color("accent"), 2))
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))
