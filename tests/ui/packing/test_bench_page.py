"""The page of the bench in settings: what is saved there holds at the packing window when it is shown."""

from typing import Any

from ui.packing import own
from ui.settings.bench import BenchPage


def test_what_is_chosen_is_kept_and_the_bench_follows_it(desk: Any, qtbot: Any) -> None:
    page = BenchPage(desk.kit.shell)
    qtbot.addWidget(page)
    page.load()
    desk.settle()
    assert page.form.values()[own.VOLUME] == 90
    page.form.set_values({own.VOLUME: 50, own.REPEAT_MS: 400, own.SCALE: "sics", own.SCALE_PORT: "nowhere"})
    page._try.click()
    assert page._told.text() == "The port can't be opened."
    page.form.editor(own.REPEAT_MS).setText("9999999")
    page.save()
    assert desk.kit.shell.settings.get(own.VOLUME) is None, "a number out of bounds is told in its field"
    page.form.set_values({own.REPEAT_MS: 400})
    page.save()
    desk.window.take_own()
    assert (desk.window.own.repeat_ms, desk.sounds.volume, desk.window.own.scale) == (400, 0.5, "sics")
    desk.scan("CMD-SOUND")
    assert (desk.sounds.volume, desk.screen.note) == (0, "The sounds are off")
    desk.kit.shell.settings.set(own.VOLUME, "loud")
    desk.window.take_own()
    assert desk.window.own.volume == 90, "a value that is none is as good as none"
