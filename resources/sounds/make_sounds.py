"""Make the sounds of the packing bench. `python -m resources.sounds.make_sounds` writes them beside this file.

They differ in pitch, number and length, so that they are told apart without looking: a short high beep (counted),
a long low double buzz (refused), two falling tones (a question), three rising tones (all done); and three quick ticks
for what a stuttering scanner sent twice.
"""

import math
import wave
from array import array
from pathlib import Path

RATE = 22050
LOUD = 0.55
EDGE = 0.006
"""Seconds a tone takes to swell and to fade: without it loudspeakers click."""

Tone = tuple[float, float]
"""Hertz and seconds; 0 Hz is silence."""

SOUNDS: dict[str, tuple[Tone, ...]] = {
    "ok": ((1760.0, 0.09),),
    "error": ((185.0, 0.26), (0.0, 0.09), (185.0, 0.34)),
    "ask": ((988.0, 0.13), (0.0, 0.02), (740.0, 0.18)),
    "repeat": ((523.0, 0.03), (0.0, 0.05), (523.0, 0.03), (0.0, 0.05), (523.0, 0.03)),
    "done": ((1047.0, 0.09), (0.0, 0.015), (1319.0, 0.09), (0.0, 0.015), (1568.0, 0.2)),
}


def samples(tones: tuple[Tone, ...]) -> array:
    """16-bit mono. Low tones get odd overtones, or small loudspeakers would not play them."""
    made = array("h")
    for hertz, seconds in tones:
        count = round(RATE * seconds)
        for place in range(count):
            edge = min(1.0, place / (RATE * EDGE), (count - place) / (RATE * EDGE))
            angle = 2 * math.pi * hertz * place / RATE
            level = math.sin(angle)
            if 0 < hertz < 400:
                level = (level + math.sin(3 * angle) / 3 + math.sin(5 * angle) / 5 + math.sin(7 * angle) / 7) / 1.2
            made.append(round(32767 * LOUD * edge * max(-1.0, min(1.0, level))))
    return made


def write(folder: Path) -> list[Path]:
    """Write every sound into `folder` and return the files."""
    written = []
    for name, tones in SOUNDS.items():
        path = folder / f"{name}.wav"
        with wave.open(str(path), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(RATE)
            file.writeframes(samples(tones).tobytes())
        written.append(path)
    return written


if __name__ == "__main__":
    write(Path(__file__).parent)
