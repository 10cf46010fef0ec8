"""Start, memory, UI thread, other programs' changes: `python -m benchmarks.startup [--quick]` gives one JSON document.

The real program is started as a process, without a screen. A person signs in (the proof of the password, 0.1 s by
design, is left out), visits every window and searches, while a heartbeat looks how long the UI thread was away. Then
another process writes, and the time until this program hears of it is taken, on SQLite and PostgreSQL.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

# What else the benchmark needs is imported where it is used: it is no part of the program that is measured.

TARGETS = {
    "start_to_usable_s": 0.6, "memory_all_windows_mb": 150, "feed_s": 1.0, "idle_core_percent": 1.0, "ui_gap_ms": 50,
}  # fmt: skip


# A name and a password are not typed faster; meanwhile the program loads what the first window is made of.
TYPING = 1.0
# What a process costs that shows a window and does nothing, by the clock that runs from when it was asked for.
EMPTY = """
import sys, time
{more}
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow
app = QApplication(sys.argv[:1])
window = QMainWindow()
window.setCentralWidget(QLabel({text}))
window.show()
app.processEvents()
window.grab()
print(time.monotonic() - {started}, time.process_time(), int(open("/proc/self/statm").read().split()[1]) * 4096 / 1e6)
"""
PEEWEE = """
sys.modules["psycopg"] = None
import peewee
db = peewee.SqliteDatabase({path!r}, pragmas=dict(journal_mode="wal"))
class Order(peewee.Model):
    number, total = peewee.TextField(null=True), peewee.IntegerField()
    class Meta:
        database, table_name = db, "sales_order"
rows = list(Order.select().order_by(Order.id.desc()).limit(200))
"""


def floor(more: str = "", text: str = '""') -> dict[str, float]:
    """The least of five starts of an empty window, or of one with `more` before it."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    runs = []
    for _ in range(5):
        script = EMPTY.format(more=more, text=text, started=time.monotonic())
        command = [sys.executable, "-c", script]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        runs.append([float(part) for part in done.stdout.split()])
    wall, cpu, memory = (min(column) for column in zip(*runs, strict=True))
    return {"least_s": round(wall, 3), "least_cpu_s": round(cpu, 3), "memory_mb": round(memory, 1)}


class Visit:
    """Inside the started program: the clock runs from the moment the process was asked for."""

    def __init__(self, url: str, home: Path, started: float) -> None:
        from desktop.app import Program, make_application
        from desktop.paths import Paths
        from desktop.pc_settings import PcSettings

        self.started, self.marks, self.cpu = started, {"imported": time.monotonic() - started}, {}
        paths = Paths.within(home)
        settings = PcSettings(paths.settings)
        self.app = make_application(settings)
        self.program = Program(url, paths, settings, "0")
        self.gaps: dict[str, float] = {}
        self.gaps_cpu: dict[str, float] = {}

    def start(self, typing: float) -> None:
        """Until the sign-in page is painted, and until a person's first window shows its rows.

        Between the two a name and a password are typed for so long, which no figure counts.
        """
        self.program.start()
        self._painted(lambda: self.program.page)
        self.marks["sign_in_painted"] = time.monotonic() - self.started
        self.cpu["sign_in_painted"] = time.process_time()
        self._until(lambda: False, typing)
        before, spent = time.monotonic(), time.thread_time()
        self.program.work(_owner())
        desk = self.program.desk
        assert desk is not None
        self._painted(lambda: desk.window)
        self.marks["window_painted_after_sign_in"] = time.monotonic() - before
        self.cpu["window_painted_after_sign_in"] = time.thread_time() - spent
        self._until(self._rows_shown, 10)
        self.marks["rows_shown_after_sign_in"] = time.monotonic() - before

    def _rows_shown(self) -> bool:
        from ui.kit.paged_model import PagedModel

        assert self.program.desk is not None
        models = self.program.desk.window.findChildren(PagedModel)
        return not models or any(model.rowCount() for model in models)

    def _painted(self, widget: Callable[[], Any]) -> None:
        """Until the events of the first painting are through; what shows nothing yet is grabbed once."""
        self.app.processEvents()
        shown = widget()
        if shown is not None:
            shown.grab()
        self.app.processEvents()

    def _until(self, done: Callable[[], bool], seconds: float) -> bool:
        end = time.monotonic() + seconds
        while not done() and time.monotonic() < end:
            self.app.processEvents()
            time.sleep(0.001)
        return done()

    def journey(self, settled: bool) -> dict[str, Any]:
        """Every window once, then once more, with a heartbeat; memory after it.

        At once after the start, or `settled`: once the windows have been built ahead, which is watched as well.
        """
        desk = self.program.desk
        assert desk is not None
        if settled:
            names = frozenset(desk.window.names())
            while not names <= desk.window.built():
                self._beat("built ahead", lambda: None)
        for round_ in ("first visit", "again"):
            for name in desk.window.names():
                self._beat(f"{name}, {round_}", lambda name=name: desk.window.show_window(name))
        memory = _resident()
        for name in ("sales", "orders"):
            self._beat(f"chart of {name}", lambda name=name: desk.window.show_window("reports", report=name), 2.0)
        return {"gaps_ms": self.gaps, "longest_ms": max(self.gaps.values()), "gaps_cpu_ms": self.gaps_cpu,
                "longest_cpu_ms": max(self.gaps_cpu.values()), "memory_mb": memory,
                "memory_with_a_chart_mb": _resident(), "windows": list(desk.window.names())}  # fmt: skip

    def _beat(self, step: str, act: Callable[[], Any], seconds: float = 0.6) -> None:
        """The longest time between two beats of the event loop while a step is done and what it starts comes in.

        The thread's own processor time between two beats as well, which other programs do not disturb.
        """
        from PySide6.QtCore import QTimer

        last, longest = time.perf_counter(), 0.0
        spent, most = time.thread_time(), 0.0

        def beat() -> None:
            nonlocal last, longest, spent, most
            now, own = time.perf_counter(), time.thread_time()
            longest, last = max(longest, now - last), now
            most, spent = max(most, own - spent), own

        timer = QTimer()
        timer.timeout.connect(beat)
        timer.start(1)
        QTimer.singleShot(5, act)
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.app.processEvents()
            time.sleep(0.0002)
        timer.stop()
        self.gaps[step] = max(round(longest * 1000, 1), self.gaps.get(step, 0.0))
        self.gaps_cpu[step] = max(round(most * 1000, 1), self.gaps_cpu.get(step, 0.0))

    def feed(self, url: str, times: int) -> dict[str, Any]:
        """Seconds from another process's commit to this program's signal, and what waiting costs."""
        desk = self.program.desk
        assert desk is not None
        heard: list[float] = []
        desk.shell.changed.connect(lambda _topics: heard.append(time.monotonic()))
        self._until(desk.hears, 5)
        other = subprocess.Popen([sys.executable, "-m", "benchmarks.startup", "--other", url],
                                 stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)  # fmt: skip
        assert other.stdin is not None
        assert other.stdout is not None
        late = []
        for _ in range(times):
            self._until(lambda: False, 0.25)
            heard.clear()
            other.stdin.write("\n")
            other.stdin.flush()
            written = float(other.stdout.readline())
            self._until(lambda: bool(heard), 5)
            late.append(max(0.0, (heard[0] if heard else float("inf")) - written))
        other.stdin.close()
        other.wait()
        processor, start = time.process_time(), time.monotonic()
        while time.monotonic() - start < 4:
            self.app.processEvents()
            time.sleep(0.05)
        idle = (time.process_time() - processor) / (time.monotonic() - start) * 100
        return {"p50_s": round(sorted(late)[len(late) // 2], 3), "longest_s": round(max(late), 3),
                "idle_core_percent_with_20_wakes": round(idle, 2)}  # fmt: skip


def _owner() -> Any:
    from models.people import User
    from services import people

    from desktop.database import session  # isort: skip

    with session():
        return people.actor_of(User.get(User.login == "owner"))


def _resident() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return round(pages * os.sysconf("SC_PAGE_SIZE") / 1e6, 1)


def visit(url: str, home: str, started: str, times: str, settled: str, typing: str) -> None:
    """What the started process does."""
    one = Visit(url, Path(home), float(started))
    one.start(float(typing))
    memory = _resident()
    found = {"marks_s": {name: round(at, 3) for name, at in one.marks.items()},
             "cpu_s": {name: round(at, 3) for name, at in one.cpu.items()}, "memory_first_window_mb": memory,
             "heavy_modules_at_start": sorted(m for m in HEAVY if m in sys.modules),
             "journey": one.journey(bool(settled)), "feed": one.feed(url, int(times))}  # fmt: skip
    one.program.end()
    print(json.dumps(found))


# Nothing of these may be loaded before somebody needs it.
HEAVY = ("psycopg", "openpyxl", "reportlab", "pypdfium2", "PIL", "zxingcpp", "pypinyin", "python_calamine", "argon2",
         "numpy", "pyqtgraph", "PySide6.QtMultimedia", "PySide6.QtPrintSupport")  # fmt: skip


def other(url: str) -> None:
    """Another program: writes a draft at each line it is given, and says when that was committed."""
    from models.base import open_database, reconnect
    from models.people import User
    from services import orders, people
    from services.unit import Call

    open_database(url)
    reconnect()
    clerk = people.actor_of(User.get(User.login == "clerk"))
    for _line in sys.stdin:
        orders.create_order(Call(clerk), orders.Draft())
        print(time.monotonic(), flush=True)


def started(url: str, home: Path, times: int, *, settled: bool = False, typing: float = TYPING) -> dict[str, Any]:
    """Start the program once and let it be visited."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PACKDESK_DATABASE": url}
    command = [sys.executable, "-m", "benchmarks.startup", "--visit", url, str(home)]
    command += [str(time.monotonic()), str(times), "settled" if settled else "", str(typing)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def measure(quick: bool) -> dict[str, Any]:
    from benchmarks.bulk import copied, load_postgresql, sqlite_company
    from benchmarks.measure import folder, machine, new_database, server

    size, runs, times = (1000, 2, 3) if quick else (100_000, 5, 10)
    with folder() as place:
        url = copied(size, place)
        bare = floor(), floor(PEEWEE.format(path=str(place / f"{size}.db")), "str(len(rows))")
        visits = [started(url, place / f"home{n}", times, settled=n % 2 > 0) for n in range(runs)]
        hasty = started(url, place / "hasty", 1, typing=0.0)
    with server() as cluster:
        database = new_database(cluster, "started")
        load_postgresql(sqlite_company(1000), database.owner_url, cluster.url(database.name, "postgres"))
        with folder() as place:
            on_server = started(database.app_url, place / "home", times)
    marks = {name: sorted(v["marks_s"][name] for v in visits)[len(visits) // 2] for name in visits[0]["marks_s"]}
    return {
        "machine": machine(quick), "targets": TARGETS, "orders": size, "starts": runs, "median_marks_s": marks,
        "floor_empty_window": bare[0], "floor_peewee_and_window": bare[1], "nothing_typed_s": hasty["marks_s"],
        "least_cpu_s": {name: min(v["cpu_s"][name] for v in visits) for name in visits[0]["cpu_s"]},
        "start_to_usable_s": round(marks["sign_in_painted"] + marks["window_painted_after_sign_in"], 3),
        "least_start_to_usable_s": round(min(v["marks_s"]["sign_in_painted"]
                                             + v["marks_s"]["window_painted_after_sign_in"] for v in visits), 3),
        "sqlite_visited_at_once": visits[0], "sqlite_visited_when_settled": visits[1], "postgresql": on_server,
    }  # fmt: skip


if __name__ == "__main__":
    if sys.argv[1:2] == ["--visit"]:
        visit(*sys.argv[2:])
    elif sys.argv[1:2] == ["--other"]:
        other(sys.argv[2])
    else:
        from benchmarks.measure import arguments, deliver

        given = arguments(__doc__)
        deliver(measure(given.quick), given.out)
