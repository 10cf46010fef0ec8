"""Colours for people who set their system to high contrast: only those of the system's own palette say anything.

    colors = contrast_colors(palette)           # role -> colour, for every role that a window may name
    colors["tones.red.fg"]

Texts, borders and signs are the system's text colour on its ground; what is chosen by hand is filled faintly with its
highlight, so that every text on it can be read at 7 : 1 (WCAG 2.2, 1.4.6); main verbs are the highlight itself.
"""

from PySide6.QtGui import QColor, QPalette

READABLE, SEEN = 7.0, 3.0
STEPS = 40

GROUND = ("canvas", "surface", "panel", "hover", "rail", "railHover", "toastText", "toastAction", "rail.avatar",
          "rail.logo")  # fmt: skip
TEXT = ("text", "text2", "text3", "control", "button", "railText", "railTextOn", "toast", "chart.s1", "chart.e1",
        "chart.over")  # fmt: skip
TONES = ("neutral", "amber", "blue", "violet", "teal", "green", "red")


def contrast_colors(palette: QPalette) -> dict[str, QColor]:
    """Every role of the theme in the colours of `palette`, which the person chose in the system."""
    role, group = QPalette.ColorRole, QPalette.ColorGroup
    ground, text = palette.color(role.Base), palette.color(role.Text)
    fill, on_fill = palette.color(role.Highlight), palette.color(role.HighlightedText)
    selected = _faint(ground, fill, text)
    link = _first(palette.color(role.Link), text, (ground, selected), READABLE)
    focus = _first(fill, text, (ground, selected), SEEN)
    quiet = mixed(ground, text, 0.6)
    named = dict.fromkeys(GROUND, ground) | dict.fromkeys(TEXT, text)
    named |= dict.fromkeys(("selected", "railSelected"), selected) | dict.fromkeys(("accentFill", "rail.badge"), fill)
    named |= dict.fromkeys(("accent", "chart.s2", "chart.e2"), link)
    named |= dict.fromkeys(("focus", "rail.mark"), focus) | dict.fromkeys(("onAccent", "rail.badgeText"), on_fill)
    named |= {
        "accentFillHover": fill, "disabled": palette.color(group.Disabled, role.Text), "chart.s3": quiet,
        "chart.e3": quiet, "chart.grid": mixed(ground, text, 0.3), "scrim": QColor(0, 0, 0, 160),
        "line": mixed(ground, text, 0.4),
    }  # fmt: skip
    for tone in TONES:
        named |= {f"tones.{tone}.fg": text, f"tones.{tone}.bg": ground, f"tones.{tone}.solid": text}
    return named


def mixed(one: QColor, other: QColor, share: float) -> QColor:
    """`share` of the other colour over the one."""
    pairs = zip((one.red(), one.green(), one.blue()), (other.red(), other.green(), other.blue()), strict=True)
    return QColor(*(round(a + (b - a) * share) for a, b in pairs))


def ratio(one: QColor, other: QColor) -> float:
    """How well two colours are told apart, 1 to 21 (WCAG 2.2)."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(color: QColor) -> float:
    parts = (color.redF(), color.greenF(), color.blueF())
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _faint(ground: QColor, fill: QColor, text: QColor) -> QColor:
    """As much of the highlight as the text on it allows."""
    shares = (step / STEPS for step in range(STEPS // 2, 0, -1))
    return next((made for share in shares if ratio(made := mixed(ground, fill, share), text) >= READABLE), ground)


def _first(wanted: QColor, otherwise: QColor, grounds: tuple[QColor, ...], least: float) -> QColor:
    return wanted if all(ratio(wanted, ground) >= least for ground in grounds) else otherwise
