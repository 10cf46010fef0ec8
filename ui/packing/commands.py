"""What the command sheet and the keys do at the bench, and the questions that some of it asks."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from services import bench, bench_leaving, bench_waybills, deliveries, packing, printing_jobs, troubles, weighing
from services.bench import BenchView
from services.bench_notes import note_scan
from services.bench_waybills import Attached
from services.delivery_book import Stage
from services.errors import Refusal
from services.picking import Verdict
from services.scales import Pan, Reading
from services.unit import Actor, Call
from services.weighing import Weighed
from ui.kit.formats import kilograms, quantity
from ui.packing import present
from ui.packing.intake import PICK
from ui.packing.present import PACKED
from ui.packing.typed import WEIGHT, Typed, grams
from ui.packing.witness import Witness
from ui.packing.words import Facts, weight_doubt

if TYPE_CHECKING:
    from ui.packing.window import PackingWindow

KEYS = {
    Qt.Key.Key_F2: "UNDO", Qt.Key.Key_F4: "SHORT", Qt.Key.Key_F5: "WEIGHT", Qt.Key.Key_F7: "OK", Qt.Key.Key_F8: "NEXT",
    Qt.Key.Key_F9: "PRINT", Qt.Key.Key_F11: "HOLD", Qt.Key.Key_F1: "HELP", Qt.Key.Key_F10: "SOUND",
    Qt.Key.Key_F12: "OPEN", Qt.Key.Key_F3: "PHOTO",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Question:
    """What each command does while it is asked; NO without an entry only goes back."""

    answers: Mapping[str, Callable[[], None]]


class Commands:
    """Each command ends in one step of `desk.steps`, or in its `finish`."""

    def __init__(self, desk: "PackingWindow") -> None:
        self._desk = desk
        self.question: Question | None = None
        self._unweighed: set[tuple[int, int]] = set()
        self._weighing: Typed | None = None
        self._doubted = 0
        self._pan = Pan()
        self._package: int | None = None
        self._printing: Callable[[], None] | None = None

    def command_of(self, key: int) -> str:
        """The command of a key, "" for none; while nothing is open F5 and F7, unless it answers, are the queue's."""
        command = KEYS.get(Qt.Key(key), "")
        if self._desk.view is None and not self._desk.batch.shown:
            command = {"WEIGHT": "", "NEXT": "BATCH"}.get(command, command)
            return "" if command == "OK" and self.question is None else command
        return command

    def do(self, command: str) -> None:
        question, self.question = self.question, None
        if question is not None:
            command = "YES" if command == "OK" else command
            if command in question.answers:
                question.answers[command]()
                return
        {
            "OK": self._confirm, "YES": self._back, "NO": self._back, "UNDO": self._undo, "SHORT": self._ask_short,
            "NEXT": self._next_package, "PRINT": self._print, "HOLD": self._pause, "WEIGHT": self._ask_weight,
            "HELP": self._help, "OPEN": self._open_carton, "SOUND": self._sound,
            "BATCH": self._batch, "PHOTO": self._photo,
        }[command]()  # fmt: skip

    def ask(self, code: str, facts: Facts, answers: Mapping[str, Callable[[], None]]) -> None:
        """Show a question; the step is over, the answer is another one."""
        self.question = Question(answers)
        self._desk.refuse(code, facts)

    def ask_again(self, delivery_id: int, text: str, code: str) -> None:
        """A scan was answered with a question: yes is the same scan with its code confirmed."""
        self.ask_with({"YES": partial(self._desk.scan_goods, delivery_id, text, code)})

    def ask_with(self, answers: Mapping[str, Callable[[], None]]) -> None:
        """What the question about to be shown does; NO without an entry only goes back."""
        self.question = Question(answers)

    def asked(self, error: Refusal) -> bool:
        """Turn a use case's question, or a delivery of the exception list, into one of the screen."""
        if error.code == "unusual_weight" and self._weighing is not None:
            self._ask_doubtful(error, self._weighing)
        elif error.code == "in_trouble" and self._desk.view is None:
            self._ask_trouble(str(error.data["number"]))
        elif error.code == "printed_before" and self._printing is not None:
            self.ask("printed_before", Facts(), {"YES": self._printing})
        else:
            return False
        return True

    # plain ones

    def _help(self) -> None:
        self._desk.help_face()
        self._desk.steps.finish()

    def _back(self) -> None:
        desk = self._desk
        desk.times = None
        desk.wait_face()
        desk.steps.finish()

    def _confirm(self) -> None:
        """OK with nothing asked: check and pack when all is picked, then sign off and dispatch, as this person may."""
        view = self._desk.view
        if view is not None and view.state in PACKED:
            self._go_on(view)
        elif view is not None and view.state in ("picked", "checked"):
            self.pack()
        else:
            self._desk.wait_face()
            self._desk.steps.finish()

    def _go_on(self, view: BenchView) -> None:
        """Sign off or dispatch as the one whose badge was shown, else as the one who is at the bench."""
        desk, witness = self._desk, self._desk.witness

        def work(call: Call) -> tuple[str, BenchView, Witness | None]:
            shown = [witness.actor] if witness else []
            step = next(filter(None, (_leave(call, view.id, each) for each in (*shown, call.actor))), "")
            more = bench_leaving.next_step(view.id, witness.actor.rights).step if witness else ""
            return step, desk.look(view.id), replace(witness, step=more) if witness and more else None

        desk.steps.run(work, lambda answer: self._gone_on(*answer))

    def _gone_on(self, step: str, view: BenchView, witness: Witness | None) -> None:
        self._desk.witness = witness
        done = {bench_leaving.SIGN: "signed_off", bench_leaving.DISPATCH: "dispatched"}.get(step, "")
        if done:
            self._desk.changed(done, view)
        elif view.state == "dispatched":
            self._desk.wait_face()
        else:
            self._desk.refuse("others_sign", Facts(number=view.number))

    def _undo(self) -> None:
        desk, view = self._desk, self._desk.view
        if desk.batch.shown:
            desk.batch.undo()
            return
        if view is None:
            desk.refuse_now("no_delivery")
            return

        def work(call: Call) -> tuple[Verdict, BenchView | None]:
            verdict = packing.undo_last(call, view.id)
            return verdict, self._desk.look(view.id) if view.rules.check == "recount" or verdict.replanned else None

        desk.steps.run(work, lambda answer: desk.judged(answer[0], "", answer[1]))

    def _pause(self) -> None:
        """Leave the delivery; other benches at it see that this one has gone."""
        desk, view = self._desk, self._desk.view
        if view is None or view.state in PACKED or not desk.shell.may(PICK):
            if desk.batch.shown:
                desk.batch.leave()
            elif view is not None:
                desk.leave()
            desk.steps.finish()
            return
        desk.steps.run(
            lambda call: note_scan(call, view.number, "paused", view.id), lambda _noted: desk.leave()
        )  # fmt: skip

    def _open_carton(self) -> None:
        """From now on the code of a carton counts single pieces; once more, and it counts all again."""
        desk = self._desk
        if desk.view is None or not (desk.working() or desk.view.counting):
            desk.refuse_now("no_delivery")
            return
        desk.carton_open = not desk.carton_open
        desk.wait_face()
        desk.steps.finish()

    def _batch(self) -> None:
        """Many deliveries in one walk, unless one is open or a batch is under way."""
        desk, view = self._desk, self._desk.view
        if view is not None and view.state not in PACKED:
            desk.refuse_now("wrong_delivery", Facts(needed=view.number, number=view.number))
        elif desk.batch.view is not None:
            desk.leave()
            desk.steps.finish()
        else:
            desk.batch.begin()

    def _photo(self) -> None:
        self._desk.photos.photograph()

    def _sound(self) -> None:
        self._desk.turn_sound()
        self._desk.steps.finish()

    def _print(self) -> None:
        """The note and every label; what was printed before is asked about first, and is marked as a copy."""
        desk, view = self._desk, self._desk.view
        if view is None or view.state not in PACKED:
            desk.refuse_now("nothing_to_print")
            return
        self._print_all(view, [desk.shell.call() for _each in range(view.packages + 1)])

    def _print_all(self, view: BenchView, calls: Sequence[Call]) -> None:
        """A call for each paper: after the question the same ones print only what was not printed before it."""
        note, *labels = calls
        sure = [replace(each, confirmed=frozenset({"printed_before"})) for each in calls]
        self._printing = partial(self._print_all, view, sure)

        def work(_call: Call) -> int:
            printing_jobs.print_again(note, view.id, "note")
            for package, each in enumerate(labels, 1):
                printing_jobs.print_again(each, view.id, "label", package)
            return len(calls)

        self._desk.steps.run(work, lambda _count: self._desk.congratulate("printing"))

    # short

    def _ask_short(self) -> None:
        """Ask before a line is left behind, or the delivery set aside for somebody to decide."""
        desk, view, line = self._desk, self._desk.view, self._desk.current()
        if desk.batch.shown:
            desk.batch.open_current()
            return
        if view is None or line is None:
            desk.refuse_now("no_delivery" if view is None else "nothing_left")
            return
        name = present.named(line.name, line.name_en)
        facts = Facts(
            scanned=line.bin, scanned_more=name, needed=f"{quantity(line.left)} {line.unit}".strip(),
            needed_more=line.lot, product=name, bin=line.bin, unit=line.unit, picked=quantity(line.picked),
            wanted=quantity(line.planned),
        )  # fmt: skip
        behind = partial(self._step, "short_noted", partial(packing.short_pick, pick_line_id=line.pick_line))
        aside = partial(self._set_aside, view.id, line.pick_line)
        self.ask("close_short", facts, {"YES": behind, "SHORT": behind, "HOLD": aside})
        desk.steps.finish()

    def _step(self, code: str, step: Callable[..., Stage]) -> None:
        desk, view = self._desk, self._desk.view
        if view is None:
            desk.steps.finish()
            return

        def work(call: Call) -> BenchView:
            return self._desk.look(step(call, delivery_id=view.id).id)

        desk.steps.run(work, partial(desk.changed, code))

    def _set_aside(self, delivery_id: int, pick_line: int) -> None:
        desk = self._desk
        desk.steps.run(
            lambda call: troubles.set_aside(call, delivery_id, pick_line), lambda _stage: desk.leave()
        )  # fmt: skip

    def _ask_trouble(self, number: str) -> None:
        resume, short = (partial(self._solve, number, step) for step in (troubles.resume, troubles.ship_short))
        self.ask("in_trouble", Facts(scanned=number, number=number), {"YES": resume, "SHORT": short})

    def _solve(self, number: str, step: Callable[[Call, int], Stage]) -> None:
        """Take a delivery off the exception list, and open it."""
        second = self._desk.shell.call()

        def work(call: Call) -> BenchView:
            found = bench.delivery_named(number)
            step(call, found)
            packing.start_picking(second, found)
            return self._desk.look(found)

        self._desk.steps.run(work, self._desk.opened)

    # packages

    def _next_package(self) -> None:
        desk, view = self._desk, self._desk.view
        if view is None:
            desk.refuse_now("no_delivery")
        elif view.state in ("picked", "checked") and not view.counting:
            self.pack()
        elif not self._weight_first(view, self._next_package):
            self._step("package_opened", packing.next_package)

    def pack(self) -> None:
        """Check and pack: two use cases, each with a request id that a repeat keeps."""
        desk, view = self._desk, self._desk.view
        if view is None:
            desk.steps.finish()
            return
        if self._weight_first(view, self.pack):
            return
        second = desk.shell.call()

        def work(call: Call) -> BenchView:
            if view.state == "picked":
                packing.check_delivery(call, view.id)
            packing.pack_delivery(second, view.id)
            return self._desk.look(view.id)

        desk.steps.run(work, partial(desk.changed, "packed_all"))

    # packed

    def choose_package(self, package: int) -> None:
        """The code of a package that is packed: the next waybill or weight is its own."""
        view = self._desk.view
        if view is None or not 0 < package <= view.packages:
            self._desk.refuse_now("unknown_package")
            return
        self._package = package
        self._desk.congratulate("package_chosen", package=str(package))
        self._desk.steps.finish()

    def waybill(self, text: str) -> None:
        """What is scanned over a packed delivery is the waybill stuck onto a package, unless it is goods."""
        desk, view, package = self._desk, self._desk.view, self._package
        if view is None:
            desk.refuse_now("no_delivery")
            return
        self._package = None

        def work(call: Call) -> tuple[Attached, BenchView]:
            done = bench_waybills.attach_waybill(call, view.id, text, package)
            return done, self._desk.look(view.id)

        desk.intake.run(text, work, lambda answer: self._attached(*answer))

    def _attached(self, done: Attached, view: BenchView) -> None:
        code = "waybill_doubtful" if done.doubtful else "waybill"
        self._desk.changed(code, view, package=str(done.package), scanned=done.number)

    # weights

    def _weight_first(self, view: BenchView, then: Callable[[], None]) -> bool:
        """Where the company wants it, the open package is weighed before it is closed; Enter alone leaves it out."""
        there = view.package in dict(view.weights) or (view.id, view.package) in self._unweighed
        if not view.rules.weigh or there:
            return False
        self._type_weight(view.package, then)
        return True

    def _ask_weight(self) -> None:
        view = self._desk.view
        if view is None:
            self._desk.refuse_now("no_delivery")
        else:
            self._type_weight((self._package or view.packages) if view.state in PACKED else view.package)

    def _type_weight(self, package: int, then: Callable[[], None] | None = None) -> None:
        self._desk.typed = Typed(WEIGHT, package=package, then=then, scale=self._desk.scale.there)
        self._desk.wait_face()
        self._desk.steps.finish()

    def read_scale(self, reading: Reading) -> None:
        """A weight that stands still on the scale is the package's, unless somebody types, it was just asked about or
        the package before still stands there.
        """
        desk, typed, view = self._desk, self._desk.typed, self._desk.view
        self._pan.see(reading)
        if view is None or typed is None or typed.what != WEIGHT or typed.text or reading.over:
            return
        package = view.id, typed.package
        occupied = self._pan.holds_another(package, reading)
        if occupied != typed.occupied:
            desk.typed = replace(typed, occupied=occupied)
            desk.wait_if_waiting()
        if occupied or not reading.stable or reading.grams <= 0 or reading.grams == self._doubted:
            return
        self._pan.taken(package, reading)
        desk.typed, self._doubted = None, 0
        desk.steps.add(partial(self.weigh, reading.grams, typed))

    def typed_weight(self, typed: Typed) -> None:
        """Enter after kilograms: a step of its own."""
        desk, view = self._desk, self._desk.view
        weight = grams(typed.text)
        if view is None or (not typed.text and typed.then is None):
            desk.wait_face()
            desk.steps.finish()
        elif not typed.text and typed.then is not None:
            self._unweighed.add((view.id, typed.package))
            typed.then()
        elif weight is None:
            desk.refuse_now("bad_weight", Facts(scanned=typed.text))
        else:
            self.weigh(weight, typed)

    def weigh(self, weight: int, typed: Typed, confirmed: str = "") -> None:
        desk, view = self._desk, self._desk.view
        if view is None:
            desk.steps.finish()
            return
        self._weighing = replace(typed, text=str(weight))

        def work(call: Call) -> tuple[Weighed, BenchView]:
            if confirmed:
                call = replace(call, confirmed=call.confirmed | {confirmed})
            done = weighing.weigh_package(call, view.id, weight, typed.package)
            return done, self._desk.look(view.id)

        desk.steps.run(work, lambda answer: self._weighed(*answer, typed.then))

    def _weighed(self, done: Weighed, view: BenchView, then: Callable[[], None] | None) -> None:
        self._desk.changed("weighed", view, package=str(done.package), scanned=kilograms(done.weight_g))
        if then is not None:
            self._desk.steps.add(then)

    def _ask_doubtful(self, error: Refusal, typed: Typed) -> None:
        told = {name: int(str(error.data.get(name, 0))) for name in ("weight", "expected", "package", "count")}
        goods = present.named(str(error.data.get("name", "")), str(error.data.get("name_en", "")))
        facts = Facts(
            scanned=kilograms(told["weight"]), needed=kilograms(told["expected"]), package=str(told["package"]),
            needed_more=goods, product=goods, wanted=str(abs(told["count"])),
        )  # fmt: skip
        self._doubted = told["weight"]
        keep = partial(self.weigh, told["weight"], typed, "unusual_weight")
        again = partial(self._type_weight, told["package"], typed.then)
        self.ask(weight_doubt(told["count"]), facts, {"YES": keep, "NO": again})


def _leave(call: Call, delivery_id: int, person: Actor) -> str:
    """Do what this person may do next with a packed delivery; gives the step, "" for none."""
    what = bench_leaving.next_step(delivery_id, person.rights)
    call = replace(call, actor=person)
    if what.step == bench_leaving.SIGN:
        deliveries.sign_off(call, delivery_id, what.version, what.role)
    elif what.step == bench_leaving.DISPATCH:
        deliveries.dispatch_delivery(call, delivery_id, what.version)
    return what.step
