"""The sounds of the bench; where there is no sound device the bench is silent."""

import logging
from collections.abc import Sequence
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, QUrl
from PySide6.QtGui import QGuiApplication

from ui.errors import python_unheard

if TYPE_CHECKING:
    from PySide6.QtMultimedia import QSoundEffect

APART_MS = 1200
NO_DESK = frozenset({"offscreen", "minimal"})
"""Platforms on which nobody listens."""
log = logging.getLogger(__name__)


class Sounds(QObject):
    """`play("ok" | "error" | "ask" | "done" | "repeat")`. A new sound cuts the one before: it answers the last scan."""

    def __init__(self, parent: QObject | None = None, *, volume: float = 0.9) -> None:
        super().__init__(parent)
        self.volume = volume
        """From 0, silent, to 1."""
        self._effects: dict[str, QSoundEffect | None] = {}
        self._playing: QSoundEffect | None = None
        self._silent = False

    def prepare(self) -> None:
        """Make all of them now, which the first scan should not wait for."""
        for name in ("ok", "error", "ask", "done", "repeat"):
            self._effect(name)

    def play(self, name: str) -> None:
        if not name or not self.volume or self._silent:
            return
        effect = self._effect(name)
        if effect is None:
            return
        if self._playing is not None:
            self._playing.stop()
        effect.setVolume(self.volume)
        effect.play()
        self._playing = effect

    def play_in_turn(self, names: Sequence[str]) -> None:
        """Play several with a pause between, for getting to know them."""
        for place, name in enumerate(names):
            QTimer.singleShot(place * APART_MS, self, partial(self.play, name))

    def _effect(self, name: str) -> "QSoundEffect | None":
        if name not in self._effects and not self._silent:
            with python_unheard():
                self._effects[name] = self._load(name)
        return self._effects.get(name)

    def _load(self, name: str) -> "QSoundEffect | None":
        if QGuiApplication.platformName() in NO_DESK:
            self._silent = True
            return None
        try:
            from PySide6.QtMultimedia import QMediaDevices, QSoundEffect
        except ImportError as error:
            # The system lacks a library of its sound system; packing goes on without sound.
            log.info("No sound: %s", error)
            self._silent = True
            return None
        if QMediaDevices.defaultAudioOutput().isNull():
            self._silent = True
            return None
        effect = QSoundEffect(self)
        effect.setSource(QUrl.fromLocalFile(str(sound_file(name))))
        return effect


def sound_file(name: str) -> Path:
    return Path(str(files("resources"))) / "sounds" / f"{name}.wav"
