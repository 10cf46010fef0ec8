"""The settings of one bench, kept on its PC: sounds, words spoken, a stuttering scanner, the scale, the camera."""

from dataclasses import dataclass
from typing import Any

from ui.shell import Settings

# Name in the PC's settings -> what holds when nobody chose.
VOLUME, MUTED, SPOKEN, REPEAT_MS = "bench.volume", "bench.muted", "bench.spoken", "bench.repeat_ms"
SCALE, SCALE_PORT, CAMERA, CAMERA_SCANS = "bench.scale", "bench.scale_port", "bench.camera", "bench.camera_scans"
DEFAULTS = {
    VOLUME: 90, MUTED: False, SPOKEN: False, REPEAT_MS: 0, SCALE: "", SCALE_PORT: "", CAMERA: "", CAMERA_SCANS: False,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Own:
    """`volume` in per cent; a code that comes again within `repeat_ms` is a stutter, 0: every scan counts; `scale` is
    a protocol of resources/scales.json at `scale_port`; `camera` is its name, "" for none, and `camera_scans` whether
    it looks for codes all the time."""

    volume: int = 90
    muted: bool = False
    spoken: bool = False
    repeat_ms: int = 0
    scale: str = ""
    scale_port: str = ""
    camera: str = ""
    camera_scans: bool = False


def own(settings: Settings) -> Own:
    """What is chosen at this PC; a value of another kind is as good as none."""
    found = {name: settings.get(name, usual) for name, usual in DEFAULTS.items()}
    fits: dict[str, Any] = {
        name: found[name] if type(found[name]) is type(usual) else usual for name, usual in DEFAULTS.items()
    }
    return Own(**{name.removeprefix("bench."): value for name, value in fits.items()})
