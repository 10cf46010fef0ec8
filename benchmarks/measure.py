"""What the benchmarks share: percentiles, the machine, a PostgreSQL server of their own, one JSON document each."""

import argparse
import json
import os
import platform
import shutil
import signal
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.postgres import Cluster, Database

Figures = dict[str, float]


def summary(seconds: Sequence[float]) -> Figures:
    """Median, 95th percentile and least, in milliseconds."""
    ordered = sorted(each * 1000 for each in seconds)
    p95 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
    return {"p50": round(statistics.median(ordered), 3), "p95": round(p95, 3), "least": round(ordered[0], 3)}


def timed(work: Callable[[], Any], times: int) -> Figures:
    """Wall clock of `times` runs after one that is not counted; the processor's time, which a busy machine changes
    less, as their median in milliseconds.
    """
    work()
    spent, worked = [], []
    for _ in range(times):
        start, begun = time.perf_counter(), time.process_time()
        work()
        spent.append(time.perf_counter() - start)
        worked.append(time.process_time() - begun)
    return {**summary(spent), "processor": round(statistics.median(worked) * 1000, 3)}


def machine(quick: bool) -> dict[str, Any]:
    """Where this was measured, with the cost of one commit to this disk and the load at the time."""
    return {
        "python": platform.python_version(), "sqlite": sqlite3.sqlite_version, "system": platform.platform(),
        "cores": os.cpu_count(), "load": [round(each, 2) for each in os.getloadavg()], "quick": quick,
        "fdatasync_4k_ms": _fdatasync(),
    }  # fmt: skip


def _fdatasync() -> float:
    with tempfile.NamedTemporaryFile() as file:

        def write() -> None:
            os.pwrite(file.fileno(), b"x" * 4096, 0)
            os.fdatasync(file.fileno())

        return timed(write, 100)["p50"]


def arguments(about: str | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--quick", action="store_true", help="smaller companies and fewer runs, for a look")
    parser.add_argument("--out", type=Path, help="write the JSON document there instead of printing it")
    return parser.parse_args()


def deliver(document: dict[str, Any], out: Path | None) -> None:
    text = json.dumps(document, indent=1, ensure_ascii=False) + "\n"
    if out:
        out.write_text(text)
    else:
        sys.stdout.write(text)


@contextmanager
def folder() -> Iterator[Path]:
    """A folder on the disk of this checkout, as a company's database would be, removed at the end."""
    kept = Path(__file__).parent.parent / ".cache" / "bench"
    kept.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(prefix="run-", dir=kept))
    try:
        yield made
    finally:
        shutil.rmtree(made)


@contextmanager
def server() -> Iterator["Cluster"]:
    """A durable PostgreSQL server of our own, on the disk, ended at the end."""
    from tests.postgres import Cluster  # it loads psycopg, which a start-up on SQLite must not cost

    place = Path(tempfile.mkdtemp(prefix="packdesk-bench-", dir="/var/tmp"))
    place.chmod(0o711)
    cluster = Cluster(place / "server", {"shared_buffers": "512MB", "autovacuum": "on"})
    try:
        cluster.create()
        cluster.start()
        cluster.furnish()
        yield cluster
    finally:
        cluster.stop(signal.SIGQUIT)
        shutil.rmtree(place, ignore_errors=True)


def new_database(cluster: "Cluster", name: str) -> "Database":
    import psycopg

    from tests.postgres import BARE, OWNER

    with psycopg.connect(cluster.url("postgres", "postgres"), autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name} OWNER {OWNER} TEMPLATE {BARE}".encode())
    return cluster.database(name)
