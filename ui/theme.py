"""Colours, type and sizes by role, read once from resources/look/tokens.json.

A window never names a colour value. It asks `theme.color("text2")`, `theme.color("tones.amber.fg")`,
`theme.font("bodyStrong")`, `theme.px("height.row")`; labels and buttons get theirs from the style sheet by a
property (`label(text, "section")`, see ui/kit/labels.py). `apply_theme(app, "light" | "dark" | "system")` is the one
call that switches everything that is open.
"""

import json
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

from ui.contrast import contrast_colors
from ui.style_sheet import style_sheet

MODES = ("system", "light", "dark")
BOLD = 700
MIDDLE = 128  # of lightness
FAMILIES = ("Microsoft YaHei UI", "PingFang SC", "Noto Sans SC", "Noto Sans CJK SC")


class Theme:
    """The roles in use. `dark` says which of the two sets of colours."""

    def __init__(self) -> None:
        self.dark, self.mode = False, "light"
        self._tokens: dict[str, Any] = json.loads(
            (files("resources") / "look" / "tokens.json").read_text(encoding="utf-8")
        )
        self._colors: dict[str, QColor] = {}
        self._fonts: dict[str, QFont] = {}
        self._contrast: dict[str, QColor] = {}

    def switch(self, dark: bool, contrast: dict[str, QColor] | None = None) -> None:
        """`contrast` are the system's own colours, which then stand for all but the packing window's faces."""
        self.dark, self._contrast = dark, contrast or {}
        self._colors.clear()

    def color(self, role: str) -> QColor:
        """The colour of a role such as `accent`, `tones.red.bg`, `chart.s1`, `rail.badge` or `packing.ok.bg`;
        the caller's own, to be made fainter or changed otherwise."""
        found = self._colors.get(role)
        if found is None:
            found = self._colors[role] = self._contrast.get(role) or parse_color(self._find(role))
        return QColor(found)

    def _find(self, role: str) -> str:
        colors = self._tokens["color"]
        where: Any = colors["dark" if self.dark else "light"]
        if role.startswith("rail."):
            where = colors
        elif role.startswith("packing."):
            where = self._tokens
        for step in role.split("."):
            where = where[step]
        return str(where)

    def px(self, name: str) -> int:
        """A size such as `height.row`, `width.panel`, `space.m`, `radius.control`, `icon.button`."""
        where: Any = self._tokens
        for step in name.split("."):
            where = where[step]
        return int(where)

    def number(self, name: str) -> float:
        group, step = name.split(".")
        return float(self._tokens[group][step])

    def font(self, role: str) -> QFont:
        """The font of a type role: caption, body, bodyStrong, bodyBold, label, section, title, figure, dialogTitle."""
        found = self._fonts.get(role)
        if found is None:
            kind = self._tokens["type"]["body" if role == "bodyBold" else role]
            weight = BOLD if role == "bodyBold" else kind["weight"]
            found = self._fonts[role] = make_font(kind["px"], weight)
        return found

    def state(self, kind: str, code: str) -> tuple[str | None, str | None]:
        """Tone and icon of a state code; (None, None) where the normal case has no colour."""
        found = self._tokens["state"][kind][code]
        return found["tone"], found["icon"]

    def kinds(self) -> dict[str, Any]:
        """Every state code by kind of record."""
        return {kind: dict(codes) for kind, codes in self._tokens["state"].items()}

    def packing(self) -> dict[str, Any]:
        """The type scale of the packing window, in px at 1920 x 1080."""
        return dict(self._tokens["typePacking"])


def parse_color(text: str) -> QColor:
    """`#RRGGBB` or `#RRGGBBAA` (Qt itself would read the latter as #AARRGGBB)."""
    if len(text) == 9:
        text = f"#{text[7:]}{text[1:7]}"
    return QColor(text)


def make_font(px: int, weight: int) -> QFont:
    font = QFont()
    font.setFamilies(list(FAMILIES))
    font.setPixelSize(px)
    font.setWeight(QFont.Weight(weight))
    return font


theme = Theme()


@lru_cache(maxsize=1)
def register_fonts() -> bool:
    """Load the bundled Noto Sans SC where the system has no Chinese font of its own. True if it was needed."""
    if set(FAMILIES) & set(QFontDatabase.families()):
        return False
    folder = Path(str(files("resources"))) / "fonts"
    for path in sorted((*folder.glob("*.ttf"), *folder.glob("*.otf"))):
        QFontDatabase.addApplicationFont(str(path))
    return True


def apply_theme(app: QApplication, mode: str = "system") -> None:
    """Switch the whole program to `light`, `dark` or what the system says. Safe to call again at any time.

    With `system` a later change of the system is followed.
    """
    hints = app.styleHints()
    theme.mode = mode
    _follow(app)
    wanted = system_contrast(app)
    if wanted is not None:
        theme.switch(wanted.color(QPalette.ColorRole.Base).lightness() < MIDDLE, contrast_colors(wanted))
    elif mode == "system":
        hints.unsetColorScheme()
        theme.switch(hints.colorScheme() == Qt.ColorScheme.Dark)
    else:
        theme.switch(mode == "dark")
        hints.setColorScheme(Qt.ColorScheme.Dark if theme.dark else Qt.ColorScheme.Light)
    register_fonts()
    if app.style().name().lower() != "fusion":
        app.setStyle(QStyleFactory.create("Fusion"))
    app.setFont(theme.font("body"))
    app.setPalette(palette(theme))
    app.setStyleSheet(style_sheet(lambda role: css(theme.color(role))))


def system_contrast(app: QApplication) -> QPalette | None:
    """The system's own palette where it is set to high contrast, whatever look was chosen here."""
    hints = app.styleHints()
    if hints.accessibility().contrastPreference() != Qt.ContrastPreference.HighContrast:
        return None
    hints.unsetColorScheme()
    app.setPalette(QPalette())  # ours is in its place
    return app.palette()


@lru_cache(maxsize=1)
def _follow(app: QApplication) -> None:
    """Listen, once, to the system's own switch between light and dark, and to high contrast."""

    def changed(scheme: Qt.ColorScheme) -> None:
        if theme.mode == "system" and (scheme == Qt.ColorScheme.Dark) != theme.dark:
            apply_theme(app, "system")

    app.styleHints().colorSchemeChanged.connect(changed)
    app.styleHints().accessibility().contrastPreferenceChanged.connect(lambda _wanted: apply_theme(app, theme.mode))


def css(color: QColor) -> str:
    return (
        color.name() if color.alpha() == 255 else f"rgba({color.red()},{color.green()},{color.blue()},{color.alpha()})"
    )


def palette(roles: Theme) -> QPalette:
    made, role = QPalette(), QPalette.ColorRole
    pairs = (
        (role.Window, "surface"), (role.Base, "surface"), (role.AlternateBase, "panel"), (role.Button, "surface"),
        (role.WindowText, "text"), (role.Text, "text"), (role.ButtonText, "text"), (role.BrightText, "onAccent"),
        (role.Highlight, "accentFill"), (role.HighlightedText, "onAccent"), (role.PlaceholderText, "text3"),
        (role.ToolTipBase, "toast"), (role.ToolTipText, "toastText"), (role.Link, "accent"),
        (role.LinkVisited, "accent"),
        (role.Light, "surface"), (role.Midlight, "line"), (role.Mid, "line"), (role.Dark, "control"),
        (role.Shadow, "line"),
        (role.Accent, "accentFill"),
    )  # fmt: skip
    for which, name in pairs:
        made.setColor(which, roles.color(name))
    for which in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText):
        made.setColor(QPalette.ColorGroup.Disabled, which, roles.color("disabled"))
    made.setColor(QPalette.ColorGroup.Disabled, role.Highlight, roles.color("line"))
    return made
