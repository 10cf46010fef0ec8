"""Figures typed at the bench: how much the next scan counts, or what a package weighs."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal

from PySide6.QtCore import Qt

from resources.i18n import _

TIMES, WEIGHT = "times", "weight"
MOST_DIGITS = {TIMES: 5, WEIGHT: 8}
KILOS = re.compile(r"\d{1,4}([.,]\d{0,3})?|[.,]\d{1,3}")
GRAMS = Decimal(1000)


@dataclass(frozen=True, slots=True)
class Typed:
    """What is being typed; `package` is weighed, and `then` is what waits for the weight. With `scale` one is read;
    `occupied` says that the package before still stands on it."""

    what: str
    text: str = ""
    package: int = 0
    then: Callable[[], None] | None = None
    scale: bool = False
    occupied: bool = False

    def line(self) -> str:
        shown = f"{self.text}_"
        if self.what == WEIGHT and self.occupied and not self.text:
            return _("Weight of package {package}: empty the scale").format(package=self.package)
        if self.what == WEIGHT and self.scale and not self.text:
            return _("Weight of package {package}: put it on the scale").format(package=self.package)
        if self.what == WEIGHT:
            return _("Weight of package {package}, kg: {n}").format(package=self.package, n=shown)
        return _("Quantity for the next scan: {n}").format(n=shown)

    def key(self, key: int, text: str) -> "Typed":
        """After a key that is a figure, a decimal sign of a weight, or Backspace; others change nothing."""
        if key == Qt.Key.Key_Backspace:
            return replace(self, text=self.text[:-1])
        allowed = text.isascii() and (text.isdigit() or (self.what == WEIGHT and text in (".", ",")))
        if not text or not allowed or len(self.text) >= MOST_DIGITS[self.what]:
            return self
        return replace(self, text=self.text + text)

    def times(self) -> Decimal | None:
        """A typed quantity; None for nothing or zero."""
        return Decimal(self.text) if self.text and int(self.text) else None


def grams(text: str) -> int | None:
    """Kilograms as typed or as a scale sends them ("2.350", "2,35 kg"), in grams; None for anything else."""
    text = text.strip().lower().removesuffix("kg").strip()
    if not KILOS.fullmatch(text):
        return None
    return int((Decimal(text.replace(",", ".").rstrip(".") or "0") * GRAMS).to_integral_value())
