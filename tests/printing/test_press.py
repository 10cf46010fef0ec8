"""The press: papers made in a child process, the same as here, whatever happens to the child."""

import os
import re
import signal
import time
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from printing import press as presses
from printing.errors import Unprintable
from printing.press import Press
from tests.printing import samples

ROOT = Path(__file__).parents[2]
LABELS, PAGES = "printing.labels.render:render", "printing.raster:bitmaps"
APART = re.compile(r'apart\("([^"]+)"\)')


@pytest.fixture
def press() -> Iterator[Press]:
    made = Press()
    yield made
    made.child.end()


def test_every_function_that_is_called_apart_is_there() -> None:
    folders = ("desktop", "ui", "services", "printing")
    texts = [path.read_text("utf-8") for folder in folders for path in (ROOT / folder).rglob("*.py")]
    names = {name for text in texts for name in APART.findall(text)}
    assert len(names) >= 6
    for name in names:
        module, _colon, function = name.partition(":")
        assert callable(getattr(import_module(module), function))


def test_a_paper_of_the_press_is_the_one_made_here(press: Press) -> None:
    from printing.labels.builtin import usual
    from printing.raster import bitmaps

    labels = (samples.shipping(),)
    made = press.ask(LABELS, (usual("label"), labels, 203, "zh_CN"), {})
    assert press.ask(PAGES, (made, 203), {}) == bitmaps(samples.render_label(labels[0]), 203)


def test_what_cannot_be_printed_is_refused_with_its_reason(press: Press) -> None:
    with pytest.raises(Unprintable) as no:
        press.ask("printing.codes:code128", ("发货",), {})
    assert no.value.code == "code_not_printable"
    assert "codes.py" in "".join(no.value.__notes__)


def test_a_press_that_was_killed_comes_back(press: Press) -> None:
    press.child.warm()
    child = press.child.pid()
    assert child is not None
    os.kill(child, getattr(signal, "SIGKILL", signal.SIGTERM))
    assert press.ask(PAGES, (samples_pdf(), 203), {})
    assert press.child.pid() not in (None, child)


def test_a_press_that_went_of_idleness_comes_back() -> None:
    idle = Press(idle_seconds=0.01)
    for _time in range(2):
        assert idle.ask("printing.figures:quantity", (samples.shipping().pieces,), {})
        end = time.monotonic() + 20
        while idle.child.pid() is not None:
            assert time.monotonic() < end
            time.sleep(0.01)
    idle.child.end()


def samples_pdf() -> bytes:
    return samples.render_label(samples.shipping())


def test_a_closed_press_lets_the_work_be_done_here() -> None:
    assert not presses._press.is_open
    assert presses.apart("printing.figures:quantity")(samples.shipping().pieces)
    assert presses._press.child.pid() is None
