"""Sounds, camera and voice of a bench, got ready without keeping its window waiting.

The system's media libraries take 0.1 to 0.3 s: they are read in on another thread, and what uses them is made after
that, one thing after another.
"""

import logging
from collections.abc import Callable, Sequence
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QGuiApplication

from ui.errors import python_unheard
from ui.packing.sounds import NO_DESK

if TYPE_CHECKING:
    from ui.packing.window import PackingWindow

log = logging.getLogger(__name__)


def load() -> None:
    """Read in the libraries, for a reader thread."""
    if QGuiApplication.platformName() in NO_DESK:
        return
    with python_unheard():
        for name in ("QtMultimedia", "QtTextToSpeech"):
            try:
                import_module(f"PySide6.{name}")
            except ImportError as error:  # this bench has none, and goes on
                log.info("%s is not there: %s", name, error)


def make(desk: "PackingWindow") -> None:
    """What this bench uses of them, while it is shown."""
    if desk.isVisible():
        voice = [desk.voice.prepare] if desk.own.spoken else []
        in_turn(desk, [desk.sounds.prepare, lambda: desk.photos.camera.follow(desk.own), *voice])


def in_turn(owner: QObject, parts: Sequence[Callable[[], None]]) -> None:
    """One part now, the others each after what waits for the window meanwhile."""
    if parts:
        parts[0]()
        QTimer.singleShot(0, owner, partial(in_turn, owner, parts[1:]))
