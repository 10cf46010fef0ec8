"""What a label printer is told beside the picture of a label."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PrinterKind:
    """How a label printer wants its jobs. `encoding` is one of zpl.ENCODINGS.

    `gap` is the blank between labels in millimetres, 0 for continuous paper; `darkness` (ZPL 0 to 30, TSPL 0 to 15)
    and `speed` (inches a second) are the printer's own where None; `cutter` cuts after each label; `offset` moves the
    print right and down, in millimetres. The `dpi` must be the one that the label was laid out for.
    """

    language: str = "zpl"
    dpi: int = 203
    encoding: str = "z64"
    gap: float = 2.0
    darkness: int | None = None
    speed: int | None = None
    cutter: bool = False
    offset: tuple[float, float] = (0.0, 0.0)
