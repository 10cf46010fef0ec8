"""A layout being changed: what is chosen, every step back and forth, and the moves on the grid. No Qt.

    draft = Draft(layout)
    draft.choose(2); draft.move(0.5, 0); draft.resize(2, "right bottom", 1, 0); draft.undo()

Lengths are in millimetres. Nothing is ever moved beyond the label.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import msgspec

from printing.labels.layout import AnyElement, Bars, Box, Layout, Line, Picture, Text, with_changes

GRID, FINE, NEAR = 0.5, 0.1, 0.7
LEAST = {Line: 0.1, Box: 1.0}
LEAST_SIDE = 2.0
MOST_STEPS = 200


@dataclass(frozen=True, slots=True)
class Step:
    """A state that can be gone back to; `about` joins steps of the same kind into one."""

    layout: Layout
    chosen: tuple[int, ...]
    about: str = ""


class Draft:
    """See the module. `place`s count from 0."""

    def __init__(self, layout: Layout, version: int = 0) -> None:
        self.version = version
        self._now = Step(layout, ())
        self._kept = layout
        self._back: list[Step] = []
        self._forth: list[Step] = []

    @property
    def layout(self) -> Layout:
        return self._now.layout

    @property
    def chosen(self) -> tuple[int, ...]:
        return self._now.chosen

    @property
    def changed(self) -> bool:
        """Whether there is anything that was not saved."""
        return self._now.layout != self._kept

    @property
    def can_undo(self) -> bool:
        return bool(self._back)

    @property
    def can_redo(self) -> bool:
        return bool(self._forth)

    def saved(self, version: int) -> None:
        """The layout as it is now is version `version`."""
        self._kept, self.version = self._now.layout, version

    def only(self) -> AnyElement | None:
        """The element that is chosen, where it is a single one."""
        return self.layout.elements[self.chosen[0]] if len(self.chosen) == 1 else None

    # choosing

    def choose(self, *places: int) -> None:
        there = range(len(self.layout.elements))
        self._now = Step(self.layout, tuple(place for place in places if place in there), "")

    def toggle(self, place: int) -> None:
        without = tuple(each for each in self.chosen if each != place)
        self.choose(*(without if place in self.chosen else (*self.chosen, place)))

    def choose_next(self, by: int) -> None:
        """The element after or before the one chosen, round and round."""
        count = len(self.layout.elements)
        if count:
            self.choose((self.chosen[-1] + by) % count if self.chosen else (0 if by > 0 else count - 1))

    # steps

    def put(self, layout: Layout, chosen: tuple[int, ...] | None = None, about: str = "") -> None:
        """Another layout; steps with the same `about` one after another are one step back."""
        kept = self.chosen if chosen is None else chosen
        if layout == self.layout:
            return
        if not (about and about == self._now.about):
            self._back = [*self._back, self._now][-MOST_STEPS:]
        self._forth = []
        self._now = Step(layout, kept, about)

    def undo(self) -> None:
        if self._back:
            self._forth.append(self._now)
            self._now = self._back.pop()

    def redo(self) -> None:
        if self._forth:
            self._back.append(self._now)
            self._now = self._forth.pop()

    # changing

    def change(self, about: str = "", **values: Any) -> None:
        """Other values for every chosen element that has them. Raises msgspec.ValidationError."""
        self._each(self.chosen, lambda each: with_changes(each, **_those(each, values)), about)

    def change_layout(self, about: str = "", **values: Any) -> None:
        """Another name, size or paper; what no longer fits is moved or made smaller. Raises msgspec.ValidationError."""
        layout = msgspec.convert(msgspec.to_builtins(msgspec.structs.replace(self.layout, **values)), Layout)
        inside = tuple(_inside(each, layout) for each in layout.elements)
        self.put(msgspec.structs.replace(layout, elements=inside), about=about)

    def _each(self, places: Iterable[int], change: Callable[[AnyElement], AnyElement], about: str) -> None:
        mine = set(places)
        elements = tuple(change(each) if at in mine else each for at, each in enumerate(self.layout.elements))
        self.put(msgspec.structs.replace(self.layout, elements=elements), about=about)

    def move(self, dx: float, dy: float, about: str = "") -> None:
        """All that is chosen together, as far as it stays on the label."""
        mine = [self.layout.elements[place] for place in self.chosen]
        if not mine:
            return
        dx = min(max(dx, -min(each.x for each in mine)), self.layout.width - max(each.x + each.width for each in mine))
        dy = min(
            max(dy, -min(each.y for each in mine)), self.layout.height - max(each.y + each.height for each in mine)
        )
        self._each(self.chosen, lambda each: _placed(each, each.x + dx, each.y + dy), about)

    def resize(self, place: int, edges: str, dx: float, dy: float, about: str = "") -> None:
        """Move some edges of an element: any of left, right, top and bottom."""
        each = self.layout.elements[place]
        self._each((place,), lambda _each: resized(each, self.layout, edges, dx, dy), about)

    def add(self, element: AnyElement) -> None:
        """A new element on top of all, chosen."""
        elements = (*self.layout.elements, _inside(element, self.layout))
        self.put(msgspec.structs.replace(self.layout, elements=elements), (len(elements) - 1,))

    def remove(self) -> None:
        mine = set(self.chosen)
        elements = tuple(each for at, each in enumerate(self.layout.elements) if at not in mine)
        self.put(msgspec.structs.replace(self.layout, elements=elements), ())

    def duplicate(self) -> None:
        """Copies of what is chosen, a little below it to the right, chosen instead."""
        copies = tuple(
            _inside(_placed(each, each.x + 2, each.y + 2), self.layout)
            for each in (self.layout.elements[place] for place in self.chosen)
        )
        first = len(self.layout.elements)
        whole = msgspec.structs.replace(self.layout, elements=(*self.layout.elements, *copies))
        self.put(whole, tuple(range(first, first + len(copies))))

    def order(self, by: int) -> None:
        """Above (1) or below (-1) the next element; what is above is drawn last."""
        if len(self.chosen) != 1:
            return
        at, elements = self.chosen[0], list(self.layout.elements)
        to = min(max(at + by, 0), len(elements) - 1)
        elements.insert(to, elements.pop(at))
        self.put(msgspec.structs.replace(self.layout, elements=tuple(elements)), (to,))

    def align(self, side: str) -> None:
        """Several at the same left, center, right, top, middle or bottom; one of them alone on the label's."""
        mine = [self.layout.elements[place] for place in self.chosen]
        if not mine:
            return
        alone = len(mine) == 1
        left, top = (0.0, 0.0) if alone else (min(each.x for each in mine), min(each.y for each in mine))
        right = self.layout.width if alone else max(each.x + each.width for each in mine)
        bottom = self.layout.height if alone else max(each.y + each.height for each in mine)

        def to(each: AnyElement) -> AnyElement:
            across = {"left": left, "center": (left + right - each.width) / 2, "right": right - each.width}
            down = {"top": top, "middle": (top + bottom - each.height) / 2, "bottom": bottom - each.height}
            return _placed(each, across.get(side, each.x), down.get(side, each.y))

        self._each(self.chosen, to, "")


def _those(element: AnyElement, values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name in element.__struct_fields__}


def _placed(each: AnyElement, x: float, y: float) -> AnyElement:
    return msgspec.structs.replace(each, x=round(x, 2), y=round(y, 2))


def _inside(each: AnyElement, layout: Layout) -> AnyElement:
    """On the label, smaller where it is larger than that."""
    width, height = min(each.width, layout.width), min(each.height, layout.height)
    x, y = min(max(each.x, 0), layout.width - width), min(max(each.y, 0), layout.height - height)
    return msgspec.structs.replace(
        each, x=round(x, 2), y=round(y, 2), width=round(width, 2), height=round(height, 2)
    )


def resized(each: AnyElement, layout: Layout, edges: str, dx: float, dy: float) -> AnyElement:
    """An element with some of its edges moved, never less than its least and never beyond the label."""
    least = LEAST.get(type(each), LEAST_SIDE)
    left, right, top, bottom = each.x, each.x + each.width, each.y, each.y + each.height
    if "left" in edges:
        left = min(max(left + dx, 0), right - least)
    if "right" in edges:
        right = max(min(right + dx, layout.width), left + least)
    if "top" in edges:
        top = min(max(top + dy, 0), bottom - least)
    if "bottom" in edges:
        bottom = max(min(bottom + dy, layout.height), top + least)
    return msgspec.structs.replace(
        each, x=round(left, 2), y=round(top, 2), width=round(right - left, 2), height=round(bottom - top, 2)
    )


def to_grid(value: float, grid: float = GRID) -> float:
    return round(round(value / grid) * grid, 2)


def snap(value: float, lines: Iterable[float]) -> tuple[float, float | None]:
    """A place near one of `lines` lies on it, else on the grid; with the line it was drawn to."""
    near = min(lines, key=lambda line: abs(line - value), default=None)
    if near is not None and abs(near - value) <= NEAR:
        return near, near
    return to_grid(value), None


def guides(layout: Layout, without: Iterable[int]) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """The edges and middles that something can be drawn to: across and down."""
    skipped = set(without)
    across, down = {0.0, layout.width / 2, layout.width}, {0.0, layout.height / 2, layout.height}
    for at, each in enumerate(layout.elements):
        if at not in skipped:
            across |= {each.x, each.x + each.width, each.x + each.width / 2}
            down |= {each.y, each.y + each.height, each.y + each.height / 2}
    return tuple(sorted(across)), tuple(sorted(down))


def new_element(kind: str, layout: Layout, words: str, field: str = "") -> AnyElement:
    """An element of a kind in the middle of the label; a text says `words`, or a field, as a code may."""
    wide, high = layout.width, layout.height
    said = f"{{{field}}}" if field else ""
    box: dict[str, tuple[float, float]] = {
        "text": (min(40.0, wide * 0.6), min(6.0, high / 4)), "code": (min(60.0, wide * 0.9), min(15.0, high / 2)),
        "qr": (min(20.0, wide / 2, high / 2),) * 2, "line": (wide * 0.6, 0.3), "box": (wide * 0.5, high * 0.4),
        "picture": (min(25.0, wide / 3), min(15.0, high / 3)),
    }  # fmt: skip
    width, height = (to_grid(side) if side > 1 else side for side in box[kind])
    x, y = to_grid((wide - width) / 2), to_grid((high - height) / 2)
    made: AnyElement
    match kind:
        case "text":
            made = Text(x=x, y=y, width=width, height=height, text=said or words)
        case "code":
            made = Bars(x=x, y=y, width=width, height=height, text=said or "12345678")
        case "qr":
            made = Bars(x=x, y=y, width=width, height=height, text=said or "12345678", symbology="qr")
        case "line":
            made = Line(x=x, y=y, width=width, height=height)
        case "box":
            made = Box(x=x, y=y, width=width, height=height)
        case _:
            logo = "logo" if layout.kind in ("label", "carton") else ""
            made = Picture(x=x, y=y, width=width, height=height, field=logo)
    return made
