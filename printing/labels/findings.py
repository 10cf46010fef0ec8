"""How a layout comes out, and what there is to say about it. Plain values, found by printing/labels/checks.py."""

from dataclasses import dataclass, field
from typing import Any

from printing.pictures import Bitmap, Picture


@dataclass(frozen=True, slots=True)
class Finding:
    """`place` is the element's, from 1, 0 for the label; `wrong` when it can't be printed so."""

    code: str
    place: int
    wrong: bool = False
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Look:
    """How a layout comes out with a sample: in colour for the screen, or as the printer's own dots."""

    picture: Picture | Bitmap
    findings: tuple[Finding, ...] = ()
