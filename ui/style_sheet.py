"""The one style sheet of the program, made from the colour roles. Set on the application, never on a widget."""

from collections.abc import Callable
from string import Template

SHEET = Template("""
QToolTip { background: $toast; color: $toastText; border: 1px solid $toast; padding: 4px 8px; font-size: 12px; }
QLabel { color: $text; background: transparent; }
QLabel[role="title"] { font-size: 20px; font-weight: 700; }
QLabel[role="dialogTitle"] { font-size: 18px; font-weight: 700; }
QLabel[role="section"] { font-size: 14px; font-weight: 700; }
QLabel[role="bodyStrong"] { font-weight: 500; }
QLabel[role="bodyBold"] { font-weight: 700; }
QLabel[role="figure"] { font-size: 28px; font-weight: 700; }
QLabel[role="figureBig"] { font-size: 52px; font-weight: 700; }
QLabel[role="label"] { font-size: 12px; font-weight: 500; color: $text2; }
QLabel[role="caption"] { font-size: 12px; color: $text2; }
QLabel[role="secondary"] { color: $text2; }
QLabel[role="hint"] { font-size: 12px; color: $text3; }
QLabel[role="error"] { font-size: 12px; color: $redFg; }
QLabel[role="advice"] { font-size: 12px; color: $amberFg; }
QLabel[tone="amber"] { color: $amberFg; }
QLabel[tone="red"] { color: $redFg; }
QLabel[tone="green"] { color: $greenFg; }
QLabel[tone="blue"] { color: $accent; }

QPushButton { min-height: 30px; padding: 0 12px; border: 1px solid $button; border-radius: 6px; background: $surface;
  color: $text; font-weight: 500; outline: 0; }
QPushButton:hover { background: $hover; }
QPushButton:pressed { background: $selected; }
QPushButton:focus { border: 2px solid $focus; padding: 0 11px; min-height: 28px; }
QPushButton:disabled { color: $disabled; background: $panel; border-color: $line; }
QPushButton[kind="main"] { background: $accentFill; color: $onAccent; border-color: $accentFill; font-weight: 700; }
QPushButton[kind="main"]:hover, QPushButton[kind="main"]:pressed { background: $accentFillHover; }
QPushButton[kind="main"]:focus { border: 2px solid $mainFocus; }
QPushButton[kind="main"]:disabled { background: $neutralBg; color: $disabled; border-color: $neutralBg; }
QPushButton[kind="danger"] { color: $redFg; border-color: $redSolid; font-weight: 700; }
QPushButton[kind="danger"]:hover, QPushButton[kind="danger"]:pressed { background: $redBg; }
QPushButton[kind="danger"]:focus { border: 2px solid $focus; }
QPushButton[kind="danger"]:disabled { color: $disabled; border-color: $line; }
QPushButton[kind="ghost"] { border-color: transparent; background: transparent; padding: 0; min-width: 30px; }
QPushButton[kind="ghost"]:hover { background: $hover; }
QPushButton[kind="ghost"]:focus { border: 2px solid $focus; min-width: 28px; }
QPushButton[kind="ghostText"] { border-color: transparent; background: transparent; }
QPushButton[kind="ghostText"]:hover { background: $hover; }
QPushButton[kind="ghostText"]:focus { border: 2px solid $focus; }
QPushButton[kind="link"] { border: 2px solid transparent; border-radius: 4px; background: transparent; padding: 0 1px;
  color: $accent; min-height: 18px; }
QPushButton[kind="link"]:hover { text-decoration: underline; background: transparent; }
QPushButton[kind="link"]:focus { border-color: $focus; }
QPushButton[kind="link"]:disabled { color: $text3; }
QPushButton[kind="square"] { padding: 0; min-width: 44px; max-width: 44px; }
QPushButton[kind="square"]:focus { min-width: 42px; max-width: 42px; }
QPushButton[kind="pill"] { border-color: transparent; border-radius: 15px; min-height: 28px; background: transparent;
  color: $text2; padding: 0 8px; }
QPushButton[kind="pill"]:hover { background: $hover; }
QPushButton[kind="pill"]:checked { background: $selected; color: $accent; }
QPushButton[kind="pill"]:focus { border: 2px solid $focus; min-height: 26px; padding: 0 7px; }
QPushButton[kind="set"] { border-color: $selected; background: $selected; color: $accent; }
QPushButton[kind="set"]:focus { border: 2px solid $focus; }
QPushButton[kind="jump"] { background: $panel; border-color: $line; color: $text3; text-align: left; font-weight: 400; }
QPushButton[kind="jump"]:hover { background: $hover; }
QPushButton[kind="jump"]:focus { border: 2px solid $focus; }
QPushButton[kind="row"] { border: 0; border-radius: 0; text-align: left; background: transparent; font-weight: 400; }
QPushButton::menu-indicator { image: none; width: 0; }

QLineEdit, QTextEdit, QPlainTextEdit { border: 1px solid $control; border-radius: 6px; background: $surface;
  color: $text;
  padding: 0 9px; selection-background-color: $accentFill; selection-color: $onAccent; }
QLineEdit, QComboBox { min-height: 30px; }
QTextEdit, QPlainTextEdit { padding: 5px 6px; }
QLineEdit:focus { border: 2px solid $focus; padding: 0 8px; min-height: 28px; }
QTextEdit:focus, QPlainTextEdit:focus { border: 2px solid $focus; padding: 4px 5px; }
QLineEdit[bad="true"] { border: 2px solid $redSolid; padding: 0 8px; min-height: 28px; }
QTextEdit[bad="true"], QPlainTextEdit[bad="true"] { border: 2px solid $redSolid; padding: 4px 5px; }
QLineEdit:disabled, QTextEdit:disabled, QPlainTextEdit:disabled { color: $disabled; background: $panel;
  border-color: $line; }
QLineEdit:read-only { background: $panel; border-color: $line; }
QLineEdit[lead="true"] { padding-left: 2px; }
QLineEdit[bare="true"], QLineEdit[bare="true"]:focus { border: 0; background: transparent; padding: 0; }
QComboBox { border: 1px solid $control; border-radius: 6px; background: $surface; padding: 0 28px 0 9px; color: $text; }
QComboBox:focus, QComboBox:on { border: 2px solid $focus; padding: 0 27px 0 8px; min-height: 28px; }
QComboBox[bad="true"] { border: 2px solid $redSolid; padding: 0 27px 0 8px; min-height: 28px; }
QComboBox:disabled { color: $disabled; background: $panel; border-color: $line; }
QComboBox::drop-down { border: 0; width: 0; }
QComboBox::down-arrow { image: none; }
QComboBox QAbstractItemView, QListView[role="menu"] { border: 1px solid $line; background: $surface; padding: 4px;
  outline: 0;
  selection-background-color: $selected; selection-color: $text; }
QComboBox QAbstractItemView::item { min-height: 28px; padding: 0 6px; border: 0; color: $text; }
QComboBox QAbstractItemView::item:selected { background: $selected; }

QMenu { background: $surface; border: 1px solid $button; padding: 4px; }
QMenu::item { padding: 6px 24px 6px 12px; border-radius: 4px; color: $text; }
QMenu::item:selected { background: $selected; }
QMenu::item:disabled { color: $disabled; }
QMenu::icon { padding-left: 8px; }
QMenu::separator { height: 1px; background: $line; margin: 4px 8px; }

QScrollBar:vertical { width: 10px; background: transparent; margin: 0; }
QScrollBar:horizontal { height: 10px; background: transparent; margin: 0; }
QScrollBar::handle { background: $control; border-radius: 3px; margin: 2px 2px; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::handle:hover { background: $text2; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; border: 0; background: none; }
QScrollBar::add-page, QScrollBar::sub-page { background: none; }

QAbstractScrollArea[flat="true"] { border: 0; background: transparent; }
QTableView, QListView[flat="true"], QTreeView { border: 0; background: $surface;
  selection-background-color: $selected; selection-color: $text; }
QListView[flat="true"] { outline: 0; }
QListView[flat="true"]::item { border: 2px solid transparent; border-radius: 6px; padding: 3px 6px; color: $text; }
QListView[flat="true"]::item:hover { background: $hover; }
QListView[flat="true"]::item:disabled { background: transparent; color: $text3; padding-top: 8px; }
QListView[flat="true"]::item:selected { background: $selected; color: $accent; }
QListView[flat="true"]:focus::item:selected { border-color: $focus; }
QWidget[ground="surface"] { background: $surface; }
QWidget[ground="panel"] { background: $panel; }
QWidget[ground="alarm"] { background: $redBg; }
QWidget[ground="canvas"] { background: $canvas; }
QFrame[card="true"] { background: $surface; border: 1px solid $line; border-radius: 8px; }
QWidget[banner="red"] { background: $redBg; border-radius: 6px; }
QWidget[banner="red"] QLabel { color: $redFg; font-weight: 500; }
QWidget[banner="amber"] { background: $amberBg; border-radius: 6px; }
QWidget[banner="amber"] QLabel { color: $amberFg; font-weight: 500; }
QWidget[banner="blue"] { background: $blueBg; border-radius: 6px; }
QWidget[banner="blue"] QLabel { color: $blueFg; font-weight: 500; }
QWidget[toast="true"] QLabel { color: $toastText; }
QWidget[toast="true"] QPushButton { background: transparent; border-color: transparent; color: $toastAction; }
QWidget[toast="true"] QPushButton:focus { border: 2px solid $toastAction; }
QProgressBar { border: 0; border-radius: 4px; background: $line; max-height: 8px; min-height: 8px; }
QProgressBar::chunk { border-radius: 4px; background: $accentFill; }
QCalendarWidget QWidget { alternate-background-color: $surface; }
QCalendarWidget #qt_calendar_navigationbar { background: $surface; }
QCalendarWidget QToolButton:hover { background: $hover; }
QCalendarWidget QToolButton::menu-indicator { image: none; }
QFrame[popup="true"] { background: $surface; border: 1px solid $button; }
QCalendarWidget QToolButton { color: $text; background: transparent; border: 0; padding: 4px 8px; font-weight: 500; }
QSplitter::handle { background: $line; }
""")

NAMES = (
    "surface", "panel", "canvas", "hover", "selected", "line", "control", "button", "text", "text2", "text3",
    "disabled",
    "accent", "accentFill", "accentFillHover", "onAccent", "focus", "toast", "toastText", "toastAction",
)  # fmt: skip


def style_sheet(color: Callable[[str], str]) -> str:
    """The sheet for one theme; `color` turns a role into a CSS colour."""
    values = {name: color(name) for name in NAMES}
    for tone in ("neutral", "amber", "blue", "green", "red"):
        values |= {f"{tone}{part.title()}": color(f"tones.{tone}.{part}") for part in ("fg", "bg", "solid")}
    return SHEET.substitute(values, mainFocus=color("text"))
