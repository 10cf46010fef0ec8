"""A layout being changed: it stays on the label whatever is done to it, and every step can be taken back."""

from hypothesis import given, settings
from hypothesis import strategies as st

from printing.labels.builtin import builtin
from printing.labels.layout import Bars, Condition, Layout, Line, is_inside
from ui.labels.draft import Draft, new_element, snap, to_grid

FAR = st.floats(-200, 200).map(lambda value: round(value, 2))
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("choose"), st.integers(-1, 9), FAR), st.tuples(st.just("move"), FAR, FAR),
        st.tuples(st.sampled_from(["left top", "right bottom", "top", "right"]), FAR, FAR),
        st.tuples(st.sampled_from(["duplicate", "remove", "order", "align", "add", "size", "undo", "redo"]), FAR, FAR),
    ),
    max_size=25,
)  # fmt: skip


def act(draft: Draft, name: str, first: float, second: float) -> None:
    match name:
        case "choose":
            draft.choose(int(first))
        case "move":
            draft.move(first, second)
        case "duplicate":
            draft.duplicate()
        case "remove":
            draft.remove()
        case "order":
            draft.order(1 if first > 0 else -1)
        case "align":
            draft.align("center" if first > 0 else "bottom")
        case "add":
            kind = "code" if first > 0 else "line"
            draft.add(new_element(kind, draft.layout, "A"))
        case "size":
            draft.change_layout(width=min(max(abs(first), 10), 300), height=min(max(abs(second), 10), 300))
        case "undo":
            draft.undo()
        case "redo":
            draft.redo()
        case _:
            if draft.only() is not None:
                draft.resize(draft.chosen[0], name, first, second)


@settings(max_examples=60)
@given(STEPS)
def test_nothing_leaves_the_label_and_every_step_is_taken_back(steps: list[tuple[str, float, float]]) -> None:
    first = builtin("product-60x40")
    draft = Draft(first)
    for step in steps:
        act(draft, *step)
        assert all(is_inside(draft.layout, each) for each in draft.layout.elements)
        assert all(place < len(draft.layout.elements) for place in draft.chosen)
    last = draft.layout
    back = 0
    while draft.can_undo:
        draft.undo()
        back += 1
    assert draft.layout == first
    for _step in range(back):
        draft.redo()
    assert draft.layout == last or not back or not draft.can_redo


def test_steps_of_one_kind_are_one_step_back() -> None:
    draft = Draft(builtin("bin-60x40"))
    draft.choose(0)
    for _press in range(5):
        draft.move(0, 0.5, "nudge")
    assert draft.layout.elements[0].y == 3.8
    draft.undo()
    assert draft.layout == builtin("bin-60x40")
    assert not draft.changed


def test_a_change_is_for_every_element_that_has_it() -> None:
    draft = Draft(builtin("bin-60x40"))
    draft.choose(0, 2)
    draft.change(align="left", bold=False, when=Condition("name"))
    text, _name, code = draft.layout.elements
    assert (text.align, text.bold, code.align) == ("left", False, "left")  # type: ignore[union-attr]
    assert text.when == code.when == Condition("name")


def test_places_snap_to_the_grid_and_to_edges_nearby() -> None:
    assert to_grid(3.26) == 3.5
    assert snap(10.3, (0.0, 10.72)) == (10.72, 10.72)
    assert snap(10.3, (0.0, 30.0)) == (10.5, None)


def test_new_elements_fit_small_labels() -> None:
    layout = Layout(kind="product", name="T", width=20, height=10)
    for kind in ("text", "code", "qr", "line", "box", "picture"):
        assert is_inside(layout, new_element(kind, layout, "A", "sku"))
    code = new_element("code", layout, "A", "sku")
    assert isinstance(code, Bars)
    assert code.text == "{sku}"
    assert isinstance(new_element("line", layout, "A"), Line)
