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
from services import bench, packing, scanning
from services.bench import Asker, BenchLine, BenchScan, BenchView
from services.errors import NeedsConfirmation, Refusal
from services.picking import Verdict
from services.unit import Actor, Call
from ui.kit.rail import Rail
from ui.kit.window import Window
from ui.packing import media, present
from ui.packing.batching import BATCH, Batching
from ui.packing.commands import Commands
from ui.packing.front import Front
from ui.packing.intake import REFUSALS, Intake
from ui.packing.own import MUTED, own
from ui.packing.photos import Photos
from ui.packing.present import LEAVING, NOWHERE, PACKED, Place, Standing
from ui.packing.queue import Queue
from ui.packing.scale import Scale
from ui.packing.screen import PackingScreen
from ui.packing.sounds import NO_DESK, Sounds
from ui.packing.state import Mode, PackScreen
from ui.packing.steps import Steps
from ui.packing.typed import TIMES, WEIGHT, Typed
from ui.packing.voice import Voice
from ui.packing.witness import HOLDS_MS, Witness
from ui.packing.words import CHOICES, WORDS, Facts, printing
from ui.scan.filter import ScanFilter
from ui.shell import Shell
from ui.theme import theme

OPEN = "packing.open"
OPEN_STATES = ("picking", "picked", "checked")
CLOCK_MS = 10_000
# What nobody may miss stays longer than the green of a scan.
STAYS_MS = {"package_opened": 3_000, "package_back": 3_000}
# A scan that would be too many also once more ends the quantity chosen for it.
REFUSED_QUANTITY = frozenset({"too_many", "check_too_many", "quantity_too_big"})


class PackingWindow(Window):
    """See the module."""

    topics = frozenset({"deliveries"})

    def __init__(self, shell: Shell, scans: ScanFilter | None = None, sounds: Sounds | None = None) -> None:
        super().__init__(shell, _("Packing"))
        self.header.hide()
        self.screen_widget = PackingScreen()
        self.body.addWidget(self.screen_widget, 1)
        self.sounds = sounds or Sounds(self)
        self.view: BenchView | None = None
        self._at = NOWHERE
        self.times: Decimal | None = None
        self.typed: Typed | None = None
        self.carton_open = False
        self.witness: Witness | None = None
        self.own = own(shell.settings)
        self.steps = Steps(self, shell, self._refused)
        self.queue = Queue(self)
        self.intake = Intake(self)
        self.scale = Scale(self)
        self.batch = Batching(self)
        self.voice = Voice(self)
        self.photos = Photos(self)
        self.front = Front(self)
        self.commands = Commands(self)
        self.scale.read.connect(self.commands.read_scale)
        self.steps.slow.connect(self._show_busy)
        self.steps.unavailable.connect(lambda code: self.refuse(code if code in WORDS else "unavailable"))
        self._before: tuple[QWidget, bool] | None = None
        self._flash = self._timer(theme.px("motion.packCorrectMs"), self.wait_face)
        self.witness_ends = self._timer(HOLDS_MS, self._witness_gone)
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
        kept, many = (self.shell.settings.get(name, None) for name in (OPEN, BATCH))
        if id is not None:
            self._open(lambda: id)
        elif number:
            self._open(lambda: bench.delivery_named(number))
        elif self.view is None and isinstance(kept, int):
            self._reopen(kept)
        elif self.view is None and self.batch.view is None and isinstance(many, str):
            self.batch.reopen(many)
        else:
            self.refresh()

    def refresh(self) -> None:
        """Read what is shown anew; what a scan changed meanwhile is newer and stays."""
        step, view = self.steps.done, self.view
        if self.batch.shown:
            self.batch.refresh()
        elif view is None:
            self.queue.read()
        else:
            self.shell.read(self, partial(self.look, view.id), partial(self._renewed, step), key="view")

    def keys(self) -> list[tuple[str, str]]:
        return [(cap.key, cap.text) for cap in self.screen_widget.screen_shown.keys]

    def regions(self) -> list[QWidget]:
        return [self.screen_widget]

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._take_the_screen()
        self.take_own()
        self._clock.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._clock.stop()
        self.scale.stop()
        self.photos.camera.stop()
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
        return None if self.steps.running else self.steps.done

    # scans

    def on_scan(self, text: str) -> None:
        self.intake.take(text)

    def asker(self) -> Asker:
        """Who looks here, whose pace is shown."""
        return Asker(self.shell.actor.user_id, self.shell.station, self.shell.clock())

    def look(self, delivery_id: int) -> BenchView:
        """A delivery read anew, with who else is at it and how fast this person is. Not on the UI thread."""
        return bench.bench_view(delivery_id, self.asker())

    def scan_goods(self, delivery_id: int, text: str, confirmed: str = "") -> None:
        """One scan of goods or a bin; `confirmed` is the question it asked before, now answered with yes."""
        bin_id, times, opened = self._at.bin_id, self.times, self.carton_open

        def work(call: Call) -> tuple[Verdict, BenchView | None]:
            if confirmed:
                call = replace(call, confirmed=call.confirmed | {confirmed})
            verdict = packing.scan(call, delivery_id, text, bin_id, times, opened)
            return verdict, self.look(delivery_id) if verdict.replanned else None

        self.steps.run(work, lambda answer: self.judged(answer[0], text, answer[1]))

    def judged(self, verdict: Verdict, text: str, read: BenchView | None = None) -> None:
        """Show the answer to a scan; `read` is the delivery anew where its pick lines are others now."""
        if self.view is None:
            return
        self.view = view = read or present.after(self.view, verdict, text)
        if verdict.code == "bin":
            self._at = Standing(next((each.bin_id for each in view.lines if each.bin == verdict.scanned.bin), None))
        if verdict.code in ("right", "check_right"):
            self._at, self.times = replace(self._at, pick_line=verdict.pick_line), None
        if not any(each.left > 0 and each.bin_id == self._at.bin_id for each in view.lines):
            self._at = replace(self._at, bin_id=None)
        if verdict.code in CHOICES:
            self.commands.ask_again(view.id, text, verdict.code)
        ended = self.end_quantity(verdict.code)
        screen, sound = present.answered(self.waiting(), view, verdict, text)
        self.show_answer(present.quantity_ended(screen, ended), sound, STAYS_MS.get(verdict.code))
        if verdict.code == "right" and view.state == "picked" and view.rules.check == "scan":
            self.steps.add(self.commands.pack)

    # opening and closing

    def _open(self, find: Callable[[], int]) -> None:
        self.steps.add(partial(self.open_now, find))

    def open_now(self, find: Callable[[], int], scanned: str = "") -> None:
        def work(call: Call) -> BenchView:
            stage = packing.start_picking(call, find())
            return self.look(stage.id)

        if scanned:
            self.intake.run(scanned, work, self.opened)
        else:
            self.steps.run(work, self.opened)

    def opened(self, view: BenchView) -> None:
        self.view, self._at, self.times, self.carton_open, self.witness = view, NOWHERE, None, False, None
        self._make_ready()
        self.shell.settings.set(OPEN, view.id)
        self.congratulate("opened")

    def _reopen(self, delivery_id: int) -> None:
        """Go on with what was open here, if it still can be."""
        self.shell.read(self, partial(self.look, delivery_id), self._reopened, key="view")

    def _reopened(self, view: BenchView) -> None:
        if view.state in (*OPEN_STATES, *LEAVING) and not view.trouble:
            self.view = view
            if view.state in LEAVING:
                self.shell.settings.set(OPEN, None)
            self._make_ready()
            self.wait_face()
        else:
            self.leave()

    def _make_ready(self) -> None:
        """What goods' codes and papers take, loaded beside the window before the first of them needs it."""
        self.shell.read(self, self._prepare, lambda _ready: None, key="codes")

    @staticmethod
    def _prepare() -> None:
        scanning.prepare()
        warm_press()

    def leave(self) -> None:
        self.view, self._at, self.times, self.typed, self.commands.question = None, NOWHERE, None, None, None
        self.carton_open, self.witness = False, None
        self.shell.settings.set(OPEN, None)
        self.wait_face()
        many = self.shell.settings.get(BATCH, None)
        if self.batch.view is None and isinstance(many, str):
            self.batch.reopen(many)
        else:
            self.refresh()

    def person(self, actor: Actor) -> None:
        """Another person takes over; what is packed and waits for a sign-off stays open for theirs."""
        self.witness = None
        if self.view is not None and self.view.state in LEAVING:
            self.shell.settings.set(OPEN, self.view.id)
        self.wait_face()
        self.shell.set_actor(actor)

    def witnessed(self, witness: Witness) -> None:
        """Somebody who does not pick has shown their badge to sign off, or dispatch, what is packed here."""
        self.witness = witness
        self.witness_ends.start()
        self.congratulate("badge_shown", scanned=witness.actor.name)

    def _witness_gone(self) -> None:
        self.witness = None
        self.wait_if_waiting()

    def _renewed(self, step: int, view: BenchView) -> None:
        if self.view is None or view.id != self.view.id:
            return
        if step != self.steps.done or self.steps.running:
            self._stale = True
            return
        self.view = view
        if self.screen_widget.screen_shown.mode == Mode.WAITING:
            self.wait_face()

    # keys

    def _on_key(self, key: int, text: str) -> None:
        command = self.commands.command_of(key)
        if command:
            self.typed = None
            self.steps.add(partial(self.commands.do, command))
        elif key == Qt.Key.Key_Escape:
            self._escape()
        elif self.view is None and not self.batch.shown:
            self.queue.key(key)
        else:
            self._typing_key(key, text)

    def _typing_key(self, key: int, text: str) -> None:
        """F6, figures, Enter: what the next scan counts; F5, kilograms, Enter: what the package weighs."""
        if key == Qt.Key.Key_F6 and self.multiplies():
            self.typed = Typed(TIMES)
        elif self.typed is None:
            return
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            typed, self.typed = self.typed, None
            self.typed_in(typed)
            return
        else:
            self.typed = self.typed.key(key, text)
        self.commands.question = None
        self.wait_face()

    def typed_in(self, typed: Typed) -> None:
        """The figures are complete: a weight is a step of its own, a quantity waits for its scan."""
        if typed.what == WEIGHT:
            self.steps.add(partial(self.commands.typed_weight, typed))
            return
        self.times, self.commands.question = typed.times(), None
        self.wait_face()

    def end_quantity(self, code: str) -> Decimal | None:
        """A quantity that was refused is over, as one that was counted is; gives it where it has just ended."""
        if code not in REFUSED_QUANTITY:
            return None
        ended, self.times = self.times, None
        return ended

    def set_times(self, times: Decimal | None) -> None:
        self.times = times if self.multiplies() else None
        self.wait_face()
        self.steps.finish()

    def _escape(self) -> None:
        self.steps.drop()
        if self.commands.question is not None:
            self.steps.add(partial(self.commands.do, "NO"))
        elif self.screen_widget.screen_shown.mode not in (Mode.QUEUE, Mode.WAITING) or self.typed is not None:
            self.typed = None
            self.wait_face()
        elif self.times is not None:
            self.times = None
            self.wait_face()
        elif self.steps.running:
            return
        elif self.batch.shown:
            self.wait_face()
        elif self.view is None:
            self.shell.go("delivery")  # all who pick may see deliveries
        elif self.view.state in PACKED:
            self.leave()
        else:
            self.screen_widget.display(present.held_open(self.waiting()))

    def changed(self, code: str, view: BenchView, **facts: str) -> None:
        """A step has changed the delivery that is open: say so in green."""
        self.view = view
        if view.state in PACKED:
            self.shell.settings.set(OPEN, None)
        self.congratulate(code, **facts)

    def _refused(self, error: Exception) -> bool:
        """Show a refusal in the screen's own words. False leaves it to the error door."""
        if not isinstance(error, Refusal):
            return False
        if self.commands.asked(error):
            return True
        if isinstance(error, NeedsConfirmation):
            return False
        code = REFUSALS.get(error.code, error.code)
        if code == "not_open" and str(error.data.get("state")) in PACKED:
            code = "already_packed"
        if code not in WORDS:
            return False
        self.end_quantity(code)
        self.refuse(code, present.facts_of_refusal(error, self.view))
        return True

    # faces

    def place(self) -> Place:
        told = [self.shell.settings.get(f"printer.{kind}", None) for kind in ("label", "note")]
        return Place(self.shell.actor.name, self.shell.station, self.shell.clock(), printing(*told))

    def waiting(self) -> PackScreen:
        if self.batch.shown:
            screen = self.batch.screen(self.place())
        elif self.view is None:
            return self.queue.screen()
        else:
            screen = present.waiting(self.view, self.place(), self._at, self.times)
        if self.witness is not None:
            screen = replace(screen, headline=self.witness.line())
        if self.carton_open:
            screen = replace(screen, note=_("Carton opened: a scan of it counts one piece"))
        return screen if self.typed is None else replace(screen, headline=self.typed.line())

    def wait_face(self) -> None:
        self._flash.stop()
        screen = self.waiting()
        self.screen_widget.display(present.busy(screen) if self.steps.late else screen)

    def wait_if_waiting(self) -> None:
        """Show what was read anew, unless an answer stands there."""
        if self.screen_widget.screen_shown.mode in (Mode.WAITING, Mode.QUEUE):
            self.wait_face()

    def help_face(self) -> None:
        self._flash.stop()
        self.screen_widget.display(present.helped(self.waiting()))

    def show_answer(self, screen: PackScreen, sound: str, stays_ms: int | None = None) -> None:
        """`stays_ms` is for how long a green face stands there, where that is longer than after a scan."""
        self.screen_widget.display(screen, at_once=True)
        self.sounds.play(sound)
        if screen.answer is not None:
            self.say(_("{word}. {what_to_do}").format(word=screen.answer.word, what_to_do=screen.answer.what_to_do))
        elif sound == "done":
            self.say(screen.headline)
        self._flash.stop()
        if screen.mode != Mode.QUESTION:
            self.commands.question = None
        if screen.mode == Mode.CORRECT:
            self._flash.start(stays_ms or theme.px("motion.packCorrectMs"))

    def say(self, text: str) -> None:
        """Speak it, where this bench is spoken to."""
        if self.own.spoken and not self.own.muted:
            self.voice.say(text, self.own.volume / 100)

    def multiplies(self) -> bool:
        """Whether the next scan may count more than once."""
        return self.working() or self.batch.shown or (self.view is not None and self.view.counting)

    def working(self) -> bool:
        """Something is being picked here."""
        return self.view is not None and self.view.state in ("released", "picking")

    def current(self) -> BenchLine | None:
        """The line to be worked on."""
        return present.current_line(self.view, self._at) if self.view else None

    def congratulate(self, code: str, **told: str) -> None:
        view = self.view
        facts = Facts(**({"package": str(view.package), "number": view.number} | told)) if view else Facts(**told)
        screen = present.praised(self.waiting(), code, facts)
        self.show_answer(screen, WORDS[code].sound, STAYS_MS.get(code))

    def repeated(self, text: str) -> None:
        """A stutter of the scanner is heard and has its line; what is shown stays, also a refusal."""
        self.sounds.play("repeat")
        if self.view is not None:
            self.view = present.with_scan(self.view, BenchScan("control", "repeated", text, Decimal(0)))
        self.tell(_("Repeat ignored: {code}").format(code=present.code_in(text)))

    def tell(self, note: str) -> None:
        """One line over whatever is shown, until the next answer."""
        screen = self.screen_widget.screen_shown
        last = self.waiting().last
        self.screen_widget.display(replace(screen, note=note, last=last), at_once=True)

    def turn_sound(self) -> None:
        """Sounds off or on at this bench, from now on."""
        self.shell.settings.set(MUTED, not self.own.muted)
        self.take_own()
        self.tell(_("The sounds are off") if self.own.muted else _("The sounds are on"))

    def take_own(self) -> None:
        """Follow the bench's own settings as they are chosen now."""
        self.own = own(self.shell.settings)
        self.sounds.volume = 0 if self.own.muted else self.own.volume / 100
        self.scale.follow(self.own)
        self.shell.read(self, media.load, lambda _loaded: media.make(self), key="media")

    def refuse(self, code: str, facts: Facts | None = None) -> None:
        facts = facts or (Facts(number=self.view.number) if self.view else Facts())
        self.show_answer(present.refused(self.waiting(), code, facts), WORDS[code].sound)

    def refuse_now(self, code: str, facts: Facts | None = None) -> None:
        self.refuse(code, facts)
        self.steps.finish()

    def _show_busy(self) -> None:
        self.screen_widget.display(present.busy(self.screen_widget.screen_shown))

    def _tick(self) -> None:
        self.screen_widget.display(present.at_time(self.screen_widget.screen_shown, self.shell.clock()))
