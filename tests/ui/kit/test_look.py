import json
import math
import re
from collections.abc import Iterator
from itertools import chain, product
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QPushButton

from services import lists
from ui.contrast import contrast_colors
from ui.icons import icon, pixmap
from ui.kit.states import WORDS, state_look
from ui.theme import apply_theme, parse_color, theme

ROOT = Path(__file__).parents[3]
TOKENS = json.loads((ROOT / "resources/look/tokens.json").read_text(encoding="utf-8"))
TONES = ("neutral", "amber", "blue", "violet", "teal", "green", "red")


def luminance(color: QColor) -> float:
    parts = (color.redF(), color.greenF(), color.blueF())
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(QColor(one)), luminance(QColor(other))), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_text_can_be_read_on_every_ground(mode: str) -> None:
    colors = TOKENS["color"][mode]
    grounds = [colors[ground] for ground in ("canvas", "surface", "panel", "hover", "selected")]
    texts = [colors[text] for text in ("text", "text2", "text3", "accent")]
    poor = [(text, ground) for text in texts for ground in grounds if contrast(text, ground) < 4.6]
    pairs = [("onAccent", "accentFill"), ("railText", "rail"), ("railTextOn", "railSelected"), ("toastText", "toast")]
    poor += [pair for pair in pairs if contrast(colors[pair[0]], colors[pair[1]]) < 4.6]
    assert poor == []


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_chips_can_be_read_on_their_own_ground_and_on_a_selected_row(mode: str) -> None:
    colors = TOKENS["color"][mode]
    tones = colors["tones"]
    assert set(tones) == set(TONES)
    poor = [tone for tone in TONES if contrast(tones[tone]["fg"], tones[tone]["bg"]) < 4.6]
    poor += [tone for tone in TONES if contrast(tones[tone]["fg"], colors["surface"]) < 4.6]
    assert poor == []


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_borders_and_chart_series_can_be_seen(mode: str) -> None:
    colors = TOKENS["color"][mode]
    seen = [
        colors["control"],
        colors["focus"],
        *(colors["chart"][name] for name in ("s1", "s2", "s3", "e1", "e2", "over")),
    ]
    assert [color for color in seen if contrast(color, colors["surface"]) < 3] == []


# What two kinds of colour-blind people and those who see no blue are shown (Machado and others, 2009, whole severity).
SEEN_BY = {
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}  # fmt: skip


def lab(color: str, who: str) -> tuple[float, float, float]:
    """A colour as such a person sees it, in CIELAB."""
    parts = (QColor(color).redF(), QColor(color).greenF(), QColor(color).blueF())
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    r, g, b = (min(1.0, max(0.0, sum(w * p for w, p in zip(row, linear, strict=True)))) for row in SEEN_BY[who])
    xyz = ((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047, 0.2126 * r + 0.7152 * g + 0.0722 * b,
           (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883)  # fmt: skip
    x, y, z = (each ** (1 / 3) if each > 0.008856 else 7.787 * each + 16 / 116 for each in xyz)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


@pytest.mark.parametrize("who", SEEN_BY)
@pytest.mark.parametrize("mode", ["light", "dark"])
def test_series_that_stand_beside_each_other_are_told_apart_by_colour_blind_people(mode: str, who: str) -> None:
    """What differs by 15 is seen as another colour at a glance; 2 can just be told apart side by side."""
    chart = TOKENS["color"][mode]["chart"]
    for one, other in (("s1", "s3"), ("s1", "s2"), ("s2", "s3"), ("e1", "e2"), ("e2", "e3"), ("e1", "s2")):
        assert math.dist(lab(chart[one], who), lab(chart[other], who)) >= 15, (one, other)


@pytest.mark.parametrize("face", ["wait", "waitDark", "ok", "error", "ask"])
def test_the_packing_window_can_be_read_at_two_metres(face: str) -> None:
    colors = TOKENS["packing"][face]
    assert contrast(colors["text"], colors["bg"]) >= 6
    assert contrast(colors["text2"], colors["bg"]) >= 6


def test_a_colour_with_transparency_is_read_as_rrggbbaa() -> None:
    scrim = parse_color("#17202B73")
    assert (scrim.red(), scrim.alpha()) == (0x17, 0x73)


def test_every_state_has_a_word_and_every_word_a_state() -> None:
    assert {kind: set(codes) for kind, codes in WORDS.items()} == {k: set(v) for k, v in TOKENS["state"].items()}
    assert state_look("delivery", "signed_difference").icon == "triangle-alert"


def test_states_are_called_the_same_in_windows_and_in_exports() -> None:
    shared = {"order": lists.ORDER_TERMS, "delivery": lists.DELIVERY_TERMS, "incident": lists.INCIDENT_TERMS}
    for kind, terms in shared.items():
        assert {code: WORDS[kind][code] for code in terms} == terms


def test_every_icon_named_in_the_code_or_the_tokens_has_its_file() -> None:
    files = {path.stem for path in (ROOT / "resources/icons").glob("*.svg")}
    named = {state["icon"] for state in chain(*(kind.values() for kind in TOKENS["state"].values())) if state["icon"]}
    pattern = re.compile(r'(?:[^_]icon|IconLabel|icon_button|EmptyState|pixmap)\((?:_\([^)]*\), )?"([a-z][a-z0-9-]+)"')
    for source in (ROOT / "ui").rglob("*.py"):
        named |= set(pattern.findall(source.read_text(encoding="utf-8")))
    assert len(named) > 40
    assert named - files == set()


def test_an_icon_takes_the_colour_of_the_theme_it_is_painted_in(qapp: QApplication) -> None:
    def middle(mode: str) -> QColor:
        apply_theme(qapp, mode)
        image = icon("minus", "text").pixmap(24, 24).toImage()
        return image.pixelColor(image.width() // 2, image.height() // 2)

    dark, light = middle("dark"), middle("light")
    assert abs(dark.red() - 0xE9) <= 2
    assert abs(light.red() - 0x17) <= 2


def test_a_pixmap_is_as_sharp_as_its_screen() -> None:
    image = pixmap("truck", "text", 13, 1.25)
    assert (image.width(), image.devicePixelRatio()) == (16, 1.25)
    assert pixmap("truck", "text", 13, 1.25) is image


# Windows' own: Aquatic, Desert, Dusk, Night sky; ground, text, highlight, text on it, link, disabled.
CONTRASTS = {
    "aquatic": ("#202020", "#FFFFFF", "#8EE3F0", "#263B50", "#75E9FC", "#A6A6A6"),
    "desert": ("#FFFAEF", "#3D3D3D", "#903909", "#FFF5E3", "#1C5E75", "#676767"),
    "dusk": ("#2D3236", "#FFFFFF", "#A1BFDE", "#212D3B", "#70EBDE", "#A6A6A6"),
    "night sky": ("#000000", "#FFFFFF", "#D6B4FD", "#2B2B2B", "#8080FF", "#A6A6A6"),
}


@pytest.mark.parametrize("name", CONTRASTS)
def test_a_system_set_to_high_contrast_has_its_own_colours_everywhere(
    name: str, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    ground, text, fill, on_fill, link, gone = map(QColor, CONTRASTS[name])
    system, role = QPalette(text, ground), QPalette.ColorRole
    for which, color in ((role.Base, ground), (role.Text, text), (role.Highlight, fill), (role.Link, link),
                         (role.HighlightedText, on_fill)):  # fmt: skip
        system.setColor(which, color)
    system.setColor(QPalette.ColorGroup.Disabled, role.Text, gone)
    monkeypatch.setattr("ui.theme.system_contrast", lambda _app: system)
    apply_theme(qapp, "light")
    try:
        roles = {*_roles(TOKENS["color"]["light"]), *(f"rail.{each}" for each in TOKENS["color"]["rail"])}
        shown = {each: theme.color(each).name() for each in roles}
        own = contrast_colors(system)
        assert roles == set(own), "a role of the look without a colour of the system"
        assert shown == {each: color.name() for each, color in own.items()}
        texts = [own[each].name() for each in ("text", "text2", "text3", "accent", *(f"tones.{t}.fg" for t in TONES))]
        grounds = [own[each].name() for each in ("canvas", "surface", "panel", "hover", "selected", "tones.red.bg")]
        assert [pair for pair in product(texts, grounds) if contrast(*pair) < 7] == []
        assert contrast(own["focus"].name(), own["selected"].name()) >= 3
        assert own["selected"].name() not in (ground.name(), fill.name()), "a chosen row can be told"
        assert (theme.dark, qapp.palette().color(role.Highlight)) == (ground.lightness() < 128, fill)
    finally:
        monkeypatch.undo()
        apply_theme(qapp, "light")


def _roles(tree: dict[str, Any], before: str = "") -> Iterator[str]:
    for name, inner in tree.items():
        yield from _roles(inner, f"{before}{name}.") if isinstance(inner, dict) else [f"{before}{name}"]


def test_a_switch_of_theme_reaches_what_is_open(qapp: QApplication, qtbot: Any) -> None:
    button = QPushButton("x")
    qtbot.addWidget(button)
    button.show()
    apply_theme(qapp, "dark")
    assert theme.dark
    assert button.palette().window().color().name().upper() == "#161C25"
    apply_theme(qapp, "light")
    assert button.palette().window().color().name().upper() == "#FFFFFF"


def test_a_colour_that_a_window_makes_fainter_is_as_before_for_the_others() -> None:
    theme.color("accent").setAlpha(64)
    assert theme.color("accent").alpha() == 255
