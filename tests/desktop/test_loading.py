"""What is loaded before anybody asks for it: plain modules on a thread, those with Qt's classes on the UI thread."""

import json
import os
import subprocess
import sys
import textwrap

CODE = """
    import builtins, json, sys, threading
    from importlib import import_module
    from PySide6.QtCore import QObject
    from desktop.loading import load_plain
    from desktop.windows import soon

    made = builtins.__build_class__
    elsewhere, found = [], []

    def build(*args, **kwargs):
        kind = made(*args, **kwargs)
        if threading.current_thread() is not threading.main_thread() and issubclass(kind, QObject):
            elsewhere.append(kind.__qualname__)
        return kind

    builtins.__build_class__ = build
    thread = threading.Thread(target=lambda: found.append(load_plain(soon(), lambda: False)))
    thread.start(); thread.join()
    (rest,) = found
    early, chains = [name for name in rest if name in sys.modules], []
    ours = ("ui.", "desktop.", "services.", "models.", "printing.")
    for name in rest:
        before = set(sys.modules)
        import_module(name)
        chains.append([each for each in set(sys.modules) - before - {name} if each.startswith(ours)])
    print(json.dumps({"elsewhere": elsewhere, "early": early, "rest": rest, "most": max(map(len, chains))}))
"""


def test_a_thread_makes_no_class_of_qt_and_what_is_left_comes_module_by_module() -> None:
    """PySide's table of classes is read without a lock: a class made on a thread has crashed the program."""
    code = textwrap.dedent(CODE)
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["elsewhere"] == []
    assert told["early"] == []
    assert {"ui.orders.window", "ui.packing.window", "ui.reports.window"} <= set(told["rest"])
    assert told["most"] <= 2  # an import that waits for another thread's, or stands below an `if`, brings a second one
