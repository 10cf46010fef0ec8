"""What holds itself is collected on the windows' thread, whatever thread makes objects."""

import gc
import threading
import weakref
from typing import Any

from PySide6.QtCore import QObject

from desktop.sweeping import Sweep


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
