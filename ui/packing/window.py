"""The packing window: scans come in, one use case each, its verdict is on the screen before the next one starts.

    PackingWindow(shell, scan_filter)       # subscribes to the scans of its own window
    window.activate(id=7)                   # or number="DN-20260305-0017": open that delivery

What was open is kept in this PC's settings, so that a bench goes on where it was after a restart or another person's
badge. While the window is visible the rail is hidden and the main window fills the screen.
"""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication, QHideEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from printing.press import warm_press
from resources.i18n import _
from services import bench, packing, people, printing_jobs, scanning
from services.bench import BenchView, Waiting
from services.delivery_book import Stage
from services.errors import NeedsConfirmation, Refusal
from services.picking import Verdict
from services.scanning import Scan
from services.unit import Actor, Call
from ui.kit.formats import quantity
from ui.kit.rail import Rail
from ui.kit.states import state_look
from ui.kit.window import Window
from ui.packing import present
from ui.packing.present import NOWHERE, PACKED, Place, Standing
from ui.packing.screen import PackingScreen
from ui.packing.sounds import NO_DESK, Sounds
from ui.packing.state import Mode, PackScreen
from ui.packing.steps import Steps
from ui.packing.words import WORDS, Facts
from ui.scan.filter import ScanFilter
from ui.shell import Shell
from ui.theme import theme

OPEN = "packing.open"
CLOCK_MS = 10_000
MOST_TYPED = 5
REFUSALS = {"wrong_state": "not_open", "not_allowed": "reading_only", "empty_package": "package_empty",
            "bad_quantity": "quantity_too_big"}  # fmt: skip


class PackingWindow(Window):
    """See the module."""

    topics = frozenset({"deliveries"})

    def __init__(self, shell: Shell, scans: ScanFilter | None = None, sounds: Sounds | None = None) -> None:
        super().__init__(shell, _("Packing"))
        self.header.hide()
        self.screen_widget = PackingScreen()
        self.body.addWidget(self.screen_widget, 1)
        self._sounds = sounds or Sounds(self)
        self._view: BenchView | None = None
        self._rows: tuple[Waiting, ...] = ()
        self._chosen = 0
        self._at = NOWHERE
        self._times: Decimal | None = None
        self._typed: str | None = None
        self._pending: Callable[[], None] | None = None
        self._steps = Steps(self, shell, self._refused)
        self._steps.slow.connect(self._show_busy)
        self._steps.unavailable.connect(partial(self._refuse, "unavailable"))
        self._before: tuple[QWidget, bool] | None = None
        self._flash = self._timer(theme.px("motion.packCorrectMs"), self._wait_face)
        self._clock = self._timer(CLOCK_MS, self._tick, single=False)
        self.screen_widget.pressed.connect(self._on_key)
        if scans is not None:
            scans.subscribe(self.screen_widget, self.on_scan)

    def _timer(self, ms: int, act: Callable[[], None], *, single: bool = True) -> QTimer:
        timer = QTimer(self, singleShot=single, interval=ms)
        timer.timeout.connect(act)
        return timer

    # what the main window asks for

    def activate(self, *, id: int | None = None, number: str = "", **_where: Any) -> None:
        self.screen_widget.setFocus()
        kept = self.shell.settings.get(OPEN, None)
        if id is not None:
            self._open(lambda: id)
        elif number:
            self._open(lambda: bench.delivery_named(number))
        elif self._view is None and isinstance(kept, int):
            self._reopen(kept)
        else:
            self.refresh()

    def refresh(self) -> None:
        """Read what is shown anew; what a scan changed meanwhile is newer and stays."""
        step, view = self._steps.done, self._view
        if view is None:
            self.shell.read(self, bench.queue, self._show_queue, key="queue")
        else:
            self.shell.read(self, partial(bench.bench_view, view.id), partial(self._renewed, step), key="view")

    def keys(self) -> list[tuple[str, str]]:
        return [(cap.key, cap.text) for cap in self.screen_widget.screen_shown.keys]

    def regions(self) -> list[QWidget]:
        return [self.screen_widget]

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._take_the_screen()
        self._clock.start()
        QTimer.singleShot(0, self, self._sounds.prepare)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._clock.stop()
        if self._before is not None:
            rail, full = self._before
            self._before = None
            rail.show()
            if not full and QGuiApplication.platformName() not in NO_DESK:
                self.window().showNormal()

    def _take_the_screen(self) -> None:
        main = self.window()
        rails = main.findChildren(Rail)
        if not rails:
            return
        rail = rails[-1]  # one that was replaced may still wait for its deletion
        self._before = rail, main.isFullScreen()
        rail.hide()
        if QGuiApplication.platformName() not in NO_DESK:
            main.showFullScreen()

    def answered(self) -> int | None:
        """How many steps are answered so far; None while one is under way."""
        return None if self._steps.running else self._steps.done

    # scans

    def on_scan(self, text: str) -> None:
        """Take one scan; it waits its turn behind those before it."""
        self._steps.add(partial(self._begin_scan, text))

    def _begin_scan(self, text: str) -> None:
        code = scanning.parse(text)
        pending, self._pending, self._typed = self._pending, None, None
        if code.kind == "command" and code.command == "OK" and pending is not None:
            pending()
        elif code.kind == "command":
            self._commands()[code.command]()
        elif code.kind == "quantity":
            self._set_times(code.quantity)
        elif code.kind == "badge":
            badge, station = f"BDG-{code.code}", self.shell.station
            self._steps.run(
                lambda _call: people.prove_badge(badge, station=station, clock=self.shell.clock), self._person
            )
        elif code.kind in ("document", "package") and self._opens(code):
            self._open_now(lambda: bench.delivery_named(code.number))
        elif self._view is None:
            self._refuse("no_delivery", Facts(scanned=code.text))
            self._steps.finish()
        else:
            self._scan_goods(self._view.id, text)

    def _opens(self, code: Scan) -> bool:
        """A delivery's number opens it when none is at work here, or it is this one."""
        view = self._view
        return view is None or view.state in PACKED or code.number == view.number

    def _scan_goods(self, delivery_id: int, text: str) -> None:
        bin_id, times = self._at.bin_id, self._times
        self._steps.run(
            lambda call: packing.scan(call, delivery_id, text, bin_id=bin_id, quantity=times),
            lambda verdict: self._judged(verdict, text),
        )

    def _judged(self, verdict: Verdict, text: str) -> None:
        if self._view is None:
            return
        self._view = view = present.after(self._view, verdict, text)
        if verdict.code == "bin":
            self._at = Standing(next((each.bin_id for each in view.lines if each.bin == verdict.scanned.bin), None))
        if verdict.code == "right":
            self._at, self._times = replace(self._at, pick_line=verdict.pick_line), None
        if not any(each.left > 0 and each.bin_id == self._at.bin_id for each in view.lines):
            self._at = replace(self._at, bin_id=None)
        screen, sound = present.answered(self._waiting(), view, verdict)
        self._answer(screen, sound)

    # opening and closing

    def _open(self, find: Callable[[], int]) -> None:
        self._steps.add(partial(self._open_now, find))

    def _open_now(self, find: Callable[[], int]) -> None:
        def work(call: Call) -> BenchView:
            stage = packing.start_picking(call, find())
            return bench.bench_view(stage.id)

        self._steps.run(work, self._opened)

    def _opened(self, view: BenchView) -> None:
        self._view, self._at, self._times = view, NOWHERE, None
        self._make_ready()
        self.shell.settings.set(OPEN, view.id)
        self._congratulate("opened")

    def _reopen(self, delivery_id: int) -> None:
        """Go on with what was open here, if it still can be."""
        self.shell.read(self, partial(bench.bench_view, delivery_id), self._reopened, key="view")

    def _reopened(self, view: BenchView) -> None:
        if view.state in ("picking", "picked", "checked"):
            self._view = view
            self._make_ready()
            self._wait_face()
        else:
            self._close()

    def _make_ready(self) -> None:
        """What goods' codes and papers take, loaded beside the window before the first of them needs it."""
        self.shell.read(self, self._prepare, lambda _ready: None, key="codes")

    @staticmethod
    def _prepare() -> None:
        scanning.prepare()
        warm_press()

    def _close(self) -> None:
        self._view, self._at, self._times, self._pending = None, NOWHERE, None, None
        self.shell.settings.set(OPEN, None)
        self._wait_face()
        self.refresh()

    def _person(self, actor: Actor) -> None:
        self._wait_face()
        self.shell.set_actor(actor)

    def _renewed(self, step: int, view: BenchView) -> None:
        if self._view is None or view.id != self._view.id:
            return
        if step != self._steps.done or self._steps.running:
            self._stale = True
            return
        self._view = view
        if self.screen_widget.screen_shown.mode == Mode.WAITING:
            self._wait_face()

    def _show_queue(self, rows: tuple[Waiting, ...]) -> None:
        if self._view is not None:
            return
        chosen = self._rows[self._chosen].id if self._chosen < len(self._rows) else 0
        self._rows = rows
        self._chosen = next((place for place, row in enumerate(rows) if row.id == chosen), 0)
        if self.screen_widget.screen_shown.mode not in (Mode.REFUSED, Mode.QUESTION):
            self._wait_face()

    # keys

    def _commands(self) -> dict[str, Callable[[], None]]:
        """What the command sheet and the F keys do; each ends with `finish`."""
        return {
            "OK": self._confirm,
            "UNDO": self._undo,
            "SHORT": self._ask_short,
            "NEXT": self._next_package,
            "PRINT": self._print,
            "HOLD": self._pause,
        }

    def _on_key(self, key: int, text: str) -> None:
        command = {
            Qt.Key.Key_F2: "UNDO",
            Qt.Key.Key_F4: "SHORT",
            Qt.Key.Key_F8: "NEXT",
            Qt.Key.Key_F9: "PRINT",
            Qt.Key.Key_F11: "HOLD",
        }.get(Qt.Key(key))
        if command:
            self._typed = None
            self._steps.add(self._commands()[command])
        elif key == Qt.Key.Key_Escape:
            self._escape()
        elif self._view is None:
            self._queue_key(key)
        else:
            self._quantity_key(key, text)

    def _queue_key(self, key: int) -> None:
        last = len(self._rows) - 1
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._chosen = min(last, max(0, self._chosen + (1 if key == Qt.Key.Key_Down else -1)))
            self._wait_face()
        elif key == Qt.Key.Key_F5:
            self.refresh()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and 0 <= self._chosen <= last:
            chosen = self._rows[self._chosen].id
            self._open(lambda: chosen)

    def _quantity_key(self, key: int, text: str) -> None:
        """F6, figures, Enter: what the next scan counts."""
        if key == Qt.Key.Key_F6 and self._working():
            self._typed = ""
        elif self._typed is None:
            return
        elif key == Qt.Key.Key_Backspace:
            self._typed = self._typed[:-1]
        elif text.isascii() and text.isdigit() and len(self._typed) < MOST_TYPED:
            self._typed += text
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            typed, self._typed = self._typed, None
            self._times = Decimal(typed) if typed and int(typed) else None
        self._wait_face()

    def _escape(self) -> None:
        self._steps.drop()
        if self.screen_widget.screen_shown.mode not in (Mode.QUEUE, Mode.WAITING) or self._typed is not None:
            self._pending = self._typed = None
            self._wait_face()
        elif self._times is not None:
            self._times = None
            self._wait_face()
        elif self._steps.running:
            return
        elif self._view is None:
            self.shell.go("delivery")  # all who pick may see deliveries
        elif self._view.state in PACKED:
            self._close()

    # commands

    def _working(self) -> bool:
        return self._view is not None and self._view.state in ("released", "picking")

    def _confirm(self) -> None:
        """OK with nothing asked: pack when all is picked."""
        if self._view is not None and self._view.state in ("picked", "checked"):
            self._pack(self._view)
        else:
            self._wait_face()
            self._steps.finish()

    def _undo(self) -> None:
        view = self._view
        if view is None:
            self._refuse_now("no_delivery")
        else:
            self._steps.run(lambda call: packing.undo_last(call, view.id), lambda verdict: self._judged(verdict, ""))

    def _ask_short(self) -> None:
        """Ask before a line is left behind; OK or F4 once more does it."""
        view, pending = self._view, self._pending
        line = present.current_line(view, self._at) if view else None
        if pending is not None:
            self._pending = None
            pending()
            return
        if view is None or line is None:
            self._refuse_now("no_delivery" if view is None else "nothing_left")
            return
        name = present.named(line.name, line.name_en)
        facts = Facts(
            scanned=line.bin, scanned_more=name, needed=f"{quantity(line.left)} {line.unit}".strip(),
            needed_more=line.lot, product=name, bin=line.bin, unit=line.unit, picked=quantity(line.picked),
            wanted=quantity(line.planned),
        )  # fmt: skip
        self._pending = partial(self._short, view.id, line.pick_line)
        self._refuse_now("close_short", facts)

    def _short(self, delivery_id: int, pick_line: int) -> None:
        def work(call: Call) -> BenchView:
            packing.short_pick(call, delivery_id, pick_line)
            return bench.bench_view(delivery_id)

        self._steps.run(work, partial(self._changed, "short_noted"))

    def _next_package(self) -> None:
        view = self._view
        if view is None:
            self._refuse_now("no_delivery")
        elif view.state in ("picked", "checked"):
            self._pack(view)
        else:
            self._steps.run(self._then_view(partial(packing.next_package, delivery_id=view.id)),
                      partial(self._changed, "package_opened"))  # fmt: skip

    def _pack(self, view: BenchView) -> None:
        """Check and pack: two use cases, each with a request id that a repeat keeps."""
        second = self.shell.call()

        def work(call: Call) -> BenchView:
            if view.state == "picked":
                packing.check_delivery(call, view.id)
            packing.pack_delivery(second, view.id)
            return bench.bench_view(view.id)

        self._steps.run(work, partial(self._changed, "packed_all"))

    def _print(self) -> None:
        view = self._view
        if view is None or view.state not in PACKED:
            self._refuse_now("nothing_to_print")
            return
        calls = [self.shell.call() for _each in range(view.packages)]

        def work(call: Call) -> int:
            printing_jobs.print_again(call, view.id, "note")
            for package, each in enumerate(calls, 1):
                printing_jobs.print_again(each, view.id, "label", package)
            return len(calls)

        self._steps.run(work, lambda _count: self._congratulate("printing"))

    def _pause(self) -> None:
        if self._view is not None:
            self._close()
        self._steps.finish()

    def _then_view(self, step: Callable[[Call], Stage]) -> Callable[[Call], BenchView]:
        return lambda call: bench.bench_view(step(call).id)

    def _set_times(self, times: Decimal | None) -> None:
        self._times = times if self._working() else None
        self._wait_face()
        self._steps.finish()

    def _changed(self, code: str, view: BenchView) -> None:
        self._view = view
        if view.state in PACKED:
            self.shell.settings.set(OPEN, None)
        self._congratulate(code)

    def _refused(self, error: Exception) -> bool:
        """Show a refusal in the screen's own words. False leaves it to the error door."""
        if not isinstance(error, Refusal) or isinstance(error, NeedsConfirmation):
            return False
        code = REFUSALS.get(error.code, error.code)
        if code == "not_open" and str(error.data.get("state")) in PACKED:
            code = "already_packed"
        if code not in WORDS:
            return False
        number = str(error.data.get("number", "") or (self._view.number if self._view else ""))
        state = str(error.data.get("state", ""))
        told = state_look("delivery", state).word.lower() if state else ""
        self._refuse(code, Facts(scanned=number, number=number, state=told))
        return True

    # faces

    def _place(self) -> Place:
        return Place(self.shell.actor.name, self.shell.station, self.shell.clock())

    def _waiting(self) -> PackScreen:
        if self._view is None:
            return present.queue_screen(self._rows, self._chosen, self._place())
        screen = present.waiting(self._view, self._place(), self._at, self._times)
        if self._typed is None:
            return screen
        return present.typing(screen, self._typed)

    def _wait_face(self) -> None:
        self._flash.stop()
        screen = self._waiting()
        self.screen_widget.display(present.busy(screen) if self._steps.late else screen)

    def _answer(self, screen: PackScreen, sound: str) -> None:
        self.screen_widget.display(screen, at_once=True)
        self._sounds.play(sound)
        self._flash.stop()
        if screen.mode != Mode.QUESTION:
            self._pending = None
        if screen.mode == Mode.CORRECT:
            self._flash.start()

    def _congratulate(self, code: str) -> None:
        view = self._view
        facts = Facts(package=str(view.package), number=view.number) if view else Facts()
        screen = present.praised(self._waiting(), code, facts)
        self._answer(screen, WORDS[code].sound)

    def _refuse(self, code: str, facts: Facts | None = None) -> None:
        facts = facts or (Facts(number=self._view.number) if self._view else Facts())
        self._answer(present.refused(self._waiting(), code, facts), WORDS[code].sound)

    def _refuse_now(self, code: str, facts: Facts | None = None) -> None:
        self._refuse(code, facts)
        self._steps.finish()

    def _show_busy(self) -> None:
        self.screen_widget.display(present.busy(self.screen_widget.screen_shown))

    def _tick(self) -> None:
        self.screen_widget.display(present.at_time(self.screen_widget.screen_shown, self.shell.clock()))
