"""What holds itself is collected on the windows' thread, whatever thread makes objects."""

import gc
import threading
import weakref
from typing import Any

from PySide6.QtCore import QObject

from desktop.sweeping import Sweep, settle


def test_a_qt_object_that_holds_itself_is_not_destroyed_on_a_worker(qapp: Any) -> None:
    sweep, where = Sweep(), []
    gc.collect()
    sweep.begin()
    try:
        held = QObject()
        held.me = held  # type: ignore[attr-defined]
        weakref.finalize(held, lambda: where.append(threading.current_thread()))
        del held
        kept: list[list[int]] = []
        worker = threading.Thread(target=lambda: kept.extend([each] for each in range(50_000)))
        worker.start()
        worker.join()
        assert where == [], "collected on a worker"
        sweep.sweep()
        assert where == [threading.main_thread()]
    finally:
        sweep.end()
    assert gc.isenabled()


def test_what_has_settled_is_looked_at_no_more_and_garbage_does_not_settle() -> None:
    kept, gone = [QObject()], QObject()
    gone.me = gone  # type: ignore[attr-defined]
    seen = weakref.ref(gone)
    del gone
    sweep = Sweep()
    sweep.begin()
    try:
        settle()
        assert seen() is None
        assert gc.get_freeze_count() > len(kept)
        assert not any(each is kept for each in gc.get_objects())
    finally:
        sweep.end()
    assert gc.get_freeze_count() == 0
