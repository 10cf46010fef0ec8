"""Pages as pictures: what a screen shows, and what a printer that takes dots is sent. Plain values."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bitmap:
    """A 1-bit image: `rows` is `height` rows of `stride` bytes, the leftmost dot in the highest bit, 1 is black."""

    width: int
    height: int
    rows: bytes

    @property
    def stride(self) -> int:
        return (self.width + 7) // 8


@dataclass(frozen=True, slots=True)
class Picture:
    """A colour image, 4 bytes a pixel: blue, green, red, unused. (QImage.Format_RGB32.)"""

    width: int
    height: int
    pixels: bytes
