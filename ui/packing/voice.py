"""Words spoken at the bench, where the system has a voice; without one it stays silent."""

import logging
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QObject
from PySide6.QtGui import QGuiApplication

from resources.i18n import language
from ui.errors import python_unheard
from ui.packing.sounds import NO_DESK

if TYPE_CHECKING:
    from PySide6.QtTextToSpeech import QTextToSpeech

log = logging.getLogger(__name__)


class Voice(QObject):
    """`say(text)` cuts what is being said: the word is about the last scan."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._speaker: QTextToSpeech | None = None
        self._tried = False

    def prepare(self) -> None:
        """Look for the voice now, which the first word should not wait for."""
        if self._speaker is None and not self._tried:
            with python_unheard():
                self._find()

    def say(self, text: str, volume: float) -> None:
        """Speak it, `volume` from 0 to 1."""
        self.prepare()
        speaker = self._speaker
        if speaker is not None and text:
            speaker.stop()
            speaker.setVolume(volume)
            speaker.say(text)

    def _find(self) -> None:
        self._tried = True
        if QGuiApplication.platformName() in NO_DESK:
            return
        try:
            from PySide6.QtTextToSpeech import QTextToSpeech
        except ImportError as error:
            log.info("No voice: %s", error)
            return
        if not set(QTextToSpeech.availableEngines()) - {"mock"}:
            return
        speaker = QTextToSpeech(self)
        wanted = QLocale(language())
        spoken = next((each for each in speaker.availableLocales() if each.language() == wanted.language()), None)
        if spoken is not None:
            speaker.setLocale(spoken)
            self._speaker = speaker
