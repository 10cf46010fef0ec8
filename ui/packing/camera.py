"""A webcam at a bench: it takes the photos of packages and, where that is chosen, reads codes held before it.

Loaded only where a camera is chosen, since the system's media library takes 0.2 s to start.
"""

import logging
import time
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QImage

from services import picture_codes
from ui.errors import python_unheard
from ui.packing.own import Own
from ui.packing.sounds import NO_DESK
from ui.shell import Shell

if TYPE_CHECKING:
    from PySide6.QtMultimedia import QCamera, QMediaCaptureSession, QVideoFrame, QVideoSink

LOOK_MS = 200
# A code counts anew once it was out of sight for so long, in seconds.
OUT_OF_SIGHT = 1.2
log = logging.getLogger(__name__)


class Camera(QObject):
    """`follow(own)` starts the camera that is chosen, or none.

    Signals:
        seen(str): a code that came into sight.
    """

    seen = Signal(str)

    def __init__(self, shell: Shell, parent: QObject) -> None:
        super().__init__(parent)
        self._shell, self._chosen = shell, ("", False)
        self._camera: QCamera | None = None
        self._session: QMediaCaptureSession | None = None
        self.sink: QVideoSink | None = None
        self._frame: QVideoFrame | None = None
        self._in_sight: dict[str, float] = {}
        self._reading = False
        self._look = QTimer(self, interval=LOOK_MS)
        self._look.timeout.connect(self._read)

    @property
    def there(self) -> bool:
        """Whether pictures come."""
        return self._frame is not None

    def follow(self, own: Own) -> None:
        wanted = own.camera, own.camera_scans
        if wanted == self._chosen:
            return
        self.stop()
        self._chosen = wanted
        if own.camera:
            with python_unheard():
                self._start(own)

    def _start(self, own: Own) -> None:
        device = next((each for each in _devices() if each.description() == own.camera), None)
        if device is None:
            return
        from PySide6.QtMultimedia import QCamera, QMediaCaptureSession

        self._camera, self._session = QCamera(device, self), QMediaCaptureSession(self)
        self._session.setCamera(self._camera)
        self._session.setVideoSink(self.watch())
        self._camera.start()
        if own.camera_scans:
            self._look.start()

    def watch(self) -> "QVideoSink":
        """Where the pictures arrive."""
        from PySide6.QtMultimedia import QVideoSink

        self.sink = QVideoSink(self)
        self.sink.videoFrameChanged.connect(self._came)
        return self.sink

    def stop(self) -> None:
        """Let the camera go, so that others can have it."""
        self._look.stop()
        if self._camera is not None:
            self._camera.stop()
        for each in (self._session, self._camera, self.sink):
            if each is not None:
                each.deleteLater()
        self._chosen, self._camera, self._session, self.sink, self._frame = ("", False), None, None, None, None
        self._reading = False

    def picture(self) -> QImage | None:
        """What the camera shows now."""
        return self._frame.toImage() if self._frame is not None else None

    def _came(self, frame: "QVideoFrame") -> None:
        self._frame = frame if frame.isValid() else None

    def _read(self) -> None:
        """Look for codes in the newest picture, on a reader thread, one picture after another."""
        if self._reading or self._frame is None:
            return
        frame, self._reading = self._frame, True
        self._shell.jobs.read(self, lambda: codes_of(frame.toImage()), self.found, key="camera", failed=self._not_read)

    def _not_read(self, error: Exception) -> None:
        """The next picture comes soon."""
        self._reading = False
        log.warning("a camera's picture was not read", exc_info=error)

    def found(self, codes: tuple[str, ...]) -> None:
        """Codes that are in sight now: those that were not before are scans."""
        self._reading, now = False, time.monotonic()
        for text in codes:
            key = picture_codes.believed(text)
            if now - self._in_sight.get(key, 0.0) > OUT_OF_SIGHT:
                self.seen.emit(text)
            self._in_sight[key] = now


def codes_of(image: QImage) -> tuple[str, ...]:
    """The codes on one picture of a camera, which is looked at as it is: the next one comes soon."""
    from PIL import Image

    if image.isNull():
        return ()
    grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
    picture = Image.frombuffer(
        "L", (grey.width(), grey.height()), bytes(grey.constBits()), "raw", "L", grey.bytesPerLine(), 1
    )
    return picture_codes.read(picture, (0,))


def camera_names() -> list[str]:
    """The cameras of this PC; none where the system lacks its media library."""
    with python_unheard():
        return [each.description() for each in _devices()]


def _devices() -> list[Any]:
    if QGuiApplication.platformName() in NO_DESK:
        return []
    try:
        from PySide6.QtMultimedia import QMediaDevices
    except ImportError as error:
        log.info("no camera: %s", error)
        return []
    return list(QMediaDevices.videoInputs())
