"""The main window: the rail, and one window at a time, built when it is first visited.

    main = MainWindow(shell, [WindowSpec("orders", N_("Orders"), "clipboard-list", "orders.view", make_orders), ...],
                      search=find_anything, commands=lambda: [Command(_("New order"), "plus", new_order, "F2")],
                      badges=waiting_counts)
    main.set_person_detail(_("Order clerk"))
    main.show_window("orders")
    main.switch_person.connect(...); main.signed_out.connect(...); main.closing.connect(...)

`factory(shell)` imports its window's module inside, so that nothing is imported that is not shown. A spec whose right
the person lacks is left out. `badges()` runs on a reader thread and returns waiting counts by window name.
Switching the language builds all anew at the same place.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QActionGroup, QCloseEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QApplication, QDialog, QMenu, QStackedWidget, QWidget

from resources.i18n import LANGUAGES, N_, _, language, set_language
from ui.icons import icon
from ui.kit.banner import Banner
from ui.kit.jobs import alive
from ui.kit.labels import column, ground, row
from ui.kit.rail import PersonButton, Rail
from ui.kit.toast import ToastArea
from ui.kit.window import Window
from ui.qt_words import speak_qt
from ui.shell import Shell
from ui.theme import MODES, apply_theme, theme

# A screen of 1920 x 1080 at twice the size, less the taskbar.
LEAST = QSize(940, 490)
FITS = QSize(1366, 728)
BADGES_WAIT_MS = 300
SETTLING = 0.4  # seconds in which a window that was just shown reads its rows
MODE_TERMS = {"system": N_("As the system"), "light": N_("Light"), "dark": N_("Dark")}


@dataclass(frozen=True, slots=True)
class WindowSpec:
    """One entry of the rail. `term` is marked with N_; `right` "" is everybody's.

    A window that is only led to from others is not on the rail; the one it was led from stays marked there.
    """

    name: str
    term: str
    icon: str
    right: str
    factory: Callable[[Shell], Window]
    on_rail: bool = True


class MainWindow(QWidget):
    """See the module."""

    switch_person = Signal()
    signed_out = Signal()
    closing = Signal()
    came = Signal(str)

    def __init__(
        self,
        shell: Shell,
        specs: Sequence[WindowSpec],
        *,
        search: Callable[[str], list[Any]] = lambda _text: [],
        commands: Callable[[], Sequence[Any]] = tuple,
        badges: Callable[[], Mapping[str, int]] | None = None,
        helping: Callable[[], Sequence[Any]] = tuple,
    ) -> None:
        super().__init__()
        self._shell, self._all, self._search, self._commands, self._badges = (
            shell,
            tuple(specs),
            search,
            commands,
            badges,
        )
        self._helping = helping
        self._detail, self._current, self._came = "", "", 0.0
        self.badge_terms: Mapping[str, str] = {}
        self._places: dict[str, dict[str, Any]] = {}
        self._windows: dict[str, Window] = {}
        self.banner = Banner()
        self._side = column(self.banner, gap=0)
        self._line = row(gap=0)
        self._line.addLayout(self._side, 1)
        self.setLayout(self._line)
        ground(self, "surface")
        self._toasts = ToastArea(self, lambda: self._rail.width())
        self._badge_wait = QTimer(self, singleShot=True, interval=BADGES_WAIT_MS)
        self._badge_wait.timeout.connect(self._read_badges)
        self._build()
        self._connect()
        self._bind_keys()
        self.setMinimumSize(LEAST)
        self.resize(self._start_size())

    def _connect(self) -> None:
        shell = self._shell
        shell.noticed.connect(self._toasts.notice)
        shell.working.connect(self._toasts.working)
        shell.went.connect(self._went)
        shell.find_asked.connect(self.open_palette)
        shell.actor_changed.connect(self.rebuild)
        shell.changed.connect(lambda _topics: self._badge_wait.start())
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._focus_changed)

    def _start_size(self) -> QSize:
        screen = QApplication.primaryScreen().availableSize()
        kept = self._shell.settings.get("window.size", None)
        wanted = QSize(*kept) if kept else FITS
        return wanted.boundedTo(screen).expandedTo(LEAST) if screen.width() >= LEAST.width() else wanted

    # building

    def _build(self) -> None:
        self._specs = {s.name: s for s in self._all if not s.right or self._shell.may(s.right)}
        self._person = PersonButton(self._shell.actor.name, self._detail)
        self._person.clicked.connect(self._person_menu)
        self._rail, self._stack = Rail(self._person), QStackedWidget()
        on_rail = [spec for spec in self._specs.values() if spec.on_rail]
        for number, spec in enumerate(on_rail, 1):
            self._rail.add(spec.name, _(spec.term), spec.icon, f"Ctrl+{number}" if number <= 9 else "")
        self._rail.chosen.connect(self.show_window)
        self._line.insertWidget(0, self._rail)
        self._side.addWidget(self._stack, 1)
        self.banner.speak()
        self.setWindowTitle(_("Packdesk"))
        self._widen()
        self._badge_wait.start()

    def rebuild(self) -> None:
        """Build rail and windows anew, for another language or person, and come back to the same window."""
        name = self._current
        back = self._windows[name].whereabouts() if name in self._windows else {}
        for gone, place in ((self._rail, self._line), (self._stack, self._side)):
            place.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        for window in self._windows.values():
            self._shell.jobs.cancel(window)
        self._windows, self._current = {}, ""
        self._build()
        if self._specs:
            self.show_window(name if name in self._specs else next(iter(self._specs)),
                             **(back if name in self._specs else {}))  # fmt: skip

    def set_person_detail(self, text: str) -> None:
        """The line under the person's name: their role."""
        self._detail = text
        self._person.set_person(self._shell.actor.name, text)

    # going places

    def show_window(self, name: str, **where: Any) -> None:
        spec = self._specs.get(name)
        if spec is None:
            return
        if name not in self._windows:
            self._windows[name] = spec.factory(self._shell)
        if self._stack.indexOf(self._windows[name]) < 0:
            self._stack.addWidget(self._windows[name])
        self._current, self._came = name, time.monotonic()
        self._stack.setCurrentWidget(self._windows[name])
        self._windows[name].activate(**where)
        lit = name if spec.on_rail else self._windows[name].belongs_to
        if lit in self.names():
            self._rail.select(lit)
        if name in self.names():
            self.came.emit(name)

    def build_ahead(self) -> bool:
        """Build a part of the next window of the rail that was not visited yet; False when there is none.

        Making its widgets and giving them the look are two steps, so that no key waits for both; where a person has
        just come to a window, that one has the thread.
        """
        if time.monotonic() - self._came < SETTLING:
            return True
        for name, window in self._windows.items():
            if self._stack.indexOf(window) < 0:
                self._stack.addWidget(self._windows[name])
                return True
        if any(window.build_rest() for window in self._windows.values()):
            return True
        for name, spec in self._specs.items():
            if spec.on_rail and name not in self._windows:
                self._windows[name] = spec.factory(self._shell)
                return True
        return False

    def current(self) -> Window | None:
        return self._windows.get(self._current)

    def names(self) -> tuple[str, ...]:
        """The windows this person may visit, from the top of the rail down."""
        return tuple(name for name, spec in self._specs.items() if spec.on_rail)

    def shown(self) -> str:
        """The name of the window that is shown."""
        return self._current

    def built(self) -> frozenset[str]:
        """The windows visited so far."""
        return frozenset(self._windows)

    def set_badge(self, name: str, count: int) -> None:
        self._rail.set_badge(name, count)

    def _went(self, name: str, where: dict[str, Any]) -> None:
        self.show_window(name, **where)

    def _nth(self, number: int) -> None:
        names = self.names()
        if number <= len(names):
            self.show_window(names[number - 1])

    def _read_badges(self) -> None:
        if self._badges is not None:
            self._shell.jobs.read(self, self._badges, self._show_badges, key="badges")

    def _show_badges(self, counts: Mapping[str, int]) -> None:
        for name in self._specs:
            term = self.badge_terms.get(name, "")
            self._rail.set_badge(name, counts.get(name, 0), _(term) if term else "")

    # keys

    def _bind_keys(self) -> None:
        keys: dict[str, Callable[[], None]] = {f"Ctrl+{n}": partial(self._nth, n) for n in range(1, 10)}
        keys |= {"Ctrl+K": self.open_palette, "F1": self.open_keys, "F5": self._refresh, "F6": self.next_region}
        for key, act in keys.items():
            QShortcut(QKeySequence(key), self).activated.connect(act)

    def _refresh(self) -> None:
        window = self.current()
        if window is not None:
            window.refresh()

    def next_region(self) -> None:
        """Focus goes round rail, list, panel and what the toast offers; from elsewhere in the window to its list."""
        window = self.current()
        spec = self._specs.get(self._current)
        rail = [self._rail.button(self._current)] if spec is not None and spec.on_rail else []
        regions = [*rail, *(window.regions() if window else []), self._toasts.toast]
        shown = [region for region in regions if region.isVisible()]
        focused = QApplication.focusWidget()
        at = next((n for n, r in enumerate(shown) if focused is r or (focused and r.isAncestorOf(focused))), 0)
        for step in range(1, len(shown) + 1):
            if _focus_into(shown[(at + step) % len(shown)]):
                return

    def _focus_changed(self, old: QWidget | None, now: QWidget | None) -> None:
        """A window that is not shown takes the keyboard from nobody, also when what it had asked for comes late."""
        taken = next((w for w in self._windows.values() if now is not None and w.isAncestorOf(now)), None)
        if taken is None or taken is self.current():
            return
        if old is not None and alive(old) and old.isVisible():
            old.setFocus(Qt.FocusReason.OtherFocusReason)

    def open_palette(self) -> None:
        from ui.kit.palette import Command, Palette
        from ui.kit.window_actions import actions_of

        window = self.current()
        here = actions_of(window) if window is not None else []
        go = [Command(_(s.term), s.icon, partial(self.show_window, s.name)) for s in self._specs.values() if s.on_rail]
        commands = {each.term: each for each in reversed([*here, *self._commands(), *go, *self._program()])}
        Palette(self, self._shell, self._search, list(commands.values())[::-1]).open()

    def _program(self) -> list[Any]:
        """What the menu at the person does."""
        from ui.kit.palette import Command

        look, spoken = _("Look: {name}"), _("Language: {name}")
        return [
            *(Command(look.format(name=_(MODE_TERMS[mode])), "sun", partial(self.set_mode, mode)) for mode in MODES),
            *(Command(spoken.format(name=word), "languages", partial(self.set_language, code))
              for code, word in LANGUAGES.items()),
            Command(_("Help for this window"), "circle-question-mark", self.open_keys, "F1"),
            *self._helping(),
            Command(_("Switch person…"), "user-check", self.switch_person.emit),
            Command(_("Sign out"), "log-out", self.signed_out.emit),
        ]  # fmt: skip

    def open_keys(self) -> None:
        from resources.help import page
        from ui.kit.key_overview import KeyOverview, keys_of

        window, told = self.current(), page(self._current, language())
        KeyOverview(self, window.title if window else "", keys_of(window) if window else [], told).open()

    # person, look, language

    def _person_menu(self) -> None:
        menu = self.person_menu()
        menu.popup(self._person.mapToGlobal(self._person.rect().topRight()))

    def person_menu(self) -> QMenu:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        switch = menu.addAction(icon("user-check", "text2"), _("Switch person…"))
        switch.triggered.connect(self.switch_person)
        menu.addSeparator()
        self._choices(
            menu, _("Look"), "sun", [(mode, _(MODE_TERMS[mode])) for mode in MODES], self._mode(), self.set_mode
        )
        self._choices(menu, _("Language"), "languages", list(LANGUAGES.items()), language(), self.set_language)
        keys = menu.addAction(icon("circle-question-mark", "text2"), _("Help for this window"))
        keys.triggered.connect(self.open_keys)
        for command in self._helping():
            action = menu.addAction(icon(command.icon, "text2"), command.term)
            action.triggered.connect(lambda _checked=False, run=command.run: run())
        menu.addSeparator()
        out = menu.addAction(icon("log-out", "text2"), _("Sign out"))
        out.triggered.connect(self.signed_out)
        return menu

    def _choices(
        self, menu: QMenu, term: str, name: str, pairs: Sequence[tuple[str, str]], now: str, act: Callable[[str], None]
    ) -> None:
        sub = menu.addMenu(icon(name, "text2"), term)
        group = QActionGroup(sub)
        for value, word in pairs:
            action = QAction(word, sub)
            action.setCheckable(True)
            action.setChecked(value == now)
            action.triggered.connect(partial(act, value))
            group.addAction(action)
            sub.addAction(action)

    def _mode(self) -> str:
        return str(self._shell.settings.get("theme", "system"))

    def set_mode(self, mode: str, *_checked: bool) -> None:
        self._shell.settings.set("theme", mode)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        apply_theme(app, mode)

    def set_language(self, code: str, *_checked: bool) -> None:
        """Switch every word as soon as no window holds something that this would lose."""

        def switch() -> None:
            self._shell.settings.set("language", code)
            set_language(code)
            speak_qt()
            self.rebuild()

        self.give_way(switch)

    def give_way(self, go: Callable[[], None]) -> None:
        """Do `go`, after which these windows are gone, as soon as none of them holds something that this would lose."""
        self._after_all(list(self._windows.values()), go)

    def _after_all(self, windows: list[Window], go: Callable[[], None]) -> None:
        """One window after the other gives way, then `go`."""
        if windows:
            windows[0].give_way(lambda: self._after_all(windows[1:], go))
        else:
            go()

    def may_end(self) -> bool:
        """Whether the program may end without a person's answer. Drafts are kept first; where something typed can't be
        kept, its window asks about it."""
        from ui.kit.dialog import Dialog
        from ui.kit.forms import Form

        dialogs = [dialog for dialog in self.findChildren(QDialog) if dialog.isVisible()]
        typed = any(form.typed() for dialog in dialogs for form in dialog.findChildren(Form))
        typed = typed or any(isinstance(dialog, Dialog) and dialog.holds_typed() for dialog in dialogs)
        answers = [window.may_leave() for window in self._windows.values()]
        return not typed and all(answers)

    def show_anew(self) -> None:
        """Read anew what every window shows, as soon as it is seen."""
        for window in self._windows.values():
            window.on_changes(window.topics)

    # the window itself

    def _widen(self) -> None:
        self._rail.set_wide(self.width() >= theme.px("width.railWideFrom"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._widen()
        self._toasts.place()

    def closeEvent(self, event: QCloseEvent) -> None:
        if not all(window.may_leave() for window in self._windows.values()):
            event.ignore()
            return
        if not self.isMaximized() and not self.isFullScreen():
            self._shell.settings.set("window.size", [self.width(), self.height()])
        self.closing.emit()
        event.accept()


def _focus_into(region: QWidget) -> bool:
    """Focus a region, or the first thing in it that takes focus."""
    for widget in (region, *region.findChildren(QWidget)):
        if widget.isVisible() and widget.isEnabled() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            widget.setFocus(Qt.FocusReason.ShortcutFocusReason)
            return True
    return False
